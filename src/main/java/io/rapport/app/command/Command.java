package io.rapport.app.command;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * What the program does besides serving, by its first word.
 *
 * @param name the word, such as {@code deploy}
 * @param summary what it does, as a sentence without its full stop
 * @param words what stands behind it besides options
 * @param options all that it takes
 * @param body what it does
 */
public record Command(String name, String summary, CommandWords words, List<CommandOption> options, Body body) {

    /** Options that print what a command takes. */
    public static final Set<String> HELP = Set.of("--help", "-h");

    private static final int UNDONE = 1;
    private static final int WRONG = 2;

    /** What a command does. */
    public interface Body {

        /**
         * @param given the words and options, which are those that the command takes
         * @param out where to say what was done
         * @return the exit code: 0 if it was done, 1 if it could not be, or not all of it
         * @throws WrongUsage if it is asked wrongly
         */
        int run(Arguments given, PrintStream out) throws InterruptedException;
    }

    /**
     * Runs it, or prints its help where that is asked for.
     *
     * @param out where to say what was done
     * @param args what stands behind its name
     * @return the exit code: 0 if it was done, 1 if it could not be, or not all of it, 2 if it was asked wrongly
     */
    public int run(PrintStream out, String... args) {
        if (Arrays.stream(args).anyMatch(HELP::contains)) {
            out.println(help());
            return 0;
        }
        try {
            return body.run(Arguments.read(this, args), out);
        } catch (WrongUsage e) {
            out.println(e.getMessage());
            return WRONG;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return UNDONE;
        }
    }

    /** What it takes, an option a line. */
    String help() {
        List<List<String>> lines = new ArrayList<>();
        if (!words.shown().isEmpty()) {
            lines.add(List.of("  " + words.shown(), words.help()));
        }
        options.forEach(option -> lines.add(List.of("  " + option.shown(), option.help())));
        lines.add(List.of("  --help", "prints this"));
        return usage() + "\n" + summary + ".\n\n" + AlignedText.of(lines);
    }

    private String usage() {
        List<String> parts = new ArrayList<>(List.of("usage:", name));
        if (!words.shown().isEmpty()) {
            parts.add(words.shown());
        }
        options.stream()
                .filter(CommandOption::isRequired)
                .map(CommandOption::shown)
                .forEach(parts::add);
        if (options.stream().anyMatch(option -> !option.isRequired())) {
            parts.add("[OPTION…]");
        }
        return String.join(" ", parts);
    }
}
