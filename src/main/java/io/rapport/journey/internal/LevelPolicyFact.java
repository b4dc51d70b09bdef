package io.rapport.journey.internal;

import io.rapport.contactpolicy.PolicyFactGroup;
import io.rapport.contactpolicy.PolicyVocabulary;
import io.rapport.loyalty.LoyaltyLedger;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** Answers the contact policy which loyalty level a customer has; empty before the first points. */
@Component
final class LevelPolicyFact implements PolicyFactGroup {

    private static final String LEVEL = "level";

    private final LoyaltyLedger ledger;

    LevelPolicyFact(LoyaltyLedger ledger) {
        this.ledger = ledger;
    }

    @Override
    public Map<String, List<Object>> values() {
        return Map.of(LEVEL, PolicyVocabulary.words(LEVEL));
    }

    @Override
    public List<String> tables() {
        return List.of("rapport.loyalty_account");
    }

    @Override
    public Map<String, Map<String, Object>> read(Collection<String> customerIds) {
        return ledger.levels(customerIds).entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, level -> Map.<String, Object>of(LEVEL, level.getValue())));
    }
}
