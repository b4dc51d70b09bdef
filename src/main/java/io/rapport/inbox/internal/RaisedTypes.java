package io.rapport.inbox.internal;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rapport.inbox.Reference;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Event types that Rapport raises by files of its own, such as {@code processes/dates.yaml}. The data of each have one field,
 * so that what an entry raised before it left its file is still what it was.
 */
final class RaisedTypes {

    private RaisedTypes() {}

    /**
     * @param type name of a type that no file declares any more
     * @param subject what it is about; {@code null} if that is a customer
     */
    static EventType left(String type, Reference subject) {
        return new EventType(type, subject, null, Map.of(), Set.of(), List.of(), List.of(), false, null, false, true);
    }

    /**
     * Writes a type as a message of an AsyncAPI document.
     *
     * @param type its name
     * @param title for people
     * @param summary what has happened
     * @param description what raises it, and how often
     * @param tag under which documents list it
     * @param field name of the field of its data
     * @param schema of the field
     * @param example of the field
     */
    static ObjectNode message(
            String type,
            String title,
            String summary,
            String description,
            String tag,
            String field,
            ObjectNode schema,
            String example) {
        ObjectNode message = JsonNodeFactory.instance.objectNode();
        message.put("name", type);
        message.put("title", title);
        message.put("summary", summary);
        message.put("description", description);
        message.put("contentType", "application/cloudevents+json");
        message.putArray("tags").addObject().put("name", tag);
        ObjectNode payload = message.putObject("payload");
        payload.put("type", "object").put("additionalProperties", false);
        payload.putArray("required").add(field);
        payload.putObject("properties").set(field, schema);
        ObjectNode shown = message.putArray("examples").addObject();
        shown.put("name", "example").put("summary", title);
        shown.putObject("payload").put(field, example);
        message.putObject("x-rapport")
                .put("unmatched", "done")
                .put("ordering", "loose")
                .put("toldBy", "rapport");
        return message;
    }

    /** @return the schema of a text */
    static ObjectNode text(String description) {
        return JsonNodeFactory.instance.objectNode().put("type", "string").put("description", description);
    }
}
