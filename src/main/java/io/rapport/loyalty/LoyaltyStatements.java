package io.rapport.loyalty;

import io.rapport.customer.CustomerMerges;
import io.rapport.loyalty.AccountTable.Account;
import io.rapport.loyalty.Lots.Expiring;
import io.rapport.loyalty.LoyaltyRules.Level;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What a customer may read of their points. */
@Component
public final class LoyaltyStatements {

    private static final int MOST = 50;

    /** The message about it is worth sending for hours. */
    private static final Duration GIFT_IS_NEWS = Duration.ofDays(1);

    private static final String LINES =
            """
            select min(e.recorded_at) as recorded_at, e.kind, sum(e.points) as points, min(e.order_id) as order_id
            from rapport.loyalty_entry e
            where e.customer_id = :customer and e.points <> 0 and %s
              and not exists (select from rapport.loyalty_redemption r
                              where r.id = e.redemption_id and r.state in ('cancelled', 'timed-out'))
              and not (starts_with(e.source, 'occasion:') and e.kind in ('bonus', 'reverse')
                       and (select sum(g.points) from rapport.loyalty_entry g
                            where g.source = e.source and g.kind in ('bonus', 'reverse')) = 0)
            group by e.kind, e.source, e.points > 0
            order by min(e.recorded_at) desc, max(e.seq) desc limit :most"""
                    .formatted(LedgerTable.AFTER_ERASURE);

    private final JdbcClient jdbc;
    private final LedgerTable ledger;
    private final AccountTable accounts;
    private final LoyaltyLedger points;
    private final LoyaltyLevels levels;
    private final CustomerMerges merges;
    private final LastDays days;
    private final LoyaltyTerms terms;

    LoyaltyStatements(
            JdbcClient jdbc,
            LedgerTable ledger,
            AccountTable accounts,
            LoyaltyLedger points,
            LoyaltyLevels levels,
            CustomerMerges merges,
            LastDays days,
            LoyaltyTerms terms) {
        this.jdbc = jdbc;
        this.ledger = ledger;
        this.accounts = accounts;
        this.points = points;
        this.levels = levels;
        this.merges = merges;
        this.days = days;
        this.terms = terms;
    }

    /**
     * A statement.
     *
     * @param points what can be used now; below zero after a return of what had been used
     * @param level {@code null} if there are no levels
     * @param reviewOn until when it is the customer's; {@code null} if it never was reviewed
     * @param expiring how many points expire next
     * @param lastDay on which those can be used, where the customer lives; {@code null} if none expire
     * @param lines by when it happened, the newest first, also of what a file brought in later
     */
    public record Statement(
            int points, String level, LocalDate reviewOn, int expiring, LocalDate lastDay, List<Line> lines) {}

    /**
     * A line of a statement.
     *
     * @param day of the shop
     * @param what {@code earn}, {@code bonus}, {@code redeem}, {@code take-back}, {@code give-back}, {@code expire} or
     *     {@code adjust}
     * @param points given, or taken as a number below zero
     * @param orderId {@code null} if it has to do with none
     */
    public record Line(LocalDate day, String what, int points, String orderId) {}

    /**
     * Where a customer stands, for messages.
     *
     * @param points what can be used now
     * @param level {@code null} if there are no levels
     * @param lower the level that the review would come to by now; {@code null} if it is no lower one
     * @param missing how many points more keep the level; 0 if none are, {@code null} if that goes by no number of points
     * @param reviewOn until when the level is the customer's; {@code null} if none was kept yet
     * @param expiring how many points expire soon, as they are announced
     * @param lastDay on which all of them can be used, where the customer lives; {@code null} if none expire soon
     */
    public record Standing(
            int points,
            String level,
            String lower,
            Integer missing,
            LocalDate reviewOn,
            int expiring,
            LocalDate lastDay) {}

    /**
     * Points that were given on a day of the customer's.
     *
     * @param points how many
     * @param occasion which day it was, such as {@code birthday}
     */
    public record Gift(int points, String occasion) {}

    /**
     * @param customerId whose
     * @return the points that came last on an occasion; empty if that was not within a day, so that no other gift is meant
     */
    public Optional<Gift> gift(String customerId) {
        return ledger.giftSince(merges.current(customerId), terms.now().minus(GIFT_IS_NEWS));
    }

    /**
     * @param customerId whose
     * @return where the customer stands by now
     */
    public Standing standing(String customerId) {
        LocalDate today = terms.today();
        Lots lots = ledger.lots(merges.current(customerId));
        Expiring soon = lots.expiring(today, terms.announcedUntil(today));
        Optional<Account> account = accounts.find(merges.current(customerId)).filter(known -> known.level() != null);
        Level next = account.map(levels::atReview).orElse(null);
        boolean isAtRisk = next != null && next.rank() < account.get().level().rank();
        OptionalInt missing = isAtRisk ? levels.missing(account.get()) : OptionalInt.of(0);
        return new Standing(
                lots.balance(today),
                points.level(customerId).orElse(null),
                isAtRisk ? next.name() : null,
                missing.isPresent() ? missing.getAsInt() : null,
                account.map(Account::reviewOn).orElse(null),
                soon.points(),
                lastDay(customerId, soon.first()));
    }

    /**
     * Puts the statement together. What a till held and gave back stands in none, nor a gift that was taken back as a whole: the
     * customer was informed about neither.
     *
     * @param customerId whose
     * @return the statement; empty for who never had points
     */
    public Optional<Statement> of(String customerId) {
        List<Line> lines = jdbc.sql(LINES)
                .param("customer", customerId)
                .param("most", MOST)
                .query((rs, n) -> line(rs))
                .list();
        if (lines.isEmpty()) {
            return Optional.empty();
        }
        LocalDate today = terms.today();
        Lots lots = ledger.lots(customerId);
        LocalDate first = lots.firstExpiry(today);
        Expiring next = first == null ? new Expiring(0, null, null) : lots.expiring(today, first);
        return Optional.of(new Statement(
                lots.balance(today),
                points.level(customerId).orElse(null),
                accounts.find(customerId).map(Account::reviewOn).orElse(null),
                next.points(),
                lastDay(customerId, next.first()),
                lines));
    }

    private LocalDate lastDay(String customerId, LocalDate expiresOn) {
        return expiresOn == null ? null : days.lastDay(customerId, terms.begin(expiresOn));
    }

    private Line line(ResultSet rs) throws SQLException {
        int given = rs.getInt("points");
        String kind = rs.getString("kind");
        return new Line(
                terms.day(rs.getTimestamp("recorded_at").toInstant()),
                kind.equals("reverse") ? given < 0 ? "take-back" : "give-back" : kind,
                given,
                rs.getString("order_id"));
    }
}
