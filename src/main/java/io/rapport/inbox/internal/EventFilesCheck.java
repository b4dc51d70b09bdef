package io.rapport.inbox.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonNodePath;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaId;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import com.networknt.schema.regex.RegularExpression;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.PatternSyntaxException;
import java.util.stream.StreamSupport;

/**
 * Finds in files with event types what no event could ever fit, or what says nothing. Schemas only grow, so that it could
 * not be corrected once it is live.
 */
final class EventFilesCheck {

    /** How bad it is. */
    enum Level {
        /** Something to look at. */
        WARNING,
        /** It can be read, and must not be released. */
        ERROR,
        /** No catalogue can be made of it. */
        UNUSABLE
    }

    /** Something that was found. */
    record LeveledFault(Level level, FileFault fault) {

        /** @return what is the same in any file that has it */
        String identity() {
            return fault.place() + ": " + fault.problem();
        }
    }

    private static final Set<String> RULES = new TreeSet<>(
            Set.of("about", "references", "leadsTo", "unmatched", "timeToLive", "whenOver", "ordering", "toldBy"));

    private static final String TYPES = "array, boolean, integer, null, number, object or string";

    private static final Set<String> MAPS_OF_SCHEMAS =
            Set.of("properties", "patternProperties", "definitions", "dependencies");
    private static final Set<String> SCHEMAS = Set.of(
            "items",
            "additionalItems",
            "additionalProperties",
            "not",
            "if",
            "then",
            "else",
            "contains",
            "propertyNames",
            "allOf",
            "anyOf",
            "oneOf");

    /** Those of draft 7 that are no schemas, and those that AsyncAPI adds. */
    private static final Set<String> VALUES = Set.of(
            "$id",
            "$schema",
            "$ref",
            "$comment",
            "title",
            "description",
            "default",
            "readOnly",
            "writeOnly",
            "examples",
            "multipleOf",
            "maximum",
            "exclusiveMaximum",
            "minimum",
            "exclusiveMinimum",
            "maxLength",
            "minLength",
            "pattern",
            "maxItems",
            "minItems",
            "uniqueItems",
            "maxProperties",
            "minProperties",
            "required",
            "const",
            "enum",
            "type",
            "format",
            "contentMediaType",
            "contentEncoding",
            "discriminator",
            "externalDocs",
            "deprecated");

    private static final Map<String, String> BOUNDS = Map.of(
            "minimum", "maximum",
            "minLength", "maxLength",
            "minItems", "maxItems",
            "minProperties", "maxProperties");

    private static final String SCHEMA_REFERENCE = "#/components/schemas/";
    private static final int DEEPEST = 50;

    private static final SchemaValidatorsConfig CONFIG =
            SchemaValidatorsConfig.builder().locale(java.util.Locale.ENGLISH).build();
    private static final JsonSchema META_SCHEMA =
            JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V7).getSchema(SchemaLocation.of(SchemaId.V7), CONFIG);

    private final Map<String, JsonNode> documents;
    private final List<LeveledFault> findings = new ArrayList<>();
    private final Map<LeveledFault, String> rootOf = new HashMap<>();
    private final Map<String, Set<String>> references = new HashMap<>();
    private String root = "";

    private EventFilesCheck(Map<String, JsonNode> documents) {
        this.documents = documents;
    }

    /**
     * @param documents AsyncAPI documents by the paths of their files; they may refer to each other's schemas
     * @return what was found, without lines
     */
    static List<LeveledFault> of(Map<String, JsonNode> documents) {
        EventFilesCheck check = new EventFilesCheck(documents);
        documents.forEach((file, document) -> {
            document.at("/components/messages").fields().forEachRemaining(message -> {
                String place = "components.messages." + message.getKey();
                check.message(file, place, message.getKey(), message.getValue());
            });
            document.at("/components/schemas").fields().forEachRemaining(schema -> {
                check.root(file, "components.schemas." + schema.getKey(), schema.getValue());
            });
        });
        Set<String> used = check.used();
        check.findings.replaceAll(found -> found.level() != Level.UNUSABLE || used.contains(check.rootOf.get(found))
                ? found
                : new LeveledFault(Level.ERROR, found.fault()));
        return check.findings;
    }

    /** @return the schemas that an event's data are checked by: payloads, and what they refer to */
    private Set<String> used() {
        Set<String> used = new HashSet<>();
        Deque<String> next = new ArrayDeque<>();
        references.keySet().stream()
                .filter(root -> root.startsWith("components.messages."))
                .forEach(next::add);
        while (!next.isEmpty()) {
            String root = next.poll();
            if (used.add(root)) {
                next.addAll(references.getOrDefault(root, Set.of()));
            }
        }
        return used;
    }

    private void add(Level level, String file, String place, String problem, String fix) {
        LeveledFault found = new LeveledFault(level, new FileFault(file, place, problem, fix));
        findings.add(found);
        rootOf.put(found, root);
    }

    private void message(String file, String place, String key, JsonNode message) {
        String name = message.path("name").asText();
        if (!name.isEmpty() && !name.equals(key)) {
            add(
                    Level.WARNING,
                    file,
                    place + ".name",
                    "the name is '" + name + "', and the message stands under '" + key + "'",
                    "write the same in both places; events are sent under the name, and it can never change");
        }
        message.path("x-rapport").fieldNames().forEachRemaining(rule -> {
            if (!RULES.contains(rule)) {
                add(
                        Level.ERROR,
                        file,
                        place + ".x-rapport." + rule,
                        "there is no such field",
                        "use one of " + String.join(", ", RULES) + ", or delete it");
            }
        });
        if (message.has("payload")) {
            root(file, place + ".payload", message.get("payload"));
        }
    }

    /** A schema that is part of no other one. */
    private void root(String file, String place, JsonNode schema) {
        root = place;
        references.put(place, new HashSet<>());
        walk(file, place, schema, 0);
        wellFormed(file, place, schema);
    }

    private void wellFormed(String file, String place, JsonNode schema) {
        Map<String, Set<String>> said = new LinkedHashMap<>();
        Set<String> ofType = new HashSet<>();
        for (ValidationMessage message : META_SCHEMA.validate(schema)) {
            JsonNodePath path = message.getInstanceLocation();
            List<String> steps = new ArrayList<>();
            for (int i = 0; i < path.getNameCount(); i++) {
                steps.add(String.valueOf(path.getElement(i)));
            }
            int last = steps.size() - 1;
            int type = last > 0 && steps.get(last).matches("\\d+") ? last - 1 : last;
            boolean isType = type >= 0
                    && steps.get(type).equals("type")
                    && (type == 0 || !MAPS_OF_SCHEMAS.contains(steps.get(type - 1)));
            String at = place
                    + (isType ? steps.subList(0, type + 1) : steps)
                            .stream().map(step -> "." + step).reduce("", String::concat);
            if (isType && ofType.add(at)) {
                JsonNode written = schema;
                for (String step : steps.subList(0, type + 1)) {
                    written = written.isArray() ? written.path(Integer.parseInt(step)) : written.path(step);
                }
                add(
                        Level.ERROR,
                        file,
                        at,
                        (written.isTextual() ? "'" + written.asText() + "'" : written) + " is no type of JSON Schema",
                        "write " + TYPES);
            } else if (!isType && !isSaid(file, at)) {
                said.computeIfAbsent(at, none -> new LinkedHashSet<>()).add(SchemaFaults.plain(message));
            }
        }
        said.forEach((at, why) -> add(
                Level.ERROR,
                file,
                at,
                "it is no JSON Schema: " + String.join(", or ", why),
                "correct it as JSON Schema draft 7 has it"));
    }

    /** What was found at a place is said better than by the standard's own schema, which has no place for a single pattern. */
    private boolean isSaid(String file, String place) {
        return findings.stream()
                .map(LeveledFault::fault)
                .anyMatch(fault -> fault.file().equals(file)
                        && (fault.place().equals(place)
                                || place.endsWith(".patternProperties")
                                        && fault.place().startsWith(place + ".")));
    }

    private void walk(String file, String place, JsonNode schema, int depth) {
        if (depth > DEEPEST || !schema.isObject()) {
            return;
        }
        reference(file, place, schema);
        pattern(file, place + ".pattern", schema.path("pattern"));
        schema.path("patternProperties")
                .fieldNames()
                .forEachRemaining(pattern -> compiled(file, place + ".patternProperties." + pattern, pattern));
        fulfillable(file, place, schema);
        schema.fields().forEachRemaining(keyword -> {
            String name = keyword.getKey();
            String at = place + "." + name;
            JsonNode value = keyword.getValue();
            if (MAPS_OF_SCHEMAS.contains(name)) {
                value.fields().forEachRemaining(one -> walk(file, at + "." + one.getKey(), one.getValue(), depth + 1));
            } else if (SCHEMAS.contains(name)) {
                walk(file, at, value, depth + 1);
                for (int i = 0; value.isArray() && i < value.size(); i++) {
                    walk(file, at + "." + i, value.get(i), depth + 1);
                }
            } else if (!VALUES.contains(name) && !name.startsWith("x-")) {
                add(
                        Level.ERROR,
                        file,
                        at,
                        "'" + name + "' is no keyword of JSON Schema draft 7, and nothing would follow from it",
                        "correct its name, begin it with x- if it is a note of your own, or delete it");
            }
        });
    }

    private void reference(String file, String place, JsonNode schema) {
        JsonNode at = schema;
        Set<String> seen = new HashSet<>();
        while (at.has("$ref")) {
            String to = at.get("$ref").asText();
            if (to.startsWith(SCHEMA_REFERENCE)) {
                references
                        .get(root)
                        .add("components.schemas."
                                + to.substring(SCHEMA_REFERENCE.length()).replaceFirst("/.*", ""));
            }
            if (!seen.add(to)) {
                add(
                        Level.UNUSABLE,
                        file,
                        place + ".$ref",
                        "'" + to + "' leads back to itself",
                        "write the schema itself in one of the places");
                return;
            }
            Optional<JsonNode> found = to.startsWith("#/")
                    ? documents.values().stream()
                            .map(document -> document.at(to.substring(1)))
                            .filter(JsonNode::isObject)
                            .findFirst()
                    : Optional.empty();
            if (found.isEmpty()) {
                // where a schema on the way leads to nothing, that is said of the schema itself
                if (seen.size() == 1) {
                    add(
                            Level.ERROR,
                            file,
                            place + ".$ref",
                            "it refers to '" + to + "', which is not there",
                            "write #/components/schemas/ with the name of a schema that a file of event types has");
                }
                return;
            }
            at = found.get();
        }
    }

    private void pattern(String file, String place, JsonNode pattern) {
        if (pattern.isTextual()) {
            compiled(file, place, pattern.asText());
        }
    }

    /** Compiles it as events are checked by it. */
    private Optional<RegularExpression> compiled(String file, String place, String pattern) {
        try {
            return Optional.of(CONFIG.getRegularExpressionFactory().getRegularExpression(pattern));
        } catch (PatternSyntaxException e) {
            add(
                    Level.UNUSABLE,
                    file,
                    place,
                    "'" + pattern + "' is no regular expression: " + e.getDescription()
                            + (e.getIndex() < 0 ? "" : " at character " + (e.getIndex() + 1)),
                    "correct it as java.util.regex has it; put a backslash before ( [ { . * + ? that stand for"
                            + " themselves");
            return Optional.empty();
        }
    }

    /** Finds what no value at all could fulfil. */
    private void fulfillable(String file, String place, JsonNode schema) {
        if (schema.path("additionalProperties").isBoolean()
                && !schema.path("additionalProperties").asBoolean()
                && schema.path("patternProperties").isEmpty()) {
            StreamSupport.stream(schema.path("required").spliterator(), false)
                    .map(JsonNode::asText)
                    .filter(name -> !schema.path("properties").has(name))
                    .forEach(name -> add(
                            Level.ERROR,
                            file,
                            place + ".required",
                            "it requires '" + name
                                    + "', which is none of its properties, and additionalProperties: false refuses it",
                            "write '" + name + "' under properties, or take it out of required"));
        }
        BOUNDS.forEach((least, most) -> {
            if (schema.path(least).isNumber()
                    && schema.path(most).isNumber()
                    && schema.get(least)
                                    .decimalValue()
                                    .compareTo(schema.get(most).decimalValue())
                            > 0) {
                add(
                        Level.ERROR,
                        file,
                        place + "." + least,
                        least + " is above " + most + ", and no value is both",
                        "correct one of them");
            }
        });
        if (schema.path("enum").isArray() && schema.path("enum").isEmpty()) {
            add(
                    Level.ERROR,
                    file,
                    place + ".enum",
                    "it has no values, and takes none",
                    "write the values that it takes");
        }
    }
}
