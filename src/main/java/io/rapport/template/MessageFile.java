package io.rapport.template;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A {@code message.yaml} as it is written. */
record MessageFile(
        @JsonProperty(required = true) String category,
        String topic,
        @JsonProperty(required = true) List<String> channels,
        @JsonProperty(required = true) String expiry,
        String unknown,
        String survey,
        List<String> links,
        Integer priority,
        @JsonProperty("about-stopped-orders") boolean aboutStoppedOrders,
        @JsonProperty("at-night") String atNight,
        @JsonProperty("to-lapsed") boolean toLapsed,
        @JsonProperty("on-holidays") boolean onHolidays,
        @JsonProperty(required = true) Map<Locale, Map<String, Object>> sample) {

    private static final ObjectMapper YAML = YAMLMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    /**
     * A key that a file may have.
     *
     * @param required whether it must have it
     * @param form what to write, for people
     */
    private record Key(String name, boolean required, String form) {}

    private static final List<Key> KEYS = List.of(
            new Key("category", true, "transactional, service, care, promotional or internal"),
            new Key("topic", false, "what customers opt out of, such as tips"),
            new Key("channels", true, "a list of channels, such as [email]"),
            new Key("expiry", true, "how long it is worth sending, such as P3D"),
            new Key("unknown", false, "hold or resend"),
            new Key("survey", false, "a kind of survey that brand.yaml has"),
            new Key("links", false, "a list of links, such as [shop, unsubscribe]"),
            new Key("priority", false, "a whole number from 0 to 100"),
            new Key("about-stopped-orders", false, "true or false"),
            new Key("at-night", false, "why it cannot wait for the customer's morning"),
            new Key("to-lapsed", false, "true or false"),
            new Key("on-holidays", false, "true or false"),
            new Key("sample", true, "data to try it with, by language, such as {en: {customer: {firstName: Ada}}}"));

    private static final List<Key> BRAND_KEYS = List.of(
            new Key("locales", true, "the languages of all messages, such as [en, zh-CN]"),
            new Key("senderAddress", true, "the address that mail comes from"),
            new Key("site", true, "the address of the shop, such as https://shop.example"),
            new Key("colours", true, "colours by name, such as {accent: '#123456'}"),
            new Key("text", true, "names and texts, by language"));

    private static final int LONGEST_SHOWN = 60;
    private static final Pattern TWICE = Pattern.compile("Duplicate field '(.*)'");

    MessageFile {
        links = links == null ? List.of() : List.copyOf(links);
    }

    /** @throws InvalidMessageFile when it is no YAML of this form */
    static MessageFile read(String file, String source) throws InvalidMessageFile {
        return read(file, source, MessageFile.class, KEYS);
    }

    /** @throws InvalidMessageFile when it is no YAML of a brand's form */
    static Brand brand(String file, String source) throws InvalidMessageFile {
        return read(file, source, Brand.class, BRAND_KEYS);
    }

    private static <T> T read(String file, String source, Class<T> form, List<Key> keys) throws InvalidMessageFile {
        JsonNode root = parsed(file, source);
        checkKeys(file, source, root, keys);
        try {
            return YAML.treeToValue(root, form);
        } catch (JsonMappingException e) {
            String name = e.getPath().isEmpty() ? "" : e.getPath().get(0).getFieldName();
            for (Key key : keys) {
                if (key.name().equals(name)) {
                    throw new InvalidMessageFile(
                            FilePosition.ofKey(file, source, name),
                            name + " is " + shortened(root.get(name)) + ", which it cannot be",
                            "write " + key.form());
                }
            }
            throw new InvalidMessageFile(
                    FilePosition.of(file),
                    "a list or a value in it is empty",
                    "write what is missing, or delete its key");
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("what was read as YAML cannot be taken as " + form, e);
        }
    }

    private static JsonNode parsed(String file, String source) throws InvalidMessageFile {
        try {
            return YAML.readTree(source);
        } catch (JsonProcessingException e) {
            FilePosition place = FilePosition.of(
                    file, e.getLocation() == null ? 0 : e.getLocation().getLineNr());
            String said = e.getOriginalMessage().lines().findFirst().orElse("");
            Matcher twice = TWICE.matcher(said);
            if (twice.find()) {
                throw new InvalidMessageFile(
                        place, "the key '" + twice.group(1) + "' stands twice", "keep one of them");
            }
            throw new InvalidMessageFile(
                    place, "it is no YAML: " + said, "correct this line, or the one before it; indent with spaces");
        }
    }

    private static void checkKeys(String file, String source, JsonNode root, List<Key> keys) throws InvalidMessageFile {
        String all = keys.stream().map(Key::name).collect(Collectors.joining(", "));
        if (!root.isObject()) {
            throw new InvalidMessageFile(
                    FilePosition.of(file),
                    root.isMissingNode() || root.isNull() ? "it is empty" : "it has no keys",
                    "write the keys "
                            + keys.stream().filter(Key::required).map(Key::name).collect(Collectors.joining(", ")));
        }
        for (Map.Entry<String, JsonNode> written : root.properties()) {
            if (keys.stream().noneMatch(key -> key.name().equals(written.getKey()))) {
                throw new InvalidMessageFile(
                        FilePosition.ofKey(file, source, written.getKey()),
                        "there is no key '" + written.getKey() + "'",
                        "use one of " + all + ", or delete it");
            }
        }
        List<Key> missing = keys.stream()
                .filter(key -> key.required() && !root.hasNonNull(key.name()))
                .toList();
        if (!missing.isEmpty()) {
            throw new InvalidMessageFile(
                    root.has(missing.get(0).name())
                            ? FilePosition.ofKey(file, source, missing.get(0).name())
                            : FilePosition.of(file),
                    missing.stream().map(Key::name).collect(Collectors.joining(" and "))
                            + (missing.size() == 1 ? " is missing" : " are missing"),
                    "write "
                            + missing.stream()
                                    .map(key -> key.name() + ": " + key.form())
                                    .collect(Collectors.joining("; ")));
        }
    }

    private static String shortened(JsonNode value) {
        String text = value.isTextual() ? "'" + value.asText() + "'" : value.toString();
        return text.length() <= LONGEST_SHOWN ? text : text.substring(0, LONGEST_SHOWN) + "…";
    }

    /** @return data to try the message with in a locale: its own, else those of the fallback */
    Map<String, Object> sample(Locale locale, Locale fallback) {
        Map<String, Object> own = sample.getOrDefault(locale, sample.get(fallback));
        return own == null ? Map.of() : own;
    }
}
