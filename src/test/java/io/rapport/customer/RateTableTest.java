package io.rapport.customer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("Rates of exchange")
class RateTableTest {

    private static final LocalDate DAY = LocalDate.of(2026, 3, 10);

    private static RateTable table(String... lines) {
        return RateTable.read(List.of(lines));
    }

    @Test
    @DisplayName("change an amount by the newest rate that is not later than its day, also across the base")
    void converts() {
        RateTable rates = table(
                "# accounting, March",
                "from,base,currency,rate",
                "2026-01-01,EUR,CNY,8",
                "",
                "2026-03-01,EUR,CNY,7.5",
                "2026-03-11,EUR,CNY,1",
                "2026-01-01, EUR, USD, 1.25");
        assertThat(rates.convert(new BigDecimal("900"), "CNY", "EUR", DAY))
                .hasValueSatisfying(euros -> assertThat(euros).isEqualByComparingTo("120"));
        assertThat(rates.convert(new BigDecimal("900"), "CNY", "EUR", DAY.minusDays(20)))
                .hasValueSatisfying(euros -> assertThat(euros).isEqualByComparingTo("112.5"));
        assertThat(rates.convert(new BigDecimal("75"), "CNY", "USD", DAY))
                .hasValueSatisfying(dollars -> assertThat(dollars).isEqualByComparingTo("12.5"));
        assertThat(rates.convert(new BigDecimal("5"), "BHD", "BHD", DAY)).contains(new BigDecimal("5"));
    }

    @Test
    @DisplayName("are not invented: without one for the currency and the day there is no amount")
    void unknown() {
        RateTable rates = table("from,base,currency,rate", "2026-03-11,EUR,CNY,7.5");
        assertThat(rates.convert(BigDecimal.TEN, "CNY", "EUR", DAY)).isEmpty();
        assertThat(rates.convert(BigDecimal.TEN, "BHD", "EUR", DAY)).isEmpty();
        assertThat(table().convert(BigDecimal.TEN, "CNY", "EUR", DAY)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "2026-3-1,EUR,CNY,7|line 2 must begin with a day",
                "2026-03-01,EUR,CNY|line 2 must have four values",
                "2026-03-01,EUR,yuan,7|line 2 must name the currency by three capitals",
                "2026-03-01,EUR,CNY,0|line 2 must give a rate above 0",
                "2026-03-01,EUR,CNY,1e2|line 2 must give a rate above 0",
                "2026-03-01,EUR,EUR,1|line 2 must not give a rate of the base to itself",
            })
    @DisplayName("are refused by line and fix where a line is wrong")
    void faults(String line, String fault) {
        assertThatThrownBy(() -> table("from,base,currency,rate", line)).hasMessageContaining(fault);
    }

    @Test
    @DisplayName("have one base and one rate a day")
    void contradictions() {
        String head = "from,base,currency,rate";
        assertThatThrownBy(() -> table(head, "2026-03-01,EUR,CNY,7", "2026-03-01,EUR,CNY,8"))
                .hasMessageContaining("line 3 must not give a second rate for the same day");
        assertThatThrownBy(() -> table(head, "2026-03-01,EUR,CNY,7", "2026-03-01,USD,JPY,150"))
                .hasMessageContaining("line 3 must have the base of the lines before, EUR");
        assertThatThrownBy(() -> table("2026-03-01,EUR,CNY,7")).hasMessageContaining("line 1 must be the head");
    }

    @Test
    @DisplayName("that ship with the product can be read")
    void shipped() throws IOException {
        RateTable rates = RateTable.read(Files.readAllLines(Path.of("processes/exchange-rates.csv")));
        assertThat(rates.convert(new BigDecimal("900"), "CNY", "EUR", DAY)).isPresent();
    }
}
