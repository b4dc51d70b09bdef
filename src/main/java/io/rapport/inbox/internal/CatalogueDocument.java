package io.rapport.inbox.internal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rapport.inbox.Reference;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.springframework.stereotype.Component;
import org.springframework.util.DigestUtils;

/** The event catalogue as it is read by others: the document, and what a page shows of it. */
@Component
final class CatalogueDocument {

    /** Schemas do not nest deeper; one that refers to itself ends here. */
    private static final int DEEPEST = 6;

    private final EventCatalogue catalogue;
    private volatile Shown shown;

    CatalogueDocument(EventCatalogue catalogue) {
        this.catalogue = catalogue;
    }

    private record Shown(CatalogueFiles files, Page page) {}

    private Shown shown() {
        Shown current = shown;
        CatalogueFiles live = catalogue.files();
        if (current == null || current.files() != live) {
            current = new Shown(live, new Reading(live.root()).page());
            shown = current;
        }
        return current;
    }

    /** @return the document in YAML: the file as it is committed, if there is one alone */
    byte[] bytes() {
        return shown().files().bytes().clone();
    }

    /** @return changes when the document does */
    String digest() {
        return DigestUtils.md5DigestAsHex(shown().files().bytes());
    }

    Page page() {
        return shown().page();
    }

    record Page(String title, String version, List<Type> types) {}

    /**
     * @param own whether Rapport alone sends it, and no system
     * @param timeToLive how long it is kept when nobody waits for it, such as {@code P7D}; null where it is done then
     * @param goesByEnd whether it is kept no longer than the journey about it runs
     * @param strict whether the customer's later events wait while it fails
     */
    record Type(
            String name,
            String title,
            String summary,
            String description,
            boolean own,
            List<Line> references,
            String timeToLive,
            boolean goesByEnd,
            boolean strict,
            List<Field> fields,
            List<Example> examples) {}

    record Line(String name, String value) {}

    /** @param path such as {@code items[].sku} */
    record Field(String path, boolean required, boolean variable, String form, String description) {}

    /** @param event the whole CloudEvent */
    record Example(String summary, String event) {}

    /** Goes through the document once. */
    private static final class Reading {

        private static final ObjectMapper JSON = new ObjectMapper();

        private final JsonNode root;

        Reading(JsonNode root) {
            this.root = root;
        }

        Page page() {
            List<Type> types = new ArrayList<>();
            root.at("/components/messages").forEach(message -> types.add(type(message)));
            return new Page(
                    root.at("/info/title").asText(), root.at("/info/version").asText(), types);
        }

        private Type type(JsonNode message) {
            JsonNode rules = message.path("x-rapport");
            List<Line> references = new ArrayList<>();
            references.add(new Line(
                    rules.has("about")
                            ? Reference.parse(rules.path("about").asText()).kind()
                            : Reference.CUSTOMER,
                    "subject"));
            rules.path("references")
                    .fields()
                    .forEachRemaining(reference -> references.add(new Line(
                            reference.getKey(), "data" + reference.getValue().asText())));
            List<Field> fields = new ArrayList<>();
            fields("", message.path("payload"), fields, 0);
            List<Example> examples = new ArrayList<>();
            message.path("examples").forEach(example -> examples.add(example(message, example)));
            return new Type(
                    message.path("name").asText(),
                    message.path("title").asText(),
                    plain(message.path("summary")),
                    plain(message.path("description")),
                    rules.path("toldBy").asText().equals("rapport"),
                    references,
                    rules.path("unmatched").asText().equals("wait")
                            ? rules.path("timeToLive").asText()
                            : null,
                    rules.path("whenOver").asText().equals("done"),
                    rules.path("ordering").asText().equals("strict"),
                    fields,
                    examples);
        }

        private void fields(String path, JsonNode unresolved, List<Field> fields, int depth) {
            JsonNode schema = resolve(unresolved);
            if (depth == DEEPEST) {
                return;
            }
            Set<String> required = new TreeSet<>();
            schema.path("required").forEach(name -> required.add(name.asText()));
            schema.path("properties").fields().forEachRemaining(property -> {
                String name = path + property.getKey();
                JsonNode type = resolve(property.getValue());
                JsonNode items = resolve(type.path("items"));
                fields.add(new Field(
                        name,
                        required.contains(property.getKey()),
                        type.path("x-journey-variable").asBoolean(),
                        form(type),
                        plain(type.path("description"))));
                fields(name + ".", type, fields, depth + 1);
                fields(name + "[].", items, fields, depth + 1);
            });
        }

        private static String form(JsonNode schema) {
            if (schema.has("anyOf")) {
                return StreamSupport.stream(schema.get("anyOf").spliterator(), false)
                        .map(Reading::form)
                        .collect(Collectors.joining(", or "));
            }
            if (schema.has("const")) {
                return schema.get("const").asText();
            }
            List<String> words = new ArrayList<>();
            List<String> types = schema.path("type").isArray()
                    ? texts(schema.get("type"))
                    : List.of(schema.path("type").asText());
            words.add(schema.path("format")
                            .asText(types.stream()
                                    .filter(type -> !type.equals("null"))
                                    .collect(Collectors.joining(" or ")))
                    + (types.contains("null") ? " or null" : ""));
            if (schema.has("enum")) {
                words.add("one of " + String.join(", ", texts(schema.get("enum"))));
            }
            for (String[] rule : new String[][] {
                {"minimum", "at least "},
                {"maximum", "at most "},
                {"maxLength", "characters at most "},
                {"minItems", "items at least "},
                {"maxItems", "items at most "},
                {"maxProperties", "entries at most "},
                {"pattern", "pattern "}
            }) {
                if (schema.has(rule[0])) {
                    words.add(rule[1] + schema.get(rule[0]).asText());
                }
            }
            return String.join("; ", words);
        }

        /** Descriptions are Markdown; of it they use code marks alone. */
        private static String plain(JsonNode text) {
            return text.asText().replace("`", "");
        }

        private static List<String> texts(JsonNode array) {
            return StreamSupport.stream(array.spliterator(), false)
                    .map(JsonNode::asText)
                    .toList();
        }

        private Example example(JsonNode message, JsonNode example) {
            ObjectNode event = JSON.createObjectNode();
            event.put("specversion", "1.0")
                    .put("id", "evt-0001")
                    .put("source", "https://shop.example.com")
                    .put("type", message.path("name").asText())
                    .put("subject", message.at("/x-rapport/about").asText("customer:42"));
            event.set("data", example.path("payload"));
            try {
                return new Example(
                        plain(example.path("summary")),
                        JSON.writerWithDefaultPrettyPrinter().writeValueAsString(event));
            } catch (JsonProcessingException e) {
                throw new IllegalStateException("an example cannot be written", e);
            }
        }

        private JsonNode resolve(JsonNode node) {
            JsonNode resolved = node;
            for (int i = 0; resolved.has("$ref") && i < DEEPEST; i++) {
                resolved = root.at(resolved.get("$ref").asText().substring(1));
            }
            return resolved;
        }
    }
}
