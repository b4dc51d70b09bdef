package io.rapport.journey.step;

import io.rapport.loyalty.LoyaltyLedger;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.springframework.stereotype.Component;

/** Takes back the points that the journey gave on an occasion, whose message was not sent. */
@Component("takeBackGift")
@StepInputs(ids = "customerId", required = "occasion")
final class TakeBackGiftStep implements JavaDelegate {

    private final LoyaltyLedger ledger;

    TakeBackGiftStep(LoyaltyLedger ledger) {
        this.ledger = ledger;
    }

    @Override
    public void execute(DelegateExecution execution) {
        ledger.takeBackGift(Inputs.text(execution, "occasion"), Inputs.requireId(execution, "customerId"));
    }
}
