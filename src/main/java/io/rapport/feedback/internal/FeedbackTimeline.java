package io.rapport.feedback.internal;

import io.rapport.customer.TimelineEntry;
import io.rapport.customer.TimelineEntry.Kind;
import io.rapport.customer.TimelineSource;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The timeline of complaints, with every stage of them, and of surveys. */
@Component
final class FeedbackTimeline implements TimelineSource {

    /** A customer's complaints are few: their stages are read for all of them. */
    private static final String COMPLAINTS =
            """
            with mine as materialized (
                select c.*, coalesce(c.number, c.id) as name from rapport.complaint c
                where c.customer_id = :customer
                  and c.opened_at > rapport.known_since(coalesce(c.original_customer_id, c.customer_id)))
            select s.* from (
                select opened_at as at, 'opened' as what, name, channel, text, remedy_sought as asks,
                       order_id, null::text as remedy, null::numeric as amount, null::text as who, null::text as outcome
                from mine
                union all
                select i.investigated_at, 'investigated', m.name, null, i.findings, null, null, i.remedy,
                       nullif(i.amount, 0), i.investigated_by, null
                from mine m join rapport.complaint_investigation i on i.complaint_id = m.id
                union all
                select i.decided_at, 'decided', m.name, null, i.note, null, null, null,
                       nullif(i.decided_amount, 0), i.decided_by, i.decision
                from mine m join rapport.complaint_investigation i on i.complaint_id = m.id
                union all
                select o.offered_at, 'offered', m.name, null, o.reasons, null, null, o.remedy,
                       nullif(o.amount, 0), null, null
                from mine m join rapport.complaint_offer o on o.complaint_id = m.id
                union all
                select a.answered_at, case when a.accepted then 'accepted' else 'rejected' end,
                       m.name, null, null, null, null, null, null, null, null
                from mine m join rapport.complaint_answer a on a.complaint_id = m.id
                union all
                select r.told_at, 'repeated', m.name, null, r.text, r.remedy_sought, r.order_id, null, null,
                       null, null
                from mine m join rapport.complaint_repeat r on r.complaint_id = m.id
                union all
                select reopened_at, 'reopened', name, null, null, null, null, null, null, null, null from mine
                union all
                select closed_at, 'closed', name, null, null, null, null, null, null, null, outcome from mine) s
            where s.at < :before
            order by s.at desc limit :most""";

    private static final String SURVEYS =
            """
            select m.at, m.what, s.kind, s.about, case when m.what = 'answered' then s.score end as score,
                   case when m.what = 'answered' then s.comment end as comment
            from rapport.survey s
            cross join lateral (values (s.opened_at, 'asked'), (s.answered_at, 'answered')) m (at, what)
            where s.customer_id = :customer and m.at < :before
              and s.opened_at > rapport.known_since(coalesce(s.original_customer_id, s.customer_id))
            order by m.at desc, s.id limit :most""";

    private final JdbcClient jdbc;

    FeedbackTimeline(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public List<TimelineEntry> entries(TimelineRequest request) {
        List<TimelineEntry> entries = new ArrayList<>();
        if (request.asks(Kind.COMPLAINT)) {
            entries.addAll(
                    read(COMPLAINTS, request).query((rs, n) -> complaint(rs)).list());
        }
        if (request.asks(Kind.SURVEY)) {
            entries.addAll(read(SURVEYS, request).query((rs, n) -> survey(rs)).list());
        }
        return entries;
    }

    private JdbcClient.StatementSpec read(String sql, TimelineRequest request) {
        return jdbc.sql(sql).params(request.parameters());
    }

    private static TimelineEntry complaint(ResultSet rs) throws SQLException {
        BigDecimal amount = rs.getBigDecimal("amount");
        return TimelineEntry.of(
                rs.getTimestamp("at").toInstant(),
                Kind.COMPLAINT,
                "complaint." + rs.getString("what"),
                "complaint",
                rs.getString("name"),
                "order",
                rs.getString("order_id"),
                "channel",
                rs.getString("channel"),
                "text",
                rs.getString("text"),
                "asks",
                rs.getString("asks"),
                "remedy",
                rs.getString("remedy"),
                "amount",
                amount == null ? null : amount.stripTrailingZeros(),
                "outcome",
                rs.getString("outcome"),
                "by",
                rs.getString("who"));
    }

    private static TimelineEntry survey(ResultSet rs) throws SQLException {
        return TimelineEntry.of(
                rs.getTimestamp("at").toInstant(),
                Kind.SURVEY,
                "survey." + rs.getString("what"),
                "survey",
                rs.getString("kind"),
                "about",
                rs.getString("about"),
                "score",
                rs.getObject("score", Integer.class),
                "comment",
                rs.getString("comment"));
    }
}
