package io.rapport.app.operations;

import io.rapport.app.demo.DemoClock;
import io.rapport.app.forms.FormOutcome;
import io.rapport.app.forms.SentForms;
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
import jakarta.servlet.http.HttpServletRequest;
import java.text.MessageFormat;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
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
    private static final String PAGE = "/operations";

    private final InboxOperations inbox;
    private final OutboxFigures outbox;
    private final BusinessClock clock;
    private final LostStarts lostStarts;
    private final StaffDirectory staff;
    private final CouponPools pools;
    private final ObjectProvider<DemoClock> demoClock;
    private final SentForms forms;

    OperationsController(
            InboxOperations inbox,
            OutboxFigures outbox,
            BusinessClock clock,
            LostStarts lostStarts,
            StaffDirectory staff,
            CouponPools pools,
            ObjectProvider<DemoClock> demoClock,
            SentForms forms) {
        this.forms = forms;
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
            Locale locale,
            HttpServletRequest request) {
        Page page = inbox.deadLetters(orNull(type), orNull(after), PAGE_SIZE);
        Map<String, Object> model = OperatorsPage.model(locale);
        model.put("e", OperationsTexts.events(locale));
        model.put("texts", new FindingTexts(locale));
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
        model.put(
                "outcome",
                FormOutcome.on(request).map(done -> outcome(done, locale)).orElse(null));
        return new ModelAndView("operations/page", model);
    }

    /** The clock is moved in the demo alone; elsewhere there is nothing at this address. */
    @PostMapping("/demo-clock")
    Object moveClock(@RequestParam String to, HttpServletRequest form) {
        DemoClock clock = demoClock.getIfAvailable();
        if (clock == null) {
            return ResponseEntity.notFound().build();
        }
        return forms.once(form, () -> {
                    clock.moveTo(moment(to));
                    return FormOutcome.NOTHING_TO_SAY;
                })
                .leadBack(form, PAGE);
    }

    @PostMapping("/dead-letters")
    ModelAndView selection(
            @RequestParam(defaultValue = "") List<Long> seq,
            @RequestParam String action,
            @RequestParam(defaultValue = "") String type,
            HttpServletRequest form) {
        if (seq.isEmpty()) {
            throw new IllegalArgumentException("choose at least one dead letter");
        }
        return decided(form, action, decision -> switch (action) {
                    case "replay" -> inbox.replay(seq, decision);
                    case "discard" -> inbox.discard(seq, decision);
                    default -> throw new IllegalArgumentException("the action is replay or discard");
                })
                .leadBack(form, pageOf(type));
    }

    @PostMapping("/deliveries")
    ModelAndView deliveries(
            @RequestParam(defaultValue = "") List<Long> id,
            @RequestParam(defaultValue = "") String journey,
            @RequestParam String action,
            HttpServletRequest form) {
        boolean all = !journey.isBlank();
        if (id.isEmpty() == !all) {
            throw new IllegalArgumentException("choose events of the list, or name one journey, and not both");
        }
        return decided(form, action, decision -> switch (action) {
                    case "replay" ->
                        all ? inbox.replayDeliveries(journey.strip(), decision) : inbox.replayDeliveries(id, decision);
                    case "discard" ->
                        all
                                ? inbox.discardDeliveries(journey.strip(), decision)
                                : inbox.discardDeliveries(id, decision);
                    default -> throw new IllegalArgumentException("the action is replay or discard");
                })
                .leadBack(form, PAGE);
    }

    @PostMapping("/time-span")
    ModelAndView timeSpan(
            @RequestParam String from,
            @RequestParam String to,
            @RequestParam(defaultValue = "") String type,
            @RequestParam String action,
            HttpServletRequest form) {
        Span span = new Span(moment(from), moment(to), orNull(type.strip()));
        return decided(form, action, decision -> switch (action) {
                    case "replay" -> inbox.replay(span, decision);
                    case "project-again" -> inbox.projectAgain(span, decision);
                    default -> throw new IllegalArgumentException("the action is replay or project-again");
                })
                .leadBack(form, PAGE);
    }

    private FormOutcome decided(HttpServletRequest form, String action, Function<OperatorDecision, Result> act) {
        return forms.decide(form, decision -> {
            Result result = act.apply(decision);
            return FormOutcome.of(action, result.done(), result.left());
        });
    }

    private static String pageOf(String type) {
        return type.isEmpty()
                ? PAGE
                : UriComponentsBuilder.fromPath(PAGE)
                        .queryParam("type", "{type}")
                        .encode()
                        .buildAndExpand(type)
                        .toUriString();
    }

    private static String outcome(FormOutcome outcome, Locale locale) {
        Map<String, String> words = OperationsTexts.events(locale);
        String did = words.get("did." + outcome.code());
        if (outcome.values().isEmpty()) {
            return did;
        }
        int left = (Integer) outcome.values().get(1);
        String what = MessageFormat.format(did, outcome.values().get(0));
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
}
