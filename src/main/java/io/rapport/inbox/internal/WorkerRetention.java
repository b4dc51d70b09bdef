package io.rapport.inbox.internal;

import io.rapport.database.RetainedRows;
import java.time.Duration;
import java.time.Instant;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Nodes that were killed, and their workers that had nothing in hand, or only what others have done since. */
@Component
final class WorkerRetention implements RetainedRows {

    private final JdbcClient jdbc;

    WorkerRetention(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public String name() {
        return "workers";
    }

    @Override
    public Duration keep() {
        return Duration.ofDays(1);
    }

    /** Marks are in real time, and so is their age; there is one for each worker, and all go at once. */
    @Override
    public Batch delete(Instant before, long from, int most) {
        int workers = jdbc.sql(
                        """
                delete from rapport.inbox_worker w
                where marked_at < now() - :keep * interval '1 second'
                  and (seqs = '{}' or not exists (
                      select from rapport.inbox_event e where e.seq = any(w.seqs) and e.state in ('waiting', 'unmatched')))""")
                .param("keep", keep().toSeconds())
                .update();
        int nodes = jdbc.sql("delete from rapport.inbox_node where seen_at < now() - :keep * interval '1 second'")
                .param("keep", keep().toSeconds())
                .update();
        return new Batch(workers + nodes, null);
    }
}
