package io.rapport.journey;

import static io.rapport.testing.Journeys.newId;
import static org.assertj.core.api.Assertions.assertThat;
import static org.camunda.bpm.engine.test.assertions.bpmn.BpmnAwareTests.assertThat;
import static org.camunda.bpm.engine.test.assertions.bpmn.BpmnAwareTests.task;

import io.rapport.contactpolicy.Suppressions;
import io.rapport.customer.Customer;
import io.rapport.customer.CustomerValue;
import io.rapport.customer.Customers;
import io.rapport.customer.Orders;
import io.rapport.loyalty.LoyaltyLedger;
import io.rapport.outbox.OutboxMessage;
import io.rapport.testing.JourneyStory;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@DisplayName("Onboarding welcomes a customer and stays until the first order")
class OnboardingTest extends JourneyStory {

    private static final Map<String, Object> COMPLETE = Map.of("phone", "+44 20 7946 0000", "birthday", "1990-02-28");

    private static final Map<String, Object> OF_HIGH_POTENTIAL =
            Map.of("phone", "+44 20 7946 0000", "birthday", "1990-02-28", "attributes", Map.of("segment", "vip"));

    @Autowired
    private Customers customers;

    @Autowired
    private Orders orders;

    @Autowired
    private CustomerValue value;

    @Autowired
    private LoyaltyLedger points;

    @Autowired
    private Suppressions suppressions;

    OnboardingTest() {
        super("onboarding");
    }

    @BeforeEach
    void somebody() {
        customer = newId("c");
    }

    private void registers(Map<String, Object> more) {
        Map<String, Object> data = new HashMap<>(Map.of(
                "firstName", "Ann",
                "lastName", "Lee",
                "email", customer + "@example.com",
                "locale", "en-GB",
                "timeZone", "Europe/London"));
        data.putAll(more);
        journeys.event("customer.registered", customer, data);
    }

    private void confirms() {
        journeys.event("customer.confirmed", customer, Map.of());
    }

    private String placesOrder() {
        return shop.order(customer, 42.50);
    }

    private ProcessInstance onboarding() {
        return instance("onboarding", "customer:" + customer);
    }

    @Override
    protected List<String> messages() {
        return journeys.messages(customer);
    }

    @Test
    @DisplayName("Given a complete profile, when the customer confirms and orders, then they are activated")
    void happyPath() {
        registers(COMPLETE);
        assertThat(onboarding())
                .hasPassedInOrder("customer-registered", "send-welcome", "is-confirmed")
                .isWaitingAtExactly("wait-for-confirmation")
                .isWaitingFor("customer.confirmed");
        assertThat(messages()).containsExactly("welcome");

        confirms();
        assertThat(onboarding())
                .hasPassedInOrder("wait-for-confirmation", "is-profile-complete", "rate-potential", "has-ordered")
                .hasNotPassed("ask-for-profile", "call-meanwhile")
                .isWaitingAtExactly("wait-for-first-order")
                .isWaitingFor("order.placed");
        assertThat(messages()).containsExactly("welcome");

        placesOrder();
        assertThat(onboarding()).isEnded().hasPassedInOrder("wait-for-first-order", "first-order-known", "activated");
    }

    @Test
    @DisplayName("Given no confirmation, when 2 days pass, then the customer is reminded; when 14 pass, let go")
    void unconfirmed() {
        registers(COMPLETE);
        assertThat(settled("welcome").state()).isEqualTo(OutboxMessage.State.SENT);
        journeys.pass(Duration.ofDays(2).plusHours(1));
        assertThat(onboarding())
                .hasPassedInOrder("confirmation-reminder-due", "send-confirm-reminder", "confirmation-reminded")
                .isWaitingAtExactly("wait-for-confirmation");
        assertThat(messages()).containsExactly("welcome", "confirm-reminder");

        journeys.pass(Duration.ofDays(12));
        assertThat(onboarding()).isEnded().hasPassedInOrder("confirmation-overdue", "unconfirmed");
        assertThat(messages()).containsExactly("welcome", "confirm-reminder");
    }

    @Test
    @DisplayName("Given a welcome that could not go out, when 2 days pass, then nobody is reminded of it")
    void notWelcomed() {
        registers(COMPLETE);
        settled("welcome");
        jdbc.sql("update rapport.outbox_message set state = 'failed' where customer_id = :id and message = 'welcome'")
                .param("id", customer)
                .update();
        journeys.pass(Duration.ofDays(2).plusHours(1));
        assertThat(onboarding())
                .hasPassedInOrder("confirmation-reminder-due", "is-welcomed", "not-reminded")
                .isWaitingAtExactly("wait-for-confirmation");
        assertThat(messages()).containsExactly("welcome");
    }

    @Test
    @DisplayName("Given open fields, when the customer confirms, then they are asked to complete the profile")
    void incompleteProfile() {
        registers(Map.of());
        confirms();
        assertThat(onboarding()).hasPassedInOrder("is-profile-complete", "ask-for-profile", "profile-seen-to");
        assertThat(messages()).containsExactly("welcome", "complete-profile");
    }

    @Test
    @DisplayName("Given no order, when 7 and 21 days pass, then the customer is nudged; when 30 pass, dormant")
    void dormant() {
        registers(COMPLETE);
        confirms();
        journeys.pass(Duration.ofDays(7).plusHours(1));
        assertThat(onboarding()).hasPassed("first-nudge-sent").isWaitingAtExactly("wait-for-first-order");
        assertThat(messages()).containsExactly("welcome", "first-order-nudge");

        journeys.pass(Duration.ofDays(14));
        assertThat(onboarding()).hasPassed("last-nudge-sent").isWaitingAtExactly("wait-for-first-order");
        assertThat(messages()).containsExactly("welcome", "first-order-nudge", "first-order-last-nudge");

        journeys.pass(Duration.ofDays(9));
        assertThat(onboarding()).isEnded().hasPassedInOrder("first-order-overdue", "dormant");
    }

    @Test
    @DisplayName("Given an order before the confirmation, when the customer confirms, then they are activated at once")
    void orderedAlready() {
        registers(COMPLETE);
        placesOrder();
        assertThat(onboarding()).isWaitingAtExactly("wait-for-confirmation");
        confirms();
        assertThat(onboarding())
                .isEnded()
                .hasPassedInOrder("has-ordered", "first-order-known", "activated")
                .hasNotPassed("wait-for-first-order");
    }

    @Test
    @DisplayName("Given an order that was cancelled before the confirmation, then it counts as it would have after it")
    void orderedAndCancelledAlready() {
        registers(COMPLETE);
        shop.order(placesOrder(), customer, "cancelled");
        confirms();
        assertThat(onboarding()).isEnded().hasPassed("activated");
    }

    @Test
    @DisplayName("Given high potential, when the customer confirms, then care makes a welcome call beside the wait")
    void highPotential() {
        registers(OF_HIGH_POTENTIAL);
        confirms();
        assertThat(onboarding())
                .hasPassed("is-high-potential", "call-meanwhile")
                .isWaitingAtExactly("welcome-call", "wait-for-first-order")
                .task("welcome-call")
                .hasCandidateGroup("care");

        placesOrder();
        assertThat(onboarding()).hasPassed("activated").isWaitingAtExactly("welcome-call");
        assertThat(journeys.exit("onboarding", "customer:" + customer)).isEqualTo("activated");
        assertThat(journeys.outcome("onboarding", "customer:" + customer)).isNull();

        journeys.complete(
                task("welcome-call", onboarding()), Map.of("callOutcome", "reached", "notes", "Likes green tea"));
        assertThat(onboarding()).isEnded().hasPassedInOrder("activated", "welcome-call", "call-made");
    }

    @Test
    @DisplayName("Given a confirmation before the registration, then nobody waits for one, nor lets go as unconfirmed")
    void confirmedAlready() {
        journeys.event("customer.confirmed", customer, Map.of("email", customer + "@example.com"));
        registers(Map.of());
        assertThat(onboarding()).hasNotPassed("wait-for-confirmation").isWaitingAtExactly("wait-for-first-order");
        assertThat(messages()).containsExactly("welcome", "complete-profile");

        journeys.pass(Duration.ofDays(8));
        assertThat(messages()).endsWith("first-order-nudge").doesNotContain("confirm-reminder");
        journeys.pass(Duration.ofDays(23));
        assertThat(onboarding()).isEnded().hasPassed("dormant").hasNotPassed("unconfirmed");
    }

    @Test
    @DisplayName("Given a welcome call that nobody made, when 14 days pass, then the task goes and the journey can end")
    void callUndone() {
        registers(OF_HIGH_POTENTIAL);
        confirms();
        placesOrder();
        journeys.pass(Duration.ofDays(13));
        assertThat(onboarding()).isWaitingAtExactly("welcome-call");

        journeys.pass(Duration.ofDays(2));
        assertThat(onboarding()).isEnded().hasPassedInOrder("activated", "call-overdue", "not-called");
    }

    @Test
    @DisplayName("Given an onboarded customer, when the registration is repeated, then nothing starts")
    void once() {
        registers(COMPLETE);
        confirms();
        placesOrder();
        registers(Map.of("locale", "en", "timeZone", "UTC"));
        assertThat(onboarding()).isEnded().hasPassed("activated");
        assertThat(messages()).containsOnlyOnce("welcome");
    }

    @Test
    @DisplayName(
            "Given an erased customer, when the same id registers again, then a new customer is welcomed, without old orders")
    void comesBack() {
        registers(COMPLETE);
        confirms();
        placesOrder();
        ProcessInstance former = onboarding();
        assertThat(former).isEnded().hasPassed("activated");
        int before = messages().size();
        journeys.event("customer.erased", customer, Map.of());

        registers(Map.of("firstName", "Anna", "lastName", "Li"));

        assertThat(onboarding()).isActive();
        assertThat(onboarding().getId()).isNotEqualTo(former.getId());
        assertThat(messages()).hasSizeGreaterThan(before).endsWith("welcome");
        Customer known = customers.find(customer).orElseThrow();
        assertThat(known.isErased()).isFalse();
        assertThat(suppressions.find("email", known.email(), known.registeredAt(), true))
                .isEmpty();
        assertThat(orders.isAnyPlaced(customer)).isFalse();
        assertThat(orders.latest(customer, 10)).isEmpty();
        assertThat(orders.countStanding(customer)).isZero();
        assertThat(value.lastTwelveMonths(customer).total()).isEqualByComparingTo("0");
        assertThat(points.points(customer)).isZero();

        confirms();
        assertThat(onboarding())
                .as("waits for the new customer's own first order")
                .isWaitingAtExactly("wait-for-first-order");
        placesOrder();
        assertThat(onboarding()).isEnded().hasPassed("activated");
        assertThat(orders.countStanding(customer)).isOne();

        registers(Map.of("locale", "en", "timeZone", "UTC"));
        assertThat(journeys.isRunning("onboarding", "customer:" + customer))
                .as("registered once more")
                .isFalse();
    }

    @Test
    @DisplayName(
            "Given an erased customer's address, when another id registers with it, then that customer is welcomed")
    void comesBackUnderAnotherId() {
        registers(COMPLETE);
        String address = customers.find(customer).orElseThrow().email();
        journeys.event("customer.erased", customer, Map.of());

        customer = newId("c");
        registers(Map.of("email", address));

        assertThat(messages()).contains("welcome");
        Customer known = customers.find(customer).orElseThrow();
        assertThat(suppressions.find("email", address, known.registeredAt(), true))
                .isEmpty();
    }

    @Test
    @DisplayName("When the customer is erased, then the journey ends")
    void erased() {
        registers(COMPLETE);
        journeys.event("customer.erased", customer, Map.of());
        assertThat(onboarding()).as("what the engine knew of it").isNull();
        assertThat(journeys.outcome("onboarding", "customer:" + customer)).isEqualTo("erased");
    }
}
