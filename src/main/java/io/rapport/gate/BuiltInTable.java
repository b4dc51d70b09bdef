package io.rapport.gate;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A table that Rapport itself builds upon.
 *
 * @param outputs what is read from it, and what each of these must be
 * @param inputs what it is asked with where Rapport asks it itself; none where journeys do, which say what they like
 */
record BuiltInTable(Map<String, Answer> outputs, List<String> inputs) {

    static final List<Object> SEVERITIES = List.of("normal", "high", "critical");

    /** The table of levels; others may ask for the levels that it names. */
    static final String LEVELS = "loyalty-level";

    private static final Map<String, BuiltInTable> ALL = Map.ofEntries(
            Map.entry(
                    RoutingTableCheck.TABLE,
                    new BuiltInTable(
                            Map.of("queue", Answer.QUEUE, "priority", Answer.PRIORITY, "workingHours", Answer.POSITIVE),
                            List.of("task", "severity", "reopened", "value", "tier"))),
            Map.entry(
                    "complaint-severity",
                    askedByJourneys(Map.of("severity", Answer.SEVERITY, "workingHours", Answer.POSITIVE))),
            Map.entry("compensation-limit", askedByJourneys(Map.of("limit", Answer.AMOUNT))),
            Map.entry(
                    "win-back-offer", askedByJourneys(Map.of("percent", Answer.PERCENT, "validDays", Answer.POSITIVE))),
            Map.entry(
                    LEVELS,
                    new BuiltInTable(Map.of("level", Answer.ANY, "rank", Answer.PRIORITY), List.of("points", "value"))),
            Map.entry(
                    "loyalty-earning",
                    new BuiltInTable(
                            Map.of("rule", Answer.ANY, "points", Answer.AMOUNT),
                            List.of("what", "sku", "level", "day"))),
            Map.entry(
                    "referral-reward",
                    new BuiltInTable(
                            Map.of("points", Answer.AMOUNT, "friendPoints", Answer.AMOUNT),
                            List.of("level", "rewarded", "value"))),
            Map.entry("customer-potential", askedByJourneys(Map.of("potential", Answer.LISTED))),
            Map.entry(
                    "restocking-reminder",
                    askedByJourneys(
                            Map.of("reminder", Answer.LISTED, "daysAhead", Answer.AMOUNT, "days", Answer.POSITIVE))),
            Map.entry("care-gift", askedByJourneys(Map.of("gift", Answer.LISTED))),
            Map.entry(HarmWordsCheck.TABLE, askedByJourneys(Map.of("words", Answer.ANY))));

    /** What an output must be. */
    enum Answer {
        QUEUE("name one of the queues"),
        SEVERITY("answer normal, high or critical"),
        PRIORITY("answer a whole number from 0 to 100"),
        POSITIVE("answer a number above 0"),
        AMOUNT("answer a number, 0 or more"),
        PERCENT("answer a whole number from 1 to 100"),
        /** One of those that the column itself lists: journeys go on by it, and any other is a branch that nobody meant. */
        LISTED("answer a value that the column lists"),
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
                case SEVERITY -> SEVERITIES.contains(value);
                case PRIORITY -> isWhole(value, 0, 100);
                case PERCENT -> isWhole(value, 1, 100);
                case POSITIVE -> value instanceof Number number && number.doubleValue() > 0;
                case AMOUNT -> value instanceof Number number && number.doubleValue() >= 0;
                case LISTED, ANY -> value != null;
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
        return new BuiltInTable(outputs, List.of());
    }

    /** @return the table of this key; empty if it is a company's own */
    static Optional<BuiltInTable> of(String key) {
        return Optional.ofNullable(ALL.get(key));
    }
}
