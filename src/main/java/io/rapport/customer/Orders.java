package io.rapport.customer;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The customers' orders, as they are known by events. */
@Component
public final class Orders {

    /** Whether all of an order was paid back; not of one that is not known to be placed. */
    private static final String PAID_BACK =
            " coalesce((select sum(r.total_minor) >= o.total_minor from rapport.customer_refund r"
                    + " where r.order_id = o.id and r.currency = o.currency), false) ";

    private static final String SELECT = "select o.*, " + PAID_BACK + "as paid_back from rapport.customer_order o ";

    private final JdbcClient jdbc;

    Orders(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Finds an order.
     *
     * @param id the shop's order number
     * @return the order with its items
     */
    public Optional<Order> find(String id) {
        return findAll(List.of(id)).stream().findFirst();
    }

    /**
     * Finds an order for who asks nothing of its lines.
     *
     * @param id the shop's order number
     * @return the order, as if it had no items
     */
    public Optional<Order> findWithoutItems(String id) {
        return jdbc.sql(SELECT + "where o.id = :id")
                .param("id", id)
                .query(Orders::order)
                .optional();
    }

    /**
     * Tells whose orders are.
     *
     * @param ids the shop's order numbers
     * @return the customer by order, of those that there are
     */
    public Map<String, String> customers(Collection<String> ids) {
        Map<String, String> customers = new HashMap<>();
        if (!ids.isEmpty()) {
            jdbc.sql("select id, customer_id from rapport.customer_order where id = any(:ids)")
                    .param("ids", ids.toArray(String[]::new))
                    .query(row -> {
                        customers.put(row.getString("id"), row.getString("customer_id"));
                    });
        }
        return customers;
    }

    /**
     * Finds several orders at once.
     *
     * @param ids the shop's order numbers
     * @return those that there are, with their items
     */
    public List<Order> findAll(Collection<String> ids) {
        return withItems(jdbc.sql(SELECT + "where o.id = any(:ids)")
                .param("ids", ids.toArray(String[]::new))
                .query(Orders::order)
                .list());
    }

    /**
     * The newest orders of a customer.
     *
     * @param customerId whose
     * @param most how many at the most
     * @return newest first
     */
    public List<Order> latest(String customerId, int most) {
        return withItems(jdbc.sql(
                        SELECT
                                + """
                where customer_id = rapport.current_customer(:customer) and placed_at is not null and not former
                order by placed_at desc limit :most""")
                .param("customer", customerId)
                .param("most", most)
                .query(Orders::order)
                .list());
    }

    /**
     * The newest order of a customer that stands: placed, not returned, not cancelled, not paid back as a whole.
     *
     * @param customerId whose
     * @return the order with its items; empty if none stands
     */
    public Optional<Order> latestStanding(String customerId) {
        return withItems(jdbc.sql(SELECT
                                + """
                        where customer_id = rapport.current_customer(:customer) and placed_at is not null and not former
                          and returned_at is null and cancelled_at is null and not """
                                + PAID_BACK
                                + "order by placed_at desc, id desc limit 1")
                        .param("customer", customerId)
                        .query(Orders::order)
                        .list())
                .stream()
                .findFirst();
    }

    /**
     * The oldest orders of some customers.
     *
     * @param customerIds by their ids of today
     * @param most how many of each at the most
     * @return by customer, of those who have any, the oldest first
     */
    public Map<String, List<Order>> oldest(Collection<String> customerIds, int most) {
        return withItems(jdbc.sql(
                                """
                        select o.* from unnest(:customers::text[]) c (id)
                        cross join lateral (
                            """
                                        + SELECT
                                        + """
                            where customer_id = c.id and placed_at is not null and not former
                            order by placed_at, id limit :most) o
                        order by o.placed_at, o.id""")
                        .param("customers", customerIds.toArray(String[]::new))
                        .param("most", most)
                        .query(Orders::order)
                        .list())
                .stream()
                .collect(Collectors.groupingBy(Order::customerId));
    }

    /**
     * Returns whether the customer ever placed an order.
     *
     * @param customerId whose
     * @return whether there is one, cancelled and returned ones included
     */
    public boolean isAnyPlaced(String customerId) {
        return jdbc.sql(
                        """
                select exists (
                    select 1 from rapport.customer_order
                    where customer_id = rapport.current_customer(:customer) and placed_at is not null and not former)""")
                .param("customer", customerId)
                .query(Boolean.class)
                .single();
    }

    /**
     * Counts the orders that stand: placed, not returned, not cancelled, not paid back as a whole.
     *
     * @param customerId whose
     * @return 0 or more
     */
    public int countStanding(String customerId) {
        return jdbc.sql(
                        """
                select count(*) from rapport.customer_order o
                where customer_id = rapport.current_customer(:customer) and placed_at is not null and not former
                  and returned_at is null and cancelled_at is null and not """
                                + PAID_BACK)
                .param("customer", customerId)
                .query(Integer.class)
                .single();
    }

    /**
     * Returns whether the customer ordered again.
     *
     * @param orderId an order
     * @return whether the same customer placed a later one that was not cancelled
     */
    public boolean hasNewer(String orderId) {
        return jdbc.sql(
                        """
                select exists (
                    select 1 from rapport.customer_order o
                    join rapport.customer_order n on n.customer_id = o.customer_id and n.placed_at > o.placed_at
                    where o.id = :id and n.cancelled_at is null)""")
                .param("id", orderId)
                .query(Boolean.class)
                .single();
    }

    /**
     * Returns whether the customer had ordered before.
     *
     * @param orderId an order
     * @return whether the same customer placed an earlier one that stands
     */
    public boolean hasOlder(String orderId) {
        return jdbc.sql(
                        """
                select exists (
                    select 1 from rapport.customer_order g
                    join rapport.customer_order o on o.customer_id = g.customer_id and o.placed_at < g.placed_at
                    where g.id = :id and o.cancelled_at is null and o.returned_at is null and not"""
                                + PAID_BACK
                                + ")")
                .param("id", orderId)
                .query(Boolean.class)
                .single();
    }

    /**
     * What was paid back of an order.
     *
     * @param orderId the shop's order number; the order itself may not be known yet
     * @return each refund with its articles, the oldest first
     */
    public List<Refund> refunds(String orderId) {
        return refunds(List.of(orderId)).getOrDefault(orderId, List.of());
    }

    /**
     * What was paid back of several orders.
     *
     * @param orderIds the shop's order numbers
     * @return by order, of those of which anything was, each refund with its articles, the oldest first
     */
    public Map<String, List<Refund>> refunds(Collection<String> orderIds) {
        record Key(String orderId, String refundId) {}
        record Line(Key of, Refund.Item item) {}
        record Of(String orderId, Refund refund) {}
        if (orderIds.isEmpty()) {
            return Map.of();
        }
        String[] ids = orderIds.toArray(String[]::new);
        Map<Key, List<Refund.Item>> lines = jdbc
                .sql(
                        """
                        select order_id, refund_id, sku, quantity, amount from rapport.customer_refund_item
                        where order_id = any(:ids) order by order_id, refund_id, line""")
                .param("ids", ids)
                .query((rs, n) -> new Line(
                        new Key(rs.getString("order_id"), rs.getString("refund_id")),
                        new Refund.Item(rs.getString("sku"), rs.getInt("quantity"), rs.getBigDecimal("amount"))))
                .list()
                .stream()
                .collect(Collectors.groupingBy(
                        Line::of, Collectors.mapping(Line::item, Collectors.toUnmodifiableList())));
        return jdbc
                .sql(
                        """
                        select order_id, refund_id, refunded_at, currency, total from rapport.customer_refund
                        where order_id = any(:ids) order by order_id, refunded_at, refund_id""")
                .param("ids", ids)
                .query((rs, n) -> new Of(
                        rs.getString("order_id"),
                        new Refund(
                                rs.getString("refund_id"),
                                Customers.instant(rs, "refunded_at"),
                                rs.getString("currency"),
                                rs.getBigDecimal("total"),
                                lines.getOrDefault(
                                        new Key(rs.getString("order_id"), rs.getString("refund_id")), List.of()))))
                .list()
                .stream()
                .collect(Collectors.groupingBy(
                        Of::orderId, Collectors.mapping(Of::refund, Collectors.toUnmodifiableList())));
    }

    private List<Order> withItems(List<Order> orders) {
        if (orders.isEmpty()) {
            return orders;
        }
        record Line(String orderId, Order.Item item) {}
        Map<String, List<Line>> lines = jdbc
                .sql(
                        """
                        select order_id, sku, name, quantity, price from rapport.customer_order_item
                        where order_id = any(:ids) order by order_id, line""")
                .param("ids", orders.stream().map(Order::id).toArray(String[]::new))
                .query((rs, n) -> new Line(
                        rs.getString("order_id"),
                        new Order.Item(
                                rs.getString("sku"),
                                rs.getString("name"),
                                rs.getInt("quantity"),
                                rs.getBigDecimal("price"))))
                .list()
                .stream()
                .collect(Collectors.groupingBy(Line::orderId));
        return orders.stream()
                .map(order -> new Order(
                        order.id(),
                        order.customerId(),
                        order.currency(),
                        order.total(),
                        order.shipping(),
                        order.tax(),
                        order.discount(),
                        order.placedAt(),
                        order.shippedAt(),
                        order.expectedOn(),
                        order.carrier(),
                        order.tracking(),
                        order.deliveredAt(),
                        order.returnedAt(),
                        order.cancelledAt(),
                        order.calledOff(),
                        order.paidBack(),
                        lines.getOrDefault(order.id(), List.of()).stream()
                                .map(Line::item)
                                .toList()))
                .toList();
    }

    private static Order order(ResultSet rs, int n) throws SQLException {
        return new Order(
                rs.getString("id"),
                rs.getString("customer_id"),
                rs.getString("currency"),
                rs.getBigDecimal("total"),
                rs.getBigDecimal("shipping"),
                rs.getBigDecimal("tax"),
                rs.getBigDecimal("discount"),
                Customers.instant(rs, "placed_at"),
                Customers.instant(rs, "shipped_at"),
                rs.getObject("expected_on", LocalDate.class),
                rs.getString("carrier"),
                rs.getString("tracking"),
                Customers.instant(rs, "delivered_at"),
                Customers.instant(rs, "returned_at"),
                Customers.instant(rs, "cancelled_at"),
                rs.getString("called_off"),
                rs.getBoolean("paid_back"),
                List.of());
    }
}
