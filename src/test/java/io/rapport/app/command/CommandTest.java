package io.rapport.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A command of the program")
class CommandTest {

    private record Said(int exit, String text) {}

    /** Says what it was given. */
    private static final Command PACK = new Command(
            "pack",
            "Packs what is named",
            new CommandWords("THING [BOX]", 1, 2, "what to pack, and into what"),
            List.of(
                    CommandOption.of("--message", "WHY", "why it is packed").required(),
                    CommandOption.of("--box.size", "CM", "how large the box is"),
                    CommandOption.flag("--yes", "asks nothing")),
            (given, out) -> {
                out.println(
                        given.words() + " message=" + given.value("--message").orElse("") + " yes=" + given.has("--yes")
                                + " settings=" + List.of(given.settings()));
                return 0;
            });

    private static Said pack(String... args) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int exit = PACK.run(new PrintStream(out, true, StandardCharsets.UTF_8), args);
        return new Said(exit, out.toString(StandardCharsets.UTF_8).strip());
    }

    @Test
    @DisplayName("takes values behind their option or after =, with spaces and further = in them")
    void values() {
        assertThat(pack("cup", "--message", "a = b, two words", "--yes"))
                .isEqualTo(new Said(0, "[cup] message=a = b, two words yes=true settings=[]"));
        assertThat(pack("--message=a = b, two words", "cup", "big box").text())
                .isEqualTo("[cup, big box] message=a = b, two words yes=false settings=[]");
        assertThat(pack("cup", "--message=--yes").text()).contains("message=--yes yes=false");
        assertThat(pack("cup", "--message", "-5 degrees").text()).contains("message=-5 degrees");
    }

    @Test
    @DisplayName("takes a word that begins as an option behind --")
    void wordsAlone() {
        assertThat(pack("--message", "x", "--", "--yes", "-b").text()).startsWith("[--yes, -b] message=x yes=false");
    }

    @Test
    @DisplayName("hands on settings of the server, in either form")
    void settings() {
        assertThat(pack("cup", "--message", "x", "--box.size", "30").text()).endsWith("settings=[--box.size=30]");
        assertThat(pack("cup", "--message", "x", "--box.size=30").text()).endsWith("settings=[--box.size=30]");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            textBlock =
                    """
            cup --message x --mesage y      | There is no option --mesage (did you mean '--message'?); pack --help lists all.
            cup --message x --colour=red    | There is no option --colour; pack --help lists all.
            cup --message x -y              | There is no option -y; pack --help lists all.
            cup --message x --box.height=3  | There is no option --box.height; pack --help lists all.
            cup --message                   | --message needs a value: --message WHY, in quotes if it has spaces.
            cup --message --yes             | --message needs a value: --message WHY, in quotes if it has spaces.
            cup --message=                  | --message needs a value: --message WHY, in quotes if it has spaces.
            cup --message x --message=y     | --message is given twice: give it once.
            cup --message x --yes --yes     | --yes is given twice: give it once.
            cup --message x --yes=false     | --yes takes no value: write --yes alone.
            cup                             | pack needs --message WHY (why it is packed).
            --message x                     | pack needs THING [BOX] (what to pack, and into what).
            cup box a lid --message x       | 'a' is one word too many: pack takes THING [BOX] alone; put a value with spaces in quotes.
            """)
    @DisplayName("refuses what it does not take with a sentence that names it, and the fix")
    void refused(String args, String sentence) {
        assertThat(pack(args.split(" "))).isEqualTo(new Said(2, sentence));
    }

    @Test
    @DisplayName("says by --help what it takes: each word and option, those that must be there in the first line")
    void help() {
        String help =
                """
                usage: pack THING [BOX] --message WHY [OPTION…]
                Packs what is named.

                  THING [BOX]    what to pack, and into what
                  --message WHY  why it is packed
                  --box.size CM  how large the box is
                  --yes          asks nothing
                  --help         prints this""";
        assertThat(pack("--help")).isEqualTo(new Said(0, help));
        assertThat(pack("cup", "--nonsense", "-h")).isEqualTo(new Said(0, help));
    }

    @ParameterizedTest
    @CsvSource({
        "http://localhost:8080/, http://localhost:8080",
        "https://rapport.example/shop, https://rapport.example/shop",
        "localhost:8080, SERVER is no address",
        "ftp://rapport.example, SERVER is no address",
        "http:/localhost, SERVER is no address",
        "http://a host, SERVER is no address",
    })
    @DisplayName("takes the address of a server with http or https and a host alone")
    void server(String text, String outcome) {
        String said;
        try {
            said = Arguments.server("SERVER", text);
        } catch (WrongUsage e) {
            said = e.getMessage();
        }
        assertThat(said).startsWith(outcome);
    }
}
