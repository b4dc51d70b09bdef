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
     * @param since the day on which it was reached, or on which a review left it
     * @param reviewOn when the level is reviewed
     * @param riskChecked whether it was asked in this period whether the level is at risk
     * @param announcedUntil points that expire until then were announced; {@code null}: none were
     * @param silent whether what is true now is taken in without an event
     * @param risenBy the table by which the level was reached; {@code null} if that was a review
     * @param before what the customer had before it, or before several that were reached within a day; {@code null}: none
     */
    record Account(
            String customerId,
            Level level,
            LocalDate since,
            LocalDate reviewOn,
            boolean riskChecked,
            LocalDate announcedUntil,
            boolean silent,
            String risenBy,
            Held before) {}

    /** A level, since when, and when it is reviewed. */
    record Held(Level level, LocalDate since, LocalDate reviewOn) {}

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
        String before = rs.getString("before_level");
        return new Account(
                rs.getString("customer_id"),
                level == null ? null : new Level(level, rs.getInt("level_rank")),
                rs.getObject("level_since", LocalDate.class),
                rs.getObject("review_on", LocalDate.class),
                rs.getBoolean("risk_checked"),
                rs.getObject("announced_until", LocalDate.class),
                rs.getBoolean("silent"),
                rs.getString("risen_by"),
                before == null
                        ? null
                        : new Held(
                                new Level(before, rs.getInt("before_rank")),
                                rs.getObject("before_since", LocalDate.class),
                                rs.getObject("before_review", LocalDate.class)));
    }

    /** @return the next in the order of the ids, locked by nobody */
    List<Account> after(String customerId, int most) {
        return jdbc.sql(
                        """
                select * from rapport.loyalty_account where customer_id > :after order by customer_id limit :most""")
                .param("after", customerId)
                .param("most", most)
                .query(AccountTable::read)
                .list();
    }

    /** @return how many have a level */
    long members() {
        return jdbc.sql("select count(*) from rapport.loyalty_account where level is not null")
                .query(Long.class)
                .single();
    }

    /** The customer has a level from a day on, until its review, whatever led to the one before. */
    void level(String customerId, Held held) {
        jdbc.sql(
                        """
                update rapport.loyalty_account
                set level = :level, level_rank = :rank, level_since = :since, review_on = :review, risk_checked = false,
                    risen_by = null, before_level = null, before_rank = null, before_since = null, before_review = null
                where customer_id = :customer""")
                .param("level", held.level().name())
                .param("rank", held.level().rank())
                .param("since", held.since())
                .param("review", held.reviewOn())
                .param("customer", customerId)
                .update();
    }

    /**
     * The customer has reached a level by points or value.
     *
     * @param account as it was until now: what it had is kept, or, if that was reached lately as well, what it had before that
     * @param table by which it was reached
     * @param lately the first day on which that was so
     */
    void rise(Account account, Held held, String table, LocalDate lately) {
        Held had = account.level() == null ? null : new Held(account.level(), account.since(), account.reviewOn());
        Held before = account.risenBy() != null && !account.since().isBefore(lately) ? account.before() : had;
        level(account.customerId(), held);
        jdbc.sql(
                        """
                update rapport.loyalty_account
                set risen_by = :table, before_level = :level, before_rank = :rank, before_since = :since,
                    before_review = :review
                where customer_id = :customer""")
                .param("table", table)
                .param("level", before == null ? null : before.level().name())
                .param("rank", before == null ? null : before.level().rank())
                .param("since", before == null ? null : before.since())
                .param("review", before == null ? null : before.reviewOn())
                .param("customer", account.customerId())
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
