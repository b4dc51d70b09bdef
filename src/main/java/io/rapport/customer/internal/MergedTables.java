package io.rapport.customer.internal;

import io.rapport.database.CustomerRows;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Tables of this room whose rows go with a customer who is merged into another one. */
@Configuration(proxyBeanMethods = false)
class MergedTables {

    @Bean
    CustomerRows ordersOfCustomers(JdbcClient jdbc) {
        return new CustomerRows(jdbc, "customer_order");
    }

    @Bean
    CustomerRows pointsOfCustomers(JdbcClient jdbc) {
        return new CustomerRows(jdbc, "loyalty_entry");
    }

    @Bean
    CustomerRows couponsOfCustomers(JdbcClient jdbc) {
        return new CustomerRows(jdbc, "coupon");
    }

    @Bean
    CustomerRows staffContactsOfCustomers(JdbcClient jdbc) {
        return new CustomerRows(jdbc, "staff_contact");
    }

    @Bean
    CustomerRows identitiesOfCustomers(JdbcClient jdbc) {
        return new CustomerRows(jdbc, "customer_identity");
    }
}
