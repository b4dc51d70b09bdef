package io.rapport.feedback;

import io.rapport.calendar.BusinessClock;
import io.rapport.customer.ChangeKind;
import io.rapport.customer.ChangedCustomers;
import io.rapport.customer.CustomerChangeListener;
import io.rapport.database.RoundTrip;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The complaints register: which there are, by when each must be answered, and how it ended. */
@Component
public final class Complaints {

    private static final Duration RECENT = Duration.ofDays(90);

    /** Of which people leave out hyphens and zeros. */
    private static final Pattern NUMBER = Pattern.compile("(?i)c[- ]?(\\d{4})[- ]?(\\d{1,9})");

    private final JdbcClient jdbc;
    private final BusinessClock clock;
    private final ChangedCustomers changed;

    Complaints(JdbcClient jdbc, BusinessClock clock, ChangedCustomers changed) {
        this.jdbc = jdbc;
        this.clock = clock;
        this.changed = changed;
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
     * Finds several complaints at once.
     *
     * @param ids their ids
     * @return those that there are, by id
     */
    public Map<String, Complaint> findAll(Collection<String> ids) {
        return jdbc
                .sql("select * from rapport.complaint where id = any(:ids)")
                .param("ids", ids.toArray(String[]::new))
                .query(Complaints::complaint)
                .list()
                .stream()
                .collect(Collectors.toMap(Complaint::id, Function.identity()));
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
                select * from rapport.complaint where customer_id = rapport.current_customer(:customer) and closed_at is null
                order by opened_at""")
                .param("customer", customerId)
                .query(Complaints::complaint)
                .list();
    }

    /**
     * The newest complaints of a customer.
     *
     * @param customerId whose
     * @param most how many at the most
     * @return newest first, open or closed; none of somebody who was erased under the same id
     */
    public List<Complaint> latest(String customerId, int most) {
        return jdbc.sql(
                        """
                select * from rapport.complaint
                where customer_id = :customer
                  and opened_at > rapport.known_since(coalesce(original_customer_id, customer_id))
                order by opened_at desc limit :most""")
                .param("customer", customerId)
                .param("most", most)
                .query(Complaints::complaint)
                .list();
    }

    /**
     * Finds whose a complaint is, by the number that the customer was given or by its id.
     *
     * @param number as somebody typed it, such as {@code c-2026-42}
     * @return the customer; empty if there is no such complaint, or whose it was is erased
     */
    public Optional<String> customerOf(String number) {
        String typed = number.strip();
        Matcher parts = NUMBER.matcher(typed);
        String whole = parts.matches() ? "C-%s-%06d".formatted(parts.group(1), Integer.valueOf(parts.group(2))) : typed;
        return jdbc.sql(
                        """
                select customer_id from rapport.complaint
                where (number = :number or id = :id)
                  and opened_at > rapport.known_since(coalesce(original_customer_id, customer_id)) limit 1""")
                .param("number", whole)
                .param("id", typed)
                .query(String.class)
                .optional();
    }

    /**
     * Returns whether a complaint of the customer is open.
     *
     * @param customerId whose
     * @return true if one is
     */
    public boolean isOpen(String customerId) {
        return jdbc.sql(
                        """
                select exists (select 1 from rapport.complaint
                               where customer_id = rapport.current_customer(:customer) and closed_at is null)""")
                .param("customer", customerId)
                .query(Boolean.class)
                .single();
    }

    /**
     * Asks of many customers whether a complaint is open, together with other queries.
     *
     * @param customerIds whose
     * @param each is called for each of them with at least one
     */
    public static RoundTrip.Query openOf(Collection<String> customerIds, Consumer<String> each) {
        return new RoundTrip.Query(
                """
                select distinct customer_id from rapport.complaint
                where customer_id = any(:customers) and closed_at is null""",
                Map.of("customers", customerIds.toArray(String[]::new)),
                row -> each.accept(row.getString(1)));
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
                where c.id = :id and o.outcome is distinct from 'duplicate'
                  and o.opened_at > rapport.known_since(coalesce(o.original_customer_id, o.customer_id))
                  and o.opened_at between c.opened_at - make_interval(days => :days) and c.opened_at""")
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
     * Finds the complaint that this one repeats: of the same customer about the same order, open, and not
     * answered yet, so that those who investigate it see this one too.
     *
     * @param id a complaint
     * @return the id of the oldest such complaint
     */
    public Optional<String> earlierAboutTheSame(String id) {
        return jdbc.sql(
                        """
                select o.id from rapport.complaint c
                join rapport.complaint o on o.order_id = c.order_id and o.customer_id = c.customer_id and o.id <> c.id
                where c.id = :id and o.closed_at is null and o.number is not null and o.opened_at <= c.opened_at
                  and (o.number < c.number or c.number is null)
                  and not exists (select 1 from rapport.complaint_offer f where f.complaint_id = o.id)
                order by o.opened_at, o.number limit 1""")
                .param("id", id)
                .query(String.class)
                .optional();
    }

    /**
     * Closes a complaint that repeats another; it is handled with that one.
     *
     * @param id a complaint
     * @param other the id of the other
     */
    public void join(String id, String other) {
        close(id, "duplicate");
        jdbc.sql("update rapport.complaint set same_as = :other where id = :id and outcome = 'duplicate'")
                .param("other", other)
                .param("id", id)
                .update();
    }

    /**
     * The complaints that were joined to one.
     *
     * @param id a complaint
     * @return oldest first
     */
    public List<Complaint> joined(String id) {
        return jdbc.sql("select * from rapport.complaint where same_as = :id order by opened_at")
                .param("id", id)
                .query(Complaints::complaint)
                .list();
    }

    /**
     * What an open complaint said when it was sent once more under its id, with other words.
     *
     * @param id a complaint
     * @return oldest first
     */
    public List<ComplaintRepeat> repeats(String id) {
        return jdbc.sql("select * from rapport.complaint_repeat where complaint_id = :id order by told_at, event_id")
                .param("id", id)
                .query((rs, n) -> new ComplaintRepeat(
                        instant(rs, "told_at"),
                        rs.getString("order_id"),
                        rs.getString("text"),
                        rs.getString("remedy_sought")))
                .list();
    }

    /**
     * Finds why a complaint could not be taken.
     *
     * @param id the id of the system that sent it
     * @return the last time, empty if it was never refused
     */
    public Optional<ComplaintRefusal> refusal(String id) {
        return jdbc.sql(
                        """
                select * from rapport.complaint_refusal where complaint_id = :id
                order by refused_at desc, event_seq desc limit 1""")
                .param("id", id)
                .query((rs, n) -> new ComplaintRefusal(
                        rs.getString("complaint_id"),
                        rs.getString("source"),
                        ComplaintRefusal.RefusalReason.valueOf(
                                rs.getString("cause").toUpperCase(Locale.ROOT).replace('-', '_')),
                        instant(rs, "refused_at")))
                .optional();
    }

    /**
     * Opens an answered complaint once more, a closed one included.
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
                set reopened_at = :now, clock_from = :now, due_at = :due, closed_at = null, outcome = null
                where id = :id""")
                        .param("now", Timestamp.from(now))
                        .param("due", Timestamp.from(due))
                        .param("id", id)
                        .update());
    }

    /**
     * Closes a complaint; a closed one stays as it is, unless its customer does not accept that after all.
     *
     * @param id a complaint
     * @param outcome accepted, silent, not-reached, unresolved or erased
     */
    public void close(String id, String outcome) {
        // no event says it: journeys close complaints
        changed.note(
                jdbc.sql(
                                """
                        update rapport.complaint set closed_at = :now, outcome = :outcome
                        where id = :id
                          and (closed_at is null
                               or :outcome = 'unresolved' and outcome in ('accepted', 'silent', 'not-reached'))
                        returning customer_id""")
                        .param("now", Timestamp.from(clock.instant()))
                        .param("outcome", outcome)
                        .param("id", id)
                        .query(String.class)
                        .list(),
                ChangeKind.LIVE,
                CustomerChangeListener.LIFECYCLE);
    }

    private Complaint require(String id) {
        return find(id).orElseThrow(() -> missing(id));
    }

    /** @param rows that a statement changed: exactly this complaint's, or there is none such */
    static void one(String id, int rows) {
        if (rows != 1) {
            throw missing(id);
        }
    }

    static IllegalStateException missing(String id) {
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
                rs.getString("reasons"),
                rs.getBigDecimal("amount"),
                rs.getObject("accepted", Boolean.class),
                instant(rs, "reopened_at"),
                instant(rs, "closed_at"),
                rs.getString("outcome"),
                rs.getString("same_as"));
    }

    static Instant instant(ResultSet rs, String column) throws SQLException {
        Timestamp value = rs.getTimestamp(column);
        return value == null ? null : value.toInstant();
    }
}
