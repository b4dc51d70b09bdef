package io.rapport.journey.internal;

import io.rapport.contactpolicy.PolicyFactGroup;
import io.rapport.contactpolicy.PolicyVocabulary;
import io.rapport.database.RoundTrip;
import io.rapport.loyalty.LoyaltyLedger;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.springframework.stereotype.Component;

/** Answers the contact policy which loyalty level a customer has; empty before the first points. */
@Component
final class LevelPolicyFact implements PolicyFactGroup {

    private static final String LEVEL = "level";

    @Override
    public Map<String, List<Object>> values() {
        return Map.of(LEVEL, PolicyVocabulary.words(LEVEL));
    }

    @Override
    public List<String> tables() {
        return List.of("rapport.loyalty_account");
    }

    @Override
    public RoundTrip.Query ask(Collection<String> customerIds, BiConsumer<String, Map<String, Object>> says) {
        return LoyaltyLedger.levels(customerIds, (customer, level) -> says.accept(customer, Map.of(LEVEL, level)));
    }
}
