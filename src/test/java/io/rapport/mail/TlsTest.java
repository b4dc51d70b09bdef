package io.rapport.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.rapport.calendar.BusinessClock;
import io.rapport.channel.SendResult.Outcome;
import io.rapport.mail.SmtpSettings.Timeouts;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("TLS towards the mail server")
@Timeout(60)
@Tag("slow")
class TlsTest {

    private static Certificates certificates;

    @BeforeAll
    static void make(@TempDir Path folder) {
        certificates = new Certificates(folder);
        certificates.vouchFor("good", "ip:127.0.0.1,dns:localhost");
        certificates.vouchFor("other", "dns:mail.example");
        certificates.stranger("stranger", "ip:127.0.0.1,dns:localhost");
    }

    @ParameterizedTest
    @EnumSource(
            value = StartTls.class,
            names = {"REQUIRED", "OPPORTUNISTIC"})
    @DisplayName("begins by STARTTLS where the server proves its name by a certificate that is trusted")
    void startsTls(StartTls starttls) throws Exception {
        try (ScriptedSmtpServer server = new ScriptedSmtpServer(certificates.server("good"), false);
                SmtpSender sender = sender("smtp", server.port(), starttls)) {
            sender.connect();

            assertThat(sender.send(Mails.message()).outcome()).isEqualTo(Outcome.SENT);
            assertThat(server.secured()).isEqualTo(1);
            assertThat(server.accepted()).hasSize(1);
        }
    }

    @ParameterizedTest(name = "{0}, STARTTLS {1}")
    @CsvSource({"stranger, REQUIRED", "stranger, OPPORTUNISTIC", "other, REQUIRED", "other, OPPORTUNISTIC"})
    @DisplayName("is refused where the certificate is a stranger's, or somebody else's")
    void refusesOthers(String key, StartTls starttls) {
        try (ScriptedSmtpServer server = new ScriptedSmtpServer(certificates.server(key), false);
                SmtpSender sender = sender("smtp", server.port(), starttls)) {

            assertThatThrownBy(sender::connect)
                    .isInstanceOf(NotConnected.class)
                    .hasMessageContaining("no connection to the mail server")
                    .hasMessageContaining(
                            key.equals("other")
                                    ? "No subject alternative names"
                                    : "unable to find valid certification path");
            assertThat(server.accepted()).isEmpty();
        }
    }

    @Test
    @DisplayName("is not given up because somebody took the offer of STARTTLS away")
    void refusesToBeStripped() {
        try (ScriptedSmtpServer server = new ScriptedSmtpServer();
                SmtpSender strict = sender("smtp", server.port(), StartTls.REQUIRED);
                SmtpSender lax = sender("smtp", server.port(), StartTls.OPPORTUNISTIC)) {

            assertThatThrownBy(strict::connect)
                    .isInstanceOf(NotConnected.class)
                    .hasMessageContaining("STARTTLS is required");
            assertThat(server.accepted()).isEmpty();
            assertThat(lax.send(Mails.message()).outcome())
                    .as("who asks for it")
                    .isEqualTo(Outcome.SENT);
        }
    }

    @Test
    @DisplayName("is not broken off by an offer that the server does not keep")
    void refusesABrokenOffer() {
        try (ScriptedSmtpServer server = new ScriptedSmtpServer();
                SmtpSender sender = sender("smtp", server.port(), StartTls.OPPORTUNISTIC)) {
            server.once(ScriptedSmtpServer.At.EHLO, "250-scripted\r\n250 STARTTLS");

            assertThatThrownBy(sender::connect).isInstanceOf(NotConnected.class);
            assertThat(server.accepted()).isEmpty();
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"good, true", "stranger, false", "other, false"})
    @DisplayName("from the first byte is verified alike")
    void verifiesImplicitTls(String key, boolean trusted) throws Exception {
        try (ScriptedSmtpServer server = new ScriptedSmtpServer(certificates.server(key), true);
                SmtpSender sender = sender("smtps", server.port(), null)) {
            if (!trusted) {
                assertThatThrownBy(sender::connect).isInstanceOf(NotConnected.class);
                assertThat(server.accepted()).isEmpty();
                return;
            }
            assertThat(sender.send(Mails.message()).outcome()).isEqualTo(Outcome.SENT);
            assertThat(server.accepted()).hasSize(1);
        }
    }

    @Test
    @DisplayName("does not wait for acknowledgements, which would cost 40 ms a mail")
    void sendsAtOnce() throws Exception {
        SSLSocketFactory trusting = certificates
                .bundles()
                .getBundle(Certificates.BUNDLE)
                .createSslContext()
                .getSocketFactory();
        try (ScriptedSmtpServer server = new ScriptedSmtpServer(certificates.server("good"), true);
                ConnectionSockets sockets = new ConnectionSockets(trusting, 1000);
                Socket plain = sockets.plain().createSocket()) {
            plain.connect(new InetSocketAddress("127.0.0.1", server.port()));
            Socket secret = sockets.tls().createSocket(plain, "127.0.0.1", server.port(), true);
            assertThat(secret.getTcpNoDelay()).isTrue();
            assertThat(plain.getTcpNoDelay()).isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "localhost, OFF",
        "127.0.0.1, OFF",
        "::1, OFF",
        "127.0.0.1.example.com, REQUIRED",
        "localhost.example.com, REQUIRED",
        "mail, REQUIRED",
        "10.0.0.5, REQUIRED",
        "smtp.example.com, REQUIRED"
    })
    @DisplayName("is required of every server that is not on this machine, unless somebody says otherwise")
    void isRequired(String host, StartTls usual) {
        assertThat(StartTls.usual(host)).isEqualTo(usual);
    }

    private static SmtpSender sender(String protocol, int port, StartTls starttls) {
        DeliveryProperties.Host host = new DeliveryProperties.Host(
                "127.0.0.1", port, protocol, starttls, null, null, 1, null, 0, Certificates.BUNDLE);
        Duration patience = Duration.ofSeconds(5);
        return MailDelivery.of(
                        new DeliveryProperties(null, null, 0, List.of(host), null, null, null, null),
                        null,
                        new MailDelivery.Limits(
                                new Timeouts(patience, patience, patience), 100, Duration.ofMinutes(5), patience),
                        certificates.bundles(),
                        "shop.example",
                        null,
                        new BusinessClock(),
                        new SimpleMeterRegistry())
                .sender();
    }
}
