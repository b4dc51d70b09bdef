package io.rapport.inbox;

import io.rapport.calendar.BusinessClock;
import io.rapport.inbox.internal.DeadLetters;
import io.rapport.inbox.internal.FailedDeliveries;
import io.rapport.inbox.internal.WorkSignal;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.function.LongFunction;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * What operators see of the inbox and decide about it. Each decision needs a note and is written down with its events, in
 * the transaction that carries it out ({@code rapport.inbox_audit}).
 */
@Component
public class InboxOperations {

    /** Longest note, in characters. */
    public static final int LONGEST_NOTE = 500;

    /** Events handled in one transaction when a time span is chosen. */
    private static final int CHUNK = 500;

    private final DeadLetters letters;
    private final FailedDeliveries deliveries;
    private final TransactionTemplate transaction;
    private final WorkSignal signal;
    private final BusinessClock clock;

    InboxOperations(
            DeadLetters letters,
            FailedDeliveries deliveries,
            PlatformTransactionManager transactions,
            WorkSignal signal,
            BusinessClock clock) {
        this.letters = letters;
        this.deliveries = deliveries;
        this.transaction = new TransactionTemplate(transactions);
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
     * Events by when they were received.
     *
     * @param from the first moment
     * @param to the first moment after
     * @param type only of this type; {@code null} for all
     */
    public record Span(Instant from, Instant to, String type) {}

    /**
     * A part of the dead letters, the youngest first.
     *
     * @param letters of this page
     * @param next what to ask for the next page with; {@code null} on the last
     */
    public record Page(List<DeadLetter> letters, String next) {}

    /**
     * What came of a decision.
     *
     * @param done events it was carried out for
     * @param left events that were left as they are: no longer as chosen, or without the data that a replay needs
     */
    public record Result(int done, int left) {

        Result plus(Result other) {
            return new Result(done + other.done, left + other.left);
        }
    }

    /**
     * Something decided earlier.
     *
     * @param at when
     * @param who by whom
     * @param action {@code replay}, {@code project-again} or {@code discard}
     * @param note why
     * @param about what was chosen
     * @param events how many events it concerned
     */
    public record Decided(Instant at, String who, String action, String note, String about, int events) {}

    /** @return how the inbox stands now; cheap whatever waits */
    public InboxFigures figures() {
        return letters.figures(clock.instant());
    }

    /**
     * Lists dead letters, the youngest first.
     *
     * @param type only of this type; {@code null} for all
     * @param after {@link Page#next} of the page before; {@code null} for the first
     * @param most letters on the page
     * @return the page
     * @throws IllegalArgumentException if {@code after} is not from a page
     */
    public Page deadLetters(String type, String after, int most) {
        return letters.page(type, after, most);
    }

    /**
     * Has dead letters handled again, by tables and journeys.
     *
     * @param seqs their numbers
     * @param decision by whom and why
     * @return what came of it
     */
    public Result replay(Collection<Long> seqs, Decision decision) {
        return inOne(() -> letters.replay(seqs, decision, "a selection", clock.instant()));
    }

    /**
     * Has all dead letters of a time span handled again, by tables and journeys, in order.
     *
     * @param span which
     * @param decision by whom and why
     * @return what came of it
     */
    public Result replay(Span span, Decision decision) {
        return inChunks(
                after -> letters.chosen("dead", span, after, CHUNK),
                seqs -> letters.replay(seqs, decision, about(span), clock.instant()));
    }

    /**
     * Has done events of a time span brought to the tables again, as after a mistake in a projection was mended. Journeys
     * do not hear of them a second time, and an erasure is not repeated.
     *
     * @param span which
     * @param decision by whom and why
     * @return what came of it
     */
    public Result projectAgain(Span span, Decision decision) {
        return inChunks(
                after -> letters.chosen("done", span, after, CHUNK),
                seqs -> letters.projectAgain(seqs, decision, about(span), clock.instant()));
    }

    /**
     * Puts dead letters away: nothing will be done about them.
     *
     * @param seqs their numbers
     * @param decision by whom and why
     * @return what came of it
     */
    public Result discard(Collection<Long> seqs, Decision decision) {
        return inOne(() -> letters.discard(seqs, decision, "a selection", clock.instant()));
    }

    /**
     * Lists events that one journey failed on.
     *
     * @param most how many at the most
     * @return those given up first, the youngest of each first
     */
    public List<FailedDelivery> failedDeliveries(int most) {
        return deliveries.list(most);
    }

    /**
     * Has events matched again for the one journey that failed on them; nobody else hears of them twice.
     *
     * @param ids the deliveries' numbers
     * @param decision by whom and why
     * @return what came of it
     */
    public Result replayDeliveries(Collection<Long> ids, Decision decision) {
        return inOne(() -> deliveries.replay(ids, decision, "for one journey", clock.instant()));
    }

    /**
     * The same for all events that a journey failed on, as after its model was mended.
     *
     * @param journey the journey's key
     * @param decision by whom and why
     * @return what came of it
     */
    public Result replayDeliveries(String journey, Decision decision) {
        return inChunks(
                after -> deliveries.ofJourney(journey, after, CHUNK),
                ids -> deliveries.replay(ids, decision, "for the journey " + journey, clock.instant()));
    }

    /**
     * Puts deliveries away: the one journey will not hear of the event, and what waits behind it there goes on.
     *
     * @param ids the deliveries' numbers
     * @param decision by whom and why
     * @return what came of it
     */
    public Result discardDeliveries(Collection<Long> ids, Decision decision) {
        return inOne(() -> deliveries.discard(ids, decision, "for one journey", clock.instant()));
    }

    /**
     * The same for all events that a journey failed on.
     *
     * @param journey the journey's key
     * @param decision by whom and why
     * @return what came of it
     */
    public Result discardDeliveries(String journey, Decision decision) {
        return inChunks(
                after -> deliveries.ofJourney(journey, after, CHUNK),
                ids -> deliveries.discard(ids, decision, "for the journey " + journey, clock.instant()));
    }

    /**
     * Lists what was decided.
     *
     * @param most how many at the most
     * @return the youngest first
     */
    public List<Decided> decisions(int most) {
        return letters.decisions(most);
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
