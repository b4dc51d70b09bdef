package io.rapport.app.demo;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rapport.calendar.BusinessClock;
import io.rapport.calendar.WorkingTime;
import io.rapport.customer.Customer;
import io.rapport.customer.Customers;
import io.rapport.feedback.PanelRound;
import io.rapport.feedback.PanelRuns;
import io.rapport.feedback.Panels;
import io.rapport.inbox.EventSubmission;
import io.rapport.inbox.Inbox;
import io.rapport.inbox.NewEvent;
import io.rapport.publicpages.PanelConsent;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What the demo shop asks its customer panel: a member of staff opens a round, most of those invited answer, and the result is
 * still to be written. No system sends such things: they come by pages of Rapport's own, so the recording cannot hold them.
 */
final class DemoPanel implements ReplayPart {

    private static final String SOURCE = "urn:rapport:links";
    private static final String OPENED_BY = "clara";
    private static final Duration OPENS = Duration.ofDays(-13).plusHours(9);
    private static final Duration IS_ANSWERED = OPENS.plusHours(32);

    /** Later there is nothing to do but to let the round end, which Rapport does by itself. */
    private static final Duration ANSWERED_WITHIN = Duration.ofDays(1);

    private static final Duration LASTS = Duration.ofDays(9);

    private static final Map<String, PanelRound.Text> TEXTS = Map.of(
            "en",
            new PanelRound.Text(
                    "The tins of our teas",
                    "Our teas come in tins of 100 g. Which size would suit you best?",
                    List.of("50 g, to try more kinds", "100 g, as it is", "250 g, for everyday teas"),
                    null),
            "zh",
            new PanelRound.Text(
                    "茶罐的大小", "我们的茶目前是 100 克罐装。多大的茶罐最适合您？", List.of("50 克，可以多尝几种", "100 克，保持不变", "250 克，适合日常饮用"), null));

    /** By customer: the choice, and what they write. */
    private static final Map<String, Answer> ANSWERS = Map.of(
            "1001", new Answer(1, "小罐更新鲜，我也愿意多买几种。"),
            "1004", new Answer(1, "Fifty grams would last me a month, and I could try the seasonal ones."),
            "1009", new Answer(3, "我每天都喝，大罐更划算。"),
            "1011", new Answer(1, "Small tins make better presents, too."));

    private record Answer(int choice, String comment) {}

    private final Panels panels;
    private final PanelRuns runs;
    private final Customers customers;
    private final Inbox inbox;
    private final BusinessClock clock;
    private final WorkingTime desk;

    DemoPanel(Panels panels, PanelRuns runs, Customers customers, Inbox inbox, BusinessClock clock, WorkingTime desk) {
        this.panels = panels;
        this.runs = runs;
        this.customers = customers;
        this.inbox = inbox;
        this.clock = clock;
        this.desk = desk;
    }

    @Override
    public Optional<Instant> next(Replay replay, Instant reached) {
        Instant start = replay.start();
        if (reached.isBefore(opens(start))) {
            return Optional.of(opens(start));
        }
        if (reached.isAfter(start.plus(IS_ANSWERED))) {
            return Optional.empty();
        }
        return ANSWERS.keySet().stream()
                .map(customer -> answered(customer, start))
                .filter(moment -> moment.isAfter(reached))
                .min(Comparator.naturalOrder());
    }

    private Instant opens(Instant start) {
        return DemoDay.atWork(start.plus(OPENS), desk);
    }

    private Instant answered(String customerId, Instant start) {
        ZoneId zone = customers.find(customerId).map(Customer::timeZone).orElse(desk.zone());
        return DemoDay.awake(start.plus(IS_ANSWERED), zone);
    }

    @Override
    public boolean reach(Replay replay, Instant reached) {
        Instant start = replay.start();
        if (reached.isBefore(opens(start))) {
            return false;
        }
        if (panels.newest(1).isEmpty()) {
            panels.open(OPENED_BY, "panel-candidates", 100, opens(start).plus(LASTS), TEXTS);
        }
        if (reached.isAfter(start.plus(IS_ANSWERED).plus(ANSWERED_WITHIN))) {
            return false;
        }
        runs.all();
        ANSWERS.forEach((customer, answer) -> {
            if (!reached.isBefore(answered(customer, start))) {
                answer(customer, answer);
            }
        });
        return false;
    }

    private void answer(String customerId, Answer answer) {
        panels.invitation(customerId)
                .filter(invitation -> invitation.answeredAt() == null)
                .filter(invitation -> panels.find(invitation.roundId())
                        .filter(round -> round.isOpen(clock.instant()))
                        .isPresent())
                .ifPresent(invitation -> {
                    ObjectNode consent = PanelConsent.granted(invitation.roundId(), locale(customerId));
                    ObjectNode said = JsonNodeFactory.instance
                            .objectNode()
                            .put("round", invitation.roundId())
                            .put("choice", answer.choice())
                            .put("comment", answer.comment());
                    List<EventSubmission> events = new ArrayList<>();
                    events.add(event("panel-consent:" + invitation.id(), "consent.granted", customerId, consent));
                    events.add(event("panel:" + invitation.id(), "panel.answered", customerId, said));
                    inbox.acceptAll(events);
                });
    }

    private Locale locale(String customerId) {
        return customers.find(customerId).map(Customer::locale).orElse(Locale.ENGLISH);
    }

    private EventSubmission event(String id, String type, String customerId, ObjectNode data) {
        return new EventSubmission(new NewEvent(SOURCE, id, type, customerId, clock.instant(), data), null);
    }
}
