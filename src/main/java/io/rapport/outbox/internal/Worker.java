package io.rapport.outbox.internal;

import io.rapport.calendar.BusinessClock;
import io.rapport.mail.NotConnected;
import io.rapport.outbox.OutboxMessage;
import io.rapport.outbox.internal.Looking.Look;
import io.rapport.outbox.internal.Looking.Ready;
import io.rapport.outbox.internal.Settlement.Attempt;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * One thread of a lane: it takes messages, decides, and hands those over that go this way.
 *
 * <p>The order of things makes that nothing is lost or sent twice: SENDING is committed before the first byte, the
 * outcome after the last. One transaction records the outcome of a message and the beginning of the next. Whatever breaks
 * in between leaves a row in SENDING whose lease runs out: UNKNOWN, for a person to decide.
 */
final class Worker implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(Worker.class);
    private static final Duration SHORTEST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    /** How long this waits for a server that takes no more just now before it leaves its messages to others. */
    private static final Duration LONGEST_TURN = Duration.ofSeconds(5);

    private static final Duration GLANCE = Duration.ofMillis(250);

    private final String name;
    private final Lane lane;
    private final Carrier carrier;
    private final Dispatcher dispatcher;
    private final OutboxClaims claims;
    private final Preparation preparation;
    private final Settlement settlement;
    private final Looking looking;
    private final TransactionTemplate transaction;
    private final MessagingProperties properties;
    private final BusinessClock clock;

    /** The message that was handed over last and whose outcome is not committed yet. */
    private Attempt open;

    private Duration pause = SHORTEST_PAUSE;

    Worker(
            Lane lane,
            Carrier carrier,
            Dispatcher dispatcher,
            OutboxClaims claims,
            Preparation preparation,
            Settlement settlement,
            TransactionTemplate transaction,
            MessagingProperties properties,
            BusinessClock clock) {
        this.name = settlement.worker();
        this.lane = lane;
        this.carrier = carrier;
        this.dispatcher = dispatcher;
        this.claims = claims;
        this.preparation = preparation;
        this.settlement = settlement;
        this.looking = new Looking(lane, carrier, preparation, settlement, dispatcher);
        this.transaction = transaction;
        this.properties = properties;
        this.clock = clock;
    }

    @Override
    public void run() {
        while (dispatcher.isRunning()) {
            try {
                dispatcher.recover();
                if (!work()) {
                    carrier.rest();
                    dispatcher.awaitWork(lane);
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
        List<OutboxMessage> batch = commit(this::claim);
        Known known = lane.isMail() && !batch.isEmpty() ? preparation.know(batch) : Known.NOTHING;
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
            if (unreachable != null || !sentQuickly(message, known)) {
                handle(message, unreachable);
            }
            if (unreachable != null) {
                LOG.warn("{} pauses {} s: {}", name, pause.toSeconds(), unreachable);
                claims.release(name);
                pauseLonger();
                return true;
            }
            pause = SHORTEST_PAUSE;
        }
        return !batch.isEmpty();
    }

    private List<OutboxMessage> claim() {
        List<OutboxMessage> own =
                claims.claim(name, lane.claims(), clock.instant(), properties.batch(), properties.claimLease());
        if (!own.isEmpty() || lane.isMail() || dispatcher.mailAway().isEmpty()) {
            return own;
        }
        // no mail goes out just now; among what waits for that there may be letters, which only a look tells
        return claims.claimOf(
                preparation.flexible(),
                name,
                List.of(Reach.EMAIL),
                clock.instant(),
                properties.batch(),
                properties.claimLease());
    }

    /**
     * Waits until a message can be handed over: for mails, by the servers' rates and the connections that they allow.
     *
     * @return false if it takes long, or this node stops: then others may have what was taken
     */
    private boolean awaitTurn() throws NotConnected {
        long deadline = System.nanoTime() + LONGEST_TURN.toNanos();
        for (Duration wait = carrier.ready(); !wait.isZero(); wait = carrier.ready()) {
            if (open != null) {
                // what was sent already shall not look unknown meanwhile
                commit(() -> null);
            }
            if (!dispatcher.isRunning() || System.nanoTime() > deadline) {
                commit(() -> {
                    claims.release(name);
                    return null;
                });
                return false;
            }
            dispatcher.pause(wait.compareTo(GLANCE) < 0 ? wait : GLANCE);
        }
        return true;
    }

    /**
     * The short way of most mails: one statement begins this one, if all still holds that it was written by, and records the
     * one before. Whatever is out of the ordinary goes the long way, which also tells what is wrong.
     */
    private boolean sentQuickly(OutboxMessage message, Known known) {
        if (known.addressee(message) == null || open != null && !settlement.isPlainlySent(open)) {
            return false;
        }
        Begun begun = looking.isCounted(message, known)
                ? transaction.execute(status -> begin(message, known))
                : begin(message, known);
        if (begun == null) {
            return false;
        }
        if (open != null) {
            open = null;
            dispatcher.count(Outcome.SENT);
        }
        if (begun.still()) {
            handOver(message, begun.ready());
        }
        return begun.still();
    }

    /** @param still false if the message turned out not to be what it was prepared by; the one before is recorded */
    private record Begun(Ready ready, boolean still) {}

    private Begun begin(OutboxMessage message, Known known) {
        Ready ready = looking.quickly(message, known);
        return ready == null ? null : new Begun(ready, settlement.beginIfStill(open, message, ready.prepared(), known));
    }

    private void handle(OutboxMessage message, String unreachable) {
        Look look;
        try {
            look = commit(() -> looking.look(message, unreachable));
        } catch (DataAccessException | TransactionException e) {
            throw e;
        } catch (RuntimeException e) {
            // a fault of ours around this one message must not stop the others
            String why = "could not be prepared: " + describe(e);
            LOG.error("Message {} {}", message.id(), why);
            look = commit(() -> Look.ended(settlement.retryOrFail(message, why)));
        }
        if (look.ended() != null) {
            dispatcher.count(look.ended());
        } else if (look.ready() != null) {
            handOver(message, look.ready());
        }
    }

    /** Its SENDING is committed. */
    private void handOver(OutboxMessage message, Ready ready) {
        open = new Attempt(
                message, ready.prepared().decision().why(), ready.packed().get());
    }

    /** Runs work in a transaction that also records what became of the last message. */
    private <T> T commit(Supplier<T> work) {
        Attempt last = open;
        Outcome[] outcome = new Outcome[1];
        T result = transaction.execute(status -> {
            if (last != null) {
                outcome[0] = settlement.record(last);
            }
            return work.get();
        });
        open = null;
        if (last != null) {
            dispatcher.count(outcome[0]);
        }
        return result;
    }

    private void pauseLonger() {
        dispatcher.pause(pause);
        Duration longer = pause.multipliedBy(2);
        pause = longer.compareTo(LONGEST_PAUSE) < 0 ? longer : LONGEST_PAUSE;
    }

    /** The message in hand was finished by now; its outcome is recorded, and what was only taken goes back. */
    private void leave() {
        try {
            commit(() -> {
                claims.release(name);
                return null;
            });
        } catch (RuntimeException e) {
            LOG.error("{} could not record its last outcome; it will show as unknown: {}", name, describe(e));
        } finally {
            carrier.close();
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
