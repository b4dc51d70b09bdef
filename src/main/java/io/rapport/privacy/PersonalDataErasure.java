package io.rapport.privacy;

import io.rapport.calendar.BusinessClock;
import io.rapport.database.RetentionProperties;
import io.rapport.inbox.Event;
import io.rapport.inbox.EventProjection;
import io.rapport.inbox.Reference;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
public final class PersonalDataErasure implements EventProjection {

    private static final String ERASED = "customer.erased";

    private final PersonalDataRegister register;
    private final PersonalDataStatements statements;
    private final RetentionProperties retention;
    private final JdbcClient jdbc;
    private final BusinessClock clock;

    PersonalDataErasure(
            PersonalDataRegister register, RetentionProperties retention, JdbcClient jdbc, BusinessClock clock) {
        this.register = register;
        this.statements = new PersonalDataStatements(register);
        this.retention = retention;
        this.jdbc = jdbc;
        this.clock = clock;
    }

    @Override
    public Map<Long, Set<Reference>> project(List<Event> events) {
        for (Event event : events) {
            if (event.type().equals(ERASED)) {
                hold(event.customerId());
                erase(register.tables().values(), event.customerId());
                note(event);
            }
        }
        return Map.of();
    }

    /** An erasure empties events of the customer, also those that wait. */
    @Override
    public boolean isAlone(String type) {
        return type.equals(ERASED);
    }

    /**
     * Deletes what the engine keeps of a customer's instances. Called when it has ended them and written so.
     *
     * @param customerId bare id of a customer who was erased
     */
    public void eraseHistory(String customerId) {
        erase(register.engine().values(), customerId);
    }

    /** So that nothing of before is exported to who comes back under the id. The clocks of senders may be late. */
    private void note(Event event) {
        Instant now = clock.instant();
        Instant erased = event.occurredAt().isAfter(now) ? event.occurredAt() : now;
        jdbc.sql(
                        """
                insert into rapport.erasure (customer_id, erased_at) values (:customer, :erased)
                on conflict (customer_id) do update set erased_at = excluded.erased_at""")
                .param("customer", event.customerId())
                .param("erased", Timestamp.from(erased))
                .update();
    }

    private void hold(String customerId) {
        for (RegisteredTable table : register.tables().values()) {
            statements.hold(table).ifPresent(sql -> jdbc.sql(sql)
                    .param("customer", customerId)
                    .param("customers", new String[] {customerId})
                    .param("now", Timestamp.from(clock.instant()))
                    .param("keep", retention.of(table.kind().retention()).toString())
                    .update());
        }
    }

    private void erase(Collection<RegisteredTable> tables, String customerId) {
        for (RegisteredTable table : tables) {
            for (String sql : statements.erase(table)) {
                jdbc.sql(sql).param("customers", new String[] {customerId}).update();
            }
        }
    }
}
