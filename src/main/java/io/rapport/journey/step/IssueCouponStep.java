package io.rapport.journey.step;

import io.rapport.loyalty.CouponTerms;
import io.rapport.loyalty.Coupons;
import java.time.Duration;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.springframework.stereotype.Component;

/** Makes a coupon for the customer; the journey remembers its code as {@code couponCode}. */
@Component("issueCoupon")
@StepInputs(
        ids = "customerId",
        required = {"percent", "validDays"},
        sets = "couponCode",
        numbers = {"percent", "validDays"},
        ranges = {
            @StepInputs.Range(input = "percent", from = 1, to = 100),
            @StepInputs.Range(input = "validDays", from = 1, to = 3650)
        })
final class IssueCouponStep implements JavaDelegate {

    private final Coupons coupons;

    IssueCouponStep(Coupons coupons) {
        this.coupons = coupons;
    }

    @Override
    public void execute(DelegateExecution execution) {
        Duration valid = Duration.ofDays(Inputs.number(execution, "validDays"));
        String code = coupons.issue(
                        Inputs.requireId(execution, "customerId"),
                        CouponTerms.percent(Inputs.number(execution, "percent"), valid))
                .code();
        execution.setVariable("couponCode", code);
    }
}
