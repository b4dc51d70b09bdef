package io.rapport.channel;

import io.rapport.customer.Customer;
import java.util.List;

/**
 * A way to customers beside e-mail. A channel takes messages that are written and allowed; whether one may go is the
 * policy's, what comes of it is noted by who asked. Implementations are safe for several threads.
 */
public interface Channel {

    /** @return the name that messages and consent use, such as {@code sms} */
    String key();

    /**
     * Whether there is an address of this channel on file, and the channel is set up. Cheap: no network.
     *
     * @param customer not null
     * @return whether {@link #send} has somewhere to go
     */
    boolean reaches(Customer customer);

    /**
     * Whose consent a message to the customer needs, where it needs any.
     *
     * @param customer not null
     * @return the channel's name in the consent ledger
     */
    default String consent(Customer customer) {
        return key();
    }

    /** @return all that {@link #consent} may answer */
    default List<String> consents() {
        return List.of(key());
    }

    /**
     * Where a message to the customer goes.
     *
     * @param customer one that the channel reaches
     * @return the address that a {@link ChannelMessage} carries and that may be suppressed; null for channels that need none
     */
    default String address(Customer customer) {
        return null;
    }

    /**
     * Hands one message over and waits for the answer, within the channel's time-outs. Called outside any
     * transaction, after the attempt is committed.
     *
     * @param message what to send
     * @return what became of it; whatever goes wrong outside is returned and not thrown. ASSIGNED is returned by a channel
     *     whose messages staff bring to the customer
     */
    SendResult send(ChannelMessage message);
}
