package io.rapport.gate;

import io.rapport.contactpolicy.PolicyTables;
import io.rapport.lifecycle.RelationshipTable;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * Checks what the rows of a table ask for: where an input is one of a few words, a word that it can never be, such as a misspelt
 * tier, makes a row that never decides, which nobody notices.
 */
final class ConditionCheck {

    /** Nothing but texts, or anything but these. */
    private static final Pattern TEXTS = Pattern.compile("(?:not\\()?\\s*\"[^\"]*\"(?:\\s*,\\s*\"[^\"]*\")*\\s*\\)?");

    /** 0: not known. */
    private static final List<Object> VALUE_CLASSES =
            IntStream.rangeClosed(0, 5).<Object>mapToObj(Integer::valueOf).toList();

    private final String key;
    private final ModelSet.Table table;
    private final RuleTable rules;
    private final Findings findings;
    private final boolean own;
    private boolean passed = true;

    private ConditionCheck(String key, ModelSet.Table table, RuleTable rules, Findings findings) {
        this.key = key;
        this.table = table;
        this.rules = rules;
        this.findings = findings;
        this.own = BuiltInTable.of(key).isPresent()
                || PolicyTables.KEYS.contains(key)
                || RelationshipTable.of(key).isPresent();
    }

    /**
     * @param all that is in force when the deployment has passed
     * @return whether no row of a table that Rapport builds upon asks for what never comes
     */
    static boolean of(String key, ModelSet.Table table, ModelSet all, Findings findings) {
        RuleTable rules = RuleTable.anyOf(table.element()).orElse(null);
        if (rules == null) {
            return true;
        }
        ConditionCheck check = new ConditionCheck(key, table, rules, findings);
        for (int column = 0; column < rules.columns(); column++) {
            check.column(column, all);
        }
        return check.passed;
    }

    private void column(int column, ModelSet all) {
        String name = rules.asked(column).orElse("");
        if (own && name.equals("valueClass")) {
            valueClass(column);
            return;
        }
        if (key.equals(RoutingTableCheck.TABLE) && name.equals("task")) {
            // which tasks there are is for the models to say
            return;
        }
        Set<String> known = known(name, all);
        Set<String> words = known.isEmpty() ? rules.listedTexts(column) : known;
        if (words.isEmpty()) {
            return;
        }
        for (int row = 0; row < rules.rules().size(); row++) {
            String condition = rules.condition(row, column);
            if (TEXTS.matcher(condition).matches()) {
                int number = row;
                TableCases.texts(condition)
                        .filter(word -> !word.isEmpty() && !words.contains(word))
                        .forEach(word -> add(number, "\"" + word + "\"", name, quoted(words)));
            }
        }
    }

    private void valueClass(int column) {
        for (int row = 0; row < rules.rules().size(); row++) {
            if (!rules.fitsOne(row, column, VALUE_CLASSES)) {
                add(row, rules.condition(row, column), "valueClass", "0, 1, 2, 3, 4, 5");
            }
        }
    }

    /** @return the words that an input can be, in tables that Rapport builds upon; none where its column has to list them */
    private Set<String> known(String name, ModelSet all) {
        if (!own) {
            return Set.of();
        }
        return switch (name) {
            case "tier" -> Set.copyOf(RelationshipTable.TIER.answers());
            case "stage" -> Set.copyOf(RelationshipTable.STAGE.answers());
            case "severity" ->
                Set.copyOf(
                        BuiltInTable.SEVERITIES.stream().map(Object::toString).toList());
            // of the contact policy's levels it warns itself: a customer may have an older one
            case "level" -> PolicyTables.KEYS.contains(key) ? Set.of() : ContactPolicyCheck.levelsOf(all);
            default -> Set.of();
        };
    }

    private static String quoted(Collection<String> words) {
        return words.stream()
                .sorted()
                .map(word -> "\"" + word + "\"")
                .reduce((one, other) -> one + ", " + other)
                .orElse("");
    }

    private void add(int row, String said, String name, String words) {
        findings.add(
                own ? Rule.TABLE_NEVER : Rule.TABLE_MAY_NEVER,
                table.file(),
                rules.rules().get(row),
                key,
                row + 1,
                said,
                name,
                words);
        passed &= !own;
    }
}
