package io.rapport.gate;

import io.rapport.contactpolicy.PolicyProtections;
import io.rapport.contactpolicy.PolicyTables;
import io.rapport.contactpolicy.PolicyVocabulary;
import io.rapport.contactpolicy.SegmentFact;
import io.rapport.feedback.HarmWords;
import io.rapport.lifecycle.RelationshipTable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Asks each table of a deployment for the cases that the product can meet: whether it answers, with one answer, and with
 * one that can be followed. Of numbers those are asked on either side of which a rule may decide otherwise.
 */
final class TableCheck {

    /** The table that gives each user task its queue. */
    static final String ROUTING = "staff-routing";

    private static final String LEVELS = "loyalty-level";
    private static final String HARM_WORDS = "harm-words";
    private static final String HARM_FIX = "let rules with the condition \"harm\" name words, separated by commas";
    private static final Pattern HAN = Pattern.compile("\\p{IsHan}");
    private static final Pattern OTHER_SCRIPT = Pattern.compile("[\\p{L}&&[^\\p{IsHan}]]");

    /** Stands for tasks of versions that instances are still under way on. */
    private static final String OLDER_TASK = "task-of-an-older-version";

    private static final int MOST_CASES = 20_000;
    private static final Pattern TEXT = Pattern.compile("\"([^\"]*)\"");
    private static final Pattern NUMBER = Pattern.compile("-?\\d+(?:\\.\\d+)?");
    private static final List<Object> SEVERITIES = List.of("normal", "high", "critical");

    /** What an output must be. */
    private enum Answer {
        QUEUE("name one of the queues"),
        SEVERITY("answer normal, high or critical"),
        PRIORITY("answer a whole number from 0 to 100"),
        POSITIVE("answer a number above 0"),
        AMOUNT("answer a number, 0 or more"),
        PERCENT("answer a whole number from 1 to 100"),
        ANY("answer a value");

        private final String fix;

        Answer(String fix) {
            this.fix = fix;
        }

        boolean fits(Object value, Set<String> queues) {
            return switch (this) {
                case QUEUE -> value instanceof String queue && queues.contains(queue);
                case SEVERITY -> SEVERITIES.contains(value);
                case PRIORITY -> isWhole(value, 0, 100);
                case PERCENT -> isWhole(value, 1, 100);
                case POSITIVE -> value instanceof Number number && number.doubleValue() > 0;
                case AMOUNT -> value instanceof Number number && number.doubleValue() >= 0;
                case ANY -> value != null;
            };
        }

        private static boolean isWhole(Object value, int least, int most) {
            return value instanceof Number number
                    && number.doubleValue() == Math.rint(number.doubleValue())
                    && number.doubleValue() >= least
                    && number.doubleValue() <= most;
        }
    }

    /** The product's own tables: what is read from each. */
    private static final Map<String, Map<String, Answer>> OWN = Map.of(
            ROUTING,
            Map.of("queue", Answer.QUEUE, "priority", Answer.PRIORITY, "workingHours", Answer.POSITIVE),
            "complaint-severity",
            Map.of("severity", Answer.SEVERITY, "workingHours", Answer.POSITIVE),
            "compensation-limit",
            Map.of("limit", Answer.AMOUNT),
            "win-back-offer",
            Map.of("percent", Answer.PERCENT, "validDays", Answer.POSITIVE),
            LEVELS,
            Map.of("level", Answer.ANY, "rank", Answer.PRIORITY),
            "loyalty-earning",
            Map.of("rule", Answer.ANY, "points", Answer.AMOUNT),
            "referral-reward",
            Map.of("points", Answer.AMOUNT, "friendPoints", Answer.AMOUNT),
            "customer-potential",
            Map.of("potential", Answer.ANY),
            "restocking-reminder",
            Map.of("reminder", Answer.ANY, "daysAhead", Answer.AMOUNT, "days", Answer.POSITIVE),
            HARM_WORDS,
            Map.of("words", Answer.ANY));

    /** What those of them are asked with that the product asks itself; journeys say what they like to theirs. */
    private static final Map<String, List<String>> INPUTS = Map.of(
            ROUTING,
            List.of("task", "severity", "reopened", "value", "tier"),
            LEVELS,
            List.of("points", "value"),
            "loyalty-earning",
            List.of("what", "sku", "level", "day"),
            "referral-reward",
            List.of("level", "rewarded", "value"));

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
            if (broken) {
                return;
            }
            ModelChecks.readable(table.file(), findings, () -> {
                if (PolicyTables.KEYS.contains(key)) {
                    segments(key, table, platform, findings);
                    levels(key, table, all, findings);
                }
                if (key.equals(PolicyTables.POLICY)) {
                    protections(table);
                } else if (!PolicyTables.KEYS.contains(key)
                        && RelationshipTable.of(key).isEmpty()) {
                    table(key, table);
                }
            });
        });
        tasksOfTheirOwn();
    }

    /** An input that nobody gives has no value: rows that ask for it never decide. */
    private boolean inputsAreGiven(String key, ModelSet.Table table, RuleTable rules) {
        List<String> given = INPUTS.get(key);
        if (given == null) {
            return true;
        }
        List<String> others =
                rules.names().stream().filter(name -> !given.contains(name)).toList();
        others.forEach(name -> add(Rule.TABLE_INPUT, table, key, name, String.join(", ", given)));
        return others.isEmpty();
    }

    /** A task that only the last rule catches goes somewhere, but hardly where it belongs. */
    private void tasksOfTheirOwn() {
        ModelSet.Table routing = all.decisions().get(ROUTING);
        if (routing == null) {
            return;
        }
        Set<String> named = named(routing);
        models.processes().values().forEach(process -> process.element()
                .all("userTask")
                .filter(task -> !named.contains(task.id()))
                .forEach(task -> findings.add(Rule.ROUTING_UNNAMED, process.file(), task, task.id())));
    }

    /**
     * Finds tasks that had rules of their own, and lose them.
     *
     * @param kept what stays as it is
     * @param before the table that routes tasks now; null if there is none
     * @param now the one that takes its place; null if there is none
     */
    static void tasksWithoutRules(ModelSet kept, ModelSet.Table before, ModelSet.Table now, Findings findings) {
        if (before == null || now == null || Arrays.equals(before.content(), now.content())) {
            return;
        }
        Set<String> lost = named(before);
        lost.removeAll(named(now));
        kept.processes().values().forEach(process -> process.element()
                .all("userTask")
                .filter(task -> lost.contains(task.id()))
                .forEach(task -> findings.add(Rule.ROUTING_UNNAMED, process.file(), task, task.id())));
    }

    private static Set<String> named(ModelSet.Table routing) {
        Set<String> named = new TreeSet<>();
        routing.element().visit(element -> {
            if (element.local().equals("inputEntry")) {
                Matcher text = TEXT.matcher(RuleTable.textOf(element));
                while (text.find()) {
                    named.add(text.group(1));
                }
            }
        });
        return named;
    }

    private void table(String key, ModelSet.Table table) {
        Map<String, Answer> wanted = OWN.getOrDefault(key, Map.of());
        Set<String> outputs = ReferenceCheck.outputs(table);
        wanted.keySet().stream()
                .sorted()
                .filter(output -> !outputs.contains(output))
                .forEach(output -> add(Rule.TABLE_OUTPUT, table, key, output));
        RuleTable rules = RuleTable.of(table.element()).orElse(null);
        XmlElement drawn = table.element().child("decisionTable").orElse(null);
        if (rules == null || buildsUponOthers(table.element())) {
            if (key.equals(HARM_WORDS)) {
                add(Rule.HARM_WORDS, table, key, "cannot be asked", HARM_FIX);
            }
            return;
        }
        if (!inputsAreGiven(key, table, rules)) {
            return;
        }
        String hitPolicy = Objects.toString(drawn.attribute("hitPolicy"), "UNIQUE");
        if (key.equals(HARM_WORDS)) {
            harmWords(table, rules);
            return;
        }
        if (hitPolicy.equals("FIRST")) {
            neverReached(key, table, rules);
        }
        if (key.equals(ROUTING) && !queuesAreThere(table, rules)) {
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
            ask(key, table, rules, cases(domain), hitPolicy.equals("FIRST"));
        } catch (CheckTime.Over e) {
            throw e;
        } catch (RuntimeException e) {
            add(Rule.ENGINE, table, DmnCheck.cause(e));
        }
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

    /** Also in rules that no case reaches today. */
    private boolean queuesAreThere(ModelSet.Table table, RuleTable rules) {
        boolean there = true;
        for (int row = 0; row < rules.rules().size(); row++) {
            XmlElement rule = rules.rules().get(row);
            String queue = rules.literal(rule, "queue").orElse(null);
            if (queue != null && !platform.queues().contains(queue)) {
                findings.add(
                        Rule.ROUTING_QUEUE,
                        table.file(),
                        rule,
                        row + 1,
                        queue,
                        String.join(", ", new TreeSet<>(platform.queues())));
                there = false;
            }
        }
        return there;
    }

    /** The table must name words in each language that customers write in; a language is recognized by its script. */
    private void harmWords(ModelSet.Table table, RuleTable rules) {
        Map<String, Object> asked = Map.of("of", "harm");
        List<String> words = new ArrayList<>();
        try {
            rules.prepare(
                    rules.names().stream()
                            .collect(Collectors.toMap(name -> name, name -> List.of(asked.getOrDefault(name, "")))),
                    limit);
            Map<String, Object> facts = new HashMap<>(asked);
            rules.names().forEach(name -> facts.putIfAbsent(name, ""));
            for (int rule : rules.fitting(facts)) {
                Map<String, Object> answer = rules.answer(rule, facts);
                HarmWords.WordRule.of(text(answer, "words"), text(answer, "near"), text(answer, "unless"));
                words.add(text(answer, "words"));
            }
        } catch (CheckTime.Over e) {
            throw e;
        } catch (RuntimeException e) {
            add(Rule.HARM_WORDS, table, HARM_WORDS, "cannot be read: " + DmnCheck.cause(e), HARM_FIX);
            return;
        }
        for (String language : platform.languages()) {
            Pattern script = language.startsWith("zh") ? HAN : OTHER_SCRIPT;
            if (words.stream().noneMatch(some -> script.matcher(some).find())) {
                add(Rule.HARM_WORDS, table, HARM_WORDS, "names no word in the language " + language, HARM_FIX);
            }
        }
    }

    private static String text(Map<String, Object> answer, String output) {
        return (String) answer.get(output);
    }

    private void add(Rule rule, ModelSet.Table table, Object... values) {
        findings.add(rule, table.file(), table.element(), values);
    }

    private static boolean buildsUponOthers(XmlElement decision) {
        return decision.children("informationRequirement").anyMatch(requirement -> requirement.has("requiredDecision"));
    }

    /** A table that is wrong is reported with its first case. */
    private void ask(
            String key, ModelSet.Table table, RuleTable rules, List<Map<String, Object>> cases, boolean first) {
        Map<Integer, Map<String, Object>> answers = new HashMap<>();
        for (Map<String, Object> facts : cases) {
            limit.check();
            List<Integer> fitting = rules.fitting(facts);
            if (fitting.isEmpty()) {
                add(OWN.containsKey(key) ? Rule.TABLE_GAP : Rule.TABLE_MAY_NOT_ANSWER, table, key, said(facts));
                return;
            }
            if (fitting.size() > 1 && !first) {
                add(OWN.containsKey(key) ? Rule.TABLE_OVERLAP : Rule.TABLE_MAY_OVERLAP, table, key, said(facts));
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
        for (Map.Entry<String, Answer> output : new TreeMap<>(OWN.getOrDefault(key, Map.of())).entrySet()) {
            Object value = answer.get(output.getKey());
            if (answer.containsKey(output.getKey()) && !output.getValue().fits(value, platform.queues())) {
                add(
                        Rule.TABLE_ANSWER,
                        table,
                        key,
                        said(facts),
                        value + " for the column " + output.getKey(),
                        "let the column " + output.getKey() + " " + output.getValue().fix);
                return false;
            }
        }
        return true;
    }

    /** The contact policy must withhold what the law and the customer forbid, in whatever order its rules stand. */
    private void protections(ModelSet.Table table) {
        RuleTable rules = RuleTable.of(table.element()).orElse(null);
        if (rules == null) {
            add(Rule.TABLE_UNCLEAR, table, PolicyTables.POLICY);
            return;
        }
        Map<String, List<Object>> domain = new LinkedHashMap<>();
        for (int column = 0; column < rules.names().size(); column++) {
            domain.put(rules.names().get(column), policyValues(rules, column));
        }
        rules.prepare(domain, limit);
        Map<Integer, Object> outcomes = new HashMap<>();
        PolicyProtections protections = new PolicyProtections();
        for (Map<String, Object> facts : cases(domain)) {
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
                .forEach(one -> add(
                        Rule.PROTECTION_MISSING,
                        table,
                        PolicyTables.POLICY,
                        one.of(),
                        one.fact() + " = " + one.value()));
    }

    private static List<Object> policyValues(RuleTable rules, int column) {
        String name = rules.names().get(column);
        Set<Object> values = new LinkedHashSet<>(PolicyVocabulary.values(name));
        if (PolicyVocabulary.isOpen(name)) {
            values.addAll(texts(rules.cells(column).toList()));
        }
        return values.isEmpty() ? List.of("?") : List.copyOf(values);
    }

    /**
     * Finds segments that a table of the contact policy asks for and that there are not.
     *
     * @param key of the table
     */
    static void segments(String key, ModelSet.Table table, Platform platform, Findings findings) {
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
     * Finds levels that a table of the contact policy asks for and that the table of levels does not name. A customer may
     * still have such a one until the level is reviewed, so a row that asks for it may be meant.
     *
     * @param key of the table
     * @param all that is in force when the deployment has passed
     */
    static void levels(String key, ModelSet.Table table, ModelSet all, Findings findings) {
        Set<String> levels = PolicyTables.KEYS.contains(key) ? levels(all) : Set.of();
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
                    for (Object level : texts(List.of(RuleTable.textOf(cells.get(column))))) {
                        if (!level.equals("") && !levels.contains(level)) {
                            findings.add(
                                    Rule.CONTACT_LEVEL,
                                    table.file(),
                                    cells.get(column),
                                    key,
                                    row + 1,
                                    level,
                                    String.join(", ", levels));
                        }
                    }
                }
            }
        }
    }

    /** @return the levels that there are; none if that is not known, since a row works its level out */
    private static Set<String> levels(ModelSet all) {
        RuleTable rules = Optional.ofNullable(all.decisions().get(LEVELS))
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

    private static String said(Map<String, Object> facts) {
        return facts.entrySet().stream()
                .map(fact -> fact.getKey() + " = " + (fact.getValue() == null ? "nothing" : fact.getValue()))
                .collect(Collectors.joining(", "));
    }

    // what can be asked

    private List<Object> values(String key, RuleTable rules, int column) {
        String name = rules.names().get(column);
        List<String> cells = rules.cells(column).toList();
        if (key.equals(ROUTING) && name.equals("task")) {
            Set<Object> tasks = new LinkedHashSet<>();
            all.processes()
                    .values()
                    .forEach(process -> process.element().all("userTask").forEach(task -> tasks.add(task.id())));
            tasks.add(OLDER_TASK);
            return List.copyOf(tasks);
        }
        if (name.equals("severity")) {
            List<Object> severities = new ArrayList<>(SEVERITIES);
            if (key.equals(ROUTING)) {
                severities.add(null);
            }
            return severities;
        }
        return switch (rules.type(column)) {
            case "boolean" -> List.of(true, false);
            case "integer", "long", "double", "number" -> numbers(rules.type(column), cells);
            default -> {
                Set<Object> texts = texts(cells);
                if (texts.isEmpty()) {
                    texts.add("");
                }
                yield List.copyOf(texts);
            }
        };
    }

    private static Set<Object> texts(List<String> cells) {
        Set<Object> texts = new LinkedHashSet<>();
        for (String cell : cells) {
            Matcher text = TEXT.matcher(cell);
            while (text.find()) {
                texts.add(text.group(1));
            }
        }
        return texts;
    }

    private static List<Object> numbers(String type, List<String> cells) {
        boolean whole = !type.equals("double") && !type.equals("number");
        TreeSet<Double> numbers = new TreeSet<>(Set.of(0.0));
        for (String cell : cells) {
            Matcher number = NUMBER.matcher(cell);
            while (number.find()) {
                double edge = Double.parseDouble(number.group());
                numbers.add(edge);
                numbers.add(edge + (whole ? 1 : 0.01));
                numbers.add(Math.max(0, edge - (whole ? 1 : 0.01)));
            }
        }
        numbers.add(numbers.last() * 10 + 1);
        return numbers.stream()
                .<Object>map(number -> whole ? (Object) number.intValue() : (Object) number)
                .toList();
    }

    /** @return each value of each input with each of the others, as far as there is time */
    private static List<Map<String, Object>> cases(Map<String, List<Object>> domain) {
        List<Map<String, Object>> cases = new ArrayList<>(List.of(new LinkedHashMap<>()));
        for (Map.Entry<String, List<Object>> input : domain.entrySet()) {
            List<Map<String, Object>> more = new ArrayList<>();
            for (Map<String, Object> known : cases) {
                for (Object value : input.getValue()) {
                    Map<String, Object> further = new LinkedHashMap<>(known);
                    further.put(input.getKey(), value);
                    more.add(further);
                }
            }
            cases = more.size() <= MOST_CASES ? more : everyNth(more);
        }
        return cases;
    }

    private static List<Map<String, Object>> everyNth(List<Map<String, Object>> many) {
        List<Map<String, Object>> some = new ArrayList<>();
        // a step that has no factor in common with the inputs' numbers of values, so that each value is met
        int step = many.size() / MOST_CASES + 1 | 1;
        for (int i = 0; i < many.size(); i += step) {
            some.add(many.get(i));
        }
        return some;
    }
}
