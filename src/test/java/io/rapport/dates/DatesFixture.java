package io.rapport.dates;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.rapport.calendar.BusinessClock;
import io.rapport.customer.Customers;
import io.rapport.inbox.CustomerResolver;
import io.rapport.inbox.EventTypes;
import io.rapport.inbox.internal.DefaultInbox;
import io.rapport.inbox.internal.EventCatalogue;
import io.rapport.inbox.internal.InboxJson;
import io.rapport.inbox.internal.IntakeCheck;
import io.rapport.inbox.internal.IntakeStore;
import io.rapport.inbox.internal.WorkSignal;
import io.rapport.release.NodeRelease;
import io.rapport.release.NodesWithoutReleases;
import io.rapport.testing.TestDatabase;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.FileSystemResource;
import org.springframework.core.io.Resource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;

/**
 * The scheduler of dates over a database of its own, with the inbox as it is, and the entries of a file of
 * {@code src/test/resources/dates}. Its thread does not run; time stands still unless a test moves it.
 */
final class DatesFixture implements BeforeEachCallback, AfterAllCallback {

    private final BusinessClock clock = new BusinessClock(InstantSource.fixed(Instant.EPOCH));
    private final AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
    private final EventCatalogue catalogue;

    DatesFixture() {
        this(new ClassPathResource("dates/dates.yaml"));
    }

    /** @param entries a dates.yaml */
    DatesFixture(Resource entries) {
        catalogue = EventCatalogue.read(
                List.of(
                        new FileSystemResource("processes/events.asyncapi.yaml"),
                        new ClassPathResource("dates/contracts.asyncapi.yaml"),
                        entries),
                InstantSource.system());
        HikariDataSource pool = TestDatabase.migrated().pool();
        register(HikariDataSource.class, pool);
        register(JdbcClient.class, JdbcClient.create(pool));
        register(PlatformTransactionManager.class, new JdbcTransactionManager(pool));
        register(ObjectMapper.class, new ObjectMapper());
        register(MeterRegistry.class, new SimpleMeterRegistry());
        register(BusinessClock.class, clock);
        register(EventCatalogue.class, catalogue);
        register(CustomerResolver.class, ids -> Map.of());
        register(NodeRelease.class, NodesWithoutReleases.on(pool));
        context.register(
                Customers.class,
                InboxJson.class,
                IntakeStore.class,
                WorkSignal.class,
                IntakeCheck.class,
                DefaultInbox.class,
                CustomerDates.class,
                Regions.class,
                DateProgress.class,
                RaisedEvents.class,
                DateRun.class,
                ScheduleRun.class,
                DueEvents.class);
        context.refresh();
    }

    private <T> void register(Class<T> type, T bean) {
        context.registerBean(type, (Supplier<T>) () -> bean);
    }

    @Override
    public void beforeEach(ExtensionContext test) {
        jdbc().sql("truncate rapport.date_progress, rapport.customer_date, rapport.inbox_event, rapport.inbox_identity"
                        + " cascade")
                .update();
        jdbc().sql("delete from rapport.customer_order").update();
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

    BusinessClock clock() {
        return clock;
    }

    EventTypes types() {
        return catalogue;
    }

    /** It is a moment, and the scheduler runs. */
    void at(String moment) {
        clock.moveTo(Instant.parse(moment));
        get(DueEvents.class).raise();
    }

    void at(String moment, int minutes) {
        at(Instant.parse(moment).plus(Duration.ofMinutes(minutes)).toString());
    }

    /** A customer as the profile keeps one. */
    void customer(String id, String birthday, String zone) {
        customer(id, birthday, zone, "{}");
    }

    void customer(String id, String birthday, String zone, String attributes) {
        boolean withoutYear = birthday != null && birthday.startsWith("--");
        jdbc().sql(
                        """
                insert into rapport.customer (id, birthday, birthday_without_year, time_zone, attributes)
                values (:id, :birthday, :without, :zone, :attributes::jsonb)
                on conflict (id) do update set birthday = excluded.birthday,
                    birthday_without_year = excluded.birthday_without_year, time_zone = excluded.time_zone,
                    attributes = excluded.attributes""")
                .param("id", id)
                .param(
                        "birthday",
                        birthday == null
                                ? null
                                : LocalDate.parse(withoutYear ? "2000" + birthday.substring(1) : birthday),
                        Types.DATE)
                .param("without", withoutYear)
                .param("zone", zone, Types.VARCHAR)
                .param("attributes", attributes)
                .update();
    }

    /** The language of a customer who is there. */
    void speaks(String id, String locale) {
        jdbc().sql("update rapport.customer set locale = :locale where id = :id")
                .param("locale", locale)
                .param("id", id)
                .update();
    }

    /** A customer's order as it is kept. */
    void order(String id, String customer, String placedAt) {
        jdbc().sql(
                        """
                insert into rapport.customer_order (id, customer_id, placed_at) values (:id, :customer, :placed::timestamptz)
                on conflict (id) do update set placed_at = excluded.placed_at""")
                .param("id", id)
                .param("customer", customer)
                .param("placed", placedAt)
                .update();
    }

    /** @return what the inbox has of a type, as customer (or schedule), date in it and the moment of it */
    List<String> raised(String type) {
        return jdbc().sql(
                        """
                select customer_id || ' ' || coalesce(data ->> 'date', data ->> 'at') from rapport.inbox_event
                where type = :type order by occurred_at, customer_id, id""")
                .param("type", type)
                .query(String.class)
                .list();
    }

    Instant occurredAt(String type, String customer) {
        return jdbc().sql("select occurred_at from rapport.inbox_event where type = :type and customer_id = :customer")
                .param("type", type)
                .param("customer", customer)
                .query((rs, n) -> rs.getTimestamp(1).toInstant())
                .single();
    }
}
