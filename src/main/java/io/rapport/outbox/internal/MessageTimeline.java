package io.rapport.outbox.internal;

import io.rapport.customer.TimelineEntry;
import io.rapport.customer.TimelineEntry.Kind;
import io.rapport.customer.TimelineSource;
import io.rapport.customer.UpcomingItem;
import io.rapport.customer.UpcomingItem.State;
import io.rapport.customer.UpcomingSource;
import java.util.List;
import java.util.Locale;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The timeline of messages: what became of each, and why; and those that still wait, and for what. */
@Component
final class MessageTimeline implements TimelineSource, UpcomingSource {

    /** Of more than that nobody reads the list. */
    private static final int MOST_WAITING = 100;

    private static final String SETTLED =
            """
            select coalesce(m.contacted_at, m.settled_at, m.queued_at) as at, m.id, m.message, m.state, m.channel, m.order_id,
                   case m.state when 'sent' then s.rule else m.rule end as rule,
                   case m.state when 'sent' then s.why else m.why end as why
            from rapport.outbox_message m
            left join lateral (select l.rule, l.why from rapport.outbox_delivery_log l
                               where l.message_id = m.id and l.outcome = 'switched' order by l.seq desc limit 1) s on true
            where customer_id = :customer and state in ('sent', 'withheld', 'failed', 'unknown')
              and queued_at > rapport.known_since(coalesce(original_customer_id, customer_id))
              and coalesce(contacted_at, settled_at, queued_at) < :before
            order by coalesce(contacted_at, settled_at, queued_at) desc, id limit :most""";

    private static final String WAITING =
            """
            select due_at, id, message, state, channel, rule, why, order_id from rapport.outbox_message
            where customer_id = :customer and state in ('queued', 'claimed', 'sending', 'assigned')
            order by due_at, id limit :most""";

    private final JdbcClient jdbc;

    MessageTimeline(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public List<TimelineEntry> entries(TimelineRequest request) {
        if (!request.asks(Kind.MESSAGE)) {
            return List.of();
        }
        return jdbc.sql(SETTLED)
                .params(request.parameters())
                .query((rs, n) -> {
                    String state = rs.getString("state");
                    return TimelineEntry.of(
                            rs.getTimestamp("at").toInstant(),
                            Kind.MESSAGE,
                            "message." + state,
                            "message",
                            rs.getString("message"),
                            "channel",
                            rs.getString("channel"),
                            "order",
                            rs.getString("order_id"),
                            // of what was sent, nobody asks why it was allowed to, but why on another channel than the
                            // first
                            "rule",
                            rs.getString("rule"),
                            "why",
                            rs.getString("why"));
                })
                .list();
    }

    @Override
    public List<UpcomingItem> upcoming(String customerId, Locale locale) {
        return jdbc.sql(WAITING)
                .param("customer", customerId)
                .param("most", MOST_WAITING)
                .query((rs, n) -> {
                    boolean withStaff = rs.getString("state").equals("assigned");
                    return UpcomingItem.of(
                            withStaff ? State.OPEN : State.PLANNED,
                            rs.getTimestamp("due_at").toInstant(),
                            withStaff ? "message.assigned" : "message.waiting",
                            "message",
                            rs.getString("message"),
                            "channel",
                            rs.getString("channel"),
                            "order",
                            rs.getString("order_id"),
                            "rule",
                            rs.getString("rule"),
                            "why",
                            rs.getString("why"));
                })
                .list();
    }
}
