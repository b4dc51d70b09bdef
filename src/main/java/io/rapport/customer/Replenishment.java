package io.rapport.customer;

import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * After how many days customers buy a product again, as the shop's own orders say. Purchases of a day are one; orders that came
 * back or were cancelled are none. A product that few bought twice has no interval.
 */
@Component
public final class Replenishment {

    /** Older orders say little about today's packages. */
    private static final Duration SINCE = Duration.ofDays(3 * 365);

    /** Fewer repeat purchases, or by fewer customers, are no rhythm. */
    static final int FEWEST_REPEATS = 8;

    static final int FEWEST_CUSTOMERS = 5;

    private static final String COMPUTE =
            """
            with bought as (
                select distinct i.sku, o.customer_id, (o.placed_at at time zone 'UTC')::date as day
                from rapport.customer_order o join rapport.customer_order_item i on i.order_id = o.id
                where o.placed_at > :since and o.called_off is null and not o.former),
            gaps as (
                select sku, customer_id, day - lag(day) over (partition by sku, customer_id order by day) as days
                from bought)
            insert into rapport.replenishment (sku, days, repeats, customers)
            select sku, percentile_disc(0.5) within group (order by days), count(*), count(distinct customer_id)
            from gaps where days is not null
            group by sku having count(*) >= :repeats and count(distinct customer_id) >= :customers""";

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;

    Replenishment(JdbcClient jdbc, PlatformTransactionManager transactions) {
        this.jdbc = jdbc;
        this.transaction = new TransactionTemplate(transactions);
    }

    /**
     * A product and how it is bought again.
     *
     * @param sku the product
     * @param days after which it is usually bought again
     */
    public record Interval(String sku, int days) {}

    /**
     * @param skus products
     * @return the one of them that is bought again soonest; empty if none of them has an interval
     */
    public Optional<Interval> soonest(Collection<String> skus) {
        return jdbc.sql(
                        """
                select sku, days from rapport.replenishment where sku = any(:skus)
                order by days, sku limit 1""")
                .param("skus", skus.toArray(String[]::new))
                .query(Interval.class)
                .optional();
    }

    /**
     * Makes the intervals anew, unless some node has since a moment.
     *
     * @param now the time
     * @param since what was made then or later is new enough
     * @return whether they were made now
     */
    boolean compute(Instant now, Instant since) {
        return Boolean.TRUE.equals(transaction.execute(status -> {
            // the row's lock keeps other nodes from it until this transaction ends
            int claimed = jdbc.sql(
                            """
                    update rapport.replenishment_run set computed_at = :now
                    where computed_at is null or computed_at < :since""")
                    .param("now", Timestamp.from(now))
                    .param("since", Timestamp.from(since))
                    .update();
            if (claimed == 0) {
                return false;
            }
            jdbc.sql("delete from rapport.replenishment").update();
            jdbc.sql(COMPUTE)
                    .param("since", Timestamp.from(now.minus(SINCE)))
                    .param("repeats", FEWEST_REPEATS)
                    .param("customers", FEWEST_CUSTOMERS)
                    .update();
            return true;
        }));
    }
}
