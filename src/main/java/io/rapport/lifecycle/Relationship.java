package io.rapport.lifecycle;

import java.time.Instant;

/**
 * How a customer stands.
 *
 * @param tier how close: {@code distant}, {@code brand}, {@code face-to-face} or {@code intimate}
 * @param tierSince since when that is known
 * @param tierWhy the code of the table's row by which it holds now; by which it came to be, the timeline says
 * @param stage how far along: {@code prospect}, {@code new}, {@code active}, {@code at-risk}, {@code lapsed} or {@code won-back}
 * @param stageSince since when that is known
 * @param stageWhy the same of the stage
 */
public record Relationship(
        String tier, Instant tierSince, String tierWhy, String stage, Instant stageSince, String stageWhy) {}
