package io.rapport.language;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of a file with texts in one language: {@code forms/investigate.zh.yaml} lies over the form
 * {@code investigate}, {@code processes/complaint.zh.yaml} over the process {@code complaint}.
 *
 * @param owner what it lies over
 * @param id the form's id or the process's key
 * @param locale the language
 */
public record TextFile(Owner owner, String id, Locale locale) {

    /** What texts lie over. */
    public enum Owner {
        FORM("forms"),
        PROCESS("processes"),
        /** The name has no folder, so what the id belongs to must say it. */
        UNKNOWN("");

        private final String folder;

        Owner(String folder) {
            this.folder = folder;
        }

        private static Owner of(String folders) {
            for (Owner owner : values()) {
                if (("/" + folders).contains("/" + owner.folder + "/") && owner != UNKNOWN) {
                    return owner;
                }
            }
            return UNKNOWN;
        }
    }

    /** A text is a sentence or two, not a document. */
    private static final int LONGEST = 10_000;

    private static final Pattern NAME = Pattern.compile(
            "(?<folders>(?:[^/]+/)*)(?<id>[^/]+)\\.(?<locale>[a-z]{2,3}(?:-[A-Z][a-z]{3})?(?:-(?:[A-Z]{2}|[0-9]{3}))?)\\.ya?ml");

    private static final YAMLFactory YAML = YAMLFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    /**
     * @param name of a file, with or without folders
     * @return what it lies over; empty if it is no file with texts
     */
    public static Optional<TextFile> of(String name) {
        Matcher match = NAME.matcher(name);
        return match.matches()
                ? Optional.of(new TextFile(
                        Owner.of(match.group("folders")),
                        match.group("id"),
                        Locale.forLanguageTag(match.group("locale"))))
                : Optional.empty();
    }

    /** @return the file's name without folders */
    public String baseName() {
        return id + "." + locale.toLanguageTag() + ".yaml";
    }

    /**
     * Reads the texts: by id a text (the name), or texts by attribute; {@code values} and {@code columns} hold texts by
     * value.
     *
     * @param content of the file
     * @return the texts
     * @throws Unreadable if it is not of that form
     */
    public static Texts read(byte[] content) throws Unreadable {
        Map<String, Map<String, String>> texts = new LinkedHashMap<>();
        wellFormed(content);
        try (JsonParser yaml = YAML.createParser(content)) {
            JsonToken first = yaml.nextToken();
            if (first == null || first == JsonToken.VALUE_NULL) {
                return Texts.none();
            }
            if (first != JsonToken.START_OBJECT) {
                throw unreadable("it is not a list of ids with their texts", yaml);
            }
            for (String id = yaml.nextFieldName(); id != null; id = yaml.nextFieldName()) {
                Map<String, String> attributes = new LinkedHashMap<>();
                if (yaml.nextToken() == JsonToken.START_OBJECT) {
                    attributes(attributes, "", id, yaml);
                } else {
                    attributes.put("name", text(id, yaml));
                }
                texts.put(id, attributes);
            }
            if (yaml.nextToken() != null) {
                throw unreadable("something stands behind its end", yaml);
            }
        } catch (JsonProcessingException e) {
            throw new Unreadable(e.getOriginalMessage(), e.getLocation());
        } catch (IOException e) {
            throw new Unreadable(e.getMessage(), null);
        }
        return new Texts(texts);
    }

    /** A list that nobody closed is no YAML, and not a text that is missing. */
    private static void wellFormed(byte[] content) throws Unreadable {
        try (JsonParser yaml = YAML.createParser(content)) {
            while (yaml.nextToken() != null) {
                // the parser says what is wrong
            }
        } catch (JsonProcessingException e) {
            throw new Unreadable(e.getOriginalMessage(), e.getLocation());
        } catch (IOException e) {
            throw new Unreadable(e.getMessage(), null);
        }
    }

    private static void attributes(Map<String, String> texts, String before, String place, JsonParser yaml)
            throws IOException, Unreadable {
        for (String name = yaml.nextFieldName(); name != null; name = yaml.nextFieldName()) {
            String attribute = before + name;
            if (yaml.nextToken() == JsonToken.START_OBJECT && before.isEmpty()) {
                attributes(texts, attribute + ".", place, yaml);
            } else {
                texts.put(attribute, text(place + "." + attribute, yaml));
            }
        }
    }

    /** As it stands there: {@code no} and {@code 5} are texts, too. */
    private static String text(String place, JsonParser yaml) throws IOException, Unreadable {
        boolean none = !yaml.currentToken().isScalarValue() || yaml.currentToken() == JsonToken.VALUE_NULL;
        if (none || yaml.getText().isBlank()) {
            throw unreadable(place + " has no text", yaml);
        }
        if (yaml.getText().length() > LONGEST) {
            throw unreadable(place + " has more than " + LONGEST + " characters", yaml);
        }
        return yaml.getText();
    }

    private static Unreadable unreadable(String problem, JsonParser yaml) {
        return new Unreadable(problem, yaml.currentTokenLocation());
    }

    /** A file is no list of texts. */
    public static final class Unreadable extends Exception {

        private final int line;

        Unreadable(String problem, JsonLocation place) {
            super(problem);
            this.line = place == null ? 0 : place.getLineNr();
        }

        /** @return where, from 1; 0 if unknown */
        public int line() {
            return line;
        }
    }
}
