package io.rapport.value;

/** How far managers may rely on what models say, by how far off they were in the weeks that they had not seen. */
public enum FitTrust {
    /** As near as on the data on which the models were published (docs/value.md). */
    GOOD,
    /** Customers compared with each other are right; amounts are orders of magnitude. */
    CARE,
    /** Amounts and numbers of purchases are nothing to plan with. */
    POOR;

    /** The largest error of what is good. */
    public static final double GOOD_UP_TO = 0.2;

    /** The largest error of what may be used with care. */
    public static final double CARE_UP_TO = 0.4;

    /**
     * @param error as a part of all purchases
     * @return how far it may be relied on
     */
    public static FitTrust of(double error) {
        return error <= GOOD_UP_TO ? GOOD : error <= CARE_UP_TO ? CARE : POOR;
    }
}
