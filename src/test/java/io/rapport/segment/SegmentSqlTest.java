package io.rapport.segment;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The statement of segments")
class SegmentSqlTest {

    private static final LocalDate TODAY = LocalDate.of(2026, 3, 3);
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    private static final SegmentSql.Rates RATES = new SegmentSql.Rates(
            new String[] {"EUR"}, new String[] {"0001-01-01"}, new String[] {"9999-12-31"}, new String[] {"0.01"});

    private static SegmentFile file(String text) {
        SegmentFileReader.Read read = SegmentFileReader.read(text.getBytes(StandardCharsets.UTF_8));
        assertThat(read.findings()).isEmpty();
        return read.file();
    }

    @Test
    @DisplayName("has nothing of the file in its text: names, words and numbers are parameters")
    void parameters() {
        String hostile = "x'); drop table rapport.customer; --";
        SegmentFile file = file(
                """
                segments:
                  quokka:
                    title: {en: Quokka}
                    conditions:
                      all:
                        - bought: {sku: "HOSTILE", at-least: 4242, in: 424 days}
                        - attribute: {name: "HOSTILE", is: ["HOSTILE"]}
                        - attribute: {name: "HOSTILE", at-least: 4242}
                        - consent: {channel: email, topic: "HOSTILE"}
                        - date: {of: "attributes.x';--", in-next: 7 days}
                        - newest-score: {of: wombat, at-most: 2}
                        - language: de
                        - spend: {above: 424242, in: 42 days}
                        - not: {segment: wombat}
                  wombat: {title: {en: W}, conditions: {tier: intimate}}
                """
                        .replace("HOSTILE", hostile));

        SegmentSql.Statement statement = SegmentSql.ofGiven(file, List.of("quokka", "wombat"), TODAY, BERLIN, RATES);

        assertThat(statement.sql()).doesNotContain("drop", "quokka", "wombat", "intimate", "4242", "--", "'de'", "EUR");
        assertThat(statement.params().values().stream()
                        .map(value -> value instanceof Object[] many
                                ? Arrays.asList(many).toString()
                                : value.toString()))
                .contains(hostile, "[" + hostile + "]", "quokka", "wombat", "[intimate]", "4242", "424242", "[de]");
        assertThat(Pattern.compile("'[^']*'")
                        .matcher(statement.sql())
                        .results()
                        .map(match -> match.group())
                        .distinct())
                .as("words that stand in the text are ours")
                .containsOnly(
                        "'UTC'", "'number'", "'all'", "'withdrawn'", "'legitimate-interest'", "'granted'", "'unsaid'");
    }

    @Test
    @DisplayName("reads orders once for all windows, and none that are older than all of them")
    void oneRead() {
        SegmentFile file = file(
                """
                segments:
                  a: {title: {en: A}, conditions: {orders: {at-least: 1, in: 30 days}}}
                  b: {title: {en: B}, conditions: {no-order-for: 60 days}}
                """);

        String recent = SegmentSql.ofGiven(file, List.of("a", "b"), TODAY, BERLIN, RATES)
                .sql();

        assertThat(recent.split("rapport\\.standing_order", -1)).hasSize(2);
        assertThat(recent).containsPattern("customer_id = any\\(:ids\\) and placed_at >= :p\\d+ group by");
        assertThat(SegmentSql.ofAll(file, List.of("a"), TODAY, BERLIN, RATES).sql())
                .doesNotContain(":ids");
    }

    @Test
    @DisplayName("begins windows with days of the shop, also where a clock is put forward")
    void days() {
        assertThat(Windows.start(LocalDate.of(2026, 3, 29), 1, BERLIN)).isEqualTo("2026-03-28T23:00:00Z");
        assertThat(Windows.start(LocalDate.of(2026, 3, 30), 1, BERLIN)).isEqualTo("2026-03-29T22:00:00Z");
        assertThat(Windows.start(LocalDate.of(2026, 3, 30), 60, ZoneId.of("UTC")))
                .isEqualTo("2026-01-30T00:00:00Z");
        assertThat(Windows.monthDays(List.of(LocalDate.of(2027, 2, 28)))).containsExactly(228, 229);
        assertThat(Windows.monthDays(List.of(LocalDate.of(2028, 2, 28)))).containsExactly(228);
    }
}
