package io.rapport.database;

import java.util.Collection;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The tables whose rows each belong to one customer, by their column {@code customer_id}: what becomes of the rows when two
 * customers are merged, and when that is undone. Which tables these are is said by the register of personal data.
 */
public final class CustomerTables {

    private final JdbcClient jdbc;
    private final List<String> moved;

    /**
     * @param jdbc for the statements
     * @param moved tables whose rows become those of who stays, and remember in {@code original_customer_id} under which id
     *     they came; without the schema
     */
    public CustomerTables(JdbcClient jdbc, Collection<String> moved) {
        this.jdbc = jdbc;
        // in one order, so that two who lock rows of several do not wait for each other
        this.moved = moved.stream().sorted().toList();
    }

    /**
     * Gives all rows of a customer to another one, in the caller's transaction.
     *
     * @param customerId whose they are
     * @param survivor whose they become
     */
    public void move(String customerId, String survivor) {
        for (String table : moved) {
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
    }

    /**
     * Gives rows back to a customer who was merged, in the caller's transaction.
     *
     * @param survivor whose they are
     * @param originals the ids under which they came: those of the customer who was merged
     * @param customerId whose they become
     */
    public void giveBack(String survivor, Collection<String> originals, String customerId) {
        for (String table : moved) {
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
}
