package io.rapport.journey.internal;

import io.rapport.contactpolicy.PolicyFact;
import io.rapport.feedback.Complaints;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.springframework.stereotype.Component;

/** Answers the contact policy whether a customer has a complaint that is not closed. */
@Component
final class OpenComplaintFact implements PolicyFact {

    private final Complaints complaints;

    OpenComplaintFact(Complaints complaints) {
        this.complaints = complaints;
    }

    @Override
    public String key() {
        return "complaintOpen";
    }

    @Override
    public List<String> tables() {
        return List.of("rapport.complaint");
    }

    @Override
    public Set<String> holdsFor(Collection<String> customerIds) {
        return complaints.openOf(customerIds);
    }
}
