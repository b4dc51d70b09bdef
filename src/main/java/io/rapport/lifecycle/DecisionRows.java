package io.rapport.lifecycle;

import java.util.List;

/**
 * A decision table as its author drew it, free of the format that it is stored in.
 *
 * @param key id of the decision
 * @param element id of the table in its file
 * @param hitPolicy as DMN names it, such as {@code FIRST}
 * @param inputs the columns that ask, from left to right
 * @param outputs names of the columns that answer, from left to right
 * @param rows from the first to the last
 */
public record DecisionRows(
        String key, String element, String hitPolicy, List<Input> inputs, List<String> outputs, List<Row> rows) {

    /** Keeps the columns and rows as they are now. */
    public DecisionRows {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
        rows = List.copyOf(rows);
    }

    /**
     * A column that asks.
     *
     * @param element its id
     * @param label over it
     * @param name what it asks for
     */
    public record Input(String element, String label, String name) {}

    /**
     * A row.
     *
     * @param element its id
     * @param conditions texts of the cells that ask, without space around them; empty for none
     * @param conclusions texts of the cells that answer
     */
    public record Row(String element, List<String> conditions, List<String> conclusions) {

        /** Keeps the cells as they are now. */
        public Row {
            conditions = List.copyOf(conditions);
            conclusions = List.copyOf(conclusions);
        }
    }
}
