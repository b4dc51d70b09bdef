package io.rapport.journey.internal;

import io.rapport.contactpolicy.PolicyFact;
import io.rapport.customer.Restrictions;
import io.rapport.database.RoundTrip;
import io.rapport.privacy.DataRequests;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import org.springframework.stereotype.Component;

/**
 * Answers the contact policy whether the use of a customer's data is restricted: because they asked for that, or for an
 * erasure that is still to be done and may be called off.
 */
@Component
final class RestrictionFact implements PolicyFact {

    @Override
    public String key() {
        return "restricted";
    }

    @Override
    public List<String> tables() {
        return List.of("rapport.customer_restriction", "rapport.data_request");
    }

    @Override
    public List<RoundTrip.Query> ask(Collection<String> customerIds, Consumer<String> holds) {
        return List.of(Restrictions.among(customerIds, holds), DataRequests.toBeErased(customerIds, holds));
    }
}
