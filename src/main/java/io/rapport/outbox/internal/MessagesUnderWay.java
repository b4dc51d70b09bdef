package io.rapport.outbox.internal;

import io.rapport.release.NeededByWork;
import java.util.Set;
import java.util.TreeSet;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Messages that are still to go out need their templates, also when these have left what is live. */
@Component
final class MessagesUnderWay implements NeededByWork {

    private final JdbcClient jdbc;

    MessagesUnderWay(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public Set<String> needed() {
        Set<String> needed = new TreeSet<>();
        jdbc.sql(
                        """
                select distinct message from rapport.outbox_message
                where state in ('queued', 'claimed', 'sending', 'assigned', 'unknown')""")
                .query(row -> {
                    needed.add("message " + row.getString(1));
                });
        return needed;
    }
}
