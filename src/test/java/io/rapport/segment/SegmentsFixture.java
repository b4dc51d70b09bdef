package io.rapport.segment;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.rapport.audit.AuditLog;
import io.rapport.calendar.BusinessClock;
import io.rapport.calendar.ShopCalendar;
import io.rapport.calendar.WorkingTime;
import io.rapport.customer.ChangeKind;
import io.rapport.customer.ChangedCustomers;
import io.rapport.customer.CustomerChanges;
import io.rapport.customer.ExchangeRates;
import io.rapport.inbox.CustomerResolver;
import io.rapport.inbox.EventArchive;
import io.rapport.inbox.internal.DefaultInbox;
import io.rapport.inbox.internal.EventCatalogue;
import io.rapport.inbox.internal.InboxJson;
import io.rapport.inbox.internal.IntakeCheck;
import io.rapport.inbox.internal.IntakeStore;
import io.rapport.inbox.internal.WorkSignal;
import io.rapport.release.NodeRelease;
import io.rapport.release.NodesWithoutReleases;
import io.rapport.testing.TestDatabase;
import java.nio.charset.StandardCharsets;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.io.FileSystemResource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;

/**
 * Segments over a database of their own, with the feed of changed customers and the inbox as they are, and no threads: a test
 * has changed customers evaluated itself. The shop is in Berlin; it is noon on a Tuesday in March.
 */
final class SegmentsFixture implements BeforeEachCallback, AfterAllCallback {

    static final Instant NOON = Instant.parse("2026-03-03T11:00:00Z");
    static final LocalDate TODAY = LocalDate.of(2026, 3, 3);
    static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    private final BusinessClock clock = new BusinessClock(InstantSource.fixed(NOON));
    private final AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
    private final EventCatalogue catalogue = catalogue("segments: {}");
    private final LiveSegments live = new LiveSegments(SegmentFile.NONE);
    private final AtomicInteger names = new AtomicInteger();

    SegmentsFixture() {
        HikariDataSource pool = TestDatabase.migrated().pool();
        register(HikariDataSource.class, pool);
        register(JdbcClient.class, JdbcClient.create(pool));
        register(PlatformTransactionManager.class, new JdbcTransactionManager(pool));
        register(ObjectMapper.class, new ObjectMapper());
        register(MeterRegistry.class, new SimpleMeterRegistry());
        register(BusinessClock.class, clock);
        register(
                WorkingTime.class,
                new WorkingTime(
                        BERLIN, LocalTime.of(9, 0), LocalTime.of(18, 0), EnumSet.allOf(DayOfWeek.class), Set.of()));
        register(EventCatalogue.class, catalogue);
        register(CustomerResolver.class, ids -> Map.of());
        register(NodeRelease.class, NodesWithoutReleases.on(pool));
        register(AuditLog.class, new AuditLog(JdbcClient.create(pool)));
        register(LiveSegments.class, live);
        context.register(
                InboxJson.class,
                IntakeStore.class,
                WorkSignal.class,
                IntakeCheck.class,
                DefaultInbox.class,
                EventArchive.class,
                ExchangeRates.class,
                ChangedCustomers.class,
                CustomerChanges.class,
                ShopCalendar.class,
                SegmentRates.class,
                SegmentStore.class,
                SegmentMembers.class,
                SegmentChangeListener.class,
                SegmentBuild.class,
                SegmentDays.class,
                SegmentPreviews.class,
                Segments.class);
        context.refresh();
    }

    private <T> void register(Class<T> type, T bean) {
        context.registerBean(type, (Supplier<T>) () -> bean);
    }

    private static EventCatalogue catalogue(String segments) {
        return EventCatalogue.read(
                List.of(
                        new FileSystemResource("processes/events.asyncapi.yaml"),
                        new ByteArrayResource(segments.getBytes(StandardCharsets.UTF_8)) {
                            @Override
                            public String getFilename() {
                                return "segments.yaml";
                            }
                        }),
                InstantSource.system());
    }

    @Override
    public void beforeEach(ExtensionContext test) {
        clock.moveTo(NOON);
        live.load(SegmentFile.NONE);
        jdbc().sql(
                        """
                truncate rapport.segment, rapport.segment_member, rapport.segment_exclusion, rapport.segment_count,
                    rapport.segment_change, rapport.changed_customer, rapport.inbox_event, rapport.inbox_identity, rapport.customer_date,
                    rapport.survey, rapport.complaint, rapport.loyalty_entry, rapport.customer_order,
                    rapport.customer_restriction, rapport.customer_value, rapport.customer_relationship,
                    rapport.relationship_rebuild, rapport.inbox_alias
                cascade""")
                .update();
        jdbc().sql("alter table rapport.consent_entry disable trigger consent_entry_append_only")
                .update();
        jdbc().sql("delete from rapport.consent_entry").update();
        jdbc().sql("alter table rapport.consent_entry enable trigger consent_entry_append_only")
                .update();
        jdbc().sql("delete from rapport.customer").update();
    }

    @Override
    public void afterAll(ExtensionContext tests) {
        context.close();
    }

    <T> T get(Class<T> type) {
        return context.getBean(type);
    }

    JdbcClient jdbc() {
        return get(JdbcClient.class);
    }

    // what is live

    /** A release: its segments are to be built. */
    void release(String yaml) {
        SegmentFileReader.Read read = SegmentFileReader.read(yaml.getBytes(StandardCharsets.UTF_8));
        if (!read.findings().isEmpty()) {
            throw new IllegalArgumentException(read.findings().toString());
        }
        catalogue.use(catalogue(yaml));
        live.load(read.file());
        get(SegmentStore.class).apply(read.file());
    }

    /** A release with one segment. */
    void releaseOne(String name, String condition) {
        release("segments:\n  " + name + ":\n    title: {en: " + name + "}\n    conditions:\n" + condition.indent(6));
    }

    void build() {
        while (get(SegmentBuild.class).advance()) {
            // the next page
        }
    }

    // time

    LocalDate today() {
        return get(ShopCalendar.class).today();
    }

    /** So many days pass, and who is concerned is judged. */
    int pass(int days) {
        clock.moveTo(today().plusDays(days).atTime(12, 0).atZone(BERLIN).toInstant());
        int judged = get(SegmentDays.class).pass();
        evaluate();
        return judged;
    }

    void at(Instant moment) {
        clock.moveTo(moment);
    }

    // who changes

    void changed(ChangeKind kind, String... customers) {
        get(ChangedCustomers.class).note(List.of(customers), kind);
        evaluate();
    }

    void evaluate() {
        get(CustomerChanges.class).evaluateAll();
    }

    // what is known

    String customer() {
        return customer("c" + names.incrementAndGet());
    }

    String customer(String id) {
        jdbc().sql("insert into rapport.customer (id, registered_at) values (:id, :at)")
                .param("id", id)
                .param("at", Timestamp.from(clock.instant()))
                .update();
        return id;
    }

    void profile(String id, String column, Object value) {
        jdbc().sql("update rapport.customer set " + column + " = :value where id = :id")
                .param("value", value)
                .param("id", id)
                .update();
    }

    void attributes(String id, String json) {
        jdbc().sql("update rapport.customer set attributes = :json::jsonb where id = :id")
                .param("json", json)
                .param("id", id)
                .update();
    }

    /** @return an order of so many days ago, at noon in the shop */
    String order(String customer, int daysAgo, String total, String currency, String... skus) {
        return orderAt(
                customer,
                today().minusDays(daysAgo).atTime(12, 0).atZone(BERLIN).toInstant(),
                total,
                currency,
                skus);
    }

    String order(String customer, int daysAgo) {
        return order(customer, daysAgo, "10.00", "EUR", "TEA-1");
    }

    String orderAt(String customer, Instant at, String total, String currency, String... skus) {
        String id = "o" + names.incrementAndGet();
        jdbc().sql(
                        """
                insert into rapport.customer_order (id, customer_id, currency, total, placed_at)
                values (:id, :customer, :currency, :total::numeric, :at)""")
                .param("id", id)
                .param("customer", customer)
                .param("currency", currency)
                .param("total", total)
                .param("at", Timestamp.from(at))
                .update();
        int line = 0;
        for (String sku : skus) {
            jdbc().sql(
                            """
                    insert into rapport.customer_order_item (order_id, line, sku, name, quantity, price, amount_minor)
                    values (:id, :line, :sku, :sku, 1, 1, 100)""")
                    .param("id", id)
                    .param("line", line++, Types.SMALLINT)
                    .param("sku", sku)
                    .update();
        }
        return id;
    }

    void order(String id, String column) {
        jdbc().sql("update rapport.customer_order set " + column + " = :at where id = :id")
                .param("at", Timestamp.from(clock.instant()))
                .param("id", id)
                .update();
    }

    void value(String customer, int valueClass, double alive) {
        jdbc().sql(
                        """
                insert into rapport.customer_value (customer_id, first_day, last_day, order_days, spend_minor, repeat_minor,
                    repeat_paid_days, recency_quintile, frequency_quintile, monetary_quintile, alive, expected_90,
                    expected_365, lifetime_minor, value_class, method, computed_at)
                values (:customer, '2026-01-01', '2026-01-01', 1, 4000, 0, 0, 3, 3, 3, :alive, 0.2, 1, 4000, :class, 'days',
                    :now)""")
                .param("customer", customer)
                .param("alive", alive)
                .param("class", valueClass, Types.SMALLINT)
                .param("now", Timestamp.from(clock.instant()))
                .update();
    }

    void relationship(String customer, String tier, String stage) {
        jdbc().sql(
                        """
                insert into rapport.customer_relationship (customer_id, tier, tier_since, tier_why, stage, stage_since,
                    stage_why, stage_orders, evaluated_by)
                values (:customer, :tier, :now, 'test', :stage, :now, 'test', 0, 'test')""")
                .param("customer", customer)
                .param("tier", tier)
                .param("stage", stage)
                .param("now", Timestamp.from(clock.instant()))
                .update();
    }

    void points(String customer, int points) {
        jdbc().sql(
                        """
                insert into rapport.loyalty_entry (customer_id, kind, source, points, recorded_at)
                values (:customer, 'bonus', :source, :points, :now)""")
                .param("customer", customer)
                .param("source", "test:" + names.incrementAndGet())
                .param("points", points)
                .param("now", Timestamp.from(clock.instant()))
                .update();
    }

    void refund(String order, String total) {
        jdbc().sql(
                        """
                insert into rapport.customer_refund (order_id, refund_id, refunded_at, currency, total)
                select id, :refund, :now, currency, :total::numeric from rapport.customer_order where id = :order""")
                .param("refund", "r" + names.incrementAndGet())
                .param("order", order)
                .param("total", total)
                .param("now", Timestamp.from(clock.instant()))
                .update();
    }

    void restrict(String customer, boolean restricted) {
        jdbc().sql(
                        """
                insert into rapport.customer_restriction (customer_id, restricted, since, event_seq)
                values (:customer, :restricted, :now, 1)
                on conflict (customer_id) do update set restricted = excluded.restricted""")
                .param("customer", customer)
                .param("restricted", restricted)
                .param("now", Timestamp.from(clock.instant()))
                .update();
    }

    void consent(String customer, String topic, boolean granted, String basis) {
        jdbc().sql(
                        """
                insert into rapport.consent_entry
                    (customer_id, channel, topic, granted, basis, source, wording, event_seq, recorded_at)
                values (:customer, 'email', :topic, :granted, :basis, 'till', 'yes', :seq, :now)""")
                .param("customer", customer)
                .param("topic", topic)
                .param("granted", granted)
                .param("basis", basis)
                .param("seq", names.incrementAndGet())
                .param("now", Timestamp.from(clock.instant()))
                .update();
    }

    String complaint(String customer) {
        String id = "k" + names.incrementAndGet();
        jdbc().sql(
                        """
                insert into rapport.complaint (id, customer_id, channel, text, opened_at)
                values (:id, :customer, 'email', 'broken', :now)""")
                .param("id", id)
                .param("customer", customer)
                .param("now", Timestamp.from(clock.instant()))
                .update();
        return id;
    }

    void close(String complaint) {
        jdbc().sql("update rapport.complaint set closed_at = :now where id = :id")
                .param("now", Timestamp.from(clock.instant()))
                .param("id", complaint)
                .update();
    }

    void score(String customer, String kind, int score, int daysAgo) {
        jdbc().sql(
                        """
                insert into rapport.survey (id, kind, customer_id, about, opened_at, answered_at, score)
                values (:id, :kind, :customer, :id, :at, :at, :score)""")
                .param("id", "s" + names.incrementAndGet())
                .param("kind", kind)
                .param("customer", customer)
                .param("at", Timestamp.from(clock.instant().minusSeconds(86_400L * daysAgo)))
                .param("score", score)
                .update();
    }

    // what came of it

    /** @return who is in a segment */
    Set<String> members(String segment) {
        return new TreeSet<>(jdbc().sql("select customer_id from rapport.segment_member where segment = :segment")
                .param("segment", segment)
                .query(String.class)
                .list());
    }

    /** @return who is in which segment, as {@code c1 repeat-buyers} */
    Set<String> members() {
        return new TreeSet<>(jdbc().sql("select customer_id || ' ' || segment from rapport.segment_member")
                .query(String.class)
                .list());
    }

    /** @return who would be in which segment if all of them were built anew now */
    Set<String> builtAnew() {
        SegmentSql.Statement all = SegmentSql.ofAll(
                live.file(),
                live.file().segments().keySet(),
                today(),
                BERLIN,
                get(SegmentRates.class).all());
        return new TreeSet<>(jdbc().sql("select customer_id || ' ' || unnest(segments) from (" + all.sql() + ") judged")
                .params(all.params())
                .query(String.class)
                .list());
    }

    /** @return what the inbox has, the oldest first, as {@code c1 segment.entered.repeat-buyers} */
    List<String> raised() {
        return jdbc().sql(
                        """
                select customer_id || ' ' || type from rapport.inbox_event where type like 'segment.%'
                order by occurred_at, seq""")
                .query(String.class)
                .list();
    }
}
