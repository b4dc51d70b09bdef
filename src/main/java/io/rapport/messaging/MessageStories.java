package io.rapport.messaging;

import io.rapport.calendar.BusinessClock;
import io.rapport.messaging.OutboxMessage.State;
import io.rapport.messaging.internal.dispatch.OutboxTable;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What operators see of messages: ids, rules and the mail servers' answers, nothing personal. */
@Component
public final class MessageStories {

    /** How far a search without an id looks back when it names no beginning: the outbox may hold years. */
    public static final Duration LOOKS_BACK = Duration.ofDays(1);

    private static final int MOST_COUNTS = 100;

    private final JdbcClient jdbc;
    private final BusinessClock clock;

    MessageStories(JdbcClient jdbc, BusinessClock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /**
     * Which messages; {@code null} leaves a field open.
     *
     * @param message id of the row
     * @param customerId to whom
     * @param orderId about what
     * @param state where they stand
     * @param rule code of the rule behind the latest decision
     * @param from queued at or after
     * @param to queued before
     */
    public record Search(
            UUID message, String customerId, String orderId, State state, String rule, Instant from, Instant to) {

        /** @return whether it names what it is about; otherwise it looks at a time span */
        public boolean isNarrow() {
            return message != null || customerId != null || orderId != null;
        }
    }

    /**
     * Where the next page begins.
     *
     * @param queuedAt of the last message of the page before
     * @param id its id
     */
    public record Cursor(Instant queuedAt, UUID id) {}

    /**
     * How many messages stand where, and why.
     *
     * @param state where
     * @param rule code; {@code null} where nobody decided yet
     * @param messages how many
     */
    public record Count(State state, String rule, long messages) {}

    /**
     * A look at a message that did not end it.
     *
     * @param at when
     * @param outcome deferred, switched or retried
     * @param channel it would have gone out on
     * @param rule code of what decided
     * @param why in words
     */
    public record Look(Instant at, String outcome, String channel, String rule, String why) {}

    /**
     * What came back after it was sent.
     *
     * @param at when
     * @param kind hard, soft or complaint
     * @param status code (RFC 3463) or kind of feedback; may be null
     */
    public record Report(Instant at, String kind, String status) {}

    /**
     * All that is known of a message.
     *
     * @param message its row
     * @param looks the oldest first
     * @param reports the oldest first
     */
    public record Story(OutboxMessage message, List<Look> looks, List<Report> reports) {}

    /**
     * Finds messages.
     *
     * @param search which; without message, customer, order and beginning it looks back {@link #LOOKS_BACK}
     * @param after where the page before ended; {@code null} for the first
     * @param most messages on the page
     * @return the youngest first
     */
    public List<OutboxMessage> find(Search search, Cursor after, int most) {
        Map<String, Object> values = new HashMap<>();
        String where = where(search, values);
        if (after != null) {
            where += " and (m.queued_at, m.id) < (:lastAt, :lastId)";
            values.put("lastAt", Timestamp.from(after.queuedAt()));
            values.put("lastId", after.id());
        }
        values.put("most", most);
        return jdbc.sql("select m.* from rapport.outbox_message m where " + where
                        + " order by m.queued_at desc, m.id desc limit :most")
                .params(values)
                .query(OutboxTable::message)
                .list();
    }

    /**
     * Counts messages.
     *
     * @param search which; without message, customer, order and beginning it looks back {@link #LOOKS_BACK}
     * @return by state and rule, the most first
     */
    public List<Count> counts(Search search) {
        Map<String, Object> values = new HashMap<>();
        String where = where(search, values);
        return jdbc.sql("select m.state, m.rule, count(*) from rapport.outbox_message m where " + where
                        + " group by m.state, m.rule order by count(*) desc, m.state, m.rule limit " + MOST_COUNTS)
                .params(values)
                .query((rs, n) -> new Count(state(rs.getString(1)), rs.getString(2), rs.getLong(3)))
                .list();
    }

    /**
     * Tells a message's story.
     *
     * @param id of the row
     * @return empty if there is no such message
     */
    public Optional<Story> story(UUID id) {
        return jdbc.sql("select * from rapport.outbox_message where id = :id")
                .param("id", id)
                .query(OutboxTable::message)
                .optional()
                .map(message -> new Story(message, looks(id), reports(id)));
    }

    private List<Look> looks(UUID id) {
        return jdbc.sql("select * from rapport.outbox_look where message_id = :id order by seq")
                .param("id", id)
                .query((rs, n) -> new Look(
                        rs.getTimestamp("at").toInstant(),
                        rs.getString("outcome"),
                        rs.getString("channel"),
                        rs.getString("rule"),
                        rs.getString("why")))
                .list();
    }

    private List<Report> reports(UUID id) {
        return jdbc.sql("select * from rapport.message_report where message = :id order by at, event_seq")
                .param("id", id)
                .query((rs, n) ->
                        new Report(rs.getTimestamp("at").toInstant(), rs.getString("kind"), rs.getString("status")))
                .list();
    }

    /** Conditions are put together and not switched off by null, so that each search finds its index. */
    private String where(Search search, Map<String, Object> values) {
        List<String> conditions = new ArrayList<>(List.of("true"));
        condition(conditions, values, "m.id = :id", "id", search.message());
        condition(conditions, values, "m.customer_id = :customer", "customer", search.customerId());
        condition(conditions, values, "m.order_id = :order", "order", search.orderId());
        condition(conditions, values, "m.rule = :rule", "rule", search.rule());
        condition(
                conditions,
                values,
                "m.state = :state",
                "state",
                search.state() == null ? null : search.state().name().toLowerCase(Locale.ROOT));
        Instant from =
                search.from() == null && !search.isNarrow() ? clock.instant().minus(LOOKS_BACK) : search.from();
        condition(conditions, values, "m.queued_at >= :from", "from", from == null ? null : Timestamp.from(from));
        condition(
                conditions,
                values,
                "m.queued_at < :to",
                "to",
                search.to() == null ? null : Timestamp.from(search.to()));
        return String.join(" and ", conditions);
    }

    private static void condition(
            List<String> conditions, Map<String, Object> values, String condition, String name, Object value) {
        if (value != null) {
            conditions.add(condition);
            values.put(name, value);
        }
    }

    private static State state(String name) {
        return State.valueOf(name.toUpperCase(Locale.ROOT));
    }
}
