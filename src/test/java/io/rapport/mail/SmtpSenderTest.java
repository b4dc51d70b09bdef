package io.rapport.mail;

import static io.rapport.mail.ScriptedSmtpServer.CLOSE;
import static io.rapport.mail.ScriptedSmtpServer.HANG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rapport.calendar.BusinessClock;
import io.rapport.channel.SendResult;
import io.rapport.channel.SendResult.Outcome;
import io.rapport.mail.ScriptedSmtpServer.At;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Properties;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is known of a mail after each way in which a mail server can fail. */
@Timeout(20)
class SmtpSenderTest {

    private final ScriptedSmtpServer server = server();
    private final SmtpSettings settings = Mails.settings(server.port());
    private final SmtpSender sender =
            MailDelivery.through(settings, new BusinessClock()).sender();

    /** Where every command waits for its answer. */
    ScriptedSmtpServer server() {
        return new ScriptedSmtpServer();
    }

    @AfterEach
    void close() {
        sender.close();
        server.close();
    }

    @ParameterizedTest(name = "{1} at {0}: {2}, accepted by the server: {3}")
    @CsvSource({
        // step,   the server…,                            outcome,   accepted
        "MAIL,     451 try later,                          RETRY,     0",
        "MAIL,     421 closing,                            RETRY,     0",
        "MAIL,     550 not you,                            PERMANENT, 0",
        "MAIL,     hang,                                   RETRY,     0",
        "MAIL,     close,                                  RETRY,     0",
        "MAIL,     nonsense,                               RETRY,     0",
        "RCPT,     450 mailbox busy,                       RETRY,     0",
        "RCPT,     421 closing,                            RETRY,     0",
        "RCPT,     550 no such user,                       PERMANENT, 0",
        "RCPT,     hang,                                   RETRY,     0",
        "RCPT,     close,                                  RETRY,     0",
        "DATA,     452 no space,                           RETRY,     0",
        "DATA,     554 no valid recipients,                PERMANENT, 0",
        "DATA,     hang,                                   RETRY,     0",
        "DATA,     close,                                  RETRY,     0",
        "DOT,      451 greylisted,                         RETRY,     0",
        "DOT,      421 overloaded,                         RETRY,     0",
        "DOT,      554 spam,                               PERMANENT, 0",
        "DOT,      251 kept for someone else,              SENT,      1",
        "DOT,      hang,                                   UNKNOWN,   1",
        "DOT,      close,                                  UNKNOWN,   1",
        "DOT,      nonsense,                               UNKNOWN,   1",
        "DOT,      25,                                     UNKNOWN,   1",
    })
    void knowsWhatBecameOfTheMail(At step, String behaviour, Outcome outcome, int accepted) {
        server.once(step, behaviour);

        SendResult result = sender.send(Mails.message());

        assertThat(result.outcome()).isEqualTo(outcome);
        assertThat(server.accepted()).hasSize(accepted);
        if (behaviour.matches("\\d{3} .*")) {
            assertThat(result.why()).contains(behaviour);
        }
    }

    @Test
    void sendsToAddressesThatAreNotAsciiWhereTheServerTakesThem() throws Exception {
        server.once(At.EHLO, "250-scripted\r\n250-8BITMIME\r\n250 SMTPUTF8");

        assertThat(sender.send(Mails.message("änne@bücher.example")).outcome()).isEqualTo(Outcome.SENT);
        assertThat(sender.send(Mails.message("ada@bücher.example")).outcome()).isEqualTo(Outcome.SENT);

        assertThat(server.envelopes().get(0)).endsWith(" BODY=8BITMIME SMTPUTF8");
        assertThat(server.envelopes().get(1)).isEqualTo("RCPT TO:<änne@xn--bcher-kva.example>");
        assertThat(server.accepted().get(0)).contains("änne@xn--bcher-kva.example");
        assertThat(server.envelopes().get(2)).as("who does not need it").doesNotContain("SMTPUTF8");
    }

    @Test
    void failsForGoodAndSaysWhyWhereTheServerTakesNone() throws Exception {
        SendResult result = sender.send(Mails.message("änne@example.com"));

        assertThat(result.outcome()).isEqualTo(Outcome.PERMANENT);
        assertThat(result.why()).contains("SMTPUTF8", "not ASCII", "another address");
        assertThat(result.refusal().isHard()).isFalse();
        assertThat(server.envelopes()).isEmpty();
        assertThat(sender.send(Mails.message()).outcome())
                .as("the connection goes on")
                .isEqualTo(Outcome.SENT);
    }

    @ParameterizedTest(name = "{1} at {0} after the refusal")
    @CsvSource({"RSET, hang", "RSET, close", "RSET, 421 closing"})
    void believesTheRefusalWhateverHappensAfterIt(At step, String behaviour) {
        server.once(At.DOT, "554 spam").once(step, behaviour);

        assertThat(sender.send(Mails.message()).outcome()).isEqualTo(Outcome.PERMANENT);
    }

    @ParameterizedTest(name = "{0} at QUIT")
    @CsvSource({HANG, CLOSE, "500 never heard of it"})
    void isSentWhateverTheServerDoesAtTheGoodbye(String behaviour) {
        server.once(At.QUIT, behaviour);
        long begin = System.nanoTime();

        SendResult result = sender.send(Mails.message());
        sender.close();

        assertThat(result).isEqualTo(new SendResult(Outcome.SENT, "250 queued"));
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(2));
    }

    @ParameterizedTest(name = "{1} at {0}")
    @CsvSource({
        "GREETING, 554 not today",
        "GREETING, 421 too many",
        "GREETING, hang",
        "GREETING, close",
        "EHLO, 421 go away",
        "EHLO, hang",
        "EHLO, close"
    })
    void retriesWhenTheServerDoesNotWantToTalkAtAll(At step, String behaviour) {
        server.once(step, behaviour);

        assertThatThrownBy(sender::connect).isInstanceOf(NotConnected.class);
        assertThat(sender.send(Mails.message()).outcome())
                .as("the next attempt")
                .isEqualTo(Outcome.SENT);
    }

    @Test
    void retriesWhenNobodyListens() throws IOException {
        int port;
        try (ServerSocket unused = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = unused.getLocalPort();
        }
        SmtpSettings nobody = Mails.settings(port);

        try (SmtpSender lonely =
                MailDelivery.through(nobody, new BusinessClock()).sender()) {
            SendResult result = lonely.send(Mails.message());

            assertThat(result.outcome()).isEqualTo(Outcome.RETRY);
            assertThat(result.why()).contains("ConnectException");
        }
    }

    @Test
    void retriesWhenTheConnectionBreaksInTheMiddleOfALongMail() throws Exception {
        server.once(At.BODY, CLOSE);
        var message = Mails.message();
        // more than what two kernels buffer, so that the break is met before the dot
        message.setText("x".repeat(70).concat("\n").repeat(400_000), "us-ascii");
        message.saveChanges();

        assertThat(sender.send(message).outcome()).isEqualTo(Outcome.RETRY);
    }

    @Test
    void refusesToTalkInTheClearWhereTlsIsRequired() {
        Properties tls = new Properties();
        tls.setProperty("mail.smtp.starttls.required", "true");
        SmtpSettings strict = Mails.settings(server.port(), tls, 100);

        try (SmtpSender careful =
                MailDelivery.through(strict, new BusinessClock()).sender()) {
            assertThat(careful.send(Mails.message()).outcome()).isEqualTo(Outcome.RETRY);
            assertThat(server.accepted()).isEmpty();
        }
    }

    @Test
    void keepsOneConnectionForManyMailsAndSurvivesARefusal() {
        server.once(At.RCPT, "550 no such user");

        sender.send(Mails.message());
        sender.send(Mails.message());
        sender.send(Mails.message());

        assertThat(server.accepted()).hasSize(2);
        assertThat(server.connections()).isEqualTo(1);
    }

    @Test
    void renewsTheConnectionAfterTheSetNumberOfMails() {
        SmtpSettings two = Mails.settings(server.port(), new Properties(), 2);
        try (SmtpSender moderate =
                MailDelivery.through(two, new BusinessClock()).sender()) {
            for (int i = 0; i < 5; i++) {
                assertThat(moderate.send(Mails.message()).outcome()).isEqualTo(Outcome.SENT);
            }
        }
        assertThat(server.connections()).isEqualTo(3);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({CLOSE, "421 idle for too long"})
    void reconnectsAtOnceWhenTheServerHungUpBetweenTwoMails(String behaviour) {
        sender.send(Mails.message());
        server.once(At.MAIL, behaviour);

        assertThat(sender.send(Mails.message()).outcome()).isEqualTo(Outcome.SENT);
        assertThat(server.accepted()).hasSize(2);
        assertThat(server.connections()).isEqualTo(2);
    }

    @Test
    void neverSendsAgainByItselfWhatMayHaveArrived() {
        sender.send(Mails.message());
        server.once(At.DOT, CLOSE);

        assertThat(sender.send(Mails.message()).outcome()).isEqualTo(Outcome.UNKNOWN);
        assertThat(server.accepted()).hasSize(2);
    }

    @Test
    void keepsAddressesOutOfTheReason() {
        server.once(At.RCPT, "550 5.1.1 <ada@example.com>: user unknown, ada@example.com");

        assertThat(sender.send(Mails.message()).why())
                .isEqualTo("550 5.1.1 <address>: user unknown, <address> at RCPT");
    }
}
