package io.rapport.journey.internal;

import io.rapport.messaging.ContactRules;
import java.io.InputStream;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.camunda.bpm.dmn.engine.DmnDecision;
import org.camunda.bpm.dmn.engine.DmnDecisionTableResult;
import org.camunda.bpm.dmn.engine.DmnEngine;
import org.camunda.bpm.dmn.engine.DmnEngineConfiguration;
import org.camunda.bpm.engine.variable.Variables;
import org.camunda.bpm.model.dmn.Dmn;
import org.camunda.bpm.model.dmn.DmnModelInstance;

/**
 * One version of the tables of {@code contact-policy.dmn}. Their inputs are few words and truth values, so that each
 * situation is asked once and then known: a table of FEEL costs milliseconds, a look into a map does not.
 *
 * <p>It is the engine's own DMN engine, without the engine around it: a table that fails must not spoil the transaction
 * in which a worker asks.
 */
public final class ContactTables implements ContactRules {

    static final String POLICY = "contact-policy";
    static final String LIMITS = "contact-limits";

    /** More than there are situations; a table that asks for something unforeseen must not fill the memory. */
    private static final int MOST_REMEMBERED = 20_000;

    private final DmnEngine engine =
            DmnEngineConfiguration.createDefaultDmnEngineConfiguration().buildEngine();
    private final DmnDecision policy;
    private final DmnDecision limits;
    private final String version;
    private final Map<Map<String, Object>, Object> rulings = new ConcurrentHashMap<>();
    private final Map<List<String>, List<Limit>> known = new ConcurrentHashMap<>();

    private ContactTables(DmnModelInstance policy, DmnModelInstance limits, String version) {
        this.policy = engine.parseDecision(POLICY, policy);
        this.limits = engine.parseDecision(LIMITS, limits);
        this.version = version;
    }

    /**
     * Reads tables.
     *
     * @param policy a file with the table {@code contact-policy}
     * @param limits a file with the table {@code contact-limits}, the same or another
     * @param version said with each ruling, such as {@code 3}
     * @return the tables
     * @throws Fault if they cannot be read
     */
    public static ContactTables read(InputStream policy, InputStream limits, String version) {
        try {
            return new ContactTables(Dmn.readModelFromStream(policy), Dmn.readModelFromStream(limits), version);
        } catch (RuntimeException e) {
            throw new Fault("contact-policy.dmn cannot be read: " + e.getMessage(), e);
        }
    }

    @Override
    public Ruling decide(Map<String, Object> facts) {
        Object ruling = rulings.get(facts);
        if (ruling == null) {
            if (rulings.size() >= MOST_REMEMBERED) {
                rulings.clear();
            }
            ruling = ask(facts);
            rulings.put(Collections.unmodifiableMap(new HashMap<>(facts)), ruling);
        }
        if (ruling instanceof Fault fault) {
            throw fault;
        }
        return (Ruling) ruling;
    }

    private Object ask(Map<String, Object> facts) {
        try {
            DmnDecisionTableResult result = evaluate(policy, facts);
            if (result.isEmpty()) {
                return new Fault("the table " + POLICY + " has no rule for " + facts + "; add one that always fits");
            }
            Map<String, Object> entries = result.get(0).getEntryMap();
            return new Ruling(
                    text(entries, "outcome"),
                    text(entries, "waitFor"),
                    text(entries, "rule"),
                    text(entries, "reason"),
                    POLICY + ":" + version);
        } catch (RuntimeException e) {
            return new Fault("the table " + POLICY + " fails for " + facts + ": " + e.getMessage(), e);
        }
    }

    @Override
    public List<Limit> limits(String category, String pace) {
        return known.computeIfAbsent(List.of(category, pace), asked -> askLimits(category, pace));
    }

    private List<Limit> askLimits(String category, String pace) {
        try {
            return evaluate(limits, Map.of("category", category, "pace", pace)).stream()
                    .map(rule -> limit(rule.getEntryMap()))
                    .toList();
        } catch (Fault e) {
            throw e;
        } catch (RuntimeException e) {
            throw new Fault("the table " + LIMITS + " fails for " + category + ", " + pace + ": " + e.getMessage(), e);
        }
    }

    private DmnDecisionTableResult evaluate(DmnDecision table, Map<String, Object> facts) {
        return engine.evaluateDecisionTable(table, Variables.fromMap(facts));
    }

    private static Limit limit(Map<String, Object> entries) {
        String counts = text(entries, "counts");
        if (!"category".equals(counts) && !"total".equals(counts)) {
            throw new Fault("the table " + LIMITS + " counts '" + counts + "'; use \"category\" or \"total\"");
        }
        Object most = entries.get("most");
        Object days = entries.get("days");
        if (most != null && (!(most instanceof Number number) || number.intValue() < 0)) {
            throw new Fault("the table " + LIMITS + " allows '" + most + "' messages; use a number, 0 or more");
        }
        if (!(days instanceof Number window) || window.intValue() < 1 || window.intValue() > 366) {
            throw new Fault("the table " + LIMITS + " has a window of '" + days + "' days; use 1 to 366");
        }
        return new Limit(counts, most == null ? null : ((Number) most).intValue(), window.intValue());
    }

    private static String text(Map<String, Object> entries, String output) {
        Object value = entries.get(output);
        return value == null || value.toString().isBlank() ? null : value.toString();
    }
}
