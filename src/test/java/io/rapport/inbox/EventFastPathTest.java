package io.rapport.inbox;

import static io.rapport.testing.Journeys.newId;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

@DisplayName("Events have a short way through the application, which nobody can tell from the long one")
class EventFastPathTest extends AtTheDoor {

    private static final String KEY = "Bearer demo-key";

    /** Any query sends a request the long way; this one says nothing to the door. */
    private static final String LONG = "/api/events?way=long";

    @Autowired
    private MeterRegistry metrics;

    EventFastPathTest() {
        super("urn:short-way-test:" + newId("s"));
    }

    private Door.Answer post(String path, String key, String type, byte[] body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                .header("Content-Type", type)
                .POST(BodyPublishers.ofByteArray(body));
        return Door.send(key == null ? request : request.header("Authorization", key));
    }

    private byte[] event() {
        return door.registered(newId("e"), customer).toString().getBytes(StandardCharsets.UTF_8);
    }

    static Stream<Arguments> requests() {
        byte[] text = "{\"specversion\":\"1.0\"}".getBytes(StandardCharsets.UTF_8);
        return Stream.of(
                Arguments.of("no key", null, Door.EVENT, text, 401),
                Arguments.of("a wrong key", "Bearer nobody's", Door.EVENT, text, 401),
                Arguments.of("a password in place of a key", "Basic ZGVtbzpkZW1v", Door.EVENT, text, 401),
                Arguments.of("an event that is not valid", KEY, Door.EVENT, text, 400),
                Arguments.of("something that is not JSON", KEY, Door.EVENT, new byte[] {'{'}, 400),
                Arguments.of("a batch with a bad event", KEY, Door.BATCH, "[{}]".getBytes(StandardCharsets.UTF_8), 207),
                Arguments.of("an empty batch", KEY, Door.BATCH, "[]".getBytes(StandardCharsets.UTF_8), 202),
                Arguments.of("another content type", KEY, "text/plain", text, 415),
                Arguments.of("too much", KEY, Door.EVENT, new byte[1024 * 1024 + 1], 413));
    }

    @ParameterizedTest(name = "{0}: {4}")
    @MethodSource("requests")
    @DisplayName("the same answer with the same headers to")
    void alike(String what, String key, String type, byte[] body, int status) {
        Door.Answer fast = post("/api/events", key, type, body);
        Door.Answer usual = post(LONG, key, type, body);
        assertThat(fast.status()).isEqualTo(status);
        assertThat(fast.status()).isEqualTo(usual.status());
        assertThat(fast.body()).isEqualTo(usual.body());
        assertThat(headers(fast)).isEqualTo(headers(usual));
    }

    @Test
    @DisplayName("an event is taken on both, and is the same event on both")
    void taken() {
        byte[] event = event();
        Door.Answer fast = post("/api/events", KEY, Door.EVENT, event);
        Door.Answer usual = post(LONG, KEY, Door.EVENT, event);
        assertThat(List.of(fast.status(), usual.status())).containsOnly(202);
        assertThat(headers(fast)).isEqualTo(headers(usual)).containsKeys("x-content-type-options");
        assertThat(kept()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/events;v=1", "/api/%65vents", "/api//events", "/api/./events", "/API/events"})
    @DisplayName("no other spelling of the path lets anybody in without a key")
    void otherSpellings(String path) {
        assertThat(post(path, null, Door.EVENT, event()).status()).isBetween(400, 404);
        assertThat(kept()).isEmpty();
    }

    @Test
    @DisplayName("its requests are measured under their path, too")
    void measured() {
        long before = measuredRequests();
        assertThat(post("/api/events", KEY, Door.EVENT, event()).status()).isEqualTo(202);
        assertThat(post("/api/events", null, Door.EVENT, event()).status()).isEqualTo(401);
        Awaitility.await().until(() -> measuredRequests() >= before + 1);
    }

    private long measuredRequests() {
        return metrics
                .find("http.server.requests")
                .tags("uri", "/api/events", "method", "POST", "status", "202")
                .timers()
                .stream()
                .mapToLong(Timer::count)
                .sum();
    }

    /** All but the moment; Tomcat closes the connection of anyone who sends far too much, at the moment that suits it. */
    private static Map<String, List<String>> headers(Door.Answer answer) {
        Map<String, List<String>> headers = new TreeMap<>(answer.raw().headers().map());
        headers.remove("date");
        headers.remove("keep-alive");
        headers.remove("connection");
        headers.remove("content-length");
        headers.remove("transfer-encoding");
        return headers;
    }
}
