package io.rapport.contactpolicy;

import java.util.List;

/**
 * A decision table of the contact policy as its author drew it, free of the format that it is stored in.
 *
 * @param key id of the decision, one of {@link PolicyTables#KEYS}
 * @param element id of the table in its file
 * @param title what its author calls it
 * @param hitPolicy as DMN names it, such as {@code FIRST}
 * @param aggregation what a {@code COLLECT} table does with its answers, such as {@code SUM}; null for nothing
 * @param inputs the columns that ask, from left to right
 * @param outputs the columns that answer, from left to right
 * @param rules from the first line to the last
 */
public record PolicyTable(
        String key,
        String element,
        String title,
        String hitPolicy,
        String aggregation,
        List<Input> inputs,
        List<Output> outputs,
        List<DecisionRule> rules) {

    public PolicyTable {
        inputs = List.copyOf(inputs);
        outputs = List.copyOf(outputs);
        rules = List.copyOf(rules);
    }

    /** @return the table as findings name it */
    String name() {
        return "table '" + title + "' (" + key + ")";
    }

    /**
     * A column that asks.
     *
     * @param element id of the column
     * @param label over it; what it asks for where none is given
     * @param expression what it asks for
     */
    public record Input(String element, String label, Cell expression) {

        public Input {
            label = label == null || label.isBlank() ? expression.text() : label;
        }
    }

    /**
     * A column that answers.
     *
     * @param label over it; the name where none is given
     * @param name of the answer
     */
    public record Output(String label, String name) {

        public Output {
            label = label == null || label.isBlank() ? name : label;
        }
    }

    /**
     * A line.
     *
     * @param element its id
     * @param conditions a cell for each input
     * @param conclusions a cell for each output
     */
    public record DecisionRule(String element, List<Cell> conditions, List<Cell> conclusions) {

        public DecisionRule {
            conditions = List.copyOf(conditions);
            conclusions = List.copyOf(conclusions);
        }
    }

    /**
     * A cell.
     *
     * @param element its id
     * @param text what stands in it, without space around it; empty for nothing
     * @param language that it is said to be written in; null where nothing is said, which is FEEL
     */
    public record Cell(String element, String text, String language) {

        /** @return whether it is a condition that always holds */
        boolean isAny() {
            return text.isEmpty() || text.equals("-");
        }
    }
}
