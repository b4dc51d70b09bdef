package io.rapport.value;

import io.rapport.value.ValueFit.Frequency;
import java.util.ArrayList;
import java.util.List;

/** How well a model says ahead what customers buy in a time that it was not fitted on. Pure. */
final class Holdout {

    /** Customers who bought again so often or oftener are one group. */
    private static final int MOST_REPEATS = 7;

    private static final double DAYS_A_WEEK = 7;

    private Holdout() {}

    /**
     * Compares by frequency.
     *
     * @param model fitted on the time before
     * @param groups histories of the time before, with the purchases of the time behind
     * @param weeks how long the time behind is
     * @return one for each frequency that occurs, in their order
     */
    static List<Frequency> byFrequency(BetaGeometric model, PurchaseGroups groups, double weeks) {
        long[] customers = new long[MOST_REPEATS + 1];
        long[] actual = new long[MOST_REPEATS + 1];
        double[] expected = new double[MOST_REPEATS + 1];
        for (int i = 0; i < groups.size(); i++) {
            int frequency = Math.min(groups.repeats(i), MOST_REPEATS);
            customers[frequency] += groups.customers(i);
            actual[frequency] += groups.later(i);
            expected[frequency] +=
                    groups.customers(i) * model.expected(groups.repeats(i), groups.recency(i), groups.age(i), weeks);
        }
        List<Frequency> frequencies = new ArrayList<>();
        for (int i = 0; i <= MOST_REPEATS; i++) {
            if (customers[i] > 0) {
                frequencies.add(new Frequency(i, customers[i], actual[i], expected[i]));
            }
        }
        return frequencies;
    }

    /**
     * Sums up how far off a model was.
     *
     * @param frequencies by frequency
     * @return the distances between expected and actual purchases of each group, as a part of all actual ones: 0.1 means that
     *     one purchase in ten stands with the wrong group, or was not expected
     */
    static double error(List<Frequency> frequencies) {
        double off = 0;
        long all = 0;
        for (Frequency frequency : frequencies) {
            off += Math.abs(frequency.expected() - frequency.actual());
            all += frequency.actual();
        }
        return off / Math.max(1, all);
    }

    /**
     * The purchases after the first that a model expects of all customers, week by week.
     *
     * @param model fitted on the time before
     * @param groups histories of the time before: their ages say when each first bought
     * @param weeks so many from the first purchase of all on
     * @return what is expected within each week
     */
    static double[] expectedByWeek(BetaGeometric model, PurchaseGroups groups, int weeks) {
        int oldest = 0;
        for (int i = 0; i < groups.size(); i++) {
            oldest = Math.max(oldest, groups.ageDays(i));
        }
        long[] firstOn = new long[oldest + 1];
        for (int i = 0; i < groups.size(); i++) {
            firstOn[oldest - groups.ageDays(i)] += groups.customers(i);
        }
        int days = (int) (weeks * DAYS_A_WEEK);
        double[] until = new double[days + 1];
        for (int day = 1; day <= days; day++) {
            until[day] = model.expected(day / DAYS_A_WEEK);
        }
        double[] byWeek = new double[weeks];
        double before = 0;
        for (int week = 1; week <= weeks; week++) {
            double all = 0;
            int end = (int) (week * DAYS_A_WEEK);
            for (int first = 0; first < Math.min(end, firstOn.length); first++) {
                all += firstOn[first] * until[end - first];
            }
            byWeek[week - 1] = all - before;
            before = all;
        }
        return byWeek;
    }
}
