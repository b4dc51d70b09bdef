package io.rapport.mail;

import static io.rapport.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.rapport.calendar.BusinessClock;
import io.rapport.channel.SendResult;
import io.rapport.channel.SendResult.Outcome;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The faults that Postfix's test server makes (package {@code postfix}); skipped on a machine without it. */
@DisplayName("Against Postfix's smtp-sink")
@Timeout(60)
class SmtpSinkTest {

    private static String program;

    @BeforeAll
    static void find() {
        Optional<Path> found = Stream.of("/usr/sbin", "/usr/local/sbin", "/usr/libexec/postfix", "/opt/homebrew/sbin")
                .map(folder -> Path.of(folder, "smtp-sink"))
                .filter(Files::isExecutable)
                .findFirst();
        if (found.isEmpty() && "required".equals(System.getenv("RAPPORT_SMTP_SINK"))) {
            throw new AssertionError("RAPPORT_SMTP_SINK=required, but there is no smtp-sink (package postfix)");
        }
        assumeTrue(found.isPresent(), "no smtp-sink (package postfix)");
        program = found.orElseThrow().toString();
    }

    @ParameterizedTest(name = "smtp-sink {0} {1}: {2}")
    @CsvSource({
        // it refuses for a time
        "-r, CONNECT, RETRY",
        "-r, MAIL,    RETRY",
        "-r, RCPT,    RETRY",
        "-r, DATA,    RETRY",
        "-r, .,       RETRY",
        "-r, QUIT,    SENT",
        // it refuses for good; at the greeting that is about us and the server, not about the mail
        "-f, CONNECT, RETRY",
        "-f, MAIL,    PERMANENT",
        "-f, RCPT,    PERMANENT",
        "-f, DATA,    PERMANENT",
        "-f, .,       PERMANENT",
        "-f, QUIT,    SENT",
        // it hangs up without a word
        "-q, CONNECT, RETRY",
        "-q, EHLO,    RETRY",
        "-q, MAIL,    RETRY",
        "-q, RCPT,    RETRY",
        "-q, DATA,    RETRY",
        "-q, .,       UNKNOWN",
        "-q, QUIT,    SENT",
        // it says 421 and hangs up
        "-Q, CONNECT, RETRY",
        "-Q, EHLO,    RETRY",
        "-Q, MAIL,    RETRY",
        "-Q, RCPT,    RETRY",
        "-Q, DATA,    RETRY",
        "-Q, .,       RETRY",
        "-Q, QUIT,    SENT",
        // it thinks for longer than we wait
        "-W, MAIL:3,  RETRY",
        "-W, RCPT:3,  RETRY",
        "-W, DATA:3,  RETRY",
        "-W, .:3,     UNKNOWN",
        "-W, QUIT:3,  SENT",
    })
    @DisplayName("knows of each mail what became of it")
    void knowsWhatBecameOfTheMail(String fault, String step, Outcome outcome) throws Exception {
        int port = freePort();
        List<String> command = new ArrayList<>(List.of(program));
        if ("root".equals(System.getProperty("user.name"))) {
            command.addAll(List.of("-u", "nobody"));
        }
        command.addAll(List.of(fault, step, "127.0.0.1:" + port, "10"));
        Process sink = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            awaitListening(sink, port);
            SendResult result;
            try (SmtpSender sender = MailDelivery.through(Mails.settings(port), new BusinessClock())
                    .sender()) {
                result = sender.send(Mails.message());
            }
            assertThat(result.outcome()).as(result.why()).isEqualTo(outcome);
        } finally {
            sink.destroyForcibly().waitFor(5, TimeUnit.SECONDS);
        }
    }

    private static void awaitListening(Process sink, int port) {
        eventually("smtp-sink listens", () -> {
            assertThat(sink.isAlive()).as("smtp-sink runs").isTrue();
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress("127.0.0.1", port), 100);
                return true;
            } catch (IOException notYet) {
                return false;
            }
        });
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
