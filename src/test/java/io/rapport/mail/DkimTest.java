package io.rapport.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.rapport.calendar.BusinessClock;
import io.rapport.channel.SendResult.Outcome;
import io.rapport.mail.DeliveryProperties.Dkim;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Base64;
import java.util.List;
import org.apache.james.jdkim.DKIMVerifier;
import org.apache.james.jdkim.api.SignatureRecord;
import org.apache.james.jdkim.exceptions.FailException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A DKIM signature")
class DkimTest {

    private static KeyPair pair;

    @BeforeAll
    static void make() throws Exception {
        pair = pair("RSA", 2048);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "On its way",
                "在路上 – 您的订单已发货，请耐心等待几天，我们会尽快联系您",
                "  odd   spaces\t. ",
                "a subject that is so long that it is folded into several lines of the header, twice and more"
            })
    @DisplayName("is believed by a receiver after transport, and covers what receivers check")
    void isBelieved(String subject) throws Exception {
        String received = transported(compose(Mails.mail("ada@example.com", "Ada 李", subject)));

        SignatureRecord signature = verify(received).get(0);
        assertThat(signature.getDToken()).hasToString("shop.example");
        assertThat(signature.getSelector()).hasToString("s1");
        assertThat(signature.getHeaders())
                .extracting(Object::toString)
                .contains(
                        "From",
                        "To",
                        "Subject",
                        "Date",
                        "Message-ID",
                        "MIME-Version",
                        "Content-Type",
                        "List-Unsubscribe",
                        "List-Unsubscribe-Post",
                        "Feedback-ID");
        assertThat(received).contains("c=relaxed/relaxed", "a=rsa-sha256").doesNotContain("l=");
    }

    @Test
    @DisplayName("is believed where the recipient's address is not ASCII")
    void isBelievedInUtf8() throws Exception {
        MimeMessage message = compose(Mails.mail("änne@bücher.example", "Änne", "On its way"));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        message.writeTo(out);

        assertThat(out.toString(StandardCharsets.UTF_8)).contains("<änne@xn--bcher-kva.example>");
        assertThat(verify(out.toByteArray())).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "Subject: ,Subject: Win ",
        "Feedback-ID: ,Feedback-ID: x",
        "List-Unsubscribe-Post: ,X-Post: ",
        "your order is,your parcel is",
        "From: ,From: Evil "
    })
    @DisplayName("is broken by a change to what it covers")
    void isBroken(String original, String forged) throws Exception {
        String received = transported(compose(Mails.mail("ada@example.com", "Ada", "On its way")));
        assertThat(received).contains(original);

        assertThatThrownBy(() -> verify(received.replace(original, forged))).isInstanceOf(FailException.class);
    }

    @Test
    @DisplayName("is made once: another attempt sends the same bytes")
    void isMadeOnce() throws Exception {
        MimeMessage message = compose(Mails.mail("ada@example.com", "Ada", "On its way"));

        assertThat(written(message)).isEqualTo(written(message));
    }

    @Test
    @DisplayName("may be made with a key from a file")
    void takesAFile(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("dkim.pem");
        Files.writeString(file, pem(pair) + "\n");

        assertThat(DkimKey.of(new Dkim("shop.example", "s1", file.toUri().toString()), "news.shop.example")
                        .signer())
                .isNotNull();
    }

    @Test
    @DisplayName("is refused at the start when the settings cannot work, with the setting and the fix")
    void isRefusedAtTheStart() throws Exception {
        String good = pem(pair);
        assertThatThrownBy(() -> key("other.example", "s1", good))
                .hasMessageContaining("rapport.messaging.dkim.domain (other.example) must be");
        assertThatThrownBy(() -> key(null, "s1", good)).hasMessageContaining("rapport.messaging.dkim.domain");
        assertThatThrownBy(() -> key("shop.example", "s 1;", good))
                .hasMessageContaining("rapport.messaging.dkim.selector");
        assertThatThrownBy(() -> key("shop.example", "s1", null)).hasMessageContaining("private-key is missing");
        assertThatThrownBy(() -> key("shop.example", "s1", "file:/no/such/key.pem"))
                .hasMessageContaining("private-key cannot be read");
        assertThatThrownBy(() -> key("shop.example", "s1", good.replace("PRIVATE", "RSA PRIVATE")))
                .hasMessageContaining("openssl pkcs8 -topk8");
        String broken = good.substring(0, 200) + good.substring(260);
        assertThatThrownBy(() -> key("shop.example", "s1", broken))
                .hasMessageContaining("is not an RSA key")
                .hasMessageNotContaining(good.substring(60, 90));
        assertThatThrownBy(() -> key("shop.example", "s1", pem(pair("RSA", 1024))))
                .hasMessageContaining("has 1024 bits");
        assertThatThrownBy(() -> key("shop.example", "s1", pem(pair("EC", 256))))
                .hasMessageContaining("is not an RSA key");
        assertThat(new Dkim("shop.example", "s1", good).toString()).isEqualTo("s1._domainkey.shop.example");
    }

    private static DkimKey key(String domain, String selector, String pem) {
        return DkimKey.of(new Dkim(domain, selector, pem), "shop.example");
    }

    private static MimeMessage compose(OutgoingMail mail) throws Exception {
        return new MailComposer(
                        new FeedbackId("leafandkettle"),
                        null,
                        key("shop.example", "s1", pem(pair)).signer())
                .compose(mail, Mails.ORIGIN);
    }

    /** As a mailbox holds it after SMTP. */
    private static String transported(MimeMessage message) throws Exception {
        GreenMail server = new GreenMail(new ServerSetup(0, "127.0.0.1", "smtp"));
        server.start();
        try (SmtpSender sender = MailDelivery.through(
                        Mails.settings(server.getSmtp().getPort()), new BusinessClock())
                .sender()) {
            assertThat(sender.send(message).outcome()).isEqualTo(Outcome.SENT);
            return written(server.getReceivedMessages()[0]);
        } finally {
            server.stop();
        }
    }

    private static String written(MimeMessage message) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        message.writeTo(out);
        return out.toString(StandardCharsets.US_ASCII);
    }

    private static List<SignatureRecord> verify(String mail) throws Exception {
        return verify(mail.getBytes(StandardCharsets.US_ASCII));
    }

    private static List<SignatureRecord> verify(byte[] mail) throws Exception {
        String published = "v=DKIM1; k=rsa; p="
                + Base64.getEncoder().encodeToString(pair.getPublic().getEncoded());
        DKIMVerifier verifier = new DKIMVerifier((method, selector, domain) ->
                selector.toString().equals("s1") && domain.toString().equals("shop.example")
                        ? List.of(published)
                        : List.of());
        return verifier.verify(new ByteArrayInputStream(mail));
    }

    private static KeyPair pair(String algorithm, int bits) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
        generator.initialize(bits);
        return generator.generateKeyPair();
    }

    private static String pem(KeyPair keys) {
        return "-----BEGIN PRIVATE KEY-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'})
                        .encodeToString(keys.getPrivate().getEncoded())
                + "\n-----END PRIVATE KEY-----";
    }
}
