package io.rapport.privacy;

import io.rapport.calendar.BusinessClock;
import io.rapport.customer.CustomerMerges;
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
 * would delete under the legal hold, and what goes by its age stays ({@link PersonalDataRetention}). An order stays under the
 * id that it names, and holds for all ids of the customer.
 */
@Component
public class LegalHoldOrders {

    private static final String ORDERS = "select * from rapport.legal_hold_order ";

    private final CustomerMerges merges;
    private final JdbcClient jdbc;
    private final BusinessClock clock;

    LegalHoldOrders(CustomerMerges merges, JdbcClient jdbc, BusinessClock clock) {
        this.merges = merges;
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
        String[] ids = ids(customerId);
        int ended = jdbc.sql(
                        """
                update rapport.legal_hold_order set ended_at = :now, ended_by = :who, ended_why = :why
                where customer_id = any(:customers) and ended_at is null""")
                .param("customers", ids)
                .param("now", now)
                .param("who", decision.who())
                .param("why", decision.note())
                .update();
        jdbc.sql(
                        """
                update rapport.legal_hold set held_until = :now
                where customer_id = any(:customers) and held_until = 'infinity'""")
                .param("customers", ids)
                .param("now", now)
                .update();
        return ended > 0;
    }

    /**
     * @param customerId bare id
     * @return the customer's orders, the newest first
     */
    public List<LegalHoldOrder> of(String customerId) {
        return jdbc.sql(ORDERS + "where customer_id = any(:customers) order by seq desc")
                .param("customers", ids(customerId))
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
                    select from rapport.legal_hold_order where customer_id = any(:customers) and ended_at is null)""")
                .param("customers", ids(customerId))
                .query(Boolean.class)
                .single();
    }

    /** @return all ids of those whose data are to be kept */
    List<String> customers() {
        return jdbc.sql(
                        """
                with held as (select distinct rapport.current_customer(customer_id) as id from rapport.legal_hold_order
                              where ended_at is null)
                select id from held
                union all
                select a.customer_id from held join rapport.customer_alias a on a.survivor = held.id
                order by 1""")
                .query(String.class)
                .list();
    }

    private String[] ids(String customerId) {
        return merges.idsOf(customerId).toArray(String[]::new);
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
