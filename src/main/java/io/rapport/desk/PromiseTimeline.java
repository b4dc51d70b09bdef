package io.rapport.desk;

import io.rapport.customer.TimelineEntry;
import io.rapport.customer.TimelineEntry.Kind;
import io.rapport.customer.TimelineSource;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What staff promised, and what became of it, in the timeline of contacts. */
@Component
final class PromiseTimeline implements TimelineSource {

    private static final String ENTRIES =
            """
            select m.at, m.what, p.promised, p.due_on, case when m.what = 'made' then p.made_by end as made_by,
                case when m.what = 'given-up' then p.explanation end as explanation
            from rapport.promise p
            cross join lateral (values
                (p.made_at, 'made'), (p.broken_at, 'broken'), (p.settled_at, p.state)) m (at, what)
            where p.customer_id = :customer and m.at < :before
            order by m.at desc, p.id limit :most""";

    private final JdbcClient jdbc;

    PromiseTimeline(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public List<TimelineEntry> entries(TimelineRequest request) {
        if (!request.asks(Kind.CONTACT)) {
            return List.of();
        }
        List<TimelineEntry> entries = new ArrayList<>();
        jdbc.sql(ENTRIES).params(request.parameters()).query(row -> {
            Instant at = row.getTimestamp("at").toInstant();
            entries.add(TimelineEntry.of(
                    at,
                    Kind.CONTACT,
                    "promise." + row.getString("what"),
                    "promise",
                    row.getString("promised"),
                    "due",
                    row.getObject("due_on", LocalDate.class),
                    "explanation",
                    row.getString("explanation"),
                    "by",
                    row.getString("made_by")));
        });
        return entries;
    }
}
