package io.rapport.language;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rapport.language.TextFile.Owner;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A file with texts in one language")
class TextFileTest {

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "forms/investigate.zh.yaml, FORM, investigate, zh",
        "processes/complaint-resolution.zh.yaml, PROCESS, complaint-resolution, zh",
        "processes/service/complaint.pt-BR.yaml, PROCESS, complaint, pt-BR",
        "investigate.zh-Hans-CN.yml, UNKNOWN, investigate, zh-Hans-CN",
    })
    @DisplayName("says by its name what it lies over, and in which language")
    void names(String name, Owner owner, String id, String locale) {
        assertThat(TextFile.of(name)).contains(new TextFile(owner, id, Locale.forLanguageTag(locale)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"processes/events.asyncapi.yaml", "processes/staff.yaml", "forms/investigate.form", "zh.yaml"})
    @DisplayName("is told from other files")
    void others(String name) {
        assertThat(TextFile.of(name)).isEmpty();
    }

    @Test
    @DisplayName("has a name by id, or texts by attribute; yes, no and numbers are texts")
    void texts() throws Exception {
        Texts texts = read(
                """
                complaint: 投诉受理
                is-known: no
                investigate:
                  name: 调查投诉
                  why: 投诉 {complaintId} 需要调查。
                remedy:
                  label: 补救措施
                  values: {refund: 退款, yes: 是}
                score: 5
                """);

        assertThat(texts.get("complaint", "name")).contains("投诉受理");
        assertThat(texts.get("is-known", "name")).contains("no");
        assertThat(texts.get("investigate", "why")).contains("投诉 {complaintId} 需要调查。");
        assertThat(texts.get("remedy", "values.refund")).contains("退款");
        assertThat(texts.get("remedy", "values.yes")).contains("是");
        assertThat(texts.get("score", "name")).contains("5");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[a, b]",
                "a: [b]",
                "a:",
                "a: {label: }",
                "a: {values: {b: {c: d}}}",
                "a: x\na: y",
                "a: {label: x\n",
                "just a text",
            })
    @DisplayName("is refused if it is anything else")
    void refused(String yaml) {
        assertThatThrownBy(() -> read(yaml)).isInstanceOf(TextFile.Unreadable.class);
    }

    private static Texts read(String yaml) throws TextFile.Unreadable {
        return TextFile.read(yaml.getBytes(StandardCharsets.UTF_8));
    }
}
