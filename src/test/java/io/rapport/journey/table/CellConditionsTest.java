package io.rapport.journey.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.rapport.journey.table.CellConditions.Condition;
import io.rapport.journey.table.CellConditions.InputNames;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.camunda.bpm.dmn.feel.impl.FeelEngine;
import org.camunda.bpm.engine.variable.Variables;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("A condition is read as the values that it fits")
@Tag("slow")
class CellConditionsTest {

    private static final int CELLS = 4_000;
    private static final FeelEngine FEEL = FeelOnly.feelEngine();

    /** The column's input is called {@code own}. */
    private static boolean engineFits(String cell, Object value) {
        return FEEL.evaluateSimpleUnaryTests(
                cell,
                "cellInput",
                Variables.createVariables()
                        .putValue("cellInput", value)
                        .putValue("own", value)
                        .asVariableContext());
    }

    private static Condition read(String cell, ColumnType type) {
        return CellConditions.read(
                cell, type, new InputNames("own", Map.of("tier", ColumnType.TEXT, "reopened", ColumnType.TRUTH)));
    }

    /** Constants, and values before, at, between and behind them. */
    private record Sample(List<String> constants, List<Comparable<?>> values) {

        static Sample of(ColumnType type) {
            return switch (type) {
                case TEXT ->
                    new Sample(
                            List.of("\"\"", "\"a\"", "\"ab\"", "\"b\"", "\"c\""),
                            values("", "A", "a", "a0", "ab", "abc", "b", "bz", "c", "d", "yes", "z"));
                case TRUTH -> new Sample(List.of("true", "false"), values(true, false));
                case WHOLE ->
                    new Sample(List.of("0", "1", "2.5", "3", "-2"), numbers("-7", "-2", "-1", "0", "1", "2", "3", "9"));
                case NUMBER ->
                    new Sample(
                            List.of("0", "1", "2.5", "3", "-2"),
                            numbers("-7", "-2", "-1", "0", "0.5", "1", "2", "2.5", "2.75", "3", "9"));
                case MOMENT ->
                    new Sample(
                            List.of("date and time(\"2026-11-27T00:00:00\")", "date and time(\"2026-12-01T08:00:00\")"),
                            values(
                                    LocalDateTime.of(2026, 1, 1, 0, 0),
                                    LocalDateTime.of(2026, 11, 27, 0, 0),
                                    LocalDateTime.of(2026, 11, 30, 0, 0),
                                    LocalDateTime.of(2026, 12, 1, 8, 0),
                                    LocalDateTime.of(2027, 1, 1, 0, 0)));
                case DAY ->
                    new Sample(
                            List.of("date(\"2026-11-27\")", "@\"2026-12-01\""),
                            values(
                                    LocalDate.of(2026, 1, 1),
                                    LocalDate.of(2026, 11, 27),
                                    LocalDate.of(2026, 11, 30),
                                    LocalDate.of(2026, 12, 1),
                                    LocalDate.of(2027, 1, 1)));
            };
        }

        private static List<Comparable<?>> values(Comparable<?>... values) {
            List<Comparable<?>> all = new ArrayList<>(List.of(values));
            all.add(null);
            return all;
        }

        private static List<Comparable<?>> numbers(String... numbers) {
            return values(Arrays.stream(numbers).map(BigDecimal::new).toArray(BigDecimal[]::new));
        }
    }

    /** Cells as people write them, and as they mistype them. */
    private static final class Cells {

        private final Random random = new Random(20261127);
        private final List<String> constants;

        Cells(List<String> constants) {
            this.constants = constants;
        }

        private String one(String... of) {
            return of[random.nextInt(of.length)];
        }

        private String constant() {
            return switch (random.nextInt(25)) {
                case 0 -> "null";
                case 1 -> one("\"yes\"", "1", "true", "time(\"08:00:00\")", "duration(\"P1D\")");
                case 2 -> one("2 + 1", "lower case(\"A\")", "true and false", "if true then 2.5 else 1");
                default -> constants.get(random.nextInt(constants.size()));
            };
        }

        private String comparison() {
            return one("<", "<=", ">", ">=") + " " + constant();
        }

        private String range() {
            return one("[", "]", "(") + constant() + ".." + constant() + one("]", "[", ")");
        }

        private String expression(int depth) {
            return switch (random.nextInt(depth > 0 ? 9 : 5)) {
                case 0, 1 -> one("?", "own") + " " + one("<", "<=", ">", ">=", "=", "!=") + " " + constant();
                case 2 -> constant() + " " + one("<", ">=", "=", "!=") + " ?";
                case 3 -> one("starts with(?, \"a\")", "starts with(?, \"\")", "? = " + constant());
                case 4 -> "? in " + one(range(), "(" + list(0) + ")");
                case 5 -> "not(" + expression(depth - 1) + ")";
                case 6 -> one("?", "own") + " between " + constant() + " and " + constant();
                case 7 -> expression(depth - 1) + " and " + expression(depth - 1);
                default -> expression(depth - 1) + " or " + expression(depth - 1);
            };
        }

        private String test(int depth) {
            return switch (random.nextInt(8)) {
                case 0, 1 -> constant();
                case 2, 3 -> comparison();
                case 4, 5 -> range();
                case 6 -> "[" + constant() + ", " + constant() + "]";
                default -> expression(depth);
            };
        }

        private String list(int depth) {
            String list = test(depth);
            while (random.nextInt(3) == 0) {
                list += ", " + test(depth);
            }
            return list;
        }

        String next() {
            return random.nextInt(4) == 0 ? "not(" + list(2) + ")" : list(2);
        }
    }

    @ParameterizedTest
    @EnumSource(ColumnType.class)
    @DisplayName("as the engine's own FEEL fits them, in whatever way comparisons are put together")
    void asTheEngine(ColumnType type) {
        Sample sample = Sample.of(type);
        Cells cells = new Cells(sample.constants());
        int read = 0;
        int fitted = 0;
        for (int n = 0; n < CELLS; n++) {
            String cell = cells.next();
            if (FeelSyntax.faultOfTest(cell).isPresent()) {
                continue;
            }
            CellValues fitting = read(cell, type).fitting().orElse(null);
            if (fitting == null) {
                continue;
            }
            read++;
            boolean any = false;
            for (Comparable<?> value : sample.values()) {
                boolean fits = engineFits(cell, value);
                any |= fits;
                assertThat(fitting.contains(value))
                        .as("%s fits %s", cell, value)
                        .isEqualTo(fits);
            }
            assertThat(fitting.isEmpty()).as("%s fits nothing", cell).isEqualTo(!any);
            fitted += any ? 1 : 0;
        }
        assertThat(read).isGreaterThan(CELLS / 2);
        assertThat(fitted).isBetween(read / 4, read - 100);
    }

    @ParameterizedTest
    @EnumSource(ColumnType.class)
    @DisplayName("and one contains another if each value that the other fits fits it, too")
    void containment(ColumnType type) {
        Sample sample = Sample.of(type);
        Cells cells = new Cells(sample.constants());
        List<String> known = new ArrayList<>();
        while (known.size() < 60) {
            String cell = cells.next();
            if (FeelSyntax.faultOfTest(cell).isEmpty()
                    && read(cell, type).fitting().isPresent()) {
                known.add(cell);
            }
        }
        int contained = 0;
        for (String wide : known) {
            CellValues wider = read(wide, type).fitting().orElseThrow();
            for (String narrow : known) {
                boolean contains =
                        wider.containsAll(read(narrow, type).fitting().orElseThrow());
                boolean all = sample.values().stream()
                        .allMatch(value -> !engineFits(narrow, value) || engineFits(wide, value));
                assertThat(contains).as("%s contains %s", wide, narrow).isEqualTo(all);
                contained += contains ? 1 : 0;
            }
        }
        assertThat(contained).isBetween(100, known.size() * known.size() - 100);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
            TRUTH  | "yes"
            TRUTH  | 1
            TRUTH  | true, "yes"
            WHOLE  | "3"
            WHOLE  | >= "3"
            NUMBER | "abc"
            NUMBER | not("abc")
            NUMBER | true
            NUMBER | ["a".."b"]
            TEXT   | 3
            TEXT   | "a", 3
            TEXT   | ? = 3 or contains(?, "x")
            TEXT   | date("2026-12-01")
            MOMENT | "2026-12-01"
            MOMENT | date("2026-12-01")
            MOMENT | date and time("2026-12-01T00:00:00Z")
            NUMBER | tier
            NUMBER | > tier
            NUMBER | ? = tier
            TEXT   | < reopened
            NUMBER | "a" + "b"
            """)
    @DisplayName("and says where a constant, or an input that it names, is of another type than its column")
    void otherTypes(ColumnType type, String cell) {
        assertThat(read(cell, type).otherType()).isTrue();
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
            TEXT   | starts with(sku, "GIFT")
            TEXT   | contains(?, "x")
            TEXT   | "a", lower case(name)
            TEXT   | tier
            TEXT   | reopened
            NUMBER | > limit
            NUMBER | ? * 2 > 5
            NUMBER | odd(?)
            """)
    @DisplayName("and what asks for more is not known")
    void unknown(ColumnType type, String cell) {
        Condition condition = read(cell, type);
        assertThat(condition.fitting()).isEmpty();
        assertThat(condition.otherType()).isFalse();
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
            WHOLE  | >= 5, <= 6              | true
            WHOLE  | >= 3, < 3                | true
            WHOLE  | > 3, < 3                 | false
            TEXT   | not(3)                   | false
            TRUTH  | true, false              | true
            WHOLE  | own between 1 and 5      | false
            """)
    @DisplayName("and says whether each value fits it")
    void everyValue(ColumnType type, String cell, boolean every) {
        assertThat(read(cell, type).everyValue()).isEqualTo(every);
    }

    @Test
    @DisplayName("and says with what numbers it compares, and that limits the wrong way round fit nothing")
    void numbers() {
        assertThat(read("[20270201..20270230], >= 3", ColumnType.WHOLE).numbers())
                .containsExactly(new BigDecimal(20270201), new BigDecimal(20270230), new BigDecimal(3));
        assertThat(read("? between 50 and 10", ColumnType.NUMBER).fitting())
                .hasValueSatisfying(values -> assertThat(values.isEmpty()).isTrue());
    }

    @ParameterizedTest
    @CsvSource({"own between 50 and 10", "not()", "not(not())"})
    @DisplayName("and that one which names its input by its name, and fits no value, fits a missing one")
    void nothingButNone(String cell) {
        boolean negated = cell.startsWith("not(not");
        assertThat(engineFits(cell, null)).isEqualTo(!negated);
        assertThat(engineFits(cell, new BigDecimal(20))).isEqualTo(negated);
        assertThat(read(cell, ColumnType.NUMBER).fitting()).hasValueSatisfying(values -> {
            assertThat(values.contains(null)).isEqualTo(!negated);
            assertThat(values.contains(new BigDecimal(20))).isEqualTo(negated);
        });
    }

    @Test
    @DisplayName("A column that names no type shows it by its constants")
    void shownTypes() {
        assertThat(CellConditions.typeOf("not(\"a\")")).contains(ColumnType.TEXT);
        assertThat(CellConditions.typeOf("> limit, [1..5]")).contains(ColumnType.NUMBER);
        assertThat(CellConditions.typeOf("[date(\"2026-12-01\")..date(\"2026-11-01\")]"))
                .contains(ColumnType.DAY);
        assertThat(CellConditions.typeOf("> limit")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
            date("2026-02-30")                                    | date("2026-02-30")
            >= date("2026-02-28"), < date( "2026-02-30" )         | date( "2026-02-30" )
            @"2026-13-01"                                         | @"2026-13-01"
            if true then date and time("2026-12-01T25:00:00") else null | date and time("2026-12-01T25:00:00")
            """)
    @DisplayName("Days that the calendar does not have are found where they stand")
    void impossibleTimes(String text, String found) {
        assertThat(FeelSyntax.impossibleTime(text)).contains(found);
        assertThat(FeelSyntax.impossibleTime("date(\"2028-02-29\"), \"date(2026-02-30)\", date(day)"))
                .isEmpty();
    }

    @Test
    @DisplayName("What comes to the same whatever is asked, and whenever, is a constant")
    void constants() {
        assertThat(List.of("150", "-5", "2 * 12", "\"gold\"", "date(\"2026-12-01\")"))
                .allMatch(FeelSyntax::isConstant);
        assertThat(List.of("value", "if value = 77 then 150 else 10", "day of week(today())", "gold"))
                .noneMatch(FeelSyntax::isConstant);
    }
}
