package io.rapport.contactpolicy;

/** What the consent ledger says of one customer, channel and topic. */
public enum Consent {
    /** The newest entry grants it. */
    GRANTED,
    /** The newest entry withdraws it. */
    WITHDRAWN,
    /** The ledger has no entry. */
    UNKNOWN
}
