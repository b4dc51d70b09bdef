package io.rapport.customer.internal;

import io.rapport.database.Columns;
import io.rapport.inbox.Event;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What events say of contacts between staff and customers. */
final class StaffContactTable {

    private final JdbcClient jdbc;

    StaffContactTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    void note(List<Event> events) {
        jdbc.sql(
                        """
                insert into rapport.staff_contact
                    (event_seq, customer_id, at, channel, direction, outcome, note, noted_by)
                select seq, customer, at, channel, direction, outcome, note, noted_by
                from unnest(:seqs::bigint[], :customers::text[], :times::timestamptz[], :channels::text[],
                            :directions::text[], :outcomes::text[], :notes::text[], :people::text[])
                     n (seq, customer, at, channel, direction, outcome, note, noted_by)
                order by seq
                on conflict (event_seq) do nothing""")
                .param("seqs", Columns.of(events, Event::seq))
                .param("customers", Columns.of(events, Event::customerId))
                .param("times", Columns.of(events, Event::occurredAt))
                .param("channels", texts(events, "channel"))
                .param("directions", texts(events, "direction"))
                .param("outcomes", texts(events, "outcome"))
                .param("notes", texts(events, "note"))
                .param("people", texts(events, "by"))
                .update();
    }

    private static String[] texts(List<Event> events, String field) {
        return Columns.of(events, event -> event.text(field));
    }
}
