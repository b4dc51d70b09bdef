package io.rapport.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.rapport.testing.RapportTest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;

@RapportTest
@DisplayName("GET /api/events/catalogue shows the event types to programs and to people")
class CatalogueTest {

    private static final String BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";

    private final HttpClient http = HttpClient.newHttpClient();

    @LocalServerPort
    private int port;

    private HttpRequest.Builder get(String path) {
        return HttpRequest.newBuilder(URI.create("http://localhost:" + port + path));
    }

    private HttpRequest.Builder catalogue() {
        return get("/api/events/catalogue");
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return http.send(request.build(), BodyHandlers.ofString());
    }

    private static String basic(String user) {
        return "Basic " + Base64.getEncoder().encodeToString((user + ":demo").getBytes(StandardCharsets.UTF_8));
    }

    @Test
    @DisplayName(
            "as one document with the types of the committed files and of dates, which a program need not load twice")
    void yaml() throws Exception {
        HttpResponse<String> answer = send(catalogue().header("Authorization", "Bearer demo-key"));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/yaml");
        JsonNode served = new YAMLMapper().readTree(answer.body());
        JsonNode committed = new YAMLMapper().readTree(Files.readString(Path.of("processes/events.asyncapi.yaml")));
        assertThat(served.path("info").path("title"))
                .isEqualTo(committed.path("info").path("title"));
        committed.at("/components/messages").fields().forEachRemaining(message -> assertThat(
                        served.at("/components/messages").get(message.getKey()))
                .isEqualTo(message.getValue()));
        assertThat(served.at("/components/messages/date.birthday/x-rapport/toldBy")
                        .asText())
                .isEqualTo("rapport");
        String tag = answer.headers().firstValue("ETag").orElseThrow();
        assertThat(send(catalogue().header("X-API-Key", "demo-key").header("If-None-Match", tag))
                        .statusCode())
                .isEqualTo(304);
    }

    @Test
    @DisplayName("as a page for a browser: types, fields, references, examples, and nothing that runs")
    void page() throws Exception {
        HttpResponse<String> answer =
                send(catalogue().header("Accept", BROWSER).header("Authorization", basic("demo")));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/html");
        assertThat(answer.headers().firstValue("Content-Security-Policy").orElseThrow())
                .startsWith("default-src 'none'");
        assertThat(answer.body())
                .contains(
                        "id=\"order.placed\"",
                        "items[].sku",
                        "data/orderId",
                        "Hannah",
                        "is kept for P7D",
                        "Rapport alone")
                .contains("Journeys may read it.")
                .doesNotContain("<script");
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/yaml", "*/*", "application/json", "text/plain"})
    @DisplayName("who asks for no page gets the file")
    void otherAccept(String accept) throws Exception {
        HttpResponse<String> answer =
                send(catalogue().header("Accept", accept).header("Authorization", "Bearer demo-key"));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/yaml");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/events/catalogue", "/api/openapi", "/api/openapi.yaml"})
    @DisplayName("systems may read it by key, administrators and designers by login, nobody else")
    void doors(String path) throws Exception {
        assertThat(send(get(path).header("Authorization", "Bearer demo-key")).statusCode())
                .isEqualTo(200);
        assertThat(send(get(path).header("Authorization", basic("demo"))).statusCode())
                .isEqualTo(200);
        assertThat(send(get(path).header("Authorization", basic("clara"))).statusCode())
                .isEqualTo(403);
        assertThat(send(get(path).header("Authorization", "Bearer wrong")).statusCode())
                .isEqualTo(401);
        HttpResponse<String> nobody = send(get(path));
        assertThat(nobody.statusCode()).isEqualTo(401);
        assertThat(nobody.headers().firstValue("WWW-Authenticate").orElseThrow())
                .startsWith("Basic");
    }
}
