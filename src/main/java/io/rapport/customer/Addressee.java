package io.rapport.customer;

import java.util.List;
import java.util.Optional;

/**
 * A customer to whom something is about to be sent, with all that this room knows of whether it may.
 *
 * @param customer the profile
 * @param preferences how often and when
 * @param consents the newest entry of each channel for one topic, and for all topics
 * @param version another one as soon as any of this has changed ({@code rapport.contact_version})
 */
public record Addressee(
        Customer customer, ContactPreferences preferences, List<Consents.Entry> consents, String version) {

    /**
     * @param channel such as {@code email}
     * @param topic the one that was asked for
     * @return granted or withdrawn; empty if the customer never said
     */
    public Optional<Boolean> consent(String channel, String topic) {
        return Consents.inForce(consents, channel, topic);
    }
}
