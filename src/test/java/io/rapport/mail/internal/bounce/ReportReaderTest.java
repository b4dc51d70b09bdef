package io.rapport.mail.internal.bounce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.rapport.mail.internal.bounce.ParsedReport.Bounce;
import io.rapport.mail.internal.bounce.ParsedReport.FeedbackReport;
import io.rapport.mail.internal.bounce.ParsedReport.Nothing;
import io.rapport.mail.internal.bounce.ParsedReport.Unclear;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("What a mail to the bounce address says")
class ReportReaderTest {

    private static final String PATH = "bounces+0123456789abcdefghij0123456789abcdefghij@shop.example";
    private static final String ID = "<3f0c6b1e-6a53-4c0e-9d27-8a5c1b0f7e42@shop.example>";
    private static final String TO = "ada@recipient.example";

    private final ReportReader reader = new ReportReader();

    private ParsedReport read(String name) {
        return reader.read(Reports.mail(name, PATH, ID, TO));
    }

    @ParameterizedTest
    @CsvSource({
        "postfix-no-such-user",
        "exim-report",
        "exim-old-words",
        "exchange-quota",
        "gmail-no-such-user",
        "netease-user-not-found"
    })
    @DisplayName("The mail that came back is known by its Message-ID, too")
    void messageId(String name) {
        assertThat(read(name)).isInstanceOfSatisfying(Bounce.class, bounce -> assertThat(
                        bounce.traces().messageIds())
                .contains(ID));
    }

    @Test
    @DisplayName("A recipient called it spam")
    void complaint() {
        assertThat(read("arf-abuse")).isInstanceOfSatisfying(FeedbackReport.class, complaint -> {
            assertThat(complaint.feedback()).isEqualTo("abuse");
            assertThat(complaint.traces().addresses()).contains(PATH);
            assertThat(complaint.traces().messageIds()).contains(ID);
        });
    }

    @ParameterizedTest
    @CsvSource({"postfix-delayed", "vacation", "vacation-chinese", "arf-not-spam"})
    @DisplayName("Delays, automatic replies and mails that were taken out of the spam folder ask for nothing")
    void nothing(String name) {
        assertThat(read(name)).isInstanceOf(Nothing.class);
    }

    @Test
    @DisplayName("What a person writes is no bounce, whatever numbers stand in it")
    void person() {
        assertThat(read("person")).isInstanceOf(Unclear.class);
    }

    @Test
    @DisplayName("Deep nesting, thousands of parts and huge headers are read for a moment only")
    void hostile() {
        StringBuilder nested = new StringBuilder("From: mailer-daemon@evil.example\r\n");
        for (int i = 0; i < 390; i++) {
            nested.append("Content-Type: multipart/mixed; boundary=b")
                    .append(i)
                    .append("\r\n\r\n--b")
                    .append(i)
                    .append("\r\n");
        }
        StringBuilder many = new StringBuilder("Content-Type: multipart/mixed; boundary=b\r\n\r\n");
        for (int i = 0; i < 40_000; i++) {
            many.append("--b\r\n\r\nx\r\n");
        }
        String header = "To: " + "a@b,".repeat(120_000) + "\r\n\r\n";
        String folded = "To: x" + "\r\n x".repeat(120_000) + "\r\n\r\n";
        String status = "Content-Type: message/delivery-status\r\n\r\n" + "A: b\r\n\r\n".repeat(60_000);
        for (String mail : new String[] {nested.toString(), many.toString(), header, folded, status}) {
            Assertions.assertTimeoutPreemptively(
                    Duration.ofSeconds(10), () -> assertThat(reader.read(mail.getBytes(StandardCharsets.UTF_8)))
                            .isInstanceOf(Unclear.class));
        }
    }

    @Test
    @DisplayName("Whatever is cut off or garbled, nothing is thrown")
    void garbled() {
        Random random = new Random(7);
        for (String name : new String[] {"postfix-no-such-user", "exchange-quota", "arf-abuse", "qq-no-such-mailbox"}) {
            byte[] mail = Reports.mail(name, PATH, ID, TO);
            for (int i = 0; i < 100; i++) {
                byte[] spoilt = Arrays.copyOf(mail, random.nextInt(mail.length));
                for (int j = 0; j < 20 && spoilt.length > 0; j++) {
                    spoilt[random.nextInt(spoilt.length)] = (byte) random.nextInt(256);
                }
                assertThatCode(() -> reader.read(spoilt)).doesNotThrowAnyException();
                assertThatCode(() -> reader.identity(spoilt)).doesNotThrowAnyException();
            }
        }
    }
}
