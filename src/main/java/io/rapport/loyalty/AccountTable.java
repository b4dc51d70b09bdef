package io.rapport.loyalty;

import io.rapport.database.RoundTrip;
import io.rapport.loyalty.LoyaltyRules.Level;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** One row a customer who ever had points: its lock is the one under which points change. */
@Component
final class AccountTable {

    private final JdbcClient jdbc;

    AccountTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * What is kept of a customer beside the ledger.
     *
     * @param level {@code null} until it is first seen
     * @param reviewOn when the level is reviewed
     * @param riskChecked whether it was asked in this period whether the level is at risk
     * @param announcedUntil points that expire until then were announced; {@code null}: none were
     * @param silent whether what is true now is taken in without an event
     */
    record Account(
            String customerId,
            Level level,
            LocalDate reviewOn,
            boolean riskChecked,
            LocalDate announcedUntil,
            boolean silent) {}

    /** Makes the account if there is none, and keeps all others from it until the transaction ends. */
    Account lock(String customerId, LocalDate today) {
        Optional<Account> known = find(customerId, true);
        if (known.isEmpty()) {
            jdbc.sql(
                            """
                    insert into rapport.loyalty_account (customer_id, due_on) values (:customer, :today)
                    on conflict (customer_id) do nothing""")
                    .param("customer", customerId)
                    .param("today", today)
                    .update();
            known = find(customerId, true);
        }
        return known.orElseThrow();
    }

    /** Locks several, in an order that is the same for all. */
    void lockAll(Collection<String> customerIds, LocalDate today) {
        new TreeSet<>(customerIds).forEach(customer -> lock(customer, today));
    }

    Optional<Account> find(String customerId) {
        return find(customerId, false);
    }

    /** Asks for the levels of those who have one, by customer. */
    static RoundTrip.Query levels(Collection<String> customerIds, BiConsumer<String, String> each) {
        return new RoundTrip.Query(
                """
                select customer_id, level from rapport.loyalty_account
                where customer_id = any(:customers) and level is not null""",
                Map.of("customers", customerIds.toArray(String[]::new)),
                row -> each.accept(row.getString("customer_id"), row.getString("level")));
    }

    private Optional<Account> find(String customerId, boolean lock) {
        return jdbc.sql("select * from rapport.loyalty_account where customer_id = :customer"
                        + (lock ? " for no key update" : ""))
                .param("customer", customerId)
                .query(AccountTable::read)
                .optional();
    }

    /** @return some of those whose day has come, for nobody else until the transaction ends */
    List<Account> takeDue(LocalDate today, int most) {
        return jdbc.sql(
                        """
                select * from rapport.loyalty_account where due_on <= :today
                order by due_on, customer_id limit :most for no key update skip locked""")
                .param("today", today)
                .param("most", most)
                .query(AccountTable::read)
                .list();
    }

    private static Account read(ResultSet rs, int row) throws SQLException {
        String level = rs.getString("level");
        return new Account(
                rs.getString("customer_id"),
                level == null ? null : new Level(level, rs.getInt("level_rank")),
                rs.getObject("review_on", LocalDate.class),
                rs.getBoolean("risk_checked"),
                rs.getObject("announced_until", LocalDate.class),
                rs.getBoolean("silent"));
    }

    /** The customer has a level from a day on, until its review. */
    void level(String customerId, Level level, LocalDate since, LocalDate reviewOn) {
        jdbc.sql(
                        """
                update rapport.loyalty_account
                set level = :level, level_rank = :rank, level_since = :since, review_on = :review, risk_checked = false
                where customer_id = :customer""")
                .param("level", level.name())
                .param("rank", level.rank())
                .param("since", since)
                .param("review", reviewOn)
                .param("customer", customerId)
                .update();
    }

    /** Something is to be done on a day, if not before. */
    void due(String customerId, LocalDate day) {
        if (day != null) {
            jdbc.sql(
                            """
                    update rapport.loyalty_account set due_on = :day
                    where customer_id = :customer and due_on > :day""")
                    .param("day", day)
                    .param("customer", customerId)
                    .update();
        }
    }

    /** A day's run is through with the account. */
    void done(Account account, boolean riskChecked, LocalDate announcedUntil, LocalDate dueOn) {
        jdbc.sql(
                        """
                update rapport.loyalty_account
                set risk_checked = :risk, announced_until = :announced, silent = false, due_on = :due
                where customer_id = :customer""")
                .param("risk", riskChecked)
                .param("announced", announcedUntil)
                .param("due", dueOn)
                .param("customer", account.customerId())
                .update();
    }

    /** What is true of a locked account by the next run is taken in without an event. */
    void silence(Account account) {
        jdbc.sql(
                        """
                update rapport.loyalty_account set silent = true, due_on = date '1970-01-01'
                where customer_id = :customer""")
                .param("customer", account.customerId())
                .update();
    }

    /**
     * Two customers have become one, or are two again: the next run takes in what is true by now, without an event.
     *
     * @param customerIds of both
     */
    void renew(Collection<String> customerIds) {
        jdbc.sql(
                        """
                insert into rapport.loyalty_account (customer_id, silent, due_on)
                select distinct customer_id, true, date '1970-01-01' from rapport.loyalty_entry
                where customer_id = any(:customers)
                order by customer_id
                on conflict (customer_id) do update set silent = true, due_on = excluded.due_on""")
                .param("customers", customerIds.toArray(String[]::new))
                .update();
        jdbc.sql(
                        """
                delete from rapport.loyalty_account a
                where a.customer_id = any(:customers)
                  and not exists (select from rapport.loyalty_entry e where e.customer_id = a.customer_id)""")
                .param("customers", customerIds.toArray(String[]::new))
                .update();
    }

    /** Who registers again begins anew. */
    void forget(String customerId) {
        jdbc.sql("delete from rapport.loyalty_account where customer_id = :customer")
                .param("customer", customerId)
                .update();
    }
}
