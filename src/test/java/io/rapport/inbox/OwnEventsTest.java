package io.rapport.inbox;

import static io.rapport.testing.Journeys.newId;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rapport.inbox.Door.Answer;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("What became of its messages Rapport tells itself, and believes no system")
class OwnEventsTest extends AtTheDoor {

    OwnEventsTest() {
        super("https://shop.example.com/own-events-test");
    }

    /** They are about messages that nobody sent: worked on, they would be dead letters. */
    @AfterEach
    void forget() {
        jdbc.sql("delete from rapport.inbox_event where customer_id = :customer and type like 'message.%'")
                .param("customer", customer)
                .update();
    }

    private ObjectNode outcome(String id, String type) {
        ObjectNode event = door.event(id, type, customer);
        event.set("data", data());
        return event;
    }

    private static ObjectNode data() {
        return Door.JSON
                .createObjectNode()
                .put("messageId", UUID.randomUUID().toString())
                .put("message", "win-back-offer")
                .put("channel", "email");
    }

    private static void assertTypeRefused(JsonNode problem, String type) {
        assertThat(problem.path("type").asText()).isEqualTo("urn:rapport:problem:invalid-event");
        assertThat(Answer.pointers(problem)).containsExactly("/type");
        assertThat(problem.at("/errors/0/detail").asText())
                .startsWith("'" + type + "' is published by Rapport alone")
                .contains("message.bounced", "message.complained", "order.placed")
                .doesNotContain("message.withheld,", "message.sent,");
    }

    @ParameterizedTest
    @ValueSource(strings = {"message.sent", "message.deferred", "message.withheld", "message.failed"})
    @DisplayName("an outcome from outside is refused in every content mode, by its type")
    void refused(String type) {
        String before = newId("e");
        String after = newId("e");

        Answer structured = door.post(Door.EVENT, outcome(newId("e"), type));
        Answer binary = Door.send(door.request()
                .header("Content-Type", "application/json")
                .header("ce-specversion", "1.0")
                .header("ce-id", newId("e"))
                .header("ce-source", source)
                .header("ce-type", type)
                .header("ce-subject", "customer:" + customer)
                .POST(BodyPublishers.ofString(data().toString())));
        Answer batch = door.post(
                Door.BATCH,
                Door.batch(Stream.of(
                        door.registered(before, customer), outcome(newId("e"), type), door.placed(after, customer))));

        assertThat(structured.status()).isEqualTo(400);
        assertTypeRefused(structured.body(), type);
        assertThat(binary.status()).isEqualTo(400);
        assertTypeRefused(binary.body(), type);
        assertThat(batch.status()).isEqualTo(207);
        assertThat(batch.body().path("refused").asInt()).isEqualTo(1);
        assertThat(batch.body().at("/events/1/status").asInt()).isEqualTo(400);
        assertTypeRefused(batch.body().at("/events/1/problem"), type);
        assertThat(kept()).contains(before, after);
        assertThat(jdbc.sql(
                                "select count(*) from rapport.inbox_event where customer_id = :customer and type like 'message.%'")
                        .param("customer", customer)
                        .query(Long.class)
                        .single())
                .isZero();
    }

    @Test
    @DisplayName("a provider's bounce or complaint is taken, since it knows what Rapport cannot")
    void providers() {
        ObjectNode bounced = door.event(newId("e"), "message.bounced", customer);
        bounced.set("data", data().put("kind", "soft"));
        ObjectNode complained = door.event(newId("e"), "message.complained", customer);
        complained.set("data", data());

        assertThat(door.post(Door.EVENT, bounced).status()).isEqualTo(202);
        assertThat(door.post(Door.EVENT, complained).status()).isEqualTo(202);
    }

    @Test
    @DisplayName("Rapport's own telling goes on as before")
    void own() {
        String id = newId("e");
        Receipt receipt = journeys.accept(
                id,
                "message.sent",
                customer,
                Map.of("messageId", UUID.randomUUID().toString(), "message", "win-back-offer", "channel", "email"));

        assertThat(receipt).isEqualTo(Receipt.ACCEPTED);
        assertThat(door.post(Door.EVENT, outcome(id, "message.sent")).status()).isEqualTo(400);
    }
}
