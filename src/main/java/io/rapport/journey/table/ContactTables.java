package io.rapport.journey.table;

import io.rapport.contactpolicy.ContactRules;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.camunda.bpm.dmn.engine.DmnDecision;
import org.camunda.bpm.dmn.engine.DmnDecisionTableResult;
import org.camunda.bpm.dmn.engine.DmnEngine;
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

    /** Whether a message may go at all. */
    public static final String POLICY = "contact-policy";

    /** Whether now is the moment for what may go. */
    static final String TIMING = "contact-timing";

    /** How many messages are enough. */
    static final String LIMITS = "contact-limits";

    public static final List<String> KEYS = List.of(POLICY, TIMING, LIMITS);

    /** The outcome by which the first table hands on to the second. */
    public static final String MAY = "MAY";

    /** More than there are situations; a table that asks for something unforeseen must not fill the memory. */
    private static final int MOST_REMEMBERED = 20_000;

    private final DmnEngine engine = FeelOnly.dmnEngine();
    private final Map<String, Table> tables = new HashMap<>();
    private final Map<Map<String, Object>, Object> rulings = new ConcurrentHashMap<>();
    private final Map<List<String>, List<Limit>> known = new ConcurrentHashMap<>();

    /**
     * A table as it is deployed.
     *
     * @param file the file that it stands in, alone or with others
     * @param version said with each ruling, such as {@code 3}
     */
    public record Source(InputStream file, String version) {}

    private record Table(DmnDecision decision, String version) {}

    private ContactTables(Map<String, DmnModelInstance> models, Map<String, String> versions) {
        for (String key : KEYS) {
            tables.put(key, new Table(engine.parseDecision(key, models.get(key)), key + ":" + versions.get(key)));
        }
    }

    /**
     * Reads tables that stand in one file.
     *
     * @param file the file, to be read as often as there are tables
     * @param version said with each ruling
     * @return the tables
     * @throws Fault if they cannot be read
     */
    public static ContactTables read(byte[] file, String version) {
        Map<String, Source> sources = new HashMap<>();
        KEYS.forEach(key -> sources.put(key, new Source(new ByteArrayInputStream(file), version)));
        return read(sources);
    }

    /**
     * Reads tables.
     *
     * @param sources of each of {@link #KEYS}
     * @return the tables
     * @throws Fault if they cannot be read
     */
    public static ContactTables read(Map<String, Source> sources) {
        try {
            Map<String, DmnModelInstance> models = new HashMap<>();
            Map<String, String> versions = new HashMap<>();
            sources.forEach((key, source) -> {
                models.put(key, Dmn.readModelFromStream(source.file()));
                versions.put(key, source.version());
            });
            return new ContactTables(models, versions);
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
        Object first = ask(POLICY, facts);
        return first instanceof Ruling ruling && MAY.equals(ruling.outcome()) ? ask(TIMING, facts) : first;
    }

    private Object ask(String key, Map<String, Object> facts) {
        try {
            DmnDecisionTableResult result = evaluate(key, facts);
            if (result.isEmpty()) {
                return new Fault("the table " + key + " has no rule for " + facts + "; add one that always fits");
            }
            Map<String, Object> entries = result.get(0).getEntryMap();
            return new Ruling(
                    text(entries, "outcome"),
                    text(entries, "waitFor"),
                    text(entries, "rule"),
                    text(entries, "reason"),
                    tables.get(key).version());
        } catch (RuntimeException e) {
            return new Fault("the table " + key + " fails for " + facts + ": " + e.getMessage(), e);
        }
    }

    @Override
    public List<Limit> limits(String category, String pace) {
        return known.computeIfAbsent(List.of(category, pace), asked -> askLimits(category, pace));
    }

    private List<Limit> askLimits(String category, String pace) {
        try {
            return evaluate(LIMITS, Map.of("category", category, "pace", pace)).stream()
                    .map(rule -> limit(rule.getEntryMap()))
                    .toList();
        } catch (Fault e) {
            throw e;
        } catch (RuntimeException e) {
            throw new Fault("the table " + LIMITS + " fails for " + category + ", " + pace + ": " + e.getMessage(), e);
        }
    }

    private DmnDecisionTableResult evaluate(String key, Map<String, Object> facts) {
        return engine.evaluateDecisionTable(tables.get(key).decision(), Variables.fromMap(facts));
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
