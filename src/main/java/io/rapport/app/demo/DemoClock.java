package io.rapport.app.demo;

import io.rapport.calendar.BusinessClock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;

/**
 * Moves the demo's clock forward, so that somebody sees today what a journey does on a date, and what becomes of the shop in
 * months: its customers go on ordering and its staff working until the clock has arrived. It stops at each quarter of an hour and
 * at each timer, and waits until what is due there is done: so all comes at its time and in its order. Where it stands is kept
 * over restarts.
 */
public final class DemoClock {

    private static final Duration FURTHEST = Duration.ofDays(120);

    private final BusinessClock clock;
    private final DemoPlayer player;

    /** @param player plays what comes on the way */
    DemoClock(BusinessClock clock, DemoPlayer player) {
        this.clock = clock;
        this.player = player;
    }

    /** @return what it shows */
    public Instant now() {
        return clock.instant();
    }

    /** @return how far ahead of the real time it stands */
    public Duration ahead() {
        return Duration.between(clock.realInstant(), clock.instant());
    }

    /** @return how many days ahead of the real time it goes at most */
    public long furthestDays() {
        return FURTHEST.toDays();
    }

    /** @return whether the demo still replays its past: until it has arrived, the clock stands behind the real time */
    public boolean isReplaying() {
        return player.playing().filter(place -> !place.isMove()).isPresent();
    }

    /** @return where it is on its way to; null while it only runs */
    public Instant target() {
        return player.playing()
                .filter(ReplayPosition.Position::isMove)
                .map(ReplayPosition.Position::until)
                .orElse(null);
    }

    /** @return which day of what is played it has come to, from 1 on; 0 while it only runs */
    public long day() {
        return player.playing()
                .map(place -> Math.min(
                        days(),
                        1 + Duration.between(place.began(), clock.instant()).toDays()))
                .orElse(0L);
    }

    /** @return how many days are played, the last one begun or not; 0 while the clock only runs */
    public long days() {
        return player.playing()
                .map(place -> Duration.between(place.began(), place.until())
                        .plusDays(1)
                        .minusNanos(1)
                        .toDays())
                .orElse(0L);
    }

    /**
     * Begins to move the clock forward.
     *
     * @param moment what it is to show
     * @throws IllegalArgumentException if it cannot move there now, naming why and what to do
     */
    public synchronized void moveTo(Instant moment) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        Instant furthest = clock.realInstant().plus(FURTHEST).truncatedTo(ChronoUnit.SECONDS);
        if (target() != null) {
            throw new IllegalArgumentException("the clock is still on its way to " + asEntered(target())
                    + "; reload the page until it has arrived, and move it again");
        }
        if (isReplaying()) {
            throw new IllegalArgumentException(
                    "the demo still replays its past; wait until the log says that it has arrived");
        }
        if (!player.hasShop()) {
            throw new IllegalArgumentException("the past of the demo's shop was not replayed to its end; start the demo"
                    + " again, or delete its data folder to start anew");
        }
        if (!moment.isAfter(now)) {
            throw new IllegalArgumentException("the clock goes forward only; choose a moment after " + asEntered(now));
        }
        if (moment.isAfter(furthest)) {
            throw new IllegalArgumentException("the clock goes at most " + FURTHEST.toDays()
                    + " days ahead of the real time; choose a moment before " + asEntered(furthest)
                    + ", or delete the demo's data folder to start anew");
        }
        player.move(moment);
    }

    /** @return as the field of the page takes it, in UTC */
    private static String asEntered(Instant moment) {
        return LocalDateTime.ofInstant(moment, ZoneOffset.UTC).truncatedTo(ChronoUnit.MINUTES) + " UTC";
    }
}
