package io.rapport.inbox;

import static io.rapport.testing.Journeys.newId;
import static org.assertj.core.api.Assertions.assertThat;

import io.rapport.testing.BrokenRows;
import io.rapport.testing.Journeys;
import io.rapport.testing.RapportTest;
import io.rapport.testing.Shop;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The same random story is told twice, of two sets of customers: one event after the other, each handled before the next
 * comes; and all at once, so that batches are as large as they get. Some events cannot be taken, and one customer's rows or
 * one customer's journey is broken for a while.
 */
@RapportTest
@DisplayName("Events that are processed in batches end as if they had been processed one by one")
@Tag("slow")
class BatchesTest {

    private static final int STORIES = 6;
    private static final int EVENTS = 60;
    private static final int CUSTOMERS = 8;
    private static final int ORDERS = 3;

    @Autowired
    private Journeys journeys;

    @Autowired
    private JdbcClient jdbc;

    static LongStream seeds() {
        return LongStream.rangeClosed(1, STORIES);
    }

    @BeforeEach
    void timeStandsStill() {
        journeys.settle();
    }

    @AfterEach
    void backToNow() {
        journeys.now();
    }

    @ParameterizedTest(name = "story {0}")
    @MethodSource("seeds")
    @DisplayName("Tables, journeys, messages and what became of each event are the same")
    void same(long seed) {
        Instant start = Instant.now();
        List<String> apart = play(seed, start, false);
        List<String> together = play(seed, start, true);
        assertThat(together).isEqualTo(apart);
        assertThat(together.toString()).contains("journey onboarding", "message order-thanks", "is dead", "is done");
    }

    private List<String> play(long seed, Instant start, boolean together) {
        journeys.moveTo(start);
        String mark = newId("w") + "-";
        Random random = new Random(seed);
        List<String> ids = new ArrayList<>();
        try (BrokenRows consent = BrokenRows.consent(jdbc, mark + "c1");
                BrokenRows journey = BrokenRows.journey(jdbc, "post-purchase", mark + "c2")) {
            for (int i = 0; i < CUSTOMERS; i++) {
                tell(
                        mark + "r" + i,
                        "customer.registered",
                        mark + "c" + i,
                        Map.of(
                                "firstName", "Ann",
                                "lastName", "Lee",
                                "email", mark + i + "@example.com",
                                "locale", "en-GB",
                                "timeZone", "Europe/London"),
                        together);
                ids.add(mark + "r" + i);
            }
            // what others claim is known: customers have no order among each other
            String known = mark + "c0";
            for (int i = 0; i < ORDERS; i++) {
                tell(mark + "o" + i, "order.placed", known, Shop.orderData(known + "-o" + i, 10), together);
                tell(mark + "k" + i, "complaint.opened", known, complaint(known + "-k" + i, 0), together);
            }
            journeys.settle();
            Set<String> delivered = new HashSet<>();
            for (int i = 0; i < EVENTS; i++) {
                String customer = mark + "c" + random.nextInt(CUSTOMERS);
                String type = type(random);
                String id = mark + "e" + i;
                Map<String, Object> data = data(type, customer, mark, random);
                // of two that wait for their order either may come first
                if (!type.equals("order.delivered") || delivered.add(data.toString())) {
                    tell(id, type, customer, data, together);
                    ids.add(id);
                }
            }
            journeys.settle();
        }
        // the broken rows are fixed, and tried again
        journeys.pass(Duration.ofMinutes(5));
        return end(mark, ids);
    }

    private void tell(String id, String type, String customer, Map<String, Object> data, boolean together) {
        assertThat(journeys.accept(id, type, customer, data)).isEqualTo(Receipt.ACCEPTED);
        if (!together) {
            journeys.settle();
        }
    }

    private static String type(Random random) {
        List<String> types = List.of(
                "customer.updated",
                "customer.confirmed",
                "customer.lapsed",
                "consent.granted",
                "consent.granted",
                "consent.withdrawn",
                "contact.preferred",
                "order.placed",
                "order.placed",
                "order.placed",
                "order.shipped",
                "order.delivered",
                "order.delivered",
                "order.returned",
                "order.cancelled",
                "complaint.opened",
                "survey.answered",
                random.nextInt(3) == 0 ? "customer.erased" : "customer.updated");
        return types.get(random.nextInt(types.size()));
    }

    private static Map<String, Object> data(String type, String customer, String mark, Random random) {
        // now and then it is another customer's
        String owner = random.nextInt(12) == 0 ? mark + "c0" : customer;
        String order = owner + "-o" + random.nextInt(ORDERS);
        Map<String, Object> data = new LinkedHashMap<>();
        switch (type) {
            case "customer.updated" -> data.put("phone", "+49 30 " + (1_000_000 + random.nextInt(1_000_000)));
            case "customer.lapsed" -> data.put("lastOrderAt", "2026-01-01T00:00:00Z");
            case "consent.granted", "consent.withdrawn" -> {
                data.put("channel", "email");
                data.put("topic", random.nextBoolean() ? "offers" : "tips");
                data.put("source", "test");
                data.put("wording", "Yes or no");
            }
            case "contact.preferred" -> {
                data.put("pace", random.nextBoolean() ? "less" : "normal");
                data.put("source", "test");
                data.put("wording", "How often");
            }
            case "order.placed" -> data.putAll(Shop.orderData(order, 10 + random.nextInt(90)));
            case "order.shipped", "order.delivered", "order.returned", "order.cancelled" -> data.put("orderId", order);
            case "complaint.opened" -> data.putAll(complaint(owner + "-k" + random.nextInt(ORDERS), random.nextInt(2)));
            case "survey.answered" -> {
                data.put("surveyId", "none");
                data.put("score", 3);
            }
            default -> {
                // says nothing but that it happened
            }
        }
        return data;
    }

    private static Map<String, Object> complaint(String id, int words) {
        return Map.of("complaintId", id, "channel", "web", "text", "Lid broken " + words);
    }

    private List<String> end(String mark, List<String> ids) {
        List<String> end = new ArrayList<>();
        for (String sql : List.of(
                """
                select 'customer ' || concat_ws(', ', id, phone, email, locale, registered_at is not null,
                    confirmed_at is not null, lapsed_at is not null, erased_at is not null)
                from rapport.customer where id like :mark""",
                """
                select 'order ' || concat_ws(', ', id, customer_id, total, placed_at is not null, shipped_at is not null,
                    delivered_at is not null, returned_at is not null, cancelled_at is not null, called_off, early_news, former)
                from rapport.customer_order where id like :mark""",
                """
                select 'item ' || concat_ws(', ', order_id, line, sku, price) from rapport.customer_order_item
                where order_id like :mark""",
                """
                select 'consent ' || concat_ws(', ', customer_id, channel, topic, granted, basis, e.source,
                    (select ie.id from rapport.inbox_event ie where ie.seq = e.event_seq))
                from rapport.consent_entry e where customer_id like :mark""",
                """
                select 'choice ' || concat_ws(', ', customer_id, pace) from rapport.contact_preference
                where customer_id like :mark""",
                """
                select 'points ' || concat_ws(', ', customer_id, order_id, kind, points) from rapport.loyalty_entry
                where customer_id like :mark""",
                """
                select 'complaint ' || concat_ws(', ', id, customer_id, text, closed_at is not null, outcome)
                from rapport.complaint where id like :mark""",
                """
                select 'repeat ' || concat_ws(', ', complaint_id, event_id, text) from rapport.complaint_repeat
                where complaint_id like :mark""",
                """
                select 'journey ' || concat_ws(', ', journey, business_key, outcome, case when ended_at is null then 'runs' end)
                from rapport.journey where customer_id like :mark""",
                """
                select 'key ' || concat_ws(', ', journey, business_key, starts, running_instance is not null)
                from rapport.journey_key where business_key like '%' || :mark""",
                """
                select 'message ' || concat_ws(', ', message, journey, customer_id, order_id, complaint_id)
                from rapport.outbox_message where customer_id like :mark""",
                """
                select 'task ' || t.task_def_key_ || ' about ' || p.business_key_
                from rapport.act_ru_task t join rapport.act_ru_execution p on p.id_ = t.proc_inst_id_
                where p.business_key_ like '%' || :mark""",
                """
                select 'delivery ' || concat_ws(', ', e.id, d.journey, d.state)
                from rapport.inbox_delivery d join rapport.inbox_event e on e.seq = d.event_seq
                where d.customer_id like :mark and d.state in ('open', 'dead')""")) {
            end.addAll(
                    jdbc.sql(sql).param("mark", mark + "%").query(String.class).list());
        }
        for (String id : ids) {
            EventStatus status = journeys.status(id);
            boolean waits = status.state() == EventStatus.State.WAITING;
            end.add("event " + id + " is " + status.state().name().toLowerCase(Locale.ROOT) + ", "
                    + (waits ? "" : status.reason()) + ", "
                    + status.effects().stream()
                            .map(effect -> effect.kind() + " " + effect.journey() + " " + effect.businessKey())
                            .sorted()
                            .toList());
        }
        return end.stream().map(line -> line.replace(mark, "")).sorted().toList();
    }
}
