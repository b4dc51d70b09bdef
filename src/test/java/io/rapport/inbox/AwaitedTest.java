package io.rapport.inbox;

import static io.rapport.inbox.EventStatus.State.DONE;
import static io.rapport.inbox.EventStatus.State.WAITING;
import static io.rapport.testing.Journeys.newId;
import static org.assertj.core.api.Assertions.assertThat;

import io.rapport.testing.Journeys;
import io.rapport.testing.RapportTest;
import io.rapport.testing.Shop;
import io.rapport.testing.TestModels;
import java.time.Duration;
import java.util.Map;
import org.camunda.bpm.engine.ManagementService;
import org.camunda.bpm.engine.RepositoryService;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.TaskService;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;

@RapportTest
@DisplayName("An event that came early is matched as soon as an instance begins to wait for it")
class AwaitedTest {

    /** Ways to wait for order.delivered, each behind a pause of a day or a task. */
    private static final Map<String, String> WAITS = Map.of(
            "receive task",
            """
            <receiveTask id="wait" messageRef="m" /><sequenceFlow id="f2" sourceRef="pause" targetRef="wait" />
            <sequenceFlow id="f3" sourceRef="wait" targetRef="end" />""",
            "catching event",
            """
            <intermediateCatchEvent id="wait"><messageEventDefinition messageRef="m" /></intermediateCatchEvent>
            <sequenceFlow id="f2" sourceRef="pause" targetRef="wait" />
            <sequenceFlow id="f3" sourceRef="wait" targetRef="end" />""",
            "event gateway",
            """
            <eventBasedGateway id="either" /><sequenceFlow id="f2" sourceRef="pause" targetRef="either" />
            <intermediateCatchEvent id="wait"><messageEventDefinition messageRef="m" /></intermediateCatchEvent>
            <intermediateCatchEvent id="late"><timerEventDefinition><timeDuration>P9D</timeDuration></timerEventDefinition>
            </intermediateCatchEvent>
            <sequenceFlow id="f3" sourceRef="either" targetRef="wait" />
            <sequenceFlow id="f4" sourceRef="either" targetRef="late" />
            <sequenceFlow id="f5" sourceRef="wait" targetRef="end" />
            <sequenceFlow id="f6" sourceRef="late" targetRef="end" />""",
            "boundary event",
            """
            <userTask id="welcome-call" /><sequenceFlow id="f2" sourceRef="pause" targetRef="welcome-call" />
            <boundaryEvent id="wait" attachedToRef="welcome-call"><messageEventDefinition messageRef="m" /></boundaryEvent>
            <sequenceFlow id="f3" sourceRef="welcome-call" targetRef="end" />
            <sequenceFlow id="f4" sourceRef="wait" targetRef="end" />""",
            "event subprocess",
            """
            <subProcess id="part"><startEvent id="part-start" /><userTask id="welcome-call" /><endEvent id="part-end" />
            <sequenceFlow id="p1" sourceRef="part-start" targetRef="welcome-call" />
            <sequenceFlow id="p2" sourceRef="welcome-call" targetRef="part-end" />
            <subProcess id="meanwhile" triggeredByEvent="true">
            <startEvent id="wait"><messageEventDefinition messageRef="m" /></startEvent><endEvent id="meanwhile-end" />
            <sequenceFlow id="p3" sourceRef="wait" targetRef="meanwhile-end" /></subProcess></subProcess>
            <sequenceFlow id="f2" sourceRef="pause" targetRef="part" />
            <sequenceFlow id="f3" sourceRef="part" targetRef="end" />""");

    private static final String TIMER =
            """
            <intermediateCatchEvent id="pause"><timerEventDefinition><timeDuration>P1D</timeDuration></timerEventDefinition>
            </intermediateCatchEvent>""";
    private static final String TASK = "<userTask id=\"chase-delivery\" />";

    @Autowired
    private TestModels models;

    @Autowired
    private Journeys journeys;

    @Autowired
    private Shop shop;

    @Autowired
    private RepositoryService repository;

    @Autowired
    private RuntimeService runtime;

    @Autowired
    private ManagementService management;

    @Autowired
    private TaskService tasks;

    private String customer;
    private String order;
    private String event;

    @BeforeEach
    void anEventTooEarly() {
        customer = shop.customer();
        order = newId("o");
        event = newId("e");
        journeys.accept(event, "order.delivered", customer, Map.of("orderId", order));
        journeys.settle();
        // the pauses between two checks are long by now
        journeys.pass(Duration.ofHours(3));
        assertThat(journeys.status(event).state()).isEqualTo(WAITING);
    }

    @ParameterizedTest(name = "by a {0}")
    @CsvSource({"receive task", "catching event", "event gateway", "boundary event", "event subprocess"})
    @DisplayName("when a timer brings the instance there, however it waits")
    void byTimer(String wait) {
        ProcessInstance instance = start(TIMER, WAITS.get(wait));
        management.executeJob(management
                .createJobQuery()
                .processInstanceId(instance.getId())
                .singleResult()
                .getId());
        journeys.settle();
        assertThat(journeys.status(event).state()).isEqualTo(DONE);
        assertThat(isRunning(instance)).isFalse();
    }

    @Test
    @DisplayName("when a completed task brings the instance there")
    void byTask() {
        ProcessInstance instance = start(TASK, WAITS.get("receive task"));
        tasks.complete(tasks.createTaskQuery()
                .processInstanceId(instance.getId())
                .singleResult()
                .getId());
        journeys.settle();
        assertThat(journeys.status(event).state()).isEqualTo(DONE);
        assertThat(journeys.status(event).effects())
                .extracting(EventEffect::kind)
                .containsExactly(EventEffect.Kind.ADVANCED);
        assertThat(isRunning(instance)).isFalse();
    }

    @Test
    @DisplayName("but not by an instance about something else, nor by one that waits for something else")
    void notOthers() {
        order = newId("o");
        ProcessInstance instance = start(TASK, WAITS.get("receive task"));
        tasks.complete(tasks.createTaskQuery()
                .processInstanceId(instance.getId())
                .singleResult()
                .getId());
        journeys.settle();
        assertThat(journeys.status(event).state()).isEqualTo(WAITING);
        assertThat(isRunning(instance)).isTrue();
    }

    private ProcessInstance start(String pause, String wait) {
        models.deployPastTheGate(repository
                .createDeployment()
                .addString(
                        "awaited.bpmn",
                        """
                        <definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="test"
                            xmlns:camunda="http://camunda.org/schema/1.0/bpmn">
                          <message id="m" name="order.delivered" />
                          <process id="awaited" isExecutable="true" camunda:historyTimeToLive="P1D">
                            <startEvent id="start" />
                            <sequenceFlow id="f1" sourceRef="start" targetRef="pause" />
                            %s %s
                            <endEvent id="end" />
                          </process>
                        </definitions>"""
                                .formatted(pause, wait)
                                .replace("\"pause\"", pause.equals(TASK) ? "\"chase-delivery\"" : "\"pause\"")));
        return runtime.startProcessInstanceByKey("awaited", "order:" + order, Map.of("customerId", customer));
    }

    private boolean isRunning(ProcessInstance instance) {
        return runtime.createProcessInstanceQuery()
                        .processInstanceId(instance.getId())
                        .count()
                > 0;
    }
}
