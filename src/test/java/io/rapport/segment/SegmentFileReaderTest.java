package io.rapport.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.rapport.customer.Consents;
import io.rapport.segment.SegmentCondition.AllOf;
import io.rapport.segment.SegmentCondition.Bought;
import io.rapport.segment.SegmentCondition.InSegment;
import io.rapport.segment.SegmentCondition.Not;
import io.rapport.segment.SegmentCondition.OrderCount;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("processes/segments.yaml")
class SegmentFileReaderTest {

    private static final String HEAD =
            """
            segments:
              one:
                title: {en: One}
                conditions:
            """;

    private static SegmentFileReader.Read read(String text) {
        return SegmentFileReader.read(text.getBytes(StandardCharsets.UTF_8));
    }

    /** @param condition of a segment, on line 5 */
    private static List<String> faults(String condition) {
        return read(HEAD + condition.indent(6)).findings().stream()
                .map(finding -> finding.where() + ": " + finding.problem())
                .toList();
    }

    @Test
    @DisplayName("is read into conditions; the shipped one has no faults and stands as written on the page")
    void shipped() throws IOException {
        SegmentFileReader.Read read = SegmentFileReader.read(Files.readAllBytes(Path.of(SegmentFile.PATH)));

        assertThat(read.findings()).isEmpty();
        assertThat(read.file().segments().get("repeat-buyers").condition())
                .isEqualTo(new OrderCount(Bounds.atLeast(BigDecimal.valueOf(2)), 365));
        assertThat(read.file().segments().get("repeat-buyers").text())
                .isEqualTo(
                        """
                repeat-buyers:
                  title: {en: Repeat buyers, zh: 复购客户}
                  conditions:
                    orders: {at-least: 2, in: 365 days}""");
        assertThat(read.file().buildsOn("lapsing-best-customers"))
                .containsExactly("lapsing-best-customers", "with-open-complaint");
    }

    @Test
    @DisplayName("nests conditions, and counts days back from today")
    void nested() {
        SegmentCondition condition =
                read("""
                segments:
                  tea:
                    title: {en: Tea}
                    conditions:
                      all:
                        - bought: {sku: TEA-1, at-least: 2, in: 90 days}
                        - not: {segment: none}
                        - no-order-for: 1 day
                  none:
                    title: {en: None}
                    conditions:
                      orders: {exactly: 0}
                """)
                        .file()
                        .segments()
                        .get("tea")
                        .condition();

        assertThat(condition)
                .isEqualTo(new AllOf(List.of(
                        new Bought("TEA-1", Bounds.atLeast(BigDecimal.valueOf(2)), 90),
                        new Not(new InSegment("none")),
                        new Not(new OrderCount(Bounds.atLeast(BigDecimal.ONE), 1)))));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "oders: {at-least: 2} | line 5, segments.one.conditions.oders: there is no such condition",
                "orders: {at-least: two} | line 5, segments.one.conditions.orders.at-least: 'two' is no number",
                "orders: {at-least: 1.5} | line 5, segments.one.conditions.orders.at-least: '1.5' is no whole number",
                "orders: {at-least: -1} | line 5, segments.one.conditions.orders.at-least: '-1' is out of reach",
                "orders: {at-least: 3, at-most: 2} | line 5, segments.one.conditions.orders: no number is both",
                "orders: {above: 2, below: 3} | line 5, segments.one.conditions.orders: no number is both",
                "orders: {at-least: 3, above: 2} | line 5, segments.one.conditions.orders.above: another field says this already",
                "orders: {in: 90 days} | line 5, segments.one.conditions.orders: it does not say how much",
                "orders: {at-least: 1, within: 90 days} | line 5, segments.one.conditions.orders.within: there is no such field",
                "orders: {at-least: 1, in: 3 months} | line 5, segments.one.conditions.orders.in: '3 months' is no window",
                "orders: {at-least: 1, in: 0 days} | line 5, segments.one.conditions.orders.in: '0 days' is no window",
                "orders: {at-least: 1, in: 3661 days} | line 5, segments.one.conditions.orders.in: '3661 days' is no window",
                "orders: 2 | line 5, segments.one.conditions.orders: it has no fields",
                "no-order-for: 60 | line 5, segments.one.conditions.no-order-for: '60' is no window",
                "bought: {at-least: 2} | line 5, segments.one.conditions.bought: it does not say what was bought",
                "alive: {below: 0.33} | line 5, segments.one.conditions.alive.below: '0.33' lies between two steps",
                "value-class: {at-least: 6} | line 5, segments.one.conditions.value-class.at-least: '6' is out of reach",
                "tier: [intimate, close] | line 5, segments.one.conditions.tier: 'close' is no value of tier",
                "stage: sleeping | line 5, segments.one.conditions.stage: 'sleeping' is no value of stage",
                "language: english | line 5, segments.one.conditions.language: 'english' is no value of language",
                "known: [email, fax] | line 5, segments.one.conditions.known: 'fax' is nothing that a profile has",
                "consent: {channel: fax, topic: offers} | line 5, segments.one.conditions.consent.channel: 'fax' is no channel",
                "consent: {channel: push, topic: offers} | line 5, segments.one.conditions.consent.channel: 'push' is no channel",
                "consent: {channel: task, topic: offers} | line 5, segments.one.conditions.consent.channel: 'task' is no channel",
                "consent: {channel: email} | line 5, segments.one.conditions.consent: it has no topic",
                "consent: {channel: email, topic: offers, is: maybe} | line 5, segments.one.conditions.consent.is: 'maybe' is nothing that a consent is",
                "attribute: {name: country} | line 5, segments.one.conditions.attribute: it does not say what the attribute holds",
                "attribute: {name: country, is: DE, at-least: 2} | line 5, segments.one.conditions.attribute: it asks for texts and for numbers",
                "date: {of: wedding, in-next: 14 days} | line 5, segments.one.conditions.date.of: 'wedding' is no date of customers",
                "date: {of: birthday} | line 5, segments.one.conditions.date: it has no window",
                "date: {of: birthday, in-next: 14 days, in-last: 2 days} | line 5, segments.one.conditions.date: it has two windows",
                "newest-score: {at-most: 6} | line 5, segments.one.conditions.newest-score.at-most: '6' is out of reach",
                "all: {orders: {at-least: 1}} | line 5, segments.one.conditions.all: it has no list of conditions",
                "any: [] | line 5, segments.one.conditions.any: it has no list of conditions",
                "all: [orders: {at-least: 1}, sky: blue] | line 5, segments.one.conditions.all[2].sky: there is no such condition",
                "not: 5 | line 5, segments.one.conditions.not: it is no condition",
                "segment: two | line 5, segments.one.conditions: there is no segment 'two'",
                "segment: one | line 2, segments.one: it builds on itself: one → one",
            })
    @DisplayName("with a fault says line, field and what is wrong")
    void faultsOfConditions(String condition, String said) {
        assertThat(faults(condition)).containsExactly(said);
    }

    @Test
    @DisplayName("asks for the consent of each channel that the ledger has")
    void channelsOfConsent() {
        assertThat(Consents.CHANNELS).contains("post").allSatisfy(channel -> assertThat(
                        faults("consent: {channel: " + channel + ", topic: offers}"))
                .isEmpty());
    }

    @Test
    @DisplayName("with two conditions in one place asks for all: or any:")
    void twoAtOnce() {
        assertThat(read(HEAD + "      orders: {at-least: 1}\n      known: email\n")
                        .findings())
                .extracting(SegmentFinding::line, SegmentFinding::problem, SegmentFinding::fix)
                .containsExactly(tuple(
                        4,
                        "it has 2 conditions at once",
                        "write all: or any: and beneath it each of them behind a hyphen"));
    }

    @Test
    @DisplayName("names the line of each fault, and all of them at once")
    void lines() {
        List<SegmentFinding> findings =
                read("""
                segments:
                  Tea:
                    title: {en: Tea}
                    conditions: {orders: {at-least: 1}}
                  a:
                    title: {zh: 甲}
                    conditions:
                      all:
                        - segment: b
                        - segment: nowhere
                  b:
                    titel: {en: B}
                    conditions:
                      segment: a
                """)
                        .findings();

        assertThat(findings.stream()
                        .map(finding -> finding.line() + " " + finding.problem())
                        .collect(Collectors.toList()))
                .containsExactlyInAnyOrder(
                        "2 the name is none that a segment can have",
                        "6 it has no English title",
                        "12 there is no such field",
                        "11 it has no title",
                        "10 there is no segment 'nowhere'",
                        "5 it builds on itself: a → b → a");
    }

    @Test
    @DisplayName("has titles of which something is to be seen")
    void blankTitles() {
        String blank = new String(Character.toChars(0x200b));
        assertThat(read(HEAD.replace("en: One", "en: '" + blank + "', zh: ' '") + "      known: email\n")
                        .findings())
                .extracting(SegmentFinding::problem)
                .containsExactlyInAnyOrder("it is empty", "it is empty", "it has no English title");
    }

    @Test
    @DisplayName("that is no YAML, repeats a key, uses aliases or nests without end is refused")
    void hostile() {
        assertThat(read("segments:\n\tone: 1\n").findings())
                .extracting(SegmentFinding::line)
                .containsExactly(2);
        assertThat(read(HEAD + "      known: email\n  one:\n    title: {en: One}\n    conditions: {known: email}\n")
                        .findings())
                .extracting(SegmentFinding::problem)
                .containsExactly("the key 'one' stands twice");
        assertThat(read("segments:\n  one: &a\n    title: {en: One}\n  two: *a\n")
                        .findings())
                .isNotEmpty();
        String deep = "{not: ".repeat(11) + "{known: email}" + "}".repeat(11);
        assertThat(faults(deep)).singleElement().asString().endsWith("it is nested more than 10 deep");
        assertThat(read(HEAD + "      " + "{not: ".repeat(5_000) + "1" + "}".repeat(5_000))
                        .findings())
                .isNotEmpty();
        String many = "any: [" + "{known: email},".repeat(100) + "{known: phone}]";
        assertThat(faults(many)).singleElement().asString().endsWith("it has more than 100 conditions");
        assertThat(read("segments: 5").findings())
                .extracting(SegmentFinding::problem)
                .containsExactly("it has no entries");
        assertThat(read("").findings()).isEmpty();
    }

    @Test
    @DisplayName("means the same with another title or order of fields, and something else with another condition")
    void fingerprints() {
        String text =
                """
                segments:
                  a: {title: {en: A}, conditions: {segment: b}}
                  b: {title: {en: B}, conditions: {language: [de, fr]}}
                """;
        SegmentFile before = read(text).file();

        assertThat(read(text.replace("en: A", "en: An A").replace("de, fr", "fr, de"))
                        .file()
                        .fingerprints())
                .isEqualTo(before.fingerprints());
        SegmentFile after = read(text.replace("de, fr", "de")).file();
        assertThat(after.fingerprints().get("b"))
                .isNotEqualTo(before.fingerprints().get("b"));
        assertThat(after.fingerprints().get("a"))
                .as("what builds on it means something else, too")
                .isNotEqualTo(before.fingerprints().get("a"));
    }

    @Test
    @DisplayName("is refused where segments that build on each other would come to more than the database can be asked")
    void writtenOut() {
        StringBuilder text =
                new StringBuilder("segments:\n  s0: {title: {en: S}, conditions: {orders: {at-least: 1}}}\n");
        for (int i = 1; i <= 60; i++) {
            text.append("  s%1$d: {title: {en: S}, conditions: {any: [{segment: s%2$d}, {not: {segment: s%2$d}}]}}\n"
                    .formatted(i, i - 1));
        }

        assertThat(read(text.toString()).findings())
                .extracting(SegmentFinding::where, SegmentFinding::line)
                .containsExactly(tuple("line 10, segments.s8", 10));
        assertThat(read(text.substring(0, text.indexOf("  s8:"))).findings()).isEmpty();
    }

    @Test
    @DisplayName("is refused where all segments together would come to more than one statement can ask")
    void writtenOutTogether() {
        StringBuilder text = new StringBuilder("segments:\n");
        for (int i = 1; i <= 60; i++) {
            text.append("  s%d: {title: {en: S}, conditions: {any: [%s]}}\n"
                    .formatted(i, "{orders: {at-least: 1}}, ".repeat(89) + "{orders: {at-least: 2}}"));
        }

        assertThat(read(text.toString()).findings())
                .extracting(SegmentFinding::problem)
                .containsExactly(
                        "with what they build on written out, the segments have 5460 conditions together, more than 5000");
    }
}
