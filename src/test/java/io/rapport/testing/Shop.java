package io.rapport.testing;

import static io.rapport.testing.Journeys.newId;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.TemporalAdjusters;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** A small shop that sends events of what happened in it, so that a test names only what its story depends on. */
@Component
public class Shop {

    private final Journeys journeys;
    private final JdbcClient jdbc;

    Shop(Journeys journeys, JdbcClient jdbc) {
        this.journeys = journeys;
        this.jdbc = jdbc;
    }

    /** Somebody opens an account and leaves nothing open; returns the customer's id. */
    public String customer() {
        String id = newId("c");
        journeys.event(
                "customer.registered",
                id,
                Map.of(
                        "firstName", "Ann",
                        "lastName", "Lee",
                        "email", id + "@example.com",
                        "phone", "+44 20 7946 0000",
                        "birthday", "1990-02-28",
                        "locale", "en-GB",
                        "timeZone", "Europe/London"));
        return id;
    }

    /** How close the customer is, as if it had been found so. */
    public void tier(String customerId, String tier) {
        jdbc.sql(
                        """
                insert into rapport.customer_relationship (customer_id, tier, tier_since, tier_why, stage, stage_since,
                    stage_why, stage_orders, evaluated_by)
                values (:customer, :tier, now(), 'test', 'active', now(), 'test', 1, 'test')
                on conflict (customer_id) do update set tier = excluded.tier""")
                .param("customer", customerId)
                .param("tier", tier)
                .update();
    }

    /** In which fifth the customer is by what they are expected to spend, as if it had been computed so. */
    public void valueClass(String customerId, int valueClass) {
        jdbc.sql(
                        """
                insert into rapport.customer_value
                    (customer_id, first_day, last_day, order_days, spend_minor, repeat_minor, repeat_paid_days,
                     recency_quintile, frequency_quintile, monetary_quintile, alive, expected_90, expected_365,
                     lifetime_minor, value_class, method, computed_at)
                values (:customer, current_date, current_date, 1, 100, 0, 0, 1, 1, 1, 0.5, 0, 0, 0, :class, 'days', now())
                on conflict (customer_id) do update set value_class = excluded.value_class""")
                .param("customer", customerId)
                .param("class", valueClass)
                .update();
    }

    /** The customer orders one thing; returns the order's id. */
    public String order(String customerId, double total) {
        String id = newId("o");
        journeys.event("order.placed", customerId, orderData(id, total));
        return id;
    }

    /** The order arrives, is sent back or is called off: {@code delivered}, {@code returned}, {@code cancelled}. */
    public void order(String orderId, String customerId, String what) {
        journeys.event("order." + what, customerId, Map.of("orderId", orderId));
    }

    /** The carrier, or the shop, says when the order will arrive: {@code shipped} or {@code delayed}. */
    public void order(String orderId, String customerId, String what, LocalDate expectedOn) {
        journeys.event("order." + what, customerId, Map.of("orderId", orderId, "expectedOn", expectedOn.toString()));
    }

    /** The customer complains, about an order if one is named; returns the complaint's id. */
    public String complaint(String customerId, String channel, String text, String orderId) {
        String id = newId("k");
        Map<String, Object> data = new HashMap<>(Map.of("complaintId", id, "channel", channel, "text", text));
        if (orderId != null) {
            data.put("orderId", orderId);
        }
        journeys.event("complaint.opened", customerId, data);
        return id;
    }

    /** Staff investigate a complaint, and answer it with an apology. */
    public void apology(String complaintId) {
        journeys.complete(
                journeys.task("complaint:" + complaintId, "investigate"),
                Map.of(
                        "findings", "Lid broken",
                        "rootCause", "Packing",
                        "remedy", "apology",
                        "amount", 0,
                        "reasons", "The lid was not padded, and we are sorry."));
    }

    /** The data of {@code order.placed} for one thing. */
    public static Map<String, Object> orderData(String orderId, double total) {
        return Map.of(
                "orderId",
                orderId,
                "currency",
                "EUR",
                "total",
                total,
                "items",
                List.of(Map.of("sku", "T1", "name", "Teapot", "quantity", 1, "price", total)));
    }

    /** @return the next such day of the week, at a time of UTC, in the future of the real clock */
    public static Instant next(DayOfWeek day, LocalTime time) {
        return Instant.now()
                .atZone(ZoneOffset.UTC)
                .with(TemporalAdjusters.next(day))
                .with(time)
                .toInstant();
    }
}
