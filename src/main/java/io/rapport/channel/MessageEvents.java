package io.rapport.channel;

import java.util.Set;

/** The events that tell what became of a message. */
public final class MessageEvents {

    /** Their source, as far as Rapport publishes them itself. */
    public static final String SOURCE = "urn:rapport:messaging";

    public static final String SENT = "message.sent";
    public static final String DEFERRED = "message.deferred";
    public static final String WITHHELD = "message.withheld";
    public static final String FAILED = "message.failed";
    public static final String BOUNCED = "message.bounced";
    public static final String COMPLAINED = "message.complained";

    /** All their types. */
    public static final Set<String> TYPES = Set.of(SENT, DEFERRED, WITHHELD, FAILED, BOUNCED, COMPLAINED);

    /** Those that may also start a journey; the others reach the instance that sent the message alone. */
    public static final Set<String> STARTING = Set.of(BOUNCED, COMPLAINED);

    /**
     * The kind of reference by which such an event names the journey instance that sent the message. It comes from the
     * message's own row and never from the event's data, so that nobody can speak to an instance of their choice.
     */
    public static final String INSTANCE = "journey-instance";

    /** Kind of the reference to the message that an outcome is of: its name, such as {@code welcome}. */
    public static final String MESSAGE = "message-name";

    private MessageEvents() {}
}
