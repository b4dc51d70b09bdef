package io.rapport.app.operations;

import io.rapport.language.StoredSentences;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * What is wrong in files of a release, and with events, in another language than English: one file a language has the sentences
 * of all rooms that read such files and take events, by the English sentence. Which sentences there are, the sources say alone.
 */
final class FaultTexts {

    private static final String PART = "part.";

    /** One of several keys that are missing, with what it takes. */
    private static final Pattern KEY = Pattern.compile("([\\w-]+: )(.*)", Pattern.DOTALL);

    private static final Pattern TABLE = Pattern.compile("(table '[^']*') (\\([\\w-]+\\))");

    private static final Map<String, FaultTexts> BY_LANGUAGE = new ConcurrentHashMap<>();

    private final StoredSentences texts;
    private final Locale language;

    private FaultTexts(Locale language, Map<String, String> translations) {
        this.language = language;
        Map<String, String> english = new HashMap<>();
        translations
                .keySet()
                .forEach(key -> english.put(key, key.startsWith(PART) ? key.substring(PART.length()) : key));
        this.texts = new StoredSentences(english, (key, reader) -> Optional.ofNullable(translations.get(key)));
    }

    /** @return the texts of a reader's language; none where it has no file, or is English */
    static FaultTexts in(Locale reader) {
        FaultTexts known = BY_LANGUAGE.get(reader.getLanguage());
        if (known != null) {
            return known;
        }
        Map<String, String> translations = read(reader.getLanguage());
        FaultTexts texts = new FaultTexts(reader, translations);
        if (!translations.isEmpty()) {
            BY_LANGUAGE.put(reader.getLanguage(), texts);
        }
        return texts;
    }

    private static Map<String, String> read(String language) {
        try (InputStream file = FaultTexts.class.getResourceAsStream("/operations/faults." + language + ".yaml")) {
            if (file == null) {
                return Map.of();
            }
            LoaderOptions options = new LoaderOptions();
            options.setAllowDuplicateKeys(false);
            Map<String, Map<String, String>> sections = new Yaml(new SafeConstructor(options)).load(file);
            Map<String, String> translations = new HashMap<>(sections.getOrDefault("sentences", Map.of()));
            sections.getOrDefault("parts", Map.of()).forEach((part, words) -> translations.put(PART + part, words));
            return translations;
        } catch (IOException e) {
            throw new UncheckedIOException("the sentences in the language " + language + " cannot be read", e);
        }
    }

    /** @return a sentence in this language; empty where it has no words in it */
    Optional<String> of(String sentence) {
        return texts.in(sentence, language, this::part);
    }

    /** @return what stands at a place of a sentence, in this language where it has words in it */
    String part(String value) {
        return texts.part(value, language)
                .orElseGet(() -> keys(value).or(() -> table(value)).orElse(value));
    }

    /** Such as {@code table 'Contact policy' (contact-policy)}, whose key stays. */
    private Optional<String> table(String value) {
        Matcher table = TABLE.matcher(value);
        return table.matches()
                ? texts.part(table.group(1), language).map(words -> words + " " + table.group(2))
                : Optional.empty();
    }

    /** Such as {@code expiry: how long it is worth sending; sample: data to try it with}. */
    private Optional<String> keys(String value) {
        Stream.Builder<String> said = Stream.builder();
        for (String one : value.split("; ")) {
            Matcher key = KEY.matcher(one);
            Optional<String> words = key.matches() ? texts.part(key.group(2), language) : Optional.empty();
            if (words.isEmpty()) {
                return Optional.empty();
            }
            said.add(key.group(1) + words.get().strip());
        }
        return Optional.of(said.build().collect(Collectors.joining("；", " ", "")));
    }
}
