package io.rapport.inbox.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonNodePath;
import com.networknt.schema.ValidationMessage;
import io.rapport.inbox.InvalidEvent.Fault;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * What the schema library finds, in words for anyone who sends the event: they name the fix, and never repeat a value of the
 * event. Keywords whose words are plain in the library keep them.
 */
final class SchemaFaults {

    private static final String DATA = "/data";

    /** Formats whose form nobody knows by heart: who sends another type is shown it. */
    private static final Set<String> TIMES = Set.of("date", "date-time", "birthday");

    /**
     * The catalogue's pattern for a text of which something is to be seen: more than spaces, controls, marks without a
     * letter, and the letters and symbols that are blank.
     */
    static final String VISIBLE = "[^\\s\\p{Z}\\p{Cc}\\p{Cf}\\p{M}\\u115f\\u1160\\u2800\\u3164\\uffa0]";

    private SchemaFaults() {}

    /**
     * Finds the faults of an event's data.
     *
     * @param type of the event
     * @param messages of the library
     * @return a fault for each; the ways of an {@code anyOf}, of which one would do, are one fault
     */
    static List<Fault> of(EventType type, Collection<ValidationMessage> messages) {
        List<Fault> faults = new ArrayList<>();
        Map<String, Integer> choices = new LinkedHashMap<>();
        for (ValidationMessage message : messages) {
            if (isSaidBetter(message, messages)) {
                continue;
            }
            String choice = choice(message);
            Fault fault = choice == null ? fault(type, message) : wayOf(type, message);
            Integer place = choice == null ? null : choices.putIfAbsent(choice + " " + fault.pointer(), faults.size());
            if (place == null) {
                faults.add(fault);
            } else if (!faults.get(place).detail().contains(fault.detail())) {
                faults.set(place, new Fault(fault.pointer(), faults.get(place).detail() + ", or " + fault.detail()));
            }
        }
        return faults;
    }

    /** An empty text that must show something lacks a length as well: one fault, reported once. */
    private static boolean isSaidBetter(ValidationMessage message, Collection<ValidationMessage> all) {
        return "minLength".equals(message.getType())
                && all.stream()
                        .anyMatch(other -> "pattern".equals(other.getType())
                                && other.getInstanceLocation().equals(message.getInstanceLocation()));
    }

    /** @return where the {@code anyOf} stands to which the message belongs, {@code null} if to none */
    private static String choice(ValidationMessage message) {
        JsonNodePath path = message.getEvaluationPath();
        StringBuilder before = new StringBuilder();
        for (int i = 0; i < path.getNameCount(); i++) {
            before.append('/').append(path.getElement(i));
            if ("anyOf".equals(path.getElement(i))) {
                return before.toString();
            }
        }
        return null;
    }

    /** A field that is missing in one way only is no fault of the field. */
    private static Fault wayOf(EventType type, ValidationMessage message) {
        return "required".equals(message.getType())
                ? new Fault(pointer(message), "must have " + message.getProperty())
                : fault(type, message);
    }

    private static Fault fault(EventType type, ValidationMessage message) {
        String pointer = pointer(message);
        String field = pointer + "/" + EventCatalogue.escape(String.valueOf(message.getProperty()));
        JsonNode rule = message.getSchemaNode();
        return switch (message.getType()) {
            case "required" -> new Fault(field, "is missing; " + type.name() + " needs it");
            case "additionalProperties" ->
                new Fault(field, "is not a field of " + type.name() + "; correct its name or leave it out");
            case "propertyNames" ->
                new Fault(
                        field,
                        "has a name that is not taken; names match the pattern "
                                + rule.path("pattern").asText());
            case "type" -> {
                String found = String.valueOf(message.getArguments()[0]);
                String format = schemaAround(type, message).path("format").asText();
                yield new Fault(
                        pointer,
                        TIMES.contains(format)
                                ? format(format, message) + "; write it in quotes, not as " + withArticle(found)
                                : type(rule, found));
            }
            case "enum" -> new Fault(pointer, "must be one of " + listed(rule));
            case "const" -> new Fault(pointer, "must be " + rule.asText());
            case "format" -> new Fault(pointer, format(rule.asText(), message));
            case "pattern" -> new Fault(pointer, pattern(rule.asText(), schemaAround(type, message)));
            case "minLength" ->
                new Fault(
                        pointer,
                        rule.asInt() == 1 ? "must not be empty" : "must have at least " + rule + " characters");
            case "minimum" -> new Fault(pointer, "must be at least " + rule.asText());
            case "maximum" -> new Fault(pointer, "must be at most " + rule.asText());
            case "minProperties" -> new Fault(pointer, tooFew(rule, schemaAround(type, message), message));
            default -> new Fault(pointer, plain(message));
        };
    }

    private static String type(JsonNode expected, String found) {
        String wanted = expected.isArray()
                // null takes something back, and is seldom what was meant
                ? stream(expected)
                        .filter(type -> !type.equals("null"))
                        .map(SchemaFaults::withArticle)
                        .collect(Collectors.joining(" or "))
                : withArticle(expected.asText());
        return "must be " + wanted + (found.equals("number") ? "" : ", not " + withArticle(found));
    }

    private static String withArticle(String type) {
        return switch (type) {
            case "integer" -> "a whole number";
            case "object", "array" -> "an " + type;
            case "null" -> type;
            default -> "a " + type;
        };
    }

    private static String format(String format, ValidationMessage message) {
        return switch (format) {
            case "email" -> "is not an e-mail address; correct it to a form such as hannah@example.com";
            case "hostname" -> "is not a host name";
            case "time-zone" ->
                "is not a time zone of the IANA database; use a name such as Europe/London, not an offset";
            case "currency" ->
                "is not a current currency of ISO 4217 with a smallest unit; use a code such as EUR, and amounts in"
                        + " what replaced a currency that has ended";
            case "birthday" ->
                "must be a date such as 1986-04-17, neither before 1900 nor in the future, or --04-17 without the year";
            case "date" -> "must be a date such as 1986-04-17";
            case "date-time" -> "must be an RFC 3339 time with offset, such as 2026-05-04T09:30:00+02:00";
            case "uuid" -> "must be a UUID, such as 3f0c6b1e-6a53-4c0e-9d27-8a5c1b0f7e42";
            default -> plain(message);
        };
    }

    private static String pattern(String pattern, JsonNode schema) {
        if (pattern.equals("\\S") || pattern.equals(VISIBLE)) {
            return "must not be blank; write at least one character that can be seen";
        }
        JsonNode example = schema.path("examples").path(0);
        return example.isMissingNode()
                ? "must match the pattern " + pattern
                : "must have a form such as " + example.asText() + " (pattern " + pattern + ")";
    }

    /** Names the fields of which one more would fix it; those that are missing anyway are faults of their own. */
    private static String tooFew(JsonNode least, JsonNode schema, ValidationMessage message) {
        List<String> required = stream(schema.path("required")).toList();
        StringJoiner choice = new StringJoiner(", ", "; add one of ", "").setEmptyValue("");
        schema.path("properties").fieldNames().forEachRemaining(name -> {
            if (!required.contains(name) && !message.getInstanceNode().has(name)) {
                choice.add(name);
            }
        });
        return "must have at least " + least.asText() + " fields" + choice;
    }

    /** @return what the library says, without the place */
    static String plain(ValidationMessage message) {
        String text = message.getMessage();
        int colon = text.indexOf(": ");
        return colon < 0 ? text : text.substring(colon + 2);
    }

    private static String pointer(ValidationMessage message) {
        StringBuilder pointer = new StringBuilder(DATA);
        JsonNodePath place = message.getInstanceLocation();
        for (int i = 0; i < place.getNameCount(); i++) {
            pointer.append('/').append(EventCatalogue.escape(String.valueOf(place.getElement(i))));
        }
        return pointer.toString();
    }

    /** The schema of which the message's keyword is a part. */
    private static JsonNode schemaAround(EventType type, ValidationMessage message) {
        JsonNodePath place = message.getSchemaLocation().getFragment();
        JsonNode schema = type.schema().getSchemaNode();
        for (int i = 0; i < place.getNameCount() - 1; i++) {
            Object step = place.getElement(i);
            schema = step instanceof Integer index ? schema.path(index) : schema.path(String.valueOf(step));
        }
        return schema;
    }

    private static String listed(JsonNode values) {
        return stream(values).collect(Collectors.joining(", "));
    }

    private static Stream<String> stream(JsonNode values) {
        return StreamSupport.stream(values.spliterator(), false).map(JsonNode::asText);
    }
}
