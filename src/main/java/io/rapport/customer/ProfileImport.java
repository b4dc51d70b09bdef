package io.rapport.customer;

import io.rapport.customer.CustomerImport.Outcome;
import io.rapport.database.CopyRows;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Profiles, as files have them. What an event said of a field stays. */
final class ProfileImport {

    static final String STAGING =
            """
            create temporary table if not exists staged_customer (
                n bigint, pass int, id text, first_name text, last_name text, email text, phone text, birthday date,
                birthday_without_year boolean, locale text, time_zone text, attributes jsonb, versions jsonb,
                registered_at timestamptz, confirmed_at timestamptz) on commit delete rows""";

    /** What the row says of the field counts: nobody said anything of it, or a file that is not newer. */
    private static final String COUNTS =
            "coalesce((c.versions ->> '%1$s')::bigint, -9223372036854775808) <= coalesce((excluded.versions ->> '%1$s')::bigint, 0)";

    /** Columns of the profile that each have a text or day of their own, with their names in {@code versions}. */
    private static final Map<String, String> FIELDS = fields();

    private static Map<String, String> fields() {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("first_name", "firstName");
        fields.put("last_name", "lastName");
        fields.put("email", "email");
        fields.put("phone", "phone");
        fields.put("birthday", "birthday");
        fields.put("locale", "locale");
        fields.put("time_zone", "timeZone");
        return fields;
    }

    private static String changes(String column, String field) {
        return "(excluded.%1$s is not null and excluded.%1$s is distinct from c.%1$s and %2$s)"
                .formatted(column, COUNTS.formatted(field));
    }

    private static final String SET_FIELDS = FIELDS.entrySet().stream()
            .map(field -> "%1$s = case when %2$s then excluded.%1$s else c.%1$s end"
                    .formatted(field.getKey(), changes(field.getKey(), field.getValue())))
            .collect(Collectors.joining(",\n"));

    private static final String ANY_FIELD = FIELDS.entrySet().stream()
            .map(field -> changes(field.getKey(), field.getValue()))
            .collect(Collectors.joining("\nor "));

    private static final String SAID_ATTRIBUTES =
            "coalesce((select jsonb_object_agg(a.key, a.value) from jsonb_each(excluded.attributes) a where "
                    + "coalesce((c.versions ->> ('attributes.' || a.key))::bigint, -9223372036854775808)"
                    + " <= coalesce((excluded.versions ->> ('attributes.' || a.key))::bigint, 0)), '{}')";

    private static final String SAID_VERSIONS =
            "coalesce((select jsonb_object_agg(v.key, v.value) from jsonb_each(excluded.versions) v where "
                    + "coalesce((c.versions ->> v.key)::bigint, -9223372036854775808) <= v.value::bigint), '{}')";

    /** Another address is to be confirmed anew, unless the file says that it was. */
    private static final String CUSTOMERS =
            """
            insert into rapport.customer as c
                (id, first_name, last_name, email, phone, birthday, birthday_without_year, locale, time_zone, attributes,
                 versions, registered_at, confirmed_at, import_id)
            select id, first_name, last_name, email, phone, birthday, birthday_without_year, locale, time_zone, attributes,
                   versions, registered_at, confirmed_at, current_setting('rapport.import_id')::bigint
            from staged_customer s where pass = ?
              and not exists (select from rapport.customer_alias a where a.customer_id = s.id)
            order by id
            on conflict (id) do update set
                %1$s,
                birthday_without_year = case when %2$s then excluded.birthday_without_year else c.birthday_without_year end,
                attributes = c.attributes || %3$s,
                versions = c.versions || %4$s,
                registered_at = coalesce(c.registered_at, excluded.registered_at),
                import_id = excluded.import_id,
                confirmed_at = case when %5$s and lower(excluded.email) is distinct from lower(c.email)
                                    then excluded.confirmed_at
                                    when lower(excluded.email) = lower(c.email) and c.confirmed_seq = 0
                                    then coalesce(c.confirmed_at, excluded.confirmed_at)
                                    else c.confirmed_at end
            where c.erased_at is null and c.merged_into is null
              and (%6$s
                   or not c.attributes @> %3$s
                   or not c.versions @> %4$s
                   or c.registered_at is null and excluded.registered_at is not null
                   or c.confirmed_at is null and excluded.confirmed_at is not null and c.confirmed_seq = 0
                      and lower(excluded.email) = lower(c.email))"""
                    .formatted(
                            SET_FIELDS,
                            changes("birthday", "birthday"),
                            SAID_ATTRIBUTES,
                            SAID_VERSIONS,
                            changes("email", "email"),
                            ANY_FIELD);

    private final Connection connection;
    private final StagedRows staged;

    ProfileImport(Connection connection, StagedRows staged) {
        this.connection = connection;
        this.staged = staged;
    }

    Outcome take(List<ImportedCustomer> rows) throws SQLException {
        Map<String, Integer> passes = new HashMap<>();
        int last = 0;
        int[] pass = new int[rows.size()];
        for (int i = 0; i < rows.size(); i++) {
            pass[i] = passes.merge(rows.get(i).id(), 1, Integer::sum);
            last = Math.max(last, pass[i]);
        }
        CopyRows.into(connection, "staged_customer", copy -> {
            for (int i = 0; i < rows.size(); i++) {
                ImportedCustomer row = rows.get(i);
                copy.value(row.n())
                        .value(pass[i])
                        .value(row.id())
                        .value(row.firstName())
                        .value(row.lastName())
                        .value(row.email())
                        .value(row.phone())
                        .value(row.birthday() == null ? null : row.birthday().whole())
                        .value(row.birthday() != null && row.birthday().year() == null)
                        .value(row.locale())
                        .value(row.timeZone())
                        .value(row.attributes())
                        .value(row.versions())
                        .value(row.registeredAt())
                        .value(row.confirmedAt())
                        .end();
            }
        });
        int taken = 0;
        try (PreparedStatement take = connection.prepareStatement(CUSTOMERS)) {
            for (int number : IntStream.rangeClosed(1, last).toArray()) {
                take.setInt(1, number);
                taken += take.executeUpdate();
            }
        }
        new ImportedIdentities(connection).take(rows);
        staged.changed("staged_customer", "id", taken);
        return new Outcome(
                taken,
                0,
                0,
                staged.refused(
                        """
                        select s.n, 'ERASED' as refused from staged_customer s
                        join rapport.customer c on c.id = s.id where c.erased_at is not null
                        union all
                        select s.n, 'MERGED' from staged_customer s
                        join rapport.customer_alias a on a.customer_id = s.id"""));
    }
}
