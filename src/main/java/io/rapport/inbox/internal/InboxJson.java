package io.rapport.inbox.internal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rapport.inbox.Event;
import io.rapport.inbox.EventEffect;
import io.rapport.inbox.Reference;
import java.util.List;
import org.springframework.stereotype.Component;

/** What the inbox's rows hold as JSON. */
@Component
public final class InboxJson {

    private static final TypeReference<List<EventEffect>> EFFECTS = new TypeReference<>() {};

    private final ObjectMapper json;

    InboxJson(ObjectMapper json) {
        this.json = json;
    }

    JsonNode read(String text) {
        try {
            return json.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the database returned JSON that cannot be read", e);
        }
    }

    List<EventEffect> effects(String text) {
        try {
            return json.readValue(text, EFFECTS);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the database returned effects that cannot be read", e);
        }
    }

    /** @return the references as a list of texts: an array of arrays would want all of the same length */
    String refs(Event event) {
        return write(event.references().stream().map(Reference::toString).toList());
    }

    String write(Object value) {
        try {
            return json.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("cannot be written as JSON", e);
        }
    }
}
