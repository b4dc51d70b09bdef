package io.rapport.outbox;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

/**
 * What operators decide about messages of which nobody knows whether they arrived. Each decision needs a note and is
 * written down with its messages, in the transaction that carries it out ({@code rapport.outbox_audit}).
 */
public interface UnresolvedMessages {

    /** Longest note, in characters. */
    int LONGEST_NOTE = 500;

    /**
     * Who decides something, and why.
     *
     * @param who the operator
     * @param note why, without personal data; 1 to {@value #LONGEST_NOTE} characters
     */
    record Decision(String who, String note) {

        /** @throws IllegalArgumentException if the note is missing or too long */
        public Decision {
            if (note == null || note.isBlank() || note.length() > LONGEST_NOTE) {
                throw new IllegalArgumentException("a note of 1 to " + LONGEST_NOTE + " characters is needed");
            }
        }
    }

    /**
     * What came of a decision.
     *
     * @param done messages it was carried out for
     * @param left messages that were left, since they are no longer in a state that it is about
     */
    record Result(int done, int left) {}

    /**
     * Something decided earlier.
     *
     * @param at when
     * @param who by whom
     * @param action {@code settle-sent}, {@code settle-failed} or {@code send-again}
     * @param note why
     * @param messages how many messages it concerned
     */
    record Decided(Instant at, String who, String action, String note, int messages) {}

    /**
     * @param most how many at the most
     * @return messages that are unknown, the oldest first
     */
    List<OutboxMessage> unknown(int most);

    /**
     * Ends unknown messages: somebody found out that they arrived, as from the mail server's log.
     *
     * @param messages ids of rows
     * @param decision by whom and why
     * @return what came of it
     */
    Result settleAsSent(Collection<UUID> messages, Decision decision);

    /**
     * Ends unknown messages: they did not arrive, or it does not matter any more, and they shall not be sent again.
     *
     * @param messages ids of rows
     * @param decision by whom and why
     * @return what came of it
     */
    Result settleAsFailed(Collection<UUID> messages, Decision decision);

    /**
     * Has unknown or failed messages sent again, under the same Message-ID and only where the contact policy still lets
     * them go.
     *
     * @param messages ids of rows
     * @param decision by whom and why
     * @return what came of it
     */
    Result sendAgain(Collection<UUID> messages, Decision decision);

    /**
     * Lists what was decided.
     *
     * @param most how many at the most
     * @return the youngest first
     */
    List<Decided> decisions(int most);
}
