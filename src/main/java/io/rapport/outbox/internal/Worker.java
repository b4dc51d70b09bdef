package io.rapport.outbox.internal;

import io.rapport.calendar.BusinessClock;
import io.rapport.database.DatabaseFaults;
import io.rapport.mail.DomainPauses;
import io.rapport.mail.NotConnected;
import io.rapport.outbox.OutboxMessage;
import io.rapport.template.RenderException;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.AddressException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thread of a channel queue: claims a batch, reads for all of it what the policy and the templates need, evaluates each
 * message in memory, writes it, has it marked as sending by the {@link GroupCommit}, and hands it over. What turns out to
 * have changed meanwhile goes the same way again.
 *
 * <p>Nothing is lost or sent twice: the mark is committed before the first byte, the outcome after the last. Whatever
 * breaks in between leaves a row in SENDING whose lease runs out: UNKNOWN, for a person to decide. The thread survives
 * whatever it meets, errors of the virtual machine included.
 */
final class Worker implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(Worker.class);
    private static final Duration SHORTEST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    /** How long this waits for a server that takes no more just now before it leaves its messages to others. */
    private static final Duration LONGEST_TURN = Duration.ofSeconds(5);

    private static final Duration LONGEST_SLEEP = Duration.ofMillis(250);

    /** How long an evaluation holds as far as the time is concerned: a night begins, a message expires. */
    private static final Duration FRESH = Duration.ofSeconds(1);

    /** A message that keeps changing while it is evaluated is given back after so many times. */
    private static final int MOST_ROUNDS = 5;

    private static final Duration WHILE_CHANGING = Duration.ofMillis(10);

    private final String name;
    private final ChannelQueue queue;
    private final Transport transport;
    private final Dispatcher dispatcher;
    private final OutboxClaims claims;
    private final PrefetchReader prefetch;
    private final PolicyEvaluator evaluator;
    private final AttemptPreparation preparation;
    private final OutcomeRecorder recorder;
    private final GroupCommit commit;
    private final MessagingProperties properties;
    private final BusinessClock clock;

    /** What became of the message that was handed over last, until it is given to the commit. */
    private Transition handedOver;

    private Duration pause = SHORTEST_PAUSE;

    /** Whether something went wrong since, so that messages may be claimed that nobody has in hand. */
    private boolean untidy;

    Worker(
            String name,
            ChannelQueue queue,
            Transport transport,
            Dispatcher dispatcher,
            OutboxClaims claims,
            PrefetchReader prefetch,
            PolicyEvaluator evaluator,
            AttemptPreparation preparation,
            OutcomeRecorder recorder,
            GroupCommit commit,
            MessagingProperties properties,
            BusinessClock clock) {
        this.name = name;
        this.queue = queue;
        this.transport = transport;
        this.dispatcher = dispatcher;
        this.claims = claims;
        this.prefetch = prefetch;
        this.evaluator = evaluator;
        this.preparation = preparation;
        this.recorder = recorder;
        this.commit = commit;
        this.properties = properties;
        this.clock = clock;
    }

    /** A message that may go as far as the policy is concerned. */
    private record Evaluated(OutboxMessage message, Evaluation evaluation) {}

    @Override
    public void run() {
        while (dispatcher.isRunning()) {
            try {
                dispatcher.recover();
                if (!work()) {
                    transport.rest();
                    dispatcher.awaitWork(queue);
                }
            } catch (InterruptedException e) {
                LOG.debug("{} was interrupted and goes on", name);
            } catch (Throwable e) {
                survive(e);
            }
        }
        leave();
    }

    /** The database is away, most likely. */
    private void survive(Throwable fault) {
        untidy = true;
        try {
            flush();
            LOG.error("{} cannot work, pauses {} s: {}", name, pause.toSeconds(), describe(fault));
            pauseLonger();
        } catch (Throwable e) {
            // not even enough left to say so; the next round may have it
            Thread.onSpinWait();
        }
    }

    /** @return whether there was anything to do */
    private boolean work() {
        if (untidy) {
            claims.release(name);
            untidy = false;
        }
        List<OutboxMessage> batch = claim();
        List<OutboxMessage> open = batch;
        for (int round = 1; !open.isEmpty(); round++) {
            if (round > MOST_ROUNDS || !dispatcher.isRunning()) {
                claims.release(name);
                break;
            }
            if (round > 1) {
                dispatcher.pause(WHILE_CHANGING);
                open = claims.still(name, open);
            }
            open = handle(open);
        }
        flush();
        return !batch.isEmpty();
    }

    private List<OutboxMessage> claim() {
        List<OutboxMessage> own =
                claims.claim(name, queue.claims(), clock.instant(), properties.batch(), properties.claimLease());
        if (!own.isEmpty() || queue.isMail() || dispatcher.mailAway().isEmpty()) {
            return own;
        }
        // no mail goes out just now; among what waits for that there may be messages for this channel, as an evaluation
        // tells
        return claims.claimOf(
                preparation.flexible(),
                name,
                List.of(ChannelDirectory.EMAIL),
                clock.instant(),
                properties.batch(),
                properties.claimLease());
    }

    /** @return those that are to be evaluated again */
    private List<OutboxMessage> handle(List<OutboxMessage> batch) {
        Instant now = clock.instant();
        BatchPrefetch known = prefetch.read(batch, now);
        List<OutboxMessage> again = new ArrayList<>();
        List<Transition> decided = new ArrayList<>();
        Deque<Evaluated> sendable = new ArrayDeque<>();
        for (OutboxMessage message : batch) {
            evaluate(message, known, now, decided, again).ifPresent(sendable::add);
        }
        again.addAll(record(decided));
        send(sendable, known, again);
        return again;
    }

    /** @return the message if it may go on this queue's channel; otherwise what becomes of it is added to one of the lists */
    private Optional<Evaluated> evaluate(
            OutboxMessage message,
            BatchPrefetch known,
            Instant now,
            List<Transition> decided,
            List<OutboxMessage> again) {
        try {
            Evaluation evaluation = evaluator.evaluate(message, preparation.definition(message), known, now);
            if (!evaluation.isSend()) {
                decided.add(recorder.decided(message, name, evaluation));
            } else if (!evaluation.channel().equals(queue.channel())) {
                decided.add(leave(message, evaluation));
            } else {
                return Optional.of(new Evaluated(message, evaluation));
            }
        } catch (StalePrefetch e) {
            again.add(message);
        } catch (RuntimeException | LinkageError | StackOverflowError | AssertionError e) {
            decided.add(unprepared(message, e));
        }
        return Optional.empty();
    }

    /** The message is another queue's. */
    private Transition leave(OutboxMessage message, Evaluation evaluation) {
        Optional<Duration> away =
                evaluation.channel().equals(ChannelDirectory.EMAIL) ? dispatcher.mailAway() : Optional.empty();
        return away.map(until -> recorder.leaveToMail(message, name, evaluation, until))
                .orElseGet(() -> recorder.leave(message, name, evaluation));
    }

    /**
     * A fault of ours around this one message must not stop the others. What the database says of itself is not the message's;
     * where it is away altogether, this cannot be recorded either, and the thread pauses.
     */
    private Transition unprepared(OutboxMessage message, Throwable fault) {
        if (DatabaseFaults.isNobodysFault(fault)) {
            LOG.warn("Message {} waits for the database: {}", message.id(), describe(fault));
            return recorder.postpone(message, name);
        }
        String why = "could not be prepared: " + describe(fault);
        LOG.error("Message {} {}", message.id(), why);
        return recorder.retryOrFail(message, name, why);
    }

    private List<OutboxMessage> record(List<Transition> decided) {
        List<OutboxMessage> stale = recorder.record(decided);
        List<String> others = decided.stream()
                .filter(each -> each.outcome() == Outcome.SWITCHED)
                .map(each -> each.change().channel())
                .distinct()
                .toList();
        if (!others.isEmpty()) {
            dispatcher.wake(others);
        }
        return stale;
    }

    /** Hands over one after the other; while one is being marked, the next is written. */
    private void send(Deque<Evaluated> sendable, BatchPrefetch known, List<OutboxMessage> again) {
        Attempt attempt = next(sendable, known, again);
        while (attempt != null) {
            try {
                if (!dispatcher.isRunning() || !awaitTurn()) {
                    claims.release(name);
                    return;
                }
            } catch (NotConnected e) {
                recorder.record(List.of(recorder.retryOrFail(attempt.message(), name, e.getMessage())));
                LOG.warn("{} pauses {} s: {}", name, pause.toSeconds(), e.getMessage());
                claims.release(name);
                pauseLonger();
                again.clear();
                return;
            }
            pause = SHORTEST_PAUSE;
            if (!isFresh(attempt.evaluation(), clock.instant())) {
                // the server, or the message before, took its time: a night may have begun
                sendable.addFirst(new Evaluated(attempt.message(), attempt.evaluation()));
                attempt = next(sendable, known, again);
                continue;
            }
            Optional<DomainPauses.Pause> paused = takeTurn(attempt);
            if (paused.isPresent()) {
                record(List.of(recorder.pause(attempt.message(), name, paused.get())));
                attempt = next(sendable, known, again);
                continue;
            }
            attempt = handOver(attempt, sendable, known, again);
        }
    }

    private Optional<DomainPauses.Pause> takeTurn(Attempt attempt) {
        return attempt.address() == null ? Optional.empty() : transport.takeTurn(attempt.address());
    }

    /** @return the next one */
    private Attempt handOver(
            Attempt attempt, Deque<Evaluated> sendable, BatchPrefetch known, List<OutboxMessage> again) {
        GroupCommit.Ticket ticket = commit.submit(attempt, handedOver);
        handedOver = null;
        Attempt next = null;
        Throwable fault = null;
        try {
            next = next(sendable, known, again);
        } catch (RuntimeException | Error e) {
            // what is being marked is handed over all the same: otherwise it would end as unknown
            fault = e;
        }
        boolean marked = false;
        try {
            marked = ticket.await();
        } finally {
            if (!marked && attempt.address() != null) {
                transport.giveTurnBack(attempt.address());
            }
        }
        if (marked) {
            handedOver = recorder.handedOver(attempt, attempt.handOver().get());
        } else {
            again.add(attempt.message());
        }
        if (fault instanceof Error error) {
            throw error;
        }
        if (fault != null) {
            throw (RuntimeException) fault;
        }
        return next;
    }

    /** @return the next message that may still go, written; null if there is none left */
    private Attempt next(Deque<Evaluated> sendable, BatchPrefetch known, List<OutboxMessage> again) {
        while (!sendable.isEmpty()) {
            Evaluated each = sendable.poll();
            List<Transition> ended = new ArrayList<>();
            Instant now = clock.instant();
            Optional<Evaluated> fresh = isFresh(each.evaluation(), now)
                    ? Optional.of(each)
                    : evaluate(each.message(), known, now, ended, again);
            Attempt attempt =
                    fresh.map(evaluated -> write(evaluated, known, ended)).orElse(null);
            again.addAll(record(ended));
            if (attempt != null) {
                return attempt;
            }
        }
        return null;
    }

    private static boolean isFresh(Evaluation evaluation, Instant now) {
        return Duration.between(evaluation.at(), now).abs().compareTo(FRESH) < 0;
    }

    /** @return null if it cannot be written, or its domain makes a pause: then what becomes of it is added to the list */
    private Attempt write(Evaluated evaluated, BatchPrefetch known, List<Transition> ended) {
        OutboxMessage message = evaluated.message();
        Evaluation evaluation = evaluated.evaluation();
        try {
            PreparedMessage prepared = preparation.write(message, evaluation.channel(), known);
            Optional<DomainPauses.Pause> paused =
                    prepared.address() == null ? Optional.empty() : transport.pauseOf(prepared.address());
            if (paused.isPresent()) {
                ended.add(recorder.pause(message, name, paused.get()));
                return null;
            }
            return new Attempt(
                    message,
                    name,
                    evaluation,
                    prepared.language(),
                    prepared.address(),
                    known.hash(evaluation.channel(), prepared.address()),
                    transport.pack(message, prepared));
        } catch (RenderException e) {
            ended.add(recorder.fail(message, name, "not-renderable", reason(message, e)));
        } catch (AddressException e) {
            ended.add(recorder.fail(
                    message, name, "bad-address", "the address on file is not one that mail can be sent to"));
        } catch (MessagingException | RuntimeException | LinkageError | StackOverflowError | AssertionError e) {
            ended.add(unprepared(message, e));
        }
        return null;
    }

    /** A message about an order that is not known lacks all that it says of it. */
    private static String reason(OutboxMessage message, RenderException failure) {
        return "order".equals(failure.variable()) && message.orderId() != null
                ? failure.getMessage() + "; the order '" + message.orderId()
                        + "' is not known here: send order.placed for it before what the journey starts on"
                : failure.getMessage();
    }

    /**
     * Waits until a message can be handed over: for mails, by the servers' rates and the connections that they allow.
     *
     * @return false if it takes long, or this node stops: then others may have what was claimed
     */
    private boolean awaitTurn() throws NotConnected {
        long begin = System.nanoTime();
        for (Duration wait = transport.ready(); !wait.isZero(); wait = transport.ready()) {
            // what was sent already must not become unknown meanwhile
            flush();
            if (!dispatcher.isRunning() || System.nanoTime() - begin > LONGEST_TURN.toNanos()) {
                return false;
            }
            dispatcher.pause(wait.compareTo(LONGEST_SLEEP) < 0 ? wait : LONGEST_SLEEP);
        }
        return true;
    }

    private void flush() {
        if (handedOver != null) {
            commit.record(handedOver);
            handedOver = null;
        }
    }

    private void pauseLonger() {
        flush();
        dispatcher.pause(pause);
        Duration longer = pause.multipliedBy(2);
        pause = longer.compareTo(LONGEST_PAUSE) < 0 ? longer : LONGEST_PAUSE;
    }

    /** The message in hand was finished by now; what was only claimed goes back. */
    private void leave() {
        try {
            flush();
            claims.release(name);
        } catch (RuntimeException e) {
            LOG.error(
                    "{} could not give back what it had claimed; others have it when its lease ends: {}",
                    name,
                    describe(e));
        } finally {
            transport.close();
        }
    }

    /** Class and place, not the text: it may hold what a customer wrote. */
    private static String describe(Throwable fault) {
        Throwable cause = fault;
        while (cause.getCause() != null && cause.getCause() != cause) {
            cause = cause.getCause();
        }
        StackTraceElement[] trace = cause.getStackTrace();
        return cause.getClass().getSimpleName() + (trace.length == 0 ? "" : " at " + trace[0]);
    }
}
