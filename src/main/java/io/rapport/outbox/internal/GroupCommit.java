package io.rapport.outbox.internal;

import io.rapport.calendar.BusinessClock;
import io.rapport.database.DatabaseFaults;
import io.rapport.outbox.internal.OutboxTransitions.Applied;
import io.rapport.outbox.internal.Transition.Note;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Marks messages as sending for all workers of a node, those together that are about to be handed over at the same time:
 * one transaction for the group, which also records what became of the messages before. Nobody waits for company: while
 * one group is on its way to the disk the next one gathers.
 *
 * <p>A message is handed over only after its mark is committed, and its outcome is recorded after it was handed over; so
 * whatever breaks leaves at most one message a worker of which nobody knows. A group holds at most one message a customer,
 * since a statement does not see what it marks itself. Customers of capped messages are locked before the statement that
 * counts; one whose lock is held elsewhere goes with the next group.
 */
final class GroupCommit implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(GroupCommit.class);

    private static final int MOST = 100;
    private static final Duration AFTER_OUTAGE = Duration.ofSeconds(1);

    /** Until a customer's lock, held by another node's commit, is asked for again. */
    private static final Duration UNTIL_FREE = Duration.ofMillis(5);

    private final OutboxTransitions transitions;
    private final OutcomeRecorder recorder;
    private final TransactionTemplate transaction;
    private final Duration lease;
    private final BusinessClock clock;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrival = lock.newCondition();
    private final Deque<Submission> waiting = new ArrayDeque<>();
    private boolean closed;

    GroupCommit(
            OutboxTransitions transitions,
            OutcomeRecorder recorder,
            TransactionTemplate transaction,
            Duration lease,
            BusinessClock clock) {
        this.transitions = transitions;
        this.recorder = recorder;
        this.transaction = transaction;
        this.lease = lease;
        this.clock = clock;
    }

    /**
     * Part of a group.
     *
     * @param attempt to be marked; null for none
     * @param outcome of a message before; null for none
     * @param marked whether it was; fails if nobody knows
     */
    private record Submission(Attempt attempt, Transition outcome, CompletableFuture<Boolean> marked) {

        Submission onlyAttempt() {
            return new Submission(attempt, null, marked);
        }

        Submission onlyOutcome() {
            return new Submission(null, outcome, new CompletableFuture<>());
        }
    }

    /** What a worker waits with until its message is marked. */
    static final class Ticket {

        private final CompletableFuture<Boolean> marked;

        private Ticket(CompletableFuture<Boolean> marked) {
            this.marked = marked;
        }

        /**
         * Waits for the commit.
         *
         * @return false if the message is to be evaluated again: something has changed, or it is no longer the worker's
         * @throws RuntimeException if the message could not be marked, or nobody knows whether it is: it must not be handed
         *     over
         */
        boolean await() {
            boolean interrupted = false;
            try {
                while (true) {
                    try {
                        return marked.get();
                    } catch (InterruptedException e) {
                        interrupted = true;
                    } catch (ExecutionException e) {
                        if (e.getCause() instanceof RuntimeException cause) {
                            throw cause;
                        }
                        throw new IllegalStateException("the message could not be marked", e.getCause());
                    }
                }
            } finally {
                if (interrupted) {
                    Thread.currentThread().interrupt();
                }
            }
        }
    }

    /**
     * Has a message marked as sending.
     *
     * @param attempt ready to be handed over
     * @param outcome of the worker's message before, recorded whatever becomes of this one; null for none
     */
    Ticket submit(Attempt attempt, Transition outcome) {
        Submission submission = new Submission(attempt, outcome, new CompletableFuture<>());
        add(submission);
        return new Ticket(submission.marked());
    }

    /** Has an outcome recorded, soon: as long as the database is away it is kept. */
    void record(Transition outcome) {
        add(new Submission(null, outcome, new CompletableFuture<>()));
    }

    private void add(Submission submission) {
        lock.lock();
        try {
            waiting.add(submission);
            arrival.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Ends {@link #run} once everything is recorded, or could not be for the last time. */
    void close() {
        lock.lock();
        try {
            closed = true;
            arrival.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void run() {
        List<Submission> left = new ArrayList<>();
        boolean outage = false;
        while (true) {
            List<Submission> group;
            try {
                group = next(left, outage ? AFTER_OUTAGE : UNTIL_FREE);
            } catch (InterruptedException e) {
                // only close ends this: outcomes may wait
                continue;
            }
            if (group.isEmpty()) {
                return;
            }
            left = new ArrayList<>();
            outage = false;
            try {
                left.addAll(commit(group));
            } catch (Throwable e) {
                outage = DatabaseFaults.isNobodysFault(e);
                left.addAll(failed(group, e));
            }
            if (outage && isClosed()) {
                left.forEach(each -> LOG.error(
                        "What became of message {} could not be recorded; it will show as unknown",
                        each.outcome().message().id()));
                return;
            }
        }
    }

    private boolean isClosed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    /** @return the next group with at most one message a customer; empty if this is closed and nothing is left */
    private List<Submission> next(List<Submission> left, Duration pause) throws InterruptedException {
        lock.lock();
        try {
            if (!left.isEmpty()) {
                if (waiting.isEmpty() && !closed) {
                    arrival.await(pause.toNanos(), TimeUnit.NANOSECONDS);
                }
                for (int i = left.size() - 1; i >= 0; i--) {
                    waiting.addFirst(left.get(i));
                }
                left.clear();
            }
            while (waiting.isEmpty() && !closed) {
                arrival.await();
            }
            List<Submission> group = new ArrayList<>();
            List<Submission> later = new ArrayList<>();
            Set<String> customers = new HashSet<>();
            while (!waiting.isEmpty() && group.size() < MOST) {
                Submission each = waiting.poll();
                String customer =
                        each.attempt() == null ? null : each.attempt().message().customerId();
                if (customer == null || customers.add(customer)) {
                    group.add(each);
                } else if (each.outcome() == null) {
                    later.add(each);
                } else {
                    group.add(each.onlyOutcome());
                    later.add(each.onlyAttempt());
                }
            }
            for (int i = later.size() - 1; i >= 0; i--) {
                waiting.addFirst(later.get(i));
            }
            return group;
        } finally {
            lock.unlock();
        }
    }

    /** @return those whose customers are held elsewhere */
    private List<Submission> commit(List<Submission> group) {
        List<Transition> outcomes = new ArrayList<>();
        List<Submission> attempts = new ArrayList<>();
        for (Submission each : group) {
            if (each.outcome() != null) {
                outcomes.add(each.outcome());
            }
            if (each.attempt() != null) {
                attempts.add(each);
            }
        }
        List<Submission> later = new ArrayList<>();
        boolean plain = attempts.stream().noneMatch(each -> each.attempt().isCapped() || hasNotes(each))
                && outcomes.stream().noneMatch(recorder::isFollowedUp);
        // one statement is a transaction by itself, without further ways to the database and back
        Applied applied = plain
                ? apply(outcomes, attempts)
                : transaction.execute(status -> {
                    hold(attempts, later);
                    Applied done = apply(outcomes, attempts);
                    outcomes.stream()
                            .filter(each ->
                                    done.changed().contains(each.message().id()))
                            .forEach(recorder::followUp);
                    note(attempts, done);
                    return done;
                });
        for (Transition each : outcomes) {
            if (applied.changed().contains(each.message().id())) {
                recorder.count(each);
            }
        }
        attempts.forEach(each -> each.marked()
                .complete(applied.marked().contains(each.attempt().message().id())));
        return later;
    }

    private Applied apply(List<Transition> outcomes, List<Submission> attempts) {
        return transitions.apply(
                outcomes, attempts.stream().map(Submission::attempt).toList(), clock.instant(), lease);
    }

    private void hold(List<Submission> attempts, List<Submission> later) {
        List<Attempt> capped = attempts.stream()
                .map(Submission::attempt)
                .filter(Attempt::isCapped)
                .toList();
        if (capped.isEmpty()) {
            return;
        }
        Set<UUID> held = transitions.holdCustomers(capped);
        for (Submission each : List.copyOf(attempts)) {
            if (each.attempt().isCapped()
                    && !held.contains(each.attempt().message().id())) {
                attempts.remove(each);
                later.add(each.onlyAttempt());
            }
        }
    }

    private static boolean hasNotes(Submission each) {
        return !OutcomeRecorder.passed(each.attempt().message(), each.attempt().evaluation())
                .isEmpty();
    }

    private void note(List<Submission> attempts, Applied done) {
        List<Note> notes = attempts.stream()
                .map(Submission::attempt)
                .filter(each -> done.marked().contains(each.message().id()))
                .flatMap(each -> OutcomeRecorder.passed(each.message(), each.evaluation()).stream())
                .toList();
        if (!notes.isEmpty()) {
            transitions.note(notes, clock.instant());
        }
    }

    /**
     * A group that failed. If the database is away, nobody knows of the messages, and outcomes are kept; otherwise something
     * in it is not to the database's liking, which must not cost the others theirs.
     *
     * @return what is to be tried again
     */
    private List<Submission> failed(List<Submission> group, Throwable fault) {
        List<Submission> left = new ArrayList<>();
        if (DatabaseFaults.isNobodysFault(fault)) {
            for (Submission each : group) {
                each.marked().completeExceptionally(fault);
                if (each.outcome() != null) {
                    left.add(each.onlyOutcome());
                }
            }
            return left;
        }
        for (Submission each : parts(group)) {
            try {
                left.addAll(commit(List.of(each)));
            } catch (Throwable e) {
                each.marked().completeExceptionally(e);
                if (each.outcome() != null && DatabaseFaults.isNobodysFault(e)) {
                    left.add(each);
                } else if (each.outcome() != null) {
                    LOG.error(
                            "What became of message {} could not be recorded; it will show as unknown",
                            each.outcome().message().id(),
                            e);
                }
            }
        }
        return left;
    }

    private static List<Submission> parts(List<Submission> group) {
        List<Submission> parts = new ArrayList<>();
        for (Submission each : group) {
            if (each.outcome() != null) {
                parts.add(each.onlyOutcome());
            }
            if (each.attempt() != null) {
                parts.add(each.onlyAttempt());
            }
        }
        return parts;
    }
}
