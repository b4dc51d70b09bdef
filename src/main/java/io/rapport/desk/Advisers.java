package io.rapport.desk;

import io.rapport.customer.CustomerMerges;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Who of staff cares for which customer. A merge of customers leaves the rows where they are: who stays keeps their own adviser,
 * and has that of the other record where they had none. All of it may be asked by an old id, since journeys keep theirs.
 */
@Component
public final class Advisers {

    private final JdbcClient jdbc;
    private final CustomerMerges merges;

    Advisers(JdbcClient jdbc, CustomerMerges merges) {
        this.jdbc = jdbc;
        this.merges = merges;
    }

    /**
     * @param customerId bare id
     * @return the customer's adviser; empty if there is none
     */
    public Optional<Adviser> of(String customerId) {
        return jdbc.sql(
                        """
                select * from rapport.adviser where customer_id = any(:ids)
                order by customer_id = rapport.current_customer(:customer) desc, since desc, customer_id limit 1""")
                .param("ids", idsOf(customerId))
                .param("customer", customerId)
                .query(Advisers::read)
                .optional();
    }

    /**
     * Names the adviser of a customer by the table {@code adviser}. An adviser whom somebody named stays.
     *
     * @param customerId bare id
     * @param login of whom
     * @param instead the login of an adviser who may be replaced, since they no longer work here; {@code null} for nobody
     * @param now since when
     */
    public void assign(String customerId, String login, String instead, Instant now) {
        int assigned = jdbc.sql(
                        """
                insert into rapport.adviser as a (customer_id, login, since)
                values (rapport.current_customer(:customer), :login, :now)
                on conflict (customer_id) do update
                set login = excluded.login, since = excluded.since, named_by = null, event_seq = 0
                where a.login = :instead""")
                .param("customer", customerId)
                .param("login", login)
                .param("now", Timestamp.from(now))
                .param("instead", instead, Types.VARCHAR)
                .update();
        if (assigned > 0) {
            keep(customerId, login, null, now);
        }
    }

    /**
     * What an event says of a customer's adviser; an older event handled late changes nothing. A call or visit that is due
     * stays due: it is the new adviser's at once, and not put off to a new beginning of the rhythm.
     */
    void name(String customerId, String login, String by, Instant since, long eventSeq) {
        String before = of(customerId).map(Adviser::login).orElse(null);
        int named = jdbc.sql(
                        """
                insert into rapport.adviser as a (customer_id, login, since, named_by, event_seq)
                values (rapport.current_customer(:customer), :login, :since, :by, :seq)
                on conflict (customer_id) do update
                set login = excluded.login, since = excluded.since, named_by = excluded.named_by,
                    event_seq = excluded.event_seq,
                    next_visit_on = case when exists (
                            select from rapport.act_ru_task t
                            join rapport.act_ru_execution p on p.id_ = t.proc_inst_id_
                            where t.task_def_key_ = 'call-or-visit' and p.business_key_ = any(:keys))
                        then :today else a.next_visit_on end
                where a.event_seq < excluded.event_seq""")
                .param(
                        "keys",
                        merges.idsOf(customerId).stream()
                                .map(id -> "customer:" + id)
                                .toArray(String[]::new))
                .param("today", LocalDate.ofInstant(since, ZoneOffset.UTC))
                .param("customer", customerId)
                .param("login", login)
                .param("since", Timestamp.from(since))
                .param("by", by, Types.VARCHAR)
                .param("seq", eventSeq)
                .update();
        if (named > 0 && !login.equals(before)) {
            keep(customerId, login, by, since);
        }
    }

    /** A customer has no adviser any more. */
    void remove(String customerId, String by, Instant at, long eventSeq) {
        int removed = jdbc.sql("delete from rapport.adviser where customer_id = any(:ids) and event_seq < :seq")
                .param("ids", idsOf(customerId))
                .param("seq", eventSeq)
                .update();
        if (removed > 0) {
            keep(customerId, null, by, at);
        }
    }

    /** For the timeline. */
    private void keep(String customerId, String login, String by, Instant at) {
        jdbc.sql(
                        """
                insert into rapport.adviser_change (customer_id, login, named_by, at)
                values (rapport.current_customer(:customer), :login, :by, :at)""")
                .param("customer", customerId)
                .param("login", login, Types.VARCHAR)
                .param("by", by, Types.VARCHAR)
                .param("at", Timestamp.from(at))
                .update();
    }

    /**
     * Notes that a call or visit was due and what came of it.
     *
     * @param customerId bare id
     * @param reachedAt when the customer was reached; {@code null} if not
     * @param nextOn the day on which the customer is to hear from the adviser; {@code null}: the rhythm counts
     */
    public void visited(String customerId, Instant reachedAt, LocalDate nextOn) {
        jdbc.sql(
                        """
                update rapport.adviser
                set visited_at = coalesce(:reached, visited_at), next_visit_on = :next
                where customer_id = any(:ids)""")
                .param("reached", reachedAt == null ? null : Timestamp.from(reachedAt), Types.TIMESTAMP)
                .param("next", nextOn, Types.DATE)
                .param("ids", idsOf(customerId))
                .update();
    }

    /**
     * @param logins of staff
     * @return how many customers each of them cares for; without those who care for none
     */
    public Map<String, Integer> counts(Collection<String> logins) {
        Map<String, Integer> counts = new HashMap<>();
        jdbc.sql("select login, count(*) as customers from rapport.adviser where login = any(:logins) group by login")
                .param("logins", logins.toArray(String[]::new))
                .query(row -> {
                    counts.put(row.getString("login"), row.getInt("customers"));
                });
        return counts;
    }

    private String[] idsOf(String customerId) {
        return merges.idsOf(customerId).toArray(String[]::new);
    }

    private static Adviser read(ResultSet rs, int row) throws SQLException {
        Timestamp visited = rs.getTimestamp("visited_at");
        return new Adviser(
                rs.getString("login"),
                rs.getTimestamp("since").toInstant(),
                rs.getString("named_by"),
                visited == null ? null : visited.toInstant(),
                rs.getObject("next_visit_on", LocalDate.class));
    }
}
