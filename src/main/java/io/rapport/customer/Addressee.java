package io.rapport.customer;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A customer to whom something is about to be sent, with all that this room knows of whether it may.
 *
 * @param customer the profile
 * @param preferences how often and when
 * @param consents the newest entry of each channel for one topic, and for all topics
 * @param version another one as soon as any of this has changed ({@link ContactVersions}); null if nothing was ever written
 * @param news events about the customer that were taken in and are not processed yet ({@code rapport.contact_news}): their
 *     types, those about an order with its id behind, in alphabetical order
 */
public record Addressee(
        Customer customer,
        ContactPreferences preferences,
        List<Consents.Entry> consents,
        String version,
        List<String> news) {

    /** The types of events that may forbid a message. */
    public static final Set<String> NEWS = Set.of(
            "customer.erased",
            "customer.confirmed",
            "customer.restricted",
            "consent.withdrawn",
            "contact.preferred",
            "complaint.opened",
            "order.returned",
            "order.cancelled",
            "order.refunded");

    private static final Set<String> OF_CHOICE =
            Set.of("customer.restricted", "consent.withdrawn", "contact.preferred", "complaint.opened");

    /**
     * Returns whether an event waits that may forbid a message once it is processed.
     *
     * @param optOut whether the message is one that customers can opt out of
     * @param confirms whether it asks to confirm an address
     * @param orderId what it is about; null for no order
     */
    public boolean hasNews(boolean optOut, boolean confirms, String orderId) {
        return news.contains("customer.erased")
                || confirms && news.contains("customer.confirmed")
                || optOut && OF_CHOICE.stream().anyMatch(news::contains)
                || news.contains("order.returned " + orderId)
                || news.contains("order.cancelled " + orderId)
                || news.contains("order.refunded " + orderId);
    }

    /**
     * @param channel such as {@code email}
     * @param topic the one that was asked for
     * @return granted or withdrawn; empty if the customer never said
     */
    public Optional<Boolean> consent(String channel, String topic) {
        return Consents.inForce(consents, channel, topic);
    }
}
