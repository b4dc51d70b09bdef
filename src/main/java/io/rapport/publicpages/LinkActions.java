package io.rapport.publicpages;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rapport.customer.Consents;
import io.rapport.customer.Customer;
import io.rapport.inbox.InvalidEvent;
import io.rapport.link.Links.Link;
import java.util.Map;
import org.springframework.stereotype.Component;

/**
 * What the holder of a link can do. Each act becomes an event in the inbox, like any other system's. Whether there is
 * anything to do is decided by what holds, as it will be when all that waits in the inbox is processed, and by nothing
 * else: a second tap changes nothing.
 */
@Component
final class LinkActions {

    private final LinkEvents events;
    private final LinkAnswers answers;
    private final RequestActions requests;
    private final ProfileForm profile;
    private final Consents consents;
    private final ObjectMapper json;

    LinkActions(
            LinkEvents events,
            LinkAnswers answers,
            RequestActions requests,
            ProfileForm profile,
            Consents consents,
            ObjectMapper json) {
        this.events = events;
        this.answers = answers;
        this.requests = requests;
        this.profile = profile;
        this.consents = consents;
        this.json = json;
    }

    /** @return whether we have already what the link asks for; changes nothing */
    boolean isDone(Link link, Customer customer) {
        return switch (link.purpose()) {
            case CONFIRM -> customer.confirmedAt() != null || isConfirming(customer);
            case PROFILE -> customer.isComplete();
            case SURVEY, COMPLAINT_ANSWER -> answers.isGiven(link);
            case UNSUBSCRIBE -> isOptedOut(link);
            case DATA_REQUEST -> requests.unidentified(link).isEmpty();
            case ERASURE_WITHDRAWAL -> requests.erasures(link).isEmpty();
            // there is always something to choose, to take away and to read
            case PREFERENCES, UNDO, DATA_EXPORT, STATEMENT, PANEL -> false;
        };
    }

    /**
     * Does what the link is for.
     *
     * @param form the fields that were sent, by name
     * @param wording the sentence that the customer agreed to by sending the form
     */
    ActionResult act(Link link, Customer customer, Map<String, String> form, String wording) {
        if (!LinkAnswers.areOf(link) && isDone(link, customer)) {
            return ActionResult.ALREADY;
        }
        try {
            return switch (link.purpose()) {
                case CONFIRM -> confirm(link, customer);
                case PROFILE -> profile.complete(link, customer, form);
                case SURVEY -> answers.toSurvey(link, form);
                case COMPLAINT_ANSWER -> answers.toComplaint(link, form);
                case UNSUBSCRIBE -> unsubscribe(link, wording);
                case DATA_REQUEST -> requests.identify(link, form);
                case ERASURE_WITHDRAWAL -> requests.callOff(link);
                case PREFERENCES, UNDO, DATA_EXPORT, STATEMENT, PANEL ->
                    throw new IllegalArgumentException(
                            "preferences, exports, statements and the panel have pages of their own");
            };
        } catch (InvalidEvent e) {
            // the checks before are as strict as the catalogue; should it become stricter, the customer reads so
            return ActionResult.invalid("form");
        }
    }

    private ActionResult confirm(Link link, Customer customer) {
        // by name, for the address may be changed before the event is handled
        ObjectNode data = json.createObjectNode().put("email", customer.email());
        // the id is taken where there was another address in between
        events.publish(link, confirmationId(link, customer), "customer.confirmed", data);
        return ActionResult.DONE;
    }

    /** Each address is confirmed once; who was erased and registers again confirms again. */
    private static String confirmationId(Link link, Customer customer) {
        long registered =
                customer.registeredAt() == null ? 0 : customer.registeredAt().getEpochSecond();
        return "confirm:" + customer.id() + ":" + registered + ":" + link.about();
    }

    private boolean isConfirming(Customer customer) {
        return events.waiting(customer.id(), "customer.confirmed").stream()
                .anyMatch(event -> customer.email().equalsIgnoreCase(event.text("email")));
    }

    private ActionResult unsubscribe(Link link, String wording) {
        ContactChannel channel = ContactChannel.of(link);
        ObjectNode data = json.createObjectNode()
                .put("channel", channel.consent())
                .put("topic", link.about())
                .put("source", "unsubscribe link")
                .put("wording", wording);
        String id =
                "unsubscribe:" + (channel == ContactChannel.EMAIL ? "" : channel.consent() + ":") + link.messageId();
        events.publish(link, id, "consent.withdrawn", data);
        return ActionResult.DONE;
    }

    private boolean isOptedOut(Link link) {
        return Consents.inForce(
                        consents.ledgerToBe(link.customerId()),
                        ContactChannel.of(link).consent(),
                        link.about())
                .map(granted -> !granted)
                .orElse(false);
    }
}
