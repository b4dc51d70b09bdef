package io.rapport.customer;

import java.sql.Timestamp;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The contacts between staff and customers that somebody noted. */
@Component
public final class ContactNotes {

    private final JdbcClient jdbc;

    ContactNotes(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * @param customerIds all ids of the customer
     * @param before those that were earlier than this moment
     * @param most how many at the most
     * @return the newest first
     */
    public List<ContactNote> newest(Collection<String> customerIds, Instant before, int most) {
        return jdbc.sql(
                        """
                select at, channel, direction, outcome, note, noted_by from rapport.staff_contact
                where customer_id in (select rapport.current_customer(c) from unnest(:customers::text[]) c) and at < :before
                order by at desc, event_seq desc limit :most""")
                .param("customers", customerIds.toArray(String[]::new))
                .param("before", Timestamp.from(before))
                .param("most", most)
                .query((row, n) -> new ContactNote(
                        row.getTimestamp("at").toInstant(),
                        row.getString("channel"),
                        row.getString("direction"),
                        row.getString("outcome"),
                        row.getString("note"),
                        row.getString("noted_by")))
                .list();
    }
}
