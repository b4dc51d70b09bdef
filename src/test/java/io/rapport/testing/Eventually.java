package io.rapport.testing;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.function.Predicate;

/** Waits, in real time, for what other threads do: no longer than it takes, and 20 seconds at the most. */
public final class Eventually {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration PAUSE = Duration.ofMillis(10);

    private Eventually() {}

    /**
     * Waits for a value.
     *
     * @param what for the failure, such as {@code the message is sent}
     * @param read reads the value
     * @param so whether it is the one
     * @return it
     */
    public static <T> T eventually(String what, Callable<T> read, Predicate<? super T> so) {
        return await(what)
                .atMost(PATIENCE)
                .pollDelay(Duration.ZERO)
                .pollInterval(PAUSE)
                .pollInSameThread()
                .until(read, so);
    }

    /**
     * Waits until something holds.
     *
     * @param what for the failure, such as {@code the message is sent}
     * @param condition whether it does
     */
    public static void eventually(String what, Callable<Boolean> condition) {
        eventually(what, condition, Boolean.TRUE::equals);
    }
}
