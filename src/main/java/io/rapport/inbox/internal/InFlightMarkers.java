package io.rapport.inbox.internal;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Notes what each worker has in hand, so that an event that kills the process leaves a trace. A mark is written by a
 * connection of its own, which does not wait for the disk, and cleared in the transaction of the work; both writes touch
 * one short row. Anyone who holds the partition of an event that another node's mark names knows that the other's
 * transaction is over and has failed. That its process died follows only if its node is silent, too: a connection may
 * break while the process lives, and its worker then takes the mark back as soon as it can.
 *
 * <p>The caller's transaction holds the partitions of all events it marks.
 */
@Component
final class InFlightMarkers {

    private static final Logger LOG = LoggerFactory.getLogger(InFlightMarkers.class);

    /** A process that dies must not wait for the disk; if the database dies too, only the trace of one death is lost. */
    private static final String TAKE =
            """
            with quick as materialized (select set_config('synchronous_commit', 'off', true)),
                 others as materialized (
                    select worker from rapport.inbox_worker w
                    where node <> ? and seqs && ?::bigint[]
                      and (? or not exists (
                          select from rapport.inbox_node n
                          where n.node = w.node and n.seen_at > clock_timestamp() - interval '5 seconds')))
            insert into rapport.inbox_worker (worker, node, seqs, marked_at, server_started)
            select ?, ?, ?, now(), pg_postmaster_start_time() from quick
            on conflict (worker) do update
            set seqs = excluded.seqs, marked_at = excluded.marked_at, server_started = excluded.server_started
            returning array(select worker from others)""";

    private final DataSource connections;
    private final JdbcClient jdbc;

    /** Whether the application starts the database itself: then it restarts with each death, and says nothing of it. */
    private final boolean ownDatabase;

    private final String node = UUID.randomUUID().toString();

    /** Workers of this node whose mark could not be taken back. */
    private final Set<String> stale = ConcurrentHashMap.newKeySet();

    InFlightMarkers(DataSource connections, JdbcClient jdbc, @Value("${rapport.embedded:false}") boolean ownDatabase) {
        this.connections = connections;
        this.jdbc = jdbc;
        this.ownDatabase = ownDatabase;
    }

    /**
     * What a judged death says about an event, or about its delivery to one journey.
     *
     * @param journey the journey; {@code null} for the event itself
     */
    record Suspect(long number, String type, String customerId, String journey, int deaths) {

        boolean isDelivery() {
            return journey != null;
        }

        String what() {
            return "event " + number + " (" + type + (journey == null ? ")" : " for the journey " + journey + ")");
        }
    }

    /**
     * Marks events, or deliveries of theirs, as in this thread's hand.
     *
     * @param seqs their numbers, whose partitions the caller's transaction holds
     * @return the workers that died over some of them; the caller must not work on them but {@link #judge} these
     */
    List<String> take(List<Long> seqs) {
        try (Connection connection = connections.getConnection();
                PreparedStatement statement = connection.prepareStatement(TAKE)) {
            Array taken = connection.createArrayOf("bigint", seqs.toArray());
            statement.setString(1, node);
            statement.setArray(2, taken);
            statement.setBoolean(3, ownDatabase);
            statement.setString(4, worker());
            statement.setString(5, node);
            statement.setArray(6, taken);
            try (ResultSet rs = statement.executeQuery()) {
                rs.next();
                return List.of((String[]) rs.getArray(1).getArray());
            }
        } catch (SQLException e) {
            throw new DataAccessResourceFailureException("what is taken up could not be marked", e);
        }
    }

    /**
     * Clears this thread's mark in the caller's transaction: the last thing that its work writes.
     *
     * @param done how many events were processed, for the rate
     * @param now by the business clock
     */
    void clear(int done, Instant now) {
        jdbc.sql(
                        """
                update rapport.inbox_worker
                set seqs = '{}', minute = :minute,
                    done_now = :done + case when minute = :minute then done_now else 0 end,
                    done_before = case when minute = :minute then done_before when minute = :before then done_now else 0 end
                where worker = :worker""")
                .param("done", done)
                .param("minute", Timestamp.from(now.truncatedTo(ChronoUnit.MINUTES)))
                .param(
                        "before",
                        Timestamp.from(now.truncatedTo(ChronoUnit.MINUTES).minus(1, ChronoUnit.MINUTES)))
                .param("worker", worker())
                .update();
    }

    /**
     * Takes this thread's mark back at once, because the work failed and the process lives. To be called while the work's
     * transaction still holds its partitions, and not after it cleared the mark itself.
     */
    void takeBack() {
        try {
            take(List.of());
            stale.remove(worker());
        } catch (DataAccessException e) {
            stale.add(worker());
            LOG.debug("A mark could not be taken back; tried again before the next batch", e);
        }
    }

    /** Takes back what a failure has left of this thread's mark. */
    void tidy() {
        if (stale.contains(worker())) {
            takeBack();
        }
    }

    /**
     * Holds the dead workers' events suspect, in the caller's transaction. If two come to judge, one finds nothing left. A
     * mark from before a restart of the database is no sign of a death: the worker lost its connection.
     *
     * @param workers as {@link #take} returned them
     * @return the events and deliveries concerned that are not settled
     */
    List<Suspect> judge(List<String> workers) {
        return jdbc.sql(
                        """
                with gone as (delete from rapport.inbox_worker where worker = any(:workers)
                              returning seqs,
                                        :own or server_started = pg_postmaster_start_time() as died),
                     named as (select unnest(seqs) as seq, died and cardinality(seqs) = 1 as alone from gone),
                     counted as (select seq, count(*) filter (where alone)::int as alone from named group by seq),
                     events as (
                        update rapport.inbox_event e set suspect = true, deaths = e.deaths + n.alone
                        from counted n
                        where e.seq = n.seq and e.state in ('waiting', 'unmatched')
                        returning e.seq, e.type, e.customer_id, null::text as journey, e.deaths),
                     deliveries as (
                        update rapport.inbox_delivery d set deaths = d.deaths + n.alone
                        from counted n, rapport.inbox_event e
                        where d.id = n.seq and d.state = 'open' and e.seq = d.event_seq
                        returning d.id, e.type, e.customer_id, d.journey, d.deaths)
                select * from events union all select * from deliveries""")
                .param("workers", workers.toArray(String[]::new))
                .param("own", ownDatabase)
                .query((rs, n) -> new Suspect(
                        rs.getLong("seq"),
                        rs.getString("type"),
                        rs.getString("customer_id"),
                        rs.getString("journey"),
                        rs.getInt("deaths")))
                .list();
    }

    /** Signs that this node lives; anyone who has not for five seconds is silent. */
    void signLife() {
        jdbc.sql(
                        """
                insert into rapport.inbox_node (node, seen_at) values (:node, clock_timestamp())
                on conflict (node) do update set seen_at = excluded.seen_at""")
                .param("node", node)
                .update();
    }

    /** Forgets this node and its workers, who have stopped with nothing in hand. */
    void leave() {
        jdbc.sql("delete from rapport.inbox_node where node = :node")
                .param("node", node)
                .update();
        jdbc.sql("delete from rapport.inbox_worker where node = :node and seqs = '{}'")
                .param("node", node)
                .update();
    }

    private String worker() {
        return node + "/" + Thread.currentThread().getName();
    }
}
