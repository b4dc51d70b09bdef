package io.rapport.inbox;

import java.sql.Timestamp;
import java.time.Instant;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Whether the inbox has anything to do. Cheap enough to be asked many times a second. */
@Component
public final class InboxQuiescence {

    private final JdbcClient jdbc;

    InboxQuiescence(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** @return whether no event was ever taken in, whatever is still kept */
    public boolean isNew() {
        return jdbc.sql("select not is_called from rapport.inbox_seq")
                .query(Boolean.class)
                .single();
    }

    /**
     * @param now by the business clock
     * @return whether an event is to be processed
     */
    public boolean isBusy(Instant now) {
        return jdbc.sql("select exists (select from rapport.inbox_event where state = 'waiting' and due_at <= :now)")
                .param("now", Timestamp.from(now))
                .query(Boolean.class)
                .single();
    }
}
