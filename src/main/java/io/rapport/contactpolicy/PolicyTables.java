package io.rapport.contactpolicy;

import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * One version of the tables of {@code contact-policy.dmn}. Their inputs are few words and truth values, so that each
 * combination is asked once and then remembered: a table of FEEL costs milliseconds, a lookup in a map does not.
 */
public final class PolicyTables implements PolicyDecisionService {

    /** Whether a message may go at all. */
    public static final String POLICY = "contact-policy";

    /** Whether now is the moment for what may go. */
    public static final String TIMING = "contact-timing";

    /** How many messages are enough. */
    public static final String LIMITS = "contact-limits";

    /** All of them, in the order in which they are asked. */
    public static final List<String> KEYS = List.of(POLICY, TIMING, LIMITS);

    /** The outcome by which the first table hands on to the second. */
    public static final String MAY = "MAY";

    /** More than there are combinations; a table that asks for something unforeseen must not fill the memory. */
    private static final int MOST_REMEMBERED = 20_000;

    private final TableEvaluator tables;
    private final Set<String> reads;
    private final Map<Map<String, Object>, Object> rulings = new ConcurrentHashMap<>();
    private final Map<List<String>, List<Limit>> known = new ConcurrentHashMap<>();

    /** Evaluates decision tables as a whole. The room of journeys has the engine that does so. */
    public interface TableEvaluator {

        /**
         * @param key one of {@link #KEYS}
         * @param facts the inputs by name
         * @return the outputs of each rule that fits, by name; with hit policy FIRST one at the most
         * @throws RuntimeException if the table fails
         */
        List<Map<String, Object>> evaluate(String key, Map<String, Object> facts);

        /**
         * @param key one of {@link #KEYS}
         * @return the table and its version, such as {@code contact-policy:3}
         */
        String version(String key);

        /** @return the names that the tables ask for; empty where that is not known, and they may ask for any */
        default Set<String> reads() {
            return Set.of();
        }
    }

    /** @param tables that answer; the same for the life of this object */
    public PolicyTables(TableEvaluator tables) {
        this.tables = tables;
        this.reads = Set.copyOf(tables.reads());
    }

    @Override
    public Set<String> reads() {
        return reads;
    }

    @Override
    public RuleResult decide(Map<String, Object> known) {
        Map<String, Object> facts = asked(known);
        Object ruling = rulings.get(facts);
        if (ruling == null) {
            if (rulings.size() >= MOST_REMEMBERED) {
                rulings.clear();
            }
            ruling = ask(facts);
            rulings.put(Collections.unmodifiableMap(new HashMap<>(facts)), ruling);
        }
        if (ruling instanceof PolicyTableException fault) {
            throw fault;
        }
        return (RuleResult) ruling;
    }

    /** What nobody asks for makes no other case; of segments, those are said in which the customer is. */
    private Map<String, Object> asked(Map<String, Object> known) {
        if (reads.isEmpty()) {
            return known;
        }
        Map<String, Object> facts = new HashMap<>(known);
        facts.keySet().retainAll(reads);
        for (String name : reads) {
            if (SegmentFact.segment(name) != null) {
                facts.putIfAbsent(name, false);
            }
        }
        return facts;
    }

    private Object ask(Map<String, Object> facts) {
        Object first = ask(POLICY, facts);
        return first instanceof RuleResult ruling && MAY.equals(ruling.outcome()) ? ask(TIMING, facts) : first;
    }

    private Object ask(String key, Map<String, Object> facts) {
        try {
            List<Map<String, Object>> result = tables.evaluate(key, facts);
            if (result.isEmpty()) {
                return new PolicyTableException(
                        "the table " + key + " has no rule for " + facts + "; add one that always fits");
            }
            Map<String, Object> entries = result.get(0);
            return new RuleResult(
                    text(entries, "outcome"),
                    text(entries, "waitFor"),
                    text(entries, "rule"),
                    text(entries, "reason"),
                    tables.version(key));
        } catch (RuntimeException e) {
            return new PolicyTableException("the table " + key + " fails for " + facts + ": " + e.getMessage(), e);
        }
    }

    @Override
    public List<Limit> limits(String category, String pace) {
        return known.computeIfAbsent(List.of(category, pace), asked -> askLimits(category, pace));
    }

    private List<Limit> askLimits(String category, String pace) {
        try {
            return tables.evaluate(LIMITS, Map.of("category", category, "pace", pace)).stream()
                    .map(PolicyTables::limit)
                    .toList();
        } catch (PolicyTableException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new PolicyTableException(
                    "the table " + LIMITS + " fails for " + category + ", " + pace + ": " + e.getMessage(), e);
        }
    }

    private static Limit limit(Map<String, Object> entries) {
        String counts = text(entries, "counts");
        if (!"category".equals(counts) && !"total".equals(counts)) {
            throw new PolicyTableException(
                    "the table " + LIMITS + " counts '" + counts + "'; use \"category\" or \"total\"");
        }
        Object most = entries.get("most");
        Object days = entries.get("days");
        if (most != null && (!(most instanceof Number number) || number.intValue() < 0)) {
            throw new PolicyTableException(
                    "the table " + LIMITS + " allows '" + most + "' messages; use a number, 0 or more");
        }
        if (!(days instanceof Number window) || window.intValue() < 1 || window.intValue() > 366) {
            throw new PolicyTableException(
                    "the table " + LIMITS + " has a window of '" + days + "' days; use 1 to 366");
        }
        return new Limit(counts, most == null ? null : ((Number) most).intValue(), window.intValue());
    }

    private static String text(Map<String, Object> entries, String output) {
        Object value = entries.get(output);
        return value == null || value.toString().isBlank() ? null : value.toString();
    }
}
