package io.rapport.app.demo;

import io.rapport.app.demo.ReplayPart.Replay;
import io.rapport.app.demo.ReplayPosition.Position;
import io.rapport.calendar.BusinessClock;
import java.io.IOException;
import java.net.URI;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;

/**
 * Plays the demo shop in fast motion. At the first start of an empty embedded database it replays the past: the clock goes back
 * 45 days, and comes up to the real time in some minutes while events go through the real intake and timers fire. When the clock
 * is moved it plays what comes, by the same loop and the same parts, until the moment that was asked for. What was cut off is
 * taken up by the next start.
 */
final class DemoPlayer implements SmartInitializingSingleton {

    private static final Logger log = LoggerFactory.getLogger(DemoPlayer.class);

    private static final Duration LENGTH = Duration.ofDays(45);

    /** So near to the real time the replay has arrived. */
    private static final Duration ARRIVED = Duration.ofSeconds(5);

    /**
     * What a step may take; one that has nothing to do takes next to none. To go on too early does harm: hours pass for
     * the engine in a blink, so that the locks of its running jobs expire.
     */
    private static final Duration STEP_PATIENCE = Duration.ofSeconds(5);

    /** When waiting was in vain so often, something stands still for good, and it goes on regardless. */
    private static final int WAITS_IN_VAIN = 10;

    private static final int LOGGED_EVERY_DAYS = 5;

    /**
     * How finely time passes.
     *
     * @param step no stop is farther from the one before; stops are at whole ones
     * @param together of what happens soon after a stop so much is done at it: most of a stop is waiting for what follows from it
     * @param dates how far apart dates are raised: they are let go where nobody raises them within the time that they allow
     */
    private record Pace(Duration step, Duration together, Duration dates) {

        /** As fast as may be. */
        static final Pace OF_THE_PAST = new Pace(Duration.ofHours(6), Duration.ofMinutes(25), Duration.ofHours(5));

        /** Who moves the clock wants to see a date or a timer of their own come at its time; no date allows less than a quarter. */
        static final Pace OF_A_MOVE = new Pace(Duration.ofMinutes(15), Duration.ZERO, Duration.ZERO);

        Instant next(Instant after) {
            long seconds = step.toSeconds();
            return Instant.ofEpochSecond((after.getEpochSecond() / seconds + 1) * seconds);
        }
    }

    /** Waits until nothing is due. */
    interface Stillness {
        /** @return false if something is still due after that real time */
        boolean await(Duration atMost) throws InterruptedException;
    }

    /** The day on which the shop begins with Rapport; and what there has to be whenever something is played. */
    interface Opening {
        /** @param anew whether it is that day */
        void open(Replay replay, boolean anew) throws IOException, SQLException, InterruptedException;
    }

    /**
     * The application in which it is played.
     *
     * @param nextTimer when the next timer of the engine fires
     * @param stillness waits until what is due is done
     * @param dates raises the dates that are due
     * @param nights does what nights do that have passed since the moment that it takes
     */
    record Surroundings(
            Supplier<Optional<Instant>> nextTimer, Stillness stillness, Runnable dates, Consumer<Instant> nights) {}

    private final BooleanSupplier isNew;
    private final BusinessClock clock;
    private final ReplayPosition bookmark;
    private final ReplayGuard guard;
    private final Surroundings surroundings;
    private final Opening opening;
    private final List<ReplayPart> parts;
    private volatile Position place;
    private volatile boolean playing;
    private volatile URI server;
    private Thread thread;
    private int waitsInVain;

    /**
     * @param isNew whether the database has just been made
     * @param parts what happens, in the order in which it is done where it happens at one moment
     */
    DemoPlayer(
            BooleanSupplier isNew,
            BusinessClock clock,
            ReplayPosition bookmark,
            ReplayGuard guard,
            Surroundings surroundings,
            Opening opening,
            List<ReplayPart> parts) {
        this.isNew = isNew;
        this.clock = clock;
        this.bookmark = bookmark;
        this.guard = guard;
        this.surroundings = surroundings;
        this.opening = opening;
        this.parts = parts;
    }

    /** Puts the clock where it stood before any worker starts: else timers fire early, or what has happened is in the future. */
    @Override
    public void afterSingletonsInstantiated() {
        place = isNew.getAsBoolean()
                ? Position.ofThePast(clock.realInstant(), LENGTH)
                : bookmark.read().orElse(null);
        if (place == null) {
            return;
        }
        if (place.finished()) {
            clock.moveBy(place.ahead());
            if (!place.ahead().isZero()) {
                log.info(
                        "The demo's clock stands {} days ahead, where it was moved to",
                        place.ahead().toDays());
            }
        } else {
            clock.moveTo(place.reached());
            begin(place);
        }
    }

    @EventListener
    void ready(ApplicationReadyEvent ready) {
        serve(URI.create("http://127.0.0.1:"
                + ready.getApplicationContext().getEnvironment().getProperty("local.server.port")));
    }

    /** @param address where the application answers from now on */
    synchronized void serve(URI address) {
        server = address;
        if (playing) {
            start();
        }
    }

    /** @return what is played; empty while the clock only runs */
    Optional<Position> playing() {
        return playing ? Optional.of(place) : Optional.empty();
    }

    /** @return whether there is a shop that can be played on: its past was replayed as a whole */
    boolean hasShop() {
        return place != null && server != null && (place.isMove() || place.finished());
    }

    /**
     * Begins to move the clock.
     *
     * @param target what it shows in the end
     * @throws IllegalStateException if something is played, or there is no shop
     */
    synchronized void move(Instant target) {
        if (playing || !hasShop()) {
            throw new IllegalStateException("the demo cannot be played on now");
        }
        begin(place.movedOn(clock.instant(), target));
        start();
    }

    private void begin(Position at) {
        place = at;
        playing = true;
        guard.close();
        bookmark.write(at);
    }

    private void start() {
        thread = new Thread(this::play, "demo-player");
        thread.start();
    }

    /** The first to stop: it uses everything else. */
    @EventListener(ContextClosedEvent.class)
    void stop() throws InterruptedException {
        Thread running;
        synchronized (this) {
            running = thread;
        }
        if (running != null) {
            running.interrupt();
            running.join(Duration.ofSeconds(10).toMillis());
        }
    }

    private void play() {
        Position from = place;
        try {
            log.info(
                    from.isMove()
                            ? "The demo's clock is moved: its shop goes on, and events of yours are taken once it has arrived"
                            : "The demo shop replays 45 days in two to six minutes; then events of yours are taken");
            Instant opened = from.start().minus(LENGTH);
            Replay replay = new Replay(server, from.from(), ShopPast.drawn(opened, from.start(), from.until()));
            opening.open(replay, from.reached().equals(opened));
            run(replay);
            if (!from.isMove()) {
                clock.moveBy(Duration.ZERO);
            }
            place = place.finished(
                    clock.instant(),
                    from.isMove() ? Duration.between(clock.realInstant(), clock.instant()) : Duration.ZERO);
            bookmark.write(place);
            log.info(
                    from.isMove()
                            ? "The demo's clock has arrived: events of yours are taken now"
                            : "The demo shop has arrived at today: events of yours are taken now");
            done();
        } catch (InterruptedException e) {
            log.info("The replay of the demo stops; the next start takes it up again");
        } catch (IOException | SQLException | RuntimeException e) {
            if (!from.isMove()) {
                // the clock must not stay behind, whatever happened
                clock.moveBy(Duration.ZERO);
            }
            log.error("The replay of the demo has failed; start again to take it up", e);
            done();
        }
    }

    private void done() {
        playing = false;
        guard.open();
    }

    private void run(Replay replay) throws IOException, InterruptedException {
        Pace pace = replay.isMove() ? Pace.OF_A_MOVE : Pace.OF_THE_PAST;
        Instant reached = place.reached();
        Instant raised = reached;
        Instant settled = clock.instant();
        long daysLogged = 0;
        waitsInVain = 0;
        while (reached.plus(replay.isMove() ? Duration.ZERO : ARRIVED).isBefore(end(replay))) {
            // the clock runs on while something is waited for, and never goes back
            reached = later(nextStop(replay, pace, reached), clock.instant());
            clock.moveTo(reached);
            place = place.reached(reached);
            bookmark.write(place);
            if (!reached.isBefore(raised.plus(pace.dates()))) {
                surroundings.dates().run();
                raised = reached;
            }
            if (replay.isMove()) {
                // before what is due is waited for: the engine deletes in a job, whose lock ends when the clock goes on
                // under it
                surroundings.nights().accept(settled);
                settled = reached;
            }
            awaitStillness();
            for (ReplayPart part : parts) {
                if (part.reach(replay, reached)) {
                    awaitStillness();
                }
            }
            long days = Duration.between(place.began(), reached).toDays();
            if (days >= daysLogged + LOGGED_EVERY_DAYS) {
                daysLogged = days;
                log.info(
                        "The demo shop: day {} of {}",
                        days,
                        Duration.between(place.began(), end(replay)).toDays());
            }
        }
    }

    /** @return where it ends; the past ends when the clock has come to the real time */
    private Instant end(Replay replay) {
        return replay.isMove() ? replay.past().until() : clock.realInstant();
    }

    private void awaitStillness() throws InterruptedException {
        if (!surroundings.stillness().await(waitsInVain < WAITS_IN_VAIN ? STEP_PATIENCE : Duration.ofMillis(100))) {
            waitsInVain++;
        }
    }

    /** Stops where something happens, or soon after it, so that timers fire at their time and not hours later. */
    private Instant nextStop(Replay replay, Pace pace, Instant reached) {
        Instant end = end(replay);
        Instant stop = earlier(pace.next(reached), end);
        stop = earlier(stop, surroundings.nextTimer().get().orElse(stop));
        for (ReplayPart part : parts) {
            stop = earlier(stop, part.next(replay, reached).orElse(stop));
        }
        Instant together = earlier(stop.plus(pace.together()), end);
        for (ReplayPart part : parts) {
            together = earlier(together, part.nextAlone(replay).orElse(together));
        }
        return together;
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }
}
