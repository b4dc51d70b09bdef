package io.rapport.calendar;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A moment of RFC 3339")
class Rfc3339Test {

    @ParameterizedTest
    @CsvSource({
        "2026-05-04T09:30:00+02:00,                2026-05-04T07:30:00Z",
        "2026-05-04t07:30:00z,                     2026-05-04T07:30:00Z",
        "2026-05-04T07:30:00-00:00,                2026-05-04T07:30:00Z",
        "2026-05-04T07:30:00+23:59,                2026-05-03T07:31:00Z",
        "2026-05-04T07:30:00.5Z,                   2026-05-04T07:30:00.5Z",
        "2026-05-04T07:30:00.123456789012345678Z,  2026-05-04T07:30:00.123456789Z",
        "2016-12-31T23:59:60Z,                     2017-01-01T00:00:00Z",
        "2016-12-31T18:59:60.25-05:00,             2017-01-01T00:00:00.25Z",
        "1990-12-31T15:59:60-08:00,                1991-01-01T00:00:00Z",
        "2024-02-29T00:00:00Z,                     2024-02-29T00:00:00Z",
        "0000-01-01T00:00:00Z,                     0000-01-01T00:00:00Z",
    })
    @DisplayName("is read, leap seconds and long fractions included")
    void read(String text, Instant moment) {
        assertThat(Rfc3339.parse(text)).contains(moment);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-05-04T09:30:00",
                "2026-05-04 09:30:00Z",
                "2026-05-04T09:30Z",
                "2026-05-04T09:30:00.Z",
                "2026-05-04T09:30:00+0200",
                "2026-05-04T09:30:00+24:00",
                "2026-05-04T09:30:00+02:60",
                "2026-02-29T09:30:00Z",
                "2026-13-01T09:30:00Z",
                "2026-05-04T24:00:00Z",
                "2026-05-04T09:60:00Z",
                "2026-05-04T09:30:61Z",
                "2026-05-04T09:30:60Z",
                "2016-12-30T23:59:60Z",
                "2016-12-31T23:59:60+02:00",
                "12026-05-04T09:30:00Z",
                "２０２６-05-04T09:30:00Z",
                "",
            })
    @DisplayName("is nothing else")
    void refused(String text) {
        assertThat(Rfc3339.parse(text)).isEmpty();
    }
}
