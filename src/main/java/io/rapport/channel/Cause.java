package io.rapport.channel;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** About whom a refusal is; the first of several that are said counts. */
public enum Cause {
    /** About us: who we are, what we send, or how much. */
    SENDER,
    /** The mailbox takes no mail just now: it is full, say. */
    MAILBOX,
    /** A passing state of a server or of the network, or nothing that is known. */
    SYSTEM,
    /** The mailbox or its domain does not exist, or refuses all mail. */
    ADDRESS;

    /** @return how tables and events write it */
    @JsonValue
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * @param key from {@link #key}
     * @return what it stands for
     * @throws IllegalArgumentException if it stands for none
     */
    @JsonCreator
    public static Cause of(String key) {
        return valueOf(key.toUpperCase(Locale.ROOT));
    }
}
