package io.rapport.feedback.internal;

import io.rapport.database.CustomerRows;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Tables of this room whose rows go with a customer who is merged into another one. */
@Configuration(proxyBeanMethods = false)
class MergedFeedback {

    @Bean
    CustomerRows surveysOfCustomers(JdbcClient jdbc) {
        return new CustomerRows(jdbc, "survey");
    }

    @Bean
    CustomerRows complaintsOfCustomers(JdbcClient jdbc) {
        return new CustomerRows(jdbc, "complaint");
    }

    @Bean
    CustomerRows answersOfCustomers(JdbcClient jdbc) {
        return new CustomerRows(jdbc, "complaint_answer");
    }
}
