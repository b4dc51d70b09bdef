package io.rapport.app.demo;

import io.rapport.value.ValueRun;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Optional;

/**
 * Has the models of value fitted in each week of the replay, and at the end of a move of the clock: each night would cost more
 * than all that happens in a day.
 */
final class DemoScoring implements ReplayPart {

    private static final Duration EVERY = Duration.ofDays(7);
    private static final Duration A_NIGHT = Duration.ofHours(20);
    private static final int TRIES = 500;
    private static final Duration STEP_PATIENCE = Duration.ofSeconds(5);

    private final ValueRun value;
    private final QuiescenceProbe stillness;
    private final ZoneId zone;
    private Replay rested;
    private Instant scored;

    /** @param zone of the shop */
    DemoScoring(ValueRun value, QuiescenceProbe stillness, ZoneId zone) {
        this.value = value;
        this.stillness = stillness;
        this.zone = zone;
    }

    @Override
    public Optional<Instant> next(Replay replay, Instant reached) {
        return Optional.empty();
    }

    @Override
    public boolean reach(Replay replay, Instant reached) throws InterruptedException {
        if (scored == null) {
            // this start has begun there
            scored = reached;
        }
        if (!replay.equals(rested)) {
            value.restUntil(day(replay.past().until()));
            rested = replay;
        }
        boolean arrived = replay.isMove() && !reached.isBefore(replay.past().until());
        if (reached.isBefore(scored.plus(arrived ? A_NIGHT : EVERY))) {
            return false;
        }
        score(replay.past().until());
        scored = reached;
        return true;
    }

    private LocalDate day(Instant moment) {
        return LocalDate.ofInstant(moment, zone);
    }

    /** Has models fitted and all customers scored now, and not again each night until then. */
    void score(Instant until) throws InterruptedException {
        value.repeatNight();
        int tries = 0;
        do {
            while (value.advance()) {
                stillness.await(STEP_PATIENCE);
            }
            stillness.await(STEP_PATIENCE);
            // the value room's own worker may have the next part in hand
            Thread.sleep(10);
        } while ((value.state().requested() || value.state().scoring()) && tries++ < TRIES);
        value.restUntil(day(until));
    }
}
