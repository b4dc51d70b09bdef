package io.rapport.inbox.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A worker checks what comes beside the queue")
class CheckScheduleTest {

    /** As of {@link System#nanoTime}, which may be less than nothing. */
    private long now = -Duration.ofMillis(50).toNanos();

    private CheckSchedule schedule;

    @BeforeEach
    void justChecked() {
        schedule = new CheckSchedule(now);
    }

    private void passes(int millis) {
        now += Duration.ofMillis(millis).toNanos();
    }

    @Test
    @DisplayName("five times a second while it is idle, and not after each event that comes alone")
    void idle() {
        passes(25);
        assertThat(schedule.isDue(true, false, now)).isFalse();
        assertThat(Duration.ofNanos(schedule.idleNanos(now))).hasMillis(175);
        passes(175);
        assertThat(schedule.idleNanos(now)).isZero();
        assertThat(schedule.isDue(true, false, now)).isTrue();
        schedule.checked(false, now);
        assertThat(schedule.isDue(true, false, now)).isFalse();
    }

    @Test
    @DisplayName("at once when somebody says that there is something, as soon as the queue lets it")
    void called() {
        passes(1);
        assertThat(schedule.isDue(false, true, now)).isFalse();
        assertThat(schedule.isDue(true, true, now)).isTrue();
    }

    @Test
    @DisplayName("again as long as there is something")
    void more() {
        passes(200);
        schedule.checked(true, now);
        assertThat(schedule.isDue(true, false, now)).isTrue();
    }

    @Test
    @DisplayName("once a second however much there is in the queue")
    void busy() {
        passes(999);
        assertThat(schedule.isDue(false, false, now)).isFalse();
        passes(2);
        assertThat(schedule.isDue(false, false, now)).isTrue();
    }
}
