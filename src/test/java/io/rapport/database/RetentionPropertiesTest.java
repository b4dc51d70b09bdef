package io.rapport.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneOffset;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("When rows are deleted, and what may be set")
class RetentionPropertiesTest {

    private static RetentionProperties between(String from, String until) {
        return properties(from, until, 1000, Duration.ofDays(180));
    }

    private static RetentionProperties properties(String from, String until, int batch, Duration messages) {
        return properties(from, until, batch, messages, Duration.ofDays(365));
    }

    private static RetentionProperties properties(
            String from, String until, int batch, Duration messages, Duration audit) {
        Duration year = Duration.ofDays(365);
        return new RetentionProperties(
                LocalTime.parse(from),
                LocalTime.parse(until),
                ZoneOffset.UTC,
                batch,
                Duration.ZERO,
                year,
                year,
                messages,
                year,
                year,
                year,
                year,
                year,
                year,
                year,
                year,
                1,
                audit);
    }

    @ParameterizedTest(name = "from {0} until {1}: at {2} {3}")
    @CsvSource({
        "01:00, 05:00, 00:59, false",
        "01:00, 05:00, 01:00, true",
        "01:00, 05:00, 04:59, true",
        "01:00, 05:00, 05:00, false",
        "22:00, 04:00, 21:59, false",
        "22:00, 04:00, 22:00, true",
        "22:00, 04:00, 03:59, true",
        "22:00, 04:00, 04:00, false",
        "00:00, 00:00, 00:00, false",
        "00:00, 00:00, 12:00, false",
    })
    @DisplayName("The hours may span midnight; the same twice is never")
    void offPeak(String from, String until, String time, boolean deletes) {
        assertThat(between(from, until).isOffPeak(LocalTime.parse(time))).isEqualTo(deletes);
    }

    @Test
    @DisplayName("Messages stay for as long as a cap counts them, the audit log for a year; a batch has a row")
    void refused() {
        assertThatThrownBy(() -> properties("01:00", "05:00", 1000, Duration.ofDays(30)))
                .hasMessageContaining("rapport.retention.messages must be at least 31d");
        assertThatThrownBy(() -> properties("01:00", "05:00", 0, Duration.ofDays(180)))
                .hasMessageContaining("rapport.retention.batch must be at least 1");
        assertThatThrownBy(() -> properties("01:00", "05:00", 1000, Duration.ofDays(180), Duration.ofDays(364)))
                .hasMessageContaining("rapport.retention.audit must be at least 365d");
    }
}
