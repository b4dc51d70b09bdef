package io.rapport.gate;

import io.rapport.contactpolicy.PolicyTables;
import io.rapport.journey.table.CellValues;
import io.rapport.lifecycle.RelationshipTable;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What an input of a table can be where Rapport builds upon the table; elsewhere, and of other inputs, the column says it by
 * listing its values. What the contact policy's own inputs can be, its vocabulary says.
 */
final class InputWords {

    /** The only input whose words another table says, so that they change with that table. */
    static final String LEVEL = "level";

    private static final String DAY = "day";

    private static final Numbers FROM_0 =
            new Numbers(CellValues.above(BigDecimal.ZERO, true).or(CellValues.NONE), ">= 0");

    /** Of inputs that mean the same in each table that Rapport builds upon. */
    private static final Map<String, Numbers> NUMBERS = Map.of(
            // 0: not known
            "valueClass", new Numbers(from(0, 5), "0, 1, 2, 3, 4, 5"),
            "value", FROM_0,
            "spent", FROM_0,
            "orderTotal", FROM_0,
            "repeated", FROM_0);

    /** Of those that Rapport gives itself. */
    private static final Map<String, Numbers> GIVEN =
            Map.of("points", FROM_0, "rewarded", FROM_0, DAY, new Numbers(days(), "20261127, [20261127..20261130]"));

    private static final Set<String> TIERS = Set.copyOf(RelationshipTable.TIER.answers());
    private static final Set<String> STAGES = Set.copyOf(RelationshipTable.STAGE.answers());
    private static final Set<String> SEVERITIES =
            BuiltInTable.SEVERITIES.stream().map(Object::toString).collect(Collectors.toUnmodifiableSet());
    private static final Set<String> BOUGHT = Set.of("article", "shipping");

    private InputWords() {}

    /**
     * The numbers that an input can be.
     *
     * @param values those, and no value where that may come
     * @param said conditions that some of them fit, for people
     */
    record Numbers(CellValues values, String said) {}

    /**
     * @param input of the table of this key
     * @return the numbers that it can be; empty if they are not known
     */
    static Optional<Numbers> numbers(String key, String input) {
        return Optional.ofNullable(
                isGiven(key, input) && GIVEN.containsKey(input)
                        ? GIVEN.get(input)
                        : areKnownOf(key) ? NUMBERS.get(input) : null);
    }

    private static boolean isGiven(String key, String input) {
        return BuiltInTable.of(key)
                .filter(table -> table.inputs().contains(input))
                .isPresent();
    }

    /**
     * @param input of the table of this key
     * @param today the shop's day
     * @return the days before, as numbers, where the input is the day of an order
     */
    static Optional<CellValues> past(String key, String input, LocalDate today) {
        return isOfDays(key, input)
                ? Optional.of(CellValues.below(BigDecimal.valueOf(number(today)), false))
                : Optional.empty();
    }

    private static CellValues from(long least, long most) {
        return CellValues.above(BigDecimal.valueOf(least), true).and(CellValues.below(BigDecimal.valueOf(most), true));
    }

    /** Days as numbers, month by month, such as 20261127. */
    private static CellValues days() {
        return CellValues.anyOf(
                Stream.iterate(YearMonth.of(2000, 1), month -> month.getYear() < 2100, month -> month.plusMonths(1))
                        .map(month -> from(number(month.atDay(1)), number(month.atEndOfMonth())))
                        .toList());
    }

    private static long number(LocalDate day) {
        return day.getYear() * 10_000L + day.getMonthValue() * 100L + day.getDayOfMonth();
    }

    /** @return whether Rapport builds upon the table of this key, so that its inputs have the words that are known here */
    static boolean areKnownOf(String key) {
        return BuiltInTable.of(key).isPresent()
                || PolicyTables.KEYS.contains(key)
                || RelationshipTable.of(key).isPresent();
    }

    /**
     * The words that an input can be.
     *
     * @param words those; none if they are not known
     * @param empty whether it may be the empty text, too
     * @param none whether it may have no value, too
     */
    record Words(Set<String> words, boolean empty, boolean none) {

        static final Words UNKNOWN = new Words(Set.of(), true, true);

        /** @return whether a word is none of them */
        boolean lack(String word) {
            return !words.contains(word) && !(word.isEmpty() && empty);
        }

        /** @return all that the input can be */
        CellValues values() {
            List<CellValues> values = new ArrayList<>();
            words.forEach(word -> values.add(CellValues.of(word)));
            if (empty) {
                values.add(CellValues.of(""));
            }
            if (none) {
                values.add(CellValues.NONE);
            }
            return CellValues.anyOf(values);
        }
    }

    /**
     * @param input of the table of this key, upon which Rapport builds
     * @param all that is in force when the deployment has passed
     * @return the words that the input can be
     */
    static Words of(String key, String input, ModelSet all) {
        return switch (input) {
            case "tier" -> new Words(TIERS, true, true);
            case "stage" -> new Words(STAGES, true, true);
            case "severity" -> new Words(SEVERITIES, false, true);
            case "what" -> isGiven(key, input) ? new Words(BOUGHT, false, false) : Words.UNKNOWN;
            case LEVEL -> new Words(levels(all), true, true);
            default -> Words.UNKNOWN;
        };
    }

    /** @return whether the words of an input of the table of this key are known, whatever its column lists */
    static boolean areKnown(String key, String input) {
        return of(key, input, ModelSet.empty()) != Words.UNKNOWN;
    }

    /** @return whether a number is a day, such as 20261127 */
    static boolean isDay(BigDecimal number) {
        return GIVEN.get(DAY).values().contains(number);
    }

    /** @return whether the input of the table of this key is a day, as a number */
    static boolean isOfDays(String key, String input) {
        return numbers(key, input).filter(known -> known == GIVEN.get(DAY)).isPresent();
    }

    /** @return the levels that the table of levels names; none where a row works its level out */
    static Set<String> levels(ModelSet all) {
        RuleTable rules = Optional.ofNullable(all.decisions().get(BuiltInTable.LEVELS))
                .flatMap(table -> RuleTable.of(table.element()))
                .orElse(null);
        Set<String> levels = new TreeSet<>();
        if (rules != null) {
            for (XmlElement row : rules.rules()) {
                Optional<String> level = rules.literal(row, LEVEL);
                if (level.isEmpty()) {
                    return Set.of();
                }
                levels.add(level.get());
            }
        }
        return levels;
    }
}
