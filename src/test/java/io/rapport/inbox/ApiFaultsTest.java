package io.rapport.inbox;

import static io.rapport.testing.Journeys.newId;
import static org.assertj.core.api.Assertions.assertThat;

import io.rapport.testing.RapportTest;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;

@RapportTest
@DisplayName("A request under /api that nobody handles is answered as a problem, as every refusal there is")
class ApiFaultsTest {

    @LocalServerPort
    private int port;

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                .header("Authorization", "Bearer demo-key");
    }

    private static void assertProblem(Door.Answer answer, int status, String type) {
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.type()).startsWith("application/problem+json");
        assertThat(answer.body().path("status").asInt()).isEqualTo(status);
        assertThat(answer.body().path("type").asText()).isEqualTo("urn:rapport:problem:" + type);
        assertThat(answer.body().path("title").asText()).isNotBlank();
        assertThat(answer.body().path("detail").asText()).isNotBlank();
        assertThat(answer.body().has("trace")).isFalse();
        assertThat(answer.body().has("path")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/nothing", "/api/", "/api/events/nothing", "/api/error"})
    @DisplayName("a path that is not there: 404")
    void unknownPath(String path) {
        assertProblem(Door.send(request(path).GET()), 404, "unknown-path");
        assertProblem(Door.send(request(path).POST(BodyPublishers.ofString("{}"))), 404, "unknown-path");
    }

    @ParameterizedTest
    @CsvSource({"PUT, /api/events", "PATCH, /api/events", "DELETE, /api/events/catalogue"})
    @DisplayName("a method that the path does not take: 405 with those that it takes")
    void unknownMethod(String method, String path) {
        Door.Answer answer = Door.send(request(path).method(method, BodyPublishers.ofString("{}")));
        assertProblem(answer, 405, "method-not-allowed");
        assertThat(answer.header("Allow")).isNotBlank();
        for (String allowed : answer.header("Allow").split(",")) {
            assertThat(answer.body().path("detail").asText()).contains(allowed.strip());
        }
    }

    @Test
    @DisplayName("a form of answer that there is not: 406")
    void notAcceptable() {
        String id = newId("e");
        Door door = new Door(port, "urn:api-faults-test");
        assertThat(door.post(Door.EVENT, door.registered(id, newId("c"))).status())
                .isEqualTo(202);
        assertProblem(
                Door.send(request("/api/events?source=urn:api-faults-test&id=" + id)
                        .header("Accept", "text/csv")
                        .GET()),
                406,
                "not-acceptable");
    }

    @Test
    @DisplayName("other paths keep the error page for people")
    void elsewhere() {
        Door.Answer answer = Door.send(request("/assets/nothing.css").GET());
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.type()).doesNotContain("problem");
    }
}
