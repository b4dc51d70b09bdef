package io.rapport.outbox;

import io.rapport.database.OperatorDecision;
import io.rapport.database.OperatorDecision.Result;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

/**
 * What operators decide about messages of which nobody knows whether they arrived. Each decision needs a note and is
 * written down with its messages, in the transaction that carries it out ({@code rapport.outbox_audit}).
 */
public interface UnresolvedMessages {

    /**
     * Something decided earlier.
     *
     * @param at when
     * @param who by whom
     * @param action {@code settle-sent}, {@code settle-failed} or {@code send-again}
     * @param note why
     * @param messages how many messages it concerned
     */
    record RecordedDecision(Instant at, String who, String action, String note, int messages) {}

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
    Result settleAsSent(Collection<UUID> messages, OperatorDecision decision);

    /**
     * Ends unknown messages: they did not arrive, or it does not matter any more, and they shall not be sent again.
     *
     * @param messages ids of rows
     * @param decision by whom and why
     * @return what came of it
     */
    Result settleAsFailed(Collection<UUID> messages, OperatorDecision decision);

    /**
     * Has unknown or failed messages sent again, under the same Message-ID and only where the contact policy still lets
     * them go.
     *
     * @param messages ids of rows
     * @param decision by whom and why
     * @return what came of it
     */
    Result sendAgain(Collection<UUID> messages, OperatorDecision decision);

    /**
     * Lists what was decided.
     *
     * @param most how many at the most
     * @return the youngest first
     */
    List<RecordedDecision> decisions(int most);
}
