package io.rapport.privacy;

import io.rapport.calendar.BusinessClock;
import io.rapport.customer.CustomerMerges;
import io.rapport.customer.ErasureProjection;
import io.rapport.inbox.Event;
import java.sql.Timestamp;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Puts all that an erasure takes of a customer under the legal hold, where somebody ordered that. It runs before all others:
 * the rooms take away what is theirs themselves.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
final class LegalHoldOnErasure implements ErasureProjection {

    private final PersonalDataRegister register;
    private final PersonalDataStatements statements;
    private final LegalHoldOrders orders;
    private final CustomerMerges merges;
    private final JdbcClient jdbc;
    private final BusinessClock clock;

    LegalHoldOnErasure(
            PersonalDataRegister register,
            LegalHoldOrders orders,
            CustomerMerges merges,
            JdbcClient jdbc,
            BusinessClock clock) {
        this.register = register;
        this.statements = new PersonalDataStatements(register);
        this.orders = orders;
        this.merges = merges;
        this.jdbc = jdbc;
        this.clock = clock;
    }

    @Override
    public void follow(Event erasure) {
        if (orders.isInForce(erasure.customerId())) {
            hold(erasure.customerId());
        }
    }

    private void hold(String customerId) {
        String[] ids = merges.idsOf(customerId).toArray(String[]::new);
        for (RegisteredTable table : register.tables().values()) {
            statements.holdAll(table).ifPresent(sql -> jdbc.sql(sql)
                    .param("customer", customerId)
                    .param("customers", ids)
                    .param("now", Timestamp.from(clock.instant()))
                    .update());
        }
    }
}
