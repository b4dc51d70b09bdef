package io.rapport.release;

import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * What was live from a moment on.
 *
 * @param number counted from 1
 * @param at when it was switched, in real time
 * @param by who made it
 * @param source where its files came from
 * @param action what was done to make it; {@code null} if that is not known, of releases made before it was kept
 * @param rolledBackTo of a rollback, the release that was released again; else {@code null}
 * @param message why, in the author's words
 * @param needs what a node must know to load it
 * @param warnings what was found in it, beside errors
 */
public record Release(
        long number,
        Instant at,
        String by,
        String source,
        ReleaseAction action,
        Long rolledBackTo,
        String message,
        Set<String> needs,
        List<ReleaseFinding> warnings) {

    /** What the jar brings. */
    public static final String JAR = "jar";

    /** What stands in the directory of {@code rapport.models}. */
    public static final String DIRECTORY = "directory";

    /** What a command, or another program, sent. */
    public static final String COMMAND = "command";

    /** What the Modeler sent, or another client of the engine's REST API. */
    public static final String MODELER = "modeler";

    /** What the application does by itself. */
    public static final String SYSTEM = "system";

    /** What somebody chose on the page. */
    public static final String PAGE = "page";
}
