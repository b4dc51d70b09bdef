package io.rapport.lifecycle;

import io.rapport.customer.TimelineEntry;
import io.rapport.customer.TimelineEntry.Kind;
import io.rapport.customer.TimelineSource;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The timeline of tiers and stages: each change that was news. */
@Component
final class RelationshipTimeline implements TimelineSource {

    private final JdbcClient jdbc;

    RelationshipTimeline(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public List<TimelineEntry> entries(TimelineRequest request) {
        if (!request.asks(Kind.RELATIONSHIP)) {
            return List.of();
        }
        return jdbc.sql(
                        """
                select at, kind, old, new, why from rapport.relationship_change
                where customer_id = :customer and at < :before
                order by at desc, id desc limit :most""")
                .params(request.parameters())
                .query((row, n) -> TimelineEntry.of(
                        row.getTimestamp("at").toInstant(),
                        Kind.RELATIONSHIP,
                        "customer." + row.getString("kind") + "-changed",
                        "from",
                        row.getString("old"),
                        "to",
                        row.getString("new"),
                        "cause",
                        row.getString("why")))
                .list();
    }
}
