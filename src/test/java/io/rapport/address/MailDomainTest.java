package io.rapport.address;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A mail domain")
class MailDomainTest {

    @ParameterizedTest
    @CsvSource({
        "example.com,    example.com",
        // ASCII stays as it is written, odd hyphens included
        "Example.COM,    Example.COM",
        "-odd-.example,  -odd-.example",
        "bücher.example, xn--bcher-kva.example",
        "Bücher.example, xn--bcher-kva.example",
        // two domains with two owners
        "straße.example, xn--strae-oqa.example",
        "例子.中国,        xn--fsqu00a.xn--fiqs8s",
        // hyphens that a registry should not have let in, beside other letters
        "-bücher.example, xn---bcher-4ya.example",
    })
    @DisplayName("is written for mail servers in ASCII")
    void ascii(String domain, String ascii) {
        assertThat(MailDomain.ascii(domain)).contains(ascii);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"bücher..example", "a\u200db.example", "bü cher.example", "bücher＠evil.example", "اab.example"})
    @DisplayName("is nothing that the mapping would make another character of")
    void none(String domain) {
        assertThat(MailDomain.ascii(domain)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"xn--bcher-kva.example, bücher.example", "xn--fsqu00a.xn--fiqs8s, 例子.中国", "example.com, example.com"})
    @DisplayName("is shown to people in its own letters")
    void unicode(String ascii, String domain) {
        assertThat(MailDomain.unicode(ascii)).isEqualTo(domain);
    }
}
