package io.rapport.outbox.internal;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.http.Fault;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import io.rapport.channel.Channel;
import io.rapport.channel.SendResult;
import io.rapport.channel.TestChannels;
import io.rapport.channel.TestChannels.Changing;
import io.rapport.contactpolicy.Suppression;
import io.rapport.customer.TimelineEntry.Kind;
import io.rapport.customer.TimelineSource.TimelineRequest;
import io.rapport.database.OperatorDecision;
import io.rapport.mail.ScriptedSmtpServer;
import io.rapport.mail.ScriptedSmtpServer.At;
import io.rapport.outbox.OutboxMessage;
import io.rapport.outbox.OutboxMessage.State;
import io.rapport.outbox.OutboxRequest;
import io.rapport.testing.ShippedTables;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("A message that cannot go by mail goes by text message, and its row says what became of it")
class OtherChannelsTest {

    @RegisterExtension
    static final WireMockExtension PROVIDER = WireMockExtension.newInstance()
            .options(wireMockConfig().dynamicPort().bindAddress("127.0.0.1"))
            .build();

    private static final Changing CHANNEL = new Changing("sms");

    @RegisterExtension
    static final OutboxFixture messaging = new OutboxFixture(CHANNEL);

    private final ScriptedSmtpServer mailServer = new ScriptedSmtpServer();
    private Channel sms;

    @BeforeAll
    static void wakeProvider() throws IOException, InterruptedException {
        // its first answer may take longer than the channel has patience
        HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(URI.create(PROVIDER.baseUrl())).build(), BodyHandlers.discarding());
    }

    @BeforeEach
    void start() {
        sms = TestChannels.sms(URI.create(PROVIDER.baseUrl()));
        CHANNEL.behave(sms::send);
        messaging.start(mailServer.port());
    }

    @AfterEach
    void stop() throws Exception {
        messaging.stop();
        mailServer.close();
        ((AutoCloseable) sms).close();
    }

    private static UUID thanks() {
        String customer = messaging.customer();
        messaging.onlyByTelephone(customer);
        String order = "O-" + customer;
        messaging.order(order, customer);
        return messaging.outbox.enqueue(
                OutboxRequest.toCustomer("order-thanks", customer).about(order, null, null, null));
    }

    private static ResponseDefinitionBuilder refusal(int status, int code) {
        return aResponse().withStatus(status).withBody("{\"code\": " + code + "}");
    }

    private static final ResponseDefinitionBuilder TAKEN =
            aResponse().withStatus(201).withBody("{\"sid\": \"SM1\", \"status\": \"queued\"}");

    static Stream<Arguments> answers() {
        return Stream.of(
                Arguments.of("taken", TAKEN, State.SENT, "provider has it as SM1"),
                Arguments.of("a bad number", refusal(400, 21211), State.FAILED, "code 21211"),
                Arguments.of(
                        "too late", aResponse().withStatus(201).withFixedDelay(3_000), State.UNKNOWN, "no answer came"),
                Arguments.of(
                        "a broken connection",
                        aResponse().withFault(Fault.CONNECTION_RESET_BY_PEER),
                        State.UNKNOWN,
                        "no answer came"),
                Arguments.of("no JSON", aResponse().withStatus(201).withBody("{\"sid\""), State.UNKNOWN, "can be read"),
                Arguments.of("a bad login", refusal(401, 20003), State.QUEUED, "about our account"),
                Arguments.of("an error", refusal(500, 0), State.QUEUED, "provider answered 500"),
                Arguments.of(
                        "a redirect",
                        aResponse().withStatus(302).withHeader("Location", "http://127.0.0.1:1/"),
                        State.QUEUED,
                        "provider answered 302"));
    }

    @ParameterizedTest(name = "{0}: {2}")
    @MethodSource("answers")
    @DisplayName("by each answer of the provider, asked once")
    void states(String name, ResponseDefinitionBuilder answer, State state, String why) {
        PROVIDER.stubFor(any(anyUrl()).willReturn(answer));

        UUID id = thanks();

        OutboxMessage message =
                state == State.QUEUED ? messaging.awaitQueuedAgain(id, why) : messaging.await(id, state);
        assertThat(message.why()).contains(why);
        assertThat(message.channel()).isEqualTo("sms");
        assertThat(message.attempts()).isEqualTo(1);
        PROVIDER.verify(1, anyRequestedFor(anyUrl()));
        assertThat(mailServer.accepted()).isEmpty();
    }

    @Test
    @DisplayName("and the customer's timeline says why it went that way")
    void timeline() {
        PROVIDER.stubFor(any(anyUrl()).willReturn(TAKEN));
        OutboxMessage message = messaging.await(thanks(), State.SENT);
        assertThat(new MessageTimeline(messaging.jdbc)
                        .entries(new TimelineRequest(
                                message.customerId(),
                                Set.of(Kind.MESSAGE),
                                Instant.parse("9999-01-01T00:00:00Z"),
                                10,
                                Locale.ENGLISH)))
                .singleElement()
                .satisfies(entry -> assertThat(entry.facts())
                        .containsEntry("channel", "sms")
                        .containsEntry("rule", "no-address-here")
                        .containsKey("why"));
    }

    @Test
    @DisplayName("after the time that the provider asks for")
    void retryAfter() {
        PROVIDER.stubFor(any(anyUrl()).willReturn(refusal(429, 20429).withHeader("Retry-After", "7200")));

        OutboxMessage waiting = messaging.awaitQueuedAgain(thanks(), "provider answered 429");

        assertThat(waiting.dueAt()).isAfter(OutboxFixture.NOON.plus(Duration.ofHours(2)));
        PROVIDER.stubFor(any(anyUrl()).willReturn(TAKEN));
        messaging.clock.moveTo(waiting.dueAt());
        assertThat(messaging.await(waiting.id(), State.SENT).attempts()).isEqualTo(2);
    }

    @Test
    @DisplayName("and withdraws consent for the channel when the recipient answered STOP, and leaves that number alone")
    void stopped() {
        PROVIDER.stubFor(any(anyUrl()).willReturn(refusal(400, 21610)));

        OutboxMessage failed = messaging.await(thanks(), State.FAILED);

        assertThat(messaging
                        .jdbc
                        .sql(
                                """
                        select data ->> 'channel' || ' ' || (data ->> 'topic') from rapport.inbox_event
                        where type = 'consent.withdrawn' and customer_id = ?""")
                        .params(failed.customerId())
                        .query(String.class)
                        .list())
                .containsExactly("sms all");
        assertThat(messaging.suppression("sms", "+44 20 7946 0112")).contains(Suppression.Reason.OPTED_OUT);

        // the number is left alone, no matter who has it: the next message waits for another way to its customer
        messaging.awaitQueuedAgain(thanks(), "no-address");
        PROVIDER.verify(1, anyRequestedFor(anyUrl()));
        messaging.lift("sms", "+44 20 7946 0112", Suppression.Reason.OPTED_OUT);
    }

    private static UUID thanksByAnyWay() {
        String customer = messaging.customer();
        telephone(customer);
        messaging.order("O-" + customer, customer);
        return messaging.outbox.enqueue(
                OutboxRequest.toCustomer("order-thanks", customer).about("O-" + customer, null, null, null));
    }

    private static void telephone(String customer) {
        messaging
                .jdbc
                .sql("update rapport.customer set phone = '+44 20 7946 0112' where id = ?")
                .params(customer)
                .update();
    }

    private static List<String> deliveryLog(UUID id) {
        return messaging
                .jdbc
                .sql("select outcome || ' ' || channel || ' ' || rule from rapport.outbox_delivery_log"
                        + " where message_id = ? order by seq")
                .params(id)
                .query(String.class)
                .list();
    }

    @Test
    @DisplayName(
            "also when the mail server has refused it for good; where the telephone refuses it, too, it has failed")
    void refusedByMail() {
        mailServer.always(At.RCPT, "550 mailbox unavailable");
        PROVIDER.stubFor(any(anyUrl()).willReturn(TAKEN));

        OutboxMessage sent = messaging.await(thanksByAnyWay(), State.SENT);

        assertThat(sent.channel()).isEqualTo("sms");
        assertThat(sent.attempts()).isEqualTo(2);
        assertThat(deliveryLog(sent.id())).containsExactly("switched email refused");

        PROVIDER.resetRequests();
        PROVIDER.stubFor(any(anyUrl()).willReturn(refusal(400, 21211)));
        OutboxMessage failed = messaging.await(thanksByAnyWay(), State.FAILED);

        assertThat(failed.why()).contains("code 21211");
        assertThat(failed.attempts()).as("each channel once").isEqualTo(2);
        assertThat(deliveryLog(failed.id())).containsExactly("switched email refused");
        PROVIDER.verify(1, anyRequestedFor(anyUrl()));

        mailServer.behave(At.RCPT);
        messaging.operations.sendAgain(List.of(failed.id()), new OperatorDecision("test", "the mailbox is back"));
        assertThat(messaging.await(failed.id(), State.SENT).channel())
                .as("sent again by an operator, on any channel")
                .isEqualTo("email");
    }

    /** An offer that the table sends by text message to who is close, though there is a good address. */
    private static UUID offerToACloseCustomer() {
        messaging.rules.replace(ShippedTables.of(ShippedTables.text()
                .replaceFirst("(personal-channel-if-tier\">\\s*<text>)\"intimate\", \"face-to-face\"", "$1\"\"")));
        String customer = messaging.customer();
        telephone(customer);
        messaging.consent(customer, "offers", true);
        messaging.consent(customer, "sms", "offers", true);
        messaging
                .jdbc
                .sql("insert into rapport.coupon (code, customer_id, state, percent, issued_at, last_day, expires_at)"
                        + " values (?, ?, 'issued', 10, now(), current_date + 365, now() + interval '1 year')")
                .params("SAVE-" + customer, customer)
                .update();
        return messaging.outbox.enqueue(
                OutboxRequest.toCustomer("win-back-offer", customer).about(null, null, null, "SAVE-" + customer));
    }

    @Test
    @DisplayName(
            "What the table would rather have sent by text message goes by mail when the telephone refuses it for good")
    void refusedByTelephone() {
        PROVIDER.stubFor(any(anyUrl()).willReturn(refusal(400, 21614)));

        OutboxMessage sent = messaging.await(offerToACloseCustomer(), State.SENT);

        assertThat(sent.channel()).isEqualTo("email");
        assertThat(deliveryLog(sent.id())).containsExactly("switched email personal-channel", "switched sms refused");
        assertThat(mailServer.accepted()).hasSize(1);
        PROVIDER.verify(1, anyRequestedFor(anyUrl()));
    }

    @Test
    @DisplayName("but not when it may have arrived: nobody gets an offer twice")
    void perhapsArrived() {
        CHANNEL.behave(message -> new SendResult(SendResult.Outcome.UNKNOWN, "no answer came"));

        assertThat(messaging.await(offerToACloseCustomer(), State.UNKNOWN).channel())
                .isEqualTo("sms");

        assertThat(mailServer.accepted()).isEmpty();
    }

    @Test
    @DisplayName("or that staff have it now, without a lease that could run out")
    void assigned() {
        CHANNEL.behave(message -> new SendResult(SendResult.Outcome.ASSIGNED, "with staff"));

        OutboxMessage message = messaging.await(thanks(), State.ASSIGNED);

        assertThat(message.why()).endsWith("with staff");
        messaging.stop();
        messaging.start(mailServer.port(), true);
        assertThat(messaging.message(message.id()).state()).isEqualTo(State.ASSIGNED);
    }

    @Test
    @DisplayName(
            "or makes the same attempt again after a fault of ours, so that what it hands over twice is known as one")
    void postponed() {
        List<Integer> attempts = new CopyOnWriteArrayList<>();
        CHANNEL.behave(message -> {
            attempts.add(message.attempt());
            return attempts.size() == 1
                    ? new SendResult(SendResult.Outcome.POSTPONED, "the database failed")
                    : new SendResult(SendResult.Outcome.ASSIGNED, "with staff");
        });

        OutboxMessage putOff = messaging.awaitQueuedAgain(thanks(), "the database failed");

        assertThat(putOff.attempts()).isZero();
        messaging.clock.moveTo(putOff.dueAt());
        assertThat(messaging.await(putOff.id(), State.ASSIGNED).attempts()).isEqualTo(1);
        assertThat(attempts).containsExactly(1, 1);
    }
}
