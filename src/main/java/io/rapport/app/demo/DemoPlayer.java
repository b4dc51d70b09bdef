package io.rapport.app.demo;

import io.rapport.app.demo.ReplayPart.Replay;
import io.rapport.calendar.BusinessClock;
import io.rapport.dates.DueEvents;
import io.rapport.inbox.InboxQuiescence;
import java.io.IOException;
import java.net.URI;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;

/**
 * Replays the recording in fast motion at the first start of an empty embedded database: the clock goes back 45 days, and
 * comes up to the real time in some minutes while events go through the real intake and timers fire. A replay that was
 * cut off is taken up by the next start.
 */
final class DemoPlayer implements SmartInitializingSingleton {

    private static final Logger log = LoggerFactory.getLogger(DemoPlayer.class);

    private static final Duration LENGTH = Duration.ofDays(45);
    private static final Duration STEP = Duration.ofHours(6);

    /**
     * Of what customers of before and staff do, and of timers, so much is done at one stop: most of a stop is waiting for what
     * follows from it. What is recorded has a stop of its own: who registers has the welcome before the confirmation.
     */
    private static final Duration TOGETHER = Duration.ofMinutes(25);

    /**
     * Dates are let go that nobody raises within hours; who else raises them may not keep up with a clock that flies on a busy
     * machine.
     */
    private static final Duration DATES_EVERY = Duration.ofHours(5);

    /** So near to the real time the replay has arrived. */
    private static final Duration ARRIVED = Duration.ofSeconds(5);

    /**
     * What a step may take; one that has nothing to do takes next to none. To go on too early does harm: hours pass for
     * the engine in a blink, so that the locks of its running jobs expire.
     */
    private static final Duration STEP_PATIENCE = Duration.ofSeconds(5);

    /** When waiting was in vain so often, something stands still for good, and the replay goes on regardless. */
    private static final int WAITS_IN_VAIN = 10;

    private static final int LOGGED_EVERY_DAYS = 5;

    private final InboxQuiescence inbox;
    private final QuiescenceProbe stillness;
    private final BusinessClock clock;
    private final ReplayPosition bookmark;
    private final ReplayGuard guard;
    private final DueEvents dates;
    private final DemoOpening opening;
    private final DemoStory story;
    private final List<ReplayPart> parts;
    private ReplayPosition.Position from;
    private Thread thread;
    private int waitsInVain;

    /**
     * @param story what systems send, one of the parts
     * @param parts what happens, in the order in which it is done where it happens at one moment
     */
    DemoPlayer(
            InboxQuiescence inbox,
            QuiescenceProbe stillness,
            BusinessClock clock,
            ReplayPosition bookmark,
            ReplayGuard guard,
            DueEvents dates,
            DemoOpening opening,
            DemoStory story,
            List<ReplayPart> parts) {
        this.inbox = inbox;
        this.stillness = stillness;
        this.clock = clock;
        this.bookmark = bookmark;
        this.guard = guard;
        this.dates = dates;
        this.opening = opening;
        this.story = story;
        this.parts = parts;
    }

    /** Sets the clock back before any worker starts, so that no timer fires early. */
    @Override
    public void afterSingletonsInstantiated() {
        Optional<ReplayPosition.Position> last = bookmark.read();
        if (inbox.isNew()) {
            Instant now = clock.realInstant();
            from = new ReplayPosition.Position(now, now.minus(LENGTH), false);
        } else if (last.isPresent() && !last.get().finished()) {
            from = last.get();
        } else {
            return;
        }
        guard.close();
        clock.moveTo(from.reached());
        bookmark.write(from);
    }

    @EventListener
    void play(ApplicationReadyEvent ready) {
        if (from == null) {
            return;
        }
        URI server = URI.create("http://127.0.0.1:"
                + ready.getApplicationContext().getEnvironment().getProperty("local.server.port"));
        thread = new Thread(() -> play(server), "demo-player");
        thread.start();
    }

    /** The first to stop: it uses everything else. */
    @EventListener(ContextClosedEvent.class)
    void stop() throws InterruptedException {
        if (thread != null) {
            thread.interrupt();
            thread.join(Duration.ofSeconds(10).toMillis());
        }
    }

    private void play(URI server) {
        try {
            log.info("The demo shop replays 45 days in two to six minutes; then events of yours are taken");
            Instant opened = from.start().minus(LENGTH);
            Replay replay = new Replay(server, from.start(), ShopPast.drawn(opened, from.start()));
            opening.open(replay, from.reached().equals(opened));
            run(replay);
            clock.moveBy(Duration.ZERO);
            bookmark.write(new ReplayPosition.Position(from.start(), clock.realInstant(), true));
            guard.open();
            log.info("The demo shop has arrived at today: events of yours are taken now");
        } catch (InterruptedException e) {
            log.info("The replay of the demo stops; the next start takes it up again");
        } catch (IOException | SQLException | RuntimeException e) {
            // the clock must not stay behind, whatever happened
            clock.moveBy(Duration.ZERO);
            guard.open();
            log.error("The replay of the demo has failed; start again to take it up", e);
        }
    }

    private void run(Replay replay) throws IOException, InterruptedException {
        Instant reached = from.reached();
        Instant raised = reached;
        long daysLogged = 0;
        while (reached.plus(ARRIVED).isBefore(clock.realInstant())) {
            Instant target = nextStop(replay, reached);
            if (target.isAfter(reached)) {
                reached = target;
                clock.moveTo(reached);
                bookmark.write(new ReplayPosition.Position(from.start(), reached, false));
            }
            if (!reached.isBefore(raised.plus(DATES_EVERY))) {
                dates.raise();
                raised = reached;
            }
            awaitStillness();
            for (ReplayPart part : parts) {
                if (part.reach(replay, reached)) {
                    awaitStillness();
                }
            }
            long days = Duration.between(replay.past().opened(), reached).toDays();
            if (days >= daysLogged + LOGGED_EVERY_DAYS) {
                daysLogged = days;
                log.info("The demo shop: day {} of {}, {}", days, LENGTH.toDays(), story.progress());
            }
        }
    }

    private void awaitStillness() throws InterruptedException {
        if (!stillness.await(waitsInVain < WAITS_IN_VAIN ? STEP_PATIENCE : Duration.ofMillis(100))) {
            waitsInVain++;
        }
    }

    /** Stops where something happens, or soon after it, so that timers fire at their time and not hours later. */
    private Instant nextStop(Replay replay, Instant reached) {
        Instant stop = earlier(reached.plus(STEP), clock.realInstant());
        stop = earlier(stop, stillness.nextTimer().orElse(stop));
        for (ReplayPart part : parts) {
            stop = earlier(stop, part.next(replay, reached).orElse(stop));
        }
        Instant together = earlier(stop.plus(TOGETHER), clock.realInstant());
        return earlier(together, story.nextRecorded(replay).orElse(together));
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }
}
