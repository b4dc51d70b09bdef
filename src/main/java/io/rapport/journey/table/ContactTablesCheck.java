package io.rapport.journey.table;

import static io.rapport.contactpolicy.PolicyTables.KEYS;

import io.rapport.contactpolicy.PolicyDecisionService.PolicyTableException;
import io.rapport.contactpolicy.PolicyTable;
import io.rapport.contactpolicy.PolicyTable.Cell;
import io.rapport.contactpolicy.PolicyTable.DecisionRule;
import io.rapport.contactpolicy.PolicyTable.Input;
import io.rapport.contactpolicy.PolicyTable.Output;
import io.rapport.contactpolicy.PolicyTableCheck;
import io.rapport.contactpolicy.PolicyTableCheck.TableFinding;
import io.rapport.contactpolicy.PolicyVocabulary;
import io.rapport.journey.ModelReader;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.camunda.bpm.model.dmn.DmnModelInstance;
import org.camunda.bpm.model.dmn.instance.Decision;
import org.camunda.bpm.model.dmn.instance.DecisionTable;
import org.camunda.bpm.model.dmn.instance.DmnElement;

/** Reads the tables of the contact policy from DMN and has them checked, before they decide about anybody's message. */
public final class ContactTablesCheck {

    static final String FILE = "contact-policy.dmn";

    private ContactTablesCheck() {}

    /**
     * Checks a file.
     *
     * @param name its name; one called {@code contact-policy.dmn} must have all tables
     * @param bytes what stands in it
     * @param vocabulary what the tables may ask for
     * @return what is to fix; none for a file that is in order, or has nothing of the contact policy
     */
    public static List<TableFinding> check(String name, byte[] bytes, PolicyVocabulary vocabulary) {
        boolean all = name.substring(name.lastIndexOf('/') + 1).equals(FILE);
        DmnModelInstance model;
        try {
            model = ModelReader.dmn(bytes);
        } catch (RuntimeException e) {
            return all
                    ? List.of(new TableFinding(
                            null, FILE + " is no DMN: " + e.getMessage() + "; save it anew in Camunda Modeler"))
                    : List.of();
        }
        List<TableFinding> findings = new ArrayList<>();
        Set<String> found = new LinkedHashSet<>();
        for (Decision decision : model.getModelElementsByType(Decision.class)) {
            if (KEYS.contains(decision.getId())) {
                found.add(decision.getId());
                findings.addAll(check(decision, vocabulary));
            }
        }
        if (all) {
            KEYS.stream()
                    .filter(key -> !found.contains(key))
                    .forEach(key -> findings.add(new TableFinding(
                            null,
                            "the decision '" + key + "' is missing; " + FILE + " must have tables with the ids "
                                    + String.join(", ", KEYS))));
        }
        if (findings.isEmpty() && found.containsAll(KEYS)) {
            try {
                PolicyTableCheck.trial(DmnTables.read(bytes, "trial"), vocabulary);
            } catch (PolicyTableException fault) {
                findings.add(new TableFinding(null, fault.getMessage()));
            }
        }
        return List.copyOf(findings);
    }

    private static List<TableFinding> check(Decision decision, PolicyVocabulary vocabulary) {
        Collection<DecisionTable> tables = decision.getChildElementsByType(DecisionTable.class);
        if (tables.isEmpty()) {
            return List.of(new TableFinding(
                    decision.getId(),
                    "table '" + decision.getName() + "' (" + decision.getId() + ") is no decision table; make it one"));
        }
        return PolicyTableCheck.check(read(decision, tables.iterator().next()), new FeelCells(), vocabulary);
    }

    private static PolicyTable read(Decision decision, DecisionTable table) {
        return new PolicyTable(
                decision.getId(),
                table.getId(),
                decision.getName(),
                table.getHitPolicy().name(),
                Objects.toString(table.getAggregation(), null),
                table.getInputs().stream()
                        .map(input -> new Input(
                                input.getId(),
                                input.getLabel(),
                                input.getInputExpression() == null
                                        ? new Cell(input.getId(), "", null)
                                        : cell(
                                                input.getInputExpression(),
                                                input.getInputExpression().getExpressionLanguage())))
                        .toList(),
                table.getOutputs().stream()
                        .map(output -> new Output(output.getLabel(), output.getName()))
                        .toList(),
                table.getRules().stream()
                        .map(rule -> new DecisionRule(
                                rule.getId(),
                                rule.getInputEntries().stream()
                                        .map(entry -> cell(entry, entry.getExpressionLanguage()))
                                        .toList(),
                                rule.getOutputEntries().stream()
                                        .map(entry -> cell(entry, entry.getExpressionLanguage()))
                                        .toList()))
                        .toList());
    }

    private static Cell cell(DmnElement element, String language) {
        return new Cell(element.getId(), element.getTextContent().strip(), language);
    }
}
