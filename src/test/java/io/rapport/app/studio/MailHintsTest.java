package io.rapport.app.studio;

import static org.assertj.core.api.Assertions.assertThat;

import io.rapport.app.studio.MailHints.Draft;
import io.rapport.contactpolicy.Category;
import io.rapport.template.MessageCatalogue;
import io.rapport.template.MessageDefinition;
import io.rapport.template.RenderedMessage;
import io.rapport.template.UnknownOutcomeRule;
import io.rapport.testing.ShippedMessages;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The studio warns of")
class MailHintsTest {

    private static final Locale CHINESE = Locale.forLanguageTag("zh-CN");
    private static final String OPT_OUT = "https://shop.example/out";
    private static final String ADDRESS = "12 Example Yard";
    private static final String BODY = "A letter that says something to its reader. " + ADDRESS + " " + OPT_OUT;

    @Test
    @DisplayName("nothing in a proper mail")
    void nothing() {
        assertThat(hints(mail("Thank you for your order", BODY))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"CARE", "PROMOTIONAL"})
    @DisplayName("a missing opt-out in what was not asked for, in either part")
    void optOut(Category category) {
        RenderedMessage none = mail("Tips", BODY.replace(OPT_OUT, ""));
        RenderedMessage inHtmlAlone =
                new RenderedMessage(Locale.ENGLISH, "Tips", html(BODY), BODY.replace(OPT_OUT, ""));

        assertThat(keys(hints(category, none))).containsExactly("opt-out");
        assertThat(keys(hints(category, inHtmlAlone))).containsExactly("opt-out");
        assertThat(hints(category, mail("Tips", BODY))).isEmpty();
    }

    @Test
    @DisplayName("a missing mark of advertisements to China")
    void advertisement() {
        String body = "这是一封写给您的信，里面有我们想对您说的话，也有我们店里的消息，请您慢慢读来，祝您一切都好，天天开心。" + ADDRESS + " " + OPT_OUT;
        assertThat(keys(hints(Category.PROMOTIONAL, mail(CHINESE, "春茶到了", body))))
                .containsExactly("advertisement");
        assertThat(hints(Category.PROMOTIONAL, mail(CHINESE, "广告｜春茶到了", body))).isEmpty();
        assertThat(hints(Category.PROMOTIONAL, mail(CHINESE, "AD 春茶到了", body))).isEmpty();
        assertThat(hints(Category.CARE, mail(CHINESE, "春茶到了", body))).isEmpty();
    }

    @Test
    @DisplayName("a missing postal address, except in mail to staff")
    void postalAddress() {
        RenderedMessage mail = mail("Hello", BODY.replace(ADDRESS, ""));
        assertThat(keys(hints(mail))).containsExactly("postal-address");
        assertThat(hints(Category.INTERNAL, mail)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"en, 60, 0", "en, 61, 1", "zh-CN, 30, 0", "zh-CN, 31, 1"})
    @DisplayName("a subject that inboxes cut")
    void longSubject(String tag, int length, int warnings) {
        Locale locale = Locale.forLanguageTag(tag);
        String subject = (locale.equals(CHINESE) ? "茶" : "x").repeat(length);

        assertThat(keys(hints(mail(locale, subject, BODY)))).hasSize(warnings).allMatch("subject-long"::equals);
    }

    @ParameterizedTest
    @ValueSource(strings = {"LAST CHANCE today", "BUY YOUR TEA NOW", "Tea: FREE and CHEAP"})
    @DisplayName("shouting")
    void shouting(String subject) {
        assertThat(keys(hints(mail(subject, BODY)))).containsExactly("shouting");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Your order C-2026-0017", "TEA", "We reply ASAP", "GBP 12.50 back to you", "订单 ABCD"})
    @DisplayName("no shouting where capitals have their place")
    void noShouting(String subject) {
        assertThat(hints(mail(subject, BODY))).isEmpty();
    }

    @Test
    @DisplayName("many exclamation marks, in either script")
    void exclamation() {
        assertThat(hints(mail("Thank you!", BODY + "!!!!!"))).isEmpty();
        assertThat(keys(hints(mail("Thank you!!", BODY)))).containsExactly("exclamation");
        assertThat(keys(hints(mail("谢谢！！", BODY)))).containsExactly("exclamation");
        assertThat(keys(hints(mail("Thank you", BODY + "!!!!!!")))).containsExactly("exclamation");
    }

    @Test
    @DisplayName("a preheader that is missing or cut")
    void preheader() {
        assertThat(keys(hints(Category.SERVICE, mail("Hello", BODY), " ", null)))
                .containsExactly("preheader-none");
        assertThat(keys(hints(Category.SERVICE, mail("Hello", BODY), "x".repeat(111), null)))
                .containsExactly("preheader-long");
    }

    @Test
    @DisplayName("a mail without a text part")
    void textPart() {
        assertThat(keys(hints(Category.INTERNAL, new RenderedMessage(Locale.ENGLISH, "Hello", html(BODY), "Hello"))))
                .containsExactly("text-part");
    }

    @Test
    @DisplayName("pictures with little text, and pictures without words for those who do not see them")
    void pictures() {
        String picture = "<img src=\"https://shop.example/tea.png\" alt=\"Tea\">";
        assertThat(hints(mail("Hello", BODY + " and so on".repeat(20) + picture)))
                .isEmpty();
        assertThat(keys(hints(mail("Hello", BODY + picture)))).containsExactly("pictures");
        assertThat(keys(hints(mail("Hello", BODY + " and so on".repeat(20) + picture.replace("Tea", "")))))
                .containsExactly("picture-alt");
    }

    @Test
    @DisplayName("HTML that Gmail cuts off, counted in bytes")
    void clipped() {
        int room = 102 * 1024 - html(BODY).length();
        assertThat(hints(mail("Hello", BODY + "x".repeat(room)))).isEmpty();
        assertThat(keys(hints(mail("Hello", BODY + "x".repeat(room + 1))))).containsExactly("clipped");
        assertThat(keys(hints(mail("Hello", BODY + "茶".repeat(room / 3 + 1))))).containsExactly("clipped");
    }

    @Test
    @DisplayName("an SMS that is dear, or unsigned in China")
    void sms() {
        assertThat(hints(Category.SERVICE, mail("Hello", BODY), "pre", "x".repeat(306)))
                .isEmpty();
        assertThat(keys(hints(Category.SERVICE, mail("Hello", BODY), "pre", "x".repeat(307))))
                .containsExactly("sms-long");
        assertThat(keys(hints(Category.SERVICE, mail(CHINESE, "您好", BODY), "pre", "您好")))
                .containsExactly("sms-signature");
        assertThat(hints(Category.SERVICE, mail(CHINESE, "您好", BODY), "pre", "【叶与壶】您好"))
                .isEmpty();
    }

    @Test
    @DisplayName("nothing in the messages that ship, in words of both languages")
    void shipped() {
        MessageCatalogue catalogue = ShippedMessages.catalogue();
        Previews previews = new Previews(catalogue);

        for (String name : catalogue.names()) {
            for (Locale locale : catalogue.definition(name).locales()) {
                Preview preview = previews.sample(name, locale);
                assertThat(preview.fault()).isNull();
                assertThat(preview.preheader()).isNotBlank();
                assertThat(preview.hints())
                        .extracting(hint -> StudioTexts.in(locale).hint(hint))
                        .as("%s [%s]", name, locale)
                        .isEmpty();
            }
        }
    }

    @Test
    @DisplayName("what the data at hand have nothing to say for")
    void empty() {
        MessageCatalogue catalogue = ShippedMessages.catalogue();
        Map<String, Object> data = new HashMap<>(catalogue.sample("order-thanks", Locale.ENGLISH));
        Map<String, Object> order = new HashMap<>((Map<String, Object>) typed(data.get("order")));
        order.put("placedOn", null);
        order.put("items", List.of());
        data.put("order", order);

        Preview preview = new Previews(catalogue).of("order-thanks", Locale.ENGLISH, data);

        assertThat(preview.hints())
                .extracting(hint -> StudioTexts.in(Locale.ENGLISH).hint(hint))
                .containsExactly("Nothing to say for: order.items, order.placedOn.");
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> typed(Object map) {
        return (Map<String, Object>) map;
    }

    @Test
    @DisplayName("everything in English and in Chinese, with the same gaps")
    void languages() {
        Map<String, String> english = StudioTexts.in(Locale.FRENCH).all();
        Map<String, String> chinese = StudioTexts.in(Locale.TAIWAN).all();

        assertThat(chinese.keySet()).isEqualTo(english.keySet());
        assertThat(english).allSatisfy((key, text) -> assertThat(text.contains("{0"))
                .as(key)
                .isEqualTo(chinese.get(key).contains("{0")));
        assertThat(StudioTexts.in(Locale.ENGLISH).hint(Hint.of("pictures", 1))).startsWith("One picture and");
        assertThat(StudioTexts.in(Locale.ENGLISH).hint(Hint.of("pictures", 3))).startsWith("3 pictures and");
    }

    private static List<String> keys(List<Hint> hints) {
        return hints.stream().map(Hint::key).toList();
    }

    private static List<Hint> hints(RenderedMessage mail) {
        return hints(Category.SERVICE, mail);
    }

    private static List<Hint> hints(Category category, RenderedMessage mail) {
        return hints(category, mail, "A preheader", null);
    }

    private static List<Hint> hints(Category category, RenderedMessage mail, String preheader, String sms) {
        MessageDefinition definition = new MessageDefinition(
                "hello",
                category,
                "tips",
                List.of("email"),
                Duration.ofDays(1),
                UnknownOutcomeRule.HOLD,
                null,
                List.of("unsubscribe"),
                Set.of(mail.locale()),
                50,
                false,
                null,
                false,
                false);
        return MailHints.of(new Draft(definition, mail, preheader, sms, OPT_OUT, ADDRESS));
    }

    private static RenderedMessage mail(String subject, String body) {
        return mail(Locale.ENGLISH, subject, body);
    }

    private static RenderedMessage mail(Locale locale, String subject, String body) {
        return new RenderedMessage(locale, subject, html(body), body);
    }

    private static String html(String body) {
        return "<html><body>" + body + "</body></html>";
    }
}
