package io.rapport.mail;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The rate of a mail server")
class RateLimiterTest {

    private final AtomicLong nanos = new AtomicLong();

    @Property(tries = 200)
    void letsNoCrowdThroughInAnySecond(@ForAll @IntRange(min = 1, max = 500) int rate, @ForAll boolean idleBefore) {
        RateLimiter pacer = new RateLimiter(rate, nanos::get);
        nanos.addAndGet(idleBefore ? TimeUnit.HOURS.toNanos(1) : 0);
        long begin = nanos.get();
        int taken = 0;
        while (true) {
            Duration wait = pacer.pause();
            nanos.addAndGet(wait.toNanos());
            if (nanos.get() - begin >= TimeUnit.SECONDS.toNanos(1)) {
                break;
            }
            if (wait.isZero()) {
                pacer.take();
                taken++;
            }
        }
        assertThat(taken).isBetween(rate - 1, rate + Math.max(1, rate / 4) + 1);
    }

    @Test
    @DisplayName("of 0 asks for no pause")
    void knowsNoLimit() {
        RateLimiter pacer = new RateLimiter(0, nanos::get);
        for (int i = 0; i < 1000; i++) {
            assertThat(pacer.pause()).isZero();
            pacer.take();
        }
    }

    @Test
    @DisplayName("may be less than one a second")
    void mayBeSlow() {
        RateLimiter pacer = new RateLimiter(0.1, nanos::get);
        assertThat(pacer.pause()).isZero();
        pacer.take();
        assertThat(pacer.pause()).isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    @DisplayName("is kept when the clock is set back: nothing is given for it, and nothing stands still")
    void clockSetBack() {
        nanos.set(TimeUnit.HOURS.toNanos(5));
        RateLimiter pacer = new RateLimiter(1, nanos::get);
        pacer.pause();
        pacer.take();
        nanos.set(TimeUnit.HOURS.toNanos(2));
        assertThat(pacer.pause()).isEqualTo(Duration.ofSeconds(1));
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(1));
        assertThat(pacer.pause()).isZero();
    }
}
