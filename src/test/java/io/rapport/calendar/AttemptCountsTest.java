package io.rapport.calendar;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Attempts are counted")
class AttemptCountsTest {

    private static final Duration WINDOW = Duration.ofMinutes(10);

    /** Begins near the end of its range: a clock of nanoseconds may begin anywhere. */
    private final AtomicLong nanos =
            new AtomicLong(Long.MAX_VALUE - Duration.ofMinutes(1).toNanos());

    private final AttemptCounts<String> counts = new AttemptCounts<>(WINDOW, nanos::get);

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    @Test
    @DisplayName("by key, from the first of each on, until its window is over")
    void byKey() {
        assertThat(counts.add("a")).isEqualTo(1);
        pass(Duration.ofMinutes(4));
        assertThat(counts.add("a")).isEqualTo(2);
        assertThat(counts.add("b")).isEqualTo(1);
        assertThat(counts.left("a")).isEqualTo(Duration.ofMinutes(6));
        assertThat(counts.left("b")).isEqualTo(WINDOW);

        pass(Duration.ofMinutes(6));
        assertThat(counts.count("a")).isZero();
        assertThat(counts.left("a")).isZero();
        assertThat(counts.count("b")).isEqualTo(1);
        assertThat(counts.add("a")).isEqualTo(1);
        assertThat(counts.left("a")).isEqualTo(WINDOW);
        assertThat(counts.left("b")).isEqualTo(Duration.ofMinutes(4));
    }

    @Test
    @DisplayName("and what is left of the window is said in whole seconds, the last of them too")
    void left() {
        counts.add("a");
        pass(Duration.ofMillis(1));
        assertThat(counts.left("a")).isEqualTo(WINDOW);
        pass(WINDOW.minusMillis(2));
        assertThat(counts.left("a")).isEqualTo(Duration.ofSeconds(1));
        assertThat(counts.count("a")).isEqualTo(1);
        pass(Duration.ofMillis(1));
        assertThat(counts.left("a")).isZero();
    }

    @Test
    @DisplayName("of as many keys as memory is given for: of more the oldest is forgotten, and the newest counts")
    void largest() {
        counts.add("first");
        for (int i = 0; i < 100_000; i++) {
            counts.add("key-" + i);
        }
        assertThat(counts.count("first")).isZero();
        assertThat(counts.count("key-0")).isEqualTo(1);
        assertThat(counts.count("key-99999")).isEqualTo(1);
    }
}
