package io.rapport.outbox.internal;

import io.rapport.calendar.BusinessClock;
import io.rapport.channel.SendResult;
import io.rapport.contactpolicy.PolicyDecision;
import io.rapport.contactpolicy.PolicyDecision.Action;
import io.rapport.customer.ContactVersions;
import io.rapport.mail.DomainPauses;
import io.rapport.outbox.OutboxMessage;
import io.rapport.outbox.OutboxMessage.State;
import io.rapport.outbox.internal.Evaluation.Passed;
import io.rapport.outbox.internal.Transition.Change;
import io.rapport.outbox.internal.Transition.Note;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.support.TransactionTemplate;

/** What becomes of messages: makes transitions of decisions and of servers' answers, and carries out what follows from them. */
final class OutcomeRecorder {

    private static final Logger LOG = LoggerFactory.getLogger(OutcomeRecorder.class);

    /** As events step back that met the database away. */
    private static final Duration AFTER_DATABASE_FAULT = Duration.ofSeconds(10);

    private final OutboxTransitions transitions;
    private final MessageOutcomes outcomes;
    private final ContactVersions versions;
    private final Consumer<Outcome> counter;
    private final TransactionTemplate transaction;
    private final MessagingProperties properties;
    private final BusinessClock clock;

    OutcomeRecorder(
            OutboxTransitions transitions,
            MessageOutcomes outcomes,
            ContactVersions versions,
            Consumer<Outcome> counter,
            TransactionTemplate transaction,
            MessagingProperties properties,
            BusinessClock clock) {
        this.transitions = transitions;
        this.outcomes = outcomes;
        this.versions = versions;
        this.counter = counter;
        this.transaction = transaction;
        this.properties = properties;
        this.clock = clock;
    }

    /** @return what becomes of a message that the policy withholds or defers */
    Transition decided(OutboxMessage message, String worker, Evaluation evaluation) {
        PolicyDecision decision = evaluation.decision();
        boolean defers = decision.action() == Action.DEFER;
        List<Note> notes = passed(message, evaluation);
        if (defers) {
            notes.add(new Note(message.id(), "deferred", evaluation.channel(), decision.rule(), decision.why()));
        }
        Change change = new Change(
                defers ? State.QUEUED : State.WITHHELD,
                evaluation.channel(),
                decision.rule(),
                decision.why(),
                decision.inputs(),
                decision.until(),
                defers ? decision.waitFor() : null,
                defers ? decision.heldByCap() : null,
                null,
                null);
        return new Transition(
                message,
                worker,
                false,
                defers ? Outcome.DEFERRED : Outcome.WITHHELD,
                true,
                change,
                decision.until(),
                evaluation.reads(),
                notes,
                evaluation.overtaken(),
                null);
    }

    /** @return the evaluations of channels that the message does not take, unless they are known from an earlier one */
    static List<Note> passed(OutboxMessage message, Evaluation evaluation) {
        List<Note> notes = new ArrayList<>();
        if (!evaluation.channel().equals(message.channel())) {
            for (Passed passed : evaluation.passed()) {
                PolicyDecision decision = passed.decision();
                notes.add(new Note(message.id(), "switched", passed.channel(), decision.rule(), decision.why()));
            }
        }
        return notes;
    }

    /** The message is another queue's. Its evaluation is not its end, and no attempt is used up. */
    Transition leave(OutboxMessage message, String worker, Evaluation evaluation) {
        Change change = new Change(
                State.QUEUED, evaluation.channel(), null, null, message.inputs(), null, null, null, null, null);
        return new Transition(
                message,
                worker,
                false,
                Outcome.SWITCHED,
                false,
                change,
                null,
                evaluation.reads(),
                passed(message, evaluation),
                List.of(),
                null);
    }

    /** The message is for the queue of mails, whose servers do not answer. */
    Transition leaveToMail(OutboxMessage message, String worker, Evaluation evaluation, Duration away) {
        Change change = new Change(
                State.QUEUED,
                ChannelDirectory.EMAIL,
                "mail-away",
                "waits for a mail server: none answers",
                message.inputs(),
                clock.instant().plus(away),
                null,
                null,
                null,
                null);
        return new Transition(
                message,
                worker,
                false,
                Outcome.DEFERRED,
                false,
                change,
                null,
                evaluation.reads(),
                passed(message, evaluation),
                List.of(),
                null);
    }

    /** It was not this message that was put off, so no attempt of it is used up. */
    Transition pause(OutboxMessage message, String worker, DomainPauses.Pause pause) {
        String why = (pause.rule().equals("domain-pause")
                        ? "the recipient's domain asked to slow down: "
                        : "the recipient's domain refuses mail after mail because of us: ")
                + pause.why();
        return plain(
                message,
                worker,
                false,
                Outcome.DEFERRED,
                Change.again(pause.until(), message.attempts(), pause.rule(), why),
                List.of(new Note(message.id(), "deferred", message.channel(), pause.rule(), why)),
                null);
    }

    /** The database failed on it, which says nothing about the message: no attempt of it is used up, and others go first. */
    Transition postpone(OutboxMessage message, String worker) {
        return postpone(message, worker, false, "the database failed while it was prepared", null);
    }

    private Transition postpone(OutboxMessage message, String worker, boolean begun, String why, SendResult result) {
        return plain(
                message,
                worker,
                begun,
                Outcome.DEFERRED,
                Change.again(clock.instant().plus(AFTER_DATABASE_FAULT), message.attempts(), "database-fault", why),
                List.of(new Note(message.id(), "deferred", message.channel(), "database-fault", why)),
                result);
    }

    /** @return the end of a message that can never be sent */
    Transition fail(OutboxMessage message, String worker, String rule, String why) {
        return fail(message, worker, false, rule, why, null);
    }

    /** Another attempt after a growing pause, as long as the message makes sense then. */
    Transition retryOrFail(OutboxMessage message, String worker, String why) {
        return retryOrFail(message, worker, false, why, null);
    }

    /**
     * @param attempt that was handed over
     * @param result what became of it
     */
    Transition handedOver(Attempt attempt, SendResult result) {
        OutboxMessage message = attempt.message();
        String why = result.why();
        String taken = attempt.evaluation().decision().why() + "; " + why;
        return switch (result.outcome()) {
            case SENT ->
                new Transition(
                        message,
                        attempt.worker(),
                        true,
                        Outcome.SENT,
                        true,
                        Change.to(State.SENT, null, taken),
                        null,
                        Map.of(),
                        List.of(),
                        List.of(),
                        result);
            case ASSIGNED ->
                plain(
                        message,
                        attempt.worker(),
                        true,
                        Outcome.ASSIGNED,
                        Change.to(State.ASSIGNED, null, taken),
                        List.of(),
                        result);
            case RETRY -> retryOrFail(message, attempt.worker(), true, why, result);
            case POSTPONED -> postpone(message, attempt.worker(), true, why, result);
            case PERMANENT ->
                attempt.evaluation().otherwise() == null
                        ? fail(message, attempt.worker(), true, "refused", "refused: " + why, result)
                        : otherwise(attempt, why, result);
            case UNKNOWN ->
                plain(
                        message,
                        attempt.worker(),
                        true,
                        Outcome.UNKNOWN,
                        Change.to(State.UNKNOWN, "unknown", why),
                        List.of(),
                        result);
        };
    }

    /** What one channel refuses for good may arrive on another: it is evaluated again without that one. */
    private Transition otherwise(Attempt attempt, String why, SendResult result) {
        OutboxMessage message = attempt.message();
        String refused = attempt.evaluation().channel();
        Change change = new Change(
                State.QUEUED,
                attempt.evaluation().otherwise(),
                "refused",
                "refused by " + refused + ": " + why,
                null,
                clock.instant(),
                null,
                null,
                message.attempts() + 1,
                refused);
        return plain(
                message,
                attempt.worker(),
                true,
                Outcome.SWITCHED,
                change,
                List.of(new Note(message.id(), "switched", refused, change.rule(), change.why())),
                result);
    }

    private Transition retryOrFail(OutboxMessage message, String worker, boolean begun, String why, SendResult result) {
        int attempts = message.attempts() + 1;
        Duration delay = properties.retryDelay(attempts);
        Duration asked = result == null ? null : result.pause();
        Instant next = clock.instant().plus(asked == null || asked.compareTo(delay) < 0 ? delay : asked);
        if (!next.isBefore(message.expiresAt())) {
            return fail(message, worker, begun, "given-up", "given up after " + attempts + " attempts: " + why, result);
        }
        String words = "retry " + attempts + ": " + why;
        return plain(
                message,
                worker,
                begun,
                Outcome.RETRIED,
                Change.again(next, attempts, "retry", words),
                List.of(new Note(message.id(), "retried", message.channel(), "retry", words)),
                result);
    }

    private static Transition fail(
            OutboxMessage message, String worker, boolean begun, String rule, String why, SendResult result) {
        return new Transition(
                message,
                worker,
                begun,
                Outcome.FAILED,
                true,
                Change.to(State.FAILED, rule, why),
                null,
                Map.of(),
                List.of(),
                List.of(),
                result);
    }

    private static Transition plain(
            OutboxMessage message,
            String worker,
            boolean begun,
            Outcome outcome,
            Change change,
            List<Note> notes,
            SendResult result) {
        return new Transition(message, worker, begun, outcome, false, change, null, Map.of(), notes, List.of(), result);
    }

    /**
     * Records what becomes of messages that were not handed over, in a transaction of its own.
     *
     * @param all at most one a message, all evaluated by the same prefetch
     * @return those messages whose evaluation holds no more: they are to be evaluated again
     */
    List<OutboxMessage> record(Collection<Transition> all) {
        if (all.isEmpty()) {
            return List.of();
        }
        List<OutboxMessage> stale = new ArrayList<>();
        List<Transition> changed = new ArrayList<>();
        transaction.executeWithoutResult(status -> {
            Map<String, String> reads = new HashMap<>();
            all.forEach(each -> reads.putAll(each.reads()));
            Set<String> held = new HashSet<>(versions.hold(reads));
            List<Transition> sound = new ArrayList<>();
            for (Transition each : all) {
                if (held.containsAll(each.reads().keySet())) {
                    sound.add(each);
                } else {
                    stale.add(each.message());
                }
            }
            Set<UUID> ids = transitions
                    .apply(sound, List.of(), clock.instant(), properties.sendLease())
                    .changed();
            sound.stream().filter(each -> ids.contains(each.message().id())).forEach(changed::add);
            changed.forEach(this::followUp);
        });
        changed.forEach(this::count);
        return stale;
    }

    /** @return whether more follows from a transition than its row and the log */
    boolean isFollowedUp(Transition each) {
        return each.notified() && outcomes.isAwaited(each.message(), each.outcome())
                || each.result() != null
                        && (each.result().optedOut() != null
                                || each.result().refusal() != null
                                        && each.result().refusal().isHard());
    }

    /** Does what follows from a transition that was carried out, in its transaction. */
    void followUp(Transition each) {
        OutboxMessage message = each.message();
        if (each.result() != null && each.result().outcome() == SendResult.Outcome.PERMANENT) {
            if (each.result().optedOut() != null) {
                outcomes.optedOut(message, each.result().optedOut());
            }
            if (each.result().refusal() != null && each.result().refusal().isHard()) {
                outcomes.unreachable(message);
            }
        }
        if (each.notified()) {
            String channel = each.change().channel() == null
                    ? message.channel()
                    : each.change().channel();
            outcomes.record(message, each.outcome(), channel, rule(each), each.until());
        }
        if (!each.overtaken().isEmpty()) {
            transitions.wake(each.overtaken(), clock.instant());
        }
    }

    private static String rule(Transition each) {
        return each.outcome() == Outcome.SENT ? null : each.change().rule();
    }

    /** Counts a transition that was committed. */
    void count(Transition each) {
        counter.accept(each.outcome());
        if (each.outcome() == Outcome.FAILED || each.outcome() == Outcome.UNKNOWN) {
            LOG.warn(
                    "Message {} ({}) {}: {}",
                    each.message().id(),
                    each.message().message(),
                    each.outcome() == Outcome.FAILED ? "failed" : "is unknown",
                    each.change().why());
        }
    }
}
