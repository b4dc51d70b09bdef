package io.rapport.journey.step;

import io.rapport.loyalty.Coupons;
import io.rapport.loyalty.Unsent;
import io.rapport.outbox.Outbox;
import io.rapport.outbox.OutboxMessage;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.springframework.stereotype.Component;

/** Takes back the coupon of the journey, whose message was not sent; {@code couponCode} is forgotten. */
@Component("withdrawCoupon")
@StepInputs(ids = "customerId")
final class WithdrawCouponStep implements JavaDelegate {

    private static final String CODE = "couponCode";

    private final Coupons coupons;
    private final Outbox outbox;

    WithdrawCouponStep(Coupons coupons, Outbox outbox) {
        this.coupons = coupons;
        this.outbox = outbox;
    }

    @Override
    public void execute(DelegateExecution execution) {
        String code = Inputs.requireId(execution, CODE);
        coupons.withdraw(code, unsent(Inputs.requireId(execution, "customerId"), code));
        execution.removeVariable(CODE);
    }

    /** What became of the newest message that carried it; null if it went out, or there was none. */
    private Unsent unsent(String customerId, String code) {
        return outbox.messages(customerId).stream()
                .filter(message -> code.equals(message.couponCode()))
                .findFirst()
                .map(WithdrawCouponStep::unsent)
                .orElse(null);
    }

    private static Unsent unsent(OutboxMessage message) {
        return switch (message.state()) {
            case WITHHELD -> new Unsent("withheld", message.rule(), message.why());
            case FAILED -> new Unsent("failed", null, null);
            default -> null;
        };
    }
}
