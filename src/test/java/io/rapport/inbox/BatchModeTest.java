package io.rapport.inbox;

import static io.rapport.testing.Eventually.eventually;
import static io.rapport.testing.Journeys.newId;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

@DisplayName("A batch is taken with one answer for each event; a bad one does not refuse the others")
class BatchModeTest extends AtTheDoor {

    BatchModeTest() {
        super("urn:batch-test:" + newId("s"));
    }

    @Autowired
    private DataSource connections;

    @Autowired
    private Inbox inbox;

    private Door.Answer post(JsonNode... events) {
        return door.post(Door.BATCH, Door.batch(Stream.of(events)));
    }

    private Door.Answer post(String body) {
        return door.post(Door.BATCH, body.getBytes(StandardCharsets.UTF_8));
    }

    private static List<Integer> statuses(Door.Answer answer) {
        return IntStream.range(0, answer.body().path("events").size())
                .mapToObj(i -> answer.body().at("/events/" + i + "/status").asInt())
                .toList();
    }

    @Test
    @DisplayName("all good: 202, all kept in their order, and the customer's story runs in it")
    void allGood() {
        ObjectNode order = door.placed("3", customer);
        ObjectNode delivered = door.event("4", "order.delivered", customer);
        delivered.putObject("data").put("orderId", order.at("/data/orderId").asText());
        ObjectNode confirmed = door.event("2", "customer.confirmed", customer);
        confirmed.putObject("data");

        Door.Answer answer = post(door.registered("1", customer), confirmed, order, delivered);

        assertThat(answer.status()).isEqualTo(202);
        assertThat(answer.type()).startsWith("application/json");
        assertThat(answer.body().path("accepted").asInt()).isEqualTo(4);
        assertThat(answer.body().path("refused").asInt()).isZero();
        assertThat(statuses(answer)).containsExactly(202, 202, 202, 202);
        assertThat(kept()).containsExactly("1", "2", "3", "4");
        journeys.settle();
        assertThat(journeys.outcome("onboarding", "customer:" + customer)).isEqualTo("activated");
        assertThat(door.status("4").body().at("/effects/0/kind").asText()).isEqualTo("advanced");
    }

    @Test
    @DisplayName("some bad: 207, each answered as it would have been alone, the good ones kept")
    void someBad() {
        ObjectNode incomplete = door.placed("incomplete", customer);
        ((ObjectNode) incomplete.get("data")).put("total", -1).remove("currency");
        ObjectNode nameless = door.registered("nameless", customer);
        nameless.remove("subject");

        Door.Answer answer = post(
                door.registered("good", customer),
                incomplete,
                Door.JSON.getNodeFactory().numberNode(5),
                nameless,
                door.placed("good-too", customer));

        assertThat(answer.status()).isEqualTo(207);
        assertThat(answer.body().path("accepted").asInt()).isEqualTo(2);
        assertThat(answer.body().path("refused").asInt()).isEqualTo(3);
        assertThat(statuses(answer)).containsExactly(202, 400, 400, 400, 202);
        JsonNode events = answer.body().path("events");
        assertThat(events.at("/1/index").asInt()).isEqualTo(1);
        assertThat(events.at("/1/source").asText()).isEqualTo(source);
        assertThat(events.at("/1/id").asText()).isEqualTo("incomplete");
        assertThat(events.at("/1/problem/title").asText()).isNotBlank();
        assertThat(Door.Answer.pointers(events.at("/1/problem")))
                .containsExactlyInAnyOrder("/data/currency", "/data/total");
        assertThat(events.get(2).has("id")).isFalse();
        assertThat(Door.Answer.pointers(events.at("/2/problem"))).containsExactly("");
        assertThat(Door.Answer.pointers(events.at("/3/problem"))).containsExactly("/subject");
        assertThat(events.get(0).has("problem")).isFalse();
        assertThat(kept()).containsExactly("good", "good-too");
    }

    @Test
    @DisplayName("what harms one event's JSON alone refuses that event alone")
    void badInside() {
        String good = door.registered("good", customer).toString();
        String twice = good.replace("\"id\":\"good\"", "\"id\":\"a\",\"id\":\"b\"");
        String deep = good.replace("\"Ann\"", "[".repeat(2_000) + "]".repeat(2_000));
        String huge = good.replace("\"Ann\"", "1".repeat(2_000));
        String half = good.replace("\"Ann\"", "\"\\ud800\"");
        String large = good.replace("\"Ann\"", "\"" + "x".repeat(1024 * 1024) + "\"");

        Door.Answer answer = post("[" + String.join(",", twice, deep, huge, half, large, good) + "]");

        assertThat(answer.status()).isEqualTo(207);
        assertThat(statuses(answer)).containsExactly(400, 400, 400, 400, 413, 202);
        assertThat(kept()).containsExactly("good");
    }

    @Test
    @DisplayName("the same event twice in a batch, or once more in the next, is taken once")
    void duplicates() {
        ObjectNode event = door.registered("1", customer);
        assertThat(statuses(post(event, event, door.placed("2", customer)))).containsExactly(202, 202, 202);
        Door.Answer again = post(door.registered("3", newId("c")), event);
        assertThat(again.status()).isEqualTo(202);
        assertThat(statuses(again)).containsExactly(202, 202);
        assertThat(kept()).containsExactly("1", "2", "3");
    }

    @Test
    @DisplayName("another event with the same id is in conflict: 422 for it, the first stands")
    void conflicts() {
        ObjectNode other = door.registered("1", customer);
        ((ObjectNode) other.get("data")).put("firstName", "Bea");
        Door.Answer answer = post(door.registered("1", customer), other);
        assertThat(answer.status()).isEqualTo(207);
        assertThat(statuses(answer)).containsExactly(202, 422);
        assertThat(statuses(post(other, door.placed("2", customer)))).containsExactly(422, 202);
        assertThat(jdbc.sql("select data ->> 'firstName' from rapport.inbox_event where source = :source and id = '1'")
                        .param("source", source)
                        .query(String.class)
                        .single())
                .isEqualTo("Ann");
    }

    @Test
    @DisplayName("an invalid event does not take its id away from a valid one behind it")
    void invalidFirst() {
        ObjectNode invalid = door.registered("1", customer);
        invalid.remove("data");
        assertThat(statuses(post(invalid, door.registered("1", customer)))).containsExactly(400, 202);
    }

    @Test
    @DisplayName("an empty batch is taken")
    void empty() {
        Door.Answer answer = post("[]");
        assertThat(answer.status()).isEqualTo(202);
        assertThat(answer.body().path("events")).isEmpty();
    }

    @Test
    @DisplayName("a thousand events are taken, one more is refused with 413 and nothing kept")
    void most() {
        ArrayNode events =
                Door.batch(IntStream.range(0, 1_000).mapToObj(i -> door.placed("e" + i, customer + "-" + i)));
        assertThat(door.post(Door.BATCH, events).status()).isEqualTo(202);
        assertThat(kept()).hasSize(1_000).startsWith("e0", "e1").endsWith("e999");

        events.add(door.placed("one-more", customer));
        Door.Answer answer = door.post(Door.BATCH, events);
        assertThat(answer.status()).isEqualTo(413);
        assertThat(answer.body().path("detail").asText()).contains("1000 events");
        assertThat(kept()).hasSize(1_000);
    }

    @Test
    @DisplayName("more than 4 MiB are refused with 413")
    void tooLarge() {
        Door.Answer answer = post("[" + " ".repeat(4 * 1024 * 1024) + "]");
        assertThat(answer.status()).isEqualTo(413);
        assertThat(answer.type()).startsWith("application/problem+json");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "no json", "[", "[{}", "[{]}", "[] []", "5", "[1,]"})
    @DisplayName("what is no JSON array is refused as a whole with 400")
    void noArray(String body) {
        Door.Answer answer = post(body);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.pointers()).containsExactly("");
    }

    @Test
    @DisplayName("batches with the same events in another order wait for each other, never both: no deadlock")
    void crossedAtTheDoor() throws Exception {
        ObjectNode first = door.registered("a", newId("c"));
        ObjectNode shared = door.registered("m", newId("c"));
        ObjectNode last = door.registered("z", newId("c"));
        ExecutorService senders = Executors.newFixedThreadPool(2);
        try (Connection other = connections.getConnection();
                Statement statement = other.createStatement()) {
            // both batches come to wait for an event that a third sender is about to send
            other.setAutoCommit(false);
            statement.execute(
                    """
                    insert into rapport.inbox_event (source, id, type, customer_id, partition, data, occurred_at,
                                                     received_at, due_at)
                    values ('%s', 'm', 'customer.registered', 'c', 0, '{}', now(), now(), now())"""
                            .formatted(source));
            List<Future<List<Inbox.IntakeResult>>> answers = List.of(
                    senders.submit(() -> inbox.acceptAll(deliveries(first, shared, last))),
                    senders.submit(() -> inbox.acceptAll(deliveries(last, shared, first))));
            awaitTwoThatWait();
            // which comes to nothing
            other.rollback();
            for (Future<List<Inbox.IntakeResult>> answer : answers) {
                assertThat(answer.get(30, TimeUnit.SECONDS))
                        .extracting(Inbox.IntakeResult::receipt)
                        .hasSize(3)
                        .doesNotContain(Receipt.CONFLICT);
            }
        } finally {
            senders.shutdownNow();
        }
        assertThat(kept()).containsExactlyInAnyOrder("a", "m", "z");
    }

    private List<EventSubmission> deliveries(ObjectNode... events) {
        return Stream.of(events)
                .map(event -> new EventSubmission(
                        new NewEvent(
                                source,
                                event.get("id").asText(),
                                event.get("type").asText(),
                                event.get("subject").asText().substring("customer:".length()),
                                null,
                                event.get("data")),
                        null))
                .toList();
    }

    private void awaitTwoThatWait() {
        eventually(
                "the two batches wait",
                () -> jdbc.sql(
                                        """
                                select count(*) from pg_stat_activity
                                where datname = current_database() and wait_event_type = 'Lock'
                                  and query like '%inbox_event%'""")
                                .query(Integer.class)
                                .single()
                        == 2);
    }

    @Test
    @DisplayName("batches with the same events in another order, sent at once, all end well")
    void crossed() throws Exception {
        List<ObjectNode> events = IntStream.range(0, 200)
                .mapToObj(i -> door.registered("e" + i, customer + "-" + i))
                .toList();
        ArrayNode forth = Door.batch(events.stream());
        ArrayNode back = Door.batch(IntStream.range(0, 200).mapToObj(i -> events.get(events.size() - 1 - i)));
        ExecutorService senders = Executors.newFixedThreadPool(6);
        try {
            List<Callable<Integer>> calls = IntStream.range(0, 12)
                    .<Callable<Integer>>mapToObj(i -> () ->
                            door.post(Door.BATCH, i % 2 == 0 ? forth : back).status())
                    .toList();
            for (Future<Integer> answer : senders.invokeAll(calls)) {
                assertThat(answer.get()).isEqualTo(202);
            }
        } finally {
            senders.shutdownNow();
        }
        assertThat(kept()).hasSize(200);
    }
}
