package io.rapport.messaging;

import java.util.Locale;

/** Why a message is sent: it decides how much the contact policy asks before it lets the message go. */
public enum MessageCategory {
    /** The customer's own transaction: an order, a return. */
    TRANSACTIONAL,
    /** What the company owes the customer: account, complaint. */
    SERVICE,
    /** Kindly meant and not owed: tips, surveys. The customer can opt out. */
    CARE,
    /** Advertisement: goes only with consent. */
    PROMOTIONAL,
    /** To members of staff. */
    INTERNAL;

    /**
     * @param word as authors write it in {@code message.yaml}, such as {@code promotional}
     * @return the category
     * @throws IllegalArgumentException if there is no such category
     */
    public static MessageCategory of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }

    /** @return the word as authors write it and the database keeps it */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** @return whether the message can wait for a better moment and the customer may refuse its kind */
    public boolean isUnowed() {
        return this == CARE || this == PROMOTIONAL;
    }
}
