package io.rapport.inbox.internal;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonMetaSchema;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import io.rapport.inbox.Reference;
import java.time.Duration;
import java.time.InstantSource;
import java.time.Period;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Makes event types of the messages that the files of the catalogue have. */
final class EventTypeReader {

    private static final Set<String> TIMES = Set.of("date", "date-time", "birthday");
    private static final Set<String> SHORT = Set.of("number", "integer", "boolean");
    private static final SchemaValidatorsConfig VALIDATION = SchemaValidatorsConfig.builder()
            .formatAssertionsEnabled(true)
            .locale(Locale.ENGLISH)
            .build();

    private EventTypeReader() {}

    /**
     * @param files put together
     * @param time what days of the past are known by
     * @return the types by their names
     * @throws IllegalArgumentException if a message lacks what the inbox needs, naming the message
     */
    static Map<String, EventType> types(CatalogueFiles files, InstantSource time) {
        JsonNode root = files.root().deepCopy();
        timesAreTexts(root.path("components"));
        Map<String, EventType> types = new TreeMap<>();
        JsonSchemaFactory factory = schemas(time);
        root.at("/components/messages").fields().forEachRemaining(entry -> {
            EventType type = type(root, entry.getKey(), entry.getValue(), factory);
            if (types.put(type.name(), type) != null) {
                throw new IllegalArgumentException("the event catalogue has two messages of the name '" + type.name()
                        + "'; give each a name of its own");
            }
        });
        if (types.isEmpty()) {
            throw new IllegalArgumentException("the event catalogue has no messages under components/messages");
        }
        return types;
    }

    /**
     * A format says nothing of a number, which would be guessed: a moment, a day or a birthday is a text, whatever else its type
     * names or leaves out; null takes one away.
     */
    private static void timesAreTexts(JsonNode node) {
        JsonNode format = node.path("format");
        if (node instanceof ObjectNode schema && format.isTextual() && TIMES.contains(format.asText())) {
            boolean takenAway = StreamSupport.stream(schema.path("type").spliterator(), false)
                    .anyMatch(type -> type.asText().equals("null"));
            if (takenAway) {
                schema.putArray("type").add("string").add("null");
            } else {
                schema.put("type", "string");
            }
        }
        node.forEach(EventTypeReader::timesAreTexts);
    }

    private static JsonSchemaFactory schemas(InstantSource time) {
        JsonMetaSchema draft7 = JsonMetaSchema.getV7();
        JsonMetaSchema ours =
                JsonMetaSchema.builder(draft7).formats(DataFormats.all(time)).build();
        return JsonSchemaFactory.builder(JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V7))
                .metaSchema(ours)
                .build();
    }

    private static EventType type(JsonNode root, String key, JsonNode message, JsonSchemaFactory factory) {
        String name = message.path("name").asText();
        JsonNode payload = message.path("payload");
        JsonNode rules = message.path("x-rapport");
        List<String> missing = Stream.of("name", "payload", "x-rapport")
                .filter(field -> message.path(field).isMissingNode()
                        || message.path(field).isNull()
                        || field.equals("name") && name.isEmpty())
                .toList();
        if (!missing.isEmpty()) {
            throw new IllegalArgumentException(
                    "message '" + (name.isEmpty() || message.path("name").isNull() ? key : name) + "': "
                            + String.join(" and ", missing) + (missing.size() == 1 ? " is" : " are")
                            + " missing; write name: what its events are called, payload: the schema of their data,"
                            + " x-rapport: how they are treated, such as {unmatched: done}");
        }
        // the schema stands alone, with the components beside it, so that its references resolve
        ObjectNode schema = resolve(root, payload).deepCopy();
        schema.set("components", root.path("components"));
        Map<String, JsonPointer> references = new LinkedHashMap<>();
        rules.path("references")
                .fields()
                .forEachRemaining(reference -> references.put(
                        reference.getKey(),
                        pointer(name, reference.getKey(), reference.getValue().asText())));
        Set<String> leadsTo = new LinkedHashSet<>();
        rules.path("leadsTo").forEach(kind -> leadsTo.add(kind.asText()));
        references.forEach((kind, pointer) -> referenced(name, kind, pointer, root, schema));
        List<String> variables = new ArrayList<>();
        schema.path("properties").fields().forEachRemaining(property -> {
            if (resolve(root, property.getValue()).path("x-journey-variable").asBoolean()
                    || property.getValue().path("x-journey-variable").asBoolean()) {
                variables.add(property.getKey());
            }
        });
        List<DaysFromEvent> days = new ArrayList<>();
        schema.path("properties").fields().forEachRemaining(property -> daysFromEvent(
                        name, property.getKey(), resolve(root, property.getValue()))
                .ifPresent(days::add));
        variables.forEach(variable -> shortValue(
                name, variable, resolve(root, schema.path("properties").path(variable))));
        Duration timeToLive =
                switch (rules.path("unmatched").asText()) {
                    case "done" -> null;
                    case "wait" -> duration(name, rules.path("timeToLive").asText());
                    default ->
                        throw new IllegalArgumentException(
                                "message '" + name + "': x-rapport.unmatched must be done or wait");
                };
        boolean strict = choice(name, rules, "ordering", "strict", "loose", "strict", "strict or loose");
        boolean doneWhenOver = choice(name, rules, "whenOver", "done", "wait", "wait", "done or wait");
        boolean own = choice(name, rules, "toldBy", "rapport", "systems", "systems", "rapport or absent");
        Reference subject =
                rules.has("about") ? Reference.parse(rules.path("about").asText()) : null;
        if (subject != null && !(subject.isWithoutCustomer() && own)) {
            throw new IllegalArgumentException("message '" + name + "': x-rapport.about is for the schedules of "
                    + DatesFile.PATH + " alone; leave it out, since systems send events about customers");
        }
        mustShowSomething(root, schema);
        JsonSchema validator = factory.getSchema(schema, VALIDATION);
        return new EventType(
                name,
                subject,
                validator,
                references,
                leadsTo,
                List.copyOf(variables),
                List.copyOf(days),
                strict,
                timeToLive,
                doneWhenOver,
                own);
    }

    /** A text that must not be empty must show something: one of spaces and characters of no width is as empty. */
    private static void mustShowSomething(JsonNode root, ObjectNode schema) {
        schema.path("properties").fields().forEachRemaining(property -> {
            JsonNode field = resolve(root, property.getValue());
            if (field.path("minLength").asInt() > 0 && !field.has("pattern") && !field.has("enum")) {
                property.setValue(((ObjectNode) field.deepCopy()).put("pattern", SchemaFaults.VISIBLE));
            }
        });
    }

    /** @return which of two words a rule says, or means if it says nothing */
    private static boolean choice(
            String name, JsonNode rules, String rule, String yes, String no, String otherwise, String fix) {
        String word = rules.path(rule).asText(otherwise);
        if (!word.equals(yes) && !word.equals(no)) {
            throw new IllegalArgumentException("message '" + name + "': x-rapport." + rule + " must be " + fix);
        }
        return word.equals(yes);
    }

    private static Optional<DaysFromEvent> daysFromEvent(String name, String field, JsonNode schema) {
        try {
            return DaysFromEvent.of(field, schema);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("message '" + name + "': " + e.getMessage(), e);
        }
    }

    private static JsonPointer pointer(String name, String kind, String text) {
        if (!text.startsWith("/")) {
            throw new IllegalArgumentException("message '" + name + "': x-rapport.references." + kind + " is '" + text
                    + "', which is no JSON pointer; begin it with a slash, such as /orderId");
        }
        return JsonPointer.compile(text);
    }

    /** What an event is about must be a field that it has; a pointer that leads nowhere would name nothing, ever. */
    private static void referenced(String name, String kind, JsonPointer pointer, JsonNode root, ObjectNode schema) {
        JsonNode at = schema;
        for (JsonPointer rest = pointer; !rest.matches(); rest = rest.tail()) {
            at = resolve(root, at).path("properties").path(rest.getMatchingProperty());
            if (at.isMissingNode()) {
                throw new IllegalArgumentException("message '" + name + "': x-rapport.references." + kind + " is '"
                        + pointer + "', and its data has no such field; write the pointer to a field of the payload");
            }
        }
    }

    /** Only what is a number, or true or false, may become a variable: texts stay out of the engine. */
    private static void shortValue(String name, String field, JsonNode schema) {
        List<String> types = types(schema);
        if (types.isEmpty() || !SHORT.containsAll(types)) {
            throw new IllegalArgumentException("message '" + name + "': the field '" + field
                    + "' is marked x-journey-variable and must be of the type number, integer or boolean, not "
                    + String.join(" or ", types) + "; leave the mark out, and let a journey ask a fact for it");
        }
    }

    /** @return the types that a value may be of, besides null */
    static List<String> types(JsonNode schema) {
        List<String> types = new ArrayList<>();
        JsonNode type = schema.path("type");
        if (type.isArray()) {
            type.forEach(one -> types.add(one.asText()));
        } else {
            types.add(type.asText());
        }
        types.remove("null");
        return types;
    }

    private static Duration duration(String name, String text) {
        try {
            return text.contains("T")
                    ? Duration.parse(text)
                    : Duration.ofDays(Period.parse(text).getDays());
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException(
                    "message '" + name + "': x-rapport.timeToLive must be days or less, such as P30D", e);
        }
    }

    /** @return the schema that a place holds or refers to */
    static ObjectNode resolve(JsonNode root, JsonNode node) {
        JsonNode resolved = node;
        while (resolved.has("$ref")) {
            resolved = root.at(resolved.get("$ref").asText().substring(1));
        }
        if (!(resolved instanceof ObjectNode object)) {
            throw new IllegalArgumentException("the event catalogue refers to something that is not there: " + node);
        }
        return object;
    }
}
