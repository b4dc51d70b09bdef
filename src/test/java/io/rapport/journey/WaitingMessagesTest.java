package io.rapport.journey;

import static io.rapport.testing.Eventually.eventually;
import static io.rapport.testing.Journeys.newId;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rapport.calendar.BusinessClock;
import io.rapport.outbox.Outbox;
import io.rapport.outbox.OutboxMessage;
import io.rapport.outbox.OutboxMessage.State;
import io.rapport.outbox.OutboxRequest;
import io.rapport.testing.JourneyStory;
import io.rapport.testing.Shop;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalTime;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;
import org.camunda.bpm.engine.RepositoryService;
import org.camunda.bpm.engine.RuntimeService;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

@DisplayName("A message that waits goes out as soon as what it waits for is there, and not when its time is up")
class WaitingMessagesTest extends JourneyStory {

    private static final String SEND =
            """
            <definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="test"
                xmlns:camunda="http://camunda.org/schema/1.0/bpmn">
              <process id="send-with-priority" isExecutable="true" camunda:historyTimeToLive="P1D">
                <extensionElements><camunda:properties>
                  <camunda:property name="about" value="customer" />
                  <camunda:property name="variables" value="urgency" />
                </camunda:properties></extensionElements>
                <startEvent id="start" />
                <sequenceFlow id="f1" sourceRef="start" targetRef="send" />
                <sendTask id="send" camunda:delegateExpression="${sendMessage}"><extensionElements><camunda:inputOutput>
                  <camunda:inputParameter name="message">complete-profile</camunda:inputParameter>
                  <camunda:inputParameter name="priority">${urgency}</camunda:inputParameter>
                </camunda:inputOutput></extensionElements></sendTask>
              </process>
            </definitions>""";

    @Autowired
    private Outbox outbox;

    @Autowired
    private RepositoryService repository;

    @Autowired
    private RuntimeService runtime;

    @Autowired
    private BusinessClock clock;

    private String deployment;

    @BeforeAll
    void deploy() {
        deployment = repository
                .createDeployment()
                .addString("send-with-priority.bpmn", SEND)
                .deploy()
                .getId();
    }

    @AfterAll
    void takeAway() {
        repository.deleteDeployment(deployment, true);
    }

    @BeforeEach
    void aCustomerByDay() {
        journeys.moveTo(Shop.next(DayOfWeek.WEDNESDAY, LocalTime.NOON));
        customer = newId("c");
    }

    @Test
    @DisplayName("A complaint that is closed lets the kind words go that were held for it")
    void complaintClosed() {
        known(Map.of("email", customer + "@example.com"));
        String order = shop.order(customer, 30);
        String complaint = shop.complaint(customer, "email", "It came late", null);
        UUID tips =
                outbox.enqueue(OutboxRequest.toCustomer("usage-tips", customer).about(order, null, null, null));
        await(tips, message -> "open-complaint".equals(message.rule()));

        shop.apology(complaint);
        assertThat(message(tips).state()).isEqualTo(State.QUEUED);
        journeys.event("complaint.answered", customer, Map.of("complaintId", complaint, "accepted", true));

        assertThat(await(tips, message -> message.state() == State.SENT).rule()).isEqualTo("allowed");
    }

    @Test
    @DisplayName("An address that becomes known lets the messages go that had none")
    void addressTold() {
        known(Map.of("firstName", "Ann"));
        UUID welcome = outbox.enqueue(OutboxRequest.toCustomer("welcome", customer));
        await(welcome, message -> "no-address".equals(message.rule()));

        journeys.event("customer.updated", customer, Map.of("email", customer + "@example.com"));

        await(welcome, message -> message.state() == State.SENT);
    }

    @Test
    @DisplayName("A pause that the customer takes back lets the messages go that waited for its end")
    void pauseTakenBack() {
        known(Map.of("email", customer + "@example.com"));
        String order = shop.order(customer, 30);
        pausedUntil(clock.instant()
                .plus(Duration.ofDays(30))
                .truncatedTo(ChronoUnit.SECONDS)
                .toString());
        UUID tips =
                outbox.enqueue(OutboxRequest.toCustomer("usage-tips", customer).about(order, null, null, null));
        await(tips, message -> "paused".equals(message.rule()));

        pausedUntil("none");

        await(tips, message -> message.state() == State.SENT);
    }

    @Test
    @DisplayName("The step's field Priority holds in place of the message's own, as a number or an expression")
    void priority() {
        known(Map.of("email", customer + "@example.com"));

        send(77);
        send("");

        assertThat(outbox.messages(customer))
                .extracting(OutboxMessage::priority)
                .containsExactlyInAnyOrder(77, 80);
    }

    @ParameterizedTest
    @ValueSource(strings = {"101", "-1", "urgent"})
    @DisplayName("A priority that is none is refused where it is written, with the numbers that there are")
    void noPriority(String urgency) {
        known(Map.of("email", customer + "@example.com"));

        assertThatThrownBy(() -> send(urgency)).hasMessageContaining("priority").hasMessageContaining(urgency);
        assertThat(outbox.messages(customer)).isEmpty();
    }

    private void pausedUntil(String moment) {
        journeys.event(
                "contact.preferred",
                customer,
                Map.of("pausedUntil", moment, "source", "preference page", "wording", "Pause for 30 days"));
    }

    private void send(Object urgency) {
        runtime.startProcessInstanceByKey(
                "send-with-priority", "customer:" + customer, Map.of("customerId", customer, "urgency", urgency));
    }

    private void known(Map<String, Object> profile) {
        Map<String, Object> data = new HashMap<>(profile);
        data.putAll(Map.of("locale", "en-GB", "timeZone", "Etc/UTC"));
        journeys.event("customer.updated", customer, data);
    }

    private OutboxMessage message(UUID id) {
        return outbox.messages(customer).stream()
                .filter(message -> message.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    /** Waits, in real time, until the message is so. */
    private OutboxMessage await(UUID id, Predicate<OutboxMessage> so) {
        return eventually("the message is so", () -> message(id), so);
    }
}
