package io.rapport.mail.internal.bounce;

import static org.assertj.core.api.Assertions.assertThat;

import io.rapport.mail.internal.bounce.ParsedReport.Bounce;
import io.rapport.mail.internal.bounce.ParsedReport.FeedbackReport;
import io.rapport.mail.internal.bounce.ParsedReport.Nothing;
import io.rapport.mail.internal.bounce.ParsedReport.OptOut;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The mails of {@code src/test/resources/bounces}, each with what is to be made of it beside it: {@code hard} or
 * {@code soft} with the cause and the status code, {@code complaint} with its kind, {@code nothing} or {@code unclear}.
 */
@DisplayName("Reports as the field writes them")
class BounceCorpusTest {

    private static final Path FOLDER = Path.of("src/test/resources/bounces");
    private static final String PATH = "bounces+0123456789abcdefghij0123456789abcdefghij@shop.example";
    private static final String ID = "<3f0c6b1e-6a53-4c0e-9d27-8a5c1b0f7e42@shop.example>";

    private final ReportReader reader = new ReportReader();

    static List<String> mails() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".eml"))
                    .map(name -> name.replaceFirst("\\.eml$", ""))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("mails")
    @DisplayName("are read as it stands beside them")
    void read(String name) {
        assertThat(outcome(name)).isEqualTo(expected(name));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("mails")
    @DisplayName("name our mail by its return path or its Message-ID, so that they count")
    void traces(String name) {
        ParsedReport reading = reader.read(Reports.mail(name, PATH, ID, "ada@recipient.example"));
        if (reading instanceof Bounce bounce) {
            assertThat(Stream.concat(bounce.traces().addresses().stream(), bounce.traces().messageIds().stream()))
                    .containsAnyOf(PATH, ID);
        }
    }

    @Test
    @DisplayName("suppress nobody who is not gone, and find nearly all who are")
    void innocents() throws IOException {
        List<String> innocent = mails().stream()
                .filter(name ->
                        outcome(name).startsWith("hard") && !expected(name).startsWith("hard"))
                .toList();
        List<String> missed = mails().stream()
                .filter(name ->
                        expected(name).startsWith("hard") && !outcome(name).startsWith("hard"))
                .toList();
        assertThat(innocent).isEmpty();
        assertThat(missed).isEmpty();
        assertThat(mails()).hasSizeGreaterThan(100);
    }

    private String outcome(String name) {
        ParsedReport reading = reader.read(Reports.mail(name, PATH, ID, "ada@recipient.example"));
        if (reading instanceof Bounce bounce) {
            String code = bounce.refusal().code() == null
                    ? ""
                    : " " + bounce.refusal().code();
            return bounce.refusal().isHard()
                    ? "hard" + code
                    : "soft " + bounce.refusal().cause().key() + code;
        }
        if (reading instanceof FeedbackReport complaint) {
            return "complaint " + complaint.feedback();
        }
        if (reading instanceof OptOut optOut) {
            return "withdrawn " + optOut.feedback();
        }
        return reading instanceof Nothing ? "nothing" : "unclear";
    }

    private static String expected(String name) {
        try {
            return Files.readString(FOLDER.resolve(name + ".expected.txt")).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
