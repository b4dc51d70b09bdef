package io.rapport.channel;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rapport.address.PhoneNumber;
import io.rapport.calendar.BusinessClock;
import io.rapport.channel.SendResult.Outcome;
import io.rapport.customer.Customer;
import io.rapport.customer.Customers;
import io.rapport.database.DatabaseFaults;
import io.rapport.inbox.Inbox;
import io.rapport.inbox.NewEvent;
import java.util.List;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/**
 * Messages that staff bring to customers. Sending writes the event that starts the process {@code staff-contact}; what
 * staff make of it comes back through {@code StaffContacts}.
 */
public final class TaskChannel implements Channel {

    /** The channel's key. */
    public static final String KEY = "task";

    private static final String CALL = "phone";
    private static final String LETTER = "post";

    private final Inbox inbox;
    private final Customers customers;
    private final BusinessClock clock;

    TaskChannel(Inbox inbox, Customers customers, BusinessClock clock) {
        this.inbox = inbox;
        this.customers = customers;
        this.clock = clock;
    }

    /** @return whether staff would call the customer: a number is known; otherwise they write a letter */
    public static boolean isCall(Customer customer) {
        return PhoneNumber.e164(customer.phone()).isPresent();
    }

    /** @return the channel of consent that staff need: {@code phone} for a call, else {@code post} */
    public static String consentFor(Customer customer) {
        return isCall(customer) ? CALL : LETTER;
    }

    @Override
    public String key() {
        return KEY;
    }

    @Override
    public String consent(Customer customer) {
        return consentFor(customer);
    }

    @Override
    public List<String> consents() {
        return List.of(CALL, LETTER);
    }

    /** A letter by post can always be sent: the shop that has the customer's orders has an address. */
    @Override
    public boolean reaches(Customer customer) {
        return !customer.isErased();
    }

    /**
     * One row, in a transaction of its own. The same attempt twice is one event, and one task; so an attempt that the database
     * failed on, which may have written it, is made again as the same.
     */
    @Override
    public SendResult send(ChannelMessage message) {
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        data.put("messageId", message.id().toString());
        data.put("message", String.valueOf(message.facts().get("message")));
        try {
            data.put("kind", isCall(message.customerId()) ? "call" : "letter");
            inbox.accept(new NewEvent(
                    MessageEvents.SOURCE,
                    "contact:" + message.id() + ":" + message.attempt(),
                    "contact.requested",
                    message.customerId(),
                    clock.instant(),
                    data));
        } catch (DataAccessException | TransactionException e) {
            return new SendResult(
                    DatabaseFaults.isNobodysFault(e) ? Outcome.POSTPONED : Outcome.RETRY,
                    "could not be given to staff: " + e.getClass().getSimpleName());
        }
        return new SendResult(Outcome.ASSIGNED, "with staff, who call or write");
    }

    private boolean isCall(String customerId) {
        return customers.find(customerId).map(TaskChannel::isCall).orElse(false);
    }
}
