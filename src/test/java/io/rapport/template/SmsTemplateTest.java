package io.rapport.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import io.rapport.template.CatalogueException.MessageFault;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The short text of a message, for SMS,")
class SmsTemplateTest {

    private static final String YAML = "hello/message.yaml";

    @Test
    @DisplayName("is written in the reader's language, with the brand and the customer's data as they are")
    void plain() {
        MessageCatalogue catalogue =
                hello("{{ brand.name }}: hi {{ customer.firstName }}").load();

        assertThat(text(catalogue, Locale.UK, "O'Brien <b> & \"Söhne\""))
                .isEqualTo("Bits & Bobs: hi O'Brien <b> & \"Söhne\"");
        assertThat(text(catalogue, Locale.CHINA, "静")).isEqualTo("静，您好");
        assertThat(text(catalogue, null, "Ada")).isEqualTo("Bits & Bobs: hi Ada");
    }

    @Test
    @DisplayName("is one line: data cannot begin another, hide, turn the letters round or run as a template")
    void oneLine() {
        MessageCatalogue catalogue = hello("Hi {{ customer.firstName }}").load();

        assertThat(text(catalogue, Locale.UK, "A\r\nda\u2028\u0007\u202e\u2066\u200b\u061c\ufeffB"))
                .isEqualTo("Hi A da B");
        assertThat(text(catalogue, Locale.UK, "{{ brand.name }}{% if true %}"))
                .isEqualTo("Hi {{ brand.name }}{% if true %}");
        assertThat(text(catalogue, Locale.UK, "می‌خواهم 👨‍👩‍👧")).isEqualTo("Hi می‌خواهم 👨‍👩‍👧");
    }

    @Test
    @DisplayName("is refused when data make it longer than six SMS, without telling the data")
    void tooLong() {
        MessageCatalogue catalogue = hello("{{ customer.firstName }}").load();

        assertThat(text(catalogue, Locale.UK, "x".repeat(6 * 153))).hasSize(6 * 153);
        assertThatExceptionOfType(RenderException.class)
                .isThrownBy(() -> text(catalogue, Locale.UK, "x".repeat(6 * 153 + 1)))
                .withMessageContaining("7 SMS, more than 6")
                .withMessageNotContaining("xxx");
        assertThatExceptionOfType(RenderException.class)
                .isThrownBy(() -> text(catalogue, Locale.UK, "茶".repeat(6 * 67 + 1)));
    }

    @Test
    @DisplayName("fails by the name of a variable that is missing")
    void missing() {
        MessageCatalogue catalogue = hello("Hi {{ customer.firstName }}").load();

        assertThatExceptionOfType(RenderException.class)
                .isThrownBy(() -> catalogue.renderText("hello", Locale.UK, Map.of("customer", Map.of())))
                .satisfies(e -> assertThat(e.variable()).isEqualTo("customer.firstName"));
    }

    @Test
    @DisplayName("is not there for a message that does not go by SMS")
    void none() {
        MessageCatalogue catalogue = new MessageFolder().load();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> text(catalogue, Locale.UK, "Ada"))
                .withMessageContaining("'hello' has no text for SMS");
    }

    @Test
    @DisplayName("is wanted in every locale of a message that goes by SMS, and nowhere else")
    void everyLocale() {
        assertThat(faults(hello("Hi").without("hello/zh-CN.txt")))
                .extracting(MessageFault::locale, MessageFault::file, MessageFault::what)
                .containsExactly(tuple("zh-CN", "hello/zh-CN.txt", "the text for SMS is missing"));
        assertThat(faults(new MessageFolder().with("hello/en.txt", "Hi")))
                .extracting(MessageFault::file, MessageFault::what)
                .containsExactly(tuple("hello/en.txt", "nothing sends it"));
        assertThat(faults(hello("Hi").with("hello/de.txt", "Hallo")))
                .extracting(MessageFault::file, MessageFault::what)
                .containsExactly(tuple("hello/de.txt", "'de' is not offered"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "{{ customer.nickname }} ~ the variable 'customer.nickname' is missing",
                "{{ customer.firstName | raw }} ~ the filter 'raw' is not open",
                "{% include 'hello/zh-CN.sms' %} ~ a template tag is wrong",
                "'  ' ~ it is empty",
            })
    @DisplayName("is tried with its sample when messages are loaded")
    void triedOut(String text, String why) {
        assertThat(faults(hello(text))).singleElement().satisfies(fault -> {
            assertThat(fault.file()).isEqualTo("hello/en.txt");
            assertThat(fault.what()).contains(why);
            assertThat(fault.fix()).isNotBlank();
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"拒收请回复R", "退订回T", "回T退订", "回复TD退订", "退订请回复 TD", "更多：https://shop.example/sample/unsubscribe"})
    @DisplayName("tells how to opt out where the message was not asked for, as Chinese SMS do")
    void chineseOptOut(String words) {
        MessageFolder care = care("Reply STOP to end");

        assertThat(faults(care)).singleElement().satisfies(fault -> {
            assertThat(fault.toString()).contains("hello/zh-CN.txt", "does not tell how to opt out", "拒收请回复R");
        });
        assertThat(care.with("hello/zh-CN.txt", "您好，" + words).load().names()).containsExactly("hello");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Reply STOP to end", "STOP to 12345", "End: {{ links.unsubscribe }}"})
    @DisplayName("tells how to opt out in English")
    void englishOptOut(String words) {
        MessageFolder care = care("Do not stop reading").with("hello/zh-CN.txt", "您好，拒收请回复R");

        assertThat(faults(care)).singleElement().satisfies(fault -> assertThat(fault.toString())
                .contains("hello/en.txt", "a care SMS does not tell how to opt out"));
        assertThat(care.with("hello/en.txt", "Hi. " + words).load().names()).containsExactly("hello");
    }

    @Test
    @DisplayName("stands beside other channels in the order of preference, each named once")
    void channels() {
        MessageFolder folder = hello("Hi").replacing(YAML, "[email, sms]", "[sms, email, task, webhook]");
        assertThat(folder.load().definition("hello").channels()).containsExactly("sms", "email", "task", "webhook");
        folder.replacing(YAML, "[sms, email, task, webhook]", "[sms, email, sms]");
        assertThat(faults(folder)).singleElement().satisfies(fault -> assertThat(fault.what())
                .contains("stands twice"));
    }

    private static MessageFolder hello(String english) {
        return new MessageFolder()
                .replacing(YAML, "[email]", "[email, sms]")
                .with("hello/en.txt", english)
                .with("hello/zh-CN.txt", "{{ customer.firstName }}，您好");
    }

    private static MessageFolder care(String english) {
        return hello(english)
                .replacing(YAML, "category: service", "category: care")
                .replacing(YAML, "links: []", "links: [unsubscribe]")
                .replacing("hello/en.mjml", "Hi {{", "{{ links.unsubscribe }} {{")
                .replacing("hello/zh-CN.mjml", "，您好", "，您好 {{ links.unsubscribe }}");
    }

    private static String text(MessageCatalogue catalogue, Locale locale, String firstName) {
        return catalogue.renderText("hello", locale, Map.of("customer", Map.of("firstName", firstName)));
    }

    private static List<MessageFault> faults(MessageFolder folder) {
        return catchThrowableOfType(CatalogueException.class, folder::load).faults();
    }
}
