package io.rapport.inbox.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.util.regex.Pattern;

/**
 * The event types of {@code processes/segments.yaml}: for each segment that somebody entered it, and that somebody left it.
 * What the segments are, and what is wrong in the file, the room of the segments knows.
 */
final class SegmentTypes {

    static final String PATH = "processes/segments.yaml";

    private static final String ENTERED = "segment.entered.";
    private static final String LEFT = "segment.left.";

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");
    private static final int LONGEST_NAME = 60;

    private static final YAMLMapper YAML = new YAMLMapper();

    private SegmentTypes() {}

    /**
     * All types of segments are of one form. So an event about a segment that has left the file is still what it was.
     *
     * @param type name of a type that no file declares
     * @return the type of a segment that has left; {@code null} if it is no type of segments
     */
    static EventType left(String type) {
        return type.startsWith(ENTERED) || type.startsWith(LEFT) ? RaisedTypes.left(type, null) : null;
    }

    /**
     * @param content of the file
     * @return the event types, as messages of an AsyncAPI document by their names; none of what cannot be read
     */
    static ObjectNode messages(byte[] content) {
        ObjectNode messages = JsonNodeFactory.instance.objectNode();
        JsonNode root;
        try {
            root = YAML.readTree(content);
        } catch (IOException e) {
            return messages;
        }
        root.path("segments").fields().forEachRemaining(segment -> {
            String name = segment.getKey();
            if (NAME.matcher(name).matches() && name.length() <= LONGEST_NAME) {
                String title = segment.getValue().path("title").path("en").asText(name);
                messages.set(ENTERED + name, message(ENTERED + name, name, title + ": entered", "came into"));
                messages.set(LEFT + name, message(LEFT + name, name, title + ": left", "is no longer in"));
            }
        });
        return messages;
    }

    private static ObjectNode message(String type, String segment, String title, String what) {
        ObjectNode schema = RaisedTypes.text("The segment.");
        schema.putArray("enum").add(segment);
        return RaisedTypes.message(
                type,
                title,
                "The customer " + what + " the segment " + segment + ".",
                "Raised by " + PATH + ". Who is in a segment when it is new, or means something else, raises nothing.",
                "segment",
                "segment",
                schema,
                segment);
    }
}
