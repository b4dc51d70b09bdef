package io.rapport.inbox.internal;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rapport.inbox.InvalidEvent;
import io.rapport.inbox.InvalidEvent.Fault;
import io.rapport.inbox.JsonSyntax;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** JSON as strangers send it: what is ambiguous, is not UTF-8 or could not be kept by PostgreSQL is refused. */
final class StrictJson {

    /** Digits of a number on either side of its point; PostgreSQL keeps some thousands, no event needs them. */
    private static final int MOST_DIGITS = 100;

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    /** Finds where the elements of an array stand; what is wrong inside one of them is found when it is read itself. */
    private static final JsonFactory SPLITTER = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(10_000)
                    .maxNumberLength(Integer.MAX_VALUE)
                    .maxNameLength(Integer.MAX_VALUE)
                    .build())
            .build();

    /** How Jackson's message about a repeated name begins; it has no exception of its own for it. */
    private static final String DUPLICATE = "Duplicate field";

    private static final int LONGEST_NAME = 64;

    private StrictJson() {}

    static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    /**
     * Reads one value.
     *
     * @param body holds it from the place {@code from} on, {@code length} bytes
     * @return the value; a missing node where there is none
     * @throws InvalidEvent with one fault, if it is not JSON in UTF-8
     */
    static JsonNode read(byte[] body, int from, int length) {
        requireUtf8(body, from, length);
        try {
            JsonNode root = MAPPER.readTree(body, from, length);
            return root == null ? MAPPER.missingNode() : root;
        } catch (JsonProcessingException e) {
            throw notJson(e);
        } catch (IOException e) {
            throw new UncheckedIOException("an array of bytes is always there", e);
        }
    }

    /**
     * Reads an array token by token; it may hold what {@link #read} would refuse.
     *
     * @param body the whole array
     * @throws InvalidEvent if it is not UTF-8
     */
    static JsonParser tokens(byte[] body) throws IOException {
        requireUtf8(body, 0, body.length);
        return SPLITTER.createParser(body);
    }

    /** Strict decoding first: Jackson would let some malformed UTF-8 pass. */
    private static void requireUtf8(byte[] body, int from, int length) {
        int next = from;
        while (next < from + length && body[next] >= 0) {
            next++;
        }
        if (next == from + length) {
            return;
        }
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body, next, from + length - next));
        } catch (CharacterCodingException e) {
            throw new InvalidEvent(List.of(new Fault("", "is not UTF-8")));
        }
    }

    /** @return the refusal of what a parser stumbled over, naming the place and nothing of the text but a repeated name */
    static InvalidEvent notJson(JsonProcessingException e) {
        if (e.getProcessor() instanceof JsonParser parser
                && e.getOriginalMessage().startsWith(DUPLICATE)) {
            String name = String.valueOf(parser.getParsingContext().getCurrentName());
            String shown = name.length() > LONGEST_NAME ? name.substring(0, LONGEST_NAME) + "…" : name;
            return new InvalidEvent(List.of(new Fault(
                    parser.getParsingContext().pathAsPointer().toString(),
                    "has the name \"" + shown + "\" a second time in its object; send each name once")));
        }
        return new InvalidEvent(List.of(new Fault("", "is not JSON that can be taken: " + JsonSyntax.fault(e))));
    }

    /**
     * PostgreSQL keeps no NUL and no half of a surrogate pair in text or jsonb, and no number of any length.
     *
     * @param pointer where the node stands
     * @param faults takes each that is found
     */
    static void findUnkeepable(JsonNode node, String pointer, List<Fault> faults) {
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
        return text.codePoints().anyMatch(StrictJson::isHalf) ? "half of a surrogate pair" : null;
    }

    private static boolean isHalf(int codePoint) {
        return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
    }
}
