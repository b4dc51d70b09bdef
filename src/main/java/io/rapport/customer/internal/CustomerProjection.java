package io.rapport.customer.internal;

import com.fasterxml.jackson.databind.JsonNode;
import io.rapport.calendar.PartialDate;
import io.rapport.calendar.Rfc3339;
import io.rapport.customer.LoyaltyLedger;
import io.rapport.inbox.Event;
import io.rapport.inbox.EventArchive;
import io.rapport.inbox.EventProjection;
import io.rapport.inbox.Reference;
import io.rapport.inbox.RejectedEvent;
import java.math.BigDecimal;
import java.sql.Date;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Keeps profiles, orders, contact preferences and the consent ledger. It runs before the other projections: after it, the
 * customer's row is there, whatever the first event about them was. Only what must see an erased customer's data once more
 * goes before it.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 1)
final class CustomerProjection implements EventProjection {

    /**
     * {@code n.names} are the fields that no newer event has named. Another address is to be confirmed anew, unless it was
     * since; the first one may come after its confirmation. An event that is handled again finds its address and changes
     * nothing.
     */
    private static final String UPDATE =
            """
            update rapport.customer c set
                first_name = case when 'firstName' = any(n.names) then coalesce(:firstName, c.first_name) else c.first_name end,
                last_name  = case when 'lastName' = any(n.names) then coalesce(:lastName, c.last_name) else c.last_name end,
                email      = case when 'email' = any(n.names) then coalesce(:email, c.email) else c.email end,
                email_seq  = case when 'email' = any(n.names) and lower(c.email) <> lower(:email::text)
                             then :seq else c.email_seq end,
                confirmed_at = case when 'email' = any(n.names) and lower(c.email) <> lower(:email::text)
                                    and c.confirmed_seq < :seq then null else c.confirmed_at end,
                phone      = case when 'phone' = any(n.names) then coalesce(:phone, c.phone) else c.phone end,
                birthday   = case when 'birthday' = any(n.names) then coalesce(:birthday, c.birthday) else c.birthday end,
                birthday_without_year = case when 'birthday' = any(n.names) then coalesce(:withoutYear, c.birthday_without_year)
                                             else c.birthday_without_year end,
                locale     = case when 'locale' = any(n.names) then coalesce(:locale, c.locale) else c.locale end,
                time_zone  = case when 'timeZone' = any(n.names) then coalesce(:timeZone, c.time_zone) else c.time_zone end,
                attributes = c.attributes || coalesce(
                    (select jsonb_object_agg(a.key, a.value) from jsonb_each(:attributes::jsonb) a
                     where 'attributes.' || a.key = any(n.names)), '{}'),
                versions   = c.versions || coalesce((select jsonb_object_agg(name, :seq::bigint) from unnest(n.names) name), '{}')
            from (select coalesce(array_agg(name), '{}') as names
                  from unnest(:fields::text[]) name, rapport.customer k
                  where k.id = :id and coalesce((k.versions ->> name)::bigint, 0) <= :seq) n
            where c.id = :id""";

    private final JdbcClient jdbc;
    private final EventArchive archive;
    private final LoyaltyLedger ledger;

    CustomerProjection(JdbcClient jdbc, EventArchive archive, LoyaltyLedger ledger) {
        this.jdbc = jdbc;
        this.archive = archive;
        this.ledger = ledger;
    }

    @Override
    public Set<Reference> project(Event event) {
        meet(event);
        switch (event.type()) {
            case "customer.registered" -> register(event);
            case "customer.updated" -> update(event);
            case "customer.confirmed" -> confirm(event);
            case "customer.lapsed" -> lapse(event);
            case "customer.erased" -> erase(event);
            case "consent.granted" -> consent(event, true);
            case "consent.withdrawn" -> consent(event, false);
            case "contact.preferred" -> prefer(event);
            case "order.placed" -> place(event);
            case "order.delivered" -> orderMark(event, "delivered_at");
            case "order.shipped" -> ship(event);
            case "order.delayed" -> delay(event);
            case "order.returned" -> callOff(event, "returned");
            case "order.cancelled" -> callOff(event, "cancelled");
            default -> {}
        }
        return Set.of();
    }

    /**
     * A shipment or a delay that the order's row knows already, in all that it names; a day that a newer fact has replaced
     * counts as known. What was told before the order itself reached nobody, so that it is news when it is told again.
     */
    @Override
    public boolean isKnown(Event event) {
        return switch (event.type()) {
            case "order.shipped" -> isKnown(event, "shipped_at");
            case "order.delayed" -> isKnown(event, "expected_on");
            default -> false;
        };
    }

    private boolean isKnown(Event event, String told) {
        String sql =
                """
                select exists (
                    select 1 from rapport.customer_order
                    where id = :id and customer_id = :customer and placed_at is not null and not early_news
                      and (:day::date is null or expected_on = :day::date or expected_told_at > :at)
                      and (:carrier::text is null or carrier = :carrier::text)
                      and (:tracking::text is null or tracking = :tracking::text)
                      and %s is not null)""";
        return jdbc.sql(sql.formatted(told))
                .param("id", event.text("orderId"))
                .param("customer", event.customerId())
                .param("day", event.text("expectedOn"))
                .param("at", Timestamp.from(event.occurredAt()))
                .param("carrier", event.text("carrier"))
                .param("tracking", event.text("tracking"))
                .query(Boolean.class)
                .single();
    }

    private void meet(Event event) {
        // no row comes back for a customer whose row this statement has just made
        boolean erased = jdbc.sql(
                        """
                with met as (insert into rapport.customer (id) values (:id) on conflict (id) do nothing)
                select erased_at is not null from rapport.customer where id = :id""")
                .param("id", event.customerId())
                .query(Boolean.class)
                .optional()
                .orElse(false);
        boolean returns = event.type().equals("customer.registered");
        if (erased && !returns && !event.type().equals("customer.erased")) {
            throw RejectedEvent.andEmptied("the customer was erased; nothing about them is kept"
                    + (event.type().startsWith("complaint.")
                            ? ": answer the complaint in the system that took it, and discard this event"
                            : ""));
        }
    }

    private void register(Event event) {
        // a person who was erased and registers again starts anew, not before the erasure, whatever the senders' clocks
        // say
        mark(event, "erased_at = null, registered_at = greatest(registered_at, :at, erased_at)");
        update(event);
    }

    /** A field keeps the value of the newest event that names it, also when an older one is handled late or again. */
    private void update(Event event) {
        JsonNode data = event.data();
        PartialDate birthday = event.text("birthday") == null
                ? null
                : PartialDate.parse(event.text("birthday")).orElseThrow();
        jdbc.sql(UPDATE)
                .param("firstName", event.text("firstName"))
                .param("lastName", event.text("lastName"))
                .param("email", event.text("email"))
                .param("phone", event.text("phone"))
                .param("birthday", birthday == null ? null : Date.valueOf(birthday.whole()), Types.DATE)
                .param("withoutYear", birthday == null ? null : birthday.year() == null, Types.BOOLEAN)
                .param("locale", event.text("locale"))
                .param("timeZone", event.text("timeZone"))
                .param(
                        "attributes",
                        data.has("attributes") ? data.get("attributes").toString() : "{}")
                .param("fields", fields(data))
                .param("seq", event.seq())
                .param("id", event.customerId())
                .update();
    }

    /** The fields that an event names; an attribute is one of its own. */
    private static String[] fields(JsonNode data) {
        List<String> fields = new ArrayList<>();
        data.fieldNames().forEachRemaining(fields::add);
        data.path("attributes").fieldNames().forEachRemaining(name -> fields.add("attributes." + name));
        return fields.toArray(String[]::new);
    }

    /** A confirmation holds for the address that it names, or else for the one that was on file when it came in. */
    private void confirm(Event event) {
        jdbc.sql(
                        """
                update rapport.customer set confirmed_at = :at, confirmed_seq = :seq
                where id = :id and confirmed_seq <= :seq and email_seq < :seq
                  and coalesce(lower(email) = lower(:email::text), true)""")
                .param("at", Timestamp.from(event.occurredAt()))
                .param("seq", event.seq())
                .param("email", event.text("email"))
                .param("id", event.customerId())
                .update();
    }

    private void lapse(Event event) {
        jdbc.sql(
                        """
                update rapport.customer set lapsed_at = :at, lapse_reason = :reason
                where id = :id and (lapsed_at is null or lapsed_at <= :at)""")
                .param("at", Timestamp.from(event.occurredAt()))
                .param("reason", event.text("reason"))
                .param("id", event.customerId())
                .update();
    }

    private void erase(Event event) {
        jdbc.sql(
                        """
                update rapport.customer set
                    first_name = null, last_name = null, email = null, phone = null, birthday = null,
                    birthday_without_year = false,
                    locale = null, time_zone = null, attributes = '{}', lapsed_at = null, lapse_reason = null, versions = '{}', confirmed_at = null,
                    erased_at = coalesce(erased_at, :at)
                where id = :id""")
                .param("at", Timestamp.from(event.occurredAt()))
                .param("id", event.customerId())
                .update();
        jdbc.sql(
                        "update rapport.customer_order set carrier = null, tracking = null, former = true where customer_id = :id")
                .param("id", event.customerId())
                .update();
        jdbc.sql("delete from rapport.contact_preference where customer_id = :id")
                .param("id", event.customerId())
                .update();
        withdrawAll(event);
        archive.empty(event.customerId());
    }

    /** Who was erased and registers again has granted nothing; objections stay. */
    private void withdrawAll(Event event) {
        jdbc.sql(
                        """
                insert into rapport.consent_entry
                    (customer_id, channel, topic, granted, basis, source, wording, event_seq, recorded_at)
                select customer_id, channel, topic, false, basis, 'erasure', :type, :seq, :at
                from (select distinct on (channel, topic) customer_id, channel, topic, granted, basis
                      from rapport.consent_entry where customer_id = :id
                      order by channel, topic, event_seq desc) newest
                where granted and topic <> 'all' and basis <> 'legitimate-interest'
                on conflict (event_seq, channel, topic) do nothing""")
                .param("type", event.type())
                .param("seq", event.seq())
                .param("at", Timestamp.from(event.occurredAt()))
                .param("id", event.customerId())
                .update();
    }

    private void mark(Event event, String assignment) {
        jdbc.sql("update rapport.customer set " + assignment + " where id = :id")
                .param("at", Timestamp.from(event.occurredAt()))
                .param("id", event.customerId())
                .update();
    }

    private void consent(Event event, boolean granted) {
        jdbc.sql(
                        """
                insert into rapport.consent_entry
                    (customer_id, channel, topic, granted, basis, source, wording, event_seq, recorded_at)
                values (:customer, :channel, :topic, :granted, :basis, :source, :wording, :seq, :at)
                on conflict (event_seq, channel, topic) do nothing""")
                .param("customer", event.customerId())
                .param("channel", event.text("channel"))
                .param("topic", event.text("topic"))
                .param("granted", granted)
                .param("basis", event.text("basis") == null ? "consent" : event.text("basis"))
                .param("source", event.text("source"))
                .param("wording", event.text("wording"))
                .param("seq", event.seq())
                .param("at", Timestamp.from(event.occurredAt()))
                .update();
    }

    /** Each choice is that of the newest event that names it, also when an older one is handled late or again. */
    private void prefer(Event event) {
        jdbc.sql("insert into rapport.contact_preference (customer_id) values (:id) on conflict do nothing")
                .param("id", event.customerId())
                .update();
        choose(event, "pace", "pace = :value, pace_seq = :seq", "pace_seq", Types.VARCHAR, event.text("pace"));
        String until = unset(event.text("pausedUntil"));
        Timestamp pausedUntil =
                until == null ? null : Timestamp.from(Rfc3339.parse(until).orElseThrow());
        choose(
                event,
                "pausedUntil",
                "paused_until = :value, paused_seq = :seq",
                "paused_seq",
                Types.TIMESTAMP,
                pausedUntil);
        String hour = unset(event.text("preferredHour"));
        choose(
                event,
                "preferredHour",
                "preferred_hour = :value, hour_seq = :seq",
                "hour_seq",
                Types.SMALLINT,
                hour == null ? null : Short.valueOf(hour));
    }

    private void choose(Event event, String field, String assignment, String version, int type, Object value) {
        if (event.data().has(field)) {
            jdbc.sql("update rapport.contact_preference set " + assignment + " where customer_id = :id and " + version
                            + " <= :seq")
                    .param("value", value, type)
                    .param("seq", event.seq())
                    .param("id", event.customerId())
                    .update();
        }
    }

    /** An event cannot carry null, so it says none. */
    private static String unset(String value) {
        return "none".equals(value) ? null : value;
    }

    private void place(Event event) {
        String orderId = event.text("orderId");
        own(event, orderId);
        jdbc.sql(
                        """
                update rapport.customer_order set currency = :currency, total = :total,
                    shipping = :shipping, tax = :tax, discount = :discount, placed_at = :at
                where id = :id""")
                .param("currency", event.text("currency"))
                .param("total", event.data().get("total").decimalValue())
                .param("shipping", amount(event, "shipping"), Types.NUMERIC)
                .param("tax", amount(event, "tax"), Types.NUMERIC)
                .param("discount", amount(event, "discount"), Types.NUMERIC)
                .param("at", Timestamp.from(event.occurredAt()))
                .param("id", orderId)
                .update();
        int line = 0;
        for (JsonNode item : event.data().get("items")) {
            jdbc.sql(
                            """
                    insert into rapport.customer_order_item (order_id, line, sku, name, quantity, price)
                    values (:order, :line, :sku, :name, :quantity, :price)
                    on conflict (order_id, line) do nothing""")
                    .param("order", orderId)
                    .param("line", ++line)
                    .param("sku", item.get("sku").asText())
                    .param("name", item.get("name").asText())
                    .param("quantity", item.get("quantity").intValue())
                    .param("price", item.get("price").decimalValue())
                    .update();
        }
    }

    private static BigDecimal amount(Event event, String field) {
        return event.data().has(field) ? event.data().get(field).decimalValue() : null;
    }

    private void orderMark(Event event, String column) {
        own(event, event.text("orderId"));
        jdbc.sql("update rapport.customer_order set " + column + " = coalesce(" + column + ", :at) where id = :id")
                .param("at", Timestamp.from(event.occurredAt()))
                .param("id", event.text("orderId"))
                .update();
    }

    /** Points go with their order, whether a journey follows it up (any more) or not. */
    private void callOff(Event event, String how) {
        orderMark(event, how + "_at");
        jdbc.sql("update rapport.customer_order set called_off = coalesce(called_off, :how) where id = :id")
                .param("how", how)
                .param("id", event.text("orderId"))
                .update();
        ledger.takeBack(event.text("orderId"));
    }

    private void ship(Event event) {
        orderMark(event, "shipped_at");
        jdbc.sql(
                        """
                update rapport.customer_order
                set carrier = coalesce(:carrier, carrier), tracking = coalesce(:tracking, tracking) where id = :id""")
                .param("carrier", event.text("carrier"))
                .param("tracking", event.text("tracking"))
                .param("id", event.text("orderId"))
                .update();
        if (event.data().has("expectedOn")) {
            expect(event);
        }
        noteEarlyNews(event);
    }

    private void delay(Event event) {
        own(event, event.text("orderId"));
        expect(event);
        noteEarlyNews(event);
    }

    private void noteEarlyNews(Event event) {
        jdbc.sql("update rapport.customer_order set early_news = placed_at is null where id = :id")
                .param("id", event.text("orderId"))
                .update();
    }

    /** The newest fact says when the order will arrive, also when an older one is handled late or again. */
    private void expect(Event event) {
        jdbc.sql(
                        """
                update rapport.customer_order set expected_on = :day, expected_told_at = :at
                where id = :id and (expected_told_at is null or expected_told_at <= :at)""")
                .param("day", Date.valueOf(LocalDate.parse(event.text("expectedOn"))))
                .param("at", Timestamp.from(event.occurredAt()))
                .param("id", event.text("orderId"))
                .update();
    }

    /** Makes sure of the order's row, and that it is this customer's: an event must not reach into another's order. */
    private void own(Event event, String orderId) {
        jdbc.sql("insert into rapport.customer_order (id, customer_id) values (:id, :customer) on conflict do nothing")
                .param("id", orderId)
                .param("customer", event.customerId())
                .update();
        String owner = jdbc.sql("select customer_id from rapport.customer_order where id = :id")
                .param("id", orderId)
                .query(String.class)
                .single();
        if (!owner.equals(event.customerId())) {
            throw RejectedEvent.because("order:" + orderId + " is another customer's; send the event with the"
                    + " subject of the customer who placed it");
        }
    }
}
