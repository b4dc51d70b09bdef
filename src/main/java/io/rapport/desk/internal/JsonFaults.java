package io.rapport.desk.internal;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import io.rapport.inbox.JsonSyntax;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collection;
import java.util.Date;
import java.util.Deque;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Finds in a body what the engine's REST API does not check and fails on: NUL characters, which no database text
 * holds, {@code null} in place of a whole body, of a list's member or of a variable, and a field that stands twice, of which
 * one would be taken and the other dropped. That a field is null is a value like any other.
 */
final class JsonFaults {

    /** The fields whose own fields have names of the caller's: a null there is a variable without even a value. */
    private static final Set<String> VARIABLES = Set.of(
            "variables",
            "modifications",
            "localVariables",
            "processVariables",
            "processVariablesLocal",
            "processVariablesToTriggeredScope",
            "correlationKeys",
            "localCorrelationKeys");

    private static final JsonFactory JSON = new JsonFactory();

    private JsonFaults() {}

    /**
     * @param body what was sent, may be empty
     * @return the first fault in a sentence that names the place; empty if there is none
     */
    static Optional<String> first(byte[] body) {
        Deque<Set<String>> names = new ArrayDeque<>();
        try (JsonParser parser = JSON.createParser(body)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token == JsonToken.FIELD_NAME || token == JsonToken.VALUE_STRING) {
                    if (parser.getText().indexOf('\0') >= 0) {
                        return Optional.of("NUL characters (U+0000) are not allowed" + place(parser)
                                + ". Send the text without them.");
                    }
                }
                if (token == JsonToken.START_OBJECT) {
                    names.push(new HashSet<>());
                } else if (token == JsonToken.END_OBJECT) {
                    names.pop();
                } else if (token == JsonToken.FIELD_NAME && !names.element().add(parser.currentName())) {
                    return Optional.of("A field stands twice" + place(parser) + ". Send it once.");
                } else if (token == JsonToken.VALUE_NULL && mustBeValue(parser.getParsingContext())) {
                    return Optional.of("null is not allowed" + place(parser) + ". Leave it out, or give it a value.");
                }
            }
            return Optional.empty();
        } catch (JsonProcessingException unreadable) {
            // the engine's API says so itself, without a word of what is wrong
            return Optional.of("The body is no JSON that can be read: " + JsonSyntax.fault(unreadable) + ".");
        } catch (IOException e) {
            throw new IllegalStateException("bytes in memory are read", e);
        }
    }

    /**
     * @param failure what the engine's API could not read
     * @return a sentence that names the place and what is expected there, without what was sent
     */
    static String mapping(JsonMappingException failure) {
        StringBuilder place = new StringBuilder();
        failure.getPath().forEach(step -> place.append('/')
                .append(step.getFieldName() == null ? String.valueOf(step.getIndex()) : step.getFieldName()));
        String what = place.isEmpty() ? "The body" : place.toString();
        Class<?> expected = failure instanceof MismatchedInputException input ? input.getTargetType() : null;
        return what + " cannot be read: send " + kind(expected) + (place.isEmpty() ? "." : " there.");
    }

    private static String kind(Class<?> type) {
        if (type == null) {
            return "a value of another kind";
        }
        if (Date.class.isAssignableFrom(type)) {
            return "a date and time such as 2026-03-04T09:30:00.000+0000";
        }
        if (type == boolean.class || type == Boolean.class) {
            return "true or false";
        }
        if (type.isPrimitive() || Number.class.isAssignableFrom(type)) {
            return "a number";
        }
        if (type.isEnum()) {
            return "one of "
                    + Arrays.stream(type.getEnumConstants())
                            .map(Object::toString)
                            .collect(Collectors.joining(", "));
        }
        if (CharSequence.class.isAssignableFrom(type)) {
            return "a text in quotes";
        }
        return type.isArray() || Collection.class.isAssignableFrom(type)
                ? "a list in [ ]"
                : "an object with fields in { }";
    }

    private static boolean mustBeValue(JsonStreamContext at) {
        return !at.inObject()
                || isVariables(at.getParent()) && !isVariables(at.getParent().getParent());
    }

    private static boolean isVariables(JsonStreamContext parent) {
        return parent != null && parent.getCurrentName() != null && VARIABLES.contains(parent.getCurrentName());
    }

    private static String place(JsonParser parser) {
        String pointer = parser.getParsingContext().pathAsPointer().toString().replace("\0", "\\u0000");
        return pointer.isEmpty() ? " as the body" : " at " + pointer;
    }
}
