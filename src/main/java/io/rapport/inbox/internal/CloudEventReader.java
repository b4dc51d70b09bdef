package io.rapport.inbox.internal;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.rapport.inbox.InvalidEvent;
import io.rapport.inbox.InvalidEvent.Fault;
import io.rapport.inbox.NewEvent;
import java.io.IOException;
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
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads a CloudEvent 1.0 in structured JSON form; every fault of the envelope is named at once. */
final class CloudEventReader {

    /** Sender's clocks may be that much ahead. */
    private static final Duration AHEAD = Duration.ofMinutes(5);

    /** No sender knows of facts from before computers kept time; PostgreSQL's calendar would end at some point, too. */
    private static final Instant EARLIEST = Instant.EPOCH;

    /** Digits of a number on either side of its point; PostgreSQL keeps some thousands, no event needs them. */
    private static final int MOST_DIGITS = 100;

    private static final Pattern SUBJECT = Pattern.compile("customer:[A-Za-z0-9._-]{1,64}");
    private static final Pattern ATTRIBUTE = Pattern.compile("[a-z0-9]{1,20}");
    private static final Set<String> KNOWN =
            Set.of("specversion", "id", "source", "type", "subject", "time", "datacontenttype", "dataschema", "data");

    private final JsonMapper mapper = JsonMapper.builder()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    /**
     * Reads one event.
     *
     * @param body UTF-8 JSON
     * @param now to compare the event's time with
     * @return the event; its data is not yet checked against the type
     * @throws InvalidEvent if it is not JSON or not a CloudEvent
     */
    NewEvent read(byte[] body, Instant now) {
        JsonNode root = parse(body);
        List<Fault> faults = new ArrayList<>();
        String version = text(root, "specversion", 16, faults);
        if (version != null && !version.equals("1.0")) {
            faults.add(new Fault("/specversion", "must be \"1.0\""));
        }
        String id = text(root, "id", 256, faults);
        String source = text(root, "source", 512, faults);
        if (source != null && !isUriReference(source)) {
            faults.add(new Fault("/source", "must be a URI reference, such as https://shop.example.com"));
        }
        String type = text(root, "type", 128, faults);
        String subject = text(root, "subject", 128, faults);
        if (subject != null && !SUBJECT.matcher(subject).matches()) {
            faults.add(new Fault(
                    "/subject",
                    "must name the customer as customer:ID, the ID of letters, digits, dot, hyphen, underscore"));
        }
        String contentType = root.path("datacontenttype").asText("application/json");
        if (!contentType.toLowerCase(java.util.Locale.ROOT).startsWith("application/json")) {
            faults.add(new Fault("/datacontenttype", "must be application/json or absent"));
        }
        JsonNode data = root.get("data");
        if (data == null || !data.isObject()) {
            faults.add(new Fault("/data", "must be a JSON object; {} where the type has no fields"));
        }
        Instant time = time(root.get("time"), now, faults);
        root.fieldNames().forEachRemaining(name -> {
            if (name.equals("data_base64")) {
                faults.add(new Fault("/data_base64", "is not taken; send the data as a JSON object in /data"));
            } else if (!KNOWN.contains(name) && !ATTRIBUTE.matcher(name).matches()) {
                faults.add(new Fault("/" + name, "is not a CloudEvents attribute (lower-case letters and digits)"));
            } else if (!name.equals("data") && root.get(name).isContainerNode()) {
                faults.add(new Fault("/" + name, "must be a simple value"));
            }
        });
        findUnkeepable(root, "", faults);
        if (!faults.isEmpty()) {
            throw new InvalidEvent(faults);
        }
        return new NewEvent(source, id, type, subject.substring("customer:".length()), time, data);
    }

    private JsonNode parse(byte[] body) {
        try {
            // strict decoding first: Jackson would let some malformed UTF-8 pass
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body));
        } catch (CharacterCodingException e) {
            throw new InvalidEvent(List.of(new Fault("", "is not UTF-8")));
        }
        try {
            JsonNode root = mapper.readTree(body);
            if (root == null || !root.isObject()) {
                throw new InvalidEvent(List.of(new Fault("", "must be one JSON object, a CloudEvent")));
            }
            return root;
        } catch (JsonProcessingException e) {
            throw new InvalidEvent(List.of(new Fault(
                    "",
                    "is not JSON: line "
                            + (e.getLocation() == null ? "?" : e.getLocation().getLineNr()) + ", column "
                            + (e.getLocation() == null ? "?" : e.getLocation().getColumnNr()))));
        } catch (IOException e) {
            throw new InvalidEvent(List.of(new Fault("", "cannot be read")));
        }
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
        if (value == null || value.isNull()) {
            return null;
        }
        try {
            Instant time = OffsetDateTime.parse(value.asText()).toInstant();
            if (time.isAfter(now.plus(AHEAD))) {
                faults.add(new Fault("/time", "lies in the future; send the event once it has happened"));
            } else if (time.isBefore(EARLIEST)) {
                faults.add(new Fault("/time", "must not lie before 1970"));
            }
            return time;
        } catch (DateTimeParseException e) {
            faults.add(new Fault("/time", "must be an RFC 3339 time with offset, such as 2026-05-04T09:30:00+02:00"));
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
