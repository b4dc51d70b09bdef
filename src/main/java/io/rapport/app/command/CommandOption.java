package io.rapport.app.command;

/**
 * An option of a command.
 *
 * @param name as it is written, such as {@code --message}; one with a dot is a setting of the server
 * @param value what stands for its value in the help, such as {@code WHY}; null if it takes none
 * @param isRequired whether the command does nothing without it
 * @param help what it says or does, in a few words
 */
public record CommandOption(String name, String value, boolean isRequired, String help) {

    /**
     * @param name such as {@code --yes}
     * @param help what it does
     * @return an option that is there or not
     */
    public static CommandOption flag(String name, String help) {
        return new CommandOption(name, null, false, help);
    }

    /**
     * @param name such as {@code --password}
     * @param value such as {@code WORD}
     * @param help what it says
     * @return an option with a value, which may be left out
     */
    public static CommandOption of(String name, String value, String help) {
        return new CommandOption(name, value, false, help);
    }

    /** @return the same, without which the command does nothing */
    public CommandOption required() {
        return new CommandOption(name, value, true, help);
    }

    /** @return such as {@code --message WHY} */
    String shown() {
        return value == null ? name : name + " " + value;
    }
}
