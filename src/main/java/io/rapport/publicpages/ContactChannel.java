package io.rapport.publicpages;

import io.rapport.channel.Channel;
import io.rapport.channel.TaskChannel;
import io.rapport.customer.Customer;
import io.rapport.link.Links.Link;
import java.util.Arrays;
import java.util.List;

/** A way to a customer, as the preference page offers it. */
enum ContactChannel {
    EMAIL("email", "email"),
    SMS("sms", "sms"),
    /** A call by staff; messages name it {@code task}. */
    PHONE("phone", TaskChannel.KEY),
    /** A letter by staff, for whom no number is known; messages name it {@code task} as well. */
    POST("post", TaskChannel.KEY),
    /** What another system of the company delivers, such as its app. */
    WEBHOOK("webhook", "webhook");

    private final String consent;
    private final String message;

    ContactChannel(String consent, String message) {
        this.consent = consent;
        this.message = message;
    }

    /**
     * The channel that an opt-out link is about.
     *
     * @return the one that the link names; e-mail where it names none, as links did before there were other channels
     */
    static ContactChannel of(Link link) {
        return Arrays.stream(values())
                .filter(channel -> channel.consent.equals(link.kind()))
                .findFirst()
                .orElse(EMAIL);
    }

    /** @return its name in the consent ledger */
    String consent() {
        return consent;
    }

    /** @return its name in the definitions of messages */
    String message() {
        return message;
    }

    /**
     * Returns whether this way is open now.
     *
     * @param channels those beside e-mail that are set up
     */
    boolean reaches(Customer customer, List<Channel> channels) {
        return switch (this) {
            case EMAIL -> customer.email() != null;
            case SMS, WEBHOOK -> isOpen(customer, channels);
            case PHONE -> TaskChannel.isCall(customer) && isOpen(customer, channels);
            case POST -> !TaskChannel.isCall(customer) && isOpen(customer, channels);
        };
    }

    private boolean isOpen(Customer customer, List<Channel> channels) {
        return channels.stream()
                .filter(channel -> channel.key().equals(message))
                .anyMatch(channel -> channel.reaches(customer));
    }
}
