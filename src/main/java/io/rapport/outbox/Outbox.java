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
    default UUID enqueue(OutboxRequest request) {
        QueuedMessage message = accept(request);
        enqueue(List.of(message));
        return message.id();
    }

    /**
     * Makes a message of a request, due now. It is in the queue once it is {@linkplain #enqueue(List) queued}.
     *
     * @param request what to send to whom
     * @return the message to be queued
     * @throws IllegalArgumentException if there is no such message, or it is not meant for this kind of recipient
     */
    QueuedMessage accept(OutboxRequest request);

    /**
     * Queues messages, by one statement.
     *
     * @param messages any number
     */
    void enqueue(List<QueuedMessage> messages);

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
