package io.rapport.gate;

import io.rapport.gate.ExpressionPlaces.Place;
import io.rapport.journey.table.FeelSyntax;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Finds which of a task's answers a journey reads behind that task: in conditions, in what steps, timers and calls are
 * given, in the tables that it asks, and in the journeys that it calls or that called it.
 */
final class FormReaders {

    private final ProcessModel process;
    private final ModelSet all;

    FormReaders(ProcessModel process, ModelSet all) {
        this.process = process;
        this.all = all;
    }

    /**
     * @param task a user task of the process
     * @param variables that its form may answer
     * @return those of them that are read behind the task
     */
    Set<String> readBehind(XmlElement task, Set<String> variables) {
        Set<String> read = new TreeSet<>();
        if (variables.isEmpty()) {
            return read;
        }
        Set<XmlElement> behind = behind(task);
        for (Place place : ExpressionPlaces.of(process.element())) {
            if (isWithin(place.element(), behind)) {
                named(place.text(), variables, read);
            }
        }
        behind.forEach(node -> {
            asked(node, variables, read);
            if (node.is("callActivity")) {
                everywhere(all.processes().get(Objects.toString(node.attribute("calledElement"), "")), variables, read);
            }
        });
        all.processes().values().stream()
                .filter(caller ->
                        caller.calls().stream().anyMatch(call -> process.key().equals(call.attribute("calledElement"))))
                .forEach(caller -> everywhere(caller, variables, read));
        return read;
    }

    /** The nodes that can be reached from the task, and the flows that lead on from it and from them. */
    private Set<XmlElement> behind(XmlElement task) {
        Set<XmlElement> behind = new LinkedHashSet<>();
        Deque<XmlElement> open = new ArrayDeque<>(List.of(task));
        while (!open.isEmpty()) {
            for (XmlElement next : process.reachableFrom(open.poll())) {
                if (behind.add(next)) {
                    open.add(next);
                }
            }
        }
        Set<String> sources = new HashSet<>(Set.of(task.id()));
        behind.forEach(node -> sources.add(node.id()));
        process.element()
                .all("sequenceFlow")
                .filter(flow -> sources.contains(flow.attribute("sourceRef")))
                .forEach(behind::add);
        // what the task itself hands on
        task.extensions("inputOutput")
                .flatMap(both -> both.children("outputParameter"))
                .forEach(behind::add);
        return behind;
    }

    private static boolean isWithin(XmlElement element, Set<XmlElement> behind) {
        for (XmlElement around = element; around != null; around = around.parent()) {
            if (behind.contains(around)) {
                return true;
            }
        }
        return false;
    }

    private void everywhere(ProcessModel model, Set<String> variables, Set<String> read) {
        if (model == null) {
            return;
        }
        ExpressionPlaces.of(model.element()).forEach(place -> named(place.text(), variables, read));
        model.nodes().values().forEach(node -> asked(node, variables, read));
    }

    private static void named(String text, Set<String> variables, Set<String> read) {
        variables.stream()
                .filter(variable -> Pattern.compile("(?<![\\w.])" + Pattern.quote(variable) + "\\b")
                        .matcher(text)
                        .find())
                .forEach(read::add);
    }

    /** A table is asked for what its columns name, unless the task gives it that by an input. */
    private void asked(XmlElement node, Set<String> variables, Set<String> read) {
        ModelSet.Table table = all.decisions().get(Objects.toString(node.camunda("decisionRef"), ""));
        if (table == null) {
            return;
        }
        Set<String> given = ReferenceCheck.inputs(node).keySet();
        table.element().visit(element -> {
            if (element.local().equals("inputExpression") || element.local().equals("literalExpression")) {
                FeelSyntax.names(RuleTable.textOf(element)).stream()
                        .filter(variables::contains)
                        .filter(name -> !given.contains(name))
                        .forEach(read::add);
            }
        });
    }
}
