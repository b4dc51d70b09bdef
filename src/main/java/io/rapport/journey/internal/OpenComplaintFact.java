package io.rapport.journey.internal;

import io.rapport.contactpolicy.PolicyFact;
import io.rapport.database.RoundTrip;
import io.rapport.feedback.Complaints;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import org.springframework.stereotype.Component;

/** Answers the contact policy whether a customer has a complaint that is not closed. */
@Component
final class OpenComplaintFact implements PolicyFact {

    @Override
    public String key() {
        return "complaintOpen";
    }

    @Override
    public List<String> tables() {
        return List.of("rapport.complaint");
    }

    @Override
    public List<RoundTrip.Query> ask(Collection<String> customerIds, Consumer<String> holds) {
        return List.of(Complaints.openOf(customerIds, holds));
    }
}
