package io.rapport.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a customer's data, or a careless author, might smuggle into a message. */
@DisplayName("Nothing can be injected:")
class InjectionTest {

    /** What people have put into the field for their first name. */
    static final List<String> HOSTILE = List.of(
            "<script>alert(1)</script>",
            "\"><img src=x onerror=alert(1)>",
            "' onmouseover='alert(1)",
            "javascript:alert(1)",
            "{{ customer.lastName }}",
            "{% include 'hello/zh-CN.html' %}",
            "{{ 'x'.getClass().forName('java.lang.Runtime') }}",
            "{# gone #}",
            "<mj-include path=\"/etc/passwd\" />",
            "<!-- --><![if mso]><b>",
            "&lt;b&gt; &amp;amp; &#x3c;b&#x3e;",
            "</title></style></head><h1>",
            "Ada\r\nBcc: all@shop.example\r\n\r\nbody",
            "Ada\u0000\u2028Subject: x",
            "${7*7} #{7*7} <%= 7*7 %>");

    @Test
    @DisplayName("data become neither markup nor attributes nor template tags, wherever a template may put them")
    void everyPlace() {
        String body = "<mj-text css-class=\"said\"><b title=\"{{ customer.firstName }}\">{{ customer.firstName }}</b>"
                + "<a href=\"https://shop.example/?name={{ customer.firstName | urlencode }}\">see</a></mj-text>"
                + "<mj-image src=\"https://shop.example/tea.png\" alt=\"{{ customer.firstName }}\" />";
        MessageCatalogue catalogue = new MessageFolder()
                .saying("Hello {{ customer.firstName }}", body)
                .load();
        Document plain = Jsoup.parse(hello(catalogue, "Ada").html());

        for (String hostile : HOSTILE) {
            RenderedMessage mail = hello(catalogue, hostile);
            Document html = Jsoup.parse(mail.html());

            assertThat(tags(html)).as(hostile).isEqualTo(tags(plain));
            assertThat(html.selectFirst("b").attributes().size()).isEqualTo(1);
            assertThat(line(html.selectFirst("b").attr("title"))).isEqualTo(line(hostile));
            assertThat(line(html.selectFirst("b").wholeText())).isEqualTo(line(hostile));
            assertThat(html.selectFirst("img").attributes().asList())
                    .hasSameSizeAs(plain.selectFirst("img").attributes().asList());
            assertThat(html.selectFirst("a").attr("href"))
                    .startsWith("https://shop.example/?name=")
                    .doesNotContainPattern("[\\s<>\"']|javascript:");
            assertThat(mail.subject()).startsWith("Hello ").doesNotContainPattern("[\\p{Cc}\u2028]");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "<a href=\"{{ customer.firstName }}\">x</a> ~ data decide where a link leads",
                "<a href=\" {{customer.firstName}}\">x</a> ~ data decide where a link leads",
                "<a href=\"{% if customer.firstName == 'x' %}https://shop.example{% endif %}\">x</a> ~ data decide",
                "<a href=\"https://{{ customer.firstName }}/\">x</a> ~ a link leads elsewhere",
                "<a href=\"https://shop.example{{ customer.firstName }}\">x</a> ~ a link leads elsewhere",
                "<a href=\"https://shop.example@evil.example/\">x</a> ~ a link leads elsewhere",
                "<a href=\"https://shop.example.evil.example/\">x</a> ~ a link leads elsewhere",
                "<a href=\"https://evil.example/\">x</a> ~ a link leads elsewhere",
                "<a href=\"//evil.example/\">x</a> ~ a link leads elsewhere",
                "<a href=\"http://shop.example/\">x</a> ~ a link leads elsewhere",
                "<a href=\"javascript:alert(1)\">x</a> ~ a link leads elsewhere",
                "<a href=\"JaVaScRiPt:alert(1)\">x</a> ~ a link leads elsewhere",
                "<a href=\"java&#10;script:alert(1)\">x</a> ~ a link leads elsewhere",
                "<a href=\"data:text/html,x\">x</a> ~ a link leads elsewhere",
                "<a href=\"https://shop.example/?n={{ customer.firstName }}\">x</a> ~ end the tag with | urlencode",
                "<a href=\"https://shop.example/{{ customer.firstName | upper }}\">x</a> ~ end the tag with | urlencode",
                "<a href=\"mailto:{{ customer.firstName }}\">x</a> ~ a link leads elsewhere",
                "<img src=\"https://evil.example/spy.png\" alt=\"\" /> ~ a link leads elsewhere",
                "<img src=\"{{ customer.firstName }}\" alt=\"\" /> ~ data decide where a link leads",
                "<p style=\"color:{{ customer.firstName }}\">x</p> ~ data stand in a style",
                "<p style=\"background:url(https://evil.example/spy.png)\">x</p> ~ a link leads elsewhere",
                "<p style=\"background:url('javascript:alert(1)')\">x</p> ~ a link leads elsewhere",
                "<p onclick=\"alert(1)\">x</p> ~ a mail carries no scripts",
                "<p onclick=\"alert('{{ customer.firstName }}')\">x</p> ~ a mail carries no scripts",
                "<script>x</script> ~ a mail carries no script",
                "<iframe src=\"https://shop.example/\"></iframe> ~ a mail carries no iframe",
                "<form action=\"https://shop.example/\"><input /></form> ~ a mail carries no form",
            })
    @DisplayName("a template that puts data where escaping does not help, or leads elsewhere, is refused")
    void refusedPlaces(String html, String why) {
        for (String body : List.of("<mj-text>" + html + "</mj-text>", "<mj-raw>" + html + "</mj-raw>")) {
            assertThat(faults(new MessageFolder().saying("Hello", body)))
                    .singleElement()
                    .satisfies(fault -> {
                        assertThat(fault.toString()).contains("hello/en.mjml", why);
                        assertThat(fault.fix()).isNotBlank();
                    });
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<mj-button href=\"{{ customer.firstName }}\">x</mj-button>",
                "<mj-button href=\"https://evil.example/\">x</mj-button>",
                "<mj-image src=\"https://evil.example/spy.png\" />",
                "<mj-image src=\"https://shop.example/a.png\" href=\"javascript:alert(1)\" />",
                "<mj-text color=\"{{ customer.firstName }}\">x</mj-text>",
                "<mj-navbar><mj-navbar-link href=\"https://evil.example/\">x</mj-navbar-link></mj-navbar>",
            })
    @DisplayName("the same holds for MJML's own elements")
    void refusedElements(String body) {
        assertThat(faults(new MessageFolder().saying("Hello", body))).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "@import url(https://evil.example/x.css);",
                "@import 'https://evil.example/x.css';",
                "p { background: url(https://evil.example/spy.png) }",
                "p::after { content: '{{ customer.firstName }}' }"
            })
    @DisplayName("and for styles")
    void refusedStyles(String css) {
        assertThat(faults(new MessageFolder()
                        .replacing("hello/en.mjml", "</mj-head>", "<mj-style>" + css + "</mj-style></mj-head>")))
                .isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{{ links.shop }}",
                "{{ links.shop }}?name={{ customer.firstName | urlencode }}",
                "https://shop.example",
                "https://shop.example/tea?name={{ customer.firstName | upper | urlencode }}",
                "https://shop.example/{% if customer.firstName == 'x' %}a{% endif %}",
                "https://umpire.example/cases",
                "mailto:help@shop.example",
                "#top",
            })
    @DisplayName("links lead to our own pages, the brand's site, or what brand.yaml names")
    void goodLinks(String address) {
        MessageFolder folder = new MessageFolder()
                .replacing(
                        "brand.yaml", "{name: Bits & Bobs,", "{umpire: \"https://umpire.example\", name: Bits & Bobs,")
                .replacing("brand.yaml", "{name: 小店,", "{umpire: \"https://umpire.example\", name: 小店,")
                .replacing("hello/message.yaml", "links: []", "links: [shop]")
                .saying(
                        "Hello",
                        "<mj-text><a href=\"{{ links.shop }}\">s</a> <a href=\"" + address + "\">x</a></mj-text>")
                .with(
                        "hello/zh-CN.mjml",
                        MessageFolder.mail("您好", "<mj-text><a href=\"{{ links.shop }}\">x</a></mj-text>"));

        assertThat(folder.load().names()).containsExactly("hello");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../../secret",
                "../secret",
                "/etc/passwd",
                "secret",
                "./button",
                "partials/button",
                "button.mjml",
                "BUTTON",
                "..%2fsecret",
                "%2e%2e/secret",
                "..\\secret",
                "file:///etc/passwd",
                "http://evil.example/x.mjml",
                "https://evil.example/x.mjml",
                "//evil.example/x.mjml",
                "classpath:application.yml",
                "jar:file:/x.jar!/y",
                "{{ customer.firstName }}",
                "",
            })
    @DisplayName("mj-include reads partials of the messages folder and nothing else")
    void includes(String path, @TempDir Path temp) throws Exception {
        Path folder = Files.createDirectories(temp.resolve("messages"));
        Files.writeString(temp.resolve("secret.mjml"), "<mj-text>the secret</mj-text>");
        MessageFolder files = new MessageFolder()
                .with("partials/button.mjml", "<mj-text>a partial</mj-text>")
                .saying("Hello", "<mj-include path=\"" + path + "\" />");
        files.writeTo(folder);

        CatalogueException refused =
                catchThrowableOfType(CatalogueException.class, () -> MessageCatalogue.load(folder));
        assertThat(refused.faults()).singleElement().satisfies(fault -> assertThat(fault.toString())
                .contains("hello/en.mjml line 3")
                .containsPattern("mj-include of|there is no partial"));
        assertThat(refused).hasMessageNotContaining("the secret");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<mj-include path=\"button\" type=\"html\" />",
                "<mj-include path=\"button\" type=\"css\" css-inline=\"inline\" />",
                "<mj-include path='button' />",
                "<MJ-INCLUDE path=\"button\" />",
                "<mj-include path=\"button\">x</mj-include>",
                "<?include button?><mj-include />",
            })
    @DisplayName("other ways to write an include are refused, none reaches mjml4j")
    void oddIncludes(String include) {
        MessageFolder files = new MessageFolder()
                .with("partials/button.mjml", "<mj-text>a partial</mj-text>")
                .saying("Hello", "<mj-text>x</mj-text>" + include);
        assertThat(faults(files)).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<!DOCTYPE mjml [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>",
                "<!DOCTYPE mjml SYSTEM \"http://evil.example/x.dtd\">",
                "<!DOCTYPE mjml [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\">]>",
            })
    @DisplayName("a file that declares entities is refused before one is read")
    void entities(String declaration) {
        MessageFolder files = new MessageFolder();
        files.with("hello/en.mjml", declaration + MessageFolder.mail("Hello", "<mj-text>&x;</mj-text>"));
        assertThat(faults(files)).singleElement().satisfies(fault -> assertThat(fault.toString())
                .contains("DOCTYPE is disallowed"));
    }

    @Test
    @DisplayName("an SMS links to the brand's own addresses only")
    void linksInTexts() {
        MessageFolder files = new MessageFolder()
                .replacing("hello/message.yaml", "[email]", "[email, sms]")
                .with("hello/en.txt", "Hi, see https://evil.example/x")
                .with("hello/zh-CN.txt", "您好，https://shop.example/x");
        assertThat(faults(files)).singleElement().satisfies(fault -> assertThat(fault.toString())
                .contains("hello/en.txt line 1", "a link leads elsewhere: https://evil.example/x"));
    }

    /** HTML has no NUL, and keeps no line. */
    private static String line(String text) {
        return text.replaceAll("[\\s\u2028\ufffd\u0000]+", " ");
    }

    private static List<String> tags(Document html) {
        return html.getAllElements().stream().map(Element::normalName).toList();
    }

    private static List<CatalogueException.MessageFault> faults(MessageFolder folder) {
        return catchThrowableOfType(CatalogueException.class, folder::load).faults();
    }

    private static RenderedMessage hello(MessageCatalogue catalogue, String firstName) {
        return catalogue.render(
                "hello", Locale.ENGLISH, Map.of("customer", Map.of("firstName", firstName, "lastName", "Secret")));
    }
}
