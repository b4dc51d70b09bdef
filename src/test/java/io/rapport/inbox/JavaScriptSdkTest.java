package io.rapport.inbox;

import static io.rapport.testing.Journeys.newId;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import com.fasterxml.jackson.databind.JsonNode;
import io.rapport.testing.Journeys;
import io.rapport.testing.NodeProject;
import io.rapport.testing.RapportTest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Runs {@code src/test/cloudevents/send.mjs} against the running application; needs Node.js. */
@RapportTest
@DisplayName("The official JavaScript SDK sends events")
class JavaScriptSdkTest {

    private static NodeProject node;

    @LocalServerPort
    private int port;

    @Autowired
    private Journeys journeys;

    @BeforeAll
    static void install() {
        node = NodeProject.install("src/test/cloudevents");
    }

    @Test
    @DisplayName("in structured mode, in binary mode and in a batch, and hears what is wrong with one")
    void sends() throws IOException {
        String customer = newId("c");
        NodeProject.Result result = node.run(
                Map.of("RAPPORT_API_KEY", "demo-key"),
                "node",
                "send.mjs",
                "http://localhost:" + port + "/api/events",
                customer);
        assertThat(result.ok()).as(result.output()).isTrue();
        List<JsonNode> answers = new ArrayList<>();
        for (String line : result.output().lines().toList()) {
            answers.add(Door.JSON.readTree(line));
        }
        assertThat(answers)
                .extracting(answer -> answer.path("name").asText(), answer -> answer.path("status")
                        .asInt())
                .containsExactly(
                        tuple("structured", 202),
                        tuple("binary", 202),
                        tuple("the same in binary mode", 202),
                        tuple("incomplete", 400),
                        tuple("batch", 207));
        JsonNode batch = Door.JSON.readTree(answers.get(4).path("body").asText());
        assertThat(batch.path("accepted").asInt()).isEqualTo(2);
        assertThat(batch.at("/events/2/problem/errors")).isNotEmpty();

        journeys.settle();
        Door door = new Door(port, "urn:javascript-sdk");
        assertThat(door.status("registered-" + customer)
                        .body()
                        .at("/effects/0/journey")
                        .asText())
                .isEqualTo("onboarding");
        assertThat(door.status("confirmed-" + customer)
                        .body()
                        .at("/effects/0/kind")
                        .asText())
                .isEqualTo("advanced");
    }
}
