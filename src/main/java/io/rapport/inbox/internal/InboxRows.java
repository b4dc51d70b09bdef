package io.rapport.inbox.internal;

import com.fasterxml.jackson.databind.JsonNode;
import io.rapport.inbox.Event;
import io.rapport.inbox.Reference;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.springframework.stereotype.Component;

/** From a row to an event. */
@Component
final class InboxRows {

    /** What {@link #row} reads. */
    static final String COLUMNS =
            "seq, source, id, type, customer_id, occurred_at, received_at, deliver_at, data, attempts, conflicts, refs, suspect,"
                    + " deaths, wakeups, projections_only";

    private final InboxJson json;
    private final EventCatalogue catalogue;

    InboxRows(InboxJson json, EventCatalogue catalogue) {
        this.json = json;
        this.catalogue = catalogue;
    }

    /** A row on its way through a worker. */
    record Row(
            long seq,
            String source,
            String id,
            String type,
            String customerId,
            Instant occurredAt,
            Instant receivedAt,
            Instant deliverAt,
            JsonNode data,
            int attempts,
            int conflicts,
            List<String> refs,
            boolean suspect,
            int deaths,
            int wakeups,
            boolean projectionsOnly) {}

    /** @param number of the row in the answer, unused; so that this is a row mapper */
    Row row(ResultSet rs, int number) throws SQLException {
        Array refs = rs.getArray("refs");
        return new Row(
                rs.getLong("seq"),
                rs.getString("source"),
                rs.getString("id"),
                rs.getString("type"),
                rs.getString("customer_id"),
                instant(rs, "occurred_at"),
                instant(rs, "received_at"),
                instant(rs, "deliver_at"),
                json.read(rs.getString("data")),
                rs.getInt("attempts"),
                rs.getInt("conflicts"),
                refs == null ? null : new ArrayList<>(List.of((String[]) refs.getArray())),
                rs.getBoolean("suspect"),
                rs.getInt("deaths"),
                rs.getInt("wakeups"),
                rs.getBoolean("projections_only"));
    }

    /** @return the event with the references that are known of it so far */
    Event event(Row row) {
        Event event = catalogue
                .event(row.seq(), row.source(), row.id(), row.type(), row.customerId(), row.occurredAt(), row.data())
                .deliveredAt(row.deliverAt());
        if (row.refs() == null) {
            return event;
        }
        return event.with(row.refs().stream()
                .map(Reference::parse)
                .collect(java.util.stream.Collectors.toCollection(java.util.LinkedHashSet::new)));
    }

    static Timestamp timestamp(Instant instant) {
        return instant == null ? null : Timestamp.from(instant);
    }

    static Instant instant(ResultSet rs, String column) throws SQLException {
        Timestamp value = rs.getTimestamp(column);
        return value == null ? null : value.toInstant();
    }
}
