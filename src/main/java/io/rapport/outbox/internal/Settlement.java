package io.rapport.outbox.internal;

import io.rapport.calendar.BusinessClock;
import io.rapport.channel.SendResult;
import io.rapport.contactpolicy.Decision;
import io.rapport.customer.Order;
import io.rapport.mail.DomainPauses;
import io.rapport.outbox.OutboxMessage;
import io.rapport.outbox.OutboxMessage.State;
import io.rapport.outbox.internal.Looks.Passed;
import io.rapport.outbox.internal.Preparation.Prepared;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes down what became of a worker's messages, and tells the journeys; in the caller's transaction.
 *
 * @param worker whose messages they are
 */
record Settlement(
        String worker,
        OutboxSteps steps,
        MessageOutcomes outcomes,
        MessagingProperties properties,
        BusinessClock clock) {

    private static final Logger LOG = LoggerFactory.getLogger(Settlement.class);

    /**
     * A message that was handed over.
     *
     * @param message as it was claimed, before this attempt
     * @param allowed why the policy let it go
     * @param result what became of it
     */
    record Attempt(OutboxMessage message, String allowed, SendResult result) {}

    /**
     * Records that a message is about to be handed over, which counts as a contact; to be committed before the first byte.
     *
     * @return false if it is no longer this worker's, because its lease ran out
     */
    boolean begin(OutboxMessage message, Prepared prepared) {
        String channel = prepared.channel();
        byte[] recipient = prepared.address() == null ? null : outcomes.recipient(channel, prepared.address());
        return steps.markSending(
                message,
                worker,
                channel,
                prepared.language(),
                prepared.decision(),
                recipient,
                clock.instant(),
                properties.sendLease());
    }

    /**
     * Whether all that there is to record of an attempt is that the message was sent, so that {@link #beginIfStill} may do
     * it on the way.
     */
    boolean isPlainlySent(Attempt attempt) {
        return attempt.result().outcome() == SendResult.Outcome.SENT
                && !outcomes.isAwaited(attempt.message(), Outcome.SENT);
    }

    /**
     * Records by one statement, in a transaction of its own, that the last message was sent and that the next is about to be
     * handed over, if what was known when it was prepared still holds.
     *
     * @param last plainly sent, or null
     * @return false if the message must be looked at anew; the last one is recorded all the same
     */
    boolean beginIfStill(Attempt last, OutboxMessage message, Prepared prepared, Known known) {
        Order order = known.order(message);
        return steps.markSendingIfStill(
                last == null ? null : last.message().id(),
                last == null ? null : whyTaken(last),
                message,
                worker,
                prepared.language(),
                prepared.decision(),
                outcomes.recipient(prepared.channel(), prepared.address()),
                known.addressee(message).version(),
                order == null ? null : order.stands(),
                clock.instant(),
                properties.sendLease());
    }

    private static String whyTaken(Attempt attempt) {
        return attempt.allowed() + "; " + attempt.result().why();
    }

    /** Records what became of a message that was handed over. */
    Outcome record(Attempt attempt) {
        OutboxMessage message = attempt.message();
        String why = attempt.result().why();
        switch (attempt.result().outcome()) {
            case SENT -> {
                steps.settle(message, worker, State.SENT, null, whyTaken(attempt), clock.instant());
                outcomes.record(message, Outcome.SENT, null);
                return Outcome.SENT;
            }
            case ASSIGNED -> {
                steps.assign(message, worker, whyTaken(attempt));
                return Outcome.ASSIGNED;
            }
            case RETRY -> {
                return retryOrFail(message, why, attempt.result().pause());
            }
            case PERMANENT -> {
                if (attempt.result().optedOut() != null) {
                    outcomes.optedOut(message, attempt.result().optedOut());
                }
                if (attempt.result().refusal() != null
                        && attempt.result().refusal().isHard()) {
                    outcomes.unreachable(message);
                }
                return fail(message, "refused", "refused: " + why);
            }
            default -> {
                LOG.warn("Message {} ({}) is unknown: {}", message.id(), message.message(), why);
                steps.settle(message, worker, State.UNKNOWN, "unknown", why, clock.instant());
                return Outcome.UNKNOWN;
            }
        }
    }

    Outcome withhold(OutboxMessage message, Prepared prepared) {
        steps.withhold(message, worker, prepared.channel(), prepared.decision(), clock.instant());
        outcomes.record(message, Outcome.WITHHELD, prepared.channel(), prepared.decision());
        return Outcome.WITHHELD;
    }

    Outcome defer(OutboxMessage message, Prepared prepared) {
        steps.defer(message, worker, prepared.channel(), prepared.decision(), clock.instant());
        outcomes.record(message, Outcome.DEFERRED, prepared.channel(), prepared.decision());
        return Outcome.DEFERRED;
    }

    Outcome fail(OutboxMessage message, String rule, String why) {
        steps.settle(message, worker, State.FAILED, rule, why, clock.instant());
        outcomes.record(message, Outcome.FAILED, rule);
        LOG.warn("Message {} ({}) failed: {}", message.id(), message.message(), why);
        return Outcome.FAILED;
    }

    /** Keeps the looks at channels that the message does not take. */
    void notePassed(OutboxMessage message, Prepared prepared) {
        // known already from an earlier look, if the row stands there
        if (!prepared.channel().equals(message.channel())) {
            for (Passed passed : prepared.passed()) {
                Decision decision = passed.decision();
                steps.note(message, "switched", passed.channel(), decision.rule(), decision.why(), clock.instant());
            }
        }
    }

    /** Another attempt after a growing pause, as long as the message makes sense then. */
    Outcome retryOrFail(OutboxMessage message, String why) {
        return retryOrFail(message, why, null);
    }

    /** @param asked how long the server asked to be left alone; null if it did not */
    private Outcome retryOrFail(OutboxMessage message, String why, Duration asked) {
        int attempts = message.attempts() + 1;
        Duration delay = properties.retryDelay(attempts);
        Instant next = clock.instant().plus(asked == null || asked.compareTo(delay) < 0 ? delay : asked);
        if (next.isBefore(message.expiresAt())) {
            steps.requeue(message, worker, next, attempts, "retry", "retry " + attempts + ": " + why, clock.instant());
            return Outcome.RETRIED;
        }
        return fail(message, "given-up", "given up after " + attempts + " attempts: " + why);
    }

    /** It was not this message that was put off, so no attempt of it is used up. */
    Outcome waitForDomain(OutboxMessage message, DomainPauses.Pause slow) {
        String why = (slow.rule().equals("domain-pause")
                        ? "the recipient's domain asked to slow down: "
                        : "the recipient's domain refuses mail after mail because of us: ")
                + slow.why();
        steps.requeue(message, worker, slow.until(), message.attempts(), slow.rule(), why, clock.instant());
        return Outcome.DEFERRED;
    }

    /** The message is another lane's. Its look is not its end, and no attempt is used up. */
    Outcome handOver(OutboxMessage message, String channel) {
        steps.handOver(message, worker, channel, message.dueAt(), null, null);
        return Outcome.SWITCHED;
    }

    /** The message is for the lane of mails, whose servers do not answer: who looked for letters there leaves it. */
    Outcome leaveToMail(OutboxMessage message, Duration away) {
        String why = "waits for a mail server: none answers";
        steps.handOver(message, worker, Reach.EMAIL, clock.instant().plus(away), "mail-away", why);
        return Outcome.DEFERRED;
    }
}
