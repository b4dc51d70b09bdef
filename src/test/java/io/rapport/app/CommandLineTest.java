package io.rapport.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The program's command line")
class CommandLineTest {

    private static String printed(Runnable what) {
        PrintStream before = System.out;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        try {
            what.run();
        } finally {
            System.setOut(before);
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @ValueSource(strings = {"--help", "-h", "help"})
    @DisplayName("lists the commands to who asks for help, and starts nothing")
    void help(String asked) {
        assertThat(CommandLine.isCommand(asked)).isTrue();
        assertThat(printed(() -> assertThat(CommandLine.run(asked)).hasValue(0)))
                .contains("deploy", "retire", "rollback", "take-shipped", "releases", "import", "unlock", "send-demo");
    }

    @ParameterizedTest
    @CsvSource({
        "deploy, --help, deploy DIR",
        "deploy, -h, deploy DIR",
        "rollback, --help, rollback NUMBER",
        "import, --help, --customers FILE",
        "unlock, --help, unlock USER",
        "send-demo, --help, send-demo <server",
    })
    @DisplayName("says what a command takes to who asks it for help, and does nothing")
    void helpOfACommand(String command, String asked, String usage) {
        assertThat(printed(
                        () -> assertThat(CommandLine.run(command, "dir", asked)).hasValue(0)))
                .contains(usage)
                .doesNotContain("There is no option");
    }

    @Test
    @DisplayName("starts nothing where a command is mistyped, and says which there are")
    void mistyped() {
        assertThat(CommandLine.isCommand("deploi", "dir")).isTrue();
        assertThat(printed(() -> assertThat(CommandLine.run("deploi", "dir")).hasValue(2)))
                .contains("There is no command 'deploi'.", "deploy, retire");
    }

    @Test
    @DisplayName("starts the server where settings alone are named, or nothing")
    void server() {
        assertThat(CommandLine.run()).isEmpty();
        assertThat(CommandLine.run("--server.port=9090")).isEmpty();
        assertThat(CommandLine.isCommand("--server.port=9090")).isFalse();
    }
}
