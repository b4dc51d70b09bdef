package io.rapport.outbox.internal;

import io.rapport.database.RetainedRows;
import io.rapport.database.RetentionProperties;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Messages go some time after they are settled, and their delivery log with them. What is unresolved stays. */
@Component
final class MessageRetention implements RetainedRows {

    private final JdbcClient jdbc;
    private final RetentionProperties properties;

    MessageRetention(JdbcClient jdbc, RetentionProperties properties) {
        this.jdbc = jdbc;
        this.properties = properties;
    }

    @Override
    public String name() {
        return "messages";
    }

    @Override
    public Duration keep() {
        return properties.messages();
    }

    @Override
    public Batch delete(Instant before, long from, int most) {
        return Batch.of(
                jdbc.sql(
                                """
                        delete from rapport.outbox_message where id = any(array(
                            select id from rapport.outbox_message
                            where state in ('sent', 'withheld', 'failed') and settled_at < :before
                            order by settled_at limit :most))""")
                        .param("before", Timestamp.from(before))
                        .param("most", most)
                        .update(),
                most);
    }
}
