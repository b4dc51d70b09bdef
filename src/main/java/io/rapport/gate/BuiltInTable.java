package io.rapport.gate;

import io.rapport.calendar.WorkingTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * A table that Rapport itself builds upon.
 *
 * @param outputs what is read from it, and what each of these must be
 * @param inputs what it is asked with where Rapport asks it itself; none where journeys do, which say what they like
 * @param beside what must be so, too, where another output says something
 */
record BuiltInTable(Map<String, Answer> outputs, List<String> inputs, List<Beside> beside) {

    static final List<Object> SEVERITIES = List.of("normal", "high", "critical");

    /** The table of levels; others may ask for the levels that it names. */
    static final String LEVELS = "loyalty-level";

    private static final Map<String, BuiltInTable> ALL = Map.ofEntries(
            Map.entry(
                    RoutingTableCheck.TABLE,
                    new BuiltInTable(
                            Map.of("queue", Answer.QUEUE, "priority", Answer.PRIORITY, "workingHours", Answer.HOURS),
                            List.of("task", "severity", "reopened", "value", "tier"),
                            List.of(new Beside(
                                    "queue", row -> true, Map.of("escalationHours", Answer.HOURS_OR_EMPTY))))),
            Map.entry(
                    "complaint-severity",
                    askedByJourneys(Map.of("severity", Answer.SEVERITY, "workingHours", Answer.HOURS))),
            Map.entry("compensation-limit", askedByJourneys(Map.of("limit", Answer.AMOUNT))),
            Map.entry("compensation-lead-limit", askedByJourneys(Map.of("leadLimit", Answer.AMOUNT))),
            Map.entry(
                    "win-back-offer",
                    askedByJourneys(
                            Map.of("percent", Answer.PERCENT, "validDays", Answer.DAYS, "highValue", Answer.TRUTH))),
            Map.entry(
                    LEVELS,
                    new BuiltInTable(
                            Map.of("level", Answer.ANY, "rank", Answer.PRIORITY),
                            List.of("points", "value"),
                            List.of())),
            Map.entry(
                    "loyalty-earning",
                    new BuiltInTable(
                            Map.of(
                                    "rule", Answer.ANY,
                                    "points", Answer.RATE,
                                    "most", Answer.POINTS_OR_EMPTY,
                                    "months", Answer.MONTHS),
                            List.of("what", "sku", "level", "day"),
                            List.of())),
            Map.entry(
                    "referral-reward",
                    new BuiltInTable(
                            Map.of(
                                    "points", Answer.POINTS,
                                    "friendPoints", Answer.POINTS,
                                    "months", Answer.MONTHS),
                            List.of("level", "rewarded", "value"),
                            List.of())),
            Map.entry("customer-potential", askedByJourneys(Map.of("potential", Answer.LISTED))),
            Map.entry(
                    "restocking-reminder",
                    askedByJourneys(
                            Map.of("reminder", Answer.LISTED, "daysAhead", Answer.DAYS_OR_0, "days", Answer.DAYS))),
            Map.entry("care-gift", careGift()),
            Map.entry("visit-rhythm", askedByJourneys(Map.of("days", Answer.DAYS_OR_0))),
            Map.entry("adviser", askedByJourneys(Map.of("queue", Answer.QUEUE))),
            Map.entry(
                    HarmWordsCheck.TABLE,
                    new BuiltInTable(
                            Map.of("words", Answer.WORDS),
                            List.of(),
                            List.of(new Beside(
                                    "words",
                                    row -> true,
                                    Map.of("near", Answer.WORDS_OR_EMPTY, "unless", Answer.WORDS_OR_EMPTY))))));

    private static final int MOST_DAYS = 3_650;
    private static final int MOST_MONTHS = 1_200;
    private static final int MOST_POINTS = 1_000_000;
    private static final int MOST_RATE = 1_000;
    private static final long MOST_HOURS = WorkingTime.MOST.toHours();
    private static final int MOST_AMOUNT = 1_000_000_000;

    /**
     * What outputs must be where others say something.
     *
     * @param column that is asked
     * @param says whether it says so, of what a row answers
     * @param outputs what others must be then
     */
    record Beside(String column, Predicate<Map<String, Object>> says, Map<String, Answer> outputs) {}

    /** A coupon that no pool gives is made with the row's percent and days; points are given as the row says. */
    private static BuiltInTable careGift() {
        Map<String, Answer> points = Map.of("points", Answer.POINTS_DUE, "months", Answer.MONTHS);
        return new BuiltInTable(
                Map.of(
                        "gift", Answer.LISTED,
                        "percent", Answer.PERCENT_OR_0,
                        "validDays", Answer.DAYS_OR_EMPTY,
                        "points", Answer.POINTS_OR_EMPTY,
                        "months", Answer.MONTHS_OR_0),
                List.of(),
                List.of(
                        new Beside(
                                "gift",
                                row -> "coupon".equals(row.get("gift")) && isEmpty(row.get(PoolCheck.POOL)),
                                Map.of("percent", Answer.PERCENT, "validDays", Answer.DAYS)),
                        new Beside("gift", row -> "points".equals(row.get("gift")), points),
                        new Beside(
                                "points",
                                row -> row.get("points") instanceof Number number && number.intValue() > 0,
                                Map.of("months", Answer.MONTHS))));
    }

    private static boolean isEmpty(Object text) {
        return text == null || text.toString().isBlank();
    }

    /** What an output must be. */
    enum Answer {
        QUEUE("name one of the queues"),
        SEVERITY("answer normal, high or critical"),
        PRIORITY("answer a whole number from 0 to 100"),
        HOURS("answer a number above 0, up to 10000"),
        HOURS_OR_EMPTY("answer a number above 0, up to 10000, or leave it empty"),
        AMOUNT("answer a number from 0 to 1000000000"),
        PERCENT("answer a whole number from 1 to 100"),
        PERCENT_OR_0("answer a whole number from 0 to 100, or leave it empty"),
        DAYS("answer a whole number from 1 to 3650"),
        DAYS_OR_0("answer a whole number from 0 to 3650"),
        DAYS_OR_EMPTY("answer a whole number from 0 to 3650, or leave it empty"),
        POINTS_DUE("answer a whole number from 1 to 1000000"),
        POINTS("answer a whole number from 0 to 1000000"),
        POINTS_OR_EMPTY("answer a whole number from 0 to 1000000, or leave it empty"),
        RATE("answer a number from 0 to 1000"),
        MONTHS("answer a whole number from 1 to 1200, or leave it empty"),
        MONTHS_OR_0("answer a whole number from 0 to 1200, or leave it empty"),
        /** One of those that the column itself lists: journeys go on by it, and any other is a branch that nobody meant. */
        LISTED("answer a value that the column lists"),
        WORDS("answer words in quotes, separated by commas"),
        WORDS_OR_EMPTY("answer words in quotes, separated by commas, or leave it empty"),
        /** What is no truth is said by the column's type. */
        TRUTH("answer true or false"),
        ANY("answer a value");

        private final String fix;

        Answer(String fix) {
            this.fix = fix;
        }

        /** @return what to have the output do */
        String fix() {
            return fix;
        }

        /** @param queues that there are */
        boolean fits(Object value, Set<String> queues) {
            return switch (this) {
                case QUEUE -> value instanceof String queue && queues.contains(queue);
                case SEVERITY -> value != null && SEVERITIES.contains(value);
                case PRIORITY -> isWhole(value, 0, 100);
                case PERCENT -> isWhole(value, 1, 100);
                case PERCENT_OR_0 -> value == null || isWhole(value, 0, 100);
                case DAYS -> isWhole(value, 1, MOST_DAYS);
                case DAYS_OR_0 -> isWhole(value, 0, MOST_DAYS);
                case DAYS_OR_EMPTY -> value == null || isWhole(value, 0, MOST_DAYS);
                case POINTS_DUE -> isWhole(value, 1, MOST_POINTS);
                case POINTS -> isWhole(value, 0, MOST_POINTS);
                case POINTS_OR_EMPTY -> value == null || isWhole(value, 0, MOST_POINTS);
                case RATE ->
                    value instanceof Number number && number.doubleValue() >= 0 && number.doubleValue() <= MOST_RATE;
                case MONTHS -> value == null || isWhole(value, 1, MOST_MONTHS);
                case MONTHS_OR_0 -> value == null || isWhole(value, 0, MOST_MONTHS);
                case HOURS ->
                    value instanceof Number number && number.doubleValue() > 0 && number.doubleValue() <= MOST_HOURS;
                case HOURS_OR_EMPTY -> value == null || HOURS.fits(value, queues);
                case AMOUNT ->
                    value instanceof Number number && number.doubleValue() >= 0 && number.doubleValue() <= MOST_AMOUNT;
                case WORDS -> value instanceof String words && !words.isBlank();
                case WORDS_OR_EMPTY -> value == null || value instanceof String;
                case LISTED, TRUTH, ANY -> value != null;
            };
        }

        private static boolean isWhole(Object value, int least, int most) {
            return value instanceof Number number
                    && number.doubleValue() == Math.rint(number.doubleValue())
                    && number.doubleValue() >= least
                    && number.doubleValue() <= most;
        }
    }

    private static BuiltInTable askedByJourneys(Map<String, Answer> outputs) {
        return new BuiltInTable(outputs, List.of(), List.of());
    }

    /** @return the table of this key; empty if it is a company's own */
    static Optional<BuiltInTable> of(String key) {
        return Optional.ofNullable(ALL.get(key));
    }
}
