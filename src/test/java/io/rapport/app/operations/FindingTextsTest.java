package io.rapport.app.operations;

import static org.assertj.core.api.Assertions.assertThat;

import io.rapport.gate.Rule;
import io.rapport.release.ReleaseFinding;
import io.rapport.release.ReleaseRefused;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("What is found in a release is read in one language")
class FindingTextsTest {

    private static final Pattern PLACE = Pattern.compile("\\{[a-z0-9]+}");
    private static final Pattern WORD = Pattern.compile("[A-Za-z]{3}");

    private final FindingTexts chinese = new FindingTexts(Locale.SIMPLIFIED_CHINESE);
    private final FindingTexts english = new FindingTexts(Locale.UK);

    static Properties properties(String file) throws IOException {
        Properties properties = new Properties();
        try (InputStreamReader in = new InputStreamReader(
                FindingTextsTest.class.getResourceAsStream("/operations/" + file), StandardCharsets.UTF_8)) {
            properties.load(in);
        }
        return properties;
    }

    private static Set<String> places(String text) {
        return PLACE.matcher(text).results().map(MatchResult::group).collect(Collectors.toCollection(TreeSet::new));
    }

    private static ReleaseFinding finding(String rule, String problem, String fix) {
        return new ReleaseFinding(true, "processes/a.bpmn", "line 7, a", problem, fix, rule, null, 7, 0);
    }

    @Test
    @DisplayName("Each rule of models that says something in words says it in Chinese, with the same places")
    void rules() throws IOException {
        Properties words = properties("rules_zh.properties");
        Set<String> expected = new TreeSet<>();
        for (Rule rule : Rule.values()) {
            for (String part : List.of("problem", "fix")) {
                String said = part.equals("problem") ? rule.message() : rule.fix();
                String key = rule.id() + "." + part;
                String own = PLACE.matcher(said).replaceAll("");
                if (WORD.matcher(own).find() && !own.startsWith("; or ")) {
                    expected.add(key);
                }
                if (words.containsKey(key)) {
                    assertThat(places(said)).as(key).containsAll(places(words.getProperty(key)));
                }
            }
        }
        assertThat(words.stringPropertyNames()).containsAll(expected);
        Set<String> known = Arrays.stream(Rule.values())
                .flatMap(rule -> Stream.of(rule.id() + ".problem", rule.id() + ".fix"))
                .collect(Collectors.toSet());
        assertThat(known).containsAll(words.stringPropertyNames());
    }

    @Test
    @DisplayName("Whatever else is known in English has the same keys and places in Chinese")
    void keys() throws IOException {
        Properties said = properties("findings.properties");
        Properties words = properties("findings_zh.properties");
        assertThat(words.keySet()).isEqualTo(said.keySet());
        said.stringPropertyNames()
                .forEach(key ->
                        assertThat(places(words.getProperty(key))).as(key).isEqualTo(places(said.getProperty(key))));
    }

    @Test
    @DisplayName("A finding of a rule is said by its rule, with the values that it names")
    void ofRule() {
        ReleaseFinding found = finding(
                "other-process-file",
                "the process 'a' is deployed already from the file b.bpmn, which this one would replace",
                "save it as b.bpmn, or give it another id, or, if that is meant, add the extension property 'replaces' with"
                        + " the value b.bpmn");
        assertThat(chinese.of(found))
                .isEqualTo("processes/a.bpmn，第 7 行，a：流程“a”已由文件 b.bpmn 部署，此文件将取代它。请另存为 b.bpmn，或改用其他标识；"
                        + "如确需如此，请加上值为 b.bpmn 的扩展属性 replaces。[other-process-file]");
        assertThat(english.of(found)).isEqualTo(found.text());
        assertThat(chinese.isEnglish(found)).isFalse();
    }

    @Test
    @DisplayName("What is found in models that are wrong, hostile or made for others is said in Chinese")
    void models() throws IOException {
        Pattern found = Pattern.compile("(?:ERROR|WARNING) ([a-z-]+), .*?: (.*)");
        List<String> left = new ArrayList<>();
        try (Stream<Path> files = Files.walk(Path.of("src/test/resources/models"))) {
            for (Path file : files.filter(path -> path.toString().endsWith(".expected.txt"))
                    .sorted()
                    .toList()) {
                for (String line : Files.readAllLines(file)) {
                    Matcher said = found.matcher(line);
                    if (said.matches()
                            && chinese.of(finding(said.group(1), said.group(2), "draw it again"))
                                    .contains(said.group(2))) {
                        left.add(file.getFileName() + ": " + line);
                    }
                }
            }
        }
        assertThat(left).isEmpty();
    }

    @Test
    @DisplayName("One that has no words in the reader's language stays English as a whole")
    void unknown() {
        ReleaseFinding found = finding("file", "something that nobody has said before", "do something about it");
        assertThat(chinese.of(found)).isEqualTo(found.text());
        assertThat(chinese.isEnglish(found)).isTrue();
    }

    @Test
    @DisplayName("One that ends with a parser's sentence has one full stop")
    void parser() {
        assertThat(chinese.of(finding("file", "it is no YAML: something odd.", "correct this line")))
                .isEqualTo("processes/a.bpmn，第 7 行，a：不是有效的 YAML：something odd。请修正这一行。[file]");
    }

    @Test
    @DisplayName("A refusal is said line by line")
    void refused() {
        ReleaseRefused refusal = new ReleaseRefused(
                List.of(
                        finding("file", "nothing that is live has this name", "do something about it"),
                        finding("leaves", "the group leaves", "put it back in the file if that is not meant")
                                .asWarning()),
                false);
        assertThat(english.of(refusal)).isEqualTo(refusal.getMessage());
        assertThat(chinese.of(refusal).lines())
                .containsExactly(
                        "未部署任何内容：有 1 处需要修正。有些内容尚无法检查，修正后可能还会发现其他问题。",
                        "processes/a.bpmn，第 7 行，a：当前生效的内容中没有这个名称。do something about it。[file]",
                        "警告：processes/a.bpmn，第 7 行，a：该组将被移除。如非本意，请在文件中恢复。[leaves]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "the table staff-routing has 3 rules for it | 决策表 staff-routing 有 3 条规则同时适用",
                "the table staff-routing gives no queue, and 700 for priority | 决策表 staff-routing 给出：没有队列；优先级为 700",
                "the table staff-routing gives the queue 'a', which is not there, and no priority, and no workingHours"
                        + " | 决策表 staff-routing 给出：不存在的队列“a”；没有优先级；没有工作时数（workingHours）",
                "the table staff-routing gives the queue 'a', which is not there" + " | 决策表 staff-routing 给出：不存在的队列“a”",
                "it was escalated to the queue 'a', which is not there | 被升级到不存在的队列“a”",
                "Release 7 cannot be loaded: this version of the program does not know: step x; start a newer one on this node"
                        + " | 无法加载发布 7：此版本的程序不认识：step x；请在此节点启动更新的版本",
                "only an administrator changes who leads a queue | 只有管理员可以更改队列的主管组"
            })
    @DisplayName("Why a task could not be routed, and what is stored of releases, is said with its parts")
    void sentences(String said, String expected) {
        assertThat(chinese.in(said)).isEqualTo(expected);
        assertThat(english.in(said)).isEqualTo(said);
    }
}
