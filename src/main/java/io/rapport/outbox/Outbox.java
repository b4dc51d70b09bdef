package io.rapport.outbox;

import java.util.List;
import java.util.UUID;

/**
 * Where journeys put messages. A message is a row in the caller's transaction: it exists if and only if the work that
 * wanted it is committed, so repeated work sends nothing twice. Whether it may go is decided when it is sent.
 */
public interface Outbox {

    /**
     * Queues a message, due now.
     *
     * @param request what to send to whom
     * @return id of the row
     * @throws IllegalArgumentException if there is no such message, or it is not meant for this kind of recipient
     */
    UUID enqueue(OutboxRequest request);

    /**
     * @param customerId whose, without the kind
     * @return all messages to the customer, the newest first
     */
    List<OutboxMessage> messages(String customerId);

    /**
     * Has what waits for the end of the customer's complaint evaluated soon, in the caller's transaction.
     *
     * @param customerId whose complaint was closed, without the kind
     */
    void complaintClosed(String customerId);
}
