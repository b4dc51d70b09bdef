package io.rapport.journey.step;

import io.rapport.loyalty.LoyaltyLedger;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.springframework.stereotype.Component;

/**
 * Gives the customer loyalty points as a gift, once each time that the journey comes by; on a day that comes once a year, once
 * within 300 days.
 */
@Component("givePoints")
@StepInputs(
        ids = "customerId",
        required = "points",
        optional = {"validMonths", "occasion"},
        numbers = {"points", "validMonths"},
        ranges = {
            @StepInputs.Range(input = "points", from = 1),
            @StepInputs.Range(input = "validMonths", from = 1, to = 1200)
        })
final class GivePointsStep implements JavaDelegate {

    private final LoyaltyLedger ledger;

    GivePointsStep(LoyaltyLedger ledger) {
        this.ledger = ledger;
    }

    @Override
    public void execute(DelegateExecution execution) {
        Integer months = Inputs.optional(execution, "validMonths") == null
                ? null
                : Integer.valueOf(Inputs.number(execution, "validMonths"));
        String customerId = Inputs.requireId(execution, "customerId");
        int points = Inputs.number(execution, "points");
        String occasion = Inputs.optional(execution, "occasion");
        if (occasion == null) {
            ledger.bonus(customerId, points, "journey:" + execution.getActivityInstanceId(), months);
        } else {
            ledger.bonusOn(occasion, customerId, points, months);
        }
    }
}
