package io.rapport.lifecycle;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Some of the whole numbers from 0 to a largest one.
 *
 * @param list ranges in ascending order that neither overlap nor touch
 * @param most the largest number that there is
 */
record Ranges(List<Range> list, long most) {

    /**
     * From one number to another.
     *
     * @param least the first that is in it
     * @param most the last that is in it
     */
    record Range(long least, long most) {}

    /** @return those of the numbers up to {@code most} that are in any of the ranges, whatever their order */
    static Ranges of(List<Range> any, long most) {
        List<Range> merged = new ArrayList<>();
        any.stream()
                .map(range -> new Range(Math.max(0, range.least()), Math.min(most, range.most())))
                .filter(range -> range.least() <= range.most())
                .sorted(Comparator.comparingLong(Range::least))
                .forEach(range -> {
                    Range last = merged.isEmpty() ? null : merged.get(merged.size() - 1);
                    if (last != null && range.least() <= last.most() + 1) {
                        merged.set(merged.size() - 1, new Range(last.least(), Math.max(last.most(), range.most())));
                    } else {
                        merged.add(range);
                    }
                });
        return new Ranges(List.copyOf(merged), most);
    }

    static Ranges all(long most) {
        return of(List.of(new Range(0, most)), most);
    }

    /** @return those that are in none of the ranges */
    Ranges others() {
        List<Range> gaps = new ArrayList<>();
        long next = 0;
        for (Range range : list) {
            gaps.add(new Range(next, range.least() - 1));
            next = range.most() + 1;
        }
        gaps.add(new Range(next, most));
        return of(gaps, most);
    }

    boolean contain(long number) {
        for (Range range : list) {
            if (number >= range.least() && number <= range.most()) {
                return true;
            }
        }
        return false;
    }

    boolean isEmpty() {
        return list.isEmpty();
    }

    boolean isAll() {
        return list.size() == 1 && list.get(0).least() == 0 && list.get(0).most() == most;
    }

    /** @return the numbers at which being in it begins or ends, 0 left out */
    List<Long> cuts() {
        List<Long> cuts = new ArrayList<>();
        for (Range range : list) {
            if (range.least() > 0) {
                cuts.add(range.least());
            }
            if (range.most() < most) {
                cuts.add(range.most() + 1);
            }
        }
        return cuts;
    }
}
