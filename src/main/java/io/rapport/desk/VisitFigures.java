package io.rapport.desk;

import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** How the calls and visits stand that are due, adviser by adviser. */
@Component
public final class VisitFigures {

    private final JdbcClient jdbc;

    VisitFigures(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Calls and visits of one member of staff.
     *
     * @param login of whom
     * @param customers for how many they care
     * @param open how many they have to make now, for their own customers and for those of who is absent
     * @param overdue how many of these are past their due date
     * @param oldest when the one was due that is due for longest; {@code null} without open ones
     * @param waiting how many customers of theirs are due and wait until there is time
     * @param missed how many for their own customers were not made
     */
    public record VisitLoad(
            String login, int customers, int open, int overdue, Instant oldest, int waiting, int missed) {}

    /**
     * @param now the moment
     * @param since from when on those count that were not made
     * @return who has customers or open calls and visits, who has most open ones first
     */
    public List<VisitLoad> loads(Instant now, Instant since) {
        return jdbc.sql(
                        """
                with care as (select login, count(*) as customers from rapport.adviser group by login),
                tasks as (
                    select assignee_ as login, count(*) as open, count(*) filter (where due_date_ < :now) as overdue,
                           min(due_date_) as oldest
                    from rapport.act_ru_task where task_def_key_ = 'call-or-visit' and assignee_ is not null
                    group by assignee_),
                waits as (
                    select a.login, count(*) as waiting
                    from rapport.act_ru_execution e
                    join rapport.act_ru_execution p on p.id_ = e.proc_inst_id_
                    join rapport.adviser a on p.business_key_ = 'customer:' || a.customer_id
                    where e.act_id_ = 'no-time-yet' group by a.login),
                missed as (
                    select login, count(*) as missed from rapport.missed_visit
                    where at >= :since and login is not null group by login)
                select login, coalesce(customers, 0) as customers, coalesce(open, 0) as open,
                       coalesce(overdue, 0) as overdue, oldest, coalesce(waiting, 0) as waiting,
                       coalesce(missed, 0) as missed
                from care full join tasks using (login) full join waits using (login) full join missed using (login)
                order by open desc, login""")
                .param("now", Timestamp.from(now))
                .param("since", Timestamp.from(since))
                .query((row, n) -> {
                    Timestamp oldest = row.getTimestamp("oldest");
                    return new VisitLoad(
                            row.getString("login"),
                            row.getInt("customers"),
                            row.getInt("open"),
                            row.getInt("overdue"),
                            oldest == null ? null : oldest.toInstant(),
                            row.getInt("waiting"),
                            row.getInt("missed"));
                })
                .list();
    }
}
