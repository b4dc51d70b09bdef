package io.rapport.journey.step;

import io.rapport.loyalty.LoyaltyLedger;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.springframework.stereotype.Component;

/** Takes back the points that the journey's order was awarded, once. */
@Component("takeBackPoints")
@StepInputs(ids = "orderId")
final class TakeBackPointsStep implements JavaDelegate {

    private final LoyaltyLedger ledger;

    TakeBackPointsStep(LoyaltyLedger ledger) {
        this.ledger = ledger;
    }

    @Override
    public void execute(DelegateExecution execution) {
        ledger.takeBack(Inputs.requireId(execution, "orderId"));
    }
}
