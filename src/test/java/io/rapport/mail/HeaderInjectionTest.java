package io.rapport.mail;

import static org.assertj.core.api.Assertions.assertThat;

import io.rapport.calendar.BusinessClock;
import io.rapport.channel.SendResult;
import io.rapport.channel.SendResult.Outcome;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** What a mail server receives when every text around a mail is hostile: the same headers, one recipient, one sender. */
class HeaderInjectionTest {

    private static final List<String> HEADERS = List.of(
            "From",
            "To",
            "Subject",
            "Date",
            "Message-ID",
            "MIME-Version",
            "Content-Type",
            "Content-Language",
            "List-Unsubscribe",
            "List-Unsubscribe-Post",
            "Feedback-ID");

    private static ScriptedSmtpServer server;
    private static SmtpSender sender;

    private final ReturnPath returnPath = new ReturnPath("bounces@shop.example", "only-for-tests-".repeat(4));
    private final MailComposer composer = new MailComposer(new FeedbackId("leafandkettle"), returnPath, null);

    @BeforeContainer
    static void start() {
        server = new ScriptedSmtpServer();
        sender = MailDelivery.through(Mails.settings(server.port()), new BusinessClock())
                .sender();
    }

    @AfterContainer
    static void stop() {
        sender.close();
        server.close();
    }

    @Provide
    Arbitrary<String> hostile() {
        Arbitrary<String> known = Arbitraries.of(
                "Ada\r\nBcc: victim@example.com",
                "Ada\nBcc: victim@example.com\n\n<script>",
                "Ada\rBcc: victim@example.com",
                "\r\n.\r\nMAIL FROM:<evil@example.com>\r\n",
                "Ada\u0085Bcc: x",
                "Ada\u2028Bcc: x\u2029",
                "Ada\u000B\u000CBcc: x",
                "Ada\u0000\u0007\u007F\u009B",
                "\u202Egnp.exe\u202C",
                "\u2066\u2067\u2068x\u2069",
                "\u200B\u200E\u200F\uFEFF\u00AD\u061C",
                "Ada\" <victim@example.com>, \"",
                "Ada <victim@example.com>",
                "Ada, victim@example.com",
                "group: victim@example.com;",
                "(comment) Ada \\",
                "=?utf-8?q?Ada=0D=0ABcc:_victim@example.com?=",
                "=?utf-8?b?4oCuZ25wLmV4ZQ==?=",
                "=\u200B?utf-8?q?=E2=80=AEknab?=",
                "=?us-ascii?q?a?= =?us-ascii?q?=0A?=",
                "\uD83D\uDE00".repeat(300),
                "\uD83D",
                "\uDB40\uDC41\uDB40\uDC7F",
                "x".repeat(2000),
                "a:b:c:d",
                " \t ");
        return Arbitraries.oneOf(
                known,
                Arbitraries.strings().all().ofMaxLength(60),
                Arbitraries.strings()
                        .withChars("\r\n\t :=?<>,;\"\\@ab\u202E\u2028")
                        .ofMaxLength(40));
    }

    @Property(tries = 400)
    void nothingIsInjected(
            @ForAll("hostile") String name,
            @ForAll("hostile") String subject,
            @ForAll("hostile") String language,
            @ForAll("hostile") String message,
            @ForAll("hostile") String journey)
            throws Exception {
        UUID id = UUID.randomUUID();
        OutgoingMail mail = new OutgoingMail(
                "<" + id + "@shop.example>",
                new InternetAddress("hello@shop.example", name, "UTF-8"),
                "ada@example.com",
                name,
                subject,
                "Hello " + name + "\r\n.\r\nQUIT\r\n",
                "<p>" + name + "</p>",
                language,
                Instant.parse("2026-03-03T11:00:00Z"),
                URI.create("https://shop.example/p/token"));

        SendResult result = sender.send(composer.compose(mail, new MailOrigin(id, message, journey, message)));

        assertThat(result.outcome()).isEqualTo(Outcome.SENT);
        String received = server.accepted().remove(0);
        assertThat(server.accepted()).isEmpty();
        assertThat(server.envelopes())
                .containsExactly("MAIL FROM:<" + returnPath.address(id) + ">", "RCPT TO:<ada@example.com>");
        server.envelopes().clear();
        assertThat(received.chars())
                .allMatch(character -> character < 127 && character >= 32 || character == '\n' || character == '\t');
        String head = received.substring(0, received.indexOf("\n\n"));
        assertThat(Arrays.stream(head.split("\n(?![ \t])")).map(line -> line.substring(0, line.indexOf(':'))))
                .containsExactlyInAnyOrderElementsOf(HEADERS);
        assertThat(head.lines()).allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(998));
        MimeMessage read = new MimeMessage(
                Session.getInstance(new Properties()),
                new ByteArrayInputStream(received.getBytes(StandardCharsets.US_ASCII)));
        assertThat(read.getAllRecipients()).hasSize(1);
        InternetAddress to = (InternetAddress) read.getAllRecipients()[0];
        assertThat(to.getAddress()).isEqualTo("ada@example.com");
        assertThat(read.getFrom()).hasSize(1);
        assertThat(((InternetAddress) read.getFrom()[0]).getAddress()).isEqualTo("hello@shop.example");
        assertThat(read.getHeader("Feedback-ID", null)).matches("([A-Za-z0-9._-]{1,60}:){3}leafandkettle");
        assertThat(read.getMessageID()).isEqualTo("<" + id + "@shop.example>");
        for (String shown :
                Arrays.asList(to.getPersonal(), read.getSubject(), read.getHeader("Content-Language", null))) {
            assertThat(shown == null ? "" : shown)
                    .doesNotContainPattern("[\\p{Cc}\\p{Co}\\p{Cn}\\p{Zl}\\p{Zp}]")
                    .doesNotContainPattern("[\\p{Cf}&&[^\\u200C\\u200D]]");
        }
    }
}
