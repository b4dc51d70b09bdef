package io.rapport.journey;

import static io.rapport.testing.Eventually.eventually;
import static io.rapport.testing.Journeys.newId;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.rapport.calendar.BusinessClock;
import io.rapport.contactpolicy.Suppression;
import io.rapport.contactpolicy.SuppressionDecisions;
import io.rapport.contactpolicy.Suppressions;
import io.rapport.database.OperatorDecision;
import io.rapport.inbox.EventEffect;
import io.rapport.inbox.EventStatus;
import io.rapport.inbox.InvalidEvent;
import io.rapport.outbox.Outbox;
import io.rapport.outbox.OutboxMessage;
import io.rapport.outbox.OutboxMessage.State;
import io.rapport.testing.JourneyStory;
import io.rapport.testing.Models;
import io.rapport.testing.TestModels;
import io.rapport.testing.Ungated;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.camunda.bpm.engine.RepositoryService;
import org.camunda.bpm.engine.RuntimeService;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@DisplayName("What became of a message comes back to the journey that sent it")
class MessageOutcomesTest extends JourneyStory {

    /** Sends, waits for what becomes of it, and has somebody call where the mail does not arrive. */
    private static String model(String key, String send) {
        return Models.startedByTest(
                key,
                List.of("message.sent", "message.withheld", "message.bounced"),
                """
                <sequenceFlow id="f1" sourceRef="started" targetRef="send" />
                %s
                <sequenceFlow id="f2" sourceRef="send" targetRef="what-became-of-it" />
                <eventBasedGateway id="what-became-of-it" />
                <sequenceFlow id="f3" sourceRef="what-became-of-it" targetRef="was-sent" />
                <sequenceFlow id="f4" sourceRef="what-became-of-it" targetRef="was-withheld" />
                %s
                %s
                <sequenceFlow id="f5" sourceRef="was-sent" targetRef="does-it-come-back" />
                <eventBasedGateway id="does-it-come-back" />
                <sequenceFlow id="f6" sourceRef="does-it-come-back" targetRef="came-back" />
                <sequenceFlow id="f7" sourceRef="does-it-come-back" targetRef="a-week-passed" />
                %s
                %s
                <sequenceFlow id="f8" sourceRef="came-back" targetRef="call" />
                <sequenceFlow id="f9" sourceRef="was-withheld" targetRef="call" />
                <receiveTask id="call" />
                <sequenceFlow id="f10" sourceRef="a-week-passed" targetRef="end" />
                <sequenceFlow id="f11" sourceRef="call" targetRef="end" />
                <endEvent id="end" />"""
                        .formatted(
                                send,
                                Models.caught("was-sent", "message.sent"),
                                Models.caught("was-withheld", "message.withheld"),
                                Models.caught("came-back", "message.bounced"),
                                Models.timer("a-week-passed", "P7D")));
    }

    private static final String SEND = Models.send("send", "${messageName}");

    /** The first is withheld, as nobody has consented to it; the second goes out. */
    private static final String TWO = Models.send("offer", "win-back-offer")
            + "<sequenceFlow id=\"f0\" sourceRef=\"offer\" targetRef=\"send\" />"
            + Models.send("send", "welcome");

    private static final String CALL =
            """
            <callActivity id="send" calledElement="outcome-part"><extensionElements>
              <camunda:in businessKey="#{execution.processBusinessKey}" /><camunda:in variables="all" />
            </extensionElements></callActivity>""";

    private static final String PART = Models.startedByTest(
            "outcome-part",
            List.of(),
            """
            <sequenceFlow id="f1" sourceRef="started" targetRef="send" />
            %s
            <sequenceFlow id="f2" sourceRef="send" targetRef="end" />
            <endEvent id="end" />"""
                    .formatted(SEND));

    /** Somebody investigates it: begins with the event itself. */
    private static String after(String kind) {
        return Models.journey(
                "after-" + kind,
                "while-not-running",
                "message." + kind,
                List.of(),
                "<sequenceFlow id=\"f1\" sourceRef=\"started\" targetRef=\"investigate\" /><receiveTask id=\"investigate\" />");
    }

    @Autowired
    private TestModels models;

    @Autowired
    private RepositoryService repository;

    @Autowired
    private RuntimeService runtime;

    @Autowired
    private Outbox outbox;

    @Autowired
    private Suppressions suppressions;

    @Autowired
    private SuppressionDecisions decisions;

    @Autowired
    private BusinessClock clock;

    private String deployment;

    @BeforeAll
    void deploy() throws IOException {
        deployment = Ungated.deploy(
                repository,
                repository
                        .createDeployment()
                        .addString("outcome-one.bpmn", model("outcome-one", SEND))
                        .addString("outcome-other.bpmn", model("outcome-other", SEND))
                        .addString("outcome-caller.bpmn", model("outcome-caller", CALL))
                        .addString(
                                "outcome-two.bpmn",
                                model("outcome-two", TWO)
                                        .replace(
                                                "sourceRef=\"started\" targetRef=\"send\"",
                                                "sourceRef=\"started\" targetRef=\"offer\""))
                        .addString("outcome-part.bpmn", PART)
                        .addInputStream(
                                "wait-for-outcome.bpmn",
                                Files.newInputStream(Path.of("docs/examples/wait-for-outcome.bpmn"))));
    }

    @AfterAll
    void takeAway() {
        repository.deleteDeployment(deployment, true);
    }

    @BeforeEach
    void aCustomer() {
        customer = newId("c");
        journeys.event(
                "customer.updated", customer, Map.of("email", customer + "@example.com", "phone", "+44 20 7946 0000"));
    }

    private String start(String process, String messageName) {
        return runtime.startProcessInstanceByKey(
                        process, "customer:" + customer, Map.of("customerId", customer, "messageName", messageName))
                .getId();
    }

    private List<String> waitsAt(String instance) {
        return runtime.getActiveActivityIds(instance);
    }

    /** Waits, in real time, until the dispatcher is done with all messages of the customer. */
    private List<OutboxMessage> settled() {
        Set<State> open = Set.of(State.QUEUED, State.CLAIMED, State.SENDING);
        List<OutboxMessage> done =
                eventually("the dispatcher is done", () -> outbox.messages(customer), messages -> messages.stream()
                        .noneMatch(message -> open.contains(message.state())));
        journeys.settle();
        return done;
    }

    private EventStatus bounce(String customerId, Map<String, Object> data) {
        String id = newId("e");
        journeys.accept(id, "message.bounced", customerId, data);
        journeys.settle();
        return journeys.status(id);
    }

    @Test
    @DisplayName("A message that is withheld lets the journey go another way")
    void withheld() throws Exception {
        // an offer without consent
        String instance = start("outcome-one", "win-back-offer");
        assertThat(settled()).extracting(OutboxMessage::state).containsExactly(State.WITHHELD);
        assertThat(waitsAt(instance)).containsExactly("call");
        assertThat(jdbc.sql(
                                "select data ->> 'rule' from rapport.inbox_event where customer_id = :customer and type = :type")
                        .param("customer", customer)
                        .param("type", "message.withheld")
                        .query(String.class)
                        .list())
                .containsExactly("consent");
    }

    @Test
    @DisplayName("What became of an earlier message is not taken for the outcome of the one right before the wait")
    void earlierMessage() {
        String instance = start("outcome-two", "");
        assertThat(settled())
                .extracting(OutboxMessage::message, OutboxMessage::state)
                .containsExactlyInAnyOrder(tuple("win-back-offer", State.WITHHELD), tuple("welcome", State.SENT));
        assertThat(waitsAt(instance)).containsExactly("does-it-come-back");
    }

    @Test
    @DisplayName("A message that went out and bounces for good comes back, too, and its address is suppressed")
    void bounced() throws Exception {
        String instance = start("outcome-one", "welcome");
        String message = settled().get(0).id().toString();
        assertThat(waitsAt(instance)).containsExactly("does-it-come-back");

        EventStatus bounce =
                bounce(customer, Map.of("messageId", message, "channel", "email", "kind", "hard", "status", "5.1.1"));
        assertThat(bounce.effects()).extracting(EventEffect::instanceId).containsExactly(instance);
        assertThat(waitsAt(instance)).containsExactly("call");
        assertThat(suppressions.find("email", customer + "@example.com"))
                .map(Suppression::reason)
                .contains(Suppression.Reason.HARD_BOUNCE);
    }

    @Test
    @DisplayName("The address that the message went to is suppressed, not the one that the customer has by then")
    void changedAddress() throws Exception {
        start("outcome-one", "welcome");
        String message = settled().get(0).id().toString();
        journeys.event("customer.updated", customer, Map.of("email", "new-" + customer + "@example.com"));
        bounce(customer, Map.of("messageId", message, "channel", "email", "kind", "hard"));
        assertThat(suppressions.find("email", customer + "@example.com")).isPresent();
        assertThat(suppressions.find("email", "new-" + customer + "@example.com"))
                .isEmpty();
    }

    @Test
    @DisplayName("The example that designers copy from goes on by what became of the message")
    void example() throws Exception {
        String instance = start("wait-for-outcome", "");
        String message = settled().get(0).id().toString();
        assertThat(waitsAt(instance)).containsExactly("does-it-come-back");
        bounce(customer, Map.of("messageId", message, "channel", "email", "kind", "hard"));
        assertThat(journeys.outcome("wait-for-outcome", "customer:" + customer)).isEqualTo("not-arrived");

        aCustomer();
        start("wait-for-outcome", "");
        settled();
        journeys.pass(Duration.ofDays(8));
        assertThat(journeys.outcome("wait-for-outcome", "customer:" + customer)).isEqualTo("arrived");

        aCustomer();
        journeys.event("customer.updated", customer, Map.of("email", "barred-" + customer + "@example.com"));
        decisions.add("email", "barred-" + customer + "@example.com", new OperatorDecision("test", "test"));
        start("wait-for-outcome", "");
        settled();
        assertThat(journeys.outcome("wait-for-outcome", "customer:" + customer)).isEqualTo("not-arrived");
    }

    @Test
    @DisplayName("A bounce and a spam complaint may also start a journey, no matter who sent the message")
    void startsAJourney() throws Exception {
        start("outcome-one", "welcome");
        String message = settled().get(0).id().toString();
        models.deployPastTheGate(Map.of("after-bounced", after("bounced"), "after-complained", after("complained")));
        bounce(customer, Map.of("messageId", message, "channel", "email", "kind", "hard"));
        journeys.event("message.complained", customer, Map.of("messageId", message, "channel", "email"));

        for (String process : List.of("after-bounced", "after-complained")) {
            assertThat(journeys.isRunning(process, "customer:" + customer))
                    .as(process)
                    .isTrue();
        }
    }

    @Test
    @DisplayName("It reaches the sender alone, though another journey about the same customer waits for the same")
    void senderAlone() throws Exception {
        String one = start("outcome-one", "welcome");
        String other = start("outcome-other", "welcome");
        String message = settled().stream()
                .filter(sent -> sent.instanceId().equals(other))
                .map(sent -> sent.id().toString())
                .findFirst()
                .orElseThrow();
        bounce(customer, Map.of("messageId", message, "channel", "email", "kind", "hard", "instanceId", one));
        assertThat(waitsAt(one)).containsExactly("does-it-come-back");
        assertThat(waitsAt(other)).containsExactly("call");
    }

    @Test
    @DisplayName("What a called part sent reaches the journey that called it")
    void calledPart() throws Exception {
        String caller = start("outcome-caller", "welcome");
        assertThat(settled()).extracting(OutboxMessage::journey).containsExactly("outcome-part");
        assertThat(waitsAt(caller)).containsExactly("does-it-come-back");
    }

    @Test
    @DisplayName("A journey that does not wait for it costs no event")
    void notTold() throws Exception {
        // onboarding welcomes and does not ask what became of it
        customer = shop.customer();
        assertThat(settled()).extracting(OutboxMessage::state).contains(State.SENT);
        assertThat(jdbc.sql(
                                "select count(*) from rapport.inbox_event where customer_id = :customer and type like 'message.%'")
                        .param("customer", customer)
                        .query(Long.class)
                        .single())
                .isZero();
    }

    @Test
    @DisplayName("Nobody suppresses a stranger: the message or the address must be the customer's")
    void strangers() throws Exception {
        start("outcome-one", "welcome");
        String message = settled().get(0).id().toString();
        String stranger = shop.customer();
        EventStatus byMessage = bounce(stranger, Map.of("messageId", message, "channel", "email", "kind", "hard"));
        assertThat(byMessage.state()).isEqualTo(EventStatus.State.DEAD);
        assertThat(byMessage.reason()).contains("another customer");
        EventStatus byAddress =
                bounce(stranger, Map.of("address", customer + "@example.com", "channel", "email", "kind", "hard"));
        assertThat(byAddress.state()).isEqualTo(EventStatus.State.DEAD);
        assertThat(suppressions.find("email", customer + "@example.com")).isEmpty();
    }

    @Test
    @DisplayName("What was not sent cannot come back: the report is refused, and nobody is suppressed")
    void neverSent() {
        start("outcome-one", "win-back-offer");
        OutboxMessage message = settled().get(0);
        assertThat(message.state()).isEqualTo(State.WITHHELD);
        String id = message.id().toString();
        for (Map<String, Object> data : List.<Map<String, Object>>of(
                Map.of("messageId", id, "channel", "email", "kind", "hard"),
                Map.of("messageId", id, "channel", "email", "kind", "soft"),
                Map.of("messageId", id, "channel", "email", "kind", "hard", "address", customer + "@example.com"))) {
            EventStatus bounce = bounce(customer, data);
            assertThat(bounce.state()).isEqualTo(EventStatus.State.DEAD);
            assertThat(bounce.reason()).contains("was not sent");
        }
        String complaint = newId("e");
        journeys.accept(complaint, "message.complained", customer, Map.of("messageId", id, "channel", "email"));
        journeys.settle();
        assertThat(journeys.status(complaint).reason()).contains("was not sent");
        assertThat(suppressions.find("email", customer + "@example.com")).isEmpty();
    }

    @Test
    @DisplayName("A report names the channel that the message went out on; others are refused")
    void anotherChannel() {
        start("outcome-one", "welcome");
        String id = settled().get(0).id().toString();

        EventStatus bounce = bounce(customer, Map.of("messageId", id, "channel", "sms", "kind", "hard"));
        assertThat(bounce.state()).isEqualTo(EventStatus.State.DEAD);
        assertThat(bounce.reason()).contains("went out on the channel email, not on sms");
        assertThatThrownBy(() -> bounce(customer, Map.of("messageId", id, "channel", "carrier-pigeon", "kind", "hard")))
                .isInstanceOfSatisfying(InvalidEvent.class, refused -> assertThat(refused.faults())
                        .containsExactly(
                                new InvalidEvent.Fault("/data/channel", "must be one of email, sms, webhook, task")));
        assertThat(suppressions.find("email", customer + "@example.com")).isEmpty();
        assertThat(suppressions.find("sms", "+44 20 7946 0000").map(Suppression::reason))
                .isNotEqualTo(Optional.of(Suppression.Reason.HARD_BOUNCE));
    }

    @Test
    @DisplayName(
            "Soft is soft: one that says 5.1.1 counts as a soft bounce, and reports of one day that name no message"
                    + " count once")
    void softWhateverTheStatus() {
        for (int i = 0; i < 8; i++) {
            bounce(Map.of("kind", "soft", "status", "5.1.1"));
        }
        assertThat(suppressions.find("email", customer + "@example.com")).isEmpty();
        for (int day = 0; day < 4; day++) {
            journeys.moveTo(clock.instant().plus(Duration.ofDays(1)));
            bounce(Map.of("kind", "soft", "cause", "address"));
        }
        assertThat(suppressions.find("email", customer + "@example.com"))
                .map(Suppression::reason)
                .contains(Suppression.Reason.SOFT_BOUNCES);
    }

    @Test
    @DisplayName("A provider that knows the address alone may name it, and a complaint suppresses it at once")
    void complaint() {
        journeys.event(
                "message.complained", customer, Map.of("address", customer + "@EXAMPLE.com", "channel", "email"));
        assertThat(suppressions.find("email", customer + "@example.com"))
                .map(Suppression::reason)
                .contains(Suppression.Reason.SPAM_COMPLAINT);
    }

    @Test
    @DisplayName("Soft bounces suppress an address at the fifth within thirty days, and not when they are rarer")
    void softBounces() {
        String rarely = shop.customer();
        for (int i = 0; i < 6; i++) {
            softBounce(rarely);
            journeys.moveTo(clock.instant().plus(Duration.ofDays(8)));
        }
        assertThat(suppressions.find("email", rarely + "@example.com")).isEmpty();
        for (int i = 0; i < 4; i++) {
            softBounce(customer);
            journeys.moveTo(clock.instant().plus(Duration.ofDays(6)));
        }
        assertThat(suppressions.find("email", customer + "@example.com")).isEmpty();
        softBounce(customer);
        assertThat(suppressions.find("email", customer + "@example.com"))
                .map(Suppression::reason)
                .contains(Suppression.Reason.SOFT_BOUNCES);
    }

    @Test
    @DisplayName(
            "Bounces about us or about some system suppress nobody, however many they are and whatever they are called")
    void notAboutTheAddress() {
        for (int i = 0; i < 2; i++) {
            bounce(Map.of("kind", "soft", "status", "5.7.1"));
            bounce(Map.of("kind", "soft", "cause", "sender"));
            bounce(Map.of("kind", "soft", "cause", "system", "status", "5.0.0"));
            bounce(Map.of("kind", "hard", "status", "5.7.26"));
            bounce(Map.of("kind", "hard", "cause", "sender", "status", "5.1.0"));
            bounce(Map.of("kind", "hard", "status", "5.2.2"));
        }
        assertThat(suppressions.find("email", customer + "@example.com")).isEmpty();

        bounce(Map.of("kind", "hard", "status", "5.1.1"));
        assertThat(suppressions.find("email", customer + "@example.com"))
                .map(Suppression::reason)
                .contains(Suppression.Reason.HARD_BOUNCE);
    }

    private void bounce(Map<String, Object> data) {
        Map<String, Object> all = new java.util.HashMap<>(data);
        all.put("address", customer + "@example.com");
        all.put("channel", "email");
        journeys.event("message.bounced", customer, all);
    }

    private void softBounce(String customerId) {
        journeys.event(
                "message.bounced",
                customerId,
                Map.of("address", customerId + "@example.com", "channel", "email", "kind", "soft", "status", "4.2.2"));
    }

    @Test
    @DisplayName("Who is erased is suppressed by an address that is not kept, until somebody registers with it")
    void erased() {
        journeys.event("customer.erased", customer, Map.of());
        assertThat(suppressions.find("email", customer + "@example.com"))
                .map(Suppression::reason)
                .contains(Suppression.Reason.ERASED);
        assertThat(suppressions.find("sms", "+442079460000")).isPresent();
    }
}
