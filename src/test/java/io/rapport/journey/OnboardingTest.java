package io.rapport.journey;

import static io.rapport.testing.Journeys.newId;
import static org.assertj.core.api.Assertions.assertThat;

import io.rapport.contactpolicy.Suppressions;
import io.rapport.customer.Customer;
import io.rapport.customer.CustomerValue;
import io.rapport.customer.Customers;
import io.rapport.customer.LoyaltyLedger;
import io.rapport.customer.Orders;
import io.rapport.testing.JourneyStory;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@DisplayName("Onboarding welcomes a customer and stays until the first order")
class OnboardingTest extends JourneyStory {

    private static final Map<String, Object> COMPLETE = Map.of("phone", "+44 20 7946 0000", "birthday", "1990-02-28");

    OnboardingTest() {
        super("onboarding");
    }

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

    private String registered(Map<String, Object> more) {
        String id = newId("c");
        Map<String, Object> data = new HashMap<>(Map.of(
                "firstName", "Ann",
                "lastName", "Lee",
                "email", id + "@example.com",
                "locale", "en-GB",
                "timeZone", "Europe/London"));
        data.putAll(more);
        journeys.event("customer.registered", id, data);
        return id;
    }

    private static Map<String, Object> order(String orderId) {
        return Map.of(
                "orderId",
                orderId,
                "currency",
                "EUR",
                "total",
                42.50,
                "items",
                List.of(Map.of("sku", "T1", "name", "Teapot", "quantity", 1, "price", 42.50)));
    }

    @Test
    @DisplayName("A customer who confirms, completes nothing more and orders is activated")
    void happyPath() {
        String id = registered(COMPLETE);
        assertThat(journeys.messages(id)).containsExactly("welcome");

        journeys.event("customer.confirmed", id, Map.of());
        assertThat(journeys.messages(id)).containsExactly("welcome");
        assertThat(journeys.isRunning("onboarding", "customer:" + id)).isTrue();

        journeys.event("order.placed", id, order(newId("o")));
        assertThat(journeys.outcome("onboarding", "customer:" + id)).isEqualTo("activated");
    }

    @Test
    @DisplayName("A customer who does not confirm is reminded after 2 days and let go after 14")
    void unconfirmed() {
        String id = registered(COMPLETE);
        journeys.pass(Duration.ofDays(2).plusHours(1));
        assertThat(journeys.messages(id)).containsExactly("welcome", "confirm-reminder");

        journeys.pass(Duration.ofDays(12));
        assertThat(journeys.outcome("onboarding", "customer:" + id)).isEqualTo("unconfirmed");
        assertThat(journeys.messages(id)).containsExactly("welcome", "confirm-reminder");
    }

    @Test
    @DisplayName("Who confirmed but left fields open is asked to complete the profile")
    void incompleteProfile() {
        String id = registered(Map.of());
        journeys.event("customer.confirmed", id, Map.of());
        assertThat(journeys.messages(id)).containsExactly("welcome", "complete-profile");
    }

    @Test
    @DisplayName("Who confirmed and does not order is nudged on day 7 and 21 and dormant on day 30")
    void dormant() {
        String id = registered(COMPLETE);
        journeys.event("customer.confirmed", id, Map.of());
        journeys.pass(Duration.ofDays(7).plusHours(1));
        assertThat(journeys.messages(id)).containsExactly("welcome", "first-order-nudge");
        journeys.pass(Duration.ofDays(14));
        assertThat(journeys.messages(id)).containsExactly("welcome", "first-order-nudge", "first-order-last-nudge");
        journeys.pass(Duration.ofDays(9));
        assertThat(journeys.outcome("onboarding", "customer:" + id)).isEqualTo("dormant");
    }

    @Test
    @DisplayName("Who ordered before confirming is activated by confirming, without nudges")
    void orderedAlready() {
        String id = registered(COMPLETE);
        journeys.event("order.placed", id, order(newId("o")));
        assertThat(journeys.isRunning("onboarding", "customer:" + id)).isTrue();
        journeys.event("customer.confirmed", id, Map.of());
        assertThat(journeys.outcome("onboarding", "customer:" + id)).isEqualTo("activated");
    }

    @Test
    @DisplayName("An order counts though it was called off before the confirmation, as it would have after it")
    void orderedAndCancelledAlready() {
        String id = registered(COMPLETE);
        String order = newId("o");
        journeys.event("order.placed", id, order(order));
        journeys.event("order.cancelled", id, Map.of("orderId", order));
        journeys.event("customer.confirmed", id, Map.of());
        assertThat(journeys.outcome("onboarding", "customer:" + id)).isEqualTo("activated");
    }

    @Test
    @DisplayName("A customer of high potential gets a welcome call by the care queue, beside the wait for an order")
    void highPotential() {
        String id = registered(
                Map.of("phone", "+44 20 7946 0000", "birthday", "1990-02-28", "attributes", Map.of("segment", "vip")));
        journeys.event("customer.confirmed", id, Map.of());
        assertThat(journeys.openTasks("customer:" + id)).containsExactly("welcome-call");

        journeys.event("order.placed", id, order(newId("o")));
        assertThat(journeys.exit("onboarding", "customer:" + id)).isEqualTo("activated");
        assertThat(journeys.outcome("onboarding", "customer:" + id)).isNull();

        journeys.complete(
                journeys.task("customer:" + id, "welcome-call"),
                Map.of("callOutcome", "reached", "notes", "Likes green tea"));
        assertThat(journeys.outcome("onboarding", "customer:" + id)).isEqualTo("activated");
    }

    @Test
    @DisplayName("Who confirmed before onboarding asks for it is not waited for, nor let go as unconfirmed")
    void confirmedAlready() {
        String id = newId("c");
        journeys.event("customer.confirmed", id, Map.of("email", id + "@example.com"));
        journeys.event(
                "customer.registered",
                id,
                Map.of(
                        "firstName", "Ann",
                        "lastName", "Lee",
                        "email", id + "@example.com",
                        "locale", "en-GB",
                        "timeZone", "Europe/London"));
        assertThat(journeys.messages(id)).containsExactly("welcome", "complete-profile");

        journeys.pass(Duration.ofDays(8));
        assertThat(journeys.messages(id)).endsWith("first-order-nudge").doesNotContain("confirm-reminder");
        journeys.pass(Duration.ofDays(23));
        assertThat(journeys.outcome("onboarding", "customer:" + id)).isEqualTo("dormant");
    }

    @Test
    @DisplayName("A welcome call that nobody made in 14 days is no longer one: the task goes, and the journey can end")
    void callUndone() {
        String id = registered(
                Map.of("phone", "+44 20 7946 0000", "birthday", "1990-02-28", "attributes", Map.of("segment", "vip")));
        journeys.event("customer.confirmed", id, Map.of());
        journeys.event("order.placed", id, order(newId("o")));
        journeys.pass(Duration.ofDays(13));
        assertThat(journeys.openTasks("customer:" + id)).containsExactly("welcome-call");

        journeys.pass(Duration.ofDays(2));
        assertThat(journeys.openTasks("customer:" + id)).isEmpty();
        assertThat(journeys.outcome("onboarding", "customer:" + id)).isEqualTo("activated");
    }

    @Test
    @DisplayName("A customer is onboarded once, however often the registration is told")
    void once() {
        String id = registered(COMPLETE);
        journeys.event("customer.confirmed", id, Map.of());
        journeys.event("order.placed", id, order(newId("o")));
        journeys.event(
                "customer.registered",
                id,
                Map.of(
                        "firstName", "Ann",
                        "lastName", "Lee",
                        "email", id + "@example.com",
                        "locale", "en",
                        "timeZone", "UTC"));
        assertThat(journeys.isRunning("onboarding", "customer:" + id)).isFalse();
    }

    @Test
    @DisplayName(
            "Who was erased and registers again under the same id is a new customer: welcomed, and without old orders")
    void comesBack() {
        String id = registered(COMPLETE);
        journeys.event("customer.confirmed", id, Map.of());
        journeys.event("order.placed", id, order(newId("o")));
        assertThat(journeys.outcome("onboarding", "customer:" + id)).isEqualTo("activated");
        int before = journeys.messages(id).size();
        journeys.event("customer.erased", id, Map.of());

        journeys.event(
                "customer.registered",
                id,
                Map.of(
                        "firstName", "Anna",
                        "lastName", "Li",
                        "email", id + "@example.com",
                        "locale", "en-GB",
                        "timeZone", "Europe/London"));

        assertThat(journeys.isRunning("onboarding", "customer:" + id)).isTrue();
        assertThat(journeys.messages(id)).hasSizeGreaterThan(before).endsWith("welcome");
        Customer customer = customers.find(id).orElseThrow();
        assertThat(customer.isErased()).isFalse();
        assertThat(suppressions.find("email", customer.email(), customer.registeredAt(), true))
                .isEmpty();
        assertThat(orders.isAnyPlaced(id)).isFalse();
        assertThat(orders.latest(id, 10)).isEmpty();
        assertThat(orders.countStanding(id)).isZero();
        assertThat(value.lastTwelveMonths(id).total()).isEqualByComparingTo("0");
        assertThat(points.points(id)).isZero();

        journeys.event("customer.confirmed", id, Map.of());
        assertThat(journeys.isRunning("onboarding", "customer:" + id))
                .as("waits for the new customer's own first order")
                .isTrue();
        journeys.event("order.placed", id, order(newId("o")));
        assertThat(journeys.outcome("onboarding", "customer:" + id)).isEqualTo("activated");
        assertThat(orders.countStanding(id)).isOne();

        journeys.event(
                "customer.registered",
                id,
                Map.of(
                        "firstName",
                        "Anna",
                        "lastName",
                        "Li",
                        "email",
                        id + "@example.com",
                        "locale",
                        "en",
                        "timeZone",
                        "UTC"));
        assertThat(journeys.isRunning("onboarding", "customer:" + id))
                .as("told again")
                .isFalse();
    }

    @Test
    @DisplayName("Who registers under another id with the address of somebody who was erased is welcomed there")
    void comesBackUnderAnotherId() {
        String former = registered(COMPLETE);
        String address = customers.find(former).orElseThrow().email();
        journeys.event("customer.erased", former, Map.of());

        String id = registered(Map.of("email", address));

        assertThat(journeys.messages(id)).contains("welcome");
        Customer customer = customers.find(id).orElseThrow();
        assertThat(suppressions.find("email", address, customer.registeredAt(), true))
                .isEmpty();
    }

    @Test
    @DisplayName("Erasure ends the journey")
    void erased() {
        String id = registered(COMPLETE);
        journeys.event("customer.erased", id, Map.of());
        assertThat(journeys.outcome("onboarding", "customer:" + id)).isEqualTo("erased");
    }
}
