package io.rapport.journey.step;

import io.rapport.loyalty.CouponTerms;
import io.rapport.loyalty.Coupons;
import java.time.Duration;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.springframework.stereotype.Component;

/**
 * Makes a coupon for the customer, or takes one from a pool where a table or the model names one; the journey remembers its
 * code as {@code couponCode}. What a coupon of a pool gives, and for how long, is the pool's.
 */
@Component("issueCoupon")
@StepInputs(
        ids = "customerId",
        required = {"percent", "validDays"},
        optional = {"pool", "occasion"},
        sets = "couponCode",
        errors = @StepInputs.Ending(code = PoolCodes.NO_CODE_LEFT, with = "pool"),
        numbers = {"percent", "validDays"},
        ranges = {
            @StepInputs.Range(input = "percent", from = 1, to = 100),
            @StepInputs.Range(input = "validDays", from = 1, to = 3650)
        })
final class IssueCouponStep implements JavaDelegate {

    private final Coupons coupons;
    private final PoolCodes pools;

    IssueCouponStep(Coupons coupons, PoolCodes pools) {
        this.coupons = coupons;
        this.pools = pools;
    }

    @Override
    public void execute(DelegateExecution execution) {
        String pool = Inputs.optional(execution, "pool");
        String occasion = Inputs.optional(execution, "occasion");
        if (pool != null) {
            pools.take(execution, pool, occasion);
            return;
        }
        Duration valid = Duration.ofDays(Inputs.number(execution, "validDays"));
        CouponTerms terms = CouponTerms.percent(Inputs.number(execution, "percent"), valid);
        execution.setVariable(
                "couponCode",
                coupons.issue(Inputs.requireId(execution, "customerId"), terms, occasion)
                        .code());
    }
}
