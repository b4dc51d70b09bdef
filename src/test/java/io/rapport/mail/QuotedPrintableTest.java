package io.rapport.mail;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.mail.internet.MimeUtility;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Quoted-printable")
class QuotedPrintableTest {

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.oneOf(
                        Arbitraries.strings()
                                .withChars("aF =.\tromé静\uD83D\uDE00")
                                .ofMaxLength(300),
                        Arbitraries.of(
                                "", "From here", "x".repeat(75), "x".repeat(76), "x ".repeat(200), "=".repeat(90)))
                .list()
                .ofMaxSize(6)
                .map(lines -> String.join("\r\n", lines));
    }

    @Property(tries = 500)
    void isReadBackByOthers(@ForAll("texts") String text) throws Exception {
        // a lone half of a pair is no text
        String sound = new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);

        String encoded = new String(QuotedPrintable.encode(sound), StandardCharsets.US_ASCII);

        byte[] decoded = MimeUtility.decode(
                        new ByteArrayInputStream(encoded.getBytes(StandardCharsets.US_ASCII)), "quoted-printable")
                .readAllBytes();
        assertThat(new String(decoded, StandardCharsets.UTF_8)).isEqualTo(sound);
        assertThat(encoded.chars()).allMatch(c -> c < 127 && (c >= ' ' || c == '\t' || c == '\r' || c == '\n'));
        assertThat(encoded.lines()).allSatisfy(line -> assertThat(line)
                .hasSizeLessThanOrEqualTo(76)
                .doesNotStartWith("From ")
                .doesNotEndWith(" "));
    }

    @Test
    @DisplayName("writes each end of a line as mails have it, and what is half a character as a question mark")
    void endsOfLines() throws IOException {
        assertThat(new String(QuotedPrintable.encode("a\nb\rc\r\nd \n\uD83De\n\n"), StandardCharsets.US_ASCII))
                .isEqualTo("a\r\nb\r\nc\r\nd=20\r\n?e\r\n\r\n");
    }

    @Test
    @DisplayName("keeps plain text readable and folds it within 76 characters")
    void staysReadable() throws IOException {
        assertThat(new String(QuotedPrintable.encode("Café = 1 \r\nend"), StandardCharsets.US_ASCII))
                .isEqualTo("Caf=C3=A9 =3D 1=20\r\nend");
        assertThat(new String(QuotedPrintable.encode("x".repeat(80)), StandardCharsets.US_ASCII))
                .isEqualTo("x".repeat(73) + "=\r\n" + "x".repeat(7));
    }
}
