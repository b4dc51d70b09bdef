package io.rapport.customer;

import java.util.Collection;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** By which imports it came what is known of customers. */
@Component
public final class ImportOrigins {

    private final JdbcClient jdbc;

    ImportOrigins(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * @param customerIds all ids that a customer has or had
     * @return the ids of the imports that made or last changed the profile, orders and consents; none of who was erased, and
     *     of who came back none of before
     */
    public List<Long> of(Collection<String> customerIds) {
        return jdbc.sql(
                        """
                select import_id from rapport.customer where id = any(:ids) and import_id is not null
                union
                select o.import_id from rapport.customer_order o
                where o.customer_id = any(:ids) and not o.former and o.import_id is not null
                union
                select e.import_id
                from rapport.consent_entry e join rapport.customer c on c.id = e.customer_id and c.erased_at is null
                where e.customer_id = any(:ids) and e.import_id is not null
                  and not exists (select from rapport.consent_entry x
                                  where x.customer_id = e.customer_id and x.source = 'erasure' and x.seq > e.seq)""")
                .param("ids", customerIds.toArray(String[]::new))
                .query(Long.class)
                .list();
    }
}
