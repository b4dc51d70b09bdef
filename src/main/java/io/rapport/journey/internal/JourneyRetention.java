package io.rapport.journey.internal;

import io.rapport.database.RetainedRows;
import io.rapport.database.RetentionProperties;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Ended instances leave the register after a time. What re-entry asks for is not among them, and stays for ever. */
@Component
final class JourneyRetention implements RetainedRows {

    private final JdbcClient jdbc;
    private final RetentionProperties properties;

    JourneyRetention(JdbcClient jdbc, RetentionProperties properties) {
        this.jdbc = jdbc;
        this.properties = properties;
    }

    @Override
    public String name() {
        return "journeys";
    }

    @Override
    public Duration keep() {
        return properties.journeys();
    }

    @Override
    public Batch delete(Instant before, long from, int most) {
        return Batch.of(
                jdbc.sql(
                                """
                        delete from rapport.journey where instance_id = any(array(
                            select instance_id from rapport.journey where ended_at < :before
                            order by ended_at limit :most))""")
                        .param("before", Timestamp.from(before))
                        .param("most", most)
                        .update(),
                most);
    }
}
