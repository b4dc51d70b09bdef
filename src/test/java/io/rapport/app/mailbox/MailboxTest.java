package io.rapport.app.mailbox;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.mail.Message;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.temporal.ChronoUnit;
import java.util.Properties;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MailboxTest {

    private static final int KEPT = 3;

    @TempDir
    private Path folder;

    private Mailbox mailbox;

    @BeforeEach
    void start() {
        mailbox = Mailbox.start(0, KEPT, folder.resolve("mailbox.zip"));
    }

    @AfterEach
    void stop() {
        mailbox.close();
    }

    @Test
    void showsAMailWithItsPartsAndHeaders() throws Exception {
        send("anna@example.org", "你好, Grüße");

        CapturedMail mail = mailbox.newest("", 10).get(0);

        assertThat(mail.to()).isEqualTo("anna@example.org");
        assertThat(mail.from()).isEqualTo("shop@example.org");
        assertThat(mail.subject()).isEqualTo("你好, Grüße");
        assertThat(mail.headers()).containsEntry("List-Unsubscribe", "<https://example.org/u>");
        assertThat(mail.text()).contains("plain words");
        assertThat(mail.html()).contains("<b>bold words</b>");
        assertThat(mailbox.find(mail.id()))
                .as("read once, however often it is asked for")
                .containsSame(mail);
    }

    @Test
    void listsTheNewestFirstAndFindsARecipientsMail() throws Exception {
        send("anna@example.org", "first");
        Thread.sleep(5);
        send("ben@example.org", "second");

        assertThat(mailbox.newest("", 10)).extracting(CapturedMail::subject).containsExactly("second", "first");
        assertThat(mailbox.newest("ANNA@", 10))
                .extracting(CapturedMail::subject)
                .containsExactly("first");
    }

    @Test
    void forgetsAllButTheNewest() throws Exception {
        for (int i = 1; i <= KEPT + 2; i++) {
            send("anna" + i + "@example.org", "mail " + i);
            Thread.sleep(5);
        }

        mailbox.sweep();

        assertThat(mailbox.newest("", 10))
                .extracting(CapturedMail::subject)
                .containsExactly("mail 5", "mail 4", "mail 3");
    }

    @Test
    void hasItsNewestMailsAfterARestart() throws Exception {
        for (int i = 1; i <= KEPT + 2; i++) {
            send("anna" + i + "@example.org", "mail " + i);
            Thread.sleep(5);
        }
        CapturedMail newest = mailbox.newest("", 1).get(0);
        mailbox.close();

        start();

        assertThat(mailbox.newest("", 10))
                .extracting(CapturedMail::subject)
                .containsExactly("mail 5", "mail 4", "mail 3");
        CapturedMail mail = mailbox.newest("ANNA5@", 10).get(0);
        assertThat(mail.received()).isEqualTo(newest.received().truncatedTo(ChronoUnit.SECONDS));
        assertThat(mail.headers()).isEqualTo(newest.headers());
        assertThat(mail.html()).isEqualTo(newest.html());
        send("ben@example.org", "mail 6");
        assertThat(mailbox.newest("", 2)).extracting(CapturedMail::subject).containsExactly("mail 6", "mail 5");
    }

    @Test
    void beginsEmptyWhereWhatItKeptCannotBeRead() throws Exception {
        send("anna@example.org", "first");
        mailbox.close();
        Files.writeString(folder.resolve("mailbox.zip"), "PK cut off");

        start();

        assertThat(mailbox.newest("", 10)).isEmpty();
    }

    @Test
    void takesAnotherPortWhenItsOwnIsBusy() throws Exception {
        try (Mailbox second = Mailbox.start(mailbox.port(), KEPT, null)) {
            assertThat(second.port()).isNotEqualTo(mailbox.port()).isPositive();
        }
    }

    private void send(String to, String subject) throws Exception {
        Properties properties = new Properties();
        properties.put("mail.smtp.host", "127.0.0.1");
        properties.put("mail.smtp.port", Integer.toString(mailbox.port()));
        MimeMessage message = new MimeMessage(Session.getInstance(properties));
        message.setFrom("shop@example.org");
        message.setRecipient(Message.RecipientType.TO, new InternetAddress(to));
        message.setSubject(subject, "UTF-8");
        message.setHeader("List-Unsubscribe", "<https://example.org/u>");
        MimeBodyPart text = new MimeBodyPart();
        text.setText("plain words", "UTF-8");
        MimeBodyPart html = new MimeBodyPart();
        html.setContent("<p><b>bold words</b></p>", "text/html; charset=UTF-8");
        message.setContent(new MimeMultipart("alternative", text, html));
        Transport.send(message);
    }
}
