package io.rapport.app.start;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rapport.app.embedded.StartRefused;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where the links in messages lead. */
class PublicUrlTest {

    @ParameterizedTest
    @DisplayName("what is no address of a web site stops the start, with what to set")
    @ValueSource(
            strings = {
                "service.example.com",
                "localhost:8080",
                "//service.example.com",
                "ftp://service.example.com",
                "https:service.example.com",
                "https://",
                "https://user:secret@service.example.com",
                "https://service.example.com/?x=1",
                "https://service.example.com/#x",
                "https://two words.example",
                "",
            })
    void refused(String url) {
        assertThatThrownBy(() -> StartConfiguration.requirePublicUrl(url))
                .isInstanceOf(StartRefused.class)
                .hasMessageContaining("rapport.public-url is no address of a web site");
    }

    @ParameterizedTest
    @DisplayName("http and https, with a port and a folder if need be, are taken")
    @ValueSource(strings = {"http://localhost:8080", "https://service.example.com", "https://example.com/rapport/"})
    void taken(String url) {
        assertThatCode(() -> StartConfiguration.requirePublicUrl(url)).doesNotThrowAnyException();
    }
}
