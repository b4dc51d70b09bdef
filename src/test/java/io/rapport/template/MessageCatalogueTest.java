package io.rapport.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import io.rapport.template.CatalogueException.MessageFault;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MessageCatalogueTest {

    @Nested
    class Rendering {

        @Test
        void customersDataCannotBecomeMarkup() {
            RenderedMessage mail = hello(
                    new MessageFolder()
                            .saying(
                                    "Hello {{ customer.firstName }}",
                                    "<mj-text>Hi <a href=\"https://shop.example/?{{ customer.firstName | urlencode }}\">"
                                            + "{{ customer.firstName }}</a></mj-text>")
                            .load(),
                    "\"><script>alert('x')</script>");

            assertThat(mail.html())
                    .doesNotContain("<script>")
                    .contains("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;");
            assertThat(mail.html()).doesNotContain("?\">");
            // a subject and a text part are no HTML: there the characters stay what they are
            assertThat(mail.subject()).isEqualTo("Hello \"><script>alert('x')</script>");
            assertThat(mail.text()).contains("Hi \"><script>alert('x')</script>: https://shop.example/?");
        }

        @Test
        void namesCannotCarryTemplateTags() {
            RenderedMessage mail = hello(new MessageFolder().load(), "{{ brand.site }}");

            assertThat(mail.subject()).isEqualTo("Hello {{ brand.site }}");
            assertThat(mail.html()).contains("Hi {{ brand.site }}");
        }

        @Test
        void theSubjectIsOnePlainLine() {
            MessageCatalogue catalogue = new MessageFolder().load();

            assertThat(hello(catalogue, "Ada\r\nBcc: all@shop.example").subject())
                    .isEqualTo("Hello Ada Bcc: all@shop.example");
            assertThat(hello(catalogue, "\u202egnp.exe\u2066 \u0007A\u200bda\u2028B")
                            .subject())
                    .isEqualTo("Hello gnp.exe Ada B");
            assertThat(hello(catalogue, "O'Brien & Söhne 👨‍👩‍👧").subject())
                    .isEqualTo("Hello O'Brien & Söhne 👨‍👩‍👧");
        }

        @Test
        void aMissingVariableFailsByItsName() {
            MessageCatalogue catalogue = new MessageFolder().load();

            assertThatExceptionOfType(RenderException.class)
                    .isThrownBy(() ->
                            catalogue.render("hello", Locale.CHINA, Map.of("customer", Map.of("lastName", "Secret"))))
                    .satisfies(e -> assertThat(e.variable()).isEqualTo("customer.firstName"))
                    .withMessageContainingAll("hello", "zh-CN", "customer.firstName")
                    .withMessageNotContaining("Secret")
                    .withNoCause();
            assertThatExceptionOfType(RenderException.class)
                    .isThrownBy(() -> catalogue.render("hello", Locale.ENGLISH, Map.of()))
                    .satisfies(e -> assertThat(e.variable()).isEqualTo("customer"));
        }

        @Test
        void anAbsentValueIsEmptyAndCanBeGuardedFor() {
            MessageCatalogue catalogue = new MessageFolder()
                    .saying(
                            "Hello",
                            "<mj-text>[{{ customer.firstName }}]{% if customer.firstName is not empty %}!{% endif %}"
                                    + "</mj-text>")
                    .load();

            assertThat(hello(catalogue, null).text()).isEqualTo("[]\n");
            assertThat(hello(catalogue, "Ada").text()).isEqualTo("[Ada]!\n");
        }

        @Test
        void anOversizedMailIsNotMade() {
            MessageCatalogue catalogue = new MessageFolder()
                    .saying("Hello", "<mj-text>{% for i in customer.things %}{{ i }}{% endfor %}</mj-text>")
                    .replacing("hello/message.yaml", "lastName", "things: [], lastName")
                    .load();
            Map<String, Object> customer = Map.of("things", Collections.nCopies(300_000, "x"));

            assertThatExceptionOfType(RenderException.class)
                    .isThrownBy(() -> catalogue.render("hello", Locale.ENGLISH, Map.of("customer", customer)))
                    .withMessageContaining("larger than 262144 characters");
        }

        @Test
        void fourThreadsGetEachTheirOwnCustomer() throws Exception {
            MessageCatalogue catalogue = new MessageFolder().load();
            ExecutorService threads = Executors.newFixedThreadPool(4);
            try {
                List<Callable<List<String>>> work = new ArrayList<>();
                for (int thread = 0; thread < 4; thread++) {
                    String name = "Customer" + thread;
                    work.add(() -> {
                        List<String> wrong = new ArrayList<>();
                        for (int i = 0; i < 2_000; i++) {
                            String mine = name + "-" + i + ".";
                            RenderedMessage mail = hello(catalogue, mine);
                            if (!mail.subject().equals("Hello " + mine)
                                    || !mail.html().contains("Hi " + mine)
                                    || !mail.text().equals("Hi " + mine + "\n")) {
                                wrong.add(mail.subject());
                            }
                        }
                        return wrong;
                    });
                }
                for (Future<List<String>> wrong : threads.invokeAll(work)) {
                    assertThat(wrong.get()).isEmpty();
                }
            } finally {
                threads.shutdownNow();
            }
        }

        @Test
        void theBrandCannotBeReplacedByTheContext() {
            MessageCatalogue catalogue = new MessageFolder()
                    .saying("{{ brand.name }}", "<mj-text>{% if brand.name == 'x' %}x{% endif %}!</mj-text>")
                    .load();

            RenderedMessage mail = catalogue.render("hello", Locale.ENGLISH, Map.of("brand", Map.of("name", "x")));

            assertThat(mail.subject()).isEqualTo("Bits & Bobs");
            assertThat(mail.text()).isEqualTo("!\n");
        }

        @Test
        void anUnknownMessageIsRefused() {
            MessageCatalogue catalogue = new MessageFolder().load();

            assertThatIllegalArgumentException()
                    .isThrownBy(() -> catalogue.render("../hello", Locale.ENGLISH, Map.of()))
                    .withMessage("there is no message '../hello'");
        }
    }

    @Nested
    class Loading {

        @Test
        void tellsEveryFaultWithItsPlaceAndItsMend() {
            MessageFolder folder = new MessageFolder()
                    .without("hello/zh-CN.mjml")
                    .replacing("hello/message.yaml", "category: service", "category: marketing");

            assertThat(faults(folder))
                    .extracting(MessageFault::toString)
                    .satisfiesExactly(
                            category -> assertThat(category)
                                    .startsWith("hello, hello/message.yaml line 1: unknown category 'marketing'")
                                    .contains("transactional, service, care, promotional, internal"),
                            locale -> assertThat(locale)
                                    .isEqualTo("hello [zh-CN], hello/zh-CN.mjml: this locale is missing"
                                            + " → write it; brand.yaml names the languages that all messages are"
                                            + " written in"));
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                value = {
                    "category: service | category: promotional | has no opt-out",
                    "topic: account | topic: | topic is missing",
                    "expiry: P1D | expiry: one day | expiry 'one day' is no duration",
                    "expiry: P1D | expiry: PT0S | expiry is not after queueing",
                    "[email] | [pigeon] | channels are [pigeon]",
                    "links: [] | links: [shopp] | unknown link 'shopp'",
                    "links: [] | links: [shop] | links.shop is announced in message.yaml, but not in the mail",
                    "links: [] | survey: exit | it opens a survey but does not link to it",
                    "links: [] | survey: exit | brand.yaml has no survey 'exit' in zh-CN",
                    "topic: account | priority: 101 | priority is 101",
                    "links: [] | at-night: ' ' | at-night is for transactional and service messages, with the reason",
                    "links: [] | on-holidays: true | on-holidays is for advertising by e-mail alone",
                    "topic: account | priority: high | line 2: priority is 'high', which it cannot be → write a whole number",
                    "links: [] | linkz: [] | line 5: there is no key 'linkz' → use one of category, topic, channels",
                    "expiry: P1D | expiry: | line 4: expiry is missing → write expiry: how long",
                    "channels: [email] | channels: email | line 3: channels is 'email', which it cannot be → write a list",
                    "channels: [email] | channels: | line 3: channels is missing",
                    "links: [] | links: [ | it is no YAML",
                    "links: [] | topic: offers | line 5: the key 'topic' stands twice",
                })
        void refusesAWrongMessageFile(String good, String wrong, String why) {
            assertThat(faults(new MessageFolder().replacing("hello/message.yaml", good, wrong)))
                    .isNotEmpty()
                    .allSatisfy(fault -> assertThat(fault.message()).isEqualTo("hello"))
                    .anySatisfy(fault -> assertThat(fault.toString()).contains(why));
        }

        @Test
        void namesTheKeysThatAreMissing() {
            MessageFolder folder = new MessageFolder()
                    .with(
                            "hello/message.yaml",
                            "category: service # no sample: yet\ntopic: account\nchannels: [email]\n");

            assertThat(faults(folder)).singleElement().satisfies(fault -> assertThat(fault.toString())
                    .startsWith("hello, hello/message.yaml: expiry and sample are missing → write expiry: ")
                    .contains("sample: data to try it with, by language"));
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '~',
                value = {
                    "{% if %}x{% endif %} ~ {% if %}",
                    "{{ customer.firstName }} {{ customer firstName }} ~ {{ customer firstName }}",
                    "{% for x of customer %}{% endfor %} ~ {% for x of customer %}",
                    "{% if customer %}open ~ {% if customer %}",
                })
        void tellsTheLineOfAWrongTag(String body, String tag) {
            MessageFolder folder = new MessageFolder()
                    .saying("Hello", "<mj-text>{{ customer.lastName }}</mj-text>\n<mj-text>\n\n" + body + "</mj-text>");

            assertThat(faults(folder)).singleElement().satisfies(fault -> assertThat(fault.toString())
                    .contains("hello/en.mjml line 6: a template tag is wrong: " + tag + ": "));
        }

        @ParameterizedTest
        @CsvSource(
                delimiter = '~',
                value = {
                    "<mj-text>not closed ~ line 3",
                    "<mj-text>a & b</mj-text> ~ line 3",
                    "<mj-txet>Hi</mj-txet> ~ MJML has no element mj-txet",
                    "<mj-include path=\"nowhere\" /> ~ there is no partial 'nowhere'",
                    "<mj-include path=\"../hello/en\" /> ~ mj-include of '../hello/en'",
                    "<mj-include path=\"/etc/passwd\" /> ~ mj-include of '/etc/passwd'",
                    "<mj-include path='x' /> ~ an mj-include is not understood",
                    "<mj-text>{{ customer.nickname }}</mj-text> ~ the variable 'customer.nickname' is missing",
                    "<mj-text>{{ brand.nothing }}</mj-text> ~ brand.nothing is not in brand.yaml",
                    "<mj-text>{{ customer.firstName | raw }}</mj-text> ~ the filter 'raw' is not open",
                    "<mj-text>{% if false %}{{ customer.firstName | escape('js') }}{% endif %}</mj-text>"
                            + " ~ the filter 'escape' is not open",
                    "<mj-text>{% include 'hello/zh-CN.html' %}</mj-text> ~ a template tag is wrong",
                    "<mj-text>{% autoescape false %}{{ customer.firstName }}{% endautoescape %}</mj-text>"
                            + " ~ a template tag is wrong",
                    "<mj-text>{% if customer %}open</mj-text> ~ a template tag is wrong",
                    "<mj-text>{% for i in 1..9 %}x{% endfor %}</mj-text> ~ a template tag is wrong",
                    "<mj-text>{% for i in range(1, 9) %}x{% endfor %}</mj-text> ~ cannot be rendered",
                    "<mj-text padding=\"{{ customer.firstName }}\">Hi</mj-text>" + " ~ MJML cannot be turned into HTML",
                })
        void refusesAWrongTemplate(String body, String why) {
            assertThat(faults(new MessageFolder().saying("Hello", body)))
                    .singleElement()
                    .satisfies(fault -> {
                        assertThat(fault.message()).isEqualTo("hello");
                        assertThat(fault.locale()).isEqualTo("en");
                        assertThat(fault.file()).isEqualTo("hello/en.mjml");
                        assertThat(fault.toString()).contains(why);
                        assertThat(fault.fix()).isNotBlank();
                    });
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "customer.class",
                    "customer.getClass()",
                    "customer.class.forName('java.lang.Runtime')",
                    "customer.firstName.getClass()",
                    "customer.firstName.bytes",
                })
        void refusesWhatReachesBehindTheData(String expression) {
            assertThat(faults(new MessageFolder().saying("Hello", "<mj-text>{{ " + expression + " }}</mj-text>")))
                    .singleElement()
                    .satisfies(fault -> assertThat(fault.what()).contains("cannot be rendered"));
        }

        @Test
        void asksForOneSubjectAndOnePreheader() {
            MessageFolder folder = new MessageFolder()
                    .replacing("hello/en.mjml", "<mj-title>Hello {{ customer.firstName }}</mj-title>", "")
                    .replacing("hello/zh-CN.mjml", "Only in the list of mails", " ");

            assertThat(faults(folder))
                    .extracting(MessageFault::locale, MessageFault::what)
                    .containsExactly(
                            tuple("en", "mj-title is missing or empty"),
                            tuple("zh-CN", "mj-preview is missing or empty"));
        }

        @Test
        void asksForTheMarkOfAdvertisementsToChina() {
            MessageFolder folder = new MessageFolder()
                    .replacing("hello/message.yaml", "category: service", "category: promotional")
                    .replacing("hello/message.yaml", "links: []", "links: [unsubscribe]")
                    .replacing("hello/en.mjml", "Hi {{", "{{ links.unsubscribe }} {{")
                    .replacing("hello/zh-CN.mjml", "，您好", "，您好 {{ links.unsubscribe }}");

            assertThat(faults(folder)).singleElement().satisfies(fault -> assertThat(fault.toString())
                    .contains("hello [zh-CN]", "广告"));
            folder.replacing("hello/zh-CN.mjml", "<mj-title>您好", "<mj-title>广告｜您好");
            assertThat(folder.load().names()).containsExactly("hello");
        }

        @Test
        void refusesPartialsInACircle() {
            MessageFolder folder = new MessageFolder()
                    .saying("Hello", "<mj-include path=\"round\" />")
                    .with("partials/round.mjml", "<mj-include path=\"round\" />");

            assertThat(faults(folder)).singleElement().satisfies(fault -> assertThat(fault.what())
                    .contains("without an end"));
        }

        @Test
        void refusesABrandThatSaysLessInOneLocale() {
            assertThat(faults(new MessageFolder().replacing("brand.yaml", "{name: 小店, ", "{")))
                    .singleElement()
                    .satisfies(fault ->
                            assertThat(fault.toString()).isEqualTo("brand.yaml: text.zh-CN.name is missing → add it"));
            assertThat(faults(new MessageFolder().without("brand.yaml")))
                    .singleElement()
                    .satisfies(fault -> assertThat(fault.what()).isEqualTo("there is none"));
        }

        @Test
        void refusesAFileInALocaleThatIsNotOffered() {
            assertThat(faults(new MessageFolder().with("hello/de.mjml", MessageFolder.mail("Hallo", ""))))
                    .singleElement()
                    .satisfies(fault -> assertThat(fault.what()).isEqualTo("'de' is not offered"));
        }

        private List<MessageFault> faults(MessageFolder folder) {
            return catchThrowableOfType(CatalogueException.class, folder::load).faults();
        }
    }

    @Nested
    class Partials {

        @Test
        void takeParametersAndTheLocalesOwnTextFirst() {
            MessageCatalogue catalogue = new MessageFolder()
                    .saying("Hello", "<mj-include path=\"call\" text=\"Go &amp; see\" href=\"{{ brand.site }}/x\" />")
                    .with(
                            "hello/zh-CN.mjml",
                            MessageFolder.mail(
                                    "您好", "<mj-include path=\"call\" text=\"去看看\" href=\"{{ brand.site }}/x\" />"))
                    .with(
                            "partials/call.mjml",
                            "<!-- a note -->\n<mj-button href=\"{{ include.href }}\">{{ include.text }}</mj-button>")
                    .with(
                            "partials/call.zh-CN.mjml",
                            "<mj-text>请<a href=\"{{ include.href }}\">{{ include.text }}</a></mj-text>")
                    .load();

            assertThat(hello(catalogue, "Ada").text()).isEqualTo("Go & see: https://shop.example/x\n");
            assertThat(hello(catalogue, "Ada").html()).doesNotContain("a note");
            assertThat(catalogue.render("hello", Locale.CHINA, Map.of()).text())
                    .isEqualTo("请去看看：https://shop.example/x\n");
        }

        @Test
        void missingAndUnknownParametersAreFaults() {
            MessageFolder folder = new MessageFolder()
                    .saying("Hello", "<mj-include path=\"call\" txt=\"Go\" />")
                    .with("partials/call.mjml", "<mj-text>{{ include.text }}</mj-text>");

            assertThatExceptionOfType(CatalogueException.class)
                    .isThrownBy(folder::load)
                    .withMessageContaining("partials/call.mjml wants the parameter 'text'");
            folder.with("partials/call.mjml", "<mj-text>fixed</mj-text>");
            assertThatExceptionOfType(CatalogueException.class)
                    .isThrownBy(folder::load)
                    .withMessageContaining("partials/call.mjml has no parameters [txt]");
        }
    }

    private static RenderedMessage hello(MessageCatalogue catalogue, String firstName) {
        Map<String, Object> customer = new HashMap<>();
        customer.put("firstName", firstName);
        return catalogue.render("hello", Locale.ENGLISH, Map.of("customer", customer));
    }
}
