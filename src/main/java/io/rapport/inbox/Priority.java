package io.rapport.inbox;

/** Whether an event may wait for others. Order within a customer holds whatever their priorities. */
public enum Priority {
    /** It happens now, and somebody may wait for what follows. */
    LIVE,
    /** One of many, such as an import: it is processed when nothing live waits. */
    BULK
}
