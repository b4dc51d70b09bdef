package io.rapport.privacy;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The way from a row to its customer.
 *
 * @param column of the row
 * @param prefix that stands before the id in it; empty for most
 * @param table of the register whose customer it is; {@code null} where the column has the customer's id itself
 * @param key the column of that table which has the same value
 */
record CustomerPath(String column, String prefix, String table, String key) {

    private static final Pattern OWN = Pattern.compile("([a-z_]+)(?: = ([a-z]+:)\\*)?");
    private static final Pattern OTHER = Pattern.compile("([a-z_]+) in ([a-z]+:)?([a-z_]+)\\.([a-z_]+)");

    static CustomerPath parse(String written) {
        Matcher own = OWN.matcher(written);
        if (own.matches()) {
            return new CustomerPath(own.group(1), own.group(2) == null ? "" : own.group(2), null, null);
        }
        Matcher other = OTHER.matcher(written);
        if (other.matches()) {
            return new CustomerPath(
                    other.group(1), other.group(2) == null ? "" : other.group(2), other.group(3), other.group(4));
        }
        throw new IllegalArgumentException("'" + written
                + "' leads to no customer; write customer_id, subject = customer:*, complaint_id in complaint.id"
                + " or business_key in order:customer_order.id");
    }
}
