package io.rapport.inbox.internal;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rapport.inbox.EventSubmission;
import io.rapport.inbox.InvalidEvent;
import io.rapport.inbox.InvalidEvent.Fault;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads CloudEvents 1.0 in the three content modes of HTTP. */
final class CloudEventReader {

    /** What the headers of the binary mode begin with. */
    static final String HEADER = "ce-";

    /** Most events of a batch. */
    static final int MOST_EVENTS = 1_000;

    /**
     * One event of a batch, or what is wrong with it.
     *
     * @param source its sender, {@code null} if it cannot be read
     * @param id the sender's id, {@code null} if it cannot be read
     * @param event {@code null} if there is a fault
     * @param fault {@code null} if there is an event
     * @param tooLarge whether the fault is its size alone
     */
    record Element(String source, String id, EventSubmission event, InvalidEvent fault, boolean tooLarge) {}

    /** A batch has more events than {@link #MOST_EVENTS}. */
    static final class TooManyEvents extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private final EventCatalogue catalogue;
    private final Set<String> systems;

    /**
     * @param catalogue knows what systems may not send
     * @param systems whose ids of customers a subject may be
     */
    CloudEventReader(EventCatalogue catalogue, Set<String> systems) {
        this.catalogue = catalogue;
        this.systems = systems;
    }

    /**
     * Reads one event in structured mode.
     *
     * @param body UTF-8 JSON
     * @param now to compare the event's time with
     * @return the event; its data is not yet checked against the type
     * @throws InvalidEvent if it is not JSON or not a CloudEvent
     */
    EventSubmission read(byte[] body, Instant now) {
        List<Fault> faults = new ArrayList<>();
        EventSubmission event = Envelope.read(root(body, 0, body.length), catalogue, systems, now, faults);
        if (!faults.isEmpty()) {
            throw new InvalidEvent(faults);
        }
        return event;
    }

    /**
     * Reads one event in binary mode.
     *
     * @param headers all of the request, the names in lower case; attributes are those with {@link #HEADER}
     * @param body the data, UTF-8 JSON
     * @param now to compare the event's time with
     * @return the event; its data is not yet checked against the type
     * @throws InvalidEvent with pointers into the event as its structured form would be
     */
    EventSubmission read(Map<String, List<String>> headers, byte[] body, Instant now) {
        List<Fault> faults = new ArrayList<>();
        ObjectNode root = StrictJson.object();
        headers.forEach((header, values) -> {
            if (header.startsWith(HEADER)) {
                attribute(root, header.substring(HEADER.length()), values, faults);
            }
        });
        try {
            root.set("data", StrictJson.read(body, 0, body.length));
        } catch (InvalidEvent e) {
            e.faults().forEach(fault -> faults.add(new Fault("/data" + fault.pointer(), fault.detail())));
        }
        EventSubmission event = Envelope.read(root, catalogue, systems, now, faults);
        if (!faults.isEmpty()) {
            // an attribute that cannot be decoded is not missing, too
            Map<String, Fault> firsts = new LinkedHashMap<>();
            faults.forEach(fault -> firsts.putIfAbsent(fault.pointer(), fault));
            throw new InvalidEvent(List.copyOf(firsts.values()));
        }
        return event;
    }

    private static void attribute(ObjectNode root, String name, List<String> values, List<Fault> faults) {
        String pointer = "/" + EventCatalogue.escape(name);
        if (name.equals("data")) {
            faults.add(new Fault("/data", "is the body of the request, not a header"));
        } else if (name.equals("datacontenttype")) {
            faults.add(new Fault(pointer, "is the header Content-Type; leave ce-datacontenttype out"));
        } else if (!Envelope.isAttribute(name)) {
            faults.add(new Fault(pointer, "is not a CloudEvents attribute (at most 20 letters and digits)"));
        } else if (values.size() > 1) {
            faults.add(new Fault(pointer, "stands in more than one header; send it once"));
        } else {
            String value = HeaderValue.decode(values.get(0));
            if (value == null) {
                faults.add(new Fault(
                        pointer,
                        "must be percent-encoded UTF-8 in its header: %20 for a space, %25 for a percent sign"));
            } else {
                root.put(name, value);
            }
        }
    }

    /**
     * Reads a batch.
     *
     * @param body a JSON array in UTF-8
     * @param now to compare the events' times with
     * @return each element in its order; the events' data is not yet checked against the types
     * @throws InvalidEvent if the body as a whole is not a JSON array
     * @throws TooManyEvents if there are more than {@link #MOST_EVENTS}
     */
    List<Element> readBatch(byte[] body, Instant now) {
        List<Element> elements = new ArrayList<>();
        try (JsonParser parser = StrictJson.tokens(body)) {
            if (parser.nextToken() != JsonToken.START_ARRAY) {
                throw new InvalidEvent(List.of(new Fault("", "must be a JSON array of CloudEvents")));
            }
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                if (elements.size() == MOST_EVENTS) {
                    throw new TooManyEvents();
                }
                if (parser.currentToken() == JsonToken.START_OBJECT) {
                    int from = (int) parser.currentTokenLocation().getByteOffset();
                    parser.skipChildren();
                    elements.add(
                            element(body, from, (int) parser.currentLocation().getByteOffset() - from, now));
                } else {
                    parser.skipChildren();
                    elements.add(refused(null, null, new Fault("", "must be one JSON object, a CloudEvent")));
                }
            }
            if (parser.nextToken() != null) {
                throw new InvalidEvent(List.of(new Fault("", "must be one JSON array and nothing after it")));
            }
            return elements;
        } catch (JsonProcessingException e) {
            throw StrictJson.notJson(e);
        } catch (IOException e) {
            throw new UncheckedIOException("an array of bytes is always there", e);
        }
    }

    private Element element(byte[] body, int from, int length, Instant now) {
        JsonNode root;
        try {
            root = root(body, from, length);
        } catch (InvalidEvent e) {
            return new Element(null, null, null, e, false);
        }
        String source = name(root.get("source"));
        String id = name(root.get("id"));
        if (length > ContentMode.STRUCTURED.mostBytes()) {
            Fault fault = new Fault("", "is larger than " + ContentMode.STRUCTURED.mostBytes() + " bytes");
            return new Element(source, id, null, new InvalidEvent(List.of(fault)), true);
        }
        List<Fault> faults = new ArrayList<>();
        EventSubmission event = Envelope.read(root, catalogue, systems, now, faults);
        return faults.isEmpty()
                ? new Element(source, id, event, null, false)
                : new Element(source, id, null, new InvalidEvent(faults), false);
    }

    private static Element refused(String source, String id, Fault fault) {
        return new Element(source, id, null, new InvalidEvent(List.of(fault)), false);
    }

    /** What an answer may repeat to name the event. */
    private static String name(JsonNode value) {
        return value != null && value.isTextual() && value.asText().length() <= 512 ? value.asText() : null;
    }

    private JsonNode root(byte[] body, int from, int length) {
        JsonNode root = StrictJson.read(body, from, length);
        if (!root.isObject()) {
            throw new InvalidEvent(List.of(new Fault("", "must be one JSON object, a CloudEvent")));
        }
        return root;
    }
}
