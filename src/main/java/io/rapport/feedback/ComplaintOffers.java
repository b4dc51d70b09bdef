package io.rapport.feedback;

import io.rapport.calendar.BusinessClock;
import java.math.BigDecimal;
import java.sql.Timestamp;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What staff found and propose, what the lead decided about it, what the customer was offered, and what they answered. */
@Component
public final class ComplaintOffers {

    private final JdbcClient jdbc;
    private final BusinessClock clock;

    ComplaintOffers(JdbcClient jdbc, BusinessClock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /**
     * Records what staff found and propose, beside what was found before.
     *
     * @param id a complaint
     * @param by login of who investigated, {@code null} if Rapport itself did
     * @param findings what happened
     * @param rootCause why
     * @param remedy apology, repair, replacement, refund or credit
     * @param amount compensation, {@code null} for none
     * @param reasons why, in the words that the customer reads
     */
    public void investigated(
            String id, String by, String findings, String rootCause, String remedy, BigDecimal amount, String reasons) {
        Complaints.one(
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
     * @param by login of who decided, {@code null} if Rapport itself did
     * @param decision approve, change or refuse
     * @param amount the amount changed to; {@code null} leaves the proposal
     * @param note the lead's words
     */
    public void decided(String id, String by, String decision, BigDecimal amount, String note) {
        Complaints.one(
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
                        Complaints.instant(rs, "investigated_at"),
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
                .orElseThrow(() -> Complaints.missing(id));
        jdbc.sql("update rapport.complaint set accepted = null, answered_at = null where id = :id")
                .param("id", id)
                .update();
        return no;
    }

    /**
     * Counts the answers of ours to several complaints.
     *
     * @param ids of complaints
     * @return by complaint how many offers were made; none for one to which none was
     */
    public Map<String, Integer> counts(Collection<String> ids) {
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
                        Complaints.instant(rs, "offered_at"),
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
                        Complaints.instant(rs, "answered_at"),
                        Reply.Effect.valueOf(rs.getString("effect").toUpperCase(Locale.ROOT))))
                .list();
    }
}
