package io.rapport.inbox.internal;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.stereotype.Component;

/** Whether more events wait than the intake should add to. Asks the database at most once a second on each node. */
@Component
final class Backlog {

    private static final long KEPT_NANOS = Duration.ofSeconds(1).toNanos();

    private final InboxQueue queue;
    private final int most;
    private final AtomicLong nextRead = new AtomicLong(System.nanoTime());
    private volatile boolean full;

    Backlog(InboxQueue queue, InboxProperties properties) {
        this.queue = queue;
        this.most = properties.mostWaiting();
    }

    /** @return what was true at the latest read; only one caller a second waits for the answer */
    boolean isFull() {
        long now = System.nanoTime();
        long due = nextRead.get();
        if (now - due >= 0 && nextRead.compareAndSet(due, now + KEPT_NANOS)) {
            full = queue.isWaitingMoreThan(most);
        }
        return full;
    }
}
