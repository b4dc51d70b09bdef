package io.rapport.inbox.internal;

import com.networknt.schema.ExecutionContext;
import com.networknt.schema.Format;
import io.rapport.calendar.Rfc3339;
import io.rapport.calendar.TimeZones;
import io.rapport.calendar.Today;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.Currency;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * The formats of JSON Schema that the catalogue uses and the schema library does not know, or checks otherwise than it
 * should: addresses by their syntax alone, whatever domains there are today; moments as RFC 3339 has them.
 */
final class DataFormats {

    private static final int LONGEST_LOCAL_PART = 64;
    private static final int LONGEST_DOMAIN = 253;

    private static final String ATOM = "[\\p{L}\\p{N}\\p{M}!#$%&'*+/=?^_`{|}~-]+";
    private static final Pattern LOCAL_PART =
            Pattern.compile(ATOM + "(?:\\." + ATOM + ")*|\"(?:[ !#-\\[\\]-~]|\\\\[ -~]){0,62}\"");
    private static final Pattern LABEL =
            Pattern.compile("[\\p{L}\\p{N}](?:[\\p{L}\\p{N}\\p{M}\u200c\u200d-]{0,61}[\\p{L}\\p{N}\\p{M}])?");
    private static final Pattern LITERAL =
            Pattern.compile("\\[(?:\\d{1,3}(?:\\.\\d{1,3}){3}|IPv6:[0-9A-Fa-f:.]{2,45})]");
    private static final Pattern DIGITS = Pattern.compile("\\d+");
    private static final LocalDate EARLIEST_BIRTHDAY = LocalDate.of(1900, 1, 1);
    private static final Pattern CODE = Pattern.compile("[A-Z]{3}");

    private DataFormats() {}

    /** @return what takes the place of the library's formats, or comes beside them */
    static List<Format> all() {
        return List.of(
                format("email", DataFormats::isEmail),
                format("hostname", DataFormats::isHost),
                format("date-time", text -> Rfc3339.parse(text).isPresent()),
                format("time-zone", text -> TimeZones.find(text).isPresent()),
                format("currency", DataFormats::isCurrency),
                format("birthday", DataFormats::isBirthday));
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

    /** A domain has at least two parts: nobody's mail is delivered to {@code localhost}. */
    private static boolean isEmail(String text) {
        int at = text.lastIndexOf('@');
        if (at < 1 || at > LONGEST_LOCAL_PART) {
            return false;
        }
        String domain = text.substring(at + 1);
        return LOCAL_PART.matcher(text.substring(0, at)).matches()
                && (LITERAL.matcher(domain).matches() || domain.indexOf('.') > 0 && isHost(domain));
    }

    private static boolean isHost(String text) {
        String[] labels = text.split("\\.", -1);
        for (String label : labels) {
            if (!LABEL.matcher(label).matches()) {
                return false;
            }
        }
        return text.length() <= LONGEST_DOMAIN
                && !DIGITS.matcher(labels[labels.length - 1]).matches();
    }

    /** What are no three capital letters the schema's pattern refuses. */
    private static boolean isCurrency(String text) {
        return !CODE.matcher(text).matches() || currency(text).isPresent();
    }

    /**
     * @param code of ISO 4217
     * @return the currency; empty if there is none, or none with a smallest unit, as gold and the test codes
     */
    static Optional<Currency> currency(String code) {
        try {
            return Optional.of(Currency.getInstance(code)).filter(found -> found.getDefaultFractionDigits() >= 0);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static boolean isBirthday(String text) {
        try {
            LocalDate day = LocalDate.parse(text);
            return !day.isBefore(EARLIEST_BIRTHDAY) && Today.hasBegun(day);
        } catch (DateTimeParseException e) {
            return false;
        }
    }
}
