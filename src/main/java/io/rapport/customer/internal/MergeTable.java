package io.rapport.customer.internal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rapport.customer.Consents;
import io.rapport.customer.Consents.Entry;
import io.rapport.customer.internal.PreferenceMerge.Choice;
import io.rapport.database.Columns;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The SQL of merging customers: what was merged, and the rows of profile, preferences and consents that it changes. */
final class MergeTable {

    private final JdbcClient jdbc;
    private final ObjectMapper json;

    MergeTable(JdbcClient jdbc, ObjectMapper json) {
        this.jdbc = jdbc;
        this.json = json;
    }

    /** A merge that was not undone. */
    record Standing(long seq, String customerId, String survivor, JsonNode profile) {}

    /** @return whether the event did its work before */
    boolean isDone(long seq) {
        return jdbc.sql(
                        "select exists (select from rapport.customer_merge where event_seq = :seq or undone_seq = :seq)")
                .param("seq", seq)
                .query(Boolean.class)
                .single();
    }

    /** The merges by which others came to a customer, one after the other or through each other, in their order. */
    List<Standing> standing(String survivor) {
        return jdbc.sql(
                        """
                with recursive merged as (
                    select * from rapport.customer_merge where survivor = :survivor and undone_seq is null
                    union all
                    select m.* from rapport.customer_merge m join merged on m.survivor = merged.customer_id
                    where m.undone_seq is null)
                select event_seq, customer_id, survivor, profile::text as profile from merged order by event_seq""")
                .param("survivor", survivor)
                .query(this::merge)
                .list();
    }

    Optional<Standing> standingOf(String customerId) {
        return jdbc.sql(
                        """
                select event_seq, customer_id, survivor, profile::text as profile from rapport.customer_merge
                where customer_id = :customer and undone_seq is null""")
                .param("customer", customerId)
                .query(this::merge)
                .optional();
    }

    private Standing merge(ResultSet rs, int n) throws SQLException {
        return new Standing(
                rs.getLong("event_seq"),
                rs.getString("customer_id"),
                rs.getString("survivor"),
                read(rs.getString("profile")));
    }

    void insert(Standing merge, String by, String reason, Instant at) {
        jdbc.sql(
                        """
                insert into rapport.customer_merge (event_seq, customer_id, survivor, merged_by, reason, merged_at, profile)
                values (:seq, :customer, :survivor, :by, :reason, :at, :profile::jsonb)""")
                .param("seq", merge.seq())
                .param("customer", merge.customerId())
                .param("survivor", merge.survivor())
                .param("by", by)
                .param("reason", reason)
                .param("at", Timestamp.from(at))
                .param("profile", merge.profile().toString())
                .update();
    }

    void undone(long mergeSeq, long seq, String by, String reason, Instant at) {
        jdbc.sql(
                        """
                update rapport.customer_merge
                set undone_seq = :seq, undone_by = :by, undone_why = :reason, undone_at = :at, profile = '{}'
                where event_seq = :merge""")
                .param("merge", mergeSeq)
                .param("seq", seq)
                .param("by", by)
                .param("reason", reason)
                .param("at", Timestamp.from(at))
                .update();
    }

    /** What was to be decided about two who are one now is decided. */
    void closeProposals(Collection<String> ids, Instant at) {
        jdbc.sql(
                        """
                update rapport.merge_proposal set closed_at = :at, outcome = 'merged'
                where closed_at is null and customer_id = any(:ids) and other_id = any(:ids)""")
                .param("at", Timestamp.from(at))
                .param("ids", ids.toArray(String[]::new))
                .update();
    }

    /** @return whether anything named this id as a customer's */
    boolean isKnown(String customerId) {
        return jdbc.sql("select exists (select from rapport.customer where id = :id)")
                .param("id", customerId)
                .query(Boolean.class)
                .single();
    }

    /** The rows of customers, kept as they are until the transaction ends; made where there are none. */
    Map<String, ObjectNode> profiles(Collection<String> ids) {
        String[] sorted = ids.stream().sorted().toArray(String[]::new);
        jdbc.sql("insert into rapport.customer (id) select unnest(:ids::text[]) on conflict (id) do nothing")
                .param("ids", sorted)
                .update();
        Map<String, ObjectNode> found = new HashMap<>();
        jdbc.sql("select to_jsonb(c)::text as row from rapport.customer c where id = any(:ids) order by id for update")
                .param("ids", sorted)
                .query(rs -> {
                    ObjectNode row = (ObjectNode) read(rs.getString("row"));
                    found.put(row.get("id").asText(), row);
                });
        return found;
    }

    /** @param mergedInto null: the customer is one of its own */
    void write(ObjectNode profile, String mergedInto) {
        String columns = String.join(", ", ProfileMerge.columns()) + ", attributes, versions, filled";
        jdbc.sql(
                        """
                update rapport.customer c set (%1$s, merged_into) =
                    (select %1$s, :mergedInto from jsonb_populate_record(null::rapport.customer, :profile::jsonb))
                where id = :id"""
                                .formatted(columns))
                .param("profile", profile.toString())
                .param("mergedInto", mergedInto, Types.VARCHAR)
                .param("id", profile.get("id").asText())
                .update();
    }

    /**
     * What rows of customers say through a merge is no news: it starts no journey of a date (rapport.keep_customer_dates,
     * rapport.find_first_orders).
     */
    void state(boolean on) {
        jdbc.sql("select set_config('rapport.import', :on, true)")
                .param("on", on ? "on" : "off")
                .query(String.class)
                .single();
    }

    /** What a customer's row holds of preferences. */
    record Chosen(Choice present, Choice before) {
        Choice own() {
            return PreferenceMerge.own(present, before);
        }
    }

    Map<String, Chosen> choices(Collection<String> ids) {
        Map<String, Chosen> found = new HashMap<>();
        jdbc.sql(
                        """
                select customer_id, (to_jsonb(p) - 'own')::text as present, own::text as before
                from rapport.contact_preference p where customer_id = any(:ids)""")
                .param("ids", ids.toArray(String[]::new))
                .query(rs -> {
                    String before = rs.getString("before");
                    found.put(
                            rs.getString("customer_id"),
                            new Chosen(
                                    choice(read(rs.getString("present"))),
                                    before == null ? null : choice(read(before))));
                });
        return found;
    }

    private static Choice choice(JsonNode row) {
        return new Choice(
                row.get("pace").asText(),
                row.hasNonNull("paused_until")
                        ? OffsetDateTime.parse(row.get("paused_until").asText()).toInstant()
                        : null,
                row.hasNonNull("preferred_hour") ? row.get("preferred_hour").intValue() : null,
                row.get("pace_seq").longValue(),
                row.get("paused_seq").longValue(),
                row.get("hour_seq").longValue());
    }

    /** @param own what the customer chose, if something else holds; else null */
    void write(String customerId, Choice holds, Choice own) {
        jdbc.sql(
                        """
                insert into rapport.contact_preference as p
                    (customer_id, pace, paused_until, preferred_hour, pace_seq, paused_seq, hour_seq, own)
                values (:customer, :pace, :until, :hour, :paceSeq, :pausedSeq, :hourSeq, :own::jsonb)
                on conflict (customer_id) do update
                set pace = excluded.pace, paused_until = excluded.paused_until, preferred_hour = excluded.preferred_hour,
                    own = excluded.own""")
                .param("customer", customerId)
                .param("pace", holds.pace())
                .param("until", timestamp(holds.pausedUntil()), Types.TIMESTAMP)
                .param("hour", holds.hour(), Types.SMALLINT)
                .param("paceSeq", holds.paceSeq())
                .param("pausedSeq", holds.pausedSeq())
                .param("hourSeq", holds.hourSeq())
                .param("own", own == null ? null : row(own), Types.VARCHAR)
                .update();
    }

    private String row(Choice choice) {
        ObjectNode row = json.createObjectNode();
        row.put("pace", choice.pace());
        row.put(
                "paused_until",
                choice.pausedUntil() == null ? null : choice.pausedUntil().toString());
        row.put("preferred_hour", choice.hour());
        row.put("pace_seq", choice.paceSeq());
        row.put("paused_seq", choice.pausedSeq());
        row.put("hour_seq", choice.hourSeq());
        return row.toString();
    }

    /** What was said of a restriction of customers, each under its own id. */
    Map<String, RestrictionMerge.Word> restrictions(Collection<String> ids) {
        Map<String, RestrictionMerge.Word> found = new HashMap<>();
        jdbc.sql("select * from rapport.customer_restriction where customer_id = any(:ids)")
                .param("ids", ids.toArray(String[]::new))
                .query(rs -> {
                    found.put(
                            rs.getString("customer_id"),
                            new RestrictionMerge.Word(
                                    rs.getBoolean("restricted"),
                                    rs.getTimestamp("since").toInstant(),
                                    rs.getString("reason"),
                                    rs.getLong("event_seq")));
                });
        return found;
    }

    void restrict(String customerId, boolean restricted, Instant since, String reason, long eventSeq) {
        jdbc.sql(
                        """
                insert into rapport.customer_restriction as r (customer_id, restricted, since, reason, event_seq)
                values (:customer, :restricted, :since, :reason, :seq)
                on conflict (customer_id) do update
                set restricted = excluded.restricted, since = excluded.since, reason = excluded.reason,
                    event_seq = excluded.event_seq""")
                .param("customer", customerId)
                .param("restricted", restricted)
                .param("since", Timestamp.from(since))
                .param("reason", reason, Types.VARCHAR)
                .param("seq", eventSeq)
                .update();
    }

    private static Timestamp timestamp(Instant instant) {
        return instant == null ? null : Timestamp.from(instant);
    }

    /** The ledgers of customers as they are, each under its own id. */
    Map<String, List<Entry>> ledgers(Collection<String> ids) {
        record Line(String customerId, Entry entry) {}
        return jdbc
                .sql("select * from rapport.consent_entry where customer_id = any(:ids) order by seq")
                .param("ids", ids.toArray(String[]::new))
                .query((rs, n) -> new Line(rs.getString("customer_id"), Consents.entry(rs)))
                .list()
                .stream()
                .collect(Collectors.groupingBy(Line::customerId, Collectors.mapping(Line::entry, Collectors.toList())));
    }

    /** @return numbers of those among some events that merged customers or took that back: what they added follows from others */
    List<Long> merging(Collection<Long> seqs) {
        return jdbc.sql(
                        """
                select event_seq from rapport.customer_merge where event_seq = any(:seqs)
                union all select undone_seq from rapport.customer_merge where undone_seq = any(:seqs)""")
                .param("seqs", seqs.toArray(Long[]::new))
                .query(Long.class)
                .list();
    }

    void add(String customerId, List<Entry> entries) {
        if (entries.isEmpty()) {
            return;
        }
        jdbc.sql(
                        """
                insert into rapport.consent_entry
                    (customer_id, channel, topic, granted, basis, source, wording, event_seq, recorded_at)
                select :customer, channel, topic, granted, basis, source, wording, seq, at
                from unnest(:channels::text[], :topics::text[], :granted::boolean[], :bases::text[], :sources::text[],
                            :wordings::text[], :seqs::bigint[], :times::timestamptz[])
                     n (channel, topic, granted, basis, source, wording, seq, at)""")
                .param("customer", customerId)
                .param("channels", Columns.of(entries, Entry::channel))
                .param("topics", Columns.of(entries, Entry::topic))
                .param("granted", Columns.of(entries, Entry::granted))
                .param("bases", Columns.of(entries, Entry::basis))
                .param("sources", Columns.of(entries, Entry::source))
                .param("wordings", Columns.of(entries, Entry::wording))
                .param("seqs", Columns.of(entries, Entry::eventSeq))
                .param("times", Columns.of(entries, Entry::recordedAt))
                .update();
    }

    private JsonNode read(String text) {
        try {
            return json.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a row of the database is no JSON", e);
        }
    }
}
