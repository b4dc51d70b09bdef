package io.rapport.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.rapport.calendar.BusinessClock;
import io.rapport.channel.SendResult;
import io.rapport.channel.SendResult.Outcome;
import jakarta.mail.internet.MimeMessage;
import java.time.Duration;
import java.util.Properties;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against a mail server that somebody else wrote: in the clear, over TLS, with a login. */
class RealMailServerTest {

    private GreenMail server;

    @AfterEach
    void stop() {
        server.stop();
    }

    @ParameterizedTest
    @ValueSource(strings = {"smtp", "smtps"})
    void deliversWithALogin(String protocol) throws Exception {
        start(protocol);
        SmtpSettings settings = settings(protocol, "secret", trusting());

        try (SmtpSender sender =
                MailDelivery.through(settings, new BusinessClock()).sender()) {
            sender.connect();
            assertThat(sender.send(Mails.message()).outcome()).isEqualTo(Outcome.SENT);
            assertThat(sender.send(Mails.message()).outcome()).isEqualTo(Outcome.SENT);
        }

        assertThat(server.getReceivedMessages()).hasSize(2);
        MimeMessage received = server.getReceivedMessages()[0];
        assertThat(received.getMessageID()).isEqualTo(Mails.MESSAGE_ID);
        assertThat(received.getSubject()).isEqualTo("On its way");
    }

    @Test
    void doesNotTalkToAServerThatCannotProveItsName() {
        start("smtps");

        try (SmtpSender sender = MailDelivery.through(
                        settings("smtps", "secret", new Properties()), new BusinessClock())
                .sender()) {
            assertThatThrownBy(sender::connect)
                    .isInstanceOf(NotConnected.class)
                    .hasMessageContaining("no connection to the mail server");
        }
        assertThat(server.getReceivedMessages()).isEmpty();
    }

    @Test
    void triesAgainLaterWhenTheLoginIsRefused() {
        start("smtp");
        SmtpSettings settings = settings("smtp", "wrong", trusting());

        try (SmtpSender sender =
                MailDelivery.through(settings, new BusinessClock()).sender()) {
            SendResult result = sender.send(Mails.message());

            // a wrong password is the operator's to fix, not a reason to give up every customer's mail
            assertThat(result).isEqualTo(new SendResult(Outcome.RETRY, "the mail server refused the login"));
        }
    }

    @Test
    void isNotSlowedDownByTheNetworksPoliteness() throws Exception {
        start("smtp");
        SmtpSettings settings = settings("smtp", "secret", trusting());
        MimeMessage message = Mails.message();

        try (SmtpSender sender =
                MailDelivery.through(settings, new BusinessClock()).sender()) {
            sender.send(message);
            long begin = System.nanoTime();
            for (int i = 0; i < 40; i++) {
                sender.send(message);
            }
            // with Nagle's algorithm each would take more than 40 ms, and this 1.6 s at the least
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofMillis(1500));
        }
    }

    private void start(String protocol) {
        server = new GreenMail(new ServerSetup(0, "127.0.0.1", protocol));
        server.setUser("shop@shop.example", "shop", "secret");
        server.getManagers().getUserManager().setAuthRequired(true);
        server.start();
    }

    private static Properties trusting() {
        Properties properties = new Properties();
        for (String protocol : new String[] {"smtp", "smtps"}) {
            properties.setProperty("mail." + protocol + ".auth", "true");
            properties.setProperty("mail." + protocol + ".ssl.trust", "*");
            properties.setProperty("mail." + protocol + ".ssl.checkserveridentity", "false");
        }
        return properties;
    }

    private SmtpSettings settings(String protocol, String password, Properties properties) {
        int port = protocol.equals("smtp")
                ? server.getSmtp().getPort()
                : server.getSmtps().getPort();
        return SmtpSettings.of(
                protocol,
                "127.0.0.1",
                port,
                "shop",
                password,
                properties,
                new SmtpSettings.Timeouts(Duration.ofSeconds(5), Duration.ofSeconds(5), Duration.ofSeconds(5)),
                "shop.example",
                100,
                Duration.ofMinutes(5),
                Duration.ofSeconds(10));
    }
}
