package io.rapport.address;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("Addresses are one")
class AddressesTest {

    @ParameterizedTest
    @CsvSource({
        "email, ada@bücher.example, ADA@xn--bcher-kva.example",
        "email, ada@example.com, ada@example.com.",
        "email, ａda@example.com, ada@example.com",
        "email, ada@straße.example, ada@xn--strae-oqa.example",
        "email, ada@STRAẞE.example, ada@straße.example",
        "email, ada@ΟΔΌΣ.example, ada@οδόσ.example",
        "sms, +44 (20) 7946-0112, +442079460112",
        "sms, +44 (0)20 7946 0112, +442079460112",
        "sms, 0044 20 7946 0112, +442079460112",
        "sms, +44 20/7946.0112, +442079460112",
    })
    @DisplayName("however domains and numbers are written")
    void normal(String channel, String one, String other) {
        assertThat(Addresses.normal(channel, one)).isEqualTo(Addresses.normal(channel, other));
    }
}
