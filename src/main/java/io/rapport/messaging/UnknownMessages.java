package io.rapport.messaging;

import io.rapport.calendar.BusinessClock;
import io.rapport.messaging.internal.dispatch.DispatchSignal;
import io.rapport.messaging.internal.dispatch.HeldMessages;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * What operators decide about messages of which nobody knows whether they arrived. Each decision needs a note and is
 * written down with its messages, in the transaction that carries it out ({@code rapport.outbox_audit}).
 */
@Component
public class UnknownMessages {

    /** Longest note, in characters. */
    public static final int LONGEST_NOTE = 500;

    private final HeldMessages held;
    private final DispatchSignal signal;
    private final BusinessClock clock;

    UnknownMessages(HeldMessages held, DispatchSignal signal, BusinessClock clock) {
        this.held = held;
        this.signal = signal;
        this.clock = clock;
    }

    /**
     * Who decides something, and why.
     *
     * @param who the operator
     * @param note why, without personal data; 1 to {@value #LONGEST_NOTE} characters
     */
    public record Decision(String who, String note) {

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
    public record Result(int done, int left) {}

    /**
     * Something decided earlier.
     *
     * @param at when
     * @param who by whom
     * @param action {@code settle-sent}, {@code settle-failed} or {@code send-again}
     * @param note why
     * @param messages how many messages it concerned
     */
    public record Decided(Instant at, String who, String action, String note, int messages) {}

    /**
     * @param most how many at the most
     * @return messages that are unknown, the oldest first
     */
    @Transactional(readOnly = true)
    public List<OutboxMessage> unknown(int most) {
        return held.unknown(most);
    }

    /**
     * Ends unknown messages: somebody found out that they arrived, as from the mail server's log.
     *
     * @param messages ids of rows
     * @param decision by whom and why
     * @return what came of it
     */
    @Transactional
    public Result settleAsSent(Collection<UUID> messages, Decision decision) {
        int done = held.settle(messages, true, decision, clock.instant());
        return new Result(done, messages.size() - done);
    }

    /**
     * Ends unknown messages: they did not arrive, or it does not matter any more, and they shall not be sent again.
     *
     * @param messages ids of rows
     * @param decision by whom and why
     * @return what came of it
     */
    @Transactional
    public Result settleAsFailed(Collection<UUID> messages, Decision decision) {
        int done = held.settle(messages, false, decision, clock.instant());
        return new Result(done, messages.size() - done);
    }

    /**
     * Has unknown or failed messages sent again, under the same Message-ID and only where the contact policy still lets
     * them go.
     *
     * @param messages ids of rows
     * @param decision by whom and why
     * @return what came of it
     */
    @Transactional
    public Result sendAgain(Collection<UUID> messages, Decision decision) {
        int done = held.sendAgain(messages, decision, clock.instant());
        signal.wakeAfterCommit();
        return new Result(done, messages.size() - done);
    }

    /**
     * Lists what was decided.
     *
     * @param most how many at the most
     * @return the youngest first
     */
    @Transactional(readOnly = true)
    public List<Decided> decisions(int most) {
        return held.decisions(most);
    }
}
