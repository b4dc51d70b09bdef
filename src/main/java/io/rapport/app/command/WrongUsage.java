package io.rapport.app.command;

/** That a command is asked wrongly: a sentence that names the option or word, and what to write. */
public final class WrongUsage extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** @param message what is wrong, and the fix */
    public WrongUsage(String message) {
        super(message, null, false, false);
    }
}
