package io.rapport.journey.internal;

import io.rapport.customer.Currencies;
import io.rapport.feedback.Refunds;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Optional;

/**
 * Which amounts may stand in the forms about a complaint. A refund is never more than was paid, together with those
 * accepted before and those on other complaints about the same order; anything else is held against the larger of what was paid and what the lead may
 * approve. Pure.
 *
 * @param currency of all amounts, ISO 4217
 * @param paid for the order; {@code null} if the complaint is about none that is known
 * @param refunds of the order, accepted or offered before
 * @param leadLimit what the lead may approve; {@code null} if no rate says what it is in this currency
 */
record CompensationRule(String currency, BigDecimal paid, Refunds refunds, BigDecimal leadLimit) {

    /**
     * @param remedy what is proposed
     * @param amount what it costs
     * @return what the amount must be; empty if it is right
     */
    Optional<String> proposal(String remedy, BigDecimal amount) {
        Optional<String> fault = digits(amount);
        if (fault.isPresent()) {
            return fault;
        }
        if ("refund".equals(remedy) && paid != null) {
            return refunds.total().signum() == 0
                    ? over(amount, paid, "what was paid for the order, since no more can be refunded")
                    : over(
                            amount,
                            refunds.left(paid),
                            "what is left of the " + shown(paid) + " paid for the order after refunds of "
                                    + shown(refunds.total())
                                    + " that were accepted before, or are offered on other complaints about it");
        }
        BigDecimal most = leadLimit == null ? paid : paid == null ? leadLimit : leadLimit.max(paid);
        return most == null
                ? Optional.empty()
                : over(amount, most, "the most that the lead of complaints may approve for this complaint");
    }

    /**
     * @param proposed the amount that the investigator proposed
     * @param amount what the approver puts in its place
     * @return what the amount must be; empty if it is right
     */
    Optional<String> change(BigDecimal proposed, BigDecimal amount) {
        Optional<String> fault = digits(amount);
        return fault.isPresent() || proposed == null
                ? fault
                : over(amount, proposed, "the amount proposed; to offer more, send it back with a note");
    }

    private Optional<String> digits(BigDecimal amount) {
        if (Currencies.fits(amount, currency)) {
            return Optional.empty();
        }
        int decimals = Currencies.decimals(currency);
        return Optional.of(
                decimals == 0
                        ? "must be a whole amount, for " + currency + " has no decimals"
                        : "must have at most " + decimals + " decimals, for " + currency + " has no more");
    }

    private Optional<String> over(BigDecimal amount, BigDecimal most, String what) {
        if (amount.compareTo(most) <= 0) {
            return Optional.empty();
        }
        return Optional.of("must be at most " + shown(most) + ", " + what);
    }

    private String shown(BigDecimal amount) {
        return amount.setScale(Currencies.decimals(currency), RoundingMode.DOWN).toPlainString() + " " + currency;
    }
}
