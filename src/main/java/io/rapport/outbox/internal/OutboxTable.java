package io.rapport.outbox.internal;

import io.rapport.database.Columns;
import io.rapport.outbox.OutboxMessage;
import io.rapport.outbox.OutboxMessage.State;
import io.rapport.outbox.OutboxRequest;
import io.rapport.outbox.QueuedMessage;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The table of messages for those who put messages in, read them or end them from outside; what workers do to it
 * stands in {@link OutboxClaims}. Times are the business clock's and handed in; leases alone are real time, and the
 * database's: one clock for all nodes.
 */
@Component
public class OutboxTable {

    private final JdbcClient jdbc;

    OutboxTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Writes new rows in the caller's transaction. */
    public void insert(List<QueuedMessage> messages) {
        jdbc.sql(
                        """
                insert into rapport.outbox_message (
                    id, message, category, customer_id, staff_id, order_id, complaint_id, survey_id, coupon_code,
                    journey, instance_id, channel, priority, message_id, queued_at, due_at, expires_at)
                select id, message, category, rapport.current_customer(customer), staff, order_id, complaint, survey, coupon,
                       journey, instance, channel, priority, message_id, queued_at, queued_at, expires_at
                from unnest(:ids::uuid[], :messages::text[], :categories::text[], :customers::text[], :staff::text[],
                            :orders::text[], :complaints::text[], :surveys::text[], :coupons::text[], :journeys::text[],
                            :instances::text[], :channels::text[], :priorities::smallint[], :messageIds::text[],
                            :queued::timestamptz[], :expires::timestamptz[])
                     m (id, message, category, customer, staff, order_id, complaint, survey, coupon, journey, instance,
                        channel, priority, message_id, queued_at, expires_at)""")
                .param("ids", Columns.of(messages, QueuedMessage::id))
                .param("messages", of(messages, OutboxRequest::message))
                .param("categories", Columns.of(messages, QueuedMessage::category))
                .param("customers", of(messages, OutboxRequest::customerId))
                .param("staff", of(messages, OutboxRequest::staffId))
                .param("orders", of(messages, OutboxRequest::orderId))
                .param("complaints", of(messages, OutboxRequest::complaintId))
                .param("surveys", of(messages, OutboxRequest::surveyId))
                .param("coupons", of(messages, OutboxRequest::couponCode))
                .param("journeys", of(messages, OutboxRequest::journey))
                .param("instances", of(messages, OutboxRequest::instanceId))
                .param("channels", Columns.of(messages, QueuedMessage::channel))
                .param("priorities", Columns.of(messages, QueuedMessage::priority))
                .param("messageIds", Columns.of(messages, QueuedMessage::messageId))
                .param("queued", Columns.of(messages, QueuedMessage::queuedAt))
                .param("expires", Columns.of(messages, QueuedMessage::expiresAt))
                .update();
    }

    private static String[] of(List<QueuedMessage> messages, Function<OutboxRequest, String> value) {
        return Columns.of(messages, message -> value.apply(message.request()));
    }

    /** @return all messages to the customer, the newest first */
    public List<OutboxMessage> ofCustomer(String customerId) {
        return jdbc.sql(
                        """
                select * from rapport.outbox_message where customer_id = rapport.current_customer(:customer)
                order by queued_at desc, id""")
                .param("customer", customerId)
                .query(OutboxTable::message)
                .list();
    }

    /** @return the message, whatever its state */
    public Optional<OutboxMessage> find(UUID id) {
        return jdbc.sql("select * from rapport.outbox_message where id = :id")
                .param("id", id)
                .query(OutboxTable::message)
                .optional();
    }

    /** Withholds what still waits for a customer, with staff too. */
    void withholdQueued(String customerId, String why, Instant now) {
        jdbc.sql(
                        """
                update rapport.outbox_message set state = 'withheld', settled_at = :now, rule = 'erased', why = :why
                where customer_id = :customer and state in ('queued', 'assigned')""")
                .param("customer", customerId)
                .param("why", why)
                .param("now", Timestamp.from(now))
                .update();
    }

    /**
     * Ends a message that is with staff, though its worker may not have come to record that.
     *
     * @param state sent or failed
     * @param contacted whether the customer got it
     * @return the message, empty if it is not with staff (any more)
     */
    Optional<OutboxMessage> settleAssigned(
            UUID id, State state, boolean contacted, String rule, String why, Instant now) {
        return jdbc.sql(
                        """
                update rapport.outbox_message
                set state = :state, settled_at = :now, rule = coalesce(:rule, rule), why = :why,
                    contacted_at = case when :contacted then cast(:now as timestamptz) end
                where id = :id and channel = 'task' and state in ('assigned', 'sending', 'unknown') returning *""")
                .param("id", id)
                .param("state", state.name().toLowerCase(Locale.ROOT))
                .param("contacted", contacted)
                .param("rule", rule)
                .param("why", why)
                .param("now", Timestamp.from(now))
                .query(OutboxTable::message)
                .optional();
    }

    long count(State state) {
        return jdbc.sql("select count(*) from rapport.outbox_message where state = :state")
                .param("state", state.name().toLowerCase(Locale.ROOT))
                .query(Long.class)
                .single();
    }

    /** @return since when the most overdue message has been due */
    Optional<Instant> oldestDue(Instant now) {
        return jdbc.sql(
                        "select min(due_at) as since from rapport.outbox_message where state = 'queued' and due_at <= :now")
                .param("now", Timestamp.from(now))
                .query((row, n) -> Optional.ofNullable(instant(row, "since")))
                .single();
    }

    /** A row of the table with all its columns. */
    public static OutboxMessage message(ResultSet row, int number) throws SQLException {
        return new OutboxMessage(
                row.getObject("id", UUID.class),
                row.getString("message"),
                row.getString("category"),
                row.getString("customer_id"),
                row.getString("staff_id"),
                row.getString("order_id"),
                row.getString("complaint_id"),
                row.getString("survey_id"),
                row.getString("coupon_code"),
                row.getString("journey"),
                row.getString("instance_id"),
                State.valueOf(row.getString("state").toUpperCase(Locale.ROOT)),
                row.getString("message_id"),
                row.getInt("attempts"),
                instant(row, "queued_at"),
                instant(row, "due_at"),
                instant(row, "expires_at"),
                instant(row, "settled_at"),
                row.getString("locale"),
                row.getString("why"),
                row.getString("channel"),
                row.getInt("priority"),
                instant(row, "contacted_at"),
                row.getString("rule"),
                row.getString("inputs"),
                row.getString("wait_for"),
                texts(row.getArray("refused_channels")));
    }

    private static List<String> texts(Array array) throws SQLException {
        return array == null ? List.of() : List.of((String[]) array.getArray());
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        Timestamp value = row.getTimestamp(column);
        return value == null ? null : value.toInstant();
    }
}
