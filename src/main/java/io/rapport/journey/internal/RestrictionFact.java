package io.rapport.journey.internal;

import io.rapport.contactpolicy.PolicyFact;
import io.rapport.customer.Restrictions;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.springframework.stereotype.Component;

/** Answers the contact policy whether the use of a customer's data is restricted. */
@Component
final class RestrictionFact implements PolicyFact {

    private final Restrictions restrictions;

    RestrictionFact(Restrictions restrictions) {
        this.restrictions = restrictions;
    }

    @Override
    public String key() {
        return "restricted";
    }

    @Override
    public List<String> tables() {
        return List.of("rapport.customer_restriction");
    }

    @Override
    public Set<String> holdsFor(Collection<String> customerIds) {
        return restrictions.among(customerIds);
    }
}
