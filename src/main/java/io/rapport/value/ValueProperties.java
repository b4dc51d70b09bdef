package io.rapport.value;

import java.time.Duration;
import java.time.LocalTime;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How customers are scored.
 *
 * @param at when models are fitted and all are scored, each day, in the shop's time zone
 * @param poll how often this node asks whether that is due; zero on a node that does neither
 * @param release whether what the night has fitted is live at once, or waits until somebody decides
 * @param leastRepeaters so many customers who bought again a model needs
 * @param halfLifeDays where there are fewer: after so many days without an order the chance that a customer still buys is halved
 * @param margin how much of what a customer spends counts as value: 1 for all of it, 0.4 for a profit of 40 %
 * @param discount what a purchase a year ahead is worth less than one now, as a part of it
 */
@ConfigurationProperties("rapport.value")
public record ValueProperties(
        @DefaultValue("04:00") LocalTime at,
        @DefaultValue("10s") Duration poll,
        @DefaultValue("automatic") FitRelease release,
        @DefaultValue("500") int leastRepeaters,
        @DefaultValue("180") int halfLifeDays,
        @DefaultValue("1") double margin,
        @DefaultValue("0.1") double discount) {

    /** @throws IllegalArgumentException if a setting makes no sense; says which */
    public ValueProperties {
        require(leastRepeaters >= 100, "rapport.value.least-repeaters must be 100 or more");
        require(halfLifeDays >= 1, "rapport.value.half-life-days must be 1 or more");
        require(margin > 0 && margin <= 1, "rapport.value.margin must be above 0 and at most 1, such as 0.4");
        require(discount >= 0 && discount <= 1, "rapport.value.discount must be from 0 to 1, such as 0.1");
    }

    private static void require(boolean condition, String fault) {
        if (!condition) {
            throw new IllegalArgumentException(fault);
        }
    }
}
