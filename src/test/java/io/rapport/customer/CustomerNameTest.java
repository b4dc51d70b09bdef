package io.rapport.customer;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A customer's whole name")
class CustomerNameTest {

    @ParameterizedTest(name = "{0} + {1} in {2}: {3}")
    @CsvSource({
        "Ada, Lovelace, zh-CN, Ada Lovelace",
        "Ada, Lovelace, en-GB, Ada Lovelace",
        "伟, 王, zh-CN, 王伟",
        "伟, 王, en-GB, 王伟",
        "Wei, 王, zh-CN, Wei 王",
        "Ada, , zh-CN, Ada",
        ", 王, zh-CN, 王",
        "' Ada ', ' Lovelace', zh-CN, Ada Lovelace",
        ", , zh-CN, ''",
    })
    @DisplayName("is written as its script has it, whatever the language of the mail")
    void fullName(String first, String last, String locale, String whole) {
        Customer customer = new Customer(
                "1",
                first,
                last,
                null,
                null,
                null,
                Locale.forLanguageTag(locale),
                ZoneOffset.UTC,
                Map.of(),
                null,
                null,
                null,
                false);

        assertThat(customer.fullName()).isEqualTo(whole);
    }
}
