package io.rapport.language;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Sentences that are stored, logged or answered in English, for readers of another language: each is known again by its
 * template with places {@code {0}}, {@code {1}} …, and said by the other language's template. What fits none stays English.
 */
public final class StoredSentences {

    /** Keys of what stands at a place of another sentence. */
    private static final String PART = "part.";

    private static final Pattern PLACE = Pattern.compile("\\{(\\d)}");

    private final List<Template> templates = new ArrayList<>();
    private final BiFunction<String, Locale, Optional<String>> translations;

    /**
     * @param key of the sentence in both languages
     * @param head what it begins with: most sentences differ in it
     * @param places which place each group of the pattern is
     * @param weight how much of the sentence is its own: of several that fit, the one that says most is meant
     */
    private record Template(String key, String head, Pattern pattern, List<Integer> places, int weight) {

        static Template of(String key, String english) {
            StringBuilder pattern = new StringBuilder();
            List<Integer> places = new ArrayList<>();
            Matcher place = PLACE.matcher(english);
            String head = english;
            int from = 0;
            int weight = 0;
            while (place.find()) {
                pattern.append(Pattern.quote(english.substring(from, place.start())))
                        .append("(.*?)");
                head = places.isEmpty() ? english.substring(0, place.start()) : head;
                weight += place.start() - from;
                places.add(Integer.parseInt(place.group(1)));
                from = place.end();
            }
            pattern.append(Pattern.quote(english.substring(from)));
            return new Template(
                    key,
                    head,
                    Pattern.compile(pattern.toString(), Pattern.DOTALL),
                    places,
                    weight + english.length() - from);
        }
    }

    /**
     * @param english templates by key
     * @param translations the same keys in other languages; those that begin with {@code part.} stand within other sentences
     */
    public StoredSentences(Map<String, String> english, Sentences translations) {
        this(english, translations::find);
    }

    /**
     * @param english templates by key
     * @param translations of a key in a language; empty where there is none. Keys that begin with {@code part.} are of what
     *     stands within other sentences
     */
    public StoredSentences(Map<String, String> english, BiFunction<String, Locale, Optional<String>> translations) {
        this.translations = translations;
        english.forEach((key, text) -> templates.add(Template.of(key, text)));
        templates.sort(Comparator.comparingInt(Template::weight).reversed());
    }

    /**
     * @param sentence in English
     * @param reader the reader's language
     * @return the sentence in it; empty where it is not known in it, or the reader reads English
     */
    public Optional<String> in(String sentence, Locale reader) {
        return in(sentence, reader, value -> value);
    }

    /**
     * @param sentence in English
     * @param reader the reader's language
     * @param otherParts says a value of the sentence that is no part known here; the value itself where it is known nowhere
     * @return the sentence in it; empty where it is not known in it, or the reader reads English
     */
    public Optional<String> in(String sentence, Locale reader, UnaryOperator<String> otherParts) {
        return in(sentence, reader, otherParts, false);
    }

    /**
     * @param value that stands at a place of a sentence
     * @param reader the reader's language
     * @return the value in it; empty where it is not known in it, or the reader reads English
     */
    public Optional<String> part(String value, Locale reader) {
        return in(value, reader, other -> other, true);
    }

    private Optional<String> in(String sentence, Locale reader, UnaryOperator<String> otherParts, boolean part) {
        if (reader.getLanguage().equals(Locale.ENGLISH.getLanguage())) {
            return Optional.empty();
        }
        for (Template template : templates) {
            if (template.key().startsWith(PART) != part || !sentence.startsWith(template.head())) {
                continue;
            }
            Matcher said = template.pattern().matcher(sentence);
            if (said.matches()) {
                Optional<String> translation = translations.apply(template.key(), reader);
                if (translation.isPresent()) {
                    return Optional.of(filled(translation.get(), template, said, reader, otherParts));
                }
            }
        }
        return Optional.empty();
    }

    private String filled(
            String translation, Template template, Matcher said, Locale reader, UnaryOperator<String> otherParts) {
        Map<Integer, String> values = new HashMap<>();
        for (int i = 0; i < template.places().size(); i++) {
            String value = said.group(i + 1);
            values.putIfAbsent(
                    template.places().get(i),
                    in(value, reader, otherParts, true).orElseGet(() -> otherParts.apply(value)));
        }
        return PLACE.matcher(translation)
                .replaceAll(place ->
                        Matcher.quoteReplacement(values.getOrDefault(Integer.parseInt(place.group(1)), place.group())));
    }
}
