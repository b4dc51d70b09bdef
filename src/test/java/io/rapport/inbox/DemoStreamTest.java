package io.rapport.inbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion.VersionFlag;
import io.rapport.inbox.internal.EventCatalogue;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.core.io.ClassPathResource;

/** The demo shop's recorded stream is what the catalogue of events allows, and a story that can be replayed in order. */
class DemoStreamTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Instant START = Instant.parse("2026-06-15T10:00:00Z");
    private static final String TIME = "$time:";
    private static final String DAY = "$day:";
    private static final String SURVEY = "$survey:";
    private static final String REFERRAL = "$referral:";

    private static JsonNode catalogue;
    private static List<JsonNode> lines;

    @BeforeAll
    static void read() throws IOException {
        try (InputStream in = DemoStreamTest.class.getResourceAsStream("/processes/events.asyncapi.yaml")) {
            catalogue = new YAMLMapper().readTree(in);
        }
        try (InputStream in = DemoStreamTest.class.getResourceAsStream("/demo/events.jsonl")) {
            lines = new ArrayList<>();
            for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList()) {
                lines.add(JSON.readTree(line));
            }
        }
    }

    @Test
    void everyExampleOfTheCatalogueKeepsToItsSchema() {
        catalogue.at("/components/messages").properties().forEach(message -> {
            JsonSchema schema = schema(schemaName(message.getKey()));
            assertThat(message.getValue().at("/examples")).as(message.getKey()).isNotEmpty();
            message.getValue().at("/examples").forEach(example -> assertThat(schema.validate(example.get("payload")))
                    .as("%s, example %s", message.getKey(), example.get("name"))
                    .isEmpty());
        });
    }

    /** Beyond the schemas: what currencies, time zones and totals there can be. */
    @Test
    void theDoorTakesEveryExampleAndEveryEventOfTheDemo() {
        EventCatalogue door =
                EventCatalogue.read(new ClassPathResource("processes/events.asyncapi.yaml"), InstantSource.system());
        catalogue.at("/components/messages").properties().forEach(message -> message.getValue()
                .at("/examples")
                .forEach(example -> door.check(new NewEvent(
                        "urn:test",
                        "e",
                        message.getValue().path("name").asText(),
                        "c",
                        null,
                        example.get("payload")))));
        for (JsonNode line : lines) {
            JsonNode event = asSent(line);
            assertThatCode(() -> door.check(
                            new NewEvent("urn:test", "e", event.at("/type").asText(), "c", null, event.get("data"))))
                    .as(event.toString())
                    .doesNotThrowAnyException();
        }
    }

    @Test
    void everyEventOfTheDemoKeepsToTheCatalogue() {
        JsonSchema envelope = schema("CloudEvent");
        for (JsonNode line : lines) {
            JsonNode event = asSent(line);
            assertThat(envelope.validate(event)).as(event.toString()).isEmpty();
            assertThat(schema(schemaName(event.at("/type").asText())).validate(event.get("data")))
                    .as(event.toString())
                    .isEmpty();
        }
    }

    @Test
    void theDemoIsSortedByTimeAndEndsBeforeItStarts() {
        List<Duration> moments = lines.stream()
                .map(line -> Duration.parse(line.get("at").asText()))
                .toList();
        assertThat(moments).isSorted();
        assertThat(moments.get(0)).isGreaterThanOrEqualTo(Duration.ofDays(-45));
        assertThat(moments.get(moments.size() - 1)).isNegative();
    }

    @Test
    void noEventOfTheDemoSpeaksOfWhatWasNotToldBefore() {
        Set<String> ids = new HashSet<>();
        Set<String> known = new HashSet<>();
        for (JsonNode line : lines) {
            JsonNode event = line.get("event");
            JsonNode data = event.get("data");
            String type = event.get("type").asText();
            String subject = event.get("subject").asText();
            assertThat(ids.add(event.get("id").asText()))
                    .as("new id: %s", event)
                    .isTrue();
            if (type.equals("customer.registered")) {
                assertThat(known.add(subject)).as("registered once: %s", event).isTrue();
            }
            assertThat(known).as(event.toString()).contains(subject);
            if (type.equals("order.placed")) {
                known.add("order:" + data.get("orderId").asText());
            }
            if (data.has("orderId")) {
                assertThat(known)
                        .as(event.toString())
                        .contains("order:" + data.get("orderId").asText());
            }
            if (data.has("code")) {
                assertThat(data.get("code").asText()).startsWith(REFERRAL);
                assertThat(known).contains(data.get("code").asText().substring(REFERRAL.length()));
            }
            if (data.has("surveyId")) {
                assertThat(data.get("surveyId").asText()).startsWith(SURVEY);
                assertThat(known)
                        .as(event.toString())
                        .contains(data.get("surveyId").asText().substring(SURVEY.length()));
            }
        }
    }

    @Test
    void theDemoTellsOfEveryTypeThatTheShopItselfKnows() {
        Set<String> types = new TreeSet<>();
        catalogue.at("/components/messages").fieldNames().forEachRemaining(types::add);
        // Who hears an answer to a complaint accepts it, or says nothing.
        types.remove("complaint.reopened");
        // Nobody in the shop's story calls a request about their data off, or has their use restricted by the shop.
        types.remove("data-request.withdrawn");
        types.remove("customer.restricted");
        types.remove("customer.restriction-lifted");
        // What comes back in it comes back whole.
        types.remove("order.refunded");
        // No points are counted wrongly.
        types.remove("loyalty.points-corrected");
        // Nobody in it is in the shop's books twice.
        types.remove("customer.merged");
        types.remove("customer.merge-undone");
        // Rapport and its own pages tell these.
        types.removeIf(type -> type.startsWith("message.")
                || List.of("contact.preferred", "contact.requested", "survey.amended")
                        .contains(type));
        types.removeIf(type -> catalogue
                .at("/components/messages")
                .path(type)
                .at("/x-rapport/toldBy")
                .asText()
                .equals("rapport"));
        Set<String> occurring = new TreeSet<>();
        lines.forEach(line -> occurring.add(line.at("/event/type").asText()));
        Set<String> missing = new TreeSet<>(types);
        missing.removeAll(occurring);
        assertThat(missing)
                .as(
                        "have them happen in src/main/resources/demo/events.jsonl, or take them out above and say why they do not")
                .isEmpty();
        occurring.removeAll(types);
        assertThat(occurring)
                .as("they happen in the demo: the line above that takes them out is not true any more")
                .isEmpty();
    }

    /** The event as a replay sends it: with its time, and with the placeholders of the recording filled in. */
    private static JsonNode asSent(JsonNode line) {
        ObjectNode event = line.get("event").deepCopy();
        event.put("time", START.plus(Duration.parse(line.get("at").asText())).toString());
        ObjectNode data = (ObjectNode) event.get("data");
        for (String name : List.of("lastOrderAt", "surveyId", "expectedOn", "code")) {
            String text = data.path(name).asText();
            if (text.startsWith(TIME)) {
                data.put(
                        name,
                        START.plus(Duration.parse(text.substring(TIME.length())))
                                .toString());
            } else if (text.startsWith(DAY)) {
                Instant moment = START.plus(Duration.parse(text.substring(DAY.length())));
                data.put(name, moment.toString().substring(0, 10));
            } else if (text.startsWith(SURVEY)) {
                data.put(name, "S-1");
            } else if (text.startsWith(REFERRAL)) {
                data.put(name, "TEA7KQ4M");
            }
        }
        return event;
    }

    private static String schemaName(String type) {
        String reference = catalogue
                .at("/components/messages")
                .path(type)
                .at("/payload/$ref")
                .asText();
        return reference.substring(reference.lastIndexOf('/') + 1);
    }

    private static JsonSchema schema(String name) {
        ObjectNode schema = JSON.createObjectNode();
        schema.put("$ref", "#/components/schemas/" + name);
        schema.set("components", catalogue.get("components"));
        return JsonSchemaFactory.getInstance(VersionFlag.V7)
                .getSchema(
                        schema,
                        SchemaValidatorsConfig.builder()
                                .formatAssertionsEnabled(true)
                                .build());
    }
}
