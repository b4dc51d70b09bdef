package io.rapport.journey.step;

import io.rapport.privacy.DataRequests;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.springframework.stereotype.Component;

/** Notes in the register of data requests how one was settled; with that its time allowed is over. */
@Component("settleDataRequest")
@StepInputs(required = "outcome", ids = "requestId")
final class SettleDataRequestStep implements JavaDelegate {

    private final DataRequests requests;

    SettleDataRequestStep(DataRequests requests) {
        this.requests = requests;
    }

    @Override
    public void execute(DelegateExecution execution) {
        requests.settle(Inputs.requireId(execution, "requestId"), Inputs.text(execution, "outcome"));
    }
}
