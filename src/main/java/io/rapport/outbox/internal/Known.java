package io.rapport.outbox.internal;

import io.rapport.customer.Addressee;
import io.rapport.customer.Order;
import io.rapport.outbox.OutboxMessage;
import java.util.Map;

/**
 * What was read for a batch of messages at once. By the time that one is sent it may be out of date: the statement that
 * marks it SENDING asks.
 *
 * @param addressees by the customers' ids
 * @param orders by their ids
 */
record Known(Map<String, Addressee> addressees, Map<String, Order> orders) {

    static final Known NOTHING = new Known(Map.of(), Map.of());

    /** @return null if nothing is known of whom the message is for */
    Addressee addressee(OutboxMessage message) {
        return message.customerId() == null ? null : addressees.get(message.customerId());
    }

    /** @return null if the message is about none, or nothing is known of it */
    Order order(OutboxMessage message) {
        return message.orderId() == null ? null : orders.get(message.orderId());
    }
}
