package io.rapport.inbox.internal;

import io.rapport.calendar.BusinessClock;
import io.rapport.inbox.Delivery;
import io.rapport.inbox.InvalidEvent;
import io.rapport.inbox.Receipt;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.RecoverableDataAccessException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Takes in events that come one by one over many connections: those that come while others are on their way to the disk
 * are written together by the next transaction. Nobody waits for company, and each is told only after the commit.
 */
@Component
final class GroupIntake {

    /** Transactions at a time: while one waits for the disk, the next is put together. */
    private static final int AT_A_TIME = 2;

    private static final int MOST = 100;

    private final EventCatalogue catalogue;
    private final IntakeStore store;
    private final WorkSignal signal;
    private final BusinessClock clock;
    private final TransactionTemplate transaction;
    private final Queue<Arrival> arrivals = new ConcurrentLinkedQueue<>();
    private final Semaphore turns = new Semaphore(AT_A_TIME, true);

    GroupIntake(
            EventCatalogue catalogue,
            IntakeStore store,
            WorkSignal signal,
            BusinessClock clock,
            PlatformTransactionManager transactions) {
        this.catalogue = catalogue;
        this.store = store;
        this.signal = signal;
        this.clock = clock;
        this.transaction = new TransactionTemplate(transactions);
    }

    private record Arrival(Delivery delivery, CompletableFuture<Receipt> receipt) {}

    /**
     * Takes an event in and returns when it is committed. Not to be called within a transaction.
     *
     * @param delivery any event
     * @return whether it is new, known, or in conflict with a known one
     * @throws InvalidEvent if the type is unknown, or the data is not as the catalogue says
     * @throws org.springframework.dao.DataAccessException if it cannot be stored; it may be sent again
     */
    Receipt accept(Delivery delivery) {
        catalogue.check(delivery.event());
        Arrival arrival = new Arrival(delivery, new CompletableFuture<>());
        arrivals.add(arrival);
        turns.acquireUninterruptibly();
        try {
            // whoever came before may have taken this one along; else it is among the next ones, sooner or later
            boolean found = true;
            while (found && !arrival.receipt().isDone()) {
                List<Arrival> group = next();
                found = !group.isEmpty();
                take(group);
            }
        } finally {
            turns.release();
        }
        try {
            return arrival.receipt().join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException fault ? fault : e;
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
                group.get(i).receipt().complete(receipts.get(i));
            }
        } catch (DataAccessResourceFailureException
                | RecoverableDataAccessException
                | TransientDataAccessException
                | TransactionException e) {
            // the database is away or overrun: all are sent again
            fail(group, e);
        } catch (RuntimeException e) {
            // one of them is not to the database's liking: it must not cost the others theirs
            if (group.size() == 1) {
                fail(group, e);
            } else {
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
        group.forEach(arrival -> arrival.receipt().completeExceptionally(fault));
    }

    private List<Receipt> store(List<Arrival> group) {
        List<Delivery> deliveries = group.stream().map(Arrival::delivery).toList();
        return transaction.execute(status -> {
            List<Receipt> receipts = store.insertAll(deliveries, clock.instant());
            if (receipts.contains(Receipt.ACCEPTED)) {
                signal.afterCommit();
            }
            return receipts;
        });
    }
}
