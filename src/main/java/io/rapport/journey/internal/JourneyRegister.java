package io.rapport.journey.internal;

import io.rapport.calendar.BusinessClock;
import io.rapport.database.Columns;
import io.rapport.database.RoundTrip;
import io.rapport.desk.InstanceSubjects;
import io.rapport.inbox.Reference;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.camunda.bpm.engine.impl.context.Context;
import org.camunda.bpm.engine.impl.interceptor.Session;
import org.camunda.bpm.engine.impl.interceptor.SessionFactory;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The journeys' register: which instance is about what, since when, and how it ended. What a command of the engine writes
 * is gathered and written in sets at its end, before the engine's own rows; anyone who reads the register meanwhile has it
 * written first.
 */
@Component
final class JourneyRegister implements InstanceSubjects {

    private static final String LATEST =
            """
            select journey, business_key, last_started_at, running_instance is not null as running
            from rapport.journey_key where business_key = any(:keys) and last_started_at is not null""";

    private final JdbcClient jdbc;
    private final BusinessClock clock;

    JourneyRegister(JdbcClient jdbc, BusinessClock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /** An earlier or running instance of a journey about something. */
    record Entry(String journey, String businessKey, Instant startedAt, boolean running) {}

    /** A running instance that no other one called. */
    record Running(String instanceId, String journey, String businessKey) {}

    /** An instance that starts; {@code calledBy} is the instance that calls it, {@code null} if it starts by itself. */
    record Start(
            String instanceId,
            String journey,
            String businessKey,
            String customerId,
            String calledBy,
            Instant startedAt) {

        /** How often a journey is called about one thing, and when, is its caller's matter. */
        boolean isByItself() {
            return calledBy == null;
        }
    }

    /**
     * How an instance ends, or will.
     *
     * @param outcome of the exit that it reached; {@code null} if it reached none now
     * @param otherwise the outcome of one that never reached any
     * @param endedAt {@code null} if it goes on
     */
    record End(String instanceId, String outcome, String otherwise, Instant endedAt) {}

    /**
     * @param customerId whose journey it is; of one about a schedule the name of its queue ({@link Reference#queue})
     * @param calledBy the instance that calls this one; {@code null} if it starts by itself
     * @throws DuplicateKeyException at the end of the command, if it starts by itself, and another one of the journey that
     *     did is running about the same thing
     */
    void started(String instanceId, String journey, String businessKey, String customerId, String calledBy) {
        Start start = new Start(instanceId, journey, businessKey, customerId, calledBy, clock.instant());
        gathered().ifPresentOrElse(gathered -> gathered.add(start), () -> insert(List.of(start)));
    }

    void outcome(String instanceId, String outcome) {
        end(new End(instanceId, outcome, null, null));
    }

    /** @param otherwise the outcome when the instance reached no exit of its own */
    void ended(String instanceId, String otherwise) {
        end(new End(instanceId, null, otherwise, clock.instant()));
    }

    private void end(End end) {
        gathered().ifPresentOrElse(gathered -> gathered.add(end), () -> update(List.of(end)));
    }

    private static Optional<RegisterEntries> gathered() {
        return Optional.ofNullable(Context.getCommandContext())
                .map(command -> command.getSession(RegisterEntries.class));
    }

    /** Reads see what the command has done. */
    private JdbcClient upToDate() {
        gathered().ifPresent(RegisterEntries::flush);
        return jdbc;
    }

    /** @return what gathers the entries of a command */
    SessionFactory session() {
        return new SessionFactory() {
            @Override
            public Class<?> getSessionType() {
                return RegisterEntries.class;
            }

            @Override
            public Session openSession() {
                return new RegisterEntries(JourneyRegister.this);
            }
        };
    }

    /** @param starts those that no other instance calls each about something else, or of another journey */
    void insert(List<Start> starts) {
        Set<String> begun = new HashSet<>(jdbc.sql(
                        """
                with starts as materialized (
                    select *
                    from unnest(:instances::text[], :journeys::text[], :keys::text[], :customers::text[], :callers::text[],
                                :times::timestamptz[]) s (instance, journey, key, customer, caller, at)),
                     key as (
                    insert into rapport.journey_key as k (business_key, journey, running_instance, starts, last_started_at)
                    select key, journey, instance, 1, at from starts where caller is null order by key, journey
                    on conflict (business_key, journey) do update
                    set running_instance = excluded.running_instance, starts = k.starts + 1,
                        last_started_at = excluded.last_started_at
                    where k.running_instance is null
                    returning running_instance)
                insert into rapport.journey
                    (instance_id, journey, business_key, customer_id, original_customer_id, called_by, started_at)
                select s.instance, s.journey, s.key, coalesce(a.survivor, s.customer),
                       case when a.survivor is not null then s.customer end, s.caller, s.at
                from starts s left join rapport.customer_alias a on a.customer_id = s.customer
                where s.caller is not null or s.instance in (select running_instance from key)
                returning instance_id""")
                .param("instances", Columns.of(starts, Start::instanceId))
                .param("journeys", Columns.of(starts, Start::journey))
                .param("keys", Columns.of(starts, Start::businessKey))
                .param("customers", Columns.of(starts, Start::customerId))
                .param("callers", Columns.of(starts, Start::calledBy))
                .param("times", Columns.of(starts, Start::startedAt))
                .query(String.class)
                .list());
        starts.stream()
                .filter(start -> !begun.contains(start.instanceId()))
                .findFirst()
                .ifPresent(start -> {
                    throw new DuplicateKeyException("an instance of the journey " + start.journey() + " about "
                            + start.businessKey() + " runs");
                });
    }

    /** @param ends at most one an instance */
    void update(List<End> ends) {
        jdbc.sql(
                        """
                with ended as (
                    update rapport.journey j
                    set ended_at = coalesce(e.at, j.ended_at),
                        outcome = coalesce(e.outcome, j.outcome, e.otherwise)
                    from unnest(:instances::text[], :outcomes::text[], :otherwise::text[], :times::timestamptz[])
                         e (instance, outcome, otherwise, at)
                    where j.instance_id = e.instance
                    returning j.business_key, j.journey, j.instance_id, e.at)
                update rapport.journey_key k set running_instance = null from ended e
                where e.at is not null and k.business_key = e.business_key and k.journey = e.journey
                  and k.running_instance = e.instance_id""")
                .param("instances", Columns.of(ends, End::instanceId))
                .param("outcomes", Columns.of(ends, End::outcome))
                .param("otherwise", Columns.of(ends, End::otherwise))
                .param("times", Columns.of(ends, End::endedAt))
                .update();
    }

    @Override
    public Optional<Subject> of(String instanceId) {
        return upToDate()
                .sql("select customer_id, business_key from rapport.journey where instance_id = :instance")
                .param("instance", instanceId)
                .query((rs, n) -> new Subject(
                        Reference.ofQueue(rs.getString("customer_id")).isWithoutCustomer()
                                ? null
                                : rs.getString("customer_id"),
                        rs.getString("business_key")))
                .optional();
    }

    @Override
    public List<RegisteredInstance> runningOf(String customerId) {
        return upToDate()
                .sql(
                        """
                select * from rapport.journey where customer_id = :customer and ended_at is null
                order by started_at desc, instance_id""")
                .param("customer", customerId)
                .query(JourneyRegister::registered)
                .list();
    }

    @Override
    public List<RegisteredInstance> latestOf(String customerId, Instant before, int most) {
        return upToDate()
                .sql(
                        """
                select * from rapport.journey
                where customer_id = :customer and called_by is null and started_at < :before
                  and started_at > rapport.known_since(coalesce(original_customer_id, customer_id))
                order by case when ended_at < :before then ended_at else started_at end desc, instance_id limit :most""")
                .param("customer", customerId)
                .param("before", Timestamp.from(before))
                .param("most", most)
                .query(JourneyRegister::registered)
                .list();
    }

    private static RegisteredInstance registered(ResultSet rs, int n) throws SQLException {
        Timestamp endedAt = rs.getTimestamp("ended_at");
        return new RegisteredInstance(
                rs.getString("instance_id"),
                rs.getString("journey"),
                rs.getString("business_key"),
                rs.getString("called_by") != null,
                rs.getTimestamp("started_at").toInstant(),
                endedAt == null ? null : endedAt.toInstant(),
                rs.getString("outcome"));
    }

    /** What a customer's journeys about them were is no matter of anyone who registers under the same id. */
    void forget(String customerId) {
        upToDate()
                .sql(
                        """
                update rapport.journey_key set starts = 0, last_started_at = null
                where business_key = :key and last_started_at is not null""")
                .param("key", "customer:" + customerId)
                .update();
    }

    /** Each journey that started by itself about one of these keys, with its newest start; not about who was erased since. */
    List<Entry> latest(Collection<String> businessKeys) {
        return upToDate()
                .sql(LATEST)
                .param("keys", businessKeys.toArray(String[]::new))
                .query((rs, n) -> entry(rs))
                .list();
    }

    /** Asks for the same together with other queries, before a command begins: what one has gathered is not seen. */
    static RoundTrip.Query latest(Collection<String> businessKeys, Consumer<Entry> each) {
        return new RoundTrip.Query(
                LATEST, Map.of("keys", businessKeys.toArray(String[]::new)), row -> each.accept(entry(row)));
    }

    private static Entry entry(ResultSet row) throws SQLException {
        return new Entry(
                row.getString("journey"),
                row.getString("business_key"),
                row.getTimestamp("last_started_at").toInstant(),
                row.getBoolean("running"));
    }

    /**
     * @param businessKeys what each of some numbers is about
     * @return those numbers of which there were journeys about one of the keys, and none runs
     */
    Set<Long> over(Map<Long, List<String>> businessKeys) {
        record About(Long number, String key) {}
        List<About> all = businessKeys.entrySet().stream()
                .flatMap(entry -> entry.getValue().stream().map(key -> new About(entry.getKey(), key)))
                .toList();
        if (all.isEmpty()) {
            return Set.of();
        }
        return Set.copyOf(upToDate()
                .sql(
                        """
                select a.number from unnest(:numbers::bigint[], :keys::text[]) a (number, key)
                join rapport.journey_key k on k.business_key = a.key
                where k.last_started_at is not null
                group by a.number having bool_and(k.running_instance is null)""")
                .param("numbers", Columns.of(all, About::number))
                .param("keys", Columns.of(all, About::key))
                .query(Long.class)
                .list());
    }

    List<Running> running(String customerId) {
        return upToDate()
                .sql(
                        """
                select instance_id, journey, business_key from rapport.journey
                where customer_id = :customer and ended_at is null and called_by is null""")
                .param("customer", customerId)
                .query((rs, n) ->
                        new Running(rs.getString("instance_id"), rs.getString("journey"), rs.getString("business_key")))
                .list();
    }

    /** Whose running instances are about something, those that others called included. */
    List<String> customersAbout(String businessKey) {
        return upToDate()
                .sql(
                        """
                select distinct j.customer_id
                from rapport.act_ru_execution p join rapport.journey j on j.instance_id = p.id_
                where p.business_key_ = :key""")
                .param("key", businessKey)
                .query(String.class)
                .list();
    }

    /** Whose instance it is; empty if it is none of a journey. */
    List<String> customersOf(String instanceId) {
        return upToDate()
                .sql("select customer_id from rapport.journey where instance_id = :instance")
                .param("instance", instanceId)
                .query(String.class)
                .list();
    }
}
