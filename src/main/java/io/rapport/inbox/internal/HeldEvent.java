package io.rapport.inbox.internal;

import io.rapport.inbox.internal.InboxRows.Row;
import java.time.Instant;

/**
 * An event whose partition the transaction holds.
 *
 * @param row as it stands now
 * @param now read after the partition was taken: another worker may have handled earlier events of the customer while this
 *     one waited for it, and what follows must not seem to have been handled before them
 */
record HeldEvent(Row row, Instant now) {}
