package io.rapport.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("Outlook's conditions in a message")
class OutlookPartsTest {

    @Test
    @DisplayName("around MJML elements are passed on as they are written, and the elements are turned into HTML")
    void aroundElements() {
        RenderedMessage mail = hello(
                """
                <mj-raw><!--[if !mso]><!--></mj-raw>
                <mj-text>not for Outlook, {{ customer.firstName }}</mj-text>
                <mj-raw><!--<![endif]--></mj-raw>
                <mj-text>for all</mj-text>""");

        assertThat(mail.html())
                .doesNotContain("<mj-", "\ue000")
                .containsPattern("(?s)<!--\\[if !mso\\]><!-->.*not for Outlook, Ada.*<!--<!\\[endif\\]-->.*for all");
        assertThat(mail.text()).contains("not for Outlook, Ada", "for all");
    }

    @Test
    @DisplayName("within one mj-raw are for Outlook alone, with what XML would not allow in a comment")
    void withinOne() {
        RenderedMessage mail = hello(
                """
                <mj-raw><!--[if mso]><table><tr><td>for -- Outlook, {{ customer.firstName }}<br></td></tr></table><![endif]--></mj-raw>
                <mj-text>for all</mj-text>""");

        assertThat(mail.html())
                .contains("<!--[if mso]><table><tr><td>for -- Outlook, Ada<br></td></tr></table><![endif]-->");
        assertThat(mail.text()).contains("for all").doesNotContain("for -- Outlook", "endif", "-->");
    }

    @Test
    @DisplayName("let no data break out of them")
    void data() {
        MessageCatalogue catalogue = new MessageFolder()
                .saying("Hello", "<mj-raw><!--[if mso]><p>{{ customer.firstName }}</p><![endif]--></mj-raw>")
                .load();

        assertThat(hello(catalogue, "--><script>x</script><!--").html())
                .contains("<!--[if mso]><p>--&gt;&lt;script&gt;x")
                .doesNotContain("<script>");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "<mj-raw><!--[if mso]></mj-raw><mj-text>x</mj-text><mj-image src=\"https://shop.example/a.png\" /><mj-raw></mj-raw> ~ MJML elements bring their own",
                "<mj-raw><!--[if !mso]><!--></mj-raw><mj-text>x</mj-text> ~ has no end of its kind",
                "<mj-text>x</mj-text><mj-raw><!--<![endif]--></mj-raw> ~ has no beginning of its kind",
                "<mj-text>x</mj-text><mj-raw><![endif]--></mj-raw> ~ has no beginning of its kind",
                "<mj-raw><!--[if mso]><mj-text>x</mj-text><![endif]--></mj-raw> ~ MJML would reach readers as it is written",
                "<mj-raw><!--[if mso]><p>x</p></mj-raw> ~ the condition <!--[if mso]> holds",
                "<!--[if mso]><mj-text>x</mj-text><![endif]--> ~ MJML would reach readers as it is written",
            })
    @DisplayName("that would show MJML, or something else than is meant, are refused with the line and the fix")
    void refused(String body, String what) {
        MessageFolder folder = new MessageFolder().saying("Hello", "\n" + body);

        assertThatThrownBy(folder::load)
                .isInstanceOf(CatalogueException.class)
                .hasMessageContaining(what)
                .hasMessageContaining("hello/en.mjml line ")
                .hasMessageContaining("close each condition with its own end");
    }

    @Test
    @DisplayName(
            "around a whole section, which brings conditions of its own, are refused where Outlook alone would show it")
    void aroundASection() {
        String whole = new MessageFolder().sources().files().get("hello/en.mjml");
        MessageFolder folder = new MessageFolder()
                .with(
                        "hello/en.mjml",
                        whole.replace("<mj-section>", "<mj-raw><!--[if mso]></mj-raw><mj-section>")
                                .replace("</mj-section>", "</mj-section><mj-raw><![endif]--></mj-raw>"));

        assertThat(whole).contains("<mj-section>");
        assertThatThrownBy(folder::load).hasMessageContaining("MJML elements bring their own");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "<a href=\"https://evil.example\">x</a> ~ a link leads elsewhere",
                "<p style=\"{{ customer.firstName }}\">x</p> ~ data stand in a style",
                "<script>x</script> ~ a mail carries no script",
            })
    @DisplayName("are no place for what may stand nowhere else either")
    void places(String html, String what) {
        assertThatThrownBy(() -> new MessageFolder()
                        .saying("Hello", "<mj-raw><!--[if mso]>" + html + "<![endif]--></mj-raw>")
                        .load())
                .hasMessageContaining(what);
    }

    private static RenderedMessage hello(String body) {
        return hello(new MessageFolder().saying("Hello", body).load(), "Ada");
    }

    private static RenderedMessage hello(MessageCatalogue catalogue, String name) {
        Map<String, Object> customer = new HashMap<>();
        customer.put("firstName", name);
        customer.put("lastName", null);
        Map<String, Object> context = new HashMap<>();
        context.put("customer", customer);
        return catalogue.render("hello", Locale.ENGLISH, context);
    }
}
