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
                    ? over(amount, paid, "answer.over-paid")
                    : over(amount, refunds.left(paid), "answer.over-rest", shown(paid), shown(refunds.total()));
        }
        BigDecimal most = leadLimit == null ? paid : paid == null ? leadLimit : leadLimit.max(paid);
        return most == null ? Optional.empty() : over(amount, most, "answer.over-lead");
    }

    /**
     * @param proposed the amount that the investigator proposed
     * @param amount what the approver puts in its place
     * @return what the amount must be; empty if it is right
     */
    Optional<String> change(BigDecimal proposed, BigDecimal amount) {
        Optional<String> fault = digits(amount);
        return fault.isPresent() || proposed == null ? fault : over(amount, proposed, "answer.over-proposed");
    }

    private Optional<String> digits(BigDecimal amount) {
        if (Currencies.fits(amount, currency)) {
            return Optional.empty();
        }
        int decimals = Currencies.decimals(currency);
        return Optional.of(
                decimals == 0
                        ? JourneyTexts.say("answer.whole-amount", currency)
                        : JourneyTexts.say("answer.decimals-of-currency", decimals, currency));
    }

    /** @param amounts that the sentence names behind the largest one */
    private Optional<String> over(BigDecimal amount, BigDecimal most, String sentence, Object... amounts) {
        if (amount.compareTo(most) <= 0) {
            return Optional.empty();
        }
        Object[] all = new Object[amounts.length + 1];
        all[0] = shown(most);
        System.arraycopy(amounts, 0, all, 1, amounts.length);
        return Optional.of(JourneyTexts.say(sentence, all));
    }

    private String shown(BigDecimal amount) {
        return amount.setScale(Currencies.decimals(currency), RoundingMode.DOWN).toPlainString() + " " + currency;
    }
}
