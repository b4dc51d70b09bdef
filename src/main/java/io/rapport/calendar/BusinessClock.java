package io.rapport.calendar;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * The one clock of the application. It runs with the system's and can be moved by an offset, so that the demo replays weeks in
 * a minute and tests stand where they want; anyone who keeps a clock of its own (the engine) follows by a listener.
 * Leases and time-outs are real time and do not use it.
 */
public final class BusinessClock extends Clock {

    private final InstantSource system;
    private final List<Consumer<Duration>> followers = new CopyOnWriteArrayList<>();
    private volatile Duration offset = Duration.ZERO;

    /** A clock that runs with the system's. */
    public BusinessClock() {
        this(InstantSource.system());
    }

    /** @param system what the real time is */
    public BusinessClock(InstantSource system) {
        this.system = system;
    }

    /**
     * Moves the clock so that it shows the given moment now and runs on from there.
     *
     * @param moment what {@link #instant()} is to answer from now on
     */
    public void moveTo(Instant moment) {
        moveBy(Duration.between(system.instant(), moment));
    }

    /**
     * Sets the clock's distance from the system's.
     *
     * @param distance added to the system's time; {@link Duration#ZERO} for the real time
     */
    public void moveBy(Duration distance) {
        offset = distance;
        followers.forEach(follower -> follower.accept(distance));
    }

    /** @param follower takes the distance from the system's time, now and whenever it changes */
    public void follow(Consumer<Duration> follower) {
        followers.add(follower);
        follower.accept(offset);
    }

    /** @return the real time, for what concerns operators and not customers, such as when something was deployed */
    public Instant realInstant() {
        return system.instant();
    }

    @Override
    public Instant instant() {
        return system.instant().plus(offset);
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        BusinessClock source = this;
        return new Clock() {
            @Override
            public ZoneId getZone() {
                return zone;
            }

            @Override
            public Clock withZone(ZoneId other) {
                return source.withZone(other);
            }

            @Override
            public Instant instant() {
                return source.instant();
            }
        };
    }
}
