package io.rapport.language;

/**
 * How a task is called: what is to be done, and behind it what it is about, such as {@code Investigate · C-17}. The engine
 * stores it in English.
 *
 * @param english the name of the task in its model
 * @param added what its version put behind the name in another language, as titles in two languages did; null if nothing
 */
public record TaskTitle(String english, String added) {

    /** Stands between the parts. */
    public static final String SEPARATOR = " · ";

    /**
     * @param stored the task's name in the engine, may be null
     * @param name the task's name in the reader's language
     * @return the title in that language; as it is stored, if somebody named the task otherwise
     */
    public String in(String stored, String name) {
        if (stored == null || english == null) {
            return stored;
        }
        String before = added == null ? null : english + SEPARATOR + added;
        if (before != null && begins(stored, before)) {
            return name + stored.substring(before.length());
        }
        return begins(stored, english) ? name + stored.substring(english.length()) : stored;
    }

    private static boolean begins(String stored, String part) {
        return stored.equals(part) || stored.startsWith(part + SEPARATOR);
    }
}
