package io.rapport.picture;

import io.rapport.customer.Customer;
import io.rapport.customer.CustomerMerges;
import io.rapport.customer.Customers;
import io.rapport.customer.ImportOrigins;
import io.rapport.loyalty.LoyaltyLedger;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.springframework.stereotype.Component;

/** The imports that brought in what is known of a customer. */
@Component
public final class CustomerImports {

    private final Customers customers;
    private final CustomerMerges merges;
    private final ImportOrigins origins;
    private final LoyaltyLedger ledger;

    CustomerImports(Customers customers, CustomerMerges merges, ImportOrigins origins, LoyaltyLedger ledger) {
        this.customers = customers;
        this.merges = merges;
        this.origins = origins;
        this.ledger = ledger;
    }

    /**
     * @param customerId without the kind
     * @return the ids of the imports, the newest first; none of who was erased or is not known
     */
    public List<Long> of(String customerId) {
        Optional<Customer> known = customers.find(customerId).filter(one -> !one.isErased());
        if (known.isEmpty()) {
            return List.of();
        }
        String id = known.get().id();
        Set<String> ids = new HashSet<>(merges.mergedIds(id));
        ids.add(id);
        return Stream.concat(origins.of(ids).stream(), ledger.imports(ids).stream())
                .distinct()
                .sorted((one, other) -> Long.compare(other, one))
                .toList();
    }
}
