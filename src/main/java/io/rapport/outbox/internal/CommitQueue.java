package io.rapport.outbox.internal;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What is to be committed next: messages to be marked as sending, and outcomes of those before. Committers take it in
 * groups, each of which is one transaction.
 *
 * <p>As a rule one group is under way and the next one gathers meanwhile, since a large group costs the database little
 * more than a small one. Another group begins beside it while far more messages are at the mail servers than here: then a
 * server is slow, the processors have time, and waiting for the group under way would leave connections idle.
 *
 * <p>All groups under way together hold at most one message a customer, since a statement does not see what another one
 * marks. A worker's message waits until the outcome of its message before is recorded, so that a node that dies leaves at
 * most one message a worker of which nobody knows.
 */
final class CommitQueue {

    /** Messages in a group. */
    private static final int MOST = 100;

    /** So many times more messages must be in hand than are to be committed for another group to begin. */
    private static final int SLOW_SERVER = 4;

    private static final int MOST_GROUPS = 2;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrival = lock.newCondition();
    private final Deque<Submission> waiting = new ArrayDeque<>();
    private final List<List<Submission>> underWay = new ArrayList<>();

    /** Workers whose message was marked and has no outcome yet. */
    private final Set<String> inHand = new HashSet<>();

    /** What is tried again, not before {@link #retryAt}. */
    private final Deque<Submission> retries = new ArrayDeque<>();

    private long retryAt;
    private boolean closed;

    /**
     * Part of a group.
     *
     * @param attempt to be marked; null for none
     * @param outcome of a message before; null for none
     * @param marked whether it was; fails if nobody knows
     */
    record Submission(Attempt attempt, Transition outcome, CompletableFuture<Boolean> marked) {

        Submission(Attempt attempt, Transition outcome) {
            this(attempt, outcome, new CompletableFuture<>());
        }

        Submission onlyAttempt() {
            return new Submission(attempt, null, marked);
        }

        Submission onlyOutcome() {
            return new Submission(null, outcome);
        }
    }

    /** @return how many committers can be of use to so many workers: another group needs its part of them in hand */
    static int committers(int workers) {
        return Math.max(1, Math.min(MOST_GROUPS, (workers - 1) / (SLOW_SERVER + 1)));
    }

    void add(Submission submission) {
        lock.lock();
        try {
            if (submission.outcome() != null) {
                inHand.remove(submission.outcome().worker());
            }
            waiting.add(submission);
            if (mayBegin()) {
                arrival.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    private boolean mayBegin() {
        if (underWay.isEmpty()) {
            return true;
        }
        int here = waiting.size() + underWay.stream().mapToInt(List::size).sum();
        return inHand.size() > SLOW_SERVER * here;
    }

    /**
     * Waits for the next group, which is under way until {@link #end}.
     *
     * @return empty if this is closed and nothing is left
     */
    List<Submission> take() throws InterruptedException {
        lock.lock();
        try {
            while (true) {
                long pause = untilRetry();
                if (pause <= 0) {
                    while (!retries.isEmpty()) {
                        waiting.addFirst(retries.pollLast());
                    }
                }
                List<Submission> group = mayBegin() ? gather() : List.of();
                if (!group.isEmpty()) {
                    underWay.add(group);
                    return group;
                }
                if (closed && waiting.isEmpty() && retries.isEmpty()) {
                    return List.of();
                }
                if (retries.isEmpty()) {
                    arrival.await();
                } else {
                    arrival.awaitNanos(pause);
                }
            }
        } finally {
            lock.unlock();
        }
    }

    private long untilRetry() {
        return closed || retries.isEmpty() ? 0 : retryAt - System.nanoTime();
    }

    private List<Submission> gather() {
        Set<String> customers = new HashSet<>();
        Set<String> unrecorded = new HashSet<>();
        for (List<Submission> group : underWay) {
            for (Submission each : group) {
                if (each.attempt() != null) {
                    customers.add(each.attempt().message().customerId());
                }
                if (each.outcome() != null) {
                    unrecorded.add(each.outcome().worker());
                }
            }
        }
        retries.stream()
                .filter(each -> each.outcome() != null)
                .forEach(each -> unrecorded.add(each.outcome().worker()));
        List<Submission> group = new ArrayList<>();
        List<Submission> later = new ArrayList<>();
        while (!waiting.isEmpty() && group.size() < MOST) {
            Submission each = waiting.poll();
            if (each.attempt() == null || isFree(each.attempt(), customers, unrecorded)) {
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
    }

    private static boolean isFree(Attempt attempt, Set<String> customers, Set<String> unrecorded) {
        String customer = attempt.message().customerId();
        return !unrecorded.contains(attempt.worker()) && (customer == null || customers.add(customer));
    }

    /** Messages were marked, and are handed over from now on. */
    void marked(List<Attempt> attempts) {
        lock.lock();
        try {
            attempts.forEach(each -> inHand.add(each.worker()));
        } finally {
            lock.unlock();
        }
    }

    /**
     * A group is no longer under way.
     *
     * @param group as it was taken
     * @param again parts of it that are to be tried once more
     * @param pause until then; closing ends it
     */
    void end(List<Submission> group, List<Submission> again, Duration pause) {
        lock.lock();
        try {
            underWay.removeIf(each -> each == group);
            if (!again.isEmpty()) {
                retries.addAll(again);
                retryAt = System.nanoTime() + pause.toNanos();
            }
            if (closed || !again.isEmpty()) {
                arrival.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Ends {@link #take} once everything is taken. */
    void close() {
        lock.lock();
        try {
            closed = true;
            arrival.signalAll();
        } finally {
            lock.unlock();
        }
    }

    boolean isClosed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }
}
