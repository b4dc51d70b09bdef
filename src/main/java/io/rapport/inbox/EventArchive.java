package io.rapport.inbox;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The personal data that past events hold. */
@Component
public final class EventArchive {

    private final JdbcClient jdbc;

    EventArchive(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Empties the data of all events of a customer; that they happened stays.
     *
     * @param customerId the erased customer
     * @return how many events were emptied
     */
    public int empty(String customerId) {
        return jdbc.sql("update rapport.inbox_event set data = '{}' where customer_id = :customer and data <> '{}'")
                .param("customer", customerId)
                .update();
    }
}
