package io.rapport.journey;

import static io.rapport.testing.Journeys.newId;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.rapport.calendar.BusinessClock;
import io.rapport.database.AdvisoryLocks;
import io.rapport.database.Retention;
import io.rapport.inbox.EventStatus;
import io.rapport.inbox.EventSubmission;
import io.rapport.inbox.Inbox;
import io.rapport.inbox.NewEvent;
import io.rapport.inbox.Receipt;
import io.rapport.testing.JourneyStory;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;
import org.camunda.bpm.engine.HistoryService;
import org.camunda.bpm.engine.ManagementService;
import org.camunda.bpm.engine.runtime.Job;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

@DisplayName("What grows with time goes after its time; what re-entry and senders' repeats need stays")
class RetentionTest extends JourneyStory {

    private static final Duration HALF_A_YEAR = Duration.ofDays(181);

    @Autowired
    private Retention retention;

    @Autowired
    private Inbox inbox;

    @Autowired
    private BusinessClock clock;

    @Autowired
    private HistoryService history;

    @Autowired
    private ManagementService management;

    @Autowired
    private PlatformTransactionManager transactions;

    @Autowired
    private DataSource database;

    private Instant start;

    @BeforeEach
    void now() {
        start = clock.instant();
        // the clocks of other tests ran ahead of the order of events, which no clock of a company does
        jdbc.sql("delete from rapport.inbox_event where state in ('done', 'cancelled', 'discarded')")
                .update();
    }

    private void after(Duration time) {
        journeys.moveTo(start.plus(time));
    }

    /** An event goes one run after its identity was written down. */
    private void deleteEvents(Duration after) {
        after(after);
        retention.run("events");
        after(after.plusMinutes(16));
        retention.run("events");
    }

    private long count(String sql, Object value) {
        return jdbc.sql("select count(*) from rapport." + sql)
                .param(value)
                .query(Long.class)
                .single();
    }

    private long runs(String journey, String key) {
        return jdbc.sql("select starts from rapport.journey_key where journey = ? and business_key = ?")
                .param(journey)
                .param(key)
                .query(Long.class)
                .optional()
                .orElse(0L);
    }

    @Test
    @DisplayName("A journey that runs once runs no second time, long after all of its first run is deleted")
    void once() {
        String customer = shop.customer();
        String order = shop.order(customer, 80);
        shop.order(order, customer, "cancelled");
        assertThat(journeys.outcome("order-cancellation", "order:" + order)).isNotNull();

        after(HALF_A_YEAR);
        assertThat(retention.run("journeys")).isPositive();
        assertThat(count("journey where ended_at is not null and business_key = ?", "order:" + order))
                .isZero();
        deleteEvents(HALF_A_YEAR);
        assertThat(count("inbox_event where state = 'done' and customer_id = ?", customer))
                .isZero();

        // the shop sends all of it again, as new events, years later
        after(Duration.ofDays(1_000));
        shop.order(order, customer, "cancelled");
        assertThat(journeys.isRunning("order-cancellation", "order:" + order)).isFalse();
        assertThat(runs("order-cancellation", "order:" + order)).isEqualTo(1);
    }

    @Test
    @DisplayName("after P90D and while-not-running go by the last start, which is known whatever was deleted")
    void again() {
        String customer = shop.customer();
        String key = "customer:" + customer;
        journeys.event("customer.lapsed", customer, Map.of("lastOrderAt", "2026-01-31T10:00:00Z"));
        assertThat(journeys.isRunning("win-back", key)).isTrue();
        engine.getRuntimeService()
                .deleteProcessInstance(journeys.instance("win-back", key).getId(), "the test ends it");
        jdbc.sql("delete from rapport.journey where ended_at is not null and business_key = ?")
                .param(key)
                .update();

        after(Duration.ofDays(89));
        journeys.event("customer.lapsed", customer, Map.of("lastOrderAt", "2026-01-31T10:00:00Z"));
        assertThat(journeys.isRunning("win-back", key)).as("after 89 days").isFalse();

        after(Duration.ofDays(91));
        journeys.event("customer.lapsed", customer, Map.of("lastOrderAt", "2026-01-31T10:00:00Z"));
        assertThat(journeys.isRunning("win-back", key)).as("after 91 days").isTrue();
        assertThat(runs("win-back", key)).isEqualTo(2);
    }

    @Test
    @DisplayName("An instance that runs stays, whatever its age")
    void running() {
        String customer = shop.customer();
        assertThat(journeys.isRunning("onboarding", "customer:" + customer)).isTrue();
        after(Duration.ofDays(2_000));
        retention.run("journeys");
        assertThat(count("journey where ended_at is null and business_key = ?", "customer:" + customer))
                .isPositive();
    }

    @Test
    @DisplayName("An event that is sent again is known after 90 days, when its row is gone, and for two years more")
    void lateEvent() {
        String customer = shop.customer();
        String id = newId("late");
        Map<String, Object> data = Map.of("phone", "+49 30 1111 1111");
        journeys.accept(id, "customer.updated", customer, data);
        journeys.settle();

        after(Duration.ofDays(89));
        retention.run("events");
        after(Duration.ofDays(90));
        retention.run("events");
        assertThat(journeys.status(id).state()).isEqualTo(EventStatus.State.DONE);

        after(Duration.ofDays(91));
        retention.run("events");
        assertThat(count("inbox_event where id = ?", id))
                .as("written down by name first, so that the intake sees the one or the other")
                .isEqualTo(1);
        assertThat(journeys.accept(id, "customer.updated", customer, data)).isEqualTo(Receipt.DUPLICATE);
        after(Duration.ofDays(91).plusMinutes(16));
        assertThat(retention.run("events")).isPositive();
        assertThat(count("inbox_event where id = ?", id)).isZero();

        after(Duration.ofDays(91 + 729));
        retention.run("event-identities");
        assertThat(journeys.accept(id, "customer.updated", customer, data)).isEqualTo(Receipt.DUPLICATE);
        assertThat(inbox.acceptAll(List.of(
                        new EventSubmission(event(id, customer), null),
                        new EventSubmission(event(newId("new"), customer), null))))
                .extracting(Inbox.IntakeResult::receipt)
                .containsExactly(Receipt.DUPLICATE, Receipt.ACCEPTED);

        after(Duration.ofDays(91 + 731));
        assertThat(retention.run("event-identities")).isPositive();
        assertThat(journeys.accept(id, "customer.updated", customer, data)).isEqualTo(Receipt.ACCEPTED);
        journeys.settle();
    }

    private NewEvent event(String id, String customer) {
        JsonNode data = JsonNodeFactory.instance.objectNode().put("phone", "+49 30 1111 1111");
        return new NewEvent("urn:test", id, "customer.updated", customer, clock.instant(), data);
    }

    @Test
    @DisplayName("Dead letters, and what waits, stay until somebody decides")
    void undecided() {
        String customer = shop.customer();
        String dead = newId("dead");
        String waiting = newId("waiting");
        journeys.accept(dead, "customer.updated", customer, Map.of("phone", "+49 30 1111 1111"));
        journeys.settle();
        jdbc.sql("update rapport.inbox_event set state = 'dead' where id = ?")
                .param(dead)
                .update();
        journeys.accept(waiting, "customer.updated", customer, Map.of("phone", "+49 30 2222 2222"));
        try {
            deleteEvents(Duration.ofDays(2_000));
            assertThat(count("inbox_event where state = 'dead' and id = ?", dead))
                    .isEqualTo(1);
            assertThat(count("inbox_event where state = 'waiting' and id = ?", waiting))
                    .isEqualTo(1);
        } finally {
            jdbc.sql("update rapport.inbox_event set state = 'discarded' where id = ?")
                    .param(dead)
                    .update();
            after(Duration.ZERO);
            journeys.settle();
        }
    }

    @Test
    @DisplayName("A message goes with its log half a year after it was settled; one that is unresolved stays")
    void settledMessages() {
        String customer = shop.customer();
        UUID sent = message(customer, "sent");
        UUID unknown = message(customer, "unknown");
        jdbc.sql(
                        """
                insert into rapport.outbox_delivery_log (message_id, at, outcome, channel, rule, why)
                values (?, now(), 'deferred', 'email', 'quiet-hours', 'night')""")
                .param(sent)
                .update();

        after(Duration.ofDays(179));
        retention.run("messages");
        assertThat(count("outbox_message where id = ?", sent)).isEqualTo(1);
        after(HALF_A_YEAR);
        assertThat(retention.run("messages")).isPositive();
        assertThat(count("outbox_message where id = ?", sent)).isZero();
        assertThat(count("outbox_delivery_log where message_id = ?", sent)).isZero();
        assertThat(count("outbox_message where id = ?", unknown)).isEqualTo(1);
        jdbc.sql("delete from rapport.outbox_message where id = ?")
                .param(unknown)
                .update();
    }

    private UUID message(String customer, String state) {
        UUID id = UUID.randomUUID();
        jdbc.sql(
                        """
                insert into rapport.outbox_message
                    (id, message, category, customer_id, state, message_id, queued_at, due_at, expires_at, settled_at)
                values (:id, 'welcome', 'service', :customer, :state, :id::text, :now, :now, :now, :now)""")
                .param("id", id)
                .param("customer", customer)
                .param("state", state)
                .param("now", java.sql.Timestamp.from(start))
                .update();
        return id;
    }

    @Test
    @DisplayName("Who previewed a customer's message is known for a year")
    void previews() {
        String customer = shop.customer();
        jdbc.sql("insert into rapport.message_preview (at, who, message, customer_id) values (?, 'ada', 'welcome', ?)")
                .param(java.sql.Timestamp.from(start))
                .param(customer)
                .update();
        after(Duration.ofDays(364));
        retention.run("previews");
        assertThat(count("message_preview where customer_id = ?", customer)).isEqualTo(1);
        after(Duration.ofDays(366));
        retention.run("previews");
        assertThat(count("message_preview where customer_id = ?", customer)).isZero();
    }

    @Test
    @DisplayName("The engine's history goes by the time to live of its models")
    void engineHistory() {
        String customer = shop.customer();
        String order = shop.order(customer, 80);
        shop.order(order, customer, "cancelled");
        String key = "order:" + order;
        // nothing of it is kept: other tests read the history of theirs
        new TransactionTemplate(transactions).executeWithoutResult(status -> {
            after(Duration.ofDays(366));
            retention.run("engine-history");
            List<Job> jobs = history.findHistoryCleanupJobs();
            assertThat(jobs).hasSize(1);
            int rounds = 0;
            while (instances(key) > 0 && rounds++ < 200) {
                management.executeJob(jobs.get(0).getId());
            }
            assertThat(instances(key)).isZero();
            status.setRollbackOnly();
        });
        assertThat(instances(key)).isPositive();
        assertThat(history.findHistoryCleanupJobs()).isEmpty();
    }

    private long instances(String key) {
        return history.createHistoricProcessInstanceQuery()
                .processInstanceBusinessKey(key)
                .finished()
                .count();
    }

    @Test
    @DisplayName("One node at a time deletes rows of a kind")
    void oneNode() throws Exception {
        try (Connection other = database.getConnection()) {
            other.setAutoCommit(false);
            try (var lock = other.prepareStatement("select pg_advisory_xact_lock(?, hashtext('messages'))")) {
                lock.setInt(1, AdvisoryLocks.RETENTION);
                lock.execute();
            }
            assertThatThrownBy(() -> retention.run("messages")).hasMessageContaining("another node");
            retention.run("journeys");
            other.rollback();
        }
        retention.run("messages");
    }

    @Test
    @DisplayName("What stays for ever holds ids alone: an erased customer's name is in none of it")
    void erased() {
        String customer = shop.customer();
        journeys.accept(newId("event-of-Ann"), "customer.updated", customer, Map.of("phone", "+44 20 7946 0000"));
        journeys.settle();
        journeys.event("customer.erased", customer, Map.of());
        deleteEvents(Duration.ofDays(91));
        assertThat(jdbc.sql("select k::text from rapport.journey_key k where business_key = ?")
                        .param("customer:" + customer)
                        .query(String.class)
                        .list())
                .isNotEmpty()
                .allSatisfy(row -> assertThat(row).doesNotContain("Ann", "Lee", "7946", "@"));
        assertThat(jdbc.sql("select distinct octet_length(identity) from rapport.inbox_identity")
                        .query(Integer.class)
                        .list())
                .as("hashes, from which no id of a sender can be read")
                .containsExactly(16);
    }
}
