package io.rapport.app.demo;

import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.util.Optional;

/** Some of what happens in the demo's story: it says when it happens next, and does it when the replay's clock has come there. */
interface ReplayPart {

    /**
     * A replay of the past, or of what comes when the demo's clock is moved.
     *
     * @param server such as {@code http://localhost:8080}
     * @param from until when all was played before; when the shop began with Rapport if nothing was
     * @param past the shop's customers, and what they do until its end
     */
    record Replay(URI server, Instant from, ShopPast past) {

        /** @return when the demo was started: the moment from which the recording counts back */
        Instant start() {
            return past.today();
        }

        /** @return whether the demo's clock is moved, and not the past replayed */
        boolean isMove() {
            return past.goesOn();
        }
    }

    /**
     * @param replay the one that runs
     * @param reached how far it has come
     * @return when something of this happens next, after that moment; empty if nothing does, or that is not known yet
     */
    Optional<Instant> next(Replay replay, Instant reached);

    /**
     * @param replay the one that runs
     * @return when something of this happens next at which the replay has to stop, however near to what it did before; empty if
     *     nothing does
     */
    default Optional<Instant> nextAlone(Replay replay) {
        return Optional.empty();
    }

    /**
     * Does what has happened by now. Once more changes nothing.
     *
     * @param replay the one that runs
     * @param reached how far it has come
     * @return whether anything was done, so that others have to wait until all that follows from it is done
     */
    boolean reach(Replay replay, Instant reached) throws IOException, InterruptedException;
}
