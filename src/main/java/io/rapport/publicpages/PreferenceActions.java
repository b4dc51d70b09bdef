package io.rapport.publicpages;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rapport.calendar.BusinessClock;
import io.rapport.customer.Consents;
import io.rapport.customer.ContactPreferences;
import io.rapport.customer.Preferences;
import io.rapport.inbox.EventStatus;
import io.rapport.inbox.EventSubmission;
import io.rapport.inbox.Inbox;
import io.rapport.inbox.NewEvent;
import io.rapport.inbox.Receipt;
import io.rapport.link.Links.Link;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Reads what a customer has chosen, and sends the inbox what is chosen anew: one entry in the ledger for each consent. */
@Component
final class PreferenceActions {

    private static final String CONSENT = "consent";
    private static final String LEGITIMATE_INTEREST = "legitimate-interest";
    private static final Map<PreferenceChoice, String> CONTACT_FIELDS = Map.of(
            PreferenceChoice.PACE,
            "pace",
            PreferenceChoice.HOUR,
            "preferredHour",
            PreferenceChoice.PAUSE,
            "pausedUntil");

    private final Inbox inbox;
    private final Consents consents;
    private final Preferences preferences;
    private final ObjectMapper json;
    private final BusinessClock clock;

    PreferenceActions(Inbox inbox, Consents consents, Preferences preferences, ObjectMapper json, BusinessClock clock) {
        this.inbox = inbox;
        this.consents = consents;
        this.preferences = preferences;
        this.json = json;
        this.clock = clock;
    }

    /** What a customer has chosen up to now, be it processed or not. */
    final class Chosen {

        private final List<Consents.Entry> ledger;
        private final ContactPreferences contact;

        private Chosen(String customerId) {
            this.ledger = consents.ledgerToBe(customerId);
            this.contact = preferences.toBe(customerId);
        }

        String value(PreferenceChoice choice) {
            return choice.value(ledger, contact, clock.instant());
        }

        private boolean holds(PreferenceChoice choice, String value) {
            String now = value(choice);
            boolean paused = choice.equals(PreferenceChoice.PAUSE)
                    && !now.equals(PreferenceChoice.NONE)
                    && !value.equals(PreferenceChoice.NONE);
            return paused || now.equals(value);
        }
    }

    Chosen chosen(String customerId) {
        return new Chosen(customerId);
    }

    /**
     * A change that a customer makes.
     *
     * @param id names it, so that the same form sent twice at once is one change
     * @param values what is chosen, by choice
     * @param onConsent topics whose messages go out by consent alone
     * @param source where it was said, for the ledger
     * @param wordings the sentence that the customer agreed to, by choice
     * @param once whether it happens at most once, whatever was chosen since; otherwise it is meant anew then
     */
    record PreferenceChange(
            String id,
            Map<PreferenceChoice, String> values,
            Set<String> onConsent,
            String source,
            Map<PreferenceChoice, String> wordings,
            boolean once) {

        private PreferenceChange again(String which) {
            return new PreferenceChange(id + ":" + which, values, onConsent, source, wordings, once);
        }
    }

    /**
     * Makes a change, all of it or nothing.
     *
     * @return what distinguishes this change from an earlier one by the same form; empty if there was none
     */
    String make(Link link, PreferenceChange change) {
        Chosen before = chosen(link.customerId());
        List<EventSubmission> events = events(link, change);
        boolean holds = change.values().entrySet().stream()
                .allMatch(choice -> before.holds(choice.getKey(), choice.getValue()));
        boolean first = holds || change.once() || !isAnyKnown(events);
        if (first && (accept(events) || holds || change.once() || isAnyKnown(events))) {
            return "";
        }
        // the form is meant again where something else holds since, or what it asked for was given up; its events may
        // be
        // deleted by now, and yet their ids are taken
        String again = UUID.randomUUID().toString();
        accept(events(link, change.again(again)));
        return again;
    }

    private boolean isAnyKnown(List<EventSubmission> events) {
        return events.stream().anyMatch(event -> status(event).isPresent());
    }

    /** @return whether any of them is new */
    private boolean accept(List<EventSubmission> events) {
        boolean any = false;
        for (Inbox.IntakeResult answer : inbox.acceptAll(events)) {
            if (answer.invalid() != null) {
                throw new IllegalStateException("a preference does not fit the event catalogue", answer.invalid());
            }
            any |= answer.receipt() == Receipt.ACCEPTED;
        }
        return any;
    }

    /** @return whether a change that happens at most once was made; changes nothing */
    boolean isMade(Link link, PreferenceChange change) {
        List<EventSubmission> events = events(link, change);
        return !events.isEmpty()
                && events.stream().allMatch(event -> status(event).isPresent());
    }

    /** @return what holds now of the choices of a change that was made, or will as soon as all that waits is worked on */
    Map<PreferenceChoice, String> standing(Link link, PreferenceChange change) {
        Chosen now = chosen(link.customerId());
        Map<PreferenceChoice, String> standing = new LinkedHashMap<>(change.values());
        standing.replaceAll((choice, value) -> now.value(choice));
        return standing;
    }

    private Optional<EventStatus> status(EventSubmission event) {
        return inbox.status(event.event().source(), event.event().id());
    }

    private List<EventSubmission> events(Link link, PreferenceChange change) {
        List<EventSubmission> events = new ArrayList<>();
        Map<PreferenceChoice, String> contact = new LinkedHashMap<>();
        change.values().forEach((choice, value) -> {
            if (choice.isConsent()) {
                events.add(consent(link, change, choice, value));
            } else {
                contact.put(choice, value);
            }
        });
        if (!contact.isEmpty()) {
            events.add(contact(link, change, contact));
        }
        return events;
    }

    private EventSubmission consent(Link link, PreferenceChange change, PreferenceChoice choice, String value) {
        boolean withdrawn = value.equals(PreferenceChoice.WITHDRAWN);
        boolean byConsent = withdrawn
                ? choice.isAllTopics() || change.onConsent().contains(choice.topic())
                : value.equals(PreferenceChoice.GRANTED);
        ObjectNode data = json.createObjectNode();
        data.put("channel", choice.channel());
        data.put("topic", choice.topic());
        data.put("basis", byConsent ? CONSENT : LEGITIMATE_INTEREST);
        data.put("source", change.source());
        data.put("wording", change.wordings().get(choice));
        String id = change.id() + ":" + choice.name() + "=" + value;
        return event(link, id, withdrawn ? "consent.withdrawn" : "consent.granted", data);
    }

    private EventSubmission contact(Link link, PreferenceChange change, Map<PreferenceChoice, String> values) {
        ObjectNode data = json.createObjectNode();
        values.forEach((choice, value) -> {
            if (choice.equals(PreferenceChoice.HOUR) && !value.equals(PreferenceChoice.NONE)) {
                data.put(CONTACT_FIELDS.get(choice), Integer.parseInt(value));
            } else {
                data.put(CONTACT_FIELDS.get(choice), value);
            }
        });
        data.put("source", change.source());
        data.put(
                "wording",
                String.join(
                        " ",
                        values.keySet().stream().map(change.wordings()::get).toList()));
        String id = change.id() + ":" + PreferenceChoice.write(withoutMoments(values));
        return event(link, id, "contact.preferred", data);
    }

    /** Until when a pause lasts differs between two taps on one button. */
    private static Map<PreferenceChoice, String> withoutMoments(Map<PreferenceChoice, String> values) {
        Map<PreferenceChoice, String> named = new LinkedHashMap<>(values);
        named.computeIfPresent(
                PreferenceChoice.PAUSE, (choice, value) -> value.equals(PreferenceChoice.NONE) ? value : "on");
        return named;
    }

    private EventSubmission event(Link link, String id, String type, ObjectNode data) {
        return new EventSubmission(
                new NewEvent(LinkEvents.SOURCE, id, type, link.customerId(), clock.instant(), data), null);
    }
}
