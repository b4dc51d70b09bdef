package io.rapport.contactpolicy;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What the contact policy must withhold in whatever order its rules stand, since law or customer forbid it. */
public final class PolicyProtections {

    private static final List<Protection> ALL = List.of(
            new Protection(
                    "of somebody who was erased",
                    Set.of("transactional", "service", "care", "promotional"),
                    "erased",
                    true),
            new Protection("without consent", Set.of("promotional"), "consent", "unknown"),
            new Protection("after the customer opted out", Set.of("promotional", "care"), "consent", "withdrawn"),
            new Protection("to a suppressed address", Set.of("service", "care", "promotional"), "suppressed", true),
            new Protection(
                    "that has expired", Set.of("transactional", "service", "care", "promotional"), "expired", true));

    private final Set<Protection> missing = new LinkedHashSet<>();

    /**
     * Whatever else holds, a message of these categories must not go out when a fact has a value.
     *
     * @param of which message, as the end of a sentence
     * @param categories such as {@code promotional}
     * @param fact its name
     * @param value that forbids
     */
    public record Protection(String of, Set<String> categories, String fact, Object value) {

        private boolean forbids(Map<String, Object> facts) {
            // a table that does not ask for the fact lets it pass in each case
            return (!facts.containsKey("category") || categories.contains(facts.get("category")))
                    && (!facts.containsKey(fact) || value.equals(facts.get(fact)));
        }
    }

    /**
     * Takes in what the table {@code contact-policy} says in a case.
     *
     * @param facts those of the inputs that it asks for, by name
     * @param outcome what it says; null for nothing
     */
    public void answered(Map<String, Object> facts, Object outcome) {
        if (PolicyTables.MAY.equals(outcome)) {
            ALL.stream().filter(one -> one.forbids(facts)).forEach(missing::add);
        }
    }

    /** @return those that the table did not keep to, each once */
    public List<Protection> missing() {
        return List.copyOf(missing);
    }
}
