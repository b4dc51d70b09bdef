package io.rapport.testing;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * How PostgreSQL ran a statement. Which index it takes, and how, is the planner's choice and hangs on how full a table and an
 * index happen to be; what a test may ask is what holds for each good choice: that no table that grows is read through, and how
 * many pages the statement read. Ask on a database of the test's own, vacuumed and analyzed.
 *
 * @param text as {@code explain (analyze, buffers)} writes it
 */
public record QueryPlan(String text) {

    private static final Pattern PAGES = Pattern.compile("Buffers: shared(?: hit=(\\d+))?(?: read=(\\d+))?");

    /**
     * Runs a statement.
     *
     * @param sql with named parameters
     * @param params their values
     * @return how it ran
     */
    public static QueryPlan of(JdbcClient jdbc, String sql, Map<String, ?> params) {
        return new QueryPlan(String.join(
                "\n",
                jdbc.sql("explain (analyze, buffers, costs off, timing off) " + sql)
                        .params(params)
                        .query(String.class)
                        .list()));
    }

    /** @return how many pages the statement read; one that it read twice counts twice */
    public int pages() {
        Matcher pages = PAGES.matcher(text);
        if (!pages.find()) {
            throw new AssertionError("no number of pages in " + text);
        }
        return number(pages.group(1)) + number(pages.group(2));
    }

    private static int number(String digits) {
        return digits == null ? 0 : Integer.parseInt(digits);
    }

    @Override
    public String toString() {
        return text;
    }
}
