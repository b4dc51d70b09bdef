package io.rapport.loyalty;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;

/**
 * A personal discount: either so many percent, or an amount of money.
 *
 * @param code what the customer enters
 * @param customerId for whom
 * @param percent off, 1 to 100; {@code null} if it is an amount
 * @param amount off; {@code null} if it is percent
 * @param currency of amount and minimum, ISO 4217; {@code null} if there is neither
 * @param minimum what the order must come to; {@code null} for any
 * @param skus the articles that it is for; empty for all
 * @param occasion the day for which it was given, as the journey names it, such as {@code birthday}; {@code null} for none
 * @param state what has become of it
 * @param issuedAt when it was made
 * @param lastDay on which tills take it, as mails name it: it stays the same wherever the customer lives later
 * @param expiresAt when it ends, the first moment at which no till takes it: the end of the last day where the customer lives, but
 *     never sooner than where they lived when it was issued
 */
public record Coupon(
        String code,
        String customerId,
        Integer percent,
        BigDecimal amount,
        String currency,
        BigDecimal minimum,
        List<String> skus,
        String occasion,
        State state,
        Instant issuedAt,
        LocalDate lastDay,
        Instant expiresAt) {

    public Coupon {
        skus = List.copyOf(skus);
    }

    /** @return whether tills may still take it, so that a mail may name it; what has ended in any way is not named any more */
    public boolean isGood() {
        return state == State.ISSUED || state == State.HELD;
    }

    /** What has become of a coupon: of several that are so, used before withdrawn, before held, before expired. */
    public enum State {
        /** It can be used. */
        ISSUED,
        /** A till has it in hand. */
        HELD,
        /** It was used. */
        USED,
        /** Its time is over. */
        EXPIRED,
        /** It was taken back. */
        WITHDRAWN;

        /** @return as answers to tills, and words of pages, name it: such as {@code expired} */
        public String written() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
