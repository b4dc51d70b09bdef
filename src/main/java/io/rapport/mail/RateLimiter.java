package io.rapport.mail;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Hands out a number of permissions a second (a token bucket). What was not used in the last quarter of a second is lost,
 * so that a crowd that waited leaves evenly.
 */
final class RateLimiter {

    private static final double BURST_SECONDS = 0.25;
    private static final double NANOS = TimeUnit.SECONDS.toNanos(1);

    private final double rate;
    private final double most;
    private final LongSupplier nanoTime;

    private double there;
    private long at;

    /**
     * @param rate permissions a second; 0 for as many as are asked for
     * @param nanoTime a clock; that it is set back gives and takes nothing
     */
    RateLimiter(double rate, LongSupplier nanoTime) {
        this.rate = rate;
        this.most = Math.max(1, rate * BURST_SECONDS);
        this.nanoTime = nanoTime;
        this.there = 1;
        this.at = nanoTime.getAsLong();
    }

    /** @return how long until there is a permission; zero if there is one */
    synchronized Duration pause() {
        if (rate == 0) {
            return Duration.ZERO;
        }
        long now = nanoTime.getAsLong();
        there = Math.min(most, there + Math.max(0, now - at) * rate / NANOS);
        at = now;
        return there >= 1 ? Duration.ZERO : Duration.ofNanos((long) Math.ceil((1 - there) / rate * NANOS));
    }

    /** Uses up one, after {@link #pause} said that there is one. */
    synchronized void take() {
        there--;
    }
}
