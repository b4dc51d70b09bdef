package io.rapport.gate;

import io.rapport.contactpolicy.PolicyTables;
import io.rapport.journey.table.CellConditions;
import io.rapport.journey.table.CellConditions.Condition;
import io.rapport.journey.table.CellConditions.InputNames;
import io.rapport.journey.table.CellValues;
import io.rapport.journey.table.ColumnType;
import io.rapport.journey.table.FeelSyntax;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Checks what the rows of a table ask for. One that asks for what its column can never be, such as a text of a number, a
 * misspelt tier, the 30th of February, or limits the wrong way round, never decides, and nobody would notice; nor does one
 * that a row above it leaves nothing. What a condition asks for and cannot be read is taken for meant.
 */
final class ConditionCheck {

    /** Nothing but texts, or anything but these. */
    private static final Pattern TEXTS = Pattern.compile("(?:not\\()?\\s*\"[^\"]*\"(?:\\s*,\\s*\"[^\"]*\")*\\s*\\)?");

    private static final String NOT = "not(";

    private static final Set<String> OF_THE_COLUMN = Set.of("cellInput", "?");

    private final String key;
    private final ModelSet.Table table;
    private final RuleTable rules;
    private final LocalDate today;
    private final Findings findings;
    private final boolean own;

    /** By column and row. */
    private final List<List<Cell>> cells = new ArrayList<>();

    /** Rows of which is said that they never decide. */
    private final Set<Integer> never = new TreeSet<>();

    private boolean passed = true;

    /**
     * A condition.
     *
     * @param test its text; empty for none
     * @param fitting the values that it fits; empty where they are not known
     */
    private record Cell(String test, Optional<CellValues> fitting) {

        boolean fitsAll(Cell other) {
            return test.isEmpty()
                    || test.equals(other.test)
                    || fitting.isPresent()
                            && other.fitting.isPresent()
                            && fitting.get().containsAll(other.fitting.get());
        }
    }

    private ConditionCheck(String key, ModelSet.Table table, RuleTable rules, LocalDate today, Findings findings) {
        this.key = key;
        this.table = table;
        this.rules = rules;
        this.today = today;
        this.findings = findings;
        this.own = InputWords.areKnownOf(key);
    }

    /**
     * @param all that is in force when the deployment has passed
     * @param today the shop's day
     * @param limit how long it may take
     * @return whether each row asks for what can be compared with its column, and no row of a table that Rapport builds upon
     *     for what never comes
     */
    static boolean of(
            String key, ModelSet.Table table, ModelSet all, LocalDate today, CheckTime limit, Findings findings) {
        RuleTable rules = RuleTable.anyOf(table.element()).orElse(null);
        if (rules == null) {
            return true;
        }
        ConditionCheck check = new ConditionCheck(key, table, rules, today, findings);
        for (int column = 0; column < rules.columns(); column++) {
            limit.check();
            check.words(column, all);
            check.values(column, all);
        }
        if (check.passed && rules.hitPolicy().equals("FIRST")) {
            check.unreached(limit);
        }
        return check.passed;
    }

    /**
     * Checks of a table that stays as it is what another may have changed.
     *
     * @param all that is in force when the deployment has passed
     * @param today the shop's day
     */
    static void ofOtherFiles(String key, ModelSet.Table table, ModelSet all, LocalDate today, Findings findings) {
        RuleTable.anyOf(table.element()).ifPresent(rules -> {
            ConditionCheck check = new ConditionCheck(key, table, rules, today, findings);
            for (int column = 0; column < rules.columns(); column++) {
                if (rules.asked(column).filter(InputWords.LEVEL::equals).isPresent()) {
                    check.words(column, all);
                }
            }
        });
    }

    /** Says of each word by itself that it never comes, or that leaving it out leaves out nothing. */
    private void words(int column, ModelSet all) {
        String name = rules.asked(column).orElse("");
        boolean tasks = isTask(name);
        InputWords.Words words =
                tasks ? new InputWords.Words(RoutingTableCheck.userTasks(all), true, true) : wordsOf(column, all);
        if (words.words().isEmpty()) {
            return;
        }
        boolean olderLevels = mayBeOlder(name, all);
        for (int row = 0; row < rules.rules().size(); row++) {
            String condition = rules.condition(row, column);
            if (TEXTS.matcher(condition).matches()) {
                int number = row;
                TableCases.texts(condition).filter(words::lack).forEach(word -> {
                    if (tasks) {
                        add(Rule.ROUTING_TASK, number, word);
                    } else if (olderLevels) {
                        add(Rule.CONTACT_LEVEL, number, word, String.join(", ", words.words()));
                    } else if (condition.startsWith(NOT)) {
                        excluded(number, quoted(Set.of(word)), name, quoted(words.words()));
                    } else {
                        never(number, quoted(Set.of(word)), name, quoted(words.words()));
                    }
                });
                unlistedEmpty(row, column, condition);
            }
        }
    }

    /** The empty text, which stands for not known, may come where a column lists its values without it, or not. */
    private void unlistedEmpty(int row, int column, String condition) {
        Set<String> listed = rules.listedTexts(column);
        boolean isListed = listed.isEmpty() || listed.contains("") || !isByList(column);
        if (!isListed && TableCases.texts(condition).anyMatch(String::isEmpty)) {
            add(Rule.TABLE_MAY_NEVER, row, "\"\"", rules.columnName(column), quoted(listed));
        }
    }

    private boolean isByList(int column) {
        String name = rules.asked(column).orElse("");
        return !isTask(name) && !(own && InputWords.areKnown(key, name));
    }

    /** A customer may have an older level until it is reviewed: a row of the contact policy that asks for it may be meant. */
    private boolean mayBeOlder(String name, ModelSet all) {
        return name.equals(InputWords.LEVEL)
                && PolicyTables.KEYS.contains(key)
                && !InputWords.levels(all).isEmpty();
    }

    private boolean isTask(String name) {
        return key.equals(RoutingTableCheck.TABLE) && name.equals("task");
    }

    /** @return the words that a column can be */
    private InputWords.Words wordsOf(int column, ModelSet all) {
        String name = rules.asked(column).orElse("");
        if (isTask(name)) {
            // which tasks there are is for the models to say, and versions before may have others
            return InputWords.Words.UNKNOWN;
        }
        InputWords.Words known = own ? InputWords.of(key, name, all) : InputWords.Words.UNKNOWN;
        return known.words().isEmpty() ? new InputWords.Words(rules.listedTexts(column), true, true) : known;
    }

    /** Reads each condition of a column, and says of what it cannot be. */
    private void values(int column, ModelSet all) {
        Optional<ColumnType> named = rules.columnType(column);
        ColumnType type = named.or(() -> shown(column)).orElse(ColumnType.TEXT);
        InputNames inputs = new InputNames(rules.ownName(column), rules.inputTypes());
        List<Cell> read = new ArrayList<>();
        for (int row = 0; row < rules.rules().size(); row++) {
            int number = row;
            String test = rules.condition(row, column);
            Condition condition = CellConditions.read(test, type, inputs);
            boolean known;
            if (!condition.otherType()) {
                known = canBe(row, column, test, type, condition, all);
            } else {
                // a column that names no type may have values of several
                known = false;
                named.ifPresent(one -> otherType(number, column, test, one));
            }
            read.add(new Cell(test, known ? condition.fitting() : Optional.empty()));
        }
        cells.add(read);
    }

    private void otherType(int row, int column, String test, ColumnType type) {
        refuse(
                Rule.TABLE_TYPE,
                row,
                test,
                rules.columnName(column),
                Objects.toString(rules.typeName(column)),
                type.conditions());
    }

    /** @return the type that a column shows which names none */
    private Optional<ColumnType> shown(int column) {
        for (int row = 0; row < rules.rules().size(); row++) {
            Optional<ColumnType> type = CellConditions.typeOf(rules.condition(row, column));
            if (type.isPresent()) {
                return type;
            }
        }
        return Optional.empty();
    }

    /** @return whether the condition is known to fit something that the column can be */
    private boolean canBe(int row, int column, String test, ColumnType type, Condition condition, ModelSet all) {
        String name = rules.columnName(column);
        Optional<String> time = FeelSyntax.impossibleTime(test);
        if (time.isPresent()) {
            refuse(Rule.TABLE_TIME, row, time.get(), name);
            return false;
        }
        Set<String> others = namesOfNoInput(test);
        if (!others.isEmpty()) {
            Object[] said = {test, name, String.join(", ", others), CellAdvice.condition(test, type)};
            if (BuiltInTable.of(key).isEmpty()) {
                add(Rule.TABLE_MAY_NAME, row, said);
            } else {
                refuse(Rule.TABLE_NAME, row, said);
            }
            return false;
        }
        boolean number = type == ColumnType.WHOLE || type == ColumnType.NUMBER;
        Optional<DecimalComma> comma = number ? DecimalComma.in(test) : Optional.empty();
        if (comma.isPresent()) {
            refuse(
                    Rule.TABLE_COMMA,
                    row,
                    test,
                    name,
                    comma.get().number(),
                    comma.get().list());
            return false;
        }
        CellValues values = condition.fitting().orElse(CellValues.ALL);
        // what names no value asks for none by accident
        if (values.isEmpty() || values.without(CellValues.NONE).isEmpty() && !test.contains("null")) {
            boolean fraction = type == ColumnType.WHOLE
                    && condition.numbers().stream()
                            .anyMatch(one -> one.stripTrailingZeros().scale() > 0);
            if (fraction) {
                otherType(row, column, test, type);
            } else {
                refuse(Rule.TABLE_EMPTY, row, test, name);
            }
            return false;
        }
        Optional<InputWords.Numbers> numbers = number ? InputWords.numbers(key, name) : Optional.empty();
        if (numbers.filter(known -> values.and(known.values()).isEmpty()).isPresent()) {
            never(row, test, name, numbers.get().said());
            return false;
        }
        boolean days = number && InputWords.isOfDays(key, name);
        boolean everyValue = condition.everyValue()
                || days && values.containsAll(numbers.orElseThrow().values());
        // what asks for no value at all asks whether there is one
        if (!test.isEmpty() && everyValue && !test.contains("null")) {
            add(Rule.TABLE_ALWAYS, row, test, name);
        }
        if (values.without(CellValues.NONE).isEmpty()) {
            add(Rule.TABLE_NULL, row, test, name);
        }
        if (days) {
            condition.numbers().stream()
                    .filter(day -> !InputWords.isDay(day))
                    .findFirst()
                    .ifPresent(day -> add(Rule.TABLE_DAY, row, test, name, day.toPlainString()));
        }
        CellValues asked = values.without(CellValues.NONE);
        if (number
                && InputWords.past(key, name, today)
                        .filter(past -> past.containsAll(asked))
                        .isPresent()) {
            add(Rule.TABLE_PAST, row, test, name);
        }
        boolean wordByWord = TEXTS.matcher(test).matches() && !test.startsWith(NOT);
        boolean byWords = type == ColumnType.TEXT && !wordByWord && !mayBeOlder(name, all);
        InputWords.Words words = byWords ? wordsOf(column, all) : InputWords.Words.UNKNOWN;
        if (!words.words().isEmpty() && values.and(words.values()).isEmpty()) {
            never(row, test, name, quoted(words.words()));
            return false;
        }
        return true;
    }

    /** The tables of the contact policy and about the relationship say it themselves. */
    private Set<String> namesOfNoInput(String test) {
        Set<String> names = new TreeSet<>();
        if (BuiltInTable.of(key).isPresent() || !own && !TableCheck.buildsUponOthers(table.element())) {
            names.addAll(FeelSyntax.namesInTest(test));
            names.removeAll(OF_THE_COLUMN);
            names.removeAll(rules.inputNames());
        }
        return names;
    }

    /** Where the first row that fits decides, one whose cases all fit a row above it says nothing. */
    private void unreached(CheckTime limit) {
        for (int row = 1; row < rules.rules().size(); row++) {
            limit.check();
            for (int above = 0; above < row && !never.contains(row); above++) {
                if (fitsAll(above, row)) {
                    add(Rule.TABLE_UNREACHED, row, above + 1);
                    never.add(row);
                }
            }
        }
    }

    private boolean fitsAll(int above, int row) {
        return cells.stream().allMatch(column -> column.get(above).fitsAll(column.get(row)));
    }

    private static String quoted(Collection<String> words) {
        return words.stream()
                .sorted()
                .map(word -> "\"" + word + "\"")
                .reduce((one, other) -> one + ", " + other)
                .orElse("");
    }

    /** A company's own table may be asked for more than it lists. */
    private void never(int row, String asked, String name, String can) {
        never.add(row);
        if (own) {
            refuse(Rule.TABLE_NEVER, row, asked, name, can);
        } else {
            add(Rule.TABLE_MAY_NEVER, row, asked, name, can);
        }
    }

    private void excluded(int row, String word, String name, String can) {
        if (own) {
            passed = false;
            add(Rule.TABLE_EXCLUDES, row, word, name, can);
        } else {
            add(Rule.TABLE_MAY_NEVER, row, word, name, can);
        }
    }

    private void refuse(Rule rule, int row, Object... values) {
        never.add(row);
        passed = false;
        add(rule, row, values);
    }

    private void add(Rule rule, int row, Object... values) {
        List<Object> all = new ArrayList<>(List.of(key, row + 1));
        all.addAll(List.of(values));
        findings.add(rule, table.file(), rules.rules().get(row), all.toArray());
    }
}
