package io.rapport.mail;

/** Makes text safe for a mail's headers: nothing in it can break the line, hide or turn round what is read. */
public final class HeaderText {

    private static final int ZERO_WIDTH_NON_JOINER = 0x200C;
    private static final int ZERO_WIDTH_JOINER = 0x200D;

    private HeaderText() {}

    /**
     * @param text any text, such as a customer's name or a rendered subject; may be null
     * @param limit most code points to keep
     * @return the text in one line without control, bidi and other invisible characters, and without what a mail program
     *     would decode into such (encoded words, RFC 2047); empty for null
     */
    public static String clean(String text, int limit) {
        if (text == null) {
            return "";
        }
        StringBuilder clean = new StringBuilder(text.length());
        text.codePoints().forEach(character -> {
            if (Character.isWhitespace(character) || Character.isSpaceChar(character)) {
                clean.append(' ');
            } else if (isVisible(character)) {
                clean.appendCodePoint(character);
            }
        });
        // the text of an encoded word shall stay the text that it is
        String line =
                clean.toString().replace("=?", "= ?").replaceAll(" {2,}", " ").strip();
        int length = line.codePointCount(0, line.length());
        return length <= limit
                ? line
                : line.substring(0, line.offsetByCodePoints(0, limit)).strip();
    }

    private static boolean isVisible(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL, Character.SURROGATE, Character.PRIVATE_USE, Character.UNASSIGNED -> false;
            // bidi controls, soft hyphens, tags; the two joiners are part of how Persian and Hindi names are written
            case Character.FORMAT -> character == ZERO_WIDTH_JOINER || character == ZERO_WIDTH_NON_JOINER;
            default -> true;
        };
    }
}
