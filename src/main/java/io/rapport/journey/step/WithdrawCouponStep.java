package io.rapport.journey.step;

import io.rapport.loyalty.Coupons;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.springframework.stereotype.Component;

/** Takes back the coupon of the journey, whose message was not sent; {@code couponCode} is forgotten. */
@Component("withdrawCoupon")
@StepInputs
final class WithdrawCouponStep implements JavaDelegate {

    private static final String CODE = "couponCode";

    private final Coupons coupons;

    WithdrawCouponStep(Coupons coupons) {
        this.coupons = coupons;
    }

    @Override
    public void execute(DelegateExecution execution) {
        coupons.withdraw(Inputs.requireId(execution, CODE));
        execution.removeVariable(CODE);
    }
}
