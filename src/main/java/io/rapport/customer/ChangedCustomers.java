package io.rapport.customer;

import java.util.Collection;
import java.util.TreeSet;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Who is to be evaluated anew (docs/adr/0082). Noting it only adds rows: it waits for nobody who evaluates the same
 * customers at that moment. Several rows of one customer are evaluated once.
 */
@Component
public final class ChangedCustomers {

    private final JdbcClient jdbc;

    ChangedCustomers(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Notes customers, in the caller's transaction.
     *
     * @param customerIds bare ids, also several times
     * @param kind why
     */
    public void note(Collection<String> customerIds, ChangeKind kind) {
        if (customerIds.isEmpty()) {
            return;
        }
        jdbc.sql("insert into rapport.changed_customer (kind, customer_id) select :kind, unnest(:customers::text[])")
                .param("kind", kind.ordinal())
                .param("customers", new TreeSet<>(customerIds).toArray(String[]::new))
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
