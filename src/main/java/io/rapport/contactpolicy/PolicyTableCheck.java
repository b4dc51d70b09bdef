package io.rapport.contactpolicy;

import io.rapport.contactpolicy.CellExpressions.CellResult;
import io.rapport.contactpolicy.PolicyTable.Cell;
import io.rapport.contactpolicy.PolicyTable.DecisionRule;
import io.rapport.contactpolicy.PolicyTable.Input;
import io.rapport.contactpolicy.PolicyTable.Output;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Checks whether a table of the contact policy says what can be followed, before it decides about anybody's message: its
 * columns, then each cell by itself, since the table as a whole asks only those that it comes to. Not found is what is
 * well said but unwise.
 */
public final class PolicyTableCheck {

    private static final Pattern CLOCK = Pattern.compile("\\b(now|today)\\s*\\(");

    private final PolicyTable table;
    private final CellExpressions cells;
    private final PolicyVocabulary vocabulary;
    private final String name;
    private final boolean limits;
    private final Map<String, List<Object>> facts;
    private final List<Input> inputs;
    private final List<Output> outputs;
    private final List<TableFinding> findings = new ArrayList<>();

    /**
     * Something to fix.
     *
     * @param element id of the element in the file; null for the whole file
     * @param text names table, rule, column and fix, as they stand in the Modeler
     */
    public record TableFinding(String element, String text) {}

    private PolicyTableCheck(PolicyTable table, CellExpressions cells, PolicyVocabulary vocabulary) {
        this.table = table;
        this.cells = cells;
        this.vocabulary = vocabulary;
        this.name = table.name();
        this.limits = table.key().equals(PolicyTables.LIMITS);
        this.facts = limits ? PolicyVocabulary.limitFacts() : withSegments();
        this.inputs = table.inputs();
        this.outputs = table.outputs();
    }

    /** Which segments there are, the gate knows; a table may name any, each as a truth value. */
    private Map<String, List<Object>> withSegments() {
        Map<String, List<Object>> known = new LinkedHashMap<>(vocabulary.facts());
        Stream.concat(
                        table.inputs().stream().map(Input::expression),
                        table.rules().stream()
                                .flatMap(rule -> Stream.of(rule.conditions(), rule.conclusions()))
                                .flatMap(List::stream))
                .flatMap(cell -> SegmentFact.in(cell.text()).stream())
                .forEach(segment -> known.put(segment, vocabulary.values(segment)));
        return known;
    }

    /**
     * Checks a table.
     *
     * @param table one of the contact policy's
     * @param cells evaluates its cells
     * @param vocabulary what it may ask for
     * @return what is to fix; none for a table that is in order
     */
    public static List<TableFinding> check(PolicyTable table, CellExpressions cells, PolicyVocabulary vocabulary) {
        PolicyTableCheck check = new PolicyTableCheck(table, cells, vocabulary);
        check.check();
        return List.copyOf(check.findings);
    }

    /**
     * Asks tables for all that usually comes. What is left to find shows then: types that do not fit, above all.
     *
     * @param tables all of the contact policy
     * @param vocabulary what they may ask for
     * @throws PolicyDecisionService.PolicyTableException if they do not answer, or not what can be followed
     */
    public static void trial(PolicyDecisionService tables, PolicyVocabulary vocabulary) {
        for (Object category : vocabulary.facts().get("category")) {
            for (Map<String, Object> facts : situations(vocabulary.facts())) {
                facts.put("category", category);
                tables.decide(facts);
            }
            for (Object pace : PolicyVocabulary.limitFacts().get("pace")) {
                tables.limits(category.toString(), pace.toString());
            }
        }
    }

    /** @return what is usual, and that with one thing otherwise */
    private static List<Map<String, Object>> situations(Map<String, List<Object>> known) {
        Map<String, Object> usual = new HashMap<>();
        known.forEach((fact, values) -> usual.put(fact, values.get(0)));
        usual.put("reachable", true);
        List<Map<String, Object>> situations = new ArrayList<>();
        known.forEach((fact, values) -> values.forEach(value -> {
            Map<String, Object> situation = new HashMap<>(usual);
            situation.put(fact, value);
            situations.add(situation);
        }));
        return situations;
    }

    private void check() {
        String wanted = limits ? "COLLECT" : "FIRST";
        if (!table.hitPolicy().equals(wanted) || table.aggregation() != null) {
            String is = table.hitPolicy() + (table.aggregation() == null ? "" : " (" + table.aggregation() + ")");
            add(
                    table.element(),
                    name + ": the hit policy is " + is + "; use " + wanted
                            + (limits ? " without aggregation: all lines that fit hold" : ": the first rule decides"));
        }
        List<String> needed =
                limits ? List.of("counts", "most", "days") : List.of("outcome", "waitFor", "rule", "reason");
        List<String> named = outputs.stream().map(Output::name).toList();
        needed.stream()
                .filter(output -> !named.contains(output))
                .forEach(output -> add(
                        table.element(),
                        name + " has no output column named '" + output + "'; its output columns must be named "
                                + String.join(", ", needed)));
        Map<Input, List<Object>> values = new HashMap<>();
        for (Input input : inputs) {
            values.put(input, column(input));
        }
        int number = 0;
        boolean always = false;
        for (DecisionRule rule : table.rules()) {
            number++;
            rule(rule, number, values);
            always |= rule.conditions().stream().allMatch(Cell::isAny);
        }
        if (!limits && !always) {
            add(table.element(), name + " has no rule that always fits; add a last one without any condition");
        }
    }

    /** @return the values that the column can have; none where they cannot be known */
    private List<Object> column(Input input) {
        String where = name + ", column '" + input.label() + "'";
        String expression = input.expression().text();
        if (expression.isEmpty()) {
            add(input.element(), where + " asks for nothing; name one of " + String.join(", ", facts.keySet()));
            return List.of();
        }
        language(input.element(), where, input.expression().language());
        answer(input.element(), where, expression, usual());
        return facts.getOrDefault(expression, List.of());
    }

    private void rule(DecisionRule rule, int number, Map<Input, List<Object>> values) {
        Map<String, Object> said = new HashMap<>();
        List<Cell> conclusions = rule.conclusions();
        String code = conclusionText(conclusions, "rule");
        String where = name + ", rule " + number + (code.isEmpty() ? "" : " (" + code + ")");
        boolean switches = false;
        for (int i = 0; i < outputs.size() && i < conclusions.size(); i++) {
            Output output = outputs.get(i);
            Cell entry = conclusions.get(i);
            String column = where + ", column '" + output.label() + "'";
            language(entry.element(), column, entry.language());
            List<Object> results = results(entry, column);
            if (results == null) {
                return;
            }
            for (Object result : results) {
                conclusion(entry, column, output.name(), result);
            }
            if (results.size() == 1) {
                said.put(output.name(), results.get(0));
            }
            switches |= "outcome".equals(output.name()) && results.contains(PolicyVocabulary.SWITCH);
        }
        if (PolicyVocabulary.DEFER.equals(said.get("outcome"))
                && said.containsKey("waitFor")
                && said.get("waitFor") == null) {
            add(
                    rule.element(),
                    where + ": DEFER needs something to wait for; write one of " + quoted(PolicyVocabulary.waits())
                            + " into the column waitFor");
        }
        boolean guarded = conditions(rule, where, values);
        if (switches && !guarded) {
            add(
                    rule.element(),
                    where + ": SWITCH needs another channel; have the rule ask that "
                            + String.join(" or ", PolicyVocabulary.SWITCHABLE) + " is true");
        }
    }

    /** @return whether the rule asks for another channel, as far as is known */
    private boolean conditions(DecisionRule rule, String where, Map<Input, List<Object>> values) {
        boolean guarded = false;
        List<Cell> conditions = rule.conditions();
        for (int i = 0; i < inputs.size() && i < conditions.size(); i++) {
            Cell entry = conditions.get(i);
            String expression = entry.text();
            if (entry.isAny()) {
                continue;
            }
            Input input = inputs.get(i);
            String column = where + ", column '" + input.label() + "'";
            language(entry.element(), column, entry.language());
            List<Object> possible = values.get(input);
            List<Object> fitting = fitting(entry, column, possible);
            String fact = input.expression().text();
            guarded |= PolicyVocabulary.SWITCHABLE.contains(fact) && (fitting == null || fitting.equals(List.of(true)));
            if (fitting != null && fitting.isEmpty() && !possible.isEmpty() && !vocabulary.isOpen(fact)) {
                add(
                        entry.element(),
                        column + ": " + expression + " never fits; the values of " + fact + " are " + quoted(possible));
            }
        }
        return guarded;
    }

    /** @return those of the values that the cell fits; null if that is not known, or hangs on other facts */
    private List<Object> fitting(Cell entry, String where, List<Object> possible) {
        String expression = entry.text();
        List<Object> fitting = new ArrayList<>();
        for (Object value : possible.isEmpty() ? List.<Object>of("") : possible) {
            CellResult result;
            try {
                result = cells.fits(expression, value, usual());
            } catch (IllegalArgumentException e) {
                add(entry.element(), where + ": " + expression + " cannot be read: " + e.getMessage());
                return null;
            }
            if (Boolean.TRUE.equals(result.value())) {
                fitting.add(value);
            }
            if (unknown(entry.element(), where, expression, result) || result.askedForFacts()) {
                return null;
            }
        }
        return fitting;
    }

    /** @return what the cell says, in each situation if it asks for any; null if that is not known */
    private List<Object> results(Cell entry, String where) {
        String expression = entry.text();
        List<Object> results = new ArrayList<>();
        if (expression.isEmpty()) {
            results.add(null);
            return results;
        }
        for (Map<String, Object> known : limits ? List.of(usual()) : situations(facts)) {
            CellResult answer = answer(entry.element(), where, expression, known);
            if (answer == null) {
                return null;
            }
            results.add(answer.value());
            if (!answer.askedForFacts()) {
                break;
            }
        }
        return results;
    }

    /** @return what an expression comes to; null if it cannot be read, which is noted */
    private CellResult answer(String element, String where, String expression, Map<String, Object> known) {
        CellResult result;
        try {
            result = cells.value(expression, known);
        } catch (IllegalArgumentException e) {
            add(element, where + ": " + expression + " cannot be read: " + e.getMessage());
            return null;
        }
        return unknown(element, where, expression, result) ? null : result;
    }

    private boolean unknown(String element, String where, String expression, CellResult result) {
        if (CLOCK.matcher(expression).find()) {
            add(element, where + ": " + expression + " asks the clock; the tables decide by their inputs alone");
            return true;
        }
        if (result.unknown().isEmpty()) {
            return false;
        }
        add(
                element,
                where + ": " + expression + " asks for " + String.join(", ", new TreeSet<>(result.unknown()))
                        + ", which is not known; put texts in quotes, or use "
                        + String.join(", ", facts.keySet()));
        return true;
    }

    private void conclusion(Cell entry, String where, String output, Object result) {
        switch (output == null ? "" : output) {
            case "outcome" -> among(entry, where, result, outcomes());
            case "waitFor" -> {
                if (result != null) {
                    among(entry, where, result, PolicyVocabulary.waits());
                }
            }
            case "rule", "reason" -> {
                if (!(result instanceof String text) || text.isBlank()) {
                    add(
                            entry.element(),
                            where + " is " + shown(result) + "; write a text in quotes: it stands on the message");
                }
            }
            case "counts" -> among(entry, where, result, List.of("category", "total"));
            case "most" -> {
                if (result != null && !isWhole(result, 0, Integer.MAX_VALUE)) {
                    add(
                            entry.element(),
                            where + " is " + shown(result) + "; write a whole number, 0 or more, or nothing");
                }
            }
            case "days" -> {
                if (!isWhole(result, 1, 366)) {
                    add(entry.element(), where + " is " + shown(result) + "; write a whole number from 1 to 366");
                }
            }
            default -> {
                // a column of the company's own
            }
        }
    }

    private List<String> outcomes() {
        List<String> outcomes = new ArrayList<>(PolicyVocabulary.outcomes());
        if (table.key().equals(PolicyTables.POLICY)) {
            // what may go is not sent from here: the second table is asked when
            outcomes.remove(PolicyVocabulary.SEND);
            outcomes.add(0, PolicyTables.MAY);
        }
        return outcomes;
    }

    private void among(Cell entry, String where, Object result, List<String> words) {
        if (!words.contains(result)) {
            add(entry.element(), where + " is " + shown(result) + "; write one of " + quoted(words));
        }
    }

    private void language(String element, String where, String language) {
        if (language != null && !language.toLowerCase(Locale.ROOT).contains("feel")) {
            add(element, where + " is written in " + language + "; use FEEL");
        }
    }

    private String conclusionText(List<Cell> conclusions, String wanted) {
        for (int i = 0; i < outputs.size() && i < conclusions.size(); i++) {
            if (wanted.equals(outputs.get(i).name())) {
                return conclusions.get(i).text().replace("\"", "");
            }
        }
        return "";
    }

    private Map<String, Object> usual() {
        Map<String, Object> usual = new HashMap<>();
        facts.forEach((fact, values) -> usual.put(fact, values.get(0)));
        return usual;
    }

    private static boolean isWhole(Object result, int least, int most) {
        return result instanceof Number number
                && number.doubleValue() == Math.rint(number.doubleValue())
                && number.doubleValue() >= least
                && number.doubleValue() <= most;
    }

    private static String shown(Object result) {
        return result == null ? "empty" : quoted(List.of(result));
    }

    private void add(String element, String text) {
        findings.add(new TableFinding(element, text));
    }

    private static String quoted(Collection<?> words) {
        return words.stream()
                .map(word -> word instanceof String ? "\"" + word + "\"" : String.valueOf(word))
                .collect(Collectors.joining(", "));
    }
}
