package io.rapport.journey;

import static io.rapport.testing.Journeys.newId;
import static org.assertj.core.api.Assertions.assertThat;

import io.rapport.inbox.EventStatus;
import io.rapport.testing.JourneyStory;
import io.rapport.testing.Models;
import io.rapport.testing.TestModels;
import java.util.List;
import java.util.Map;
import org.camunda.bpm.engine.RuntimeService;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;

@DisplayName("A journey that calls another one")
class CalledJourneysTest extends JourneyStory {

    @Autowired
    private TestModels models;

    @Autowired
    private RuntimeService runtime;

    @Test
    @DisplayName("without a word about what it hands over: calls it about the same thing, with the ids that it carries")
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

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
            in parallel, twice    | <sequenceFlow id="to-fork" sourceRef="started" targetRef="fork" /><parallelGateway id="fork" /><sequenceFlow id="to-call" sourceRef="fork" targetRef="call" /><sequenceFlow id="to-other" sourceRef="fork" targetRef="other" /><callActivity id="call" name="Call" calledElement="CALLED" /><callActivity id="other" name="Call too" calledElement="CALLED" /><sequenceFlow id="from-call" sourceRef="call" targetRef="join" /><sequenceFlow id="from-other" sourceRef="other" targetRef="join" /><parallelGateway id="join" /><sequenceFlow id="to-done" sourceRef="join" targetRef="done" />
            as a multi-instance   | <sequenceFlow id="to-call" sourceRef="started" targetRef="call" /><callActivity id="call" name="Call" calledElement="CALLED"><multiInstanceLoopCharacteristics><loopCardinality>2</loopCardinality></multiInstanceLoopCharacteristics></callActivity><sequenceFlow id="to-done" sourceRef="call" targetRef="done" />
            """)
    @DisplayName("calls it as often as its model says: each instance waits, hears of its event, and ends by itself")
    void severalAtATime(String how, String content) {
        String called = newId("called");
        String caller = newId("calls");
        models.deploy(called, calledModel(called));
        models.deploy(caller, callerModel(caller, "order.placed", content.replace("CALLED", called)));
        customer = shop.customer();
        shop.order(customer, 20);

        assertThat(running(called)).as(how).isEqualTo(2);
        journeys.event("customer.updated", customer, Map.of("firstName", "Bo"));
        assertThat(running(called)).isZero();
        assertThat(journeys.outcome(caller, "customer:" + customer)).isEqualTo("done");
        assertThat(jdbc.sql("select outcome from rapport.journey where journey = ?")
                        .param(called)
                        .query(String.class)
                        .list())
                .containsExactly("heard", "heard");
    }

    @Test
    @DisplayName(
            "is not kept from it by an instance that another journey called about the same thing and that still waits")
    void fromSeveralJourneys() {
        String called = newId("called");
        String first = newId("calls");
        String second = newId("calls");
        models.deploy(called, calledModel(called));
        models.deploy(first, callerModel(first, "order.placed", ONE_CALL.replace("CALLED", called)));
        models.deploy(second, callerModel(second, "customer.lapsed", ONE_CALL.replace("CALLED", called)));
        customer = shop.customer();
        shop.order(customer, 20);
        String late = journeys.event("customer.lapsed", customer, Map.of("lastOrderAt", "2026-01-01T00:00:00Z"));

        assertThat(journeys.status(late).state()).isEqualTo(EventStatus.State.DONE);
        assertThat(running(called)).isEqualTo(2);
        // one of them ends: the other is found all the same
        runtime.deleteProcessInstance(
                journeys.instance(first, "customer:" + customer).getId(), "by an operator");
        assertThat(running(called)).isEqualTo(1);
        journeys.event("customer.updated", customer, Map.of("firstName", "Bo"));
        assertThat(journeys.outcome(second, "customer:" + customer)).isEqualTo("done");
    }

    @Test
    @DisplayName("and starts by an event itself: that stays one at a time about one thing")
    void theCallerIsUnique() {
        String called = newId("called");
        String caller = newId("calls");
        models.deploy(called, calledModel(called));
        models.deploy(caller, callerModel(caller, "order.placed", ONE_CALL.replace("CALLED", called)));
        customer = shop.customer();
        shop.order(customer, 20);
        shop.order(customer, 30);
        assertThat(running(caller)).isEqualTo(1);
        assertThat(running(called)).isEqualTo(1);
    }

    private static final String ONE_CALL =
            """
            <sequenceFlow id="to-call" sourceRef="started" targetRef="call" />
            <callActivity id="call" name="Call" calledElement="CALLED" />
            <sequenceFlow id="to-done" sourceRef="call" targetRef="done" />""";

    private static String calledModel(String key) {
        return Models.waiting(key, "order.placed", "customer.updated", "once")
                .replace("<message id=\"order.placed\" name=\"order.placed\" />", "")
                .replace("<camunda:property name=\"reentry\" value=\"once\" />", "")
                .replace("<messageEventDefinition messageRef=\"order.placed\" />", "");
    }

    private static String callerModel(String key, String start, String content) {
        return Models.journey(key, "while-not-running", start, List.of(), content + Models.end("done"));
    }

    private long running(String journey) {
        return runtime.createProcessInstanceQuery()
                .processDefinitionKey(journey)
                .processInstanceBusinessKey("customer:" + customer)
                .count();
    }
}
