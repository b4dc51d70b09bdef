package io.rapport.gate;

import io.rapport.gate.BuiltInTable.Answer;
import io.rapport.journey.table.ColumnType;
import io.rapport.journey.table.FeelSyntax;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Checks what the rows of a table answer, whatever they ask for: of what type it is, and, where Rapport builds upon the table,
 * whether it can be followed. No case is asked: a row that none of them reaches is read like any other.
 */
final class RowAnswerCheck {

    private final String key;
    private final ModelSet.Table table;
    private final RuleTable rules;
    private final Platform platform;
    private final Findings findings;
    private boolean passed = true;

    /** Cells of a row of which something is said already. */
    private final Set<String> said = new HashSet<>();

    private RowAnswerCheck(String key, ModelSet.Table table, RuleTable rules, Platform platform, Findings findings) {
        this.key = key;
        this.table = table;
        this.rules = rules;
        this.platform = platform;
        this.findings = findings;
    }

    /** @return whether all answers can be taken as they stand there */
    static boolean of(String key, ModelSet.Table table, Platform platform, Findings findings) {
        RuleTable rules = RuleTable.anyOf(table.element()).orElse(null);
        if (rules == null) {
            return true;
        }
        RowAnswerCheck check = new RowAnswerCheck(key, table, rules, platform, findings);
        BuiltInTable own = BuiltInTable.of(key).orElse(null);
        try {
            for (int row = 0; row < rules.rules().size(); row++) {
                check.said.clear();
                if (own != null) {
                    check.listed(row, own.outputs());
                    check.literals(row, own);
                    check.followed(row, own);
                }
                check.types(row);
                check.unlisted(row, own != null);
                check.names(row, own != null);
            }
            if (key.equals(BuiltInTable.LEVELS)) {
                check.ranks();
            }
        } catch (RuntimeException e) {
            check.add(Rule.ENGINE, table.element(), DmnCheck.cause(e));
        }
        return check.passed;
    }

    /** Journeys go on by these answers, and take any other for none. */
    private void listed(int row, Map<String, Answer> wanted) {
        for (String output : new TreeMap<>(wanted).keySet()) {
            String listed = rules.listed(output).orElse(null);
            if (wanted.get(output) == Answer.LISTED && listed != null && !rules.isListed(row, output, listed)) {
                add(Rule.TABLE_LISTED, row, output, text(row, output), output, listed);
            }
        }
    }

    /** What is worked out could come to anything, and nobody would see it before a customer does. */
    private void literals(int row, BuiltInTable own) {
        Set<String> read = new TreeSet<>(own.outputs().keySet());
        own.beside().forEach(beside -> read.addAll(beside.outputs().keySet()));
        for (String output : read) {
            String text = text(row, output);
            if (!said.contains(output) && !text.isEmpty() && !FeelSyntax.isConstant(text)) {
                add(Rule.TABLE_LITERAL, row, output, text, output);
            }
        }
    }

    private void followed(int row, BuiltInTable own) {
        Map<String, Object> answers = rules.constants(row);
        Map<String, Answer> wanted = new TreeMap<>(own.outputs());
        if (key.equals(RoutingTableCheck.TABLE) && answers.get("queue") instanceof String) {
            // said by a rule of its own
            wanted.remove("queue");
        }
        own.beside().stream()
                .filter(beside -> beside.says().test(answers))
                .forEach(beside -> wanted.putAll(beside.outputs()));
        wanted.forEach((output, answer) -> {
            if (!said.contains(output)
                    && answers.containsKey(output)
                    && !answer.fits(answers.get(output), platform.queues())) {
                String text = text(row, output);
                add(
                        Rule.TABLE_ROW_ANSWER,
                        row,
                        output,
                        text.isEmpty() ? "nothing" : text,
                        output,
                        "let the column " + output + " " + answer.fix());
            }
        });
    }

    /** The engine fails over some answers of another type, and takes others for what they are not, such as true for a text. */
    private void types(int row) {
        ReferenceCheck.outputs(table).forEach(output -> FeelSyntax.impossibleTime(text(row, output))
                .ifPresent(time -> add(Rule.TABLE_TIME, row, output, time, output)));
        rules.constants(row).forEach((output, answer) -> {
            ColumnType type = rules.outputType(output).orElse(null);
            if (type != null && answer != null && !said.contains(output) && !type.takes(answer)) {
                add(
                        Rule.TABLE_TYPE,
                        row,
                        output,
                        text(row, output),
                        output,
                        rules.outputTypeName(output),
                        type.answer());
            }
        });
    }

    /**
     * A column that lists its values says what may be answered, also where more could be followed. In a company's own table an
     * empty answer is none.
     */
    private void unlisted(int row, boolean emptyCounts) {
        rules.constants(row).forEach((output, answer) -> {
            String listed = rules.listedConstants(output).orElse(null);
            boolean answers = answer != null && (emptyCounts || !answer.equals(""));
            if (answers
                    && listed != null
                    && !said.contains(output)
                    && !isUnknownQueue(output, answer)
                    && !rules.isListed(row, output, listed)) {
                add(Rule.TABLE_LISTED, row, output, text(row, output), output, listed);
            }
        });
    }

    /** A text without quotes is a name that nothing has, or a sum of such, and comes to nothing. */
    private void names(int row, boolean own) {
        if (!own && (InputWords.areKnownOf(key) || TableCheck.buildsUponOthers(table.element()))) {
            // those say it themselves, and these are asked with what others answer
            return;
        }
        for (String output : ReferenceCheck.outputs(table)) {
            String text = text(row, output);
            Set<String> names = new TreeSet<>(text.isEmpty() ? Set.of() : FeelSyntax.names(text));
            names.removeAll(rules.inputNames());
            if (!names.isEmpty() && !said.contains(output)) {
                ColumnType type = rules.outputType(output).orElse(ColumnType.TEXT);
                Object[] values = {key, row + 1, text, output, String.join(", ", names), CellAdvice.answer(text, type)};
                if (own) {
                    add(Rule.TABLE_NAME, rules.rules().get(row), values);
                } else {
                    findings.add(
                            Rule.TABLE_MAY_NAME, table.file(), rules.rules().get(row), values);
                }
            }
        }
    }

    /** Of two ranks of one level, the row that fits would say which is higher; of two levels of one rank, none is. */
    private void ranks() {
        Map<Object, Integer> first = new HashMap<>();
        Map<Object, Integer> firstOfRank = new TreeMap<>();
        for (int row = 0; row < rules.rules().size(); row++) {
            Map<String, Object> answers = rules.constants(row);
            Object level = answers.get("level");
            Object rank = answers.get("rank");
            if (level == null || rank == null) {
                continue;
            }
            Integer other = first.putIfAbsent(level, row);
            if (other == null) {
                Integer equal = firstOfRank.putIfAbsent(rank, row);
                if (equal != null) {
                    Object otherLevel = rules.constants(equal).get("level");
                    add(
                            Rule.TABLE_SAME_RANK,
                            rules.rules().get(row),
                            key,
                            row + 1,
                            level,
                            text(row, "rank"),
                            equal + 1,
                            otherLevel);
                }
            } else if (!rank.equals(rules.constants(other).get("rank"))) {
                add(
                        Rule.TABLE_RANK,
                        rules.rules().get(row),
                        key,
                        row + 1,
                        level,
                        text(row, "rank"),
                        other + 1,
                        text(other, "rank"));
            }
        }
    }

    /** Said by a rule of its own. */
    private boolean isUnknownQueue(String output, Object answer) {
        return key.equals(RoutingTableCheck.TABLE)
                && output.equals("queue")
                && !platform.queues().contains(answer);
    }

    private String text(int row, String output) {
        return rules.text(rules.rules().get(row), output);
    }

    private void add(Rule rule, int row, String output, Object... values) {
        Object[] all = new Object[values.length + 2];
        all[0] = key;
        all[1] = row + 1;
        System.arraycopy(values, 0, all, 2, values.length);
        said.add(output);
        add(rule, rules.rules().get(row), all);
    }

    private void add(Rule rule, XmlElement place, Object... values) {
        findings.add(rule, table.file(), place, values);
        passed = false;
    }
}
