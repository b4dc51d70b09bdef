package io.rapport.app.embedded;

/** The application cannot or must not start; says what is wrong and what to do, without a stack trace for the reader. */
public final class StartRefused extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String action;

    /**
     * @param description what is wrong, in a sentence
     * @param action what the operator can do
     */
    public StartRefused(String description, String action) {
        this(description, action, null);
    }

    /**
     * @param description what is wrong, in a sentence
     * @param action what the operator can do
     * @param cause what was caught, or null
     */
    public StartRefused(String description, String action, Throwable cause) {
        super(description, cause);
        this.action = action;
    }

    /** @return what the operator can do */
    public String action() {
        return action;
    }
}
