package io.rapport.inbox.internal;

import io.rapport.calendar.BusinessClock;
import io.rapport.database.OperatorDecision;
import io.rapport.database.OperatorDecision.Result;
import io.rapport.inbox.FailedDelivery;
import io.rapport.inbox.InboxFigures;
import io.rapport.inbox.InboxOperations;
import java.util.Collection;
import java.util.List;
import java.util.function.LongFunction;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Operators' decisions on the tables of the inbox. */
@Component
final class DefaultInboxOperations implements InboxOperations {

    /** Events handled in one transaction when a time span is chosen. */
    private static final int CHUNK = 500;

    private final DeadLetters deadLetters;
    private final FailedDeliveries deliveries;
    private final TransactionTemplate transaction;
    private final WorkSignal signal;
    private final BusinessClock clock;

    DefaultInboxOperations(
            DeadLetters deadLetters,
            FailedDeliveries deliveries,
            PlatformTransactionManager transactions,
            WorkSignal signal,
            BusinessClock clock) {
        this.deadLetters = deadLetters;
        this.deliveries = deliveries;
        this.transaction = new TransactionTemplate(transactions);
        this.signal = signal;
        this.clock = clock;
    }

    @Override
    public InboxFigures figures() {
        return deadLetters.figures(clock.instant());
    }

    @Override
    public Page deadLetters(String type, String after, int most) {
        return deadLetters.page(type, after, most);
    }

    @Override
    public Result replay(Collection<Long> seqs, OperatorDecision decision) {
        return inOne(() -> deadLetters.replay(seqs, decision, "a selection", clock.instant()));
    }

    @Override
    public Result replay(Span span, OperatorDecision decision) {
        return inChunks(
                after -> deadLetters.chosen("dead", span, after, CHUNK),
                seqs -> deadLetters.replay(seqs, decision, about(span), clock.instant()));
    }

    @Override
    public Result projectAgain(Span span, OperatorDecision decision) {
        return inChunks(
                after -> deadLetters.chosen("done", span, after, CHUNK),
                seqs -> deadLetters.projectAgain(seqs, decision, about(span), clock.instant()));
    }

    @Override
    public Result discard(Collection<Long> seqs, OperatorDecision decision) {
        return inOne(() -> deadLetters.discard(seqs, decision, "a selection", clock.instant()));
    }

    @Override
    public List<FailedDelivery> failedDeliveries(int most) {
        return deliveries.list(most);
    }

    @Override
    public Result replayDeliveries(Collection<Long> ids, OperatorDecision decision) {
        return inOne(() -> deliveries.replay(ids, decision, "for one journey", clock.instant()));
    }

    @Override
    public Result replayDeliveries(String journey, OperatorDecision decision) {
        return inChunks(
                after -> deliveries.ofJourney(journey, after, CHUNK),
                ids -> deliveries.replay(ids, decision, "for the journey " + journey, clock.instant()));
    }

    @Override
    public Result discardDeliveries(Collection<Long> ids, OperatorDecision decision) {
        return inOne(() -> deliveries.discard(ids, decision, "for one journey", clock.instant()));
    }

    @Override
    public Result discardDeliveries(String journey, OperatorDecision decision) {
        return inChunks(
                after -> deliveries.ofJourney(journey, after, CHUNK),
                ids -> deliveries.discard(ids, decision, "for the journey " + journey, clock.instant()));
    }

    @Override
    public List<RecordedDecision> decisions(int most) {
        return deadLetters.decisions(most);
    }

    private interface Step {
        Result take(Collection<Long> seqs);
    }

    private interface Work {
        Result run();
    }

    private Result inOne(Work work) {
        return transaction.execute(status -> {
            Result result = work.run();
            signal.afterCommit();
            return result;
        });
    }

    private Result inChunks(LongFunction<List<Long>> choose, Step step) {
        Result all = new Result(0, 0);
        long after = Long.MIN_VALUE;
        while (true) {
            List<Long> seqs = choose.apply(after);
            if (seqs.isEmpty()) {
                return all;
            }
            all = all.plus(inOne(() -> step.take(seqs)));
            after = seqs.get(seqs.size() - 1);
        }
    }

    private static String about(Span span) {
        return "received from " + span.from() + " to " + span.to() + (span.type() == null ? "" : ", " + span.type());
    }
}
