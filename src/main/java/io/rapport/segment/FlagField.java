package io.rapport.segment;

import java.util.Arrays;
import java.util.Optional;

/** What of a profile is there or not. */
enum FlagField {
    EMAIL("email"),
    PHONE("phone"),
    NAME("name"),
    BIRTHDAY("birthday"),
    CONFIRMED("confirmed-email");

    private final String key;

    FlagField(String key) {
        this.key = key;
    }

    String key() {
        return key;
    }

    static Optional<FlagField> find(String key) {
        return Arrays.stream(values()).filter(field -> field.key.equals(key)).findFirst();
    }
}
