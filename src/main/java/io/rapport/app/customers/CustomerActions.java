package io.rapport.app.customers;

import io.rapport.audit.Actor;
import io.rapport.audit.AuditAction;
import io.rapport.audit.AuditLog;
import io.rapport.audit.AuditRecord;
import io.rapport.calendar.BusinessClock;
import io.rapport.calendar.WorkingTime;
import io.rapport.customer.Consents;
import io.rapport.customer.Customer;
import io.rapport.customer.Order;
import io.rapport.customer.Orders;
import io.rapport.customer.Restrictions;
import io.rapport.inbox.EventTypes;
import io.rapport.inbox.Inbox;
import io.rapport.inbox.InvalidEvent;
import io.rapport.inbox.NewEvent;
import io.rapport.inbox.Receipt;
import io.rapport.journey.StaffStart;
import io.rapport.journey.StaffStarts;
import io.rapport.loyalty.LoyaltyLedger;
import io.rapport.privacy.DataRequest;
import io.rapport.privacy.DataRequests;
import io.rapport.template.MessageCatalogue;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * What staff do for a customer. Each act becomes an event in the inbox, as those of systems do, and an entry of the audit
 * log in the same transaction: one way moves profiles and journeys, and nothing is done that nobody can find again.
 */
@Component
final class CustomerActions {

    static final String SOURCE = "urn:rapport:staff";

    /** The fault of a form that was sent before with something else in it. */
    static final String AGAIN = "again";

    private static final String DATA = "/data/";

    private final Inbox inbox;
    private final EventTypes types;
    private final StaffStarts starts;
    private final Orders orders;
    private final Consents consents;
    private final MessageCatalogue messages;
    private final StaffChoices members;
    private final LoyaltyLedger ledger;
    private final DataRequests requests;
    private final Restrictions restrictions;
    private final AuditLog audit;
    private final WorkingTime working;
    private final BusinessClock clock;
    private final TransactionTemplate transaction;

    CustomerActions(
            Inbox inbox,
            EventTypes types,
            StaffStarts starts,
            Orders orders,
            Consents consents,
            MessageCatalogue messages,
            StaffChoices members,
            LoyaltyLedger ledger,
            DataRequests requests,
            Restrictions restrictions,
            AuditLog audit,
            WorkingTime working,
            BusinessClock clock,
            PlatformTransactionManager transactions) {
        this.inbox = inbox;
        this.types = types;
        this.starts = starts;
        this.orders = orders;
        this.consents = consents;
        this.messages = messages;
        this.members = members;
        this.ledger = ledger;
        this.requests = requests;
        this.restrictions = restrictions;
        this.audit = audit;
        this.working = working;
        this.clock = clock;
        this.transaction = new TransactionTemplate(transactions);
    }

    /**
     * Does what a form asks for.
     *
     * @param login who of staff asks
     * @param customer for whom; not one who was erased
     * @param action what
     * @param form names it: sent twice, it is done once
     * @param fields what was typed, by name
     * @return whether it is done now; false if it was before
     * @throws FormFaults if fields are to be filled in anew; nothing is done then
     */
    boolean perform(String login, Customer customer, StaffAction action, UUID form, Map<String, String> fields) {
        StaffForm typed = new StaffForm(fields);
        try {
            return perform(login, customer, action, form, typed, fields.get("journey"));
        } catch (FormFaults unfit) {
            if (!unfit.fields().contains(AGAIN)
                    && inbox.status(SOURCE, form.toString()).isPresent()) {
                // what it changed is the reason that it does not fit any more
                return false;
            }
            Set<String> all = new TreeSet<>(unfit.fields());
            all.addAll(typed.faults());
            throw new FormFaults(all);
        }
    }

    private boolean perform(
            String login, Customer customer, StaffAction action, UUID form, StaffForm typed, String journey) {
        StaffEvent event =
                switch (action) {
                    case CONTACT -> typed.contact(login);
                    case COMPLAINT -> ownOrder(typed.complaint(form), customer);
                    case PROFILE -> typed.profile(customer);
                    case CONSENT -> newest(offered(typed.consent()), typed, customer);
                    case RESTRICTION -> inForce(typed.restriction(), customer, form);
                    case ADVISER -> typed.adviser(login, members.logins());
                    case POINTS -> covered(typed.points(login), customer);
                    case WITHDRAWAL -> inTime(typed.withdrawal(), customer);
                    case JOURNEY -> journey(typed, form, journey);
                };
        Instant happened = action.mayBeEarlier()
                ? typed.day(working.zone(), clock.instant()).orElse(null)
                : null;
        NewEvent accepted = new NewEvent(SOURCE, form.toString(), event.type(), customer.id(), happened, event.data());
        Receipt receipt;
        try {
            receipt = transaction.execute(status -> {
                Receipt answer = inbox.accept(accepted);
                if (!typed.faults().isEmpty()) {
                    // what the catalogue finds comes along with it; nothing is taken in
                    throw new FormFaults(typed.faults());
                }
                if (answer == Receipt.ACCEPTED) {
                    audit.record(new AuditRecord(
                            Actor.staff(login), AuditAction.CHANGE, event.type(), customer.id(), event.why()));
                }
                return answer;
            });
        } catch (InvalidEvent invalid) {
            throw new FormFaults(fields(action, invalid));
        }
        if (receipt == Receipt.CONFLICT) {
            // the form was sent before with something else in it
            throw new FormFaults(AGAIN);
        }
        return receipt == Receipt.ACCEPTED;
    }

    private StaffEvent journey(StaffForm typed, UUID form, String journey) {
        StaffStart start = starts.all(Locale.ENGLISH).stream()
                .filter(one -> one.journey().equals(journey))
                .findFirst()
                .orElseThrow(() -> new FormFaults("journey"));
        return typed.journey(start.eventType(), start.aboutField(), form, types.fields(start.eventType()));
    }

    /** @return the topics that a customer can agree to and withdraw from, {@link Consents#ALL} among them */
    List<String> topics() {
        Set<String> topics = new TreeSet<>(messages.topics());
        topics.add(Consents.ALL);
        return List.copyOf(topics);
    }

    private StaffEvent offered(StaffEvent consent) {
        if (!topics().contains(consent.data().path("topic").asText())) {
            throw new FormFaults("topic");
        }
        return consent;
    }

    /** Who has withdrawn since does not agree by a word of before. */
    private StaffEvent newest(StaffEvent consent, StaffForm typed, Customer customer) {
        Instant said = typed.day(working.zone(), clock.instant()).orElse(null);
        if (said == null || !consent.type().equals("consent.granted")) {
            return consent;
        }
        String channel = consent.data().path("channel").asText();
        Set<String> topics = Set.of(consent.data().path("topic").asText(), Consents.ALL);
        if (consents.ledgerToBe(customer.id()).stream()
                .anyMatch(entry -> !entry.granted()
                        && entry.channel().equals(channel)
                        && topics.contains(entry.topic())
                        && entry.recordedAt().isAfter(said))) {
            throw new FormFaults("withdrawn-since");
        }
        return consent;
    }

    /** A complaint about somebody else's order would be refused when it is worked on, where nobody sees it. */
    private StaffEvent ownOrder(StaffEvent complaint, Customer customer) {
        String order = complaint.data().path("orderId").asText("");
        if (!order.isEmpty()
                && orders.find(order)
                        .map(Order::customerId)
                        .filter(customer.id()::equals)
                        .isEmpty()) {
            throw new FormFaults("orderId");
        }
        return complaint;
    }

    /** More than the customer has cannot be taken off. */
    private StaffEvent covered(StaffEvent correction, Customer customer) {
        int points = correction.data().path("points").intValue();
        if (points < 0 && ledger.points(customer.id()) + points < 0) {
            throw new FormFaults("points");
        }
        return correction;
    }

    /** What is not restricted cannot be allowed again; the same form sent twice is no second one. */
    private StaffEvent inForce(StaffEvent use, Customer customer, UUID form) {
        if (use.type().equals("customer.restriction-lifted")
                && restrictions.of(customer.id()).isEmpty()
                && inbox.status(SOURCE, form.toString()).isEmpty()) {
            throw new FormFaults("not-restricted");
        }
        return use;
    }

    /** What has happened cannot be called off. */
    private StaffEvent inTime(StaffEvent withdrawal, Customer customer) {
        String request = withdrawal.data().path("requestId").asText();
        if (requests.find(request)
                .filter(asked -> asked.customerId().equals(customer.id()))
                .filter(DataRequest::mayBeWithdrawn)
                .isEmpty()) {
            throw new FormFaults("request");
        }
        return withdrawal;
    }

    private static Set<String> fields(StaffAction action, InvalidEvent invalid) {
        String prefix = action == StaffAction.JOURNEY ? "data." : "";
        return invalid.faults().stream()
                .map(fault -> fault.pointer().startsWith(DATA)
                        ? prefix + fault.pointer().substring(DATA.length()).replaceFirst("/.*", "")
                        : "form")
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
