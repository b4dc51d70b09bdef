package io.rapport.customer;

import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Customers who would go the same way if something were live that is not: how every preview says whom it would move.
 *
 * @param kind of what they have, such as {@code tier}
 * @param name which of several of that kind, such as the name of a segment; empty where there is one
 * @param old what they have
 * @param now what they would have
 * @param customers how many
 */
public record Moves(String kind, String name, String old, String now, long customers) {

    private static final Comparator<Moves> ORDER = Comparator.comparing(Moves::kind)
            .thenComparing(Moves::name)
            .thenComparing(Comparator.comparingLong(Moves::customers).reversed())
            .thenComparing(Moves::old)
            .thenComparing(Moves::now);

    /** @return those of a kind that there is one of */
    public static Moves of(String kind, String old, String now, long customers) {
        return new Moves(kind, "", old, now, customers);
    }

    /**
     * @param some any number, also several that go the same way
     * @return the same with those who go the same way together, by kind and name, most first
     */
    public static List<Moves> together(Collection<Moves> some) {
        Map<Moves, Long> sums = new LinkedHashMap<>();
        some.forEach(one -> sums.merge(one.with(0), one.customers(), Long::sum));
        return sums.entrySet().stream()
                .map(sum -> sum.getKey().with(sum.getValue()))
                .sorted(ORDER)
                .toList();
    }

    /** @return how many customers that are, each counted for each of their moves */
    public static long sum(Collection<Moves> moves) {
        return moves.stream().mapToLong(one -> one.customers).sum();
    }

    private Moves with(long count) {
        return new Moves(kind, name, old, now, count);
    }
}
