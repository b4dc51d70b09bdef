package io.rapport.inbox.internal;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Tells whether event types only grow from one catalogue to the next: what was a valid event stays one, and what journeys
 * know of it stays there.
 */
final class SchemaGrowth {

    /** Rules that allow more, the greater they are; without one all is allowed. */
    private static final List<String> UPPER =
            List.of("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties");

    /** Rules that allow more, the smaller they are. */
    private static final List<String> LOWER =
            List.of("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties");

    /** Rules of which any other one may refuse what was valid. */
    private static final List<String> FIXED = List.of("pattern", "format", "const", "multipleOf", "uniqueItems");

    /** What else a schema may name as a type no value is of: events of it were never taken, and it may be corrected. */
    private static final Set<String> TYPES =
            Set.of("array", "boolean", "integer", "null", "number", "object", "string");

    private static final int DEEPEST = 20;

    private static final String MESSAGES = "/components/messages";

    private final JsonNode before;
    private final JsonNode after;
    private final String type;
    private final List<Fault> faults;

    private SchemaGrowth(JsonNode before, JsonNode after, String type, List<Fault> faults) {
        this.before = before;
        this.after = after;
        this.type = type;
        this.faults = faults;
    }

    /**
     * Something that was taken back.
     *
     * @param type of the event
     * @param place in its data, such as {@code /items/sku}; empty for the type as a whole
     * @param problem what is gone or narrower
     * @param declared where the document before has it
     */
    record Fault(String type, String place, String problem, Declared declared) {}

    /**
     * Where something is declared.
     *
     * @param pointer to it, as JSON has it
     * @param shared whether it is part of a schema that several types may refer to
     */
    record Declared(String pointer, boolean shared) {

        private Declared in(String... names) {
            StringBuilder longer = new StringBuilder(pointer);
            for (String name : names) {
                longer.append('/').append(EventCatalogue.escape(name));
            }
            return new Declared(longer.toString(), shared);
        }

        /** @return the same as files are written, such as {@code components.schemas.Address} */
        String place() {
            return pointer.substring(1).replace('/', '.').replace("~1", "/").replace("~0", "~");
        }
    }

    /**
     * @param before an AsyncAPI document
     * @param after the one that is to take its place
     * @return what was taken back; empty if all has stayed or grown
     */
    static List<Fault> faults(JsonNode before, JsonNode after) {
        Map<String, String> earlier = keys(before);
        Map<String, String> later = keys(after);
        List<Fault> faults = new ArrayList<>();
        earlier.forEach((name, key) -> {
            Declared declared = new Declared(MESSAGES, false).in(key);
            if (!later.containsKey(name)) {
                faults.add(
                        new Fault(name, "", "the event type '" + name + "' is gone, and event types stay", declared));
                return;
            }
            JsonNode message = before.at(MESSAGES).path(key);
            JsonNode next = after.at(MESSAGES).path(later.get(name));
            SchemaGrowth growth = new SchemaGrowth(before, after, name, faults);
            growth.references(declared, message.path("x-rapport"), next.path("x-rapport"));
            growth.schema("", declared.in("payload"), message.path("payload"), next.path("payload"), 0);
        });
        return faults;
    }

    /** @return under which key a type's message stands, by the type's name */
    private static Map<String, String> keys(JsonNode root) {
        Map<String, String> keys = new TreeMap<>();
        root.at(MESSAGES)
                .fields()
                .forEachRemaining(
                        message -> keys.put(message.getValue().path("name").asText(), message.getKey()));
        return keys;
    }

    private void add(String place, Declared declared, String problem) {
        faults.add(new Fault(type, place, problem, declared));
    }

    private void references(Declared declared, JsonNode old, JsonNode now) {
        old.path("references").fields().forEachRemaining(reference -> {
            if (!reference.getValue().equals(now.path("references").get(reference.getKey()))) {
                add(
                        "",
                        declared,
                        "it no longer refers to its " + reference.getKey() + " at "
                                + reference.getValue().asText());
            }
        });
        Set<String> leads = texts(now.path("leadsTo"));
        texts(old.path("leadsTo")).stream()
                .filter(kind -> !leads.contains(kind))
                .forEach(kind -> add("", declared, "it no longer leads to the " + kind));
    }

    private void schema(String place, Declared written, JsonNode unresolvedOld, JsonNode unresolvedNow, int depth) {
        Declared declared = declared(written, unresolvedOld, depth);
        JsonNode old = resolve(before, unresolvedOld);
        JsonNode now = resolve(after, unresolvedNow);
        if (depth > DEEPEST || old.equals(now) && depth > 0 && !refers(old)) {
            return;
        }
        Set<String> types = texts(now.path("type"));
        for (String allowed : texts(old.path("type"))) {
            boolean wider = allowed.equals("integer") && types.contains("number");
            if (TYPES.contains(allowed) && !types.isEmpty() && !types.contains(allowed) && !wider) {
                add(place, declared, "it may no longer be of the type " + allowed);
            }
        }
        if (now.has("enum")) {
            Set<String> values = texts(now.path("enum"));
            if (!old.has("enum") && !old.has("const")) {
                add(place, declared, "it may no longer be any value");
            }
            texts(old.path("enum")).stream()
                    .filter(value -> !values.contains(value))
                    .forEach(value -> add(place, declared, "the value '" + value + "' is gone"));
        }
        for (String rule : UPPER) {
            if (now.has(rule)
                    && (!old.has(rule)
                            || now.get(rule).asDouble() < old.get(rule).asDouble())) {
                add(place, declared, rule + " is narrower than before");
            }
        }
        for (String rule : LOWER) {
            if (now.has(rule)
                    && (!old.has(rule)
                            || now.get(rule).asDouble() > old.get(rule).asDouble())) {
                add(place, declared, rule + " is narrower than before");
            }
        }
        for (String rule : FIXED) {
            if (now.has(rule) && !now.get(rule).equals(old.get(rule))) {
                add(place, declared, rule + " is another than before, and may refuse what was valid");
            }
        }
        for (String rule : List.of("anyOf", "oneOf", "allOf", "not", "if", "then", "else", "dependentRequired")) {
            if (!now.path(rule).equals(old.path(rule)) && !(rule.equals("anyOf") && hasAll(old, now))) {
                add(place, declared, rule + " is another than before, and may refuse what was valid");
            }
        }
        if (old.path("x-journey-variable").asBoolean()
                && !now.path("x-journey-variable").asBoolean()) {
            add(place, declared, "journeys no longer know it as a variable");
        }
        Set<String> required = texts(now.path("required"));
        required.removeAll(texts(old.path("required")));
        required.forEach(field ->
                add(place + "/" + field, declared.in("properties", field), "it is required now, and was not before"));
        old.path("properties").fields().forEachRemaining(field -> {
            JsonNode next = now.path("properties").get(field.getKey());
            if (next == null) {
                add(
                        place + "/" + field.getKey(),
                        declared.in("properties", field.getKey()),
                        "the field is gone, and fields stay");
            } else {
                schema(
                        place + "/" + field.getKey(),
                        declared.in("properties", field.getKey()),
                        field.getValue(),
                        next,
                        depth + 1);
            }
        });
        boolean openBefore = old.path("additionalProperties").asBoolean(true)
                || old.path("additionalProperties").isObject();
        if (openBefore
                && now.has("additionalProperties")
                && !now.path("additionalProperties").equals(old.path("additionalProperties"))) {
            add(place, declared, "fields of its own are no longer taken as before");
        }
        if (old.has("items") && now.has("items")) {
            schema(place + "/items", declared.in("items"), old.get("items"), now.get("items"), depth + 1);
        }
    }

    /** A schema that refers to another one is declared where that is. */
    private Declared declared(Declared written, JsonNode old, int depth) {
        Declared declared = written;
        JsonNode at = old;
        for (int i = 0; at.has("$ref") && i < DEEPEST; i++) {
            String pointer = at.get("$ref").asText().substring(1);
            declared = new Declared(pointer, written.shared() || depth > 0);
            at = before.at(pointer);
        }
        return declared;
    }

    private static boolean hasAll(JsonNode old, JsonNode now) {
        Set<JsonNode> choices = new HashSet<>();
        now.path("anyOf").forEach(choices::add);
        for (JsonNode choice : old.path("anyOf")) {
            if (!choices.contains(choice)) {
                return false;
            }
        }
        return old.has("anyOf");
    }

    /** Two that read the same may refer to schemas that differ. */
    private static boolean refers(JsonNode schema) {
        return !schema.findValues("$ref").isEmpty();
    }

    private static JsonNode resolve(JsonNode root, JsonNode node) {
        JsonNode resolved = node;
        for (int i = 0; resolved.has("$ref") && i < DEEPEST; i++) {
            resolved = root.at(resolved.get("$ref").asText().substring(1));
        }
        return resolved;
    }

    private static Set<String> texts(JsonNode node) {
        Set<String> texts = new HashSet<>();
        if (node.isArray()) {
            node.forEach(one -> texts.add(one.asText()));
        } else if (node.isValueNode() && !node.isNull()) {
            texts.add(node.asText());
        }
        return texts;
    }
}
