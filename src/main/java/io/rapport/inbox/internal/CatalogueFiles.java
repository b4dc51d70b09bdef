package io.rapport.inbox.internal;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.rapport.inbox.AttributeType;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The files of the event catalogue as one AsyncAPI document: event types from any number of files, and those of the dates,
 * schedules and segments.
 *
 * @param root the document
 * @param attributes the customers' attributes that it declares
 * @param dates what raises events by itself
 * @param bytes the document as it is served: the file itself where there is one alone
 */
record CatalogueFiles(JsonNode root, Map<String, AttributeType> attributes, DatesFile dates, byte[] bytes) {

    /** How the files with event types end. */
    static final String ENDING = ".asyncapi.yaml";

    /** The schema of the customers' attributes; each file may declare some. */
    private static final String ATTRIBUTES = "Attributes";

    private static final int LONGEST_TEXT = 500;

    private static final YAMLMapper YAML = YAMLMapper.builder()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
            .build();

    /**
     * Puts the files together.
     *
     * @param files contents by path, in their order: the first one says what the whole is called; each path ends with
     *     {@link #ENDING}, but for those of dates and segments
     * @param faults takes every fault found
     * @return the document, with what could be read; {@code null} if no file has event types
     */
    static CatalogueFiles read(Map<String, byte[]> files, List<FileFault> faults) {
        CatalogueFiles read = together(files, faults);
        faults.replaceAll(fault -> fault.in(files.get(fault.file())));
        return read;
    }

    private static CatalogueFiles together(Map<String, byte[]> files, List<FileFault> faults) {
        Map<String, JsonNode> documents = documents(files, faults);
        if (documents.isEmpty()) {
            return null;
        }
        ObjectNode root = null;
        for (Map.Entry<String, JsonNode> document : documents.entrySet()) {
            if (root == null) {
                root = document.getValue().deepCopy();
            } else {
                add(root, document.getKey(), documents, faults);
            }
        }
        Map<String, AttributeType> attributes = attributes(root, documents, faults);
        DatesFile dates = DatesFile.NONE;
        boolean one = documents.size() == 1;
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            if (file.getKey().equals(SegmentTypes.PATH)) {
                ObjectNode ofSegments = SegmentTypes.messages(file.getValue());
                raised(root, file.getKey(), ofSegments, faults);
                one &= ofSegments.isEmpty();
            } else if (!file.getKey().endsWith(ENDING)) {
                dates = DatesFileReader.read(file.getKey(), file.getValue(), attributes, faults);
                raised(root, file.getKey(), dates.messages(), faults);
                one &= dates.messages().isEmpty();
            }
        }
        byte[] bytes = one ? files.get(documents.keySet().iterator().next()) : written(root);
        return new CatalogueFiles(root, Map.copyOf(attributes), dates, bytes);
    }

    /**
     * @param files contents by path
     * @param faults takes what cannot be read
     * @return the files with event types that can be read, each as it is written
     */
    static Map<String, JsonNode> documents(Map<String, byte[]> files, List<FileFault> faults) {
        Map<String, JsonNode> documents = new LinkedHashMap<>();
        files.forEach((path, content) -> {
            if (path.endsWith(ENDING)) {
                document(path, content, faults).ifPresent(root -> documents.put(path, root));
            }
        });
        return documents;
    }

    private static Optional<JsonNode> document(String path, byte[] content, List<FileFault> faults) {
        try {
            JsonNode root = YAML.readTree(content);
            if (root.isObject() && root.path("components").path("messages").isObject()) {
                return Optional.of(root);
            }
            faults.add(new FileFault(
                    path,
                    "components.messages",
                    "it declares no event types",
                    "write an AsyncAPI 3 document with one message for each"));
        } catch (IOException e) {
            faults.add(YamlLines.fault(path, content, e));
        }
        return Optional.empty();
    }

    private static byte[] written(JsonNode root) {
        try {
            return YAML.writeValueAsBytes(root);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("what was read as YAML cannot be written as such", e);
        }
    }

    private static void add(ObjectNode root, String path, Map<String, JsonNode> documents, List<FileFault> faults) {
        JsonNode document = documents.get(path);
        document.at("/components/messages").fields().forEachRemaining(message -> {
            ObjectNode messages = object(root, "components", "messages");
            JsonNode known = messages.get(message.getKey());
            if (known == null) {
                messages.set(message.getKey(), message.getValue());
                channel(root, message.getKey());
                return;
            }
            faults.add(new FileFault(
                    path,
                    "components.messages." + message.getKey(),
                    declarer(documents, "messages", message.getKey()) + " declares a message of this name",
                    known.equals(message.getValue())
                            ? "leave it out of one of the two; a file of event types keeps its name, since types never go"
                            : "give it a name of its own, or change it in the other file"));
        });
        document.at("/components/schemas").fields().forEachRemaining(schema -> {
            ObjectNode schemas = object(root, "components", "schemas");
            if (schema.getKey().equals(ATTRIBUTES)) {
                addAttributes(object(schemas, ATTRIBUTES), path, schema.getValue(), faults);
            } else if (differs(schemas.get(schema.getKey()), schema.getValue())) {
                faults.add(new FileFault(
                        path,
                        "components.schemas." + schema.getKey(),
                        declarer(documents, "schemas", schema.getKey()) + " declares another schema of this name",
                        "give it a name of its own, or refer to the other one"));
            } else {
                schemas.set(schema.getKey(), schema.getValue());
            }
        });
        document.at("/info/tags").forEach(tag -> tag(root, tag));
    }

    /** @return the first file that has it: later ones were compared with it */
    private static String declarer(Map<String, JsonNode> documents, String section, String name) {
        return documents.entrySet().stream()
                .filter(document ->
                        document.getValue().path("components").path(section).has(name))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow();
    }

    private static boolean differs(JsonNode known, JsonNode added) {
        return known != null && !known.equals(added);
    }

    private static void addAttributes(ObjectNode schema, String path, JsonNode added, List<FileFault> faults) {
        ObjectNode properties = object(schema, "properties");
        added.path("properties").fields().forEachRemaining(attribute -> {
            if (differs(properties.get(attribute.getKey()), attribute.getValue())) {
                faults.add(new FileFault(
                        path,
                        "components.schemas.Attributes.properties." + attribute.getKey(),
                        "another file declares an attribute of this name, and otherwise",
                        "declare it in one of them"));
            } else {
                properties.set(attribute.getKey(), attribute.getValue());
            }
        });
    }

    private static void raised(ObjectNode root, String path, ObjectNode raised, List<FileFault> faults) {
        ObjectNode messages = object(root, "components", "messages");
        raised.fields().forEachRemaining(message -> {
            if (messages.has(message.getKey())) {
                faults.add(new FileFault(
                        path,
                        message.getKey(),
                        "an .asyncapi.yaml file declares an event type of this name",
                        "give the entry another name"));
            } else {
                messages.set(message.getKey(), message.getValue());
                channel(root, message.getKey());
                message.getValue().path("tags").forEach(tag -> tag(root, tag));
            }
        });
    }

    private static void channel(ObjectNode root, String message) {
        object(root, "channels", "events", "messages")
                .putObject(message)
                .put("$ref", "#/components/messages/" + message);
    }

    private static void tag(ObjectNode root, JsonNode tag) {
        ObjectNode info = object(root, "info");
        ArrayNode tags = info.path("tags").isArray() ? (ArrayNode) info.get("tags") : info.putArray("tags");
        for (JsonNode known : tags) {
            if (known.path("name").equals(tag.path("name"))) {
                return;
            }
        }
        tags.add(tag);
    }

    private static ObjectNode object(ObjectNode node, String... names) {
        ObjectNode found = node;
        for (String name : names) {
            found = found.path(name).isObject() ? (ObjectNode) found.get(name) : found.putObject(name);
        }
        return found;
    }

    /** A text that is declared is not longer than one that is not, and null takes back what is there of any type. */
    private static Map<String, AttributeType> attributes(
            ObjectNode root, Map<String, JsonNode> documents, List<FileFault> faults) {
        Map<String, AttributeType> attributes = new LinkedHashMap<>();
        root.at("/components/schemas/Attributes/properties").fields().forEachRemaining(attribute -> {
            Optional<AttributeType> type = type(attribute.getValue());
            if (type.isEmpty()) {
                String place = "/components/schemas/Attributes/properties/" + EventCatalogue.escape(attribute.getKey());
                faults.add(new FileFault(
                        documents.entrySet().stream()
                                .filter(document ->
                                        document.getValue().at(place).equals(attribute.getValue()))
                                .map(Map.Entry::getKey)
                                .findFirst()
                                .orElse(documents.keySet().iterator().next()),
                        "components.schemas.Attributes.properties." + attribute.getKey(),
                        "an attribute cannot be of this type",
                        "write type: string, number, integer or boolean, or type: string with format: date"));
                return;
            }
            attributes.put(attribute.getKey(), type.get());
            ObjectNode schema = (ObjectNode) attribute.getValue();
            if (type.get() == AttributeType.TEXT && !schema.has("maxLength")) {
                schema.put("maxLength", LONGEST_TEXT);
            }
            String declared = schema.path("type").asText();
            schema.putArray("type").add(declared).add("null");
            if (schema.path("enum") instanceof ArrayNode values) {
                values.addNull();
            }
        });
        return attributes;
    }

    private static Optional<AttributeType> type(JsonNode schema) {
        String format = schema.path("format").asText();
        return switch (schema.path("type").asText()) {
            case "string" ->
                format.equals("date")
                        ? Optional.of(AttributeType.DATE)
                        : format.isEmpty() ? Optional.of(AttributeType.TEXT) : Optional.empty();
            case "number", "integer" -> Optional.of(AttributeType.NUMBER);
            case "boolean" -> Optional.of(AttributeType.YES_NO);
            default -> Optional.empty();
        };
    }
}
