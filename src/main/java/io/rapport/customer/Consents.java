package io.rapport.customer;

import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What customers allow: an append-only ledger of which the newest entry of a channel and topic is in force. */
@Component
public final class Consents {

    private final JdbcClient jdbc;

    Consents(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Tells what is in force.
     *
     * @param customerId whose
     * @param channel such as {@code email}
     * @param topic such as {@code offers}
     * @return granted or withdrawn; empty if the customer never said
     */
    public Optional<Boolean> inForce(String customerId, String channel, String topic) {
        return jdbc.sql(
                        """
                select granted from rapport.consent_entry
                where customer_id = :customer and channel = :channel and topic = :topic
                order by event_seq desc limit 1""")
                .param("customer", customerId)
                .param("channel", channel)
                .param("topic", topic)
                .query(Boolean.class)
                .optional();
    }

    /**
     * Tells whether there is consent.
     *
     * @param customerId whose
     * @param channel such as {@code email}
     * @param topic such as {@code offers}
     * @return true only if the newest entry grants it
     */
    public boolean granted(String customerId, String channel, String topic) {
        return inForce(customerId, channel, topic).orElse(false);
    }
}
