package io.rapport.segment;

import io.rapport.customer.TimelineEntry;
import io.rapport.customer.TimelineEntry.Kind;
import io.rapport.customer.TimelineSource;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The timeline of segments: each entry and exit that was news. One that is not live any more has its name alone. */
@Component
final class SegmentTimeline implements TimelineSource {

    private final JdbcClient jdbc;
    private final Segments segments;

    SegmentTimeline(JdbcClient jdbc, Segments segments) {
        this.jdbc = jdbc;
        this.segments = segments;
    }

    @Override
    public List<TimelineEntry> entries(TimelineRequest request) {
        if (!request.asks(Kind.RELATIONSHIP)) {
            return List.of();
        }
        Map<String, String> titles = segments.titles(request.locale());
        return jdbc.sql(
                        """
                select at, segment, entered from rapport.segment_change
                where customer_id = :customer and at < :before
                order by at desc, id desc limit :most""")
                .params(request.parameters())
                .query((row, n) -> TimelineEntry.of(
                        row.getTimestamp("at").toInstant(),
                        Kind.RELATIONSHIP,
                        row.getBoolean("entered") ? "segment.entered" : "segment.left",
                        "group",
                        titles.getOrDefault(row.getString("segment"), row.getString("segment"))))
                .list();
    }
}
