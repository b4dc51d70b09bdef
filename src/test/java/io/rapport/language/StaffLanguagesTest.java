package io.rapport.language;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The languages of staff")
class StaffLanguagesTest {

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "zh-CN, zh",
        "zh-TW en, zh",
        "en-GB zh, en",
        "fr zh-CN en, zh",
        "de, en",
        "pt, pt-BR",
        "pt-BR, pt-BR",
    })
    @DisplayName("are chosen by the first wanted one that is offered, whatever its region; English if none is")
    void nearest(String wanted, String chosen) {
        StaffLanguages languages = new StaffLanguages(List.of(Locale.CHINESE, Locale.forLanguageTag("pt-BR")));
        assertThat(languages.nearest(Arrays.stream(wanted.split(" "))
                        .map(Locale::forLanguageTag)
                        .toList()))
                .isEqualTo(Locale.forLanguageTag(chosen));
    }
}
