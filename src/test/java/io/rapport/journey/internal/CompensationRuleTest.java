package io.rapport.journey.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.rapport.feedback.Refunds;
import java.math.BigDecimal;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A compensation")
class CompensationRuleTest {

    private static final Refunds NONE = new Refunds(BigDecimal.ZERO, BigDecimal.ZERO);

    private static BigDecimal money(String amount) {
        return amount == null ? null : new BigDecimal(amount);
    }

    @ParameterizedTest(name = "{0} of {1} {2}, paid {3}, lead {4}: {5}")
    @CsvSource({
        "refund, 61.70,  EUR, 61.70, 500,  ",
        "refund, 61.71,  EUR, 61.70, 500,  'at most 61.70 EUR'",
        "credit, 500,    EUR, 61.70, 500,  ",
        "credit, 500.01, EUR, 61.70, 500,  'at most 500.00 EUR'",
        "credit, 1000,   EUR, 20,    500,  'at most 500.00 EUR'",
        "refund, 3000,   EUR, 3000,  500,  ",
        "repair, 2999,   EUR, 3000,  500,  ",
        "refund, 300,    EUR, ,      2500, ",
        "refund, 2501,   EUR, ,      2500, 'at most 2500.00 EUR'",
        "refund, 12.345, BHD, 12.345, ,    ",
        "credit, 13,     BHD, 12.345, ,    'at most 12.345 BHD'",
        "credit, 12.345, EUR, ,      500,  'at most 2 decimals'",
        "credit, 12.5,   JPY, 5000,  500,  'a whole amount'",
    })
    @DisplayName("is held against what was paid and what the lead may approve")
    void proposals(String remedy, String amount, String currency, String paid, String lead, String fault) {
        CompensationRule rule = new CompensationRule(currency, money(paid), NONE, money(lead));
        if (fault == null) {
            assertThat(rule.proposal(remedy, money(amount))).isEmpty();
        } else {
            assertThat(rule.proposal(remedy, money(amount)))
                    .hasValueSatisfying(mend -> assertThat(mend).contains(fault));
        }
    }

    @Test
    @DisplayName("is lowered by the approver, never raised: that would be a proposal of their own")
    void changes() {
        CompensationRule rule = new CompensationRule("EUR", money("61.70"), NONE, money("1000"));
        assertThat(rule.change(money("900"), money("899.99"))).isEmpty();
        assertThat(rule.change(money("900"), money("99999"))).hasValueSatisfying(mend -> assertThat(mend)
                .contains("at most 900.00 EUR", "send it back with a note"));
    }

    @ParameterizedTest(name = "{0} of {1} after {2} on this complaint, {3} on others: {4}")
    @CsvSource({
        "refund, 21.70, 0,     40,    ",
        "refund, 21.71, 0,     40,    'must be at most 21.70 EUR, what is left of the 61.70 EUR paid for the order after refunds of 40.00 EUR'",
        "refund, 21.71, 40,    0,     'must be at most 21.70 EUR, what is left of the 61.70 EUR paid for the order after refunds of 40.00 EUR'",
        "refund, 21.71, 30,    10,    'must be at most 21.70 EUR'",
        "refund, 0.01,  0,     61.70, 'must be at most 0.00 EUR'",
        "refund, 0.01,  35,    35,    'must be at most 0.00 EUR'",
        "refund, 0,     61.70, 0,     ",
        "credit, 500,   61.70, 0,     ",
    })
    @DisplayName("is no refund of what was refunded before, on this complaint or another about the order")
    void refundedBefore(String remedy, String amount, String own, String beside, String fault) {
        CompensationRule rule =
                new CompensationRule("EUR", money("61.70"), new Refunds(money(own), money(beside)), money("500"));
        assertThat(rule.proposal(remedy, money(amount)).orElse("")).startsWith(fault == null ? "" : fault);
        assertThat(rule.proposal(remedy, money(amount)).isPresent()).isEqualTo(fault != null);
    }
}
