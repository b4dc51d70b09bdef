package io.rapport.loyalty;

import io.rapport.inbox.Event;
import io.rapport.inbox.EventProjection;
import io.rapport.inbox.Reference;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/** Points go with the orders that earned them or that they paid, whether a journey follows that up (any more) or not. */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 2)
final class LoyaltyProjection implements EventProjection {

    private static final Set<String> LESS = Set.of("order.returned", "order.cancelled", "order.refunded");
    private static final String ERASED = "customer.erased";

    private static final Set<String> MERGES = Set.of("customer.merged", "customer.merge-undone");

    private static final String CORRECTED = "loyalty.points-corrected";
    private static final String REFERRED = "referral.used";
    private static final Set<String> OTHERS = Set.of(ERASED, CORRECTED, REFERRED);

    private final LoyaltyLedger ledger;
    private final AccountTable accounts;
    private final Referrals referrals;

    LoyaltyProjection(LoyaltyLedger ledger, AccountTable accounts, Referrals referrals) {
        this.ledger = ledger;
        this.accounts = accounts;
        this.referrals = referrals;
    }

    @Override
    public boolean takes(String type) {
        return LESS.contains(type) || MERGES.contains(type) || OTHERS.contains(type);
    }

    @Override
    public Map<Long, Set<Reference>> project(List<Event> events) {
        List<String> orders = events.stream()
                .filter(event -> LESS.contains(event.type()))
                .map(event -> event.text("orderId"))
                .toList();
        if (!orders.isEmpty()) {
            ledger.settle(orders);
        }
        events.stream()
                .filter(event -> event.type().equals(ERASED))
                .forEach(event -> ledger.end(event.customerId(), event.seq()));
        events.stream()
                .filter(event -> event.type().equals(CORRECTED))
                .forEach(event -> ledger.correct(
                        event.customerId(), event.data().get("points").intValue(), event.seq()));
        events.stream()
                .filter(event -> MERGES.contains(event.type()))
                .forEach(event -> accounts.renew(Set.of(event.customerId(), event.text("mergedCustomer"))));
        events.stream().filter(event -> event.type().equals(REFERRED)).forEach(referrals::use);
        return Map.of();
    }
}
