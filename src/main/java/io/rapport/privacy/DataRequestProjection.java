package io.rapport.privacy;

import io.rapport.customer.Customer;
import io.rapport.customer.Customers;
import io.rapport.inbox.Event;
import io.rapport.inbox.EventProjection;
import io.rapport.inbox.Reference;
import io.rapport.inbox.RejectedEvent;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.Period;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Enters what customers request about their data into the register, with the day by which the law wants an answer. */
@Component
final class DataRequestProjection implements EventProjection {

    private static final String RECEIVED = "data-request.received";
    private static final String CONFIRMED = "data-request.confirmed";
    private static final String WITHDRAWN = "data-request.withdrawn";
    private static final String ERASED = "customer.erased";

    /** GDPR art. 12.3. */
    private static final Period ALLOWED = Period.ofMonths(1);

    private final JdbcClient jdbc;
    private final Customers customers;

    DataRequestProjection(JdbcClient jdbc, Customers customers) {
        this.jdbc = jdbc;
        this.customers = customers;
    }

    @Override
    public boolean takes(String type) {
        return Set.of(RECEIVED, CONFIRMED, WITHDRAWN, ERASED).contains(type);
    }

    @Override
    public Map<Long, Set<Reference>> project(List<Event> events) {
        for (Event event : events) {
            switch (event.type()) {
                case RECEIVED -> enter(event);
                case CONFIRMED -> identify(event);
                case WITHDRAWN -> checkWithdrawal(event);
                case ERASED -> end(event);
                default -> {}
            }
        }
        return Map.of();
    }

    private void enter(Event event) {
        jdbc.sql(
                        """
                insert into rapport.data_request (id, customer_id, request, channel, details, received_at, due_at)
                values (:id, :customer, :request, :channel, :details, :received, :due)
                on conflict (id) do nothing""")
                .param("id", event.text("requestId"))
                .param("customer", event.customerId())
                .param("request", event.text("request"))
                .param("channel", event.text("channel"))
                .param("details", event.text("details"))
                .param("received", Timestamp.from(event.occurredAt()))
                .param("due", Timestamp.from(due(event)))
                .update();
        require(event);
        boolean same = jdbc.sql("select request from rapport.data_request where id = :id")
                .param("id", event.text("requestId"))
                .query(String.class)
                .single()
                .equals(event.text("request"));
        if (!same) {
            throw RejectedEvent.because(
                    "a data request of this id is known, and asks for something else: give each request"
                            + " an id of its own");
        }
    }

    private Instant due(Event event) {
        var zone = customers.find(event.customerId()).map(Customer::timeZone).orElse(ZoneOffset.UTC);
        return event.occurredAt().atZone(zone).plus(ALLOWED).toInstant();
    }

    private void identify(Event event) {
        require(event);
        jdbc.sql(
                        """
                update rapport.data_request set identified_at = :at, identified_by = 'link'
                where id = :id and identified_at is null and settled_at is null""")
                .param("at", Timestamp.from(event.occurredAt()))
                .param("id", event.text("requestId"))
                .update();
    }

    /** The journey takes it; what it cannot take any more is said to who sent it. */
    private void checkWithdrawal(Event event) {
        require(event);
        boolean open = jdbc.sql(
                        """
                select request = 'erasure' and (settled_at is null or outcome = 'withdrawn')
                from rapport.data_request where id = :id""")
                .param("id", event.text("requestId"))
                .query(Boolean.class)
                .single();
        if (!open) {
            throw RejectedEvent.because(
                    "only an erasure that has not happened yet can be called off: see what the request was and became");
        }
    }

    /** Whatever else an erased customer asked for has an end with that. */
    private void end(Event event) {
        jdbc.sql(
                        """
                update rapport.data_request set settled_at = :at, outcome = 'erased'
                where customer_id = :customer and settled_at is null and received_at <= :at""")
                .param("at", Timestamp.from(event.occurredAt()))
                .param("customer", event.customerId())
                .update();
    }

    /** A request is one customer's. */
    private void require(Event event) {
        boolean theirs = jdbc.sql("select customer_id from rapport.data_request where id = :id")
                .param("id", event.text("requestId"))
                .query(String.class)
                .optional()
                .filter(event.customerId()::equals)
                .isPresent();
        if (!theirs) {
            throw RejectedEvent.because("the data request of the event is another customer's, or unknown");
        }
    }
}
