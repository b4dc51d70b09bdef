package io.rapport.customer;

import io.rapport.database.CopyRows;
import io.rapport.inbox.ExternalId;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * What customers are called elsewhere, as files have it. The first customer of an identity keeps it; two who may be one person
 * by it are proposed to staff. A file verifies nothing, so that none is merged by itself.
 */
final class ImportedIdentities {

    static final String STAGING =
            """
            create temporary table if not exists staged_identity (
                n bigint, customer_id text, system text, value text, declared boolean) on commit delete rows""";

    /** Only to a provisional customer an address is more than one that several may share. */
    private static final String PROVISIONAL = "select exists (select from rapport.customer_identity where provisional)";

    private static final String DECLARED =
            """
            insert into rapport.customer_identity (system, value, customer_id, since)
            select distinct on (s.system, s.value) s.system, s.value, c.id, coalesce(c.registered_at, now())
            from staged_identity s join rapport.customer c on c.id = s.customer_id
            where s.declared and c.erased_at is null and c.merged_into is null
            order by s.system, s.value, s.n
            on conflict (system, value) do nothing""";

    private static final String PROPOSED =
            """
            insert into rapport.merge_proposal (customer_id, other_id, why, proposed_at)
            select distinct on (least(c.id, i.customer_id), greatest(c.id, i.customer_id))
                   c.id, i.customer_id, case when s.declared then 'declared' else 'contact' end, now()
            from staged_identity s
            join rapport.customer_identity i on i.system = s.system and i.value = s.value and i.customer_id <> s.customer_id
            join rapport.customer c on c.id = s.customer_id
            left join rapport.customer o on o.id = i.customer_id
            where c.erased_at is null and c.merged_into is null and o.erased_at is null
              and (s.declared or i.provisional and o.registered_at is null)
            order by least(c.id, i.customer_id), greatest(c.id, i.customer_id), s.declared desc, s.n
            on conflict do nothing""";

    private final Connection connection;

    ImportedIdentities(Connection connection) {
        this.connection = connection;
    }

    /** @param rows of customers who are in the table by now */
    void take(List<ImportedCustomer> rows) throws SQLException {
        boolean provisional = isProvisional();
        long staged = CopyRows.into(connection, "staged_identity", copy -> {
            for (ImportedCustomer row : rows) {
                for (ExternalId id : row.identities()) {
                    stage(copy, row, id, true);
                }
                if (provisional && row.email() != null) {
                    stage(copy, row, new ExternalId(ExternalId.EMAIL, row.email()), false);
                }
                if (provisional && row.phone() != null) {
                    stage(copy, row, new ExternalId(ExternalId.PHONE, row.phone()), false);
                }
            }
        });
        if (staged > 0) {
            try (Statement statement = connection.createStatement()) {
                statement.executeUpdate(DECLARED);
                statement.executeUpdate(PROPOSED);
            }
        }
    }

    private boolean isProvisional() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery(PROVISIONAL)) {
            found.next();
            return found.getBoolean(1);
        }
    }

    private static void stage(CopyRows copy, ImportedCustomer row, ExternalId id, boolean declared)
            throws SQLException {
        ExternalId normal = Identities.normal(id);
        copy.value(row.n())
                .value(row.id())
                .value(normal.system())
                .value(normal.value())
                .value(declared)
                .end();
    }
}
