package io.rapport.value;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.Locale;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("What three years of a customer are expected to come to")
class CustomerScoreTest {

    @ParameterizedTest(name = "{0} {1} is shown as about {2}")
    @CsvSource(
            delimiter = ';',
            value = {
                "476453; EUR; €4,800",
                "85164; EUR; €850",
                "1629; EUR; €16",
                "163; EUR; €2",
                "0; EUR; €0",
                "476453; JPY; ¥480,000"
            })
    @DisplayName("is shown to two figures, without fractions: it is a forecast, no account")
    void estimate(long minor, String currency, String shown) {
        LocalDate day = LocalDate.of(2026, 5, 25);
        CustomerScore score =
                new CustomerScore("c", day, day, 1, 100, 1, 1, 1, 0.5, 0.1, 0.4, minor, 1, ScoringMethod.MODEL);

        assertThat(score.lifetimeEstimate(currency, Locale.US)).isEqualTo(shown);
    }
}
