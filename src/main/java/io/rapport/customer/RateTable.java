package io.rapport.customer;

import java.math.BigDecimal;
import java.math.MathContext;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Dated rates of exchange, each from a day on. Pure: knows neither files nor clocks. */
final class RateTable {

    static final String HEAD = "from,base,currency,rate";

    private static final Pattern CODE = Pattern.compile("[A-Z]{3}");
    private static final Pattern RATE = Pattern.compile("[0-9]{1,9}([.][0-9]{1,9})?");

    private final String base;
    private final Map<String, NavigableMap<LocalDate, BigDecimal>> rates;

    private RateTable(String base, Map<String, NavigableMap<LocalDate, BigDecimal>> rates) {
        this.base = base;
        this.rates = rates;
    }

    /**
     * Reads a table.
     *
     * @param lines comma-separated under the head {@value #HEAD}; empty lines and those that begin with # are left out
     * @throws IllegalArgumentException naming the line and the fix
     */
    static RateTable read(List<String> lines) {
        Map<String, NavigableMap<LocalDate, BigDecimal>> rates = new TreeMap<>();
        String base = null;
        boolean head = false;
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            if (!head) {
                require(line.equals(HEAD), i, "must be the head '" + HEAD + "'");
                head = true;
                continue;
            }
            String[] cells = line.split("\\s*,\\s*", -1);
            require(cells.length == 4, i, "must have four values: " + HEAD);
            require(CODE.matcher(cells[1]).matches(), i, "must name the base by three capitals, such as EUR");
            require(CODE.matcher(cells[2]).matches(), i, "must name the currency by three capitals, such as CNY");
            require(base == null || base.equals(cells[1]), i, "must have the base of the lines before, " + base);
            require(!cells[2].equals(cells[1]), i, "must not give a rate of the base to itself");
            require(
                    RATE.matcher(cells[3]).matches() && new BigDecimal(cells[3]).signum() > 0,
                    i,
                    "must give a rate above 0, such as 7.83");
            base = cells[1];
            BigDecimal before = rates.computeIfAbsent(cells[2], code -> new TreeMap<>())
                    .put(day(cells[0], i), new BigDecimal(cells[3]));
            require(before == null, i, "must not give a second rate for the same day");
        }
        return new RateTable(base, rates);
    }

    private static LocalDate day(String text, int line) {
        try {
            return LocalDate.parse(text);
        } catch (DateTimeException e) {
            throw fault(line, "must begin with a day such as 2026-01-31");
        }
    }

    private static void require(boolean condition, int line, String fix) {
        if (!condition) {
            throw fault(line, fix);
        }
    }

    private static IllegalArgumentException fault(int line, String fix) {
        return new IllegalArgumentException("line " + (line + 1) + " " + fix);
    }

    /**
     * Changes an amount into another currency.
     *
     * @param day whose rates count
     * @return the amount, not rounded; empty if a rate is not known for that day
     */
    Optional<BigDecimal> convert(BigDecimal amount, String from, String to, LocalDate day) {
        if (from.equals(to)) {
            return Optional.of(amount);
        }
        Optional<BigDecimal> source = rate(from, day);
        Optional<BigDecimal> target = rate(to, day);
        return source.flatMap(there -> target.map(here -> amount.multiply(here).divide(there, MathContext.DECIMAL64)));
    }

    /**
     * Returns how all that can be changed into a currency is changed, for statements that add up many amounts.
     *
     * @param to the currency
     * @return spans of days without a gap or overlap for each currency, from the first day on for which there is a rate; the
     *     currency itself included
     */
    List<ExchangeRates.RateSpan> spans(String to) {
        List<ExchangeRates.RateSpan> spans = new ArrayList<>();
        spans.add(new ExchangeRates.RateSpan(to, ExchangeRates.FIRST_DAY, ExchangeRates.LAST_DAY, BigDecimal.ONE));
        TreeSet<String> currencies = new TreeSet<>(rates.keySet());
        if (base != null) {
            currencies.add(base);
        }
        currencies.remove(to);
        for (String currency : currencies) {
            TreeSet<LocalDate> changes = new TreeSet<>();
            for (String one : List.of(currency, to)) {
                if (rates.containsKey(one)) {
                    changes.addAll(rates.get(one).keySet());
                }
            }
            for (LocalDate from : changes) {
                LocalDate next = changes.higher(from);
                convert(BigDecimal.ONE, currency, to, from)
                        .ifPresent(rate -> spans.add(new ExchangeRates.RateSpan(
                                currency, from, next == null ? ExchangeRates.LAST_DAY : next, rate)));
            }
        }
        return spans;
    }

    private Optional<BigDecimal> rate(String currency, LocalDate day) {
        if (currency.equals(base)) {
            return Optional.of(BigDecimal.ONE);
        }
        NavigableMap<LocalDate, BigDecimal> dated = rates.get(currency);
        return Optional.ofNullable(dated == null ? null : dated.floorEntry(day)).map(Map.Entry::getValue);
    }
}
