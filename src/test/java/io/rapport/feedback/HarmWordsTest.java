package io.rapport.feedback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("Words of harm")
class HarmWordsTest {

    private static final List<HarmWords.WordRule> RULES = List.of(
            HarmWords.WordRule.of("injur*, caught fire", "", ""),
            HarmWords.WordRule.of("smoke", "plug, kettle", "tast*"),
            HarmWords.WordRule.of("烫伤、起火", "", ""));

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "My hand was injured, true",
        "INJURY!, true",
        "It caught   fire, true",
        "It caught a fire, false",
        "uninjured, false",
        "Smoke came out of the kettle, true",
        "The tea tastes of smoke from the kettle, false",
        "It tastes bad. Smoke came out of the plug., true",
        "Smoke. The plug is white., false",
        "smoked plugs, false",
        "孩子被烫伤了, true",
        "茶很好喝, false",
        "'', false",
    })
    @DisplayName("are found as whole words, near or without others of the same sentence, Chinese ones anywhere")
    void finds(String text, boolean harm) {
        assertThat(HarmWords.in(text, RULES)).isEqualTo(harm);
    }

    @Test
    @DisplayName("are none in no text, and by no rule")
    void nothing() {
        assertThat(HarmWords.in(null, RULES)).isFalse();
        assertThat(HarmWords.in("It caught fire", List.of())).isFalse();
    }

    @Test
    @DisplayName("must be named by each rule")
    void noWords() {
        assertThatThrownBy(() -> HarmWords.WordRule.of(" , ", "plug", ""))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("needs words");
    }
}
