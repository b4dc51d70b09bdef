package io.rapport.customer;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * Takes in what files say of the past (docs/adr/0071), many rows at once: they are copied into temporary tables, and from
 * there a statement a table takes them, in the order of its key. What a file says is state and no news: no event is raised.
 * What an event said stays; the same rows taken again change nothing.
 *
 * <p>All methods run in the caller's transaction on the connection that this was made for. The tables are those of the
 * session and empty when a transaction ends.
 */
public final class CustomerImport {

    /**
     * What came of some rows.
     *
     * @param taken how many changed anything
     * @param made how many customers were made, of whom nothing is known but the id
     * @param unknown how many name something that nothing else knows; they are taken
     * @param refused why others were left out, by number
     */
    public record Outcome(int taken, int made, int unknown, Map<Long, NotTaken> refused) {}

    /** Why the tables do not take a row that is right by itself. */
    public enum NotTaken {
        /** No customer has the address. */
        UNKNOWN_ADDRESS,
        /** Several customers have the address. */
        SHARED_ADDRESS,
        /** The customer was erased. */
        ERASED,
        /** The customer was merged into another one, whose profile it is now. */
        MERGED,
        /** The order, or entry, is another customer's. */
        OTHER_CUSTOMER,
        /** It is known already, and the file says something else. */
        DIFFERENT,
        /** An earlier file says that more of the order was paid back. */
        LESS_REFUNDED,
        /** There is no such pool of coupons. */
        UNKNOWN_POOL,
        /** The codes of the pool are made here, and the shop confirms them. */
        MADE_HERE,
        /** The code of a coupon belongs to another pool, or was made for a customer without one. */
        OTHER_POOL
    }

    private final Connection connection;
    private final StagedRows staged;
    private final ProfileImport profiles;
    private final OrderImport orders;
    private final ConsentImport consents;
    private final DryRunRows dryRunRows;

    /**
     * @param connection of the database, without a transaction of its own making
     * @throws SQLException if the session's temporary tables cannot be made
     */
    public CustomerImport(Connection connection) throws SQLException {
        this.connection = connection;
        this.staged = new StagedRows(connection);
        this.profiles = new ProfileImport(connection, staged);
        this.orders = new OrderImport(connection, staged);
        this.consents = new ConsentImport(connection, staged);
        this.dryRunRows = new DryRunRows(connection);
        try (Statement statement = connection.createStatement()) {
            for (String tables : List.of(
                    ProfileImport.STAGING,
                    OrderImport.STAGING,
                    ConsentImport.STAGING,
                    DryRunRows.STAGING,
                    ImportedIdentities.STAGING)) {
                statement.execute(tables);
            }
        }
    }

    /**
     * Makes what follows in the transaction an import: what it changes is state, and no news. Each row says by which import it
     * came.
     *
     * @param id of the import, which the audit log names
     * @throws SQLException if the database fails
     */
    public void begin(long id) throws SQLException {
        try (PreparedStatement begin = connection.prepareStatement(
                "select set_config('rapport.import', 'on', true), set_config('rapport.import_id', ?, true)")) {
            begin.setString(1, String.valueOf(id));
            begin.execute();
        }
    }

    /**
     * Takes profiles in. A field that an event named stays, of two files the row with the newer {@code updatedAt} counts, or
     * else the later one.
     *
     * @param rows of any customers, also several of one
     * @return what came of them
     * @throws SQLException if the database fails
     */
    public Outcome customers(List<ImportedCustomer> rows) throws SQLException {
        return profiles.take(rows);
    }

    /**
     * Makes addresses known to this database connection, without keeping them, so that a dry run of several files finds in the
     * second whom the first would have made.
     *
     * @param rows of customers that were taken in and undone
     * @throws SQLException if the database fails
     */
    public void recordDryRun(List<ImportedCustomer> rows) throws SQLException {
        dryRunRows.addresses(rows);
    }

    /**
     * Remembers what a dry run would have taken and has undone, for this database connection.
     *
     * @param contents what each says that a second row may not say otherwise, by the key that it stands under once
     * @throws SQLException if the database fails
     */
    public void recordDryRun(Map<String, String> contents) throws SQLException {
        dryRunRows.contents(contents);
    }

    /**
     * @param keys of rows of a dry run
     * @return what {@link #recordDryRun(Map)} remembers of those, by key
     * @throws SQLException if the database fails
     */
    public Map<String, String> ofDryRun(Collection<String> keys) throws SQLException {
        return dryRunRows.contents(keys);
    }

    /**
     * Takes orders in, each with its lines. Of one that is known, times that were not become known; what else differs refuses
     * it.
     *
     * @param orders each id once
     * @return what came of them
     * @throws SQLException if the database fails; of state 40001 if a customer was merged meanwhile: to be tried again
     */
    public Outcome orders(List<ImportedOrder> orders) throws SQLException {
        return this.orders.take(orders);
    }

    /**
     * Takes consents and withdrawals in. Each event outranks them, but that a withdrawal which is newer than what an event
     * granted holds.
     *
     * @param rows entries of any customers
     * @return what came of them
     * @throws SQLException if the database fails
     */
    public Outcome consents(List<ImportedConsent> rows) throws SQLException {
        return consents.take(rows);
    }

    /**
     * Finds out whose rows of a temporary table are: fills {@code customer_id}, or says in {@code refused} why it cannot be.
     *
     * @param table with the columns n, customer_id, contact and refused
     * @param byAddress whether some rows name the customer by the address alone
     * @return how many customers were not known
     * @throws SQLException if the database fails
     */
    public int whose(String table, boolean byAddress) throws SQLException {
        return staged.whose(table, byAddress);
    }

    /**
     * Makes sure that rows stand under no id that was merged while they were written.
     *
     * @param table whose rows have been taken in
     * @throws SQLException of state 40001 if one does: all is to be tried again
     */
    public void requireUnmerged(String table) throws SQLException {
        staged.requireUnmerged(table);
    }

    /**
     * Has the customers of a temporary table evaluated anew; nothing of it is news.
     *
     * @param table whose rows have been taken in
     * @param customer its column with the customer's id
     * @param taken how many changed anything
     * @throws SQLException if the database fails
     */
    public void changed(String table, String customer, int taken) throws SQLException {
        staged.changed(table, customer, taken);
    }
}
