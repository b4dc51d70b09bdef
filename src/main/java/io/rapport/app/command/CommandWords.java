package io.rapport.app.command;

/**
 * The words that stand behind a command's name and are no options.
 *
 * @param shown as the help has them, such as {@code DIR} or {@code [PATH…]}; empty for none
 * @param least how many there must be
 * @param most how many there may be
 * @param help what they are
 */
public record CommandWords(String shown, int least, int most, String help) {

    /** For a command that takes options alone. */
    public static final CommandWords NONE = new CommandWords("", 0, 0, "");

    /**
     * @param shown such as {@code DIR}
     * @param help what it is
     * @return one word that must be there
     */
    public static CommandWords one(String shown, String help) {
        return new CommandWords(shown, 1, 1, help);
    }
}
