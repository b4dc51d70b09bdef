package io.rapport.inbox;

/**
 * Tells the intake who sends. Anyone who checks a request's key sets this attribute to the system's name; no sender can set it.
 * The short way of single events takes only requests that bear it, and leaves all others to the long way and its checks.
 */
public final class Sender {

    /** A request's attribute: the name of the system whose key it showed, as a string. */
    public static final String ATTRIBUTE = Sender.class.getName();

    /** The path, as it is written without any encoding, parameter or query, that has the short way. */
    public static final String PATH = "/api/events";

    private Sender() {}
}
