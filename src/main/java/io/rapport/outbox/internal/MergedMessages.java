package io.rapport.outbox.internal;

import io.rapport.database.CustomerRows;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Tables of this room whose rows go with a customer who is merged into another one. */
@Configuration(proxyBeanMethods = false)
class MergedMessages {

    @Bean
    CustomerRows messagesOfCustomers(JdbcClient jdbc) {
        return new CustomerRows(jdbc, "outbox_message");
    }
}
