package io.rapport.outbox.internal;

import io.rapport.calendar.BusinessClock;
import io.rapport.database.OperatorDecision;
import io.rapport.database.OperatorDecision.Result;
import io.rapport.outbox.OutboxMessage;
import io.rapport.outbox.UnresolvedMessages;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Operators' decisions on the table of the outbox. */
@Component
class DefaultUnresolvedMessages implements UnresolvedMessages {

    private final UnresolvedMessageStore held;
    private final DispatchSignal signal;
    private final BusinessClock clock;

    DefaultUnresolvedMessages(UnresolvedMessageStore held, DispatchSignal signal, BusinessClock clock) {
        this.held = held;
        this.signal = signal;
        this.clock = clock;
    }

    @Transactional(readOnly = true)
    @Override
    public List<OutboxMessage> unknown(int most) {
        return held.unknown(most);
    }

    @Transactional
    @Override
    public Result settleAsSent(Collection<UUID> messages, OperatorDecision decision) {
        int done = held.settle(messages, true, decision, clock.instant());
        return new Result(done, messages.size() - done);
    }

    @Transactional
    @Override
    public Result settleAsFailed(Collection<UUID> messages, OperatorDecision decision) {
        int done = held.settle(messages, false, decision, clock.instant());
        return new Result(done, messages.size() - done);
    }

    @Transactional
    @Override
    public Result sendAgain(Collection<UUID> messages, OperatorDecision decision) {
        int done = held.sendAgain(messages, decision, clock.instant());
        signal.wakeAfterCommit();
        return new Result(done, messages.size() - done);
    }

    @Transactional(readOnly = true)
    @Override
    public List<RecordedDecision> decisions(int most) {
        return held.decisions(most);
    }
}
