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

    @ParameterizedTest
    @CsvSource({
        "email, '  Ada@Example.COM ',  ada@example.com",
        // the domain stands behind the last @
        "email, a@b@Example.com,       a@b@example.com",
        "email, NOBODY,                nobody",
        "email, ada@Bü cher.example,   ada@bü cher.example",
        "sms,   0049 30 1234567,       +49301234567",
        "phone, +44 20/7946.0112,      +442079460112",
        // no number of the world: compared by its digits
        "phone, 030 - 12 34 ext. 5,    03012345",
        "webhook, ADA@EXAMPLE.COM,     ada@example.com",
    })
    @DisplayName("in this spelling")
    void spelling(String channel, String address, String normal) {
        assertThat(Addresses.normal(channel, address)).isEqualTo(normal);
    }
}
