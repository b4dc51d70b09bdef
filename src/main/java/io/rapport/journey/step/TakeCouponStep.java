package io.rapport.journey.step;

import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.springframework.stereotype.Component;

/** Issues a code that the shop made or confirmed, out of a pool; the journey remembers it as {@code couponCode}. */
@Component("takeCoupon")
@StepInputs(
        ids = "customerId",
        required = "pool",
        sets = "couponCode",
        errors = @StepInputs.Ending(code = PoolCodes.NO_CODE_LEFT, with = "pool"))
final class TakeCouponStep implements JavaDelegate {

    private final PoolCodes pools;

    TakeCouponStep(PoolCodes pools) {
        this.pools = pools;
    }

    @Override
    public void execute(DelegateExecution execution) {
        pools.take(execution, Inputs.text(execution, "pool"), null);
    }
}
