package io.rapport.app.security;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.rapport.testing.RapportTest;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;

@RapportTest
@DisplayName("Whatever is wrong with a request to the API, the answer is a problem that says what to do")
class ApiRefusalsTest {

    private static final String KEY = "X-API-Key: demo-key\r\n";
    private static final Set<String> WITH_BODY = Set.of("POST", "PUT");

    @LocalServerPort
    private int port;

    /** A path of the API with a method that it takes. */
    private record Operation(String method, String path) {}

    /** All that is described, so that what is new is tried, too. */
    static List<Operation> operations() throws IOException {
        List<Operation> operations = new ArrayList<>();
        new YAMLMapper()
                .readTree(Path.of("docs/openapi.yaml").toFile())
                .path("paths")
                .fields()
                .forEachRemaining(path -> path.getValue()
                        .fieldNames()
                        .forEachRemaining(method -> operations.add(new Operation(
                                method.toUpperCase(Locale.ROOT), path.getKey().replaceAll("\\{\\w+}", "none-such")))));
        return operations;
    }

    private record Answer(int status, String head, String body) {}

    /** As it is written, since a client of HTTP would put it right. */
    private Answer send(String method, String path, String headers, String body) throws IOException {
        try (Socket socket = new Socket("localhost", port)) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream()
                    .write("%s %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n%s\r\n%s"
                            .formatted(method, path, headers, body)
                            .getBytes(StandardCharsets.ISO_8859_1));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int end = answer.indexOf("\r\n\r\n");
            return new Answer(Integer.parseInt(answer.split(" ")[1]), answer.substring(0, end), answer.substring(end));
        }
    }

    private static String with(String type, String body) {
        return "Content-Type: %s\r\nContent-Length: %d\r\n".formatted(type, body.length());
    }

    private static void assertProblem(Answer answer, String what) throws IOException {
        assertThat(answer.status()).as(what).isBetween(400, 499);
        assertThat(answer.head().toLowerCase(Locale.ROOT)).as(what).contains("content-type: application/problem+json");
        JsonNode problem = new ObjectMapper().readTree(unchunked(answer));
        assertThat(problem.path("status").asInt()).as(what).isEqualTo(answer.status());
        assertThat(problem.path("type").asText()).as(what).startsWith("urn:rapport:problem:");
        assertThat(problem.path("title").asText()).as(what).isNotBlank();
        assertThat(problem.path("detail").asText()).as(what).isNotBlank();
    }

    private static String unchunked(Answer answer) {
        return answer.body().substring(answer.body().indexOf('{'), answer.body().lastIndexOf('}') + 1);
    }

    @ParameterizedTest
    @MethodSource("operations")
    @DisplayName("an odd path, before and behind what names the resource")
    void paths(Operation operation) throws IOException {
        for (String odd : List.of(
                "%00", "%2F", "%2f..", "%5C", "%FF", "%C0%AF", "%25", "%zz", "%", ";a=b", "//", "/./a", "%7F")) {
            String path = operation.path() + odd;
            Answer answer = send(operation.method(), path, KEY + "Content-Length: 0\r\n", "");
            assertProblem(answer, operation.method() + " " + path);
        }
    }

    @ParameterizedTest
    @MethodSource("operations")
    @DisplayName("no key, a method that the path does not take, a form of answer that there is not")
    void plain(Operation operation) throws IOException {
        String path = operation.path();
        assertProblem(send(operation.method(), path, "Content-Length: 0\r\n", ""), "no key " + path);
        for (String method : List.of("PATCH", "TRACE", "BREW")) {
            Answer answer = send(method, path, KEY, "");
            assertProblem(answer, method + " " + path);
            assertThat(unchunked(answer)).as(method + " " + path).contains("does not take the method");
        }
        Answer form = send(operation.method(), path, KEY + "Accept: image/png\r\nContent-Length: 0\r\n", "");
        if (form.status() >= 400) {
            assertProblem(form, "Accept " + path);
        }
        assertThat(form.status()).isLessThan(500);
    }

    @ParameterizedTest
    @MethodSource("operations")
    @DisplayName("a body of another type, that is no JSON, that ends too soon or is cut into chunks that are none")
    void bodies(Operation operation) throws IOException {
        if (!WITH_BODY.contains(operation.method())
                || operation.path().endsWith("/cancel")
                || operation.path().endsWith("/referral-code")) {
            return;
        }
        String key = KEY + "Idempotency-Key: refusals\r\n";
        for (String type : List.of(
                "text/plain", "application/yaml", "application/xml", "no type", "application/json; charset=x")) {
            assertProblem(
                    send(operation.method(), operation.path(), key + with(type, "{}"), "{}"), type + " " + operation);
        }
        for (String body : List.of("{", "[1]", "\"text\"", "{\"none\": 1}", "\u0000")) {
            assertProblem(
                    send(operation.method(), operation.path(), key + with("application/json", body), body),
                    body + " " + operation);
        }
        for (String type : List.of("application/json", "text/csv", "application/cloudevents+json")) {
            String chunked = key + "Content-Type: " + type + "\r\nTransfer-Encoding: chunked\r\n";
            String path = operation.path() + (operation.path().equals("/api/imports") ? "?kind=orders" : "");
            assertProblem(send(operation.method(), path, chunked, "ZZ\r\n{}\r\n0\r\n\r\n"), "chunk " + operation);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api", "/api/", "/api/nothing", "/api/events/none/such", "/api/coupons", "/api/%6Eothing"})
    @DisplayName("a path that is not there")
    void nothing(String path) throws IOException {
        assertThat(send("GET", path, KEY, "").status()).isEqualTo(404);
        assertProblem(send("GET", path, KEY + "Accept: text/html\r\n", ""), path);
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource({
        "PUT, /api/coupon-pools/spring, text/plain, 415",
        "POST, /api/loyalty/redemptions, application/yaml, 415",
        "POST, /api/imports?kind=orders, application/json, 415",
        "POST, /api/events, text/plain, 415",
    })
    @DisplayName("a type of body that is not taken is 415, and the answer names the one to send")
    void types(String method, String path, String type, int status) throws IOException {
        Answer answer = send(method, path, KEY + with(type, "{}"), "{}");
        assertThat(answer.status()).isEqualTo(status);
        assertThat(new ObjectMapper().readTree(unchunked(answer)).path("detail").asText())
                .containsAnyOf("application/json.", "text/csv", "application/cloudevents+json");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"codes\": [12345678], \"expiresAt\": \"2099-01-01T00:00:00Z\"}",
                "{\"codes\": [true], \"expiresAt\": \"2099-01-01T00:00:00Z\"}",
            })
    @DisplayName("a number in the place of a text: 0815 without quotes would be another code")
    void numbers(String body) throws IOException {
        Answer answer = send("POST", "/api/coupon-pools/spring/codes", KEY + with("application/json", body), body);
        assertProblem(answer, body);
        assertThat(answer.body()).contains("codes[0]: send it as");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "//api/events",
                "///api",
                "/api/\u00e9",
                "/api/events|",
                "/api/\"",
                "/api/<",
                "/api/{a}",
                "/api/events?id=\u00e9",
                "/api/events?source=%F&id=1",
                "/api/events?source=%FF&id=1",
                "/api/imports?limit=%zz",
            })
    @DisplayName("an address that cannot be read, wherever the server notices it")
    void addresses(String path) throws IOException {
        Answer answer = send("GET", path, KEY, "");
        assertThat(answer.status()).isEqualTo(400);
        assertProblem(answer, path);
        assertThat(unchunked(answer)).doesNotContain("Name both");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/API/events", "/Api", "/aPI/nothing"})
    @DisplayName("a path in capitals, which is another one that is not there")
    void capitals(String path) throws IOException {
        assertThat(send("GET", path, KEY, "").status()).isEqualTo(404);
        assertProblem(send("GET", path, KEY, ""), path);
    }

    @Test
    @DisplayName("headers or an address of more than 64 KB: 431, and the size is named; a mapping of 12 KB is read")
    void largeHeaders() throws IOException {
        for (Answer answer : List.of(
                send("GET", "/api/events", KEY + "Import-Mapping: " + "a".repeat(70_000) + "\r\n", ""),
                send("GET", "/api/" + "a".repeat(70_000), KEY, ""))) {
            assertThat(answer.status()).isEqualTo(431);
            assertProblem(answer, "too large");
            assertThat(unchunked(answer)).contains("64 KB");
        }
        String mapping = KEY + "Import-Mapping: " + "!".repeat(16_000) + "\r\n" + with("text/csv", "");
        assertThat(unchunked(send("POST", "/api/imports?kind=orders", mapping, "")))
                .contains("must be the mapping's YAML");
        assertThat(send("GET", "/api/" + "a".repeat(9_000), KEY, "").status()).isEqualTo(404);
    }

    @Test
    @DisplayName("elsewhere people get their page")
    void elsewhere() throws IOException {
        Answer answer = send("GET", "/apiary", "Accept: text/html\r\n", "");
        assertThat(answer.status()).isBetween(400, 499);
        assertThat(answer.head()).doesNotContain("problem");
    }
}
