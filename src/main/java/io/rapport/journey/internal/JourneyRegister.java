package io.rapport.journey.internal;

import io.rapport.calendar.BusinessClock;
import io.rapport.desk.InstanceSubjects;
import io.rapport.inbox.Reference;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The journeys' register: which instance is about what, since when, and how it ended. */
@Component
final class JourneyRegister implements InstanceSubjects {

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

    /**
     * @param customerId whose journey it is; of one about a schedule the name of its queue ({@link Reference#queue})
     * @param calledBy the instance that calls this one; {@code null} if it starts by itself
     * @throws DuplicateKeyException if an instance of the journey about the same thing runs
     */
    void started(String instanceId, String journey, String businessKey, String customerId, String calledBy) {
        int begun = jdbc.sql(
                        """
                with key as (
                    insert into rapport.journey_key as k (business_key, journey, running_instance, starts, last_started_at)
                    select :key, :journey, :instance, own, case when own = 1 then :now::timestamptz end
                    from (select case when :caller::text is null then 1 else 0 end as own) o
                    on conflict (business_key, journey) do update
                    set running_instance = excluded.running_instance, starts = k.starts + excluded.starts,
                        last_started_at = coalesce(excluded.last_started_at, k.last_started_at)
                    where k.running_instance is null
                    returning 1)
                insert into rapport.journey (instance_id, journey, business_key, customer_id, called_by, started_at)
                select :instance, :journey, :key, :customer, :caller, :now from key""")
                .param("instance", instanceId)
                .param("journey", journey)
                .param("key", businessKey)
                .param("customer", customerId)
                .param("caller", calledBy, Types.VARCHAR)
                .param("now", Timestamp.from(clock.instant()))
                .update();
        if (begun == 0) {
            throw new DuplicateKeyException(
                    "an instance of the journey " + journey + " about " + businessKey + " runs");
        }
    }

    @Override
    public Optional<Subject> of(String instanceId) {
        return jdbc.sql("select customer_id, business_key from rapport.journey where instance_id = :instance")
                .param("instance", instanceId)
                .query((rs, n) -> new Subject(
                        Reference.ofQueue(rs.getString("customer_id")).isWithoutCustomer()
                                ? null
                                : rs.getString("customer_id"),
                        rs.getString("business_key")))
                .optional();
    }

    void outcome(String instanceId, String outcome) {
        jdbc.sql("update rapport.journey set outcome = :outcome where instance_id = :instance")
                .param("outcome", outcome)
                .param("instance", instanceId)
                .update();
    }

    /** @param otherwise the outcome when the instance reached no exit of its own */
    void ended(String instanceId, String otherwise) {
        jdbc.sql(
                        """
                with ended as (
                    update rapport.journey set ended_at = :now, outcome = coalesce(outcome, :otherwise)
                    where instance_id = :instance
                    returning business_key, journey)
                update rapport.journey_key k set running_instance = null from ended e
                where k.business_key = e.business_key and k.journey = e.journey and k.running_instance = :instance""")
                .param("now", Timestamp.from(clock.instant()))
                .param("otherwise", otherwise)
                .param("instance", instanceId)
                .update();
    }

    /** What a customer's journeys about them were is no matter of anyone who registers under the same id. */
    void forget(String customerId) {
        jdbc.sql(
                        """
                update rapport.journey_key set starts = 0, last_started_at = null
                where business_key = :key and last_started_at is not null""")
                .param("key", "customer:" + customerId)
                .update();
    }

    /** Each journey that started by itself about one of these keys, with its newest start; not about who was erased since. */
    List<Entry> latest(Collection<String> businessKeys) {
        return jdbc.sql(
                        """
                select journey, business_key, last_started_at, running_instance is not null as running
                from rapport.journey_key where business_key = any(:keys) and last_started_at is not null""")
                .param("keys", businessKeys.toArray(String[]::new))
                .query((rs, n) -> new Entry(
                        rs.getString("journey"),
                        rs.getString("business_key"),
                        rs.getTimestamp("last_started_at").toInstant(),
                        rs.getBoolean("running")))
                .list();
    }

    /** Whether there were journeys about one of these keys, and none runs. */
    boolean isOver(Collection<String> businessKeys) {
        return jdbc.sql(
                        """
                select coalesce(bool_and(running_instance is null), false) from rapport.journey_key
                where business_key = any(:keys) and last_started_at is not null""")
                .param("keys", businessKeys.toArray(String[]::new))
                .query(Boolean.class)
                .single();
    }

    List<Running> running(String customerId) {
        return jdbc.sql(
                        """
                select instance_id, journey, business_key from rapport.journey
                where customer_id = :customer and ended_at is null and called_by is null""")
                .param("customer", customerId)
                .query((rs, n) ->
                        new Running(rs.getString("instance_id"), rs.getString("journey"), rs.getString("business_key")))
                .list();
    }

    /** Whose running instances are about something. */
    List<String> customersAbout(String businessKey) {
        return jdbc.sql(
                        """
                select distinct j.customer_id
                from rapport.journey_key k join rapport.journey j on j.instance_id = k.running_instance
                where k.business_key = :key""")
                .param("key", businessKey)
                .query(String.class)
                .list();
    }

    /** Whose instance it is; empty if it is none of a journey. */
    List<String> customersOf(String instanceId) {
        return jdbc.sql("select customer_id from rapport.journey where instance_id = :instance")
                .param("instance", instanceId)
                .query(String.class)
                .list();
    }
}
