package io.rapport.customer;

import io.rapport.customer.CustomerImport.Outcome;
import io.rapport.database.CopyRows;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Orders with their lines, as files have them. */
final class OrderImport {

    static final String STAGING =
            """
            create temporary table if not exists staged_order (
                n bigint, customer_id text, contact text, refused text, id text, known boolean, currency text,
                total numeric, shipping numeric, tax numeric, discount numeric, placed_at timestamptz,
                shipped_at timestamptz, delivered_at timestamptz, returned_at timestamptz, cancelled_at timestamptz,
                refunded numeric, refunded_at timestamptz, refund numeric)
                on commit delete rows;
            create temporary table if not exists staged_line (
                n bigint, order_id text, line smallint, sku text, name text, quantity int, price numeric,
                amount_minor bigint) on commit delete rows;
            create index if not exists staged_line_n on staged_line (n)""";

    /**
     * An order is not changed by a file, but that times and refunds become known. Lines are compared where the file has any, in
     * whatever sequence they stand. What an earlier file said was paid back can only become more; it is not held against what
     * events have said meanwhile, which the same file again does not know.
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
                                 and exists (
                                     (select i.sku, i.quantity, i.amount_minor from staged_line i where i.n = s.n
                                      except all
                                      select k.sku, k.quantity, k.amount_minor
                                      from rapport.customer_order_item k where k.order_id = s.id)
                                     union all
                                     (select k.sku, k.quantity, k.amount_minor
                                      from rapport.customer_order_item k where k.order_id = s.id
                                      except all
                                      select i.sku, i.quantity, i.amount_minor from staged_line i where i.n = s.n)))
                    then 'DIFFERENT'
                    when s.refunded < (select r.total from rapport.customer_refund r
                                       where r.order_id = s.id and r.currency = s.currency and r.refund_id = 'import')
                    then 'LESS_REFUNDED' end
            from rapport.customer_order o
            where o.id = s.id and s.refused is null""";

    /**
     * A file has one sum of all refunds. What it has more than is known is one refund of its own, which grows with later
     * files; those that events brought are not counted twice.
     */
    private static final String NEW_REFUNDS =
            """
            update staged_order s
            set refund = s.refunded - coalesce(
                    (select sum(r.total) from rapport.customer_refund r
                     where r.order_id = s.id and r.currency = s.currency and r.refund_id <> 'import'), 0)
            where s.refused is null and s.refunded > 0
              and s.refunded > coalesce(
                    (select sum(r.total) from rapport.customer_refund r
                     where r.order_id = s.id and r.currency = s.currency), 0)""";

    private static final String REFUNDS =
            """
            insert into rapport.customer_refund (order_id, refund_id, refunded_at, currency, total)
            select id, 'import', coalesce(refunded_at, returned_at, cancelled_at, placed_at), currency, refund
            from staged_order where refused is null and refund is not null order by id
            on conflict (order_id, refund_id) do update set total = excluded.total, refunded_at = excluded.refunded_at""";

    private static final String ORDERS =
            """
            insert into rapport.customer_order as o
                (id, customer_id, currency, total, shipping, tax, discount, placed_at, shipped_at, delivered_at,
                 returned_at, cancelled_at, called_off, import_id)
            select id, customer_id, currency, total, shipping, tax, discount, placed_at, shipped_at, delivered_at,
                   returned_at, cancelled_at,
                   case when returned_at is null and cancelled_at is null then null
                        when cancelled_at <= coalesce(returned_at, 'infinity') then 'cancelled' else 'returned' end,
                   current_setting('rapport.import_id')::bigint
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
                called_off   = coalesce(o.called_off, excluded.called_off),
                import_id    = excluded.import_id
            where o.customer_id = excluded.customer_id
              and (o.placed_at is null
                   or o.shipped_at is null and excluded.shipped_at is not null
                   or o.delivered_at is null and excluded.delivered_at is not null
                   or o.returned_at is null and excluded.returned_at is not null
                   or o.cancelled_at is null and excluded.cancelled_at is not null
                   or o.id in (select s.id from staged_order s where s.refund is not null))""";

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

    private final Connection connection;
    private final StagedRows staged;

    OrderImport(Connection connection, StagedRows staged) {
        this.connection = connection;
        this.staged = staged;
    }

    Outcome take(List<ImportedOrder> orders) throws SQLException {
        requireOnce(orders.stream().map(ImportedOrder::id).toList());
        CopyRows.into(
                connection,
                "staged_order (n, customer_id, contact, id, known, currency, total, shipping, tax, discount, placed_at,"
                        + " shipped_at, delivered_at, returned_at, cancelled_at, refunded, refunded_at)",
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
                                .value(plain(order.refunded()))
                                .value(order.refundedAt())
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
        int made = staged.whose("staged_order", orders.stream().anyMatch(order -> order.customerId() == null));
        staged.update(KNOWN_ORDERS);
        staged.update(NEW_REFUNDS);
        int taken = staged.update(ORDERS);
        staged.update(REFUNDS);
        staged.update(LINES);
        try (Statement statement = connection.createStatement()) {
            statement.execute(CONTACTS);
        }
        staged.requireUnmerged("staged_order");
        staged.changed("staged_order", "customer_id", taken);
        return new Outcome(
                taken, made, 0, staged.refused("select n, refused from staged_order where refused is not null"));
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
}
