package io.rapport.inbox;

/** What the inbox says to an event handed in. */
public enum Receipt {
    /** It is a new row of the inbox. */
    ACCEPTED,
    /** The same event is there already; nothing was done. */
    DUPLICATE,
    /** An event with this source and id but other content is there already; nothing was done. */
    CONFLICT,
    /** What it calls its customer leads to several customers; nothing was done. */
    AMBIGUOUS
}
