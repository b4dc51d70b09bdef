package io.rapport.privacy;

import io.rapport.calendar.BusinessClock;
import io.rapport.database.RoundTrip;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The register of what customers request about their data. */
@Component
public final class DataRequests {

    /** What may come of a request of which nobody knows yet whether the customer made it. */
    private static final Set<String> UNIDENTIFIED = Set.of("refused", "withdrawn");

    private final JdbcClient jdbc;
    private final BusinessClock clock;
    private final Duration timeBeforeErasure;

    DataRequests(
            JdbcClient jdbc,
            BusinessClock clock,
            @Value("${rapport.privacy.time-before-erasure:24h}") Duration timeBeforeErasure) {
        this.jdbc = jdbc;
        this.clock = clock;
        this.timeBeforeErasure = timeBeforeErasure;
    }

    /**
     * @param id of the system that took it
     * @return the request; empty if there is none
     */
    public Optional<DataRequest> find(String id) {
        return jdbc.sql("select * from rapport.data_request where id = :id")
                .param("id", id)
                .query(DataRequests::request)
                .optional();
    }

    /**
     * @param customerId bare id
     * @return those of a customer of which it is not known yet whether the customer asked, the oldest first
     */
    public List<DataRequest> unidentified(String customerId) {
        return jdbc.sql(
                        """
                select * from rapport.data_request
                where customer_id = rapport.current_customer(:customer) and identified_at is null and settled_at is null
                order by received_at, id""")
                .param("customer", customerId)
                .query(DataRequests::request)
                .list();
    }

    /**
     * @param customerId bare id; also one that was merged, as a mail that is out may name it
     * @return those of a customer that are neither answered nor refused, the oldest first
     */
    public List<DataRequest> open(String customerId) {
        return jdbc.sql(
                        """
                select * from rapport.data_request
                where customer_id = rapport.current_customer(:customer) and settled_at is null
                order by received_at, id""")
                .param("customer", customerId)
                .query(DataRequests::request)
                .list();
    }

    /**
     * Asks, together with other queries, who is to be erased.
     *
     * @param customerIds bare ids of today
     * @param each is called for each of them of whom it is known that they asked for their erasure, and who is not erased yet
     */
    public static RoundTrip.Query toBeErased(Collection<String> customerIds, Consumer<String> each) {
        return new RoundTrip.Query(
                """
                select distinct customer_id from rapport.data_request
                where customer_id = any(:customers) and request = 'erasure' and identified_at is not null
                  and settled_at is null""",
                Map.of("customers", customerIds.toArray(String[]::new)),
                row -> each.accept(row.getString(1)));
    }

    /**
     * @param erasure a request for it, of which the customer learns now
     * @return when it is to be done: the customer has time to call it off, but no more than the law allows for the answer
     */
    public Instant eraseAt(DataRequest erasure) {
        Instant later = clock.instant().plus(timeBeforeErasure);
        return later.isBefore(erasure.dueAt()) ? later : erasure.dueAt();
    }

    /**
     * Notes that staff have found out that a request is the customer's own.
     *
     * @param id of the system that took it
     */
    public void identifiedByStaff(String id) {
        jdbc.sql(
                        """
                update rapport.data_request set identified_at = :now, identified_by = 'staff'
                where id = :id and identified_at is null and settled_at is null""")
                .param("now", Timestamp.from(clock.instant()))
                .param("id", id)
                .update();
    }

    /**
     * Notes why a request is not done. It is settled when the customer knows.
     *
     * @param id of the system that took it
     * @param ground such as {@code unfounded}
     * @param text what staff write to the customer about it; {@code null} if nothing
     */
    public void refuse(String id, String ground, String text) {
        jdbc.sql(
                        """
                update rapport.data_request set refusal = :ground, refusal_text = :text
                where id = :id and settled_at is null""")
                .param("ground", ground)
                .param("text", text)
                .param("id", id)
                .update();
    }

    /**
     * Notes that a request is answered, refused or withdrawn; what is settled stays so. Where no link has said that the
     * customer asked, staff have found it out, unless it ended before anybody had to.
     *
     * @param id of the system that took it
     * @param outcome such as {@code answered} or {@code refused}
     */
    public void settle(String id, String outcome) {
        jdbc.sql(
                        """
                update rapport.data_request
                set settled_at = :now, outcome = :outcome,
                    identified_at = case when :unidentified then identified_at else coalesce(identified_at, :now) end,
                    identified_by = case when :unidentified or identified_at is not null then identified_by else 'staff' end
                where id = :id and settled_at is null""")
                .param("now", Timestamp.from(clock.instant()))
                .param("outcome", outcome)
                .param("unidentified", UNIDENTIFIED.contains(outcome))
                .param("id", id)
                .update();
    }

    /**
     * Notes that the answer to a request came back: it is open again until staff have brought it.
     *
     * @param id of the system that took it
     */
    public void reopen(String id) {
        jdbc.sql(
                        """
                update rapport.data_request set settled_at = null, outcome = null, answer_returned_at = :now
                where id = :id and settled_at is not null""")
                .param("now", Timestamp.from(clock.instant()))
                .param("id", id)
                .update();
    }

    private static DataRequest request(ResultSet row, int n) throws SQLException {
        return new DataRequest(
                row.getString("id"),
                row.getString("customer_id"),
                row.getString("request"),
                row.getString("details"),
                row.getTimestamp("received_at").toInstant(),
                row.getTimestamp("due_at").toInstant(),
                instant(row, "identified_at"),
                instant(row, "settled_at"),
                row.getString("outcome"),
                row.getString("refusal"),
                row.getString("refusal_text"));
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        Timestamp value = row.getTimestamp(column);
        return value == null ? null : value.toInstant();
    }
}
