package io.rapport.contactpolicy;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of the contact policy that are no rules; the rules stand in {@code contact-policy.dmn}.
 *
 * @param holidays whether public holidays count, by the customer's country
 * @param spread span over which messages leave that wait for the same moment, such as the end of the night
 * @param turn how long a message waits for one that goes before it, until it is evaluated again
 */
@ConfigurationProperties("rapport.messaging")
public record ContactProperties(
        @DefaultValue("country") HolidayRule holidays,
        @DefaultValue("30m") Duration spread,
        @DefaultValue("1m") Duration turn) {

    /** How public holidays are known. */
    public enum HolidayRule {
        /** Not at all. */
        OFF,
        /** By the country of the customer's locale, or else of the time zone. */
        COUNTRY
    }

    /** @throws IllegalArgumentException if a span is out of bounds */
    public ContactProperties {
        if (spread.isNegative() || spread.compareTo(Duration.ofHours(12)) > 0) {
            throw new IllegalArgumentException("rapport.messaging.spread must be 0 to 12 hours, not " + spread);
        }
        if (turn.compareTo(Duration.ofSeconds(1)) < 0) {
            throw new IllegalArgumentException("rapport.messaging.turn must be a second or more, not " + turn);
        }
    }
}
