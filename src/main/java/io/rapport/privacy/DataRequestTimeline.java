package io.rapport.privacy;

import io.rapport.customer.TimelineEntry;
import io.rapport.customer.TimelineEntry.Kind;
import io.rapport.customer.TimelineSource;
import java.util.ArrayList;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What a customer requested about their data, and what became of it. */
@Component
final class DataRequestTimeline implements TimelineSource {

    private static final String REQUESTS =
            """
            with mine as (
                select * from rapport.data_request
                where customer_id = :customer
                  and received_at > rapport.known_since(coalesce(original_customer_id, customer_id)))
            select received_at as at, 'data-request.received' as what, request, details, due_at, null as outcome
            from mine where received_at < :before
            union all
            select settled_at, 'data-request.settled', request, null, null, outcome
            from mine where settled_at < :before
            union all
            select answer_returned_at, 'data-request.returned', request, null, null, null
            from mine where answer_returned_at < :before
            order by 1 desc limit :most""";

    private final JdbcClient jdbc;

    DataRequestTimeline(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public List<TimelineEntry> entries(TimelineRequest request) {
        if (!request.asks(Kind.CONTACT)) {
            return List.of();
        }
        return new ArrayList<>(jdbc.sql(REQUESTS)
                .params(request.parameters())
                .query((rs, n) -> TimelineEntry.of(
                        rs.getTimestamp("at").toInstant(),
                        Kind.CONTACT,
                        rs.getString("what"),
                        "request",
                        rs.getString("request"),
                        "details",
                        rs.getString("details"),
                        "due",
                        rs.getTimestamp("due_at") == null
                                ? null
                                : rs.getTimestamp("due_at").toInstant(),
                        "outcome",
                        rs.getString("outcome")))
                .list());
    }
}
