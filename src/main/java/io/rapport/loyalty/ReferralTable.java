package io.rapport.loyalty;

import io.rapport.loyalty.ReferralRules.Reason;
import io.rapport.loyalty.Referrals.ReferralSummary;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The rows of referral codes, and of the friends who named them. */
@Component
final class ReferralTable {

    private final JdbcClient jdbc;

    ReferralTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * A friend who named a code.
     *
     * @param seq number of the event by which it was named
     * @param friend by the id of today
     * @param owner whose code it is, by the id of today; {@code null} if there is none, or no more
     */
    record Referral(long seq, String friend, String code, String owner, Instant usedAt) {}

    /** @return the code that a customer is shown */
    Optional<String> codeOf(String customerId) {
        return jdbc.sql(
                        """
                select code from rapport.referral_code where customer_id = rapport.current_customer(:customer)
                order by original_customer_id is not null, made_at, code limit 1""")
                .param("customer", customerId)
                .query(String.class)
                .optional();
    }

    ReferralSummary summary(String customerId) {
        return jdbc.sql(
                        """
                with who as (select rapport.current_customer(:customer) as id),
                     brought as (
                         select r.points, r.announced_at
                         from who
                         join rapport.referral_code c on c.customer_id = who.id
                         join rapport.referral r on r.code = c.code
                         where r.state = 'rewarded' and r.points > 0),
                     newest as (
                         select sum(points) as points, count(*) as friends from brought
                         where announced_at = (select max(announced_at) from brought))
                select (select code from rapport.referral_code c
                        where c.customer_id = who.id order by original_customer_id is not null, made_at, code limit 1) as code,
                       (select count(*) from brought) as friends,
                       (select points from newest) as points,
                       (select friends from newest) as new_friends,
                       (select friend_points from rapport.referral r
                        where r.customer_id = who.id and r.state = 'rewarded'
                        order by ended_at desc, event_seq desc limit 1) as friend_points
                from who""")
                .param("customer", customerId)
                .query((rs, n) -> new ReferralSummary(
                        rs.getString("code"),
                        rs.getInt("friends"),
                        rs.getInt("points"),
                        rs.getInt("new_friends"),
                        rs.getInt("friend_points")))
                .single();
    }

    /** @return whether it was written; false if the customer has a code, or the code is another one's */
    boolean addCode(String code, String customerId, Instant now) {
        return jdbc.sql(
                                """
                        insert into rapport.referral_code (code, customer_id, made_at)
                        values (:code, rapport.current_customer(:customer), :now)
                        on conflict do nothing""")
                        .param("code", code)
                        .param("customer", customerId)
                        .param("now", Timestamp.from(now))
                        .update()
                == 1;
    }

    Optional<String> owner(String code) {
        return jdbc.sql("select customer_id from rapport.referral_code where code = :code")
                .param("code", code)
                .query(String.class)
                .optional();
    }

    /** @return whether an event was taken in, or the customer named the same code before and nothing came of it yet */
    boolean isKnown(long seq, String customerId, String code) {
        return jdbc.sql(
                        """
                select exists (select from rapport.referral where event_seq = :seq)
                    or exists (select from rapport.referral
                               where customer_id = :customer and code = :code and state in ('open', 'rewarded'))""")
                .param("seq", seq)
                .param("customer", customerId)
                .param("code", code)
                .query(Boolean.class)
                .single();
    }

    /** @return whether it counts now; false if another one of the friend does */
    boolean open(Referral referral, LocalDate dueOn) {
        return jdbc.sql(
                                """
                        insert into rapport.referral (event_seq, customer_id, code, used_at, state, due_on)
                        values (:seq, :customer, :code, :used, 'open', :due)
                        on conflict do nothing""")
                        .param("seq", referral.seq())
                        .param("customer", referral.friend())
                        .param("code", referral.code())
                        .param("used", Timestamp.from(referral.usedAt()))
                        .param("due", dueOn)
                        .update()
                == 1;
    }

    void addRefused(Referral referral, Reason reason, Instant now, LocalDate today) {
        jdbc.sql(
                        """
                insert into rapport.referral (event_seq, customer_id, code, used_at, state, reason, ended_at, due_on)
                values (:seq, :customer, :code, :used, 'refused', :reason, :now, :today)
                on conflict (event_seq) do nothing""")
                .param("seq", referral.seq())
                .param("customer", referral.friend())
                .param("code", referral.owner() == null ? null : referral.code())
                .param("used", Timestamp.from(referral.usedAt()))
                .param("reason", reason.stored())
                .param("now", Timestamp.from(now))
                .param("today", today)
                .update();
    }

    /** @return some open referrals whose day has come, for nobody else until the transaction ends */
    List<Referral> lockDue(LocalDate today, int most) {
        return jdbc.sql(
                        """
                select r.event_seq, r.customer_id, r.code, r.used_at,
                       (select c.customer_id from rapport.referral_code c where c.code = r.code) as owner
                from rapport.referral r
                where r.state = 'open' and r.due_on <= :today
                order by r.due_on, r.event_seq limit :most
                for no key update of r skip locked""")
                .param("today", today)
                .param("most", most)
                .query(ReferralTable::read)
                .list();
    }

    /** Has open referrals asked about on another day. */
    void askOn(LocalDate day, Collection<Long> seqs) {
        if (!seqs.isEmpty()) {
            jdbc.sql("update rapport.referral set due_on = :day where event_seq = any(:seqs) and state = 'open'")
                    .param("day", day)
                    .param("seqs", seqs.toArray(Long[]::new))
                    .update();
        }
    }

    /** Keeps all others from an open referral until the transaction ends. @return empty if it is open no more */
    Optional<Referral> lock(long seq) {
        return jdbc.sql(
                        """
                select r.event_seq, r.customer_id, r.code, r.used_at,
                       (select c.customer_id from rapport.referral_code c where c.code = r.code) as owner
                from rapport.referral r where r.event_seq = :seq and r.state = 'open' for no key update""")
                .param("seq", seq)
                .query(ReferralTable::read)
                .optional();
    }

    private static Referral read(ResultSet rs, int row) throws SQLException {
        return new Referral(
                rs.getLong("event_seq"),
                rs.getString("customer_id"),
                rs.getString("code"),
                rs.getString("owner"),
                rs.getTimestamp("used_at").toInstant());
    }

    /** @return who recommended a customer, who recommended that one, and so on, by referrals that are older than one */
    List<String> referredBy(String customerId, long before) {
        return jdbc.sql(
                        """
                with recursive chain (customer_id) as (
                    select c.customer_id
                    from rapport.referral r join rapport.referral_code c on c.code = r.code
                    where r.customer_id = :customer and r.state in ('open', 'rewarded') and r.event_seq < :before
                    union
                    select c.customer_id
                    from chain
                    join rapport.referral r on r.customer_id = chain.customer_id
                    join rapport.referral_code c on c.code = r.code
                    where r.state in ('open', 'rewarded') and r.event_seq < :before)
                select customer_id from chain""")
                .param("customer", customerId)
                .param("before", before)
                .query(String.class)
                .list();
    }

    /** @return whether the two were seen to share an address or identity; one that was taken away since does not undo that */
    boolean haveSharedContact(String owner, String friend) {
        return jdbc.sql(
                        """
                select exists (
                    select from rapport.referral r join rapport.referral_code c on c.code = r.code
                    where r.customer_id = :friend and c.customer_id = :owner and r.reason = :reason)""")
                .param("friend", friend)
                .param("owner", owner)
                .param("reason", ReferralRules.Reason.SAME_CONTACT.stored())
                .query(Boolean.class)
                .single();
    }

    /** @return whether the friend was rewarded for another referral, or an older one is open */
    boolean isReferredBefore(String friend, long seq) {
        return jdbc.sql(
                        """
                select exists (
                    select from rapport.referral
                    where customer_id = :friend and event_seq <> :seq
                      and (state = 'rewarded' or state = 'open' and event_seq < :seq))""")
                .param("friend", friend)
                .param("seq", seq)
                .query(Boolean.class)
                .single();
    }

    boolean isReferred(String customerId) {
        return jdbc.sql(
                        """
                select exists (
                    select from rapport.referral
                    where customer_id = rapport.current_customer(:customer) and state in ('open', 'rewarded'))""")
                .param("customer", customerId)
                .query(Boolean.class)
                .single();
    }

    void reward(long seq, String orderId, int points, int friendPoints, Instant now) {
        jdbc.sql(
                        """
                update rapport.referral
                set state = 'rewarded', order_id = :order, points = :points, friend_points = :friendPoints, ended_at = :now
                where event_seq = :seq""")
                .param("order", orderId)
                .param("points", points)
                .param("friendPoints", friendPoints)
                .param("now", Timestamp.from(now))
                .param("seq", seq)
                .update();
    }

    /**
     * What a customer got for friends, and is not informed of yet.
     *
     * @param owner by the id of today
     * @param points together
     * @param friends how many they are for
     */
    record Announcement(String owner, int points, int friends) {}

    /**
     * Notes that customers are informed of what they got; not those of whom more is to be given today, as by another node
     * that is at it. Two nodes wait for each other at the first row that both want, in the same order; the second one then
     * finds nothing left of it.
     *
     * @return who, and of how much
     */
    List<Announcement> announce(Instant now, LocalDate today) {
        return jdbc.sql(
                        """
                with given as (
                    select r.event_seq, c.customer_id as owner
                    from rapport.referral r join rapport.referral_code c on c.code = r.code
                    where r.state = 'rewarded' and r.points > 0 and r.announced_at is null
                      and not exists (
                        select from rapport.referral_code own join rapport.referral due on due.code = own.code
                        where own.customer_id = c.customer_id and due.state = 'open' and due.due_on <= :today)
                    order by r.event_seq
                    for no key update of r),
                announced as (
                    update rapport.referral r set announced_at = :now from given
                    where r.event_seq = given.event_seq
                    returning given.owner, r.points)
                select owner, sum(points) as points, count(*) as friends from announced group by owner order by owner""")
                .param("now", Timestamp.from(now))
                .param("today", today)
                .query((rs, n) -> new Announcement(rs.getString("owner"), rs.getInt("points"), rs.getInt("friends")))
                .list();
    }

    void refuse(long seq, Reason reason, Instant now) {
        jdbc.sql(
                        """
                update rapport.referral set state = 'refused', reason = :reason, ended_at = :now
                where event_seq = :seq""")
                .param("reason", reason.stored())
                .param("now", Timestamp.from(now))
                .param("seq", seq)
                .update();
    }

    void expire(long seq, Instant now) {
        jdbc.sql("update rapport.referral set state = 'expired', ended_at = :now where event_seq = :seq")
                .param("now", Timestamp.from(now))
                .param("seq", seq)
                .update();
    }
}
