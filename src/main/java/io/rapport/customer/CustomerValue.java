package io.rapport.customer;

import io.rapport.calendar.BusinessClock;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;
import org.springframework.stereotype.Component;

/** What a customer is worth to the company. */
@Component
public final class CustomerValue {

    private static final Duration YEAR = Duration.ofDays(365);

    private static final String DAYS = "date_trunc('day', o.placed_at, 'UTC')";

    /** What stands of the orders placed after a moment, by currency and a moment or day that is named. */
    private static final String SUMS =
            """
            select o.customer_id, o.currency, %s as at,
                   sum(greatest(o.total_minor - coalesce(
                       (select sum(r.total_minor) from rapport.customer_refund r
                        where r.order_id = o.id and r.currency = o.currency), 0), 0)) as total
            from rapport.customer_order o
            where customer_id = %s and placed_at > :since and not former
              and returned_at is null and cancelled_at is null
            group by 1, 2, 3""";

    private final JdbcClient jdbc;
    private final ExchangeRates rates;
    private final BusinessClock clock;

    CustomerValue(JdbcClient jdbc, ExchangeRates rates, BusinessClock clock) {
        this.jdbc = jdbc;
        this.rates = rates;
        this.clock = clock;
    }

    /**
     * What a customer bought.
     *
     * @param total in the currency that the company uses
     * @param currency that currency, ISO 4217
     * @param beside amounts by their currency for which there is no rate: they are in no total
     */
    public record Bought(BigDecimal total, String currency, Map<String, BigDecimal> beside) {}

    /**
     * What a customer bought at a moment.
     *
     * @param at when it was ordered
     * @param worth what of it stands, in the currency that the company uses
     */
    public record BoughtAt(Instant at, BigDecimal worth) {}

    private record Sum(String customerId, String currency, Instant at, BigDecimal total) {}

    /**
     * Sums what the customer bought lately and kept.
     *
     * @param customerId whose
     * @return the orders placed in the last 365 days, without returned and cancelled ones and less
     *     what was paid back of the others, each by the rate of its day
     */
    public Bought lastTwelveMonths(String customerId) {
        return since(customerId, clock.instant().minus(YEAR));
    }

    /**
     * Sums what the customer bought since a moment and kept.
     *
     * @param customerId whose
     * @param since the orders placed after it count
     * @return as {@link #lastTwelveMonths}
     */
    public Bought since(String customerId, Instant since) {
        List<Sum> sums = sums(customerId, since, DAYS);
        BigDecimal total = BigDecimal.ZERO;
        Map<String, BigDecimal> beside = new TreeMap<>();
        for (Sum sum : sums) {
            Optional<BigDecimal> reported = rates.reported(sum.total(), sum.currency(), sum.at());
            if (reported.isPresent()) {
                total = total.add(reported.get());
            } else {
                beside.merge(sum.currency(), sum.total(), BigDecimal::add);
            }
        }
        int decimals = Currencies.decimals(rates.reporting());
        return new Bought(total.setScale(decimals, RoundingMode.HALF_EVEN), rates.reporting(), beside);
    }

    /**
     * Lists what the customer ever bought and kept.
     *
     * @param customerId whose
     * @return by the moment of the order; without what there is no rate for
     */
    public List<BoughtAt> ever(String customerId) {
        return sums(customerId, Instant.EPOCH, "o.placed_at").stream()
                .flatMap(sum -> rates.reported(sum.total(), sum.currency(), sum.at()).stream()
                        .map(worth -> new BoughtAt(sum.at(), worth)))
                .toList();
    }

    /**
     * Sums what each of some customers bought since a moment and kept.
     *
     * @param customerIds current ones: what was theirs under a former id they have under this one
     * @param since the orders placed after it count
     * @return by customer, in the currency that the company uses, as {@link Bought#total}; nothing of who bought nothing
     */
    public Map<String, BigDecimal> since(Collection<String> customerIds, Instant since) {
        Map<String, BigDecimal> totals = new TreeMap<>();
        sums(
                        jdbc.sql(SUMS.formatted(DAYS, "any(:customers)"))
                                .param("customers", customerIds.toArray(String[]::new)),
                        since)
                .forEach(sum -> rates.reported(sum.total(), sum.currency(), sum.at())
                        .ifPresent(reported -> totals.merge(sum.customerId(), reported, BigDecimal::add)));
        int decimals = Currencies.decimals(rates.reporting());
        totals.replaceAll((customer, total) -> total.setScale(decimals, RoundingMode.HALF_EVEN));
        return totals;
    }

    private List<Sum> sums(String customerId, Instant since, String at) {
        return sums(
                jdbc.sql(SUMS.formatted(at, "rapport.current_customer(:customer)"))
                        .param("customer", customerId),
                since);
    }

    private static List<Sum> sums(StatementSpec asked, Instant since) {
        return asked.param("since", Timestamp.from(since))
                .query((rs, n) -> new Sum(
                        rs.getString("customer_id"),
                        rs.getString("currency"),
                        Customers.instant(rs, "at"),
                        Currencies.units(rs.getBigDecimal("total"), rs.getString("currency"))))
                .list();
    }
}
