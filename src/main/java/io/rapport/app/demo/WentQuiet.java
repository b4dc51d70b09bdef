package io.rapport.app.demo;

import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/** Two of the customers of before: they bought every other week for half a year, and then nothing for two months. */
final class WentQuiet {

    private static final Set<String> IDS = Set.of("2005", "2011");

    private static final int SINCE = 62;
    private static final int REGULAR_FOR = 170;
    private static final int RHYTHM = 14;

    private WentQuiet() {}

    static boolean is(String customerId) {
        return IDS.contains(customerId);
    }

    static LocalDate registered(LocalDate today) {
        return today.minusDays(SINCE + REGULAR_FOR + 1L);
    }

    /** @return the days on which they bought */
    static List<LocalDate> days(LocalDate today, Dice dice) {
        return IntStream.iterate(SINCE + REGULAR_FOR - 2, day -> day >= SINCE, day -> day - RHYTHM)
                .mapToObj(day -> today.minusDays(day + (day > SINCE + 2 ? dice.below(3) : 0)))
                .toList();
    }
}
