package io.rapport.imports;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import io.rapport.calendar.TimeZones;
import io.rapport.inbox.AttributeType;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * How a file of one kind is to be read: what the mapping states, which is a small YAML file (docs/imports.md). What it does
 * not state is found in the file, or has its usual value.
 *
 * @param charset {@code null}: as it is found
 * @param separator 0: as it is found
 * @param decimal what separates decimals; 0: what can be read in one way is read
 * @param dates forms of moments and days
 * @param zone of moments that name none
 * @param phonePrefix what takes the place of a leading 0 of telephone numbers, such as {@code +49}; {@code null}: nothing
 * @param columns names that a field may have in the file, the first that is there counts
 * @param fixed values of fields that no column has
 * @param values by field, what the file writes and what is meant; {@code *} stands for all that is not named
 * @param types of attributes of customers that hold more than texts
 */
record Mapping(
        Charset charset,
        char separator,
        char decimal,
        Dates dates,
        ZoneId zone,
        String phonePrefix,
        Map<String, List<String>> columns,
        Map<String, String> fixed,
        Map<String, Map<String, String>> values,
        Map<String, AttributeType> types) {

    /** Mappings that come with the program, by their names. */
    static final List<String> SHIPPED = List.of("shopify", "woocommerce");

    private static final int LONGEST = 100_000;
    private static final String LIKE = "like";

    private static final Set<String> FORMAT =
            Set.of("charset", "separator", "decimal", "dates", "timeZone", "phonePrefix");
    private static final Set<String> SECTION = Set.of("columns", "fixed", "values", "types");

    private static final ObjectMapper YAML = new ObjectMapper(YAMLFactory.builder()
                    .enable(YAMLParser.Feature.EMPTY_STRING_AS_NULL)
                    .build())
            .enable(com.fasterxml.jackson.core.JsonParser.Feature.STRICT_DUPLICATE_DETECTION);

    /**
     * @param text of the mapping, or the name of one of {@link #SHIPPED}; {@code null}: none
     * @param kind of the file
     * @return what it says for that kind
     * @throws FileRefused naming what is wrong in it
     */
    static Mapping read(String text, ImportKind kind) {
        ObjectNode root = text == null || text.isBlank() ? YAML.createObjectNode() : parse(text);
        for (String name : names(root)) {
            if (!FORMAT.contains(name)
                    && !name.equals(LIKE)
                    && ImportKind.of(name).isEmpty()) {
                throw wrong(name + " is neither a kind (" + ImportKind.words() + ") nor one of "
                        + String.join(", ", FORMAT.stream().sorted().toList()) + ", like");
            }
        }
        for (ImportKind any : ImportKind.values()) {
            check(root.path(any.word()), any);
        }
        if (root.has(LIKE)) {
            root = merged(parse(root.get(LIKE).asText()), root);
        }
        return of(root, kind);
    }

    private static ObjectNode parse(String text) {
        if (text.length() > LONGEST) {
            throw wrong("it is longer than " + LONGEST + " characters");
        }
        try {
            JsonNode read = YAML.readTree(SHIPPED.contains(text.strip()) ? shipped(text.strip()) : text);
            if (read instanceof ObjectNode root) {
                return root;
            }
        } catch (JsonProcessingException e) {
            int line = e.getLocation() == null ? 0 : e.getLocation().getLineNr();
            throw wrong("line " + line + " is no YAML, or names something twice");
        }
        throw wrong("it is neither YAML with a kind (" + ImportKind.words()
                + ") or a form of files at the top, nor the name of one that comes with the program ("
                + String.join(", ", SHIPPED) + ")");
    }

    private static String shipped(String name) {
        try (InputStream in = Mapping.class.getResourceAsStream(name + ".yaml")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ObjectNode merged(ObjectNode below, ObjectNode above) {
        ObjectNode all = below.deepCopy();
        above.fields().forEachRemaining(entry -> {
            if (entry.getValue() instanceof ObjectNode own && all.get(entry.getKey()) instanceof ObjectNode other) {
                all.set(entry.getKey(), merged(other, own));
            } else {
                all.set(entry.getKey(), entry.getValue());
            }
        });
        all.remove(LIKE);
        return all;
    }

    private static void check(JsonNode section, ImportKind kind) {
        for (String name : names(section)) {
            if (!FORMAT.contains(name) && !SECTION.contains(name)) {
                throw wrong(kind.word() + "." + name + " is not known there");
            }
        }
        for (String part : List.of("columns", "fixed", "values")) {
            for (String field : names(section.path(part))) {
                if (!kind.isField(field)) {
                    throw wrong(kind.word() + "." + part + "." + field + " is no field; there are "
                            + String.join(", ", kind.fields())
                            + (kind == ImportKind.CUSTOMERS ? ", attributes.<name>, identities.<system>" : ""));
                }
            }
        }
    }

    private static Mapping of(ObjectNode root, ImportKind kind) {
        JsonNode section = root.path(kind.word());
        ZoneId zone = zone(stated(root, section, "timeZone"));
        Map<String, List<String>> columns = new LinkedHashMap<>();
        section.path("columns")
                .fields()
                .forEachRemaining(entry -> columns.put(entry.getKey(), texts(entry.getValue())));
        Map<String, String> fixed = new LinkedHashMap<>();
        section.path("fixed")
                .fields()
                .forEachRemaining(
                        entry -> fixed.put(entry.getKey(), entry.getValue().asText()));
        Map<String, Map<String, String>> values = new LinkedHashMap<>();
        section.path("values").fields().forEachRemaining(entry -> {
            Map<String, String> meanings = new LinkedHashMap<>();
            entry.getValue()
                    .fields()
                    .forEachRemaining(value -> meanings.put(
                            value.getKey().toLowerCase(Locale.ROOT),
                            value.getValue().isNull() ? "" : value.getValue().asText()));
            values.put(entry.getKey(), meanings);
        });
        Map<String, AttributeType> types = new LinkedHashMap<>();
        section.path("types").fields().forEachRemaining(entry -> types.put(entry.getKey(), type(entry.getValue())));
        JsonNode prefix = stated(root, section, "phonePrefix");
        if (!prefix.isMissingNode() && !prefix.asText().matches("\\+[1-9][0-9]{0,3}")) {
            throw wrong("phonePrefix must be a country's number in quotes, such as \"+49\"");
        }
        return new Mapping(
                charset(stated(root, section, "charset")),
                separator(stated(root, section, "separator")),
                decimal(stated(root, section, "decimal")),
                dates(stated(root, section, "dates"), zone),
                zone,
                prefix.isMissingNode() ? null : prefix.asText(),
                columns,
                fixed,
                values,
                types);
    }

    private static JsonNode stated(ObjectNode root, JsonNode section, String name) {
        return section.has(name) ? section.get(name) : root.path(name);
    }

    private static Charset charset(JsonNode name) {
        try {
            return name.isMissingNode() ? null : Charset.forName(name.asText());
        } catch (IllegalArgumentException e) {
            throw wrong("charset " + name.asText() + " is not known; such are UTF-8, UTF-16LE, GB18030, windows-1252");
        }
    }

    private static char separator(JsonNode text) {
        if (text.isMissingNode()) {
            return 0;
        }
        String separator = text.asText().equals("tab") ? "\t" : text.asText();
        if (separator.length() != 1 || "\"\r\n".contains(separator)) {
            throw wrong("separator must be one character, such as \";\", or tab");
        }
        return separator.charAt(0);
    }

    private static char decimal(JsonNode text) {
        if (text.isMissingNode()) {
            return 0;
        }
        if (!Set.of(".", ",").contains(text.asText())) {
            throw wrong("decimal must be \".\" or \",\"");
        }
        return text.asText().charAt(0);
    }

    private static Dates dates(JsonNode forms, ZoneId zone) {
        try {
            return new Dates(forms.isMissingNode() ? List.of() : texts(forms), zone);
        } catch (IllegalArgumentException e) {
            throw wrong("dates must be forms such as dd.MM.yyyy HH:mm: " + e.getMessage());
        }
    }

    private static ZoneId zone(JsonNode name) {
        return name.isMissingNode()
                ? ZoneOffset.UTC
                : TimeZones.find(name.asText())
                        .orElseThrow(() -> wrong(
                                "timeZone " + name.asText() + " is none; such is Europe/Berlin or Asia/Shanghai"));
    }

    private static AttributeType type(JsonNode name) {
        return switch (name.asText()) {
            case "text" -> AttributeType.TEXT;
            case "number" -> AttributeType.NUMBER;
            case "yes-no" -> AttributeType.YES_NO;
            case "date" -> AttributeType.DATE;
            default -> throw wrong("a type is text, number, yes-no or date, not " + name.asText());
        };
    }

    private static List<String> texts(JsonNode node) {
        List<String> texts = new ArrayList<>();
        if (node.isArray()) {
            node.forEach(text -> texts.add(text.asText()));
        } else {
            texts.add(node.asText());
        }
        return texts;
    }

    private static List<String> names(JsonNode node) {
        List<String> names = new ArrayList<>();
        node.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static FileRefused wrong(String message) {
        return new FileRefused("The mapping is wrong: " + message + ".");
    }
}
