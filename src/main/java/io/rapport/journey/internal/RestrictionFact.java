package io.rapport.journey.internal;

import io.rapport.contactpolicy.PolicyFact;
import io.rapport.customer.Restrictions;
import io.rapport.privacy.DataRequests;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.springframework.stereotype.Component;

/**
 * Answers the contact policy whether the use of a customer's data is restricted: because they asked for that, or for an
 * erasure that is still to be done and may be called off.
 */
@Component
final class RestrictionFact implements PolicyFact {

    private final Restrictions restrictions;
    private final DataRequests requests;

    RestrictionFact(Restrictions restrictions, DataRequests requests) {
        this.restrictions = restrictions;
        this.requests = requests;
    }

    @Override
    public String key() {
        return "restricted";
    }

    @Override
    public List<String> tables() {
        return List.of("rapport.customer_restriction", "rapport.data_request");
    }

    @Override
    public Set<String> holdsFor(Collection<String> customerIds) {
        Set<String> restricted = new HashSet<>(restrictions.among(customerIds));
        restricted.addAll(requests.toBeErased(customerIds));
        return restricted;
    }
}
