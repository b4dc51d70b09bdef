package io.rapport.database;

import java.util.Collection;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * A table whose rows belong to customers, by its columns {@code customer_id} and {@code original_customer_id}: when two
 * customers are merged, the rows of the one become the other's, and remember under which id they came. Each room makes a bean
 * for each such table of its own.
 */
public final class CustomerRows {

    private final JdbcClient jdbc;
    private final String table;

    /**
     * @param jdbc for the statements
     * @param table its name, without the schema
     */
    public CustomerRows(JdbcClient jdbc, String table) {
        this.jdbc = jdbc;
        this.table = table;
    }

    /** @return the name of the table */
    public String table() {
        return table;
    }

    /**
     * Gives all rows of a customer to another one, in the caller's transaction.
     *
     * @param customerId whose they are
     * @param survivor whose they become
     */
    public void move(String customerId, String survivor) {
        jdbc.sql(
                        """
                update rapport.%s
                set customer_id = :survivor, original_customer_id = coalesce(original_customer_id, customer_id)
                where customer_id = :customer"""
                                .formatted(table))
                .param("customer", customerId)
                .param("survivor", survivor)
                .update();
    }

    /**
     * Gives rows back to a customer who was merged, in the caller's transaction.
     *
     * @param survivor whose they are
     * @param originals the ids under which they came: those of the customer who was merged
     * @param customerId whose they become
     */
    public void giveBack(String survivor, Collection<String> originals, String customerId) {
        jdbc.sql(
                        """
                update rapport.%s
                set customer_id = :customer, original_customer_id = nullif(original_customer_id, :customer)
                where customer_id = :survivor and original_customer_id = any(:originals)"""
                                .formatted(table))
                .param("customer", customerId)
                .param("survivor", survivor)
                .param("originals", originals.toArray(String[]::new))
                .update();
    }
}
