package io.rapport.journey;

import static io.rapport.testing.Journeys.newId;
import static org.assertj.core.api.Assertions.assertThat;
import static org.camunda.bpm.engine.test.assertions.bpmn.BpmnAwareTests.assertThat;
import static org.camunda.bpm.engine.test.assertions.bpmn.BpmnAwareTests.task;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.rapport.calendar.BusinessClock;
import io.rapport.customer.Customers;
import io.rapport.customer.Orders;
import io.rapport.feedback.Survey;
import io.rapport.feedback.Surveys;
import io.rapport.inbox.EventStatus;
import io.rapport.inbox.Inbox;
import io.rapport.inbox.NewEvent;
import io.rapport.loyalty.LoyaltyLedger;
import io.rapport.outbox.MessageContext;
import io.rapport.outbox.OutboxMessage;
import io.rapport.testing.JourneyStory;
import io.rapport.testing.Shop;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalTime;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.camunda.bpm.engine.task.Task;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;

@DisplayName("Post-purchase sees a customer through an order, from thanks to the next one")
@Tag("slow")
class PostPurchaseTest extends JourneyStory {

    private static final Duration HOUR = Duration.ofHours(1);

    private record Item(String sku, int quantity, int price) {}

    @Autowired
    private LoyaltyLedger ledger;

    @Autowired
    private Inbox inbox;

    @Autowired
    private ObjectMapper json;

    @Autowired
    private BusinessClock clock;

    @Autowired
    private Customers customers;

    @Autowired
    private Orders orders;

    @Autowired
    private MessageContext context;

    @Autowired
    private Surveys surveys;

    PostPurchaseTest() {
        super("post-purchase", "satisfaction", "restocking", "order-return", "order-cancellation");
    }

    @BeforeEach
    void aCustomer() {
        customer = shop.customer();
    }

    @Override
    protected List<String> messages() {
        return journeys.messages(
                customer,
                "post-purchase",
                "satisfaction",
                "restocking",
                "answer-follow-up",
                "order-return",
                "order-cancellation");
    }

    private List<String> ledgerOf(String order) {
        return jdbc.sql("select kind || ' ' || points from rapport.loyalty_entry where order_id = :order order by seq")
                .param("order", order)
                .query(String.class)
                .list();
    }

    /** An order that arrived seven days ago: the customer has just been asked how satisfied they are. */
    private String surveyed(double total) {
        String order = shop.order(customer, total);
        shop.order(order, customer, "delivered");
        journeys.pass(Duration.ofDays(7).plus(HOUR));
        return order;
    }

    private void answer(String order, int score) {
        journeys.event(
                "survey.answered", customer, Map.of("surveyId", survey(order).id(), "score", score));
    }

    private ProcessInstance postPurchase(String order) {
        return instance("post-purchase", "order:" + order);
    }

    private ProcessInstance satisfaction(String order) {
        return instance("satisfaction", "order:" + order);
    }

    private ProcessInstance restocking(String order) {
        return instance("restocking", "order:" + order);
    }

    private Survey survey(String order) {
        return surveys.find("satisfaction", "order:" + order).orElseThrow();
    }

    @Test
    @DisplayName(
            "Given an order that arrives and satisfies, then thanks, tips, a survey, an invitation, points and a reminder follow")
    void happyPath() {
        String order = shop.order(customer, 120.80);
        assertThat(messages()).containsExactly("order-thanks");
        assertThat(postPurchase(order))
                .hasPassedInOrder("order-placed", "is-followed-up", "send-order-thanks")
                .isWaitingAtExactly("see-to-delivery")
                .hasVariables("customerId", "orderId");

        shop.order(order, customer, "delivered");
        assertThat(postPurchase(order))
                .hasPassedInOrder("see-to-delivery", "is-delivered")
                .isWaitingAtExactly("two-days-passed");
        journeys.pass(Duration.ofDays(2).plus(HOUR));
        assertThat(postPurchase(order)).hasPassed("send-usage-tips").isWaitingAtExactly("five-days-passed");
        assertThat(messages()).containsExactly("order-thanks", "usage-tips");

        journeys.pass(Duration.ofDays(5));
        assertThat(postPurchase(order)).isWaitingAtExactly("ask-satisfaction");
        assertThat(satisfaction(order)).isWaitingAtExactly("wait-for-answer").isWaitingFor("survey.answered");
        assertThat(messages()).containsExactly("order-thanks", "usage-tips", "satisfaction-survey");
        assertThat(ledgerOf(order)).isEmpty();

        answer(order, 5);
        journeys.pass(HOUR.multipliedBy(2));
        assertThat(messages())
                .containsExactly("order-thanks", "usage-tips", "satisfaction-survey", "review-invitation");
        assertThat(ledgerOf(order)).as("a point for each full euro").containsExactly("earn 120");
        assertThat(postPurchase(order))
                .hasPassedInOrder("ask-satisfaction", "award-points")
                .isWaitingAtExactly("see-to-restocking");
        assertThat(restocking(order))
                .hasPassedInOrder("order-enjoyed", "decide-reminder", "is-reminded")
                .isWaitingAtExactly("restocking-due");

        journeys.pass(Duration.ofDays(60).plus(HOUR));
        assertThat(messages()).endsWith("review-invitation", "replenishment-reminder");
        assertThat(postPurchase(order)).isEnded().hasPassedInOrder("see-to-restocking", "is-newer-order", "completed");
        assertThat(restocking(order))
                .isEnded()
                .hasPassedInOrder("is-newer-order", "is-call", "send-replenishment-reminder", "reminded");
        assertThat(ledger.points(customer)).isEqualTo(120);
    }

    @Test
    @DisplayName("Given an order before it that stands, then the tips are not sent again")
    void tipsOnce() {
        surveyed(80);
        journeys.pass(Duration.ofDays(3));
        String second = surveyed(40);
        assertThat(postPurchase(second))
                .hasPassedInOrder("is-first-order", "tips-done")
                .hasNotPassed("send-usage-tips");
        assertThat(messages()).containsOnlyOnce("usage-tips");
    }

    @Test
    @DisplayName(
            "Given a customer who orders every week, then they are asked once in 60 days, and points do not wait for an answer")
    void askedOnceInSixtyDays() {
        journeys.moveTo(Shop.next(DayOfWeek.TUESDAY, LocalTime.of(9, 0)));
        surveyed(80);
        settled("satisfaction-survey");
        for (int week = 2; week <= 6; week++) {
            String order = surveyed(40);
            assertThat(satisfaction(order))
                    .isEnded()
                    .hasPassedInOrder("is-asked-lately", "asked-lately")
                    .hasNotPassed("send-satisfaction-survey");
            assertThat(ledgerOf(order)).containsExactly("earn 40");
        }
        assertThat(messages()).containsOnlyOnce("satisfaction-survey", "survey-reminder");

        journeys.pass(Duration.ofDays(20));
        assertThat(satisfaction(surveyed(40))).hasPassed("send-satisfaction-survey");
    }

    @Test
    @DisplayName(
            "Given no answer, when 5 days pass, then one reminder of the same survey goes out, and an answer is still waited for")
    void reminder() {
        journeys.moveTo(Shop.next(DayOfWeek.TUESDAY, LocalTime.of(9, 0)));
        String order = surveyed(80);
        String survey = survey(order).id();
        assertThat(settled("satisfaction-survey").state()).isEqualTo(OutboxMessage.State.SENT);
        journeys.pass(Duration.ofDays(5));
        assertThat(satisfaction(order))
                .hasPassedInOrder("five-days-silent", "send-survey-reminder", "customer-reminded")
                .isWaitingAtExactly("wait-for-answer");
        assertThat(messages()).endsWith("satisfaction-survey", "survey-reminder");
        assertThat(jdbc.sql(
                                """
                        select distinct survey_id from rapport.outbox_message
                        where customer_id = :customer and message in ('satisfaction-survey', 'survey-reminder')""")
                        .param("customer", customer)
                        .query(String.class)
                        .list())
                .containsExactly(survey);

        journeys.pass(Duration.ofDays(6));
        assertThat(messages()).endsWith("satisfaction-survey", "survey-reminder");
        answer(order, 4);
        assertThat(satisfaction(order)).isEnded().hasPassedInOrder("wait-for-answer", "answered");
        assertThat(survey(order).score()).isEqualTo(4);
    }

    @Test
    @DisplayName("Given a survey that did not go out, since a complaint was open, then there is no reminder of it")
    void noReminderOfWhatWasNotSent() {
        shop.complaint(customer, "email", "The parcel was open.", null);
        String order = surveyed(80);
        journeys.pass(Duration.ofDays(5));
        assertThat(satisfaction(order))
                .hasPassedInOrder("five-days-silent", "is-asked", "not-reminded")
                .hasNotPassed("send-survey-reminder")
                .isWaitingAtExactly("wait-for-answer");
        assertThat(messages()).endsWith("satisfaction-survey").doesNotContain("survey-reminder");
    }

    @Test
    @DisplayName("Given no answer, when 14 days pass, then points are awarded all the same, and the journey goes on")
    void noAnswer() {
        String order = surveyed(80);
        journeys.pass(Duration.ofDays(14));
        assertThat(satisfaction(order)).isEnded().hasPassedInOrder("fourteen-days-silent", "no-answer");
        assertThat(ledgerOf(order)).containsExactly("earn 80");
        assertThat(restocking(order)).isWaitingAtExactly("restocking-due");

        answer(order, 5);
        assertThat(survey(order).score()).as("a late answer still counts").isEqualTo(5);
    }

    @Test
    @DisplayName("Given no points yet, when the order is returned, then that is confirmed, and the journey ends")
    void returnedBeforePoints() {
        String order = shop.order(customer, 80);
        shop.order(order, customer, "delivered");
        journeys.pass(Duration.ofDays(1));
        shop.order(order, customer, "returned");

        assertThat(messages()).containsExactly("order-thanks", "return-confirmation");
        assertThat(ledgerOf(order)).isEmpty();
        assertThat(postPurchase(order))
                .isEnded()
                .hasPassedInOrder("order-returned", "returned")
                .hasNotPassed("award-points");
        assertThat(instance("order-return", "order:" + order))
                .isEnded()
                .hasPassedInOrder(
                        "order-returned", "is-cancelled-first", "send-return-confirmation", "return-confirmed");

        journeys.pass(Duration.ofDays(70));
        assertThat(messages()).as("messages stop").containsExactly("order-thanks", "return-confirmation");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"returned, return-confirmation", "cancelled, order-cancelled"})
    @DisplayName("Given awarded points, when the order is called off, then they are taken back by an entry of its own")
    void calledOffAfterPoints(String what, String message) {
        String order = surveyed(61.70);
        answer(order, 3);
        assertThat(ledger.points(customer)).isEqualTo(61);

        journeys.pass(Duration.ofDays(20));
        shop.order(order, customer, what);
        assertThat(ledgerOf(order)).containsExactly("earn 61", "reverse -61");
        assertThat(ledger.points(customer)).isZero();
        assertThat(messages()).endsWith(message);
        assertThat(postPurchase(order)).isEnded().hasPassed("award-points", what);
    }

    @Test
    @DisplayName("What stands between the items and the total can be told to the customer, where the order names it")
    void amounts() {
        Map<String, Object> data = new HashMap<>(Shop.orderData(newId("o"), 20));
        data.putAll(Map.of("shipping", 4.9, "discount", 2, "tax", 0, "total", 22.9));
        journeys.event("order.placed", customer, data);

        Map<String, Object> said = context.ofCustomer(
                customers.find(customer).orElseThrow(),
                orders.find((String) data.get("orderId")).orElseThrow(),
                Locale.UK);
        assertThat(said)
                .extractingByKey("order", InstanceOfAssertFactories.MAP)
                .containsEntry("shippingText", "€4.90")
                .containsEntry("discountText", "€2.00")
                .containsEntry("taxText", null)
                .containsEntry("totalText", "€22.90");
    }

    @Test
    @DisplayName("Given two orders, when one is returned, then the points of that one alone are taken back")
    void returnedOneOfTwo() {
        String kept = surveyed(30);
        answer(kept, 3);
        String sentBack = surveyed(50);
        assertThat(ledger.points(customer)).isEqualTo(80);

        shop.order(sentBack, customer, "returned");
        assertThat(ledgerOf(kept)).containsExactly("earn 30");
        assertThat(ledger.points(customer)).isEqualTo(30);
        assertThat(restocking(kept)).isWaitingAtExactly("restocking-due");
        assertThat(restocking(sentBack)).as("goes with its order").isEnded();
    }

    private void payBack(String order, double total) {
        journeys.event(
                "order.refunded",
                customer,
                Map.of("orderId", order, "refundId", newId("r"), "currency", "EUR", "total", total));
    }

    /** As a file says it that is brought in: no journey hears of it. */
    private void payBackByFile(String order, double total) {
        jdbc.sql(
                        """
                insert into rapport.customer_refund (order_id, refund_id, refunded_at, currency, total)
                values (:order, 'import', now(), 'EUR', :total)""")
                .param("order", order)
                .param("total", total)
                .update();
    }

    @Test
    @DisplayName(
            "When a part of an order is paid back, then it goes on; when all of it is, then nothing more is said about it")
    void paidBack() {
        String order = shop.order(customer, 40);
        shop.order(order, customer, "delivered");
        payBack(order, 15);
        assertThat(postPurchase(order)).isWaitingAt("two-days-passed").hasPassed("partly-refunded");
        payBack(order, 25);
        assertThat(postPurchase(order)).isEnded().hasPassedInOrder("all-refunded", "order-paid-back", "nothing-kept");
        journeys.pass(Duration.ofDays(20));
        assertThat(messages()).containsExactly("order-thanks");
        assertThat(ledgerOf(order)).isEmpty();
    }

    @Test
    @DisplayName(
            "Given an order that a file says was paid back as a whole, when it has arrived, then it is not followed up")
    void paidBackByFile() {
        String order = shop.order(customer, 40);
        shop.order(order, customer, "delivered");
        payBackByFile(order, 40);
        journeys.pass(Duration.ofDays(2).plus(HOUR));
        assertThat(postPurchase(order))
                .isEnded()
                .hasPassedInOrder("is-first-order", "paid-back", "nothing-kept")
                .hasNotPassed("send-usage-tips", "ask-satisfaction");
        assertThat(messages()).containsExactly("order-thanks");
    }

    @Test
    @DisplayName(
            "Given a survey that waits, when all of the order is paid back, then neither reminder, points nor call follow")
    void paidBackLate() {
        shop.tier(customer, "face-to-face");
        String order = surveyed(600);
        payBack(order, 600);
        assertThat(satisfaction(order)).isEnded().hasNotPassed("answered", "no-answer");
        journeys.pass(Duration.ofDays(15));
        assertThat(ledgerOf(order)).isEmpty();
        assertThat(outbox(order)).doesNotContain("survey-reminder sent", "review-invitation sent");
    }

    @Test
    @DisplayName(
            "Given an adviser who is to call about a refill, when all of the order is paid back, then the task goes")
    void paidBackWhileCalled() {
        shop.tier(customer, "face-to-face");
        String order = surveyed(600);
        answer(order, 5);
        journeys.pass(Duration.ofDays(61));
        assertThat(restocking(order)).isWaitingAt("call-or-visit");
        payBack(order, 600);
        assertThat(restocking(order)).isEnded().hasNotPassed("contacted", "not-contacted");
    }

    @Test
    @DisplayName("Given an order that a file says was paid back late, when it is time for a refill, then nobody calls")
    void paidBackByFileBeforeRefill() {
        shop.tier(customer, "face-to-face");
        String order = surveyed(600);
        answer(order, 5);
        payBackByFile(order, 600);
        journeys.pass(Duration.ofDays(61));
        assertThat(restocking(order)).isEnded().hasPassed("paid-back").hasNotPassed("call-or-visit");
    }

    private List<String> outbox(String order) {
        return jdbc.sql("select message || ' ' || state from rapport.outbox_message where order_id = :order")
                .param("order", order)
                .query(String.class)
                .list();
    }

    @Test
    @DisplayName("Given a survey that waits, when the order is returned, then the survey ends, too")
    void returnedWhileSurveyWaits() {
        String order = surveyed(80);
        shop.order(order, customer, "returned");
        assertThat(satisfaction(order)).isEnded().hasNotPassed("answered", "no-answer");
        assertThat(journeys.outcome("satisfaction", "order:" + order)).isEqualTo("cancelled");
        assertThat(postPurchase(order)).isEnded().hasPassed("returned").hasNotPassed("award-points");
        assertThat(ledgerOf(order)).isEmpty();

        journeys.pass(Duration.ofDays(15));
        assertThat(messages()).endsWith("satisfaction-survey", "return-confirmation");
    }

    @Test
    @DisplayName("When the order is cancelled, then the journey ends, and the customer is told")
    void cancelled() {
        String order = shop.order(customer, 80);
        shop.order(order, customer, "cancelled");
        assertThat(postPurchase(order)).isEnded().hasPassedInOrder("order-cancelled", "cancelled");
        assertThat(instance("order-cancellation", "order:" + order))
                .isEnded()
                .hasPassedInOrder("is-returned-first", "send-cancellation-notice", "cancellation-told");
        journeys.pass(Duration.ofDays(30));
        assertThat(messages()).containsExactly("order-thanks", "order-cancelled");
    }

    @ParameterizedTest(name = "{0}, then {1}")
    @CsvSource({
        "returned, cancelled, return-confirmation, order-cancellation, returned-already",
        "cancelled, returned, order-cancelled, order-return, cancelled-already"
    })
    @DisplayName(
            "Given an order that is returned and cancelled, then the first ends the journey, and the second sends nothing")
    void calledOffTwice(String first, String second, String message, String journey, String end) {
        String order = surveyed(80);
        answer(order, 3);
        shop.order(order, customer, first);
        shop.order(order, customer, second);
        assertThat(messages())
                .filteredOn(sent ->
                        List.of("return-confirmation", "order-cancelled").contains(sent))
                .containsExactly(message);
        assertThat(instance(journey, "order:" + order)).isEnded().hasPassed(end);
        assertThat(postPurchase(order)).isEnded().hasPassed(first).hasNotPassed(second);
        assertThat(ledgerOf(order)).containsExactly("earn 80", "reverse -80");
        assertThat(orders.find(order).orElseThrow())
                .satisfies(known -> assertThat(known.returnedAt()).isNotNull())
                .satisfies(known -> assertThat(known.cancelledAt()).isNotNull());
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"returned, return-confirmation", "cancelled, order-cancelled"})
    @DisplayName(
            "Given a journey that has ended, when the order is called off, then points go, the customer is told, nothing is left")
    void calledOffLate(String what, String message) {
        String order = surveyed(80);
        journeys.pass(Duration.ofDays(80));
        assertThat(postPurchase(order)).isEnded().hasPassed("completed");
        assertThat(ledger.points(customer)).isEqualTo(80);

        String event = journeys.event("order." + what, customer, Map.of("orderId", order));
        assertThat(ledgerOf(order)).containsExactly("earn 80", "reverse -80");
        assertThat(messages()).endsWith(message);
        assertThat(journeys.status(event).state()).isEqualTo(EventStatus.State.DONE);
        journeys.pass(Duration.ofDays(8));
        assertThat(journeys.status(event).state()).as("no dead letter").isEqualTo(EventStatus.State.DONE);
    }

    @Test
    @DisplayName("Given a cancellation that came before its order, then the order is not thanked for and earns nothing")
    void calledOffAlready() {
        String order = newId("o");
        shop.order(order, customer, "cancelled");
        journeys.event("order.placed", customer, Shop.orderData(order, 80));
        assertThat(postPurchase(order))
                .isEnded()
                .hasPassedInOrder("order-placed", "is-followed-up", "called-off")
                .hasNotPassed("send-order-thanks");
        assertThat(messages()).containsExactly("order-cancelled");
        assertThat(ledger.award(order)).isFalse();
        assertThat(ledger.points(customer)).isZero();
    }

    @ParameterizedTest(name = "{0} days ago")
    @CsvSource({"70, true", "13, false"})
    @DisplayName(
            "Given an order that we hear of long after it was placed, then it earns its points, and nothing is said of it")
    void placedLongAgo(int daysAgo, boolean late) {
        String order = newId("o");
        inbox.accept(new NewEvent(
                "urn:test",
                newId("e"),
                "order.placed",
                customer,
                clock.instant().minus(Duration.ofDays(daysAgo)),
                json.valueToTree(Shop.orderData(order, 80))));
        journeys.settle();
        assertThat(orders.find(order)).isPresent();
        if (late) {
            assertThat(postPurchase(order))
                    .isEnded()
                    .hasPassedInOrder("is-followed-up", "award-late-points", "too-late");
            assertThat(messages()).isEmpty();
            assertThat(ledger.points(customer)).isPositive();
        } else {
            assertThat(postPurchase(order)).isActive();
            assertThat(messages()).containsExactly("order-thanks");
        }
    }

    @Test
    @DisplayName(
            "Given an order that never arrives, when 30 days pass after it was due, then it is given up: no survey, no points")
    void neverDelivered() {
        String order = shop.order(customer, 80);
        journeys.pass(Duration.ofDays(45));
        assertThat(postPurchase(order))
                .isEnded()
                .hasPassedInOrder("see-to-delivery", "is-delivered", "not-delivered")
                .hasNotPassed("ask-satisfaction", "award-points");
        assertThat(instance("delivery", "order:" + order)).isEnded();
        assertThat(messages()).containsExactly("order-thanks");
        assertThat(ledgerOf(order)).isEmpty();
    }

    @Test
    @DisplayName(
            "Given a product that others buy again after 40 days, then the reminder comes some days before, not after 60")
    void rhythmOfTheProduct() {
        jdbc.sql("insert into rapport.replenishment (sku, days, repeats, customers) values ('T1', 40, 9, 6)")
                .update();
        try {
            String order = surveyed(80);
            answer(order, 5);
            journeys.pass(Duration.ofDays(28));
            assertThat(restocking(order)).as("35 days after the order").isWaitingAtExactly("restocking-due");
            journeys.pass(Duration.ofDays(1));
            assertThat(postPurchase(order)).isEnded().hasPassed("completed");
            assertThat(messages()).endsWith("replenishment-reminder");

            jdbc.sql("update rapport.replenishment set days = 10 where sku = 'T1'")
                    .update();
            String soon = surveyed(80);
            journeys.pass(Duration.ofDays(6));
            assertThat(restocking(soon))
                    .as("not right after the survey, though the usual day has passed")
                    .isWaitingAtExactly("restocking-due");
            journeys.pass(Duration.ofDays(2));
            assertThat(postPurchase(soon)).isEnded();
        } finally {
            jdbc.sql("delete from rapport.replenishment where sku = 'T1'").update();
        }
    }

    @Test
    @DisplayName("Given a newer order, when 60 days have passed, then nobody is reminded to order")
    void reordered() {
        String order = surveyed(80);
        answer(order, 3);
        journeys.pass(Duration.ofDays(30));
        String newer = shop.order(customer, 20);
        journeys.pass(Duration.ofDays(31));
        assertThat(restocking(order)).isEnded().hasPassedInOrder("restocking-due", "is-newer-order", "reordered");
        assertThat(postPurchase(order)).isEnded().hasPassedInOrder("see-to-restocking", "is-newer-order", "reordered");
        assertThat(messages()).doesNotContain("replenishment-reminder");
        assertThat(postPurchase(newer)).isActive();
    }

    @Test
    @DisplayName("Given a newer order that was called off, when 60 days have passed, then it counts for none")
    void newerOrderCancelled() {
        String order = surveyed(80);
        answer(order, 3);
        shop.order(shop.order(customer, 20), customer, "cancelled");
        journeys.pass(Duration.ofDays(61));
        assertThat(postPurchase(order)).isEnded().hasPassed("completed").hasNotPassed("reordered");
        assertThat(messages()).contains("replenishment-reminder");
    }

    @ParameterizedTest(name = "{0}, worth {1}, class {2}: {3} days before day 40")
    @CsvSource({
        "intimate,     80, 1, 7",
        "face-to-face, 80, 1, 7",
        "brand,        80, 5, 7",
        "brand,        80, 1, 4",
        "distant,      80, 1, 2",
        "distant,      80, 3, 4",
    })
    @DisplayName("Given who the customer is to us, then the reminder comes earlier or later")
    void remindedByTier(String tier, double worth, int valueClass, int ahead) {
        jdbc.sql("insert into rapport.replenishment (sku, days, repeats, customers) values ('T1', 40, 9, 6)")
                .update();
        try {
            shop.tier(customer, tier);
            shop.valueClass(customer, valueClass);
            String order = surveyed(worth);
            answer(order, 5);
            journeys.pass(Duration.ofDays(40L - ahead - 7).minus(HOUR.multipliedBy(2)));
            assertThat(restocking(order)).isWaitingAtExactly("restocking-due");
            journeys.pass(HOUR.multipliedBy(2));
            assertThat(restocking(order)).isEnded().hasPassed("send-replenishment-reminder", "reminded");
        } finally {
            jdbc.sql("delete from rapport.replenishment where sku = 'T1'").update();
        }
    }

    @Test
    @DisplayName("Given a customer who is close and buys much, then the adviser calls, and the call is noted as one")
    void calledAboutRefill() {
        shop.tier(customer, "face-to-face");
        String order = surveyed(600);
        answer(order, 5);
        journeys.pass(Duration.ofDays(61));
        assertThat(messages()).doesNotContain("replenishment-reminder");
        Task call = task("call-or-visit", restocking(order));
        assertThat(call).hasCandidateGroup("care");
        journeys.complete(
                call, Map.of("visitChannel", "phone", "visitOutcome", "reached", "note", "Wants the same again"));
        assertThat(restocking(order)).isEnded().hasPassedInOrder("is-call", "call-or-visit", "contacted");
        assertThat(postPurchase(order)).isEnded().hasPassed("completed");
        assertThat(jdbc.sql("select outcome from rapport.staff_contact where customer_id = :customer")
                        .param("customer", customer)
                        .query(String.class)
                        .list())
                .containsExactly("reached");
    }

    @Test
    @DisplayName(
            "Given a call that nobody made within 14 days, then the task goes, is counted as missed, and the order's follow-up ends")
    void callOverdue() {
        shop.tier(customer, "intimate");
        String order = surveyed(600);
        answer(order, 5);
        journeys.pass(Duration.ofDays(61));
        assertThat(restocking(order)).isWaitingAtExactly("call-or-visit");
        journeys.pass(Duration.ofDays(14).plus(HOUR));
        assertThat(restocking(order)).isEnded().hasPassedInOrder("call-overdue", "note-missed", "not-contacted");
        assertThat(postPurchase(order)).isEnded().hasPassed("completed");
        assertThat(jdbc.sql("select count(*) from rapport.missed_visit where customer_id = :customer")
                        .param("customer", customer)
                        .query(Integer.class)
                        .single())
                .isOne();
    }

    private String surveyed(Item... items) {
        String order = newId("o");
        Map<String, Object> data = new HashMap<>(Shop.orderData(
                order,
                Stream.of(items)
                        .mapToInt(item -> item.quantity() * item.price())
                        .sum()));
        data.put(
                "items",
                Stream.of(items)
                        .map(item -> Map.of(
                                "sku",
                                item.sku(),
                                "name",
                                item.sku(),
                                "quantity",
                                item.quantity(),
                                "price",
                                item.price()))
                        .toList());
        journeys.event("order.placed", customer, data);
        shop.order(order, customer, "delivered");
        journeys.pass(Duration.ofDays(7).plus(HOUR));
        answer(order, 5);
        return order;
    }

    @Test
    @DisplayName(
            "Given an article that lasts for years, then nobody is reminded of it, unless something is used up with it")
    void lasting() {
        Item pot = new Item("POT-YX-220", 1, 60);
        String alone = surveyed(pot);
        assertThat(restocking(alone)).isEnded().hasPassedInOrder("is-reminded", "no-reminder");
        assertThat(postPurchase(alone)).isEnded().hasPassed("completed");

        Item tea = new Item("TEA-PE-357", 1, 30);
        customer = shop.customer();
        assertThat(restocking(surveyed(pot, tea))).isWaitingAtExactly("restocking-due");
        Item presents = new Item("CUP-SET-06", 3, 10);
        customer = shop.customer();
        assertThat(restocking(surveyed(tea, presents))).isEnded().hasPassed("no-reminder");
    }

    @Test
    @DisplayName("Given an order that was followed up, when its event is repeated, then nothing starts")
    void once() {
        String order = shop.order(customer, 80);
        shop.order(order, customer, "cancelled");
        String again = journeys.event("order.placed", customer, Shop.orderData(order, 80));
        assertThat(postPurchase(order)).isEnded().hasPassed("cancelled");
        assertThat(journeys.status(again).effects()).isEmpty();
        assertThat(messages()).containsExactly("order-thanks", "order-cancelled");
    }

    @Test
    @DisplayName("When the customer is erased, then the journey ends, and the survey that it waits for")
    void erased() {
        String order = surveyed(80);
        String other = shop.order(customer, 20);
        journeys.event("customer.erased", customer, Map.of());
        assertThat(journeys.outcome("post-purchase", "order:" + order)).isEqualTo("erased");
        assertThat(journeys.outcome("post-purchase", "order:" + other)).isEqualTo("erased");
        assertThat(journeys.isRunning("post-purchase", "order:" + order)).isFalse();
        assertThat(journeys.isRunning("satisfaction", "order:" + order)).isFalse();
        assertThat(journeys.outcome("satisfaction", "order:" + order)).isNotNull();
    }
}
