package io.rapport.journey.table;

import static io.rapport.journey.table.ContactTables.LIMITS;
import static io.rapport.journey.table.ContactTables.MAY;
import static io.rapport.journey.table.ContactTables.POLICY;

import io.rapport.contactpolicy.ContactWords;
import io.rapport.journey.table.ContactTablesCheck.Finding;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.camunda.bpm.dmn.engine.DmnEngineConfiguration;
import org.camunda.bpm.dmn.engine.impl.DefaultDmnEngineConfiguration;
import org.camunda.bpm.dmn.feel.impl.FeelEngine;
import org.camunda.bpm.model.dmn.instance.Decision;
import org.camunda.bpm.model.dmn.instance.DecisionTable;
import org.camunda.bpm.model.dmn.instance.DmnElement;
import org.camunda.bpm.model.dmn.instance.Input;
import org.camunda.bpm.model.dmn.instance.InputEntry;
import org.camunda.bpm.model.dmn.instance.Output;
import org.camunda.bpm.model.dmn.instance.OutputEntry;
import org.camunda.bpm.model.dmn.instance.Rule;

/** Checks one table: its columns, then each cell by itself, since the table as a whole asks only those that it comes to. */
final class ContactTableCheck {

    private static final Pattern CLOCK = Pattern.compile("\\b(now|today)\\s*\\(");

    private static final FeelEngine FEEL = feel();

    private final String key;
    private final String name;
    private final boolean limits;
    private final Map<String, List<Object>> facts;
    private final DecisionTable table;
    private final List<Input> inputs;
    private final List<Output> outputs;
    private final List<Finding> findings;

    /**
     * @param name what to call the table
     * @param findings takes what is found
     */
    ContactTableCheck(Decision decision, DecisionTable table, String name, List<Finding> findings) {
        this.key = decision.getId();
        this.name = name;
        this.findings = findings;
        this.limits = key.equals(LIMITS);
        this.facts = limits ? ContactWords.limitFacts() : ContactWords.facts();
        this.table = table;
        this.inputs = List.copyOf(table.getInputs());
        this.outputs = List.copyOf(table.getOutputs());
    }

    void check() {
        List<String> needed =
                limits ? List.of("counts", "most", "days") : List.of("outcome", "waitFor", "rule", "reason");
        List<String> named = outputs.stream().map(Output::getName).toList();
        needed.stream()
                .filter(output -> !named.contains(output))
                .forEach(output -> add(
                        table,
                        name + " has no output column named '" + output + "'; its output columns must be named "
                                + String.join(", ", needed)));
        Map<Input, List<Object>> values = new HashMap<>();
        for (Input input : inputs) {
            values.put(input, column(input));
        }
        int number = 0;
        boolean always = false;
        for (Rule rule : table.getRules()) {
            number++;
            rule(rule, number, values);
            always |= rule.getInputEntries().stream().allMatch(entry -> isEmpty(text(entry)));
        }
        if (!limits && !always) {
            add(table, name + " has no rule that always fits; add a last one without any condition");
        }
    }

    /** @return the values that the column can have; none where they cannot be known */
    private List<Object> column(Input input) {
        String where = name + ", column '" + input.getLabel() + "'";
        String expression = text(input.getInputExpression());
        if (expression.isEmpty()) {
            add(input, where + " asks for nothing; name one of " + String.join(", ", facts.keySet()));
            return List.of();
        }
        language(input, where, input.getInputExpression().getExpressionLanguage());
        answer(input, where, expression, usual());
        return facts.getOrDefault(expression, List.of());
    }

    private void rule(Rule rule, int number, Map<Input, List<Object>> values) {
        Map<String, Object> said = new HashMap<>();
        List<OutputEntry> conclusions = List.copyOf(rule.getOutputEntries());
        String code = conclusionText(conclusions, "rule");
        String where = name + ", rule " + number + (code.isEmpty() ? "" : " (" + code + ")");
        boolean switches = false;
        for (int i = 0; i < outputs.size() && i < conclusions.size(); i++) {
            Output output = outputs.get(i);
            OutputEntry entry = conclusions.get(i);
            String column = where + ", column '" + output.getLabel() + "'";
            language(entry, column, entry.getExpressionLanguage());
            List<Object> results = results(entry, column);
            if (results == null) {
                return;
            }
            for (Object result : results) {
                conclusion(entry, column, output.getName(), result);
            }
            if (results.size() == 1) {
                said.put(output.getName(), results.get(0));
            }
            switches |= "outcome".equals(output.getName()) && results.contains(ContactWords.SWITCH);
        }
        if (ContactWords.DEFER.equals(said.get("outcome"))
                && said.containsKey("waitFor")
                && said.get("waitFor") == null) {
            add(
                    rule,
                    where + ": DEFER needs something to wait for; write one of " + quoted(ContactWords.waits())
                            + " into the column waitFor");
        }
        boolean guarded = conditions(rule, where, values);
        if (switches && !guarded) {
            add(
                    rule,
                    where + ": SWITCH needs another channel; have the rule ask that " + ContactWords.OTHER_CHANNEL
                            + " is true");
        }
    }

    /** @return whether the rule asks for another channel, as far as can be told */
    private boolean conditions(Rule rule, String where, Map<Input, List<Object>> values) {
        boolean guarded = false;
        List<InputEntry> conditions = List.copyOf(rule.getInputEntries());
        for (int i = 0; i < inputs.size() && i < conditions.size(); i++) {
            InputEntry entry = conditions.get(i);
            String expression = text(entry);
            if (isEmpty(expression)) {
                continue;
            }
            Input input = inputs.get(i);
            String column = where + ", column '" + input.getLabel() + "'";
            language(entry, column, entry.getExpressionLanguage());
            List<Object> possible = values.get(input);
            List<Object> fitting = fitting(entry, column, expression, possible);
            String fact = text(input.getInputExpression());
            guarded |= fact.equals(ContactWords.OTHER_CHANNEL) && (fitting == null || fitting.equals(List.of(true)));
            if (fitting != null && fitting.isEmpty() && !possible.isEmpty() && !fact.equals("topic")) {
                add(
                        entry,
                        column + ": " + expression + " never fits; the values of " + fact + " are " + quoted(possible));
            }
        }
        return guarded;
    }

    /** @return those of the values that the cell fits; null if that cannot be told, or hangs on other facts */
    private List<Object> fitting(InputEntry entry, String where, String expression, List<Object> possible) {
        List<Object> fitting = new ArrayList<>();
        for (Object value : possible.isEmpty() ? List.<Object>of("") : possible) {
            Map<String, Object> known = usual();
            known.put(RecordingVariableContext.CELL, value);
            RecordingVariableContext context = new RecordingVariableContext(known);
            try {
                if (FEEL.evaluateSimpleUnaryTests(expression, RecordingVariableContext.CELL, context)) {
                    fitting.add(value);
                }
            } catch (RuntimeException e) {
                add(entry, where + ": " + expression + " cannot be read: " + e.getMessage());
                return null;
            }
            if (unknown(entry, where, expression, context) || context.asked()) {
                return null;
            }
        }
        return fitting;
    }

    /** @return what the cell says, in each situation if it asks for any; null if that cannot be told */
    private List<Object> results(OutputEntry entry, String where) {
        String expression = text(entry);
        List<Object> results = new ArrayList<>();
        if (expression.isEmpty()) {
            results.add(null);
            return results;
        }
        for (Map<String, Object> known : limits ? List.of(usual()) : ContactTablesCheck.situations()) {
            Answer answer = answer(entry, where, expression, known);
            if (answer == null) {
                return null;
            }
            results.add(answer.value());
            if (!answer.asked()) {
                break;
            }
        }
        return results;
    }

    /** @return what an expression comes to; null if it cannot be read, which is noted */
    private Answer answer(DmnElement element, String where, String expression, Map<String, Object> known) {
        RecordingVariableContext context = new RecordingVariableContext(known);
        Object value;
        try {
            value = FEEL.evaluateSimpleExpression(expression, context);
        } catch (RuntimeException e) {
            add(element, where + ": " + expression + " cannot be read: " + e.getMessage());
            return null;
        }
        return unknown(element, where, expression, context) ? null : new Answer(value, context.asked());
    }

    private boolean unknown(DmnElement element, String where, String expression, RecordingVariableContext context) {
        if (CLOCK.matcher(expression).find()) {
            add(element, where + ": " + expression + " asks the clock; the tables decide by their inputs alone");
            return true;
        }
        if (context.unknown().isEmpty()) {
            return false;
        }
        add(
                element,
                where + ": " + expression + " asks for " + String.join(", ", context.unknown())
                        + ", which is not known; put texts in quotes, or use "
                        + String.join(", ", facts.keySet()));
        return true;
    }

    private void conclusion(OutputEntry entry, String where, String output, Object result) {
        switch (output == null ? "" : output) {
            case "outcome" -> among(entry, where, result, outcomes());
            case "waitFor" -> {
                if (result != null) {
                    among(entry, where, result, ContactWords.waits());
                }
            }
            case "rule", "reason" -> {
                if (!(result instanceof String text) || text.isBlank()) {
                    add(entry, where + " is " + shown(result) + "; write a text in quotes: it stands on the message");
                }
            }
            case "counts" -> among(entry, where, result, List.of("category", "total"));
            case "most" -> {
                if (result != null && !isWhole(result, 0, Integer.MAX_VALUE)) {
                    add(entry, where + " is " + shown(result) + "; write a whole number, 0 or more, or nothing");
                }
            }
            case "days" -> {
                if (!isWhole(result, 1, 366)) {
                    add(entry, where + " is " + shown(result) + "; write a whole number from 1 to 366");
                }
            }
            default -> {
                // a column of the company's own
            }
        }
    }

    private List<String> outcomes() {
        List<String> outcomes = new ArrayList<>(ContactWords.outcomes());
        if (key.equals(POLICY)) {
            // what may go is not sent from here: the second table is asked when
            outcomes.remove(ContactWords.SEND);
            outcomes.add(0, MAY);
        }
        return outcomes;
    }

    private void among(OutputEntry entry, String where, Object result, List<String> words) {
        if (!words.contains(result)) {
            add(entry, where + " is " + shown(result) + "; write one of " + quoted(words));
        }
    }

    private void language(DmnElement element, String where, String language) {
        if (language != null && !language.toLowerCase(Locale.ROOT).contains("feel")) {
            add(element, where + " is written in " + language + "; use FEEL");
        }
    }

    private String conclusionText(List<OutputEntry> conclusions, String wanted) {
        for (int i = 0; i < outputs.size() && i < conclusions.size(); i++) {
            if (wanted.equals(outputs.get(i).getName())) {
                return text(conclusions.get(i)).replace("\"", "");
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

    private static boolean isEmpty(String condition) {
        return condition.isEmpty() || condition.equals("-");
    }

    private static String shown(Object result) {
        return result == null ? "empty" : quoted(List.of(result));
    }

    private void add(DmnElement element, String text) {
        findings.add(new Finding(element.getId(), text));
    }

    private static String text(DmnElement holder) {
        return holder == null ? "" : holder.getTextContent().strip();
    }

    private static String quoted(Collection<?> words) {
        return words.stream()
                .map(word -> word instanceof String ? "\"" + word + "\"" : String.valueOf(word))
                .collect(Collectors.joining(", "));
    }

    private static FeelEngine feel() {
        DefaultDmnEngineConfiguration configuration =
                (DefaultDmnEngineConfiguration) DmnEngineConfiguration.createDefaultDmnEngineConfiguration();
        configuration.buildEngine();
        return configuration.getFeelEngine();
    }

    /**
     * What an expression comes to.
     *
     * @param asked whether it asked for a fact, and may come to something else where that is otherwise
     */
    private record Answer(Object value, boolean asked) {}
}
