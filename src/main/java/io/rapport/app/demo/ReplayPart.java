package io.rapport.app.demo;

import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.util.Optional;

/** Some of what happens in the demo's story: it says when it happens next, and does it when the replay's clock has come there. */
interface ReplayPart {

    /**
     * A replay of the story.
     *
     * @param server such as {@code http://localhost:8080}
     * @param start today: the moment from which the recording counts back
     * @param past the customers of before
     */
    record Replay(URI server, Instant start, ShopPast past) {}

    /**
     * @param replay the one that runs
     * @param reached how far it has come
     * @return when something of this happens next, after that moment; empty if nothing does, or that is not known yet
     */
    Optional<Instant> next(Replay replay, Instant reached);

    /**
     * Does what has happened by now. Once more changes nothing.
     *
     * @param replay the one that runs
     * @param reached how far it has come
     * @return whether anything was done, so that others have to wait until all that follows from it is done
     */
    boolean reach(Replay replay, Instant reached) throws IOException, InterruptedException;
}
