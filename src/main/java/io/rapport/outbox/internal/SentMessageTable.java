package io.rapport.outbox.internal;

import io.rapport.customer.Customer;
import io.rapport.customer.Customers;
import io.rapport.mail.SentMessages;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Finds messages for those who read what mail servers report. */
@Component
final class SentMessageTable implements SentMessages {

    private static final String FIND =
            "select id, message, customer_id, instance_id from rapport.outbox_message where ";

    private final JdbcClient jdbc;
    private final Customers customers;

    SentMessageTable(JdbcClient jdbc, Customers customers) {
        this.jdbc = jdbc;
        this.customers = customers;
    }

    @Override
    public Optional<SentMessage> byId(UUID id) {
        return find("id = :value", id);
    }

    @Override
    public Optional<SentMessage> byMessageId(String messageId) {
        return find("message_id = :value", messageId);
    }

    private Optional<SentMessage> find(String condition, Object value) {
        return jdbc.sql(FIND + condition)
                .param("value", value)
                .query((rs, n) -> new SentMessage(
                        rs.getObject("id", UUID.class),
                        rs.getString("message"),
                        rs.getString("customer_id"),
                        rs.getString("instance_id"),
                        isErased(rs.getString("customer_id"))))
                .optional();
    }

    private boolean isErased(String customerId) {
        return customerId != null
                && customers.find(customerId).filter(Customer::isErased).isPresent();
    }
}
