package io.rapport.channel;

/**
 * What it means that a mail was not taken.
 *
 * @param code enhanced status code (RFC 3463), such as {@code 5.1.1}; null if none was given
 * @param cause about whom it is
 */
public record Refusal(String code, Cause cause) {

    /** @return whether no other mail will ever be taken there either; only then may the address be suppressed at once */
    public boolean isHard() {
        return cause == Cause.ADDRESS;
    }
}
