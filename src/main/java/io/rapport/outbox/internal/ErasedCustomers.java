package io.rapport.outbox.internal;

import io.rapport.calendar.BusinessClock;
import io.rapport.contactpolicy.AddressReports;
import io.rapport.customer.ErasureProjection;
import io.rapport.inbox.Event;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Nothing that was queued for a customer outlives the erasure, even if the same person registers again. */
@Component
final class ErasedCustomers implements ErasureProjection {

    private final OutboxTable table;
    private final JdbcClient jdbc;
    private final AddressReports reports;
    private final BusinessClock clock;

    ErasedCustomers(OutboxTable table, JdbcClient jdbc, AddressReports reports, BusinessClock clock) {
        this.table = table;
        this.jdbc = jdbc;
        this.reports = reports;
        this.clock = clock;
    }

    @Override
    public void follow(Event erasure) {
        table.withholdQueued(erasure.customerId(), "erased: the customer was erased", clock.instant());
        untie(erasure.customerId());
    }

    /** Hashed addresses outlive the erasure; that they were this customer's does not. */
    private void untie(String customerId) {
        List<UUID> messages = jdbc.sql("select id from rapport.outbox_message where customer_id = :customer")
                .param("customer", customerId)
                .query(UUID.class)
                .list();
        reports.untie(messages);
    }
}
