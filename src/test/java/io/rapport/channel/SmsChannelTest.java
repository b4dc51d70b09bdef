package io.rapport.channel;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static io.rapport.channel.SendResult.Outcome.PERMANENT;
import static io.rapport.channel.SendResult.Outcome.RETRY;
import static io.rapport.channel.SendResult.Outcome.SENT;
import static io.rapport.channel.SendResult.Outcome.UNKNOWN;
import static io.rapport.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.http.Fault;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.rapport.channel.ChannelProperties.Sms;
import io.rapport.channel.SendResult.Outcome;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A text message")
@Tag("slow")
class SmsChannelTest {

    private static final String PATH = "/2010-04-01/Accounts/AC7/Messages.json";

    @RegisterExtension
    static final WireMockExtension PROVIDER = WireMockExtension.newInstance()
            .options(wireMockConfig().dynamicPort().bindAddress("127.0.0.1"))
            .build();

    private final Counter refusals = new SimpleMeterRegistry().counter("refusals");
    private HttpPoster poster;

    @AfterEach
    void close() {
        poster.close();
    }

    private SendResult sendTo(URI base) {
        return sendTo(base, "+44 20 7946 0112");
    }

    private SendResult sendTo(URI base, String number) {
        poster = new HttpPoster(
                new EgressFilter(List.of("127.0.0.1")),
                Duration.ofSeconds(1),
                Duration.ofSeconds(1),
                Duration.ofMillis(1_600));
        Sms settings = new Sms(base, "AC7", null, "secret", "+15005550006", null);
        return new SmsChannel(poster, settings, refusals).send(message(number));
    }

    static ChannelMessage message(String number) {
        UUID id = UUID.randomUUID();
        return new ChannelMessage(
                id, "<" + id + "@x>", "42", number, "Ihr Tee & 茶 ist da.", null, null, "de", Map.of(), 1);
    }

    private SendResult send() {
        return sendTo(URI.create(PROVIDER.baseUrl()));
    }

    private static void answers(ResponseDefinitionBuilder answer) {
        PROVIDER.stubFor(any(anyUrl()).willReturn(answer));
    }

    private static void assertThatIt(SendResult result, Outcome outcome, String why) {
        assertThat(result.outcome()).as(result.why()).isEqualTo(outcome);
        assertThat(result.why()).contains(why).doesNotContain("7946", "secret", "127.0.0.1");
    }

    @Test
    @DisplayName("is posted as Twilio's interface has it, and the provider's id is kept")
    void taken() {
        PROVIDER.stubFor(post(PATH)
                .withBasicAuth("AC7", "secret")
                .willReturn(aResponse().withStatus(201).withBody("{\"sid\": \"SM0123\", \"status\": \"queued\"}")));

        assertThatIt(send(), SENT, "SM0123");

        PROVIDER.verify(
                1,
                postRequestedFor(urlEqualTo(PATH))
                        .withFormParam("To", equalTo("+442079460112"))
                        .withFormParam("From", equalTo("+15005550006"))
                        .withFormParam("Body", equalTo("Ihr Tee & 茶 ist da.")));
    }

    @Test
    @DisplayName("goes by a messaging service and an API key where these are configured")
    void service() {
        PROVIDER.stubFor(post(PATH)
                .withBasicAuth("SK9", "secret")
                .willReturn(aResponse().withStatus(201).withBody("{\"sid\": \"SM1\"}")));
        poster = new HttpPoster(
                new EgressFilter(List.of("127.0.0.1")),
                Duration.ofSeconds(1),
                Duration.ofSeconds(1),
                Duration.ofSeconds(1));
        Sms settings = new Sms(URI.create(PROVIDER.baseUrl() + "/"), "AC7", "SK9", "secret", null, "MG5");

        assertThat(new SmsChannel(poster, settings, refusals)
                        .send(message("+442079460112"))
                        .outcome())
                .isEqualTo(SENT);
        PROVIDER.verify(postRequestedFor(urlEqualTo(PATH)).withFormParam("MessagingServiceSid", equalTo("MG5")));
    }

    @Test
    @DisplayName("to a number that is none is not even tried")
    void noNumber() {
        assertThatIt(sendTo(URI.create(PROVIDER.baseUrl()), "020 7946"), PERMANENT, "the number on file");
        PROVIDER.verify(0, anyRequestedFor(anyUrl()));
    }

    @ParameterizedTest
    @CsvSource({
        "400, 21211, PERMANENT",
        "400, 21614, PERMANENT",
        "400, 21617, PERMANENT",
        "400, 0, PERMANENT",
        "400, 21606, RETRY",
        "400, 21611, RETRY",
        "401, 20003, RETRY",
        "403, 0, RETRY",
        "404, 20404, RETRY",
        "429, 20429, RETRY",
        "408, 0, RETRY",
        "500, 0, RETRY",
        "503, 20500, RETRY",
    })
    @DisplayName("that the provider refuses is given up when it is about the recipient, else tried again")
    void refused(int status, int code, Outcome outcome) {
        answers(aResponse()
                .withStatus(status)
                .withBody("{\"code\": " + code + ", \"message\": \"The number +442079460112 is bad\"}"));

        assertThatIt(send(), outcome, "provider answered " + status);
        assertAskedOnce();
    }

    @Test
    @DisplayName(
            "that fails because of our account makes a figure that an alert can watch; one for its number does not")
    void account() {
        answers(aResponse().withStatus(400).withBody("{\"code\": 21211}"));
        send();
        assertThat(refusals.count()).isZero();
        answers(aResponse().withStatus(401));
        send();
        assertThat(refusals.count()).isOne();
    }

    @Test
    @DisplayName("to somebody who answered STOP is given up, and says so")
    void optedOut() {
        answers(aResponse().withStatus(400).withBody("{\"code\": 21610}"));

        SendResult result = send();

        assertThatIt(result, PERMANENT, "opted out");
        assertThat(result.optedOut()).isEqualTo("sms");
    }

    @Test
    @DisplayName(
            "waits as long as the provider asks, by seconds or by a date of the provider's clock, a day at the most")
    void retryAfter() {
        answers(aResponse().withStatus(429).withHeader("Retry-After", "120"));
        assertThat(send().pause()).isEqualTo(Duration.ofMinutes(2));
        answers(aResponse()
                .withStatus(503)
                .withHeader("Date", "Tue, 03 Mar 2026 12:00:00 GMT")
                .withHeader("Retry-After", "Tue, 03 Mar 2026 12:05:00 GMT"));
        assertThat(send().pause()).isEqualTo(Duration.ofMinutes(5));
        answers(aResponse().withStatus(503).withHeader("Retry-After", "99999999"));
        assertThat(send().pause()).isEqualTo(Duration.ofDays(1));
        answers(aResponse().withStatus(503).withHeader("Retry-After", "soon"));
        assertThat(send().pause()).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "{\"sid\": \"SM", "<html>Welcome to our hotel</html>", "[]", "{\"sid\": \"a b\"}", "null"})
    @DisplayName("that is taken with an answer that says nothing is unknown")
    void unreadable(String body) {
        answers(aResponse().withStatus(201).withBody(body));

        assertThatIt(send(), UNKNOWN, "provider answered 201");
    }

    @Test
    @DisplayName("is unknown, too, when the answer is larger than any that could be meant")
    void huge() {
        answers(aResponse().withStatus(201).withBody("{\"sid\":\"SM1\",\"x\":\"" + "x".repeat(4_000_000) + "\"}"));

        assertThatIt(send(), UNKNOWN, "provider answered 201");
    }

    @Test
    @DisplayName("that the provider fails at once is given up")
    void failedAtOnce() {
        answers(aResponse()
                .withStatus(201)
                .withBody("{\"sid\": \"SM1\", \"status\": \"failed\", \"error_code\": 30006}"));

        assertThatIt(send(), PERMANENT, "30006");
    }

    @Test
    @DisplayName("is unknown when it was handed over and the answer comes too late")
    void tooLate() {
        answers(aResponse().withStatus(201).withBody("{\"sid\": \"SM1\"}").withFixedDelay(3_000));

        assertThatIt(send(), UNKNOWN, "handed over, but no answer came");
        assertAskedOnce();
    }

    @ParameterizedTest
    @ValueSource(strings = {"CONNECTION_RESET_BY_PEER", "EMPTY_RESPONSE", "RANDOM_DATA_THEN_CLOSE"})
    @DisplayName("is unknown when the connection breaks in place of an answer, and not sent again by itself")
    void broken(Fault fault) {
        answers(aResponse().withFault(fault));

        assertThatIt(send(), UNKNOWN, "handed over, but no answer came");
        assertAskedOnce();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 201 Created\r\nContent-Length: 100\r\n\r\n{\"sid\": \"SM1\"",
                "HTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\n\r\n40\r\n{\"sid\": \"SM1\"",
                "HTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\n\r\nno number\r\n"
            })
    @DisplayName("is unknown when half of an answer came")
    void half(String answer) throws IOException {
        try (BrokenServer server = new BrokenServer(BrokenServer.says(answer))) {
            assertThatIt(sendTo(server.url()), UNKNOWN, "handed over, but only half an answer came");
            assertThat(server.requests()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/1.1 201 Created\r\n", "HTTP/1.1 201 Created\r\nContent-Length: 100000\r\n\r\n{"})
    @DisplayName("is unknown when the answer drips: nobody waits longer than the time for all of it")
    void drips(String answer) throws IOException {
        try (BrokenServer server = new BrokenServer(BrokenServer.drips(answer))) {
            long before = System.nanoTime();
            assertThatIt(sendTo(server.url()), UNKNOWN, "no whole answer within 1600 ms");
            assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(4));
        }
    }

    @Test
    @DisplayName("is tried again when nobody listens, or TLS does not come about: nothing was handed over")
    void notReached() throws IOException {
        int port;
        try (ServerSocket unused = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = unused.getLocalPort();
        }
        assertThatIt(sendTo(URI.create("http://127.0.0.1:" + port)), RETRY, "not handed over");
        try (ServerSocket mute = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatIt(sendTo(URI.create("https://127.0.0.1:" + mute.getLocalPort())), RETRY, "not handed over");
        }
    }

    @Test
    @DisplayName("is not given to a server whose certificate is not trusted")
    void untrusted() {
        WireMockServer server = new WireMockServer(
                wireMockConfig().dynamicPort().dynamicHttpsPort().bindAddress("127.0.0.1"));
        server.start();
        try {
            assertThatIt(sendTo(URI.create("https://127.0.0.1:" + server.httpsPort())), RETRY, "not handed over");
            assertThat(server.getAllServeEvents()).isEmpty();
        } finally {
            server.stop();
        }
    }

    @Test
    @DisplayName("does not follow a redirect, least of all to a private address")
    void redirect() throws IOException {
        try (BrokenServer inside = new BrokenServer(BrokenServer.silent())) {
            answers(aResponse().withStatus(307).withHeader("Location", inside.url() + "/latest/meta-data"));

            assertThatIt(send(), RETRY, "provider answered 307");
            assertThat(inside.requests()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://localhost:%d", "http://127.0.0.2:%d", "http://[::1]:%d"})
    @DisplayName("does not leave for an address that is not public, by whatever name")
    void inside(String url) throws IOException {
        try (BrokenServer server = new BrokenServer(BrokenServer.silent())) {
            poster = new HttpPoster(
                    new EgressFilter(List.of()), Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ofSeconds(1));
            Sms settings =
                    new Sms(URI.create(url.formatted(server.url().getPort())), "AC7", null, "secret", "Tea", null);

            assertThatIt(
                    new SmsChannel(poster, settings, refusals).send(message("+442079460112")),
                    RETRY,
                    "no public address; if that is meant, list it in rapport.messaging.egress.allow");
            assertThat(server.requests()).isZero();
        }
    }

    /** A request whose answer is broken off may be written down after its sender has seen that. */
    private static void assertAskedOnce() {
        eventually(
                "one request",
                () -> PROVIDER.countRequestsMatching(anyRequestedFor(anyUrl()).build())
                                .getCount()
                        == 1);
    }
}
