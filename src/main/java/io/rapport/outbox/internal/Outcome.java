package io.rapport.outbox.internal;

/** What is counted: every end of an evaluation or an attempt. */
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
