package io.rapport.feedback;

import io.rapport.calendar.BusinessClock;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
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
                .stream()
                .collect(Collectors.toMap(Complaint::id, Function.identity()));
    }

    /**
     * Counts the answers of ours to several complaints.
     *
     * @param ids of complaints
     * @return by complaint how many offers were made; none for one to which none was
     */
    public Map<String, Integer> offerCounts(Collection<String> ids) {
        Map<String, Integer> counts = new HashMap<>();
        jdbc.sql(
                        """
                select complaint_id, count(*) as offers from rapport.complaint_offer
                where complaint_id = any(:ids) group by complaint_id""")
                .param("ids", ids.toArray(String[]::new))
                .query(row -> {
                    counts.put(row.getString("complaint_id"), row.getInt("offers"));
                });
        return counts;
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
     * Returns for many customers whether a complaint is open.
     *
     * @param customerIds whose
     * @return those with at least one
     */
    public Set<String> openOf(Collection<String> customerIds) {
        return new HashSet<>(jdbc.sql(
                        """
                select distinct customer_id from rapport.complaint
                where customer_id = any(:customers) and closed_at is null""")
                .param("customers", customerIds.toArray(String[]::new))
                .query(String.class)
                .list());
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
     * Records what staff found and propose, beside what was found before.
     *
     * @param id a complaint
     * @param by login of who investigated, {@code null} if the house itself did
     * @param findings what happened
     * @param rootCause why
     * @param remedy apology, repair, replacement, refund or credit
     * @param amount compensation, {@code null} for none
     * @param reasons why, in the words that the customer reads
     */
    public void investigated(
            String id, String by, String findings, String rootCause, String remedy, BigDecimal amount, String reasons) {
        one(
                id,
                jdbc.sql(
                                """
                update rapport.complaint
                set findings = :findings, root_cause = :cause, remedy = :remedy, amount = :amount, reasons = :reasons
                where id = :id""")
                        .param("findings", findings)
                        .param("cause", rootCause)
                        .param("remedy", remedy)
                        .param("amount", amount, java.sql.Types.NUMERIC)
                        .param("reasons", reasons)
                        .param("id", id)
                        .update());
        jdbc.sql(
                        """
                insert into rapport.complaint_investigation
                    (complaint_id, no, investigated_at, investigated_by, findings, root_cause, remedy, amount, reasons)
                select :id, coalesce(max(no), 0) + 1, :now, :by, :findings, :cause, :remedy, :amount, :reasons
                from rapport.complaint_investigation where complaint_id = :id""")
                .param("id", id)
                .param("now", Timestamp.from(clock.instant()))
                .param("by", by)
                .param("findings", findings)
                .param("cause", rootCause)
                .param("remedy", remedy)
                .param("amount", amount, java.sql.Types.NUMERIC)
                .param("reasons", reasons)
                .update();
    }

    /**
     * Records what the lead decided about the compensation proposed last.
     *
     * @param id a complaint
     * @param by login of who decided, {@code null} if the house itself did
     * @param decision approve, change or refuse
     * @param amount the amount changed to; {@code null} leaves the proposal
     * @param note the lead's words
     */
    public void decided(String id, String by, String decision, BigDecimal amount, String note) {
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
        jdbc.sql(
                        """
                update rapport.complaint_investigation i
                set decision = :decision, decided_at = :now, decided_by = :by, note = :note,
                    decided_amount = case when :decision = 'refuse' then null else coalesce(:amount, i.amount) end
                where i.complaint_id = :id and i.no = (
                    select max(no) from rapport.complaint_investigation where complaint_id = :id)""")
                .param("decision", decision)
                .param("now", Timestamp.from(clock.instant()))
                .param("by", by)
                .param("note", note)
                .param("amount", amount, java.sql.Types.NUMERIC)
                .param("id", id)
                .update();
    }

    /**
     * All investigations of a complaint.
     *
     * @param id a complaint
     * @return oldest first
     */
    public List<Investigation> investigations(String id) {
        return jdbc.sql("select * from rapport.complaint_investigation where complaint_id = :id order by no")
                .param("id", id)
                .query((rs, n) -> new Investigation(
                        rs.getInt("no"),
                        instant(rs, "investigated_at"),
                        rs.getString("investigated_by"),
                        rs.getString("findings"),
                        rs.getString("root_cause"),
                        rs.getString("remedy"),
                        rs.getBigDecimal("amount"),
                        rs.getString("reasons"),
                        rs.getString("decision"),
                        rs.getString("decided_by"),
                        rs.getBigDecimal("decided_amount"),
                        rs.getString("note")))
                .list();
    }

    /**
     * Makes the customer an offer of what was found and decided last. The customer's answers to earlier ones change
     * nothing from now on.
     *
     * @param id a complaint
     * @return the offer's number, 1 for the first
     */
    public int offer(String id) {
        Integer no = jdbc.sql(
                        """
                insert into rapport.complaint_offer (complaint_id, no, offered_at, remedy, amount, reasons)
                select c.id, coalesce((select max(no) from rapport.complaint_offer where complaint_id = c.id), 0) + 1,
                    :now, c.remedy, c.amount, c.reasons
                from rapport.complaint c where c.id = :id returning no""")
                .param("id", id)
                .param("now", Timestamp.from(clock.instant()))
                .query(Integer.class)
                .optional()
                .orElseThrow(() -> missing(id));
        jdbc.sql("update rapport.complaint set accepted = null, answered_at = null where id = :id")
                .param("id", id)
                .update();
        return no;
    }

    /**
     * All offers made to the customer.
     *
     * @param id a complaint
     * @return oldest first
     */
    public List<Offer> offers(String id) {
        return jdbc.sql("select * from rapport.complaint_offer where complaint_id = :id order by no")
                .param("id", id)
                .query((rs, n) -> new Offer(
                        rs.getInt("no"),
                        instant(rs, "offered_at"),
                        rs.getString("remedy"),
                        rs.getBigDecimal("amount"),
                        rs.getString("reasons")))
                .list();
    }

    /**
     * The refunds that leave less of what was paid for the complaint's order. Each offer of a refund that the customer
     * accepted counts for good, since it is paid: also where the same customer said no to it later, or a new offer was
     * made. Of another complaint the last proposal counts besides, as long as the customer may take it still or somebody
     * works on it: not one that was refused, and not one to which the customer said no while a new offer is worked on.
     * The complaint's own last proposal does not count, since a new one takes its place.
     *
     * @param id a complaint
     * @return in the currency of the order; none if the complaint is about no order
     */
    public Refunds refunds(String id) {
        return jdbc.sql(
                        """
                with about as (
                    select o.id, o.closed_at, o.accepted
                    from rapport.complaint c
                    join rapport.complaint o on o.customer_id = c.customer_id and o.order_id = c.order_id
                    where c.id = :id),
                taken as (
                    select f.complaint_id, f.no, f.amount
                    from about o
                    join rapport.complaint_offer f on f.complaint_id = o.id
                    where f.remedy = 'refund'
                      and exists (select 1 from rapport.complaint_answer a
                                  where a.complaint_id = f.complaint_id and coalesce(a.offer_no, 1) = f.no
                                    and a.accepted and a.effect in ('counts', 'accepts'))),
                standing as (
                    select coalesce(i.decided_amount, i.amount) as amount
                    from about o
                    cross join lateral (
                        select * from rapport.complaint_investigation
                        where complaint_id = o.id order by no desc limit 1) i
                    left join lateral (
                        select no from rapport.complaint_offer
                        where complaint_id = o.id and offered_at >= i.investigated_at order by no desc limit 1) f on true
                    where o.id <> :id and i.remedy = 'refund' and i.decision is distinct from 'refuse'
                      and (f.no is null
                           or (o.closed_at is not null or o.accepted is distinct from false)
                              and not exists (select 1 from taken t where t.complaint_id = o.id and t.no = f.no)))
                select coalesce((select sum(amount) from taken where complaint_id = :id), 0) as own,
                    coalesce((select sum(amount) from taken where complaint_id <> :id), 0)
                        + coalesce((select sum(amount) from standing), 0) as beside""")
                .param("id", id)
                .query((rs, n) -> new Refunds(rs.getBigDecimal("own"), rs.getBigDecimal("beside")))
                .single();
    }

    /**
     * Holds back, until this transaction ends, no matter who else would propose something about the same order: two refunds
     * that are proposed at once would not see each other.
     *
     * @param id a complaint
     */
    public void lockOrder(String id) {
        jdbc.sql(
                        """
                select o.id from rapport.complaint c
                join rapport.complaint o on o.customer_id = c.customer_id and o.order_id = c.order_id
                where c.id = :id order by o.id for no key update of o""")
                .param("id", id)
                .query(String.class)
                .list();
    }

    /**
     * All that the customer said about our offers.
     *
     * @param id a complaint
     * @return oldest first
     */
    public List<Reply> replies(String id) {
        return jdbc.sql("select * from rapport.complaint_answer where complaint_id = :id order by answered_at")
                .param("id", id)
                .query((rs, n) -> new Reply(
                        rs.getObject("offer_no", Integer.class),
                        rs.getBoolean("accepted"),
                        instant(rs, "answered_at"),
                        Reply.Effect.valueOf(rs.getString("effect").toUpperCase(Locale.ROOT))))
                .list();
    }

    /**
     * Finds the complaint that this one tells once more: of the same customer about the same order, open, and not
     * answered yet, so that anyone who looks into it sees this one too.
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
     * Closes a complaint that tells another once more; it is handled with that one.
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
                        ComplaintRefusal.Cause.valueOf(
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
     * @param outcome accepted, silent, unresolved or erased
     */
    public void close(String id, String outcome) {
        jdbc.sql(
                        """
                update rapport.complaint set closed_at = :now, outcome = :outcome
                where id = :id
                  and (closed_at is null or :outcome = 'unresolved' and outcome in ('accepted', 'silent'))""")
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
