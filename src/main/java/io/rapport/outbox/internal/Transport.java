package io.rapport.outbox.internal;

import io.rapport.channel.SendResult;
import io.rapport.mail.DomainPauses;
import io.rapport.mail.NotConnected;
import io.rapport.outbox.OutboxMessage;
import jakarta.mail.MessagingException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/** Takes the messages of one channel queue away; for one thread. */
interface Transport extends AutoCloseable {

    /**
     * Makes ready for a message.
     *
     * @return zero if one can be handed over now; otherwise how long until one may
     * @throws NotConnected if nobody takes messages; it is about no message
     */
    Duration ready() throws NotConnected;

    /**
     * Asks whether an address is to be left alone for a while; uses nothing up.
     *
     * @return the pause that a message to it must make; empty if it may go
     */
    Optional<DomainPauses.Pause> pauseOf(String address);

    /**
     * Asks the same for a message that is handed over next: where a pause is over, it is the one that tries.
     *
     * @return the pause that it must make since another one tries; empty if it may go
     */
    Optional<DomainPauses.Pause> takeTurn(String address);

    /** The message that was counted is not handed over after all. */
    void giveTurnBack(String address);

    /**
     * Makes a message ready to hand over, without the network.
     *
     * @return hands it over, once it is marked as sending, and returns what is known of it then; it never throws
     * @throws MessagingException if it cannot be put together
     */
    Supplier<SendResult> pack(OutboxMessage message, PreparedMessage prepared) throws MessagingException;

    /** There is nothing to do for a while. */
    void rest();

    @Override
    void close();
}
