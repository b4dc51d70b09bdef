package io.rapport.imports;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("Amounts in files")
class AmountsTest {

    @ParameterizedTest(name = "{0} → {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "0|0",
                "12|12",
                "-3|-3",
                "12.5|12.5",
                "12,5|12.5",
                "12.50|12.50",
                "1.234,50|1234.50",
                "1,234.50|1234.50",
                "1 234,50|1234.50",
                "1’234.50|1234.50",
                "1.234.567|1234567",
                "1,234,567|1234567",
                "1.234.567,8|1234567.8",
                "1234.5678|1234.5678",
            })
    @DisplayName("are read where they can mean one thing alone")
    void unstated(String text, String number) {
        assertThat(Amounts.parse(text, (char) 0))
                .hasValueSatisfying(found -> assertThat(found).isEqualByComparingTo(number));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1,234",
                "1.234",
                "1,23,4",
                "1.23,4.5",
                "12 34",
                "EUR 5",
                "1e5",
                "--5",
                "5-",
                "٣",
                "1,2345,678",
                ".5",
                "5."
            })
    @DisplayName("are not guessed at")
    void ambiguous(String text) {
        assertThat(Amounts.parse(text, (char) 0)).isEmpty();
    }

    @ParameterizedTest(name = "{0} with {1} → {2}")
    @CsvSource(
            delimiter = '|',
            value = {"1,234|,|1.234", "1.234|,|1234", "1,234|.|1234", "1.234|.|1.234", "12.345.678,9|,|12345678.9"})
    @DisplayName("are read as it is stated")
    void stated(String text, char decimal, String number) {
        assertThat(Amounts.parse(text, decimal))
                .hasValueSatisfying(found -> assertThat(found).isEqualByComparingTo(number));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"1.5|,", "1,5|.", "1.234.5|,", "12,34.5|."})
    @DisplayName("that are not as it is stated are refused")
    void notAsStated(String text, char decimal) {
        assertThat(Amounts.parse(text, decimal)).isEmpty();
    }
}
