package io.rapport.journey.step;

import io.rapport.loyalty.LoyaltyLedger;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.springframework.stereotype.Component;

/** Awards the loyalty points of the journey's order, once. */
@Component("awardPoints")
@StepInputs(ids = "orderId")
final class AwardPointsStep implements JavaDelegate {

    private final LoyaltyLedger ledger;

    AwardPointsStep(LoyaltyLedger ledger) {
        this.ledger = ledger;
    }

    @Override
    public void execute(DelegateExecution execution) {
        ledger.award(Inputs.requireId(execution, "orderId"));
    }
}
