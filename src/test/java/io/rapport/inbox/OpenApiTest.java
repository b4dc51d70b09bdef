package io.rapport.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
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
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;

@RapportTest
@DisplayName("The OpenAPI document of /api/**")
class OpenApiTest {

    private static final Path COMMITTED = Path.of("docs/openapi.yaml");
    private static final boolean RENEW = Boolean.getBoolean("rapport.renew-openapi");

    @LocalServerPort
    private int port;

    private String get(String path) throws IOException, InterruptedException {
        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                                .header("Authorization", "Bearer demo-key")
                                .build(),
                        BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(200);
        return answer.body();
    }

    private JsonNode served() throws IOException, InterruptedException {
        return new ObjectMapper().readTree(get("/api/openapi"));
    }

    @Test
    @DisplayName("is served as it is committed")
    void asCommitted() throws Exception {
        String yaml = get("/api/openapi.yaml");
        if (RENEW) {
            Files.writeString(COMMITTED, yaml);
        }
        assertThat(new YAMLMapper().readTree(COMMITTED.toFile()))
                .as(
                        "%s is not what the application serves at /api/openapi.yaml; if the change is meant, renew it by"
                                + " mvn test -Dtest=OpenApiTest -Drapport.renew-openapi=true and commit it",
                        COMMITTED)
                .isEqualTo(new YAMLMapper().readTree(yaml));
        assertThat(served()).isEqualTo(new YAMLMapper().readTree(yaml));
    }

    @Test
    @DisplayName("describes the API alone, each operation with its refusals as problems")
    void complete() throws Exception {
        JsonNode paths = served().path("paths");
        assertThat(paths.fieldNames()).toIterable().contains("/api/events", "/api/events/catalogue");
        assertThat(paths.fieldNames()).toIterable().allMatch(path -> path.startsWith("/api/"));
        for (JsonNode path : paths) {
            for (JsonNode operation : path) {
                String id = operation.path("operationId").asText();
                assertThat(operation.path("summary").asText()).as(id).isNotBlank();
                assertThat(operation.path("description").asText()).as(id).isNotBlank();
                assertThat(operation.path("responses").has("401")).as(id).isTrue();
                operation.path("responses").fields().forEachRemaining(response -> {
                    assertThat(response.getValue().path("description").asText())
                            .as(id)
                            .isNotBlank();
                    if (path != paths.path("/api/events/catalogue")
                            && response.getKey().compareTo("400") >= 0) {
                        assertThat(response.getValue()
                                        .at("/content/application~1problem+json/schema/$ref")
                                        .asText())
                                .as("%s %s", id, response.getKey())
                                .endsWith("/Problem");
                    }
                });
            }
        }
    }

    @Test
    @DisplayName("gives examples that the door takes")
    void examples() throws Exception {
        JsonNode content = served().at("/paths/~1api~1events/post/requestBody/content");
        Door door = new Door(port, "urn:openapi-test");
        for (String type : List.of(Door.EVENT, Door.BATCH)) {
            JsonNode examples = content.path(type).path("examples");
            assertThat(examples).as(type).isNotEmpty();
            for (JsonNode example : examples) {
                JsonNode value = example.path("value");
                byte[] body = (value.isTextual() ? value.asText() : value.toString()).getBytes(StandardCharsets.UTF_8);
                assertThat(door.post(type, body).status()).as(type).isEqualTo(202);
            }
        }
    }
}
