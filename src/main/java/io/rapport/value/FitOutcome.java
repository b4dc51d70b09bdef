package io.rapport.value;

import java.util.Arrays;
import java.util.Locale;

/** What became of the newest fit. */
public enum FitOutcome {
    /** Customers are scored by it. */
    LIVE,
    /** It waits until somebody decides; the models that are live stay until then. */
    CANDIDATE,
    /** It did worse than the models that are live, which stay unless somebody decides otherwise. */
    KEPT_BACK,
    /** Somebody discarded it. */
    DISCARDED,
    /** There are too few customers who bought again, or too few weeks. */
    TOO_LITTLE,
    /** The orders do not determine the parameters. */
    UNDETERMINED;

    /** @return as it is kept, such as {@code kept-back} */
    public String code() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static FitOutcome of(String code) {
        return Arrays.stream(values())
                .filter(one -> one.code().equals(code))
                .findFirst()
                .orElseThrow();
    }
}
