package io.rapport.desk;

import io.rapport.customer.TimelineEntry;
import io.rapport.customer.TimelineEntry.Kind;
import io.rapport.customer.TimelineSource;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The timeline of who cared for a customer. */
@Component
final class AdviserTimeline implements TimelineSource {

    private final JdbcClient jdbc;

    AdviserTimeline(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public List<TimelineEntry> entries(TimelineRequest request) {
        if (!request.asks(Kind.RELATIONSHIP)) {
            return List.of();
        }
        return jdbc.sql(
                        """
                select at, login, named_by from rapport.adviser_change
                where customer_id = :customer and at < :before
                order by at desc, id desc limit :most""")
                .params(request.parameters())
                .query((row, n) -> TimelineEntry.of(
                        row.getTimestamp("at").toInstant(),
                        Kind.RELATIONSHIP,
                        row.getString("login") == null ? "adviser.removed" : "adviser.changed",
                        "adviser",
                        row.getString("login"),
                        "by",
                        row.getString("named_by")))
                .list();
    }
}
