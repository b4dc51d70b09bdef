package io.rapport.gate;

import io.rapport.gate.ExpressionPlaces.Place;
import io.rapport.journey.expression.ExpressionCheck;
import io.rapport.journey.expression.ExpressionCheck.ExpressionProblem;
import io.rapport.journey.expression.Spelling;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Checks each expression of a process, and that whatever it names can be known there. */
final class VariableCheck {

    private static final Pattern NAME = Pattern.compile("[A-Za-z_]\\w*");

    private final ProcessModel model;
    private final ModelSet models;
    private final DeclaredVariables variables;
    private final ExpressionCheck expressions;
    private final Findings findings;
    private final Set<String> declared;
    private final Set<String> texts = new TreeSet<>();

    VariableCheck(ProcessModel model, ModelSet models, Platform platform, Findings findings) {
        this.model = model;
        this.models = models;
        this.variables = new DeclaredVariables(models, platform);
        this.expressions = new ExpressionCheck(platform.vocabulary());
        this.findings = findings;
        this.declared = variables.of(model);
        model.nodes().values().forEach(node -> {
            ModelSet.Form form = models.forms().get(Objects.toString(node.camunda("formRef"), ""));
            if (form != null) {
                texts.addAll(form.fields().texts());
            }
        });
        texts.removeAll(declared);
    }

    void check() {
        for (Place place : ExpressionPlaces.of(model.element())) {
            if (place.isExpression()) {
                expression(place);
            } else if (place.element().is("conditionExpression", "condition")) {
                problems(place, expressions.condition(place.text(), declared));
            } else if (place.element().local().equals("in") && place.name().equals(ExpressionPlaces.HANDED_OVER)) {
                handedOver(place, known(place.element()));
            } else if (place.element().local().equals("out") && place.name().equals(ExpressionPlaces.HANDED_OVER)) {
                ProcessModel called = called(place.element());
                if (called != null) {
                    handedOver(place, variables.of(called));
                }
            }
        }
        model.nodes().values().stream()
                .filter(node -> node.is("businessRuleTask") && node.camunda("decisionRef") != null)
                .forEach(this::decisionInputs);
    }

    private void expression(Place place) {
        XmlElement element = place.element();
        Set<String> names = known(element);
        if (element.local().equals("out") && !place.name().equals("the business key")) {
            ProcessModel called = called(element);
            names = called == null ? names : variables.of(called);
        }
        Set<String> outputs = Set.of();
        XmlElement task = owner(element);
        if (element.local().equals("outputParameter") && task.camunda("decisionRef") != null) {
            names = new LinkedHashSet<>(names);
            names.add(ExpressionCheck.DECISION_RESULT);
            ModelSet.Table table = models.decisions().get(task.camunda("decisionRef"));
            outputs = table == null ? Set.of() : ReferenceCheck.outputs(table);
        }
        for (String text : texts) {
            if (!names.contains(text)
                    && Pattern.compile("\\b" + Pattern.quote(text) + "\\b")
                            .matcher(place.text())
                            .find()) {
                findings.add(Rule.TEXT_VARIABLE, model.file(), element, text);
                names = new LinkedHashSet<>(names);
                names.add(text);
            }
        }
        if (element.is("conditionExpression", "condition", "completionCondition")) {
            problems(place, expressions.condition(place.text(), names));
        } else if (element.is("timeDate", "timeDuration", "timeCycle")) {
            problems(place, expressions.moment(place.text(), names));
        } else {
            problems(place, expressions.value(place.text(), names, outputs));
        }
    }

    private void problems(Place place, List<ExpressionProblem> problems) {
        for (ExpressionProblem problem : problems) {
            findings.add(Rule.EXPRESSION, model.file(), place.element(), place.name(), problem.wrong(), problem.fix());
        }
    }

    private Set<String> known(XmlElement element) {
        Set<String> names = new LinkedHashSet<>(declared);
        names.addAll(DeclaredVariables.inputsAround(owner(element)));
        return names;
    }

    /** @return the activity, event or flow that an extension or a part belongs to */
    private static XmlElement owner(XmlElement element) {
        XmlElement owner = element;
        while (owner.parent() != null
                && (!owner.namespace().equals(XmlElement.BPMN) || owner.is("extensionElements"))) {
            owner = owner.parent();
        }
        return owner;
    }

    private ProcessModel called(XmlElement mapping) {
        return models.processes().get(Objects.toString(owner(mapping).attribute("calledElement"), ""));
    }

    private void handedOver(Place place, Set<String> names) {
        if (!names.contains(place.text())) {
            findings.add(
                    Rule.VARIABLE_UNKNOWN,
                    model.file(),
                    place.element(),
                    place.text(),
                    Spelling.meant(place.text(), names),
                    String.join(", ", new TreeSet<>(names)));
        }
    }

    /** What a table asks for must be known where it is asked. */
    private void decisionInputs(XmlElement task) {
        ModelSet.Table table = models.decisions().get(task.camunda("decisionRef"));
        if (table == null) {
            return;
        }
        Set<String> known = new LinkedHashSet<>(known(task));
        // what the decisions answer that it builds upon
        table.element()
                .parent()
                .children("decision")
                .forEach(other ->
                        known.addAll(ReferenceCheck.outputs(new ModelSet.Table(table.file(), other, table.content()))));
        table.element().visit(element -> {
            boolean asks =
                    element.local().equals("inputExpression") || element.local().equals("literalExpression");
            String text = asks ? element.child("text").map(XmlElement::text).orElse("") : "";
            if (NAME.matcher(text).matches()
                    && !known.contains(text)
                    && !text.equals("true")
                    && !text.equals("false")) {
                findings.add(Rule.DECISION_INPUT, model.file(), task, task.camunda("decisionRef"), text);
            }
        });
    }
}
