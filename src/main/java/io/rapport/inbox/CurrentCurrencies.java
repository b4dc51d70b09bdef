package io.rapport.inbox;

import com.ibm.icu.text.CurrencyMetaInfo;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Currency;
import java.util.Date;
import java.util.Set;
import java.util.stream.Collectors;

/** The currencies of ISO 4217 that are in use and have a smallest unit: those that whatever happens today may name. */
public final class CurrentCurrencies {

    /** ISO 4217 still lists the colón of El Salvador, with which nobody has paid since 2001. */
    private static final String LISTED_ONLY = "SVC";

    /** A new currency is in use as soon as its first day has begun somewhere on earth. */
    private static final ZoneOffset WHERE_DAYS_BEGIN_FIRST = ZoneOffset.ofHours(14);

    /** Each set of event types that is read asks for them, and each request of a till. */
    private static volatile OfDay newest;

    private CurrentCurrencies() {}

    private record OfDay(LocalDate day, Set<String> currencies) {}

    /**
     * @param now by which currencies have ended
     * @return their codes; not those of gold, of tests and of units without a smallest one
     */
    public static Set<String> at(Instant now) {
        LocalDate day = LocalDate.ofInstant(now, WHERE_DAYS_BEGIN_FIRST);
        OfDay known = newest;
        if (known == null || !known.day().equals(day)) {
            known = new OfDay(day, on(day));
            newest = known;
        }
        return known.currencies();
    }

    /** Java knows the codes of all times, and does not say which have ended; Unicode's tables do, but slowly. */
    private static Set<String> on(LocalDate day) {
        Date today = Date.from(day.atStartOfDay(ZoneOffset.UTC).toInstant());
        // asked for all at once: for a single one the tables are read as a whole, too
        Set<String> inUse = Set.copyOf(
                CurrencyMetaInfo.getInstance().currencies(CurrencyMetaInfo.CurrencyFilter.onDateRange(today, today)));
        return Currency.getAvailableCurrencies().stream()
                .filter(currency -> currency.getDefaultFractionDigits() >= 0)
                .map(Currency::getCurrencyCode)
                .filter(code -> code.equals(LISTED_ONLY) || inUse.contains(code))
                .collect(Collectors.toUnmodifiableSet());
    }
}
