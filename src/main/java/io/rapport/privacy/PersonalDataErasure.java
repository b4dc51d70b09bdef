package io.rapport.privacy;

import io.rapport.calendar.BusinessClock;
import io.rapport.customer.CustomerMerges;
import io.rapport.customer.ErasureProjection;
import io.rapport.database.RetentionProperties;
import io.rapport.inbox.Event;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Collection;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Erases a customer as the register of personal data says. It runs after the rooms' own projections, which decide what
 * follows from an erasure (messages withheld, consents withdrawn, complaints closed) by what is still there. What the engine
 * holds goes later in the same transaction, once it has ended the customer's journeys.
 */
@Component
@Order(Ordered.LOWEST_PRECEDENCE)
public final class PersonalDataErasure implements ErasureProjection {

    private final PersonalDataRegister register;
    private final PersonalDataStatements statements;
    private final RetentionProperties retention;
    private final CustomerMerges merges;
    private final JdbcClient jdbc;
    private final BusinessClock clock;

    PersonalDataErasure(
            PersonalDataRegister register,
            RetentionProperties retention,
            CustomerMerges merges,
            JdbcClient jdbc,
            BusinessClock clock) {
        this.register = register;
        this.statements = new PersonalDataStatements(register);
        this.retention = retention;
        this.merges = merges;
        this.jdbc = jdbc;
        this.clock = clock;
    }

    @Override
    public void follow(Event erasure) {
        // what was merged into the customer is the customer's, under whichever id it stands
        String[] ids = merges.idsOf(erasure.customerId()).toArray(String[]::new);
        hold(erasure.customerId(), ids);
        erase(register.tables().values(), ids);
        note(erasure, ids);
    }

    /**
     * Deletes what the engine keeps of a customer's instances. Called when it has ended them and written so.
     *
     * @param customerId bare id of a customer who was erased
     */
    public void eraseHistory(String customerId) {
        erase(register.engine().values(), merges.idsOf(customerId).toArray(String[]::new));
    }

    /** So that nothing of before is exported to who comes back under the id. The clocks of senders may be late. */
    private void note(Event event, String[] ids) {
        Instant now = clock.instant();
        Instant erased = event.occurredAt().isAfter(now) ? event.occurredAt() : now;
        jdbc.sql(
                        """
                insert into rapport.erasure (customer_id, erased_at)
                select id, :erased from unnest(:customers::text[]) ids (id) order by id
                on conflict (customer_id) do update set erased_at = excluded.erased_at""")
                .param("customers", ids)
                .param("erased", Timestamp.from(erased))
                .update();
    }

    private void hold(String customerId, String[] ids) {
        for (RegisteredTable table : register.tables().values()) {
            statements.hold(table).ifPresent(sql -> jdbc.sql(sql)
                    .param("customer", customerId)
                    .param("customers", ids)
                    .param("now", Timestamp.from(clock.instant()))
                    .param("keep", retention.of(table.kind().retention()).toString())
                    .update());
        }
    }

    private void erase(Collection<RegisteredTable> tables, String[] ids) {
        for (RegisteredTable table : tables) {
            for (String sql : statements.erase(table)) {
                jdbc.sql(sql).param("customers", ids).update();
            }
        }
    }
}
