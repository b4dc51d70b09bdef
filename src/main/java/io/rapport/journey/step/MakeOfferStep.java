package io.rapport.journey.step;

import io.rapport.feedback.ComplaintOffers;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.springframework.stereotype.Component;

/**
 * Makes what was found and decided an offer to the customer. What the customer says about an earlier one changes nothing
 * from now on.
 */
@Component("makeOffer")
@StepInputs(ids = "complaintId")
final class MakeOfferStep implements JavaDelegate {

    private final ComplaintOffers offers;

    MakeOfferStep(ComplaintOffers offers) {
        this.offers = offers;
    }

    @Override
    public void execute(DelegateExecution execution) {
        offers.offer(Inputs.requireId(execution, "complaintId"));
        // the answer to come is to this offer
        execution.removeVariable("accepted");
    }
}
