package io.rapport.database;

import java.time.Duration;
import java.time.Instant;

/** Rows of one kind that are kept for a time only: the room that owns them says how long, and how they are deleted. */
public interface RetainedRows {

    /**
     * What one batch did.
     *
     * @param deleted how many rows are gone
     * @param next where the next batch goes on; {@code null} when nothing is left to delete
     */
    record Batch(int deleted, Long next) {}

    /** @return such as {@code events}, for metrics and logs */
    String name();

    /** @return how long they stay */
    Duration keep();

    /**
     * Deletes some of them, in the caller's transaction, set-based and found by an index.
     *
     * @param before what ended earlier goes, by the business clock
     * @param from where the batch before this one said; {@link Long#MIN_VALUE} for the first of a run
     * @param most how many rows at the most
     * @return what it did
     */
    Batch delete(Instant before, long from, int most);
}
