package io.rapport.gate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The gate holds texts in the languages of staff against what they lie over")
class TextCheckTest {

    private static final Platform CHINESE =
            ShippedGate.platform(List.of("en", "zh-CN"), Set.of(), false, List.of(Locale.CHINESE));

    private static List<Finding> deploy(String name, String content) {
        return ShippedGate.checkBesideShipped(CHINESE, Map.of(name, content.getBytes(StandardCharsets.UTF_8)));
    }

    private static String shipped(String file) throws IOException {
        return Files.readString(Path.of(file));
    }

    @Test
    @DisplayName("the shipped ones say everything, and nothing that there is not")
    void complete() {
        assertThat(ShippedGate.check(ShippedGate.files()))
                .filteredOn(finding -> finding.rule().name().startsWith("TEXT_"))
                .extracting(Finding::text)
                .isEmpty();
    }

    @Test
    @DisplayName("a text that is missing is told, with its place and file, and keeps nothing out")
    void missing() throws IOException {
        String texts = shipped("forms/investigate.zh.yaml").replace("findings:\n  label: 调查结果\n", "findings:\n");
        assertThat(deploy("forms/investigate.zh.yaml", texts)).singleElement().satisfies(finding -> {
            assertThat(finding.rule()).isEqualTo(Rule.TEXT_MISSING);
            assertThat(finding.isError()).isFalse();
            assertThat(finding.text())
                    .contains("forms/investigate.zh.yaml", "Chinese", "findings.label", "investigate.zh.yaml");
        });
    }

    @Test
    @DisplayName("a form or journey that comes alone is held against the texts that are deployed")
    void alone() throws IOException {
        String form = shipped("forms/investigate.form").replace("\"id\": \"findings\"", "\"id\": \"results\"");
        assertThat(deploy("investigate.form", form))
                .filteredOn(finding -> finding.rule() == Rule.TEXT_MISSING)
                .singleElement()
                .satisfies(finding -> assertThat(finding.problem()).contains("results.label, results.description"));
        String model = shipped("processes/complaint.bpmn").replace("name=\"Told before?\"", "name=\"Known?\"");
        assertThat(deploy("complaint.bpmn", model))
                .filteredOn(finding -> finding.rule().name().startsWith("TEXT_"))
                .as("the id says what it lies over")
                .isEmpty();
    }

    @Test
    @DisplayName(
            "ids that do not exist are told, with what has no form or journey at all, and a language that nobody reads")
    void tooMuch() throws IOException {
        assertThat(deploy("forms/investigate.zh.yaml", shipped("forms/investigate.zh.yaml") + "finding: {label: 结果}\n"))
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.rule()).isEqualTo(Rule.TEXT_UNKNOWN);
                    assertThat(finding.problem()).contains("finding.label");
                });
        assertThat(deploy("forms/investigation.zh.yaml", "findings: {label: 结果}"))
                .extracting(Finding::rule)
                .containsExactly(Rule.TEXT_OWNER);
        assertThat(deploy("forms/investigate.fr.yaml", "findings: {label: Constat}"))
                .extracting(Finding::rule)
                .contains(Rule.TEXT_LANGUAGE);
    }

    @Test
    @DisplayName("a file that cannot be read is refused, with its line")
    void unreadable() {
        assertThat(deploy("processes/complaint.zh.yaml", "complaint: 投诉\nis-resolved: [是]\n"))
                .first()
                .satisfies(finding -> {
                    assertThat(finding.rule()).isEqualTo(Rule.TEXT_FILE);
                    assertThat(finding.isError()).isTrue();
                    assertThat(finding.line()).isEqualTo(2);
                });
    }

    @Test
    @DisplayName("what no form may bring in comes by no other language either")
    void hostile() throws IOException {
        String texts = shipped("forms/investigate.zh.yaml");
        assertThat(deploy(
                        "forms/investigate.zh.yaml",
                        texts.replace("<div><strong>", "<div><script src='//evil.example'>")))
                .filteredOn(Finding::isError)
                .extracting(Finding::rule)
                .containsExactly(Rule.FORM_CONTENT);
        assertThat(deploy(
                        "forms/investigate.zh.yaml", texts.replace("text: 查明经过和原因，然后提出补救方案。", "text: \"{{reasons}}\"")))
                .filteredOn(Finding::isError)
                .extracting(Finding::rule)
                .containsExactly(Rule.FORM_UNESCAPED);
    }

    @Test
    @DisplayName("models and forms themselves say it in English")
    void english() throws IOException {
        String form =
                shipped("forms/investigate.form").replace("\"label\": \"Findings\"", "\"label\": \"Findings / 调查结果\"");
        assertThat(deploy("investigate.form", form))
                .filteredOn(finding -> finding.rule() == Rule.TEXT_ENGLISH)
                .singleElement()
                .satisfies(finding -> assertThat(finding.text()).contains("investigate.zh.yaml"));
    }
}
