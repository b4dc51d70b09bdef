package io.rapport.loyalty;

import io.rapport.loyalty.LedgerTable.NewEntry;
import io.rapport.loyalty.Lots.Lot;
import io.rapport.loyalty.Redemption.State;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The rows of redemptions. Who changes one has locked the customer's account. */
@Component
final class RedemptionTable {

    private final JdbcClient jdbc;

    RedemptionTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** A redemption with what its request said. @param hash of the request, by which another one under its key is known */
    record Requested(Redemption redemption, String hash) {}

    /** @return whether it is new; false if the system used its key before */
    boolean add(Redemption redemption, String system, String key, String hash, Instant now) {
        return jdbc.sql(
                                """
                        insert into rapport.loyalty_redemption
                            (id, system, idempotency_key, request_hash, customer_id, order_id, points, paid, currency, state,
                             held_until, created_at)
                        values (:id, :system, :key, :hash, :customer, :order, :points, :paid, :currency, :state, :until, :now)
                        on conflict (system, idempotency_key) do nothing""")
                        .param("id", redemption.id())
                        .param("system", system)
                        .param("key", key)
                        .param("hash", hash)
                        .param("customer", redemption.customerId())
                        .param("order", redemption.orderId())
                        .param("points", redemption.points())
                        .param("paid", redemption.paid())
                        .param("currency", redemption.currency())
                        .param("state", redemption.state().stored())
                        .param("until", Timestamp.from(redemption.heldUntil()))
                        .param("now", Timestamp.from(now))
                        .update()
                == 1;
    }

    Optional<Requested> byKey(String system, String key) {
        return jdbc.sql("select * from rapport.loyalty_redemption where system = :system and idempotency_key = :key")
                .param("system", system)
                .param("key", key)
                .query((rs, n) -> new Requested(read(rs, n), rs.getString("request_hash")))
                .optional();
    }

    Optional<Redemption> find(String system, String id) {
        return jdbc.sql("select * from rapport.loyalty_redemption where id = :id and system = :system")
                .param("id", id)
                .param("system", system)
                .query(RedemptionTable::read)
                .optional();
    }

    /** @return holds of a customer whose time is over */
    List<Redemption> overdue(String customerId, Instant now) {
        return jdbc.sql(
                        """
                select * from rapport.loyalty_redemption
                where customer_id = :customer and state = 'held' and held_until <= :now order by id""")
                .param("customer", customerId)
                .param("now", Timestamp.from(now))
                .query(RedemptionTable::read)
                .list();
    }

    /** @return some customers with holds whose time is over */
    List<String> customersWithOverdue(Instant now, int most) {
        return jdbc.sql(
                        """
                select distinct customer_id from (
                    select customer_id from rapport.loyalty_redemption
                    where state = 'held' and held_until <= :now order by held_until limit :most) o""")
                .param("now", Timestamp.from(now))
                .param("most", most)
                .query(String.class)
                .list();
    }

    /** @return what was paid with points for an order, that a refund may have to give back */
    List<Redemption> confirmedFor(String orderId) {
        return jdbc.sql(
                        """
                select * from rapport.loyalty_redemption where order_id = :order and state = 'confirmed' order by id""")
                .param("order", orderId)
                .query(RedemptionTable::read)
                .list();
    }

    void end(Redemption redemption, State state, Instant now) {
        jdbc.sql(
                        """
                update rapport.loyalty_redemption set state = :state, order_id = :order, paid = :paid, currency = :currency,
                    ended_at = :now
                where id = :id""")
                .param("state", state.stored())
                .param("order", redemption.orderId())
                .param("paid", redemption.paid())
                .param("currency", redemption.currency())
                .param("now", Timestamp.from(now))
                .param("id", redemption.id())
                .update();
    }

    /** Holds of an erased customer end; the points have ended already. */
    void endAll(String customerId, Instant now) {
        jdbc.sql(
                        """
                update rapport.loyalty_redemption set state = 'cancelled', ended_at = :now
                where customer_id = :customer and state = 'held'""")
                .param("now", Timestamp.from(now))
                .param("customer", customerId)
                .update();
    }

    /**
     * @param kept what part of its points stays paid, 0 to 1
     * @return entries that give the others back to the lots that they came from, so that they expire when they would have
     */
    static List<NewEntry> givenBack(LedgerTable ledger, Redemption redemption, BigDecimal kept) {
        int target = EarnedPoints.whole(kept.multiply(BigDecimal.valueOf(redemption.points())), RoundingMode.CEILING);
        List<Lot> taken = ledger.ofRedemption(redemption.id());
        int surplus = taken.stream().mapToInt(Lot::points).sum() - target;
        List<NewEntry> entries = new ArrayList<>();
        String source = "redemption:" + redemption.id() + (target == 0 ? "" : ":" + target);
        for (Lot lot : taken) {
            int share = Math.min(surplus, lot.points());
            if (share > 0) {
                entries.add(new NewEntry(
                        redemption.customerId(),
                        redemption.orderId(),
                        redemption.id(),
                        "reverse",
                        source,
                        lot.name(),
                        share,
                        null));
                surplus -= share;
            }
        }
        return entries;
    }

    private static Redemption read(ResultSet rs, int row) throws SQLException {
        return new Redemption(
                rs.getString("id"),
                rs.getString("customer_id"),
                rs.getString("order_id"),
                rs.getInt("points"),
                rs.getBigDecimal("paid"),
                rs.getString("currency"),
                State.of(rs.getString("state")),
                rs.getTimestamp("held_until").toInstant());
    }
}
