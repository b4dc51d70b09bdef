package io.rapport.customer;

import java.text.Normalizer;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What somebody typed to find a customer, as names are kept to be found: without marks and widths, in lower case, in
 * words, and in pieces. The database cuts names likewise ({@code rapport.search_grams}).
 *
 * @param words folded, in the order typed
 * @param grams the pieces of them that each name which is meant has
 */
record SearchText(List<String> words, Set<String> grams) {

    private static final Pattern MARKS = Pattern.compile("[\\u0300-\\u036f]");
    private static final Pattern SEPARATORS =
            Pattern.compile("[\\]\\[\\\\\\s!-/:-@^_`{-~·•‘’“”«»、，。（）・　]+", Pattern.UNICODE_CHARACTER_CLASS);

    private static final int GRAM = 3;

    /** @return the text, folded and cut */
    static SearchText of(String typed) {
        List<String> words = Stream.of(SEPARATORS.split(folded(typed)))
                .filter(word -> !word.isEmpty())
                .toList();
        Set<String> grams = new LinkedHashSet<>();
        words.forEach(word -> cut(word, grams));
        return new SearchText(words, grams);
    }

    static String folded(String text) {
        return MARKS.matcher(Normalizer.normalize(text, Normalizer.Form.NFKD))
                .replaceAll("")
                .toLowerCase(Locale.ROOT)
                .replace("ß", "ss")
                .replace('ς', 'σ');
    }

    private static void cut(String word, Set<String> grams) {
        int[] letters = word.codePoints().toArray();
        if (begins(letters)) {
            grams.add(" " + word);
            return;
        }
        for (int i = 0; i < letters.length; i++) {
            if (isIdeograph(letters[i])) {
                boolean paired = i + 1 < letters.length && isIdeograph(letters[i + 1]);
                boolean inPair = i > 0 && isIdeograph(letters[i - 1]);
                if (paired) {
                    grams.add(new String(letters, i, 2));
                } else if (!inPair) {
                    grams.add(new String(letters, i, 1));
                }
            } else if (i + GRAM <= letters.length && none(letters, i)) {
                grams.add(new String(letters, i, GRAM));
            }
        }
    }

    private static boolean none(int[] letters, int from) {
        for (int i = from; i < from + GRAM; i++) {
            if (isIdeograph(letters[i])) {
                return false;
            }
        }
        return true;
    }

    /** One or two letters are how a word begins: within words they stand everywhere. */
    private static boolean begins(int[] letters) {
        return letters.length < GRAM && Arrays.stream(letters).noneMatch(SearchText::isIdeograph);
    }

    private static boolean isIdeograph(int letter) {
        return letter >= 0x2E80 && letter <= 0x9FFF
                || letter >= 0xF900 && letter <= 0xFAFF
                || letter >= 0x20000 && letter <= 0x3FFFF;
    }

    /** @return the one piece that is all there is, if names with it are kept in the order of the last contact */
    Optional<String> term() {
        return words.size() == 1 && grams.size() == 1
                ? grams.stream()
                        .filter(gram -> gram.startsWith(" ") || gram.codePointCount(0, gram.length()) < GRAM)
                        .filter(gram -> gram.strip().equals(words.get(0)))
                        .findFirst()
                : Optional.empty();
    }

    /** @return one pair of Chinese or Japanese characters that all names have which are meant; few others have it */
    Optional<String> pair() {
        return grams.stream()
                .filter(gram -> gram.codePointCount(0, gram.length()) == 2 && isIdeograph(gram.codePointAt(0)))
                .findFirst();
    }

    /** @return for each word what a name is like that has it, for SQL's {@code like} */
    String[] patterns() {
        return words.stream()
                .map(word -> begins(word.codePoints().toArray()) ? "% " + word + "%" : "%" + word + "%")
                .toArray(String[]::new);
    }
}
