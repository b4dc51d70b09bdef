package io.rapport.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rapport.calendar.BusinessClock;
import io.rapport.testing.BrokenRows;
import io.rapport.testing.Journeys;
import io.rapport.testing.Models;
import io.rapport.testing.RapportTest;
import io.rapport.testing.TestModels;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.camunda.bpm.engine.ManagementService;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.runtime.Job;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

@RapportTest
@DisplayName("A timer whose work fails")
class FailingTimerTest {

    private static final String PROCESS = "test-failing-timer";

    @Autowired
    private TestModels models;

    @Autowired
    private Journeys journeys;

    @Autowired
    private BusinessClock clock;

    @Autowired
    private RuntimeService runtime;

    @Autowired
    private ManagementService management;

    @Autowired
    private JdbcClient jdbc;

    private String customer;
    private String instance;

    @BeforeEach
    void startInstance() {
        models.deployPastTheGate(PROCESS, Models.couponAfterAnHour(PROCESS));
        customer = Journeys.newId("c");
        journeys.event("customer.lapsed", customer, Map.of("lastOrderAt", "2026-01-01T00:00:00Z"));
        instance = runtime.startProcessInstanceByKey(
                        PROCESS, "customer:" + customer, Map.of("customerId", customer, "percent", 0))
                .getId();
        journeys.moveTo(clock.instant().plus(Duration.ofHours(2)));
    }

    private Job job() {
        return management.createJobQuery().processInstanceId(instance).singleResult();
    }

    private Duration failOnce() {
        Instant before = clock.instant();
        assertThatThrownBy(() -> management.executeJob(job().getId())).hasMessageContaining("percent");
        Date due = job().getDuedate();
        return due == null ? Duration.ZERO : Duration.between(before, due.toInstant());
    }

    @Test
    @DisplayName("is tried again after growing pauses, then becomes an incident that Cockpit shows")
    void growingPausesThenIncident() {
        List<Duration> pauses = new ArrayList<>();
        while (job().getRetries() > 1) {
            pauses.add(failOnce());
        }
        failOnce();
        assertThat(pauses).hasSizeGreaterThanOrEqualTo(4).isSorted();
        assertThat(pauses.get(0)).isBetween(Duration.ofSeconds(5), Duration.ofSeconds(20));
        assertThat(pauses.get(pauses.size() - 1)).isGreaterThan(Duration.ofMinutes(50));
        assertThat(job().getRetries()).isZero();
        assertThat(runtime.createIncidentQuery()
                        .processInstanceId(instance)
                        .incidentType("failedJob")
                        .count())
                .isEqualTo(1);
    }

    @Test
    @DisplayName("sends nothing twice: what a failed try wrote is gone with it")
    void nothingTwice() {
        failOnce();
        failOnce();
        assertThat(journeys.messages(customer)).doesNotContain("welcome");

        runtime.setVariable(instance, "percent", 10);
        management.executeJob(job().getId());
        assertThat(journeys.messages(customer)).containsOnlyOnce("welcome");
        assertThat(runtime.createProcessInstanceQuery()
                        .processInstanceId(instance)
                        .count())
                .isZero();
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"57P01", "57P03", "08006", "53100", "25006", "40P01", "40001", "55P03", "57014"})
    @DisplayName(
            "because of the database keeps its retries and its time, says nothing of it, and succeeds when that is mended")
    void databaseFault(String state) {
        runtime.setVariable(instance, "percent", 10);
        Job before = job();
        try (BrokenRows broken = new BrokenRows(
                jdbc, "insert on rapport.coupon", "new.customer_id = '%s'".formatted(customer), state, "not now")) {
            for (int i = 0; i < 4; i++) {
                // the pool ends a connection that says that it is lost, and so even its rollback fails
                assertThatThrownBy(() -> management.executeJob(job().getId())).isInstanceOf(RuntimeException.class);
            }
        }
        assertThat(job().getRetries()).isEqualTo(before.getRetries());
        assertThat(job().getDuedate()).isEqualTo(before.getDuedate());
        assertThat(job().getExceptionMessage()).isNull();

        management.executeJob(job().getId());

        assertThat(journeys.messages(customer)).containsOnlyOnce("welcome");
    }

    @Test
    @DisplayName("because its connection ends in the middle keeps its retries as well")
    void connectionEnds() {
        runtime.setVariable(instance, "percent", 10);
        int before = job().getRetries();
        try (BrokenRows broken = BrokenRows.endOfConnection(
                jdbc, "insert on rapport.coupon", "new.customer_id = '%s'".formatted(customer))) {
            assertThatThrownBy(() -> management.executeJob(job().getId())).isInstanceOf(RuntimeException.class);
        }
        assertThat(job().getRetries()).isEqualTo(before);
        assertThat(job().getExceptionMessage()).isNull();

        management.executeJob(job().getId());

        assertThat(journeys.messages(customer)).containsOnlyOnce("welcome");
    }
}
