package io.rapport.gate;

import io.rapport.contactpolicy.PolicyTables;
import io.rapport.lifecycle.RelationshipTable;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What an input of a table can be where Rapport builds upon the table; elsewhere, and of other inputs, the column says it by
 * listing its values. What the contact policy's own inputs can be, its vocabulary says.
 */
final class InputWords {

    /** The only input whose words another table says, so that they change with that table. */
    static final String LEVEL = "level";

    static final String VALUE_CLASS = "valueClass";

    /** 0: not known. */
    static final List<Object> VALUE_CLASSES =
            IntStream.rangeClosed(0, 5).<Object>mapToObj(Integer::valueOf).toList();

    private static final Set<String> TIERS = Set.copyOf(RelationshipTable.TIER.answers());
    private static final Set<String> STAGES = Set.copyOf(RelationshipTable.STAGE.answers());
    private static final Set<String> SEVERITIES =
            BuiltInTable.SEVERITIES.stream().map(Object::toString).collect(Collectors.toUnmodifiableSet());

    private InputWords() {}

    /** @return whether Rapport builds upon the table of this key, so that its inputs have the words that are known here */
    static boolean areKnownOf(String key) {
        return BuiltInTable.of(key).isPresent()
                || PolicyTables.KEYS.contains(key)
                || RelationshipTable.of(key).isPresent();
    }

    /**
     * @param input of a table that Rapport builds upon
     * @param all that is in force when the deployment has passed
     * @return the words that the input can be; none if they are not known
     */
    static Set<String> of(String input, ModelSet all) {
        return switch (input) {
            case "tier" -> TIERS;
            case "stage" -> STAGES;
            case "severity" -> SEVERITIES;
            case LEVEL -> levels(all);
            default -> Set.of();
        };
    }

    /** None where a row works its level out. */
    private static Set<String> levels(ModelSet all) {
        RuleTable rules = Optional.ofNullable(all.decisions().get(BuiltInTable.LEVELS))
                .flatMap(table -> RuleTable.of(table.element()))
                .orElse(null);
        Set<String> levels = new TreeSet<>();
        if (rules != null) {
            for (XmlElement row : rules.rules()) {
                Optional<String> level = rules.literal(row, LEVEL);
                if (level.isEmpty()) {
                    return Set.of();
                }
                levels.add(level.get());
            }
        }
        return levels;
    }
}
