package io.rapport.gate;

import io.rapport.contactpolicy.PolicyProtections;
import io.rapport.contactpolicy.PolicyTables;
import io.rapport.contactpolicy.SegmentFact;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Checks a table of the contact policy against the rest of what is deployed: that it protects customers, and that the
 * segments that it asks for are there. What it says by itself is checked with its file, by {@link DmnCheck}.
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
     * Finds segments that the table asks for and that there are not; a table that is none of the contact policy's asks for
     * none.
     */
    void segments() {
        if (!PolicyTables.KEYS.contains(key)) {
            return;
        }
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
