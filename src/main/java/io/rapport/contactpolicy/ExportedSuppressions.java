package io.rapport.contactpolicy;

import io.rapport.contactpolicy.Suppression.Reason;
import io.rapport.customer.Customer;
import io.rapport.customer.CustomerMerges;
import io.rapport.customer.ExportedRows;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;

/**
 * The addresses of a customer to which nothing is sent any more. They are kept as keyed hashes, which lead to nobody: only
 * who has the address finds its entries. That somebody else who had it was erased is not for this one to know.
 */
@Component
final class ExportedSuppressions implements ExportedRows {

    private final Suppressions suppressions;
    private final CustomerMerges merges;

    ExportedSuppressions(Suppressions suppressions, CustomerMerges merges) {
        this.suppressions = suppressions;
        this.merges = merges;
    }

    @Override
    public String kind() {
        return "profile";
    }

    @Override
    public String table() {
        return "suppression";
    }

    @Override
    public List<Map<String, Object>> rows(Customer customer) {
        List<Map<String, Object>> rows = new ArrayList<>();
        add(rows, "email", customer.email());
        add(rows, "sms", customer.phone());
        merges.contactsOf(customer.id()).forEach(merged -> {
            add(rows, "email", merged.email());
            add(rows, "sms", merged.phone());
        });
        return rows;
    }

    private void add(List<Map<String, Object>> rows, String channel, String address) {
        if (address == null) {
            return;
        }
        suppressions.entries(channel, address).stream()
                .map(Suppressions.SuppressionEntry::suppression)
                .filter(suppression -> suppression.reason() != Reason.ERASED)
                .forEach(suppression -> {
                    Map<String, Object> row = new LinkedHashMap<>();
                    row.put("channel", channel);
                    row.put("address", address);
                    row.put("reason", suppression.reason().code().replace('_', '-'));
                    row.put("since", suppression.since().toString());
                    rows.add(row);
                });
    }
}
