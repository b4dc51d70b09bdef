package io.rapport.imports;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A moment in a file, where no form is stated")
class MomentsOfFilesTest {

    private final Dates dates = new Dates(List.of(), ZoneId.of("Europe/Berlin"));

    @ParameterizedTest
    @CsvSource({
        "2024-02-01T04:31:40Z, 2024-02-01T04:31:40Z",
        "2024-02-01T04:31:40.5Z, 2024-02-01T04:31:40.500Z",
        "2024-02-01T04:31:40.47Z, 2024-02-01T04:31:40.470Z",
        "2024-02-01T04:31:40.475Z, 2024-02-01T04:31:40.475Z",
        "2024-02-01T04:31:40.475793Z, 2024-02-01T04:31:40.475793Z",
        "2024-02-01T04:31:40.4757936+01:00, 2024-02-01T03:31:40.475793600Z",
        "2024-02-01T04:31:40.475793687Z, 2024-02-01T04:31:40.475793687Z",
        "2024-02-01T04:31, 2024-02-01T03:31:00Z",
        "2024-02-01 04:31, 2024-02-01T03:31:00Z",
        "2024-02-01 04:31:40.123 +0200, 2024-02-01T02:31:40.123Z",
        "2024-02-01 04:31:40 +02:00, 2024-02-01T02:31:40Z",
        "2024-02-01, 2024-01-31T23:00:00Z"
    })
    @DisplayName("is read with any number of digits behind the second, and with or without a zone")
    void read(String text, Instant moment) {
        assertThat(dates.moment(text)).contains(moment);
    }

    @ParameterizedTest
    @CsvSource({"01.02.2024", "2024-02-30", "2024-02-01T25:00", "yesterday"})
    @DisplayName("is not guessed")
    void notRead(String text) {
        assertThat(dates.moment(text)).isEmpty();
    }
}
