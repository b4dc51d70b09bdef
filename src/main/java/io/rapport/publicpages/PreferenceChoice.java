package io.rapport.publicpages;

import io.rapport.customer.Consents;
import io.rapport.customer.ContactPreferences;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * One thing that customers choose, by name, such as {@code email.offers} or {@code pace}, and its values as forms and
 * undo links carry them.
 *
 * @param channel in the consent ledger; null for what is not about consent
 * @param topic in the consent ledger, or all of them; null for what is not about consent
 * @param name of the choice
 */
record PreferenceChoice(String channel, String topic, String name) {

    static final PreferenceChoice PACE = new PreferenceChoice(null, null, "pace");
    static final PreferenceChoice HOUR = new PreferenceChoice(null, null, "hour");
    static final PreferenceChoice PAUSE = new PreferenceChoice(null, null, "pause");

    static final String GRANTED = "granted";
    static final String WITHDRAWN = "withdrawn";
    /** The customer never said, or took an objection back. */
    static final String UNKNOWN = "unknown";

    static final String NONE = "none";

    private static final Pattern CONSENT = Pattern.compile(Arrays.stream(ContactChannel.values())
            .map(ContactChannel::consent)
            .collect(Collectors.joining("|", "(", ")\\.([a-z][a-z0-9-]{0,39})")));
    private static final Pattern SAID = Pattern.compile(GRANTED + "|" + WITHDRAWN + "|" + UNKNOWN);
    private static final Pattern PACES = Pattern.compile("normal|less");
    private static final Pattern HOURS = Pattern.compile(NONE + "|1?[0-9]|2[0-3]");

    static PreferenceChoice consent(ContactChannel channel, String topic) {
        return new PreferenceChoice(channel.consent(), topic, channel.consent() + "." + topic);
    }

    boolean isConsent() {
        return channel != null;
    }

    boolean isAllTopics() {
        return Consents.ALL.equals(topic);
    }

    /** @return the value in force */
    String value(List<Consents.Entry> ledger, ContactPreferences contact, Instant now) {
        if (isConsent()) {
            return Consents.inForce(ledger, channel, topic)
                    .map(granted -> granted ? GRANTED : WITHDRAWN)
                    .orElse(UNKNOWN);
        }
        return switch (name) {
            case "pace" -> contact.pace().key();
            case "hour" -> contact.preferredHour() == null ? NONE : String.valueOf(contact.preferredHour());
            default -> contact.isPaused(now) ? contact.pausedUntil().toString() : NONE;
        };
    }

    /** @return whether a text from outside is a value of this choice */
    boolean takes(String value) {
        if (value == null) {
            return false;
        }
        if (isConsent()) {
            return SAID.matcher(value).matches();
        }
        return switch (name) {
            case "pace" -> PACES.matcher(value).matches();
            case "hour" -> HOURS.matcher(value).matches();
            default -> value.equals(NONE) || isMoment(value);
        };
    }

    /** Within the years that an event can name, and every calendar can write. */
    private static boolean isMoment(String value) {
        try {
            int year = Instant.parse(value).atOffset(ZoneOffset.UTC).getYear();
            return year > 1970 && year < 9999;
        } catch (DateTimeException e) {
            return false;
        }
    }

    /** @return values of choices as one text, for the link that restores them */
    static String write(Map<PreferenceChoice, String> values) {
        StringBuilder text = new StringBuilder();
        values.forEach((choice, value) -> text.append(text.isEmpty() ? "" : ";")
                .append(choice.name())
                .append('=')
                .append(value));
        return text.toString();
    }

    /** @return what {@link #write} made a text of; what does not fit is left out */
    static Map<PreferenceChoice, String> read(String text) {
        Map<PreferenceChoice, String> values = new LinkedHashMap<>();
        for (String part : text.split(";")) {
            int equals = part.indexOf('=');
            if (equals > 0) {
                String value = part.substring(equals + 1);
                named(part.substring(0, equals))
                        .filter(choice -> choice.takes(value))
                        .ifPresent(choice -> values.put(choice, value));
            }
        }
        return values;
    }

    private static Optional<PreferenceChoice> named(String name) {
        var consent = CONSENT.matcher(name);
        if (consent.matches()) {
            return Optional.of(new PreferenceChoice(consent.group(1), consent.group(2), name));
        }
        return List.of(PACE, HOUR, PAUSE).stream()
                .filter(choice -> choice.name().equals(name))
                .findFirst();
    }
}
