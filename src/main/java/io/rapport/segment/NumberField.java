package io.rapport.segment;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Optional;

/** The numbers of the picture that conditions may name: a list, so that no text of a file ever is a column. */
enum NumberField {
    VALUE_CLASS("value-class", 1, 5, true),
    ALIVE("alive", 0, 1, false),
    POINTS("points", -1_000_000_000, 1_000_000_000, true),
    OPEN_COMPLAINTS("open-complaints", 0, 1_000, true);

    private final String key;
    private final BigDecimal least;
    private final BigDecimal most;
    private final boolean whole;

    NumberField(String key, long least, long most, boolean whole) {
        this.key = key;
        this.least = BigDecimal.valueOf(least);
        this.most = BigDecimal.valueOf(most);
        this.whole = whole;
    }

    String key() {
        return key;
    }

    BigDecimal least() {
        return least;
    }

    BigDecimal most() {
        return most;
    }

    boolean isWhole() {
        return whole;
    }

    static Optional<NumberField> find(String key) {
        return Arrays.stream(values()).filter(field -> field.key.equals(key)).findFirst();
    }
}
