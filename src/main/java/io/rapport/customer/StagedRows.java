package io.rapport.customer;

import io.rapport.customer.CustomerImport.NotTaken;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;

/**
 * Rows of files that lie in a temporary table, with the columns n, customer_id, contact and refused, before they are taken in:
 * whose they are, and what is to be known of them all.
 */
final class StagedRows {

    /** What is about a customer who was merged is about the one who stays. */
    private static final String CURRENT =
            """
            update %1$s s set customer_id = a.survivor
            from rapport.customer_alias a where a.customer_id = s.customer_id""";

    /**
     * Rows that were written wait for a merge of their customer, and a merge for them. It may have come between the question
     * whom an id leads to and the first row: then the rows stand under the old id.
     */
    private static final String MERGED_MEANWHILE =
            """
            select exists (select from %1$s s join rapport.customer_alias a on a.customer_id = s.customer_id
                           where s.refused is null)""";

    private static final String CONFLICT = "40001";

    /** Who is named by the address alone. */
    private static final String BY_ADDRESS =
            """
            update %1$s s
            set customer_id = m.id,
                refused = case m.found when 0 then 'UNKNOWN_ADDRESS' when 1 then null else 'SHARED_ADDRESS' end
            from (select a.n, count(f.id) as found, min(f.id) as id
                  from %1$s a
                  left join lateral (
                      select c.id from rapport.customer c where lower(c.email) = lower(a.contact) and c.erased_at is null
                      union
                      select l.survivor
                      from rapport.customer_merge m join rapport.customer_alias l on l.customer_id = m.customer_id
                      where m.undone_seq is null
                        and lower(m.profile ->> 'email') collate "C" = lower(a.contact) collate "C"
                      union
                      select r.id from dry_run_customer r where lower(r.contact) = lower(a.contact)) f on true
                  where a.customer_id is null
                  group by a.n) m
            where s.n = m.n and s.customer_id is null""";

    /**
     * A row may hold the id alone, as when an event about a customer comes before their registration. Each is looked up by
     * its key: nothing is known of the staged rows, so that the planner may rather read all customers.
     */
    private static final String MEET =
            """
            insert into rapport.customer (id)
            select s.customer_id
            from (select distinct customer_id from %1$s where refused is null) s
            left join lateral (select true as known from rapport.customer c where c.id = s.customer_id limit 1) c on true
            where c.known is null
            order by s.customer_id
            on conflict (id) do nothing""";

    private static final String ERASED =
            """
            update %1$s s set refused = 'ERASED'
            from rapport.customer c
            where c.id = s.customer_id and c.erased_at is not null and s.refused is null""";

    /** Whom the rows are about: they are evaluated anew, and nothing of it is news. */
    private static final String CHANGED =
            """
            insert into rapport.changed_customer (kind, customer_id)
            select distinct %3$d, %2$s from %1$s""";

    private final Connection connection;

    StagedRows(Connection connection) {
        this.connection = connection;
    }

    /**
     * Finds out whose rows of a temporary table are: fills {@code customer_id}, or says in {@code refused} why it cannot be.
     *
     * @param table with the columns n, customer_id, contact and refused
     * @param byAddress whether some rows name the customer by the address alone
     * @return how many customers were not known
     * @throws SQLException if the database fails
     */
    int whose(String table, boolean byAddress) throws SQLException {
        update(CURRENT.formatted(table));
        if (byAddress) {
            update(BY_ADDRESS.formatted(table));
        }
        int made = update(MEET.formatted(table));
        update(ERASED.formatted(table));
        return made;
    }

    /**
     * Makes sure that rows stand under no id that was merged while they were written.
     *
     * @param table whose rows have been taken in
     * @throws SQLException of state 40001 if one does: all is to be tried again
     */
    void requireUnmerged(String table) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet merged = statement.executeQuery(MERGED_MEANWHILE.formatted(table))) {
            merged.next();
            if (merged.getBoolean(1)) {
                throw new SQLException("a customer of the rows was merged meanwhile", CONFLICT);
            }
        }
    }

    /**
     * Has the customers of a temporary table evaluated anew; nothing of it is news.
     *
     * @param table whose rows have been taken in
     * @param customer its column with the customer's id
     * @param taken how many changed anything
     * @throws SQLException if the database fails
     */
    void changed(String table, String customer, int taken) throws SQLException {
        if (taken > 0) {
            update(CHANGED.formatted(table, customer, ChangeKind.FIRST.ordinal())
                    + (table.equals("staged_customer") ? "" : " where refused is null"));
        }
    }

    int update(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            return statement.executeUpdate(sql);
        }
    }

    Map<Long, NotTaken> refused(String sql) throws SQLException {
        Map<Long, NotTaken> refused = new HashMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                refused.put(rows.getLong("n"), NotTaken.valueOf(rows.getString("refused")));
            }
        }
        return refused;
    }
}
