package io.rapport.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The gate holds a deployment against what there is")
@Tag("slow")
class GateTest {

    private static final Path MODELS = Path.of("src/test/resources/models/broken");

    private static String shipped(String name) throws Exception {
        return Files.readString(Path.of("processes", name));
    }

    private static Map<String, byte[]> file(String name, String text) {
        return Map.of(name, text.getBytes(StandardCharsets.UTF_8));
    }

    private static List<String> rules(List<Finding> findings) {
        return findings.stream().map(finding -> finding.rule().id()).distinct().toList();
    }

    @Test
    @DisplayName("One changed journey passes alone, since its forms and tables are deployed already")
    void alone() throws Exception {
        assertThat(ShippedGate.checkBesideShipped(file("onboarding.bpmn", shipped("onboarding.bpmn"))))
                .noneMatch(Finding::isError);
        assertThat(rules(ShippedGate.check(file("onboarding.bpmn", shipped("onboarding.bpmn")))))
                .contains("form-unknown", "decision-unknown");
    }

    @Test
    @DisplayName("A table that loses an output which a running journey reads is refused, with the journey's element")
    void tableAgainstJourney() throws Exception {
        String table = shipped("win-back-offer.dmn").replace("name=\"highValue\"", "name=\"valuable\"");
        assertThat(ShippedGate.checkBesideShipped(file("win-back-offer.dmn", table)))
                .filteredOn(Finding::isError)
                .anySatisfy(finding -> {
                    assertThat(finding.file()).isEqualTo("processes/win-back.bpmn");
                    assertThat(finding.element()).isEqualTo("decide-offer");
                    assertThat(finding.problem()).contains("has no output 'highValue'");
                });
    }

    @Test
    @DisplayName("A gap is found in a table, too, whose columns do without what older versions do not give")
    void gapBesideDefaults() throws Exception {
        String table = shipped("win-back-offer.dmn");
        assertThat(table).contains("if tier = null then");
        assertThat(ShippedGate.checkBesideShipped(file("win-back-offer.dmn", table)))
                .noneMatch(Finding::isError);
        assertThat(rules(ShippedGate.checkBesideShipped(
                        file("win-back-offer.dmn", table.replace("&lt; 150", "&lt; 100")))))
                .contains("table-gap");
    }

    @Test
    @DisplayName("A gap is found for a text that no row names, where the column does not list what there is")
    void gapForAnotherText() throws Exception {
        String lasting = "starts with(?, &quot;POT-&quot;) or starts with(?, &quot;KET-&quot;)"
                + " or starts with(?, &quot;CUP-&quot;) or starts with(?, &quot;GAI-&quot;)";
        String table = shipped("win-back-offer.dmn")
                .replaceFirst("(id=\"low-value-product-entry\">\\s*<text>)", "$1" + Matcher.quoteReplacement(lasting));
        assertThat(table).contains(lasting);
        assertThat(rules(ShippedGate.checkBesideShipped(file("win-back-offer.dmn", table))))
                .contains("table-gap");
    }

    @ParameterizedTest(name = "{0}: {2}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
            restocking-reminder.dmn | "mail"    | "sms"   | answers "sms" for the column reminder   | "mail","call","none"
            restocking-reminder.dmn | "mail"    | mail    | answers mail for the column reminder    | "mail","call","none"
            care-gift.dmn           | "coupon"  | "coupn" | answers "coupn" for the column gift     | "none","coupon","points","present"
            care-gift.dmn           | "present" |         | answers  for the column gift            | "none","coupon","points","present"
            customer-potential.dmn  | "high"    | "hihg"  | answers "hihg" for the column potential | "high","normal"
            adviser.dmn             | "care"    | "complaints" | answers "complaints" for the column queue | "care","retention"
            loyalty-level.dmn       | "bronze"  | "Bronze" | answers "Bronze" for the column level  | "bronze","silver","gold","platinum"
            """)
    @DisplayName(
            "An answer that the column does not list is refused, with those that it lists, even if it could be followed")
    void unknownAnswers(String file, String known, String unknown, String says, String listed) throws Exception {
        String other = unknown == null ? "" : unknown;
        String table = shipped(file).replace("<text>" + known + "</text>", "<text>" + other + "</text>");
        assertThat(table).isNotEqualTo(shipped(file));
        assertThat(ShippedGate.checkBesideShipped(file(file, shipped(file)))).noneMatch(Finding::isError);
        assertThat(ShippedGate.checkBesideShipped(file(file, table)))
                .filteredOn(Finding::isError)
                .isNotEmpty()
                .allSatisfy(finding -> {
                    assertThat(finding.rule()).isEqualTo(Rule.TABLE_LISTED);
                    assertThat(finding.problem()).contains(says);
                    assertThat(finding.fix()).startsWith("answer one of " + listed + ", each text in quotes");
                });
    }

    @ParameterizedTest(name = "{0}: {1} → {2}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
            care-gift.dmn           | face-to-face-then-percent   | 150      | column percent
            care-gift.dmn           | face-to-face-then-percent   | 0        | column percent
            care-gift.dmn           | face-to-face-then-percent   | -5       | column percent
            care-gift.dmn           | face-to-face-then-percent   | 12.5     | column percent
            care-gift.dmn           | face-to-face-then-percent   | ``       | column percent
            care-gift.dmn           | face-to-face-then-validDays | 0        | column validDays
            care-gift.dmn           | face-to-face-then-validDays | -3       | column validDays
            care-gift.dmn           | face-to-face-then-validDays | 999999   | column validDays
            care-gift.dmn           | face-to-face-then-points    | -100     | column points
            care-gift.dmn           | birthday-brand-then-points  | 0        | column points
            care-gift.dmn           | birthday-brand-then-points  | 99999999 | column points
            care-gift.dmn           | birthday-brand-then-months  | -1       | column months
            care-gift.dmn           | birthday-brand-then-months  | 0        | column months
            care-gift.dmn           | birthday-intimate-then-percent | 150   | column percent
            visit-rhythm.dmn        | intimate-then-days          | -30      | column days
            complaint-severity.dmn  | rule-harm-then-workingHours | 2147483647 | column workingHours
            complaint-severity.dmn  | rule-harm-then-workingHours | 0        | column workingHours
            complaint-severity.dmn  | rule-harm-then-severity     | not("high") | column severity
            complaint-severity.dmn  | rule-harm-then-severity     | ``       | column severity
            harm-words.dmn          | rule-harm-then-words        | 5        | column words
            harm-words.dmn          | rule-harm-then-words        | ""       | column words
            harm-words.dmn          | rule-harm-then-near         | 5        | column near
            harm-words.dmn          | rule-harm-then-unless       | true     | column unless
            adviser.dmn             | then-queue                  | "nobody" | column queue
            """)
    @DisplayName("What a row answers must be something that can be done, and is refused by row and column")
    void impossibleAnswers(String file, String cell, String answer, String column) throws Exception {
        String table = cell(shipped(file), cell, answer == null ? "" : answer);
        assertThat(ShippedGate.checkBesideShipped(file(file, table)))
                .filteredOn(Finding::isError)
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.rule()).isEqualTo(Rule.TABLE_ROW_ANSWER);
                    assertThat(finding.problem())
                            .startsWith("row ")
                            .contains(" answers " + (answer == null || answer.isEmpty() ? "nothing" : answer) + " for")
                            .endsWith(column);
                    assertThat(finding.fix()).startsWith("let the " + column);
                });
    }

    @Test
    @DisplayName("A coupon of a pool needs no percent and no days of its own, and no gift needs points")
    void nothingNeeded() throws Exception {
        String table = shipped("care-gift.dmn");
        table = cell(table, "birthday-face-to-face-then-percent", "");
        table = cell(table, "birthday-face-to-face-then-validDays", "");
        table = cell(table, "birthday-face-to-face-then-pool", "\"spring\"");
        table = cell(table, "any-other-then-points", "");
        table = cell(table, "any-other-then-months", "");
        assertThat(ShippedGate.checkBesideShipped(file("care-gift.dmn", table))).noneMatch(Finding::isError);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
            loyalty-earning.dmn | <text>1.25</text> | <text>-5</text>    | row 3 of the table 'loyalty-earning' answers -5 for the column points
            loyalty-earning.dmn | <text>5000</text> | <text>-1</text>    | row 2 of the table 'loyalty-earning' answers -1 for the column most
            referral-reward.dmn | <text>24</text>   | <text>-24</text>   | answers -24 for the column months
            """)
    @DisplayName("So it is in tables that work with more than the values of their columns")
    void impossibleAnswersOfOthers(String file, String known, String other, String problem) throws Exception {
        String table = shipped(file).replaceFirst(known, other);
        assertThat(table).isNotEqualTo(shipped(file));
        assertThat(ShippedGate.checkBesideShipped(file(file, table)))
                .filteredOn(Finding::isError)
                .anySatisfy(finding -> assertThat(finding.problem()).contains(problem));
    }

    @ParameterizedTest(name = "{0}: {1} → {2}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
            win-back-offer.dmn     | close-reason-known-reason-known-entry | "yes"       | has "yes" in the column reasonKnown, whose type is boolean
            win-back-offer.dmn     | close-reason-known-reason-known-entry | 1           | has 1 in the column reasonKnown, whose type is boolean
            win-back-offer.dmn     | close-reason-known-high-value-entry   | "yes"       | has "yes" in the column highValue, whose type is boolean
            win-back-offer.dmn     | close-reason-known-high-value-entry   | 1           | has 1 in the column highValue, whose type is boolean
            win-back-offer.dmn     | close-reason-known-pool-entry         | true        | has true in the column pool, whose type is string
            win-back-offer.dmn     | close-reason-known-tier-entry         | 1           | has 1 in the column tier, whose type is string
            care-gift.dmn          | birthday-best-if-value                | "abc"       | has "abc" in the column value, whose type is double
            lifecycle-stage.dmn    | reported-then-why                     | 7           | 7
            """)
    @DisplayName("A cell of another type than its column is refused, with what stands there and what could")
    void otherTypes(String file, String cell, String text, String problem) throws Exception {
        String table = cell(shipped(file), cell, text);
        assertThat(ShippedGate.checkBesideShipped(file(file, table)))
                .filteredOn(Finding::isError)
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.problem()).contains(problem);
                    assertThat(finding.fix()).startsWith("write ");
                });
    }

    @ParameterizedTest(name = "{0}: {2}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
            care-gift.dmn       | birthday-good-if-value | < 0                  | asks for < 0, which value never is
            care-gift.dmn       | birthday-good-if-value | [-5..0)              | asks for [-5..0), which value never is
            care-gift.dmn       | birthday-good-if-value | [1000..300)          | asks for [1000..300) in the column value, which no value fits
            care-gift.dmn       | birthday-best-if-tier    | starts with(?, "x")  | asks for starts with(?, "x"), which tier never is
            care-gift.dmn       | birthday-best-if-tier    | intimate             | has intimate in the column tier, and the table has no input intimate
            care-gift.dmn       | birthday-good-if-value | occasion             | has occasion in the column value, whose type is double
            care-gift.dmn       | birthday-good-if-value | > tier               | has > tier in the column value, whose type is double
            care-gift.dmn       | birthday-good-if-value | value between 50 and 10 | asks for value between 50 and 10 in the column value, which no value fits
            care-gift.dmn       | birthday-good-if-value | not()                | asks for not() in the column value, which no value fits
            care-gift.dmn       | birthday-good-if-value | true and false       | has true and false in the column value, whose type is double
            care-gift.dmn       | birthday-good-if-value | if true then -1 else 2 | which value never is
            loyalty-earning.dmn | gold-if-what             | "Article"            | asks for "Article", which what never is
            loyalty-earning.dmn | gold-if-what             | " article"           | asks for " article", which what never is
            loyalty-earning.dmn | gold-if-what             | ""                   | asks for "", which what never is
            loyalty-earning.dmn | gold-if-what             | not("article", "shipping") | asks for not("article", "shipping"), which what never is
            loyalty-earning.dmn | gold-if-day              | 20261201.5           | has 20261201.5 in the column day, whose type is integer
            loyalty-earning.dmn | gold-if-day              | "2026-11-27"         | has "2026-11-27" in the column day, whose type is integer
            loyalty-earning.dmn | gold-if-day              | [20261130..20261127] | asks for [20261130..20261127] in the column day, which no value fits
            loyalty-earning.dmn | gold-if-day              | 20260230             | asks for 20260230, which day never is
            loyalty-earning.dmn | gold-if-day              | 1127                 | asks for 1127, which day never is
            win-back-offer.dmn  | middle-value-reason-known-reason-known-entry | not(true) | asks for not(true) in the column reasonKnown, which no value fits
            harm-words.dmn      | rule-harm-if-of          | not("harm")          | row 1 of the table 'harm-words' asks for not("harm"), which of never is
            """)
    @DisplayName(
            "A row that asks for numbers, days, texts or truths which never come is refused like one with a misspelt word")
    void valuesThatNeverCome(String file, String cell, String never, String problem) throws Exception {
        String table = cell(shipped(file), cell, never);
        assertThat(ShippedGate.checkBesideShipped(file(file, table)))
                .filteredOn(Finding::isError)
                .singleElement()
                .satisfies(finding -> assertThat(finding.problem()).contains(problem));
    }

    @ParameterizedTest(name = "{0}: {2}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
            care-gift.dmn       | birthday-good-if-value | [300..1000), > 2000
            loyalty-earning.dmn | gold-if-day              | [20261127..20261130]
            loyalty-earning.dmn | gold-if-day              | [20260225..20260301]
            win-back-offer.dmn  | middle-value-reason-known-reason-known-entry | not(false)
            """)
    @DisplayName("What may come is not refused")
    void valuesThatMayCome(String file, String cell, String text) throws Exception {
        String table = cell(shipped(file), cell, text);
        assertThat(rules(ShippedGate.checkBesideShipped(file(file, table))))
                .doesNotContain("table-never", "table-empty", "table-type", "table-name", "table-time");
    }

    @Test
    @DisplayName(
            "A row whose cases all fit one above it never decides, and is warned of; none of the shipped ones is so")
    void rowsNeverReached() throws Exception {
        assertThat(rules(ShippedGate.check(ShippedGate.files()))).doesNotContain("table-unreached");
        String table = cell(shipped("care-gift.dmn"), "birthday-good-if-value", ">= 2000");
        assertThat(ShippedGate.checkBesideShipped(file("care-gift.dmn", table)))
                .filteredOn(finding -> finding.rule() == Rule.TABLE_UNREACHED)
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.isError()).isFalse();
                    assertThat(finding.problem())
                            .isEqualTo("row 5 of the table 'care-gift' never decides: row 4 above it fits all of its"
                                    + " cases");
                });
    }

    @Test
    @DisplayName("A column without a type, too, answers no number where words are read")
    void wordsWithoutType() throws Exception {
        String table = cell(shipped("harm-words.dmn"), "rule-harm-then-words", "5")
                .replace("name=\"words\" typeRef=\"string\"", "name=\"words\"");
        assertThat(ShippedGate.checkBesideShipped(file("harm-words.dmn", table)))
                .filteredOn(Finding::isError)
                .singleElement()
                .satisfies(finding -> assertThat(finding.fix())
                        .isEqualTo("let the column words answer words in quotes, separated by commas"));
    }

    @ParameterizedTest
    @CsvSource({"null", "intimate", "not(\"intimate\")", "5"})
    @DisplayName("A tier that is no text is refused by its row, with the tiers that there are")
    void tierThatIsNoText(String answer) throws Exception {
        String table = cell(shipped("relationship-tier.dmn"), "enter-intimate-then-tier", answer);
        assertThat(ShippedGate.checkBesideShipped(file("relationship-tier.dmn", table)))
                .filteredOn(Finding::isError)
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.problem())
                            .isEqualTo("table 'relationship-tier', row 1, column 'tier' is " + answer);
                    assertThat(finding.fix()).startsWith("write one of ").contains("\"intimate\"");
                });
    }

    @Test
    @DisplayName("A row of staff-routing that asks for a task which no model has is warned of")
    void routesForNoTask() throws Exception {
        assertThat(rules(ShippedGate.check(ShippedGate.files()))).doesNotContain("routing-task");
        String table = shipped("staff-routing.dmn").replace("\"welcome-call\"", "\"wellcome-call\"");
        assertThat(ShippedGate.checkBesideShipped(file("staff-routing.dmn", table)))
                .filteredOn(finding -> finding.rule() == Rule.ROUTING_TASK)
                .isNotEmpty()
                .allSatisfy(finding -> {
                    assertThat(finding.isError()).isFalse();
                    assertThat(finding.element()).startsWith("staff-routing-rule-welcome-call");
                    assertThat(finding.problem())
                            .endsWith(
                                    "of the table 'staff-routing' asks for the task 'wellcome-call', which no model has");
                });
    }

    @ParameterizedTest(name = "{0}: {2}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
            win-back-offer.dmn  | close-reason-known-percent-entry | if value = 77 then 150 else 10
            win-back-offer.dmn  | close-reason-known-percent-entry | discount
            care-gift.dmn       | face-to-face-then-points         | if value = 77 then 99999999 else 10
            care-gift.dmn       | face-to-face-then-points         | day of week(today())
            adviser.dmn         | then-queue                       | if value = 77 then "nobody" else "care"
            """)
    @DisplayName(
            "An answer that is worked out is refused where Rapport builds upon it: no case that is tried might show a coupon of 150 %")
    void workedOut(String file, String cell, String text) throws Exception {
        String table = cell(shipped(file), cell, text);
        assertThat(ShippedGate.checkBesideShipped(file(file, table)))
                .filteredOn(Finding::isError)
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.rule()).isEqualTo(Rule.TABLE_LITERAL);
                    assertThat(finding.problem()).endsWith(": " + text);
                });
    }

    @ParameterizedTest(name = "{0}: {1} → {2}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
            win-back-offer.dmn  | close-reason-known-pool-entry         | win-back-15 | column pool, and the table has no input back, win | "win-back-15"
            win-back-offer.dmn  | close-reason-known-pool-entry         | spring + 5  | column pool, and the table has no input spring    | "spring + 5"
            win-back-offer.dmn  | close-reason-known-reason-known-entry | yes         | column reasonKnown, and the table has no input yes | true
            win-back-offer.dmn  | close-reason-known-reason-known-entry | TRUE        | column reasonKnown, and the table has no input TRUE | true
            win-back-offer.dmn  | close-reason-known-product-entry      | TEA-DAR-250 | column product, and the table has no input DAR, TEA | "TEA-DAR-250"
            care-gift.dmn       | birthday-good-if-value                | NaN         | column value, and the table has no input NaN       | 2.5, >= 2.5, [2.5..5]
            care-gift.dmn       | birthday-good-if-tier                 | not(intimate, "brand") | column tier, and the table has no input intimate | not("intimate", "brand")
            """)
    @DisplayName(
            "A name that the table has no input for is refused, in conditions and answers, with the cell as it may be meant")
    void namesOfNoInput(String file, String cell, String text, String problem, String written) throws Exception {
        String table = cell(shipped(file), cell, text);
        assertThat(ShippedGate.checkBesideShipped(file(file, table)))
                .filteredOn(Finding::isError)
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.problem()).contains(" has " + text + " in the " + problem);
                    assertThat(finding.fix()).isEqualTo("write it as in " + written + "; texts stand in quotes");
                });
    }

    @ParameterizedTest(name = "{0}: {2}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
            loyalty-earning.dmn | gold-if-day           | [20270201..20270230]     | table-day       | and there is no day 20270230
            loyalty-earning.dmn | gold-if-day           | >= 20261131              | table-day       | and there is no day 20261131
            loyalty-earning.dmn | gold-if-day           | >= 20261201, <= 20261130 | table-always    | which every value fits
            care-gift.dmn       | birthday-best-if-occasion | "birthday", ""       | table-may-never | asks for "", which the column occasion does not list
            care-gift.dmn       | birthday-best-if-occasion | null                 | table-null   | asks for null in the column occasion, that is for no value at all
            visit-rhythm.dmn    | intimate-if-tier          | null                 | table-null   | asks for null in the column tier
            """)
    @DisplayName("A condition that is hardly meant so is warned of")
    void warnedOf(String file, String cell, String text, String rule, String problem) throws Exception {
        String table = cell(shipped(file), cell, text);
        assertThat(ShippedGate.checkBesideShipped(file(file, table)))
                .filteredOn(finding -> finding.rule().id().equals(rule))
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.isError()).isFalse();
                    assertThat(finding.problem()).contains(problem);
                });
        assertThat(rules(ShippedGate.check(ShippedGate.files())))
                .doesNotContain("table-day", "table-always", "table-null");
    }

    @ParameterizedTest(name = "{0}: {1} and {2}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            ANY        | "tea"  | "tea"        |
            ANY        | 2 + 3  | 5            |
            ANY        | points | points       |
            ANY        | "tea"  | "milk"       | table-contradiction
            ANY        | points | points + 1   | table-contradiction
            UNIQUE     | "tea"  | "tea"        | table-overlap
            UNIQUE     | "tea"  | "milk"       | table-overlap
            FIRST      | "milk" | "tea"        |
            RULE ORDER | "milk" | "tea"        |
            COLLECT    | "milk" | "tea"        |
            """)
    @DisplayName("Several rows that fit one case are held to the hit policy before the table is released")
    void hitPolicies(String policy, String large, String any, String rule) throws Exception {
        List<Finding> findings = ShippedGate.checkBesideShipped(file(
                "gift.dmn",
                """
                <definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/"
                    xmlns:camunda="http://camunda.org/schema/1.0/dmn" id="d" name="D" namespace="http://example.com/d">
                  <decision id="gift" name="Gift" camunda:historyTimeToLive="P30D">
                    <decisionTable id="t" hitPolicy="%s">
                      <input id="i"><inputExpression id="e" typeRef="number"><text>points</text></inputExpression></input>
                      <output id="o" name="gift" />
                      <rule id="r1"><inputEntry id="c1"><text>&gt;= 100</text></inputEntry>
                        <outputEntry id="a1"><text>%s</text></outputEntry></rule>
                      <rule id="r2"><inputEntry id="c2"><text>-</text></inputEntry>
                        <outputEntry id="a2"><text>%s</text></outputEntry></rule>
                    </decisionTable>
                  </decision>
                </definitions>
                """
                        .formatted(policy, large, any)));
        if (rule == null) {
            assertThat(findings).isEmpty();
        } else {
            assertThat(findings).singleElement().satisfies(finding -> {
                assertThat(finding.rule().id()).isEqualTo(rule);
                assertThat(finding.isError()).isTrue();
                assertThat(finding.problem()).contains("rows 1, 2").contains("points = 100");
            });
        }
    }

    @ParameterizedTest
    @CsvSource({"''", "null"})
    @DisplayName("Whether a call goes with an offer is answered by each row")
    void noAnswer(String answer) throws Exception {
        String table = cell(shipped("win-back-offer.dmn"), "close-reason-known-high-value-entry", answer);
        assertThat(ShippedGate.checkBesideShipped(file("win-back-offer.dmn", table)))
                .filteredOn(Finding::isError)
                .singleElement()
                .satisfies(finding ->
                        assertThat(finding.fix()).isEqualTo("let the column highValue answer true or false"));
    }

    @Test
    @DisplayName("A level has one rank, whatever row leads to it")
    void oneRankForALevel() throws Exception {
        String table = cell(shipped("loyalty-level.dmn"), "gold-value-then-rank", "4");
        assertThat(ShippedGate.checkBesideShipped(file("loyalty-level.dmn", table)))
                .filteredOn(Finding::isError)
                .extracting(Finding::problem)
                .containsExactly(
                        "row 4 of the table 'loyalty-level' gives the level gold the rank 4, and row 3 gives it"
                                + " the rank 3");
    }

    @Test
    @DisplayName("A rank has one level: of two, nobody could come from one to the other")
    void oneLevelForARank() throws Exception {
        String table = shipped("loyalty-level.dmn");
        String equal = cell(cell(table, "gold-points-then-rank", "2"), "gold-value-then-rank", "2");
        assertThat(ShippedGate.checkBesideShipped(file("loyalty-level.dmn", equal)))
                .filteredOn(Finding::isError)
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.problem())
                            .startsWith(
                                    "row 5 of the table 'loyalty-level' gives the level silver the rank 2, which row 3"
                                            + " gives the level gold:");
                    assertThat(finding.fix()).contains("a rank of its own");
                });
    }

    private static String cell(String table, String id, String text) {
        String written = text.replace("<", "&lt;").replace(">", "&gt;");
        String changed = table.replaceFirst(
                "(id=\"[a-z-]*" + id + "\">\\s*<text>)[^<]*", "$1" + Matcher.quoteReplacement(written));
        assertThat(changed).isNotEqualTo(table);
        return changed;
    }

    @ParameterizedTest(name = "{0}: {1} → {2}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
            care-gift.dmn           | <text>"intimate"</text> | <text>"intimmate"</text>          | asks for "intimmate", which tier never is
            care-gift.dmn           | <text>"birthday"</text> | <text>"birthdy"</text>            | asks for "birthdy", which occasion never is
            care-gift.dmn           | <text>"intimate", "face-to-face"</text> | <text>"intimate", "face"</text> | asks for "face", which tier never is
            visit-rhythm.dmn        | <text>"intimate"</text> | <text>not("intimmate")</text>     | leaves out "intimmate", which tier never is
            loyalty-earning.dmn     | <text>"gold"</text>     | <text>"golden"</text>             | asks for "golden", which level never is
            compensation-limit.dmn  | <text>"critical"</text> | <text>"criticall"</text>          | asks for "criticall", which severity never is
            contact-policy.dmn      | <text>"promotional"</text> | <text>"promotion"</text>       | promotion
            lifecycle-stage.dmn     | <text>"lapsed"</text>   | <text>"lapst"</text>              | lapst
            relationship-tier.dmn   | <text>"intimate"</text> | <text>"intimmate"</text>          | intimmate
            """)
    @DisplayName("A row that asks for a word which its input never is would decide nothing, and is refused")
    void wordsThatNeverCome(String file, String known, String never, String problem) throws Exception {
        assertThat(shipped(file)).contains(known);
        assertThat(ShippedGate.checkBesideShipped(file(file, shipped(file).replaceFirst(Pattern.quote(known), never))))
                .filteredOn(Finding::isError)
                .anySatisfy(finding -> assertThat(finding.problem()).contains(problem));
    }

    @Test
    @DisplayName("A value class is from 0 to 5: a row that asks for another is refused")
    void valueClasses() throws Exception {
        String table = shipped("restocking-reminder.dmn");
        String asking = table.replaceFirst("(?s)(<text>)(&gt;= |)[45](</text>)", "$1&gt; 5$3");
        assertThat(asking).isNotEqualTo(table);
        assertThat(ShippedGate.checkBesideShipped(file("restocking-reminder.dmn", asking)))
                .filteredOn(Finding::isError)
                .anySatisfy(
                        finding -> assertThat(finding.problem()).contains("asks for > 5, which valueClass never is"));
    }

    @Test
    @DisplayName("The contact policy may ask for a segment that there is, and is refused with one that there is not")
    void segmentsOfThePolicy() throws Exception {
        String table = shipped("contact-policy.dmn");
        String asking = table.replaceFirst("<text>tier</text>", "<text>segment_repeat_buyers</text>")
                .replaceFirst("typeRef=\"string\">\\s*<text>segment_", "typeRef=\"boolean\"><text>segment_")
                .replaceFirst(
                        "<text>\"intimate\",\"face-to-face\",\"brand\",\"distant\",\"\"</text>",
                        "<text>true,false</text>")
                .replaceFirst("<text>\"intimate\", \"face-to-face\"</text>", "<text>true</text>");
        assertThat(ShippedGate.checkBesideShipped(file("contact-policy.dmn", asking)))
                .noneMatch(Finding::isError);
        assertThat(ShippedGate.checkBesideShipped(
                        file("contact-policy.dmn", asking.replace("segment_repeat_buyers", "segment_repeat_byers"))))
                .filteredOn(Finding::isError)
                .extracting(Finding::problem, Finding::fix)
                .containsExactly(tuple(
                        "the table 'contact-policy' asks for segment_repeat_byers, and there is no segment repeat-byers",
                        "name a segment of processes/segments.yaml, with _ in the place of each hyphen"));
    }

    @Test
    @DisplayName(
            "The contact policy is warned of a level that the table of levels does not name, whichever of them changes")
    void levelsOfThePolicy() throws Exception {
        String asking = shipped("contact-policy.dmn")
                .replaceFirst("<text>tier</text>", "<text>level</text>")
                .replaceFirst("\"intimate\",\"face-to-face\",\"brand\",\"distant\",\"\"", "\"gold\",\"\"")
                .replaceFirst("<text>\"intimate\", \"face-to-face\"</text>", "<text>\"gold\",\"\"</text>");
        assertThat(asking).contains("<text>level</text>", "<text>\"gold\",\"\"</text>");
        assertThat(rules(ShippedGate.checkBesideShipped(file("contact-policy.dmn", asking))))
                .doesNotContain("contact-level", "contact-table");

        String wrong = asking.replace("<text>\"gold\",\"\"</text>", "<text>\"gold\",\"platinumx\"</text>");
        assertThat(ShippedGate.checkBesideShipped(file("contact-policy.dmn", wrong)))
                .filteredOn(finding -> finding.rule() == Rule.CONTACT_LEVEL)
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.isError()).isFalse();
                    assertThat(finding.problem()).contains("of the table 'contact-policy'", "the level 'platinumx'");
                    assertThat(finding.fix()).startsWith("name one of bronze, gold, platinum, silver;");
                });

        Map<String, byte[]> live = new TreeMap<>(ShippedGate.files());
        live.put("processes/contact-policy.dmn", asking.getBytes(StandardCharsets.UTF_8));
        String renamed = shipped("loyalty-level.dmn").replace("\"gold\"", "\"golden\"");
        Platform platform = ShippedGate.platform(List.of("en", "zh-CN"), Set.of(), false);
        assertThat(new ModelChecks(platform)
                        .check(file("loyalty-level.dmn", renamed), ModelFileReader.read(platform, live)))
                .filteredOn(finding -> finding.rule() == Rule.CONTACT_LEVEL)
                .singleElement()
                .satisfies(finding -> assertThat(finding.file()).isEqualTo("processes/contact-policy.dmn"));
    }

    @Test
    @DisplayName(
            "A table of levels that loses a level is refused while another table that Rapport builds upon asks for it")
    void levelsOfOtherTables() throws Exception {
        Platform platform = ShippedGate.platform(List.of("en", "zh-CN"), Set.of(), false);
        ModelSet live = ModelFileReader.read(platform, ShippedGate.files());
        String renamed = shipped("loyalty-level.dmn").replace("\"gold\"", "\"golden\"");
        assertThat(new ModelChecks(platform).check(file("loyalty-level.dmn", renamed), live))
                .filteredOn(Finding::isError)
                .extracting(Finding::file)
                .contains("processes/loyalty-earning.dmn");

        String earning = shipped("loyalty-earning.dmn").replace("\"gold\"", "\"golden\"");
        String rewards = shipped("referral-reward.dmn").replace("\"gold\"", "\"golden\"");
        Map<String, byte[]> together = new TreeMap<>(file("loyalty-level.dmn", renamed));
        together.putAll(file("loyalty-earning.dmn", earning));
        together.putAll(file("referral-reward.dmn", rewards));
        assertThat(new ModelChecks(platform).check(together, live)).noneMatch(Finding::isError);
    }

    @Test
    @DisplayName(
            "Another start for a known journey needs the word replaces, and is warned if nobody starts there any more")
    void replaced() throws Exception {
        String other = shipped("onboarding.bpmn").replace("name=\"customer.registered\"", "name=\"customer.lapsed\"");
        assertThat(rules(ShippedGate.checkBesideShipped(file("onboarding.bpmn", other))))
                .contains("replaces", "no-starter");
        String meant = other.replace(
                "<camunda:property name=\"about\"",
                "<camunda:property name=\"replaces\" value=\"customer.registered\" /><camunda:property name=\"about\"");
        assertThat(ShippedGate.checkBesideShipped(file("onboarding.bpmn", meant)))
                .noneMatch(Finding::isError)
                .extracting(finding -> finding.rule().id())
                .contains("no-starter");
    }

    @Test
    @DisplayName("A message that is not written in a language that is offered is refused")
    void aLanguageMissing() throws Exception {
        Platform german = ShippedGate.platform(List.of("en", "zh-CN", "de"), Set.of(), false);
        assertThat(rules(ShippedGate.checkBesideShipped(german, file("onboarding.bpmn", shipped("onboarding.bpmn")))))
                .contains("message-language");
    }

    @Test
    @DisplayName("A company's own process passes where that is allowed, and keeps the rules on code")
    void foreign() throws Exception {
        Platform open = ShippedGate.platform(List.of("en", "zh-CN"), Set.of("ship"), true);
        String own = Files.readString(MODELS.resolve("not-a-journey.bpmn"));
        assertThat(ShippedGate.checkBesideShipped(open, file("own.bpmn", own))).noneMatch(Finding::isError);
        String external = own.replace(
                "camunda:delegateExpression=\"${sendMessage}\"", "camunda:type=\"external\" camunda:topic=\"ship\"");
        assertThat(ShippedGate.checkBesideShipped(open, file("own.bpmn", external)))
                .noneMatch(Finding::isError);
        String code =
                own.replace("camunda:delegateExpression=\"${sendMessage}\"", "camunda:class=\"org.example.Delegate\"");
        assertThat(rules(ShippedGate.checkBesideShipped(open, file("own.bpmn", code))))
                .contains("code-class");
    }

    @Test
    @DisplayName(
            "A form or table replaces what is deployed from a file of its name, in whatever folder, and of no other")
    void anotherFile() throws Exception {
        byte[] form = Files.readAllBytes(Path.of("forms/welcome-call.form"));
        byte[] table = Files.readAllBytes(Path.of("processes/loyalty-level.dmn"));
        assertThat(ShippedGate.checkBesideShipped(
                        Map.of("welcome-call.form", form, "C:\\models\\loyalty-level.dmn", table)))
                .noneMatch(Finding::isError);
        List<Finding> findings =
                ShippedGate.checkBesideShipped(Map.of("copy of welcome.form", form, "processes/tiers.dmn", table));
        assertThat(findings)
                .filteredOn(Finding::isError)
                .extracting(Finding::problem, Finding::fix)
                .containsExactlyInAnyOrder(
                        tuple(
                                "the id 'welcome-call' is deployed already from the file welcome-call.form, which this"
                                        + " one would replace",
                                "save it as welcome-call.form, or give it another id"),
                        tuple(
                                "the id 'loyalty-level' is deployed already from the file loyalty-level.dmn, which this"
                                        + " one would replace",
                                "save it as loyalty-level.dmn, or give it another id"));
    }

    @Test
    @DisplayName("A journey from another file replaces a deployed one only if its property 'replaces' names that file")
    void journeyFromAnotherFile() throws Exception {
        String same = shipped("onboarding.bpmn");
        assertThat(ShippedGate.checkBesideShipped(file("C:\\models\\onboarding.bpmn", same)))
                .noneMatch(Finding::isError);
        assertThat(ShippedGate.checkBesideShipped(file("my-copy.bpmn", same)))
                .filteredOn(Finding::isError)
                .extracting(Finding::problem)
                .containsExactly(
                        "the process 'onboarding' is deployed already from the file onboarding.bpmn, which this"
                                + " one would replace");
        String meant = same.replace(
                "<camunda:property name=\"about\"",
                "<camunda:property name=\"replaces\" value=\"onboarding.bpmn\" /><camunda:property name=\"about\"");
        assertThat(ShippedGate.checkBesideShipped(file("my-copy.bpmn", meant))).noneMatch(Finding::isError);
    }

    @ParameterizedTest
    @CsvSource({
        "message.sent, true",
        "message.deferred, true",
        "message.withheld, true",
        "message.failed, true",
        "message.bounced, false",
        "message.complained, false"
    })
    @DisplayName(
            "What tells the sender of a message alone starts no journey, and a model that waits for it to is refused")
    void startsByAnOutcome(String event, boolean refused) throws Exception {
        String model = Files.readString(MODELS.resolve("says-little.bpmn"))
                .replace("says-little", "starts-by-outcome")
                .replace("customer.registered", event);
        assertThat(ShippedGate.checkBesideShipped(file("starts-by-outcome.bpmn", model)))
                .filteredOn(Finding::isError)
                .extracting(finding -> finding.rule().id())
                .containsExactlyElementsOf(refused ? List.of("starts-never") : List.of());
    }

    @Test
    @DisplayName("A file whose name no column holds is refused, and is named by the beginning of its name")
    void longFileName() throws Exception {
        List<Finding> findings = ShippedGate.checkBesideShipped(
                file("onboarding-" + "x".repeat(500) + ".bpmn", shipped("onboarding.bpmn")));
        assertThat(rules(findings)).containsExactly("length");
        assertThat(findings.get(0).text())
                .contains("the file's name has 516 characters")
                .hasSizeLessThan(600);
    }

    @Test
    @DisplayName("What nests as deep as is allowed is read in no time")
    void nestedAsAllowed() throws Exception {
        String table = Files.readString(MODELS.resolve("own-table-with-gap.dmn"));
        for (String brackets : List.of("()", "[]", "{}")) {
            String open = brackets.equals("{}") ? "{a:" : brackets.substring(0, 1);
            String deep = open.repeat(50) + "1" + brackets.substring(1).repeat(50);
            assertTimeoutPreemptively(
                    Duration.ofSeconds(20),
                    () -> ShippedGate.checkBesideShipped(
                            file("own-table-with-gap.dmn", table.replace("\"tea\"", deep))));
        }
    }

    @Test
    @DisplayName("What takes the stack in spite of the limits is a finding of its file, not a fault of the server")
    void stack() {
        Findings findings = new Findings();
        ModelChecks.readable("deep.bpmn", findings, GateTest::withoutEnd);
        assertThat(findings.list()).singleElement().satisfies(finding -> {
            assertThat(finding.rule()).isEqualTo(Rule.NESTING);
            assertThat(finding.file()).isEqualTo("deep.bpmn");
        });
    }

    @Test
    @DisplayName("More files than a company has are refused before any of them is read")
    void manyFiles() {
        Map<String, byte[]> files = new TreeMap<>();
        for (int i = 0; i < 201; i++) {
            files.put("copy-" + i + ".bpmn", new byte[] {'<'});
        }
        assertThat(ShippedGate.check(files))
                .extracting(Finding::problem)
                .containsExactly("the deployment has 201 files; at most 200 are taken");
    }

    @Test
    @DisplayName("Checks that take longer than anyone who deploys would wait end with a word, not with a timeout")
    void longChecks() throws Exception {
        assertThat(checkedIn(Duration.ofSeconds(1), Duration.ofSeconds(1)))
                .extracting(Finding::problem)
                .containsExactly("the deployment takes more than 60 seconds of processor time to check");
    }

    @Test
    @DisplayName("A machine that is busy with other things makes no deployment take too long")
    void longChecksOnABusyMachine() throws Exception {
        assertThat(checkedIn(Duration.ofMinutes(1), Duration.ofMillis(1))).isEmpty();
    }

    /** @return what is found where each look at the clocks finds them so much later */
    private static List<Finding> checkedIn(Duration wall, Duration processor) throws Exception {
        AtomicLong wallNanos = new AtomicLong();
        AtomicLong processorNanos = new AtomicLong();
        ModelChecks checks = new ModelChecks(
                ShippedGate.platform(List.of("en"), Set.of(), false),
                () -> new CheckTime(
                        () -> wallNanos.addAndGet(wall.toNanos()),
                        () -> processorNanos.addAndGet(processor.toNanos())));
        return checks.check(null, file("loyalty-level.dmn", shipped("loyalty-level.dmn")), List.of());
    }

    @Test
    @DisplayName("A form of its own may lose a field that no journey reads, with a warning, and none that one reads")
    void formThatLosesAField() throws Exception {
        String form = Files.readString(Path.of("forms/welcome-call.form"));
        assertThat(ShippedGate.checkBesideShipped(file("welcome-call.form", form.replace("mattersMost", "likesMost"))))
                .extracting(Finding::rule, Finding::problem)
                .containsExactly(tuple(Rule.FORM_ASKS_LESS, "the form no longer asks for mattersMost"));
        String asked = Files.readString(Path.of("forms/contact-customer.form"));
        assertThat(rules(ShippedGate.checkBesideShipped(
                        file("contact-customer.form", asked.replace("contactOutcome", "outcomeOfContact")))))
                .contains("form-loses");
    }

    @ParameterizedTest
    @CsvSource({
        "UTF-16, UTF-16, encoding",
        "ISO-8859-1, ISO-8859-1, encoding",
        "windows-1252, windows-1252, encoding",
        "GB18030, GB18030, encoding",
        "KLINGON, UTF-8, encoding",
        "UTF-7, UTF-8, encoding",
        "UTF-8, ISO-8859-1, encoding-bytes",
        "UTF-8, UTF-8,",
        "US-ASCII, US-ASCII,",
    })
    @DisplayName(
            "A model or table that is not in UTF-8 could not be shown again, and is refused by a word on its encoding")
    void encodings(String said, String written, String rule) throws Exception {
        for (String name : List.of("adviser.dmn", "onboarding.bpmn")) {
            String accent = written.equals("US-ASCII") ? "a" : "\u00e4";
            String text = shipped(name)
                    .replaceFirst("encoding=\"UTF-8\"", "encoding=\"" + said + "\"")
                    .replaceFirst(" name=\"", " name=\"" + accent)
                    .replaceAll("[^\\x00-\\xff]", "-");
            if (written.equals("US-ASCII")) {
                text = text.replaceAll("[^\\x00-\\x7f]", "-");
            }
            List<Finding> errors = ShippedGate.checkBesideShipped(Map.of(name, text.getBytes(written))).stream()
                    .filter(Finding::isError)
                    .toList();
            if (rule == null) {
                assertThat(errors).isEmpty();
            } else {
                assertThat(rules(errors)).containsExactly(rule);
                assertThat(errors.get(0).problem()).contains(rule.equals("encoding") ? said.substring(0, 3) : "UTF-8");
                assertThat(errors.get(0).fix()).contains("save it as UTF-8");
            }
        }
    }

    @Test
    @DisplayName("A form that is not in UTF-8 is refused, too")
    void encodingOfAForm() throws Exception {
        String form = Files.readString(Path.of("forms/welcome-call.form"));
        assertThat(rules(ShippedGate.checkBesideShipped(
                        Map.of("welcome-call.form", form.getBytes(StandardCharsets.UTF_16LE)))))
                .containsExactly("encoding-bytes");
    }

    @Test
    @DisplayName(
            "A table from elsewhere that does not say how long its history is kept hears of it with all that is wrong beside")
    void timeToLive() throws Exception {
        String table = Files.readString(MODELS.resolve("own-table-with-gap.dmn"))
                .replace(" camunda:historyTimeToLive=\"P30D\"", "")
                .replace("&gt;= 100", "\"many\"");
        List<Finding> findings = ShippedGate.checkBesideShipped(file("own-table-with-gap.dmn", table));
        assertThat(findings)
                .filteredOn(finding -> finding.rule() == Rule.TIME_TO_LIVE)
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.element()).isEqualTo("own-table-with-gap");
                    assertThat(finding.fix()).contains("Time to live");
                });
        assertThat(rules(findings)).contains("table-type");
    }

    private static void withoutEnd() {
        withoutEnd();
    }
}
