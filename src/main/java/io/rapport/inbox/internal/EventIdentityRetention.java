package io.rapport.inbox.internal;

import io.rapport.database.RetainedRows;
import io.rapport.database.RetentionProperties;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What deleted events were known by goes when nobody sends them again any more. */
@Component
final class EventIdentityRetention implements RetainedRows {

    private final JdbcClient jdbc;
    private final RetentionProperties properties;

    EventIdentityRetention(JdbcClient jdbc, RetentionProperties properties) {
        this.jdbc = jdbc;
        this.properties = properties;
    }

    @Override
    public String name() {
        return "event-identities";
    }

    @Override
    public Duration keep() {
        return properties.eventIdentities();
    }

    @Override
    public Batch delete(Instant before, long from, int most) {
        return Batch.of(
                jdbc.sql(
                                """
                        delete from rapport.inbox_identity where identity = any(array(
                            select identity from rapport.inbox_identity where noted_at < :before
                            order by noted_at limit :most))""")
                        .param("before", Timestamp.from(before))
                        .param("most", most)
                        .update(),
                most);
    }
}
