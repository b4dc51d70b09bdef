package io.rapport.inbox;

import static io.rapport.inbox.EventStatus.State.DONE;
import static io.rapport.inbox.EventStatus.State.WAITING;
import static io.rapport.testing.Journeys.newId;
import static org.assertj.core.api.Assertions.assertThat;

import io.rapport.testing.Journeys;
import io.rapport.testing.RapportTest;
import io.rapport.testing.Shop;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

@RapportTest
@DisplayName("While an event fails, what follows it waits or goes on as its type declares")
class OrderingTest {

    @Autowired
    private Journeys journeys;

    @Autowired
    private Shop shop;

    @Autowired
    private JdbcClient jdbc;

    @Test
    @DisplayName("strict: the customer's later events wait until it is done, and come in their order")
    void strict() {
        String customer = shop.customer();
        String orderId = newId("o");
        String placed = newId("e");
        String updated = newId("e");
        String last = newId("e");
        try (BrokenOrder broken = new BrokenOrder(jdbc, orderId)) {
            journeys.accept(placed, "order.placed", customer, Shop.orderData(orderId, 10));
            journeys.accept(updated, "customer.updated", customer, Map.of("phone", "+49 30 1234 5678"));
            journeys.accept(last, "customer.updated", customer, Map.of("phone", "+49 30 8765 4321"));
            journeys.settle();

            assertThat(journeys.status(placed).attempts()).isEqualTo(1);
            assertThat(journeys.status(placed).reason()).contains("this order is broken");
            assertThat(states(placed, updated, last)).containsExactly(WAITING, WAITING, WAITING);
        }
        journeys.pass(Duration.ofSeconds(2));
        assertThat(states(placed, updated, last)).containsExactly(DONE, DONE, DONE);
        assertThat(phone(customer)).isEqualTo("+49 30 8765 4321");
    }

    @Test
    @DisplayName("loose: it is sidelined, later events go on, and it is tried again by itself")
    void loose() {
        String customer = shop.customer();
        String orderId = shop.order(customer, 10);
        String delivered = newId("e");
        String updated = newId("e");
        try (BrokenOrder broken = new BrokenOrder(jdbc, orderId)) {
            journeys.accept(delivered, "order.delivered", customer, Map.of("orderId", orderId));
            journeys.accept(updated, "customer.updated", customer, Map.of("phone", "+49 30 1234 5678"));
            journeys.settle();
            assertThat(states(delivered, updated)).containsExactly(WAITING, DONE);

            journeys.pass(Duration.ofSeconds(2));
            assertThat(journeys.status(delivered).attempts()).isEqualTo(2);
        }
        journeys.pass(Duration.ofSeconds(10));
        assertThat(states(delivered)).containsExactly(DONE);
    }

    @Test
    @DisplayName(
            "Several that were sidelined and the head of the queue are all done once they can be, one after the other")
    void severalAside() {
        String customer = shop.customer();
        String orderId = shop.order(customer, 10);
        String delivered = newId("e");
        String returned = newId("e");
        String updated = newId("e");
        try (BrokenOrder broken = new BrokenOrder(jdbc, orderId)) {
            journeys.accept(delivered, "order.delivered", customer, Map.of("orderId", orderId));
            journeys.settle();
            journeys.accept(returned, "order.returned", customer, Map.of("orderId", orderId));
            journeys.settle();
            assertThat(states(delivered, returned)).containsExactly(WAITING, WAITING);
        }
        journeys.accept(updated, "customer.updated", customer, Map.of("phone", "+49 30 1234 5678"));
        journeys.pass(Duration.ofSeconds(5));
        assertThat(states(delivered, returned, updated)).containsExactly(DONE, DONE, DONE);
        assertThat(journeys.outcome("post-purchase", "order:" + orderId)).isEqualTo("returned");
    }

    private List<EventStatus.State> states(String... ids) {
        return List.of(ids).stream().map(id -> journeys.status(id).state()).toList();
    }

    private String phone(String customer) {
        return jdbc.sql("select phone from rapport.customer where id = ?")
                .param(customer)
                .query(String.class)
                .single();
    }
}
