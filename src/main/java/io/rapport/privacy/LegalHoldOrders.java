package io.rapport.privacy;

import io.rapport.calendar.BusinessClock;
import io.rapport.database.OperatorDecision;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * Orders to keep a customer's data, such as for a court or an authority. While one is in force, an erasure puts all that it
 * would delete under the legal hold, and what goes by its age stays ({@link PersonalDataRetention}).
 */
@Component
public class LegalHoldOrders {

    private static final String ORDERS = "select * from rapport.legal_hold_order ";

    private final JdbcClient jdbc;
    private final BusinessClock clock;

    LegalHoldOrders(JdbcClient jdbc, BusinessClock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /**
     * Orders to keep a customer's data from now on. An order that is in force stays as it is.
     *
     * @param customerId bare id
     * @param decision by whom and why
     * @return whether none was in force
     */
    public boolean set(String customerId, OperatorDecision decision) {
        return jdbc.sql(
                                """
                        insert into rapport.legal_hold_order (customer_id, why, set_by, set_at)
                        values (:customer, :why, :who, :now)
                        on conflict (customer_id) where ended_at is null do nothing""")
                        .param("customer", customerId)
                        .param("why", decision.note())
                        .param("who", decision.who())
                        .param("now", Timestamp.from(clock.instant()))
                        .update()
                > 0;
    }

    /**
     * Ends an order. What an erasure put under it is deleted in the night.
     *
     * @param customerId bare id, also of a customer who was erased meanwhile
     * @param decision by whom and why
     * @return whether one was in force
     */
    @Transactional
    public boolean end(String customerId, OperatorDecision decision) {
        Timestamp now = Timestamp.from(clock.instant());
        int ended = jdbc.sql(
                        """
                update rapport.legal_hold_order set ended_at = :now, ended_by = :who, ended_why = :why
                where customer_id = :customer and ended_at is null""")
                .param("customer", customerId)
                .param("now", now)
                .param("who", decision.who())
                .param("why", decision.note())
                .update();
        jdbc.sql(
                        """
                update rapport.legal_hold set held_until = :now
                where customer_id = :customer and held_until = 'infinity'""")
                .param("customer", customerId)
                .param("now", now)
                .update();
        return ended > 0;
    }

    /**
     * @param customerId bare id
     * @return the customer's orders, the newest first
     */
    public List<LegalHoldOrder> of(String customerId) {
        return jdbc.sql(ORDERS + "where customer_id = :customer order by seq desc")
                .param("customer", customerId)
                .query(LegalHoldOrders::order)
                .list();
    }

    /**
     * @param most how many at the most
     * @return those in force, the newest first
     */
    public List<LegalHoldOrder> inForce(int most) {
        return jdbc.sql(ORDERS + "where ended_at is null order by seq desc limit :most")
                .param("most", most)
                .query(LegalHoldOrders::order)
                .list();
    }

    boolean isInForce(String customerId) {
        return jdbc.sql(
                        """
                select exists (
                    select from rapport.legal_hold_order where customer_id = :customer and ended_at is null)""")
                .param("customer", customerId)
                .query(Boolean.class)
                .single();
    }

    /** @return all whose data are to be kept */
    List<String> customers() {
        return jdbc.sql("select customer_id from rapport.legal_hold_order where ended_at is null order by customer_id")
                .query(String.class)
                .list();
    }

    private static LegalHoldOrder order(ResultSet row, int n) throws SQLException {
        Timestamp ended = row.getTimestamp("ended_at");
        return new LegalHoldOrder(
                row.getString("customer_id"),
                row.getString("why"),
                row.getString("set_by"),
                row.getTimestamp("set_at").toInstant(),
                ended == null ? null : ended.toInstant(),
                row.getString("ended_by"),
                row.getString("ended_why"));
    }
}
