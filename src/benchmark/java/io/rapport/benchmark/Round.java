package io.rapport.benchmark;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.BlockingDeque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A number of journeys from the first call to the last mail. As customers do, each confirms once the first mail is
 * there; so the second call comes after the first mail on both sides.
 */
final class Round {

    /** Calls at a time. */
    private static final int CONNECTIONS = 8;

    /** Journeys under way at a time, at the most. */
    private static final int UNDER_WAY = 500;

    /** Nobody confirms before the mail is open; so the sender's transaction, which a mail can outrun, has ended. */
    private static final long HESITATION_MILLIS = 100;

    private static final Duration LONGEST = Duration.ofMinutes(10);
    private static final int TRIES = 200;
    private static final long PAUSE_MILLIS = 20;

    private final Side side;
    private final MailSink sink;
    private final String prefix;
    private final int journeys;
    private final AtomicInteger started = new AtomicInteger();
    private final AtomicInteger early = new AtomicInteger();
    private final AtomicReference<Throwable> fault = new AtomicReference<>();
    private final CountDownLatch mails;
    private final BlockingDeque<Call> calls = new LinkedBlockingDeque<>();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();

    /** @param prefix of the customers' ids, used by no other round */
    Round(Side side, MailSink sink, String prefix, int journeys) {
        this.side = side;
        this.sink = sink;
        this.prefix = prefix;
        this.journeys = journeys;
        this.mails = new CountDownLatch(2 * journeys);
    }

    private record Call(String customer, boolean first) {}

    /**
     * What a round showed.
     *
     * @param journeys how many ended, with two mails each
     * @param seconds from the first call to the last mail, and to the end of the last journey if that is later
     * @param bytes the size of a mail on the average
     * @param early calls that had to be repeated because the journey did not wait yet
     * @param application processor time of the application under test
     * @param database processor time of PostgreSQL
     * @param client processor time of this program: calls and sink
     */
    record Result(
            int journeys,
            double seconds,
            long bytes,
            int early,
            Duration application,
            Duration database,
            Duration client) {

        /** @return processor time for one journey, in milliseconds */
        double millis(Duration cpu) {
            return cpu.toNanos() / 1e6 / journeys;
        }

        double rate() {
            return journeys / seconds;
        }
    }

    /**
     * Plays the round.
     *
     * @throws IllegalStateException if a journey did not end, or a customer did not get exactly two mails
     * @throws TimeoutException if it takes too long
     */
    Result play() throws InterruptedException, SQLException, TimeoutException {
        sink.reset(this::delivered);
        ExecutorService callers = Executors.newFixedThreadPool(CONNECTIONS);
        Duration application = side.applicationCpu();
        Duration database = side.databaseCpu();
        Duration client = ownCpu();
        long from = System.nanoTime();
        for (int i = 0; i < Math.min(UNDER_WAY, journeys); i++) {
            startNext();
        }
        for (int i = 0; i < CONNECTIONS; i++) {
            callers.execute(this::call);
        }
        try {
            await(from);
            double seconds = (System.nanoTime() - from) / 1e9;
            application = side.applicationCpu().minus(application);
            database = side.databaseCpu().minus(database);
            client = ownCpu().minus(client);
            check();
            return new Result(
                    journeys, seconds, sink.bytes() / sink.mails(), early.get(), application, database, client);
        } finally {
            callers.shutdownNow();
            clock.shutdownNow();
        }
    }

    /** Starts the one journey of the customer that bears the round's name, and leaves it waiting after its first mail. */
    void leaveWaiting() throws InterruptedException, SQLException, TimeoutException {
        sink.reset(recipient -> mails.countDown());
        try (Line line = side.line()) {
            send(line, side.registered(prefix));
        } catch (IOException e) {
            throw new IllegalStateException("a call failed", e);
        } finally {
            clock.shutdownNow();
        }
        long deadline = System.nanoTime() + LONGEST.toNanos();
        while (mails.getCount() > 1 || !side.isDone(prefix, 0)) {
            if (System.nanoTime() > deadline) {
                throw new TimeoutException(side.name() + " sent no mail to " + prefix);
            }
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        }
        // the mail can outrun its sender's transaction
        TimeUnit.MILLISECONDS.sleep(HESITATION_MILLIS);
    }

    private static Duration ownCpu() {
        return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
    }

    private void startNext() {
        int number = started.getAndIncrement();
        if (number < journeys) {
            calls.addLast(new Call(prefix + "-" + number, true));
        }
    }

    private void delivered(String recipient) {
        String customer = recipient.substring(0, recipient.indexOf('@'));
        if (sink.mails(recipient) == 1) {
            clock.schedule(() -> calls.addFirst(new Call(customer, false)), HESITATION_MILLIS, TimeUnit.MILLISECONDS);
        } else {
            startNext();
        }
        mails.countDown();
    }

    private void call() {
        try (Line line = side.line()) {
            while (true) {
                Call call = calls.take();
                send(line, call.first() ? side.registered(call.customer()) : side.confirmed(call.customer()));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException | RuntimeException e) {
            fault.compareAndSet(null, e);
        }
    }

    private void send(Line line, Line.Call request) throws IOException, InterruptedException {
        for (int i = 0; i < TRIES; i++) {
            Line.Answer answer = line.post(request);
            if (side.isTaken(answer)) {
                return;
            }
            if (!side.isEarly(answer)) {
                throw new IllegalStateException(side.name() + " answered " + answer.status() + ": " + answer.body());
            }
            early.incrementAndGet();
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        }
        throw new IllegalStateException(side.name() + " never waited for the second call of a journey");
    }

    private void await(long from) throws InterruptedException, SQLException, TimeoutException {
        long deadline = from + LONGEST.toNanos();
        while (!mails.await(100, TimeUnit.MILLISECONDS) || !side.isDone(prefix, journeys)) {
            if (fault.get() != null) {
                throw new IllegalStateException("a call failed", fault.get());
            }
            if (System.nanoTime() > deadline) {
                throw new TimeoutException(side.name() + " has sent " + sink.mails() + " of " + 2 * journeys
                        + " mails in " + LONGEST.toMinutes() + " minutes");
            }
            if (mails.getCount() == 0) {
                TimeUnit.MILLISECONDS.sleep(10);
            }
        }
    }

    private void check() throws SQLException {
        long ended = side.ended(prefix);
        if (ended != journeys) {
            throw new IllegalStateException(side.name() + ": " + ended + " of " + journeys + " journeys ended");
        }
        for (int i = 0; i < journeys; i++) {
            String address = side.mailAddress(prefix + "-" + i);
            if (sink.mails(address) != 2) {
                throw new IllegalStateException(
                        side.name() + ": " + address + " got " + sink.mails(address) + " mails instead of 2");
            }
        }
    }
}
