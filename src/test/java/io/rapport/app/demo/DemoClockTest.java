package io.rapport.app.demo;

import static io.rapport.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rapport.calendar.BusinessClock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The demo's clock")
class DemoClockTest {

    private static final Instant START = Instant.parse("2026-11-01T08:50:00Z");

    @TempDir
    private Path folder;

    /** The real time stands, so that the stops are exact. */
    private final BusinessClock clock = new BusinessClock(() -> START);

    private final ReplayGuard guard = new ReplayGuard();
    private final List<Instant> stops = new CopyOnWriteArrayList<>();
    private final List<Instant> from = new CopyOnWriteArrayList<>();
    private volatile Instant timer;

    private DemoClock demoClock(boolean isNew, Consumer<Instant> settle) {
        return new DemoClock(
                clock, guard, folder.resolve("demo-clock"), () -> isNew, () -> Optional.ofNullable(timer), settle);
    }

    @Test
    @DisplayName("moves forward by each quarter of an hour and each timer, and what is due is done before it goes on")
    void moves() {
        timer = Instant.parse("2026-11-01T09:20:30Z");
        DemoClock demo = demoClock(false, before -> {
            from.add(before);
            stops.add(clock.instant());
        });

        demo.moveTo(Instant.parse("2026-11-01T09:50:00Z"));
        eventually("the clock has arrived", () -> demo.target() == null);

        assertThat(stops)
                .containsExactly(
                        Instant.parse("2026-11-01T09:00:00Z"),
                        Instant.parse("2026-11-01T09:15:00Z"),
                        timer,
                        Instant.parse("2026-11-01T09:30:00Z"),
                        Instant.parse("2026-11-01T09:45:00Z"),
                        Instant.parse("2026-11-01T09:50:00Z"));
        assertThat(from).as("from where it came, each time").startsWith(START).endsWith(stops.get(stops.size() - 2));
        assertThat(demo.ahead()).isEqualTo(Duration.ofHours(1));
        assertThat(guard.isClosed()).isFalse();
    }

    @Test
    @DisplayName("keeps events out on its way, and takes no second way meanwhile")
    void oneAtATime() {
        CountDownLatch goOn = new CountDownLatch(1);
        DemoClock demo = demoClock(false, before -> {
            try {
                goOn.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        demo.moveTo(START.plus(Duration.ofMinutes(5)));

        assertThat(guard.isClosed()).isTrue();
        assertThat(demo.isReplaying()).isFalse();
        assertThatThrownBy(() -> demo.moveTo(START.plus(Duration.ofDays(1))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("still on its way to 2026-11-01T08:55:00Z");

        goOn.countDown();
        eventually("the clock has arrived", () -> demo.target() == null);
        assertThat(guard.isClosed()).isFalse();
    }

    @Test
    @DisplayName("goes forward only, not too far at a time, and not while the past is replayed")
    void refused() {
        DemoClock demo = demoClock(false, before -> {});
        assertThatThrownBy(() -> demo.moveTo(START)).hasMessageContaining("goes forward only; choose a moment after");
        assertThatThrownBy(() -> demo.moveTo(START.plus(Duration.ofDays(61))))
                .hasMessageContaining("at most 60 days at a time");
        assertThat(demo.isReplaying()).isFalse();
        guard.close();
        assertThat(demo.isReplaying()).as("the page offers no form then").isTrue();
        assertThatThrownBy(() -> demo.moveTo(START.plus(Duration.ofDays(1))))
                .hasMessageContaining("still replays its past");
        assertThat(clock.instant()).isEqualTo(START);
    }

    @Test
    @DisplayName("stands after a restart where it stood, and at the real time in a new database")
    void restart() {
        DemoClock demo = demoClock(false, before -> {});
        demo.moveTo(START.plus(Duration.ofDays(2)));
        eventually("the clock has arrived", () -> demo.target() == null);
        clock.moveBy(Duration.ZERO);

        demoClock(false, before -> {}).afterSingletonsInstantiated();
        assertThat(clock.instant()).isEqualTo(START.plus(Duration.ofDays(2)));

        clock.moveBy(Duration.ZERO);
        demoClock(true, before -> {}).afterSingletonsInstantiated();
        assertThat(clock.instant()).isEqualTo(START);
        assertThat(Files.exists(folder.resolve("demo-clock"))).isFalse();
    }

    @Test
    @DisplayName("that meets a fault stops where it is, and lets events in again")
    void fault() {
        DemoClock demo = demoClock(false, before -> {
            throw new IllegalStateException("the database is away");
        });
        demo.moveTo(START.plus(Duration.ofDays(1)));
        eventually("the clock has stopped", () -> demo.target() == null);

        assertThat(demo.now()).isEqualTo("2026-11-01T09:00:00Z");
        assertThat(guard.isClosed()).isFalse();
    }
}
