package io.rapport.app.customers;

import static org.assertj.core.api.Assertions.assertThat;

import io.rapport.customer.CustomerSearch.Match;
import io.rapport.customer.TimelineEntry;
import io.rapport.customer.TimelineEntry.Kind;
import io.rapport.language.StaffLanguages;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The words of the page about customers")
class CustomerTextsTest {

    private static final StaffLanguages LANGUAGES = new StaffLanguages(List.of(Locale.CHINESE));
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    private static final Pattern HAN = Pattern.compile("\\p{IsHan}");

    private static Properties properties(String name) throws IOException {
        Properties properties = new Properties();
        try (InputStream file = CustomerTextsTest.class.getResourceAsStream("/customers/" + name)) {
            properties.load(new InputStreamReader(file, StandardCharsets.UTF_8));
        }
        return properties;
    }

    private static final String BOTH =
            "add these to texts.properties and texts_zh.properties in src/main/resources/customers";

    /** @return those of the keys that have no words */
    private static List<String> without(Properties words, Stream<String> keys) {
        return keys.filter(key -> !words.containsKey(key)).sorted().toList();
    }

    private static CustomerTexts texts(Locale reader) {
        return new CustomerTexts(reader, LANGUAGES, BERLIN);
    }

    /** What codes stand in files, by a pattern whose first group is a code. */
    private static Set<String> codes(Path folder, String ending, String pattern) throws IOException {
        Set<String> codes = new TreeSet<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file :
                    files.filter(one -> one.toString().endsWith(ending)).toList()) {
                Matcher code = Pattern.compile(pattern).matcher(Files.readString(file));
                while (code.find()) {
                    codes.add(code.group(1));
                }
            }
        }
        return codes;
    }

    @Test
    @DisplayName("are there in both languages, each in its own")
    void bothLanguages() throws IOException {
        Properties english = properties("texts.properties");
        Properties chinese = properties("texts_zh.properties");

        assertThat(without(chinese, english.stringPropertyNames().stream()))
                .as("in customers/texts.properties, and not in texts_zh.properties")
                .isEmpty();
        assertThat(without(english, chinese.stringPropertyNames().stream()))
                .as("in customers/texts_zh.properties, and not in texts.properties")
                .isEmpty();
        assertThat(english.values())
                .noneMatch(text -> HAN.matcher(text.toString()).find());
        assertThat(chinese.stringPropertyNames().stream()
                        .filter(key -> !HAN.matcher(chinese.getProperty(key)).find()))
                .as("not in Chinese")
                .containsExactly("page.navigation");
    }

    @Test
    @DisplayName("are there for whatever a timeline tells, its facts included")
    void codesOfRooms() throws IOException {
        Properties words = properties("texts.properties");
        Path sources = Path.of("src/main/java/io/rapport");
        Set<String> whats = new TreeSet<>();
        Set<String> facts = new TreeSet<>();
        Set<String> moments = new TreeSet<>();
        int rooms = 0;
        try (Stream<Path> files = Files.walk(sources)) {
            for (Path file :
                    files.filter(one -> one.toString().endsWith(".java")).toList()) {
                String code = Files.readString(file);
                if (code.contains("implements TimelineSource") || code.contains("implements UpcomingSource")) {
                    rooms++;
                    Matcher what =
                            Pattern.compile("['\"]([a-z]+\\.[a-z]+)['\"]").matcher(code);
                    while (what.find()) {
                        whats.add(what.group(1));
                    }
                    // in SQL a code stands without its kind, behind the moment that it is about
                    Matcher moment =
                            Pattern.compile("_at(?: as at)?, '([a-z]+)'").matcher(code);
                    while (moment.find()) {
                        moments.add(moment.group(1));
                    }
                    Matcher fact = Pattern.compile(
                                    "\\n\\s+\"([a-z]+)\",\\n|, \"([a-z]+)\", one\\.|, \"([a-z]+)\", comment\\.")
                            .matcher(code);
                    while (fact.find()) {
                        facts.add(Stream.of(fact.group(1), fact.group(2), fact.group(3))
                                .filter(found -> found != null)
                                .findFirst()
                                .orElseThrow());
                    }
                }
            }
        }
        assertThat(rooms).as("rooms that tell something").isGreaterThanOrEqualTo(4);
        assertThat(moments).hasSizeGreaterThan(12);
        assertThat(moments.stream().filter(moment -> words.stringPropertyNames().stream()
                        .noneMatch(key -> key.startsWith("what.") && key.endsWith("." + moment))))
                .as("what.<kind>.<moment> of these: " + BOTH)
                .isEmpty();
        assertThat(whats).hasSizeGreaterThan(12);
        assertThat(without(words, whats.stream().map("what."::concat))).as(BOTH).isEmpty();
        facts.remove("currency");
        assertThat(facts).hasSizeGreaterThan(20);
        assertThat(without(words, facts.stream().map("fact."::concat))).as(BOTH).isEmpty();
        assertThat(without(
                        words,
                        Arrays.stream(Kind.values()).map(kind -> "word.kind-of-entry." + CustomerPage.code(kind))))
                .as(BOTH)
                .isEmpty();
        assertThat(without(
                        words,
                        Arrays.stream(Match.values())
                                .map(match -> "word.match." + match.name().toLowerCase(Locale.ROOT))))
                .as(BOTH)
                .isEmpty();
    }

    @Test
    @DisplayName("are there for every message and every outcome of the journeys that come with Rapport")
    void shipped() throws IOException {
        Properties words = properties("texts.properties");
        try (Stream<Path> messages = Files.list(Path.of("messages"))) {
            List<String> names = messages.filter(folder -> Files.exists(folder.resolve("message.yaml")))
                    .map(folder -> folder.getFileName().toString())
                    .toList();
            assertThat(names).isNotEmpty();
            assertThat(without(words, names.stream().map("word.message."::concat)))
                    .as(BOTH)
                    .isEmpty();
        }
        Set<String> outcomes = codes(Path.of("processes"), ".bpmn", "name=\"outcome\" value=\"([a-z-]+)\"");
        assertThat(outcomes).hasSizeGreaterThan(20);
        assertThat(without(words, outcomes.stream().map("word.outcome."::concat)))
                .as(BOTH)
                .isEmpty();
    }

    @Test
    @DisplayName("write moments where the company is, and amounts and numbers as the reader does")
    void formats() {
        Instant moment = Instant.parse("2026-03-11T23:30:00Z");

        assertThat(texts(Locale.UK).moment(moment)).startsWith("12 Mar 2026").endsWith("00:30");
        assertThat(texts(Locale.SIMPLIFIED_CHINESE).day(moment)).isEqualTo("2026年3月12日");
        assertThat(texts(Locale.UK).money(new BigDecimal("1234.5"), "EUR")).isEqualTo("€1,234.50");
        assertThat(texts(Locale.UK).money(new BigDecimal("12"), "XQQ")).isEqualTo("12 XQQ");
        assertThat(texts(Locale.GERMANY).lang())
                .as("a language that is not offered")
                .isEqualTo("en");
    }

    @Test
    @DisplayName(
            "say what an entry says: amounts with their currency, codes in words, reasons in the reader's language")
    void facts() {
        TimelineEntry order = TimelineEntry.of(
                Instant.EPOCH,
                Kind.ORDER,
                "order.placed",
                "order",
                "A-1",
                "total",
                new BigDecimal("7"),
                "currency",
                "EUR");
        TimelineEntry message = TimelineEntry.of(
                Instant.EPOCH,
                Kind.MESSAGE,
                "message.withheld",
                "message",
                "welcome",
                "rule",
                "quiet-hours",
                "why",
                "It is night where the customer is.");

        assertThat(texts(Locale.UK).facts(order.facts(), Map.of()))
                .extracting(CustomerTexts.FactText::text)
                .containsExactly("A-1", "€7.00");
        assertThat(texts(Locale.UK).facts(message.facts(), Map.of()))
                .extracting(CustomerTexts.FactText::text)
                .containsExactly("welcome", "It is night where the customer is.");
        assertThat(texts(Locale.SIMPLIFIED_CHINESE).facts(message.facts(), Map.of()))
                .extracting(CustomerTexts.FactText::text)
                .containsExactly("欢迎信", "客户所在地正值夜间。");
        assertThat(texts(Locale.UK).about("order:4711", Map.of())).isEqualTo("order 4711");
        assertThat(texts(Locale.UK).facts(Map.of("due", LocalDate.of(2026, 11, 30)), Map.of()))
                .extracting(CustomerTexts.FactText::text)
                .containsExactly("30 Nov 2026");
    }

    @Test
    @DisplayName(
            "leave out ids that Rapport gave, which say nothing to anybody; the shop's ids of orders stay, whatever they are")
    void idsOfRapport() {
        String random = "a855b263-0c94-475c-8594-976ab0ad97a9";
        assertThat(texts(Locale.UK).about("promise:" + random, Map.of())).isEqualTo("promise");
        assertThat(texts(Locale.UK).about("contact:staff-" + random, Map.of())).isEqualTo("contact");
        assertThat(texts(Locale.UK).about("contact:C-12", Map.of())).isEqualTo("contact C-12");
        assertThat(texts(Locale.UK).about("order:" + random, Map.of())).isEqualTo("order " + random);
    }
}
