package io.rapport.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.rapport.calendar.BusinessClock;
import io.rapport.channel.SendResult.Outcome;
import io.rapport.mail.DeliveryProperties.Host;
import io.rapport.mail.ScriptedSmtpServer.At;
import io.rapport.mail.SmtpSettings.Timeouts;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.ssl.DefaultSslBundleRegistry;
import org.springframework.mail.javamail.JavaMailSenderImpl;

@DisplayName("Several mail servers")
@Timeout(30)
class SmtpHostsTest {

    private final ScriptedSmtpServer first = new ScriptedSmtpServer();
    private final ScriptedSmtpServer second = new ScriptedSmtpServer();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final List<SmtpSender> senders = new ArrayList<>();
    private Instant now = Instant.parse("2026-03-03T12:00:00Z");

    @AfterEach
    void close() {
        senders.forEach(SmtpSender::close);
        first.close();
        second.close();
    }

    @Test
    @DisplayName("share the mails by weight, each over one kept connection a worker")
    void shareByWeight() {
        SmtpSender sender = sender(delivery(host(first.port(), 3), host(second.port(), 1)));

        for (int i = 0; i < 40; i++) {
            assertThat(sender.send(Mails.message()).outcome()).isEqualTo(Outcome.SENT);
        }

        assertThat(first.accepted()).hasSize(30);
        assertThat(second.accepted()).hasSize(10);
        assertThat(first.connections() + second.connections()).isEqualTo(2);
        assertThat(mails(first, "sent")).isEqualTo(30);
        assertThat(mails(second, "sent")).isEqualTo(10);
    }

    @Test
    @DisplayName("stand in for one that is away, which is asked again after a pause, by one mail")
    void standIn() {
        first.once(At.GREETING, "421 not now").once(At.GREETING, "421 not now");
        SmtpSender sender = sender(delivery(host(first.port(), 1), host(second.port(), 1)));

        for (int i = 0; i < 10; i++) {
            assertThat(sender.send(Mails.message()).outcome()).isEqualTo(Outcome.SENT);
        }
        assertThat(second.accepted()).hasSize(10);
        assertThat(first.connections()).isEqualTo(1);
        assertThat(meters.get("rapport.smtp.up")
                        .tag("host", name(first))
                        .gauge()
                        .value())
                .isZero();
        assertThat(meters.get("rapport.smtp.refusals")
                        .tag("host", name(first))
                        .counter()
                        .count())
                .isEqualTo(1);

        // the first pause takes a second, the next one two
        now = now.plusMillis(1100);
        for (int i = 0; i < 10; i++) {
            sender.send(Mails.message());
        }
        assertThat(first.connections()).isEqualTo(2);
        assertThat(second.accepted()).hasSize(20);
        now = now.plusMillis(2100);
        for (int i = 0; i < 10; i++) {
            sender.send(Mails.message());
        }
        assertThat(first.accepted()).hasSize(5);
        assertThat(meters.get("rapport.smtp.up")
                        .tag("host", name(first))
                        .gauge()
                        .value())
                .isEqualTo(1);
    }

    @Test
    @DisplayName("stand in for one that hangs in the middle of a mail: that mail is retried, the next go elsewhere")
    void standInForAHangingOne() {
        SmtpSender sender = sender(delivery(host(first.port(), 1), host(second.port(), 1)));
        first.once(At.RCPT, ScriptedSmtpServer.HANG);

        assertThat(sender.send(Mails.message()).outcome()).isEqualTo(Outcome.RETRY);
        for (int i = 0; i < 5; i++) {
            assertThat(sender.send(Mails.message()).outcome()).isEqualTo(Outcome.SENT);
        }
        assertThat(second.accepted()).hasSize(5);
    }

    @Test
    @DisplayName("are all asked once before a worker gives up")
    void areAllAsked() {
        first.once(At.GREETING, "554 no");
        second.once(At.GREETING, "554 no");
        SmtpSender sender = sender(delivery(host(first.port(), 1), host(second.port(), 1)));

        assertThatThrownBy(sender::connect).isInstanceOf(NotConnected.class);
        assertThat(first.connections() + second.connections()).isEqualTo(2);
        assertThat(sender.send(Mails.message()).outcome())
                .as("the next attempt, whatever the pauses say")
                .isEqualTo(Outcome.SENT);
    }

    @Test
    @DisplayName("take no more mails a second than each is set to, and no crowd at the start")
    void keepTheirRates() throws Exception {
        MailDelivery delivery = delivery(
                new Host("127.0.0.1", first.port(), "smtp", null, null, null, 1, 20.0, 0, null),
                new Host("127.0.0.1", second.port(), "smtp", null, null, null, 1, 10.0, 0, null));
        SmtpSender sender = sender(delivery);
        Instant end = now.plusSeconds(2);
        while (now.isBefore(end)) {
            Duration wait = sender.connect();
            if (wait.isZero()) {
                sender.send(Mails.message());
            } else {
                assertThat(wait).isLessThanOrEqualTo(Duration.ofMillis(100));
                now = now.plus(wait);
            }
        }

        assertThat(first.accepted()).hasSizeBetween(40, 41);
        assertThat(second.accepted()).hasSizeBetween(20, 21);
    }

    @Test
    @DisplayName("have no more connections than each is set to; who finds none free waits, who is idle lets go")
    void keepTheirConnections() throws Exception {
        MailDelivery delivery =
                delivery(new Host("127.0.0.1", first.port(), "smtp", null, null, null, 1, null, 1, null));
        SmtpSender one = sender(delivery);
        SmtpSender other = sender(delivery);

        one.send(Mails.message());
        assertThat(other.connect()).isPositive();
        one.closeIfIdle();
        assertThat(other.connect()).isZero();
        other.send(Mails.message());

        assertThat(first.connections()).isEqualTo(2);
        assertThat(meters.get("rapport.smtp.connections").gauge().value()).isEqualTo(1);
    }

    @Test
    @DisplayName("are not to be named in two places, and their numbers must make sense")
    void areCheckedAtTheStart() {
        JavaMailSenderImpl single = new JavaMailSenderImpl();
        single.setHost("127.0.0.1");

        assertThatThrownBy(() -> delivery(single, host(first.port(), 1)))
                .hasMessageContaining("spring.mail.host")
                .hasMessageContaining("rapport.messaging.hosts");
        assertThatThrownBy(() -> delivery(host(first.port(), 0)))
                .hasMessage("rapport.messaging.hosts[0].weight must be 1 to 1000");
        assertThatThrownBy(() -> delivery(new Host("mail.example", 25, "imap", null, null, "hidden", 1, null, 0, null)))
                .hasMessage("rapport.messaging.hosts[0].protocol must be smtp or smtps, not imap");
        assertThat(new Host("mail.example", 25, "smtp", null, "shop", "hidden", 1, null, 0, null).toString())
                .doesNotContain("hidden");
    }

    @Test
    @DisplayName("have a usual rate where they are not on this machine")
    void haveAUsualRate() {
        assertThat(DeliveryProperties.rate(null, "smtp.example.com")).isEqualTo(100);
        assertThat(DeliveryProperties.rate(null, "localhost")).isZero();
        assertThat(DeliveryProperties.rate(7.5, "localhost")).isEqualTo(7.5);
    }

    private static Host host(int port, int weight) {
        return new Host("127.0.0.1", port, "smtp", null, null, null, weight, null, 0, null);
    }

    private SmtpSender sender(MailDelivery delivery) {
        SmtpSender sender = delivery.sender();
        senders.add(sender);
        return sender;
    }

    private MailDelivery delivery(Host... hosts) {
        return delivery(null, hosts);
    }

    private MailDelivery delivery(JavaMailSenderImpl single, Host... hosts) {
        return MailDelivery.of(
                new DeliveryProperties(null, null, 0, List.of(hosts), null, null, null, null),
                single,
                new MailDelivery.Limits(
                        new Timeouts(Duration.ofSeconds(2), Duration.ofMillis(400), Duration.ofSeconds(2)),
                        100,
                        Duration.ofMinutes(5),
                        Duration.ofSeconds(10)),
                new DefaultSslBundleRegistry(),
                "shop.example",
                null,
                new BusinessClock(() -> now),
                meters);
    }

    private static String name(ScriptedSmtpServer server) {
        return "127.0.0.1:" + server.port();
    }

    private double mails(ScriptedSmtpServer server, String outcome) {
        return meters.get("rapport.smtp.mails")
                .tag("host", name(server))
                .tag("outcome", outcome)
                .counter()
                .count();
    }
}
