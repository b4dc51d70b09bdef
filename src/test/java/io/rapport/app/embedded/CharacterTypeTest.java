package io.rapport.app.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A new embedded database knows letters by a locale of the machine")
class CharacterTypeTest {

    @ParameterizedTest
    @CsvSource({
        "C C.utf8 POSIX, C.UTF-8",
        "C POSIX de_DE.utf8 en_US.utf8, en_US.UTF-8",
        "C en_US.UTF-8 C.UTF-8, C.UTF-8",
        "C POSIX en_US.ISO8859-1, C",
        "'', C",
    })
    @DisplayName("in UTF-8, however the machine writes its name, and C where there is none")
    void among(String listed, String taken) {
        assertThat(CharacterType.among(listed.replace(' ', '\n'))).isEqualTo(taken);
    }
}
