package io.rapport.lifecycle;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Something that a column may ask for: a whole number within limits, or one of several words. It always has a value.
 *
 * @param name in the table
 * @param movement how its value goes, so that it is known which values follow each other
 * @param most the largest number, the smallest being 0; 0 for words
 * @param words all that it may be; none for numbers
 */
public record TableInput(String name, Movement movement, long most, List<String> words) {

    /** Days since the last order of who never ordered: a hundred years. */
    public static final long NEVER = 36_500;

    /** How a value goes. */
    public enum Movement {
        /** Up and down, by any step. */
        ANY,
        /** Up and down, but 0 says that nothing is known, and it never comes back to that. */
        NONE_OR_ANY,
        /** Up with the days that pass, and back to the beginning. */
        WITH_DAYS,
        /** Up with each order, and down only where one is called off. */
        WITH_ORDERS,
        /** Back to 0 whenever the answer changes. */
        SINCE_CHANGE
    }

    static TableInput number(String name, long most) {
        return new TableInput(name, Movement.ANY, most, List.of());
    }

    static TableInput noneOrNumber(String name, long most) {
        return new TableInput(name, Movement.NONE_OR_ANY, most, List.of());
    }

    static TableInput growing(String name, long most) {
        return new TableInput(name, Movement.WITH_DAYS, most, List.of());
    }

    static TableInput counted(String name, long most) {
        return new TableInput(name, Movement.WITH_ORDERS, most, List.of());
    }

    static TableInput sinceChange(String name, long most) {
        return new TableInput(name, Movement.SINCE_CHANGE, most, List.of());
    }

    static TableInput current(String output, List<String> answers) {
        String name = "current" + output.substring(0, 1).toUpperCase(Locale.ROOT) + output.substring(1);
        return new TableInput(
                name,
                Movement.ANY,
                0,
                Stream.concat(Stream.of(RelationshipTable.NONE), answers.stream())
                        .toList());
    }

    /** @return whether it is one of several words */
    public boolean isWord() {
        return !words.isEmpty();
    }
}
