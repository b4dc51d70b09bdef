package io.rapport.customer.internal;

import io.rapport.inbox.Event;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Set;

/** What one event says of its order. Pure. */
final class OrderEvents {

    static final String PLACED = "order.placed";
    static final String SHIPPED = "order.shipped";
    static final String DELAYED = "order.delayed";
    static final String DELIVERED = "order.delivered";
    static final String RETURNED = "order.returned";
    static final String CANCELLED = "order.cancelled";
    static final String REFUNDED = "order.refunded";

    /** Where an order is: nothing of what was bought. */
    private static final Set<String> OF_DELIVERY = Set.of(SHIPPED, DELAYED, DELIVERED);

    /** What was bought, and what of it stayed. */
    private static final Set<String> OF_PURCHASE = Set.of(PLACED, RETURNED, CANCELLED, REFUNDED);

    private OrderEvents() {}

    static boolean isAboutOrder(Event event) {
        return OF_DELIVERY.contains(event.type()) || changesPurchases(event.type());
    }

    /** @return whether an event of the type says what was bought, or what of it came back */
    static boolean changesPurchases(String type) {
        return OF_PURCHASE.contains(type);
    }

    static boolean is(Event event, String type) {
        return event.type().equals(type);
    }

    /** @return whether the event says where a parcel is, and perhaps when it will arrive */
    static boolean isNewsOfParcel(Event event) {
        return is(event, SHIPPED) || is(event, DELAYED);
    }

    /** @return the shop's order number */
    static String orderId(Event event) {
        return event.text("orderId");
    }

    /** @return what an {@code order.placed} names as an amount, in units of its currency; null if it does not, or is another event */
    static BigDecimal amount(Event event, String field) {
        return is(event, PLACED) && event.data().has(field)
                ? event.data().get(field).decimalValue()
                : null;
    }

    /** @return the day on which the parcel will arrive; null if the event names none */
    static LocalDate expectedOn(Event event) {
        return isNewsOfParcel(event) && event.data().has("expectedOn")
                ? LocalDate.parse(event.text("expectedOn"))
                : null;
    }

    /** @return how the order ended by the event: {@code returned}, {@code cancelled}, or null */
    static String calledOff(Event event) {
        return is(event, RETURNED) ? "returned" : is(event, CANCELLED) ? "cancelled" : null;
    }
}
