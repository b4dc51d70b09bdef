package io.rapport.customer.internal;

import io.rapport.calendar.Rfc3339;
import io.rapport.database.Columns;
import io.rapport.inbox.Event;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What events say of what customers allow and choose; at most one event a customer at a time. */
final class ConsentTables {

    /** An event has no number below 1: 0 stands for a choice that it does not name. */
    private static final String CHOSEN =
            """
            insert into rapport.contact_preference as p
                (customer_id, pace, paused_until, preferred_hour, pace_seq, paused_seq, hour_seq)
            select id, coalesce(pace, 'normal'), paused_until, preferred_hour, pace_seq, paused_seq, hour_seq
            from unnest(:ids::text[], :paces::text[], :pauses::timestamptz[], :hours::smallint[],
                        :paceSeqs::bigint[], :pausedSeqs::bigint[], :hourSeqs::bigint[])
                 n (id, pace, paused_until, preferred_hour, pace_seq, paused_seq, hour_seq)
            order by id
            on conflict (customer_id) do update set
                pace           = case when %1$s then excluded.pace else p.pace end,
                pace_seq       = case when %1$s then excluded.pace_seq else p.pace_seq end,
                paused_until   = case when %2$s then excluded.paused_until else p.paused_until end,
                paused_seq     = case when %2$s then excluded.paused_seq else p.paused_seq end,
                preferred_hour = case when %3$s then excluded.preferred_hour else p.preferred_hour end,
                hour_seq       = case when %3$s then excluded.hour_seq else p.hour_seq end
            where %1$s or %2$s or %3$s"""
                    .formatted(newest("pace_seq"), newest("paused_seq"), newest("hour_seq"));

    private final JdbcClient jdbc;

    ConsentTables(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    private static String newest(String version) {
        return "(excluded.%1$s > 0 and p.%1$s <= excluded.%1$s)".formatted(version);
    }

    /** @param grant the type of those that grant; the others withdraw */
    void say(List<Event> events, String grant) {
        jdbc.sql(
                        """
                insert into rapport.consent_entry
                    (customer_id, channel, topic, granted, basis, source, wording, event_seq, recorded_at)
                select customer, channel, topic, granted, basis, source, wording, seq, at
                from unnest(:customers::text[], :channels::text[], :topics::text[], :granted::boolean[], :bases::text[],
                            :sources::text[], :wordings::text[], :seqs::bigint[], :times::timestamptz[])
                     n (customer, channel, topic, granted, basis, source, wording, seq, at)
                order by seq
                on conflict (customer_id, channel, topic, event_seq) do nothing""")
                .param("customers", Columns.of(events, Event::customerId))
                .param("channels", texts(events, "channel"))
                .param("topics", texts(events, "topic"))
                .param("granted", Columns.of(events, event -> event.type().equals(grant)))
                .param("bases", Columns.of(events, event -> Optional.ofNullable(event.text("basis"))
                        .orElse("consent")))
                .param("sources", texts(events, "source"))
                .param("wordings", texts(events, "wording"))
                .param("seqs", Columns.of(events, Event::seq))
                .param("times", Columns.of(events, Event::occurredAt))
                .update();
    }

    /** Each choice is that of the newest event that names it, also when an older one is handled late or again. */
    void choose(List<Event> events) {
        jdbc.sql(CHOSEN)
                .param("ids", Columns.of(events, Event::customerId))
                .param("paces", texts(events, "pace"))
                .param("pauses", Columns.of(events, ConsentTables::pausedUntil))
                .param("hours", Columns.of(events, event -> unset(event.text("preferredHour"))))
                .param("paceSeqs", versions(events, "pace"))
                .param("pausedSeqs", versions(events, "pausedUntil"))
                .param("hourSeqs", versions(events, "preferredHour"))
                .update();
    }

    private static Instant pausedUntil(Event event) {
        String until = unset(event.text("pausedUntil"));
        return until == null ? null : Rfc3339.parse(until).orElseThrow();
    }

    private static String[] versions(List<Event> events, String field) {
        return Columns.of(events, event -> event.data().has(field) ? event.seq() : 0L);
    }

    /** An event cannot carry null, so it says none. */
    private static String unset(String value) {
        return "none".equals(value) ? null : value;
    }

    /** Who was erased and registers again has granted nothing; objections stay. */
    void withdrawAll(Event event) {
        jdbc.sql(
                        """
                insert into rapport.consent_entry
                    (customer_id, channel, topic, granted, basis, source, wording, event_seq, recorded_at)
                select customer_id, channel, topic, false, basis, 'erasure', :type, :seq, :at
                from (select distinct on (channel, topic) customer_id, channel, topic, granted, basis
                      from rapport.consent_entry where customer_id = :id
                      order by channel, topic, event_seq desc) newest
                where granted and topic <> 'all' and basis <> 'legitimate-interest'
                on conflict (customer_id, channel, topic, event_seq) do nothing""")
                .param("type", event.type())
                .param("seq", event.seq())
                .param("at", Timestamp.from(event.occurredAt()))
                .param("id", event.customerId())
                .update();
    }

    private static String[] texts(List<Event> events, String field) {
        return Columns.of(events, event -> event.text(field));
    }
}
