package io.rapport.feedback;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Recognises that a complaint speaks of harm to a person, so that it is never treated as a normal one (ISO 10002, initial
 * assessment: severity, safety). A word alone is not enough where it has another sense: a rule may ask for words near
 * it, and be lifted by others, within the same sentence.
 */
public final class HarmWords {

    private static final Pattern SENTENCES = Pattern.compile("[.!?;\\n\\r。！？；]+");
    private static final Pattern HAN = Pattern.compile("\\p{IsHan}");

    private HarmWords() {}

    /**
     * A row of the table.
     *
     * @param words any of which speaks of harm
     * @param near any of which must stand in the same sentence; {@code null} if none need
     * @param unless any of which in the same sentence takes the harm away; {@code null} if none does
     */
    public record WordRule(Pattern words, Pattern near, Pattern unless) {

        /**
         * Reads a row.
         *
         * @param words separated by commas; a word may end in * for any ending, several words are a phrase, Chinese ones
         *     are found anywhere
         * @param near in the same form; may be empty
         * @param unless in the same form; may be empty
         * @throws IllegalArgumentException if there are no words
         */
        public static WordRule of(String words, String near, String unless) {
            return new WordRule(
                    pattern(words).orElseThrow(() -> new IllegalArgumentException("a rule of harm needs words")),
                    pattern(near).orElse(null),
                    pattern(unless).orElse(null));
        }

        boolean fits(String sentence) {
            return words.matcher(sentence).find()
                    && (near == null || near.matcher(sentence).find())
                    && (unless == null || !unless.matcher(sentence).find());
        }
    }

    private static Optional<Pattern> pattern(String words) {
        String any = words == null
                ? ""
                : Arrays.stream(words.toLowerCase(Locale.ROOT).split("[,，、]"))
                        .map(String::strip)
                        .filter(word -> !word.isEmpty())
                        .map(HarmWords::expression)
                        .collect(Collectors.joining("|"));
        return any.isEmpty() ? Optional.empty() : Optional.of(Pattern.compile(any));
    }

    private static String expression(String word) {
        if (HAN.matcher(word).find()) {
            return Pattern.quote(word);
        }
        String phrase = Arrays.stream(word.split("\\s+"))
                .map(part -> part.endsWith("*")
                        ? Pattern.quote(part.substring(0, part.length() - 1)) + "[\\p{L}']*"
                        : Pattern.quote(part))
                .collect(Collectors.joining("\\s+"));
        return "(?<![\\p{L}])" + phrase + "(?![\\p{L}])";
    }

    /**
     * Searches for words of harm.
     *
     * @param text the customer's words; {@code null} counts as none
     * @param rules any of which is enough
     * @return whether one fits a sentence
     */
    public static boolean in(String text, List<WordRule> rules) {
        return text != null
                && SENTENCES.splitAsStream(text.toLowerCase(Locale.ROOT)).anyMatch(sentence -> rules.stream()
                        .anyMatch(rule -> rule.fits(sentence)));
    }
}
