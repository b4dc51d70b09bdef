package io.rapport.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.camunda.bpm.engine.test.assertions.bpmn.BpmnAwareTests.assertThat;
import static org.camunda.bpm.engine.test.assertions.bpmn.BpmnAwareTests.task;

import io.rapport.calendar.BusinessClock;
import io.rapport.customer.Customers;
import io.rapport.desk.CardSection;
import io.rapport.feedback.Survey;
import io.rapport.feedback.Surveys;
import io.rapport.inbox.EventEffect;
import io.rapport.loyalty.Coupon;
import io.rapport.loyalty.CouponPools;
import io.rapport.loyalty.CouponTerms;
import io.rapport.loyalty.Coupons;
import io.rapport.outbox.MessageContext;
import io.rapport.outbox.Outbox;
import io.rapport.outbox.OutboxMessage;
import io.rapport.release.ReleaseFile;
import io.rapport.release.Releases;
import io.rapport.template.Formats;
import io.rapport.template.MessageCatalogue;
import io.rapport.testing.JourneyStory;
import io.rapport.testing.Journeys;
import io.rapport.testing.ReleaseOfStart;
import io.rapport.testing.Shop;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Timestamp;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.camunda.bpm.engine.task.Task;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

@DisplayName("Win-back brings a lapsed customer back, or learns why not")
@Tag("slow")
class WinBackTest extends JourneyStory {

    @Autowired
    private Coupons coupons;

    @Autowired
    private CouponPools pools;

    @Autowired
    private Releases releases;

    @Autowired
    private Surveys surveys;

    @Autowired
    private Outbox outbox;

    @Autowired
    private MessageContext context;

    @Autowired
    private MessageCatalogue catalogue;

    @Autowired
    private Customers customers;

    @Autowired
    private List<CardSection> cardSections;

    @Autowired
    private BusinessClock clock;

    WinBackTest() {
        super("win-back");
    }

    @BeforeEach
    void aCustomerWhoWantsOffers() {
        // on no weekend, at no night
        journeys.moveTo(Shop.next(DayOfWeek.TUESDAY, LocalTime.of(10, 0)));
        customer = shop.customer();
        journeys.event(
                "consent.granted",
                customer,
                Map.of("channel", "email", "topic", "offers", "source", "test", "wording", "Yes, send me offers."));
    }

    private Map<String, Object> lapse() {
        return Map.of("lastOrderAt", clock.instant().minus(Duration.ofDays(100)).toString());
    }

    private void lapses() {
        journeys.event("customer.lapsed", customer, lapse());
    }

    private void lapsesFor(String reason) {
        Map<String, Object> data = new HashMap<>(lapse());
        data.put("reason", reason);
        journeys.event("customer.lapsed", customer, data);
    }

    /** The customer lapses, and a week later the offer is decided upon; then it goes out, or not. */
    private void offered() {
        lapses();
        afterAWeek();
    }

    private void afterAWeek() {
        afterAWeek(OutboxMessage.State.SENT);
    }

    private void afterAWeek(OutboxMessage.State ends) {
        // what becomes of the note is known long before: time passes faster here than mails go out
        settled("win-back-note");
        journeys.pass(Duration.ofDays(7).plusHours(1));
        OutboxMessage offer = settled("win-back-offer");
        journeys.settle();
        assertThat(offer.state()).as(offer.why()).isEqualTo(ends);
    }

    private List<Coupon> coupons() {
        return jdbc
                .sql("select code from rapport.coupon where customer_id = :customer order by issued_at")
                .param("customer", customer)
                .query(String.class)
                .list()
                .stream()
                .map(code -> coupons.find(code).orElseThrow())
                .toList();
    }

    private ProcessInstance winBack() {
        return instance("win-back", "customer:" + customer);
    }

    private Task call() {
        return task("win-back-call", winBack());
    }

    @Test
    @DisplayName(
            "Given a customer who does not come back, then a note, an offer, its reminder and one last question go out")
    void lost() {
        lapses();
        assertThat(winBack())
                .hasPassedInOrder("customer-lapsed", "send-note")
                .isWaitingAtExactly("time-to-come-back")
                .hasNotPassed("issue-coupon");
        assertThat(messages()).containsExactly("win-back-note");
        assertThat(coupons()).as("a note without an offer").isEmpty();

        afterAWeek();
        assertThat(winBack())
                .hasPassedInOrder("decide-offer", "issue-coupon", "send-offer", "wait-until-sent", "offer-out")
                .isWaitingAtExactly("coupon-expires-soon");
        assertThat(messages()).containsExactly("win-back-note", "win-back-offer");
        Coupon coupon = coupons().get(0);
        assertThat(jdbc.sql(
                                """
                        select coupon_code from rapport.outbox_message
                        where customer_id = :customer and message = 'win-back-offer'""")
                        .param("customer", customer)
                        .query(String.class)
                        .single())
                .isEqualTo(coupon.code());

        journeys.pass(Duration.ofDays(11));
        assertThat(messages()).endsWith("win-back-offer");
        journeys.pass(Duration.ofDays(1));
        assertThat(messages()).as("3 days left, to the end of the last one").endsWith("win-back-reminder");
        assertThat(winBack())
                .hasPassedInOrder("send-offer-reminder", "call-meanwhile", "is-high-value", "no-call")
                .isWaitingAtExactly("coupon-expired");

        journeys.pass(Duration.ofDays(3));
        assertThat(messages()).containsExactly("win-back-note", "win-back-offer", "win-back-reminder", "exit-survey");
        assertThat(winBack()).isEnded().hasPassedInOrder("coupon-expired", "send-exit-survey", "lost");
    }

    private void livesIn(ZoneId zone) {
        journeys.event("customer.updated", customer, Map.of("timeZone", zone.getId()));
    }

    private OutboxMessage reminder() {
        return outbox.messages(customer).stream()
                .filter(queued -> queued.message().equals("win-back-reminder"))
                .findFirst()
                .orElseThrow();
    }

    @ParameterizedTest(name = "in {0}")
    @ValueSource(strings = {"Asia/Shanghai", "Asia/Kolkata", "Africa/Cairo", "Europe/London"})
    @DisplayName("The reminder comes in the customer's own morning two days before the last one")
    void remindedInTheMorning(ZoneId zone) {
        livesIn(zone);
        offered();
        Coupon coupon = coupons().get(0);
        LocalDate last = coupon.lastDay();
        Instant morning = last.minusDays(2).atTime(8, 0).atZone(zone).toInstant();

        journeys.pass(Duration.between(clock.instant(), morning.minusSeconds(60)));
        assertThat(messages()).endsWith("win-back-offer");
        journeys.pass(Duration.ofMinutes(2));

        assertThat(reminder().queuedAt().atZone(zone).toLocalDate()).isEqualTo(last.minusDays(2));
        assertThat(settled("win-back-reminder").state()).isEqualTo(OutboxMessage.State.SENT);
    }

    @ParameterizedTest(name = "in {0}")
    @ValueSource(strings = {"Asia/Shanghai", "Asia/Kolkata", "Africa/Cairo", "Europe/London"})
    @DisplayName("A reminder that could not go until the last day had begun does not go on it, nor after it")
    void notRemindedOnTheLastDay(ZoneId zone) {
        livesIn(zone);
        offered();
        LocalDate last = coupons().get(0).lastDay();
        Instant lastDay = last.atStartOfDay(zone).toInstant();
        // when the pause ends, on the day before the last one, it is night
        journeys.event(
                "contact.preferred",
                customer,
                Map.of(
                        "pausedUntil",
                        last.minusDays(1)
                                .atTime(21, 30)
                                .atZone(zone)
                                .toInstant()
                                .toString(),
                        "source",
                        "test",
                        "wording",
                        "test"));
        journeys.pass(Duration.between(clock.instant(), lastDay.minus(Duration.ofHours(1))));
        assertThat(reminder().expiresAt()).isEqualTo(lastDay);

        journeys.moveTo(lastDay.plus(Duration.ofHours(9)));

        OutboxMessage reminder = settled("win-back-reminder");
        assertThat(reminder.state()).isEqualTo(OutboxMessage.State.WITHHELD);
        assertThat(reminder.rule()).isEqualTo("expired");
    }

    @Test
    @DisplayName(
            "Who moves after the offer reads the same last day in the reminder, and can use the coupon throughout it")
    void moves() {
        livesIn(ZoneId.of("Asia/Shanghai"));
        offered();
        Coupon coupon = coupons().get(0);
        LocalDate last = coupon.lastDay();
        String named = Formats.date(last, Locale.UK);
        assertThat(namedIn("win-back-offer")).isEqualTo(named);

        livesIn(ZoneId.of("America/Los_Angeles"));
        Instant end =
                last.plusDays(1).atStartOfDay(ZoneId.of("America/Los_Angeles")).toInstant();
        // at noon, when no mail waits for the morning
        journeys.pass(Duration.between(clock.instant(), end.minus(Duration.ofHours(60))));
        assertThat(settled("win-back-reminder").state()).isEqualTo(OutboxMessage.State.SENT);
        assertThat(namedIn("win-back-reminder")).isEqualTo(named);

        journeys.moveTo(end.minusSeconds(1));
        assertThat(coupons().get(0).state()).isEqualTo(Coupon.State.ISSUED);
        journeys.moveTo(end);
        assertThat(coupons().get(0).state()).isEqualTo(Coupon.State.EXPIRED);
    }

    /** The last day of the coupon as a message names it. */
    private Object namedIn(String message) {
        return ((Map<?, ?>) context.toCustomer(
                                settled(message),
                                catalogue.definition(message),
                                null,
                                customers.find(customer).orElseThrow(),
                                null,
                                Locale.UK,
                                "https://shop.example")
                        .get("coupon"))
                .get("expiresOn");
    }

    @Test
    @DisplayName("An offer does not go out when its coupon has ended, though the message's own expiry were later")
    void noOfferAfterItsCoupon() throws IOException {
        String pool = Journeys.newId("pool");
        pools.define(pool, CouponTerms.percent(12, Duration.ofDays(2)), 0);
        pools.add(pool, List.of(pool + "-a"), clock.instant().plus(Duration.ofDays(90)));
        offersFrom(pool);
        try {
            lapses();
            settled("win-back-note");
            journeys.pass(Duration.ofDays(7).plusHours(1));
            assertThat(settled("win-back-offer").expiresAt())
                    .isEqualTo(coupons().get(0).expiresAt());
        } finally {
            ReleaseOfStart.again(releases);
        }
    }

    @Test
    @DisplayName("Given a journey that has ended, when the last question is answered, then the answer is kept")
    void exitSurveyAnswered() {
        offered();
        journeys.pass(Duration.ofDays(15));
        String survey =
                surveys.find("exit", "customer:" + customer).orElseThrow().id();
        journeys.event("survey.answered", customer, Map.of("surveyId", survey, "score", 2, "comment", "Too dear"));
        assertThat(surveys.find(survey).orElseThrow().score()).isEqualTo(2);
    }

    @ParameterizedTest(name = "worth {0}, reason known: {1} → {2} % for {3} days")
    @CsvSource({
        "0,   false, 10, 14, false",
        "149, true,  10, 14, false",
        "150, false, 15, 21, false",
        "150, true,  10, 21, false",
        "499, false, 15, 21, false",
        "500, false, 20, 30, true",
        "500, true,  10, 30, true",
    })
    @DisplayName("The offer follows the customer's worth, and whether the reason is known")
    void offers(double worth, boolean reasonKnown, int percent, int days, boolean call) {
        if (worth > 0) {
            shop.order(customer, worth);
        }
        if (reasonKnown) {
            lapsesFor("Shipping takes too long");
        } else {
            lapses();
        }
        afterAWeek();
        Coupon coupon = coupons().get(0);
        assertThat(coupon.percent()).isEqualTo(percent);
        assertThat(coupon.lastDay())
                .isEqualTo(
                        LocalDate.ofInstant(coupon.issuedAt(), ZoneOffset.UTC).plusDays(days));

        journeys.pass(Duration.ofDays(days - 2));
        assertThat(messages()).endsWith("win-back-reminder");
        if (call) {
            assertThat(winBack()).isWaitingAtExactly("coupon-expired", "win-back-call");
        } else {
            assertThat(winBack()).isWaitingAtExactly("coupon-expired").hasPassed("no-call");
        }
    }

    @ParameterizedTest(name = "{0}, worth {1}, reason known: {2} → {3} % for {4} days, call: {5}")
    @CsvSource({
        "intimate,     0,   false, 20, 30, true",
        "intimate,     600, true,  10, 30, true",
        "face-to-face, 0,   true,  10, 30, true",
        "brand,        0,   false, 10, 14, false",
        "distant,      500, false, 20, 30, true",
    })
    @DisplayName("The offer follows how close the customer is: who is close gets a call, whatever was spent")
    void offersByTier(String tier, double worth, boolean reasonKnown, int percent, int days, boolean call) {
        shop.tier(customer, tier);
        offers(worth, reasonKnown, percent, days, call);
    }

    @Test
    @DisplayName(
            "Given one of our best customers before, then the offer is a middle one, though little was spent of late")
    void onceGood() {
        orderedLongAgo(500);
        offered();
        assertThat(coupons().get(0).percent()).isEqualTo(15);
    }

    @ParameterizedTest(name = "{0} for {1}, reason known: {2} → {3} % for {4} days, call: {5}")
    @CsvSource({
        "POT-YX-220, 60,  false, 10, 45, false",
        "KET-CU-900, 300, false, 10, 45, false",
        "CUP-SET-06, 300, true,  10, 45, false",
        "GAI-JD-150, 149, true,  10, 45, false",
        "TEA-PE-357, 60,  false, 10, 14, false",
        "TEA-PE-357, 300, false, 15, 21, false",
        "POT-YX-220, 500, false, 20, 30, true",
    })
    @DisplayName(
            "The offer follows what was bought last: of what lasts for years there is time to find a reason for another")
    void offersByProduct(String product, double worth, boolean reasonKnown, int percent, int days, boolean call) {
        orders(product, worth);
        offers(0, reasonKnown, percent, days, call);
    }

    @Test
    @DisplayName("Given a pot that was sent back, then the tea ordered before it is what was bought last")
    void productThatStands() {
        orders("TEA-PE-357", 300);
        shop.order(orders("POT-YX-220", 80), customer, "returned");
        offered();
        assertThat(coupons().get(0).percent()).isEqualTo(15);
    }

    @Test
    @DisplayName("Given who spent little at any time, then what is expected of them does not raise the offer")
    void onceNotGood() {
        orderedLongAgo(499);
        shop.valueClass(customer, 5);
        offered();
        assertThat(coupons().get(0).percent()).isEqualTo(10);
    }

    @Test
    @DisplayName("Given one of our best customers before, then what they bought last does not lower the offer")
    void onceGoodWithALastingProduct() {
        orderedLongAgo(440);
        orders("POT-YX-220", 60);
        offered();
        assertThat(coupons().get(0).percent()).isEqualTo(15);
    }

    /** The customer ordered more than a year ago, and kept it. */
    private void orderedLongAgo(double total) {
        jdbc.sql("update rapport.customer_order set placed_at = :at where id = :order")
                .param("at", Timestamp.from(clock.instant().minus(Duration.ofDays(400))))
                .param("order", shop.order(customer, total))
                .update();
    }

    /** The customer orders one article; returns the order's id. */
    private String orders(String sku, double total) {
        String id = Journeys.newId("o");
        Map<String, Object> data = new HashMap<>(Shop.orderData(id, total));
        data.put("items", List.of(Map.of("sku", sku, "name", sku, "quantity", 1, "price", total)));
        journeys.event("order.placed", customer, data);
        return id;
    }

    @Test
    @DisplayName(
            "Given that the table names a pool, then the offer carries a code of it, which goes back when it is withheld")
    void codesOfAPool() throws IOException {
        String pool = Journeys.newId("pool");
        pools.define(pool, CouponTerms.percent(12, Duration.ofDays(40)), 0);
        pools.add(pool, List.of(pool + "-a", pool + "-b"), clock.instant().plus(Duration.ofDays(90)));
        offersFrom(pool);
        try {
            offered();
            Coupon coupon = coupons().get(0);
            assertThat(coupon.code()).isEqualToIgnoringCase(pool + "-a");
            assertThat(coupon.percent()).isEqualTo(12);
            assertThat(pools.find(pool).orElseThrow().free()).isEqualTo(1);

            customer = shop.customer();
            lapses();
            afterAWeek(OutboxMessage.State.WITHHELD);
            assertThat(winBack()).isEnded().hasPassedInOrder("offer-withheld", "withdraw-coupon");
            assertThat(coupons()).isEmpty();
            assertThat(pools.find(pool).orElseThrow().free()).as("given back").isEqualTo(1);
            assertThat(jdbc.sql(
                                    "select unsent || ' by ' || rule from rapport.coupon_return where customer_id = :customer")
                            .param("customer", customer)
                            .query(String.class)
                            .list())
                    .containsExactly("withheld by consent");

            Coupon next = pools.take(shop.customer(), pool);
            OutboxMessage withheld = settled("win-back-offer");
            assertThat(withheld.couponCode()).isEqualTo(next.code());
            assertThat(context.toCustomer(
                            withheld,
                            catalogue.definition("win-back-offer"),
                            null,
                            customers.find(customer).orElseThrow(),
                            null,
                            Locale.UK,
                            "https://shop.example"))
                    .as("no mail names the code of somebody else")
                    .containsEntry("coupon", null);
        } finally {
            ReleaseOfStart.again(releases);
        }
    }

    /** All rows of the table name the pool. */
    private void offersFrom(String pool) throws IOException {
        String table = Files.readString(Path.of("processes/win-back-offer.dmn"))
                .replaceAll("(-pool-entry\">\\s*<text>)(</text>)", "$1\"" + pool + "\"$2");
        releases.put(
                ReleaseOfStart.wish("a pool"), List.of(ReleaseFile.of("processes/win-back-offer.dmn", table)), false);
    }

    @Test
    @DisplayName("Given a pool without a code, then the offer is decided anew each day, and goes when there is one")
    void noCodeLeft() throws IOException {
        String pool = Journeys.newId("pool");
        pools.define(pool, CouponTerms.percent(12, Duration.ofDays(40)), 0);
        offersFrom(pool);
        try {
            lapses();
            journeys.pass(Duration.ofDays(7).plusHours(1));
            assertThat(winBack()).hasPassed("no-code-left").isWaitingAtExactly("next-day");
            journeys.pass(Duration.ofDays(1));
            assertThat(winBack()).as("still none").isWaitingAtExactly("next-day");
            assertThat(messages()).containsExactly("win-back-note");

            pools.add(pool, List.of(pool + "-a"), clock.instant().plus(Duration.ofDays(90)));
            journeys.pass(Duration.ofDays(1));
            assertThat(winBack()).hasPassedInOrder("next-day", "decide-offer", "issue-coupon", "send-offer");
            assertThat(coupons()).hasSize(1);
        } finally {
            ReleaseOfStart.again(releases);
        }
    }

    @ParameterizedTest(name = "spent {0}, so a call: {1}")
    @CsvSource({"0, false", "700, true"})
    @DisplayName(
            "Given a pool that has no code for a week, then nothing is offered: who is worth a call gets it, and the last question follows in two weeks")
    void noCodeForAWeek(double spent, boolean called) throws IOException {
        String pool = Journeys.newId("pool");
        pools.define(pool, CouponTerms.percent(12, Duration.ofDays(40)), 0);
        offersFrom(pool);
        try {
            if (spent > 0) {
                shop.order(customer, spent);
            }
            lapses();
            journeys.pass(Duration.ofDays(7).plusHours(1));
            for (int day = 1; day <= 7; day++) {
                assertThat(winBack()).as("day " + day).isWaitingAtExactly("next-day");
                journeys.pass(Duration.ofDays(1));
            }
            assertThat(winBack())
                    .hasPassedInOrder("is-week-over", "offer-over", "call-meanwhile")
                    .hasNotPassed("send-offer", "send-offer-reminder");
            assertThat(coupons()).isEmpty();
            assertThat(messages()).containsExactly("win-back-note");
            if (called) {
                assertThat(winBack()).isWaitingAtExactly("coupon-expired", "win-back-call");
                assertThat(call()).hasCandidateGroup("retention");
                journeys.complete(call(), Map.of("callOutcome", "reached", "lapseReason", "price"));
            }
            assertThat(winBack()).isWaitingAtExactly("coupon-expired");

            journeys.pass(Duration.ofDays(13));
            assertThat(messages()).containsExactly("win-back-note");
            journeys.pass(Duration.ofDays(1).plusHours(1));
            assertThat(messages()).containsExactly("win-back-note", "exit-survey");
            assertThat(winBack()).isEnded().hasPassed("lost");
        } finally {
            ReleaseOfStart.again(releases);
        }
    }

    @Test
    @DisplayName("Given orders that were sent back, then they do not raise the offer")
    void returnedOrdersDoNotCount() {
        shop.order(shop.order(customer, 900), customer, "returned");
        offered();
        assertThat(coupons().get(0).percent()).isEqualTo(10);
    }

    @Test
    @DisplayName("Given high value, when the offer ends soon, then retention calls")
    void highValue() {
        shop.order(customer, 700);
        offered();
        journeys.pass(Duration.ofDays(28));
        assertThat(call()).hasCandidateGroup("retention");
        assertThat(call().getPriority()).isEqualTo(40);
        journeys.complete(call(), Map.of("callOutcome", "reached", "lapseReason", "price"));
        assertThat(winBack()).hasPassedInOrder("win-back-call", "call-made").isWaitingAtExactly("coupon-expired");

        journeys.pass(Duration.ofDays(3));
        assertThat(winBack()).isEnded().hasPassed("lost");
    }

    private ProcessInstance visits() {
        return instance("relationship-visit", "customer:" + customer);
    }

    /** The adviser's first call is due a week later. */
    private void adviserNamed() {
        journeys.event("customer.adviser-changed", customer, Map.of("adviser", "clara", "by", "lena"));
    }

    @Test
    @DisplayName(
            "Given a customer who has an adviser, then the call is the adviser's, and a call that is due in its rhythm waits until 14 days after it")
    void callOfTheAdviser() {
        shop.tier(customer, "intimate");
        offered();
        journeys.pass(Duration.ofDays(22));
        adviserNamed();
        journeys.pass(Duration.ofDays(6));
        assertThat(call()).isAssignedTo("clara");
        journeys.pass(Duration.ofDays(1));
        assertThat(visits()).isWaitingAtExactly("until-next", "no-time-yet");

        journeys.complete(call(), Map.of("callOutcome", "reached", "lapseReason", "price"));
        journeys.pass(Duration.ofDays(14));
        assertThat(visits()).isWaitingAtExactly("until-next", "no-time-yet");
        journeys.pass(Duration.ofDays(1));
        assertThat(task("call-or-visit", visits())).isAssignedTo("clara");
    }

    @ParameterizedTest(name = "made: {0}")
    @ValueSource(booleans = {false, true})
    @DisplayName(
            "Given a call of the adviser that is due or was made lately, then there is none of its own: the adviser reads of the coupon")
    void adviserCallsAnyway(boolean made) {
        shop.tier(customer, "intimate");
        offered();
        journeys.pass(Duration.ofDays(15));
        adviserNamed();
        journeys.pass(Duration.ofDays(8));
        Task visit = task("call-or-visit", visits());
        assertThat(talkingPoints()).contains(coupons().get(0).code());
        if (made) {
            journeys.complete(
                    visit, Map.of("visitChannel", "phone", "visitOutcome", "reached", "note", "Moved to another town"));
        }
        journeys.pass(Duration.ofDays(5));
        assertThat(winBack())
                .hasPassedInOrder("call-meanwhile", "is-high-value", "no-call")
                .hasNotPassed("win-back-call")
                .isWaitingAtExactly("coupon-expired");
    }

    private List<String> talkingPoints() {
        CardSection.CardRequest request = new CardSection.CardRequest(customer, null, null, null, Locale.ENGLISH);
        return cardSections.stream()
                .flatMap(section -> section.contribute(request).stream())
                .flatMap(section -> section.lines().stream())
                .map(CardSection.Line::text)
                .toList();
    }

    @Test
    @DisplayName(
            "Given a call that nobody made, when the offer ends, then the task goes, and the journey can begin anew later")
    void callUndone() {
        shop.order(customer, 1_200);
        offered();
        journeys.pass(Duration.ofDays(28));
        assertThat(call().getPriority()).as("the best first").isEqualTo(60);

        journeys.pass(Duration.ofDays(4));
        assertThat(winBack()).isEnded().hasPassed("call-overdue", "not-called", "lost");
        assertThat(messages()).endsWith("win-back-reminder", "exit-survey");
        journeys.pass(Duration.ofDays(60));
        assertThat(lapsesAgain()).isEqualTo(EventEffect.Kind.STARTED);
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource(names = {"WITHHELD", "FAILED"})
    @DisplayName("When the offer is withheld or fails, then no coupon is left, and nobody is reminded of it")
    void notSent(OutboxMessage.State ends) {
        shop.order(customer, 700);
        if (ends == OutboxMessage.State.FAILED) {
            jdbc.sql("update rapport.customer set email = 'not an address' where id = :id")
                    .param("id", customer)
                    .update();
        } else {
            journeys.event(
                    "consent.withdrawn",
                    customer,
                    Map.of("channel", "email", "topic", "offers", "source", "test", "wording", "No more offers."));
        }
        lapses();
        afterAWeek(ends);
        assertThat(winBack())
                .isEnded()
                .hasPassedInOrder("offer-" + ends.name().toLowerCase(Locale.ROOT), "withdraw-coupon", "not-offered");
        assertThat(coupons()).as("no till takes it").extracting(Coupon::state).containsExactly(Coupon.State.WITHDRAWN);
        journeys.pass(Duration.ofDays(60));
        assertThat(messages()).containsExactly("win-back-note", "win-back-offer");
        assertThat(winBack()).hasNotPassed("send-offer-reminder", "win-back-call");
    }

    @Test
    @DisplayName("Given an offer of which nobody knows whether it went out, when 8 days pass, then it stands")
    void nothingHeard() {
        lapses();
        settled("win-back-note");
        jdbc.sql("update rapport.customer set email = null where id = :id")
                .param("id", customer)
                .update();
        journeys.pass(Duration.ofDays(7).plusHours(1));
        jdbc.sql(
                        "update rapport.outbox_message set state = 'unknown' where customer_id = :id and message = 'win-back-offer'")
                .param("id", customer)
                .update();
        journeys.pass(Duration.ofDays(8));
        assertThat(winBack()).hasPassedInOrder("nothing-heard", "offer-out").isWaitingAtExactly("coupon-expires-soon");
        assertThat(coupons()).hasSize(1);
    }

    @ParameterizedTest(name = "after {0} days, with {1} as the last message")
    @CsvSource({"1, win-back-note", "8, win-back-offer", "36, win-back-reminder"})
    @DisplayName(
            "When the customer orders at any time, then the journey ends with thanks, and an open call is taken off the queue")
    void wonBack(int days, String last) {
        shop.order(customer, 700);
        if (days < 7) {
            lapses();
            journeys.pass(Duration.ofDays(days));
        } else {
            offered();
            journeys.pass(Duration.ofDays(days - 7));
        }
        assertThat(messages()).endsWith(last);

        String order = shop.order(customer, 50);
        assertThat(messages()).as("the order's own thanks come first").endsWith(last);
        assertThat(winBack()).isWaitingAtExactly("customer-returns", "order-thanked-for");
        journeys.pass(Duration.ofHours(23));
        assertThat(messages()).endsWith(last);
        journeys.pass(Duration.ofHours(2));
        assertThat(winBack())
                .isEnded()
                .hasPassedInOrder("order-placed", "order-thanked-for", "send-thanks", "won-back")
                .hasNotPassed("lost");
        assertThat(messages()).endsWith(last, "win-back-thanks");
        assertThat(instance("post-purchase", "order:" + order))
                .as("the order is followed up like any other")
                .isActive();

        journeys.pass(Duration.ofDays(40));
        assertThat(messages()).as("messages stop").endsWith("win-back-thanks");
    }

    @Test
    @DisplayName("When another customer orders, then the journey goes on")
    void anothersOrder() {
        lapses();
        shop.order(shop.customer(), 50);
        assertThat(winBack()).isWaitingAtExactly("time-to-come-back");
    }

    @Test
    @DisplayName(
            "Given a customer who lapsed before, when they lapse again, then it starts only 90 days after the last time began")
    void reentry() {
        lapses();
        assertThat(lapsesAgain()).as("while it runs").isEqualTo(EventEffect.Kind.REFUSED);

        afterAWeek();
        journeys.pass(Duration.ofDays(15));
        assertThat(winBack()).isEnded().hasPassed("lost");
        journeys.pass(Duration.ofDays(67));
        assertThat(lapsesAgain()).as("on day 89").isEqualTo(EventEffect.Kind.REFUSED);
        assertThat(messages()).containsOnlyOnce("win-back-note");

        journeys.pass(Duration.ofDays(2));
        assertThat(lapsesAgain()).as("on day 91").isEqualTo(EventEffect.Kind.STARTED);
        assertThat(messages()).endsWith("exit-survey", "win-back-note");
        assertThat(winBack()).isWaitingAtExactly("time-to-come-back");
    }

    @Test
    @DisplayName("Given an answered last question, when a second time ends, then it asks a question of its own")
    void asksAnew() {
        offered();
        journeys.pass(Duration.ofDays(15));
        Survey first = surveys.find("exit", "customer:" + customer).orElseThrow();
        journeys.event("survey.answered", customer, Map.of("surveyId", first.id(), "score", 2));

        journeys.pass(Duration.ofDays(70));
        assertThat(lapsesAgain()).isEqualTo(EventEffect.Kind.STARTED);
        afterAWeek();
        journeys.pass(Duration.ofDays(15));
        Survey second = surveys.find("exit", "customer:" + customer).orElseThrow();
        assertThat(second.id()).isNotEqualTo(first.id());
        assertThat(second.answeredAt()).isNull();
        assertThat(surveys.find(first.id()).orElseThrow().score()).isEqualTo(2);
    }

    private EventEffect.Kind lapsesAgain() {
        String event = journeys.event("customer.lapsed", customer, lapse());
        return journeys.status(event).effects().get(0).kind();
    }

    @Test
    @DisplayName("Given an open call, when the customer is erased, then the journey ends, and the call with it")
    void erased() {
        shop.order(customer, 700);
        offered();
        journeys.pass(Duration.ofDays(28));
        assertThat(winBack()).isWaitingAt("win-back-call");
        journeys.event("customer.erased", customer, Map.of());
        assertThat(journeys.isRunning("win-back", "customer:" + customer)).isFalse();
        assertThat(journeys.outcome("win-back", "customer:" + customer)).isEqualTo("erased");
    }
}
