package io.rapport.database;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.HexFormat;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.function.ToIntFunction;
import java.util.function.ToLongFunction;

/**
 * Rows of Java as columns for a statement that reads them by {@code unnest}: texts, which the statement casts, or numbers, which
 * go over as they are: where there are thousands of them, writing and reading each as a text costs more than the rest.
 */
public final class Columns {

    private static final int LAST_YEAR_OF_FOUR_DIGITS = 9999;

    private static final DateTimeFormatter ANY_YEAR =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSSSSSSSS'Z'", Locale.ROOT);

    private Columns() {}

    /**
     * @param value of a row, as its {@code toString} is read by PostgreSQL; may be null, and bytes become hexadecimal digits
     * @return one text for each row, in their order
     */
    public static <T> String[] of(Collection<T> rows, Function<? super T, ?> value) {
        String[] column = new String[rows.size()];
        int at = 0;
        for (T row : rows) {
            column[at++] = text(value.apply(row));
        }
        return column;
    }

    /**
     * @param value of a row
     * @return one number for each row, in their order, for a {@code double precision[]}
     */
    public static <T> double[] ofDoubles(Collection<T> rows, ToDoubleFunction<? super T> value) {
        return rows.stream().mapToDouble(value).toArray();
    }

    /**
     * @param value of a row
     * @return one number for each row, in their order, for a {@code bigint[]}
     */
    public static <T> long[] ofLongs(Collection<T> rows, ToLongFunction<? super T> value) {
        return rows.stream().mapToLong(value).toArray();
    }

    /**
     * @param value of a row
     * @return one number for each row, in their order, for an {@code integer[]}
     */
    public static <T> int[] ofInts(Collection<T> rows, ToIntFunction<? super T> value) {
        return rows.stream().mapToInt(value).toArray();
    }

    private static String text(Object value) {
        if (value instanceof byte[] bytes) {
            return HexFormat.of().formatHex(bytes);
        }
        if (value instanceof Instant moment) {
            return text(moment);
        }
        return value == null ? null : value.toString();
    }

    /** PostgreSQL reads no sign before a year: what ISO 8601 calls the year 0 is 1 BC. */
    private static String text(Instant moment) {
        int year = moment.atOffset(ZoneOffset.UTC).getYear();
        if (year > 0 && year <= LAST_YEAR_OF_FOUR_DIGITS) {
            return moment.toString();
        }
        String written = ANY_YEAR.format(moment.atOffset(ZoneOffset.UTC));
        // four y write a plus before a longer year
        return (written.startsWith("+") ? written.substring(1) : written) + (year > 0 ? "" : " BC");
    }
}
