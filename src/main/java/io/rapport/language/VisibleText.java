package io.rapport.language;

import java.text.Normalizer;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Whether a text that somebody wrote shows anything. Beside spaces there are characters that are as blank: some of no width,
 * fillers of scripts, a Braille pattern without dots. The event catalogue's patterns say the same.
 */
public final class VisibleText {

    private static final Pattern SHOWN =
            Pattern.compile("[^\\s\\p{Z}\\p{Cc}\\p{Cf}\\p{M}\\u115f\\u1160\\u2800\\u3164\\uffa0]");

    /** At an end; marks belong to the character before, and tags to a flag. */
    private static final String BLANK =
            "[\\s\\p{Z}\\p{Cc}\\p{Cf}\\u115f\\u1160\\u2800\\u3164\\uffa0&&[^\\x{E0020}-\\x{E007F}]]+";

    private static final Pattern ENDS = Pattern.compile("^" + BLANK + "|" + BLANK + "$");
    private static final Pattern BLANKS = Pattern.compile(BLANK);

    /** What no keyboard writes, and what turns the direction of all that is read behind it. */
    private static final Pattern STRAY = Pattern.compile("[\\p{Cc}\\u202a-\\u202e\\u2066-\\u2069&&[^\\t\\n\\r]]");

    private VisibleText() {}

    /**
     * Takes out control characters other than tabs and line ends, and those that turn the direction of reading: behind one
     * of them the sentence of a page or mail that holds the text would be read backwards. Marks of direction, which
     * right-to-left writers need, stay.
     *
     * @param text that somebody wrote, may be null
     * @return the same without them; null for null
     */
    public static String clean(String text) {
        return text == null ? null : STRAY.matcher(text).replaceAll("");
    }

    /**
     * @param text may be null
     * @return whether nothing of it can be seen
     */
    public static boolean isBlank(String text) {
        return text == null || !SHOWN.matcher(text).find();
    }

    /**
     * @param text any
     * @return the same without what cannot be seen at its ends; empty if nothing can be seen
     */
    public static String strip(String text) {
        return isBlank(text) ? "" : ENDS.matcher(text).replaceAll("");
    }

    /**
     * @param text any
     * @return how many characters somebody counts in it, without what cannot be seen at its ends
     */
    public static int length(String text) {
        String shown = strip(text);
        return shown.codePointCount(0, shown.length());
    }

    /**
     * @param text any
     * @return what is the same of texts that look the same: without blanks, in small letters, in one form of each character
     */
    public static String folded(String text) {
        return Normalizer.normalize(BLANKS.matcher(text).replaceAll(""), Normalizer.Form.NFKC)
                .toLowerCase(Locale.ROOT);
    }
}
