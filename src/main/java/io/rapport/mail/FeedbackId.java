package io.rapport.mail;

import java.util.Arrays;
import java.util.Comparator;

/**
 * The header {@code Feedback-ID}, by which Gmail's Postmaster Tools tell complaint rates apart: {@code
 * campaign:journey:category:sender}, the sender last, 5 to 15 characters and always the same. Nothing in it is about a
 * single recipient, as Google asks.
 */
final class FeedbackId {

    private static final int LONGEST_PART = 60;
    private static final int SHORTEST_SENDER = 5;
    private static final int LONGEST_SENDER = 15;

    private final String sender;

    /**
     * @param sender 5 to 15 letters, digits or hyphens
     * @throws IllegalArgumentException if it is not that
     */
    FeedbackId(String sender) {
        if (!sender.matches("[A-Za-z0-9-]{" + SHORTEST_SENDER + "," + LONGEST_SENDER + "}")) {
            throw new IllegalArgumentException("rapport.messaging.feedback-sender (" + sender + ") must be "
                    + SHORTEST_SENDER + " to " + LONGEST_SENDER + " letters, digits or hyphens");
        }
        this.sender = sender;
    }

    /** @return what stands for a domain: its longest label, or all of it when that is short */
    static String senderOf(String domain) {
        String label = Arrays.stream(domain.split("\\."))
                .max(Comparator.comparingInt(String::length))
                .orElse("");
        String name = (label.length() < SHORTEST_SENDER ? domain : label).replaceAll("[^A-Za-z0-9-]", "");
        String padded = name.length() < SHORTEST_SENDER ? (name + "-mail") : name;
        return padded.substring(0, Math.min(padded.length(), LONGEST_SENDER));
    }

    /** @return the header's value */
    String of(MailOrigin origin) {
        return part(origin.name()) + ':' + part(origin.journey()) + ':' + part(origin.category()) + ':' + sender;
    }

    private static String part(String text) {
        if (text == null || text.isBlank()) {
            return "none";
        }
        String clean = text.replaceAll("[^A-Za-z0-9._-]", "-");
        return clean.substring(0, Math.min(clean.length(), LONGEST_PART));
    }
}
