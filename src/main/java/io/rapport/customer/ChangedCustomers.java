package io.rapport.customer;

import io.rapport.database.Columns;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Who is to be evaluated anew (docs/adr/0082). Noting it only adds rows: it waits for nobody who evaluates the same
 * customers at that moment. Several rows of one customer are evaluated once, by all who are to do it by one of them.
 */
@Component
public final class ChangedCustomers {

    private final JdbcClient jdbc;

    ChangedCustomers(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Notes customers for all listeners, in the caller's transaction.
     *
     * @param customerIds bare ids, also several times
     * @param kind why
     */
    public void note(Collection<String> customerIds, ChangeKind kind) {
        note(customerIds, kind, CustomerChangeListener.VALUE);
    }

    /**
     * Notes customers of whom the first listeners would find what they found before, in the caller's transaction.
     *
     * @param customerIds bare ids, also several times
     * @param kind why
     * @param firstListener its order: it and those behind it evaluate them
     */
    public void note(Collection<String> customerIds, ChangeKind kind, int firstListener) {
        Map<String, Integer> customers = new HashMap<>();
        customerIds.forEach(id -> customers.put(id, firstListener));
        note(customers, kind);
    }

    /**
     * Notes customers, in the caller's transaction.
     *
     * @param customers by bare id, the order of the listener from which on they are evaluated
     * @param kind why
     */
    public void note(Map<String, Integer> customers, ChangeKind kind) {
        if (customers.isEmpty()) {
            return;
        }
        Map<String, Integer> sorted = new TreeMap<>(customers);
        jdbc.sql(
                        """
                insert into rapport.changed_customer (kind, customer_id, first_listener)
                select :kind, customer, listener from unnest(:customers::text[], :listeners::int[]) n (customer, listener)""")
                .param("kind", kind.ordinal())
                .param("customers", sorted.keySet().toArray(String[]::new))
                .param("listeners", Columns.ofInts(sorted.values(), Integer::intValue))
                .update();
    }

    /**
     * Notes all customers that are known, not erased and merged into nobody, in the caller's transaction.
     *
     * @param kind why
     * @return how many
     */
    public int noteAll(ChangeKind kind) {
        return jdbc.sql(
                        """
                insert into rapport.changed_customer (kind, customer_id)
                select :kind, id from rapport.customer where erased_at is null and merged_into is null order by id""")
                .param("kind", kind.ordinal())
                .update();
    }

    /**
     * Asks whether anybody waits; who cannot be evaluated does not count. Cheap.
     *
     * @param kind why they were noted
     * @return whether somebody of that kind is to be evaluated
     */
    public boolean isBusy(ChangeKind kind) {
        return jdbc.sql("select exists (select from rapport.changed_customer where kind = :kind and attempts = 0)")
                .param("kind", kind.ordinal())
                .query(Boolean.class)
                .single();
    }
}
