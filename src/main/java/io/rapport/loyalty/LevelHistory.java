package io.rapport.loyalty;

import io.rapport.customer.CustomerValue.BoughtAt;
import io.rapport.loyalty.LoyaltyRules.Level;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The level that a past leads to: up with the points or the order that reached it, down at a review a period later. So who
 * is taken in with a past, by an import or as the programme begins, is reviewed when their own year is over, and not all on
 * one day (docs/adr/0140). Pure.
 */
final class LevelHistory {

    /**
     * Points that were given, or taken back.
     *
     * @param at when
     * @param points below zero if they were taken back
     */
    record Earned(Instant at, int points) {}

    /**
     * What somebody has at a moment.
     *
     * @param level by then
     * @param since the day on which it was reached, or on which a review left it
     */
    record Standing(Level level, LocalDate since) {}

    private final List<Earned> earned;
    private final List<BoughtAt> bought;
    private final LoyaltyTerms terms;
    private final BiFunction<Integer, BigDecimal, Level> table;

    /**
     * @param earned in any order
     * @param bought what was bought and kept, in any order
     * @param table of levels, by points and value of a period
     */
    LevelHistory(
            List<Earned> earned,
            List<BoughtAt> bought,
            LoyaltyTerms terms,
            BiFunction<Integer, BigDecimal, Level> table) {
        this.earned = earned;
        this.bought = bought;
        this.terms = terms;
        this.table = table;
    }

    /** @return what was earned and bought until a moment leads to; empty if nothing was by then */
    Optional<Standing> at(Instant moment) {
        Standing standing = null;
        for (Instant one : moments(moment)) {
            LocalDate day = terms.day(one);
            standing = reviewed(standing, day);
            Level reached = level(terms.periodUntil(one), one);
            if (standing == null || reached.rank() > standing.level().rank()) {
                standing = new Standing(reached, day);
            }
        }
        return Optional.ofNullable(reviewed(standing, terms.day(moment)));
    }

    /** @return those at which the level may have gone up, in order */
    private SortedSet<Instant> moments(Instant until) {
        return Stream.concat(
                        earned.stream().filter(one -> one.points() > 0).map(Earned::at),
                        bought.stream().map(BoughtAt::at))
                .filter(one -> !one.isAfter(until))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private Standing reviewed(Standing standing, LocalDate today) {
        Standing now = standing;
        while (now != null && !terms.reviewOn(now.since()).isAfter(today)) {
            LocalDate review = terms.reviewOn(now.since());
            now = new Standing(level(terms.periodBefore(review), terms.begin(review)), review);
        }
        return now;
    }

    private Level level(Instant since, Instant until) {
        int points = earned.stream()
                .filter(one -> isWithin(one.at(), since, until))
                .mapToInt(Earned::points)
                .sum();
        BigDecimal value = bought.stream()
                .filter(one -> isWithin(one.at(), since, until))
                .map(BoughtAt::worth)
                .reduce(BigDecimal.ZERO, BigDecimal::add);
        return table.apply(points, value);
    }

    private static boolean isWithin(Instant moment, Instant since, Instant until) {
        return moment.isAfter(since) && !moment.isAfter(until);
    }
}
