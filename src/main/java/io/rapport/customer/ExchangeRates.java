package io.rapport.customer;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.core.io.Resource;
import org.springframework.stereotype.Component;

/**
 * Amounts in the currency that the company uses, by a dated file of rates ({@code rapport.exchange-rates}). A file
 * that changes is read anew within a minute; one that cannot be read does not take the place of a good one.
 */
@Component
public final class ExchangeRates {

    private static final Logger LOG = LoggerFactory.getLogger(ExchangeRates.class);
    private static final long CHECK_EVERY = TimeUnit.MINUTES.toNanos(1);

    /** Before all orders. */
    static final LocalDate FIRST_DAY = LocalDate.of(1, 1, 1);

    /** After all orders. */
    static final LocalDate LAST_DAY = LocalDate.of(9999, 12, 31);

    private final Resource file;
    private final String reporting;
    private volatile Read current;

    private record Read(RateTable table, long modified, long checkedAt) {}

    ExchangeRates(
            @Value("${rapport.exchange-rates:classpath:processes/exchange-rates.csv}") Resource file,
            @Value("${rapport.currency:EUR}") String reporting) {
        this.file = file;
        this.reporting = reporting;
        try {
            this.current = new Read(read(), modified(), System.nanoTime());
        } catch (IOException | IllegalArgumentException e) {
            throw new IllegalStateException(
                    "the exchange rates in " + file.getDescription() + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** @return the currency that limits, totals and severities are computed in, ISO 4217 */
    public String reporting() {
        return reporting;
    }

    /**
     * Changes an amount into the currency that the company uses.
     *
     * @param amount in units of its currency
     * @param currency ISO 4217
     * @param at whose day's rate counts, in UTC
     * @return the amount; empty if there is no rate for that currency and day
     */
    public Optional<BigDecimal> reported(BigDecimal amount, String currency, Instant at) {
        return converted(amount, currency, reporting, at);
    }

    /**
     * Changes an amount from one currency into another.
     *
     * @return the amount; empty if there is no rate for one of the two on that day
     */
    public Optional<BigDecimal> converted(BigDecimal amount, String from, String to, Instant at) {
        return table().convert(amount, from, to, at.atZone(ZoneOffset.UTC).toLocalDate());
    }

    /**
     * Days on which one rate holds.
     *
     * @param currency what is changed
     * @param from the first day, in UTC
     * @param until the day after the last one
     * @param rate units of the reporting currency for a unit of the currency
     */
    public record RateSpan(String currency, LocalDate from, LocalDate until, BigDecimal rate) {}

    /** @return all rates into the reporting currency, for statements that add up many amounts; none for days without a rate */
    public List<RateSpan> spans() {
        return table().spans(reporting);
    }

    private RateTable table() {
        Read known = current;
        if (System.nanoTime() - known.checkedAt() < CHECK_EVERY) {
            return known.table();
        }
        RateTable table = known.table();
        long modified = known.modified();
        try {
            modified = modified();
            if (modified != known.modified()) {
                table = read();
                LOG.info("The exchange rates were read anew");
            }
        } catch (IOException | IllegalArgumentException e) {
            LOG.error("The changed exchange rates are not used: {}", e.getMessage());
        }
        current = new Read(table, modified, System.nanoTime());
        return table;
    }

    private long modified() throws IOException {
        return file.isFile() ? file.lastModified() : 0;
    }

    private RateTable read() throws IOException {
        List<String> lines =
                file.getContentAsString(StandardCharsets.UTF_8).lines().toList();
        return RateTable.read(lines);
    }
}
