package io.rapport.gate;

import io.rapport.journey.table.ColumnType;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** How a cell is written that names what there is not: mostly it is a text without its quotes. */
final class CellAdvice {

    private static final Pattern NOT = Pattern.compile("not\\s*\\((.*)\\)");
    private static final Pattern QUOTED = Pattern.compile("\"[^\"]*\"");

    /** What is more than words, such as a function or a comparison. */
    private static final Pattern MORE = Pattern.compile("[\"()\\[\\]<>=?]");

    private CellAdvice() {}

    /**
     * @param test a condition
     * @param type of its column
     * @return the condition as it may be meant, or what one of the type looks like
     */
    static String condition(String test, ColumnType type) {
        Matcher not = NOT.matcher(test);
        String words = not.matches() ? not.group(1) : test;
        if (type != ColumnType.TEXT
                || MORE.matcher(QUOTED.matcher(words).replaceAll("")).find()) {
            return type.conditions();
        }
        String quoted = Arrays.stream(words.split(",(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)"))
                .map(String::strip)
                .map(word -> word.startsWith("\"") ? word : '"' + word + '"')
                .collect(Collectors.joining(", "));
        return not.matches() ? "not(" + quoted + ")" : quoted;
    }

    /**
     * @param text an answer
     * @param type of its column
     * @return the answer as it may be meant, or what one of the type looks like
     */
    static String answer(String text, ColumnType type) {
        return type == ColumnType.TEXT && !MORE.matcher(text).find() ? '"' + text + '"' : type.answer();
    }
}
