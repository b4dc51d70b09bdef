package io.rapport.inbox;

import static io.rapport.testing.Journeys.newId;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A sender says that events may wait, by the attribute rapportpriority or by its setting")
class PriorityOverHttpTest extends AtTheDoor {

    PriorityOverHttpTest() {
        super("urn:priority-test");
    }

    @AfterEach
    void handle() {
        journeys.settle();
    }

    private String priority(String id) {
        return jdbc.sql("select case priority when 0 then 'live' else 'bulk' end from rapport.inbox_event where id = ?")
                .param(id)
                .query(String.class)
                .single();
    }

    private String sent(String priority, String key) {
        String id = newId("e");
        ObjectNode event = door.registered(id, newId("c"));
        if (priority != null) {
            event.put("rapportpriority", priority);
        }
        Door.Answer answer = Door.send(HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/api/events"))
                .header("Authorization", "Bearer " + key)
                .header("Content-Type", Door.EVENT)
                .POST(BodyPublishers.ofString(event.toString())));
        assertThat(answer.status()).isEqualTo(202);
        return priority(id);
    }

    @Test
    @DisplayName("The attribute decides; without it the sender's setting; without that it is live")
    void decided() {
        assertThat(sent(null, "demo-key")).isEqualTo("live");
        assertThat(sent("bulk", "demo-key")).isEqualTo("bulk");
        assertThat(sent(null, "import-key")).isEqualTo("bulk");
        assertThat(sent("live", "import-key")).isEqualTo("live");
    }

    @Test
    @DisplayName("In a batch each event says for itself; in binary mode it is a header")
    void otherModes() {
        String bulk = newId("e");
        String live = newId("e");
        String binary = newId("e");
        door.post(
                Door.BATCH,
                Door.batch(Stream.of(
                        door.registered(bulk, newId("c")).put("rapportpriority", "bulk"),
                        door.registered(live, newId("c")))));
        ObjectNode event = door.registered(binary, newId("c"));
        Door.Answer answer = Door.send(door.request()
                .header("Content-Type", "application/json")
                .header("ce-specversion", "1.0")
                .header("ce-id", binary)
                .header("ce-source", source)
                .header("ce-type", "customer.registered")
                .header("ce-subject", event.get("subject").asText())
                .header("ce-rapportpriority", "bulk")
                .POST(BodyPublishers.ofString(event.get("data").toString())));
        assertThat(answer.status()).isEqualTo(202);
        assertThat(Stream.of(bulk, live, binary).map(this::priority)).containsExactly("bulk", "live", "bulk");
    }

    @Test
    @DisplayName("It is no part of the event: sent again with another priority it is the same")
    void sentAgain() {
        ObjectNode event = door.registered(newId("e"), customer);
        assertThat(door.post(Door.EVENT, event.put("rapportpriority", "bulk")).status())
                .isEqualTo(202);
        assertThat(door.post(Door.EVENT, event.put("rapportpriority", "live")).status())
                .isEqualTo(202);
    }

    @ParameterizedTest(name = "priority \"{0}\"")
    @ValueSource(strings = {"high", "BULK", "", "1"})
    @DisplayName("Any other word is refused, with those that are taken")
    void refused(String priority) {
        Door.Answer answer =
                door.post(Door.EVENT, door.registered(newId("e"), customer).put("rapportpriority", priority));
        assertInvalid(answer, "/rapportpriority");
        assertThat(answer.body().at("/errors/0/detail").asText()).contains("live", "bulk");
    }
}
