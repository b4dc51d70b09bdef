package io.rapport.lifecycle;

import io.rapport.lifecycle.Ranges.Range;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads conditions of a table's cells as ranges: that part of FEEL which means the same for each value by itself, such as
 * {@code >= 3}, {@code [3..5]}, {@code 1,2} or {@code not("distant")}. Words are numbered as the input lists them.
 */
final class CellReader {

    /** What cells may say of numbers. */
    static final String NUMBERS = "write whole numbers, such as 3, >= 3, [3..5], 1,2 or not(3)";

    private static final Pattern NUMBER = Pattern.compile("\\d{1,9}");
    private static final Pattern COMPARISON = Pattern.compile("(<=|>=|<|>)\\s*(\\d{1,9})");
    private static final Pattern RANGE =
            Pattern.compile("([\\[\\](])\\s*(\\d{1,9})\\s*\\.\\.\\s*(\\d{1,9})\\s*([\\])\\[])");
    private static final Pattern WORD = Pattern.compile("\"([^\"\\\\]*)\"");
    private static final Pattern NOT = Pattern.compile("not\\s*\\((.*)\\)", Pattern.DOTALL);

    private CellReader() {}

    /** Says what is wrong with a cell, and how to fix it. */
    static final class Unreadable extends Exception {

        private static final long serialVersionUID = 1L;

        private final String fix;

        Unreadable(String problem, String fix) {
            super(problem, null, false, false);
            this.fix = fix;
        }

        String fix() {
            return fix;
        }
    }

    /**
     * @param cell what stands in it
     * @param input what its column asks for
     * @return the values that it fits
     * @throws Unreadable if it is no such condition, or fits none
     */
    static Ranges read(String cell, TableInput input) throws Unreadable {
        long most = input.isWord() ? input.words().size() - 1L : input.most();
        if (cell.isEmpty() || cell.equals("-")) {
            return Ranges.all(most);
        }
        Matcher not = NOT.matcher(cell);
        Ranges named = named(not.matches() ? not.group(1) : cell, input, most);
        Ranges read = not.matches() ? named.others() : named;
        if (read.isEmpty()) {
            throw new Unreadable(
                    cell + " never fits",
                    input.isWord()
                            ? "the words of " + input.name() + " are " + quoted(input.words())
                            : input.name() + " goes from 0 to " + most);
        }
        return read;
    }

    private static Ranges named(String list, TableInput input, long most) throws Unreadable {
        List<Range> ranges = new ArrayList<>();
        for (String part : list.split(",", -1)) {
            ranges.add(input.isWord() ? word(part.strip(), input) : number(part.strip(), most));
        }
        return Ranges.of(ranges, most);
    }

    private static Range word(String part, TableInput input) throws Unreadable {
        Matcher word = WORD.matcher(part);
        int index = word.matches() ? input.words().indexOf(word.group(1)) : -1;
        if (index < 0) {
            throw new Unreadable(
                    part + " is none of the words of " + input.name(), "write one of " + quoted(input.words()));
        }
        return new Range(index, index);
    }

    private static Range number(String part, long most) throws Unreadable {
        if (NUMBER.matcher(part).matches()) {
            return new Range(Long.parseLong(part), Long.parseLong(part));
        }
        Matcher comparison = COMPARISON.matcher(part);
        if (comparison.matches()) {
            long limit = Long.parseLong(comparison.group(2));
            return switch (comparison.group(1)) {
                case "<" -> new Range(0, limit - 1);
                case "<=" -> new Range(0, limit);
                case ">" -> new Range(limit + 1, most);
                default -> new Range(limit, most);
            };
        }
        Matcher range = RANGE.matcher(part);
        if (range.matches()) {
            long least = Long.parseLong(range.group(2)) + (range.group(1).equals("[") ? 0 : 1);
            return new Range(
                    least, Long.parseLong(range.group(3)) - (range.group(4).equals("]") ? 0 : 1));
        }
        throw new Unreadable(
                part.isEmpty() ? "a part of it is empty" : part + " cannot be compiled into bands", NUMBERS);
    }

    static String quoted(List<String> words) {
        return "\"" + String.join("\", \"", words) + "\"";
    }
}
