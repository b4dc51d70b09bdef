package io.rapport.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The program's command line")
class CommandLineTest {

    private record Said(OptionalInt exit, String text) {}

    private static Said run(String... args) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        OptionalInt exit = CommandLine.run(new PrintStream(out, true, StandardCharsets.UTF_8), args);
        return new Said(exit, out.toString(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @ValueSource(strings = {"--help", "-h", "help"})
    @DisplayName("lists the commands to who asks for help, and starts nothing")
    void help(String asked) {
        assertThat(CommandLine.isCommand(asked)).isTrue();
        Said said = run(asked);
        assertThat(said.exit()).hasValue(0);
        assertThat(said.text())
                .contains("deploy", "retire", "rollback", "take-shipped", "releases", "import", "unlock", "send-demo");
    }

    @ParameterizedTest
    @CsvSource({
        "deploy, --help, deploy DIR",
        "deploy, -h, deploy DIR",
        "rollback, --help, rollback NUMBER",
        "import, --help, --customers FILE",
        "unlock, --help, unlock USER",
        "send-demo, --help, send-demo SERVER KEY",
        "take-shipped, --help, --password WORD",
        "releases, --help, --user NAME",
        "unlock, --help, --rapport.data-dir DIR",
    })
    @DisplayName("says what a command takes to who asks it for help, and does nothing")
    void helpOfACommand(String command, String asked, String usage) {
        Said said = run(command, "dir", asked);
        assertThat(said.exit()).hasValue(0);
        assertThat(said.text()).contains(usage).doesNotContain("There is no option");
    }

    @Test
    @DisplayName("starts nothing where a command is mistyped, and says which there are")
    void mistyped() {
        assertThat(CommandLine.isCommand("deploi", "dir")).isTrue();
        Said said = run("deploi", "dir");
        assertThat(said.exit()).hasValue(2);
        assertThat(said.text()).contains("There is no command deploi (did you mean 'deploy'?).", "take-shipped");
    }

    @Test
    @DisplayName("starts the server where settings alone are named, or nothing")
    void server() {
        assertThat(run().exit()).isEmpty();
        assertThat(run("--server.port=9090").exit()).isEmpty();
        assertThat(CommandLine.isCommand("--server.port=9090")).isFalse();
    }
}
