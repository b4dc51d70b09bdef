package io.rapport.customer.internal;

import io.rapport.customer.TimelineEntry;
import io.rapport.customer.TimelineEntry.Kind;
import io.rapport.customer.TimelineSource;
import io.rapport.inbox.EventArchive;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The timeline of what this room keeps: profile, orders, consents, points and coupons. */
@Component
final class CustomerTimeline implements TimelineSource {

    private static final String PROFILE =
            """
            select m.at, m.what, case when m.what = 'lapsed' then c.lapse_reason end as reason
            from rapport.customer c
            cross join lateral (values
                (c.registered_at, 'registered'), (c.lapsed_at, 'lapsed'), (c.erased_at, 'erased')) m (at, what)
            where c.id = :customer and m.at < :before
            order by m.at desc limit :most""";

    /** The one that holds. */
    private static final String CONFIRMATION =
            """
            select confirmed_at as at, 'confirmed' as what, null as reason from rapport.customer
            where id = :customer and confirmed_at < :before limit :most""";

    /** Of the customer, and of those who were merged into this one, since somebody was last erased under either's id. */
    private static final String MERGES =
            """
            select x.at, x.what, case when m.customer_id = :customer then m.survivor else m.customer_id end as other,
                   x.reason, x.who
            from rapport.customer_merge m
            cross join lateral (values
                (m.merged_at, 'merged', m.reason, m.merged_by),
                (m.undone_at, 'separated', m.undone_why, m.undone_by)) x (at, what, reason, who)
            where (m.survivor in (select :customer union all
                                  select a.customer_id from rapport.customer_alias a where a.survivor = :customer)
                   or m.customer_id = :customer)
              and x.at < :before
              and x.at > greatest(rapport.known_since(m.survivor), rapport.known_since(m.customer_id))
            order by x.at desc limit :most""";

    /** One order is several entries, and is read by the customer's index. */
    private static final String ORDERS =
            """
            select m.at, m.what, o.id, case when m.what = 'placed' then o.total end as total, o.currency,
                   case when m.what = 'shipped' then o.carrier end as carrier,
                   case when m.what = 'shipped' then o.tracking end as tracking
            from rapport.customer_order o
            cross join lateral (values
                (o.placed_at, 'placed'), (o.shipped_at, 'shipped'), (o.delivered_at, 'delivered'),
                (o.returned_at, 'returned'), (o.cancelled_at, 'cancelled')) m (at, what)
            where o.customer_id = :customer and not o.former and m.at < :before
            order by m.at desc, o.id limit :most""";

    private static final String REFUNDS =
            """
            select r.refunded_at as at, r.order_id, r.refund_id, r.total, r.currency, r.reason,
                   (select string_agg(i.quantity || ' × ' || i.sku, ', ' order by i.line)
                    from rapport.customer_refund_item i
                    where i.order_id = r.order_id and i.refund_id = r.refund_id) as items
            from rapport.customer_order o join rapport.customer_refund r on r.order_id = o.id
            where o.customer_id = :customer and not o.former and r.refunded_at < :before
            order by r.refunded_at desc, r.refund_id limit :most""";

    private static final String RESTRICTION =
            """
            select since as at, restricted, reason from rapport.customer_restriction
            where customer_id = :customer and since < :before limit :most""";

    private static final String CONSENTS =
            """
            select recorded_at as at, channel, topic, granted, basis, source, wording from rapport.consent_said
            where customer_id = :customer and recorded_at < :before
            order by recorded_at desc, seq desc limit :most""";

    private static final String CONTACTS =
            """
            select at, channel, direction, outcome, note, noted_by from rapport.staff_contact
            where customer_id = :customer and at < :before
            order by at desc, event_seq desc limit :most""";

    /** No event has it: of some there is nothing to tell but that they came. */
    private static final String NO_FIELD = "";

    private static final String UPDATED = "customer.updated";
    private static final String CONFIRMED = "customer.confirmed";

    private final JdbcClient jdbc;
    private final EventArchive archive;

    CustomerTimeline(JdbcClient jdbc, EventArchive archive) {
        this.jdbc = jdbc;
        this.archive = archive;
    }

    @Override
    public List<TimelineEntry> entries(TimelineRequest request) {
        List<TimelineEntry> entries = new ArrayList<>();
        if (request.asks(Kind.PROFILE)) {
            entries.addAll(read(PROFILE, request, CustomerTimeline::profile));
            entries.addAll(read(MERGES, request, CustomerTimeline::merge));
            archive.handled(request.customerId(), UPDATED, request.before(), request.most()).stream()
                    .map(event -> TimelineEntry.of(
                            event.occurredAt(),
                            Kind.PROFILE,
                            UPDATED,
                            "fields",
                            named(event.fields()),
                            "taken",
                            named(event.taken())))
                    .forEach(entries::add);
            entries.addAll(saidAndHolding(
                    request, RestrictionTable.TYPES, "reason", RESTRICTION, CustomerTimeline::restriction));
            entries.addAll(
                    saidAndHolding(request, Set.of(CONFIRMED), NO_FIELD, CONFIRMATION, CustomerTimeline::profile));
        }
        if (request.asks(Kind.ORDER)) {
            entries.addAll(read(ORDERS, request, CustomerTimeline::order));
            entries.addAll(read(REFUNDS, request, CustomerTimeline::refund));
        }
        if (request.asks(Kind.CONSENT)) {
            entries.addAll(read(CONSENTS, request, CustomerTimeline::consent));
        }
        if (request.asks(Kind.CONTACT)) {
            entries.addAll(read(CONTACTS, request, CustomerTimeline::contact));
        }
        return entries;
    }

    /** Each of them while its event is kept, also when another one followed; what holds also later. */
    private List<TimelineEntry> saidAndHolding(
            TimelineRequest request, Set<String> types, String reason, String holding, Row row) {
        List<TimelineEntry> entries = new ArrayList<>();
        archive.handled(request.customerId(), types, reason, request.before(), request.most()).stream()
                .map(event -> TimelineEntry.of(event.occurredAt(), Kind.PROFILE, event.type(), "reason", event.text()))
                .forEach(entries::add);
        read(holding, request, row).stream()
                .filter(holds -> entries.stream()
                        .noneMatch(entry ->
                                entry.at().equals(holds.at()) && entry.what().equals(holds.what())))
                .forEach(entries::add);
        return entries;
    }

    /** @return null where there are none */
    private static String named(List<String> fields) {
        return fields.isEmpty() ? null : String.join(", ", fields);
    }

    private interface Row {
        TimelineEntry entry(ResultSet rs, Instant at) throws SQLException;
    }

    private List<TimelineEntry> read(String sql, TimelineRequest request, Row row) {
        return jdbc.sql(sql)
                .params(request.parameters())
                .query((rs, n) -> row.entry(rs, rs.getTimestamp("at").toInstant()))
                .list();
    }

    private static TimelineEntry profile(ResultSet rs, Instant at) throws SQLException {
        return TimelineEntry.of(at, Kind.PROFILE, "customer." + rs.getString("what"), "reason", rs.getString("reason"));
    }

    private static TimelineEntry merge(ResultSet rs, Instant at) throws SQLException {
        return TimelineEntry.of(
                at,
                Kind.PROFILE,
                rs.getString("what").equals("merged") ? "customer.merged" : "customer.separated",
                "customer",
                rs.getString("other"),
                "reason",
                rs.getString("reason"),
                "by",
                rs.getString("who"));
    }

    private static TimelineEntry order(ResultSet rs, Instant at) throws SQLException {
        BigDecimal total = rs.getBigDecimal("total");
        return TimelineEntry.of(
                at,
                Kind.ORDER,
                "order." + rs.getString("what"),
                "order",
                rs.getString("id"),
                "total",
                total,
                "currency",
                total == null ? null : rs.getString("currency"),
                "carrier",
                rs.getString("carrier"),
                "tracking",
                rs.getString("tracking"));
    }

    private static TimelineEntry restriction(ResultSet rs, Instant at) throws SQLException {
        return TimelineEntry.of(
                at,
                Kind.PROFILE,
                rs.getBoolean("restricted") ? "customer.restricted" : "customer.restriction-lifted",
                "reason",
                rs.getString("reason"));
    }

    private static TimelineEntry refund(ResultSet rs, Instant at) throws SQLException {
        return TimelineEntry.of(
                at,
                Kind.ORDER,
                "order.refunded",
                "order",
                rs.getString("order_id"),
                "refund",
                rs.getString("refund_id"),
                "total",
                rs.getBigDecimal("total"),
                "currency",
                rs.getString("currency"),
                "items",
                rs.getString("items"),
                "reason",
                rs.getString("reason"));
    }

    private static TimelineEntry consent(ResultSet rs, Instant at) throws SQLException {
        return TimelineEntry.of(
                at,
                Kind.CONSENT,
                rs.getBoolean("granted") ? "consent.granted" : "consent.withdrawn",
                "channel",
                rs.getString("channel"),
                "topic",
                rs.getString("topic"),
                "basis",
                rs.getString("basis"),
                "source",
                rs.getString("source"),
                "wording",
                rs.getString("wording"));
    }

    private static TimelineEntry contact(ResultSet rs, Instant at) throws SQLException {
        return TimelineEntry.of(
                at,
                Kind.CONTACT,
                "contact.noted",
                "channel",
                rs.getString("channel"),
                "direction",
                rs.getString("direction"),
                "outcome",
                rs.getString("outcome"),
                "note",
                rs.getString("note"),
                "by",
                rs.getString("noted_by"));
    }
}
