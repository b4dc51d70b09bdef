package io.rapport.inbox.internal;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rapport.inbox.Delivery;
import io.rapport.inbox.InvalidEvent;
import io.rapport.inbox.InvalidEvent.Fault;
import io.rapport.inbox.NewEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads CloudEvents 1.0 in the three content modes of HTTP; every fault of the envelope is named at once. */
final class CloudEventReader {

    /** What the headers of the binary mode begin with. */
    static final String HEADER = "ce-";

    /** Most events of a batch. */
    static final int MOST_EVENTS = 1_000;

    /** Sender's clocks may be that much ahead. */
    private static final Duration AHEAD = Duration.ofMinutes(5);

    /** Who plans further ahead keeps the plan. */
    private static final Duration LONGEST_DELAY = Duration.ofDays(366);

    /** No sender knows of facts from before computers kept time; PostgreSQL's calendar would end at some point, too. */
    private static final Instant EARLIEST = Instant.EPOCH;

    /** Digits of a number on either side of its point; PostgreSQL keeps some thousands, no event needs them. */
    private static final int MOST_DIGITS = 100;

    /** Else a sender could take the identity of an event that a customer's link or the dispatcher is about to tell. */
    private static final String OWN_SOURCES = "urn:rapport:";

    private static final Pattern SUBJECT = Pattern.compile("customer:[A-Za-z0-9._-]{1,64}");
    private static final Pattern ATTRIBUTE = Pattern.compile("[a-z0-9]{1,20}");
    private static final Set<String> KNOWN =
            Set.of("specversion", "id", "source", "type", "subject", "time", "datacontenttype", "dataschema", "data");

    private final JsonMapper mapper = JsonMapper.builder()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    /** Finds where the events of a batch stand; what is wrong inside one of them is found when it is read itself. */
    private final JsonMapper splitter = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(10_000)
                            .maxNumberLength(Integer.MAX_VALUE)
                            .maxNameLength(Integer.MAX_VALUE)
                            .build())
                    .build())
            .build();

    /**
     * One event of a batch, or what is wrong with it.
     *
     * @param source its sender, {@code null} if it cannot be read
     * @param id the sender's id, {@code null} if it cannot be read
     * @param event {@code null} if there is a fault
     * @param fault {@code null} if there is an event
     * @param tooLarge whether the fault is its size alone
     */
    record Element(String source, String id, Delivery event, InvalidEvent fault, boolean tooLarge) {}

    /** A batch has more events than {@link #MOST_EVENTS}. */
    static final class TooManyEvents extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /**
     * Reads one event in structured mode.
     *
     * @param body UTF-8 JSON
     * @param now to compare the event's time with
     * @return the event; its data is not yet checked against the type
     * @throws InvalidEvent if it is not JSON or not a CloudEvent
     */
    Delivery read(byte[] body, Instant now) {
        List<Fault> faults = new ArrayList<>();
        Delivery event = event(root(body, 0, body.length), now, faults);
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
    Delivery read(Map<String, List<String>> headers, byte[] body, Instant now) {
        List<Fault> faults = new ArrayList<>();
        ObjectNode root = mapper.createObjectNode();
        headers.forEach((header, values) -> {
            if (header.startsWith(HEADER)) {
                attribute(root, header.substring(HEADER.length()), values, faults);
            }
        });
        try {
            root.set("data", parse(body, 0, body.length));
        } catch (InvalidEvent e) {
            e.faults().forEach(fault -> faults.add(new Fault("/data", fault.detail())));
        }
        Delivery event = event(root, now, faults);
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
        } else if (!ATTRIBUTE.matcher(name).matches()) {
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
        requireUtf8(body, 0, body.length);
        List<Element> elements = new ArrayList<>();
        try (JsonParser parser = splitter.createParser(body)) {
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
            throw notJson(e);
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
        Delivery event = event(root, now, faults);
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

    /** Adds every fault found; the event is of use only when there is none. */
    private Delivery event(JsonNode root, Instant now, List<Fault> faults) {
        String version = text(root, "specversion", 16, faults);
        if (version != null && !version.equals("1.0")) {
            faults.add(new Fault("/specversion", "must be \"1.0\""));
        }
        String id = text(root, "id", 256, faults);
        String source = text(root, "source", 512, faults);
        if (source != null && !isUriReference(source)) {
            faults.add(new Fault("/source", "must be a URI reference, such as https://shop.example.com"));
        } else if (source != null && source.regionMatches(true, 0, OWN_SOURCES, 0, OWN_SOURCES.length())) {
            faults.add(new Fault(
                    "/source",
                    "must not begin with " + OWN_SOURCES + ", which Rapport keeps for what it tells itself; name the"
                            + " sending system, such as https://shop.example.com"));
        }
        String type = text(root, "type", 128, faults);
        String subject = text(root, "subject", 128, faults);
        if (subject != null && !SUBJECT.matcher(subject).matches()) {
            faults.add(new Fault(
                    "/subject",
                    "must name the customer as customer:ID, the ID of letters, digits, dot, hyphen, underscore"));
        }
        JsonNode contentType = root.get("datacontenttype");
        if (contentType != null
                && !contentType.isNull()
                && !(contentType.isTextual() && ContentMode.isJson(contentType.asText()))) {
            faults.add(new Fault("/datacontenttype", "must be application/json or absent"));
        }
        JsonNode data = root.get("data");
        if (data == null || !data.isObject()) {
            faults.add(new Fault("/data", "must be a JSON object; {} where the type has no fields"));
        }
        Instant time = time(root.get("time"), now, faults);
        Instant deliverAt = deliverAt(root.get("deliverat"), now, faults);
        root.fieldNames().forEachRemaining(name -> {
            String pointer = "/" + EventCatalogue.escape(name);
            if (name.equals("data_base64")) {
                faults.add(new Fault(pointer, "is not taken; send the data as a JSON object in /data"));
            } else if (!KNOWN.contains(name) && !ATTRIBUTE.matcher(name).matches()) {
                faults.add(new Fault(pointer, "is not a CloudEvents attribute (lower-case letters and digits)"));
            } else if (!name.equals("data") && root.get(name).isContainerNode()) {
                faults.add(new Fault(pointer, "must be a simple value"));
            }
        });
        findUnkeepable(root, "", faults);
        return faults.isEmpty()
                ? new Delivery(
                        new NewEvent(source, id, type, subject.substring("customer:".length()), time, data), deliverAt)
                : null;
    }

    private JsonNode root(byte[] body, int from, int length) {
        JsonNode root = parse(body, from, length);
        if (!root.isObject()) {
            throw new InvalidEvent(List.of(new Fault("", "must be one JSON object, a CloudEvent")));
        }
        return root;
    }

    /** Strict decoding first: Jackson would let some malformed UTF-8 pass. */
    private static void requireUtf8(byte[] body, int from, int length) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body, from, length));
        } catch (CharacterCodingException e) {
            throw new InvalidEvent(List.of(new Fault("", "is not UTF-8")));
        }
    }

    private JsonNode parse(byte[] body, int from, int length) {
        requireUtf8(body, from, length);
        try {
            JsonNode root = mapper.readTree(body, from, length);
            return root == null ? mapper.missingNode() : root;
        } catch (JsonProcessingException e) {
            throw notJson(e);
        } catch (IOException e) {
            throw new UncheckedIOException("an array of bytes is always there", e);
        }
    }

    private static InvalidEvent notJson(JsonProcessingException e) {
        return new InvalidEvent(List.of(new Fault(
                "",
                "is not JSON that can be taken: line "
                        + (e.getLocation() == null ? "?" : e.getLocation().getLineNr()) + ", column "
                        + (e.getLocation() == null ? "?" : e.getLocation().getColumnNr()))));
    }

    private static String text(JsonNode root, String name, int longest, List<Fault> faults) {
        JsonNode value = root.get(name);
        if (value == null || value.isNull()) {
            faults.add(new Fault("/" + name, "is missing; a CloudEvent needs it"));
            return null;
        }
        if (!value.isTextual() || value.asText().isBlank()) {
            faults.add(new Fault("/" + name, "must be a non-empty string"));
            return null;
        }
        if (value.asText().length() > longest) {
            faults.add(new Fault("/" + name, "must not be longer than " + longest + " characters"));
            return null;
        }
        return value.asText();
    }

    private static boolean isUriReference(String text) {
        try {
            new URI(text);
            return true;
        } catch (URISyntaxException e) {
            return false;
        }
    }

    private static Instant time(JsonNode value, Instant now, List<Fault> faults) {
        Instant time = moment("time", value, faults);
        if (time != null && time.isAfter(now.plus(AHEAD))) {
            faults.add(new Fault("/time", "lies in the future; send the event once it has happened"));
        } else if (time != null && time.isBefore(EARLIEST)) {
            faults.add(new Fault("/time", "must not lie before 1970"));
        }
        return time;
    }

    /** The extension attribute by which a sender asks for a later delivery; what is past means now. */
    private static Instant deliverAt(JsonNode value, Instant now, List<Fault> faults) {
        Instant moment = moment("deliverat", value, faults);
        if (moment == null) {
            return null;
        }
        if (moment.isAfter(now.plus(LONGEST_DELAY))) {
            faults.add(new Fault("/deliverat", "must not lie more than a year ahead"));
        } else if (moment.isBefore(EARLIEST)) {
            faults.add(new Fault("/deliverat", "must not lie before 1970"));
        }
        // as exact as the database keeps it, so that the same wish is the same when it comes again
        return moment.truncatedTo(ChronoUnit.MICROS);
    }

    private static Instant moment(String name, JsonNode value, List<Fault> faults) {
        if (value == null || value.isNull()) {
            return null;
        }
        try {
            return OffsetDateTime.parse(value.asText()).toInstant();
        } catch (DateTimeParseException e) {
            faults.add(
                    new Fault("/" + name, "must be an RFC 3339 time with offset, such as 2026-05-04T09:30:00+02:00"));
            return null;
        }
    }

    /** PostgreSQL keeps no NUL and no half of a surrogate pair in text or jsonb, and no number of any length. */
    private static void findUnkeepable(JsonNode node, String pointer, List<Fault> faults) {
        if (node.isTextual()) {
            String fault = fault(node.asText());
            if (fault != null) {
                faults.add(new Fault(pointer, "must not contain " + fault));
            }
        } else if (node.isNumber()) {
            BigDecimal number = node.decimalValue();
            if (number.scale() > MOST_DIGITS || (long) number.precision() - number.scale() > MOST_DIGITS) {
                faults.add(new Fault(
                        pointer, "must not have more than " + MOST_DIGITS + " digits before or after its point"));
            }
        } else if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                findUnkeepable(node.get(i), pointer + "/" + i, faults);
            }
        } else if (node.isObject()) {
            Iterator<Map.Entry<String, JsonNode>> fields = node.fields();
            while (fields.hasNext()) {
                Map.Entry<String, JsonNode> field = fields.next();
                String fault = fault(field.getKey());
                if (fault != null) {
                    faults.add(new Fault(pointer, "has a field with " + fault + " in its name"));
                }
                findUnkeepable(field.getValue(), pointer + "/" + EventCatalogue.escape(field.getKey()), faults);
            }
        }
    }

    private static String fault(String text) {
        if (text.indexOf('\0') >= 0) {
            return "the character NUL";
        }
        return text.codePoints().anyMatch(CloudEventReader::isHalf) ? "half of a surrogate pair" : null;
    }

    private static boolean isHalf(int codePoint) {
        return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
    }
}
