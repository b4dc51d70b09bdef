package io.rapport.imports;

import io.rapport.customer.CustomerImport;
import io.rapport.customer.ImportedOrder;
import io.rapport.loyalty.ImportedPoints;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a dry run has met before: it undoes what it has taken, so that it would not notice an order or an entry that comes
 * again further below, maybe with something else in it.
 */
final class DryRun {

    /** Of a run that keeps what it takes. */
    static final DryRun NONE = new DryRun(Map.of(), Set.of(), Set.of());

    private final Map<String, String> contents;
    private final Set<String> again;
    private final Set<String> different;

    private DryRun(Map<String, String> contents, Set<String> again, Set<String> different) {
        this.contents = contents;
        this.again = again;
        this.different = different;
    }

    /** @return how some values stand to those of before, of which each key stands here once */
    static DryRun of(CustomerImport tables, List<?> values) throws SQLException {
        Map<String, String> contents = new HashMap<>();
        values.forEach(value -> {
            if (key(value) != null) {
                contents.put(key(value), content(value));
            }
        });
        Set<String> again = new HashSet<>();
        Set<String> different = new HashSet<>();
        tables.ofDryRun(contents.keySet()).forEach((key, before) -> {
            again.add(key);
            if (!before.equals(contents.get(key))) {
                different.add(key);
            }
        });
        return new DryRun(contents, again, different);
    }

    void remember(CustomerImport tables) throws SQLException {
        if (!contents.isEmpty()) {
            tables.recordDryRun(contents);
        }
    }

    boolean isNew(Object value) {
        return again.isEmpty() || !again.contains(key(value));
    }

    boolean isDifferent(Object value) {
        return !different.isEmpty() && different.contains(key(value));
    }

    int different() {
        return different.size();
    }

    private static String key(Object value) {
        if (value instanceof ImportedOrder order) {
            return "order:" + order.id();
        }
        return value instanceof ImportedPoints points ? "points:" + points.id() : null;
    }

    /** What a later row may not say otherwise. */
    private static String content(Object value) {
        if (value instanceof ImportedOrder order) {
            return order.currency() + " " + order.total().stripTrailingZeros().toPlainString() + " " + order.lines();
        }
        ImportedPoints points = (ImportedPoints) value;
        return String.join(
                " ",
                String.valueOf(points.customerId()),
                String.valueOf(points.email()),
                points.kind(),
                String.valueOf(points.points()),
                String.valueOf(points.lot()),
                String.valueOf(points.expiresOn()));
    }
}
