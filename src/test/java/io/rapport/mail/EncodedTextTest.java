package io.rapport.mail;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.mail.internet.MimeUtility;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jsoup.Jsoup;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The text of a part")
class EncodedTextTest {

    @Test
    @DisplayName("goes as it is where it is ASCII in short lines")
    void asItIs() throws Exception {
        assertThat(sent(EncodedText.of("Hello Ada,\n.\n\tyour order = sent \r\n")))
                .isEqualTo("7bit:Hello Ada,\r\n.\r\n\tyour order = sent \r\n");
        assertThat(EncodedText.of("x".repeat(990)).encoding()).isEqualTo("7bit");
    }

    @ParameterizedTest
    @DisplayName("is encoded where something on its way might change it, or take it for more than text")
    @ValueSource(
            strings = {"Hi\nFrom here on", "Hi\n--=_1a2b\n", "a\rb", "a\u0000b", "a\u007Fb", "This house is a Café"})
    void encoded(String text) throws Exception {
        EncodedText encoded = EncodedText.of(text);

        assertThat(encoded.encoding()).isEqualTo("quoted-printable");
        assertThat(new String(encoded.bytes(), StandardCharsets.US_ASCII).lines())
                .noneMatch(line -> line.startsWith("From ") || line.startsWith("--=_"));
        assertThat(EncodedText.of("x".repeat(991)).encoding()).isEqualTo("quoted-printable");
    }

    @Test
    @DisplayName("is written in base64 where that is shorter")
    void base64() throws Exception {
        assertThat(EncodedText.of("您的订单已发货。").encoding()).isEqualTo("base64");
        assertThat(EncodedText.ofHtml("<p>您的订单已发货。</p>").encoding()).isEqualTo("base64");
    }

    @Test
    @DisplayName("goes as it is in a page, too, with references to characters that are not ASCII")
    void references() throws Exception {
        assertThat(sent(EncodedText.ofHtml(
                        "<p title=\"Für Sie\" class=\"wide\" lang=\"de\">Müller – 5 € 😀 and a half: \uD83D.</p>")))
                .isEqualTo(
                        "7bit:<p title=\"F&#252;r Sie\" class=\"wide\" lang=\"de\">M&#252;ller &#8211; 5 &#8364; &#128512; and a half: ?.</p>");
    }

    @ParameterizedTest
    @DisplayName("keeps styles, scripts and control characters, where references mean something else")
    @ValueSource(
            strings = {
                "<p>some text</p><STYLE>q { quotes: '»' }</style>",
                "<p>some text</p><script>alert('ü')</script>",
                "<p>a line\u0085 and some text</p>"
            })
    void noReferences(String html) throws Exception {
        EncodedText encoded = EncodedText.ofHtml(html);

        assertThat(encoded.encoding()).isEqualTo("quoted-printable");
        assertThat(decoded(encoded)).isEqualTo(html);
    }

    @Test
    @DisplayName("has references again behind a style")
    void behindAStyle() throws Exception {
        assertThat(sent(EncodedText.ofHtml("<style>p { margin: 0 }</style><p>Für Sie</p>")))
                .isEqualTo("7bit:<style>p { margin: 0 }</style><p>F&#252;r Sie</p>");
    }

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.oneOf(
                        Arbitraries.strings()
                                .withChars("aF =.-_\tromé静\u0085😀")
                                .ofMaxLength(300),
                        Arbitraries.of("", "From here", "--=_7", "x".repeat(990), "x".repeat(991), "plain ".repeat(40)))
                .list()
                .ofMaxSize(6)
                .map(lines -> String.join("\r\n", lines));
    }

    @Property(tries = 300)
    void saysToItsReaderWhatWasWritten(@ForAll("texts") String text) throws Exception {
        String sound = new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
        String page = "<p class=\"wide\">" + sound + "</p>";

        assertThat(decoded(EncodedText.of(sound))).isEqualTo(sound);
        EncodedText html = EncodedText.ofHtml(page);
        assertThat(Jsoup.parse(decoded(html)).body().wholeText())
                .isEqualTo(Jsoup.parse(page).body().wholeText());
        assertThat(new String(html.bytes(), StandardCharsets.ISO_8859_1).chars())
                .allMatch(c -> c < 127 && (c >= ' ' || c == '\t' || c == '\r' || c == '\n'));
    }

    private static String sent(EncodedText text) {
        return text.encoding() + ":" + new String(text.bytes(), StandardCharsets.US_ASCII);
    }

    private static String decoded(EncodedText text) throws Exception {
        return new String(
                MimeUtility.decode(new ByteArrayInputStream(text.bytes()), text.encoding())
                        .readAllBytes(),
                StandardCharsets.UTF_8);
    }
}
