package io.rapport.customer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rapport.customer.ContactPreferences.Pace;
import io.rapport.feedback.Complaints;
import io.rapport.inbox.CustomerAliases;
import io.rapport.inbox.CustomerResolver;
import io.rapport.inbox.Event;
import io.rapport.inbox.ExternalId;
import io.rapport.inbox.MovedCustomer;
import io.rapport.inbox.RejectedEvent;
import io.rapport.loyalty.LoyaltyLedger;
import io.rapport.testing.RegisterFixture;
import io.rapport.testing.Shop;
import io.rapport.value.ValueScores;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("Two records of one person become one, and two again, and nothing is lost")
@Tag("slow")
class CustomerMergeTest {

    @RegisterExtension
    static final RegisterFixture registers = new RegisterFixture();

    private final Customers customers = registers.get(Customers.class);
    private final Consents consents = registers.get(Consents.class);
    private final Orders orders = registers.get(Orders.class);
    private final LoyaltyLedger ledger = registers.get(LoyaltyLedger.class);
    private final Complaints complaints = registers.get(Complaints.class);
    private final Preferences preferences = registers.get(Preferences.class);
    private final Identities identities = registers.get(Identities.class);
    private final CustomerAliases aliases = registers.get(CustomerAliases.class);

    private String ann;
    private String anna;

    @BeforeEach
    void twoCustomers() {
        ann = registers.customer();
        anna = registers.customer();
    }

    private Event merge(String survivor, String merged) {
        return registers.happens(
                "customer.merged",
                survivor,
                Map.of("mergedCustomer", merged, "reason", "the same person", "by", "tester"));
    }

    private void undo(String survivor, String merged) {
        registers.happens("customer.merge-undone", survivor, Map.of("mergedCustomer", merged, "reason", "two persons"));
    }

    private void consent(String customer, boolean granted, String topic) {
        registers.happens(
                granted ? "consent.granted" : "consent.withdrawn",
                customer,
                Map.of("channel", "email", "topic", topic, "source", "test", "wording", "words"));
    }

    @Test
    @DisplayName("orders, points, complaints and identities become those of who stays, and go back with the undo")
    void rows() {
        String first = registers.order(ann, 10);
        String second = registers.order(anna, 30);
        ledger.award(first);
        ledger.award(second);
        registers.happens(
                "complaint.opened",
                anna,
                Map.of("complaintId", registers.newId("k"), "channel", "phone", "text", "Lid"));
        registers.happens(
                "customer.updated",
                anna,
                Map.of("identities", List.of(Map.of("system", "shopify", "id", anna + "-s"))));

        merge(ann, anna);

        assertThat(orders.latest(ann, 10)).extracting(Order::id).containsExactlyInAnyOrder(first, second);
        assertThat(ledger.points(ann)).isEqualTo(40);
        assertThat(complaints.isOpen(ann)).isTrue();
        assertThat(identities.of(ann)).hasSize(1);
        // who asks by the old id reads the same
        assertThat(ledger.points(anna)).isEqualTo(40);
        assertThat(customers.find(anna)).get().extracting(Customer::id).isEqualTo(ann);

        String since = registers.order(ann, 5);
        undo(ann, anna);

        assertThat(orders.latest(ann, 10)).extracting(Order::id).containsExactlyInAnyOrder(first, since);
        assertThat(orders.latest(anna, 10)).extracting(Order::id).containsExactly(second);
        assertThat(ledger.points(anna)).isEqualTo(30);
        assertThat(complaints.isOpen(ann)).isFalse();
        assertThat(complaints.isOpen(anna)).isTrue();
        assertThat(identities.of(anna)).hasSize(1);
        assertThat(customers.find(anna)).get().extracting(Customer::id).isEqualTo(anna);
    }

    @Test
    @DisplayName("points that an order loses while two are one go back with the order")
    void pointsOfOrders() {
        String order = registers.order(anna, 30);
        ledger.award(order);
        merge(ann, anna);
        registers.order(order, ann, "returned");
        assertThat(ledger.points(ann)).isZero();
        undo(ann, anna);
        assertThat(ledger.points(ann)).isZero();
        assertThat(ledger.points(anna)).isZero();
    }

    @Test
    @DisplayName("what is derived is that of both together, and after the undo that of each")
    void derived() {
        registers.order(ann, 10);
        registers.order(anna, 30);
        evaluate();
        merge(ann, anna);
        evaluate();
        assertThat(spent(ann, anna)).containsExactly(4000L);
        // a journey of who was merged asks by the old id
        assertThat(registers.get(ValueScores.class).find(anna))
                .isPresent()
                .isEqualTo(registers.get(ValueScores.class).find(ann));
        undo(ann, anna);
        evaluate();
        assertThat(spent(ann, anna)).containsExactly(1000L, 3000L);
    }

    private void evaluate() {
        registers.get(CustomerChanges.class).evaluateAll();
    }

    private List<Long> spent(String... customers) {
        return registers
                .jdbc()
                .sql("select spend_minor from rapport.customer_value where customer_id in (:ids) order by 1")
                .param("ids", List.of(customers))
                .query(Long.class)
                .list();
    }

    @Test
    @DisplayName("a birthday that comes with a merge is no news; it is found on its day")
    void dates() {
        registers.happens("customer.updated", anna, Map.of("birthday", "1990-02-28"));
        registers
                .jdbc()
                .sql("update rapport.customer_date set changed = false where customer_id = :id")
                .param("id", anna)
                .update();
        merge(ann, anna);
        assertThat(dates(ann)).containsExactly("birthday 228 false");
        assertThat(dates(anna)).isEmpty();
        undo(ann, anna);
        assertThat(dates(ann)).isEmpty();
        assertThat(dates(anna)).containsExactly("birthday 228 false");
    }

    private List<String> dates(String customer) {
        return registers
                .jdbc()
                .sql(
                        "select name || ' ' || month_day || ' ' || changed from rapport.customer_date where customer_id = :id")
                .param("id", customer)
                .query(String.class)
                .list();
    }

    @Test
    @DisplayName("who stays stands in the search where the newest contact of both was; the one who went is not in it")
    void search() {
        registers.clock().moveBy(Duration.ofDays(2));
        registers.happens("contact.preferred", anna, Map.of("pace", "less"));
        Instant newest = found(anna).orElseThrow();
        assertThat(found(ann).orElseThrow()).isBefore(newest);
        merge(ann, anna);
        assertThat(found(ann)).contains(newest);
        assertThat(registers
                        .jdbc()
                        .sql("select count(*) from rapport.customer_term where customer_id = :id")
                        .param("id", anna)
                        .query(Integer.class)
                        .single())
                .isZero();
    }

    @Test
    @DisplayName("the addresses of the one who went lead to the one who stays: subjects of events, and the search")
    void addresses() {
        String number = anna.replaceAll("[^0-9]", "");
        registers.happens(
                "customer.updated", anna, Map.of("phone", "+44 20 7946 " + "0000".substring(number.length()) + number));
        String phone = customers.find(anna).orElseThrow().phone();
        merge(ann, anna);
        assertThat(leadsTo("email", anna + "@example.com")).isEqualTo(ann);
        assertThat(leadsTo("phone", phone)).isEqualTo(ann);
        assertThat(registers.get(CustomerSearch.class).find(anna + "@exam", 5))
                .extracting(CustomerSearch.Found::customerId)
                .contains(ann);
        undo(ann, anna);
        assertThat(leadsTo("email", anna + "@example.com")).isEqualTo(anna);
        assertThat(leadsTo("email", ann + "@example.com")).isEqualTo(ann);
    }

    private String leadsTo(String system, String address) {
        ExternalId id = new ExternalId(system, address);
        return registers.transaction().execute(status -> registers
                .get(CustomerResolver.class)
                .resolve(List.of(id))
                .get(id)
                .customerId());
    }

    private Optional<Instant> found(String customer) {
        return registers.get(CustomerSearch.class).lastContact(customer);
    }

    @Test
    @DisplayName("the profile of who stays says what only the other's said; what is said since is kept by the undo")
    void profile() {
        registers.happens("customer.updated", anna, Map.of("phone", "+44 20 7946 0001", "birthday", "1990-02-28"));
        merge(ann, anna);
        assertThat(customers.find(ann).orElseThrow().phone()).isEqualTo("+44 20 7946 0001");
        assertThat(customers.find(ann).orElseThrow().email()).isEqualTo(ann + "@example.com");
        registers.happens("customer.updated", ann, Map.of("birthday", "1991-03-01"));
        undo(ann, anna);
        assertThat(customers.find(ann).orElseThrow().phone()).isNull();
        assertThat(customers.find(ann).orElseThrow().birthday()).hasToString("1991-03-01");
        assertThat(customers.find(anna).orElseThrow().phone()).isEqualTo("+44 20 7946 0001");
        assertThat(customers.find(anna).orElseThrow().birthday()).hasToString("1990-02-28");
        assertThat(customers.find(anna).orElseThrow().email()).isEqualTo(anna + "@example.com");
    }

    @Test
    @DisplayName("the stricter consent holds, until the customer says something else; the undo forgets it")
    void stricterConsent() {
        consent(ann, true, "offers");
        consent(anna, false, "offers");
        consent(anna, true, "tips");
        merge(ann, anna);
        assertThat(consents.inForce(ann, "email", "offers")).contains(false);
        assertThat(consents.inForce(ann, "email", "tips")).contains(true);
        undo(ann, anna);
        assertThat(consents.inForce(ann, "email", "offers")).contains(true);
        assertThat(consents.inForce(ann, "email", "tips")).isEmpty();
        assertThat(consents.inForce(anna, "email", "offers")).contains(false);
        merge(ann, anna);
        consent(ann, true, "offers");
        assertThat(consents.inForce(anna, "email", "offers")).contains(true);
        undo(ann, anna);
        assertThat(consents.inForce(ann, "email", "offers")).contains(true);
    }

    @Test
    @DisplayName("who comes back after an erasure takes no consent from the other: the erasure was no objection")
    void consentAfterAnErasure() {
        consent(ann, true, "offers");
        consent(anna, true, "offers");
        consent(anna, true, "tips");
        consent(anna, false, "surveys");
        registers.happens("customer.erased", anna, Map.of());
        registers.happens("customer.registered", anna, Map.of("firstName", "Bea", "locale", "en", "timeZone", "UTC"));
        int said = consents.ledger(ann).size();

        merge(ann, anna);

        assertThat(consents.inForce(ann, "email", "offers")).contains(true);
        assertThat(consents.inForce(ann, "email", "tips")).isEmpty();
        assertThat(consents.inForce(ann, "email", "surveys"))
                .as("an objection of before still holds")
                .contains(false);
        assertThat(consents.ledger(ann)).as("of the three, the objection alone").hasSize(said + 1);
    }

    @Test
    @DisplayName("who is restricted under either id is restricted, until that is lifted; the undo forgets it")
    void restrictions() {
        String third = registers.customer();
        registers.happens("customer.restricted", third, Map.of("reason", "contests the address"));
        merge(anna, third);
        assertThat(restricted(anna)).isTrue();
        merge(ann, anna);
        assertThat(restricted(ann)).isTrue();
        undo(ann, third);
        assertThat(restricted(ann)).isFalse();
        assertThat(restricted(third)).isTrue();
        merge(ann, third);
        assertThat(restricted(ann)).isTrue();
        registers.happens("customer.restriction-lifted", ann, Map.of());
        assertThat(restricted(ann)).isFalse();
        undo(ann, third);
        assertThat(restricted(ann)).isFalse();
        assertThat(restricted(third)).isTrue();
    }

    private boolean restricted(String customer) {
        return registers.get(Restrictions.class).of(customer).isPresent();
    }

    @Test
    @DisplayName("who wants to hear less under either id hears less, until another choice")
    void choices() {
        registers.happens("contact.preferred", anna, Map.of("pace", "less", "preferredHour", "9"));
        merge(ann, anna);
        assertThat(preferences.of(ann).pace()).isEqualTo(Pace.LESS);
        assertThat(preferences.of(ann).preferredHour()).isEqualTo(9);
        registers.happens("contact.preferred", ann, Map.of("preferredHour", "18"));
        undo(ann, anna);
        assertThat(preferences.of(ann).pace()).isEqualTo(Pace.NORMAL);
        assertThat(preferences.of(ann).preferredHour()).isEqualTo(18);
        assertThat(preferences.of(anna).pace()).isEqualTo(Pace.LESS);
        assertThat(preferences.of(anna).preferredHour()).isEqualTo(9);
    }

    @Test
    @DisplayName("an event handled again changes nothing: neither a merge nor one that was undone")
    void again() {
        Event merge = merge(ann, anna);
        registers.handle(merge);
        assertThat(aliases.of(ann)).containsExactly(anna);
        undo(ann, anna);
        registers.handle(merge);
        assertThat(aliases.of(ann)).isEmpty();
        assertThat(aliases.current(anna)).isEqualTo(anna);
    }

    @Test
    @DisplayName(
            "what makes no sense is refused: oneself, who is not merged, who was merged into another, who was erased")
    void refused() {
        assertThatThrownBy(() -> merge(ann, ann)).isInstanceOf(RejectedEvent.class);
        assertThatThrownBy(() -> undo(ann, anna)).isInstanceOf(RejectedEvent.class);
        String other = registers.customer();
        merge(ann, anna);
        assertThatThrownBy(() -> undo(other, anna)).isInstanceOf(RejectedEvent.class);
        registers.happens("customer.erased", other, Map.of());
        assertThatThrownBy(() -> merge(ann, other)).isInstanceOf(RejectedEvent.class);
        registers.happens("customer.erased", ann, Map.of());
        assertThatThrownBy(() -> undo(ann, anna)).isInstanceOf(RejectedEvent.class);
    }

    @Test
    @DisplayName("an erasure takes what was kept of the merged one, too")
    void erased() {
        registers.happens("customer.updated", anna, Map.of("phone", "+44 20 7946 0001"));
        merge(ann, anna);
        registers.happens("customer.erased", ann, Map.of());
        assertThat(registers
                        .jdbc()
                        .sql("select to_jsonb(c)::text || coalesce(m.profile::text, '') from rapport.customer c"
                                + " left join rapport.customer_merge m on m.customer_id = c.id where c.id in (:ids)")
                        .param("ids", List.of(ann, anna))
                        .query(String.class)
                        .list())
                .isNotEmpty()
                .allSatisfy(row -> assertThat(row).doesNotContain("7946", "example.com", "Ann"));
    }

    @Test
    @DisplayName(
            "an event that was written under the old id while the merge was on its way is sent on, and not taken for a customer's")
    void moved() {
        merge(ann, anna);
        Event late = registers.event("order.placed", anna, Shop.orderData(registers.newId("o"), 10));
        assertThatThrownBy(() -> registers.handle(late)).isInstanceOf(MovedCustomer.class);
    }

    @Test
    @DisplayName("an id under which nothing is known is refused, with what to do, and leads nowhere")
    void unknown() {
        String nobody = registers.newId("nobody");
        assertThatThrownBy(() -> merge(ann, nobody))
                .isInstanceOf(RejectedEvent.class)
                .hasMessageContaining("no customer's id");
        assertThat(aliases.current(nobody)).isEqualTo(nobody);
        assertThat(customers.find(nobody)).isEmpty();
    }

    /** What happened to whom, beside the database: who is merged into whom, and what came under which id. */
    private static final class Story {

        private record Step(long at, String topic, boolean granted, String merged) {}

        private final Map<String, String> into = new HashMap<>();
        private final Map<String, Long> since = new HashMap<>();
        private final Map<String, String> orders = new HashMap<>();
        private final Map<String, List<Step>> steps = new HashMap<>();
        private final Map<String, Map<String, Object>> own = new HashMap<>();
        private long time;

        String current(String id) {
            return into.containsKey(id) ? current(into.get(id)) : id;
        }

        void says(String customer, String topic, boolean granted) {
            steps.computeIfAbsent(customer, none -> new ArrayList<>()).add(new Step(++time, topic, granted, null));
        }

        void merge(String survivor, String merged) {
            into.put(merged, survivor);
            since.put(merged, ++time);
        }

        void undo(String merged) {
            into.remove(merged);
            since.remove(merged);
        }

        /** Those merged into a customer or through one of them, in the order of the merges. */
        List<String> below(String customer) {
            return into.keySet().stream()
                    .filter(id -> leads(id, customer))
                    .sorted(Comparator.comparing(since::get))
                    .toList();
        }

        private boolean leads(String id, String customer) {
            return into.containsKey(id) && (into.get(id).equals(customer) || leads(into.get(id), customer));
        }

        Map<String, Boolean> consents(String customer) {
            List<Step> all = new ArrayList<>(steps.getOrDefault(customer, List.of()));
            into.forEach((merged, survivor) -> {
                if (survivor.equals(customer)) {
                    all.add(new Step(since.get(merged), null, false, merged));
                }
            });
            all.sort(Comparator.comparingLong(Step::at));
            Map<String, Boolean> holds = new TreeMap<>();
            for (Step step : all) {
                if (step.merged() == null) {
                    holds.put(step.topic(), step.granted());
                } else {
                    consents(step.merged())
                            .forEach((topic, granted) -> holds.merge(topic, granted, Boolean::logicalAnd));
                }
            }
            return holds;
        }

        Object fact(String customer, String name) {
            return Stream.concat(Stream.of(customer), below(customer).stream())
                    .map(id -> own.getOrDefault(id, Map.of()).get(name))
                    .filter(Objects::nonNull)
                    .findFirst()
                    .orElse(null);
        }
    }

    static IntStream seeds() {
        return IntStream.range(0, 25);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    @DisplayName("whatever is merged and undone in whatever order: each fact is where its id leads")
    void anyOrder(int seed) {
        Random random = new Random(seed);
        List<String> ids = List.of(ann, anna, registers.customer(), registers.customer());
        List<String> topics = List.of("offers", "tips");
        Story story = new Story();
        for (int step = 0; step < 25; step++) {
            String id = ids.get(random.nextInt(ids.size()));
            // the intake has the event be about the customer whom its id leads to
            String customer = story.current(id);
            switch (random.nextInt(6)) {
                case 0 -> story.orders.put(registers.order(customer, 10), customer);
                case 1 -> {
                    String topic = topics.get(random.nextInt(2));
                    boolean granted = random.nextBoolean();
                    consent(customer, granted, topic);
                    story.says(customer, topic, granted);
                }
                case 2 -> {
                    boolean phone = random.nextBoolean();
                    String value = "+49 30 " + (100_000 + random.nextInt(900_000));
                    registers.happens(
                            "customer.updated",
                            customer,
                            phone ? Map.of("phone", value) : Map.of("attributes", Map.of("x", value)));
                    story.own.computeIfAbsent(customer, none -> new HashMap<>()).put(phone ? "phone" : "x", value);
                }
                case 3, 4 -> {
                    String other = ids.get(random.nextInt(ids.size()));
                    String merged = story.current(other);
                    if (!merged.equals(customer)) {
                        merge(customer, other);
                        story.merge(customer, merged);
                    }
                }
                default -> {
                    if (story.into.containsKey(id)) {
                        undo(customer, id);
                        story.undo(id);
                    }
                }
            }
            check(story, ids, "seed " + seed + ", step " + step);
        }
        List<String> left = new ArrayList<>(story.into.keySet());
        Collections.shuffle(left, random);
        for (String id : left) {
            undo(story.current(id), id);
            story.undo(id);
            check(story, ids, "seed " + seed + ", undone " + id);
        }
    }

    private void check(Story story, List<String> ids, String when) {
        Map<String, String> found = new HashMap<>();
        registers
                .jdbc()
                .sql("select id, customer_id from rapport.customer_order where customer_id in (:ids)")
                .param("ids", ids)
                .query(row -> {
                    found.put(row.getString("id"), row.getString("customer_id"));
                });
        Map<String, String> expected = new HashMap<>();
        story.orders.forEach((order, id) -> expected.put(order, story.current(id)));
        assertThat(found).as(when).isEqualTo(expected);
        for (String id : ids) {
            String current = story.current(id);
            Customer customer = customers.find(id).orElseThrow();
            assertThat(customer.id()).as(when).isEqualTo(current);
            assertThat(customer.phone()).as(when).isEqualTo(story.fact(current, "phone"));
            assertThat(customer.attributes().get("x")).as(when).isEqualTo(story.fact(current, "x"));
            Map<String, Boolean> holds = story.consents(current);
            for (String topic : List.of("offers", "tips", "never-named")) {
                assertThat(consents.inForce(id, "email", topic))
                        .as(when + ": " + topic)
                        .isEqualTo(Optional.ofNullable(holds.get(topic)));
            }
        }
    }
}
