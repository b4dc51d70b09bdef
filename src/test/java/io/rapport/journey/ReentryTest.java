package io.rapport.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Re-entry")
class ReentryTest {

    private static final Instant STARTED = Instant.parse("2026-01-31T12:00:00Z");

    @ParameterizedTest(name = "{0}, the last one running: {1}, at {2}: {3}")
    @CsvSource({
        "once,              false, 2036-01-31T12:00:00Z, false",
        "while-not-running, true,  2026-02-01T12:00:00Z, false",
        "while-not-running, false, 2026-01-31T12:00:01Z, true",
        "after P90D,        true,  2027-01-31T12:00:00Z, false",
        "after P90D,        false, 2026-05-01T11:59:59Z, false",
        "after P90D,        false, 2026-05-01T12:00:00Z, true",
        "after P1M,         false, 2026-02-28T11:59:59Z, false",
        "after P1M,         false, 2026-02-28T12:00:00Z, true",
    })
    @DisplayName("follows the rule of the process, counted from the last start")
    void rules(String rule, boolean running, Instant now, boolean allowed) {
        assertThat(Reentry.parse(rule).allows(STARTED, running, now)).isEqualTo(allowed);
    }

    @Test
    @DisplayName("without a rule is allowed once the last one has ended")
    void withoutARule() {
        assertThat(Reentry.parse(null)).isEqualTo(new Reentry.WhileNotRunning());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "twice", "after", "after 90", "after PT5H", "Once"})
    @DisplayName("refuses a rule that nobody defined, and says which there are")
    void unknown(String rule) {
        assertThatThrownBy(() -> Reentry.parse(rule))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("P90D");
    }
}
