package io.rapport.journey;

import static io.rapport.testing.Journeys.newId;
import static org.assertj.core.api.Assertions.assertThat;
import static org.camunda.bpm.engine.test.assertions.bpmn.BpmnAwareTests.assertThat;

import io.rapport.customer.Customers;
import io.rapport.customer.LoyaltyLedger;
import io.rapport.customer.Orders;
import io.rapport.feedback.Survey;
import io.rapport.feedback.Surveys;
import io.rapport.inbox.EventEffect;
import io.rapport.inbox.EventStatus;
import io.rapport.outbox.MessageContext;
import io.rapport.testing.JourneyStory;
import io.rapport.testing.Shop;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;

@DisplayName("Post-purchase sees a customer through an order, from thanks to the next one")
class PostPurchaseTest extends JourneyStory {

    private static final Duration HOUR = Duration.ofHours(1);

    @Autowired
    private LoyaltyLedger ledger;

    @Autowired
    private Customers customers;

    @Autowired
    private Orders orders;

    @Autowired
    private MessageContext context;

    @Autowired
    private Surveys surveys;

    private String customer;

    PostPurchaseTest() {
        super("post-purchase", "satisfaction", "order-return", "order-cancellation");
    }

    @BeforeEach
    void aCustomer() {
        customer = shop.customer();
    }

    private List<String> messages() {
        return journeys.messages(
                customer, "post-purchase", "satisfaction", "answer-follow-up", "order-return", "order-cancellation");
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

    private Survey survey(String order) {
        return surveys.find("satisfaction", "order:" + order).orElseThrow();
    }

    @Test
    @DisplayName("A satisfied customer gets thanks, tips, a survey, an invitation, points and a reminder to restock")
    void happyPath() {
        String order = shop.order(customer, 120.80);
        assertThat(messages()).containsExactly("order-thanks");
        assertThat(journeys.instance("post-purchase", "order:" + order)).isWaitingAtExactly("see-to-delivery");

        shop.order(order, customer, "delivered");
        assertThat(journeys.instance("post-purchase", "order:" + order)).isWaitingAtExactly("two-days-passed");
        journeys.pass(Duration.ofDays(2).plus(HOUR));
        assertThat(messages()).containsExactly("order-thanks", "usage-tips");

        journeys.pass(Duration.ofDays(5));
        assertThat(messages()).containsExactly("order-thanks", "usage-tips", "satisfaction-survey");
        assertThat(ledgerOf(order)).isEmpty();

        answer(order, 5);
        journeys.pass(HOUR.multipliedBy(2));
        assertThat(messages())
                .containsExactly("order-thanks", "usage-tips", "satisfaction-survey", "review-invitation");
        assertThat(ledgerOf(order)).as("a point for each full euro").containsExactly("award 120");
        assertThat(journeys.instance("post-purchase", "order:" + order)).isWaitingAtExactly("sixty-days-passed");

        journeys.pass(Duration.ofDays(60).plus(HOUR));
        assertThat(messages()).endsWith("review-invitation", "replenishment-reminder");
        assertThat(journeys.outcome("post-purchase", "order:" + order)).isEqualTo("completed");
        assertThat(ledger.points(customer)).isEqualTo(120);
    }

    @Test
    @DisplayName("Who does not answer in 5 days is reminded once, of the same survey, and may still answer")
    void reminder() {
        String order = surveyed(80);
        String survey = survey(order).id();
        journeys.pass(Duration.ofDays(5));
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
        assertThat(journeys.outcome("satisfaction", "order:" + order)).isEqualTo("answered");
        assertThat(survey(order).score()).isEqualTo(4);
    }

    @Test
    @DisplayName("Who does not answer in 14 days gets the points all the same, and the journey goes on")
    void noAnswer() {
        String order = surveyed(80);
        journeys.pass(Duration.ofDays(14));
        assertThat(journeys.outcome("satisfaction", "order:" + order)).isEqualTo("no-answer");
        assertThat(ledgerOf(order)).containsExactly("award 80");
        assertThat(journeys.instance("post-purchase", "order:" + order)).isWaitingAtExactly("sixty-days-passed");

        answer(order, 5);
        assertThat(survey(order).score()).as("a late answer still counts").isEqualTo(5);
    }

    @Test
    @DisplayName("An order returned before points were awarded is confirmed, and no points are touched")
    void returnedBeforePoints() {
        String order = shop.order(customer, 80);
        shop.order(order, customer, "delivered");
        journeys.pass(Duration.ofDays(1));
        shop.order(order, customer, "returned");

        assertThat(messages()).containsExactly("order-thanks", "return-confirmation");
        assertThat(ledgerOf(order)).isEmpty();
        assertThat(journeys.outcome("post-purchase", "order:" + order)).isEqualTo("returned");

        journeys.pass(Duration.ofDays(70));
        assertThat(messages()).as("messages stop").containsExactly("order-thanks", "return-confirmation");
    }

    @Test
    @DisplayName("An order returned after points were awarded takes them back, by an entry of its own")
    void returnedAfterPoints() {
        String order = surveyed(80);
        answer(order, 3);
        assertThat(ledger.points(customer)).isEqualTo(80);

        journeys.pass(Duration.ofDays(20));
        shop.order(order, customer, "returned");
        assertThat(ledgerOf(order)).containsExactly("award 80", "take-back -80");
        assertThat(ledger.points(customer)).isZero();
        assertThat(messages()).endsWith("return-confirmation");
        assertThat(journeys.outcome("post-purchase", "order:" + order)).isEqualTo("returned");
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
    @DisplayName("A return takes back the points of its own order only")
    void returnedOneOfTwo() {
        String kept = surveyed(30);
        answer(kept, 3);
        String sentBack = surveyed(50);
        answer(sentBack, 3);
        assertThat(ledger.points(customer)).isEqualTo(80);

        shop.order(sentBack, customer, "returned");
        assertThat(ledgerOf(kept)).containsExactly("award 30");
        assertThat(ledger.points(customer)).isEqualTo(30);
        assertThat(journeys.isRunning("post-purchase", "order:" + kept)).isTrue();
    }

    @Test
    @DisplayName("An order returned while the survey waits ends the survey, too")
    void returnedWhileSurveyWaits() {
        String order = surveyed(80);
        shop.order(order, customer, "returned");
        assertThat(journeys.isRunning("satisfaction", "order:" + order)).isFalse();
        assertThat(journeys.outcome("satisfaction", "order:" + order)).isEqualTo("cancelled");
        assertThat(journeys.outcome("post-purchase", "order:" + order)).isEqualTo("returned");
        assertThat(ledgerOf(order)).isEmpty();

        journeys.pass(Duration.ofDays(15));
        assertThat(messages()).endsWith("satisfaction-survey", "return-confirmation");
    }

    @Test
    @DisplayName("An order called off ends the journey, and the customer is told")
    void cancelled() {
        String order = shop.order(customer, 80);
        shop.order(order, customer, "cancelled");
        assertThat(journeys.outcome("post-purchase", "order:" + order)).isEqualTo("cancelled");
        journeys.pass(Duration.ofDays(30));
        assertThat(messages()).containsExactly("order-thanks", "order-cancelled");
    }

    @Test
    @DisplayName("A cancellation after points were given takes them back")
    void cancelledAfterPoints() {
        String order = surveyed(61.70);
        answer(order, 3);
        assertThat(ledger.points(customer)).isEqualTo(61);

        shop.order(order, customer, "cancelled");
        assertThat(ledgerOf(order)).containsExactly("award 61", "take-back -61");
        assertThat(ledger.points(customer)).isZero();
        assertThat(journeys.outcome("post-purchase", "order:" + order)).isEqualTo("cancelled");
        assertThat(messages()).endsWith("order-cancelled");
    }

    @ParameterizedTest(name = "{0}, then {1}")
    @CsvSource({
        "returned, cancelled, return-confirmation, order-cancellation, returned-already",
        "cancelled, returned, order-cancelled, order-return, cancelled-already"
    })
    @DisplayName(
            "An order that is returned and cancelled ends with the first; the customer hears nothing of the second")
    void calledOffTwice(String first, String second, String message, String journey, String outcome) {
        String order = surveyed(80);
        answer(order, 3);
        shop.order(order, customer, first);
        shop.order(order, customer, second);
        assertThat(messages())
                .filteredOn(sent ->
                        List.of("return-confirmation", "order-cancelled").contains(sent))
                .containsExactly(message);
        assertThat(journeys.outcome(journey, "order:" + order)).isEqualTo(outcome);
        assertThat(journeys.outcome("post-purchase", "order:" + order)).isEqualTo(first);
        assertThat(ledgerOf(order)).containsExactly("award 80", "take-back -80");
        assertThat(orders.find(order).orElseThrow())
                .satisfies(known -> assertThat(known.returnedAt()).isNotNull())
                .satisfies(known -> assertThat(known.cancelledAt()).isNotNull());
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"returned, return-confirmation", "cancelled, order-cancelled"})
    @DisplayName(
            "An order that is called off after its journey has ended: points go, the customer is told, nothing is left")
    void calledOffLate(String what, String message) {
        String order = surveyed(80);
        journeys.pass(Duration.ofDays(80));
        assertThat(journeys.outcome("post-purchase", "order:" + order)).isEqualTo("completed");
        assertThat(ledger.points(customer)).isEqualTo(80);

        String event = newId("e");
        journeys.accept(event, "order." + what, customer, Map.of("orderId", order));
        journeys.settle();
        assertThat(ledgerOf(order)).containsExactly("award 80", "take-back -80");
        assertThat(messages()).endsWith(message);
        assertThat(journeys.status(event).state()).isEqualTo(EventStatus.State.DONE);
        journeys.pass(Duration.ofDays(8));
        assertThat(journeys.status(event).state()).as("no dead letter").isEqualTo(EventStatus.State.DONE);
    }

    @Test
    @DisplayName(
            "An order that was cancelled before it is told of is neither thanked for nor followed up, and earns nothing")
    void calledOffAlready() {
        String order = newId("o");
        shop.order(order, customer, "cancelled");
        journeys.event("order.placed", customer, Shop.orderData(order, 80));
        assertThat(journeys.outcome("post-purchase", "order:" + order)).isEqualTo("called-off");
        assertThat(messages()).containsExactly("order-cancelled");
        assertThat(ledger.award(order)).isFalse();
        assertThat(ledger.points(customer)).isZero();
    }

    @Test
    @DisplayName("An order that never arrives is given up 30 days after it was due; points and surveys come for none")
    void neverDelivered() {
        String order = shop.order(customer, 80);
        journeys.pass(Duration.ofDays(45));
        assertThat(journeys.outcome("post-purchase", "order:" + order)).isEqualTo("not-delivered");
        assertThat(journeys.openTasks("order:" + order)).isEmpty();
        assertThat(messages()).containsExactly("order-thanks");
        assertThat(ledgerOf(order)).isEmpty();
    }

    @Test
    @DisplayName("Who ordered again within 60 days is not reminded to")
    void reordered() {
        String order = surveyed(80);
        answer(order, 3);
        journeys.pass(Duration.ofDays(30));
        String newer = shop.order(customer, 20);
        journeys.pass(Duration.ofDays(31));
        assertThat(journeys.outcome("post-purchase", "order:" + order)).isEqualTo("reordered");
        assertThat(messages()).doesNotContain("replenishment-reminder");
        assertThat(journeys.isRunning("post-purchase", "order:" + newer)).isTrue();
    }

    @Test
    @DisplayName("A newer order that was called off is none")
    void newerOrderCancelled() {
        String order = surveyed(80);
        answer(order, 3);
        shop.order(shop.order(customer, 20), customer, "cancelled");
        journeys.pass(Duration.ofDays(61));
        assertThat(journeys.outcome("post-purchase", "order:" + order)).isEqualTo("completed");
        assertThat(messages()).contains("replenishment-reminder");
    }

    @Test
    @DisplayName("An order is followed up once, however often it is told")
    void once() {
        String order = shop.order(customer, 80);
        shop.order(order, customer, "cancelled");
        String again = newId("e");
        journeys.accept(again, "order.placed", customer, Shop.orderData(order, 80));
        journeys.settle();
        assertThat(journeys.isRunning("post-purchase", "order:" + order)).isFalse();
        assertThat(journeys.status(again).effects())
                .extracting(EventEffect::kind, EventEffect::journey)
                .contains(org.assertj.core.groups.Tuple.tuple(EventEffect.Kind.REFUSED, "post-purchase"));
        assertThat(messages()).containsExactly("order-thanks", "order-cancelled");
    }

    @Test
    @DisplayName("Erasure ends the journey, and the survey that it waits for")
    void erased() {
        String order = surveyed(80);
        String other = shop.order(customer, 20);
        journeys.event("customer.erased", customer, Map.of());
        assertThat(journeys.outcome("post-purchase", "order:" + order)).isEqualTo("erased");
        assertThat(journeys.outcome("post-purchase", "order:" + other)).isEqualTo("erased");
        assertThat(journeys.isRunning("satisfaction", "order:" + order)).isFalse();
        assertThat(journeys.outcome("satisfaction", "order:" + order)).isNotNull();
    }
}
