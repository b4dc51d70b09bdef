package io.rapport.journey;

import static io.rapport.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.camunda.bpm.engine.test.assertions.bpmn.BpmnAwareTests.assertThat;
import static org.camunda.bpm.engine.test.assertions.bpmn.BpmnAwareTests.task;

import io.rapport.app.mailbox.CapturedMail;
import io.rapport.app.mailbox.Mailbox;
import io.rapport.calendar.BusinessClock;
import io.rapport.inbox.EventStatus;
import io.rapport.loyalty.CouponPools;
import io.rapport.loyalty.CouponTerms;
import io.rapport.loyalty.LoyaltyLedger;
import io.rapport.outbox.Outbox;
import io.rapport.outbox.OutboxMessage;
import io.rapport.release.ReleaseFile;
import io.rapport.release.Releases;
import io.rapport.testing.JourneyStory;
import io.rapport.testing.Journeys;
import io.rapport.testing.ReleaseOfStart;
import io.rapport.testing.Shop;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalTime;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.camunda.bpm.engine.task.Task;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;

@DisplayName("Customers are wished well on their days, with a gift where one is due")
@Tag("slow")
class CareTest extends JourneyStory {

    @Autowired
    private Outbox outbox;

    @Autowired
    private LoyaltyLedger ledger;

    @Autowired
    private CouponPools pools;

    @Autowired
    private Releases releases;

    @Autowired
    private BusinessClock clock;

    @Autowired
    private Mailbox mailbox;

    CareTest() {
        super("customer-care", "care-points", "birthday", "order-anniversary", "festival");
    }

    @BeforeEach
    void aCustomer() {
        // on no weekend, at no night
        journeys.moveTo(Shop.next(DayOfWeek.TUESDAY, LocalTime.of(10, 0)));
        customer = shop.customer();
    }

    private void wantsOffers() {
        journeys.event(
                "consent.granted",
                customer,
                Map.of("channel", "email", "topic", "offers", "source", "test", "wording", "Yes, send me offers."));
    }

    /** @return the event's id */
    private String comes(String day) {
        return journeys.event("date." + day, customer, Map.of("date", "2027-02-06"));
    }

    private void registered(String locale, String zone) {
        customer = Journeys.newId("c");
        journeys.event(
                "customer.registered",
                customer,
                Map.of(
                        "firstName",
                        "Ann",
                        "lastName",
                        "Lee",
                        "email",
                        customer + "@example.com",
                        "locale",
                        locale,
                        "timeZone",
                        zone));
    }

    private void address(String email) {
        jdbc.sql("update rapport.customer set email = :email where id = :id")
                .param("email", email)
                .param("id", customer)
                .update();
    }

    private ProcessInstance care() {
        return instance("customer-care", "customer:" + customer);
    }

    private ProcessInstance points() {
        return instance("care-points", "customer:" + customer);
    }

    private String outcome(String journey) {
        return journeys.outcome(journey, "customer:" + customer);
    }

    private void wantsNoWishes() {
        journeys.event(
                "consent.withdrawn",
                customer,
                Map.of("channel", "email", "topic", "greetings", "source", "test", "wording", "No wishes, please."));
    }

    private void unreachable() {
        address("not an address");
    }

    private List<Integer> coupons() {
        return jdbc.sql("select percent from rapport.coupon where customer_id = :customer and state <> 'withdrawn'")
                .param("customer", customer)
                .query(Integer.class)
                .list();
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "birthday, birthday-wishes",
        "first-order-anniversary, anniversary-thanks",
        "spring-festival, spring-festival-greetings",
        "mid-autumn, mid-autumn-greetings",
        "new-year, new-year-greetings",
    })
    @DisplayName("Given a customer to whom no gift is due, then the wishes for the day go out, and nothing to buy")
    void wishes(String day, String message) {
        wantsOffers();
        comes(day);
        assertThat(messages()).containsExactly(message);
        assertThat(settled(message).state()).isEqualTo(OutboxMessage.State.SENT);
        assertThat(care()).isEnded().hasPassedInOrder("decide-gift", "send-" + message, "wished-well");
        assertThat(coupons()).isEmpty();
    }

    @ParameterizedTest(name = "{0}, worth {1}: {2} with {3} %")
    @CsvSource({
        "birthday, 300, care-gift, 15",
        "birthday, 999, care-gift, 15",
        "first-order-anniversary, 150, care-gift, 10",
    })
    @DisplayName("Given a good customer who wants offers, then a coupon goes with the wishes")
    void gift(String day, double worth, String message, int percent) {
        wantsOffers();
        shop.order(customer, worth);
        comes(day);
        assertThat(settled(message).state()).isEqualTo(OutboxMessage.State.SENT);
        assertThat(care()).isEnded().hasPassedInOrder("issue-coupon", "send-gift", "wait-until-sent", "gift-sent");
        assertThat(messages()).containsExactly(message);
        assertThat(coupons()).containsExactly(percent);
    }

    @ParameterizedTest(name = "{0}, {1} days later {2}: {3}")
    @CsvSource({
        "birthday, 18, first-order-anniversary, anniversary-thanks",
        "birthday, 31, first-order-anniversary, care-points",
        "first-order-anniversary, 18, birthday, care-points",
    })
    @DisplayName(
            "Given a day that brought a gift, when another follows within 30 days, then the wishes go alone, but on the birthday")
    void twoDays(String first, int days, String second, String message) {
        shop.tier(customer, "brand");
        comes(first);
        assertThat(settled("care-points").state()).isEqualTo(OutboxMessage.State.SENT);
        assertThat(messages()).containsExactly("care-points");
        journeys.pass(Duration.ofDays(days));
        comes(second);
        assertThat(messages()).containsExactly("care-points", message);
    }

    @ParameterizedTest(name = "{0}, {1}: {2}")
    @CsvSource({
        "birthday, intimate, present",
        "mid-autumn, intimate, present",
        "birthday, face-to-face, coupon",
        "first-order-anniversary, face-to-face, coupon",
        "mid-autumn, face-to-face, none",
        "birthday, distant, none",
        "birthday, brand, points",
        "first-order-anniversary, brand, points",
    })
    @DisplayName("Given a customer who is close to us, then the gift follows from that, whatever was spent")
    void byTier(String day, String tier, String gift) {
        wantsOffers();
        shop.tier(customer, tier);
        comes(day);
        switch (gift) {
            case "present" -> {
                settled(day.equals("birthday") ? "birthday-wishes" : "mid-autumn-greetings");
                assertThat(care()).isWaitingAt("send-present");
            }
            case "coupon" -> {
                assertThat(settled("care-gift").state()).isEqualTo(OutboxMessage.State.SENT);
                assertThat(coupons()).hasSize(1);
            }
            case "points" -> {
                assertThat(settled("care-points").state()).isEqualTo(OutboxMessage.State.SENT);
                assertThat(points()).isEnded().hasPassedInOrder("give-points", "send-points", "points-given");
                assertThat(care()).isEnded().hasPassedInOrder("see-to-points", "points-given");
                assertThat(ledger.points(customer)).isEqualTo(day.equals("birthday") ? 100 : 50);
            }
            default -> {
                settled(day.equals("birthday") ? "birthday-wishes" : "mid-autumn-greetings");
                assertThat(care()).isEnded().hasPassed("wished-well").hasNotPassed("issue-coupon");
            }
        }
    }

    @ParameterizedTest(name = "{0}, {1}, {2}: {4}")
    @CsvSource({
        "brand, birthday, en-GB, care-points, 'Happy birthday: 100 points for you', Today is your birthday",
        "brand, birthday, zh-CN, care-points, '生日快乐，送您 100 积分', 今天是您的生日",
        "brand, first-order-anniversary, en-GB, care-points, 'Thank you for staying: 50 points for you', ordered from us for the first time",
        "brand, first-order-anniversary, zh-CN, care-points, '感谢一路相伴，送您 50 积分', 您第一次下单",
        "face-to-face, birthday, en-GB, care-gift, 'Happy birthday: 15% from us', Today is your birthday",
        "face-to-face, birthday, zh-CN, care-gift, '广告｜生日快乐，送您立减 15%', 今天是您的生日",
        "face-to-face, first-order-anniversary, en-GB, care-gift, 'Thank you for staying: 10% from us', ordered from us for the first time",
        "face-to-face, first-order-anniversary, zh-CN, care-gift, '广告｜感谢一路相伴，送您立减 10%', 您第一次下单",
    })
    @DisplayName("Given points or a coupon as a gift, then the mail says how much it is, and for which day")
    void saysForWhichDay(String tier, String day, String locale, String message, String subject, String text) {
        registered(locale, "Europe/London");
        wantsOffers();
        shop.tier(customer, tier);
        comes(day);
        assertThat(settled(message).state()).isEqualTo(OutboxMessage.State.SENT);
        CapturedMail mail = eventually(
                        "the mail has arrived",
                        () -> mailbox.newest(customer + "@example.com", 20),
                        mails -> mails.stream().anyMatch(one -> one.subject().equals(subject)))
                .stream()
                .filter(one -> one.subject().equals(subject))
                .findFirst()
                .orElseThrow();
        assertThat(mail.text().replaceAll("\\s", "")).contains(text.replaceAll("\\s", ""));
    }

    @Test
    @DisplayName(
            "Given that the table names a pool, then a code that the shop made goes with the wishes, or goes back to it")
    void codesOfAPool() throws IOException {
        String pool = Journeys.newId("pool");
        pools.define(pool, CouponTerms.percent(12, Duration.ofDays(40)), 0);
        pools.add(pool, List.of(pool + "-a", pool + "-b"), clock.instant().plus(Duration.ofDays(90)));
        String table = Files.readString(Path.of("processes/care-gift.dmn"))
                .replaceAll("(-birthday-good-then-pool\">\\s*<text>)(</text>)", "$1\"" + pool + "\"$2");
        releases.put(ReleaseOfStart.wish("a pool"), List.of(ReleaseFile.of("processes/care-gift.dmn", table)), false);
        try {
            wantsOffers();
            shop.order(customer, 400);
            comes("birthday");
            assertThat(settled("care-gift").state()).isEqualTo(OutboxMessage.State.SENT);
            assertThat(coupons()).as("what the pool gives").containsExactly(12);
            assertThat(jdbc.sql("select occasion from rapport.coupon where customer_id = ?")
                            .param(customer)
                            .query(String.class)
                            .single())
                    .isEqualTo("birthday");
            assertThat(pools.find(pool).orElseThrow().free()).isEqualTo(1);

            customer = shop.customer();
            shop.order(customer, 400);
            comes("birthday");
            assertThat(settled("care-gift").state()).isEqualTo(OutboxMessage.State.WITHHELD);
            assertThat(coupons()).isEmpty();
            assertThat(pools.find(pool).orElseThrow().free()).as("given back").isEqualTo(1);
        } finally {
            ReleaseOfStart.again(releases);
        }
    }

    @ParameterizedTest(name = "a pool that is there: {0}, points instead: {1}")
    @CsvSource({"true, 100", "false, 100", "true, 0"})
    @DisplayName("Given a pool without a code, then the day is not lost: points of the same row, or the wishes alone")
    void noCodeLeft(boolean there, int points) throws IOException {
        String pool = Journeys.newId("pool");
        if (there) {
            pools.define(pool, CouponTerms.percent(12, Duration.ofDays(40)), 5);
        }
        String table = Files.readString(Path.of("processes/care-gift.dmn"))
                .replaceAll("(-birthday-good-then-pool\">\\s*<text>)(</text>)", "$1\"" + pool + "\"$2")
                .replaceAll("(-birthday-good-then-points\">\\s*<text>)100(</text>)", "$1" + points + "$2");
        releases.put(ReleaseOfStart.wish("a pool"), List.of(ReleaseFile.of("processes/care-gift.dmn", table)), false);
        try {
            wantsOffers();
            shop.order(customer, 400);
            comes("birthday");
            String sent = points > 0 ? "care-points" : "birthday-wishes";
            assertThat(settled(sent).state()).isEqualTo(OutboxMessage.State.SENT);
            assertThat(messages()).containsExactly(sent);
            assertThat(care())
                    .isEnded()
                    .hasPassedInOrder(
                            "no-code-left", "are-points-instead", points > 0 ? "points-given" : "wished-well");
            assertThat(ledger.points(customer)).isEqualTo(points);
            assertThat(coupons()).isEmpty();
        } finally {
            ReleaseOfStart.again(releases);
        }
    }

    @Test
    @DisplayName("Given a gift that cannot go for hours, then the wishes still go on the day")
    void giftHeldUp() {
        wantsOffers();
        shop.order(customer, 400);
        address(null);
        comes("birthday");
        OutboxMessage gift = outbox.messages(customer).stream()
                .filter(message -> message.message().equals("care-gift"))
                .findFirst()
                .orElseThrow();
        assertThat(Duration.between(gift.queuedAt(), gift.expiresAt())).isEqualTo(Duration.ofHours(3));
        journeys.moveTo(gift.expiresAt().plusSeconds(60));
        assertThat(settled("care-gift").state()).isEqualTo(OutboxMessage.State.WITHHELD);
        address(customer + "@example.com");
        OutboxMessage wishes = settled("birthday-wishes");
        assertThat(wishes.state()).isEqualTo(OutboxMessage.State.SENT);
        assertThat(wishes.expiresAt())
                .as("never on the next day")
                .isBefore(gift.queuedAt().plus(Duration.ofHours(14)));
    }

    @Test
    @DisplayName("Given a good customer who wants no offers, then the wishes go alone, and no coupon stays")
    void withheld() {
        shop.order(customer, 400);
        comes("birthday");
        assertThat(settled("care-gift").state()).isEqualTo(OutboxMessage.State.WITHHELD);
        assertThat(messages()).containsExactly("care-gift", "birthday-wishes");
        assertThat(settled("birthday-wishes").state()).isEqualTo(OutboxMessage.State.SENT);
        assertThat(care())
                .isEnded()
                .hasPassedInOrder("gift-withheld", "withdraw-coupon", "send-birthday-wishes", "wished-well");
        assertThat(coupons()).isEmpty();
    }

    @Test
    @DisplayName("When the gift cannot be sent, then no coupon stays")
    void failed() {
        wantsOffers();
        shop.order(customer, 400);
        unreachable();
        comes("birthday");
        assertThat(settled("care-gift").state()).isEqualTo(OutboxMessage.State.FAILED);
        assertThat(settled("birthday-wishes").state()).isEqualTo(OutboxMessage.State.FAILED);
        assertThat(care())
                .isEnded()
                .hasPassedInOrder(
                        "gift-failed", "withdraw-coupon", "send-birthday-wishes", "wishes-failed", "not-wished");
        assertThat(coupons()).isEmpty();
    }

    @Test
    @DisplayName("When nobody knows for 3 days whether the gift went out, then it stands")
    void nothingHeard() {
        wantsOffers();
        shop.order(customer, 400);
        address(null);
        comes("birthday");
        jdbc.sql(
                        "update rapport.outbox_message set state = 'unknown' where customer_id = :id and message = 'care-gift'")
                .param("id", customer)
                .update();
        journeys.pass(Duration.ofDays(3).plusHours(1));
        assertThat(care()).isEnded().hasPassedInOrder("nothing-heard", "gift-sent");
        assertThat(coupons()).hasSize(1);
    }

    @Test
    @DisplayName("Given one of the best customers, then staff send a present, and what it was stays with the answers")
    void present() {
        shop.order(customer, 1_200);
        comes("birthday");
        assertThat(settled("birthday-wishes").state()).isEqualTo(OutboxMessage.State.SENT);
        Task task = task("send-present", care());
        assertThat(task).hasCandidateGroup("care");
        journeys.complete(task, Map.of("presentOutcome", "sent", "presentSent", "A small pot", "notes", ""));
        assertThat(care()).isEnded().hasPassedInOrder("send-birthday-wishes", "send-present", "present-sent");
        assertThat(care()).variables().doesNotContainKey("presentSent");
        assertThat(instance("birthday", "customer:" + customer)).isEnded();
    }

    @ParameterizedTest(name = "{0}, {1}, worth {2}")
    @CsvSource({
        "birthday, birthday, brand, 0, birthday-wishes",
        "birthday, birthday, intimate, 0, birthday-wishes",
        "birthday, birthday, distant, 400, birthday-wishes",
        "mid-autumn, festival, distant, 1200, mid-autumn-greetings",
        "first-order-anniversary, order-anniversary, brand, 0, anniversary-thanks",
    })
    @DisplayName(
            "Given a customer who has lapsed, then there is no gift, no present and no task, and the outcome says so")
    void lapsed(String day, String journey, String tier, double worth, String wishes) {
        wantsOffers();
        if (worth > 0) {
            shop.order(customer, worth);
        }
        shop.tier(customer, tier);
        jdbc.sql("update rapport.customer_relationship set stage = 'lapsed' where customer_id = :id")
                .param("id", customer)
                .update();
        comes(day);
        assertThat(settled(wishes).state()).isEqualTo(OutboxMessage.State.WITHHELD);
        assertThat(messages()).containsExactly(wishes);
        assertThat(care())
                .isEnded()
                .hasPassedInOrder("wishes-withheld", "not-wished")
                .hasNotPassed("issue-coupon", "see-to-points", "send-present");
        assertThat(ledger.points(customer)).isZero();
        assertThat(coupons()).isEmpty();
        assertThat(outcome("customer-care")).isEqualTo("not-wished");
        assertThat(outcome(journey)).isEqualTo("not-wished");
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "birthday, birthday, withheld",
        "birthday, birthday, failed",
        "first-order-anniversary, order-anniversary, withheld"
    })
    @DisplayName("When the mail about points is withheld or fails, then they are taken back, and the outcome says so")
    void pointsNobodyHearsOf(String day, String journey, String ends) {
        shop.tier(customer, "brand");
        if (ends.equals("failed")) {
            unreachable();
        } else {
            wantsNoWishes();
        }
        comes(day);
        settled("care-points");
        assertThat(points())
                .isEnded()
                .hasPassedInOrder("give-points", "wishes-" + ends, "take-back-gift", "points-taken-back");
        assertThat(care()).isEnded().hasPassedInOrder("is-informed", "points-taken-back");
        assertThat(messages()).containsExactly("care-points");
        assertThat(ledger.points(customer)).isZero();
        assertThat(outcome("care-points")).isEqualTo("points-taken-back");
        assertThat(outcome("customer-care")).isEqualTo("points-taken-back");
        assertThat(outcome(journey)).isEqualTo("not-wished");
    }

    @Test
    @DisplayName("Given a present and wishes that are withheld, then nobody of staff is asked to send one")
    void noPresentWithoutWishes() {
        shop.order(customer, 1_200);
        wantsNoWishes();
        comes("birthday");
        assertThat(settled("birthday-wishes").state()).isEqualTo(OutboxMessage.State.WITHHELD);
        assertThat(care()).isEnded().hasPassed("not-wished").hasNotPassed("send-present");
        assertThat(outcome("birthday")).isEqualTo("not-wished");
    }

    @Test
    @DisplayName("Given a present that nobody sent within 14 days, then the task goes")
    void noPresent() {
        shop.order(customer, 1_200);
        comes("mid-autumn");
        settled("mid-autumn-greetings");
        journeys.pass(Duration.ofDays(14).plusMinutes(1));
        assertThat(care()).isEnded().hasPassedInOrder("present-overdue", "no-present");
        assertThat(instance("festival", "customer:" + customer)).isEnded();
    }

    @Test
    @DisplayName("Once a year whatever happens: a birthday that comes again within 300 days starts nothing")
    void onceAYear() {
        comes("birthday");
        settled("birthday-wishes");
        journeys.pass(Duration.ofDays(2));
        comes("birthday");
        assertThat(messages()).containsExactly("birthday-wishes");
        journeys.pass(Duration.ofDays(363));
        comes("birthday");
        assertThat(messages()).containsExactly("birthday-wishes", "birthday-wishes");
    }

    @Test
    @DisplayName(
            "Given a birthday, an anniversary and New Year on one day, then the birthday alone is wished, at once or when its mail can go")
    void daysThatMeet() {
        address(null);
        comes("birthday");
        assertThat(care()).isWaitingAt("wishes-settled");
        for (String day : List.of("first-order-anniversary", "new-year")) {
            EventStatus event = journeys.status(comes(day));
            assertThat(event.state()).isEqualTo(EventStatus.State.DONE);
            assertThat(event.attempts()).as("nothing is tried again").isZero();
        }
        assertThat(messages()).containsExactly("birthday-wishes");
        assertThat(outcome("customer-care")).isEqualTo("wished-before");
        assertThat(outcome("order-anniversary")).isEqualTo("not-wished");
        assertThat(outcome("festival")).isEqualTo("not-wished");

        address(customer + "@example.com");
        assertThat(settled("birthday-wishes").state()).isEqualTo(OutboxMessage.State.SENT);
        assertThat(outcome("birthday")).isEqualTo("wished-well");
    }

    @Test
    @DisplayName("Given a festival in the morning, when it is the birthday as well, then that is wished all the same")
    void birthdayAlways() {
        comes("new-year");
        settled("new-year-greetings");
        comes("birthday");
        settled("birthday-wishes");
        assertThat(messages()).containsExactly("new-year-greetings", "birthday-wishes");
    }

    @Test
    @DisplayName("Given wishes that could not be sent, when another day of the customer's comes, then that is wished")
    void theOtherWasNotWished() {
        unreachable();
        comes("birthday");
        assertThat(settled("birthday-wishes").state()).isEqualTo(OutboxMessage.State.FAILED);
        address(customer + "@example.com");
        comes("first-order-anniversary");
        assertThat(settled("anniversary-thanks").state()).isEqualTo(OutboxMessage.State.SENT);
        assertThat(outcome("order-anniversary")).isEqualTo("thanked");
    }

    @Test
    @DisplayName(
            "Given a present that staff have still to send, when another day comes, then it is wished, without a second gift")
    void whileAPresentIsToBeSent() {
        wantsOffers();
        shop.order(customer, 1_200);
        comes("birthday");
        settled("birthday-wishes");
        Task present = task("send-present", care());
        journeys.pass(Duration.ofDays(5));

        comes("first-order-anniversary");
        assertThat(settled("anniversary-thanks").state()).isEqualTo(OutboxMessage.State.SENT);
        assertThat(messages()).containsExactly("birthday-wishes", "anniversary-thanks");
        assertThat(outcome("order-anniversary")).isEqualTo("thanked");
        assertThat(coupons()).isEmpty();

        journeys.complete(present, Map.of("presentOutcome", "sent", "presentSent", "A small pot", "notes", ""));
        assertThat(outcome("birthday")).isEqualTo("wished-well");
    }

    @Test
    @DisplayName(
            "The form says for which day a present is, in English and Chinese, of each day that a journey cares on")
    void thePresentsDay() throws IOException {
        String form = Files.readString(Path.of("forms/send-present.form"));
        String chinese = Files.readString(Path.of("forms/send-present.zh.yaml"));
        for (String journey : List.of("birthday", "order-anniversary", "festival")) {
            assertThat(occasions(journey)).isNotEmpty().allSatisfy(day -> {
                assertThat(form).contains("\"value\": \"" + day + "\"");
                assertThat(chinese).contains("\n    " + day + ": ");
            });
        }
        shop.order(customer, 1_200);
        comes("birthday");
        settled("birthday-wishes");
        assertThat(engine.getFormService()
                        .getTaskFormVariables(task("send-present", care()).getId()))
                .containsEntry("occasion", "birthday");
    }

    private static List<String> occasions(String journey) throws IOException {
        return Pattern.compile("name=\"occasion\">([a-z-]+)<")
                .matcher(Files.readString(Path.of("processes/" + journey + ".bpmn")))
                .results()
                .map(found -> found.group(1))
                .toList();
    }
}
