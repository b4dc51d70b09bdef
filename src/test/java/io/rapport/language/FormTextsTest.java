package io.rapport.language;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The texts of a form")
class FormTextsTest {

    private static final JsonNode FORM = form(
            """
            {"id": "call", "components": [
              {"type": "text", "id": "purpose", "text": "Call them."},
              {"type": "select", "id": "outcome", "key": "callOutcome", "label": "Outcome", "values": [
                {"label": "Reached", "value": "reached"}, {"label": "5", "value": "five"}]},
              {"type": "group", "id": "more", "label": "More", "components": [
                {"type": "textfield", "id": "severity", "key": "severity", "label": "Severity", "disabled": true},
                {"type": "number", "id": "amount", "key": "amount", "label": "Amount",
                 "appearance": {"suffixAdder": "a year"}}]},
              {"type": "html", "id": "preview", "content": "<b>{{name}}</b>"},
              {"type": "text", "id": "computed", "text": "=\\"Dear \\" + name"}]}""");

    private static JsonNode form(String json) {
        try {
            return new ObjectMapper().readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    @Test
    @DisplayName("are what it says in words: no numbers, no expressions, no markup around data")
    void words() {
        assertThat(FormTexts.words(FORM).without(Texts.none()))
                .containsExactly(
                        "purpose.text",
                        "outcome.label",
                        "outcome.values.reached",
                        "more.label",
                        "severity.label",
                        "amount.label",
                        "amount.appearance.suffixAdder");
    }

    @Test
    @DisplayName("take the place of the English ones, in groups too; what is missing stays English, values stay values")
    void replaced() {
        JsonNode chinese = FormTexts.in(
                FORM,
                new Texts(Map.of(
                        "purpose", Map.of("text", "请致电。"),
                        "outcome", Map.of("label", "结果", "values.reached", "已接通"),
                        "amount", Map.of("label", "金额", "appearance.suffixAdder", "每年"))));

        assertThat(chinese.at("/components/0/text").asText()).isEqualTo("请致电。");
        assertThat(chinese.at("/components/1/label").asText()).isEqualTo("结果");
        assertThat(chinese.at("/components/1/values/0/label").asText()).isEqualTo("已接通");
        assertThat(chinese.at("/components/1/values/0/value").asText()).isEqualTo("reached");
        assertThat(chinese.at("/components/1/values/1/label").asText()).isEqualTo("5");
        assertThat(chinese.at("/components/2/components/0/label").asText()).isEqualTo("Severity");
        assertThat(chinese.at("/components/2/components/1/appearance/suffixAdder")
                        .asText())
                .isEqualTo("每年");
        assertThat(FORM.at("/components/0/text").asText()).as("the form itself").isEqualTo("Call them.");
    }

    @Test
    @DisplayName("never add anything to a form, neither components nor settings")
    void nothingMore() {
        JsonNode same = FormTexts.in(
                FORM,
                new Texts(Map.of(
                        "purpose", Map.of("type", "html", "content", "<script>", "label", "x"),
                        "other", Map.of("label", "y"))));

        assertThat(same).isEqualTo(FORM);
    }

    @Test
    @DisplayName(
            "that have no place in the form are found; values of a field without options say what a variable holds")
    void unknown() {
        Texts texts = new Texts(Map.of(
                "findings", Map.of("label", "调查结果"),
                "outcome", Map.of("values.lost", "丢失"),
                "severity", Map.of("values.high", "高")));

        assertThat(FormTexts.unknown(FORM, texts)).containsExactlyInAnyOrder("findings.label", "outcome.values.lost");
        assertThat(FormTexts.tokens(FORM, texts)).isEqualTo(Map.of("severity", Map.of("high", "高")));
    }
}
