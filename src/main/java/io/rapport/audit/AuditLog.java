package io.rapport.audit;

import io.rapport.database.Columns;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * Who saw and changed what of customers, and why. Entries are inserted and read; they go by whole months when their time is
 * over ({@link AuditMonths}), and by nothing else. Each customer stands there under a random name of their own.
 */
@Service
public class AuditLog {

    private static final String NEWEST =
            """
            select e.at, e.actor_kind, e.actor, e.action, e.what, s.customer_id, e.why
            from rapport.audit_entry e left join rapport.audit_subject s on s.pseudonym = e.subject
            order by e.at desc, e.id desc limit :most""";

    private static final String OF_CUSTOMER =
            """
            select * from (
                (select e.at, e.actor_kind, e.actor, e.action, e.what, s.customer_id, e.why, e.id
                 from rapport.audit_entry e join rapport.audit_subject s on s.pseudonym = e.subject
                 where s.customer_id = any(:customers)
                 order by e.at desc, e.id desc limit :most)
                union all
                (select at, actor_kind, actor, action, what, null, why, id
                 from rapport.audit_entry where action = 'import' and why = any(:imports)
                 order by at desc, id desc limit :most)) noted
            order by at desc, id desc limit :most""";

    private final JdbcClient jdbc;

    /** @param jdbc whose statements take part in the caller's transaction */
    public AuditLog(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Notes something, in the caller's transaction if there is one: a change that is rolled back is not noted. Something
     * that is to be shown is noted before it is, so that nothing is seen while the log cannot be written.
     *
     * @param entry who did what
     */
    @Transactional
    public void record(AuditRecord entry) {
        recordAll(List.of(entry));
    }

    /**
     * Notes several things at once, such as each customer that a page of hits shows.
     *
     * @param entries who did what; may be empty
     */
    @Transactional
    public void recordAll(Collection<AuditRecord> entries) {
        String[] customers = entries.stream()
                .map(AuditRecord::customerId)
                .filter(Objects::nonNull)
                .distinct()
                .sorted()
                .toArray(String[]::new);
        if (customers.length > 0) {
            // waits for others who meet the same customer for the first time, and sees theirs
            jdbc.sql(
                            """
                    insert into rapport.audit_subject (customer_id)
                    select n.id from unnest(:customers::text[]) n (id)
                    where not exists (select from rapport.audit_subject s where s.customer_id = n.id)
                    order by n.id
                    on conflict (customer_id) do nothing""")
                    .param("customers", customers)
                    .update();
        }
        if (!entries.isEmpty()) {
            jdbc.sql(
                            """
                    insert into rapport.audit_entry (actor_kind, actor, action, what, subject, why)
                    select n.actor_kind, n.actor, n.action, n.what, s.pseudonym, n.why
                    from unnest(:kinds::text[], :actors::text[], :actions::text[], :whats::text[], :ids::text[],
                                :whys::text[])
                         with ordinality n (actor_kind, actor, action, what, customer_id, why, place)
                    left join rapport.audit_subject s on s.customer_id = n.customer_id
                    order by n.place""")
                    .param(
                            "kinds",
                            Columns.of(entries, entry -> entry.who().kind().written()))
                    .param("actors", Columns.of(entries, entry -> entry.who().name()))
                    .param("actions", Columns.of(entries, entry -> entry.action()
                            .written()))
                    .param("whats", Columns.of(entries, AuditRecord::what))
                    .param("ids", Columns.of(entries, AuditRecord::customerId))
                    .param("whys", Columns.of(entries, AuditRecord::why))
                    .update();
        }
    }

    /**
     * @param customerIds all ids that a customer has or had
     * @param most how many entries at the most
     * @return what is noted of the customer, the newest first; nothing after an erasure
     */
    public List<AuditEntry> newest(Collection<String> customerIds, int most) {
        return newest(customerIds, List.of(), most);
    }

    /**
     * @param customerIds all ids that a customer has or had
     * @param imports the ids of imports that concern the customer: each is noted once, and about no single customer
     * @param most how many entries at the most
     * @return what is noted of the customer, and that these imports were, the newest first
     */
    public List<AuditEntry> newest(Collection<String> customerIds, Collection<Long> imports, int most) {
        return jdbc.sql(OF_CUSTOMER)
                .param("customers", customerIds.toArray(String[]::new))
                .param("imports", imports.stream().map(AuditLog::occasion).toArray(String[]::new))
                .param("most", most)
                .query(AuditLog::entry)
                .list();
    }

    /**
     * @param importId of an import
     * @return the occasion under which it is noted
     */
    public static String occasion(long importId) {
        return "import " + importId;
    }

    /**
     * @param most how many entries at the most
     * @return what is noted of all, the newest first
     */
    public List<AuditEntry> newest(int most) {
        return jdbc.sql(NEWEST).param("most", most).query(AuditLog::entry).list();
    }

    /**
     * Forgets who a customer was: the entries stay, and lead to nobody. Part of an erasure, in its transaction.
     *
     * @param customerId one id of the customer
     */
    @Transactional
    public void forget(String customerId) {
        jdbc.sql("delete from rapport.audit_subject where customer_id = :customer")
                .param("customer", customerId)
                .update();
    }

    /**
     * @return whether the database itself keeps the application from changing entries: its role is not the owner of the
     *     tables, and has no right to update or delete
     */
    public boolean isProtected() {
        return jdbc.sql(
                        """
                select not (pg_has_role(current_user, c.relowner, 'MEMBER')
                            or has_table_privilege(c.oid, 'UPDATE') or has_table_privilege(c.oid, 'DELETE')
                            or has_table_privilege(c.oid, 'TRUNCATE'))
                from pg_catalog.pg_class c where c.oid = to_regclass('rapport.audit_entry')""")
                .query(Boolean.class)
                .single();
    }

    private static AuditEntry entry(ResultSet row, int number) throws SQLException {
        return new AuditEntry(
                row.getTimestamp("at").toInstant(),
                new Actor(Actor.Kind.read(row.getString("actor_kind")), row.getString("actor")),
                AuditAction.read(row.getString("action")),
                row.getString("what"),
                row.getString("customer_id"),
                row.getString("why"));
    }
}
