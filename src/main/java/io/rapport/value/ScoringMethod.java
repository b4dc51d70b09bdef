package io.rapport.value;

import java.util.Locale;

/** How scores were found. */
public enum ScoringMethod {
    /** By the fitted models. */
    MODEL,
    /** By a plain rule of days, where there is too little to fit a model on. */
    DAYS;

    /** @return as it is kept and shown to systems: {@code model} or {@code days} */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    static ScoringMethod of(String code) {
        return valueOf(code.toUpperCase(Locale.ROOT));
    }
}
