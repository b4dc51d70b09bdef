package io.rapport.outbox.internal;

import io.rapport.calendar.BusinessClock;
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
 * <p>While a mail server takes one message, the next one is made ready; at the end of a batch, where more seem to wait,
 * the next batch. So nothing but the commit lies between the answer to one message and the next. What is made ready is
 * claimed and no more: it is marked once the message before has its outcome.
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

    /** The next batch, if it was made ready; null if it was not. */
    private Batch ahead;

    /** Whether the last claim took as much as it may, so that more may wait. */
    private boolean crowded;

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

    /**
     * Messages that are handed over one after the other.
     *
     * @param sendable those that may go and are not written yet
     * @param written the first one, if it is written
     * @param known what was read for them
     * @param again those that are to be evaluated again
     */
    private record Batch(
            Deque<Evaluated> sendable, Deque<Attempt> written, BatchPrefetch known, List<OutboxMessage> again) {}

    /** Makes the next message ready once, when it is asked to; its fault is kept until the message before is dealt with. */
    private final class Preparing implements Runnable {

        private final Batch batch;
        private boolean done;
        private Attempt next;
        private Throwable fault;

        Preparing(Batch batch) {
            this.batch = batch;
        }

        @Override
        public void run() {
            if (done) {
                return;
            }
            done = true;
            try {
                next = next(batch);
                if (next == null && batch.again().isEmpty()) {
                    prepareAhead();
                }
            } catch (RuntimeException | Error e) {
                fault = e;
            }
        }

        /** @return null if the batch has no further one */
        Attempt result() {
            run();
            if (fault instanceof Error error) {
                throw error;
            }
            if (fault != null) {
                throw (RuntimeException) fault;
            }
            return next;
        }
    }

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
            giveBack();
            untidy = false;
        }
        List<OutboxMessage> claimed = ahead == null ? claim() : List.of();
        boolean found = ahead != null || !claimed.isEmpty();
        Batch batch = ahead == null ? prepare(claimed) : ahead;
        ahead = null;
        for (int round = 1; !isEmpty(batch); round++) {
            if (round > MOST_ROUNDS || !dispatcher.isRunning()) {
                giveBack();
                break;
            }
            send(batch);
            List<OutboxMessage> open = batch.again();
            if (!open.isEmpty()) {
                dispatcher.pause(WHILE_CHANGING);
                open = claims.still(name, open);
            }
            batch = prepare(open);
        }
        if (ahead == null) {
            flush();
        }
        return found;
    }

    private static boolean isEmpty(Batch batch) {
        return batch.sendable().isEmpty()
                && batch.written().isEmpty()
                && batch.again().isEmpty();
    }

    private void giveBack() {
        ahead = null;
        claims.release(name);
    }

    /** Takes the next batch before this one's last message is done. Isolated messages are left to who has time. */
    private void prepareAhead() {
        if (!crowded || !dispatcher.isRunning()) {
            return;
        }
        Batch next = prepare(claim());
        Attempt first = next(next);
        if (first != null) {
            next.written().add(first);
        }
        ahead = isEmpty(next) ? null : next;
    }

    private List<OutboxMessage> claim() {
        List<OutboxMessage> own =
                claims.claim(name, queue.claims(), clock.instant(), properties.batch(), properties.claimLease());
        crowded = own.size() >= properties.batch();
        if (!own.isEmpty() && !dispatcher.isCurrent()) {
            // one of them may have been asked for by a release that this node is about to load, or cannot
            claims.release(name);
            return List.of();
        }
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

    /** Reads what the messages need and evaluates them; what does not go is recorded. */
    private Batch prepare(List<OutboxMessage> messages) {
        List<OutboxMessage> again = new ArrayList<>();
        Deque<Evaluated> sendable = new ArrayDeque<>();
        if (messages.isEmpty()) {
            return new Batch(sendable, new ArrayDeque<>(), null, again);
        }
        Instant now = clock.instant();
        BatchPrefetch known = prefetch.read(messages, now);
        List<Transition> decided = new ArrayList<>();
        for (OutboxMessage message : messages) {
            evaluate(message, known, now, decided, again).ifPresent(sendable::add);
        }
        again.addAll(record(decided));
        return new Batch(sendable, new ArrayDeque<>(), known, again);
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

    /** A fault of ours around this one message must not stop the others. */
    private Transition unprepared(OutboxMessage message, Throwable fault) {
        String why = "could not be prepared: " + describe(fault);
        LOG.error("Message {} {}", message.id(), why);
        return recorder.retryOrFail(message, name, why);
    }

    private List<OutboxMessage> record(List<Transition> decided) {
        List<OutboxMessage> stale = recorder.record(decided);
        if (decided.stream().anyMatch(each -> each.outcome() == Outcome.SWITCHED)) {
            dispatcher.wake();
        }
        return stale;
    }

    /** Hands over one after the other. */
    private void send(Batch batch) {
        Attempt attempt = next(batch);
        while (attempt != null) {
            try {
                if (!dispatcher.isRunning() || !awaitTurn()) {
                    giveBack();
                    return;
                }
            } catch (NotConnected e) {
                recorder.record(List.of(recorder.retryOrFail(attempt.message(), name, e.getMessage())));
                LOG.warn("{} pauses {} s: {}", name, pause.toSeconds(), e.getMessage());
                giveBack();
                pauseLonger();
                batch.again().clear();
                return;
            }
            pause = SHORTEST_PAUSE;
            Optional<DomainPauses.Pause> paused = takeTurn(attempt);
            if (paused.isPresent()) {
                record(List.of(recorder.pause(attempt.message(), name, paused.get())));
                attempt = next(batch);
                continue;
            }
            attempt = handOver(attempt, batch);
        }
    }

    private Optional<DomainPauses.Pause> takeTurn(Attempt attempt) {
        return attempt.address() == null ? Optional.empty() : transport.takeTurn(attempt.address());
    }

    /** @return the next one */
    private Attempt handOver(Attempt attempt, Batch batch) {
        GroupCommit.Ticket ticket = commit.submit(attempt, handedOver);
        handedOver = null;
        boolean marked = false;
        try {
            marked = ticket.await();
        } finally {
            if (!marked && attempt.address() != null) {
                transport.giveTurnBack(attempt.address());
            }
        }
        if (!marked) {
            batch.again().add(attempt.message());
            return next(batch);
        }
        Preparing next = new Preparing(batch);
        handedOver = recorder.handedOver(attempt, attempt.handOver().apply(next));
        return fresh(next.result(), batch);
    }

    /** @return a message that was written ahead; if the server took its time since, it or the next one, evaluated anew */
    private Attempt fresh(Attempt written, Batch batch) {
        if (written == null || isFresh(written.evaluation(), clock.instant())) {
            return written;
        }
        batch.sendable().addFirst(new Evaluated(written.message(), written.evaluation()));
        return next(batch);
    }

    /** @return the next message that may still go, written; null if there is none left */
    private Attempt next(Batch batch) {
        if (!batch.written().isEmpty()) {
            return fresh(batch.written().poll(), batch);
        }
        while (!batch.sendable().isEmpty()) {
            Evaluated each = batch.sendable().poll();
            List<Transition> ended = new ArrayList<>();
            Instant now = clock.instant();
            Optional<Evaluated> fresh = isFresh(each.evaluation(), now)
                    ? Optional.of(each)
                    : evaluate(each.message(), batch.known(), now, ended, batch.again());
            Attempt attempt = fresh.map(evaluated -> write(evaluated, batch.known(), ended))
                    .orElse(null);
            batch.again().addAll(record(ended));
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
            giveBack();
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
