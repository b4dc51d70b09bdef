package io.rapport.journey.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.rapport.contactpolicy.PolicyTableCheck.TableFinding;
import io.rapport.contactpolicy.PolicyVocabulary;
import io.rapport.testing.ShippedTables;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("Tables of the contact policy are checked before they decide")
class ContactTablesCheckTest {

    @Test
    @DisplayName("The shipped tables are in order")
    void shipped() {
        assertThat(check(ShippedTables.text())).isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
        an outcome that there is not | allowed-then-outcome"> <text>"SEND" | allowed-then-outcome"><text>"SENT" | table 'Contact timing' (contact-timing), rule 8 (allowed), column 'Outcome' is "SENT"; write one of "SEND", "DEFER", "SWITCH", "WITHHOLD"
        no outcome | allowed-then-outcome"> <text>"SEND" | allowed-then-outcome"><text> | column 'Outcome' is empty; write one of "SEND"
        sending past the second table | permitted-then-outcome"> <text>"MAY" | permitted-then-outcome"><text>"SEND" | table 'Contact policy' (contact-policy), rule 16 (permitted), column 'Outcome' is "SEND"; write one of "MAY", "DEFER", "SWITCH", "WITHHOLD"
        a computed outcome that there is not | allowed-then-outcome"> <text>"SEND" | allowed-then-outcome"><text>if paused then "STOP" else "SEND" | column 'Outcome' is "STOP"
        a wait for the unknown | holiday-then-waitFor"> <text>"holiday" | holiday-then-waitFor"><text>"spring" | rule 2 (holiday), column 'Wait for' is "spring"; write one of "address", "pause"
        a wait for nothing | holiday-then-waitFor"> <text>"holiday" | holiday-then-waitFor"><text> | rule 2 (holiday): DEFER needs something to wait for
        no code | holiday-then-rule"> <text>"holiday" | holiday-then-rule"><text> | column 'Rule' is empty; write a text in quotes
        a missing column | name="reason" | name="cause" | table 'Contact policy' (contact-policy) has no output column named 'reason'; its output columns must be named outcome, waitFor, rule, reason
        a condition that cannot be read | holiday-if-category"> <text>"promotional" | holiday-if-category"><text>"promotional", , | rule 2 (holiday), column 'Category': "promotional", , cannot be read
        an outcome that cannot be read | allowed-then-outcome"> <text>"SEND" | allowed-then-outcome"><text>"SEND | column 'Outcome': "SEND cannot be read
        a text without quotes | holiday-if-category"> <text>"promotional" | holiday-if-category"><text>promotional | asks for promotional, which is not known; put texts in quotes
        a word that there is not | holiday-if-category"> <text>"promotional" | holiday-if-category"><text>"promotion" | "promotion" never fits; the values of category are "transactional", "service", "care", "promotional", "internal"
        a truth value in quotes | holiday-if-holiday"> <text>true | holiday-if-holiday"><text>"true" | "true" never fits; the values of holiday are false, true
        a column that asks for the unknown | <text>paused</text> | <text>pausing</text> | column 'Paused': pausing asks for pausing, which is not known
        a column that asks for nothing | <text>paused</text> | <text></text> | column 'Paused' asks for nothing
        a tier that there is not | personal-channel-if-tier"> <text>"intimate", "face-to-face" | personal-channel-if-tier"><text>"close" | "close" never fits; the values of tier are "", "distant", "brand", "face-to-face", "intimate"
        a clock | holiday-if-holiday"> <text>true | holiday-if-holiday"><text>now() > date and time("2026-01-01T00:00:00Z") | asks the clock
        another language | <inputEntry id="contact-timing-rule-holiday-if-holiday" | <inputEntry expressionLanguage="groovy" id="contact-timing-rule-holiday-if-holiday" | is written in groovy; use FEEL
        another hit policy | hitPolicy="FIRST" | hitPolicy="UNIQUE" | table 'Contact policy' (contact-policy): the hit policy is UNIQUE; use FIRST
        limits of which one holds | hitPolicy="COLLECT" | hitPolicy="FIRST" | table 'Contact limits' (contact-limits): the hit policy is FIRST; use COLLECT
        limits added up | hitPolicy="COLLECT" | hitPolicy="COLLECT" aggregation="SUM" | the hit policy is COLLECT (SUM); use COLLECT without aggregation
        a missing table | <decision id="contact-limits" | <decision id="contact-limit" | the decision 'contact-limits' is missing
        no rule that always fits | allowed-if-category"> <text> | allowed-if-category"><text>"care" | table 'Contact timing' (contact-timing) has no rule that always fits
        a switch to nowhere | suppressed-here-if-other-channel"> <text>true | suppressed-here-if-other-channel"><text> | rule 9 (suppressed-here): SWITCH needs another channel; have the rule ask that otherChannel or laterChannel is true
        a window of no days | promotional-normal-then-days"> <text>7 | promotional-normal-then-days"><text>0 | rule 1, column 'In days' is 0; write a whole number from 1 to 366
        half a message | promotional-normal-then-most"> <text>2 | promotional-normal-then-most"><text>2.5 | column 'Most messages' is 2.5; write a whole number, 0 or more, or nothing
        a number in words | promotional-normal-then-most"> <text>2 | promotional-normal-then-most"><text>"two" | column 'Most messages' is "two"
        a count of the unknown | promotional-normal-then-counts"> <text>"category" | promotional-normal-then-counts"><text>"topic" | column 'Counts' is "topic"; write one of "category", "total"
        a column of the wrong type | label="Most messages" name="most" typeRef="integer" | label="Most messages" name="most" typeRef="date" | contact-limits
        something that is no DMN | <definitions | <definition | contact-policy.dmn is no DMN
        """)
    @DisplayName("names table, rule, column and fix of")
    void refused(String name, String shipped, String changed, String finding) {
        String text = ShippedTables.text().replaceAll(">\\s+<text>", "> <text>");
        String wrong = text.replaceFirst(java.util.regex.Pattern.quote(shipped), quoteReplacement(changed));
        assertThat(wrong).as("nothing was changed").isNotEqualTo(text);

        assertThat(check(wrong)).extracting(TableFinding::text).anySatisfy(said -> assertThat(said)
                .contains(finding));
    }

    @Test
    @DisplayName("A column without a label is named by what it asks for")
    void withoutLabel() {
        String wrong = ShippedTables.text()
                .replace(" label=\"Relationship tier\"", "")
                .replace("\"intimate\", \"face-to-face\"<", "\"close\"<");
        assertThat(check(wrong)).extracting(TableFinding::text).anySatisfy(said -> assertThat(said)
                .contains("column 'tier': \"close\" never fits"));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
        a list | not("care","internal")
        a function | starts with(?, "pro")
        the level, whose words are the company's own | ? = "care" and level = "platinum plus"
        a segment | ? = "care" and not(segment_repeat_buyers)
        another fact | ? = "promotional" and quiet
        a choice | if complaintOpen then ? = "care" else ? = "promotional"
        """)
    @DisplayName("FEEL may be used to the full in")
    void taken(String name, String condition) {
        String text = ShippedTables.text().replaceAll(">\\s+<text>", "> <text>");
        String changed = text.replaceFirst(
                "holiday-if-category\"> <text>\"promotional\"",
                quoteReplacement("holiday-if-category\"><text>" + condition));
        assertThat(changed).isNotEqualTo(text);

        assertThat(check(changed)).isEmpty();
    }

    @Test
    @DisplayName("A company's own columns, for facts that no shipped rule asks for, are taken")
    void ownColumns() {
        String own =
                ShippedTables.text().replaceFirst("<text>paused</text>", "<text>channel = \"sms\" or paused</text>");

        assertThat(check(own)).isEmpty();
    }

    @Test
    @DisplayName("Other tables are none of its business")
    void others() {
        String other = ShippedTables.text().replaceAll("contact-(policy|timing|limits)", "other-$1");

        assertThat(ContactTablesCheck.check(
                        "other.dmn", other.replace("SEND", "?").getBytes(StandardCharsets.UTF_8), PolicyVocabulary.OWN))
                .isEmpty();
    }

    private static String quoteReplacement(String text) {
        return java.util.regex.Matcher.quoteReplacement(text);
    }

    private static List<TableFinding> check(String text) {
        return ContactTablesCheck.check(
                "processes/contact-policy.dmn", text.getBytes(StandardCharsets.UTF_8), PolicyVocabulary.OWN);
    }
}
