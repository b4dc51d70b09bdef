package io.rapport.inbox.internal;

import com.networknt.schema.ExecutionContext;
import com.networknt.schema.Format;
import io.rapport.address.MailAddress;
import io.rapport.calendar.Moments;
import io.rapport.calendar.PartialDate;
import io.rapport.calendar.Rfc3339;
import io.rapport.calendar.TimeZones;
import io.rapport.inbox.CurrentCurrencies;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Currency;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * The formats of JSON Schema that the catalogue uses and the schema library does not know, or checks otherwise than it
 * should: addresses by their syntax alone, whatever domains there are today; moments as RFC 3339 has them.
 */
final class DataFormats {

    private static final LocalDate EARLIEST_BIRTHDAY = LocalDate.of(1900, 1, 1);

    /** A day that has begun somewhere on earth may be a birthday. */
    private static final ZoneOffset WHERE_DAYS_BEGIN_FIRST = ZoneOffset.ofHours(14);

    private static final Pattern CODE = Pattern.compile("[A-Z]{3}");
    private static final Pattern VISIBLE = Pattern.compile(SchemaFaults.VISIBLE);

    private DataFormats() {}

    /**
     * @param time what a day of the past is known by, and at once which currencies have ended
     * @return what takes the place of the library's formats, or comes beside them
     */
    static List<Format> all(InstantSource time) {
        Set<String> current = CurrentCurrencies.at(time.instant());
        return List.of(
                format("email", MailAddress::isValid),
                format("hostname", MailAddress::isHost),
                format("date", DataFormats::isDay),
                format(
                        "date-time",
                        text -> Rfc3339.parse(text).filter(Moments::isKept).isPresent()),
                format("time-zone", text -> TimeZones.find(text).isPresent()),
                format("currency", text -> isCurrency(text, current)),
                format("birthday", text -> isBirthday(text, time)));
    }

    private static Format format(String name, Predicate<String> rule) {
        return new Format() {
            @Override
            public String getName() {
                return name;
            }

            @Override
            public boolean matches(ExecutionContext context, String value) {
                return rule.test(value);
            }
        };
    }

    /** @return whether anything of a text would be seen */
    static boolean isVisible(String text) {
        return VISIBLE.matcher(text).find();
    }

    /** What are no three capital letters the schema's pattern refuses. */
    private static boolean isCurrency(String text, Set<String> current) {
        return !CODE.matcher(text).matches() || current.contains(text);
    }

    /**
     * @param code of ISO 4217, whether of today or of old
     * @return the currency; empty if there is none, or none with a smallest unit, as gold and the test codes
     */
    static Optional<Currency> currency(String code) {
        try {
            return Optional.of(Currency.getInstance(code)).filter(DataFormats::hasSmallestUnit);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static boolean hasSmallestUnit(Currency currency) {
        return currency.getDefaultFractionDigits() >= 0;
    }

    /** As RFC 3339 has them, of a year that the database holds, too. */
    private static boolean isDay(String text) {
        return PartialDate.parse(text)
                .filter(day -> day.year() != null && Moments.isKept(day.whole()))
                .isPresent();
    }

    private static boolean isBirthday(String text, InstantSource time) {
        Optional<PartialDate> birthday = PartialDate.parse(text);
        if (birthday.isEmpty() || birthday.get().year() == null) {
            return birthday.isPresent();
        }
        LocalDate day = birthday.get().whole();
        return !day.isBefore(EARLIEST_BIRTHDAY)
                && !day.isAfter(LocalDate.ofInstant(time.instant(), WHERE_DAYS_BEGIN_FIRST));
    }
}
