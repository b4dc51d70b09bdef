package io.rapport.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FormatsTest {

    @ParameterizedTest
    @CsvSource({
        "1234.5, GBP, en-GB, '£1,234.50'",
        "1234.5, GBP, en, '£1,234.50'",
        "19, USD, en-US, $19.00",
        "336, CNY, zh-CN, ¥336.00",
        "1999.6, JPY, en, '¥2,000'",
    })
    void moneyReadsAsInTheReadersCountry(BigDecimal amount, String currency, String locale, String text) {
        assertThat(Formats.money(amount, currency, Locale.forLanguageTag(locale)))
                .isEqualTo(text);
    }

    @Test
    void anUnknownCurrencyIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> Formats.money(BigDecimal.ONE, "XXY", Locale.ENGLISH));
    }

    @ParameterizedTest
    @CsvSource({
        "Asia/Shanghai, zh-CN, 2026年11月22日",
        "Europe/London, en-GB, 21 November 2026",
        "America/New_York, en-US, 'November 21, 2026'",
    })
    void aDateIsTheDayWhereTheReaderIs(String zone, String locale, String text) {
        Instant evening = Instant.parse("2026-11-21T20:00:00Z");

        assertThat(Formats.date(evening, Locale.forLanguageTag(locale), ZoneId.of(zone)))
                .isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "Ada, Lovelace, Ada",
        "静, 陈, 陈静",
        "静, , 静",
        "静, Chen, 静",
        "St.John, Smith, St.John",
        "J.R., Ewing, J.R.",
        "O'Brien, , O'Brien",
        ", Lovelace, ",
        "'  ', , ",
        "Win at evil.com, , ",
        "www.evil, , ",
        "https://evil, , ",
        "me@evil, , ",
        "A name that goes on and on and on and on and on, , ",
    })
    void peopleAreCalledByTheirNameAndByNothingElse(String first, String last, String name) {
        assertThat(Formats.callName(first, last)).isEqualTo(name);
    }
}
