package io.rapport.app.start;

import java.net.URI;
import java.net.URL;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.Collection;
import java.util.Currency;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.core.ResolvableType;
import org.springframework.core.io.Resource;
import org.springframework.util.ClassUtils;
import org.springframework.util.unit.DataSize;

/** What a setting of some type can be: in words for anyone who sets it, and beyond what the type itself allows. */
final class SettingTypes {

    /** Spans that may be nothing; of all others nothing makes no sense. */
    private static final Set<String> MAY_BE_NOTHING = Set.of(
            "rapport.messaging.spread",
            "rapport.metrics.refresh",
            "rapport.customer.replenishment-poll",
            "rapport.dates.poll",
            "rapport.escalation.poll",
            "rapport.inbox.wait-for-forms",
            "rapport.relationship.poll",
            "rapport.customer.changes-poll",
            "rapport.loyalty.coupon-poll",
            "rapport.loyalty.poll",
            "rapport.panel.poll",
            "rapport.value.poll",
            "rapport.segments.poll");

    /** Numbers that must be more than nothing; others may be 0. */
    private static final Set<String> AT_LEAST_ONE = Set.of(
            "rapport.journey.most-steps",
            "rapport.inbox.batch",
            "rapport.loyalty.wrong-codes",
            "rapport.inbox.most-waiting",
            "rapport.messaging.batch",
            "rapport.messaging.connection-messages",
            "rapport.messaging.bounces.batch",
            "rapport.messaging.bounces.most-bytes");

    private static final Set<String> LANGUAGES = Set.of(Locale.getISOLanguages());
    private static final Set<String> COUNTRIES = Set.of(Locale.getISOCountries());

    private static final Map<Class<?>, String> WORDS = Map.ofEntries(
            Map.entry(Duration.class, "a span of time such as 500ms, 30s, 10m, 2h or 7d"),
            Map.entry(DataSize.class, "a size such as 500MB or 2GB"),
            Map.entry(ZoneId.class, "a time zone such as UTC or Europe/Berlin"),
            Map.entry(LocalTime.class, "a time of day such as 09:00"),
            Map.entry(LocalDate.class, "a day such as 2026-12-25"),
            Map.entry(Locale.class, "a language such as en or zh-CN"),
            Map.entry(Currency.class, "a currency by its code of ISO 4217, such as EUR or CNY"),
            Map.entry(URI.class, "an address such as https://service.example.com"),
            Map.entry(URL.class, "an address such as https://service.example.com"),
            Map.entry(Path.class, "a path such as /var/lib/rapport"),
            Map.entry(Resource.class, "a file such as file:/etc/rapport/name"),
            Map.entry(Boolean.class, "true or false"),
            Map.entry(Integer.class, "a whole number"),
            Map.entry(Long.class, "a whole number"),
            Map.entry(Double.class, "a number"));

    private SettingTypes() {}

    /**
     * @param type of a setting, or of a list of them
     * @return what is allowed, to stand behind "must be"; empty if there are no words for it
     */
    static Optional<String> allowed(ResolvableType type) {
        Class<?> raw = type.resolve(Object.class);
        if (raw.isArray()) {
            return allowed(type.getComponentType());
        }
        if (Collection.class.isAssignableFrom(raw)) {
            return allowed(type.asCollection().getGeneric(0)).map(one -> "a list, separated by commas, each " + one);
        }
        if (raw.isEnum()) {
            return Optional.of("one of "
                    + Arrays.stream(raw.getEnumConstants())
                            .map(constant -> ((Enum<?>) constant).name())
                            .map(name -> name.toLowerCase(Locale.ROOT).replace('_', '-'))
                            .collect(Collectors.joining(", ")));
        }
        return Optional.ofNullable(WORDS.get(ClassUtils.resolvePrimitiveIfNecessary(raw)));
    }

    /**
     * Checks a value that its type allows.
     *
     * @param name of the setting, in the form {@code rapport.some-name}
     * @param value of any type
     * @return what would be allowed, to stand behind "must be"; empty if the value can be meant
     */
    static Optional<String> fault(String name, Object value) {
        if (value instanceof Collection<?> list) {
            return list.stream()
                    .map(one -> fault(name, one))
                    .flatMap(Optional::stream)
                    .findFirst();
        }
        if (value instanceof Duration span && (span.isNegative() || span.isZero() && !MAY_BE_NOTHING.contains(name))) {
            return Optional.of(
                    (MAY_BE_NOTHING.contains(name) ? "0 or " : "more than nothing, ") + WORDS.get(Duration.class));
        }
        if (value instanceof Locale locale && !isKnown(locale)) {
            return Optional.of(WORDS.get(Locale.class));
        }
        if (value instanceof Number number && !name.endsWith("port")) {
            if (AT_LEAST_ONE.contains(name) && number.doubleValue() < 1) {
                return Optional.of("1 or more");
            }
            return number.doubleValue() < 0 ? Optional.of("0 or more") : Optional.empty();
        }
        return Optional.empty();
    }

    private static boolean isKnown(Locale locale) {
        return LANGUAGES.contains(locale.getLanguage())
                && (locale.getCountry().isEmpty() || COUNTRIES.contains(locale.getCountry()));
    }
}
