package io.rapport.lifecycle;

import io.rapport.lifecycle.Ranges.Range;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A decision table compiled into bands: the first row that fits decides, and whether one fits follows from the ranges that
 * values lie in. It answers in memory, or as a condition of SQL for any number of customers at once.
 */
public final class BandTable {

    private final RelationshipTable kind;
    private final List<Row> rows;

    /**
     * A row.
     *
     * @param conditions by input, the values that it fits; inputs of which it says nothing are left out
     * @param answer one of the table's
     * @param why a code
     */
    record Row(Map<String, Ranges> conditions, String answer, String why) {

        Row {
            conditions = Map.copyOf(conditions);
        }

        private boolean fits(Map<String, Long> values) {
            for (Map.Entry<String, Ranges> condition : conditions.entrySet()) {
                if (!condition.getValue().contain(values.get(condition.getKey()))) {
                    return false;
                }
            }
            return true;
        }
    }

    BandTable(RelationshipTable kind, List<Row> rows) {
        this.kind = kind;
        this.rows = List.copyOf(rows);
    }

    /** @return which table it is */
    public RelationshipTable kind() {
        return kind;
    }

    /** @return what its rows answer, from the first to the last */
    List<String> answers() {
        return rows.stream().map(Row::answer).toList();
    }

    /** @return why its rows answer so */
    List<String> whys() {
        return rows.stream().map(Row::why).toList();
    }

    /**
     * Answers in memory.
     *
     * @param values of all inputs by name; a word by its place among the input's words
     * @return the number of the row that decides, the first being 1; 0 if none fits
     */
    int row(Map<String, Long> values) {
        for (int row = 0; row < rows.size(); row++) {
            if (rows.get(row).fits(values)) {
                return row + 1;
            }
        }
        return 0;
    }

    /** @return whether its last row is without conditions, so that one always fits */
    boolean isEnded() {
        return !rows.isEmpty() && rows.get(rows.size() - 1).conditions().isEmpty();
    }

    /** @return the answer of the row that decides; null if none fits */
    String answer(Map<String, Long> values) {
        int row = row(values);
        return row == 0 ? null : rows.get(row - 1).answer();
    }

    /**
     * Writes the same as SQL. Nothing of a file's text stands in it: numbers, and words that the code knows.
     *
     * @param column for the name of an input, the expression that holds its value
     * @return an expression for the number of the row that decides; null if none fits
     */
    String sql(Function<String, String> column) {
        StringBuilder sql = new StringBuilder("case");
        int number = 0;
        for (Row row : rows) {
            String condition = kind.inputs().stream()
                    .filter(input -> row.conditions().containsKey(input.name()))
                    .map(input -> sql(input, row.conditions().get(input.name()), column.apply(input.name())))
                    .collect(Collectors.joining(" and "));
            sql.append(" when ")
                    .append(condition.isEmpty() ? "true" : condition)
                    .append(" then ")
                    .append(++number);
        }
        return rows.isEmpty() ? "null::int" : sql.append(" end").toString();
    }

    private static String sql(TableInput input, Ranges ranges, String column) {
        if (input.isWord()) {
            return column + " in "
                    + input.words().stream()
                            .filter(word -> ranges.contain(input.words().indexOf(word)))
                            .collect(Collectors.joining("', '", "('", "')"));
        }
        String any = ranges.list().stream()
                .map(range -> sql(range, input.most(), column))
                .collect(Collectors.joining(" or "));
        return ranges.list().size() == 1 ? any : "(" + any + ")";
    }

    private static String sql(Range range, long most, String column) {
        if (range.most() == most) {
            return column + " >= " + range.least();
        }
        if (range.least() == 0) {
            return column + " <= " + range.most();
        }
        return range.least() == range.most()
                ? column + " = " + range.least()
                : column + " between " + range.least() + " and " + range.most();
    }

    /**
     * @param input name of one that is a number
     * @return in ascending order, the values at which the answer may change
     */
    List<Long> cuts(String input) {
        TreeSet<Long> cuts = new TreeSet<>();
        for (Row row : rows) {
            Ranges condition = row.conditions().get(input);
            if (condition != null) {
                cuts.addAll(condition.cuts());
            }
        }
        return List.copyOf(cuts);
    }

    /** @return by input, one value of each band: within a band the answer is the same */
    Map<String, List<Long>> bands() {
        Map<String, List<Long>> bands = new LinkedHashMap<>();
        for (TableInput input : kind.inputs()) {
            TreeSet<Long> values = new TreeSet<>(List.of(0L));
            values.addAll(cuts(input.name()));
            if (input.isWord()) {
                for (long word = 0; word < input.words().size(); word++) {
                    values.add(word);
                }
            }
            bands.put(input.name(), List.copyOf(values));
        }
        return bands;
    }
}
