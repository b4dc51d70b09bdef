package io.rapport.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.mail.Session;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collections;
import java.util.Date;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The mail as bytes: complete, and closed against what stands in names, subjects and addresses. */
class MailComposerTest {

    private final Session session = Session.getInstance(new Properties());
    private final MailComposer composer = new MailComposer(
            new FeedbackId("leafandkettle"), new ReturnPath("bounces@shop.example", "only-for-tests-".repeat(4)), null);

    @Test
    void carriesBothPartsAndTheHeadersThatMailProgramsExpect() throws Exception {
        MimeMessage mail = written(Mails.mail("ada@example.com", "Ada 李", "Unterwegs – 在路上"));

        assertThat(mail.getMessageID()).isEqualTo(Mails.MESSAGE_ID);
        assertThat(mail.getSubject()).isEqualTo("Unterwegs – 在路上");
        assertThat(mail.getSentDate()).isEqualTo(Date.from(Instant.parse("2026-03-03T11:00:00Z")));
        assertThat(((InternetAddress) mail.getFrom()[0]).getPersonal()).isEqualTo("Müller & 王");
        assertThat(mail.getAllRecipients()).hasSize(1);
        assertThat(((InternetAddress) mail.getAllRecipients()[0]).getPersonal()).isEqualTo("Ada 李");
        assertThat(mail.getHeader("Auto-Submitted"))
                .as("written by people for many")
                .isNull();
        assertThat(mail.getHeader("Feedback-ID")).containsExactly("order-thanks:post-purchase:service:leafandkettle");
        assertThat(mail.getHeader("List-Unsubscribe")).containsExactly("<https://shop.example/p/token>");
        assertThat(mail.getHeader("List-Unsubscribe-Post")).containsExactly("List-Unsubscribe=One-Click");
        MimeMultipart parts = (MimeMultipart) mail.getContent();
        assertThat(parts.getContentType()).startsWith("multipart/alternative");
        assertThat(parts.getBodyPart(0).getContentType()).isEqualTo("text/plain; charset=UTF-8");
        assertThat(parts.getBodyPart(0).getContent()).isEqualTo("Hello Ada,\r\n.\r\nyour order is on its way.\r\n");
        assertThat(parts.getBodyPart(1).getContentType()).isEqualTo("text/html; charset=UTF-8");
        assertThat(parts.getBodyPart(1).getContent()).isEqualTo("<p>Hello Ada, your order is on its way.</p>");
    }

    @Test
    void keepsLongLinesAndForeignScriptsIntact() throws Exception {
        String chinese = "您的订单已发货。".repeat(300);
        OutgoingMail plain = Mails.mail("ada@example.com", "Ada", "x");
        MimeMessage mail = written(new OutgoingMail(
                plain.messageId(),
                plain.from(),
                plain.address(),
                plain.name(),
                plain.subject(),
                chinese,
                "<p>" + "long ".repeat(400) + "</p>",
                "zh-CN",
                plain.date(),
                null));

        MimeMultipart parts = (MimeMultipart) mail.getContent();
        assertThat(parts.getBodyPart(0).getContent()).isEqualTo(chinese);
        assertThat(parts.getBodyPart(1).getContent()).isEqualTo("<p>" + "long ".repeat(400) + "</p>");
        assertThat(bytes(mail).lines())
                .allSatisfy(line -> assertThat(line.length()).isLessThan(998));
        assertThat(mail.getHeader("List-Unsubscribe")).isNull();
        assertThat(mail.getHeader("Auto-Submitted")).containsExactly("auto-generated");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Ada\r\nBcc: victim@example.com",
                "Ada\nBcc: victim@example.com",
                "Ada\u2028Bcc: victim@example.com",
                "Ada\" <victim@example.com>, \"",
                "Ada\u202Emoc.knab\u202C",
                "Ada\u0000\u0007\u200B\uFEFF"
            })
    void cannotBeTrickedByAName(String name) throws Exception {
        MimeMessage mail = written(Mails.mail("ada@example.com", name, "Hello " + name));

        assertThat(Collections.list(mail.getAllHeaders()))
                .extracting(header -> header.getName())
                .doesNotContain("Bcc")
                .containsOnlyOnce("To", "Subject", "From");
        assertThat(mail.getAllRecipients()).hasSize(1);
        InternetAddress to = (InternetAddress) mail.getAllRecipients()[0];
        assertThat(to.getAddress()).isEqualTo("ada@example.com");
        assertThat(to.getPersonal() + mail.getSubject())
                .doesNotContainPattern("[\\p{Cc}\\u202A-\\u202E\\u2028\\uFEFF]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "ada",
                "ada@",
                "@example.com",
                "ada@example.com\r\nBcc: victim@example.com",
                "ada@example.com,victim@example.com",
                "Ada <ada@example.com>",
                "ada@example.com (comment)",
                "group: ada@example.com;",
                "ada@example.com>\r\nRCPT TO:<victim@example.com",
                "ada @example.com",
                "ada@exa\uFF20mple.com",
                "ada@bü cher.example",
                "änne @example.com",
                "änne\r\nRCPT TO:<victim@example.com>@example.com",
                "ada@üüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüü.example"
            })
    void writesToExactlyOneBareAddress(String address) {
        assertThatThrownBy(() -> composer.compose(Mails.mail(address, "Ada", "Hello"), Mails.ORIGIN))
                .isInstanceOf(AddressException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "ada@bücher.example, ada@xn--bcher-kva.example",
        "ann@straße.de, ann@xn--strae-oqa.de",
        "ann@STRASSE.de, ann@STRASSE.de",
        "ann@faß.de, ann@xn--fa-hia.de",
        "ann@FAẞ.de, ann@xn--fa-hia.de",
        "ann@οδός.example, ann@xn--pxavk3b.example",
        "ann@例え。テスト, ann@xn--r8jz45g.xn--zckzah",
        "ann@r3---sn.example, ann@r3---sn.example",
        "änne@bücher.example, änne@xn--bcher-kva.example",
    })
    void writesInternationalDomainsAsMailServersKnowThem(String address, String known) throws Exception {
        assertThat(MailComposer.recipient(address, "").getAddress()).isEqualTo(known);
    }

    @Test
    void keepsTheJoinersThatNamesAreWrittenWith() {
        assertThat(HeaderText.clean("نیلوفر\u200Cی", 100)).isEqualTo("نیلوفر\u200Cی");
        assertThat(HeaderText.clean("😀".repeat(200), 100)).isEqualTo("😀".repeat(100));
    }

    private MimeMessage written(OutgoingMail mail) throws Exception {
        return new MimeMessage(
                session,
                new ByteArrayInputStream(
                        bytes(composer.compose(mail, Mails.ORIGIN)).getBytes(StandardCharsets.US_ASCII)));
    }

    private static String bytes(MimeMessage message) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        message.writeTo(out);
        return out.toString(StandardCharsets.US_ASCII);
    }
}
