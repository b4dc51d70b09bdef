package io.rapport.journey;

import static io.rapport.testing.Journeys.newId;
import static org.assertj.core.api.Assertions.assertThat;

import io.rapport.testing.JourneyStory;
import io.rapport.testing.Models;
import io.rapport.testing.TestModels;
import java.util.List;
import java.util.Map;
import org.camunda.bpm.engine.RuntimeService;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@DisplayName("A journey that calls another one without a word about what it hands over")
class CalledJourneysTest extends JourneyStory {

    @Autowired
    private TestModels models;

    @Autowired
    private RuntimeService runtime;

    @Test
    @DisplayName("calls it about the same thing, and with the ids that it carries, and with nothing else")
    void withoutMapping() {
        String caller = newId("calls");
        models.deploy(
                caller,
                Models.journey(
                                caller,
                                "once",
                                "order.placed",
                                List.of(),
                                """
                                <sequenceFlow id="to-call" sourceRef="started" targetRef="call" />
                                <callActivity id="call" name="Follow it" calledElement="delivery">
                                  <extensionElements>
                                    <camunda:inputOutput><camunda:inputParameter name="occasion">birthday</camunda:inputParameter></camunda:inputOutput>
                                  </extensionElements>
                                </callActivity>
                                <sequenceFlow id="to-done" sourceRef="call" targetRef="done" />
                                %s"""
                                        .formatted(Models.end("done")))
                        .replace("name=\"about\" value=\"customer\"", "name=\"about\" value=\"order\""));
        customer = shop.customer();
        String order = shop.order(customer, 20);

        String called = runtime.createProcessInstanceQuery()
                .processDefinitionKey("delivery")
                .superProcessInstanceId(
                        journeys.instance(caller, "order:" + order).getId())
                .processInstanceBusinessKey("order:" + order)
                .singleResult()
                .getId();
        assertThat(runtime.getVariables(called))
                .containsAllEntriesOf(Map.of("customerId", customer, "orderId", order))
                .doesNotContainKey("occasion");
    }
}
