package io.rapport.outbox.internal;

import io.rapport.channel.SendResult;
import io.rapport.mail.DomainPauses;
import io.rapport.outbox.OutboxMessage;
import io.rapport.outbox.internal.Preparation.Prepared;
import io.rapport.template.RenderException;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.AddressException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/** A worker's looks at its messages: what may go on its lane is made ready, of the rest it is written down what comes of it. */
record Looking(Lane lane, Carrier carrier, Preparation preparation, Settlement settlement, Dispatcher dispatcher) {

    /**
     * A message that can be handed over.
     *
     * @param prepared what it says, and what lets it go
     * @param packed hands it over, once its SENDING is committed
     */
    record Ready(Prepared prepared, Supplier<SendResult> packed) {}

    /**
     * What comes of a look.
     *
     * @param ended how it ended; null if the message is to be handed over
     * @param ready to be handed over; null also if the message is no longer this worker's
     */
    record Look(Outcome ended, Ready ready) {

        static Look ended(Outcome outcome) {
            return new Look(outcome, null);
        }
    }

    /**
     * Looks at a message by what was read before. It does not write down what comes of that.
     *
     * @return null unless that is enough to let it go, if all still is so
     */
    Ready quickly(OutboxMessage message, Known known) {
        try {
            Optional<Prepared> prepared = preparation.prepare(message, known);
            return prepared.isEmpty() || carrier.pauseOf(prepared.get()).isPresent()
                    ? null
                    : new Ready(prepared.get(), carrier.pack(message, prepared.get()));
        } catch (MessagingException | RuntimeException e) {
            // the long look meets it again, and tells
            return null;
        }
    }

    /** Whether {@link #quickly} and the beginning of the message must be one transaction. */
    boolean isCounted(OutboxMessage message, Known known) {
        try {
            return preparation.isCounted(message, known);
        } catch (RuntimeException e) {
            return false;
        }
    }

    /**
     * Looks at a message as things are now, and writes down what comes of it: its end, or that it is being sent. Within the
     * transaction that also does the writing.
     *
     * @param unreachable why nobody takes messages of this lane just now; null if somebody does
     */
    Look look(OutboxMessage message, String unreachable) {
        try {
            Prepared prepared = preparation.prepare(message);
            settlement.notePassed(message, prepared);
            return switch (prepared.decision().action()) {
                case WITHHOLD -> Look.ended(settlement.withhold(message, prepared));
                case DEFER -> Look.ended(settlement.defer(message, prepared));
                default ->
                    prepared.channel().equals(lane.channel())
                            ? begin(message, prepared, unreachable)
                            : Look.ended(leave(message, prepared.channel()));
            };
        } catch (RenderException e) {
            return Look.ended(settlement.fail(message, "not-renderable", e.getMessage()));
        } catch (AddressException e) {
            return Look.ended(
                    settlement.fail(message, "bad-address", "the address on file is not one that mail can be sent to"));
        } catch (MessagingException e) {
            throw new IllegalStateException("the mail cannot be put together", e);
        }
    }

    private Look begin(OutboxMessage message, Prepared prepared, String unreachable) throws MessagingException {
        Optional<DomainPauses.Pause> slow = carrier.pauseOf(prepared);
        if (slow.isPresent()) {
            return Look.ended(settlement.waitForDomain(message, slow.get()));
        }
        Supplier<SendResult> packed = carrier.pack(message, prepared);
        if (unreachable != null) {
            return Look.ended(settlement.retryOrFail(message, unreachable));
        }
        return new Look(null, settlement.begin(message, prepared) ? new Ready(prepared, packed) : null);
    }

    /** The message is another lane's. */
    private Outcome leave(OutboxMessage message, String channel) {
        Optional<Duration> away = channel.equals(Reach.EMAIL) ? dispatcher.mailAway() : Optional.empty();
        if (away.isPresent()) {
            return settlement.leaveToMail(message, away.get());
        }
        dispatcher.wakeAfterCommit();
        return settlement.handOver(message, channel);
    }
}
