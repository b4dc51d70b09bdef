package io.rapport.imports;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** What a file is about, with the fields that its columns may have. */
public enum ImportKind {
    CUSTOMERS(
            List.of("id"),
            List.of(
                    "id",
                    "firstName",
                    "lastName",
                    "name",
                    "email",
                    "phone",
                    "birthday",
                    "locale",
                    "timeZone",
                    "registeredAt",
                    "confirmedAt",
                    "updatedAt")),
    ORDERS(
            List.of("id", "customerId|email", "currency", "total", "placedAt"),
            List.of(
                    "id",
                    "customerId",
                    "email",
                    "currency",
                    "total",
                    "shipping",
                    "tax",
                    "discount",
                    "placedAt",
                    "shippedAt",
                    "deliveredAt",
                    "returnedAt",
                    "cancelledAt",
                    "status",
                    "refunded",
                    "refundedAt",
                    "sku",
                    "itemName",
                    "quantity",
                    "price",
                    "amount")),
    CONSENTS(
            List.of("customerId|email", "channel", "topic", "granted", "source", "recordedAt"),
            List.of("customerId", "email", "channel", "topic", "granted", "basis", "source", "wording", "recordedAt")),
    POINTS(
            List.of("id", "customerId|email", "points", "recordedAt"),
            List.of("id", "customerId", "email", "kind", "points", "lot", "expiresOn", "recordedAt")),
    COUPONS(List.of("code", "pool", "expiresAt"), List.of("code", "pool", "expiresAt"));

    /** What comes before the name of an attribute of customers. */
    static final String ATTRIBUTE = "attributes.";

    /** What comes before the name of a system, in which customers have an id as well. */
    static final String IDENTITY = "identities.";

    private final List<String> required;
    private final List<String> fields;

    ImportKind(List<String> required, List<String> fields) {
        this.required = required;
        this.fields = fields;
    }

    /**
     * @param word such as {@code orders}
     * @return the kind; empty if there is none of that name
     */
    public static Optional<ImportKind> of(String word) {
        return Arrays.stream(values()).filter(kind -> kind.word().equals(word)).findFirst();
    }

    /** @return its name as it is written: in the address, the mapping and the command */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** @return all of them as they are written, for a sentence */
    public static String words() {
        return Arrays.stream(values()).map(ImportKind::word).collect(Collectors.joining(", "));
    }

    /** @return the fields without which no row can be taken; {@code a|b}: one of the two */
    List<String> required() {
        return required;
    }

    List<String> fields() {
        return fields;
    }

    boolean isField(String name) {
        return fields.contains(name) || this == CUSTOMERS && (isOf(ATTRIBUTE, name) || isOf(IDENTITY, name));
    }

    private static boolean isOf(String prefix, String name) {
        return name.startsWith(prefix) && name.length() > prefix.length();
    }
}
