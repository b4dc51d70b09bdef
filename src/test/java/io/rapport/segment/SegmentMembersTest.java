package io.rapport.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.rapport.audit.AuditEntry;
import io.rapport.audit.AuditLog;
import io.rapport.customer.ChangeKind;
import io.rapport.customer.Moves;
import io.rapport.segment.SegmentPreviews.Effect;
import io.rapport.segment.Segments.Membership;
import java.sql.Date;
import java.sql.Timestamp;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Segments are kept up to date:")
@Tag("slow")
class SegmentMembersTest {

    @RegisterExtension
    static final SegmentsFixture shop = new SegmentsFixture();

    private static final String BUYERS = "orders: {at-least: 2, in: 90 days}";

    private static List<String> priorities() {
        return shop.jdbc()
                .sql("select distinct priority::text from rapport.inbox_event where type like 'segment.%'")
                .query(String.class)
                .list();
    }

    @Test
    @DisplayName("who is in a new segment is state and no news; who enters or leaves it later is an event, once")
    void news() {
        String ann = shop.customer();
        String bob = shop.customer();
        shop.order(ann, 3);
        shop.order(ann, 2);
        shop.releaseOne("buyers", BUYERS);
        shop.build();
        assertThat(shop.members("buyers")).containsExactly(ann);
        assertThat(shop.raised()).isEmpty();

        shop.order(bob, 1);
        shop.changed(ChangeKind.LIVE, bob);
        String second = shop.order(bob, 0);
        shop.changed(ChangeKind.LIVE, bob, ann);
        shop.changed(ChangeKind.LIVE, bob);
        shop.order(second, "cancelled_at");
        shop.changed(ChangeKind.LIVE, bob);

        assertThat(shop.raised()).containsExactly(bob + " segment.entered.buyers", bob + " segment.left.buyers");
        assertThat(shop.jdbc()
                        .sql(
                                "select customer_id || ' ' || segment || ' ' || entered from rapport.segment_change order by id")
                        .query(String.class)
                        .list())
                .as("kept for the timeline")
                .containsExactly(bob + " buyers true", bob + " buyers false");
        assertThat(shop.members("buyers")).containsExactly(ann);
    }

    @Test
    @DisplayName("what an import brings is state; what many changes bring is bulk")
    void kinds() {
        String ann = shop.customer();
        String bob = shop.customer();
        shop.releaseOne("buyers", "orders: {at-least: 1}");
        shop.build();

        shop.order(ann, 1);
        shop.changed(ChangeKind.FIRST, ann);
        assertThat(shop.members("buyers")).containsExactly(ann);
        assertThat(shop.raised()).isEmpty();

        shop.order(bob, 1);
        shop.changed(ChangeKind.BULK, bob);
        assertThat(shop.raised()).containsExactly(bob + " segment.entered.buyers");
        assertThat(priorities()).containsExactly("1");
    }

    @Test
    @DisplayName("a day takes out whose order leaves the window, and judges nobody else")
    void aDay() {
        String ann = shop.customer();
        String bob = shop.customer();
        String cat = shop.customer();
        shop.order(ann, 89);
        shop.order(bob, 88);
        shop.order(cat, 5);
        shop.releaseOne("buyers", "orders: {at-least: 1, in: 90 days}");
        shop.build();

        assertThat(shop.pass(0)).isZero();
        assertThat(shop.members("buyers")).containsExactlyInAnyOrder(ann, bob, cat);
        assertThat(shop.pass(1)).as("customers whose window has run out").isEqualTo(1);
        assertThat(shop.members("buyers")).containsExactlyInAnyOrder(bob, cat);
        assertThat(shop.raised()).containsExactly(ann + " segment.left.buyers");
        assertThat(priorities()).containsExactly("1");
        assertThat(shop.pass(0)).as("once a day").isZero();
        assertThat(shop.pass(84)).as("also after days on which no node ran").isEqualTo(2);
        assertThat(shop.members("buyers")).isEmpty();
        assertThat(shop.get(Segments.class).trend("buyers", 10))
                .extracting(Segments.DayCount::day, Segments.DayCount::members)
                .containsExactly(
                        tuple(LocalDate.of(2026, 3, 3), 3L),
                        tuple(LocalDate.of(2026, 3, 4), 3L),
                        tuple(LocalDate.of(2026, 5, 27), 2L));
    }

    @Test
    @DisplayName("the trend begins where customers do: days on which there was nobody yet are no past to compare with")
    void trendBegins() {
        shop.releaseOne("buyers", "orders: {at-least: 1, in: 90 days}");
        shop.build();
        shop.pass(1);
        assertThat(shop.get(Segments.class).trend("buyers", 10)).isEmpty();
        String ann = shop.customer();
        shop.order(ann, 0);
        shop.changed(ChangeKind.LIVE, ann);
        shop.pass(1);
        shop.pass(1);
        assertThat(shop.get(Segments.class).trend("buyers", 10))
                .extracting(Segments.DayCount::members)
                .containsExactly(1L, 1L);
    }

    @Test
    @DisplayName("a changed definition is built in pages without events; another node goes on where one stopped")
    void rebuilt() {
        List<String> all = new ArrayList<>();
        for (int i = 0; i < 25; i++) {
            String id = shop.customer();
            all.add(id);
            shop.order(id, i);
        }
        shop.releaseOne("buyers", "orders: {at-least: 1, in: 5 days}");
        shop.build();
        assertThat(shop.members("buyers")).hasSize(5);

        shop.releaseOne("buyers", "orders: {at-least: 1, in: 20 days}");
        SegmentBuild build = shop.get(SegmentBuild.class);
        assertThat(build.advance(10)).isTrue();
        Segments.Segment begun = shop.get(Segments.class).all(Locale.ENGLISH).get(0);
        assertThat(begun.building()).isTrue();
        assertThat(begun.percent()).isEqualTo(40);

        // a customer who was looked at already, and one who was not
        List<String> ordered = new TreeSet<>(all).stream().toList();
        String before = shop.jdbc()
                .sql("select min(id) from rapport.customer")
                .query(String.class)
                .single();
        String behind = shop.jdbc()
                .sql("select max(id) from rapport.customer")
                .query(String.class)
                .single();
        assertThat(ordered).contains(before, behind);
        shop.jdbc().sql("delete from rapport.customer_order_item").update();
        for (String id : List.of(before, behind)) {
            shop.jdbc()
                    .sql("update rapport.customer_order set returned_at = placed_at where customer_id = :id")
                    .param("id", id)
                    .update();
        }
        boolean wasIn = shop.members("buyers").contains(before);
        shop.changed(ChangeKind.LIVE, before, behind);
        assertThat(shop.raised()).isEqualTo(wasIn ? List.of(before + " segment.left.buyers") : List.of());

        while (build.advance(10)) {
            // the next page
        }
        assertThat(shop.get(Segments.class).all(Locale.ENGLISH).get(0).building())
                .isFalse();
        assertThat(shop.members()).isEqualTo(shop.builtAnew());
        assertThat(shop.raised()).hasSizeLessThanOrEqualTo(1);
    }

    @Test
    @DisplayName("what has not changed is not built anew, and what leaves the file leaves nobody behind")
    void unchanged() {
        String ann = shop.customer();
        shop.order(ann, 1);
        shop.releaseOne("buyers", "orders: {at-least: 1}");
        shop.build();
        shop.jdbc()
                .sql("update rapport.segment_member set since = '2020-01-01Z'")
                .update();

        shop.releaseOne("buyers", "orders: {at-least: 1}");
        assertThat(shop.get(SegmentBuild.class).advance()).isFalse();

        shop.release("segments: {}");
        shop.build();
        assertThat(shop.members()).isEmpty();
        assertThat(shop.jdbc()
                        .sql("select count(*) from rapport.segment")
                        .query(Long.class)
                        .single())
                .isZero();
        assertThat(shop.raised()).isEmpty();
    }

    @Test
    @DisplayName("who was merged is in none; who was taken out under the merged id is taken out still, until put back")
    void merged() {
        String ann = shop.customer();
        String bob = shop.customer();
        shop.order(ann, 1);
        shop.order(bob, 1);
        shop.releaseOne("buyers", "orders: {at-least: 1}");
        shop.build();
        Segments segments = shop.get(Segments.class);
        segments.takeOut("demo", ann, "buyers", "asked for it");

        shop.profile(ann, "merged_into", bob);
        shop.jdbc()
                .sql("insert into rapport.inbox_alias (customer_id, survivor, partition) values (:gone, :stays, 0)")
                .param("gone", ann)
                .param("stays", bob)
                .update();
        shop.changed(ChangeKind.FIRST, ann, bob);
        assertThat(shop.members()).isEmpty();

        assertThat(segments.putBack("demo", bob, "buyers")).isTrue();
        assertThat(shop.members()).containsExactly(bob + " buyers");
        assertThat(shop.members()).isEqualTo(shop.builtAnew());
    }

    @Test
    @DisplayName("points are judged when they are given or taken, although no event says so")
    void points() {
        String ann = shop.customer();
        shop.releaseOne("rich", "points: {at-least: 100}");
        shop.build();

        shop.points(ann, 100);
        shop.evaluate();
        assertThat(shop.members("rich")).containsExactly(ann);
        shop.points(ann, -1);
        shop.evaluate();

        assertThat(shop.members("rich")).isEmpty();
        assertThat(shop.raised()).containsExactly(ann + " segment.entered.rich", ann + " segment.left.rich");
    }

    @Test
    @DisplayName("other tables of tier and stage have the segments built anew that ask for them, without events")
    void otherTables() {
        String ann = shop.customer();
        shop.relationship(ann, "brand", "active");
        shop.release(
                """
                segments:
                  close: {title: {en: Close}, conditions: {tier: intimate}}
                  far: {title: {en: Far}, conditions: {not: {segment: close}}}
                  all: {title: {en: All}, conditions: {orders: {at-least: 0}}}
                """);
        shop.build();
        assertThat(shop.members()).containsExactly(ann + " all", ann + " far");

        shop.jdbc()
                .sql("update rapport.customer_relationship set tier = 'intimate'")
                .update();
        shop.jdbc()
                .sql(
                        """
                insert into rapport.relationship_rebuild (evaluated_by, after_customer, done, started_at, finished_at)
                values ('others', '', 1, :now, :now)""")
                .param("now", Timestamp.from(SegmentsFixture.NOON.plusSeconds(60)))
                .update();
        shop.at(SegmentsFixture.NOON.plusSeconds(120));
        shop.build();

        assertThat(shop.members()).containsExactly(ann + " all", ann + " close");
        assertThat(shop.raised()).isEmpty();
        assertThat(shop.get(SegmentBuild.class).advance()).as("once").isFalse();
    }

    @Test
    @DisplayName("who is taken out by hand stays out until put back, whatever becomes of the conditions")
    void byHand() {
        String ann = shop.customer();
        shop.order(ann, 1);
        shop.releaseOne("buyers", "orders: {at-least: 1}");
        shop.build();
        Segments segments = shop.get(Segments.class);

        assertThat(segments.takeOut("demo", ann, "buyers", "asked for it")).isTrue();
        assertThat(segments.takeOut("demo", ann, "buyers", "asked for it"))
                .as("a second time")
                .isFalse();
        assertThat(segments.takeOut("demo", ann, "nothing", "asked for it")).isFalse();
        shop.order(ann, 0);
        shop.changed(ChangeKind.LIVE, ann);
        shop.releaseOne("buyers", "orders: {at-least: 2}");
        shop.build();
        shop.pass(1);

        assertThat(shop.members("buyers")).isEmpty();
        assertThat(segments.of(ann, Locale.ENGLISH))
                .extracting(Membership::name, Membership::isTakenOut, Membership::takenOutBy, Membership::why)
                .containsExactly(tuple("buyers", true, "demo", "asked for it"));
        assertThat(shop.raised()).containsExactly(ann + " segment.left.buyers");

        assertThat(segments.putBack("demo", ann, "buyers")).isTrue();
        assertThat(segments.putBack("demo", ann, "buyers")).isFalse();
        assertThat(shop.members("buyers")).containsExactly(ann);
        assertThat(shop.raised()).containsExactly(ann + " segment.left.buyers", ann + " segment.entered.buyers");
        assertThat(shop.get(AuditLog.class).newest(List.of(ann), 9))
                .extracting(AuditEntry::what)
                .containsExactly(Segments.PUT_BACK, Segments.TAKEN_OUT);
    }

    @Test
    @DisplayName("who was erased is in none, and no event says so")
    void erased() {
        String ann = shop.customer();
        shop.releaseOne("everybody", "orders: {at-least: 0}");
        shop.build();
        assertThat(shop.members("everybody")).containsExactly(ann);

        shop.profile(ann, "erased_at", Timestamp.from(SegmentsFixture.NOON));
        shop.changed(ChangeKind.LIVE, ann);

        assertThat(shop.members("everybody")).isEmpty();
        assertThat(shop.raised()).isEmpty();
    }

    @Test
    @DisplayName("what was found of a customer while they were erased is forgotten at once")
    void erasedMeanwhile() {
        String ann = shop.customer();
        String bob = shop.customer();
        shop.releaseOne("buyers", "orders: {at-least: 1}");
        shop.build();
        shop.order(ann, 1);
        shop.order(bob, 1);
        shop.changed(ChangeKind.LIVE, ann, bob);
        assertThat(kept(ann)).isEqualTo("1 change, said segment");

        // the erasure did not see what was not committed yet
        shop.profile(ann, "erased_at", Timestamp.from(SegmentsFixture.NOON));
        shop.changed(ChangeKind.LIVE, ann, bob);

        assertThat(kept(ann)).isEqualTo("0 change, said nothing");
        assertThat(kept(bob)).isEqualTo("1 change, said segment");
        assertThat(shop.raised())
                .as("that something was raised stays known")
                .containsExactly(ann + " segment.entered.buyers", bob + " segment.entered.buyers");
    }

    private static String kept(String customer) {
        return shop.jdbc()
                .sql(
                        """
                select (select count(*) from rapport.segment_change where customer_id = :customer) || ' change, said '
                       || (select coalesce(string_agg(key, ' '), 'nothing')
                           from rapport.inbox_event, jsonb_object_keys(data) key where customer_id = :customer)""")
                .param("customer", customer)
                .query(String.class)
                .single();
    }

    @Test
    @DisplayName(
            "whose data are restricted is in none, and no event says so; when that ends, their conditions count again")
    void restricted() {
        String ann = shop.customer();
        shop.order(ann, 1);
        shop.releaseOne("buyers", "orders: {at-least: 1}");
        shop.build();

        shop.restrict(ann, true);
        shop.changed(ChangeKind.LIVE, ann);
        assertThat(shop.members("buyers")).isEmpty();
        assertThat(shop.raised()).isEmpty();

        shop.restrict(ann, false);
        shop.changed(ChangeKind.LIVE, ann);
        assertThat(shop.members("buyers")).containsExactly(ann);
        assertThat(shop.raised()).containsExactly(ann + " segment.entered.buyers");
    }

    @Test
    @DisplayName("a draft is counted, with who would come and go, and nothing of it is stored")
    void preview() {
        String ann = shop.customer();
        String bob = shop.customer();
        shop.order(ann, 100);
        shop.order(bob, 1);
        shop.releaseOne("buyers", "orders: {at-least: 1, in: 50 days}");
        shop.build();

        SegmentPreviews.DraftEffects preview = shop.get(SegmentPreviews.class)
                .of(
                        """
                        segments:
                          buyers: {title: {en: Buyers, zh: 买家}, conditions: {no-order-for: 50 days}}
                          nobody: {title: {en: Nobody}, conditions: {orders: {at-least: 9}}}
                        """,
                        Locale.CHINESE);

        assertThat(preview.findings()).isEmpty();
        assertThat(preview.effects())
                .containsExactly(new Effect("buyers", "买家", 1, 1, 1), new Effect("nobody", "Nobody", 0, 0, 0));
        assertThat(shop.members()).containsExactly(bob + " buyers");
        assertThat(shop.get(SegmentPreviews.class)
                        .of("segments: {a: {}}", Locale.ENGLISH)
                        .findings())
                .isNotEmpty();
    }

    @Test
    @DisplayName(
            "who would enter and leave if customers were worth something else is counted of what is built, and nobody moves")
    void supposed() {
        String ann = shop.customer();
        String bob = shop.customer();
        String cem = shop.customer();
        shop.value(ann, 5, 0.9);
        shop.value(bob, 2, 0.9);
        shop.value(cem, 5, 0.9);
        shop.relationship(ann, "brand", "active");
        shop.relationship(bob, "distant", "active");
        shop.relationship(cem, "brand", "active");
        shop.release(
                """
                segments:
                  best: {title: {en: Best}, conditions: {value-class: {at-least: 4}}}
                  close: {title: {en: Close}, conditions: {all: [tier: [intimate], alive: {at-least: 0.5}]}}
                  safe: {title: {en: Safe}, conditions: {not: {segment: best}}}
                """);
        shop.build();
        Set<String> members = shop.members();

        List<Moves> moves = shop.get(SegmentPreviews.class)
                .supposing(List.of(
                        new SupposedCustomer(ann, 3, 0.9, "brand", "active"),
                        new SupposedCustomer(bob, 4, 0.6, "intimate", "active"),
                        new SupposedCustomer(cem, 4, 0.2, "intimate", "active")));

        assertThat(moves)
                .containsExactlyInAnyOrder(
                        new Moves("segment", "best", "out", "in", 1),
                        new Moves("segment", "best", "in", "out", 1),
                        new Moves("segment", "close", "out", "in", 1),
                        new Moves("segment", "safe", "out", "in", 1),
                        new Moves("segment", "safe", "in", "out", 1));
        assertThat(shop.members()).isEqualTo(members);
        assertThat(shop.raised()).isEmpty();
    }

    private static final String MANY =
            """
            segments:
              repeat: {title: {en: A}, conditions: {orders: {at-least: 2, in: 30 days}}}
              lapsing:
                title: {en: B}
                conditions: {all: [no-order-for: 20 days, orders: {at-least: 1}, not: {segment: angry}]}
              angry: {title: {en: C}, conditions: {any: [open-complaints: {at-least: 1}, newest-score: {at-most: 2}]}}
              tea: {title: {en: D}, conditions: {bought: {sku: TEA-1, at-least: 2, in: 45 days}}}
              spenders: {title: {en: E}, conditions: {spend: {at-least: 100, in: 60 days}}}
              soon: {title: {en: F}, conditions: {date: {of: birthday, in-next: 10 days}}}
              after: {title: {en: G}, conditions: {date: {of: attributes.contractEnd, in-last: 7 days}}}
              new: {title: {en: H}, conditions: {all: [registered-for-at-most: 15 days, not: {segment: repeat}]}}
              offers: {title: {en: I}, conditions: {all: [consent: {channel: email, topic: offers}, not: {segment: lapsing}]}}
            """;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    @DisplayName("kept up by changes and days they are what they would be if built anew, and the events tell each step")
    void incrementalIsFull(long seed) {
        Random random = new Random(seed);
        List<String> customers = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            customers.add(shop.customer());
        }
        List<String> orders = new ArrayList<>();
        List<String> complaints = new ArrayList<>();
        shop.release(MANY);
        shop.build();
        Set<String> told = shop.members();
        int seen = 0;
        for (int step = 0; step < 60; step++) {
            String customer = customers.get(random.nextInt(customers.size()));
            switch (random.nextInt(13)) {
                case 0, 1, 2 ->
                    orders.add(shop.order(
                            customer,
                            random.nextInt(3) == 0 ? random.nextInt(70) : 0,
                            String.valueOf(10 + random.nextInt(80)),
                            random.nextBoolean() ? "EUR" : "USD",
                            random.nextBoolean() ? "TEA-1" : "CUP-2"));
                case 3 -> {
                    if (!orders.isEmpty()) {
                        String order = orders.get(random.nextInt(orders.size()));
                        shop.order(order, random.nextBoolean() ? "returned_at" : "cancelled_at");
                        customer = shop.jdbc()
                                .sql("select customer_id from rapport.customer_order where id = :id")
                                .param("id", order)
                                .query(String.class)
                                .single();
                    }
                }
                case 4 -> complaints.add(shop.complaint(customer));
                case 5 -> {
                    if (!complaints.isEmpty()) {
                        String complaint = complaints.remove(random.nextInt(complaints.size()));
                        shop.close(complaint);
                        customer = shop.jdbc()
                                .sql("select customer_id from rapport.complaint where id = :id")
                                .param("id", complaint)
                                .query(String.class)
                                .single();
                    }
                }
                case 6 -> shop.score(customer, "satisfaction", 1 + random.nextInt(5), 0);
                case 7 ->
                    shop.profile(
                            customer,
                            "birthday",
                            Date.valueOf(shop.today().minusYears(30).plusDays(random.nextInt(60))));
                case 8 ->
                    shop.attributes(
                            customer, "{\"contractEnd\": \"" + shop.today().plusDays(random.nextInt(40) - 20L) + "\"}");
                case 9 ->
                    shop.consent(customer, random.nextBoolean() ? "offers" : "all", random.nextBoolean(), "consent");
                case 10 -> {
                    customer = shop.customer();
                    customers.add(customer);
                }
                case 11 -> {
                    Segments segments = shop.get(Segments.class);
                    List<Membership> memberships = segments.of(customer, Locale.ENGLISH);
                    if (!memberships.isEmpty()) {
                        Membership one = memberships.get(random.nextInt(memberships.size()));
                        if (one.isTakenOut()) {
                            segments.putBack("demo", customer, one.name());
                        } else {
                            segments.takeOut("demo", customer, one.name(), "why");
                        }
                    }
                }
                default -> shop.pass(1 + random.nextInt(12));
            }
            shop.changed(ChangeKind.LIVE, customer);

            assertThat(shop.members()).as("step %d", step).isEqualTo(shop.builtAnew());
        }
        for (String event : shop.raised()) {
            String[] parts = event.split(" segment\\.");
            boolean entered = parts[1].startsWith("entered.");
            String membership = parts[0] + " " + parts[1].substring(parts[1].indexOf('.') + 1);
            assertThat(entered ? told.add(membership) : told.remove(membership))
                    .as("%s, the event %d", event, seen++)
                    .isTrue();
        }
        assertThat(told).isEqualTo(shop.members());
        assertThat(seen).as("something happened").isGreaterThan(20);
    }
}
