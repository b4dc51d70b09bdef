package io.rapport.journey.step;

import io.rapport.calendar.BusinessClock;
import io.rapport.desk.Promises;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.springframework.stereotype.Component;

/** Records what became of the promise that the journey is about: {@code kept}, {@code broken} or {@code given-up}. */
@Component("settlePromise")
@StepInputs(
        required = "outcome",
        ids = {"customerId", "promiseId"})
final class SettlePromiseStep implements JavaDelegate {

    private final Promises promises;
    private final BusinessClock clock;

    SettlePromiseStep(Promises promises, BusinessClock clock) {
        this.promises = promises;
        this.clock = clock;
    }

    @Override
    public void execute(DelegateExecution execution) {
        String promise = Inputs.requireId(execution, "promiseId");
        String outcome = Inputs.text(execution, "outcome");
        switch (outcome) {
            case "kept" -> promises.keep(promise, clock.instant());
            case "broken" -> promises.breakOff(promise, clock.instant());
            case "given-up" -> promises.giveUp(promise, clock.instant());
            default ->
                throw new IllegalArgumentException(
                        "'" + outcome + "' is no outcome of a promise; use kept, broken or given-up");
        }
    }
}
