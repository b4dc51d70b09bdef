package io.rapport.gate;

import io.rapport.contactpolicy.PolicyTables;
import java.util.Collection;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Checks what the rows of a table ask for: where an input is one of a few words, a word that it can never be, such as a misspelt
 * tier, makes a row that never decides, which nobody notices.
 */
final class ConditionCheck {

    /** Nothing but texts, or anything but these. */
    private static final Pattern TEXTS = Pattern.compile("(?:not\\()?\\s*\"[^\"]*\"(?:\\s*,\\s*\"[^\"]*\")*\\s*\\)?");

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
        this.own = InputWords.areKnownOf(key);
    }

    /**
     * @param all that is in force when the deployment has passed
     * @return whether no row of a table that Rapport builds upon asks for what never comes
     */
    static boolean of(String key, ModelSet.Table table, ModelSet all, Findings findings) {
        return check(key, table, all, findings, name -> true);
    }

    /**
     * Checks of a table that stays as it is what another may have changed.
     *
     * @param all that is in force when the deployment has passed
     */
    static void ofOtherFiles(String key, ModelSet.Table table, ModelSet all, Findings findings) {
        check(key, table, all, findings, InputWords.LEVEL::equals);
    }

    private static boolean check(
            String key, ModelSet.Table table, ModelSet all, Findings findings, Predicate<String> inputs) {
        RuleTable rules = RuleTable.anyOf(table.element()).orElse(null);
        if (rules == null) {
            return true;
        }
        ConditionCheck check = new ConditionCheck(key, table, rules, findings);
        for (int column = 0; column < rules.columns(); column++) {
            String name = rules.asked(column).orElse("");
            if (inputs.test(name)) {
                check.column(column, name, all);
            }
        }
        return check.passed;
    }

    private void column(int column, String name, ModelSet all) {
        if (own && name.equals(InputWords.VALUE_CLASS)) {
            valueClass(column);
            return;
        }
        if (key.equals(RoutingTableCheck.TABLE) && name.equals("task")) {
            // which tasks there are is for the models to say
            return;
        }
        Set<String> known = own ? InputWords.of(name, all) : Set.of();
        Set<String> words = known.isEmpty() ? rules.listedTexts(column) : known;
        if (words.isEmpty()) {
            return;
        }
        // a customer may have an older level until it is reviewed: a row of the contact policy that asks for it may be
        // meant
        boolean olderLevels = name.equals(InputWords.LEVEL) && PolicyTables.KEYS.contains(key) && !known.isEmpty();
        for (int row = 0; row < rules.rules().size(); row++) {
            String condition = rules.condition(row, column);
            if (TEXTS.matcher(condition).matches()) {
                int number = row;
                TableCases.texts(condition)
                        .filter(word -> !word.isEmpty() && !words.contains(word))
                        .forEach(word -> {
                            if (olderLevels) {
                                olderLevel(number, word, words);
                            } else {
                                add(number, "\"" + word + "\"", name, quoted(words));
                            }
                        });
            }
        }
    }

    private void valueClass(int column) {
        for (int row = 0; row < rules.rules().size(); row++) {
            if (!rules.fitsOne(row, column, InputWords.VALUE_CLASSES)) {
                add(row, rules.condition(row, column), InputWords.VALUE_CLASS, "0, 1, 2, 3, 4, 5");
            }
        }
    }

    private void olderLevel(int row, String word, Set<String> levels) {
        findings.add(
                Rule.CONTACT_LEVEL,
                table.file(),
                rules.rules().get(row),
                key,
                row + 1,
                word,
                String.join(", ", levels));
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
