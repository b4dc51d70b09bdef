package io.rapport.lifecycle;

import io.rapport.lifecycle.DecisionRows.Input;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Compiles a table about the relationship into bands, and says by row and column what cannot be compiled. */
public final class TableCompiler {

    private static final Pattern TEXT = Pattern.compile("\"([^\"\\\\]*)\"");
    private static final Pattern CODE = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)*");
    private static final int LONGEST_CODE = 60;

    private final RelationshipTable kind;
    private final DecisionRows drawn;
    private final List<TableFault> faults = new ArrayList<>();

    private TableCompiler(RelationshipTable kind, DecisionRows drawn) {
        this.kind = kind;
        this.drawn = drawn;
    }

    /**
     * What came of a table.
     *
     * @param table compiled; null if it cannot be, or has no answer in some case. One with other errors is used where it is live
     *     already, and not released
     * @param faults what is to fix, and what is doubtful
     */
    public record Compiled(BandTable table, List<TableFault> faults) {

        /** @return whether something keeps it out of a release */
        public boolean hasErrors() {
            return faults.stream().anyMatch(TableFault::error);
        }
    }

    /**
     * Compiles a table.
     *
     * @param kind which of the two it is
     * @param drawn the table
     * @return the table with what is to fix in it
     */
    public static Compiled compile(RelationshipTable kind, DecisionRows drawn) {
        return new TableCompiler(kind, drawn).compile();
    }

    private Compiled compile() {
        if (!drawn.hitPolicy().equals("FIRST")) {
            error(
                    drawn.element(),
                    name() + ": the hit policy is " + drawn.hitPolicy(),
                    "use FIRST: the first row that fits decides");
        }
        List<TableInput> inputs = inputs();
        int answer = output(kind.output());
        int why = output(RelationshipTable.WHY);
        List<BandTable.Row> rows = new ArrayList<>();
        for (int number = 1; number <= drawn.rows().size(); number++) {
            row(drawn.rows().get(number - 1), number, inputs, answer, why).ifPresent(rows::add);
        }
        if (!faults.isEmpty()) {
            return new Compiled(null, List.copyOf(faults));
        }
        BandTable table = new BandTable(kind, rows);
        BandCheck.Checked checked = BandCheck.check(table, name(), drawn.element());
        return new Compiled(checked.answering() ? table : null, checked.faults());
    }

    private String name() {
        return "table '" + drawn.key() + "'";
    }

    /** @return what each column asks for; null where it is not known */
    private List<TableInput> inputs() {
        List<TableInput> inputs = new ArrayList<>();
        Set<String> named = new HashSet<>();
        for (Input column : drawn.inputs()) {
            Optional<TableInput> input = kind.input(column.name());
            if (input.isEmpty()) {
                error(
                        column.element(),
                        name() + ", column '" + column.label() + "' asks for '" + column.name()
                                + "', which is not known",
                        "ask for one of "
                                + String.join(
                                        ", ",
                                        kind.inputs().stream()
                                                .map(TableInput::name)
                                                .toList()));
            } else if (!named.add(column.name())) {
                error(
                        column.element(),
                        name() + ", column '" + column.label() + "' asks for " + column.name() + " once more",
                        "have one column ask for it");
            }
            inputs.add(input.orElse(null));
        }
        return inputs;
    }

    private int output(String wanted) {
        int at = drawn.outputs().indexOf(wanted);
        if (at < 0) {
            error(
                    drawn.element(),
                    name() + " has no output column named '" + wanted + "'",
                    "name its output columns " + kind.output() + " and " + RelationshipTable.WHY);
        }
        return at;
    }

    private Optional<BandTable.Row> row(
            DecisionRows.Row row, int number, List<TableInput> inputs, int answer, int why) {
        String where = name() + ", row " + number;
        Map<String, Ranges> conditions = new HashMap<>();
        boolean whole = true;
        for (int i = 0; i < inputs.size() && i < row.conditions().size(); i++) {
            TableInput input = inputs.get(i);
            if (input == null) {
                whole = false;
                continue;
            }
            try {
                Ranges fitting = CellReader.read(row.conditions().get(i), input);
                if (!fitting.isAll()) {
                    conditions.put(input.name(), fitting);
                }
            } catch (CellReader.Unreadable e) {
                error(
                        row.element(),
                        where + ", column '" + drawn.inputs().get(i).label() + "': " + e.getMessage(),
                        e.fix());
                whole = false;
            }
        }
        String said = literal(row, answer);
        if (answer >= 0 && (said == null || !kind.answers().contains(said))) {
            error(
                    row.element(),
                    where + ", column '" + kind.output() + "' is " + shown(row, answer),
                    "write one of " + CellReader.quoted(kind.answers()));
            whole = false;
        }
        String code = literal(row, why);
        if (why >= 0
                && (code == null
                        || code.length() > LONGEST_CODE
                        || !CODE.matcher(code).matches())) {
            error(
                    row.element(),
                    where + ", column '" + RelationshipTable.WHY + "' is " + shown(row, why),
                    "write a code in quotes, in small letters with hyphens and up to " + LONGEST_CODE
                            + " characters, such as \"buys-regularly\"");
            whole = false;
        }
        return whole && answer >= 0 && why >= 0
                ? Optional.of(new BandTable.Row(conditions, said, code))
                : Optional.empty();
    }

    private static String literal(DecisionRows.Row row, int column) {
        if (column < 0 || column >= row.conclusions().size()) {
            return null;
        }
        Matcher text = TEXT.matcher(row.conclusions().get(column));
        return text.matches() ? text.group(1) : null;
    }

    private static String shown(DecisionRows.Row row, int column) {
        String text = column < row.conclusions().size() ? row.conclusions().get(column) : "";
        return text.isEmpty() ? "empty" : text;
    }

    private void error(String element, String problem, String fix) {
        faults.add(new TableFault(element, problem, fix, true));
    }
}
