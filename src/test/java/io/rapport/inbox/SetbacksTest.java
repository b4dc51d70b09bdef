package io.rapport.inbox;

import static io.rapport.inbox.EventStatus.State.DEAD;
import static io.rapport.inbox.EventStatus.State.DONE;
import static io.rapport.inbox.EventStatus.State.WAITING;
import static io.rapport.testing.Journeys.newId;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.MeterRegistry;
import io.rapport.calendar.BusinessClock;
import io.rapport.inbox.internal.EventProcessor;
import io.rapport.testing.BrokenRows;
import io.rapport.testing.Journeys;
import io.rapport.testing.RapportTest;
import io.rapport.testing.Shop;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.TransactionException;

@RapportTest
@DisplayName("A conflict is tried again for a while and then counts; a database that fails counts against no event")
@Tag("slow")
class SetbacksTest {

    @Autowired
    private Journeys journeys;

    @Autowired
    private Shop shop;

    @Autowired
    private EventProcessor processor;

    @Autowired
    private BusinessClock clock;

    @Autowired
    private MeterRegistry metrics;

    @Autowired
    private JdbcClient jdbc;

    private String customer;

    @BeforeEach
    void aCustomer() {
        customer = shop.customer();
    }

    @AfterEach
    void allDone() {
        later(Duration.ofHours(1));
    }

    private void later(Duration time) {
        journeys.moveTo(clock.instant().plus(time));
        journeys.settle();
    }

    private String consents(String customerId) {
        String id = newId("e");
        journeys.accept(
                id,
                "consent.granted",
                customerId,
                Map.of("channel", "email", "topic", "offers", "source", "form", "wording", "Yes, please."));
        return id;
    }

    private double setbacks(String cause) {
        return metrics.counter("rapport.inbox.setbacks", "cause", cause).count();
    }

    private Duration pause(String event) {
        return Duration.between(
                clock.instant(),
                jdbc.sql("select due_at from rapport.inbox_event where id = ?")
                        .param(event)
                        .query(java.sql.Timestamp.class)
                        .single()
                        .toInstant());
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"40001", "40P01"})
    @DisplayName(
            "Each conflict waits twice as long as the one before, is counted and reported; the event is done in the end")
    void conflict(String state) {
        double before = setbacks("conflict");
        String event;
        try (BrokenRows broken = BrokenRows.consent(jdbc, customer, state)) {
            event = consents(customer);
            journeys.settle();
            assertThat(pause(event)).isBetween(Duration.ofMillis(100), Duration.ofMillis(200));
            for (int i = 0; i < 4; i++) {
                later(Duration.ofSeconds(2));
            }
            assertThat(pause(event)).isGreaterThan(Duration.ofSeconds(1));
            EventStatus status = journeys.status(event);
            assertThat(status.state()).isEqualTo(WAITING);
            assertThat(status.attempts()).as("no try is used up").isZero();
            assertThat(status.reason()).contains("met another change", "5 times in a row");
            assertThat(setbacks("conflict")).isGreaterThanOrEqualTo(before + 5);
        }
        later(Duration.ofSeconds(10));
        assertThat(journeys.status(event).state()).isEqualTo(DONE);
    }

    @Test
    @DisplayName("One that meets itself each time is no conflict: it is a dead letter in the end, and others go on")
    void forEver() {
        try (BrokenRows broken = BrokenRows.consent(jdbc, customer, "40001")) {
            String event = consents(customer);
            String next = newId("e");
            journeys.accept(next, "customer.confirmed", customer, Map.of());
            for (int i = 0; i < 18; i++) {
                later(Duration.ofMinutes(31));
            }
            assertThat(journeys.status(event).state()).isEqualTo(DEAD);
            assertThat(journeys.status(next).state()).isEqualTo(DONE);
        }
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"53100", "57P01", "08006", "25006"})
    @DisplayName("While the database fails the worker waits; no event loses a try, and others are tried first")
    void infrastructure(String state) {
        double before = setbacks("infrastructure");
        String event;
        String stranger = shop.customer();
        try (BrokenRows broken = BrokenRows.consent(jdbc, customer, state)) {
            event = consents(customer);
            String other = consents(stranger);
            for (int i = 0; i < 20; i++) {
                try {
                    while (processor.handleNext() > 0) {
                        // until it fails or nothing is due
                    }
                } catch (DataAccessException | TransactionException e) {
                    // what the workers see, too: they wait a while
                }
                clock.moveTo(clock.instant().plusSeconds(60));
            }
            EventStatus status = journeys.status(event);
            assertThat(status.state()).isEqualTo(WAITING);
            assertThat(status.attempts()).isZero();
            assertThat(journeys.status(other).state())
                    .as("an event that the database fails on by itself holds nobody up")
                    .isEqualTo(DONE);
            assertThat(setbacks("infrastructure")).isGreaterThan(before + 2);
            assertThatThrownBy(() -> journeys.settle()).isInstanceOf(RuntimeException.class);
        }
        later(Duration.ofMinutes(1));
        assertThat(journeys.status(event).state()).isEqualTo(DONE);
    }
}
