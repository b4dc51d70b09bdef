package io.rapport.journey.internal;

import io.rapport.calendar.BusinessClock;
import io.rapport.desk.InstanceSubjects;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
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

    void started(String instanceId, String journey, String businessKey, String customerId, String calledBy) {
        jdbc.sql(
                        """
                insert into rapport.journey (instance_id, journey, business_key, customer_id, called_by, started_at)
                values (:instance, :journey, :key, :customer, :caller, :now)""")
                .param("instance", instanceId)
                .param("journey", journey)
                .param("key", businessKey)
                .param("customer", customerId)
                .param("caller", calledBy)
                .param("now", Timestamp.from(clock.instant()))
                .update();
    }

    @Override
    public Optional<Subject> of(String instanceId) {
        return jdbc.sql("select customer_id, business_key from rapport.journey where instance_id = :instance")
                .param("instance", instanceId)
                .query((rs, n) -> new Subject(rs.getString("customer_id"), rs.getString("business_key")))
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
                update rapport.journey set ended_at = :now, outcome = coalesce(outcome, :otherwise)
                where instance_id = :instance""")
                .param("now", Timestamp.from(clock.instant()))
                .param("otherwise", otherwise)
                .param("instance", instanceId)
                .update();
    }

    /** What a customer's journeys about them were is no matter of whoever registers under the same id. */
    void forget(String customerId) {
        jdbc.sql(
                        """
                update rapport.journey set former = true
                where customer_id = :customer and business_key = :key and not former""")
                .param("customer", customerId)
                .param("key", "customer:" + customerId)
                .update();
    }

    /** The newest entry of each journey about one of these keys, without those about who was erased since. */
    List<Entry> latest(Collection<String> businessKeys) {
        return jdbc.sql(
                        """
                select distinct on (business_key, journey) journey, business_key, started_at, ended_at is null as running
                from rapport.journey where business_key = any(:keys) and called_by is null and not former
                order by business_key, journey, started_at desc""")
                .param("keys", businessKeys.toArray(String[]::new))
                .query((rs, n) -> new Entry(
                        rs.getString("journey"),
                        rs.getString("business_key"),
                        rs.getTimestamp("started_at").toInstant(),
                        rs.getBoolean("running")))
                .list();
    }

    /** Whether there were journeys about one of these keys, and none runs. */
    boolean isOver(Collection<String> businessKeys) {
        return jdbc.sql(
                        """
                select coalesce(bool_and(ended_at is not null), false) from rapport.journey
                where business_key = any(:keys) and called_by is null""")
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
                select distinct customer_id from rapport.journey
                where business_key = :key and ended_at is null""")
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
