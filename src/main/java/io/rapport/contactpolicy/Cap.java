package io.rapport.contactpolicy;

/** Which limit on how often a customer is written to is reached. */
public enum Cap {
    /** None. */
    NONE,
    /** One of the message's own category. */
    CATEGORY,
    /** One over all categories that count. */
    TOTAL
}
