package io.rapport.publicpages;

import io.rapport.language.VisibleText;

/** What people type into the fields of our pages. */
public final class TypedText {

    private TypedText() {}

    /**
     * Takes out what no keyboard writes and no database keeps: control characters other than tabs and line ends. A text of
     * which nothing can be seen is empty.
     *
     * @param text as it was sent
     * @return the same without them
     */
    public static String clean(String text) {
        if (VisibleText.isBlank(text)) {
            return "";
        }
        if (text.chars().noneMatch(TypedText::isStray)) {
            return text;
        }
        StringBuilder clean = new StringBuilder(text.length());
        text.chars().filter(character -> !isStray(character)).forEach(character -> clean.append((char) character));
        return clean.toString();
    }

    private static boolean isStray(int character) {
        return Character.isISOControl(character) && character != '\t' && character != '\n' && character != '\r';
    }
}
