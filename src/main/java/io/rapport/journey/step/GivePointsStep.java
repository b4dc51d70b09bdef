package io.rapport.journey.step;

import io.rapport.loyalty.LoyaltyLedger;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.springframework.stereotype.Component;

/** Gives the customer loyalty points as a gift, once each time that the journey comes by. */
@Component("givePoints")
@StepInputs(
        ids = "customerId",
        required = "points",
        optional = "validMonths",
        numbers = {"points", "validMonths"})
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
        ledger.bonus(
                Inputs.requireId(execution, "customerId"),
                Inputs.number(execution, "points"),
                "journey:" + execution.getActivityInstanceId(),
                months);
    }
}
