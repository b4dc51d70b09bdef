package io.rapport.template;

import static org.assertj.core.api.Assertions.assertThat;

import io.rapport.contactpolicy.Category;
import io.rapport.testing.ShippedMessages;
import java.io.OutputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

/** What the messages that ship with Rapport promise. */
class ShippedMessagesTest {

    private static final Locale CHINESE = Locale.forLanguageTag("zh-CN");
    private static final MessageCatalogue CATALOGUE = ShippedMessages.catalogue();

    static Stream<Arguments> everyMessageInEveryLocale() {
        return CATALOGUE.names().stream().flatMap(name -> CATALOGUE.definition(name).locales().stream()
                .map(locale -> Arguments.of(name, locale)));
    }

    @ParameterizedTest(name = "{0} [{1}]")
    @MethodSource("everyMessageInEveryLocale")
    void rendersWithItsSampleData(String name, Locale locale) {
        RenderedMessage mail = sample(name, locale);

        assertThat(mail.locale()).isEqualTo(locale);
        assertThat(mail.subject()).isNotBlank().hasSizeLessThanOrEqualTo(60).doesNotContain("{", "&amp;");
        Document html = Jsoup.parse(mail.html());
        assertThat(html.selectFirst("html").attr("lang")).isEqualTo(locale.toLanguageTag());
        assertThat(html.getAllElements()).extracting(Element::normalName).noneMatch(tag -> tag.startsWith("mj-"));
        assertThat(mail.html()).doesNotContain("{{", "{%", "brand.");
        // nothing to load: no picture, font or style of elsewhere tells when a mail is opened
        assertThat(html.select("[src], link, [background]")).isEmpty();
        assertThat(mail.html()).doesNotContain("@import", "url(");
        assertThat(html.select("a"))
                .allSatisfy(link -> assertThat(link.attr("href")).matches("(https://|mailto:).+"));
        assertThat(mail.text())
                .contains(CATALOGUE.brand().senderName(locale))
                .doesNotContain("{{", "{%", "</", "&amp;");
        assertThat(mail.text()).doesNotContain("\n\n\n").doesNotContainPattern("[ \\t]\\n");
    }

    @ParameterizedTest(name = "{0} [{1}]")
    @MethodSource("everyMessageInEveryLocale")
    void asksASurveyInTheWordsOfItsPage(String name, Locale locale) {
        String kind = CATALOGUE.definition(name).survey();
        if (kind == null) {
            return;
        }
        Brand.SurveyTexts survey = CATALOGUE.brand().survey(kind, locale).orElseThrow();

        String said = Jsoup.parse(sample(name, locale).html()).text();

        assertThat(said).contains(survey.question(), survey.low(), survey.high());
    }

    @ParameterizedTest(name = "{0} [{1}]")
    @MethodSource("everyMessageInEveryLocale")
    void canBeLeftExactlyWhenItWasNotAskedFor(String name, Locale locale) {
        RenderedMessage mail = sample(name, locale);
        String optOut = "https://www.leafandkettle.example/sample/unsubscribe";

        if (CATALOGUE.definition(name).category().optOut()) {
            assertThat(mail.html()).contains(optOut, "/sample/preferences");
            assertThat(mail.text()).contains(optOut, "/sample/preferences");
        } else {
            assertThat(mail.html()).doesNotContain("unsubscribe");
        }
    }

    @ParameterizedTest(name = "{0} [{1}]")
    @MethodSource("everyMessageInEveryLocale")
    void namesTheSenderAndItsPostalAddress(String name, Locale locale) {
        if (CATALOGUE.definition(name).category() != Category.INTERNAL) {
            assertThat(sample(name, locale).text()).contains(locale.equals(CHINESE) ? "上海市徐汇区" : "London E1");
        }
    }

    @ParameterizedTest(name = "{0} [{1}]")
    @MethodSource("everyMessageInEveryLocale")
    void saysWhereOneMayWriteOrCallInsteadOfAskingForAReply(String name, Locale locale) {
        RenderedMessage mail = sample(name, locale);

        // nothing reads what is answered to a mail
        assertThat(mail.subject() + mail.text())
                .doesNotContainPattern("(?i)\\breply|\\brespond|answer (to )?this mail|回复(本|此|这|一)|回信");
        if (CATALOGUE.definition(name).category() != Category.INTERNAL) {
            assertThat(mail.text())
                    .containsPattern(
                            locale.equals(CHINESE)
                                    ? "写信至 help@leafandkettle\\.example，?\\s?或致电 021-5550 0123"
                                    : "(?i)write to help@leafandkettle\\.example or call \\+44 20 7946 0123")
                    .doesNotContainPattern("0123 [,.，。]");
        }
    }

    @ParameterizedTest(name = "{0} [{1}]")
    @MethodSource("everyMessageInEveryLocale")
    void greetsCustomersWhoseNameIsUnknown(String name, Locale locale) {
        Map<String, Object> context = new HashMap<>(CATALOGUE.sample(name, locale));
        Map<String, Object> customer = new HashMap<>();
        customer.put("firstName", null);
        customer.put("lastName", null);
        context.put("customer", customer);

        RenderedMessage mail = CATALOGUE.render(name, locale, context);

        assertThat(mail.text()).doesNotContain("null", "Hi ,", "，，");
        if (CATALOGUE.definition(name).category() != Category.INTERNAL) {
            assertThat(mail.text()).contains(locale.equals(CHINESE) ? "\n您好！" : "Hi there,");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "welcome, transactional, account, , confirm",
        "confirm-reminder, service, account, , confirm",
        "complete-profile, service, account, , profile",
        "first-order-nudge, promotional, offers, , shop unsubscribe preferences",
        "first-order-last-nudge, promotional, offers, , shop unsubscribe preferences",
        "order-thanks, transactional, orders, ,",
        "usage-tips, care, tips, , unsubscribe preferences",
        "satisfaction-survey, care, surveys, satisfaction, survey unsubscribe preferences",
        "survey-reminder, care, surveys, satisfaction, survey unsubscribe preferences",
        "review-invitation, care, surveys, , review refer unsubscribe preferences",
        "replenishment-reminder, promotional, offers, , shop unsubscribe preferences",
        "return-confirmation, transactional, orders, ,",
        "complaint-acknowledgement, service, complaints, ,",
        "complaint-answer, service, complaints, , complaintAnswer",
        "complaint-unresolved, service, complaints, ,",
        "complaint-handling-survey, care, surveys, complaint-handling, survey unsubscribe preferences",
        "win-back-note, promotional, offers, , unsubscribe preferences",
        "win-back-offer, promotional, offers, , shop unsubscribe preferences",
        "win-back-reminder, promotional, offers, , shop unsubscribe preferences",
        "win-back-thanks, service, account, ,",
        "exit-survey, care, surveys, exit, survey unsubscribe preferences",
        "care-gift, promotional, offers, , shop unsubscribe preferences",
        "complaint-overdue, internal, , ,",
        "complaint-refused, internal, , ,",
        "complaint-repeated, internal, , ,",
    })
    void saysWhatItIs(String name, String category, String topic, String survey, String links) {
        MessageDefinition definition = CATALOGUE.definition(name);

        assertThat(definition.category().key()).isEqualTo(category);
        assertThat(definition.topic()).isEqualTo(topic);
        assertThat(definition.survey()).isEqualTo(survey);
        assertThat(definition.links()).isEqualTo(links == null ? List.of() : List.of(links.split(" ")));
        assertThat(definition.channels()).startsWith("email");
        // a gift goes within hours, or the wishes without it: both on that day
        assertThat(definition.expiry())
                .isGreaterThan(name.equals("care-gift") ? Duration.ofHours(2) : Duration.ofDays(1));
        assertThat(definition.locales()).containsExactly(Locale.ENGLISH, CHINESE);
    }

    @ParameterizedTest
    @CsvSource({
        "order-thanks, 2",
        "return-confirmation, 2",
        "complaint-acknowledgement, 2",
        "survey-reminder, 2",
        "win-back-offer, 2",
    })
    void aShortTextSaysWhoWritesAndCostsLittle(String name, int most) {
        assertThat(CATALOGUE.definition(name).channels()).containsExactly("email", "sms");
        String english = CATALOGUE.renderText(name, Locale.ENGLISH, CATALOGUE.sample(name, Locale.ENGLISH));
        assertThat(english).startsWith("Leaf & Kettle: ");
        assertThat(SmsLength.of(english).encoding()).isEqualTo(SmsLength.Encoding.GSM_7);
        assertThat(SmsLength.of(english).segments()).isLessThanOrEqualTo(most);
        String chinese = CATALOGUE.renderText(name, CHINESE, CATALOGUE.sample(name, CHINESE));
        // carriers in China want the sender's name in these brackets
        assertThat(chinese).startsWith("【叶与壶】");
        assertThat(SmsLength.of(chinese).segments()).isLessThanOrEqualTo(most);
    }

    @ParameterizedTest
    @CsvSource({"welcome, 90", "win-back-thanks, 80", "usage-tips, 50", "win-back-offer, 30", "complaint-overdue, 90"})
    void isAsUrgentAsItsCategory(String name, int priority) {
        assertThat(CATALOGUE.definition(name).priority()).isEqualTo(priority);
    }

    @Test
    void chineseAdvertisementsSaySoFirst() {
        assertThat(CATALOGUE.names())
                .allSatisfy(name -> assertThat(sample(name, CHINESE).subject().startsWith("广告"))
                        .isEqualTo(CATALOGUE.definition(name).category() == Category.PROMOTIONAL));
    }

    /** The preference page has one box for a topic: ticked until the customer objects, or only once the customer agreed. */
    @Test
    void whatIsLeftTogetherNeedsTheSamePermission() {
        Map<String, Set<Category>> categories = new HashMap<>();
        for (String name : CATALOGUE.names()) {
            MessageDefinition message = CATALOGUE.definition(name);
            if (message.category().optOut()) {
                categories
                        .computeIfAbsent(message.topic(), any -> EnumSet.noneOf(Category.class))
                        .add(message.category());
            }
        }
        assertThat(categories)
                .hasSizeGreaterThan(3)
                .allSatisfy((topic, needs) -> assertThat(needs).as(topic).hasSize(1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"satisfaction-survey", "survey-reminder", "complaint-handling-survey", "exit-survey"})
    void surveysAreAnsweredByOneTap(String name) {
        for (Locale locale : CATALOGUE.brand().locales()) {
            assertThat(Jsoup.parse(sample(name, locale).html()).select("a[href*=score]"))
                    .extracting(link -> link.attr("href").replaceFirst(".*/", "") + " " + link.text())
                    .containsExactly(
                            "survey?score=1 1",
                            "survey?score=2 2",
                            "survey?score=3 3",
                            "survey?score=4 4",
                            "survey?score=5 5");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "refund, £19.00, 'We refund £19.00 to the card or account you paid with'",
        "refund, , 'We refund what you paid to'",
        "credit, £5.00, 'We credit £5.00 to your account'",
        "replacement, , 'We send you a replacement, at no cost'",
        "replacement, £4.00, 'For the trouble you had, we also pay you £4.00.'",
        "repair, , 'We repair it at our cost'",
        "apology, , 'we apologise'",
        "something-new, £3.00, 'This is what we propose: In words, £3.00.'",
    })
    void aComplaintsAnswerSaysTheRemedy(String remedy, String amount, String words) {
        Map<String, Object> complaint = new HashMap<>();
        complaint.put("number", "C1");
        complaint.put("remedy", remedy);
        complaint.put("remedyText", "In words");
        complaint.put("amountText", amount);
        complaint.put("openedOn", "1 May 2026");
        complaint.put("reasons", "The lid was not padded.");
        Map<String, Object> context = new HashMap<>(CATALOGUE.sample("complaint-answer", Locale.ENGLISH));
        context.put("complaint", complaint);

        String text =
                CATALOGUE.render("complaint-answer", Locale.ENGLISH, context).text();

        assertThat(text)
                .contains(words)
                .contains("Why we decide so: The lid was not padded.")
                .contains("Yes, I accept: https://www.leafandkettle.example/sample/complaintAnswer?accepted=true")
                .contains(
                        "No, I do not accept: https://www.leafandkettle.example/sample/complaintAnswer?accepted=false");
        assertThat(text.split("we apologise|We apologise", -1)).hasSize(2);
    }

    @Test
    void aCouponOverAnAmountNamesItInMoneyWithWhatTheOrderMustBe() {
        Map<String, Object> coupon = new HashMap<>();
        coupon.put("code", "TEA-7KQ4");
        coupon.put("percent", null);
        coupon.put("discountText", "€10.00");
        coupon.put("minimumText", "€40.00");
        coupon.put("articles", "TEA-1, TEA-2");
        coupon.put("expiresOn", "12 December 2026");
        coupon.put("occasion", null);
        for (String name : List.of("care-gift", "win-back-offer", "win-back-reminder")) {
            for (Locale locale : List.of(Locale.ENGLISH, CHINESE)) {
                Map<String, Object> context = new HashMap<>(CATALOGUE.sample(name, locale));
                context.put("coupon", coupon);
                RenderedMessage mail = CATALOGUE.render(name, locale, context);
                assertThat(mail.subject()).as(name).doesNotContain("%");
                assertThat(mail.text()).as(name).contains("€10.00", "€40.00", "TEA-1, TEA-2");
            }
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "birthday, Happy birthday, Today is your birthday, 生日快乐, 今天是您的生日",
        "anniversary, Thank you for staying, ordered from us for the first time, 感谢一路相伴, 您第一次下单",
        "spring-festival, Happy Spring Festival, The Spring Festival is here, 新春快乐, 新春佳节",
        "mid-autumn, A good Mid-Autumn Festival, Tonight the moon, 中秋快乐, 今夜月亮",
        "new-year, A happy New Year, A new year begins, 新年快乐, 新的一年",
        "name-day, your day, Today is a day to celebrate, 特别的日子, 今天是值得庆祝的日子",
    })
    void aGiftSaysForWhichDayItIs(String day, String subject, String text, String subjectZh, String textZh) {
        for (String name : List.of("care-gift", "care-points")) {
            for (Locale locale : List.of(Locale.ENGLISH, CHINESE)) {
                Map<String, Object> context = new HashMap<>(CATALOGUE.sample(name, locale));
                String gift = name.equals("care-gift") ? "coupon" : "gift";
                Map<String, Object> given = new HashMap<>();
                ((Map<?, ?>) context.get(gift)).forEach((key, value) -> given.put(key.toString(), value));
                given.put("occasion", day);
                context.put(gift, given);
                RenderedMessage mail = CATALOGUE.render(name, locale, context);
                boolean chinese = locale.equals(CHINESE);
                assertThat(mail.subject()).as(name).contains(chinese ? subjectZh : subject);
                assertThat(mail.text()).as(name).contains(chinese ? textZh : text);
            }
        }
    }

    @Test
    void anUnresolvedComplaintNamesWhoCanDecide() {
        assertThat(sample("complaint-unresolved", Locale.ENGLISH).text())
                .contains("the Consumer Ombudsman: https://www.consumer-ombudsman.example");
        assertThat(sample("complaint-unresolved", CHINESE).text()).contains("全国 12315 平台：https://www.12315.cn");
    }

    @Test
    void theFirstNoteToALostCustomerMakesNoOffer() {
        RenderedMessage mail = sample("win-back-note", Locale.ENGLISH);

        assertThat(mail.text()).doesNotContain("%").contains("Maya Holt");
        assertThat(Jsoup.parse(mail.html()).select("a[href*=/sample/]"))
                .extracting(link -> link.attr("href"))
                .containsExactly(
                        "https://www.leafandkettle.example/sample/unsubscribe",
                        "https://www.leafandkettle.example/sample/preferences");
    }

    @Test
    void theTextPartReadsLikeALetter() {
        assertThat(sample("order-thanks", Locale.ENGLISH).text())
                .startsWith(
                        """
                        Leaf & Kettle: https://www.leafandkettle.example

                        Tea, coffee and the quiet quarter of an hour

                        Thank you for your order

                        Hi Ada,

                        We have your order 4711 of 21 November 2026, and are getting it ready.

                        Jasmine green tea, 100 g  2 × £9.50
                        Stoneware tea pot  1 × £19.00
                        Shipping  £4.00
                        Tax  £1.50
                        Discount  −£3.50
                        Total  £40.00

                        What happens next: """);
    }

    @Test
    @SuppressWarnings("unchecked")
    void anOrderConfirmationNamesOnlyTheExtrasThatThereAre() {
        Map<String, Object> context = new HashMap<>(CATALOGUE.sample("order-thanks", Locale.ENGLISH));
        Map<String, Object> order = new HashMap<>((Map<String, Object>) context.get("order"));
        for (String extra : List.of("shippingText", "taxText", "discountText")) {
            order.put(extra, null);
        }
        context.put("order", order);

        assertThat(CATALOGUE.render("order-thanks", Locale.ENGLISH, context).text())
                .contains("1 × £19.00\nTotal  £40.00")
                .doesNotContain("Shipping", "Tax", "Discount");
        assertThat(sample("order-thanks", CHINESE).text()).contains("运费  ¥12.00\n税费  ¥8.00\n优惠  −¥20.00\n合计  ¥336.00");
    }

    @ParameterizedTest
    @CsvSource({
        "zh-CN, zh-CN",
        "zh, zh-CN",
        "zh-TW, zh-CN",
        "zh-Hans-CN, zh-CN",
        "en-GB, en",
        "en, en",
        "de-DE, en",
        "und, en",
    })
    void fallsBackToTheNearestLocale(String wanted, String offered) {
        Locale locale = Locale.forLanguageTag(wanted);

        assertThat(CATALOGUE
                        .render("welcome", locale, CATALOGUE.sample("welcome", CHINESE))
                        .locale())
                .isEqualTo(Locale.forLanguageTag(offered));
    }

    @Test
    void fallsBackToEnglishWhereTheLocaleIsUnknown() {
        assertThat(CATALOGUE
                        .render("welcome", null, CATALOGUE.sample("welcome", CHINESE))
                        .locale())
                .isEqualTo(Locale.ENGLISH);
    }

    @Test
    void loadsFromAFolderAndFromAJarAlike(@TempDir Path temp) throws Exception {
        Path jar = temp.resolve("messages of a shop.jar");
        Path folder = Path.of("messages");
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream entries = new JarOutputStream(out);
                Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted().toList()) {
                String entry =
                        "in/messages/" + folder.relativize(file).toString().replace('\\', '/');
                entries.putNextEntry(new JarEntry(Files.isDirectory(file) ? entry.replaceFirst("/?$", "/") : entry));
                if (Files.isRegularFile(file)) {
                    Files.copy(file, entries);
                }
                entries.closeEntry();
            }
        }
        try (URLClassLoader loader = new URLClassLoader(new URL[] {jar.toUri().toURL()}, null)) {
            MessageSources fromJar =
                    MessageSources.of(new PathMatchingResourcePatternResolver(loader), "classpath:in/messages/");
            assertThat(fromJar.files()).isEqualTo(MessageSources.of(folder).files());
        }
        for (String location : List.of("file:messages", "classpath:messages/")) {
            assertThat(MessageSources.of(new PathMatchingResourcePatternResolver(), location)
                            .files())
                    .isEqualTo(MessageSources.of(folder).files());
        }
    }

    private static RenderedMessage sample(String name, Locale locale) {
        return CATALOGUE.render(name, locale, CATALOGUE.sample(name, locale));
    }
}
