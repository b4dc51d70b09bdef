package io.rapport.gate;

/** Puts what was found into the texts of a {@link Rule}. */
final class RuleText {

    private static final int LONGEST = 400;

    private RuleText() {}

    /**
     * @param text with places {@code {0}}, {@code {1}} …
     * @param values what stands in them
     * @return the text, with each value shortened
     */
    static String fill(String text, Object... values) {
        String filled = text;
        for (int i = 0; i < values.length; i++) {
            filled = filled.replace("{" + i + "}", shortened(String.valueOf(values[i])));
        }
        return filled;
    }

    /** What hostile files say may be long; a person needs its beginning. */
    static String shortened(String value) {
        String line = value.replaceAll("\\s+", " ").stripTrailing();
        if (line.endsWith(".")) {
            line = line.substring(0, line.length() - 1);
        }
        return line.length() <= LONGEST ? line : line.substring(0, LONGEST - 1) + "…";
    }
}
