package io.rapport.journey.step;

import io.rapport.loyalty.CouponPools;
import io.rapport.loyalty.CouponPools.PoolEmpty;
import org.camunda.bpm.engine.delegate.BpmnError;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.model.bpmn.instance.BoundaryEvent;
import org.camunda.bpm.model.bpmn.instance.Error;
import org.camunda.bpm.model.bpmn.instance.ErrorEventDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Takes codes out of pools for steps. Where there is none, the journey goes on by the event that catches {@link #NO_CODE_LEFT} at
 * the step; where the model has none, the step fails and is tried again.
 */
@Component
final class PoolCodes {

    /** The error by which models go on without a code. */
    static final String NO_CODE_LEFT = "no-code-left";

    private static final Logger LOG = LoggerFactory.getLogger(PoolCodes.class);

    private final CouponPools pools;

    PoolCodes(CouponPools pools) {
        this.pools = pools;
    }

    /**
     * Issues a code to the customer; the journey remembers it as {@code couponCode}.
     *
     * @param execution at the step
     * @param pool from which
     * @param occasion the day for which it is given; {@code null} for none
     * @throws BpmnError if the pool has no code, or there is no such pool, and the model goes on without one
     * @throws PoolEmpty the same where the model does not say how to go on
     */
    void take(DelegateExecution execution, String pool, String occasion) {
        try {
            execution.setVariable(
                    "couponCode",
                    pools.take(Inputs.requireId(execution, "customerId"), pool, occasion)
                            .code());
        } catch (PoolEmpty e) {
            if (!isCaught(execution)) {
                throw e;
            }
            LOG.warn("The journey {} goes on without a coupon: {}", Inputs.journey(execution), e.getMessage());
            throw new BpmnError(NO_CODE_LEFT, e.getMessage());
        }
    }

    private static boolean isCaught(DelegateExecution execution) {
        return execution.getBpmnModelInstance().getModelElementsByType(BoundaryEvent.class).stream()
                .filter(event -> event.getAttachedTo().getId().equals(execution.getCurrentActivityId()))
                .flatMap(event -> event.getChildElementsByType(ErrorEventDefinition.class).stream())
                .map(ErrorEventDefinition::getError)
                .anyMatch(PoolCodes::isForNoCode);
    }

    /** @param error {@code null}: whatever error comes */
    private static boolean isForNoCode(Error error) {
        return error == null || NO_CODE_LEFT.equals(error.getErrorCode());
    }
}
