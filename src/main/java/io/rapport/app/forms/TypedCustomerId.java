package io.rapport.app.forms;

import io.rapport.language.VisibleText;

/** The id of a customer as staff type or paste it. */
public final class TypedCustomerId {

    private static final String KIND = "customer:";
    private static final int LONGEST = 128;

    private TypedCustomerId() {}

    /**
     * @param text as it was typed, with or without its kind, such as {@code customer:42}
     * @return the bare id, cut to the length that ids have at most; empty if nothing can be seen
     */
    public static String of(String text) {
        String typed = VisibleText.strip(text);
        String id = typed.startsWith(KIND) ? typed.substring(KIND.length()) : typed;
        return id.substring(0, Math.min(id.length(), LONGEST));
    }
}
