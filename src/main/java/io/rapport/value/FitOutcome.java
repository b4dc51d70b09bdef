package io.rapport.value;

import java.util.Arrays;
import java.util.Locale;

/** How a fit ended. */
public enum FitOutcome {
    /** Customers are scored by it. */
    LIVE,
    /** It did worse than the models that are live, which stay. */
    KEPT_BACK,
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
