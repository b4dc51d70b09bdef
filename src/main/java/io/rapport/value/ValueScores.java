package io.rapport.value;

import io.rapport.customer.CustomerMerges;
import io.rapport.customer.ExchangeRates;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** What customers are worth, for who asks for some of them. */
@Component
public final class ValueScores {

    private final ValueTable table;
    private final ExchangeRates rates;
    private final CustomerMerges merges;

    ValueScores(ValueTable table, ExchangeRates rates, CustomerMerges merges) {
        this.table = table;
        this.rates = rates;
        this.merges = merges;
    }

    /** @return the currency that amounts are in, ISO 4217 */
    public String currency() {
        return rates.reporting();
    }

    /**
     * @param customerId bare id
     * @return the customer's scores; empty for who has no order that was kept, and for some moments after the first one
     */
    public Optional<CustomerScore> find(String customerId) {
        return table.scores(List.of(merges.current(customerId))).stream().findFirst();
    }

    /**
     * @param customerIds bare ids
     * @return scores by customer, of those who have some
     */
    public Map<String, CustomerScore> findAll(Collection<String> customerIds) {
        Map<String, CustomerScore> found = new HashMap<>();
        table.scores(customerIds).forEach(score -> found.put(score.customerId(), score));
        return found;
    }
}
