package io.rapport.app.operations;

import io.rapport.app.demo.DemoClock;
import io.rapport.calendar.BusinessClock;
import io.rapport.database.OperatorDecision;
import io.rapport.database.OperatorDecision.Result;
import io.rapport.desk.StaffDirectory;
import io.rapport.gate.LostStarts;
import io.rapport.inbox.InboxOperations;
import io.rapport.inbox.InboxOperations.Page;
import io.rapport.inbox.InboxOperations.Span;
import io.rapport.loyalty.CouponPools;
import io.rapport.outbox.OutboxFigures;
import io.rapport.outbox.OutboxMessage.State;
import java.security.Principal;
import java.text.MessageFormat;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.util.UriComponentsBuilder;

/**
 * {@code /operations}: how the inbox and the outbox stand, the dead letters, and what operators decide about them. Plain
 * HTML; a decision is a form that carries a note and the page's token, and answers by leading back to the page.
 */
@Controller
@RequestMapping("/operations")
class OperationsController {

    private static final int PAGE_SIZE = 50;
    private static final int DECISIONS = 20;
    private static final Set<String> DONE = Set.of("replayed", "discarded", "projected");

    private final InboxOperations inbox;
    private final OutboxFigures outbox;
    private final BusinessClock clock;
    private final LostStarts lostStarts;
    private final StaffDirectory staff;
    private final CouponPools pools;
    private final ObjectProvider<DemoClock> demoClock;

    OperationsController(
            InboxOperations inbox,
            OutboxFigures outbox,
            BusinessClock clock,
            LostStarts lostStarts,
            StaffDirectory staff,
            CouponPools pools,
            ObjectProvider<DemoClock> demoClock) {
        this.lostStarts = lostStarts;
        this.staff = staff;
        this.pools = pools;
        this.demoClock = demoClock;
        this.inbox = inbox;
        this.outbox = outbox;
        this.clock = clock;
    }

    @GetMapping
    ModelAndView page(
            @RequestParam(defaultValue = "") String type,
            @RequestParam(defaultValue = "") String after,
            @RequestParam(required = false) String did,
            @RequestParam(defaultValue = "0") int done,
            @RequestParam(defaultValue = "0") int left,
            Locale locale) {
        Page page = inbox.deadLetters(orNull(type), orNull(after), PAGE_SIZE);
        Map<String, Object> model = model(locale);
        model.put("inbox", inbox.figures());
        model.put("queued", outbox.count(State.QUEUED));
        model.put("overdue", outbox.overdue(clock.instant()));
        model.put("unknown", outbox.count(State.UNKNOWN));
        model.put("failed", outbox.count(State.FAILED));
        model.put("lostStarts", lostStarts.eventTypes());
        model.put("shortQueues", staff.shortOfMembers());
        model.put("shortPools", pools.shortPools());
        model.put("unconfirmedPools", pools.unconfirmedPools());
        model.put("demoClock", demoClock.getIfAvailable());
        model.put("deadLetters", page.deadLetters());
        model.put("next", page.next());
        model.put("failures", inbox.failedDeliveries(PAGE_SIZE));
        model.put("type", type);
        model.put("after", after);
        model.put("decisions", inbox.decisions(DECISIONS));
        model.put("outcome", did != null && DONE.contains(did) ? outcome(did, done, left, locale) : null);
        return new ModelAndView("operations/page", model);
    }

    /** The clock is moved in the demo alone; elsewhere there is nothing at this address. */
    @PostMapping("/demo-clock")
    ResponseEntity<Void> moveClock(@RequestParam String to) {
        DemoClock clock = demoClock.getIfAvailable();
        if (clock == null) {
            return ResponseEntity.notFound().build();
        }
        clock.moveTo(moment(to));
        return ResponseEntity.status(HttpStatus.SEE_OTHER)
                .header(HttpHeaders.LOCATION, "/operations")
                .build();
    }

    @PostMapping("/dead-letters")
    ResponseEntity<Void> selection(
            @RequestParam(defaultValue = "") List<Long> seq,
            @RequestParam String action,
            @RequestParam(defaultValue = "") String note,
            @RequestParam(defaultValue = "") String type,
            Principal operator) {
        if (seq.isEmpty()) {
            throw new IllegalArgumentException("choose at least one dead letter");
        }
        OperatorDecision decision = new OperatorDecision(operator.getName(), note);
        return switch (action) {
            case "replay" -> back("replayed", inbox.replay(seq, decision), type);
            case "discard" -> back("discarded", inbox.discard(seq, decision), type);
            default -> throw new IllegalArgumentException("the action is replay or discard");
        };
    }

    @PostMapping("/deliveries")
    ResponseEntity<Void> deliveries(
            @RequestParam(defaultValue = "") List<Long> id,
            @RequestParam(defaultValue = "") String journey,
            @RequestParam String action,
            @RequestParam(defaultValue = "") String note,
            Principal operator) {
        boolean all = !journey.isBlank();
        if (id.isEmpty() == !all) {
            throw new IllegalArgumentException("choose events of the list, or name one journey, and not both");
        }
        OperatorDecision decision = new OperatorDecision(operator.getName(), note);
        return switch (action) {
            case "replay" ->
                back(
                        "replayed",
                        all ? inbox.replayDeliveries(journey.strip(), decision) : inbox.replayDeliveries(id, decision),
                        "");
            case "discard" ->
                back(
                        "discarded",
                        all
                                ? inbox.discardDeliveries(journey.strip(), decision)
                                : inbox.discardDeliveries(id, decision),
                        "");
            default -> throw new IllegalArgumentException("the action is replay or discard");
        };
    }

    @PostMapping("/time-span")
    ResponseEntity<Void> timeSpan(
            @RequestParam String from,
            @RequestParam String to,
            @RequestParam(defaultValue = "") String type,
            @RequestParam String action,
            @RequestParam(defaultValue = "") String note,
            Principal operator) {
        OperatorDecision decision = new OperatorDecision(operator.getName(), note);
        Span span = new Span(moment(from), moment(to), orNull(type.strip()));
        return switch (action) {
            case "replay" -> back("replayed", inbox.replay(span, decision), "");
            case "project-again" -> back("projected", inbox.projectAgain(span, decision), "");
            default -> throw new IllegalArgumentException("the action is replay or project-again");
        };
    }

    @ExceptionHandler
    ModelAndView fault(IllegalArgumentException e, Locale locale) {
        Map<String, Object> model = model(locale);
        model.put("fault", e.getMessage());
        ModelAndView page = new ModelAndView("operations/fault", model);
        page.setStatus(HttpStatus.BAD_REQUEST);
        return page;
    }

    private static Map<String, Object> model(Locale locale) {
        Map<String, Object> model = MessagesController.model(locale);
        model.put("e", OperationsTexts.events(locale));
        return model;
    }

    private static ResponseEntity<Void> back(String did, Result result, String type) {
        return ResponseEntity.status(HttpStatus.SEE_OTHER)
                .header(
                        HttpHeaders.LOCATION,
                        UriComponentsBuilder.fromPath("/operations")
                                .queryParam("did", did)
                                .queryParam("done", result.done())
                                .queryParam("left", result.left())
                                .queryParam("type", "{type}")
                                .encode()
                                .buildAndExpand(type)
                                .toUriString())
                .build();
    }

    private static String outcome(String did, int done, int left, Locale locale) {
        Map<String, String> words = OperationsTexts.events(locale);
        String what = MessageFormat.format(words.get("did." + did), done);
        return MessageFormat.format(words.get(left == 0 ? "did.all" : "did.left"), what, left);
    }

    private static Instant moment(String text) {
        try {
            return LocalDateTime.parse(text).toInstant(ZoneOffset.UTC);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("'" + text + "' is not a date and time", e);
        }
    }

    private static String orNull(String text) {
        return text.isEmpty() ? null : text;
    }

    /** Durations and moments as the page writes them. */
    static final class AgeFormat {

        /** @return the two largest units, such as {@code 3 h 20 min} */
        public String of(Duration age) {
            if (age.toDays() > 0) {
                return age.toDays() + " d " + age.toHoursPart() + " h";
            }
            if (age.toHours() > 0) {
                return age.toHours() + " h " + age.toMinutesPart() + " min";
            }
            return age.toMinutes() > 0
                    ? age.toMinutes() + " min " + age.toSecondsPart() + " s"
                    : Math.max(0, age.toSeconds()) + " s";
        }

        /** @return in UTC, to the second */
        public String at(Instant moment) {
            return moment.toString().substring(0, 19).replace('T', ' ');
        }
    }
}
