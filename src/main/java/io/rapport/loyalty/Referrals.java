package io.rapport.loyalty;

import io.rapport.calendar.BusinessClock;
import io.rapport.customer.Customer;
import io.rapport.customer.CustomerMerges;
import io.rapport.customer.Customers;
import io.rapport.customer.Identities;
import io.rapport.customer.MergeProposals;
import io.rapport.inbox.Event;
import io.rapport.inbox.ExternalId;
import io.rapport.loyalty.FirstOrders.FriendOrder;
import io.rapport.loyalty.ReferralRules.Known;
import io.rapport.loyalty.ReferralRules.Reason;
import io.rapport.loyalty.ReferralTable.Referral;
import java.security.SecureRandom;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.springframework.stereotype.Component;

/** Codes by which customers recommend the shop, and the friends who name them (docs/adr/0092). */
@Component
public final class Referrals {

    /** Without characters that are mistaken for each other. */
    private static final String ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";

    private static final int LENGTH = 8;
    private static final int ATTEMPTS = 10;

    private final SecureRandom random = new SecureRandom();
    private final ReferralTable table;
    private final LedgerTable ledger;
    private final Customers customers;
    private final CustomerMerges merges;
    private final Identities identities;
    private final MergeProposals proposals;
    private final FriendOrders orders;
    private final LoyaltyEvents events;
    private final BusinessClock clock;
    private final LoyaltyTerms terms;

    Referrals(
            ReferralTable table,
            LedgerTable ledger,
            Customers customers,
            CustomerMerges merges,
            Identities identities,
            MergeProposals proposals,
            FriendOrders orders,
            LoyaltyEvents events,
            BusinessClock clock,
            LoyaltyTerms terms) {
        this.table = table;
        this.ledger = ledger;
        this.customers = customers;
        this.merges = merges;
        this.identities = identities;
        this.proposals = proposals;
        this.orders = orders;
        this.events = events;
        this.clock = clock;
        this.terms = terms;
    }

    /**
     * @param customerId whose
     * @return the customer's code; empty if nobody asked for it yet
     */
    public Optional<String> codeOf(String customerId) {
        return table.codeOf(customerId);
    }

    /**
     * Makes the customer's code, if there is none.
     *
     * @param customerId a customer who is known
     * @return the code, the same each time; it cannot be guessed
     */
    public String make(String customerId) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Optional<String> known = table.codeOf(customerId);
            if (known.isPresent()) {
                return known.get();
            }
            table.addCode(code(), customerId, clock.instant());
        }
        throw new IllegalStateException("no referral code could be made that nobody has");
    }

    private String code() {
        StringBuilder code = new StringBuilder(LENGTH);
        for (int i = 0; i < LENGTH; i++) {
            code.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return code.toString();
    }

    /**
     * What came of a customer's recommendations, and of being recommended.
     *
     * @param code for the customer to pass on; {@code null} if nobody asked for it yet
     * @param friends how many brought the customer points
     * @param points that the customer was informed of last; 0 for none yet
     * @param newFriends for how many friends these points are
     * @param pointsAsFriend that the customer got for coming by the code of somebody; 0 if not
     */
    public record ReferralSummary(String code, int friends, int points, int newFriends, int pointsAsFriend) {}

    /**
     * @param customerId whose
     * @return what came of it so far
     */
    public ReferralSummary summary(String customerId) {
        return table.summary(customerId);
    }

    /**
     * @param code as somebody typed it: small letters, spaces and hyphens do not matter
     * @return whether it is a customer's code
     */
    public boolean isValid(String code) {
        return table.owner(normal(code)).isPresent();
    }

    /**
     * @param customerId whose
     * @return whether the customer came by somebody's code, and that counts
     */
    public boolean isReferred(String customerId) {
        return table.isReferred(customerId);
    }

    /** @return a code as it is stored */
    static String normal(String typed) {
        return CouponCodes.normal(typed).replace("-", "");
    }

    /** A customer named a code. Once more changes nothing. */
    void use(Event event) {
        String code = normal(event.text("code"));
        if (table.isKnown(event.seq(), event.customerId(), code)) {
            return;
        }
        Referral referral = new Referral(
                event.seq(), event.customerId(), code, table.owner(code).orElse(null), event.occurredAt());
        Optional<Reason> refusal = refusal(referral, orders.of(referral.friend()));
        if (refusal.isPresent()) {
            table.addRefused(referral, refusal.get(), terms.now(), terms.today());
        } else if (table.open(referral, terms.today())) {
            events.referralAccepted(referral.owner());
        } else {
            table.addRefused(referral, Reason.ALREADY_REFERRED, terms.now(), terms.today());
        }
    }

    /** @return why a referral does not count by what is known now */
    Optional<Reason> refusal(Referral referral, List<FriendOrder> orders) {
        String owner = referral.owner();
        String friend = referral.friend();
        return ReferralRules.refusal(new Known(
                owner,
                friend,
                owner == null ? Set.of() : contacts(owner),
                contacts(friend),
                owner != null && (proposals.isOpen(owner, friend) || table.haveSharedContact(owner, friend)),
                owner == null ? List.of() : table.referredBy(owner, referral.seq()),
                FirstOrders.isAnyBefore(orders, referral.usedAt()),
                table.isReferredBefore(friend, referral.seq()) || ledger.isFriend(friend)));
    }

    private Set<String> contacts(String customerId) {
        Set<String> contacts = new HashSet<>();
        customers.find(customerId).ifPresent((Customer customer) -> {
            add(contacts, ExternalId.EMAIL, customer.email());
            add(contacts, ExternalId.PHONE, customer.phone());
        });
        merges.contactsOf(customerId).forEach(merged -> {
            add(contacts, ExternalId.EMAIL, merged.email());
            add(contacts, ExternalId.PHONE, merged.phone());
        });
        identities.of(customerId).forEach(identity -> add(contacts, identity.system(), identity.value()));
        return contacts;
    }

    private static void add(Set<String> contacts, String system, String value) {
        if (value != null) {
            String normal = Identities.normal(new ExternalId(system, value)).value();
            // what follows a plus sign is the owner's own note: the mailbox is one
            contacts.add(system + ":"
                    + (system.equals(ExternalId.EMAIL) ? normal.replaceFirst("\\+[^@]*(?=@)", "") : normal));
        }
    }
}
