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

    private static final int LONGEST = 256;
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
        String version = text(root, "specversion", faults);
        if (version != null && !version.equals("1.0")) {
            faults.add(new Fault("/specversion", "must be \"1.0\""));
        }
        String id = text(root, "id", faults);
        String source = text(root, "source", faults);
        String type = text(root, "type", faults);
        String subject = text(root, "subject", faults);
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
            }
        });
        findNul(root, "", faults);
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

    private static String text(JsonNode root, String name, List<Fault> faults) {
        JsonNode value = root.get(name);
        if (value == null || value.isNull()) {
            faults.add(new Fault("/" + name, "is missing; a CloudEvent needs it"));
            return null;
        }
        if (!value.isTextual() || value.asText().isBlank()) {
            faults.add(new Fault("/" + name, "must be a non-empty string"));
            return null;
        }
        if (value.asText().length() > LONGEST) {
            faults.add(new Fault("/" + name, "must not be longer than " + LONGEST + " characters"));
            return null;
        }
        return value.asText();
    }

    private static Instant time(JsonNode value, Instant now, List<Fault> faults) {
        if (value == null || value.isNull()) {
            return null;
        }
        try {
            Instant time = OffsetDateTime.parse(value.asText()).toInstant();
            if (time.isAfter(now.plus(AHEAD))) {
                faults.add(new Fault("/time", "lies in the future; send the event once it has happened"));
            }
            return time;
        } catch (DateTimeParseException e) {
            faults.add(new Fault("/time", "must be an RFC 3339 time with offset, such as 2026-05-04T09:30:00+02:00"));
            return null;
        }
    }

    /** PostgreSQL keeps no NUL in text or jsonb. */
    private static void findNul(JsonNode node, String pointer, List<Fault> faults) {
        if (node.isTextual()) {
            if (node.asText().indexOf('\0') >= 0) {
                faults.add(new Fault(pointer, "must not contain the character NUL"));
            }
        } else if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                findNul(node.get(i), pointer + "/" + i, faults);
            }
        } else if (node.isObject()) {
            Iterator<Map.Entry<String, JsonNode>> fields = node.fields();
            while (fields.hasNext()) {
                Map.Entry<String, JsonNode> field = fields.next();
                if (field.getKey().indexOf('\0') >= 0) {
                    faults.add(new Fault(pointer, "has a field with the character NUL in its name"));
                }
                findNul(field.getValue(), pointer + "/" + field.getKey(), faults);
            }
        }
    }
}
