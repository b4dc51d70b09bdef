package io.rapport.customer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("What somebody types to find a customer by the name")
class SearchTextTest {

    @ParameterizedTest
    @CsvSource({
        "Müller, muller",
        "GROẞ, gross",
        "Straße, strasse",
        "İpek, ipek",
        "Ἀθηνᾶς, αθηνασ",
        "МОСКВА, москва",
        "王伟, 王伟",
        "ＡＢＣ１２, abc12",
        "ﾊﾅｺ, ハナコ",
    })
    @DisplayName("is read without marks and widths, and in lower case")
    void folded(String typed, String folded) {
        assertThat(SearchText.of(typed).words()).containsExactly(folded);
    }

    @ParameterizedTest
    @CsvSource({"王, 王", "王伟, 王伟", "m, ' m'", "Li, ' li'", "ß, ' ss'", "' Ø ', ' ø'"})
    @DisplayName("is one piece that names are listed by, where it is one or two characters")
    void term(String typed, String term) {
        assertThat(SearchText.of(typed).term()).contains(term);
    }

    @ParameterizedTest
    @CsvSource({"mül", "王小明", "王a", "a王", "li wei", "王 伟", "müller"})
    @DisplayName("is no such piece where it is more")
    void noTerm(String typed) {
        assertThat(SearchText.of(typed).term()).isEmpty();
        assertThat(SearchText.of(typed).grams()).isNotEmpty();
    }

    @Test
    @DisplayName(
            "is cut into threes of letters, pairs of Chinese characters and beginnings of words, in any order of words")
    void grams() {
        assertThat(SearchText.of("Möller li").grams()).containsExactly("mol", "oll", "lle", "ler", " li");
        assertThat(SearchText.of("欧阳小明").grams()).containsExactly("欧阳", "阳小", "小明");
        assertThat(SearchText.of("O'Neil-Meyer").words()).isEqualTo(List.of("o", "neil", "meyer"));
        assertThat(SearchText.of("O'Neil").patterns()).containsExactly("% o%", "%neil%");
        assertThat(SearchText.of("𠮷野家").grams()).containsExactly("𠮷野", "野家");
    }

    @Test
    @DisplayName("is words also where the space between them is as wide as a Chinese character")
    void wideSpace() {
        assertThat(SearchText.of("Ａｎｎａ　Ｍüller").words()).containsExactly("anna", "muller");
    }

    @Test
    @DisplayName("is nothing where there are only signs, also those that mean something to a database")
    void signs() {
        assertThat(SearchText.of("%_ \\ ' -- ，").words()).isEmpty();
        assertThat(SearchText.of("%_ \\ ' -- ，").grams()).isEmpty();
    }
}
