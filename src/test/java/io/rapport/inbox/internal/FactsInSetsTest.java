package io.rapport.inbox.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.rapport.inbox.Event;
import io.rapport.inbox.Reference;
import io.rapport.inbox.RejectedEvent;
import io.rapport.loyalty.LoyaltyLedger;
import io.rapport.testing.RegisterFixture;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Two databases hear the same random story: one takes its events one by one, the other in batches that are cut into sets,
 * and taken one by one where something fails, as the inbox does it. A story has customers who claim each other's orders
 * and complaints, events that are handled again or late, an erasure now and then, and rows that cannot be written.
 */
@DisplayName("Whatever is taken in in sets ends as if it had been taken in one by one")
@Tag("slow")
class FactsInSetsTest {

    private static final int STORIES = 60;
    private static final int EVENTS = 80;
    private static final int LARGEST_BATCH = 25;
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<String> ENDS = new TreeSet<>();

    @RegisterExtension
    static final RegisterFixture ONE_BY_ONE = new RegisterFixture();

    @RegisterExtension
    static final RegisterFixture IN_SETS = new RegisterFixture();

    private static final List<String> TABLES = List.of(
            "select to_jsonb(t) from rapport.customer t",
            "select to_jsonb(t) from rapport.customer_date t",
            "select to_jsonb(t) from rapport.customer_order t",
            "select to_jsonb(t) from rapport.customer_order_item t",
            "select to_jsonb(t) - 'seq' from rapport.consent_entry t",
            "select to_jsonb(t) from rapport.contact_preference t",
            "select to_jsonb(t) - 'seq' from rapport.loyalty_entry t",
            "select to_jsonb(t) from rapport.complaint t",
            "select to_jsonb(t) from rapport.complaint_repeat t",
            "select to_jsonb(t) from rapport.complaint_answer t",
            "select to_jsonb(t) from rapport.survey t",
            "select to_jsonb(t.subject) from rapport.contact_version t");

    @BeforeAll
    static void someRowsCannotBeWritten() {
        for (RegisterFixture registers : List.of(ONE_BY_ONE, IN_SETS)) {
            refuse(registers.jdbc(), "consent_entry", "new.wording = 'broken'");
            refuse(registers.jdbc(), "customer_order", "new.carrier = 'broken'");
            refuse(registers.jdbc(), "customer", "new.last_name = 'broken'");
        }
    }

    private static void refuse(JdbcClient jdbc, String table, String condition) {
        jdbc.sql(
                        """
                create function rapport.refuse_%1$s() returns trigger language plpgsql as
                $$ begin raise exception 'this row is broken'; end $$"""
                                .formatted(table))
                .update();
        jdbc.sql(
                        """
                create trigger refuse_%1$s before insert or update on rapport.%1$s
                for each row when (%2$s) execute function rapport.refuse_%1$s()"""
                                .formatted(table, condition))
                .update();
    }

    static LongStream seeds() {
        return LongStream.rangeClosed(1, STORIES);
    }

    @ParameterizedTest(name = "story {0}")
    @MethodSource("seeds")
    @DisplayName("The tables, what events lead to, what is known and what is refused are the same")
    void same(long seed) {
        Random random = new Random(seed);
        Story story = new Story(seed, random);
        Map<Long, String> apart = new LinkedHashMap<>();
        Map<Long, String> together = new LinkedHashMap<>();
        while (story.goesOn()) {
            story.whatOthersDo().forEach(change -> {
                change.accept(ONE_BY_ONE);
                change.accept(IN_SETS);
            });
            List<Event> batch = story.next(1 + random.nextInt(LARGEST_BATCH));
            batch.forEach(event -> alone(ONE_BY_ONE, event, apart));
            batch(IN_SETS, batch, together);
            assertThat(new TreeMap<>(together)).isEqualTo(new TreeMap<>(apart));
        }
        assertThat(rows(IN_SETS)).isEqualTo(rows(ONE_BY_ONE));
        assertThat(new TreeSet<>(sent(IN_SETS))).isEqualTo(new TreeSet<>(sent(ONE_BY_ONE)));
        ENDS.addAll(apart.values());
    }

    @AfterAll
    static void storiesInWhichThingsHappen() {
        assertThat(ENDS.toString())
                .contains("is known", "about [order:", "about [complaint:", "about [answered-offer:", "fails")
                .contains(
                        "order",
                        "another customer's",
                        "was erased",
                        "was not asked",
                        "never got an answer",
                        "is closed");
    }

    private static void alone(RegisterFixture registers, Event event, Map<Long, String> ends) {
        try {
            registers.transaction().executeWithoutResult(status -> take(registers, List.of(event), ends));
        } catch (RejectedEvent e) {
            ends.put(event.seq(), event.type() + " is rejected: " + e.getMessage());
        } catch (RuntimeException e) {
            ends.put(event.seq(), event.type() + " fails");
        }
    }

    private static void batch(RegisterFixture registers, List<Event> batch, Map<Long, String> ends) {
        Map<Long, String> found = new HashMap<>();
        try {
            registers.transaction().executeWithoutResult(status -> {
                for (List<Event> set : EventSets.cut(batch, Event::customerId, registers::isAlone)) {
                    take(registers, set, found);
                }
            });
            ends.putAll(found);
        } catch (RuntimeException e) {
            batch.forEach(event -> alone(registers, event, ends));
        }
    }

    private static void take(RegisterFixture registers, List<Event> set, Map<Long, String> ends) {
        Set<Long> known = registers.known(set);
        Map<Long, Set<Reference>> about = registers.project(set);
        for (Event event : set) {
            ends.put(
                    event.seq(),
                    event.type() + (known.contains(event.seq()) ? " is known" : "") + " about "
                            + new ArrayList<>(about.getOrDefault(event.seq(), Set.of())));
        }
    }

    private static Map<String, List<String>> rows(RegisterFixture registers) {
        Map<String, List<String>> rows = new LinkedHashMap<>();
        for (String table : TABLES) {
            rows.put(
                    table,
                    registers.jdbc().sql(table).query(String.class).list().stream()
                            .sorted()
                            .toList());
        }
        return rows;
    }

    private static List<String> sent(RegisterFixture registers) {
        return registers.sent().stream().map(Object::toString).toList();
    }

    /** Something that is no event: what journeys and staff do to the registers meanwhile. */
    private interface Change {
        void accept(RegisterFixture registers);
    }

    /** What happens to a handful of customers; the same for the same seed. */
    private static final class Story {

        private final Random random;
        private final String name;
        private final List<Event> told = new ArrayList<>();
        private long seq;
        private int left = EVENTS;

        Story(long seed, Random random) {
            this.random = random;
            this.name = "s" + seed + "-";
            this.seq = seed * 10_000;
        }

        boolean goesOn() {
            return left > 0;
        }

        /** A few events in their order; some of them again, some for the first time though newer ones were handled. */
        List<Event> next(int most) {
            List<Event> events = new ArrayList<>();
            int number = Math.min(most, left);
            left -= number;
            for (int i = 0; i < number; i++) {
                if (!told.isEmpty() && random.nextInt(8) == 0) {
                    Event again = told.get(random.nextInt(told.size()));
                    if (!events.contains(again)) {
                        events.add(again);
                    }
                } else {
                    Event event = event();
                    told.add(event);
                    if (random.nextInt(12) > 0) {
                        events.add(event);
                    }
                }
            }
            return events;
        }

        private Event event() {
            String customer = name + "c" + random.nextInt(6);
            String type = any(
                    "customer.registered",
                    "customer.registered",
                    "customer.updated",
                    "customer.updated",
                    "customer.confirmed",
                    "customer.lapsed",
                    random.nextInt(5) == 0 ? "customer.erased" : "customer.updated",
                    "consent.granted",
                    "consent.withdrawn",
                    "contact.preferred",
                    "contact.preferred",
                    "order.placed",
                    "order.placed",
                    "order.shipped",
                    "order.shipped",
                    "order.delayed",
                    "order.delivered",
                    "order.returned",
                    "order.cancelled",
                    "complaint.opened",
                    "complaint.opened",
                    "complaint.answered",
                    "complaint.answered",
                    "survey.answered",
                    "survey.amended");
            Instant at = RegisterFixture.NOON.plusSeconds(60L * random.nextInt(10_000));
            long number = ++seq;
            return new Event(
                    number,
                    "urn:test",
                    "event-" + number,
                    type,
                    customer,
                    at,
                    JSON.valueToTree(data(type, customer)),
                    Set.of(new Reference("customer", customer)),
                    Map.of());
        }

        private Map<String, Object> data(String type, String customer) {
            Map<String, Object> data = new LinkedHashMap<>();
            switch (type) {
                case "customer.registered", "customer.updated" -> profile(data);
                case "customer.confirmed" -> maybe(data, "email", address());
                case "customer.lapsed" -> maybe(data, "reason", any("dear", "slow"));
                case "consent.granted", "consent.withdrawn" -> {
                    data.put("channel", any("email", "sms"));
                    data.put("topic", any("offers", "tips", "all"));
                    data.put("source", "test");
                    data.put("wording", any("yes", "no", "maybe", "broken"));
                    maybe(data, "basis", any("consent", "legitimate-interest"));
                }
                case "contact.preferred" -> {
                    maybe(data, "pace", any("less", "normal"));
                    maybe(
                            data,
                            "pausedUntil",
                            any(
                                    "none",
                                    "2026-04-10T09:30:00.123456789+02:00",
                                    "9999-12-31T23:59:59-01:00",
                                    "0000-01-01T00:00:00Z"));
                    maybe(data, "preferredHour", random.nextBoolean() ? "none" : random.nextInt(24));
                }
                case "order.placed" -> order(data, customer);
                case "order.shipped" -> {
                    data.put("orderId", orderOf(customer));
                    maybe(data, "expectedOn", any("2026-03-10", "2026-03-12"));
                    maybe(data, "carrier", any("Parcel", "Post", "Parcel", "Post", "broken"));
                    maybe(data, "tracking", any("1", "2"));
                }
                case "order.delayed" -> {
                    data.put("orderId", orderOf(customer));
                    data.put("expectedOn", any("2026-03-10", "2026-03-12"));
                }
                case "order.delivered", "order.returned", "order.cancelled" -> data.put("orderId", orderOf(customer));
                case "complaint.opened" -> {
                    data.put("complaintId", complaintOf(customer));
                    data.put("channel", any("web", "phone"));
                    data.put("text", any("Lid broken", "Late"));
                    maybe(data, "remedySought", "A lid");
                    maybe(data, "orderId", orderOf(customer));
                }
                case "complaint.answered" -> {
                    data.put("complaintId", complaintOf(customer));
                    data.put("accepted", random.nextBoolean());
                    maybe(data, "offer", 1 + random.nextInt(2));
                }
                case "survey.answered", "survey.amended" -> {
                    data.put("surveyId", name + "v" + (random.nextInt(20) == 0 ? 9 : random.nextInt(3)));
                    data.put("score", 1 + random.nextInt(5));
                    maybe(data, "comment", any("good", "bad"));
                }
                default -> {
                    // says nothing but that it happened
                }
            }
            return data;
        }

        private void profile(Map<String, Object> data) {
            maybe(data, "firstName", any("Ann", "Bo"));
            maybe(data, "lastName", any("Lee", "Wu", "Lee", "Wu", "broken"));
            maybe(data, "email", address());
            maybe(data, "phone", any("+49 30 1234 5678", "+49 30 8765 4321"));
            maybe(data, "birthday", any("1990-02-28", "2000-02-29", "--04-17"));
            maybe(data, "locale", any("en-GB", "zh-CN"));
            maybe(data, "timeZone", any("Europe/London", "Asia/Shanghai"));
            if (random.nextBoolean()) {
                Map<String, Object> attributes = new HashMap<>();
                maybe(attributes, "segment", any("business", "private"));
                maybe(attributes, "expectedOrders", random.nextInt(30));
                maybe(attributes, "it's \"odd\"", List.of(1.50, "x"));
                data.put("attributes", attributes);
            }
        }

        private void order(Map<String, Object> data, String customer) {
            data.put("orderId", orderOf(customer));
            data.put("currency", any("EUR", "JPY"));
            data.put("total", 10.5 + random.nextInt(100));
            maybe(data, "shipping", 4.9);
            maybe(data, "tax", 1);
            maybe(data, "discount", 0.50);
            List<Map<String, Object>> items = new ArrayList<>();
            IntStream.rangeClosed(0, random.nextInt(3))
                    .forEach(n -> items.add(
                            Map.of("sku", "T" + n, "name", "Tea, {\"" + n + "\"}", "quantity", n + 1, "price", 2.10)));
            data.put("items", items);
        }

        /** Now and then it is another's. */
        private String orderOf(String customer) {
            return (random.nextInt(15) == 0 ? name + "c0" : customer) + "-o" + random.nextInt(2);
        }

        private String complaintOf(String customer) {
            return (random.nextInt(15) == 0 ? name + "c0" : customer) + "-k" + random.nextInt(2);
        }

        private String address() {
            return any("ann@example.com", "Ann@Example.com", "bo@example.com");
        }

        private void maybe(Map<String, Object> data, String field, Object value) {
            if (random.nextBoolean()) {
                data.put(field, value);
            }
        }

        private String any(String... values) {
            return values[random.nextInt(values.length)];
        }

        /** Points are awarded, surveys opened, complaints answered and closed. */
        List<Change> whatOthersDo() {
            List<Change> changes = new ArrayList<>();
            String customer = name + "c" + random.nextInt(6);
            String number = name + "v" + random.nextInt(3);
            int offer = 1 + random.nextInt(2);
            boolean closes = random.nextBoolean();
            String outcome = any("accepted", "silent", "unresolved");
            String order = customer + "-o" + random.nextInt(2);
            String complaint = customer + "-k" + random.nextInt(2);
            changes.add(registers -> registers.get(LoyaltyLedger.class).award(order));
            changes.add(registers -> registers
                    .jdbc()
                    .sql(
                            """
                    insert into rapport.survey (id, kind, customer_id, about, opened_at)
                    select :id, 'satisfaction', c.id, 'order:' || :id, '2026-03-01Z' from rapport.customer c
                    where c.id = :customer on conflict do nothing""")
                    .param("id", number)
                    .param("customer", customer)
                    .update());
            changes.add(registers -> registers
                    .jdbc()
                    .sql(
                            """
                    insert into rapport.complaint_offer (complaint_id, no, offered_at)
                    select id, :no, '2026-03-02Z' from rapport.complaint where id = :id on conflict do nothing""")
                    .param("id", complaint)
                    .param("no", offer)
                    .update());
            if (closes) {
                changes.add(registers -> registers
                        .jdbc()
                        .sql(
                                """
                        update rapport.complaint set closed_at = '2026-03-03Z', outcome = :outcome where id = :id""")
                        .param("id", complaint)
                        .param("outcome", outcome)
                        .update());
            }
            return changes;
        }
    }
}
