package io.rapport.journey.internal;

import io.rapport.contactpolicy.PolicyFactGroup;
import io.rapport.contactpolicy.PolicyVocabulary;
import io.rapport.lifecycle.Relationships;
import io.rapport.lifecycle.Relationships.CustomerStanding;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.springframework.stereotype.Component;

/** Answers the contact policy how close a customer is and at which stage; both are empty of whom was not evaluated yet. */
@Component
final class RelationshipPolicyFacts implements PolicyFactGroup {

    private static final String TIER = "tier";
    private static final String STAGE = "stage";
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
    public Map<String, List<Object>> values() {
        Map<String, List<Object>> values = new LinkedHashMap<>();
        values.put(TIER, PolicyVocabulary.words(TIER));
        values.put(STAGE, PolicyVocabulary.words(STAGE));
        FACTS.keySet().forEach(key -> values.put(key, List.of(false, true)));
        return values;
    }

    @Override
    public List<String> tables() {
        return List.of("rapport.customer_relationship");
    }

    @Override
    public Map<String, Map<String, Object>> read(Collection<String> customerIds) {
        Map<String, Map<String, Object>> read = new HashMap<>();
        for (CustomerStanding standing : relationships.standings(customerIds)) {
            Map<String, Object> says = new HashMap<>();
            says.put(TIER, standing.tier());
            says.put(STAGE, standing.stage());
            FACTS.forEach((key, fact) -> says.put(key, fact.test(standing)));
            read.put(standing.customerId(), says);
        }
        return read;
    }
}
