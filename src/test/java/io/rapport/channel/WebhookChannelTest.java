package io.rapport.channel;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static io.rapport.channel.SendResult.Outcome.PERMANENT;
import static io.rapport.channel.SendResult.Outcome.RETRY;
import static io.rapport.channel.SendResult.Outcome.SENT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.http.Fault;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.rapport.channel.ChannelProperties.Egress;
import io.rapport.channel.ChannelProperties.Http;
import io.rapport.channel.ChannelProperties.Webhook;
import io.rapport.channel.SendResult.Outcome;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A webhook")
class WebhookChannelTest {

    private static final String OLD = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private static final String NEW = "whsec_c2VjcmV0LW9mLW5vLXVzZS10by1hbnlib2R5LTMy";
    /** The processes are six weeks ahead, as where somebody moved the demo's clock. */
    private static final Instant NOW = Instant.parse("2026-03-03T12:00:00.5Z");

    private static final Instant REAL = NOW.minus(Duration.ofDays(42));

    @RegisterExtension
    static final WireMockExtension RECEIVER = WireMockExtension.newInstance()
            .options(wireMockConfig().dynamicPort().bindAddress("127.0.0.1"))
            .build();

    private final Counter refusals = new SimpleMeterRegistry().counter("refusals");
    private HttpPoster poster;

    @BeforeEach
    void open() {
        poster = new HttpPoster(
                new EgressFilter(List.of("127.0.0.1")),
                Duration.ofSeconds(1),
                Duration.ofSeconds(1),
                Duration.ofMillis(1_600));
    }

    @AfterEach
    void close() {
        poster.close();
    }

    private static URI url(String path) {
        return URI.create(RECEIVER.baseUrl() + path);
    }

    private SendResult send(ChannelMessage message, Webhook... webhooks) {
        return new WebhookChannel(
                        poster,
                        List.of(webhooks),
                        Clock.fixed(NOW, ZoneOffset.UTC),
                        InstantSource.fixed(REAL),
                        refusals)
                .send(message);
    }

    private SendResult send() {
        return send(message(), new Webhook("crm", url("/in"), List.of(OLD)));
    }

    private static ChannelMessage message() {
        UUID id = UUID.randomUUID();
        return new ChannelMessage(
                id,
                "<" + id + "@x>",
                "42",
                null,
                "您的订单 4711 已送达。",
                "Your order",
                "<p>",
                "zh-CN",
                Map.of("message", "order-thanks", "orderId", "4711"),
                2);
    }

    private static void answers(ResponseDefinitionBuilder answer) {
        RECEIVER.stubFor(any(anyUrl()).willReturn(answer));
    }

    private static void assertThatIt(SendResult result, Outcome outcome, String why) {
        assertThat(result.outcome()).as(result.why()).isEqualTo(outcome);
        assertThat(result.why()).contains(why).doesNotContain("127.0.0.1");
    }

    @Test
    @DisplayName(
            "carries ids and the words, signed with each secret; the id is the message's, and the time of the signature real, whatever day the processes have")
    void signed() throws IOException {
        answers(aResponse().withStatus(204));
        ChannelMessage message = message();

        assertThatIt(
                send(message, new Webhook("crm", url("/in?tenant=1"), List.of(NEW, OLD))), SENT, "crm answered 204");

        LoggedRequest request = RECEIVER.findAll(anyRequestedFor(anyUrl())).get(0);
        assertThat(request.getUrl()).isEqualTo("/in?tenant=1");
        assertThat(request.getHeader("Content-Type")).startsWith("application/json");
        assertThat(request.getHeader("webhook-id")).isEqualTo(message.id().toString());
        assertThat(request.getHeader("webhook-timestamp")).isEqualTo(Long.toString(REAL.getEpochSecond()));
        assertThat(request.getHeader("webhook-signature").split(" "))
                .containsExactly(
                        new WebhookSecret(NEW).sign(message.id().toString(), REAL.getEpochSecond(), request.getBody()),
                        new WebhookSecret(OLD).sign(message.id().toString(), REAL.getEpochSecond(), request.getBody()));
        JsonNode body = new ObjectMapper().readTree(request.getBody());
        assertThat(body.path("type").asText()).isEqualTo("message.requested");
        assertThat(body.path("timestamp").asText()).isEqualTo(NOW.toString());
        assertThat(body.path("data").toString())
                .contains("\"messageId\":\"" + message.id() + "\"")
                .contains("\"message\":\"order-thanks\"", "\"orderId\":\"4711\"", "\"customerId\":\"42\"")
                .contains("\"subject\":\"Your order\"", "\"text\":\"您的订单 4711 已送达。\"", "\"language\":\"zh-CN\"");
    }

    @ParameterizedTest
    @CsvSource({
        "200, SENT",
        "202, SENT",
        "302, RETRY",
        "400, RETRY",
        "401, RETRY",
        "404, RETRY",
        "410, PERMANENT",
        "429, RETRY",
        "500, RETRY",
        "503, RETRY"
    })
    @DisplayName("is done by any 2xx, given up by 410 (gone), and tried again otherwise")
    void statuses(int status, Outcome outcome) {
        answers(aResponse().withStatus(status));

        assertThatIt(send(), outcome, "crm answered " + status);
        RECEIVER.verify(1, anyRequestedFor(anyUrl()));
    }

    @Test
    @DisplayName("waits as long as the receiver asks")
    void retryAfter() {
        answers(aResponse().withStatus(429).withHeader("Retry-After", "30"));

        assertThat(send().pause()).isEqualTo(Duration.ofSeconds(30));
    }

    @ParameterizedTest
    @ValueSource(strings = {"CONNECTION_RESET_BY_PEER", "EMPTY_RESPONSE", "RANDOM_DATA_THEN_CLOSE"})
    @DisplayName("that is not answered is sent again, with the same id: the receiver knows it")
    void unanswered(Fault fault) {
        answers(aResponse().withFault(fault));

        assertThatIt(send(), RETRY, "crm gave no whole answer");
    }

    @Test
    @DisplayName("is sent again when the answer is late, half, or drips")
    void halfAnswers() throws IOException {
        answers(aResponse().withFixedDelay(3_000));
        assertThatIt(send(), RETRY, "crm gave no whole answer");
        try (BrokenServer half =
                        new BrokenServer(BrokenServer.says("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nok"));
                BrokenServer drips = new BrokenServer(BrokenServer.drips("HTTP/1.1 200 OK\r\n"))) {
            assertThatIt(send(message(), new Webhook("half", half.url(), List.of(OLD))), RETRY, "half gave no whole");
            assertThatIt(
                    send(message(), new Webhook("drips", drips.url(), List.of(OLD))), RETRY, "drips gave no whole");
        }
    }

    @Test
    @DisplayName("is done by a 2xx however much follows it: the rest is not read")
    void huge() {
        answers(aResponse().withStatus(200).withBody("x".repeat(4_000_000)));

        assertThatIt(send(), SENT, "crm answered 200");
    }

    @Test
    @DisplayName("follows no redirect and leaves for no address inside")
    void inside() throws IOException {
        try (BrokenServer inside = new BrokenServer(BrokenServer.silent())) {
            answers(aResponse().withStatus(302).withHeader("Location", inside.url() + "/"));
            assertThatIt(send(), RETRY, "crm answered 302");
            URI elsewhere = URI.create("http://localhost:" + inside.url().getPort());
            poster.close();
            poster = new HttpPoster(
                    new EgressFilter(List.of("10.0.0.0/8")),
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(1));
            assertThatIt(send(message(), new Webhook("crm", elsewhere, List.of(OLD))), RETRY, "no public address");
            assertThat(inside.requests()).isZero();
        }
    }

    @Test
    @DisplayName("goes to each receiver; as long as one may still take it, all get it again")
    void several() {
        RECEIVER.stubFor(post("/good").willReturn(aResponse().withStatus(200)));
        RECEIVER.stubFor(post("/busy").willReturn(aResponse().withStatus(503).withHeader("Retry-After", "60")));
        RECEIVER.stubFor(post("/gone").willReturn(aResponse().withStatus(410)));
        Webhook good = new Webhook("good", url("/good"), List.of(OLD));
        Webhook busy = new Webhook("busy", url("/busy"), List.of(OLD));
        Webhook gone = new Webhook("gone", url("/gone"), List.of(OLD));

        SendResult mixed = send(message(), good, busy, gone);
        assertThatIt(mixed, RETRY, "good answered 200; busy answered 503; gone answered 410");
        assertThat(mixed.pause()).isEqualTo(Duration.ofMinutes(1));
        assertThatIt(send(message(), good, gone), SENT, "good answered 200; gone answered 410");
        assertThatIt(send(message(), gone), PERMANENT, "gone answered 410");
    }

    @Test
    @DisplayName(
            "is refused at start unless it has a name, an https address and a secret; the answer names the property")
    void settings() {
        Egress strict = new Egress(List.of(), false);
        assertThatThrownBy(() -> settings(strict, new Webhook("crm", URI.create("http://x.example"), List.of(OLD))))
                .hasMessageContaining("rapport.messaging.webhooks[0].url must begin with https://");
        assertThatThrownBy(() -> settings(strict, new Webhook("crm", URI.create("ftp://x.example"), List.of(OLD))))
                .hasMessageContaining("webhooks[0].url must be an address such as https://");
        assertThatThrownBy(
                        () -> settings(strict, new Webhook("crm", URI.create("https://a:b@x.example"), List.of(OLD))))
                .hasMessageContaining("webhooks[0].url must carry neither a login")
                .hasMessageNotContaining("a:b");
        assertThatThrownBy(() -> settings(strict, new Webhook("CRM!", URI.create("https://x.example"), List.of(OLD))))
                .hasMessageContaining("webhooks[0].name");
        assertThatThrownBy(() -> settings(strict, new Webhook("crm", URI.create("https://x.example"), List.of())))
                .hasMessageContaining("webhooks[0].secrets");
        Webhook fine = new Webhook("crm", URI.create("https://x.example"), List.of(OLD));
        assertThatThrownBy(() -> settings(strict, fine, fine)).hasMessageContaining("webhooks[1].name");
        assertThat(settings(strict, fine).toString()).doesNotContain(OLD, "x.example");
    }

    private static ChannelProperties settings(Egress egress, Webhook... webhooks) {
        return new ChannelProperties(
                null,
                List.of(webhooks),
                List.of(),
                egress,
                new Http(Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ofSeconds(1)));
    }
}
