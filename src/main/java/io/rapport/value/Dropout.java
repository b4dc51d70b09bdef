package io.rapport.value;

/** After which purchases a customer may stop to buy. */
public enum Dropout {
    /** After each but the first: BG/NBD. */
    AFTER_REPEAT(0),
    /** After each: MBG/NBD. */
    AFTER_EACH(1);

    private final int shift;

    Dropout(int shift) {
        this.shift = shift;
    }

    /** @return by how much the second parameter of the chance to stop is larger than for {@link #AFTER_REPEAT} */
    int shift() {
        return shift;
    }
}
