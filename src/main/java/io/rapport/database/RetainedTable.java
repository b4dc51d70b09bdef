package io.rapport.database;

import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Rows of one table that one statement deletes, found by an index.
 *
 * @param jdbc for the statement
 * @param name such as {@code messages}, for metrics and logs
 * @param keep how long they stay
 * @param delete deletes at most {@code :most} rows of before {@code :before}, so that those left are found by the next one
 */
public record RetainedTable(JdbcClient jdbc, String name, Duration keep, String delete) implements RetainedRows {

    @Override
    public Batch delete(Instant before, long from, int most) {
        int deleted = jdbc.sql(delete)
                .param("before", Timestamp.from(before))
                .param("most", most)
                .update();
        return new Batch(deleted, deleted < most ? null : 0L);
    }
}
