package io.rapport.feedback;

import io.rapport.calendar.BusinessClock;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The complaints register. */
@Component
public final class Complaints {

    private static final Duration RECENT = Duration.ofDays(90);

    private final JdbcClient jdbc;
    private final BusinessClock clock;

    Complaints(JdbcClient jdbc, BusinessClock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /**
     * Finds a complaint.
     *
     * @param id without the kind
     * @return the complaint
     */
    public Optional<Complaint> find(String id) {
        return jdbc.sql("select * from rapport.complaint where id = :id")
                .param("id", id)
                .query(Complaints::complaint)
                .optional();
    }

    /**
     * The open complaints of a customer.
     *
     * @param customerId whose
     * @return oldest first
     */
    public List<Complaint> open(String customerId) {
        return jdbc.sql(
                        """
                select * from rapport.complaint where customer_id = :customer and closed_at is null
                order by opened_at""")
                .param("customer", customerId)
                .query(Complaints::complaint)
                .list();
    }

    /**
     * Tells whether a complaint of the customer is open.
     *
     * @param customerId whose
     * @return true if one is
     */
    public boolean isOpen(String customerId) {
        return jdbc.sql(
                        """
                select exists (select 1 from rapport.complaint
                               where customer_id = :customer and closed_at is null)""")
                .param("customer", customerId)
                .query(Boolean.class)
                .single();
    }

    /**
     * Counts how often the customer had to complain lately.
     *
     * @param id a complaint
     * @return other complaints of its customer, opened in the 90 days before it
     */
    public int othersBefore(String id) {
        return jdbc.sql(
                        """
                select count(*) from rapport.complaint c
                join rapport.complaint o on o.customer_id = c.customer_id and o.id <> c.id
                where c.id = :id and o.opened_at between c.opened_at - make_interval(days => :days) and c.opened_at""")
                .param("id", id)
                .param("days", (int) RECENT.toDays())
                .query(Integer.class)
                .single();
    }

    /**
     * Gives the complaint its number, once.
     *
     * @param id a complaint of the register
     * @return the number, such as {@code C-2026-000042}
     */
    public String register(String id) {
        int year = clock.instant().atZone(ZoneOffset.UTC).getYear();
        jdbc.sql(
                        """
                update rapport.complaint
                set number = 'C-' || :year || '-' || lpad(nextval('rapport.complaint_number')::text, 6, '0')
                where id = :id and number is null""")
                .param("year", String.valueOf(year))
                .param("id", id)
                .update();
        return require(id).number();
    }

    /**
     * Sets how severe it is and by when it must be answered.
     *
     * @param id a complaint
     * @param severity critical, high or normal
     * @param workingHours business hours allowed
     * @param from when they begin
     * @param due when they end
     */
    public void allow(String id, String severity, int workingHours, Instant from, Instant due) {
        one(
                id,
                jdbc.sql(
                                """
                update rapport.complaint
                set severity = :severity, working_hours = :hours, clock_from = :from, due_at = :due where id = :id""")
                        .param("severity", severity)
                        .param("hours", workingHours)
                        .param("from", Timestamp.from(from))
                        .param("due", Timestamp.from(due))
                        .param("id", id)
                        .update());
    }

    /**
     * Records what staff found and propose.
     *
     * @param id a complaint
     * @param findings what happened
     * @param rootCause why
     * @param remedy apology, repair, replacement, refund or credit
     * @param amount compensation, {@code null} for none
     */
    public void investigated(String id, String findings, String rootCause, String remedy, BigDecimal amount) {
        one(
                id,
                jdbc.sql(
                                """
                update rapport.complaint
                set findings = :findings, root_cause = :cause, remedy = :remedy, amount = :amount where id = :id""")
                        .param("findings", findings)
                        .param("cause", rootCause)
                        .param("remedy", remedy)
                        .param("amount", amount, java.sql.Types.NUMERIC)
                        .param("id", id)
                        .update());
    }

    /**
     * Records what the lead decided about the compensation.
     *
     * @param id a complaint
     * @param amount the amount approved or changed to; {@code null} leaves the proposal
     * @param note the lead's words
     */
    public void decided(String id, BigDecimal amount, String note) {
        one(
                id,
                jdbc.sql(
                                """
                update rapport.complaint
                set amount = coalesce(:amount, amount), approval_note = :note where id = :id""")
                        .param("amount", amount, java.sql.Types.NUMERIC)
                        .param("note", note)
                        .param("id", id)
                        .update());
    }

    /**
     * Opens an answered complaint once more.
     *
     * @param id a complaint
     * @param now the moment from which the time counts anew
     * @param due when it ends
     */
    public void reopened(String id, Instant now, Instant due) {
        one(
                id,
                jdbc.sql(
                                """
                update rapport.complaint
                set reopened_at = :now, clock_from = :now, due_at = :due, accepted = null where id = :id""")
                        .param("now", Timestamp.from(now))
                        .param("due", Timestamp.from(due))
                        .param("id", id)
                        .update());
    }

    /**
     * Closes a complaint; a closed one stays as it is.
     *
     * @param id a complaint
     * @param outcome accepted, silent, unresolved or erased
     */
    public void close(String id, String outcome) {
        jdbc.sql(
                        """
                update rapport.complaint set closed_at = :now, outcome = :outcome
                where id = :id and closed_at is null""")
                .param("now", Timestamp.from(clock.instant()))
                .param("outcome", outcome)
                .param("id", id)
                .update();
    }

    private Complaint require(String id) {
        return find(id).orElseThrow(() -> missing(id));
    }

    private static void one(String id, int rows) {
        if (rows != 1) {
            throw missing(id);
        }
    }

    private static IllegalStateException missing(String id) {
        return new IllegalStateException(
                "complaint " + id + " is not in the register; it is entered by the event" + " complaint.opened");
    }

    private static Complaint complaint(ResultSet rs, int n) throws SQLException {
        return new Complaint(
                rs.getString("id"),
                rs.getString("number"),
                rs.getString("customer_id"),
                rs.getString("order_id"),
                rs.getString("channel"),
                rs.getString("text"),
                rs.getString("remedy_sought"),
                instant(rs, "opened_at"),
                rs.getString("severity"),
                rs.getObject("working_hours", Integer.class),
                instant(rs, "clock_from"),
                instant(rs, "due_at"),
                rs.getString("findings"),
                rs.getString("root_cause"),
                rs.getString("remedy"),
                rs.getBigDecimal("amount"),
                rs.getObject("accepted", Boolean.class),
                instant(rs, "reopened_at"),
                instant(rs, "closed_at"),
                rs.getString("outcome"));
    }

    static Instant instant(ResultSet rs, String column) throws SQLException {
        Timestamp value = rs.getTimestamp(column);
        return value == null ? null : value.toInstant();
    }
}
