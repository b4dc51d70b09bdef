package io.rapport.template;

import java.util.Locale;

/**
 * A message could not be filled in. Says which message, which locale and which variable, and never what the data were:
 * the text of this exception may be logged and shown to operators. For the same reason it has no cause.
 */
public final class RenderException extends RuntimeException {

    private final String message;
    private final transient Locale locale;
    private final String variable;

    RenderException(String message, Locale locale, String variable, String why) {
        super("Message '" + message + "' [" + locale.toLanguageTag() + "] cannot be rendered: " + why);
        this.message = message;
        this.locale = locale;
        this.variable = variable;
    }

    /** The name of the message. */
    public String message() {
        return message;
    }

    /** The locale whose template failed. */
    public Locale locale() {
        return locale;
    }

    /** The variable that is missing, such as {@code coupon.code}, or null when something else is wrong. */
    public String variable() {
        return variable;
    }
}
