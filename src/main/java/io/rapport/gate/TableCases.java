package io.rapport.gate;

import io.rapport.journey.table.ColumnType;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The cases that a table is asked for. Of numbers those are asked on either side of which a rule may decide otherwise, of
 * texts those that the table names, and one that it does not where it does not list what there is.
 */
final class TableCases {

    private static final int MOST = 20_000;

    /** A text that no row begins with or names, as a product is that nobody thought of; also what stands for none. */
    private static final String OTHER = "";

    private static final Pattern TEXT = Pattern.compile("\"([^\"]*)\"");
    private static final Pattern NUMBER = Pattern.compile("-?\\d+(?:\\.\\d+)?");

    private TableCases() {}

    /** @return each value of each input with each of the others; where that is too many, some, each value among them */
    static List<Map<String, Object>> of(Map<String, List<Object>> domain) {
        List<Map<String, Object>> cases = new ArrayList<>(List.of(new LinkedHashMap<>()));
        List<Integer> sizes = new ArrayList<>();
        for (Map.Entry<String, List<Object>> input : domain.entrySet()) {
            List<Map<String, Object>> more = new ArrayList<>();
            for (Map<String, Object> known : cases) {
                for (Object value : input.getValue()) {
                    Map<String, Object> further = new LinkedHashMap<>(known);
                    further.put(input.getKey(), value);
                    more.add(further);
                }
            }
            sizes.add(input.getValue().size());
            cases = more.size() <= MOST ? more : everyNth(more, step(more.size(), sizes));
        }
        return cases;
    }

    /**
     * A step that has no factor in common with the last input's number of values meets each of them. One that is no larger
     * than this number leaves none of the cases before out; a larger one must have no factor in common with any input's.
     */
    private static int step(int cases, List<Integer> sizes) {
        int last = sizes.get(sizes.size() - 1);
        int step = (cases + MOST - 1) / MOST;
        while (!isCoprime(step, List.of(last)) || step > last && !isCoprime(step, sizes)) {
            step++;
        }
        return step;
    }

    private static boolean isCoprime(int step, List<Integer> sizes) {
        return sizes.stream()
                .allMatch(size ->
                        BigInteger.valueOf(step).gcd(BigInteger.valueOf(size)).equals(BigInteger.ONE));
    }

    private static List<Map<String, Object>> everyNth(List<Map<String, Object>> many, int step) {
        List<Map<String, Object>> some = new ArrayList<>();
        for (int i = 0; i < many.size(); i += step) {
            some.add(many.get(i));
        }
        return some;
    }

    /** @return what a column can be asked with, by its type and by what its cells say */
    static List<Object> values(RuleTable rules, int column) {
        ColumnType type = rules.columnType(column).orElse(ColumnType.TEXT);
        return switch (type) {
            case TRUTH -> List.of(true, false);
            case WHOLE, NUMBER -> numbers(type == ColumnType.WHOLE, rules.cells(column));
            default -> {
                Stream<String> named = rules.cells(column).flatMap(TableCases::texts);
                Stream<String> other = rules.listsValues(column) ? Stream.empty() : Stream.of(OTHER);
                yield Stream.concat(named, other)
                        .distinct()
                        .<Object>map(text -> text)
                        .toList();
            }
        };
    }

    /** @return the texts in quotes that a cell names */
    static Stream<String> texts(String cell) {
        return TEXT.matcher(cell).results().map(text -> text.group(1));
    }

    private static List<Object> numbers(boolean whole, Stream<String> cells) {
        TreeSet<Double> numbers = new TreeSet<>(Set.of(0.0));
        cells.flatMap(cell -> NUMBER.matcher(cell).results())
                .map(MatchResult::group)
                .map(Double::parseDouble)
                .forEach(edge -> {
                    numbers.add(edge);
                    numbers.add(edge + (whole ? 1 : 0.01));
                    numbers.add(Math.max(0, edge - (whole ? 1 : 0.01)));
                });
        numbers.add(numbers.last() * 10 + 1);
        return numbers.stream()
                .<Object>map(number -> whole ? (Object) number.intValue() : (Object) number)
                .toList();
    }

    /** @return a case as findings tell it */
    static String said(Map<String, Object> facts) {
        return facts.entrySet().stream()
                .map(fact -> fact.getKey() + " = " + said(fact.getValue()))
                .collect(Collectors.joining(", "));
    }

    private static Object said(Object value) {
        return value == null ? "nothing" : value.equals(OTHER) ? "\"\"" : value;
    }
}
