package io.rapport.journey;

import static io.rapport.testing.Journeys.newId;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rapport.testing.JourneyStory;
import io.rapport.testing.Models;
import io.rapport.testing.TestModels;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.camunda.bpm.engine.ManagementService;
import org.camunda.bpm.engine.RepositoryService;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.batch.Batch;
import org.camunda.bpm.engine.runtime.Job;
import org.camunda.bpm.engine.variable.Variables;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;

@DisplayName("Whom and what a journey is about stays as it was at its start, no matter who writes")
class JourneyIdsTest extends JourneyStory {

    private static final String REFUSED = "says whom or what the journey is about";

    @Autowired
    private TestModels models;

    @Autowired
    private RepositoryService repository;

    @Autowired
    private RuntimeService runtime;

    @Autowired
    private ManagementService management;

    private String journey;

    @BeforeEach
    void aCustomer() {
        journey = newId("ids");
        customer = shop.customer();
    }

    private void deploy(String model) {
        models.deployPastTheGate(repository.createDeployment().addString("processes/" + journey + ".bpmn", model));
    }

    /** @param activity what the journey does first, with the id {@code act} */
    private void deployWith(String activity) {
        deploy(Models.waiting(journey, "customer.lapsed", "order.placed", "once")
                .replace(
                        "<sequenceFlow id=\"to-wait\" sourceRef=\"started\"",
                        "<sequenceFlow id=\"to-act\" sourceRef=\"started\" targetRef=\"act\" />" + activity
                                + "<sequenceFlow id=\"to-wait\" sourceRef=\"act\""));
    }

    private Map<String, Object> started() {
        return Map.of("customerId", customer, "orderId", "first");
    }

    private String start() {
        return runtime.startProcessInstanceByKey(journey, "customer:" + customer, started())
                .getId();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
            output                  | <manualTask id="act"><extensionElements><camunda:inputOutput><camunda:outputParameter name="customerId">another</camunda:outputParameter></camunda:inputOutput></extensionElements></manualTask>
            input                   | <manualTask id="act"><extensionElements><camunda:inputOutput><camunda:inputParameter name="customerId">another</camunda:inputParameter></camunda:inputOutput></extensionElements></manualTask>
            input of another id     | <manualTask id="act"><extensionElements><camunda:inputOutput><camunda:inputParameter name="orderId">another</camunda:inputParameter></camunda:inputOutput></extensionElements></manualTask>
            input of a subprocess   | <subProcess id="act"><extensionElements><camunda:inputOutput><camunda:inputParameter name="customerId">another</camunda:inputParameter></camunda:inputOutput></extensionElements><startEvent id="s" /></subProcess>
            multi-instance          | <manualTask id="act"><multiInstanceLoopCharacteristics camunda:collection="others" camunda:elementVariable="customerId" /></manualTask>
            result of a table       | <businessRuleTask id="act" camunda:decisionRef="customer-potential" camunda:resultVariable="customerId" camunda:mapDecisionResult="singleEntry" />
            """)
    @DisplayName("the model itself, in the command that starts it")
    void byTheModel(String place, String activity) {
        deployWith(activity);
        assertThatThrownBy(() -> runtime.startProcessInstanceByKey(
                        journey,
                        "customer:" + customer,
                        Map.of(
                                "customerId",
                                customer,
                                "orderId",
                                "first",
                                "segment",
                                "private",
                                "expectedOrders",
                                1,
                                "referred",
                                false,
                                "others",
                                List.of("another"))))
                .as(place)
                .hasStackTraceContaining(REFUSED);
        assertThat(journeys.isRunning(journey, "customer:" + customer)).isFalse();
    }

    @Test
    @DisplayName("a journey that is called for another customer")
    void byACall() {
        deployWith(
                """
                <callActivity id="act" calledElement="staff-contact">
                  <extensionElements>
                    <camunda:in businessKey="contact:1" />
                    <camunda:in sourceExpression="another" target="customerId" />
                  </extensionElements>
                </callActivity>""");
        assertThatThrownBy(this::start).hasStackTraceContaining("about the same customer");
    }

    @Test
    @DisplayName("a start that says one thing in its business key and another in its variable")
    void atTheStart() {
        deploy(Models.waiting(journey, "customer.lapsed", "order.placed", "once"));
        assertThatThrownBy(() -> runtime.startProcessInstanceByKey(
                        journey, "customer:" + customer, Map.of("customerId", "another")))
                .hasMessageContaining("customerId must be the String " + customer);
        assertRefused(() -> runtime.startProcessInstanceByKey(
                journey,
                "customer:" + customer,
                Variables.createVariables().putValueTyped("customerId", Variables.stringValue(customer, true))));
    }

    @Test
    @DisplayName("a start at an activity, or the move of an instance to one, with other variables or nearer ones")
    void atActivities() {
        deploy(Models.waiting(journey, "customer.lapsed", "order.placed", "once"));
        assertRefused(() -> runtime.createProcessInstanceByKey(journey)
                .businessKey("customer:" + customer)
                .setVariables(started())
                .startBeforeActivity("what-comes")
                .setVariable("customerId", "another")
                .execute());
        assertRefused(() -> runtime.createProcessInstanceByKey(journey)
                .businessKey("customer:" + customer)
                .setVariables(started())
                .startBeforeActivity("what-comes")
                .setVariableLocal("customerId", "another")
                .execute(true, true));
        String instance = start();
        assertRefused(() -> runtime.createProcessInstanceModification(instance)
                .startBeforeActivity("what-comes")
                .setVariable("customerId", "another")
                .execute());
        assertRefused(() -> runtime.createProcessInstanceModification(instance)
                .startBeforeActivity("what-comes")
                .setVariableLocal("customerId", "another")
                .execute());
        assertThatCode(() -> runtime.createProcessInstanceModification(instance)
                        .startBeforeActivity("what-comes")
                        .setVariableLocal("customerId", customer)
                        .execute())
                .doesNotThrowAnyException();
        assertThat(runtime.getVariable(instance, "customerId")).isEqualTo(customer);
    }

    @Test
    @DisplayName("whatever carries variables to where an instance waits, and what takes them away")
    void whereItWaits() {
        deploy(Models.waiting(journey, "customer.lapsed", "order.placed", "once"));
        String instance = start();
        String waiting = runtime.createEventSubscriptionQuery()
                .processInstanceId(instance)
                .singleResult()
                .getExecutionId();
        Map<String, Object> another = Map.of("customerId", "another");

        assertRefused(() -> runtime.messageEventReceived("order.placed", waiting, another));
        assertRefused(() -> runtime.createMessageCorrelation("order.placed")
                .processInstanceId(instance)
                .setVariables(another)
                .correlateWithResult());
        assertRefused(() -> runtime.setVariables(waiting, another));
        assertRefused(() -> runtime.setVariablesLocal(waiting, another));
        assertRefused(() -> runtime.setVariableLocal(waiting, "customerId", Variables.stringValue("another", true)));
        assertRefused(() -> runtime.removeVariable(instance, "customerId"));
        assertRefused(() -> runtime.removeVariables(instance, List.of("customerId")));

        assertThat(runtime.getVariable(waiting, "customerId")).isEqualTo(customer);
    }

    @Test
    @DisplayName("a batch over many instances, of any id")
    void byABatch() {
        deploy(Models.waiting(journey, "customer.lapsed", "order.placed", "once"));
        String instance = start();
        for (String id : List.of("customerId", "orderId")) {
            Batch batch = runtime.setVariablesAsync(List.of(instance), Map.of(id, "another"));
            try {
                management.executeJob(job(batch.getSeedJobDefinitionId()).getId());
                Job job = job(batch.getBatchJobDefinitionId());
                assertRefused(() -> management.executeJob(job.getId()));
            } finally {
                management.deleteBatch(batch.getId(), true);
            }
        }
        assertThat(runtime.getVariables(instance)).containsAllEntriesOf(started());
    }

    private Job job(String definition) {
        return management.createJobQuery().jobDefinitionId(definition).singleResult();
    }

    @Test
    @DisplayName("but a customer's journey goes on to the customer's next order by an event")
    void byAnEvent() {
        deploy(Models.waiting(journey, "order.placed", "order.placed", "once"));
        shop.order(customer, 20);
        String first = (String) runtime.getVariable(
                journeys.instance(journey, "customer:" + customer).getId(), "orderId");
        assertThat(first).isNotNull();

        shop.order(customer, 30);

        assertThat(journeys.outcome(journey, "customer:" + customer)).isEqualTo("heard");
    }

    @Test
    @DisplayName("An instance that somebody ends or starts without its listeners is still in the register")
    void withoutListeners() {
        deploy(Models.waiting(journey, "customer.lapsed", "order.placed", "once"));
        String instance = runtime.createProcessInstanceByKey(journey)
                .businessKey("customer:" + customer)
                .setVariables(started())
                .startBeforeActivity("what-comes")
                .execute(true, true)
                .getId();
        assertThat(journeys.isRunning(journey, "customer:" + customer)).isTrue();

        runtime.deleteProcessInstance(instance, "by hand", true);

        assertThat(journeys.outcome(journey, "customer:" + customer)).isEqualTo("cancelled");
    }

    private static void assertRefused(ThrowingCallable write) {
        assertThatThrownBy(write).hasStackTraceContaining(REFUSED);
    }
}
