package io.rapport.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.rapport.gate.TextCheck.Given;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The gate holds texts in the languages of staff against what they lie over")
class TextCheckTest {

    private static Map<String, byte[]> shipped() {
        Map<String, byte[]> files = new TreeMap<>();
        for (String folder : List.of("processes", "forms")) {
            try (Stream<Path> all = Files.list(Path.of(folder))) {
                for (Path file : all.toList()) {
                    files.put(folder + "/" + file.getFileName(), Files.readAllBytes(file));
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return files;
    }

    private static String text(String file) {
        return new String(shipped().get(file), StandardCharsets.UTF_8);
    }

    /** @return what is found in a release of the shipped files in which one is another */
    private static List<Finding> release(String name, String content) {
        Map<String, byte[]> files = shipped();
        files.put(name, content.getBytes(StandardCharsets.UTF_8));
        return check(files, Set.of(name));
    }

    private static List<Finding> check(Map<String, byte[]> files, Set<String> changed) {
        Findings findings = new Findings();
        TextKind kind = new TextKind(null);
        Map<String, byte[]> models = new TreeMap<>(files);
        models.keySet().removeIf(file -> FileKind.of(file) == FileKind.OTHER);
        List<Given> texts = new ArrayList<>();
        files.forEach((file, content) -> {
            if (kind.takes(file)) {
                TextCheck.read(file, content, findings).ifPresent(texts::add);
            }
        });
        new TextCheck(List.of(Locale.CHINESE), findings)
                .check(ModelFileReader.read(null, models), files::get, texts, changed);
        return findings.list();
    }

    @Test
    @DisplayName("the shipped ones say everything, and nothing that there is not")
    void complete() {
        Map<String, byte[]> files = shipped();
        assertThat(check(files, files.keySet())).extracting(Finding::text).isEmpty();
        assertThat(files.keySet()).filteredOn(new TextKind(null)::takes).hasSizeGreaterThan(15);
    }

    @Test
    @DisplayName("a text that is missing is told, with its place and file, and keeps nothing out")
    void missing() {
        String texts = text("forms/investigate.zh.yaml").replace("findings:\n  label: 调查结果\n", "findings:\n");
        assertThat(release("forms/investigate.zh.yaml", texts)).singleElement().satisfies(finding -> {
            assertThat(finding.rule()).isEqualTo(Rule.TEXT_MISSING);
            assertThat(finding.isError()).isFalse();
            assertThat(finding.text())
                    .contains("forms/investigate.zh.yaml", "Chinese", "findings.label", "investigate.zh.yaml");
        });
    }

    @Test
    @DisplayName("a form or journey that changes is held against the texts that are there")
    void alone() {
        String form = text("forms/investigate.form").replace("\"id\": \"findings\"", "\"id\": \"results\"");
        assertThat(release("forms/investigate.form", form))
                .filteredOn(finding -> finding.rule() == Rule.TEXT_MISSING)
                .singleElement()
                .satisfies(finding -> assertThat(finding.problem()).contains("results.label, results.description"));
        String model = text("processes/complaint.bpmn").replace("name=\"Reported before?\"", "name=\"Known?\"");
        assertThat(release("processes/complaint.bpmn", model))
                .as("the id says what it lies over")
                .isEmpty();
    }

    @Test
    @DisplayName("ids that do not exist are told, what has no form or journey at all, and a language that nobody reads")
    void tooMuch() {
        assertThat(release("forms/investigate.zh.yaml", text("forms/investigate.zh.yaml") + "finding: {label: 结果}\n"))
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.rule()).isEqualTo(Rule.TEXT_UNKNOWN);
                    assertThat(finding.problem()).contains("finding.label");
                });
        assertThat(release("forms/investigation.zh.yaml", "findings: {label: 结果}"))
                .extracting(Finding::rule)
                .containsExactly(Rule.TEXT_OWNER);
        assertThat(release("forms/investigate.fr.yaml", "findings: {label: Constat}"))
                .extracting(Finding::rule)
                .containsExactly(Rule.TEXT_LANGUAGE);
    }

    @Test
    @DisplayName("a file that cannot be read is refused, with its line")
    void unreadable() {
        assertThat(release("processes/complaint.zh.yaml", "complaint: 投诉\nis-resolved: [是]\n"))
                .first()
                .satisfies(finding -> {
                    assertThat(finding.rule()).isEqualTo(Rule.TEXT_FILE);
                    assertThat(finding.isError()).isTrue();
                    assertThat(finding.line()).isEqualTo(2);
                });
    }

    @Test
    @DisplayName("what no form may bring in comes by no other language either")
    void hostile() {
        String texts = text("forms/investigate.zh.yaml");
        assertThat(release(
                        "forms/investigate.zh.yaml",
                        texts.replace("<div><strong>", "<div><script src='//evil.example'>")))
                .filteredOn(Finding::isError)
                .extracting(Finding::rule)
                .containsExactly(Rule.FORM_CONTENT);
        assertThat(release(
                        "forms/investigate.zh.yaml", texts.replace("text: 查明经过和原因，然后提出补救方案。", "text: \"{{reasons}}\"")))
                .filteredOn(Finding::isError)
                .extracting(Finding::rule)
                .containsExactly(Rule.FORM_UNESCAPED);
    }

    @Test
    @DisplayName("what a form brings in itself is said of the form, and not of its texts once more")
    void ofTheFormAlone() {
        String form = text("forms/investigate.form")
                .replaceFirst(
                        "\"components\": \\[",
                        "\"components\": [{\"type\": \"iframe\", \"id\": \"frame\", \"label\": \"Frame\", \"url\": \"https://evil.example\"},");
        assertThat(form).contains("evil.example");
        assertThat(release("forms/investigate.form", form)).noneMatch(Finding::isError);
    }

    @Test
    @DisplayName("models and forms themselves say it in English")
    void english() {
        String form =
                text("forms/investigate.form").replace("\"label\": \"Findings\"", "\"label\": \"Findings / 调查结果\"");
        assertThat(release("forms/investigate.form", form)).singleElement().satisfies(finding -> {
            assertThat(finding.rule()).isEqualTo(Rule.TEXT_ENGLISH);
            assertThat(finding.text()).contains("investigate.zh.yaml");
        });
    }
}
