package io.rapport.contactpolicy;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** Why a message is sent; it decides which permission the message needs. */
public enum Category {
    /** Part of a deal the customer made: a receipt, a confirmation link. */
    TRANSACTIONAL(90),
    /** About the relation as it stands: a complaint, the account. */
    SERVICE(80),
    /** Meant well but not asked for: tips, surveys. Carries an opt-out. */
    CARE(50),
    /** Advertising. Carries an opt-out, and goes only with consent. */
    PROMOTIONAL(30),
    /** To staff, never to a customer. */
    INTERNAL(90);

    private final int priority;

    Category(int priority) {
        this.priority = priority;
    }

    /** The priority of a message of this category that names none: 0 to 100, the higher goes first. */
    public int priority() {
        return priority;
    }

    /** Whether each message of this category must carry an opt-out link. */
    public boolean optOut() {
        return this == CARE || this == PROMOTIONAL;
    }

    /** The name as `message.yaml` writes it, such as {@code promotional}. */
    @JsonValue
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The category of a name as `message.yaml` writes it.
     *
     * @throws IllegalArgumentException when there is no such category; the message lists those there are
     */
    @JsonCreator
    public static Category of(String key) {
        for (Category category : values()) {
            if (category.key().equals(key)) {
                return category;
            }
        }
        throw new IllegalArgumentException("unknown category '" + key + "'; known are "
                + Arrays.stream(values()).map(Category::key).collect(Collectors.joining(", ")));
    }
}
