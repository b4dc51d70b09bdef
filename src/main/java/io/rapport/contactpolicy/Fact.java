package io.rapport.contactpolicy;

import java.util.Arrays;
import java.util.Optional;

/** What is true or not when a message is about to go, and the policy knows by itself; rooms add more ({@link PolicyFact}). */
public enum Fact {
    /** The recipient was erased or is no longer known. */
    ERASED("erased"),
    /** The message stopped making sense. */
    EXPIRED("expired"),
    /** Its order was returned, cancelled or paid back as a whole, and it is none of the messages that go out all the same. */
    ORDER_STOPPED("orderStopped"),
    /** The address must not be used any more. */
    SUPPRESSED("suppressed"),
    /** There is an address of the channel. */
    REACHABLE("reachable"),
    /** Something is wrong with the channel, and a later one of the message may take over. */
    OTHER_CHANNEL("otherChannel"),
    /** A later channel of the message may take over, whether anything is wrong with this one or not. */
    LATER_CHANNEL("laterChannel"),
    /** The customer paused messages. */
    PAUSED("paused"),
    /** The customer's data are kept and not used. */
    RESTRICTED("restricted"),
    /** The customer has an open complaint. */
    COMPLAINT_OPEN("complaintOpen"),
    /** The customer has lapsed, and it is none of the messages that go out all the same. */
    LAPSED("lapsed"),
    /** It is a public holiday there, and the message is none that goes all the same. */
    HOLIDAY("holiday"),
    /** It is night there. */
    QUIET("quiet"),
    /** The message says why it goes at night, too, and answers what the customer did a moment ago. */
    AT_NIGHT("atNight"),
    /** The customer's preferred hour is still to come. */
    PREFERRED_HOUR_PENDING("preferredHourPending"),
    /** The free slots are for others that wait, too. */
    OUTRANKED("outranked"),
    /** An event that may forbid the message was taken in and is not processed yet. */
    NEWS_WAITING("newsWaiting");

    private final String key;

    Fact(String key) {
        this.key = key;
    }

    static Optional<Fact> of(String key) {
        return Arrays.stream(values()).filter(fact -> fact.key.equals(key)).findFirst();
    }

    /** @return its name as an input of the tables */
    public String key() {
        return key;
    }
}
