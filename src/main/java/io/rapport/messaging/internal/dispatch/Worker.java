package io.rapport.messaging.internal.dispatch;

import io.rapport.calendar.BusinessClock;
import io.rapport.messaging.OutboxMessage;
import io.rapport.messaging.OutboxMessage.State;
import io.rapport.messaging.internal.dispatch.Looks.Passed;
import io.rapport.messaging.internal.dispatch.Preparation.Prepared;
import io.rapport.messaging.internal.policy.Decision;
import io.rapport.messaging.internal.smtp.Delivery;
import io.rapport.messaging.internal.smtp.DomainPauses;
import io.rapport.messaging.internal.smtp.MailComposer;
import io.rapport.messaging.internal.smtp.NotConnected;
import io.rapport.messaging.internal.smtp.Origin;
import io.rapport.messaging.internal.smtp.SendResult;
import io.rapport.messaging.internal.smtp.SmtpSender;
import io.rapport.messaging.internal.template.RenderException;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.MimeMessage;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * One thread that takes messages, decides, and sends them over its own connection.
 *
 * <p>The order of things makes that nothing is lost or sent twice: SENDING is committed before the first byte, the
 * outcome after the last. One transaction records the outcome of a mail and the beginning of the next. Whatever breaks
 * in between leaves a row in SENDING whose lease runs out: UNKNOWN, for a person to decide.
 */
final class Worker implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(Worker.class);
    private static final Duration SHORTEST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    /** How long this waits for a mail server that takes no more just now before it leaves its messages to others. */
    private static final Duration LONGEST_TURN = Duration.ofSeconds(5);

    private static final Duration GLANCE = Duration.ofMillis(250);

    private final String name;
    private final Dispatcher dispatcher;
    private final OutboxTable table;
    private final Preparation preparation;
    private final MessageOutcomes outcomes;
    private final TransactionTemplate transaction;
    private final MailComposer composer;
    private final SmtpSender sender;
    private final MessagingProperties properties;
    private final BusinessClock clock;

    /** The mail that was handed over last and whose outcome is not committed yet. */
    private Attempt open;

    private Duration pause = SHORTEST_PAUSE;

    Worker(
            String name,
            Dispatcher dispatcher,
            OutboxTable table,
            Preparation preparation,
            MessageOutcomes outcomes,
            TransactionTemplate transaction,
            Delivery delivery,
            MessagingProperties properties,
            BusinessClock clock) {
        this.name = name;
        this.dispatcher = dispatcher;
        this.table = table;
        this.preparation = preparation;
        this.outcomes = outcomes;
        this.transaction = transaction;
        this.composer = delivery.composer();
        this.sender = delivery.sender();
        this.properties = properties;
        this.clock = clock;
    }

    /**
     * A mail that was handed over.
     *
     * @param message as it was claimed, before this attempt
     * @param allowed why the policy let it go
     * @param result what became of it
     */
    private record Attempt(OutboxMessage message, String allowed, SendResult result) {}

    /**
     * What comes of looking at a message.
     *
     * @param ended how it ended without a mail; null if there is a mail to send
     * @param mail to hand over once its SENDING is committed
     * @param letter the same for another channel than e-mail
     * @param allowed what lets it go
     */
    private record Look(Outcome ended, MimeMessage mail, Prepared letter, String allowed) {

        static Look ended(Outcome outcome) {
            return new Look(outcome, null, null, null);
        }
    }

    @Override
    public void run() {
        while (dispatcher.isRunning()) {
            try {
                dispatcher.recover();
                if (!work()) {
                    sender.closeIfIdle();
                    dispatcher.awaitWork();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                break;
            } catch (RuntimeException e) {
                // the database is away, most likely; what is claimed comes back when its lease runs out
                LOG.error("{} cannot work, pauses {} s: {}", name, pause.toSeconds(), describe(e));
                pauseLonger();
            }
        }
        leave();
    }

    /** @return whether there was anything to do */
    private boolean work() {
        List<OutboxMessage> batch =
                commit(() -> table.claim(name, clock.instant(), properties.batch(), properties.claimLease()));
        for (OutboxMessage message : batch) {
            if (!dispatcher.isRunning()) {
                break;
            }
            String unreachable = null;
            try {
                if (!awaitTurn()) {
                    break;
                }
            } catch (NotConnected e) {
                unreachable = e.getMessage();
            }
            handle(message, unreachable);
            if (unreachable != null) {
                LOG.warn("{} pauses {} s: {}", name, pause.toSeconds(), unreachable);
                table.release(name);
                pauseLonger();
                return true;
            }
            pause = SHORTEST_PAUSE;
        }
        return !batch.isEmpty();
    }

    /**
     * Waits until a mail server may take a mail, by its rate and the connections it allows.
     *
     * @return false if it takes long, or this node stops: then others may have what was taken
     */
    private boolean awaitTurn() throws NotConnected {
        long deadline = System.nanoTime() + LONGEST_TURN.toNanos();
        for (Duration wait = sender.connect(); !wait.isZero(); wait = sender.connect()) {
            if (open != null) {
                // what was sent already shall not look unknown meanwhile
                commit(() -> null);
            }
            if (!dispatcher.isRunning() || System.nanoTime() > deadline) {
                commit(() -> {
                    table.release(name);
                    return null;
                });
                return false;
            }
            dispatcher.pause(wait.compareTo(GLANCE) < 0 ? wait : GLANCE);
        }
        return true;
    }

    private void handle(OutboxMessage message, String unreachable) {
        Look look;
        try {
            look = commit(() -> look(message, unreachable));
        } catch (DataAccessException | TransactionException e) {
            throw e;
        } catch (RuntimeException e) {
            // a fault of ours around this one message must not stop the others
            String why = "could not be prepared: " + describe(e);
            LOG.error("Message {} {}", message.id(), why);
            look = commit(() -> Look.ended(retryOrFail(message, why)));
        }
        if (look.ended() != null) {
            dispatcher.count(look.ended());
        } else if (look.mail() != null) {
            open = new Attempt(message, look.allowed(), sender.send(look.mail()));
        } else if (look.letter() != null) {
            open = new Attempt(message, look.allowed(), preparation.send(look.letter()));
        }
    }

    private Look look(OutboxMessage message, String unreachable) {
        Prepared prepared;
        MimeMessage mail;
        try {
            prepared = preparation.prepare(message);
            for (Passed passed : prepared.passed()) {
                // known already from an earlier look, if the row stands there
                if (!prepared.channel().equals(message.channel())) {
                    Decision decision = passed.decision();
                    table.note(message, "switched", passed.channel(), decision.rule(), decision.why(), clock.instant());
                }
            }
            switch (prepared.decision().action()) {
                case WITHHOLD -> {
                    table.withhold(message, name, prepared.channel(), prepared.decision(), clock.instant());
                    outcomes.record(message, Outcome.WITHHELD, prepared.channel(), prepared.decision());
                    return Look.ended(Outcome.WITHHELD);
                }
                case DEFER -> {
                    table.defer(message, name, prepared.channel(), prepared.decision(), clock.instant());
                    outcomes.record(message, Outcome.DEFERRED, prepared.channel(), prepared.decision());
                    return Look.ended(Outcome.DEFERRED);
                }
                default -> {
                    if (prepared.mail() == null) {
                        mail = null;
                        break;
                    }
                    Optional<DomainPauses.Pause> slow =
                            sender.pauseOf(prepared.mail().address());
                    if (slow.isPresent()) {
                        return waitForDomain(message, slow.get());
                    }
                    mail = composer.compose(
                            prepared.mail(),
                            new Origin(message.id(), message.message(), message.journey(), message.category()));
                }
            }
        } catch (RenderException e) {
            return fail(message, "not-renderable", e.getMessage());
        } catch (AddressException e) {
            return fail(message, "bad-address", "the address on file is not one that mail can be sent to");
        } catch (MessagingException e) {
            throw new IllegalStateException("the mail cannot be put together", e);
        }
        if (unreachable != null && mail != null) {
            return Look.ended(retryOrFail(message, unreachable));
        }
        String allowed = prepared.decision().why();
        boolean ours = table.markSending(
                message,
                name,
                prepared.channel(),
                prepared.language(),
                prepared.decision(),
                prepared.address() == null ? null : outcomes.recipient(prepared.channel(), prepared.address()),
                clock.instant(),
                properties.sendLease());
        return new Look(null, ours ? mail : null, ours && mail == null ? prepared : null, allowed);
    }

    private Look fail(OutboxMessage message, String rule, String why) {
        table.settle(message, name, State.FAILED, rule, why, clock.instant());
        outcomes.record(message, Outcome.FAILED, rule);
        LOG.warn("Message {} ({}) failed: {}", message.id(), message.message(), why);
        return Look.ended(Outcome.FAILED);
    }

    /** It was not this message that was put off, so no attempt of it is used up. */
    private Look waitForDomain(OutboxMessage message, DomainPauses.Pause slow) {
        String why = "the recipient's domain asked to slow down: " + slow.why();
        table.requeue(message, name, slow.until(), message.attempts(), "domain-pause", why, clock.instant());
        return Look.ended(Outcome.DEFERRED);
    }

    /** Runs work in a transaction that also records what became of the last mail. */
    private <T> T commit(Supplier<T> work) {
        Attempt last = open;
        Outcome[] outcome = new Outcome[1];
        T result = transaction.execute(status -> {
            if (last != null) {
                outcome[0] = record(last);
            }
            return work.get();
        });
        open = null;
        if (last != null) {
            dispatcher.count(outcome[0]);
        }
        return result;
    }

    private Outcome record(Attempt attempt) {
        OutboxMessage message = attempt.message();
        Instant now = clock.instant();
        String why = attempt.result().why();
        switch (attempt.result().outcome()) {
            case SENT -> {
                table.settle(message, name, State.SENT, null, attempt.allowed() + "; " + why, now);
                outcomes.record(message, Outcome.SENT, null);
                return Outcome.SENT;
            }
            case ASSIGNED -> {
                table.assign(message, name, attempt.allowed() + "; " + why);
                return Outcome.ASSIGNED;
            }
            case RETRY -> {
                return retryOrFail(message, why, attempt.result().pause());
            }
            case PERMANENT -> {
                if (attempt.result().optedOut() != null) {
                    outcomes.optedOut(message, attempt.result().optedOut());
                }
                return fail(message, "refused", "refused: " + why).ended();
            }
            default -> {
                LOG.warn("Message {} ({}) is unknown: {}", message.id(), message.message(), why);
                table.settle(message, name, State.UNKNOWN, "unknown", why, now);
                return Outcome.UNKNOWN;
            }
        }
    }

    /** Another attempt after a growing pause, as long as the message makes sense then. */
    private Outcome retryOrFail(OutboxMessage message, String why) {
        return retryOrFail(message, why, null);
    }

    /** @param asked how long the server asked to be left alone; null if it did not */
    private Outcome retryOrFail(OutboxMessage message, String why, Duration asked) {
        int attempts = message.attempts() + 1;
        Duration delay = properties.retryDelay(attempts);
        Instant next = clock.instant().plus(asked == null || asked.compareTo(delay) < 0 ? delay : asked);
        if (next.isBefore(message.expiresAt())) {
            table.requeue(message, name, next, attempts, "retry", "retry " + attempts + ": " + why, clock.instant());
            return Outcome.RETRIED;
        }
        return fail(message, "given-up", "given up after " + attempts + " attempts: " + why)
                .ended();
    }

    private void pauseLonger() {
        dispatcher.pause(pause);
        Duration longer = pause.multipliedBy(2);
        pause = longer.compareTo(LONGEST_PAUSE) < 0 ? longer : LONGEST_PAUSE;
    }

    /** The mail in hand was finished by now; its outcome is recorded, and what was only taken goes back. */
    private void leave() {
        try {
            commit(() -> {
                table.release(name);
                return null;
            });
        } catch (RuntimeException e) {
            LOG.error("{} could not record its last outcome; it will show as unknown: {}", name, describe(e));
        } finally {
            sender.close();
        }
    }

    /** Class and place, not the text: it may hold what a customer wrote. */
    private static String describe(RuntimeException e) {
        Throwable cause = e;
        while (cause.getCause() != null && cause.getCause() != cause) {
            cause = cause.getCause();
        }
        StackTraceElement[] trace = cause.getStackTrace();
        return cause.getClass().getSimpleName() + (trace.length == 0 ? "" : " at " + trace[0]);
    }
}
