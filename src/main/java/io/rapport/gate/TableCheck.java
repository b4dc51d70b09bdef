package io.rapport.gate;

import io.rapport.contactpolicy.PolicyTables;
import io.rapport.gate.BuiltInTable.Answer;
import io.rapport.lifecycle.RelationshipTable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Checks each table of a deployment: what its rows ask for and answer, and whether it answers, with one answer, in the cases
 * that the product can meet.
 */
final class TableCheck {

    private final ModelSet models;
    private final ModelSet all;
    private final Platform platform;
    private final CheckTime limit;
    private final Findings findings;

    /**
     * @param models of the deployment
     * @param all that is in force when the deployment has passed
     * @param limit how long the tables may be asked
     */
    TableCheck(ModelSet models, ModelSet all, Platform platform, CheckTime limit, Findings findings) {
        this.models = models;
        this.all = all;
        this.platform = platform;
        this.limit = limit;
        this.findings = findings;
    }

    void check() {
        models.decisions().forEach((key, table) -> {
            boolean broken = findings.list().stream()
                    .anyMatch(finding -> finding.isError()
                            && finding.rule() != Rule.TIME_TO_LIVE
                            && finding.file().equals(table.file()));
            if (!broken) {
                ModelChecks.readable(table.file(), findings, () -> check(key, table));
            }
        });
        RoutingTableCheck.tasksWithoutRule(models, all, findings);
    }

    private void check(String key, ModelSet.Table table) {
        boolean conditions = ConditionCheck.of(key, table, all, platform.today(), limit, findings);
        boolean answers = RowAnswerCheck.of(key, table, platform, findings);
        PoolCheck.rows(table, platform, findings);
        if (!conditions || !answers) {
            return;
        }
        ContactPolicyCheck contactPolicy = new ContactPolicyCheck(key, table, platform, findings);
        contactPolicy.segments();
        if (key.equals(PolicyTables.POLICY)) {
            contactPolicy.protections(limit);
        } else if (!PolicyTables.KEYS.contains(key) && RelationshipTable.of(key).isEmpty()) {
            answers(key, table);
        }
    }

    private void answers(String key, ModelSet.Table table) {
        Optional<BuiltInTable> own = BuiltInTable.of(key);
        Map<String, Answer> wanted = own.map(BuiltInTable::outputs).orElse(Map.of());
        Set<String> outputs = ReferenceCheck.outputs(table);
        wanted.keySet().stream()
                .sorted()
                .filter(output -> !outputs.contains(output))
                .forEach(output -> add(Rule.TABLE_OUTPUT, table, key, output));
        HarmWordsCheck harmWords =
                key.equals(HarmWordsCheck.TABLE) ? new HarmWordsCheck(table, platform, limit, findings) : null;
        RuleTable rules = RuleTable.of(table.element()).orElse(null);
        if (rules == null || buildsUponOthers(table.element())) {
            if (harmWords != null) {
                harmWords.cannotBeAsked();
            }
            return;
        }
        if (harmWords != null) {
            harmWords.check(rules);
            return;
        }
        if (own.isPresent() && !inputsAreGiven(key, table, rules, own.get().inputs())) {
            return;
        }
        if (key.equals(RoutingTableCheck.TABLE)
                && !RoutingTableCheck.queuesAreThere(table, rules, platform, findings)) {
            return;
        }
        boolean many = rules.hitPolicy().equals("COLLECT") || rules.hitPolicy().endsWith("ORDER");
        if (many && wanted.isEmpty()) {
            return;
        }
        Map<String, List<Object>> domain = new LinkedHashMap<>();
        for (int column = 0; column < rules.names().size(); column++) {
            domain.put(rules.names().get(column), values(key, rules, column));
        }
        try {
            rules.prepare(domain, limit);
            ask(key, table, rules, TableCases.of(domain));
        } catch (CheckTime.Over e) {
            throw e;
        } catch (RuntimeException e) {
            add(Rule.ENGINE, table, DmnCheck.cause(e));
        }
    }

    /** @return whether a decision is asked with what others answer */
    static boolean buildsUponOthers(XmlElement decision) {
        return decision.children("informationRequirement").anyMatch(requirement -> requirement.has("requiredDecision"));
    }

    /** An input that nobody gives has no value: rows that ask for it never decide. */
    private boolean inputsAreGiven(String key, ModelSet.Table table, RuleTable rules, List<String> given) {
        if (given.isEmpty()) {
            return true;
        }
        List<String> others =
                rules.names().stream().filter(name -> !given.contains(name)).toList();
        others.forEach(name -> add(Rule.TABLE_INPUT, table, key, name, String.join(", ", given)));
        return others.isEmpty();
    }

    /** @return what a column can be asked with */
    private List<Object> values(String key, RuleTable rules, int column) {
        boolean routing = key.equals(RoutingTableCheck.TABLE);
        String name = rules.names().get(column);
        if (routing && name.equals("task")) {
            return RoutingTableCheck.tasks(all);
        }
        if (name.equals("severity")) {
            List<Object> severities = new ArrayList<>(BuiltInTable.SEVERITIES);
            if (routing) {
                severities.add(null);
            }
            return severities;
        }
        return TableCases.values(rules, column);
    }

    /** A table that is wrong is reported with its first case. */
    private void ask(String key, ModelSet.Table table, RuleTable rules, List<Map<String, Object>> cases) {
        boolean own = BuiltInTable.of(key).isPresent();
        for (Map<String, Object> facts : cases) {
            limit.check();
            List<Integer> fitting = rules.fitting(facts);
            if (fitting.isEmpty()) {
                add(own ? Rule.TABLE_GAP : Rule.TABLE_MAY_NOT_ANSWER, table, key, TableCases.said(facts));
                return;
            }
            Optional<Rule> broken = broken(rules, fitting, facts);
            if (broken.isPresent()) {
                String rows =
                        fitting.stream().map(row -> String.valueOf(row + 1)).collect(Collectors.joining(", "));
                add(broken.get(), table, key, TableCases.said(facts), rows);
                return;
            }
        }
    }

    /** @return how the rows that fit a case break the table's hit policy, over which the engine fails */
    private static Optional<Rule> broken(RuleTable rules, List<Integer> fitting, Map<String, Object> facts) {
        if (fitting.size() == 1 || rules.hitPolicy().equals("FIRST")) {
            return Optional.empty();
        }
        if (!rules.hitPolicy().equals("ANY")) {
            return Optional.of(Rule.TABLE_OVERLAP);
        }
        long answers =
                fitting.stream().map(row -> rules.answer(row, facts)).distinct().count();
        return answers > 1 ? Optional.of(Rule.TABLE_CONTRADICTION) : Optional.empty();
    }

    private void add(Rule rule, ModelSet.Table table, Object... values) {
        findings.add(rule, table.file(), table.element(), values);
    }
}
