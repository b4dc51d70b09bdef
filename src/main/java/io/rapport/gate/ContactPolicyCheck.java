package io.rapport.gate;

import io.rapport.contactpolicy.PolicyProtections;
import io.rapport.contactpolicy.PolicyTables;
import io.rapport.contactpolicy.SegmentFact;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Checks a table of the contact policy against the rest of what is deployed: that it protects customers, and that the
 * segments and levels that it asks for are there. What it says by itself is checked with its file, by {@link DmnCheck}.
 */
final class ContactPolicyCheck {

    private final String key;
    private final ModelSet.Table table;
    private final Platform platform;
    private final Findings findings;

    /** @param key of the table */
    ContactPolicyCheck(String key, ModelSet.Table table, Platform platform, Findings findings) {
        this.key = key;
        this.table = table;
        this.platform = platform;
        this.findings = findings;
    }

    /**
     * Checks what the table asks for; a table that is none of the contact policy's asks for nothing here.
     *
     * @param all that is in force when the deployment has passed
     */
    void references(ModelSet all) {
        if (PolicyTables.KEYS.contains(key)) {
            segments();
            levels(all);
        }
    }

    /** Finds segments that the table asks for and that there are not. */
    private void segments() {
        Set<String> named = new TreeSet<>();
        table.element().visit(element -> named.addAll(SegmentFact.in(RuleTable.textOf(element))));
        for (String fact : named) {
            String segment = SegmentFact.segment(fact);
            if (!platform.events().containsKey("segment.entered." + segment)) {
                findings.add(
                        Rule.CONTACT_TABLE,
                        table.file(),
                        table.element(),
                        "the table '" + key + "' asks for " + fact + ", and there is no segment " + segment,
                        "name a segment of processes/segments.yaml, with _ in the place of each hyphen");
            }
        }
    }

    /**
     * Finds levels that the table asks for and that the table of levels does not name. A customer may still have such a one
     * until the level is reviewed, so a row that asks for it may be meant.
     */
    private void levels(ModelSet all) {
        Set<String> levels = levelsOf(all);
        XmlElement drawn = table.element().child("decisionTable").orElse(null);
        if (levels.isEmpty() || drawn == null) {
            return;
        }
        List<XmlElement> inputs = drawn.children("input").toList();
        List<XmlElement> rows = drawn.children("rule").toList();
        for (int column = 0; column < inputs.size(); column++) {
            String asked = inputs.get(column)
                    .child("inputExpression")
                    .map(RuleTable::textOf)
                    .orElse("");
            if (!asked.strip().equals("level")) {
                continue;
            }
            for (int row = 0; row < rows.size(); row++) {
                List<XmlElement> cells = rows.get(row).children("inputEntry").toList();
                if (column < cells.size()) {
                    levels(cells.get(column), row + 1, levels);
                }
            }
        }
    }

    private void levels(XmlElement cell, int row, Set<String> levels) {
        TableCases.texts(RuleTable.textOf(cell))
                .filter(level -> !level.isEmpty() && !levels.contains(level))
                .forEach(level -> findings.add(
                        Rule.CONTACT_LEVEL, table.file(), cell, key, row, level, String.join(", ", levels)));
    }

    /** @return the levels that there are; none if that is not known, since a row works its level out */
    static Set<String> levelsOf(ModelSet all) {
        RuleTable rules = Optional.ofNullable(all.decisions().get(BuiltInTable.LEVELS))
                .flatMap(table -> RuleTable.of(table.element()))
                .orElse(null);
        Set<String> levels = new TreeSet<>();
        if (rules != null) {
            for (XmlElement row : rules.rules()) {
                Optional<String> level = rules.literal(row, "level");
                if (level.isEmpty()) {
                    return Set.of();
                }
                levels.add(level.get());
            }
        }
        return levels;
    }

    /**
     * The contact policy must withhold what the law and the customer forbid, in whatever order its rules stand.
     *
     * @param limit how long the table may be asked
     */
    void protections(CheckTime limit) {
        RuleTable rules = RuleTable.of(table.element()).orElse(null);
        if (rules == null) {
            findings.add(Rule.TABLE_UNCLEAR, table.file(), table.element(), key);
            return;
        }
        Map<String, List<Object>> domain = new LinkedHashMap<>();
        for (int column = 0; column < rules.names().size(); column++) {
            domain.put(rules.names().get(column), values(rules, column));
        }
        rules.prepare(domain, limit);
        Map<Integer, Object> outcomes = new HashMap<>();
        PolicyProtections protections = new PolicyProtections();
        for (Map<String, Object> facts : TableCases.of(domain)) {
            limit.check();
            List<Integer> fitting = rules.fitting(facts);
            Object outcome = fitting.isEmpty()
                    ? null
                    : outcomes.computeIfAbsent(
                            fitting.get(0), rule -> rules.answer(rule, facts).get("outcome"));
            protections.answered(facts, outcome);
        }
        protections
                .missing()
                .forEach(one -> findings.add(
                        Rule.PROTECTION_MISSING,
                        table.file(),
                        table.element(),
                        key,
                        one.of(),
                        one.fact() + " = " + one.value()));
    }

    private List<Object> values(RuleTable rules, int column) {
        String name = rules.names().get(column);
        Set<Object> values = new LinkedHashSet<>(platform.contactPolicy().values(name));
        if (platform.contactPolicy().isOpen(name)) {
            rules.cells(column).flatMap(TableCases::texts).forEach(values::add);
        }
        return values.isEmpty() ? List.of("?") : List.copyOf(values);
    }
}
