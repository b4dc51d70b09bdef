package io.rapport.calendar;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.time.MonthDay;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A date whose year may be unknown")
class PartialDateTest {

    @ParameterizedTest
    @ValueSource(strings = {"1986-04-17", "--04-17", "--02-29", "2000-02-29"})
    @DisplayName("is written as it is read, and kept as a whole date")
    void readAndWritten(String text) {
        PartialDate date = PartialDate.parse(text).orElseThrow();
        assertThat(date).hasToString(text);
        assertThat(PartialDate.of(date.whole(), date.year() == null)).isEqualTo(date);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "1986", "1986-04", "1986-02-29", "--02-30", "--13-01", "-04-17", "1986-4-17", "17.04.1986"})
    @DisplayName("is a day that there is")
    void noDay(String text) {
        assertThat(PartialDate.parse(text)).isEmpty();
    }

    @Test
    @DisplayName("is nothing where nothing is kept")
    void nothing() {
        assertThat(PartialDate.of(null, false)).isNull();
        assertThat(PartialDate.of(LocalDate.of(1990, 2, 28), false))
                .isEqualTo(new PartialDate(1990, MonthDay.of(2, 28)));
    }
}
