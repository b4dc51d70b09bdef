package io.rapport.app.demo;

import io.rapport.calendar.BusinessClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;

/**
 * Moves the demo's clock forward, so that a designer sees today what a journey does on a date, or after months. It stops at
 * each quarter of an hour and at each timer, and waits until what is due there is done: so all comes at its time and in its
 * order. Where it stands is kept over restarts.
 */
public final class DemoClock implements SmartInitializingSingleton {

    private static final Logger LOG = LoggerFactory.getLogger(DemoClock.class);

    private static final Duration FURTHEST = Duration.ofDays(60);

    /** No longer than what a date that lets go lies back at most, so that none is let go on the way. */
    private static final Duration STEP = Duration.ofMinutes(15);

    private final BusinessClock clock;
    private final ReplayGuard guard;
    private final Path file;
    private final BooleanSupplier isNew;
    private final Supplier<Optional<Instant>> nextTimer;
    private final Consumer<Instant> settle;
    private volatile Instant target;
    private Thread thread;

    /**
     * @param guard keeps events out while the clock moves
     * @param file where it is kept how far ahead the clock stands
     * @param isNew whether the database has just been made
     * @param nextTimer when the next timer of the engine fires
     * @param settle raises and awaits what is due, and takes what the clock showed when that was done last; leaves the thread
     *     interrupted if it is cut off
     */
    DemoClock(
            BusinessClock clock,
            ReplayGuard guard,
            Path file,
            BooleanSupplier isNew,
            Supplier<Optional<Instant>> nextTimer,
            Consumer<Instant> settle) {
        this.clock = clock;
        this.guard = guard;
        this.file = file;
        this.isNew = isNew;
        this.nextTimer = nextTimer;
        this.settle = settle;
    }

    /** Puts the clock where it stood before any worker starts: else what has happened would be in the future. */
    @Override
    public void afterSingletonsInstantiated() {
        try {
            if (isNew.getAsBoolean()) {
                Files.deleteIfExists(file);
            } else if (Files.exists(file)) {
                Duration ahead = Duration.parse(Files.readString(file).strip());
                clock.moveBy(ahead);
                LOG.info("The demo's clock stands {} days ahead, where it was moved to", ahead.toDays());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("where the demo's clock stood cannot be read", e);
        }
    }

    /** @return what it shows */
    public Instant now() {
        return clock.instant();
    }

    /** @return how far ahead of the real time it stands */
    public Duration ahead() {
        return Duration.between(clock.realInstant(), clock.instant());
    }

    /** @return whether the demo still replays its past: until it has arrived, the clock stands behind the real time */
    public boolean isReplaying() {
        return target == null && guard.isClosed();
    }

    /** @return where it is on its way to; null while it only runs */
    public Instant target() {
        return target;
    }

    /**
     * Begins to move the clock forward.
     *
     * @param moment what it is to show
     * @throws IllegalArgumentException if it cannot move there now, naming why and what to do
     */
    public synchronized void moveTo(Instant moment) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        if (target != null) {
            throw new IllegalArgumentException("the clock is still on its way to " + target
                    + "; reload the page until it has arrived, and move it again");
        }
        if (guard.isClosed()) {
            throw new IllegalArgumentException(
                    "the demo still replays its past; wait until the log says that it has arrived");
        }
        if (!moment.isAfter(now)) {
            throw new IllegalArgumentException("the clock goes forward only; choose a moment after " + now);
        }
        if (moment.isAfter(now.plus(FURTHEST))) {
            throw new IllegalArgumentException("the clock goes at most " + FURTHEST.toDays()
                    + " days at a time; choose a moment before " + now.plus(FURTHEST) + ", and go on from there");
        }
        target = moment;
        guard.close();
        thread = new Thread(() -> move(moment), "demo-clock");
        thread.start();
    }

    private void move(Instant moment) {
        try {
            Instant settled = clock.instant();
            while (clock.instant().isBefore(moment) && !Thread.currentThread().isInterrupted()) {
                Instant stop = nextStop(clock.instant(), moment);
                if (stop.isAfter(clock.instant())) {
                    clock.moveTo(stop);
                    keep();
                }
                // it runs on meanwhile: nothing between two stops is left out
                Instant arrived = clock.instant();
                settle.accept(settled);
                settled = arrived;
            }
            LOG.info("The demo's clock shows {}", clock.instant());
        } catch (RuntimeException e) {
            LOG.error("The demo's clock stopped at {}", clock.instant(), e);
        } finally {
            guard.open();
            target = null;
        }
    }

    private Instant nextStop(Instant now, Instant moment) {
        long step = STEP.toSeconds();
        Instant quarter = Instant.ofEpochSecond((now.getEpochSecond() / step + 1) * step);
        Instant stop = quarter.isBefore(moment) ? quarter : moment;
        return nextTimer
                .get()
                .filter(timer -> timer.isAfter(now) && timer.isBefore(stop))
                .orElse(stop);
    }

    private void keep() {
        Path beside = file.resolveSibling(file.getFileName() + ".new");
        try {
            Files.writeString(beside, ahead().toString());
            Files.move(beside, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException("where the demo's clock stands cannot be written", e);
        }
    }

    /** Stops on the way: before all that it waits for. */
    @EventListener(ContextClosedEvent.class)
    void stop() throws InterruptedException {
        Thread moving;
        synchronized (this) {
            moving = thread;
        }
        if (moving != null) {
            moving.interrupt();
            moving.join(Duration.ofSeconds(10).toMillis());
        }
    }
}
