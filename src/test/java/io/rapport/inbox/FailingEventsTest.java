package io.rapport.inbox;

import static io.rapport.testing.Journeys.newId;
import static org.assertj.core.api.Assertions.assertThat;

import io.rapport.customer.Consents;
import io.rapport.testing.Journeys;
import io.rapport.testing.RapportTest;
import io.rapport.testing.Shop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.camunda.bpm.engine.RepositoryService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** A designer's mistake makes events fail: a journey on consent sends business customers a message that is not there. */
@RapportTest
@DisplayName("An event that fails is tried again, harms nobody else, and is shown when nothing helps")
class FailingEventsTest {

    /** Longer than each pause between tries, in their order. */
    private static final List<Duration> PAUSES = List.of(
            Duration.ofSeconds(2),
            Duration.ofSeconds(6),
            Duration.ofSeconds(31),
            Duration.ofMinutes(3),
            Duration.ofMinutes(11),
            Duration.ofMinutes(31));

    @Autowired
    private Journeys journeys;

    @Autowired
    private Shop shop;

    @Autowired
    private Consents consents;

    @Autowired
    private RepositoryService repository;

    private final List<String> deployments = new ArrayList<>();

    private String customer;

    @BeforeEach
    void aBrokenJourney() {
        deploy("consent-thanks", "offers-are-comming");
        customer = businessCustomer();
    }

    @AfterEach
    void removeIt() {
        deployments.forEach(deployment -> repository.deleteDeployment(deployment, true));
        // a new deployment is what makes this node look anew at which events start what
        deployments.clear();
        deploy("nothing-on-consent", null);
        deployments.forEach(deployment -> repository.deleteDeployment(deployment, true));
        // what still waits for its next try succeeds now
        journeys.pass(Duration.ofHours(1));
        journeys.now();
    }

    private void deploy(String process, String message) {
        String start = message == null
                ? ""
                : "<bpmn:messageEventDefinition id=\"definition\" messageRef=\"message-consent-granted\" />";
        String expression = "${customerFacts.segment(customerId) == 'business'}";
        String xml =
                """
                <?xml version="1.0" encoding="UTF-8"?>
                <bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"
                    xmlns:camunda="http://camunda.org/schema/1.0/bpmn"
                    xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" targetNamespace="http://rapport.io/processes">
                  <bpmn:process id="%s" name="Thanks for the consent" isExecutable="true"
                      camunda:historyTimeToLive="P30D">
                    <bpmn:extensionElements>
                      <camunda:properties>
                        <camunda:property name="about" value="customer" />
                        <camunda:property name="owner" value="lifecycle-team" />
                      </camunda:properties>
                    </bpmn:extensionElements>
                    <bpmn:startEvent id="consent-granted">%s</bpmn:startEvent>
                    <bpmn:exclusiveGateway id="is-business" default="to-done" />
                    <bpmn:sendTask id="send-thanks" camunda:delegateExpression="${sendMessage}">
                      <bpmn:extensionElements>
                        <camunda:inputOutput>
                          <camunda:inputParameter name="message">%s</camunda:inputParameter>
                        </camunda:inputOutput>
                      </bpmn:extensionElements>
                    </bpmn:sendTask>
                    <bpmn:endEvent id="done" />
                    <bpmn:endEvent id="thanked" />
                    <bpmn:sequenceFlow id="to-gateway" sourceRef="consent-granted" targetRef="is-business" />
                    <bpmn:sequenceFlow id="to-thanks" sourceRef="is-business" targetRef="send-thanks">
                      <bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">%s</bpmn:conditionExpression>
                    </bpmn:sequenceFlow>
                    <bpmn:sequenceFlow id="to-done" sourceRef="is-business" targetRef="done" />
                    <bpmn:sequenceFlow id="to-thanked" sourceRef="send-thanks" targetRef="thanked" />
                  </bpmn:process>
                  <bpmn:message id="message-consent-granted" name="consent.granted" />
                </bpmn:definitions>"""
                        .formatted(process, start, message, expression);
        deployments.add(repository
                .createDeployment()
                .addString("processes/" + process + ".bpmn", xml)
                .deploy()
                .getId());
    }

    private String businessCustomer() {
        String id = shop.customer();
        journeys.event("customer.updated", id, Map.of("attributes", Map.of("segment", "business")));
        return id;
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

    private EventStatus.State state(String event) {
        return journeys.status(event).state();
    }

    @Test
    @DisplayName("It waits for its next try with the reason, and nothing of it is left behind")
    void waits() {
        String event = consents(customer);
        journeys.settle();
        EventStatus status = journeys.status(event);
        assertThat(status.state()).isEqualTo(EventStatus.State.WAITING);
        assertThat(status.attempts()).isEqualTo(1);
        assertThat(status.reason()).contains("offers-are-comming");
        assertThat(status.effects()).isEmpty();
        assertThat(consents.inForce(customer, "email", "offers"))
                .as("projection and journey are one transaction")
                .isEmpty();
        assertThat(journeys.isRunning("consent-thanks", "customer:" + customer)).isFalse();
        assertThat(journeys.messages(customer, "consent-thanks")).isEmpty();
    }

    @Test
    @DisplayName("The customer's later events wait behind it, and follow in their order once the mistake is mended")
    void orderIsKept() {
        String first = consents(customer);
        String second = newId("e");
        journeys.accept(second, "customer.confirmed", customer, Map.of());
        journeys.settle();
        assertThat(state(first)).isEqualTo(EventStatus.State.WAITING);
        assertThat(journeys.status(second).attempts()).isZero();
        assertThat(state(second)).isEqualTo(EventStatus.State.WAITING);

        journeys.pass(PAUSES.get(0));
        assertThat(journeys.status(first).attempts()).isEqualTo(2);
        assertThat(state(second)).isEqualTo(EventStatus.State.WAITING);

        deploy("consent-thanks", "welcome");
        journeys.pass(PAUSES.get(1));
        assertThat(state(first)).isEqualTo(EventStatus.State.DONE);
        assertThat(state(second)).isEqualTo(EventStatus.State.DONE);
        assertThat(consents.granted(customer, "email", "offers")).isTrue();
        assertThat(journeys.messages(customer, "consent-thanks")).containsExactly("welcome");
    }

    @Test
    @DisplayName("The other events of its batch are done at once")
    void isolated() {
        List<String> others = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            others.add(shop.customer());
        }
        List<String> good = new ArrayList<>();
        good.add(consents(others.get(0)));
        good.add(consents(others.get(1)));
        String bad = consents(customer);
        good.add(consents(others.get(2)));
        good.add(consents(others.get(3)));
        good.add(consents(others.get(4)));
        journeys.settle();

        assertThat(state(bad)).isEqualTo(EventStatus.State.WAITING);
        assertThat(good).allSatisfy(event -> {
            assertThat(state(event)).isEqualTo(EventStatus.State.DONE);
            assertThat(journeys.status(event).effects())
                    .extracting(Effect::kind, Effect::journey)
                    .containsExactly(org.assertj.core.groups.Tuple.tuple(Effect.Kind.STARTED, "consent-thanks"));
        });
        assertThat(others).allSatisfy(other -> assertThat(consents.granted(other, "email", "offers"))
                .isTrue());
    }

    @Test
    @DisplayName("After seven tries in three quarters of an hour it is a dead letter, and the customer's others go on")
    void deadLetter() {
        String event = consents(customer);
        String next = newId("e");
        journeys.accept(next, "customer.confirmed", customer, Map.of());
        journeys.settle();
        for (int tries = 1; tries <= PAUSES.size(); tries++) {
            assertThat(journeys.status(event).attempts()).isEqualTo(tries);
            assertThat(state(event)).isEqualTo(EventStatus.State.WAITING);
            assertThat(state(next)).isEqualTo(EventStatus.State.WAITING);
            journeys.pass(PAUSES.get(tries - 1));
        }
        EventStatus dead = journeys.status(event);
        assertThat(dead.state()).isEqualTo(EventStatus.State.DEAD);
        assertThat(dead.attempts()).isEqualTo(7);
        assertThat(dead.reason()).contains("offers-are-comming");
        assertThat(dead.settledAt()).isNotNull();
        assertThat(state(next)).isEqualTo(EventStatus.State.DONE);
    }
}
