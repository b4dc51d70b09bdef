package io.rapport.journey.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.rapport.loyalty.LoyaltyRules.Level;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A table of levels as a file has it")
class LevelTableFileTest {

    private static String shipped() throws IOException {
        return Files.readString(Path.of("processes/loyalty-level.dmn"));
    }

    private static LevelTableFile read(String file) {
        return LevelTableFile.read(file.getBytes(StandardCharsets.UTF_8)).orElseThrow();
    }

    @Test
    @DisplayName("Answers before it is deployed")
    void answers() throws IOException {
        String file = shipped();
        assertThat(read(file).level(499, BigDecimal.ZERO)).isEqualTo(new Level("bronze", 1));
        assertThat(read(file.replace("&gt;= 500<", "&gt;= 100<")).level(100, BigDecimal.ZERO))
                .isEqualTo(new Level("silver", 2));
    }

    @Test
    @DisplayName("Is another one where a cell says something else, and the same with other remarks")
    void content() throws IOException {
        String file = shipped();
        assertThat(read(file.replace("Where everybody begins.", "The first one."))
                        .content())
                .isEqualTo(read(file).content());
        assertThat(read(file.replace("&gt;= 500<", "&gt;= 100<")).content())
                .isNotEqualTo(read(file).content());
    }

    @Test
    @DisplayName("Other files have none")
    void none() throws IOException {
        assertThat(LevelTableFile.read(Files.readAllBytes(Path.of("processes/loyalty-earning.dmn"))))
                .isEmpty();
    }
}
