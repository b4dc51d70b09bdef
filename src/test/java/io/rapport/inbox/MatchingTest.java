package io.rapport.inbox;

import static io.rapport.testing.Journeys.newId;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;
import static org.camunda.bpm.engine.test.assertions.bpmn.BpmnAwareTests.assertThat;

import io.rapport.testing.JourneyStory;
import io.rapport.testing.Shop;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The matching rule: an event reaches what waits for it and is about one of its references")
class MatchingTest extends JourneyStory {

    @BeforeEach
    void aCustomer() {
        customer = shop.customer();
    }

    private EventStatus tell(String type, String customerId, Map<String, Object> data) {
        String id = newId("e");
        journeys.accept(id, type, customerId, data);
        journeys.settle();
        return journeys.status(id);
    }

    /** The order is delivered, and a week later the customer is asked. */
    private String surveyAfter(String order) {
        shop.order(order, customer, "delivered");
        journeys.pass(Duration.ofDays(8));
        return jdbc.sql("select id from rapport.survey where about = :about")
                .param("about", "order:" + order)
                .query(String.class)
                .single();
    }

    @Test
    @DisplayName("An event about one order moves this order's journey alone")
    void onlyItsReferences() {
        String first = shop.order(customer, 10);
        String second = shop.order(customer, 20);
        EventStatus delivered = tell("order.delivered", customer, Map.of("orderId", first));
        assertThat(delivered.state()).isEqualTo(EventStatus.State.DONE);
        assertThat(delivered.effects())
                .extracting(EventEffect::kind, EventEffect::journey, EventEffect::businessKey)
                .containsExactly(tuple(EventEffect.Kind.ADVANCED, "delivery", "order:" + first));
        assertThat(journeys.instance("post-purchase", "order:" + first)).isWaitingAtExactly("two-days-passed");
        assertThat(journeys.instance("delivery", "order:" + second))
                .isWaitingAtExactly("under-way", "wait-for-delivery");
    }

    @Test
    @DisplayName("One event may advance one journey and start another")
    void advancesAndStarts() {
        journeys.event("customer.confirmed", customer, Map.of());
        String order = newId("o");
        EventStatus placed = tell("order.placed", customer, Shop.orderData(order, 10));
        assertThat(placed.effects())
                .extracting(EventEffect::kind, EventEffect::journey, EventEffect::businessKey)
                .containsExactlyInAnyOrder(
                        tuple(EventEffect.Kind.ADVANCED, "onboarding", "customer:" + customer),
                        tuple(EventEffect.Kind.STARTED, "post-purchase", "order:" + order));
    }

    @Test
    @DisplayName("A survey's answer reaches the journey that asked, though it names the survey alone")
    void answerFindsWhoAsked() {
        String order = shop.order(customer, 10);
        String survey = surveyAfter(order);
        EventStatus answered = tell("survey.answered", customer, Map.of("surveyId", survey, "score", 3));
        assertThat(answered.effects())
                .extracting(EventEffect::kind, EventEffect::journey, EventEffect::businessKey)
                .containsExactlyInAnyOrder(
                        tuple(EventEffect.Kind.ADVANCED, "satisfaction", "order:" + order),
                        tuple(EventEffect.Kind.STARTED, "answer-follow-up", "order:" + order));
    }

    @Test
    @DisplayName("Nobody answers another customer's survey")
    void anothersSurvey() {
        String order = shop.order(customer, 10);
        String survey = surveyAfter(order);
        EventStatus answered = tell("survey.answered", shop.customer(), Map.of("surveyId", survey, "score", 1));
        assertThat(answered.state()).isEqualTo(EventStatus.State.DEAD);
        assertThat(journeys.isRunning("satisfaction", "order:" + order)).isTrue();
    }

    @Test
    @DisplayName("An event about another customer's order is a dead letter at once, and moves nothing")
    void anothersOrder() {
        String order = shop.order(customer, 10);
        String stranger = shop.customer();
        for (String type : new String[] {"order.delivered", "order.returned", "order.cancelled"}) {
            EventStatus status = tell(type, stranger, Map.of("orderId", order));
            assertThat(status.state()).isEqualTo(EventStatus.State.DEAD);
            assertThat(status.attempts()).isEqualTo(1);
            assertThat(status.reason()).contains("order:" + order, "another customer");
        }
        assertThat(tell("order.placed", stranger, Shop.orderData(order, 9)).state())
                .isEqualTo(EventStatus.State.DEAD);
        assertThat(journeys.instance("delivery", "order:" + order))
                .isWaitingAtExactly("under-way", "wait-for-delivery");
        assertThat(jdbc.sql("select customer_id from rapport.customer_order where id = :order")
                        .param("order", order)
                        .query(String.class)
                        .single())
                .isEqualTo(customer);
    }

    @Test
    @DisplayName("An event about another customer's complaint is a dead letter, too")
    void anothersComplaint() {
        String complaint = shop.complaint(customer, "email", "It came late", null);
        EventStatus answered =
                tell("complaint.answered", shop.customer(), Map.of("complaintId", complaint, "accepted", true));
        assertThat(answered.state()).isEqualTo(EventStatus.State.DEAD);
        assertThat(answered.reason()).contains("another customer");
    }

    @Test
    @DisplayName("An event that comes too early is kept, says so, and reaches the journey once it waits")
    void early() {
        String order = newId("o");
        String delivered = newId("e");
        journeys.accept(delivered, "order.delivered", customer, Map.of("orderId", order));
        journeys.settle();
        EventStatus kept = journeys.status(delivered);
        assertThat(kept.state()).isEqualTo(EventStatus.State.WAITING);
        assertThat(kept.reason()).contains("no journey waits for it yet");
        assertThat(kept.settledAt()).isNull();

        journeys.pass(Duration.ofDays(1));
        journeys.event("order.placed", customer, Shop.orderData(order, 10));
        EventStatus matched = journeys.status(delivered);
        assertThat(matched.state()).isEqualTo(EventStatus.State.DONE);
        assertThat(matched.effects())
                .extracting(EventEffect::kind, EventEffect::businessKey)
                .containsExactly(tuple(EventEffect.Kind.ADVANCED, "order:" + order));
        assertThat(journeys.instance("post-purchase", "order:" + order)).isWaitingAtExactly("two-days-passed");
    }

    @Test
    @DisplayName("An early event does not hold the customer's later events up")
    void earlyIsNotInTheWay() {
        journeys.accept(newId("e"), "order.delivered", customer, Map.of("orderId", newId("o")));
        EventStatus confirmed = tell("customer.confirmed", customer, Map.of());
        assertThat(confirmed.state()).isEqualTo(EventStatus.State.DONE);
    }

    @Test
    @DisplayName("What no journey waited for in its time to live is a dead letter, with the reason")
    void expired() {
        String delivered = newId("e");
        journeys.accept(delivered, "order.delivered", customer, Map.of("orderId", newId("o")));
        journeys.settle();
        journeys.pass(Duration.ofDays(7).minusHours(1));
        assertThat(journeys.status(delivered).state()).isEqualTo(EventStatus.State.WAITING);
        journeys.pass(Duration.ofHours(2));
        EventStatus dead = journeys.status(delivered);
        assertThat(dead.state()).isEqualTo(EventStatus.State.DEAD);
        assertThat(dead.reason()).contains("no journey waited for it");
        assertThat(dead.settledAt()).isNotNull();
    }

    @Test
    @DisplayName("What is only to be noted is done without a journey")
    void noted() {
        EventStatus consent = tell(
                "consent.granted",
                customer,
                Map.of("channel", "email", "topic", "offers", "source", "form", "wording", "Yes, please."));
        assertThat(consent.state()).isEqualTo(EventStatus.State.DONE);
        assertThat(consent.effects()).isEmpty();
    }

    @Test
    @DisplayName("Erasure ends all journeys, and nothing more about the customer is kept")
    void erased() {
        String order = shop.order(customer, 10);
        EventStatus erased = tell("customer.erased", customer, Map.of());
        assertThat(erased.effects())
                .extracting(EventEffect::kind, EventEffect::journey)
                .containsExactlyInAnyOrder(
                        tuple(EventEffect.Kind.ENDED, "onboarding"), tuple(EventEffect.Kind.ENDED, "post-purchase"));

        String late = newId("e");
        journeys.accept(
                late,
                "complaint.opened",
                customer,
                Map.of("complaintId", newId("k"), "channel", "email", "text", "You still owe me a teapot"));
        journeys.settle();
        assertThat(journeys.status(late).state()).isEqualTo(EventStatus.State.DEAD);
        assertThat(jdbc.sql("select data::text from rapport.inbox_event where customer_id = :customer")
                        .param("customer", customer)
                        .query(String.class)
                        .list())
                .as("what they said before and after, order %s included", order)
                .containsOnly("{}");
    }
}
