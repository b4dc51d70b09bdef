package io.rapport.journey.table;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Some of the values that a column can have: intervals of values in their order, and whether no value is among them, too.
 * All values of one set, and of sets that are put together, are of one kind: numbers, texts, truth values, days or moments.
 */
public final class CellValues {

    /** Nothing at all, not even no value. */
    public static final CellValues EMPTY = new CellValues(List.of(), false);

    /** Whatever a column has, and no value. */
    public static final CellValues ALL = new CellValues(List.of(new Interval(Edge.FIRST, Edge.LAST)), true);

    /** That the column has no value. */
    public static final CellValues NONE = new CellValues(List.of(), true);

    private final List<Interval> intervals;
    private final boolean none;

    private CellValues(List<Interval> intervals, boolean none) {
        this.intervals = intervals;
        this.none = none;
    }

    /**
     * A place between values.
     *
     * @param side -1 before all values, 1 behind all of them, 0 beside one
     * @param value the value beside it; null before and behind all
     * @param after whether it is behind that value, or else before it
     */
    private record Edge(int side, Comparable<?> value, boolean after) implements Comparable<Edge> {

        static final Edge FIRST = new Edge(-1, null, false);
        static final Edge LAST = new Edge(1, null, false);

        @Override
        @SuppressWarnings("unchecked")
        public int compareTo(Edge other) {
            if (side != 0 || other.side != 0) {
                return Integer.compare(side, other.side);
            }
            int beside = ((Comparable<Object>) value).compareTo(other.value);
            return beside != 0 ? beside : Boolean.compare(after, other.after);
        }
    }

    /** What lies between two places. */
    private record Interval(Edge from, Edge to) {

        boolean isEmpty() {
            return from.compareTo(to) >= 0;
        }
    }

    /** @return this value alone */
    public static CellValues of(Comparable<?> value) {
        return between(new Edge(0, value, false), new Edge(0, value, true));
    }

    /** @return the values below a limit, and the limit itself where it is {@code included} */
    public static CellValues below(Comparable<?> limit, boolean included) {
        return between(Edge.FIRST, new Edge(0, limit, included));
    }

    /** @return the values above a limit, and the limit itself where it is {@code included} */
    public static CellValues above(Comparable<?> limit, boolean included) {
        return between(new Edge(0, limit, !included), Edge.LAST);
    }

    private static CellValues between(Edge from, Edge to) {
        return of(List.of(new Interval(from, to)), false);
    }

    private static CellValues of(List<Interval> any, boolean none) {
        List<Interval> merged = new ArrayList<>();
        any.stream()
                .filter(interval -> !interval.isEmpty())
                .sorted(Comparator.comparing(Interval::from))
                .forEach(interval -> {
                    Interval last = merged.isEmpty() ? null : merged.get(merged.size() - 1);
                    if (last == null || interval.from().compareTo(last.to()) > 0) {
                        merged.add(interval);
                    } else if (interval.to().compareTo(last.to()) > 0) {
                        merged.set(merged.size() - 1, new Interval(last.from(), interval.to()));
                    }
                });
        return new CellValues(List.copyOf(merged), none);
    }

    /** @return the values that are in this or the other set, or in both */
    public CellValues or(CellValues other) {
        return anyOf(List.of(this, other));
    }

    /** @return the values that are in any of the sets */
    public static CellValues anyOf(List<CellValues> sets) {
        return of(
                sets.stream().flatMap(set -> set.intervals.stream()).toList(),
                sets.stream().anyMatch(set -> set.none));
    }

    /** @return the values that are in both sets */
    public CellValues and(CellValues other) {
        return others().or(other.others()).others();
    }

    /** @return the values that are in this set and not in the other one */
    public CellValues without(CellValues other) {
        return and(other.others());
    }

    private CellValues others() {
        List<Interval> gaps = new ArrayList<>();
        Edge next = Edge.FIRST;
        for (Interval interval : intervals) {
            gaps.add(new Interval(next, interval.from()));
            next = interval.to();
        }
        gaps.add(new Interval(next, Edge.LAST));
        return of(gaps, !none);
    }

    /** @return of a set of numbers, the whole ones: what holds 1 and 2 holds all between them then */
    CellValues whole() {
        return of(
                intervals.stream()
                        .map(interval -> new Interval(firstWhole(interval.from()), firstWhole(interval.to())))
                        .toList(),
                none);
    }

    /** Each whole number lies behind its own edge and before the next one's, so that 2 and 3 leave nothing between them. */
    private static Edge firstWhole(Edge edge) {
        if (edge.side() != 0) {
            return edge;
        }
        BigDecimal limit = (BigDecimal) edge.value();
        BigInteger least = limit.setScale(0, RoundingMode.CEILING).toBigInteger();
        boolean next = edge.after() && limit.compareTo(new BigDecimal(least)) == 0;
        return new Edge(0, new BigDecimal(next ? least.add(BigInteger.ONE) : least), false);
    }

    /** @return whether nothing is in it */
    public boolean isEmpty() {
        return intervals.isEmpty() && !none;
    }

    /** @return whether all values of the other set are in this one */
    public boolean containsAll(CellValues other) {
        return other.without(this).isEmpty();
    }

    /**
     * @param value of the kind of this set's values; null for none
     * @return whether it is in this set
     */
    public boolean contains(Comparable<?> value) {
        return value == null ? none : !and(of(value)).isEmpty();
    }

    @Override
    public String toString() {
        return intervals + (none ? " or none" : "");
    }
}
