package io.rapport.customer;

import io.rapport.database.CopyRows;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

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
     * @param refused why others were left out, by number
     */
    public record Outcome(int taken, int made, Map<Long, NotTaken> refused) {}

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
        /** There is no such pool of coupons, or the shop does not fill it. */
        UNKNOWN_POOL,
        /** The code of a coupon belongs to another pool, or was made for a customer without one. */
        OTHER_POOL
    }

    private static final String STAGING =
            """
            create temporary table if not exists staged_customer (
                n bigint, pass int, id text, first_name text, last_name text, email text, phone text, birthday date,
                birthday_without_year boolean, locale text, time_zone text, attributes jsonb, versions jsonb,
                registered_at timestamptz, confirmed_at timestamptz) on commit delete rows;
            create temporary table if not exists staged_order (
                n bigint, customer_id text, contact text, refused text, id text, known boolean, currency text,
                total numeric, shipping numeric, tax numeric, discount numeric, placed_at timestamptz,
                shipped_at timestamptz, delivered_at timestamptz, returned_at timestamptz, cancelled_at timestamptz)
                on commit delete rows;
            create temporary table if not exists staged_line (
                n bigint, order_id text, line smallint, sku text, name text, quantity int, price numeric,
                amount_minor bigint) on commit delete rows;
            create index if not exists staged_line_n on staged_line (n);
            create temporary table if not exists staged_consent (
                n bigint, customer_id text, contact text, refused text, channel text, topic text, granted boolean,
                basis text, source text, wording text, place bigint, recorded_at timestamptz) on commit delete rows;
            create temporary table if not exists rehearsed_customer (id text, contact text);
            create temporary table if not exists rehearsed_key (key text primary key, content text);
            create index if not exists rehearsed_customer_contact on rehearsed_customer (lower(contact))""";

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
                 versions, registered_at, confirmed_at)
            select id, first_name, last_name, email, phone, birthday, birthday_without_year, locale, time_zone, attributes,
                   versions, registered_at, confirmed_at
            from staged_customer s where pass = ?
              and not exists (select from rapport.customer_alias a where a.customer_id = s.id)
            order by id
            on conflict (id) do update set
                %1$s,
                birthday_without_year = case when %2$s then excluded.birthday_without_year else c.birthday_without_year end,
                attributes = c.attributes || %3$s,
                versions = c.versions || %4$s,
                registered_at = coalesce(c.registered_at, excluded.registered_at),
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
                      select r.id from rehearsed_customer r where lower(r.contact) = lower(a.contact)) f on true
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

    /**
     * An order is not changed by a file, but that times become known. Lines are compared only where both sides have them: an
     * event always does, a file may not.
     */
    private static final String KNOWN_ORDERS =
            """
            update staged_order s
            set known = o.placed_at is not null,
                refused = case
                    when o.customer_id <> s.customer_id then 'OTHER_CUSTOMER'
                    when o.former then 'ERASED'
                    when o.placed_at is not null
                         and ((o.currency, o.total) is distinct from (s.currency, s.total)
                              or exists (select from staged_line i where i.n = s.n)
                                 and ((select count(*) from rapport.customer_order_item k where k.order_id = s.id)
                                      <> (select count(*) from staged_line i where i.n = s.n)
                                      or exists (
                                          select from staged_line i
                                          left join rapport.customer_order_item k on k.order_id = s.id and k.line = i.line
                                          where i.n = s.n
                                            and (k.sku, k.quantity, k.amount_minor)
                                                is distinct from (i.sku, i.quantity, i.amount_minor))))
                    then 'DIFFERENT' end
            from rapport.customer_order o
            where o.id = s.id and s.refused is null""";

    private static final String ORDERS =
            """
            insert into rapport.customer_order as o
                (id, customer_id, currency, total, shipping, tax, discount, placed_at, shipped_at, delivered_at,
                 returned_at, cancelled_at, called_off)
            select id, customer_id, currency, total, shipping, tax, discount, placed_at, shipped_at, delivered_at,
                   returned_at, cancelled_at,
                   case when returned_at is null and cancelled_at is null then null
                        when cancelled_at <= coalesce(returned_at, 'infinity') then 'cancelled' else 'returned' end
            from staged_order
            where refused is null
            order by id
            on conflict (id) do update set
                currency     = case when o.placed_at is null then excluded.currency else o.currency end,
                total        = case when o.placed_at is null then excluded.total else o.total end,
                shipping     = case when o.placed_at is null then excluded.shipping else o.shipping end,
                tax          = case when o.placed_at is null then excluded.tax else o.tax end,
                discount     = case when o.placed_at is null then excluded.discount else o.discount end,
                placed_at    = coalesce(o.placed_at, excluded.placed_at),
                shipped_at   = coalesce(o.shipped_at, excluded.shipped_at),
                delivered_at = coalesce(o.delivered_at, excluded.delivered_at),
                returned_at  = coalesce(o.returned_at, excluded.returned_at),
                cancelled_at = coalesce(o.cancelled_at, excluded.cancelled_at),
                called_off   = coalesce(o.called_off, excluded.called_off)
            where o.customer_id = excluded.customer_id
              and (o.placed_at is null
                   or o.shipped_at is null and excluded.shipped_at is not null
                   or o.delivered_at is null and excluded.delivered_at is not null
                   or o.returned_at is null and excluded.returned_at is not null
                   or o.cancelled_at is null and excluded.cancelled_at is not null)""";

    private static final String LINES =
            """
            insert into rapport.customer_order_item (order_id, line, sku, name, quantity, price, amount_minor)
            select i.order_id, i.line, i.sku, coalesce(i.name, i.sku), i.quantity, i.price, i.amount_minor
            from staged_line i
            join staged_order s on s.n = i.n
            where s.refused is null and not s.known
            order by i.order_id, i.line
            on conflict (order_id, line) do nothing""";

    /** What customers did, in the past, too, says who was here last. */
    private static final String CONTACTS =
            """
            select rapport.customer_contacted(array_agg(customer_id), array_agg(moment))
            from (select customer_id, max(greatest(placed_at, returned_at, cancelled_at)) as moment
                  from staged_order where refused is null group by customer_id) s""";

    private static final String CONSENTS =
            """
            insert into rapport.consent_entry
                (customer_id, channel, topic, granted, basis, source, wording, event_seq, recorded_at)
            select distinct on (customer_id, channel, topic, place)
                   customer_id, channel, topic, granted, basis, source, wording, place, recorded_at
            from staged_consent
            where refused is null
            order by customer_id, channel, topic, place, n
            on conflict (customer_id, channel, topic, event_seq) do nothing""";

    /**
     * What events said ranks above what files say, whatever their times are. That must not let a withdrawal go under: one that
     * is newer than what an event granted takes a number behind that event.
     */
    private static final String NEWER_WITHDRAWALS =
            """
            insert into rapport.consent_entry
                (customer_id, channel, topic, granted, basis, source, wording, event_seq, recorded_at)
            select customer_id, channel, topic, false, basis, source, wording, rapport.next_event_number(), recorded_at
            from (select distinct on (s.customer_id, s.channel, l.topic)
                         s.customer_id, s.channel, l.topic, s.basis, s.source, s.wording, s.recorded_at
                  from staged_consent s
                  join lateral (
                      select distinct on (e.topic) e.topic, e.granted, e.recorded_at
                      from rapport.consent_entry e
                      where e.customer_id = s.customer_id and e.channel = s.channel and e.event_seq > 0
                        and (s.topic = 'all' or e.topic = s.topic)
                      order by e.topic, e.event_seq desc) l on l.granted and l.recorded_at < s.recorded_at
                  where not s.granted and s.refused is null
                  order by s.customer_id, s.channel, l.topic, s.recorded_at desc) w
            order by customer_id, channel, topic""";

    /** Whom the rows are about: they are evaluated anew, and nothing of it is news. */
    private static final String CHANGED =
            """
            insert into rapport.changed_customer (kind, customer_id)
            select distinct %3$d, %2$s from %1$s""";

    private final Connection connection;

    /**
     * @param connection of the database, without a transaction of its own making
     * @throws SQLException if the session's temporary tables cannot be made
     */
    public CustomerImport(Connection connection) throws SQLException {
        this.connection = connection;
        try (Statement statement = connection.createStatement()) {
            statement.execute(STAGING);
            statement.execute(ImportedIdentities.STAGING);
        }
    }

    /**
     * Makes what follows in the transaction an import: what it changes is state, and no news.
     *
     * @throws SQLException if the database fails
     */
    public void begin() throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("select set_config('rapport.import', 'on', true)");
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
        changed("staged_customer", "id", taken);
        return new Outcome(
                taken,
                0,
                refused(
                        """
                        select s.n, 'ERASED' as refused from staged_customer s
                        join rapport.customer c on c.id = s.id where c.erased_at is not null
                        union all
                        select s.n, 'MERGED' from staged_customer s
                        join rapport.customer_alias a on a.customer_id = s.id"""));
    }

    /**
     * Makes addresses known to this database connection, without keeping them, so that a trial of several files finds in the
     * second whom the first would have made.
     *
     * @param rows of customers that were taken in and undone
     * @throws SQLException if the database fails
     */
    public void rehearse(List<ImportedCustomer> rows) throws SQLException {
        CopyRows.into(connection, "rehearsed_customer", copy -> {
            for (ImportedCustomer row : rows) {
                if (row.email() != null) {
                    copy.value(row.id()).value(row.email()).end();
                }
            }
        });
    }

    /**
     * Remembers what a trial would have taken and has undone, for this database connection.
     *
     * @param contents what each says that a second row may not say otherwise, by the key that it stands under once
     * @throws SQLException if the database fails
     */
    public void rehearse(Map<String, String> contents) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                "insert into rehearsed_key (key, content) select * from unnest(?, ?) on conflict (key) do nothing")) {
            insert.setArray(
                    1, connection.createArrayOf("text", contents.keySet().toArray()));
            insert.setArray(
                    2, connection.createArrayOf("text", contents.values().toArray()));
            insert.executeUpdate();
        }
    }

    /**
     * @param keys of rows of a trial
     * @return what {@link #rehearse(Map)} remembers of those, by key
     * @throws SQLException if the database fails
     */
    public Map<String, String> rehearsed(Collection<String> keys) throws SQLException {
        Map<String, String> found = new HashMap<>();
        try (PreparedStatement ask =
                connection.prepareStatement("select key, content from rehearsed_key where key = any(?)")) {
            ask.setArray(1, connection.createArrayOf("text", keys.toArray()));
            try (ResultSet rows = ask.executeQuery()) {
                while (rows.next()) {
                    found.put(rows.getString("key"), rows.getString("content"));
                }
            }
        }
        return found;
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
        requireOnce(orders.stream().map(ImportedOrder::id).toList());
        CopyRows.into(
                connection,
                "staged_order (n, customer_id, contact, id, known, currency, total, shipping, tax, discount, placed_at,"
                        + " shipped_at, delivered_at, returned_at, cancelled_at)",
                copy -> {
                    for (ImportedOrder order : orders) {
                        copy.value(order.n())
                                .value(order.customerId())
                                .value(order.email())
                                .value(order.id())
                                .value(false)
                                .value(order.currency())
                                .value(order.total().toPlainString())
                                .value(plain(order.shipping()))
                                .value(plain(order.tax()))
                                .value(plain(order.discount()))
                                .value(order.placedAt())
                                .value(order.shippedAt())
                                .value(order.deliveredAt())
                                .value(order.returnedAt())
                                .value(order.cancelledAt())
                                .end();
                    }
                });
        CopyRows.into(connection, "staged_line", copy -> {
            for (ImportedOrder order : orders) {
                int number = 0;
                for (ImportedOrder.Line line : order.lines()) {
                    copy.value(order.n())
                            .value(order.id())
                            .value(++number)
                            .value(line.sku())
                            .value(line.name())
                            .value(line.quantity())
                            .value(line.price().toPlainString())
                            .value(line.amountMinor())
                            .end();
                }
            }
        });
        int made = whose("staged_order", orders.stream().anyMatch(order -> order.customerId() == null));
        update(KNOWN_ORDERS);
        int taken = update(ORDERS);
        update(LINES);
        try (Statement statement = connection.createStatement()) {
            statement.execute(CONTACTS);
        }
        requireUnmerged("staged_order");
        changed("staged_order", "customer_id", taken);
        return new Outcome(taken, made, refused("select n, refused from staged_order where refused is not null"));
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
        CopyRows.into(
                connection,
                "staged_consent (n, customer_id, contact, channel, topic, granted, basis, source, wording, place,"
                        + " recorded_at)",
                copy -> {
                    for (ImportedConsent row : rows) {
                        copy.value(row.n())
                                .value(row.customerId())
                                .value(row.email())
                                .value(row.channel())
                                .value(row.topic())
                                .value(row.granted())
                                .value(row.basis())
                                .value(row.source())
                                .value(row.wording())
                                .value(row.place())
                                .value(row.recordedAt())
                                .end();
                    }
                });
        int made = whose("staged_consent", rows.stream().anyMatch(row -> row.customerId() == null));
        int taken = update(CONSENTS);
        update(NEWER_WITHDRAWALS);
        requireUnmerged("staged_consent");
        changed("staged_consent", "customer_id", taken);
        return new Outcome(taken, made, refused("select n, refused from staged_consent where refused is not null"));
    }

    private static void requireOnce(List<String> ids) {
        Set<String> seen = new HashSet<>();
        for (String id : ids) {
            if (!seen.add(id)) {
                throw new IllegalArgumentException("twice among the rows: " + id);
            }
        }
    }

    private static String plain(BigDecimal amount) {
        return amount == null ? null : amount.toPlainString();
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
    public void requireUnmerged(String table) throws SQLException {
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
    public void changed(String table, String customer, int taken) throws SQLException {
        if (taken > 0) {
            update(CHANGED.formatted(table, customer, ChangeKind.FIRST.ordinal())
                    + (table.equals("staged_customer") ? "" : " where refused is null"));
        }
    }

    private int update(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            return statement.executeUpdate(sql);
        }
    }

    private Map<Long, NotTaken> refused(String sql) throws SQLException {
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
