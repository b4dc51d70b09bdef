package io.rapport.inbox;

import io.rapport.database.OperatorDecision;
import io.rapport.database.OperatorDecision.Result;
import java.time.Instant;
import java.util.Collection;
import java.util.List;

/**
 * What operators see of the inbox and decide about it. Each decision needs a note and is written down with its events, in
 * the transaction that carries it out ({@code rapport.inbox_audit}).
 */
public interface InboxOperations {

    /**
     * Events by when they were received.
     *
     * @param from the first moment
     * @param to the first moment after
     * @param type only of this type; {@code null} for all
     */
    record Span(Instant from, Instant to, String type) {}

    /**
     * A part of the dead letters, the youngest first.
     *
     * @param deadLetters of this page
     * @param next what to ask for the next page with; {@code null} on the last
     */
    record Page(List<DeadLetter> deadLetters, String next) {}

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
    record RecordedDecision(Instant at, String who, String action, String note, String about, int events) {}

    /** @return how the inbox stands now; cheap whatever waits */
    InboxFigures figures();

    /**
     * Lists dead letters, the youngest first.
     *
     * @param type only of this type; {@code null} for all
     * @param after {@link Page#next} of the page before; {@code null} for the first
     * @param most dead letters on the page
     * @return the page
     * @throws IllegalArgumentException if {@code after} is not from a page
     */
    Page deadLetters(String type, String after, int most);

    /**
     * Has dead letters handled again, by tables and journeys.
     *
     * @param seqs their numbers
     * @param decision by whom and why
     * @return what came of it
     */
    Result replay(Collection<Long> seqs, OperatorDecision decision);

    /**
     * Has all dead letters of a time span handled again, by tables and journeys, in order.
     *
     * @param span which
     * @param decision by whom and why
     * @return what came of it
     */
    Result replay(Span span, OperatorDecision decision);

    /**
     * Has done events of a time span brought to the tables again, as after a mistake in a projection was fixed. Journeys
     * do not get them a second time, and an erasure is not repeated.
     *
     * @param span which
     * @param decision by whom and why
     * @return what came of it
     */
    Result projectAgain(Span span, OperatorDecision decision);

    /**
     * Puts dead letters away: nothing will be done about them.
     *
     * @param seqs their numbers
     * @param decision by whom and why
     * @return what came of it
     */
    Result discard(Collection<Long> seqs, OperatorDecision decision);

    /**
     * Lists events that one journey failed on.
     *
     * @param most how many at the most
     * @return those given up first, the youngest of each first
     */
    List<FailedDelivery> failedDeliveries(int most);

    /**
     * Has events matched again for the one journey that failed on them; nobody else gets them twice.
     *
     * @param ids the deliveries' numbers
     * @param decision by whom and why
     * @return what came of it
     */
    Result replayDeliveries(Collection<Long> ids, OperatorDecision decision);

    /**
     * The same for all events that a journey failed on, as after its model was fixed.
     *
     * @param journey the journey's key
     * @param decision by whom and why
     * @return what came of it
     */
    Result replayDeliveries(String journey, OperatorDecision decision);

    /**
     * Puts deliveries away: the one journey will not get the event, and what waits behind it there goes on.
     *
     * @param ids the deliveries' numbers
     * @param decision by whom and why
     * @return what came of it
     */
    Result discardDeliveries(Collection<Long> ids, OperatorDecision decision);

    /**
     * The same for all events that a journey failed on.
     *
     * @param journey the journey's key
     * @param decision by whom and why
     * @return what came of it
     */
    Result discardDeliveries(String journey, OperatorDecision decision);

    /**
     * Lists what was decided.
     *
     * @param most how many at the most
     * @return the youngest first
     */
    List<RecordedDecision> decisions(int most);
}
