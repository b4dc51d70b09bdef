package io.rapport.app.operations;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rapport.app.forms.FormOutcome;
import io.rapport.app.forms.SentForms;
import io.rapport.calendar.Moments;
import io.rapport.database.OperatorDecision.Result;
import io.rapport.outbox.MessageSearch;
import io.rapport.outbox.MessageSearch.Criteria;
import io.rapport.outbox.MessageSearch.Cursor;
import io.rapport.outbox.MessageSearch.MessageDetails;
import io.rapport.outbox.OutboxMessage;
import io.rapport.outbox.OutboxMessage.State;
import io.rapport.outbox.UnresolvedMessages;
import jakarta.servlet.http.HttpServletRequest;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.ModelAndView;

/**
 * {@code /operations/messages}: which messages there are and why each was sent, put off or withheld. It shows ids, rules
 * and the mail servers' answers; who the customer is, the card in Tasklist says.
 */
@Controller
@RequestMapping("/operations/messages")
class MessagesController {

    private static final String PAGE = "/operations/messages";
    private static final int MESSAGES = 50;
    private static final int LONGEST_ID = 128;
    private static final Pattern UUID_TEXT =
            Pattern.compile("[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}");

    private final MessageSearch messages;
    private final UnresolvedMessages unknown;
    private final ObjectMapper json;
    private final SentForms forms;

    MessagesController(MessageSearch messages, UnresolvedMessages unknown, ObjectMapper json, SentForms forms) {
        this.messages = messages;
        this.unknown = unknown;
        this.json = json;
        this.forms = forms;
    }

    @GetMapping
    ModelAndView search(
            @RequestParam(defaultValue = "") String message,
            @RequestParam(defaultValue = "") String customer,
            @RequestParam(defaultValue = "") String order,
            @RequestParam(defaultValue = "") String state,
            @RequestParam(defaultValue = "") String rule,
            @RequestParam(defaultValue = "") String from,
            @RequestParam(defaultValue = "") String to,
            @RequestParam(defaultValue = "") String after,
            Locale locale) {
        Criteria search = new Criteria(
                message.isBlank() ? null : id(message),
                bare(customer),
                bare(order),
                state.isBlank() ? null : state(state),
                text(rule),
                moment("from", from),
                moment("to", to));
        List<OutboxMessage> found = messages.find(search, cursor(after), MESSAGES + 1);
        boolean more = found.size() > MESSAGES;
        List<OutboxMessage> page = more ? found.subList(0, MESSAGES) : found;
        Map<String, Object> asked = new TreeMap<>(Map.of(
                "message",
                message,
                "customer",
                customer,
                "order",
                order,
                "state",
                state,
                "rule",
                rule,
                "from",
                from,
                "to",
                to));
        Map<String, Object> model = OperatorsPage.model(locale);
        model.put("asked", asked);
        model.put("narrow", search.isNarrow() || search.from() != null);
        model.put("states", State.values());
        model.put("messages", page);
        model.put("next", more ? cursor(page.get(page.size() - 1)) : null);
        model.put("counts", messages.counts(search));
        return new ModelAndView("operations/messages", model);
    }

    @GetMapping("/{id}")
    ModelAndView details(@PathVariable String id, Locale locale, HttpServletRequest request) {
        MessageDetails details = messages.details(id(id)).orElse(null);
        if (details == null) {
            return OperatorsPage.fault("fault", "there is no message " + id(id), PAGE, HttpStatus.NOT_FOUND, locale);
        }
        Map<String, Object> model = OperatorsPage.model(locale);
        State state = details.message().state();
        model.put("settle", state == State.UNKNOWN ? "unknown" : state == State.FAILED ? "failed" : null);
        model.put("outcome", FormOutcome.codeOn(request));
        model.put("details", details);
        model.put("message", details.message());
        Map<String, String> inputs = inputs(details.message().inputs());
        model.put("assumedZone", inputs.containsKey("zoneAssumed") ? inputs.get("zone") : null);
        model.put("inputs", new PolicyInputTexts(OperationsTexts.of(locale)).of(inputs));
        return new ModelAndView("operations/message", model);
    }

    @PostMapping("/{id}/settle")
    ModelAndView settle(@PathVariable String id, @RequestParam String action, HttpServletRequest form) {
        List<UUID> message = List.of(id(id));
        return forms.decide(form, decision -> {
                    Result result =
                            switch (action) {
                                case "sent" -> unknown.settleAsSent(message, decision);
                                case "failed" -> unknown.settleAsFailed(message, decision);
                                case "again" -> unknown.sendAgain(message, decision);
                                default -> throw new IllegalArgumentException("the action is sent, failed or again");
                            };
                    String did = action.equals("again") ? "again" : "settled";
                    return FormOutcome.of(result.done() == 0 ? "left" : did);
                })
                .leadBack(form, PAGE + "/" + message.get(0));
    }

    /** What the policy decided by, one name a row, in order of the alphabet. */
    private Map<String, String> inputs(String text) {
        Map<String, String> inputs = new TreeMap<>();
        if (text != null) {
            try {
                flatten("", json.readTree(text), inputs);
            } catch (JsonProcessingException e) {
                throw new IllegalStateException("the database returned inputs that cannot be read", e);
            }
        }
        return inputs;
    }

    private static void flatten(String name, JsonNode value, Map<String, String> into) {
        if (value.isObject()) {
            value.fields()
                    .forEachRemaining(field -> flatten(
                            name.isEmpty() ? field.getKey() : name + "." + field.getKey(), field.getValue(), into));
        } else {
            into.put(name, value.isValueNode() ? value.asText() : value.toString());
        }
    }

    /** A row's id, also within a Message-ID. */
    private static UUID id(String text) {
        Matcher found = UUID_TEXT.matcher(text);
        if (text.length() > LONGEST_ID || !found.find()) {
            throw new IllegalArgumentException("the message's id is a UUID, or a Message-ID that begins with one");
        }
        return UUID.fromString(found.group());
    }

    /** An id with or without its kind, such as {@code customer:42}. */
    private static String bare(String text) {
        String id = text(text);
        return id == null ? null : id.substring(id.indexOf(':') + 1);
    }

    private static String text(String text) {
        String stripped = text.strip();
        if (stripped.length() > LONGEST_ID) {
            throw new IllegalArgumentException("an id has at most " + LONGEST_ID + " characters");
        }
        return stripped.isEmpty() ? null : stripped;
    }

    private static State state(String text) {
        try {
            return State.valueOf(text.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("there is no such state", e);
        }
    }

    private static Instant moment(String field, String text) {
        if (text.isBlank()) {
            return null;
        }
        try {
            return LocalDateTime.parse(text).toInstant(ZoneOffset.UTC);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(field + " is not a date and time, such as 2026-03-11T09:30", e);
        }
    }

    private static Cursor cursor(String text) {
        if (text.isBlank()) {
            return null;
        }
        int bar = text.indexOf('_');
        try {
            return new Cursor(
                    Moments.parse(text.substring(0, Math.max(bar, 0))), UUID.fromString(text.substring(bar + 1)));
        } catch (DateTimeException | IllegalArgumentException e) {
            throw new IllegalArgumentException("'after' must come from a page's link", e);
        }
    }

    private static String cursor(OutboxMessage last) {
        return last.queuedAt() + "_" + last.id();
    }
}
