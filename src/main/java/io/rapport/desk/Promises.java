package io.rapport.desk;

import io.rapport.desk.Promise.State;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The promises of staff to customers: made, then kept, or broken and kept late, or given up. */
@Component
public final class Promises {

    private final JdbcClient jdbc;

    Promises(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Enters a promise.
     *
     * @param id its own
     * @param customerId to whom
     * @param promised in the words of who promises it
     * @param dueOn the last day on which it is kept in time
     * @param by login of who promises it; {@code null} if unknown
     * @param now when
     */
    public void make(String id, String customerId, String promised, LocalDate dueOn, String by, Instant now) {
        jdbc.sql(
                        """
                insert into rapport.promise (id, customer_id, promised, due_on, made_by, made_at)
                values (:id, rapport.current_customer(:customer), :promised, :due, :by, :now)""")
                .param("id", id)
                .param("customer", customerId)
                .param("promised", promised)
                .param("due", dueOn)
                .param("by", by, Types.VARCHAR)
                .param("now", Timestamp.from(now))
                .update();
    }

    /**
     * Notes that a promise was kept: in time while it is open, late after it was broken.
     *
     * @param id of the promise
     * @param now when
     */
    public void keep(String id, Instant now) {
        jdbc.sql(
                        """
                update rapport.promise
                set state = case state when 'open' then 'kept' else 'late' end, settled_at = :now
                where id = :id and state in ('open', 'broken')""")
                .param("now", Timestamp.from(now))
                .param("id", id)
                .update();
    }

    /**
     * Notes that the day of an open promise has passed: it is owed still.
     *
     * @param id of the promise
     * @param now when
     */
    public void breakOff(String id, Instant now) {
        jdbc.sql("update rapport.promise set state = 'broken', broken_at = :now where id = :id and state = 'open'")
                .param("now", Timestamp.from(now))
                .param("id", id)
                .update();
    }

    /**
     * Notes that a promise will not be kept. Before its day has passed it was not broken: the customer knew in time.
     *
     * @param id of the promise
     * @param now when
     */
    public void giveUp(String id, Instant now) {
        jdbc.sql(
                        """
                update rapport.promise set state = 'given-up', settled_at = :now
                where id = :id and state in ('open', 'broken')""")
                .param("now", Timestamp.from(now))
                .param("id", id)
                .update();
    }

    /**
     * Keeps what a customer was given as the reason why a promise will not be kept.
     *
     * @param id of the promise
     * @param explanation in the words of who gave it
     */
    public void explain(String id, String explanation) {
        jdbc.sql("update rapport.promise set explanation = :explanation where id = :id")
                .param("explanation", explanation)
                .param("id", id)
                .update();
    }

    /**
     * @param id of a promise
     * @return the promise; empty if there is none, or the customer was erased
     */
    public Optional<Promise> find(String id) {
        return jdbc.sql("select * from rapport.promise where id = :id")
                .param("id", id)
                .query(Promises::read)
                .optional();
    }

    /**
     * @param customerId bare id
     * @param states of which promises
     * @param most how many at the most
     * @return the newest first
     */
    public List<Promise> of(String customerId, Collection<State> states, int most) {
        return jdbc.sql(
                        """
                select * from rapport.promise
                where customer_id = rapport.current_customer(:customer) and state = any(:states)
                order by made_at desc, id limit :most""")
                .param("customer", customerId)
                .param("states", states.stream().map(State::key).toArray(String[]::new))
                .param("most", most)
                .query(Promises::read)
                .list();
    }

    private static Promise read(ResultSet rs, int row) throws SQLException {
        return new Promise(
                rs.getString("id"),
                rs.getString("customer_id"),
                rs.getString("promised"),
                rs.getObject("due_on", LocalDate.class),
                rs.getString("made_by"),
                rs.getTimestamp("made_at").toInstant(),
                State.valueOf(rs.getString("state").toUpperCase(Locale.ROOT).replace('-', '_')),
                instant(rs, "broken_at"),
                instant(rs, "settled_at"),
                rs.getString("explanation"));
    }

    private static Instant instant(ResultSet rs, String column) throws SQLException {
        Timestamp at = rs.getTimestamp(column);
        return at == null ? null : at.toInstant();
    }
}
