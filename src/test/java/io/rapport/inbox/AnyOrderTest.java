package io.rapport.inbox;

import static io.rapport.testing.Journeys.newId;
import static org.assertj.core.api.Assertions.assertThat;

import io.rapport.customer.Order;
import io.rapport.customer.Orders;
import io.rapport.feedback.Complaint;
import io.rapport.feedback.Complaints;
import io.rapport.feedback.Surveys;
import io.rapport.loyalty.LoyaltyLedger;
import io.rapport.testing.Journeys;
import io.rapport.testing.RapportTest;
import io.rapport.testing.Shop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

@RapportTest
@DisplayName("Events whose types are loose may come in any order, early, late and twice: the end is the same")
class AnyOrderTest {

    @Autowired
    private Journeys journeys;

    @Autowired
    private Shop shop;

    @Autowired
    private Orders orders;

    @Autowired
    private Complaints complaints;

    @Autowired
    private Surveys surveys;

    @Autowired
    private LoyaltyLedger ledger;

    @Autowired
    private JdbcClient jdbc;

    static Stream<List<String>> deliveries() {
        return permutations(List.of("order.placed", "order.delivered"));
    }

    static Stream<List<String>> returns() {
        return permutations(List.of("order.placed", "order.delivered", "order.returned"));
    }

    static Stream<List<String>> cancellations() {
        return permutations(List.of("order.placed", "order.cancelled"));
    }

    static Stream<List<String>> answers() {
        return permutations(List.of("complaint.opened", "complaint.answered"));
    }

    private static Stream<List<String>> permutations(List<String> events) {
        if (events.isEmpty()) {
            return Stream.of(List.of());
        }
        return events.stream().flatMap(first -> {
            List<String> rest = new ArrayList<>(events);
            rest.remove(first);
            return permutations(rest).map(tail -> {
                List<String> all = new ArrayList<>(List.of(first));
                all.addAll(tail);
                return all;
            });
        });
    }

    /** Tells the story in the order given; then the network brings everything once more, from the last to the first. */
    private void tell(List<String> types, String customer, Map<String, Map<String, Object>> data, boolean oneByOne) {
        String story = newId("s");
        for (String type : types) {
            journeys.accept(story + type, type, customer, data.get(type));
            if (oneByOne) {
                journeys.settle();
            }
        }
        List<String> again = new ArrayList<>(types);
        Collections.reverse(again);
        for (String type : again) {
            assertThat(journeys.accept(story + type, type, customer, data.get(type)))
                    .isEqualTo(Receipt.DUPLICATE);
        }
        journeys.settle();
        journeys.pass(Duration.ofSeconds(5));
    }

    private List<String> leftOver(String customer) {
        return jdbc.sql(
                        "select type || ' ' || state from rapport.inbox_event where customer_id = :id and state <> 'done'")
                .param("id", customer)
                .query(String.class)
                .list();
    }

    private String orderStory(List<String> types, boolean oneByOne, Duration then) {
        String customer = shop.customer();
        String orderId = newId("o");
        Map<String, Object> about = Map.of("orderId", orderId);
        tell(
                types,
                customer,
                Map.of(
                        "order.placed", Shop.orderData(orderId, 30),
                        "order.delivered", about,
                        "order.returned", about,
                        "order.cancelled", about),
                oneByOne);
        journeys.pass(then);
        Order order = orders.find(orderId).orElseThrow();
        return String.join(
                ", ",
                "exit " + journeys.exit("post-purchase", "order:" + orderId),
                "messages "
                        + new TreeSet<>(journeys.messages(
                                customer, "post-purchase", "satisfaction", "order-return", "order-cancellation")),
                "tasks " + journeys.openTasks("order:" + orderId),
                "delivered " + (order.deliveredAt() != null),
                "returned " + (order.returnedAt() != null),
                "cancelled " + (order.cancelledAt() != null),
                "left over " + leftOver(customer));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("deliveries")
    @DisplayName("An order is delivered, tips follow two days later")
    void delivered(List<String> types) {
        String expected = "exit null, messages [order-thanks, usage-tips], tasks [], delivered true, returned false,"
                + " cancelled false, left over []";
        assertThat(orderStory(types, true, Duration.ofDays(3))).isEqualTo(expected);
        assertThat(orderStory(types, false, Duration.ofDays(3))).isEqualTo(expected);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("returns")
    @DisplayName("An order that comes back is confirmed, and nothing more is sent about it")
    void returned(List<String> types) {
        String followUp = types.indexOf("order.returned") < types.indexOf("order.placed")
                ? "exit called-off, messages [return-confirmation]"
                : "exit returned, messages [order-thanks, return-confirmation]";
        String expected = followUp + ", tasks [], delivered true, returned true, cancelled false, left over []";
        assertThat(orderStory(types, true, Duration.ofDays(20))).isEqualTo(expected);
        assertThat(orderStory(types, false, Duration.ofDays(20))).isEqualTo(expected);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cancellations")
    @DisplayName("An order that is called off is followed up no more, and the customer is informed")
    void cancelled(List<String> types) {
        String followUp = types.indexOf("order.cancelled") < types.indexOf("order.placed")
                ? "exit called-off, messages [order-cancelled]"
                : "exit cancelled, messages [order-cancelled, order-thanks]";
        String expected = followUp + ", tasks [], delivered false, returned false, cancelled true, left over []";
        assertThat(orderStory(types, true, Duration.ofDays(20))).isEqualTo(expected);
        assertThat(orderStory(types, false, Duration.ofDays(20))).isEqualTo(expected);
    }

    static Stream<List<String>> answersAndReturns() {
        return permutations(List.of("survey.answered", "order.returned"));
    }

    /** Both are facts of their own, from two senders. What is kept is the same. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("answersAndReturns")
    @DisplayName("An answer to the survey counts, and no points stay, whichever of it and the return comes first")
    void answeredAndReturned(List<String> types) {
        String customer = shop.customer();
        String order = shop.order(customer, 30);
        shop.order(order, customer, "delivered");
        journeys.pass(Duration.ofDays(8));
        String survey =
                surveys.find("satisfaction", "order:" + order).orElseThrow().id();
        tell(
                types,
                customer,
                Map.of(
                        "survey.answered", Map.of("surveyId", survey, "score", 5),
                        "order.returned", Map.of("orderId", order)),
                true);
        journeys.pass(Duration.ofDays(20));
        assertThat(journeys.exit("post-purchase", "order:" + order)).isEqualTo("returned");
        assertThat(journeys.messages(customer)).contains("return-confirmation");
        assertThat(surveys.find(survey).orElseThrow().score()).isEqualTo(5);
        assertThat(ledger.points(customer)).isZero();
        assertThat(leftOver(customer)).isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("answers")
    @DisplayName("A customer's word on an answer that overtakes it counts as soon as the answer is sent")
    void answered(List<String> types) {
        String customer = shop.customer();
        String id = newId("k");
        tell(
                types,
                customer,
                Map.of(
                        "complaint.opened", Map.of("complaintId", id, "channel", "web", "text", "Lid broken"),
                        "complaint.answered", Map.of("complaintId", id, "accepted", true)),
                true);
        shop.apology(id);
        journeys.pass(Duration.ofSeconds(5));
        assertThat(journeys.outcome("complaint", "complaint:" + id)).isEqualTo("closed");
        assertThat(complaints.find(id).map(Complaint::outcome)).contains("accepted");
        assertThat(jdbc.sql("select accepted and answered_at is not null from rapport.complaint where id = :id")
                        .param("id", id)
                        .query(Boolean.class)
                        .single())
                .as("the customer's word is in the register")
                .isTrue();
    }
}
