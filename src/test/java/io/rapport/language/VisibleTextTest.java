package io.rapport.language;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Whether a text shows anything")
class VisibleTextTest {

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "",
                " \t\n",
                "\u00a0",
                "\u3000\u3000",
                "\u200b",
                "\u200d\ufeff",
                "\u2060",
                "\u2800",
                "\u3164",
                "\uffa0",
                "\u115f",
                "\u202e",
                "\u0301",
                "\u0085"
            })
    @DisplayName("no: spaces, characters of no width, fillers, marks without a letter")
    void blank(String text) {
        assertThat(VisibleText.isBlank(text)).isTrue();
        assertThat(VisibleText.strip(text)).isEmpty();
        assertThat(VisibleText.length(text)).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "我", "\u200b1", ".", "👍", "é", "\u00b7"})
    @DisplayName("yes: whatever a reader sees")
    void visible(String text) {
        assertThat(VisibleText.isBlank(text)).isFalse();
        assertThat(VisibleText.length(text)).isEqualTo(1);
    }

    @Test
    @DisplayName("what cannot be seen goes at the ends alone, and what belongs to a character stays")
    void strip() {
        assertThat(VisibleText.strip("\u200b\u3000 a\u200db \ufeff")).isEqualTo("a\u200db");
        assertThat(VisibleText.strip(" e\u0301 ")).isEqualTo("e\u0301");
        assertThat(VisibleText.strip("❤\ufe0f ")).isEqualTo("❤\ufe0f");
        String england = new StringBuilder()
                .appendCodePoint(0x1F3F4)
                .appendCodePoint(0xE0067)
                .appendCodePoint(0xE0062)
                .appendCodePoint(0xE0065)
                .appendCodePoint(0xE006E)
                .appendCodePoint(0xE0067)
                .appendCodePoint(0xE007F)
                .toString();
        assertThat(VisibleText.strip(england + "\n")).isEqualTo(england);
    }

    @Test
    @DisplayName("what turns the direction of reading goes, as do control characters; lines, joiners and marks stay")
    void clean() {
        assertThat(VisibleText.clean("a\u202eb\u202c \u2066c\u2069\u0000\u0085d"))
                .isEqualTo("ab cd");
        assertThat(VisibleText.clean("1\t2\r\n3")).isEqualTo("1\t2\r\n3");
        assertThat(VisibleText.clean("می\u200cروم שלום\u200f!")).isEqualTo("می\u200cروم שלום\u200f!");
        assertThat(VisibleText.clean(null)).isNull();
    }

    @ParameterizedTest
    @CsvSource({"50 g, 50  G", "５０ 克, 50 克", "50\u200b g, 50 g", "Café, CAFE\u0301"})
    @DisplayName("two that look the same are the same when folded")
    void folded(String one, String other) {
        assertThat(VisibleText.folded(one)).isEqualTo(VisibleText.folded(other));
    }

    @Test
    @DisplayName("and others are not")
    void others() {
        assertThat(VisibleText.folded("50 g")).isNotEqualTo(VisibleText.folded("500 g"));
        assertThat(VisibleText.folded("大")).isNotEqualTo(VisibleText.folded("小"));
    }
}
