package io.rapport.customer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.core.io.ByteArrayResource;

@DisplayName("Currencies")
class CurrenciesTest {

    private static final Instant MARCH = Instant.parse("2026-03-10T23:59:59Z");

    private static ExchangeRates rates(String text) {
        return new ExchangeRates(new ByteArrayResource(text.getBytes(StandardCharsets.UTF_8)), "EUR");
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({"EUR, 2", "JPY, 0", "BHD, 3", "XAU, 2", "QQQ, 2", "euro, 2"})
    @DisplayName("are divided into the decimals of ISO 4217, and into two where that says nothing")
    void decimals(String code, int decimals) {
        assertThat(Currencies.decimals(code)).isEqualTo(decimals);
    }

    @ParameterizedTest(name = "{0} {1}: {2}")
    @CsvSource({
        "12.30, EUR, true",
        "12.345, EUR, false",
        "12.340, EUR, true",
        "100, JPY, true",
        "100.0, JPY, true",
        "100.5, JPY, false",
        "1.234, BHD, true",
        "1E+3, JPY, true",
        "0, JPY, true",
    })
    @DisplayName("can be paid in amounts of no more decimals than they have")
    void fits(BigDecimal amount, String code, boolean fits) {
        assertThat(Currencies.fits(amount, code)).isEqualTo(fits);
    }

    @Test
    @DisplayName("are changed by the rate of the day in UTC, to its last second")
    void dayInUtc() {
        ExchangeRates rates =
                rates("from,base,currency,rate\n2026-03-10,EUR,CNY,8\n2026-03-11,EUR,CNY,4\n2026-03-10,EUR,USD,2\n");
        assertThat(rates.reported(BigDecimal.valueOf(16), "CNY", MARCH))
                .hasValueSatisfying(euros -> assertThat(euros).isEqualByComparingTo("2"));
        assertThat(rates.reported(BigDecimal.valueOf(16), "CNY", MARCH.plusSeconds(1)))
                .hasValueSatisfying(euros -> assertThat(euros).isEqualByComparingTo("4"));
        assertThat(rates.converted(BigDecimal.valueOf(16), "CNY", "USD", MARCH))
                .hasValueSatisfying(dollars -> assertThat(dollars).isEqualByComparingTo("4"));
        assertThat(rates.reported(BigDecimal.ONE, "BHD", MARCH)).isEmpty();
        assertThat(rates.reporting()).isEqualTo("EUR");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a,b\n", "from,base,currency,rate\n2026-03-10,EUR,CNY,-1\n"})
    @DisplayName("whose rates cannot be read stop the start, naming the file")
    void unreadable(String text) {
        assertThatThrownBy(() -> rates(text))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("the exchange rates in")
                .hasMessageContaining("line ");
    }
}
