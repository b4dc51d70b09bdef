package io.rapport.loyalty;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * The points of a customer by lots: what was given together expires together. Points are used first in, first out: those
 * that expire soonest go first. A lot may be below zero after a return, when its points were used before; what it lacks is
 * missing from the others in the same order. Pure.
 */
final class Lots {

    private static final Comparator<Lot> IN_ORDER_OF_USE = Comparator.comparing(
                    Lot::expiresOn, Comparator.nullsLast(Comparator.naturalOrder()))
            .thenComparing(Lot::since);

    private final List<Lot> left;
    private final int debt;

    private Lots(List<Lot> left, int debt) {
        this.left = left;
        this.debt = debt;
    }

    /**
     * Points that were given together.
     *
     * @param name of the lot
     * @param points that are left, the sum of its entries; below zero after a return
     * @param expiresOn the first day on which they cannot be used any more; {@code null}: they stay
     * @param since orders lots of the same day, the older first
     */
    record Lot(String name, int points, LocalDate expiresOn, long since) {

        boolean isOver(LocalDate today) {
            return expiresOn != null && !expiresOn.isAfter(today);
        }
    }

    /** Points of one lot, more than 0. */
    record Share(String lot, int points) {}

    /** Points that expire, 0 or more. @param first the first day on which some of them do, {@code null} if there are none */
    record Expiring(int points, LocalDate first, LocalDate last) {}

    /** @param lots each name once */
    static Lots of(Collection<Lot> lots) {
        int debt = -lots.stream()
                .mapToInt(Lot::points)
                .filter(points -> points < 0)
                .sum();
        List<Lot> left = new ArrayList<>();
        for (Lot lot : lots.stream()
                .filter(lot -> lot.points() > 0)
                .sorted(IN_ORDER_OF_USE)
                .toList()) {
            int missing = Math.min(debt, lot.points());
            debt -= missing;
            if (lot.points() > missing) {
                left.add(new Lot(lot.name(), lot.points() - missing, lot.expiresOn(), lot.since()));
            }
        }
        return new Lots(left, debt);
    }

    /** @return what the customer has: what may be used, or what is missing as a number below zero */
    int balance(LocalDate today) {
        return usable(today) - debt;
    }

    /** @return how many may be used, 0 or more */
    int usable(LocalDate today) {
        return left.stream()
                .filter(lot -> !lot.isOver(today))
                .mapToInt(Lot::points)
                .sum();
    }

    /**
     * @param points how many to use, at most {@link #usable}
     * @return of which lots
     * @throws IllegalArgumentException if there are not so many
     */
    List<Share> take(int points, LocalDate today) {
        List<Share> taken = new ArrayList<>();
        int missing = points;
        for (Lot lot : left) {
            if (missing > 0 && !lot.isOver(today)) {
                int share = Math.min(missing, lot.points());
                taken.add(new Share(lot.name(), share));
                missing -= share;
            }
        }
        if (missing > 0) {
            throw new IllegalArgumentException(points + " points are more than the customer has");
        }
        return taken;
    }

    /** @return what has expired and was not used */
    List<Share> expired(LocalDate today) {
        return left.stream()
                .filter(lot -> lot.isOver(today))
                .map(lot -> new Share(lot.name(), lot.points()))
                .toList();
    }

    /** @return what expires after one day, until another one */
    Expiring expiring(LocalDate after, LocalDate until) {
        List<Lot> some = left.stream()
                .filter(lot -> lot.isOver(until) && !lot.isOver(after))
                .toList();
        return some.isEmpty()
                ? new Expiring(0, null, null)
                : new Expiring(
                        some.stream().mapToInt(Lot::points).sum(),
                        some.get(0).expiresOn(),
                        some.get(some.size() - 1).expiresOn());
    }

    /** @return the first day after a day on which points expire; {@code null} if none do */
    LocalDate firstExpiry(LocalDate after) {
        return left.stream()
                .map(Lot::expiresOn)
                .filter(day -> day != null && day.isAfter(after))
                .findFirst()
                .orElse(null);
    }
}
