package io.rapport.contactpolicy;

import java.util.HashMap;
import java.util.Map;

/**
 * What the facts that rooms add say of customers.
 *
 * @param usual by name, what each says of whom nothing is known
 * @param known by customer, what is otherwise
 */
public record KnownFacts(Map<String, Object> usual, Map<String, Map<String, Object>> known) {

    /**
     * @param customerId without the kind; null for nobody
     * @return by name, what each fact says of the customer
     */
    public Map<String, Object> of(String customerId) {
        Map<String, Object> facts = new HashMap<>(usual);
        if (customerId != null) {
            facts.putAll(known.getOrDefault(customerId, Map.of()));
        }
        return facts;
    }
}
