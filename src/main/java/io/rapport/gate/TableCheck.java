package io.rapport.gate;

import io.rapport.contactpolicy.PolicyTables;
import io.rapport.gate.BuiltInTable.Answer;
import io.rapport.lifecycle.RelationshipTable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Asks each table of a deployment for the cases that the product can meet: whether it answers, with one answer, and with
 * one that can be followed.
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
                    .anyMatch(finding -> finding.isError() && finding.file().equals(table.file()));
            if (!broken) {
                ModelChecks.readable(table.file(), findings, () -> check(key, table));
            }
        });
        RoutingTableCheck.tasksWithoutRule(models, all, findings);
    }

    private void check(String key, ModelSet.Table table) {
        if (!ConditionCheck.of(key, table, all, findings)) {
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
        PoolCheck.rows(table, platform, findings);
        Optional<BuiltInTable> own = BuiltInTable.of(key);
        Map<String, Answer> wanted = own.map(BuiltInTable::outputs).orElse(Map.of());
        Set<String> outputs = ReferenceCheck.outputs(table);
        wanted.keySet().stream()
                .sorted()
                .filter(output -> !outputs.contains(output))
                .forEach(output -> add(Rule.TABLE_OUTPUT, table, key, output));
        try {
            if (!answersAreListed(key, table, wanted) || own.isPresent() && !rowsCanBeFollowed(key, table, own.get())) {
                return;
            }
        } catch (RuntimeException e) {
            add(Rule.ENGINE, table, DmnCheck.cause(e));
            return;
        }
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
        String hitPolicy = table.element()
                .child("decisionTable")
                .map(drawn -> drawn.attribute("hitPolicy"))
                .orElse("UNIQUE");
        boolean first = hitPolicy.equals("FIRST");
        if (first) {
            neverReached(key, table, rules);
        }
        if (key.equals(RoutingTableCheck.TABLE)
                && !RoutingTableCheck.queuesAreThere(table, rules, platform, findings)) {
            return;
        }
        boolean many = hitPolicy.equals("COLLECT") || hitPolicy.endsWith("ORDER");
        if (many && wanted.isEmpty()) {
            return;
        }
        Map<String, List<Object>> domain = new LinkedHashMap<>();
        for (int column = 0; column < rules.names().size(); column++) {
            domain.put(rules.names().get(column), values(key, rules, column));
        }
        try {
            rules.prepare(domain, limit);
            ask(key, table, rules, TableCases.of(domain), first);
        } catch (CheckTime.Over e) {
            throw e;
        } catch (RuntimeException e) {
            add(Rule.ENGINE, table, DmnCheck.cause(e));
        }
    }

    /**
     * Journeys go on by these answers, and take any other for none: whatever a row asks for, what it answers must be one of
     * those that the column lists.
     */
    private boolean answersAreListed(String key, ModelSet.Table table, Map<String, Answer> wanted) {
        RuleTable rules = RuleTable.anyOf(table.element()).orElse(null);
        if (rules == null) {
            return true;
        }
        boolean all = true;
        for (String output : new TreeMap<>(wanted).keySet()) {
            String listed = rules.listed(output).orElse(null);
            if (wanted.get(output) != Answer.LISTED || listed == null) {
                continue;
            }
            for (int row = 0; row < rules.rules().size(); row++) {
                if (!rules.isListed(row, output, listed)) {
                    XmlElement rule = rules.rules().get(row);
                    String said = rules.text(rule, output);
                    findings.add(Rule.TABLE_LISTED, table.file(), rule, key, row + 1, said, output, listed);
                    all = false;
                }
            }
        }
        return all;
    }

    /** What a row answers whatever it is asked must be something that can be done, also where no case of ours reaches the row. */
    private boolean rowsCanBeFollowed(String key, ModelSet.Table table, BuiltInTable own) {
        RuleTable rules = RuleTable.anyOf(table.element()).orElse(null);
        if (rules == null) {
            return true;
        }
        boolean all = true;
        for (int row = 0; row < rules.rules().size(); row++) {
            Map<String, Object> said = rules.constants(row);
            Map<String, Answer> wanted = new TreeMap<>(own.outputs());
            if (key.equals(RoutingTableCheck.TABLE)) {
                // said by a rule of its own
                wanted.remove("queue");
            }
            own.beside().stream()
                    .filter(beside -> beside.says().test(said))
                    .forEach(beside -> wanted.putAll(beside.outputs()));
            for (Map.Entry<String, Answer> output : wanted.entrySet()) {
                String name = output.getKey();
                if (said.containsKey(name) && !output.getValue().fits(said.get(name), platform.queues())) {
                    XmlElement rule = rules.rules().get(row);
                    String text = rules.text(rule, name);
                    findings.add(
                            Rule.TABLE_ROW_ANSWER,
                            table.file(),
                            rule,
                            key,
                            row + 1,
                            text.isEmpty() ? "nothing" : text,
                            name,
                            "let the column " + name + " " + output.getValue().fix());
                    all = false;
                }
            }
        }
        return all;
    }

    private static boolean buildsUponOthers(XmlElement decision) {
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

    /** Where the first rule that fits decides, one without conditions ends the table: what stands behind it says nothing. */
    private void neverReached(String key, ModelSet.Table table, RuleTable rules) {
        int last = 0;
        while (last < rules.rules().size()
                && !RuleTable.isWithoutCondition(rules.rules().get(last))) {
            last++;
        }
        for (int row = last + 1; row < rules.rules().size(); row++) {
            findings.add(Rule.TABLE_UNREACHED, table.file(), rules.rules().get(row), key, row + 1, last + 1);
        }
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
    private void ask(
            String key, ModelSet.Table table, RuleTable rules, List<Map<String, Object>> cases, boolean first) {
        boolean own = BuiltInTable.of(key).isPresent();
        Map<Integer, Map<String, Object>> answers = new HashMap<>();
        for (Map<String, Object> facts : cases) {
            limit.check();
            List<Integer> fitting = rules.fitting(facts);
            if (fitting.isEmpty()) {
                add(own ? Rule.TABLE_GAP : Rule.TABLE_MAY_NOT_ANSWER, table, key, TableCases.said(facts));
                return;
            }
            if (fitting.size() > 1 && !first) {
                add(own ? Rule.TABLE_OVERLAP : Rule.TABLE_MAY_OVERLAP, table, key, TableCases.said(facts));
                return;
            }
            int rule = fitting.get(0);
            Map<String, Object> answer = answers.get(rule);
            if (answer == null) {
                answer = rules.answer(rule, facts);
                if (rules.isConstant(rule)) {
                    answers.put(rule, answer);
                }
            }
            if (!fits(key, table, facts, answer)) {
                return;
            }
        }
    }

    private boolean fits(String key, ModelSet.Table table, Map<String, Object> facts, Map<String, Object> answer) {
        Map<String, Answer> wanted =
                BuiltInTable.of(key).map(BuiltInTable::outputs).orElse(Map.of());
        for (Map.Entry<String, Answer> output : new TreeMap<>(wanted).entrySet()) {
            Object value = answer.get(output.getKey());
            if (answer.containsKey(output.getKey()) && !output.getValue().fits(value, platform.queues())) {
                add(
                        Rule.TABLE_ANSWER,
                        table,
                        key,
                        TableCases.said(facts),
                        value + " for the column " + output.getKey(),
                        "let the column " + output.getKey() + " "
                                + output.getValue().fix());
                return false;
            }
        }
        return true;
    }

    private void add(Rule rule, ModelSet.Table table, Object... values) {
        findings.add(rule, table.file(), table.element(), values);
    }
}
