package io.rapport.calendar;

import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Counts attempts by key, each for a while from its first on: by real time, which nothing sets back or forward, and on this
 * node alone.
 *
 * @param <K> of whom or what the attempts are
 */
public final class AttemptCounts<K> {

    /** Beyond it the oldest is forgotten: memory is worth more than the last count. */
    private static final int LARGEST = 100_000;

    private static final long ALMOST_A_SECOND = 999_999_999;

    private record Count(long begin, int attempts) {}

    private final long window;
    private final LongSupplier nanoTime;

    /** In the order of their begin, since a key that is counted again keeps its place. */
    private final Map<K, Count> counts = new LinkedHashMap<>();

    /**
     * @param window how long attempts count, from the first of a key on
     * @param nanoTime a clock that never goes back, such as {@link System#nanoTime()}
     */
    public AttemptCounts(Duration window, LongSupplier nanoTime) {
        this.window = window.toNanos();
        this.nanoTime = nanoTime;
    }

    /** @return how many attempts of the key count now */
    public synchronized int count(K key) {
        forget(nanoTime.getAsLong());
        Count count = counts.get(key);
        return count == null ? 0 : count.attempts();
    }

    /** Counts an attempt. @return how many count now, with this one */
    public synchronized int add(K key) {
        long now = nanoTime.getAsLong();
        forget(now);
        int attempts = counts.merge(
                        key, new Count(now, 1), (before, one) -> new Count(before.begin(), before.attempts() + 1))
                .attempts();
        if (counts.size() > LARGEST) {
            forgetOldest();
        }
        return attempts;
    }

    /** @return after how many whole seconds the key's attempts count no more; zero if none counts now */
    public synchronized Duration left(K key) {
        long now = nanoTime.getAsLong();
        forget(now);
        Count count = counts.get(key);
        return count == null
                ? Duration.ZERO
                : Duration.ofSeconds(Duration.ofNanos(window - (now - count.begin()))
                        .plusNanos(ALMOST_A_SECOND)
                        .toSeconds());
    }

    private void forget(long now) {
        Iterator<Count> oldest = counts.values().iterator();
        while (oldest.hasNext() && now - oldest.next().begin() >= window) {
            oldest.remove();
        }
    }

    private void forgetOldest() {
        Iterator<Count> oldest = counts.values().iterator();
        oldest.next();
        oldest.remove();
    }
}
