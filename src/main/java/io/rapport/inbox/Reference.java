package io.rapport.inbox;

/**
 * Names one thing that an event is about, such as {@code customer:42}; the business key of a journey has the same form.
 *
 * @param kind what it is: {@code customer}, {@code order}, {@code complaint} …
 * @param id the thing's id in the system that knows it
 */
public record Reference(String kind, String id) {

    /**
     * Reads the written form.
     *
     * @param text {@code kind:id}
     * @return the reference
     * @throws IllegalArgumentException if there is no kind or no id
     */
    public static Reference parse(String text) {
        int colon = text.indexOf(':');
        if (colon < 1 || colon == text.length() - 1) {
            throw new IllegalArgumentException("a reference has the form kind:id, not '" + text + "'");
        }
        return new Reference(text.substring(0, colon), text.substring(colon + 1));
    }

    @Override
    public String toString() {
        return kind + ":" + id;
    }
}
