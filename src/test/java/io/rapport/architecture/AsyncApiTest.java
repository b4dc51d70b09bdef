package io.rapport.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import io.rapport.testing.NodeProject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

@DisplayName("The event catalogue")
class AsyncApiTest {

    private static final SchemaValidatorsConfig STRICT =
            SchemaValidatorsConfig.builder().formatAssertionsEnabled(true).build();

    private static JsonNode catalogue;

    @BeforeAll
    static void read() throws IOException {
        catalogue = new YAMLMapper()
                .readTree(Path.of("processes/events.asyncapi.yaml").toFile());
    }

    private static List<JsonNode> messages() {
        List<JsonNode> messages = new ArrayList<>();
        catalogue.at("/components/messages").forEach(messages::add);
        return messages;
    }

    private static JsonNode resolve(JsonNode node) {
        JsonNode resolved = node;
        while (resolved.has("$ref")) {
            resolved = catalogue.at(resolved.get("$ref").asText().substring(1));
        }
        return resolved;
    }

    private static void references(JsonNode node, Set<String> found) {
        if (node.has("$ref")) {
            found.add(node.get("$ref").asText());
        }
        node.forEach(child -> references(child, found));
    }

    /** The AsyncAPI initiative's own schema, from npm; needs Node.js. */
    @Nested
    @DisplayName("by the JSON Schema of AsyncAPI")
    class BySchema {

        @Test
        @DisplayName("is an AsyncAPI document of the version that it names, and a spoilt one is not")
        void valid() throws IOException {
            NodeProject specs = NodeProject.install("src/test/asyncapi");
            String version = catalogue.path("asyncapi").asText();
            Path file = specs.installed("@asyncapi/specs/schemas/" + version + "-without-$id.json");
            JsonSchema schema = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V7)
                    .getSchema(new ObjectMapper().readTree(Files.readString(file)));

            assertThat(schema.validate(catalogue)).isEmpty();

            ObjectNode spoilt = catalogue.deepCopy();
            ((ObjectNode) spoilt.at("/operations/receiveEvent")).put("action", "publish");
            assertThat(schema.validate(spoilt)).isNotEmpty();
        }
    }

    @Nested
    @DisplayName("in itself")
    class InItself {

        @Test
        @DisplayName("is AsyncAPI 3 and has types")
        void version() {
            assertThat(catalogue.path("asyncapi").asText()).startsWith("3.");
            assertThat(messages()).hasSizeGreaterThan(10);
        }

        @Test
        @DisplayName("refers only to what is there")
        void references() {
            Set<String> found = new HashSet<>();
            AsyncApiTest.references(catalogue, found);
            assertThat(found).isNotEmpty().allSatisfy(reference -> assertThat(
                            catalogue.at(reference.substring(1)).isMissingNode())
                    .as(reference)
                    .isFalse());
        }

        @Test
        @DisplayName("offers every message at the one door, under the name of its type")
        void channel() {
            JsonNode offered = catalogue.at("/channels/events/messages");
            assertThat(catalogue.at("/channels/events/address").asText()).isEqualTo("/api/events");
            catalogue.at("/components/messages").fields().forEachRemaining(message -> {
                assertThat(message.getValue().path("name").asText()).isEqualTo(message.getKey());
                assertThat(resolve(offered.path(message.getKey()))).isEqualTo(message.getValue());
            });
            assertThat(offered).hasSize(messages().size());
        }

        @Test
        @DisplayName("explains each type, and gives examples that its own schema takes")
        void examples() {
            for (JsonNode message : messages()) {
                String name = message.path("name").asText();
                for (String field : List.of("title", "summary", "description")) {
                    assertThat(message.path(field).asText())
                            .as("%s of %s", field, name)
                            .isNotBlank();
                }
                ObjectNode payload = resolve(message.path("payload")).deepCopy();
                payload.set("components", catalogue.path("components"));
                JsonSchema schema = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V7)
                        .getSchema(payload, STRICT);
                assertThat(message.path("examples")).as("examples of " + name).isNotEmpty();
                for (JsonNode example : message.path("examples")) {
                    Set<ValidationMessage> faults = schema.validate(example.path("payload"));
                    assertThat(faults).as("an example of " + name).isEmpty();
                }
            }
        }

        @Test
        @DisplayName("takes references from fields that there are, and says what to do with each type")
        void rules() {
            for (JsonNode message : messages()) {
                String name = message.path("name").asText();
                JsonNode rules = message.path("x-rapport");
                JsonNode properties = resolve(message.path("payload")).path("properties");
                rules.path("references").forEach(pointer -> assertThat(
                                properties.has(pointer.asText().substring(1)))
                        .as("%s of %s", pointer, name)
                        .isTrue());
                assertThat(rules.path("unmatched").asText()).as(name).isIn("done", "wait");
                assertThat(rules.path("whenOver").asText("wait")).as(name).isIn("done", "wait");
                assertThat(rules.has("whenOver") && !rules.has("timeToLive"))
                        .as("whenOver of " + name + " without a time to live")
                        .isFalse();
                assertThat(rules.path("ordering").asText()).as(name).isIn("strict", "loose");
                assertThat(rules.path("toldBy").asText("rapport")).as(name).isEqualTo("rapport");
                assertThat(rules.has("timeToLive"))
                        .as("time to live of " + name)
                        .isEqualTo(rules.path("unmatched").asText().equals("wait"));
            }
        }
    }
}
