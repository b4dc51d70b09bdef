package io.rapport.app.command;

import io.rapport.journey.expression.Spelling;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The words and options that a command was given: each is one that it takes, given once, with a value where it takes one.
 * A value stands behind its option as a word of its own or after {@code =}; behind {@code --} all are words.
 */
public final class Arguments {

    private final List<String> words = new ArrayList<>();
    private final Map<String, String> options = new HashMap<>();

    private Arguments() {}

    /**
     * @param command that says what it takes
     * @param args what stands behind its name
     * @return the same, by name
     * @throws WrongUsage if the command takes something else
     */
    static Arguments read(Command command, String... args) {
        Arguments given = new Arguments();
        boolean wordsAlone = false;
        for (int i = 0; i < args.length; i++) {
            if (wordsAlone || !args[i].startsWith("-")) {
                given.words.add(args[i]);
                continue;
            }
            if (args[i].equals("--")) {
                wordsAlone = true;
                continue;
            }
            int equals = args[i].indexOf('=');
            CommandOption option = option(command, equals < 0 ? args[i] : args[i].substring(0, equals));
            // what begins the next option is no value of this one
            boolean behind =
                    option.value() != null && equals < 0 && i + 1 < args.length && !args[i + 1].startsWith("--");
            given.put(option, equals >= 0 ? args[i].substring(equals + 1) : behind ? args[++i] : null);
        }
        given.checkWords(command);
        command.options().stream()
                .filter(option -> option.isRequired() && !given.has(option.name()))
                .findFirst()
                .ifPresent(option -> {
                    throw new WrongUsage(command.name() + " needs " + option.shown() + " (" + option.help() + ").");
                });
        return given;
    }

    private static CommandOption option(Command command, String name) {
        return command.options().stream()
                .filter(option -> option.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new WrongUsage("There is no option " + name
                        + Spelling.meant(
                                name,
                                command.options().stream()
                                        .map(CommandOption::name)
                                        .toList())
                        + "; " + command.name() + " --help lists all."));
    }

    private void put(CommandOption option, String value) {
        if (option.value() == null && value != null) {
            throw new WrongUsage(option.name() + " takes no value: write " + option.name() + " alone.");
        }
        if (option.value() != null && (value == null || value.isBlank())) {
            throw new WrongUsage(option.name() + " needs a value: " + option.shown() + ", in quotes if it has spaces.");
        }
        if (options.putIfAbsent(option.name(), value == null ? "" : value) != null) {
            throw new WrongUsage(option.name() + " is given twice: give it once.");
        }
    }

    private void checkWords(Command command) {
        CommandWords takes = command.words();
        if (words.size() < takes.least()) {
            throw new WrongUsage(command.name() + " needs " + takes.shown() + " (" + takes.help() + ").");
        }
        if (words.size() > takes.most()) {
            throw new WrongUsage("'" + words.get(takes.most()) + "' is one word too many: " + command.name() + " takes "
                    + (takes.shown().isEmpty() ? "options" : takes.shown())
                    + " alone; put a value with spaces in quotes.");
        }
    }

    /** @return the words that are no options, in their order */
    public List<String> words() {
        return List.copyOf(words);
    }

    /**
     * @param option such as {@code --yes}
     * @return whether it is given
     */
    public boolean has(String option) {
        return options.containsKey(option);
    }

    /**
     * @param option such as {@code --message}
     * @return its value; empty if it is not given
     */
    public Optional<String> value(String option) {
        return Optional.ofNullable(options.get(option));
    }

    /**
     * @param option that holds the address of a server, and is given
     * @return it without a slash at the end, such as {@code http://localhost:8080}
     * @throws WrongUsage if it is no address of HTTP
     */
    public String server(String option) {
        return server(option, options.get(option));
    }

    /**
     * @param name of what holds it, such as {@code --server}
     * @param text such as {@code http://localhost:8080/}
     * @return the same without a slash at the end
     * @throws WrongUsage if it is no address of HTTP
     */
    public static String server(String name, String text) {
        String bare = text.replaceAll("/+$", "");
        try {
            URI address = URI.create(bare);
            if (address.getHost() != null && String.valueOf(address.getScheme()).matches("https?")) {
                return bare;
            }
        } catch (IllegalArgumentException e) {
            // is said below
        }
        throw new WrongUsage(name + " is no address, such as http://localhost:8080: " + text);
    }

    /** @return the settings of the server among the options, such as {@code --rapport.data-dir=./data} */
    String[] settings() {
        return options.entrySet().stream()
                .filter(option -> option.getKey().indexOf('.') >= 0)
                .map(option -> option.getKey() + "=" + option.getValue())
                .toArray(String[]::new);
    }
}
