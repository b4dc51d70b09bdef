package io.rapport.journey;

import static io.rapport.testing.Journeys.newId;
import static io.rapport.testing.ReleaseOfStart.wish;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.rapport.desk.InstanceSubjects;
import io.rapport.inbox.EventEffect;
import io.rapport.inbox.EventStatus;
import io.rapport.release.ReleaseFile;
import io.rapport.release.Releases;
import io.rapport.testing.JourneyStory;
import io.rapport.testing.Models;
import io.rapport.testing.OverHttp;
import io.rapport.testing.ReleaseOfStart;
import io.rapport.testing.Ungated;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.camunda.bpm.engine.RepositoryService;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.task.Task;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/** With a schedule that is released and taken back; it starts a journey with a task and a wait. */
@DisplayName("A journey about a schedule is about no customer")
class ScheduleJourneyTest extends JourneyStory {

    private static final String TYPE = "schedule.month-end";
    private static final String KEY = "schedule:month-end";

    private static final String SCHEDULE =
            """
              month-end: {cron: 0 9 L * *, zone: Europe/Berlin, after-downtime: let-go}
            """;

    private static final String FORM =
            """
            {"type": "default", "id": "month-review", "schemaVersion": 16, "executionPlatform": "Camunda Platform",
             "executionPlatformVersion": "7.24.0",
             "components": [{"type": "checkbox", "id": "clear", "key": "clear", "label": "All clear · 一切正常"}]}""";

    @Autowired
    private Releases releases;

    @Autowired
    private RepositoryService repository;

    @Autowired
    private RuntimeService runtime;

    @Autowired
    private InstanceSubjects subjects;

    @LocalServerPort
    private int port;

    private String journey;
    private String deployment;

    @BeforeEach
    void schedules() throws IOException {
        journey = newId("monthly");
        String shipped = Files.readString(Path.of("processes/dates.yaml"));
        releases.put(wish("a schedule"), List.of(ReleaseFile.of("processes/dates.yaml", shipped + SCHEDULE)), false);
    }

    @AfterEach
    void takeAway() {
        if (deployment != null) {
            repository.deleteDeployment(deployment, true);
        }
        jdbc.sql("delete from rapport.journey_key where business_key = :key")
                .param("key", KEY)
                .update();
        ReleaseOfStart.again(releases);
    }

    /** @param content what comes after its start */
    private String model(String content) {
        return Models.journey(journey, "while-not-running", TYPE, List.of(), content)
                .replace("name=\"about\" value=\"customer\"", "name=\"about\" value=\"schedule\"");
    }

    private String review() {
        return model(
                """
                <sequenceFlow id="to-review" sourceRef="started" targetRef="month-review" />
                <userTask id="month-review" name="Review the month" camunda:formRef="month-review"
                    camunda:formRefBinding="latest">
                  <extensionElements>
                    <camunda:properties><camunda:property name="title-zh" value="月度回顾" /></camunda:properties>
                  </extensionElements>
                </userTask>
                <sequenceFlow id="to-wait" sourceRef="month-review" targetRef="one-day" />
                %s
                <sequenceFlow id="to-done" sourceRef="one-day" targetRef="done" />
                %s"""
                        .formatted(Models.timer("one-day", "P1D"), Models.end("done")));
    }

    private void deploy(String model) {
        deployment = repository
                .createDeployment()
                .addString(journey + ".bpmn", model)
                .addString("month-review.form", FORM)
                .deploy()
                .getId();
    }

    private String comes(String at) {
        return journeys.event(TYPE, KEY, Map.of("at", at));
    }

    private Task task() {
        return engine.getTaskService()
                .createTaskQuery()
                .processDefinitionKey(journey)
                .singleResult();
    }

    private String customerOf(String instance) {
        return jdbc.sql("select customer_id from rapport.journey where instance_id = :instance")
                .param("instance", instance)
                .query(String.class)
                .single();
    }

    @Test
    @DisplayName("it starts with the schedule's event, has its task and its wait, and ends with its outcome")
    void fromStartToEnd() {
        deploy(review());
        String event = comes("2027-03-31T09:00:00+02:00");
        assertThat(journeys.status(event).effects())
                .extracting(EventEffect::kind, EventEffect::businessKey)
                .containsExactly(tuple(EventEffect.Kind.STARTED, KEY));
        String instance = instance(journey, KEY).getId();
        assertThat(customerOf(instance)).isEqualTo(KEY);
        assertThat(runtime.getVariables(instance)).containsOnly(Map.entry("scheduleId", "month-end"));
        assertThat(jdbc.sql("select count(*) from rapport.customer where id like '%month-end%'")
                        .query(Long.class)
                        .single())
                .as("no customer comes of it")
                .isZero();

        assertThat(task().getName()).contains("Review the month");
        journeys.complete(task(), Map.of("clear", true));
        assertThat(journeys.isRunning(journey, KEY)).isTrue();
        journeys.pass(Duration.ofDays(1).plusMinutes(1));
        assertThat(journeys.outcome(journey, KEY)).isEqualTo("done");
    }

    @Test
    @DisplayName("it takes its next event by its re-entry rule, one at a time")
    void reentry() {
        deploy(review());
        comes("2027-03-31T09:00:00+02:00");
        String second = comes("2027-04-30T09:00:00+02:00");
        assertThat(journeys.status(second).effects())
                .extracting(EventEffect::kind)
                .containsExactly(EventEffect.Kind.REFUSED);
    }

    @Test
    @DisplayName("one that fails on the event is tried again by itself, as for a customer")
    void failsAlone() {
        String model = model(
                """
                <sequenceFlow id="to-notify" sourceRef="started" targetRef="notify" />
                <serviceTask id="notify" name="Notify" camunda:delegateExpression="${notifyQueue}">
                  <extensionElements><camunda:inputOutput>
                    <camunda:inputParameter name="message">complaint-overdue</camunda:inputParameter>
                    <camunda:inputParameter name="queue">${nothing}</camunda:inputParameter>
                  </camunda:inputOutput></extensionElements>
                </serviceTask>
                <sequenceFlow id="to-done" sourceRef="notify" targetRef="done" />"""
                        + Models.end("done"));
        deployment = Ungated.deploy(repository, repository.createDeployment().addString(journey + ".bpmn", model));
        String event = comes("2027-03-31T09:00:00+02:00");
        EventStatus status = journeys.status(event);
        assertThat(status.state()).isEqualTo(EventStatus.State.WAITING);
        assertThat(status.reason()).contains(journey, "needs the input 'queue'");
        jdbc.sql("delete from rapport.inbox_event where customer_id = :key")
                .param("key", KEY)
                .update();
    }

    @Test
    @DisplayName("staff comment on its task, and nobody's card is shown beside it")
    void taskOfNoCustomer() {
        deploy(review());
        comes("2027-03-31T09:00:00+02:00");
        OverHttp http = new OverHttp(port);
        String task = task().getId();
        HttpResponse<String> comment = http.send(http.json(
                "demo", "POST", "/engine-rest/task/" + task + "/comment/create", "{\"message\": \"Looks fine\"}"));
        assertThat(comment.statusCode()).as(comment.body()).isEqualTo(200);
        assertThat(jdbc.sql("select about || coalesce(customer_id, '') from rapport.task_comment where task_id = :task")
                        .param("task", task)
                        .query(String.class)
                        .single())
                .isEqualTo(KEY);
        InstanceSubjects.Subject subject =
                subjects.of(instance(journey, KEY).getId()).orElseThrow();
        assertThat(subject.customerId()).as("whose card would be shown").isNull();
        assertThat(subject.queue()).isEqualTo(KEY);
    }

    @Test
    @DisplayName("it may be started by hand about a schedule that there is, and about nobody")
    void byHand() {
        deploy(review());
        OverHttp http = new OverHttp(port);
        String path = "/engine-rest/process-definition/key/" + journey + "/start";
        HttpResponse<String> unknown =
                http.send(http.json("demo", "POST", path, "{\"businessKey\": \"schedule:any\"}"));
        assertThat(unknown.statusCode()).isEqualTo(400);
        assertThat(unknown.body()).contains("schedule:any is not known here");
        HttpResponse<String> withCustomer = http.send(http.json(
                "demo",
                "POST",
                path,
                "{\"businessKey\": \"%s\", \"variables\": {\"customerId\": {\"value\": \"42\", \"type\": \"String\"}}}"
                        .formatted(KEY)));
        assertThat(withCustomer.statusCode()).isEqualTo(400);
        assertThat(withCustomer.body()).contains("about no customer");
        HttpResponse<String> started =
                http.send(http.json("demo", "POST", path, "{\"businessKey\": \"%s\"}".formatted(KEY)));
        assertThat(started.statusCode()).as(started.body()).isEqualTo(200);
        assertThat(customerOf(instance(journey, KEY).getId())).isEqualTo(KEY);
    }

    @Test
    @DisplayName("it may be started by a message that is posted to the engine")
    void byMessage() {
        deploy(review());
        OverHttp http = new OverHttp(port);
        HttpResponse<String> posted = http.send(http.json(
                "demo",
                "POST",
                "/engine-rest/message",
                "{\"messageName\": \"%s\", \"businessKey\": \"%s\"}".formatted(TYPE, KEY)));
        assertThat(posted.statusCode()).as(posted.body()).isLessThan(300);
        assertThat(journeys.isRunning(journey, KEY)).isTrue();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            sendMessage   | <camunda:inputParameter name="message">welcome</camunda:inputParameter>
            issueCoupon   | <camunda:inputParameter name="percent">10</camunda:inputParameter><camunda:inputParameter name="validDays">30</camunda:inputParameter>
            openComplaint |
            awardPoints   |
            """)
    @DisplayName("steps that need a customer are refused in it")
    void steps(String step, String inputs) {
        String content =
                """
                <sequenceFlow id="to-act" sourceRef="started" targetRef="act" />
                <serviceTask id="act" name="Act" camunda:delegateExpression="${%s}">
                  <extensionElements><camunda:inputOutput>%s</camunda:inputOutput></extensionElements>
                </serviceTask>
                <sequenceFlow id="to-done" sourceRef="act" targetRef="done" />%s"""
                        .formatted(step, inputs == null ? "" : inputs, Models.end("done"));
        assertThatThrownBy(() -> deploy(model(content)))
                .hasMessageContaining("the step " + step + " needs the variable '")
                .hasMessageContaining("which an instance of this process never has");
    }

    @Test
    @DisplayName("questions about a customer are refused in it")
    void facts() {
        String content =
                """
                <sequenceFlow id="to-which" sourceRef="started" targetRef="which" />
                <exclusiveGateway id="which" default="to-done" />
                <sequenceFlow id="to-done" sourceRef="which" targetRef="done" />
                %s
                %s%s"""
                        .formatted(
                                Models.ifOrdered("to-other", "which", "other"),
                                Models.end("done"),
                                Models.end("other"));
        assertThatThrownBy(() -> deploy(model(content))).hasMessageContaining("customerId");
    }

    @Test
    @DisplayName("a journey about a customer does not start with it, nor one about a schedule with a customer's event")
    void otherKinds() {
        assertThatThrownBy(() -> deploy(Models.brief(journey, TYPE)))
                .hasMessageContaining("which the event " + TYPE + " does not name");
        assertThatThrownBy(() -> deploy(model("<sequenceFlow id=\"to-done\" sourceRef=\"started\" targetRef=\"done\" />"
                                + Models.end("done"))
                        .replace(TYPE, "customer.registered")))
                .hasMessageContaining("which the event customer.registered does not name");
    }
}
