package io.rapport.journey;

import static io.rapport.testing.Journeys.newId;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rapport.testing.Journeys;
import io.rapport.testing.Models;
import io.rapport.testing.RapportTest;
import io.rapport.testing.Shop;
import io.rapport.testing.TestModels;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.camunda.bpm.engine.ManagementService;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.runtime.Job;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The models here go past the gate, which refuses a circle that it can see. */
@RapportTest
@DisplayName("What one event or timer may make a journey do has a bound")
@Tag("slow")
class StepBoundTest {

    private static final String CIRCLE =
            """
            <sequenceFlow id="c1" sourceRef="begin" targetRef="again" />
            <exclusiveGateway id="again" />
            <sequenceFlow id="c2" sourceRef="again" targetRef="has-ordered" />
            <exclusiveGateway id="has-ordered" name="Has ordered?" default="c4" />
            <sequenceFlow id="c4" name="no" sourceRef="has-ordered" targetRef="again" />
            """
                    + Models.ifOrdered("c3", "has-ordered", "done");

    private static final String STRAIGHT = "<sequenceFlow id=\"s1\" sourceRef=\"begin\" targetRef=\"done\" />";

    @Autowired
    private TestModels models;

    @Autowired
    private Journeys journeys;

    @Autowired
    private Shop shop;

    @Autowired
    private RuntimeService runtime;

    @Autowired
    private ManagementService management;

    @Autowired
    private JdbcClient jdbc;

    private static String journey(String key, String begin, String middle) {
        return Models.journey(
                key,
                "once",
                "customer.lapsed",
                List.of(),
                "<sequenceFlow id=\"j1\" sourceRef=\"started\" targetRef=\"begin\" />" + begin + middle
                        + "<endEvent id=\"done\" name=\"Done\" />");
    }

    private static final String TASK = "<task id=\"begin\" name=\"Begin\" />";
    private static final String AN_HOUR = Models.timer("begin", "PT1H");

    private static String times(String howMany, String activity) {
        return activity.replace(
                " />",
                "><multiInstanceLoopCharacteristics%s><loopCardinality xsi:type=\"tFormalExpression\">%s</loopCardinality>"
                                .formatted(
                                        howMany.startsWith("one by one ") ? " isSequential=\"true\"" : "",
                                        howMany.replace("one by one ", ""))
                        + "</multiInstanceLoopCharacteristics></"
                        + activity.substring(1, activity.indexOf(' '))
                        + ">");
    }

    private void lapse(String customer) {
        journeys.event("customer.lapsed", customer, Map.of("lastOrderAt", "2026-01-01T00:00:00Z"));
    }

    /** What operators read of the event's delivery to the journey; null if it did not fail. */
    private String fault(String journey) {
        return jdbc.sql(
                        "select state || ' after ' || attempts || ': ' || reason from rapport.inbox_delivery where journey = ?")
                .params(journey)
                .query(String.class)
                .optional()
                .orElse(null);
    }

    @Test
    @DisplayName("a circle without a wait is a dead letter of that journey at once, and says where it is")
    void circle() {
        String journey = newId("circle");
        models.deployPastTheGate(Map.of(journey, journey(journey, TASK, CIRCLE)));
        String customer = shop.customer();

        lapse(customer);

        assertThat(fault(journey))
                .startsWith("dead after 1: The journey " + journey + " about customer:" + customer)
                .contains("more than 500 steps", "in a circle without a wait", "rapport.journey.most-steps")
                .containsPattern("last at '(again|has-ordered)'");
        assertThat(journeys.isRunning("win-back", "customer:" + customer)).isTrue();
    }

    @Test
    @DisplayName("behind a timer it is an incident at once")
    void timer() {
        String journey = newId("circle");
        models.deployPastTheGate(Map.of(journey, journey(journey, AN_HOUR, CIRCLE)));
        String customer = shop.customer();
        lapse(customer);
        String instance = journeys.instance(journey, "customer:" + customer).getId();
        Job job = management.createJobQuery().processInstanceId(instance).singleResult();

        assertThatThrownBy(() -> management.executeJob(job.getId())).hasMessageContaining("more than 500 steps");

        Job failed = management.createJobQuery().processInstanceId(instance).singleResult();
        assertThat(failed.getRetries()).isZero();
        assertThat(failed.getExceptionMessage()).contains("in a circle without a wait");
        assertThat(runtime.createIncidentQuery()
                        .processInstanceId(instance)
                        .incidentType("failedJob")
                        .count())
                .isEqualTo(1);
    }

    @Test
    @DisplayName("many instances of one activity count before they are made")
    void declaredSize() {
        String few = newId("few");
        String many = newId("many");
        String oneByOne = newId("one-by-one");
        models.deployPastTheGate(Map.of(
                few, journey(few, times("200", TASK), STRAIGHT),
                many, journey(many, times("${1000 * 1000 * 1000}", TASK), STRAIGHT),
                oneByOne, journey(oneByOne, times("one by one 501", TASK), STRAIGHT)));
        String customer = shop.customer();

        lapse(customer);

        assertThat(fault(few)).isNull();
        assertThat(journeys.outcome(few, "customer:" + customer)).isEqualTo("ended");
        assertThat(fault(many)).contains("'begin' is to be done 1000000000 times");
        assertThat(fault(oneByOne)).contains("'begin' is to be done 501 times");
    }

    /** A process of forty steps in a row. */
    private static String row(String key) {
        return Models.process(
                key,
                "<startEvent id=\"e0\" />"
                        + IntStream.rangeClosed(1, 40)
                                .mapToObj(n -> "<sequenceFlow id=\"f%1$d\" sourceRef=\"e%2$d\" targetRef=\"e%1$d\" />"
                                                .formatted(n, n - 1)
                                        + (n < 40 ? "<task id=\"e" + n + "\" />" : "<endEvent id=\"e40\" />"))
                                .collect(Collectors.joining()));
    }

    @Test
    @DisplayName("what a journey calls counts as its own")
    void called() {
        String called = newId("called");
        String short_ = newId("short");
        String long_ = newId("long");
        String call = "<callActivity id=\"begin\" calledElement=\"" + called + "\" />";
        models.deployPastTheGate(Map.of(
                called, row(called),
                short_, journey(short_, times("one by one 5", call), STRAIGHT),
                long_, journey(long_, times("one by one 20", call), STRAIGHT)));
        String customer = shop.customer();

        lapse(customer);

        assertThat(fault(short_)).isNull();
        assertThat(journeys.outcome(short_, "customer:" + customer)).isEqualTo("ended");
        assertThat(fault(long_)).contains("more than 500 steps");
    }

    @Test
    @DisplayName("events that share a transaction each have a count of their own")
    void manyEvents() {
        String called = newId("called");
        String journey = newId("calls");
        models.deployPastTheGate(Map.of(
                called, row(called),
                journey, journey(journey, "<callActivity id=\"begin\" calledElement=\"" + called + "\" />", STRAIGHT)));
        Map<String, String> events = new HashMap<>();
        for (int n = 0; n < 25; n++) {
            String customer = newId("c");
            events.put(newId("e"), customer);
        }
        events.forEach((event, customer) ->
                journeys.accept(event, "customer.lapsed", customer, Map.of("lastOrderAt", "2026-01-01T00:00:00Z")));

        journeys.settle();

        assertThat(fault(journey)).isNull();
        assertThat(events.values()).allSatisfy(customer -> assertThat(journeys.outcome(journey, "customer:" + customer))
                .isEqualTo("ended"));
    }

    @Test
    @DisplayName("waiting starts a new count: a circle with a wait goes on for ever")
    void circleWithWait() {
        String journey = newId("circle");
        models.deployPastTheGate(Map.of(
                journey,
                journey(
                        journey,
                        AN_HOUR,
                        CIRCLE.replace(
                                "sourceRef=\"has-ordered\" targetRef=\"again\"",
                                "sourceRef=\"has-ordered\" targetRef=\"begin\""))));
        String customer = shop.customer();
        lapse(customer);

        journeys.pass(Duration.ofHours(300));

        assertThat(fault(journey)).isNull();
        assertThat(journeys.isRunning(journey, "customer:" + customer)).isTrue();
    }
}
