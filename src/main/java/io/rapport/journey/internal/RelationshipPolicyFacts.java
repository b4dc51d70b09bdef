package io.rapport.journey.internal;

import io.rapport.contactpolicy.PolicyFactGroup;
import io.rapport.lifecycle.Relationships;
import io.rapport.lifecycle.Relationships.CustomerStanding;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** Answers the contact policy how close a customer is, and whether they are at risk or lapsed. */
@Component
final class RelationshipPolicyFacts implements PolicyFactGroup {

    private static final Map<String, Predicate<CustomerStanding>> FACTS = facts();

    private final Relationships relationships;

    RelationshipPolicyFacts(Relationships relationships) {
        this.relationships = relationships;
    }

    private static Map<String, Predicate<CustomerStanding>> facts() {
        Map<String, Predicate<CustomerStanding>> facts = new LinkedHashMap<>();
        facts.put("tierIntimate", standing -> standing.tier().equals("intimate"));
        facts.put("tierFaceToFace", standing -> standing.tier().equals("face-to-face"));
        facts.put("stageAtRisk", standing -> standing.stage().equals("at-risk"));
        facts.put("stageLapsed", standing -> standing.stage().equals("lapsed"));
        return facts;
    }

    @Override
    public List<String> keys() {
        return List.copyOf(FACTS.keySet());
    }

    @Override
    public List<String> tables() {
        return List.of("rapport.customer_relationship");
    }

    @Override
    public Map<String, Set<String>> holdFor(Collection<String> customerIds) {
        List<CustomerStanding> standings = relationships.standings(customerIds);
        Map<String, Set<String>> hold = new LinkedHashMap<>();
        FACTS.forEach((key, fact) -> hold.put(
                key,
                standings.stream()
                        .filter(fact)
                        .map(CustomerStanding::customerId)
                        .collect(Collectors.toSet())));
        return hold;
    }
}
