package io.rapport.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("How long after something happened a journey starts on it")
class StartWindowTest {

    private static final Instant NOON = Instant.parse("2026-03-03T12:00:00Z");

    @ParameterizedTest(name = "{0}, {1} after it: {2}")
    @CsvSource({
        "P14D,  P14D,      true",
        "P14D,  P14DT0.1S, false",
        "PT10H, PT9H59M,   true",
        "PT10H, PT10H1S,   false",
        "P14D,  PT-1H,     true",
    })
    @DisplayName("is in days or hours, and what a sender's clock puts ahead of ours is not late")
    void window(String said, String later, boolean open) {
        assertThat(StartWindow.parse(said).isOpen(NOON, NOON.plus(Duration.parse(later))))
                .isEqualTo(open);
    }

    @Test
    @DisplayName("is without an end where the process does not say")
    void unsaid() {
        assertThat(StartWindow.parse(null).isOpen(Instant.EPOCH, NOON)).isTrue();
    }

    @ParameterizedTest(name = "{0} and {1}: {2}")
    @CsvSource({"P14D, PT10H, PT10H", "PT2H, PT10H, PT2H", ", PT10H, PT10H", "PT2H, , PT2H", ", ,"})
    @DisplayName("is the shorter of what the process says and what the entry says that raises the event")
    void shorter(String process, Duration entry, Duration both) {
        assertThat(StartWindow.parse(process).within(entry)).isEqualTo(new StartWindow(both));
    }

    @ParameterizedTest
    @ValueSource(strings = {"14", "P2M", "P0D", "PT-1H", "two weeks", ""})
    @DisplayName("is nothing else")
    void wrong(String said) {
        assertThatThrownBy(() -> StartWindow.parse(said))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("starts-within must be days or hours, such as P14D or PT10H, not '" + said + "'");
    }
}
