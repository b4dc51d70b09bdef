package io.rapport.journey.table;

import static io.rapport.journey.table.ContactTables.KEYS;
import static io.rapport.journey.table.ContactTables.LIMITS;

import io.rapport.contactpolicy.ContactRules.Fault;
import io.rapport.contactpolicy.ContactWords;
import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.camunda.bpm.model.dmn.BuiltinAggregator;
import org.camunda.bpm.model.dmn.Dmn;
import org.camunda.bpm.model.dmn.DmnModelInstance;
import org.camunda.bpm.model.dmn.HitPolicy;
import org.camunda.bpm.model.dmn.instance.Decision;
import org.camunda.bpm.model.dmn.instance.DecisionTable;
import org.camunda.bpm.model.dmn.instance.DmnElement;

/**
 * Looks whether tables of the contact policy say what can be followed, before they decide about anybody's message. What
 * it finds names table, rule, column and mend, as they stand in the Modeler. Not found is what is well said but unwise.
 */
public final class ContactTablesCheck {

    static final String FILE = "contact-policy.dmn";

    private final List<Finding> findings = new ArrayList<>();

    /**
     * Something to mend.
     *
     * @param element id of the element in the file; null for the whole file
     * @param text for people
     */
    public record Finding(String element, String text) {}

    private ContactTablesCheck() {}

    /**
     * Checks a file.
     *
     * @param name its name; one called {@code contact-policy.dmn} must have all tables
     * @param bytes what stands in it
     * @return what is to mend; none for a file that is in order, or has nothing of the contact policy
     */
    public static List<Finding> check(String name, byte[] bytes) {
        ContactTablesCheck check = new ContactTablesCheck();
        check.file(name.substring(name.lastIndexOf('/') + 1).equals(FILE), bytes);
        return List.copyOf(check.findings);
    }

    private void file(boolean all, byte[] bytes) {
        DmnModelInstance model;
        try {
            model = Dmn.readModelFromStream(new ByteArrayInputStream(bytes));
        } catch (RuntimeException e) {
            if (all) {
                add(null, FILE + " is no DMN: " + e.getMessage() + "; save it anew in Camunda Modeler");
            }
            return;
        }
        Set<String> found = new LinkedHashSet<>();
        for (Decision decision : model.getModelElementsByType(Decision.class)) {
            if (KEYS.contains(decision.getId())) {
                found.add(decision.getId());
                decision(decision);
            }
        }
        if (all) {
            KEYS.stream()
                    .filter(key -> !found.contains(key))
                    .forEach(key -> add(
                            null,
                            "the decision '" + key + "' is missing; " + FILE + " must have tables with the ids "
                                    + String.join(", ", KEYS)));
        }
        if (findings.isEmpty() && found.containsAll(KEYS)) {
            trial(bytes);
        }
    }

    private void decision(Decision decision) {
        Collection<DecisionTable> tables = decision.getChildElementsByType(DecisionTable.class);
        if (tables.isEmpty()) {
            add(decision, label(decision) + " is no decision table; make it one");
            return;
        }
        DecisionTable table = tables.iterator().next();
        boolean limits = decision.getId().equals(LIMITS);
        HitPolicy wanted = limits ? HitPolicy.COLLECT : HitPolicy.FIRST;
        BuiltinAggregator aggregator = table.getAggregation();
        if (table.getHitPolicy() != wanted || aggregator != null) {
            String is = table.getHitPolicy() + (aggregator == null ? "" : " (" + aggregator + ")");
            add(
                    table,
                    label(decision) + ": the hit policy is " + is + "; use " + wanted
                            + (limits ? " without aggregation: all lines that fit hold" : ": the first rule decides"));
        }
        new ContactTableCheck(decision, table, label(decision), findings).check();
    }

    /** What is left to find shows when the tables decide: types that do not fit, above all. */
    private void trial(byte[] bytes) {
        try {
            ContactTables tables = ContactTables.read(bytes, "trial");
            for (Object category : ContactWords.facts().get("category")) {
                for (Map<String, Object> facts : situations()) {
                    facts.put("category", category);
                    tables.decide(facts);
                }
                for (Object pace : ContactWords.limitFacts().get("pace")) {
                    tables.limits(category.toString(), pace.toString());
                }
            }
        } catch (Fault fault) {
            add(null, fault.getMessage());
        }
    }

    /** @return what is usual, and that with one thing otherwise */
    static List<Map<String, Object>> situations() {
        Map<String, List<Object>> known = ContactWords.facts();
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

    private void add(DmnElement element, String text) {
        findings.add(new Finding(element == null ? null : element.getId(), text));
    }

    private static String label(Decision decision) {
        return "table '" + decision.getName() + "' (" + decision.getId() + ")";
    }
}
