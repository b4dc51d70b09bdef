package io.rapport.journey.step;

import io.rapport.loyalty.CouponPools;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.springframework.stereotype.Component;

/** Issues a code that the shop made or confirmed, out of a pool; the journey remembers it as {@code couponCode}. */
@Component("takeCoupon")
@StepInputs(ids = "customerId", required = "pool", sets = "couponCode")
final class TakeCouponStep implements JavaDelegate {

    private final CouponPools pools;

    TakeCouponStep(CouponPools pools) {
        this.pools = pools;
    }

    @Override
    public void execute(DelegateExecution execution) {
        String code = pools.take(Inputs.requireId(execution, "customerId"), Inputs.text(execution, "pool"))
                .code();
        execution.setVariable("couponCode", code);
    }
}
