package io.rapport.inbox;

import static io.rapport.testing.Journeys.newId;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rapport.inbox.Door.Answer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("POST /api/events takes CloudEvents, and says exactly what is wrong with those that it does not take")
class IntakeTest extends AtTheDoor {

    IntakeTest() {
        super("https://shop.example.com/intake-test");
    }

    private ObjectNode registered(String id) {
        return door.registered(id, customer);
    }

    private ObjectNode placed(String id) {
        return door.placed(id, customer);
    }

    private ObjectNode event(String id, String type) {
        return door.event(id, type, customer);
    }

    private Answer post(JsonNode event) {
        return door.post(Door.EVENT, event);
    }

    private Answer post(byte[] body) {
        return door.post(Door.EVENT, body);
    }

    private long rows(String id) {
        return jdbc.sql("select count(*) from rapport.inbox_event where source = :source and id = :id")
                .param("source", source)
                .param("id", id)
                .query(Long.class)
                .single();
    }

    @Nested
    @DisplayName("A valid event")
    class Valid {

        @Test
        @DisplayName("is acknowledged once it is a row, then worked on, and tells what it did")
        void accepted() {
            String id = newId("e");
            Answer answer = post(registered(id));
            assertThat(answer.status()).isEqualTo(202);
            assertThat(rows(id)).isEqualTo(1);
            Answer waiting = door.status(id);
            assertThat(waiting.status()).isEqualTo(200);
            assertThat(waiting.body().path("state").asText()).isEqualTo("waiting");

            journeys.settle();
            JsonNode done = door.status(id).body();
            assertThat(done.path("state").asText()).isEqualTo("done");
            assertThat(done.path("type").asText()).isEqualTo("customer.registered");
            assertThat(done.path("effects")).hasSize(1);
            assertThat(done.at("/effects/0/kind").asText()).isEqualTo("started");
            assertThat(done.at("/effects/0/journey").asText()).isEqualTo("onboarding");
            assertThat(done.at("/effects/0/businessKey").asText()).isEqualTo("customer:" + customer);
            assertThat(done.at("/effects/0/instanceId").asText()).isNotBlank();
        }

        @Test
        @DisplayName("that comes again is acknowledged again and does nothing")
        void duplicate() {
            String id = newId("e");
            ObjectNode event = registered(id);
            post(event);
            journeys.settle();
            assertThat(post(event).status()).isEqualTo(202);
            journeys.settle();
            assertThat(rows(id)).isEqualTo(1);
            assertThat(journeys.messages(customer)).containsExactly("welcome");
        }

        @Test
        @DisplayName("is the same event whatever the order and the spaces of its fields")
        void duplicateWrittenOtherwise() {
            String id = newId("e");
            post(registered(id));
            String other =
                    """
                    {"type": "customer.registered", "specversion": "1.0", "subject": "customer:%s",
                     "data": {"timeZone": "Europe/London", "locale": "en-GB", "email": "%s@example.com",
                              "lastName": "Lee", "firstName": "Ann"},
                     "source": "%s", "id": "%s"}"""
                            .formatted(customer, customer, source, id);
            assertThat(post(other.getBytes(StandardCharsets.UTF_8)).status()).isEqualTo(202);
            assertThat(rows(id)).isEqualTo(1);
        }

        @Test
        @DisplayName("with the id of another one is refused with 422, and the first one stands")
        void conflict() {
            String id = newId("e");
            post(registered(id));
            ObjectNode other = registered(id);
            ((ObjectNode) other.get("data")).put("firstName", "Bea");
            Answer answer = post(other);
            assertThat(answer.status()).isEqualTo(422);
            assertThat(answer.type()).startsWith("application/problem+json");
            assertThat(jdbc.sql("select data ->> 'firstName' from rapport.inbox_event where id = :id")
                            .param("id", id)
                            .query(String.class)
                            .single())
                    .isEqualTo("Ann");
        }

        @Test
        @DisplayName("of another source may have the same id")
        void sameIdOfAnotherSource() {
            String id = newId("e");
            post(registered(id));
            ObjectNode other = registered(id);
            other.put("source", "https://crm.example.com");
            ((ObjectNode) other.get("data")).put("firstName", "Bea");
            assertThat(post(other).status()).isEqualTo(202);
        }

        @Test
        @DisplayName("may say no time, and carry extension attributes")
        void envelope() {
            ObjectNode event = registered(newId("e"));
            event.remove("time");
            event.put("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
            event.put("datacontenttype", "application/json");
            assertThat(post(event).status()).isEqualTo(202);
        }

        @Test
        @DisplayName("may have an id and a source as long as the catalogue says")
        void longest() {
            ObjectNode event = registered(newId("e") + "x".repeat(240));
            event.put("source", "https://shop.example.com/" + "s".repeat(480));
            assertThat(post(event).status()).isEqualTo(202);
        }

        @Test
        @DisplayName("may hold any script, and characters outside the basic plane")
        void scripts() {
            String id = newId("e");
            ObjectNode event = registered(id);
            ((ObjectNode) event.get("data")).put("firstName", "晓雯 🫖").put("lastName", "Ünal‑O’Brien");
            assertThat(post(event).status()).isEqualTo(202);
            journeys.settle();
            assertThat(jdbc.sql("select first_name from rapport.customer where id = :id")
                            .param("id", customer)
                            .query(String.class)
                            .single())
                    .isEqualTo("晓雯 🫖");
        }

        @Test
        @DisplayName("is worked on with its own time, not with that of its arrival")
        void ownTime() {
            ObjectNode event = registered(newId("e"));
            Instant then = Instant.parse("2026-01-02T03:04:05Z");
            event.put("time", "2026-01-02T11:04:05+08:00");
            post(event);
            journeys.settle();
            assertThat(jdbc.sql("select registered_at from rapport.customer where id = :id")
                            .param("id", customer)
                            .query(java.sql.Timestamp.class)
                            .single()
                            .toInstant())
                    .isEqualTo(then);
        }
    }

    @Nested
    @DisplayName("What is not an event of the catalogue is refused with 400, by pointer:")
    class Invalid {

        private void refused(Consumer<ObjectNode> spoil, String... pointers) {
            String id = newId("e");
            ObjectNode event = placed(id);
            spoil.accept(event);
            assertInvalid(post(event), pointers);
            assertThat(rows(id)).isZero();
        }

        private ObjectNode data(ObjectNode event) {
            return (ObjectNode) event.get("data");
        }

        @Test
        @DisplayName("an unknown type, with the known ones")
        void unknownType() {
            ObjectNode event = placed(newId("e")).put("type", "order.lost");
            Answer answer = post(event);
            assertInvalid(answer, "/type");
            assertThat(answer.body().at("/errors/0/detail").asText()).contains("order.lost", "order.placed");
        }

        @ParameterizedTest
        @ValueSource(strings = {"specversion", "id", "source", "type", "subject"})
        @DisplayName("a missing attribute of the envelope")
        void missingAttribute(String name) {
            ObjectNode event = placed(newId("e"));
            event.remove(name);
            assertInvalid(post(event), "/" + name);
        }

        @ParameterizedTest
        @CsvSource({
            "specversion,     0.3",
            "subject,         42",
            "subject,         order:4711",
            "subject,         customer:",
            "subject,         customer:a b",
            "subject,         customers:42",
            "subject,         email:nobody",
            "subject,         phone:12",
            "subject,         shopify:",
            "source,          not a uri",
            "datacontenttype, text/xml",
            "time,            yesterday",
            "time,            2026-01-02T03:04:05",
            "time,            -99999-01-01T00:00:00Z",
            "Upper,           case",
            "data_base64,     e30=",
        })
        @DisplayName("an attribute of the envelope that is not as CloudEvents says")
        void wrongAttribute(String name, String value) {
            refused(event -> event.put(name, value), "/" + name);
        }

        @Test
        @DisplayName("an attribute that is too long, or no text")
        void attributeForm() {
            refused(event -> event.put("source", "https://shop.example.com/" + "s".repeat(500)), "/source");
            assertInvalid(post(placed("x".repeat(257))), "/id");
            refused(event -> event.put("source", 5), "/source");
            // each reported once: assertInvalid wants one error
            refused(event -> event.put("specversion", 1.0), "/specversion");
            refused(event -> event.put("id", 1.5), "/id");
            refused(event -> event.put("source", "urn:rapport:links"), "/source");
            refused(event -> event.put("source", "URN:Rapport:messaging"), "/source");
            refused(event -> event.putObject("extension").put("a", 1), "/extension");
        }

        @Test
        @DisplayName("a time in the future")
        void future() {
            refused(
                    event -> event.put(
                            "time", Instant.now().plus(Duration.ofHours(1)).toString()),
                    "/time");
        }

        @Test
        @DisplayName("a missing reference: an order event without its order")
        void missingReference() {
            refused(event -> data(event).remove("orderId"), "/data/orderId");
        }

        @Test
        @DisplayName("no data, or data that is no object")
        void noData() {
            refused(event -> event.remove("data"), "/data");
            refused(event -> event.put("data", "{}"), "/data");
        }

        @Test
        @DisplayName("faults of the data against its schema, all at once")
        void schema() {
            refused(
                    event -> {
                        data(event).put("currency", "euro").put("total", -1);
                        ((ObjectNode) data(event).at("/items/0")).put("quantity", "one");
                    },
                    "/data/currency",
                    "/data/total",
                    "/data/items/0/quantity");
        }

        @Test
        @DisplayName("a missing field")
        void missingField() {
            refused(event -> data(event).remove("total"), "/data/total");
        }

        @Test
        @DisplayName("an unknown field, by its name")
        void unknownField() {
            refused(event -> data(event).put("totl", 5), "/data/totl");
            refused(event -> data(event).put("a/b~c", 5), "/data/a~1b~0c");
        }

        @Test
        @DisplayName("null for a field that may be left out")
        void nullField() {
            ObjectNode event = event(newId("e"), "order.returned");
            event.putObject("data").put("orderId", newId("o")).putNull("reason");
            assertInvalid(post(event), "/data/reason");
        }

        @Test
        @DisplayName("the character NUL, which no database keeps")
        void nul() {
            refused(event -> ((ObjectNode) data(event).at("/items/0")).put("name", "Tea\0pot"), "/data/items/0/name");
            assertInvalid(post(placed("a\0b")), "/id");
        }

        @Test
        @DisplayName("half of a character pair, which is no text")
        void loneSurrogate() {
            String event = placed(newId("e")).toString().replace("Teapot", "Tea\\ud83dpot");
            assertInvalid(post(event.getBytes(StandardCharsets.US_ASCII)), "/data/items/0/name");
        }

        @ParameterizedTest
        @ValueSource(strings = {"1e-40000", "0.1e-200000"})
        @DisplayName("a number that no database keeps")
        void number(String number) {
            String event = placed(newId("e")).toString().replace("\"total\":42.5", "\"total\":" + number);
            assertInvalid(post(event.getBytes(StandardCharsets.UTF_8)), "/data/total");
        }

        @Test
        @DisplayName("bytes that are not UTF-8")
        void badUtf8() throws IOException {
            ByteArrayOutputStream body = new ByteArrayOutputStream();
            String[] halves = placed(newId("e")).toString().split("Teapot");
            body.write(halves[0].getBytes(StandardCharsets.UTF_8));
            body.write(new byte[] {(byte) 0xc3, (byte) 0x28});
            body.write(halves[1].getBytes(StandardCharsets.UTF_8));
            assertInvalid(post(body.toByteArray()), "");
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "no json", "{", "[]", "\"text\"", "{} {}"})
        @DisplayName("what is not one Door.JSON object")
        void notJson(String body) {
            assertInvalid(post(body.getBytes(StandardCharsets.UTF_8)), "");
        }

        @ParameterizedTest
        @CsvSource(
                quoteCharacter = '`',
                delimiter = '|',
                value = {
                    "{\"id\": \"1\", \"id\": \"2\"} | /id | id",
                    "{\"data\": {\"items\": [{}, {\"a/b\": 1, \"a/b\": 1}]}} | /data/items/1/a~1b | a/b"
                })
        @DisplayName("a name that stands twice in one object, by that name")
        void twice(String body, String pointer, String name) {
            Answer answer = post(body.getBytes(StandardCharsets.UTF_8));
            assertInvalid(answer, pointer);
            assertThat(answer.body().at("/errors/0/detail").asText())
                    .isEqualTo("has the name \"" + name + "\" a second time in its object; send each name once");
        }

        @ParameterizedTest
        @ValueSource(strings = {"1.5", "1e3", "2147483648", "-2147483649"})
        @DisplayName("an extension attribute of a number that CloudEvents does not have")
        void noInteger(String number) {
            String event =
                    placed(newId("e")).put("weight", 7).toString().replace("\"weight\":7", "\"weight\":" + number);
            Answer answer = post(event.getBytes(StandardCharsets.UTF_8));
            assertInvalid(answer, "/weight");
            assertThat(answer.body().at("/errors/0/detail").asText())
                    .isEqualTo("must be a whole number of at most 32 bits; send another number as a string");
        }

        @ParameterizedTest
        @ValueSource(strings = {"id", "source", "subject", "type", "dataschema", "weight"})
        @DisplayName("an attribute with control characters, or what Unicode keeps for no character")
        void controls(String name) {
            for (String bad : List.of("\u0007", "\u001b[2J", "\r\n", "\u007f", "\u0085", "\uffff", "\ufdd0")) {
                ObjectNode event = placed(newId("e"));
                event.put(name, event.path(name).asText("x") + bad);
                Answer answer = post(event);
                assertThat(answer.status()).as(name + " " + bad).isEqualTo(400);
                assertThat(answer.pointers()).contains("/" + name);
                assertThat(answer.body().path("errors").findValuesAsText("detail"))
                        .anySatisfy(detail -> assertThat(detail).contains("control characters"));
            }
        }

        @ParameterizedTest
        @ValueSource(strings = {"\u3000", "\u00a0\u2003", "\u200b", "\u3164"})
        @DisplayName("an id, a source or a subject of which nothing would be seen")
        void blankAttribute(String blank) {
            for (String name : List.of("id", "source", "subject", "type")) {
                refused(event -> event.put(name, blank), "/" + name);
            }
        }

        @Test
        @DisplayName("a text that makes its pattern go too deep")
        void longPattern() {
            ObjectNode event = registered(newId("e"));
            ((ObjectNode) event.get("data")).put("locale", "en" + "-abcde".repeat(100_000));
            assertInvalid(post(event), "/data");
        }

        @Test
        @DisplayName("Door.JSON that is nested without end")
        void deep() {
            String body = "{\"data\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}";
            Answer answer = post(body.getBytes(StandardCharsets.UTF_8));
            assertInvalid(answer, "");
            assertThat(answer.body().at("/errors/0/detail").asText()).contains("more than 1000 deep");
        }
    }

    @Nested
    @DisplayName("At the door")
    class AtTheDoor {

        @Test
        @DisplayName("a body of more than a mebibyte is refused with 413")
        void tooLarge() {
            ObjectNode event = placed(newId("e"));
            event.put("comment", "x".repeat(1024 * 1024));
            Answer answer = post(event);
            assertThat(answer.status()).isEqualTo(413);
            assertThat(answer.type()).startsWith("application/problem+json");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "application/json",
                    "text/plain",
                    "application/cloudevents+xml",
                    "application/cloudevents+json; charset=UTF-16",
                    "application/cloudevents+json; charset=none",
                    "nonsense"
                })
        @DisplayName("another content type is refused with 415, naming ours")
        void otherContentType(String type) {
            Answer answer = Door.send(door.request()
                    .POST(BodyPublishers.ofString(placed(newId("e")).toString()))
                    .header("Content-Type", type));
            assertThat(answer.status()).isEqualTo(415);
            assertThat(answer.type()).startsWith("application/problem+json");
            assertThat(answer.raw().headers().firstValue("Accept-Post"))
                    .hasValue("application/cloudevents+json, application/cloudevents-batch+json, application/json");
        }

        @Test
        @DisplayName("the content type may name the character set")
        void charset() {
            Answer answer = Door.send(door.request()
                    .POST(BodyPublishers.ofString(placed(newId("e")).toString()))
                    .header("Content-Type", Door.EVENT + "; charset=UTF-8"));
            assertThat(answer.status()).isEqualTo(202);
        }

        @Test
        @DisplayName("nobody comes in without a key, or with a wrong one")
        void keys() {
            String id = newId("e");
            for (Map.Entry<String, String> header : List.of(
                    Map.entry("X-None", ""),
                    Map.entry("Authorization", "Bearer wrong"),
                    Map.entry("X-API-Key", "wrong"),
                    Map.entry("Authorization", "Basic ZGVtbzpkZW1v"))) {
                Answer answer = Door.send(HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/api/events"))
                        .header(header.getKey(), header.getValue())
                        .header("Content-Type", Door.EVENT)
                        .POST(BodyPublishers.ofString(registered(id).toString())));
                assertThat(answer.status()).as(header.toString()).isEqualTo(401);
                assertThat(answer.raw().headers().firstValue("WWW-Authenticate"))
                        .as(header.toString())
                        .isPresent();
            }
            assertThat(rows(id)).isZero();
        }

        @Test
        @DisplayName("an event that never came is not known")
        void unknownStatus() {
            Answer answer = door.status("never-sent");
            assertThat(answer.status()).isEqualTo(404);
            assertThat(answer.type()).startsWith("application/problem+json");
        }
    }
}
