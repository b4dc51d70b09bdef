package io.rapport.app.releases;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A command about releases")
class ReleaseCommandsTest {

    private record Said(int exit, String text) {}

    private static Said command(String... words) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int exit = run(new PrintStream(out, true, StandardCharsets.UTF_8), words);
        return new Said(exit, out.toString(StandardCharsets.UTF_8));
    }

    /** Runs the command that the first word names, with the password of the demo's logins in the environment. */
    static int run(PrintStream out, String... words) {
        return ReleaseCommands.all(name -> name.equals("RAPPORT_PASSWORD") ? "demo" : null).stream()
                .filter(command -> command.name().equals(words[0]))
                .findFirst()
                .orElseThrow()
                .run(out, Arrays.copyOfRange(words, 1, words.length));
    }

    private static ServerSocket server() throws IOException {
        return new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    }

    @Test
    @DisplayName("that nothing answers names the address and what to check")
    void nothingListens() throws Exception {
        ServerSocket closed = server();
        closed.close();
        String address = "http://localhost:" + closed.getLocalPort();
        Said said = command("releases", "--server", address + "/", "--user", "dana");
        assertThat(said.exit()).isEqualTo(1);
        assertThat(said.text())
                .contains("Nothing answers at " + address + ".")
                .contains("--server")
                .doesNotContain("null");
    }

    @Test
    @DisplayName("that something else than a web server answers says so, with the address")
    void noWebServer() throws Exception {
        try (ServerSocket other = server()) {
            Thread hangsUp = new Thread(() -> {
                while (!other.isClosed()) {
                    try (Socket caller = other.accept()) {
                        caller.getOutputStream().write("220 mail.example\r\n".getBytes(StandardCharsets.US_ASCII));
                    } catch (IOException e) {
                        // the test has ended
                        return;
                    }
                }
            });
            hangsUp.setDaemon(true);
            hangsUp.start();
            String address = "http://127.0.0.1:" + other.getLocalPort();
            Said said = command("releases", "--server", address, "--user", "dana");
            assertThat(said.exit()).isEqualTo(1);
            assertThat(said.text())
                    .contains("The connection to " + address + " failed: ")
                    .doesNotContain("null");
        }
    }

    @Test
    @DisplayName("deploys a directory: one that is not there, a file, and one without files each get their own answer")
    void noDirectory(@TempDir Path directory) throws Exception {
        Path file = Files.writeString(directory.resolve("gift.bpmn"), "<definitions/>");
        String[][] outcomes = {
            {directory.resolve("nowhere").toString(), "nowhere: there is no such directory. Name the directory above"},
            {file.toString(), "gift.bpmn: there is no such directory; it is a file. Name the directory above"},
            {directory.toString(), "has no files in processes/, forms/ or messages/"}
        };
        for (String[] outcome : outcomes) {
            Said said =
                    command("deploy", outcome[0], "--message", "x", "--server", "http://localhost:1", "--user", "dana");
            assertThat(said.exit()).as(outcome[0]).isEqualTo(2);
            assertThat(said.text()).contains(outcome[1]);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"y", "Y", "yes", "Yes", "YES", " yes "})
    @DisplayName("takes y and yes for a yes, in any letters")
    void yes(String said) {
        assertThat(ReleaseCommands.isYes(said)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "n", "no", "yesterday", "N"})
    @DisplayName("takes everything else for a no")
    void no(String said) {
        assertThat(ReleaseCommands.isYes(said)).isFalse();
    }
}
