package io.rapport.journey.internal;

import io.rapport.contactpolicy.PolicyFactGroup;
import io.rapport.contactpolicy.PolicyVocabulary;
import io.rapport.database.RoundTrip;
import io.rapport.lifecycle.Relationships;
import io.rapport.lifecycle.Relationships.CustomerStanding;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import org.springframework.stereotype.Component;

/** Answers the contact policy how close a customer is and at which stage; both are empty of whom was not evaluated yet. */
@Component
final class RelationshipPolicyFacts implements PolicyFactGroup {

    private static final String TIER = "tier";
    private static final String STAGE = "stage";
    private static final Map<String, Predicate<CustomerStanding>> FACTS = facts();

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
    public RoundTrip.Query ask(Collection<String> customerIds, BiConsumer<String, Map<String, Object>> says) {
        return Relationships.standings(customerIds, standing -> {
            Map<String, Object> facts = new HashMap<>();
            facts.put(TIER, standing.tier());
            facts.put(STAGE, standing.stage());
            FACTS.forEach((key, fact) -> facts.put(key, fact.test(standing)));
            says.accept(standing.customerId(), facts);
        });
    }
}
