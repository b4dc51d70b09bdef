package io.rapport.journey;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static io.rapport.testing.Eventually.eventually;
import static io.rapport.testing.Journeys.newId;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import io.rapport.customer.Consents;
import io.rapport.database.OperatorDecision;
import io.rapport.outbox.Outbox;
import io.rapport.outbox.OutboxMessage;
import io.rapport.outbox.OutboxMessage.State;
import io.rapport.outbox.UnresolvedMessages;
import io.rapport.template.MessageCatalogue;
import io.rapport.template.MoreMessages;
import io.rapport.testing.JourneyStory;
import io.rapport.testing.Models;
import io.rapport.testing.OtherSystem;
import io.rapport.testing.Shop;
import io.rapport.testing.Ungated;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.DayOfWeek;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.awaitility.core.ConditionTimeoutException;
import org.camunda.bpm.engine.RepositoryService;
import org.camunda.bpm.engine.RuntimeService;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

@DisplayName("A message goes the whole road on each channel, from the journey that sends it back to that journey")
class AnyChannelTest extends JourneyStory {

    private static final WireMockServer APP = OtherSystem.server();

    /** Sends a message and waits for what becomes of it. */
    private static final String MODEL = Models.startedByTest(
            "any-channel",
            List.of("message.sent", "message.withheld", "message.failed"),
            """
            <sequenceFlow id="f1" sourceRef="started" targetRef="send" />
            %s
            <sequenceFlow id="f2" sourceRef="send" targetRef="outcome" />
            <eventBasedGateway id="outcome" />
            """
                            .formatted(Models.send("send", "${messageName}"))
                    + Stream.of("sent", "withheld", "failed")
                            .map(AnyChannelTest::outcome)
                            .collect(Collectors.joining()));

    @Autowired
    private RepositoryService repository;

    @Autowired
    private RuntimeService runtime;

    @Autowired
    private Outbox outbox;

    @Autowired
    private UnresolvedMessages unknown;

    @Autowired
    private MessageCatalogue catalogue;

    @Autowired
    private Consents consents;

    @LocalServerPort
    private int port;

    private String deployment;

    private static String outcome(String outcome) {
        return """
                <sequenceFlow id="to-was-%1$s" sourceRef="outcome" targetRef="was-%1$s" />
                %2$s
                <sequenceFlow id="to-%1$s" sourceRef="was-%1$s" targetRef="%1$s" />
                %3$s"""
                .formatted(outcome, Models.caught("was-" + outcome, "message." + outcome), Models.end(outcome));
    }

    @BeforeAll
    void deploy() throws IOException {
        MoreMessages.bring(catalogue);
        deployment = Ungated.deploy(repository, repository.createDeployment().addString("any-channel.bpmn", MODEL));
    }

    @AfterAll
    void takeAway() throws IOException {
        repository.deleteDeployment(deployment, true);
        APP.resetAll();
        MoreMessages.takeAway(catalogue);
    }

    @BeforeEach
    void theAppTakesAll() {
        APP.resetAll();
        APP.stubFor(post("/in").willReturn(aResponse().withStatus(204)));
        // by day, when advertising may go
        journeys.moveTo(Shop.next(DayOfWeek.WEDNESDAY, LocalTime.NOON));
        customer = newId("c");
    }

    @Test
    @DisplayName("Another system gets it signed, and once it answers, the journey knows that it is sent")
    void webhook() throws Exception {
        known(Map.of("firstName", "Ann"));

        String instance = send("app-note");

        OutboxMessage message = settled(instance, "sent");
        assertThat(message.state()).isEqualTo(State.SENT);
        assertThat(message.channel()).isEqualTo("webhook");
        List<LoggedRequest> requests = APP.findAll(postRequestedFor(urlEqualTo("/in")));
        assertThat(requests).hasSize(1);
        LoggedRequest request = requests.get(0);
        assertThat(request.getHeader("webhook-id")).isEqualTo(message.id().toString());
        assertThat(Arrays.asList(request.getHeader("webhook-signature").split(" ")))
                .containsExactly("v1," + signature(request));
        JsonNode body = new ObjectMapper().readTree(request.getBody());
        assertThat(body.at("/data/message").asText()).isEqualTo("app-note");
        assertThat(body.at("/data/customerId").asText()).isEqualTo(customer);
        assertThat(body.at("/data/text").asText()).contains("We have noted your new address.");
    }

    /** As a receiver checks it after Standard Webhooks, and not as the channel makes it. */
    private static String signature(LoggedRequest request) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(Base64.getDecoder().decode(OtherSystem.SECRET), "HmacSHA256"));
        mac.update((request.getHeader("webhook-id") + "." + request.getHeader("webhook-timestamp") + ".")
                .getBytes(StandardCharsets.UTF_8));
        return Base64.getEncoder().encodeToString(mac.doFinal(request.getBody()));
    }

    @Test
    @DisplayName("Another system's refusal for good is a failure that the journey can answer")
    void refused() {
        APP.stubFor(post("/in").willReturn(aResponse().withStatus(410)));
        known(Map.of("firstName", "Ann"));

        assertThat(settled(send("app-note"), "failed").state()).isEqualTo(State.FAILED);
    }

    @Test
    @DisplayName("Advertising through another system needs consent for it; consent for mail is none")
    void promotionalWebhook() {
        known(Map.of("firstName", "Ann", "email", customer + "@example.com"));
        consent("email", true);

        OutboxMessage withheld = settled(send("app-offer"), "withheld");
        assertThat(withheld.rule()).isEqualTo("consent");
        assertThat(APP.findAll(postRequestedFor(urlEqualTo("/in")))).isEmpty();

        consent("webhook", true);
        assertThat(settled(send("app-offer"), "sent").channel()).isEqualTo("webhook");
        assertThat(APP.findAll(postRequestedFor(urlEqualTo("/in")))).hasSize(1);

        consent("webhook", false);
        assertThat(settled(send("app-offer"), "withheld").rule()).isEqualTo("consent");
    }

    @Test
    @DisplayName("The link in it ends messages of its own way, and no others")
    void optOutLink() throws Exception {
        known(Map.of("firstName", "Ann", "email", customer + "@example.com"));
        consent("email", true);
        consent("webhook", true);
        settled(send("app-offer"), "sent");
        JsonNode body = new ObjectMapper()
                .readTree(
                        APP.findAll(postRequestedFor(urlEqualTo("/in"))).get(0).getBody());
        List<String> answers = new ArrayList<>();
        Matcher links =
                Pattern.compile("/p/[\\w.~-]+").matcher(body.at("/data/text").asText());
        while (links.find()) {
            // one click, as a mail program does it (RFC 8058); the link to the preferences takes no such thing
            HttpRequest oneClick = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + links.group()))
                    .header("Content-Type", "application/x-www-form-urlencoded")
                    .POST(HttpRequest.BodyPublishers.ofString("List-Unsubscribe=One-Click"))
                    .build();
            answers.add(HttpClient.newHttpClient()
                    .send(oneClick, HttpResponse.BodyHandlers.ofString())
                    .body());
        }
        journeys.settle();

        assertThat(answers).isNotEmpty();
        assertThat(consents.inForce(customer, "webhook", "offers")).contains(false);
        assertThat(consents.inForce(customer, "email", "offers")).contains(true);
    }

    @Test
    @DisplayName("Who has no mail address is called by staff; once they said it, the journey knows that it is sent")
    void task() {
        known(Map.of("firstName", "Ann", "phone", "+44 20 7946 0000"));
        String instance = send("personal-note");
        OutboxMessage assigned = awaitState(State.ASSIGNED);
        assertThat(assigned.channel()).isEqualTo("task");
        journeys.settle();

        journeys.complete(
                journeys.task("contact:" + assigned.id(), "contact-customer"),
                Map.of("contactOutcome", "reached", "notes", ""));

        assertThat(settled(instance, "sent").state()).isEqualTo(State.SENT);
    }

    @Test
    @DisplayName("What staff could not bring across has failed, and the journey goes another way")
    void taskFailed() {
        known(Map.of("firstName", "Ann", "phone", "+44 20 7946 0000"));
        String instance = send("personal-note");
        OutboxMessage assigned = awaitState(State.ASSIGNED);
        journeys.settle();

        journeys.complete(
                journeys.task("contact:" + assigned.id(), "contact-customer"),
                Map.of("contactOutcome", "not-reached", "notes", ""));

        assertThat(settled(instance, "failed").rule()).isEqualTo("contact-not-reached");
    }

    @Test
    @DisplayName(
            "What staff could not bring across is with staff again when somebody sends it again, as often as they do")
    void taskSentAgain() {
        known(Map.of("firstName", "Ann", "phone", "+44 20 7946 0000"));
        String instance = send("personal-note");
        for (int round = 1; round <= 3; round++) {
            OutboxMessage assigned = awaitState(State.ASSIGNED);
            journeys.settle();
            journeys.complete(
                    journeys.task("contact:" + assigned.id(), "contact-customer"),
                    Map.of("contactOutcome", round < 3 ? "not-reached" : "reached", "notes", ""));
            if (round < 3) {
                settled(instance, "failed");
                assertThat(unknown.sendAgain(List.of(assigned.id()), new OperatorDecision("demo", "call once more"))
                                .done())
                        .isEqualTo(1);
            }
        }
        awaitState(State.SENT);
    }

    @Test
    @DisplayName("Advertising by a call needs consent for calls: consent for letters, or for mail elsewhere, is none")
    void promotionalCall() {
        known(Map.of("firstName", "Ann", "phone", "+44 20 7946 0000"));
        consent("post", true);
        assertThat(settled(send("personal-offer"), "withheld").rule()).isEqualTo("consent");

        consent("phone", true);
        send("personal-offer");
        assertThat(awaitState(State.ASSIGNED).channel()).isEqualTo("task");
    }

    @Test
    @DisplayName("Where no number is known it is a letter, which needs consent for letters")
    void promotionalLetter() {
        known(Map.of("firstName", "Ann"));
        consent("phone", true);
        assertThat(settled(send("personal-offer"), "withheld").rule()).isEqualTo("consent");

        consent("post", true);
        send("personal-offer");
        assertThat(awaitState(State.ASSIGNED).channel()).isEqualTo("task");
    }

    @Test
    @DisplayName("Who asked staff to call no more about a topic is called about it no more")
    void refusedByCustomer() {
        known(Map.of("firstName", "Ann", "phone", "+44 20 7946 0000"));
        consent("phone", true);
        String first = send("personal-offer");
        OutboxMessage assigned = awaitState(State.ASSIGNED);
        journeys.settle();
        journeys.complete(
                journeys.task("contact:" + assigned.id(), "contact-customer"),
                Map.of("contactOutcome", "refused", "notes", ""));
        assertThat(settled(first, "failed").rule()).isEqualTo("contact-refused");

        assertThat(settled(send("personal-offer"), "withheld").rule()).isEqualTo("consent");
    }

    private void known(Map<String, Object> profile) {
        Map<String, Object> data = new HashMap<>(profile);
        data.putAll(Map.of("locale", "en-GB", "timeZone", "Etc/UTC"));
        journeys.event("customer.updated", customer, data);
    }

    private void consent(String channel, boolean granted) {
        journeys.event(
                granted ? "consent.granted" : "consent.withdrawn",
                customer,
                Map.of("channel", channel, "topic", "offers", "source", "test", "wording", "Offers this way."));
    }

    private String send(String messageName) {
        return runtime.startProcessInstanceByKey(
                        "any-channel",
                        "customer:" + customer,
                        Map.of("customerId", customer, "messageName", messageName))
                .getId();
    }

    /** Waits, in real time, until the journey has heard and ended so; returns its message. */
    private OutboxMessage settled(String instance, String outcome) {
        try {
            eventually("the journey ends as " + outcome, () -> {
                journeys.settle();
                return outcome.equals(journeys.outcome("any-channel", "customer:" + customer));
            });
        } catch (ConditionTimeoutException e) {
            throw new AssertionError(
                    e.getMessage() + "\n"
                            + outbox.messages(customer).stream()
                                    .map(message -> "%s on %s is %s; rule: %s; why: %s"
                                            .formatted(
                                                    message.message(),
                                                    message.channel(),
                                                    message.state(),
                                                    message.rule(),
                                                    message.why()))
                                    .collect(Collectors.joining(
                                            "\n",
                                            "the customer's messages (what the log says of them may help):\n",
                                            "")),
                    e);
        }
        return outbox.messages(customer).stream()
                .filter(message -> instance.equals(message.instanceId()))
                .findFirst()
                .orElseThrow();
    }

    private OutboxMessage awaitState(State state) {
        return eventually(
                        "a message is " + state,
                        () -> outbox.messages(customer).stream()
                                .filter(message -> message.state() == state)
                                .findFirst(),
                        Optional::isPresent)
                .orElseThrow();
    }
}
