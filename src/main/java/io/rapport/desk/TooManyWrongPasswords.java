package io.rapport.desk;

import java.time.Duration;

/** A try to log in that is refused before the password is checked. */
public final class TooManyWrongPasswords extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final Duration wait;

    /** @param wait after which the next try is checked */
    public TooManyWrongPasswords(Duration wait) {
        super("too many wrong passwords for this login from this address");
        this.wait = wait;
    }

    /** @return after how long the next try is checked */
    public Duration waitFor() {
        return wait;
    }
}
