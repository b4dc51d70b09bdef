package io.rapport.outbox;

import io.rapport.outbox.OutboxMessage.State;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** How the queue of messages stands. */
@Component
public final class OutboxFigures {

    private final JdbcClient jdbc;

    OutboxFigures(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * @param state of messages
     * @return how many there are
     */
    public long count(State state) {
        return jdbc.sql("select count(*) from rapport.outbox_message where state = :state")
                .param("state", state.name().toLowerCase(Locale.ROOT))
                .query(Long.class)
                .single();
    }

    /**
     * @param now by the business clock
     * @return how long the most overdue message has been due
     */
    public Duration overdue(Instant now) {
        return jdbc.sql("select due_at from rapport.outbox_message where state = 'queued' and due_at <= :now"
                        + " order by due_at limit 1")
                .param("now", Timestamp.from(now))
                .query(Timestamp.class)
                .optional()
                .map(due -> Duration.between(due.toInstant(), now))
                .orElse(Duration.ZERO);
    }

    /**
     * @param now by the business clock
     * @return whether a message is in somebody's hand, or is to be taken up
     */
    public boolean isBusy(Instant now) {
        return jdbc.sql(
                        """
                select exists (select from rapport.outbox_message
                               where state in ('claimed', 'sending') or state = 'queued' and due_at <= :now)""")
                .param("now", Timestamp.from(now))
                .query(Boolean.class)
                .single();
    }
}
