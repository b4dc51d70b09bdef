package io.rapport.messaging.internal.dispatch;

import io.rapport.calendar.BusinessClock;
import io.rapport.messaging.OutboxMessage;
import io.rapport.messaging.internal.dispatch.Looking.Ready;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;

/**
 * Writes a worker's next message while the server takes the one before: with few workers the cores would stand still for
 * that long. Nothing is settled by it. Whoever begins the message asks whether all still is as it was read
 * ({@link OutboxSteps#markSendingIfStill}), and what was written a while ago is written anew, since the time of day decides
 * as well.
 */
final class Ahead implements AutoCloseable {

    /** For how long it makes no difference when a message was looked at. */
    private static final Duration FRESH = Duration.ofSeconds(1);

    private final Looking looking;
    private final BusinessClock clock;
    private final ExecutorService hand;

    private OutboxMessage next;
    private Known known = Known.NOTHING;
    private Written written;

    /** @param thread what to call the thread that writes */
    Ahead(Looking looking, BusinessClock clock, String thread) {
        this.looking = looking;
        this.clock = clock;
        this.hand = Executors.newSingleThreadExecutor(work -> {
            Thread writer = new Thread(work, thread);
            writer.setDaemon(true);
            return writer;
        });
    }

    /** @param ready null if the message must go the long way */
    private record Written(OutboxMessage message, Ready ready, Instant at) {}

    /**
     * Tells what comes after the message in hand.
     *
     * @param next null if nothing does
     * @param known what was read for it
     */
    void follow(OutboxMessage next, Known known) {
        this.next = next;
        this.known = known;
    }

    /** Does something that takes its time, and writes what follows meanwhile. */
    <T> T during(Supplier<T> errand) {
        Future<Written> writing = canWrite() ? hand.submit(() -> write(next, known)) : null;
        try {
            return errand.get();
        } finally {
            written = writing == null ? null : await(writing);
        }
    }

    /** A message that is counted is looked at in the transaction that begins it. */
    private boolean canWrite() {
        return next != null && known.addressee(next) != null && !looking.isCounted(next, known);
    }

    private Written write(OutboxMessage message, Known known) {
        Instant at = clock.instant();
        return new Written(message, looking.quickly(message, known), at);
    }

    private static Written await(Future<Written> writing) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return writing.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (ExecutionException e) {
                    // the worker meets the fault again when it comes to the message; the one in hand has its own
                    // outcome
                    return null;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /**
     * @return the message as it was written meanwhile, or as it is written now if it was not; null if it must go the long way
     */
    Ready take(OutboxMessage message, Known known) {
        Written ahead = written;
        written = null;
        return ahead != null && ahead.message() == message && isFresh(ahead)
                ? ahead.ready()
                : looking.quickly(message, known);
    }

    /** The clock of a test or a demo also jumps. */
    private boolean isFresh(Written ahead) {
        return Duration.between(ahead.at(), clock.instant()).abs().compareTo(FRESH) < 0;
    }

    @Override
    public void close() {
        hand.shutdownNow();
    }
}
