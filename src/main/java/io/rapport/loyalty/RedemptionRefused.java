package io.rapport.loyalty;

/** Why a till cannot do what it asks for; nothing has changed. */
public final class RedemptionRefused extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final Reason reason;

    /** What kind of refusal it is. */
    public enum Reason {
        /** Nobody, or nothing, has the id. */
        UNKNOWN,
        /** There are not so many points. */
        NOT_ENOUGH,
        /** The order that is named is another customer's. */
        ANOTHER_ORDER,
        /** The key was used for another request. */
        KEY_REUSED,
        /** It has ended in another way. */
        ENDED,
        /** Something that is asked for is missing or wrong. */
        INVALID
    }

    RedemptionRefused(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    /** @return what kind of refusal it is */
    public Reason reason() {
        return reason;
    }
}
