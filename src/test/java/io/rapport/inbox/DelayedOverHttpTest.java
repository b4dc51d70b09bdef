package io.rapport.inbox;

import static io.rapport.testing.Journeys.newId;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The attribute deliverat has an event stored now and delivered later")
class DelayedOverHttpTest extends AtTheDoor {

    private final String id = newId("e");

    DelayedOverHttpTest() {
        super("urn:delayed-test");
    }

    @AfterEach
    void now() {
        journeys.now();
    }

    private ObjectNode delayed(String id, Duration delay) {
        return door.registered(id, customer)
                .put("deliverat", Instant.now().plus(delay).toString());
    }

    private Door.Answer cancel(String id) {
        return Door.send(door.named("source=" + source + "&id=" + id).DELETE());
    }

    private String state(String id) {
        return door.status(id).body().path("state").asText();
    }

    @Test
    @DisplayName("in structured and binary mode and in a batch, whatever came first")
    void delivered() {
        String binary = newId("e");
        String batch = newId("e");
        String at = Instant.now().plus(Duration.ofDays(2)).toString();
        ObjectNode event = door.registered(id, customer).put("deliverat", at);
        assertThat(door.post(Door.EVENT, event).status()).isEqualTo(202);
        assertThat(Door.send(door.request()
                                .header("Content-Type", "application/json")
                                .header("ce-specversion", "1.0")
                                .header("ce-id", binary)
                                .header("ce-source", source)
                                .header("ce-type", "customer.confirmed")
                                .header("ce-subject", "customer:" + customer)
                                .header("ce-deliverat", at)
                                .POST(BodyPublishers.ofString("{}")))
                        .status())
                .isEqualTo(202);
        ObjectNode order = door.placed(batch, customer).put("deliverat", at);
        assertThat(door.post(Door.BATCH, Door.batch(Stream.of(order))).status()).isEqualTo(202);

        journeys.settle();
        assertThat(Stream.of(id, binary, batch).map(this::state)).containsOnly("waiting");
        JsonNode waiting = door.status(id).body();
        assertThat(waiting.path("reason").asText()).contains("to be delivered at");
        assertThat(journeys.messages(customer)).isEmpty();

        journeys.pass(Duration.ofDays(3));
        assertThat(Stream.of(id, binary, batch).map(this::state)).containsOnly("done");
        assertThat(journeys.messages(customer, "onboarding")).contains("welcome");
    }

    @Test
    @DisplayName("the same event with the same time is the same, with another it is in conflict, alone and in a batch")
    void identity() {
        ObjectNode event = delayed(id, Duration.ofDays(1));
        ObjectNode later = delayed(id, Duration.ofDays(2));
        assertThat(door.post(Door.EVENT, event).status()).isEqualTo(202);
        assertThat(door.post(Door.EVENT, event).status()).isEqualTo(202);
        assertThat(door.post(Door.BATCH, Door.batch(Stream.of(event))).status()).isEqualTo(202);
        assertThat(door.post(Door.EVENT, later).status()).isEqualTo(422);
        assertThat(door.post(Door.BATCH, Door.batch(Stream.of(later)))
                        .body()
                        .at("/events/0/status")
                        .asInt())
                .isEqualTo(422);
        cancel(id);
    }

    @Test
    @DisplayName("a time that is past means now")
    void past() {
        assertThat(door.post(Door.EVENT, delayed(id, Duration.ofDays(-1))).status())
                .isEqualTo(202);
        journeys.settle();
        assertThat(state(id)).isEqualTo("done");
    }

    @ParameterizedTest
    @ValueSource(strings = {"tomorrow", "2026-01-02", "9999-01-01T00:00:00Z", "1000-01-01T00:00:00Z", ""})
    @DisplayName("what is no time, or too far away, is refused")
    void invalid(String at) {
        Door.Answer answer = door.post(Door.EVENT, door.registered(id, customer).put("deliverat", at));
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.pointers()).containsExactly("/deliverat");
    }

    @Test
    @DisplayName("366 days ahead are the most, and the answer says so")
    void furthest() {
        assertThat(door.post(Door.EVENT, delayed(id, Duration.ofDays(366))).status())
                .isEqualTo(202);
        cancel(id);
        Door.Answer answer = door.post(
                Door.EVENT, delayed(id + "-later", Duration.ofDays(366).plusMinutes(1)));
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.pointers()).containsExactly("/deliverat");
        assertThat(answer.body().at("/errors/0/detail").asText())
                .isEqualTo("must not lie more than 366 days ahead; send the event nearer to its time");
    }

    @Test
    @DisplayName("its sender may cancel it before its time, more than once, and not after")
    void cancelled() {
        door.post(Door.EVENT, delayed(id, Duration.ofDays(1)));
        assertThat(cancel(id).status()).isEqualTo(204);
        assertThat(cancel(id).status()).isEqualTo(204);
        assertThat(state(id)).isEqualTo("cancelled");
        journeys.pass(Duration.ofDays(2));
        assertThat(journeys.messages(customer)).isEmpty();

        String other = newId("e");
        door.post(Door.EVENT, door.registered(other, customer));
        Door.Answer tooLate = cancel(other);
        assertThat(tooLate.status()).isEqualTo(409);
        assertThat(tooLate.type()).startsWith("application/problem+json");
        assertThat(cancel("never-sent").status()).isEqualTo(404);
        assertThat(cancel("%00").status()).isEqualTo(404);
        assertThat(Door.send(door.named("id=1").DELETE()).status()).isEqualTo(400);
        journeys.settle();
    }
}
