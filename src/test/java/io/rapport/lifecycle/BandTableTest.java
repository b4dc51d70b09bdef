package io.rapport.lifecycle;

import static io.rapport.lifecycle.RelationshipTable.STAGE;
import static io.rapport.lifecycle.RelationshipTable.TIER;
import static org.assertj.core.api.Assertions.assertThat;

import io.rapport.journey.table.FeelOnly;
import io.rapport.journey.table.RelationshipTableReader;
import io.rapport.lifecycle.DecisionRows.Input;
import io.rapport.lifecycle.DecisionRows.Row;
import io.rapport.lifecycle.TableCompiler.Compiled;
import io.rapport.lifecycle.TableInput.Movement;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.camunda.bpm.dmn.engine.DmnDecision;
import org.camunda.bpm.dmn.engine.DmnEngine;
import org.camunda.bpm.engine.variable.Variables;
import org.camunda.bpm.model.dmn.Dmn;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Tables about the relationship are compiled into bands")
@Tag("slow")
class BandTableTest {

    private static final DmnEngine ENGINE = FeelOnly.dmnEngine();

    private static DecisionRows table(String condition, String column) {
        return new DecisionRows(
                "relationship-tier",
                "t",
                "FIRST",
                List.of(new Input("c", "Column", column)),
                List.of("tier", "why"),
                List.of(
                        new Row("r1", List.of(condition), List.of("\"brand\"", "\"a-reason\"")),
                        new Row("r2", List.of(""), List.of("\"distant\"", "\"other\""))));
    }

    private static List<String> faults(DecisionRows rows) {
        return TableCompiler.compile(TIER, rows).faults().stream()
                .map(fault -> (fault.error() ? "" : "doubtful: ") + fault.problem() + "; " + fault.fix())
                .toList();
    }

    @ParameterizedTest
    @EnumSource(RelationshipTable.class)
    @DisplayName("The shipped tables are compiled, and nothing in them is doubtful")
    void shipped(RelationshipTable kind) {
        Compiled compiled = ShippedRelationshipTables.compile(kind, ShippedRelationshipTables.text(kind));
        assertThat(compiled.faults()).isEmpty();
        assertThat(compiled.table()).isNotNull();
    }

    @ParameterizedTest
    @EnumSource(RelationshipTable.class)
    @DisplayName("The engine's answers to the shipped tables are those of the bands, in 800 cases near their limits")
    void engine(RelationshipTable kind) {
        same(kind, ShippedRelationshipTables.text(kind), 800, new Random(17));
    }

    /** Rows of random conditions: ranges of every kind, lists, negations. */
    @ParameterizedTest
    @EnumSource(RelationshipTable.class)
    @DisplayName("So it is for tables of random conditions")
    void randomTables(RelationshipTable kind) {
        for (int seed = 0; seed < 15; seed++) {
            Random random = new Random(seed);
            same(kind, randomTable(kind, random), 40, random);
        }
    }

    private static void same(RelationshipTable kind, String dmn, int cases, Random random) {
        DecisionRows rows = RelationshipTableReader.read(dmn.getBytes(StandardCharsets.UTF_8))
                .get(kind);
        BandTable table = bands(kind, rows);
        DmnDecision decision = ENGINE.parseDecision(
                kind.key(), Dmn.readModelFromStream(new ByteArrayInputStream(dmn.getBytes(StandardCharsets.UTF_8))));
        for (int i = 0; i < cases; i++) {
            Map<String, Long> values = ShippedRelationshipTables.random(table, random);
            Map<String, Object> told = ShippedRelationshipTables.told(table, values);
            var result = ENGINE.evaluateDecisionTable(decision, Variables.fromMap(told));
            String said = result.isEmpty() ? null : (String) result.get(0).get(kind.output());
            String why = result.isEmpty() ? null : (String) result.get(0).get("why");
            int row = table.row(values);
            assertThat(table.answer(values)).as("%s", told).isEqualTo(said);
            assertThat(row == 0 ? null : table.whys().get(row - 1))
                    .as("%s", told)
                    .isEqualTo(why);
        }
    }

    /** Random tables need not settle: their rows are compiled, and the table as a whole is not judged. */
    private static BandTable bands(RelationshipTable kind, DecisionRows rows) {
        List<BandTable.Row> compiled = new ArrayList<>();
        for (Row row : rows.rows()) {
            Map<String, Ranges> conditions = new HashMap<>();
            for (int i = 0; i < rows.inputs().size(); i++) {
                TableInput input = kind.input(rows.inputs().get(i).name()).orElseThrow();
                try {
                    conditions.put(
                            input.name(), CellReader.read(row.conditions().get(i), input));
                } catch (CellReader.Unreadable e) {
                    throw new AssertionError(row.conditions().get(i) + ": " + e.getMessage(), e);
                }
            }
            compiled.add(new BandTable.Row(
                    conditions,
                    row.conclusions().get(0).replace("\"", ""),
                    row.conclusions().get(1).replace("\"", "")));
        }
        return new BandTable(kind, compiled);
    }

    private static String randomTable(RelationshipTable kind, Random random) {
        StringBuilder dmn = new StringBuilder(
                "<definitions xmlns=\"https://www.omg.org/spec/DMN/20191111/MODEL/\" id=\"d\" name=\"d\" namespace=\"n\">"
                        + "<decision id=\"" + kind.key()
                        + "\" name=\"d\"><decisionTable id=\"t\" hitPolicy=\"FIRST\">");
        for (TableInput input : kind.inputs()) {
            dmn.append(
                    "<input id=\"i-%1$s\"><inputExpression id=\"e-%1$s\" typeRef=\"%2$s\"><text>%1$s</text></inputExpression></input>"
                            .formatted(input.name(), input.isWord() ? "string" : "integer"));
        }
        dmn.append(
                "<output id=\"o1\" name=\"%s\" typeRef=\"string\"/><output id=\"o2\" name=\"why\" typeRef=\"string\"/>"
                        .formatted(kind.output()));
        for (int row = 0; row < 6; row++) {
            dmn.append("<rule id=\"r").append(row).append("\">");
            for (TableInput input : kind.inputs()) {
                dmn.append("<inputEntry id=\"c-")
                        .append(input.name())
                        .append(row)
                        .append("\"><text>")
                        .append(condition(input, random).replace("<", "&lt;").replace(">", "&gt;"))
                        .append("</text></inputEntry>");
            }
            dmn.append(
                    "<outputEntry id=\"a%1$d\"><text>\"%2$s\"</text></outputEntry><outputEntry id=\"w%1$d\"><text>\"row-%1$d\"</text></outputEntry></rule>"
                            .formatted(
                                    row,
                                    kind.answers()
                                            .get(random.nextInt(kind.answers().size()))));
        }
        return dmn.append("</decisionTable></decision></definitions>").toString();
    }

    private static String condition(TableInput input, Random random) {
        if (random.nextInt(3) > 0) {
            return "";
        }
        if (input.isWord()) {
            String one = "\"" + input.words().get(random.nextInt(input.words().size())) + "\"";
            String other = "\"" + input.words().get(random.nextInt(input.words().size())) + "\"";
            return switch (random.nextInt(3)) {
                case 0 -> one;
                case 1 -> one + "," + other;
                default -> "not(" + one + ", " + other + ")";
            };
        }
        if (input.most() == 1) {
            return "1";
        }
        long one = 1 + random.nextInt((int) Math.min(400, input.most() - 1));
        long other = Math.min(input.most(), one + 2 + random.nextInt(50));
        return switch (random.nextInt(9)) {
            case 0 -> ">= " + one;
            case 1 -> "> " + (one - 1);
            case 2 -> "< " + one;
            case 3 -> "<=" + one;
            case 4 -> other > one + 1 ? "[" + one + ".." + other + "]" : String.valueOf(one);
            case 5 -> other > one + 1 ? "(" + one + ".." + other + ")" : String.valueOf(one);
            case 6 -> "0,>= " + one;
            case 7 -> "not(" + one + ")";
            default -> String.valueOf(one);
        };
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            valueClass  | >= 2.5           | table 'relationship-tier', row 1, column 'Column': >= 2.5 cannot be compiled into bands; write whole numbers, such as 3, >= 3, [3..5], 1,2 or not(3)
            valueClass  | > contactsInYear | table 'relationship-tier', row 1, column 'Column': > contactsInYear cannot be compiled into bands; write whole numbers, such as 3, >= 3, [3..5], 1,2 or not(3)
            valueClass  | odd(?)           | table 'relationship-tier', row 1, column 'Column': odd(?) cannot be compiled into bands; write whole numbers, such as 3, >= 3, [3..5], 1,2 or not(3)
            valueClass  | > 5              | table 'relationship-tier', row 1, column 'Column': > 5 never fits; valueClass goes from 0 to 5
            currentTier | "gold"           | table 'relationship-tier', row 1, column 'Column': "gold" is none of the words of currentTier; write one of "none", "distant", "brand", "face-to-face", "intimate"
            currentTier | brand            | table 'relationship-tier', row 1, column 'Column': brand is none of the words of currentTier; write one of "none", "distant", "brand", "face-to-face", "intimate"
            age         | > 5              | table 'relationship-tier', column 'Column' asks for 'age', which is not known; ask for one of valueClass, orders, daysSinceLastOrder, contactsInYear, surveyScore, openComplaints, currentTier
            """)
    @DisplayName("A cell that cannot be compiled is named by row and column, with what to write instead")
    void faults(String column, String condition, String fault) {
        assertThat(faults(table(condition, column))).containsExactly(fault);
    }

    @Test
    @DisplayName(
            "So is an answer that there is not, a reason that is no code, a column that is missing and another hit policy")
    void answers() {
        DecisionRows good = table(">= 3", "valueClass");
        Row wrong = new Row("r1", List.of(">= 3"), List.of("\"gold\"", "\"Buys a lot\""));
        assertThat(faults(new DecisionRows(
                        good.key(),
                        good.element(),
                        "UNIQUE",
                        good.inputs(),
                        good.outputs(),
                        List.of(wrong, good.rows().get(1)))))
                .containsExactly(
                        "table 'relationship-tier': the hit policy is UNIQUE; use FIRST: the first row that fits decides",
                        "table 'relationship-tier', row 1, column 'tier' is \"gold\"; write one of \"distant\", \"brand\", \"face-to-face\", \"intimate\"",
                        "table 'relationship-tier', row 1, column 'why' is \"Buys a lot\"; write a code in quotes, in small letters with hyphens and up to 60 characters, such as \"buys-regularly\"");
        assertThat(faults(new DecisionRows(
                        good.key(), good.element(), "FIRST", good.inputs(), List.of("tier"), good.rows())))
                .containsExactly(
                        "table 'relationship-tier' has no output column named 'why'; name its output columns tier and why");
    }

    @Test
    @DisplayName("A table without an answer for a case is refused, with the case")
    void gap() {
        DecisionRows good = table(">= 3", "valueClass");
        DecisionRows open = new DecisionRows(
                good.key(),
                good.element(),
                "FIRST",
                good.inputs(),
                good.outputs(),
                good.rows().subList(0, 1));
        assertThat(TableCompiler.compile(TIER, open).table()).isNull();
        assertThat(faults(open))
                .containsExactly(
                        "table 'relationship-tier' has no row for valueClass 0, orders 0, daysSinceLastOrder 0, contactsInYear 0, surveyScore 0, openComplaints 0, currentTier none; add a last row without conditions");
    }

    @Test
    @DisplayName("A table that would go to and fro although nothing changes is refused")
    void unsettled() {
        DecisionRows rows = new DecisionRows(
                "relationship-tier",
                "t",
                "FIRST",
                List.of(new Input("c", "Tier until now", "currentTier")),
                List.of("tier", "why"),
                List.of(
                        new Row("r1", List.of("\"brand\""), List.of("\"distant\"", "\"a\"")),
                        new Row("r2", List.of(""), List.of("\"brand\"", "\"b\""))));
        assertThat(faults(rows))
                .singleElement()
                .asString()
                .contains("does not settle", "row 2 says brand, and asked again row 1 says distant");
        assertThat(TableCompiler.compile(TIER, rows).hasErrors()).isTrue();
        assertThat(TableCompiler.compile(TIER, rows).table())
                .as("one that is live from before it was judged so is used")
                .isNotNull();
    }

    @Test
    @DisplayName("A limit without hysteresis is a warning that names the limit")
    void doubtful() {
        assertThat(faults(table(">= 3", "valueClass")))
                .singleElement()
                .asString()
                .startsWith(
                        "doubtful: table 'relationship-tier': at valueClass 3 the answer goes from distant to brand and back");
    }

    /** Hysteresis: around each limit of each column a value goes up and down by one, while all else stays. */
    @ParameterizedTest
    @EnumSource(RelationshipTable.class)
    @DisplayName("Nobody goes to and fro: on random walks around each limit no answer that was left comes back")
    void walks(RelationshipTable kind) {
        BandTable table = ShippedRelationshipTables.of(kind);
        Random random = new Random(4711);
        int walked = 0;
        for (TableInput input : kind.inputs()) {
            // an order begins a new count of days; what was answered once is never unanswered
            if (input.isWord()
                    || input.movement() == Movement.SINCE_CHANGE
                    || input.movement() == Movement.WITH_ORDERS) {
                continue;
            }
            for (long cut : table.cuts(input.name())) {
                if (input.movement() == Movement.NONE_OR_ANY && cut == 1) {
                    continue;
                }
                for (int i = 0; i < 300; i++) {
                    walked++;
                    walk(table, input, cut, ShippedRelationshipTables.random(table, random), random);
                }
            }
        }
        assertThat(walked).isGreaterThan(3_000);
    }

    private static void walk(BandTable table, TableInput input, long cut, Map<String, Long> values, Random random) {
        // the chance to be alive goes by steps of five
        long step = input.name().equals("alive") ? 5 : 1;
        long base = input.name().equals("alive") ? cut / 5 * 5 : cut;
        List<String> path = new ArrayList<>();
        for (int turn = 0; turn < 12; turn++) {
            values.put(input.name(), random.nextBoolean() ? base : base - step);
            String answer = table.answer(values);
            if (path.isEmpty() || !path.get(path.size() - 1).equals(answer)) {
                path.add(answer);
            }
            TableInput current = table.kind().current();
            long now = current.words().indexOf(answer);
            if (now != values.get(current.name())) {
                values.computeIfPresent("ordersInStage", (name, orders) -> 0L);
            }
            values.put(current.name(), now);
        }
        assertThat(path)
                .as("%s around %d, in the end %s", input.name(), cut, ShippedRelationshipTables.told(table, values))
                .doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @CsvSource({
        // value class, orders, days, contacts, survey, complaints, tier until now, tier
        "5, 4,  10, 6, 5, 0, none,         intimate",
        "5, 3,  10, 6, 5, 0, none,         face-to-face",
        "5, 4,  10, 6, 5, 1, none,         brand",
        "5, 3,  10, 6, 5, 1, intimate,     intimate",
        "5, 2,  10, 6, 5, 1, intimate,     face-to-face",
        "5, 4,  10, 6, 2, 0, intimate,     brand",
        "4, 9, 250, 2, 0, 0, intimate,     intimate",
        "4, 9, 250, 1, 0, 0, intimate,     face-to-face",
        "5, 3,  30, 0, 0, 0, brand,        face-to-face",
        "5, 2,  30, 0, 0, 0, brand,        brand",
        "4, 9,  30, 0, 0, 0, brand,        brand",
        "4, 3,  30, 2, 0, 0, brand,        face-to-face",
        "4, 2,  30, 2, 0, 0, brand,        brand",
        "3, 2, 300, 0, 0, 0, face-to-face, face-to-face",
        "3, 1, 300, 0, 0, 0, face-to-face, brand",
        "3, 9, 366, 0, 0, 0, face-to-face, brand",
        "2, 9, 100, 0, 0, 0, none,         distant",
        "2, 1, 100, 0, 0, 0, brand,        brand",
        "2, 9, 600, 0, 0, 0, brand,        distant",
        "0, 0, 36500, 9, 5, 0, none,       distant"
    })
    @DisplayName("The shipped tier: by value, orders, contacts, answers and complaints, and by what it was")
    void tiers(
            long value, long orders, long days, long contacts, long score, long complaints, String until, String tier) {
        Map<String, Long> values = new HashMap<>(Map.of(
                "valueClass", value,
                "orders", orders,
                "daysSinceLastOrder", days,
                "contactsInYear", contacts,
                "surveyScore", score,
                "openComplaints", complaints));
        values.put("currentTier", (long) TIER.current().words().indexOf(until));
        assertThat(ShippedRelationshipTables.of(TIER).answer(values)).isEqualTo(tier);
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "distant", "brand"})
    @DisplayName(
            "One order makes nobody close, whatever it came to, however new it is and however content the customer")
    void oneOrder(String until) {
        BandTable table = ShippedRelationshipTables.of(TIER);
        Random random = new Random(1);
        for (int i = 0; i < 2_000; i++) {
            Map<String, Long> values = ShippedRelationshipTables.random(table, random);
            values.put("orders", 1L);
            values.put("currentTier", (long) TIER.current().words().indexOf(until));
            assertThat(table.answer(values))
                    .as("%s", ShippedRelationshipTables.told(table, values))
                    .isIn("brand", "distant");
        }
    }

    @ParameterizedTest
    @CsvSource({
        // order days, value class, alive, days, percent of rhythm, orders in stage, stage until now, stage
        "0, 0,   0, 36500, 60800, 0, none,     prospect",
        "1, 2,  80,     5,     8, 1, prospect, new",
        "2, 3,  90,     3,     5, 1, new,      active",
        "2, 3,  80,   120,   200, 0, active,   at-risk",
        "2, 3,  80,   100,   170, 0, at-risk,  at-risk",
        "2, 3,  80,    80,   140, 0, at-risk,  active",
        "5, 5,  45,    50,   120, 0, active,   at-risk",
        "5, 3,  45,    50,   120, 0, active,   active",
        "5, 5,  25,    70,   180, 0, at-risk,  lapsed",
        "5, 3,  25,    70,   180, 0, at-risk,  at-risk",
        "5, 3,  10,    95,   190, 0, at-risk,  lapsed",
        "5, 3,  95,   365,   110, 0, active,   lapsed",
        "5, 5,  95,   100,    90, 0, lapsed,   lapsed",
        "6, 3,  60,     0,     0, 1, lapsed,   won-back",
        "6, 3,  60,    40,    70, 0, won-back, won-back",
        "7, 3,  90,     0,     0, 1, won-back, active"
    })
    @DisplayName("The shipped stage: by orders, rhythm and the chance to be alive; a lapse ends with an order alone")
    void stages(long orders, long value, long alive, long days, long percent, long since, String until, String stage) {
        Map<String, Long> values = new HashMap<>(Map.of(
                "orders", orders,
                "valueClass", value,
                "alive", alive,
                "daysSinceLastOrder", days,
                "rhythmPercent", percent,
                "ordersInStage", since,
                "lapseReported", 0L));
        values.put("currentStage", (long) STAGE.current().words().indexOf(until));
        assertThat(ShippedRelationshipTables.of(STAGE).answer(values)).isEqualTo(stage);
    }
}
