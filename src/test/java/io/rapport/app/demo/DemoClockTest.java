package io.rapport.app.demo;

import static io.rapport.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rapport.calendar.BusinessClock;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The demo's clock")
class DemoClockTest {

    private static final Instant START = Instant.parse("2026-11-01T08:50:00Z");
    private static final URI SERVER = URI.create("http://localhost");

    @TempDir
    private Path folder;

    /** The real time stands, so that the stops are exact. */
    private final BusinessClock clock = new BusinessClock(() -> START);

    private final ReplayGuard guard = new ReplayGuard();
    private final List<Instant> stops = new CopyOnWriteArrayList<>();
    private final List<Instant> nights = new CopyOnWriteArrayList<>();
    private final List<Boolean> opened = new CopyOnWriteArrayList<>();
    private final CountDownLatch goesOn = new CountDownLatch(1);
    private volatile Instant timer;
    private volatile Instant order;
    private volatile Instant fault = Instant.MAX;
    private volatile Instant halt = Instant.MAX;
    private DemoPlayer player;
    private DemoClock demo;

    /** Something that happens once, as an order does. */
    private final ReplayPart part = new ReplayPart() {

        @Override
        public Optional<Instant> next(Replay replay, Instant reached) {
            return Optional.ofNullable(order);
        }

        @Override
        public boolean reach(Replay replay, Instant reached) throws InterruptedException {
            stops.add(reached);
            if (!reached.isBefore(fault)) {
                throw new IllegalStateException("the database is away");
            }
            if (!reached.isBefore(halt)) {
                goesOn.await();
            }
            if (order != null && !order.isAfter(reached)) {
                order = null;
                return true;
            }
            return false;
        }
    };

    /** A start of the application. */
    private void start(boolean isNew) {
        player = new DemoPlayer(
                () -> isNew,
                clock,
                ReplayPosition.in(folder),
                guard,
                new DemoPlayer.Surroundings(
                        () -> Optional.ofNullable(timer).filter(moment -> moment.isAfter(clock.instant())),
                        atMost -> true,
                        () -> {},
                        nights::add),
                (replay, anew) -> opened.add(anew),
                List.of(part));
        demo = new DemoClock(clock, player);
        player.afterSingletonsInstantiated();
        player.serve(SERVER);
    }

    /** A start of the application whose shop has lived through its past. */
    private void startWithShop() {
        start(true);
        eventually("the past is replayed", () -> !demo.isReplaying());
        stops.clear();
        opened.clear();
        nights.clear();
    }

    private void arrives() {
        eventually("the clock has arrived", () -> demo.target() == null);
    }

    @AfterEach
    void end() throws InterruptedException {
        goesOn.countDown();
        player.stop();
    }

    @Test
    @DisplayName("goes back 45 days at the first start, and comes up to the real time")
    void replaysThePast() {
        start(true);
        assertThat(guard.isClosed()).as("while the past is replayed").isTrue();
        eventually("the past is replayed", () -> !demo.isReplaying());

        assertThat(stops.get(0)).isBetween(START.minus(Duration.ofDays(45)), START.minus(Duration.ofDays(44)));
        assertThat(stops).isSorted();
        assertThat(clock.instant()).isEqualTo(START);
        assertThat(opened).containsExactly(true);
        assertThat(guard.isClosed()).isFalse();
    }

    @Test
    @DisplayName("moves forward by each quarter of an hour, each timer and all that customers do")
    void moves() {
        startWithShop();
        timer = Instant.parse("2026-11-01T09:20:30Z");
        order = Instant.parse("2026-11-01T09:33:07Z");

        demo.moveTo(Instant.parse("2026-11-01T09:50:00Z"));
        arrives();

        assertThat(stops)
                .containsExactly(
                        Instant.parse("2026-11-01T09:00:00Z"),
                        Instant.parse("2026-11-01T09:15:00Z"),
                        timer,
                        Instant.parse("2026-11-01T09:30:00Z"),
                        Instant.parse("2026-11-01T09:33:07Z"),
                        Instant.parse("2026-11-01T09:45:00Z"),
                        Instant.parse("2026-11-01T09:50:00Z"));
        assertThat(nights).as("from where it came, each time").startsWith(START).endsWith(stops.get(stops.size() - 2));
        assertThat(demo.ahead()).isEqualTo(Duration.ofHours(1));
        assertThat(opened).as("the shop began with Rapport before").containsExactly(false);
        assertThat(guard.isClosed()).isFalse();
    }

    @Test
    @DisplayName("keeps events out on its way, takes no second way meanwhile, and says on which day it is")
    void oneAtATime() {
        startWithShop();
        halt = START.plus(Duration.ofHours(30));
        demo.moveTo(START.plus(Duration.ofDays(3)));
        eventually("it has come to the second day", () -> demo.day() == 2);

        assertThat(demo.days()).isEqualTo(3);
        assertThat(guard.isClosed()).isTrue();
        assertThat(demo.isReplaying()).isFalse();
        assertThatThrownBy(() -> demo.moveTo(START.plus(Duration.ofDays(4))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("still on its way to 2026-11-04T08:50 UTC");

        goesOn.countDown();
        arrives();
        assertThat(guard.isClosed()).isFalse();
        assertThat(demo.day()).isZero();
    }

    @Test
    @DisplayName("is moved once more after it has arrived, and goes on from there")
    void severalMoves() {
        startWithShop();
        demo.moveTo(START.plus(Duration.ofHours(1)));
        arrives();
        stops.clear();
        demo.moveTo(START.plus(Duration.ofHours(2)));
        arrives();
        assertThat(stops).startsWith(Instant.parse("2026-11-01T10:00:00Z")).endsWith(START.plus(Duration.ofHours(2)));
        assertThat(ReplayPosition.in(folder).read()).hasValueSatisfying(place -> {
            assertThat(place.from()).as("what was played before").isEqualTo(START.plus(Duration.ofHours(1)));
            assertThat(place.finished()).isTrue();
        });
    }

    @Test
    @DisplayName("goes forward only, not too far, not while the past is replayed, and not without a shop")
    void refused() {
        startWithShop();
        assertThatThrownBy(() -> demo.moveTo(START))
                .hasMessageContaining("goes forward only; choose a moment after 2026-11-01T08:50 UTC");
        assertThatThrownBy(() -> demo.moveTo(START.plus(Duration.ofDays(121))))
                .hasMessageContaining(
                        "at most 120 days ahead of the real time; choose a moment before 2027-03-01T08:50 UTC");
        assertThat(clock.instant()).isEqualTo(START);

        halt = Instant.MIN;
        start(true);
        assertThat(demo.isReplaying()).as("the page offers no form then").isTrue();
        assertThatThrownBy(() -> demo.moveTo(START.plus(Duration.ofDays(1))))
                .hasMessageContaining("still replays its past");
    }

    @Test
    @DisplayName("has no shop to play on in a database that never had one")
    void noShop() {
        start(false);
        assertThatThrownBy(() -> demo.moveTo(START.plus(Duration.ofDays(1))))
                .hasMessageContaining("was not replayed to its end");
        assertThat(guard.isClosed()).isFalse();
    }

    @Test
    @DisplayName("stands after a restart where it stood, and at the real time in a new database")
    void restart() {
        startWithShop();
        demo.moveTo(START.plus(Duration.ofDays(2)));
        arrives();
        clock.moveBy(Duration.ZERO);

        start(false);
        assertThat(clock.instant()).isEqualTo(START.plus(Duration.ofDays(2)));
        assertThat(demo.target()).isNull();

        clock.moveBy(Duration.ZERO);
        startWithShop();
        assertThat(clock.instant()).isEqualTo(START);
    }

    @Test
    @DisplayName("goes on after a restart where it was cut off, and tells others that it is under way")
    void cutOff() throws Exception {
        startWithShop();
        halt = START.plus(Duration.ofDays(1));
        Instant target = START.plus(Duration.ofDays(2));
        demo.moveTo(target);
        eventually(
                "it has come to the second day",
                () -> !stops.isEmpty() && !stops.get(stops.size() - 1).isBefore(halt));
        player.stop();
        assertThat(ReplayPosition.in(folder).isUnderWay()).isTrue();
        clock.moveBy(Duration.ZERO);
        guard.open();
        stops.clear();
        halt = Instant.MAX;

        start(false);
        arrives();

        assertThat(stops.get(0)).isAfter(START.plus(Duration.ofDays(1)));
        assertThat(clock.instant()).isEqualTo(target);
        assertThat(guard.isClosed()).isFalse();
        assertThat(ReplayPosition.in(folder).isUnderWay()).isFalse();
    }

    @Test
    @DisplayName(
            "that meets a fault stops where it is, lets events in again, and plays what is missing by the next move")
    void fault() {
        startWithShop();
        fault = Instant.parse("2026-11-01T09:00:00Z");
        demo.moveTo(START.plus(Duration.ofDays(1)));
        arrives();

        assertThat(demo.now()).isEqualTo("2026-11-01T09:00:00Z");
        assertThat(guard.isClosed()).isFalse();

        fault = Instant.MAX;
        demo.moveTo(START.plus(Duration.ofDays(1)));
        arrives();
        assertThat(ReplayPosition.in(folder).read())
                .hasValueSatisfying(place -> assertThat(place.from()).isEqualTo(START));
    }
}
