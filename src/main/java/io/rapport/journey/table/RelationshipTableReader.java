package io.rapport.journey.table;

import io.rapport.journey.ModelReader;
import io.rapport.lifecycle.DecisionRows;
import io.rapport.lifecycle.DecisionRows.Input;
import io.rapport.lifecycle.DecisionRows.Row;
import io.rapport.lifecycle.RelationshipTable;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.camunda.bpm.model.dmn.DmnModelInstance;
import org.camunda.bpm.model.dmn.instance.Decision;
import org.camunda.bpm.model.dmn.instance.DecisionTable;
import org.camunda.bpm.model.dmn.instance.DmnElement;
import org.camunda.bpm.model.dmn.instance.Output;

/** Reads the tables about the relationship from DMN as plain rows. */
public final class RelationshipTableReader {

    private RelationshipTableReader() {}

    /**
     * Reads a file.
     *
     * @param bytes DMN
     * @return the tables about the relationship that stand in it; of a decision that is no table, one without rows
     * @throws RuntimeException if it is no DMN
     */
    public static Map<RelationshipTable, DecisionRows> read(byte[] bytes) {
        return read(ModelReader.dmn(bytes));
    }

    /**
     * Reads a model.
     *
     * @param model of a file
     * @return the tables about the relationship that stand in it; of a decision that is no table, one without rows
     */
    public static Map<RelationshipTable, DecisionRows> read(DmnModelInstance model) {
        Map<RelationshipTable, DecisionRows> tables = new LinkedHashMap<>();
        for (Decision decision : model.getModelElementsByType(Decision.class)) {
            RelationshipTable.of(decision.getId()).ifPresent(kind -> tables.put(kind, rows(decision)));
        }
        return tables;
    }

    private static DecisionRows rows(Decision decision) {
        Collection<DecisionTable> tables = decision.getChildElementsByType(DecisionTable.class);
        if (tables.isEmpty()) {
            return new DecisionRows(
                    decision.getId(), decision.getId(), "none, as it is no table", List.of(), List.of(), List.of());
        }
        DecisionTable table = tables.iterator().next();
        return new DecisionRows(
                decision.getId(),
                table.getId(),
                table.getHitPolicy().name(),
                table.getInputs().stream().map(RelationshipTableReader::input).toList(),
                table.getOutputs().stream()
                        .map(Output::getName)
                        .map(name -> Objects.toString(name, ""))
                        .toList(),
                table.getRules().stream()
                        .map(rule -> new Row(
                                rule.getId(),
                                rule.getInputEntries().stream()
                                        .map(RelationshipTableReader::text)
                                        .toList(),
                                rule.getOutputEntries().stream()
                                        .map(RelationshipTableReader::text)
                                        .toList()))
                        .toList());
    }

    /** A column without a label is called by what it asks for. */
    private static Input input(org.camunda.bpm.model.dmn.instance.Input column) {
        String asked = column.getInputExpression() == null ? "" : text(column.getInputExpression());
        String label = Objects.toString(column.getLabel(), "");
        return new Input(column.getId(), label.isBlank() ? asked : label, asked);
    }

    private static String text(DmnElement element) {
        return element.getTextContent().strip();
    }
}
