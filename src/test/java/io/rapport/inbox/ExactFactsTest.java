package io.rapport.inbox;

import static io.rapport.testing.Journeys.newId;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rapport.customer.Customers;
import io.rapport.customer.Orders;
import io.rapport.inbox.Door.Answer;
import io.rapport.testing.Journeys;
import io.rapport.testing.RapportTest;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;

@RapportTest
@DisplayName("What an event says is kept as exactly as it was said")
class ExactFactsTest {

    private static final String JSON = "application/cloudevents+json";

    @LocalServerPort
    private int port;

    @Autowired
    private Journeys journeys;

    @Autowired
    private Orders orders;

    @Autowired
    private Customers customers;

    @Autowired
    private JdbcClient jdbc;

    private Door door;
    private String customer;

    @BeforeEach
    void aCustomer() {
        door = new Door(port, "https://exact.example");
        customer = newId("c");
    }

    private void taken(ObjectNode event) {
        Answer answer = door.post(JSON, event);
        assertThat(answer.status()).as(String.valueOf(answer.body())).isEqualTo(202);
        journeys.settle();
    }

    @Test
    @DisplayName("the third decimal of a dinar")
    void thousandths() {
        String order = newId("o");
        String event =
                """
                {"specversion": "1.0", "id": "%s", "source": "https://exact.example", "type": "order.placed",
                 "subject": "customer:%s", "data": {"orderId": "%s", "currency": "BHD", "total": 37.035,
                 "items": [{"sku": "T1", "name": "Tea", "quantity": 3, "price": 12.345}]}}"""
                        .formatted(newId("e"), customer, order);
        Answer answer = door.post(JSON, event.getBytes(StandardCharsets.UTF_8));
        assertThat(answer.status()).as(String.valueOf(answer.body())).isEqualTo(202);
        journeys.settle();

        assertThat(orders.find(order).orElseThrow().total()).isEqualByComparingTo(new BigDecimal("37.035"));
        assertThat(jdbc.sql("select price from rapport.customer_order_item where order_id = ?")
                        .params(order)
                        .query(BigDecimal.class)
                        .single())
                .isEqualByComparingTo(new BigDecimal("12.345"));
    }

    @Test
    @DisplayName("a leap second, and more digits than clocks have")
    void moments() {
        String first = newId("e");
        taken(door.registered(first, customer).put("time", "2016-12-31T23:59:60Z"));
        String second = newId("e");
        taken(door.placed(second, customer).put("time", "2020-01-01T00:00:00.12345612301234567890Z"));

        assertThat(occurred(first)).isEqualTo(Instant.parse("2017-01-01T00:00:00Z"));
        assertThat(occurred(second)).isEqualTo(Instant.parse("2020-01-01T00:00:00.123456Z"));
    }

    private Instant occurred(String event) {
        return jdbc.sql("select occurred_at from rapport.inbox_event where id = ?")
                .params(event)
                .query((rs, n) -> rs.getTimestamp(1).toInstant())
                .single();
    }

    @Test
    @DisplayName("an old name of a time zone")
    void timeZone() {
        ObjectNode event = door.registered(newId("e"), customer);
        ((ObjectNode) event.get("data")).put("timeZone", "EST");
        taken(event);
        assertThat(customers.find(customer).orElseThrow().timeZone()).isEqualTo(ZoneId.of("-05:00"));
    }
}
