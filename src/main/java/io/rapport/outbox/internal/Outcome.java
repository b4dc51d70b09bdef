package io.rapport.outbox.internal;

/** What is counted: every end of looking at a message. */
enum Outcome {
    SENT,
    ASSIGNED,
    DEFERRED,
    SWITCHED,
    WITHHELD,
    RETRIED,
    FAILED,
    UNKNOWN
}
