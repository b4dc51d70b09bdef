package io.rapport.outbox.internal;

import io.rapport.calendar.BusinessClock;
import io.rapport.contactpolicy.AddressReports;
import io.rapport.outbox.MessageSearch;
import io.rapport.outbox.OutboxMessage;
import io.rapport.outbox.OutboxMessage.State;
import java.sql.Timestamp;
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

/** Reads what is known of messages from the tables of the outbox. */
@Component
final class DefaultMessageSearch implements MessageSearch {

    private static final int MOST_COUNTS = 100;

    private final JdbcClient jdbc;
    private final AddressReports reports;
    private final BusinessClock clock;

    DefaultMessageSearch(JdbcClient jdbc, AddressReports reports, BusinessClock clock) {
        this.jdbc = jdbc;
        this.reports = reports;
        this.clock = clock;
    }

    @Override
    public List<OutboxMessage> find(Criteria search, Cursor after, int most) {
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

    @Override
    public List<Count> counts(Criteria search) {
        Map<String, Object> values = new HashMap<>();
        String where = where(search, values);
        return jdbc.sql("select m.state, m.rule, count(*) from rapport.outbox_message m where " + where
                        + " group by m.state, m.rule order by count(*) desc, m.state, m.rule limit " + MOST_COUNTS)
                .params(values)
                .query((rs, n) -> new Count(state(rs.getString(1)), rs.getString(2), rs.getLong(3)))
                .list();
    }

    @Override
    public Optional<MessageDetails> details(UUID id) {
        return jdbc.sql("select * from rapport.outbox_message where id = :id")
                .param("id", id)
                .query(OutboxTable::message)
                .optional()
                .map(message -> new MessageDetails(message, log(id), reports(id)));
    }

    private List<LogEntry> log(UUID id) {
        return jdbc.sql("select * from rapport.outbox_delivery_log where message_id = :id order by seq")
                .param("id", id)
                .query((rs, n) -> new LogEntry(
                        rs.getTimestamp("at").toInstant(),
                        rs.getString("outcome"),
                        rs.getString("channel"),
                        rs.getString("rule"),
                        rs.getString("why")))
                .list();
    }

    private List<Report> reports(UUID id) {
        return reports.of(id).stream()
                .map(report -> new Report(report.at(), report.kind(), report.status()))
                .toList();
    }

    /** Conditions are put together and not switched off by null, so that each search finds its index. */
    private String where(Criteria search, Map<String, Object> values) {
        List<String> conditions = new ArrayList<>(List.of("true"));
        condition(conditions, values, "m.id = :id", "id", search.message());
        condition(
                conditions,
                values,
                "m.customer_id = rapport.current_customer(:customer)",
                "customer",
                search.customerId());
        condition(conditions, values, "m.order_id = :order", "order", search.orderId());
        condition(conditions, values, "m.rule = :rule", "rule", search.rule());
        condition(
                conditions,
                values,
                "m.state = :state",
                "state",
                search.state() == null ? null : search.state().name().toLowerCase(Locale.ROOT));
        Instant from =
                search.from() == null && !search.isNarrow() ? clock.instant().minus(DEFAULT_SPAN) : search.from();
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
