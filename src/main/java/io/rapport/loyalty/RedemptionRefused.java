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
        /** The order that is named is another customer's, or what it is confirmed with is another than before. */
        ANOTHER_ORDER,
        /** It is another customer's than the one who pays. */
        ANOTHER_CUSTOMER,
        /** The key was used for another request. */
        KEY_REUSED,
        /** Another till has it in hand. */
        HELD,
        /** It has ended in another way. */
        ENDED,
        /** Something that is asked for is missing or wrong. */
        INVALID
    }

    RedemptionRefused(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    /**
     * What is confirmed is for another order than was said before.
     *
     * @param state of the redemption
     */
    static RedemptionRefused otherOrder(Redemption.State state) {
        return new RedemptionRefused(
                Reason.ANOTHER_ORDER,
                state == Redemption.State.CONFIRMED
                        ? "orderId: the redemption was confirmed for another order, and stays so. Leave it out."
                        : "orderId: the redemption is for another order. Leave it out, or cancel and hold anew.");
    }

    /** @return what kind of refusal it is */
    public Reason reason() {
        return reason;
    }
}
