package io.rapport.mail;

import static org.assertj.core.api.Assertions.assertThat;

import io.rapport.calendar.BusinessClock;
import io.rapport.channel.SendResult;
import io.rapport.channel.SendResult.Outcome;
import io.rapport.mail.ScriptedSmtpServer.At;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** All that is known of a mail after each fault, with a server that takes commands together (RFC 2920). */
@Timeout(20)
@DisplayName("Commands that go out together")
@Tag("slow")
class PipeliningTest extends SmtpSenderTest {

    @Override
    ScriptedSmtpServer server() {
        return new ScriptedSmtpServer().offering("PIPELINING");
    }

    @ParameterizedTest(name = "{1} at {0}")
    @CsvSource({"MAIL, 550 not you", "RCPT, 550 no such user", "MAIL, 451 later", "RCPT, 450 busy"})
    @DisplayName("give a server that would take a mail for nobody an empty one, and the connection goes on")
    void endsAMailForNobody(At step, String refusal) throws Exception {
        try (ScriptedSmtpServer careless = server().once(step, refusal).once(At.DATA, "354 go on");
                SmtpSender sender = sender(careless.port())) {
            SendResult refused = sender.send(Mails.message());

            assertThat(refused.why()).contains(refusal, "at " + step);
            assertThat(careless.accepted()).isEmpty();
            assertThat(sender.send(Mails.message()).outcome()).isEqualTo(Outcome.SENT);
            assertThat(careless.accepted()).hasSize(1);
            assertThat(careless.connections()).isEqualTo(1);
        }
    }

    @Test
    @DisplayName("are in one packet, and so are mail and final dot")
    void goOutTogether() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                SmtpSender sender = sender(socket.getLocalPort())) {
            CompletableFuture<String> packets = CompletableFuture.supplyAsync(() -> packets(socket));

            assertThat(sender.send(Mails.message()).outcome()).isEqualTo(Outcome.SENT);

            assertThat(packets.get(5, TimeUnit.SECONDS)).isEqualTo("EHLO | MAIL RCPT DATA | mail and dot");
        }
    }

    private static String packets(ServerSocket server) {
        try (Socket socket = server.accept()) {
            InputStream in = socket.getInputStream();
            answer(socket, "220 hello");
            StringBuilder seen = new StringBuilder(packet(in).substring(0, 4));
            answer(socket, "250-hello\r\n250 PIPELINING");
            seen.append(" |");
            packet(in).lines().forEach(line -> seen.append(' ').append(line, 0, 4));
            answer(socket, "250 ok\r\n250 ok\r\n354 go on");
            seen.append(packet(in).endsWith("\r\n.\r\n") ? " | mail and dot" : " | something else");
            answer(socket, "250 taken");
            return seen.toString();
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static String packet(InputStream in) throws IOException {
        byte[] bytes = new byte[64 * 1024];
        return new String(bytes, 0, Math.max(0, in.read(bytes)), StandardCharsets.US_ASCII);
    }

    private static void answer(Socket socket, String lines) throws IOException {
        socket.getOutputStream().write((lines + "\r\n").getBytes(StandardCharsets.US_ASCII));
    }

    private static SmtpSender sender(int port) {
        return MailDelivery.through(Mails.settings(port), new BusinessClock()).sender();
    }
}
