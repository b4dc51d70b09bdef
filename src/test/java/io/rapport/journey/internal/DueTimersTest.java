package io.rapport.journey.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.rapport.calendar.BusinessClock;
import io.rapport.inbox.CustomerLock;
import io.rapport.release.NodeRelease;
import io.rapport.testing.Journeys;
import io.rapport.testing.Models;
import io.rapport.testing.RapportTest;
import io.rapport.testing.TestModels;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.camunda.bpm.engine.ManagementService;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.impl.ProcessEngineImpl;
import org.camunda.bpm.engine.impl.jobexecutor.AcquiredJobs;
import org.camunda.bpm.engine.runtime.Job;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.jdbc.core.simple.JdbcClient;

@RapportTest
@DisplayName("Timers that are due at the same time")
@Tag("slow")
class DueTimersTest {

    private static final String JOURNEY = "test-due-timers";
    private static final String OTHER = "test-other-timers";

    @Autowired
    private TestModels models;

    @Autowired
    private Journeys journeys;

    @Autowired
    private BusinessClock clock;

    @Autowired
    private ProcessEngine engine;

    @Autowired
    private RuntimeService runtime;

    @Autowired
    private ManagementService management;

    @Autowired
    private DueTimers timers;

    @Autowired
    private NodeRelease release;

    @Autowired
    private JdbcClient jdbc;

    private JourneyJobExecutor executor;

    @BeforeEach
    void begin() {
        models.deployPastTheGate(JOURNEY, Models.couponAfterAnHour(JOURNEY));
        models.deployPastTheGate(OTHER, Models.couponAfterAnHour(OTHER).replace("name=\"about\"", "name=\"other\""));
        // no engine is registered with it, so it acquires no jobs and fires those it is given
        executor = new JourneyJobExecutor(timers, release, 2);
        executor.start();
    }

    @AfterEach
    void takeAway() {
        executor.shutdown();
    }

    private String start(String process, String customer, int percent) {
        return runtime.startProcessInstanceByKey(
                        process, "customer:" + customer, Map.of("customerId", customer, "percent", percent))
                .getId();
    }

    private List<String> customers(int number) {
        List<String> customers =
                IntStream.range(0, number).mapToObj(n -> Journeys.newId("due")).toList();
        customers.forEach(
                customer -> journeys.event("customer.lapsed", customer, Map.of("lastOrderAt", "2026-01-01T00:00:00Z")));
        return customers;
    }

    private Job job(String instance) {
        return management.createJobQuery().processInstanceId(instance).singleResult();
    }

    private List<String> jobs(List<String> instances) {
        return instances.stream()
                .map(instance -> job(instance).getId())
                .collect(Collectors.toCollection(ArrayList::new));
    }

    private Runnable batch(List<String> jobs) {
        return executor.getExecuteJobsRunnable(new ArrayList<>(jobs), (ProcessEngineImpl) engine);
    }

    private static AcquiredJobs found(List<String> jobs) {
        AcquiredJobs found = new AcquiredJobs(jobs.size());
        jobs.forEach(found::addJobIdBatch);
        return found;
    }

    private void hoursPass() {
        journeys.moveTo(clock.instant().plus(Duration.ofHours(2)));
    }

    private long transactions(List<String> instances) {
        return jdbc.sql("select count(distinct xmin::text) from rapport.journey"
                        + " where instance_id = any(:instances) and ended_at is not null")
                .param("instances", instances.toArray(String[]::new))
                .query(Long.class)
                .single();
    }

    private boolean runs(String instance) {
        return runtime.createProcessInstanceQuery().processInstanceId(instance).count() > 0;
    }

    @Test
    @DisplayName("are fired in one transaction, each journey going its way")
    void together() {
        List<String> customers = customers(12);
        List<String> instances =
                customers.stream().map(customer -> start(JOURNEY, customer, 10)).toList();
        hoursPass();

        batch(jobs(instances)).run();

        assertThat(instances).noneMatch(this::runs);
        assertThat(transactions(instances)).isEqualTo(1);
        assertThat(customers).allSatisfy(customer -> assertThat(journeys.messages(customer, JOURNEY))
                .containsExactly("welcome"));
    }

    @Test
    @DisplayName("do not share a failure: one that fails is tried again alone, and nobody gets a message twice")
    @ExtendWith(OutputCaptureExtension.class)
    void oneFails(CapturedOutput log) {
        List<String> customers = customers(5);
        List<String> instances = new ArrayList<>();
        for (int i = 0; i < customers.size(); i++) {
            instances.add(start(JOURNEY, customers.get(i), i == 2 ? 0 : 10));
        }
        String failing = instances.get(2);
        hoursPass();
        int retries = job(failing).getRetries();

        batch(jobs(instances)).run();

        assertThat(log).contains("5 timers cannot be fired together, and are fired one by one");
        assertThat(instances.stream().filter(this::runs)).containsExactly(failing);
        assertThat(job(failing).getExceptionMessage()).contains("percent");
        assertThat(job(failing).getRetries()).isNotEqualTo(retries);
        assertThat(journeys.messages(customers.get(2), JOURNEY)).isEmpty();
        assertThat(customers)
                .filteredOn(customer -> !customer.equals(customers.get(2)))
                .allSatisfy(customer ->
                        assertThat(journeys.messages(customer, JOURNEY)).containsExactly("welcome"));
    }

    @Test
    @DisplayName("share nothing when they are one customer's, or another process's that may do more than journeys do")
    void whatStaysAlone() {
        List<String> customers = customers(4);
        List<String> alone = List.of(
                job(start(JOURNEY, customers.get(0), 10)).getId(),
                job(start(OTHER, customers.get(1), 10)).getId());
        models.deployPastTheGate(JOURNEY + "-too", Models.couponAfterAnHour(JOURNEY + "-too"));
        String second = job(start(JOURNEY + "-too", customers.get(0), 10)).getId();
        List<String> shared = customers.subList(2, 4).stream()
                .map(customer -> job(start(JOURNEY, customer, 10)).getId())
                .toList();
        List<String> all = new ArrayList<>(alone);
        all.addAll(shared);
        all.add(second);

        AcquiredJobs gathered = timers.gather(found(all), 1);

        assertThat(gathered.size()).isEqualTo(5);
        assertThat(gathered.getJobIdBatches())
                .containsExactlyInAnyOrder(List.of(alone.get(0)), List.of(alone.get(1)), List.of(second), shared);
    }

    @Test
    @DisplayName("are split so that two batches never wait for the same customers' turn")
    void batches() {
        Map<String, String> customers = customers(20).stream()
                .collect(Collectors.toMap(c -> job(start(JOURNEY, c, 10)).getId(), c -> c));

        List<List<String>> batches =
                timers.gather(found(List.copyOf(customers.keySet())), 2).getJobIdBatches();

        assertThat(batches).hasSize(2);
        Set<Integer> first = lanesOf(batches.get(0), customers);
        assertThat(first).hasSize(1).doesNotContainAnyElementsOf(lanesOf(batches.get(1), customers));
    }

    private static Set<Integer> lanesOf(List<String> jobs, Map<String, String> customers) {
        return jobs.stream()
                .map(job -> CustomerLock.batch(customers.get(job), 2))
                .collect(Collectors.toSet());
    }

    @Test
    @DisplayName("wait for each other, never crosswise, when two nodes fire timers of the same neighbourhood")
    void neverCrosswise() throws InterruptedException {
        for (int round = 0; round < 5; round++) {
            List<String> customers = customers(8);
            List<String> one =
                    customers.stream().map(c -> start(JOURNEY, c, 10)).toList();
            models.deployPastTheGate(JOURNEY + "-too", Models.couponAfterAnHour(JOURNEY + "-too"));
            List<String> two = new ArrayList<>(
                    customers.stream().map(c -> start(JOURNEY + "-too", c, 10)).toList());
            Collections.reverse(two);
            hoursPass();
            List<Thread> nodes = List.of(new Thread(batch(jobs(one))), new Thread(batch(jobs(two))));

            nodes.forEach(Thread::start);
            for (Thread node : nodes) {
                node.join(TimeUnit.SECONDS.toMillis(30));
            }

            assertThat(transactions(one)).isEqualTo(1);
            assertThat(transactions(two)).isEqualTo(1);
            assertThat(new HashSet<>(one)).noneMatch(this::runs);
            assertThat(new HashSet<>(two)).noneMatch(this::runs);
        }
    }
}
