package io.rapport.desk.internal.form;

/** A short value of an identifier's shape: what the engine may hold. Names, addresses and sentences are none. */
public final class ShortIdentifier {

    /** Long enough for a reference with a UUID in it. */
    public static final int MAX_LENGTH = 64;

    private static final String MARKS = "_.:/+-";

    private ShortIdentifier() {}

    /**
     * @param value any text, not null
     * @return whether it is at most 64 letters (without accents), digits and {@code _ . : / + -}, such as {@code high},
     *     {@code complaint:C77}, {@code 2026-12-25T14:30+00:00}; the empty text is one
     */
    public static boolean isToken(String value) {
        return value.length() <= MAX_LENGTH && value.chars().allMatch(ShortIdentifier::isAllowed);
    }

    private static boolean isAllowed(int c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || MARKS.indexOf(c) >= 0;
    }
}
