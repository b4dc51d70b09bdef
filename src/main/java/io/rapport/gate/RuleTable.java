package io.rapport.gate;

import io.rapport.journey.table.ColumnType;
import io.rapport.journey.table.FeelOnly;
import io.rapport.journey.table.FeelSyntax;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.camunda.bpm.dmn.feel.impl.FeelEngine;
import org.camunda.bpm.engine.variable.Variables;
import org.camunda.bpm.engine.variable.context.VariableContext;

/**
 * A decision table that answers thousands of cases quickly: each cell is evaluated once for each value of its column,
 * since a cell that asks for its column alone says the same in every case.
 */
final class RuleTable {

    private static final String CELL = "cellInput";

    /** A name, or a name for which something stands where an older version gives nothing. */
    private static final Pattern NAME = Pattern.compile(
            "(?:if ([A-Za-z_]\\w*) = null then" + " (?:\"[^\"]*\"|-?[0-9.]+|true|false) else )?([A-Za-z_]\\w*)");

    private static final Pattern LITERAL = Pattern.compile("\"([^\"\\\\]*)\"");
    private static final FeelEngine FEEL = FeelOnly.feelEngine();

    private final String hitPolicy;
    private final List<XmlElement> inputs;
    private final List<String> names = new ArrayList<>();
    private final List<XmlElement> outputs;
    private final List<XmlElement> rules;
    private final List<Map<Object, boolean[]>> fitting = new ArrayList<>();

    private RuleTable(XmlElement table) {
        this.hitPolicy = Objects.requireNonNullElse(table.attribute("hitPolicy"), "UNIQUE");
        this.inputs = table.children("input").toList();
        this.outputs = table.children("output").toList();
        this.rules = table.children("rule").toList();
    }

    /** @return the table; empty if it has none, or if a column or cell asks for more than its own value */
    static Optional<RuleTable> of(XmlElement decision) {
        RuleTable table = decision.child("decisionTable").map(RuleTable::new).orElse(null);
        if (table == null) {
            return Optional.empty();
        }
        for (XmlElement input : table.inputs) {
            String name = input.child("inputExpression").map(RuleTable::textOf).orElse("");
            Matcher asked = NAME.matcher(name);
            if (!asked.matches() || asked.group(1) != null && !asked.group(1).equals(asked.group(2))) {
                return Optional.empty();
            }
            table.names.add(asked.group(2));
        }
        boolean alone = table.rules.stream()
                .flatMap(rule -> rule.children("inputEntry"))
                .map(RuleTable::textOf)
                .filter(text -> !isEmpty(text))
                .allMatch(text -> Set.of(CELL, "?").containsAll(FeelSyntax.namesInTest(text)));
        return alone ? Optional.of(table) : Optional.empty();
    }

    /** @return the table, whatever its columns ask for: no more than what it answers may be asked of it */
    static Optional<RuleTable> anyOf(XmlElement decision) {
        return decision.child("decisionTable").map(RuleTable::new);
    }

    static String textOf(XmlElement element) {
        return element.child("text").map(XmlElement::text).orElse("");
    }

    private static boolean isEmpty(String condition) {
        return condition.isEmpty() || condition.equals("-");
    }

    /** @return the hit policy, such as {@code FIRST} */
    String hitPolicy() {
        return hitPolicy;
    }

    /** @return the names of the inputs, in the order of the columns */
    List<String> names() {
        return names;
    }

    /** @return how many inputs there are */
    int columns() {
        return inputs.size();
    }

    /** @return what a column asks for; empty if it works out more than a name */
    Optional<String> asked(int column) {
        return inputs.get(column)
                .child("inputExpression")
                .map(RuleTable::textOf)
                .map(NAME::matcher)
                .filter(Matcher::matches)
                .map(matcher -> matcher.group(2));
    }

    /** @return the name by which cells may call what the column asks for; empty if it works out more than that */
    String ownName(int column) {
        return asked(column)
                .filter(name -> inputs.get(column)
                        .child("inputExpression")
                        .map(RuleTable::textOf)
                        .filter(name::equals)
                        .isPresent())
                .orElse("");
    }

    /** @return the types of the inputs that have one, by name */
    Map<String, ColumnType> inputTypes() {
        Map<String, ColumnType> types = new HashMap<>();
        for (int column = 0; column < inputs.size(); column++) {
            String name = asked(column).orElse("");
            columnType(column).ifPresent(type -> types.put(name, type));
        }
        return types;
    }

    /** @return the texts that a column lists; none if it lists nothing, or no texts alone */
    Set<String> listedTexts(int column) {
        return inputs.get(column)
                .children("inputValues")
                .map(RuleTable::textOf)
                .flatMap(TableCases::texts)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** @return the condition of a rule in a column; empty for none */
    String condition(int row, int column) {
        List<XmlElement> entries = rules.get(row).children("inputEntry").toList();
        String test = entries.size() > column ? textOf(entries.get(column)).strip() : "";
        return isEmpty(test) ? "" : test;
    }

    /** @return how findings call a column: what it asks for, or what stands over it */
    String columnName(int column) {
        return asked(column).orElseGet(() -> {
            String label = Objects.toString(inputs.get(column).attribute("label"), "");
            return label.isBlank()
                    ? inputs.get(column)
                            .child("inputExpression")
                            .map(RuleTable::textOf)
                            .orElse("")
                    : label;
        });
    }

    /** @return what the engine makes of the values of a column; empty if it takes them as they come */
    Optional<ColumnType> columnType(int column) {
        return ColumnType.of(typeName(column));
    }

    /** @return the type that a column names; null if it names none */
    String typeName(int column) {
        return inputs.get(column)
                .child("inputExpression")
                .map(expression -> expression.attribute("typeRef"))
                .orElse(null);
    }

    /** @return what the engine makes of the answers of an output; empty if it takes them as they come */
    Optional<ColumnType> outputType(String output) {
        return ColumnType.of(outputTypeName(output));
    }

    /** @return the type that an output names; null if it names none */
    String outputTypeName(String output) {
        return outputs.stream()
                .filter(column -> output.equals(column.attribute("name")))
                .map(column -> column.attribute("typeRef"))
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    /** @return whether the column lists the values that there are */
    boolean listsValues(int column) {
        return inputs.get(column).children("inputValues").map(RuleTable::textOf).anyMatch(text -> !isEmpty(text));
    }

    /** @return the texts of the column's cells and of its list of values */
    Stream<String> cells(int column) {
        return Stream.concat(
                inputs.get(column).children("inputValues").map(RuleTable::textOf),
                rules.stream()
                        .map(rule -> rule.children("inputEntry").toList())
                        .filter(entries -> entries.size() > column)
                        .map(entries -> textOf(entries.get(column))));
    }

    /**
     * Evaluates all cells.
     *
     * @param domain the values of each input
     * @param limit how long all may take
     * @throws CheckTime.Over if it takes longer
     * @throws RuntimeException if a cell cannot be evaluated
     */
    void prepare(Map<String, List<Object>> domain, CheckTime limit) {
        fitting.clear();
        for (int column = 0; column < inputs.size(); column++) {
            Map<Object, boolean[]> byValue = new HashMap<>();
            for (Object value : domain.get(names.get(column))) {
                boolean[] fits = new boolean[rules.size()];
                for (int rule = 0; rule < rules.size(); rule++) {
                    limit.check();
                    fits[rule] = fits(rules.get(rule), column, value);
                }
                byValue.put(value, fits);
            }
            fitting.add(byValue);
        }
    }

    /** @return whether a rule's condition in a column fits a value */
    boolean fits(XmlElement rule, int column, Object value) {
        List<XmlElement> entries = rule.children("inputEntry").toList();
        String test = entries.size() > column ? textOf(entries.get(column)) : "";
        return isEmpty(test) || FEEL.evaluateSimpleUnaryTests(test, CELL, context(CELL, value));
    }

    private static VariableContext context(String name, Object value) {
        return Variables.createVariables().putValue(name, value).asVariableContext();
    }

    /** @return the positions of the rules that fit a case of the domain */
    List<Integer> fitting(Map<String, Object> facts) {
        List<Integer> found = new ArrayList<>();
        for (int rule = 0; rule < rules.size(); rule++) {
            boolean fits = true;
            for (int column = 0; fits && column < names.size(); column++) {
                fits = fitting.get(column).get(facts.get(names.get(column)))[rule];
            }
            if (fits) {
                found.add(rule);
            }
        }
        return found;
    }

    /** @return what a rule answers, by the names of the outputs */
    Map<String, Object> answer(int rule, Map<String, Object> facts) {
        Map<String, Object> answer = new LinkedHashMap<>();
        List<XmlElement> entries = rules.get(rule).children("outputEntry").toList();
        for (int column = 0; column < outputs.size() && column < entries.size(); column++) {
            String text = textOf(entries.get(column));
            answer.put(
                    Objects.toString(outputs.get(column).attribute("name"), ""),
                    text.isEmpty()
                            ? null
                            : FEEL.evaluateSimpleExpression(
                                    text, Variables.fromMap(facts).asVariableContext()));
        }
        return answer;
    }

    /** @return the table's rules, from the first to the last */
    List<XmlElement> rules() {
        return rules;
    }

    /** @return the text that a rule answers in an output; empty if it says nothing there, or works it out */
    Optional<String> literal(XmlElement rule, String output) {
        List<XmlElement> entries = rule.children("outputEntry").toList();
        for (int column = 0; column < outputs.size() && column < entries.size(); column++) {
            Matcher text = LITERAL.matcher(textOf(entries.get(column)).strip());
            if (output.equals(outputs.get(column).attribute("name")) && text.matches()) {
                return Optional.of(text.group(1));
            }
        }
        return Optional.empty();
    }

    /** @return the text that lists what an output may answer; empty if the table lists nothing there */
    Optional<String> listed(String output) {
        return outputs.stream()
                .filter(column -> output.equals(column.attribute("name")))
                .flatMap(column -> column.children("outputValues"))
                .map(RuleTable::textOf)
                .filter(text -> !isEmpty(text))
                .findFirst();
    }

    /** @return the same, if it is nothing but values */
    Optional<String> listedConstants(String output) {
        return listed(output)
                .filter(text -> FeelSyntax.faultOfTest(text).isEmpty()
                        && FeelSyntax.namesInTest(text).isEmpty());
    }

    /**
     * @param row position of the rule
     * @param listed as {@link #listed} returned it
     * @return whether what the rule answers in an output is one of those; true, too, if it is worked out from inputs
     */
    boolean isListed(int row, String output, String listed) {
        String text = text(rules.get(row), output);
        Set<String> names = text.isEmpty() ? Set.of() : FeelSyntax.names(text);
        if (names.stream().anyMatch(inputNames()::contains)) {
            return true;
        }
        Object answer = text.isEmpty()
                ? null
                : FEEL.evaluateSimpleExpression(
                        text, Variables.createVariables().asVariableContext());
        return answer != null && FEEL.evaluateSimpleUnaryTests(listed, CELL, context(CELL, answer));
    }

    /** @return what a rule answers, by the names of the outputs, but what it works out */
    Map<String, Object> constants(int row) {
        Map<String, Object> answer = new LinkedHashMap<>();
        for (XmlElement output : outputs) {
            String name = Objects.toString(output.attribute("name"), "");
            String text = text(rules.get(row), name);
            if (text.isEmpty()) {
                answer.put(name, null);
            } else if (FeelSyntax.isConstant(text)) {
                answer.put(
                        name,
                        FEEL.evaluateSimpleExpression(
                                text, Variables.createVariables().asVariableContext()));
            }
        }
        return answer;
    }

    /** @return the names that the columns ask for */
    Set<String> inputNames() {
        return inputs.stream()
                .flatMap(input -> input.children("inputExpression"))
                .map(RuleTable::textOf)
                .filter(text -> !text.isEmpty())
                .flatMap(text -> FeelSyntax.names(text).stream())
                .collect(Collectors.toSet());
    }

    /** @return what stands in the cell of an output, without the spaces around it */
    String text(XmlElement rule, String output) {
        List<XmlElement> entries = rule.children("outputEntry").toList();
        for (int column = 0; column < outputs.size() && column < entries.size(); column++) {
            if (output.equals(outputs.get(column).attribute("name"))) {
                return textOf(entries.get(column)).strip();
            }
        }
        return "";
    }
}
