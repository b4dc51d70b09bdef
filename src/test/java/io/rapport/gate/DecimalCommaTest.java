package io.rapport.gate;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A comma between the digits of a cell means or")
class DecimalCommaTest {

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            >= 5,5        | >= 5.5              | >= 5, 5
            < 3,5         | < 3.5               | < 3, 5
            >= 1,500      | >= 1500 / >= 1.500  | >= 1, 500
            < 0,125       | < 0.125             | < 0, 125
            > -2,5        | > -2.5              | > -2, 5
            >=1,500,250   | >=1500250           | >=1, 500, 250
            ? > 5,5       | ? > 5.5             | ? > 5, 5
            not(>= 5,5)   | not(>= 5.5)         | not(>= 5, 5)
            1, 3, >= 5,5  | 1, 3, >= 5.5        | 1, 3, >= 5, 5
            >= 5,5, 7     | >= 5.5, 7           | >= 5, 5, 7
            5,5           | 5.5                 | 5, 5
            1,05          | 1.05                | 1, 05
            not(0,00)     | not(0.00)           | not(0, 00)
            1,000         | 1000 / 1.000        | 1, 000
            1,000,000     | 1000000             | 1, 000, 000
            """)
    @DisplayName("and is hardly meant so behind a limit, between the same numbers, or before a zero")
    void hardlyMeant(String test, String number, String list) {
        assertThat(DecimalComma.in(test)).contains(new DecimalComma(number, list));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1,2,3",
                "1,2",
                "0,5",
                "10,20",
                "1,500",
                "2026,2027",
                "not(1,2)",
                "1, 2",
                "5, 5",
                ">= 5, 5",
                ">= 5, <= 2",
                "< 3,> 5",
                "< 3,[5..7]",
                "< 3,-5",
                "< 1,2,3",
                ">= 2.5,3",
                ">= 5,5.5",
                "1,1,2",
                "5.5",
                "[1..5],7,9",
                "-",
                "= 1,2",
                "max(?,5,5) > 3",
                "decimal(?,05) > 3",
                "\"5,5\""
            })
    @DisplayName("and is taken for a list wherever it may be one")
    void list(String test) {
        assertThat(DecimalComma.in(test)).isEmpty();
    }
}
