package io.rapport.outbox.internal;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** Something that one of several threads is to do once in a while. */
final class Periodic {

    private final long nanos;
    private final LongSupplier nanoTime;
    private final AtomicLong next;

    /**
     * @param period after which it is due again; the first time at once
     * @param nanoTime a clock that only goes forward, such as {@link System#nanoTime}: its numbers may be negative, so that
     *     only differences count
     */
    Periodic(Duration period, LongSupplier nanoTime) {
        this.nanos = period.toNanos();
        this.nanoTime = nanoTime;
        this.next = new AtomicLong(nanoTime.getAsLong());
    }

    /** @return whether the caller is the one who is to do it now */
    boolean isDue() {
        long now = nanoTime.getAsLong();
        long due = next.get();
        return now - due >= 0 && next.compareAndSet(due, now + nanos);
    }
}
