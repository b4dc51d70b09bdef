package io.rapport.journey.step;

import io.rapport.privacy.DataRequests;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.springframework.stereotype.Component;

/** Notes in the register of data requests that the answer to one came back, so that it is open until the customer has it. */
@Component("reopenDataRequest")
@StepInputs(ids = "requestId")
final class ReopenDataRequestStep implements JavaDelegate {

    private final DataRequests requests;

    ReopenDataRequestStep(DataRequests requests) {
        this.requests = requests;
    }

    @Override
    public void execute(DelegateExecution execution) {
        requests.reopen(Inputs.requireId(execution, "requestId"));
    }
}
