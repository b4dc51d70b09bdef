package io.rapport.journey.step;

import io.rapport.loyalty.Referrals;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.springframework.stereotype.Component;

/** Makes the code by which the customer recommends the shop, if there is none yet. */
@Component("makeReferralCode")
@StepInputs(ids = "customerId")
final class MakeReferralCodeStep implements JavaDelegate {

    private final Referrals referrals;

    MakeReferralCodeStep(Referrals referrals) {
        this.referrals = referrals;
    }

    @Override
    public void execute(DelegateExecution execution) {
        referrals.make(Inputs.requireId(execution, "customerId"));
    }
}
