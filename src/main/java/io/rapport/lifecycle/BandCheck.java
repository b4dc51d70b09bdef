package io.rapport.lifecycle;

import io.rapport.lifecycle.TableInput.Movement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Asks a compiled table for each combination of bands: whether a row fits, whether the answer stays when nothing has changed,
 * and whether a value that goes to and fro over one limit takes the answer with it.
 */
final class BandCheck {

    /** More than a table that people can read has; asked in well under a second. */
    static final long MOST_COMBINATIONS = 400_000;

    private final BandTable table;
    private final String name;
    private final String element;
    private final TableInput current;
    private final Map<String, List<Long>> bands;
    private final List<TableFault> faults = new ArrayList<>();
    private final Set<String> flapping = new HashSet<>();
    private boolean answering = true;

    private BandCheck(BandTable table, String name, String element) {
        this.table = table;
        this.name = name;
        this.element = element;
        this.current = table.kind().current();
        this.bands = table.bands();
    }

    /**
     * What was found.
     *
     * @param faults what is wrong with the table as a whole
     * @param answering whether it answers in each case, so that it can be used where it is live already
     */
    record Checked(List<TableFault> faults, boolean answering) {}

    /**
     * @param table compiled
     * @param name of the table, as findings name it
     * @param element its id
     * @return what is wrong with the table as a whole
     */
    static Checked check(BandTable table, String name, String element) {
        BandCheck check = new BandCheck(table, name, element);
        check.check();
        return new Checked(List.copyOf(check.faults), check.answering);
    }

    private void check() {
        long combinations = 1;
        for (List<Long> values : bands.values()) {
            combinations *= values.size();
        }
        if (combinations > MOST_COMBINATIONS) {
            answering = table.isEnded();
            fault(
                    name + " tells " + combinations + " cases apart, and at most " + MOST_COMBINATIONS
                            + " can be checked",
                    "use fewer different limits",
                    true);
            return;
        }
        each(this::answers);
        if (faults.isEmpty()) {
            each(this::settles);
        }
        if (faults.isEmpty()) {
            each(this::keeps);
        }
    }

    private void each(Consumer<Map<String, Long>> check) {
        each(table.kind().inputs(), 0, new HashMap<>(), check);
    }

    private void each(List<TableInput> inputs, int next, Map<String, Long> values, Consumer<Map<String, Long>> check) {
        if (!faults.isEmpty() && faults.stream().anyMatch(TableFault::error)) {
            return;
        }
        if (next == inputs.size()) {
            check.accept(values);
            return;
        }
        String input = inputs.get(next).name();
        for (Long value : bands.get(input)) {
            values.put(input, value);
            each(inputs, next + 1, values, check);
        }
    }

    private void answers(Map<String, Long> values) {
        if (table.row(values) == 0) {
            answering = false;
            fault(name + " has no row for " + said(values), "add a last row without conditions", true);
        }
    }

    /** Asked again with its own answer, the table must say the same. */
    private void settles(Map<String, Long> values) {
        int row = table.row(values);
        String answer = table.answers().get(row - 1);
        Map<String, Long> after = after(values, answer);
        int next = table.row(after);
        if (!table.answers().get(next - 1).equals(answer)) {
            fault(
                    name + " does not settle: for " + said(values) + " row " + row + " says " + answer
                            + ", and asked again row " + next + " says "
                            + table.answers().get(next - 1),
                    "let the rows above row " + row + " leave out who has " + answer + " already",
                    true);
        }
    }

    private Map<String, Long> after(Map<String, Long> values, String answer) {
        Map<String, Long> after = new HashMap<>(values);
        long now = current.words().indexOf(answer);
        if (now != values.get(current.name())) {
            table.kind().inputs().stream()
                    .filter(input -> input.movement() == Movement.SINCE_CHANGE)
                    .forEach(input -> after.put(input.name(), 0L));
        }
        after.put(current.name(), now);
        return after;
    }

    /** What is answered beyond a limit must be kept on the way back. */
    private void keeps(Map<String, Long> values) {
        String answer = table.answer(values);
        if (!answer.equals(current.words().get(values.get(current.name()).intValue()))) {
            return;
        }
        for (TableInput input : table.kind().inputs()) {
            boolean back = input.movement() == Movement.ANY || input.movement() == Movement.NONE_OR_ANY;
            if (input.isWord() || !back) {
                continue;
            }
            List<Long> limits = bands.get(input.name());
            int next = limits.indexOf(values.get(input.name())) + 1;
            boolean known = input.movement() == Movement.ANY || next > 1;
            if (next < limits.size() && known) {
                across(values, answer, input, limits.get(next));
            }
        }
    }

    private void across(Map<String, Long> values, String answer, TableInput input, long limit) {
        Map<String, Long> beyond = new HashMap<>(values);
        beyond.put(input.name(), limit);
        String other = table.answer(beyond);
        if (other.equals(answer)) {
            return;
        }
        Map<String, Long> changed = after(beyond, other);
        changed.put(input.name(), values.get(input.name()));
        if (table.answer(changed).equals(answer) && flapping.add(input.name() + limit)) {
            fault(
                    name + ": at " + input.name() + " " + limit + " the answer goes from " + answer + " to " + other
                            + " and back with the value, for instance for " + said(values),
                    "let a row ask for " + current.name() + " \"" + other
                            + "\" and a limit further away, so that it is kept",
                    false);
        }
    }

    private String said(Map<String, Long> values) {
        return String.join(
                ", ",
                table.kind().inputs().stream()
                        .map(input -> input.name() + " "
                                + (input.isWord()
                                        ? input.words()
                                                .get(values.get(input.name()).intValue())
                                        : values.get(input.name())))
                        .toList());
    }

    private void fault(String problem, String fix, boolean error) {
        faults.add(new TableFault(element, problem, fix, error));
    }
}
