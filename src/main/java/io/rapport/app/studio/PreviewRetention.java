package io.rapport.app.studio;

import io.rapport.database.RetainedRows;
import io.rapport.database.RetentionProperties;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Who looked at a message with a customer's data is known for a time. Rows are written in the order of time. */
@Component
final class PreviewRetention implements RetainedRows {

    private final JdbcClient jdbc;
    private final RetentionProperties properties;

    PreviewRetention(JdbcClient jdbc, RetentionProperties properties) {
        this.jdbc = jdbc;
        this.properties = properties;
    }

    @Override
    public String name() {
        return "previews";
    }

    @Override
    public Duration keep() {
        return properties.previews();
    }

    @Override
    public Batch delete(Instant before, long from, int most) {
        return Batch.of(
                jdbc.sql(
                                """
                        delete from rapport.message_preview where at < :before and id = any(array(
                            select id from rapport.message_preview order by id limit :most))""")
                        .param("before", Timestamp.from(before))
                        .param("most", most)
                        .update(),
                most);
    }
}
