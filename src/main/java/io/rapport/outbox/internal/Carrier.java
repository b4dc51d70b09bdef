package io.rapport.outbox.internal;

import io.rapport.channel.SendResult;
import io.rapport.mail.DomainPauses;
import io.rapport.mail.NotConnected;
import io.rapport.outbox.OutboxMessage;
import io.rapport.outbox.internal.Preparation.Prepared;
import jakarta.mail.MessagingException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/** Takes the messages of one lane away; for one thread. */
interface Carrier extends AutoCloseable {

    /**
     * Makes ready for a message.
     *
     * @return zero if one can be handed over now; otherwise how long until one may
     * @throws NotConnected if nobody takes messages; it is about no message
     */
    Duration ready() throws NotConnected;

    /** @return the pause that messages to this address must make; empty if this one may go */
    Optional<DomainPauses.Pause> pauseOf(Prepared prepared);

    /**
     * Makes a message ready to hand over, without the network.
     *
     * @return hands it over, once its SENDING is committed, and tells what is known of it then; it never throws
     * @throws MessagingException if it cannot be put together
     */
    Supplier<SendResult> pack(OutboxMessage message, Prepared prepared) throws MessagingException;

    /** There is nothing to do for a while. */
    void rest();

    @Override
    void close();
}
