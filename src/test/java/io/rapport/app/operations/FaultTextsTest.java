package io.rapport.app.operations;

import static io.rapport.app.operations.FaultSources.Raiser.parts;
import static io.rapport.app.operations.FaultSources.Raiser.sentences;
import static org.assertj.core.api.Assertions.assertThat;

import io.rapport.app.operations.FaultSources.Raiser;
import io.rapport.app.operations.FaultSources.Role;
import io.rapport.app.operations.FaultSources.Said;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.yaml.snakeyaml.Yaml;

@DisplayName(
        "Whatever can be wrong in a file of a release or an import, or with an event, is said in the reader's language")
class FaultTextsTest {

    /** What operators decide, and what their pages refuse. */
    private static final String OPERATORS =
            "app/operations/\\w+Controller\\.java|app/demo/DemoClock\\.java|database/OperatorDecision\\.java|audit/AuditReason\\.java";

    private static final String EVENTS =
            "inbox/internal/(CatalogueFiles|YamlLines|EventKind|EventFilesCheck|DatesFileReader|SegmentTypes)\\.java";
    private static final String CATALOGUE = "inbox/internal/(EventCatalogue|EventTypeReader)\\.java";
    private static final String STAFF = "desk/Staff\\w+\\.java";
    private static final String SEGMENTS = "segment/\\w+\\.java";
    private static final String MESSAGES = "template/\\w+\\.java";
    private static final String RELEASES = "release/\\w+\\.java|gate/(ModelKind|NoticeCheck|TextKind)\\.java";

    private static final String GATE =
            "gate/(BpmnAllowList|ContactPolicyCheck|DmnCheck|FlowCheck|HarmWordsCheck|JourneyCheck|ModelFileReader|ReferenceCheck"
                    + "|ReplacementCheck|RoutingTableCheck|SegmentReferenceCheck|TableCheck|TimerCheck)\\.java";
    private static final String POLICY = "contactpolicy/PolicyTableCheck\\.java";

    /** Where events are taken that may be refused. */
    private static final String EVENTS_TAKEN =
            "(customer|feedback|inbox|journey|outbox)/internal/\\w+\\.java|privacy/DataRequestProjection\\.java";

    private static final String EXPRESSIONS = "journey/expression/Expression(Check|Kinds|Syntax|Walk)\\.java";

    /** What people bring in as files. */
    private static final String IMPORTS = "imports/\\w+\\.java";

    /** What raises faults in the rooms that read files of releases, take events and bring files in. */
    private static final List<Raiser> RAISERS = List.of(
            sentences(OPERATORS, "IllegalArgumentException", 2, 1),
            sentences("app/operations/(?:Messages|ImportReports)Controller\\.java", "OperatorsPage.fault", 4),
            sentences(MESSAGES, "InvalidMessageFile", 2, 1),
            sentences(MESSAGES, "OutlookFault", 2, 1),
            sentences(MESSAGES, "faults.of", 2, 1),
            sentences(MESSAGES, "shared", 2, 1),
            sentences(MESSAGES, "fault", 2, 1),
            sentences(MESSAGES, "broken", 2, 1),
            sentences("template/SmsTemplate\\.java", "optOutHint"),
            sentences("template/Brand\\.java", "gaps.add", 1),
            sentences("template/Brand\\.java", "List.of", 1),
            sentences("contactpolicy/Category\\.java", "IllegalArgumentException", 1),
            sentences("template/RenderException\\.java", "super", 1),
            parts("template/Renderer\\.java", "RenderException", 1),
            parts("template/Renderer\\.java", "failed", 1),
            parts("template/MessageFile\\.java", "Key", 1),
            parts("template/MessageCompiler\\.java", "theOne", 1),
            sentences(EVENTS, "FileFault", 2, 1),
            sentences("inbox/internal/EventFilesCheck\\.java", "(this|check).add", 2, 1),
            sentences(EVENTS, "fault", 2, 1),
            sentences(EVENTS, "error", 2, 1),
            sentences("inbox/internal/CronFields\\.java", "fault.accept", 2, 1),
            parts("inbox/internal/CronFields\\.java", "CronField", 3, 2, 1),
            sentences("inbox/internal/SchemaGrowth\\.java", "this.add", 1),
            sentences("inbox/internal/SchemaGrowth\\.java", "Fault", 2),
            sentences(CATALOGUE, "IllegalArgumentException", 2, 1),
            parts("inbox/internal/EventTypeReader\\.java", "this.choice", 1),
            sentences("inbox/Reference\\.java", "IllegalArgumentException", 1),
            parts("inbox/internal/DaysFromEvent\\.java", "IllegalArgumentException", 1),
            sentences(STAFF, "error", 2, 1),
            sentences(STAFF, "warning", 2, 1),
            sentences(STAFF, "errorAt", 2, 1),
            sentences(STAFF, "warningAt", 2, 1),
            sentences(STAFF, "StaffFinding", 3, 2),
            sentences(STAFF, "departure", 1),
            sentences("desk/StaffFile\\.java", "leaves"),
            parts("desk/StaffFile\\.java", "reserved", 1),
            sentences("desk/StaffHours\\.java", "value", 1),
            new Raiser(
                    "desk/StaffHours\\.java",
                    "value",
                    List.of(2),
                    Role.SENTENCE,
                    FaultSources.VALUE + ": '" + FaultSources.VALUE + "' "),
            sentences(SEGMENTS, "fault", 2, 1),
            sentences(SEGMENTS, "breach", 2, 1),
            sentences("segment/BoundsReader\\.java", "add", 2, 1),
            sentences(SEGMENTS, "SegmentFinding", 2, 1),
            sentences(SEGMENTS, "scalar", 1),
            sentences(SEGMENTS, "texts", 1),
            sentences("segment/SegmentKind\\.java", "warning", 3, 2),
            parts("segment/ConditionReader\\.java", "required", 1),
            sentences(RELEASES, "error", 2, 1),
            sentences(RELEASES, "warning", 2, 1),
            sentences("gate/ModelKind\\.java", "moves", 2, 1),
            sentences("gate/ModelKind\\.java", "with", 1),
            sentences("lifecycle/RelationshipPreview\\.java", "text"),
            sentences("lifecycle/RelationshipPreview\\.java", "advice"),
            sentences("loyalty/LevelPreview\\.java", "text"),
            sentences("loyalty/LevelPreview\\.java", "advice"),
            parts("language/TextFile\\.java", "unreadable", 2),
            // models, tables and forms: the gate's rules have texts of their own (FindingTextsTest), and these stand
            // within them
            sentences("gate/FormInputCheck\\.java", "this.add", 2, 1),
            sentences("gate/FormCheck\\.java", "findings.add\\(Rule.FORM_FIELD", 2, 1),
            parts("gate/FormCheck\\.java", "findings.add\\(Rule.FORM_JSON", 1),
            parts("gate/FormInputCheck\\.java", "components", 1),
            sentences("desk/internal/form/FormSchema\\.java", "IllegalArgumentException", 1),
            parts("desk/internal/form/AnswerPattern\\.java", "Optional.of", 1),
            parts("gate/FormContent\\.java", "add", 1),
            parts("gate/RowAnswerCheck\\.java", "add", 1),
            parts(GATE, "(findings|this).add\\((?!Rule.CONTACT_TABLE).*", 5, 4, 3, 2, 1),
            sentences("gate/SegmentReferenceCheck\\.java", "problem"),
            sentences("gate/SegmentReferenceCheck\\.java", "fix"),
            parts("gate/LimitCheck\\.java", "(name|length|feel|visible)", 3, 2),
            parts("gate/LimitCheck\\.java", "entry", 1),
            parts("gate/FileKind\\.java", "words"),
            parts("gate/ExpressionPlaces\\.java", "this.(text|attribute)", 1),
            parts("gate/ExpressionPlaces\\.java", "var HANDED_OVER"),
            parts("gate/RunningVersionCheck\\.java", "Map.of", 10, 8, 6, 4, 2, 9, 7, 5, 3, 1),
            parts("gate/BuiltInTable\\.java", "Answer", 1),
            parts("gate/JourneyCheck\\.java", "map", 1),
            parts("journey/expression/Spelling\\.java", "map", 1),
            sentences(POLICY, "this.add", 1),
            parts(POLICY, "var (where|column)"),
            sentences("journey/table/ContactTablesCheck\\.java", "TableFinding", 1),
            sentences("gate/(ContactPolicyCheck|DmnCheck)\\.java", "findings.add\\(Rule.CONTACT_TABLE", 2, 1),
            parts(EXPRESSIONS, "ExpressionProblem", 2, 1),
            parts(EXPRESSIONS, "this.(add|closed)", 2, 1),
            parts(EXPRESSIONS, "map", 1),
            parts(EXPRESSIONS, "Kind", 1),
            parts("journey/table/FeelSyntax\\.java", "Map.entry", 1),
            parts("journey/table/FeelSyntax\\.java", "Optional.of", 1),
            parts("journey/table/FeelSyntax\\.java", "instead"),
            // why events became dead letters, or failed in a journey
            sentences(EVENTS_TAKEN, "RejectedEvent.(because|andEmptied)", 1),
            sentences("customer/internal/RefundedOrder\\.java", "(Optional.of|map)", 1),
            sentences("inbox/internal/UnmatchedEventStore\\.java", "var EXPIRED"),
            sentences("inbox/internal/InFlightWork\\.java", "var reason"),
            sentences("inbox/internal/FailureReasons\\.java", "conflict"),
            sentences("gate/ModelKind\\.java", "deliveries.close", 1),
            sentences("journey/internal/StepBound\\.java", "TooManySteps", 1),
            sentences("loyalty/CouponPools\\.java", "PoolEmpty", 1),
            // why rows of imports were left out, and files and mappings refused
            sentences(IMPORTS, "fault", 1),
            sentences(IMPORTS, "matching", 1),
            sentences(IMPORTS, "RowFault", 1),
            sentences(IMPORTS, "RowFault.ofRow", 1),
            sentences(IMPORTS, "fix"),
            sentences(IMPORTS, "FileRefused", 1),
            sentences(IMPORTS, "jobs.end", 1),
            sentences("imports/ImportJobs\\.java", "ImportJob", 5),
            parts("imports/Mapping\\.java", "wrong", 1),
            parts("imports/OtherFormat\\.java", "Map.of", 7, 5, 3, 1),
            parts("imports/NewsFrom\\.java", "var FIX"),
            parts("loyalty/CouponPool\\.java", "var (NAMES|CODES)"),
            sentences("lifecycle/BandCheck\\.java", "fault", 3, 2),
            sentences("lifecycle/TableCompiler\\.java", "error", 2, 1),
            parts("lifecycle/TableCompiler\\.java", "name"),
            parts("lifecycle/TableCompiler\\.java", "var where"),
            parts("lifecycle/CellReader\\.java", "Unreadable", 2),
            sentences("lifecycle/CellReader\\.java", "Unreadable", 1));

    private static final String NO_FINDING = "the event catalogue cannot be used: ";

    private static final Pattern PLACE = Pattern.compile("\\{\\d}");
    private static final Pattern ENGLISH = Pattern.compile("\\b[a-z]{2,} [a-z]{2,}\\b");

    private static Set<Said> sources;
    private static Map<String, Map<String, String>> chinese;
    private static Properties findings;
    private static Properties findingsInChinese;

    @BeforeAll
    static void read() throws IOException {
        sources = new HashSet<>();
        for (Said found : FaultSources.of(RAISERS)) {
            Said said = inColumn(found);
            if (said.text().startsWith(NO_FINDING)) {
                continue;
            }
            // what stands behind the last semicolon is taken for the fix
            int fix = said.at()
                            .matches(
                                    ".*(EventCatalogue|EventTypeReader|PolicyTableCheck|ContactTablesCheck|FormSchema)\\.java")
                    ? said.text().lastIndexOf("; ")
                    : -1;
            if (fix < 0) {
                sources.add(said);
            } else {
                sources.add(new Said(said.role(), said.text().substring(0, fix), said.at()));
                sources.add(new Said(said.role(), said.text().substring(fix + 2), said.at()));
            }
        }
        try (InputStream file = FaultTextsTest.class.getResourceAsStream("/operations/faults.zh.yaml")) {
            chinese = new Yaml().load(file);
        }
        findings = FindingTextsTest.properties("findings.properties");
        findingsInChinese = FindingTextsTest.properties("findings_zh.properties");
    }

    /** What a table for messages says of a value is said of a column. */
    private static Said inColumn(Said said) {
        String value = FaultSources.VALUE + " is ";
        return said.at().endsWith("PolicyTableCheck.java") && said.text().startsWith(value)
                ? new Said(
                        said.role(),
                        FaultSources.VALUE + ", column '" + FaultSources.VALUE + "' is "
                                + said.text().substring(value.length()),
                        said.at())
                : said;
    }

    private static String value(int place) {
        return "⟦" + (char) ('A' + place) + "⟧";
    }

    /** @return the sentence with a value at each of its places */
    private static String sample(String text) {
        StringBuilder sample = new StringBuilder();
        int place = 0;
        for (char c : text.toCharArray()) {
            sample.append(c == FaultSources.VALUE.charAt(0) ? value(place++) : String.valueOf(c));
        }
        return sample.toString();
    }

    private static boolean isLost(String sample, String translation) {
        for (int i = 0; sample.contains(value(i)); i++) {
            if (!translation.contains(value(i))) {
                return true;
            }
        }
        return false;
    }

    /** Whether English words are left that no text in Chinese has. */
    private static boolean isMixed(String translation) {
        return ENGLISH.matcher(translation)
                .results()
                .map(MatchResult::group)
                .anyMatch(words -> chinese.values().stream()
                        .flatMap(section -> section.values().stream())
                        .noneMatch(text -> text.contains(words)));
    }

    @Test
    @DisplayName("Each sentence of the sources has words in Chinese, with all its values and no English left in it")
    void sentencesHaveWords() {
        FindingTexts texts = new FindingTexts(Locale.SIMPLIFIED_CHINESE);
        FaultTexts faults = FaultTexts.in(Locale.SIMPLIFIED_CHINESE);
        List<String> missing = new ArrayList<>();
        for (Said said : sources) {
            String sample = sample(said.text());
            String words = said.role() == Role.SENTENCE ? texts.in(sample) : faults.part(sample);
            if (said.role() == Role.PART && (isKnownPart(sample) || isName(sample))) {
                continue;
            }
            if (words.equals(sample) || isLost(sample, words) || isMixed(words)) {
                missing.add(said.at() + " (" + said.role() + "): " + sample + " → " + words);
            }
        }
        assertThat(missing).isEmpty();
        assertThat(sources).hasSizeGreaterThan(250);
    }

    /** Whether it is a code, or the name of a product. */
    private static boolean isName(String part) {
        return part.matches("[\\w-]+|Camunda 8");
    }

    /** Parts of sentences that this room has among its own texts. */
    private static boolean isKnownPart(String part) {
        return findings.entrySet().stream()
                .anyMatch(entry -> entry.getKey().toString().startsWith("part.")
                        && entry.getValue().equals(part));
    }

    private static String content(String file) {
        try {
            return Files.readString(FaultSources.ROOT.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    @DisplayName("Every class that makes faults of files is one whose sentences are known here")
    void allSources() throws IOException {
        Pattern makes = Pattern.compile(
                "new (FileFault|FileRefused|InvalidMessageFile|OutlookFault|MessageFault|RowFault|StaffFinding"
                        + "|SegmentFinding|ReleaseFinding|TableFault|TableFinding)\\(|[fF]indings\\.(error|warning)\\(|faults\\.(of|shared)\\("
                        + "|RejectedEvent\\.(because|andEmptied)\\(");
        // they take what others say over; rules have texts of their own
        Set<String> others =
                Set.of("app/operations/FindingTexts.java", "gate/Finding.java", "inbox/internal/FileFault.java");
        assertThat(FaultSources.files())
                .filteredOn(file ->
                        !others.contains(file) && makes.matcher(content(file)).find())
                .allMatch(file -> RAISERS.stream().anyMatch(raiser -> file.matches(raiser.files())));
    }

    @Test
    @DisplayName("Whatever an import is written to say of files and rows is among the sentences that are known here")
    void imports() throws IOException {
        // what programs are answered over HTTP is English; what goes to the log has no full stop
        Pattern said = Pattern.compile("\"([A-Z][^\"\\\\]* [^\"\\\\]*[. ])\"");
        Set<String> unknown = new TreeSet<>();
        for (String file : FaultSources.files()) {
            if (file.matches(IMPORTS) && !file.matches(".*(Controller|ImportDescription)\\.java")) {
                said.matcher(content(file))
                        .results()
                        .map(literal -> literal.group(1))
                        .filter(literal ->
                                sources.stream().noneMatch(known -> known.text().contains(literal)))
                        .forEach(literal -> unknown.add(file + ": " + literal));
            }
        }
        assertThat(unknown).isEmpty();
    }

    @Test
    @DisplayName("No text in Chinese is of a sentence that nothing says any more")
    void nothingIsLeft() {
        Set<String> samples = sources.stream().map(said -> sample(said.text())).collect(Collectors.toSet());
        Set<String> left = new TreeSet<>();
        chinese.values().forEach(section -> section.keySet().forEach(english -> {
            Matcher place = PLACE.matcher(english);
            StringBuilder pattern = new StringBuilder();
            int from = 0;
            while (place.find()) {
                pattern.append(Pattern.quote(english.substring(from, place.start())))
                        .append(".*");
                from = place.end();
            }
            Pattern whole = Pattern.compile(pattern + Pattern.quote(english.substring(from)), Pattern.DOTALL);
            // a part may be written out within its sentence
            if (samples.stream()
                    .noneMatch(sample -> whole.matcher(sample).matches()
                            || section == chinese.get("parts")
                                    && whole.matcher(sample).find())) {
                left.add(english);
            }
        }));
        assertThat(left).isEmpty();
    }

    @Test
    @DisplayName("Both languages have the same values, and no sentence stands in two files of texts")
    void values() {
        chinese.values()
                .forEach(section -> section.forEach((english, words) ->
                        assertThat(places(words)).as(english).isEqualTo(places(english))));
        assertThat(findings.values())
                .doesNotContainAnyElementsOf(chinese.get("sentences").keySet());
        assertThat(findings.keySet()).isEqualTo(findingsInChinese.keySet());
    }

    private static Set<String> places(String text) {
        return PLACE.matcher(text).results().map(MatchResult::group).collect(Collectors.toCollection(TreeSet::new));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "expiry and sample are missing | 缺少 expiry and sample",
                "write expiry: how long it is worth sending, such as P3D; category: transactional, service, care, promotional or"
                        + " internal | 请写 expiry: 在多长时间内仍值得发送，如 P3D；category: transactional、service、care、promotional 或"
                        + " internal",
                "'61' is no minute of a schedule | “61”不能用作日程的分钟",
                "Message 'welcome' [en] cannot be rendered: the variable 'name' is missing or may not be read"
                        + " | 无法生成消息“welcome”[en]：变量“name”缺失或不可读取",
                "message 'tea.brewed': the field 'at': x-days-from-event must be two whole numbers of days, such as [-7, 366],"
                        + " at a field of the format date or date-time"
                        + " | message“tea.brewed”：字段“at”：x-days-from-event 必须是两个整数天数，如 [-7, 366]，且字段的格式是 date 或"
                        + " date-time",
                "table 'Contact policy' (contact-policy), rule 15, column 'Tier': \"close\" never fits"
                        + " | 决策表“Contact policy” (contact-policy) 的规则 15 的列“Tier”：\"close\" 永远不适用",
                "The file is compressed: unpack it. | 文件是压缩文件：请先解压。",
                "The mapping is wrong: orders.spalten is not known there. | 映射有误：orders.spalten 不能写在那里。",
                "'Mars' is no time zone of anything | 'Mars' is no time zone of anything"
            })
    @DisplayName("Parts of a sentence are said with it; what is not known stays as it is")
    void whole(String english, String expected) {
        assertThat(new FindingTexts(Locale.SIMPLIFIED_CHINESE).in(english)).isEqualTo(expected);
        assertThat(new FindingTexts(Locale.UK).in(english)).isEqualTo(english);
    }
}
