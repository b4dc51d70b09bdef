package io.rapport.loyalty;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.swagger.v3.oas.annotations.media.Schema;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Locale;

/**
 * Points that a customer pays with.
 *
 * @param id ours
 * @param customerId whose points they are
 * @param orderId what is paid; {@code null} as long as the shop has not said it
 * @param points more than 0
 * @param paid what of the order's total was paid with them; {@code null}: the total is without it
 * @param currency of that amount
 * @param state how far it has come
 * @param heldUntil when a hold that is not confirmed ends by itself
 */
public record Redemption(
        @Schema(description = "The redemption's id", example = "3f0c6b1e-6a53-4c0e-9d27-8a5c1b0f7e42") String id,
        @Schema(description = "The customer's id", example = "42") String customerId,
        @Schema(
                        description = "The order that is paid",
                        example = "4711",
                        types = {"string", "null"})
                String orderId,
        @Schema(description = "Points that are paid with", example = "500") int points,
        @Schema(
                        description = "What of the order's total they pay; null if the total is without it",
                        types = {"number", "null"})
                BigDecimal paid,
        @Schema(
                        description = "ISO 4217 code of the currency of `paid`",
                        types = {"string", "null"})
                String currency,
        @Schema(description = "How far it has come") State state,
        @Schema(description = "When a hold that is not confirmed ends by itself") Instant heldUntil) {

    /** How far a redemption has come. */
    public enum State {
        /** The points are reserved for the till. */
        @JsonProperty("held")
        HELD,
        /** They were paid with. */
        @JsonProperty("confirmed")
        CONFIRMED,
        /** The till gave them back. */
        @JsonProperty("cancelled")
        CANCELLED,
        /** The till did not go on in time; they went back. */
        @JsonProperty("timed-out")
        TIMED_OUT;

        String stored() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        static State of(String stored) {
            return valueOf(stored.toUpperCase(Locale.ROOT).replace('-', '_'));
        }
    }
}
