package io.rapport.app.demo;

import io.rapport.app.demo.ReplayPart.Replay;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The day on which the shop begins with Rapport: it brings its customers in, begins its programme, and knows what they are worth. */
final class DemoOpening {

    private static final Logger log = LoggerFactory.getLogger(DemoOpening.class);
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final DemoHistory history;
    private final DemoAdvisers advisers;
    private final DemoScoring scoring;
    private final QuiescenceProbe stillness;

    DemoOpening(DemoHistory history, DemoAdvisers advisers, DemoScoring scoring, QuiescenceProbe stillness) {
        this.history = history;
        this.advisers = advisers;
        this.scoring = scoring;
        this.stillness = stillness;
    }

    /** @param anew whether the replay begins, and was not cut off before */
    void open(Replay replay, boolean anew) throws IOException, SQLException, InterruptedException {
        advisers.begin(replay);
        if (!anew) {
            return;
        }
        history.bringIn(replay.past());
        stillness.await(PATIENCE);
        log.info("The demo shop credits {} orders of the year before with points", history.creditPoints(replay.past()));
        scoring.score(replay.start());
    }
}
