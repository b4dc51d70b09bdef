package io.rapport.inbox.internal;

import io.rapport.calendar.BusinessClock;
import io.rapport.database.DatabaseFaults;
import io.rapport.inbox.EventSubmission;
import io.rapport.inbox.InvalidEvent;
import io.rapport.inbox.Receipt;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;
import org.springframework.stereotype.Component;

/**
 * Takes in events that come one by one over many connections: those that come while others are on their way to the disk
 * are written together by the next transaction. Nobody waits for company, and each is answered only after the commit.
 */
@Component
final class GroupCommit {

    /** While one waits for the disk or for somebody's lock, the processor has time for the next. */
    private static final int AT_A_TIME = 2;

    /** So many must stand in line for a second transaction: the more it takes along, the less each costs. */
    private static final int CROWD = 4;

    private static final int MOST = 100;

    private final IntakeCheck check;
    private final IntakeStore store;
    private final WorkSignal signal;
    private final BusinessClock clock;
    private final Queue<Arrival> arrivals = new ConcurrentLinkedQueue<>();
    private final Semaphore permits = new Semaphore(AT_A_TIME);

    GroupCommit(IntakeCheck check, IntakeStore store, WorkSignal signal, BusinessClock clock) {
        this.check = check;
        this.store = store;
        this.signal = signal;
        this.clock = clock;
    }

    /** An event on its way to the disk, and the thread that waits for what became of it. */
    private static final class Arrival {

        private final EventSubmission delivery;
        private final Thread sender = Thread.currentThread();
        private volatile Receipt receipt;
        private volatile Throwable fault;

        Arrival(EventSubmission delivery) {
            this.delivery = delivery;
        }

        boolean isSettled() {
            return receipt != null || fault != null;
        }

        void settle(Receipt outcome) {
            receipt = outcome;
            wake();
        }

        void fail(Throwable cause) {
            fault = cause;
            wake();
        }

        void wake() {
            if (sender != Thread.currentThread()) {
                LockSupport.unpark(sender);
            }
        }

        Receipt outcome() {
            if (fault instanceof RuntimeException unchecked) {
                throw unchecked;
            }
            if (fault != null) {
                throw new IllegalStateException("the event could not be written", fault);
            }
            return receipt;
        }
    }

    /**
     * Takes an event in and returns when it is committed. Not to be called within a transaction.
     *
     * @param delivery any event
     * @return whether it is new, known, or in conflict with a known one
     * @throws InvalidEvent if the type is unknown, or the data is not as the catalogue says
     * @throws io.rapport.release.ReleaseNotLoaded if this node cannot load what is live, and so cannot check it
     * @throws org.springframework.dao.DataAccessException if it cannot be stored; it may be sent again
     */
    Receipt accept(EventSubmission delivery) {
        check.check(delivery.event(), delivery.due(clock.instant()));
        Arrival arrival = new Arrival(delivery);
        arrivals.add(arrival);
        boolean interrupted = false;
        while (!arrival.isSettled()) {
            // who finds no permit, or nobody left to write for, is among those that another one writes
            if (!takeTurn() || !writeNext()) {
                LockSupport.park(this);
                interrupted |= Thread.interrupted();
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return arrival.outcome();
    }

    private boolean takeTurn() {
        return (permits.availablePermits() == AT_A_TIME || arrivals.size() >= CROWD) && permits.tryAcquire();
    }

    /**
     * Writes those that stand in line, gives the permit back, and calls one of those who came meanwhile to take it.
     *
     * @return false if nobody stood there
     */
    private boolean writeNext() {
        try {
            List<Arrival> group = next();
            take(group);
            return !group.isEmpty();
        } finally {
            permits.release();
            Arrival head = arrivals.peek();
            if (head != null) {
                head.wake();
            }
        }
    }

    private List<Arrival> next() {
        List<Arrival> group = new ArrayList<>();
        Arrival arrival;
        while (group.size() < MOST && (arrival = arrivals.poll()) != null) {
            group.add(arrival);
        }
        return group;
    }

    private void take(List<Arrival> group) {
        if (group.isEmpty()) {
            return;
        }
        try {
            List<Receipt> receipts = store(group);
            for (int i = 0; i < group.size(); i++) {
                group.get(i).settle(receipts.get(i));
            }
        } catch (RuntimeException e) {
            if (group.size() == 1 || DatabaseFaults.isNobodysFault(e)) {
                // where the database is away or overrun all are sent again
                fail(group, e);
            } else {
                // one of them is not to the database's liking: it must not cost the others theirs
                group.forEach(arrival -> take(List.of(arrival)));
            }
        } catch (Error e) {
            fail(group, e);
            throw e;
        }
    }

    /** @return how many stand in line */
    int waiting() {
        return arrivals.size();
    }

    private static void fail(List<Arrival> group, Throwable fault) {
        group.forEach(arrival -> arrival.fail(fault));
    }

    private List<Receipt> store(List<Arrival> group) {
        // one statement is a transaction of its own, without a further way to the database and back for its commit
        List<Receipt> receipts =
                store.insertAll(group.stream().map(arrival -> arrival.delivery).toList(), Set.of(), clock.instant());
        if (receipts.contains(Receipt.ACCEPTED)) {
            signal.now();
        }
        return receipts;
    }
}
