package io.rapport.publicpages;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rapport.calendar.BusinessClock;
import io.rapport.customer.Consents;
import io.rapport.customer.Customer;
import io.rapport.feedback.Complaints;
import io.rapport.feedback.Surveys;
import io.rapport.inbox.Inbox;
import io.rapport.inbox.InvalidEvent;
import io.rapport.inbox.NewEvent;
import io.rapport.inbox.Receipt;
import io.rapport.inbox.WaitingEvent;
import io.rapport.link.Links.Link;
import io.rapport.link.Links.Purpose;
import io.rapport.privacy.DataRequest;
import io.rapport.privacy.DataRequests;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/**
 * What the holder of a link can do. Each act becomes an event in the inbox, like any other system's. Whether there is
 * anything to do is decided by what holds, as it will be when all that waits in the inbox is processed, and by nothing
 * else: a second tap changes nothing, and what would change something is always a new event. The first event's id follows
 * from the link, so that two taps at the same moment are one event.
 */
@Component
final class LinkActions {

    static final String SOURCE = "urn:rapport:links";

    private static final int LONGEST_COMMENT = 4000;
    private static final int LONGEST_NAME = 100;
    private static final LocalDate EARLIEST_BIRTHDAY = LocalDate.of(1900, 1, 1);
    /** As the event catalogue has it. */
    private static final Pattern PHONE = Pattern.compile("\\+[1-9][0-9 ()-]{4,28}[0-9]");

    private final Inbox inbox;
    private final Consents consents;
    private final Surveys surveys;
    private final Complaints complaints;
    private final DataRequests requests;
    private final ObjectMapper json;
    private final BusinessClock clock;

    LinkActions(
            Inbox inbox,
            Consents consents,
            Surveys surveys,
            Complaints complaints,
            DataRequests requests,
            ObjectMapper json,
            BusinessClock clock) {
        this.inbox = inbox;
        this.consents = consents;
        this.surveys = surveys;
        this.complaints = complaints;
        this.requests = requests;
        this.json = json;
        this.clock = clock;
    }

    /** The form's field by which a customer says that the answer is meant to take the place of an earlier one. */
    static final String CHANGE = "change";

    /**
     * Whether an answer can take the place of one that we have: it may come from a program that checks mails, or the
     * customer may think again.
     */
    static boolean mayChange(Link link) {
        return link.purpose() == Purpose.SURVEY || link.purpose() == Purpose.COMPLAINT_ANSWER;
    }

    /** @return the offer that the answer belongs to, by the mail that the link came with; 0 in mails that name none */
    static int offer(Link link) {
        return link.kind().matches("[1-9][0-9]?") ? Integer.parseInt(link.kind()) : 0;
    }

    /** What came of an act. */
    enum ActionStatus {
        DONE,
        /** There is nothing left to do, or an answer that must be changed by the form for that; nothing happened. */
        ALREADY,
        /** The form is not filled in as it must be; nothing happened. */
        INVALID
    }

    /** @param faults names of the fields that must be fixed; empty unless invalid */
    record ActionResult(ActionStatus outcome, List<String> faults) {}

    /** What comes before a request's id in the name of its field. */
    static final String REQUEST = "request.";

    private static final ActionResult DONE = new ActionResult(ActionStatus.DONE, List.of());
    private static final ActionResult ALREADY = new ActionResult(ActionStatus.ALREADY, List.of());

    /** @return whether we have already what the link asks for; changes nothing */
    boolean isDone(Link link, Customer customer) {
        return switch (link.purpose()) {
            case CONFIRM -> customer.confirmedAt() != null || isConfirming(customer);
            case PROFILE -> customer.isComplete();
            case SURVEY, COMPLAINT_ANSWER -> isKnown(answerId(link));
            case UNSUBSCRIBE -> isOptedOut(link);
            case DATA_REQUEST -> open(link).isEmpty();
            case ERASURE_WITHDRAWAL -> erasures(link).isEmpty();
            // there is always something to choose, to take away and to read
            case PREFERENCES, UNDO, DATA_EXPORT, STATEMENT, PANEL -> false;
        };
    }

    /** @return the fields of the profile that are not known yet */
    static List<String> missing(Customer customer) {
        Map<String, Object> known = new LinkedHashMap<>();
        // whose name is one word has given it
        known.put("firstName", customer.isNamed() ? "" : null);
        known.put("lastName", customer.isNamed() ? "" : null);
        known.put("phone", customer.phone());
        known.put("birthday", customer.birthday());
        return known.entrySet().stream()
                .filter(field -> field.getValue() == null)
                .map(Map.Entry::getKey)
                .toList();
    }

    /**
     * Does what the link is for.
     *
     * @param form the fields that were sent, by name
     * @param wording the sentence that the customer agreed to by sending the form
     */
    ActionResult act(Link link, Customer customer, Map<String, String> form, String wording) {
        if (!mayChange(link) && isDone(link, customer)) {
            return ALREADY;
        }
        try {
            return switch (link.purpose()) {
                case CONFIRM -> confirm(link, customer);
                case PROFILE -> completeProfile(link, customer, form);
                case SURVEY -> answerSurvey(link, form);
                case COMPLAINT_ANSWER -> answerComplaint(link, form);
                case UNSUBSCRIBE -> unsubscribe(link, wording);
                case DATA_REQUEST -> identify(link, form);
                case ERASURE_WITHDRAWAL -> callOff(link);
                case PREFERENCES, UNDO, DATA_EXPORT, STATEMENT, PANEL ->
                    throw new IllegalArgumentException(
                            "preferences, exports, statements and the panel have pages of their own");
            };
        } catch (InvalidEvent e) {
            // the checks before are as strict as the catalogue; should it become stricter, the customer reads so
            return new ActionResult(ActionStatus.INVALID, List.of("form"));
        }
    }

    private ActionResult confirm(Link link, Customer customer) {
        // by name, for the address may be changed before the event is handled
        ObjectNode data = json.createObjectNode().put("email", customer.email());
        // the id is taken where there was another address in between
        return publish(link, confirmationId(link, customer), "customer.confirmed", data);
    }

    /** What of the customer's requests waits to be known as theirs, and is not under way to it. */
    List<DataRequest> open(Link link) {
        Set<String> underWay = inbox.waiting(link.customerId(), Set.of("data-request.confirmed")).stream()
                .map(event -> event.text("requestId"))
                .collect(Collectors.toSet());
        return requests.unidentified(link.customerId()).stream()
                .filter(request -> !underWay.contains(request.id()))
                .toList();
    }

    /** Each request by itself: who asked for a copy of their data must not have them erased by the same tap. */
    private ActionResult identify(Link link, Map<String, String> form) {
        List<DataRequest> meant = open(link).stream()
                .filter(request -> form.containsKey(REQUEST + request.id()))
                .toList();
        if (meant.isEmpty()) {
            return new ActionResult(ActionStatus.INVALID, List.of("request"));
        }
        for (DataRequest request : meant) {
            publish(
                    link,
                    "data-request:" + request.id(),
                    "data-request.confirmed",
                    json.createObjectNode().put("requestId", request.id()));
        }
        return DONE;
    }

    /** The customer's erasures that are to come and are not called off; of what was asked for since, an earlier mail says nothing. */
    private List<DataRequest> erasures(Link link) {
        Instant sent = link.expiresAt().minus(link.purpose().lifetime());
        Set<String> calledOff = inbox.waiting(link.customerId(), Set.of("data-request.withdrawn")).stream()
                .map(event -> event.text("requestId"))
                .collect(Collectors.toSet());
        return requests.open(link.customerId()).stream()
                .filter(DataRequest::isErasure)
                // a link knows whole seconds
                .filter(request ->
                        !request.receivedAt().truncatedTo(ChronoUnit.SECONDS).isAfter(sent))
                .filter(request -> !calledOff.contains(request.id()))
                .toList();
    }

    /** Who stays means it of each erasure that was asked for. */
    private ActionResult callOff(Link link) {
        for (DataRequest erasure : erasures(link)) {
            publish(
                    link,
                    "erasure-withdrawal:" + erasure.id(),
                    "data-request.withdrawn",
                    json.createObjectNode().put("requestId", erasure.id()));
        }
        return DONE;
    }

    private ActionResult completeProfile(Link link, Customer customer, Map<String, String> form) {
        ObjectNode data = json.createObjectNode();
        List<String> faults = new ArrayList<>();
        // what is known already is neither shown nor changed: a link may end up in other hands
        for (String field : missing(customer)) {
            String value = form.getOrDefault(field, "").strip();
            if (value.isEmpty()) {
                continue;
            }
            if (isValid(field, value)) {
                data.put(field, value);
            } else {
                faults.add(field);
            }
        }
        if (!faults.isEmpty()) {
            return new ActionResult(ActionStatus.INVALID, faults);
        }
        if (data.isEmpty()) {
            return new ActionResult(ActionStatus.INVALID, List.of("form"));
        }
        List<String> fields = new ArrayList<>();
        data.fieldNames().forEachRemaining(fields::add);
        if (inbox.waiting(link.customerId(), Set.of("customer.updated")).stream()
                .anyMatch(event -> event.data().equals(data))) {
            return ALREADY;
        }
        // who gives the phone today may give the birthday tomorrow
        String id = "profile:" + link.messageId() + ":" + String.join("+", fields);
        return publish(link, id, "customer.updated", data);
    }

    private boolean isValid(String field, String value) {
        return switch (field) {
            case "phone" -> PHONE.matcher(value).matches();
            case "birthday" -> isBirthday(value);
            default -> value.length() <= LONGEST_NAME && value.chars().noneMatch(Character::isISOControl);
        };
    }

    private boolean isBirthday(String value) {
        try {
            LocalDate day = LocalDate.parse(value);
            return !day.isBefore(EARLIEST_BIRTHDAY) && day.isBefore(LocalDate.now(clock));
        } catch (DateTimeException e) {
            return false;
        }
    }

    private ActionResult answerSurvey(Link link, Map<String, String> form) {
        String score = form.getOrDefault("score", "");
        if (!score.matches("[1-5]")) {
            return new ActionResult(ActionStatus.INVALID, List.of("score"));
        }
        String comment = form.getOrDefault("comment", "").strip();
        if (comment.length() > LONGEST_COMMENT) {
            return new ActionResult(ActionStatus.INVALID, List.of("comment"));
        }
        ObjectNode data = json.createObjectNode();
        data.put("surveyId", link.about());
        data.put("score", Integer.parseInt(score));
        if (!comment.isEmpty()) {
            data.put("comment", comment);
        }
        boolean known = isKnown(answerId(link));
        if (known && isStanding(link, Integer.parseInt(score), comment)) {
            return DONE;
        }
        if (known && !form.containsKey(CHANGE)) {
            return ALREADY;
        }
        return known
                ? publish(link, changeId(link, form), "survey.amended", data)
                : publish(link, answerId(link), "survey.answered", data);
    }

    /** Whether a survey's newest answer is this one, be it processed or not. */
    private boolean isStanding(Link link, int score, String comment) {
        List<WaitingEvent> waiting =
                inbox.waiting(link.customerId(), Set.of("survey.answered", "survey.amended")).stream()
                        .filter(event -> link.about().equals(event.text("surveyId")))
                        .toList();
        if (waiting.isEmpty()) {
            return surveys.find(link.about())
                    .filter(survey -> survey.score() != null
                            && survey.score() == score
                            && comment.equals(Objects.requireNonNullElse(survey.comment(), "")))
                    .isPresent();
        }
        WaitingEvent newest = waiting.get(waiting.size() - 1);
        return newest.data().path("score").intValue() == score
                && comment.equals(Objects.requireNonNullElse(newest.text("comment"), ""));
    }

    private ActionResult answerComplaint(Link link, Map<String, String> form) {
        String accepted = form.getOrDefault("accepted", "");
        if (!accepted.equals("true") && !accepted.equals("false")) {
            return new ActionResult(ActionStatus.INVALID, List.of("accepted"));
        }
        ObjectNode data = json.createObjectNode();
        data.put("complaintId", link.about());
        data.put("accepted", Boolean.parseBoolean(accepted));
        if (offer(link) > 0) {
            data.put("offer", offer(link));
        }
        boolean known = isKnown(answerId(link));
        if (known && isStanding(link, Boolean.parseBoolean(accepted))) {
            return DONE;
        }
        if (known && !form.containsKey(CHANGE)) {
            return ALREADY;
        }
        return publish(link, known ? changeId(link, form) : answerId(link), "complaint.answered", data);
    }

    /** Whether the newest answer to an offer of ours is this one, be it processed or not. */
    private boolean isStanding(Link link, boolean accepted) {
        List<WaitingEvent> waiting = inbox.waiting(link.customerId(), Set.of("complaint.answered")).stream()
                .filter(event -> link.about().equals(event.text("complaintId")))
                .toList();
        if (waiting.isEmpty()) {
            return complaints
                    .find(link.about())
                    .filter(complaint -> Boolean.valueOf(accepted).equals(complaint.accepted()))
                    .isPresent();
        }
        return waiting.get(waiting.size() - 1).data().path("accepted").asBoolean() == accepted;
    }

    private ActionResult unsubscribe(Link link, String wording) {
        ObjectNode data = json.createObjectNode();
        ContactChannel channel = ContactChannel.of(link);
        data.put("channel", channel.consent());
        data.put("topic", link.about());
        data.put("source", "unsubscribe link");
        data.put("wording", wording);
        String id =
                "unsubscribe:" + (channel == ContactChannel.EMAIL ? "" : channel.consent() + ":") + link.messageId();
        return publish(link, id, "consent.withdrawn", data);
    }

    /**
     * Hands in what changes something. Where the id is taken, things have changed since, so another is made; the event that
     * has it may be deleted by now. Another tap at this very moment is this one.
     */
    private ActionResult publish(Link link, String id, String type, ObjectNode data) {
        boolean taken = isKnown(id) || !accept(link, id, type, data) && !isKnown(id);
        if (taken) {
            accept(link, id + ":" + UUID.randomUUID(), type, data);
        }
        return DONE;
    }

    /** @return whether it is new */
    private boolean accept(Link link, String id, String type, ObjectNode data) {
        return inbox.accept(new NewEvent(SOURCE, id, type, link.customerId(), clock.instant(), data))
                == Receipt.ACCEPTED;
    }

    private boolean isKnown(String id) {
        return inbox.status(SOURCE, id).isPresent();
    }

    private boolean isConfirming(Customer customer) {
        return inbox.waiting(customer.id(), Set.of("customer.confirmed")).stream()
                .anyMatch(event -> customer.email().equalsIgnoreCase(event.text("email")));
    }

    private boolean isOptedOut(Link link) {
        return Consents.inForce(
                        consents.ledgerToBe(link.customerId()),
                        ContactChannel.of(link).consent(),
                        link.about())
                .map(granted -> !granted)
                .orElse(false);
    }

    /** Each address is confirmed once; who was erased and registers again confirms again. */
    private static String confirmationId(Link link, Customer customer) {
        long registered =
                customer.registeredAt() == null ? 0 : customer.registeredAt().getEpochSecond();
        return "confirm:" + customer.id() + ":" + registered + ":" + link.about();
    }

    /** The same form sent twice is one change. */
    private static String changeId(Link link, Map<String, String> form) {
        return answerId(link) + ":" + form.getOrDefault(FormStamp.FIELD, "");
    }

    /** A survey is answered once whichever mail the answer comes from; each answer of ours to a complaint anew. */
    private static String answerId(Link link) {
        return link.purpose() == Purpose.SURVEY
                ? "survey:" + link.about()
                : "complaint-answer:" + link.about() + ":" + link.messageId();
    }
}
