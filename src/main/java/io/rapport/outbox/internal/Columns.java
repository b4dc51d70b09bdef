package io.rapport.outbox.internal;

import java.util.Collection;
import java.util.HexFormat;
import java.util.function.Function;

/** Rows of Java as columns for a statement that reads them by {@code unnest}: texts, which the statement casts. */
final class Columns {

    private Columns() {}

    /**
     * @param value of a row, as its {@code toString} is read by PostgreSQL; may be null, and bytes become hexadecimal digits
     * @return one text for each row, in their order
     */
    static <T> String[] of(Collection<T> rows, Function<? super T, ?> value) {
        String[] column = new String[rows.size()];
        int at = 0;
        for (T row : rows) {
            column[at++] = text(value.apply(row));
        }
        return column;
    }

    private static String text(Object value) {
        if (value instanceof byte[] bytes) {
            return HexFormat.of().formatHex(bytes);
        }
        return value == null ? null : value.toString();
    }
}
