package io.rapport.publicpages;

import io.rapport.language.VisibleText;

/** What people type into the fields of our pages. */
public final class TypedText {

    private TypedText() {}

    /**
     * Takes out what {@link VisibleText#clean} does: stray control characters, and those that turn the direction of reading.
     * A text of which nothing can be seen is empty.
     *
     * @param text as it was sent
     * @return the same without them
     */
    public static String clean(String text) {
        return VisibleText.isBlank(text) ? "" : VisibleText.clean(text);
    }
}
