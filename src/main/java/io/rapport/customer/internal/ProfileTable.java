package io.rapport.customer.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rapport.calendar.PartialDate;
import io.rapport.database.Columns;
import io.rapport.inbox.Event;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What events say of who the customer is; at most one event a customer at a time. */
final class ProfileTable {

    /**
     * A field keeps the value of the newest event that names it, also when an older one is handled late or again:
     * {@code excluded.versions} has the number of the event under each field that it names, an attribute as one of its
     * own. A field that the event says is null is taken away. Another address is to be confirmed anew, unless it was since; the first one may come after its confirmation. An
     * event that is handled again finds its address and changes nothing.
     *
     * <p>A person who was erased and registers again starts anew, not before the erasure, whatever the senders' clocks say.
     */
    private static final String NAMED =
            """
            insert into rapport.customer as c
                (id, first_name, last_name, email, phone, birthday, birthday_without_year, locale, time_zone, attributes,
                 versions, registered_at)
            select id, first_name, last_name, email, phone, birthday, without_year, locale, time_zone, attributes,
                   versions, registered_at
            from unnest(:ids::text[], :firstNames::text[], :lastNames::text[], :emails::text[], :phones::text[],
                        :birthdays::date[], :withoutYear::boolean[], :locales::text[], :timeZones::text[],
                        :attributes::jsonb[], :versions::jsonb[], :registered::timestamptz[])
                 n (id, first_name, last_name, email, phone, birthday, without_year, locale, time_zone, attributes,
                    versions, registered_at)
            order by id
            on conflict (id) do update set
                first_name = case when %1$s then excluded.first_name else c.first_name end,
                last_name  = case when %2$s then excluded.last_name else c.last_name end,
                email      = case when %3$s then excluded.email else c.email end,
                email_seq  = case when %3$s and c.email is not null and lower(c.email) is distinct from lower(excluded.email)
                             then (excluded.versions ->> 'email')::bigint else c.email_seq end,
                confirmed_at = case when %3$s and c.email is not null and lower(c.email) is distinct from lower(excluded.email)
                                    and c.confirmed_seq < (excluded.versions ->> 'email')::bigint
                               then null else c.confirmed_at end,
                phone      = case when %4$s then excluded.phone else c.phone end,
                birthday   = case when %5$s then excluded.birthday else c.birthday end,
                birthday_without_year = case when %5$s then excluded.birthday_without_year
                                        else c.birthday_without_year end,
                locale     = case when %6$s then excluded.locale else c.locale end,
                time_zone  = case when %7$s then excluded.time_zone else c.time_zone end,
                attributes = c.attributes || coalesce(
                    (select jsonb_object_agg(a.key, a.value) from jsonb_each(excluded.attributes) a
                     where coalesce((c.versions ->> ('attributes.' || a.key))::bigint, 0)
                           <= (excluded.versions ->> ('attributes.' || a.key))::bigint), '{}'),
                versions   = c.versions || coalesce(
                    (select jsonb_object_agg(v.key, v.value) from jsonb_each(excluded.versions) v
                     where coalesce((c.versions ->> v.key)::bigint, 0) <= v.value::bigint), '{}'),
                registered_at = case when excluded.registered_at is null then c.registered_at
                                else greatest(c.registered_at, excluded.registered_at, c.erased_at) end,
                erased_at  = case when excluded.registered_at is null then c.erased_at end"""
                    .formatted(
                            newest("firstName"),
                            newest("lastName"),
                            newest("email"),
                            newest("phone"),
                            newest("birthday"),
                            newest("locale"),
                            newest("timeZone"));

    private final JdbcClient jdbc;

    ProfileTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Null where the event does not name the field. */
    private static String newest(String field) {
        return "coalesce((c.versions ->> '%1$s')::bigint, 0) <= (excluded.versions ->> '%1$s')::bigint"
                .formatted(field);
    }

    /**
     * What is to be known of customers before their events are taken in.
     *
     * @param erased those who are erased
     * @param merged those who were merged into others
     * @param aliases by customer, the ids of those who were merged into them
     * @param made those whose rows were not there
     */
    record Met(Set<String> erased, Set<String> merged, Map<String, Set<String>> aliases, Set<String> made) {}

    /**
     * Makes sure of customers' rows.
     *
     * @param customers whose rows shall be there
     * @param all of whom it is to be known
     */
    Met meet(Collection<String> customers, Collection<String> all) {
        Met met = new Met(new HashSet<>(), new HashSet<>(), new HashMap<>(), new HashSet<>());
        Set<String> wanted = Set.copyOf(customers);
        Set<String> missing = new TreeSet<>();
        // nearly all are there, and nothing is to be said of them
        jdbc.sql(
                        """
                select n.id, c.found is null as missing, c.erased, c.merged, null as alias
                from unnest(:all::text[], :wanted::boolean[]) n (id, wanted) left join lateral (
                    select id as found, erased_at is not null as erased, merged_into is not null as merged
                    from rapport.customer where id = n.id offset 0) c on true
                where c.erased or c.merged or n.wanted and c.found is null
                union all
                select survivor, false, false, false, customer_id from rapport.customer_alias where survivor = any(:all)""")
                .param("all", all.toArray(String[]::new))
                .param("wanted", Columns.of(all, wanted::contains))
                .query(row -> {
                    String id = row.getString("id");
                    if (row.getBoolean("missing")) {
                        missing.add(id);
                    }
                    if (row.getBoolean("erased")) {
                        met.erased().add(id);
                    }
                    if (row.getBoolean("merged")) {
                        met.merged().add(id);
                    }
                    if (row.getString("alias") != null) {
                        met.aliases()
                                .computeIfAbsent(id, none -> new LinkedHashSet<>())
                                .add(row.getString("alias"));
                    }
                });
        met.made().addAll(make(missing));
        return met;
    }

    /** @return whose rows were not there, as long as no file brings them in at the same moment */
    private Collection<String> make(Set<String> customers) {
        return customers.isEmpty()
                ? List.of()
                : jdbc.sql(
                                """
                        insert into rapport.customer (id) select unnest(:ids::text[]) on conflict (id) do nothing
                        returning id""")
                        .param("ids", customers.toArray(String[]::new))
                        .query(String.class)
                        .list();
    }

    /**
     * @param events registrations and updates
     * @param registration the type of those that make the account
     */
    void name(List<Event> events, String registration) {
        takeBack(events);
        jdbc.sql(NAMED)
                .param("ids", Columns.of(events, Event::customerId))
                .param("firstNames", texts(events, "firstName"))
                .param("lastNames", texts(events, "lastName"))
                .param("emails", texts(events, "email"))
                .param("phones", texts(events, "phone"))
                .param("birthdays", Columns.of(events, event -> birthday(event)
                        .map(PartialDate::whole)
                        .orElse(null)))
                .param("withoutYear", Columns.of(events, event -> birthday(event)
                        .map(day -> day.year() == null)
                        .orElse(false)))
                .param("locales", texts(events, "locale"))
                .param("timeZones", texts(events, "timeZone"))
                .param("attributes", Columns.of(events, ProfileTable::attributes))
                .param("versions", Columns.of(events, ProfileTable::versions))
                .param(
                        "registered",
                        Columns.of(events, event -> event.type().equals(registration) ? event.occurredAt() : null))
                .update();
    }

    /** Attributes that are null go, unless a newer event has named them; the versions are written with the others. */
    private void takeBack(List<Event> events) {
        for (Event event : events) {
            String[] names = nullAttributes(event);
            if (names.length > 0) {
                jdbc.sql(
                                """
                        update rapport.customer c set attributes = c.attributes - array(
                            select n.name from unnest(:names::text[]) n (name)
                            where coalesce((c.versions ->> ('attributes.' || n.name))::bigint, 0) <= :seq)
                        where c.id = :id""")
                        .param("names", names)
                        .param("seq", event.seq())
                        .param("id", event.customerId())
                        .update();
            }
        }
    }

    private static String[] nullAttributes(Event event) {
        List<String> names = new ArrayList<>();
        event.data().path("attributes").fields().forEachRemaining(attribute -> {
            if (attribute.getValue().isNull()) {
                names.add(attribute.getKey());
            }
        });
        return names.toArray(String[]::new);
    }

    private static JsonNode attributes(Event event) {
        JsonNode named = event.data().path("attributes");
        String[] nulls = nullAttributes(event);
        return named.isObject()
                ? nulls.length == 0 ? named : ((ObjectNode) named.deepCopy()).remove(List.of(nulls))
                : JsonNodeFactory.instance.objectNode();
    }

    private static Optional<PartialDate> birthday(Event event) {
        return Optional.ofNullable(event.text("birthday"))
                .map(text -> PartialDate.parse(text).orElseThrow());
    }

    /** The number of the event under each field that it names; an attribute is one of its own. */
    private static ObjectNode versions(Event event) {
        ObjectNode versions = JsonNodeFactory.instance.objectNode();
        JsonNode data = event.data();
        data.fieldNames().forEachRemaining(field -> versions.put(field, event.seq()));
        data.path("attributes").fieldNames().forEachRemaining(name -> versions.put("attributes." + name, event.seq()));
        return versions;
    }

    /**
     * A confirmation holds for the address that it names, or else for the one that was on file when it came in. It may come
     * before its address, but not after the address was taken away.
     */
    void confirm(List<Event> events) {
        jdbc.sql(
                        """
                update rapport.customer c set confirmed_at = n.at, confirmed_seq = n.seq
                from unnest(:ids::text[], :seqs::bigint[], :times::timestamptz[], :emails::text[]) n (id, seq, at, email)
                where c.id = n.id and c.confirmed_seq <= n.seq and c.email_seq < n.seq
                  and coalesce(lower(c.email) = lower(n.email), c.email is not null or c.versions ->> 'email' is null)""")
                .param("ids", Columns.of(events, Event::customerId))
                .param("seqs", Columns.of(events, Event::seq))
                .param("times", Columns.of(events, Event::occurredAt))
                .param("emails", texts(events, "email"))
                .update();
    }

    void lapse(List<Event> events) {
        jdbc.sql(
                        """
                update rapport.customer c set lapsed_at = n.at, lapse_reason = n.reason
                from unnest(:ids::text[], :times::timestamptz[], :reasons::text[]) n (id, at, reason)
                where c.id = n.id and (c.lapsed_at is null or c.lapsed_at <= n.at)""")
                .param("ids", Columns.of(events, Event::customerId))
                .param("times", Columns.of(events, Event::occurredAt))
                .param("reasons", texts(events, "reason"))
                .update();
    }

    /** @return whether the customer was not erased yet */
    boolean erase(Event event) {
        return jdbc.sql("update rapport.customer set erased_at = :at where id = :id and erased_at is null")
                        .param("at", Timestamp.from(event.occurredAt()))
                        .param("id", event.customerId())
                        .update()
                == 1;
    }

    private static String[] texts(List<Event> events, String field) {
        return Columns.of(events, event -> event.text(field));
    }
}
