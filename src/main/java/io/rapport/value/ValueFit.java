package io.rapport.value;

import java.time.LocalDate;
import java.util.List;

/**
 * Models of value, fitted on the orders of a time, and how well they did behind it. Kept as a whole.
 *
 * @param since the day of the first purchase of all
 * @param cut the last day that the check's models were fitted on
 * @param until the last day of the time behind it
 * @param customers who bought until the cut
 * @param repeaters who of them bought again
 * @param repeats how often
 * @param buying MBG/NBD, fitted on all days: by it customers are scored
 * @param logLikelihood of that
 * @param checked MBG/NBD, fitted until the cut
 * @param checkedLogLikelihood of that
 * @param yardstick BG/NBD, fitted until the cut
 * @param yardstickLogLikelihood of that
 * @param spending Gamma-Gamma on all days; {@code null} where its parameters are not determined
 * @param spendingLogLikelihood of that
 * @param error of {@code checked} behind the cut: the distances between expected and actual purchases by frequency, as a part of
 *     all actual ones
 * @param yardstickError of {@code yardstick}
 * @param errorBefore of the models that were live, behind the same cut; {@code null} if there were none
 * @param frequencies expected by {@code checked} and what happened, by frequency
 * @param yardstickFrequencies expected by {@code yardstick}
 * @param frequenciesBefore expected by the models that were live, of the same weeks; {@code null} if there were none
 * @param weeks week by week; empty of a cohort
 */
public record ValueFit(
        LocalDate since,
        LocalDate cut,
        LocalDate until,
        long customers,
        long repeaters,
        long repeats,
        BetaGeometric buying,
        double logLikelihood,
        BetaGeometric checked,
        double checkedLogLikelihood,
        BetaGeometric yardstick,
        double yardstickLogLikelihood,
        GammaGamma spending,
        double spendingLogLikelihood,
        double error,
        double yardstickError,
        Double errorBefore,
        List<Frequency> frequencies,
        List<Frequency> yardstickFrequencies,
        List<Frequency> frequenciesBefore,
        List<Week> weeks) {

    /**
     * Customers who bought again equally often before, and their purchases in the time behind.
     *
     * @param repeats purchases after the first; the last group has so many or more
     * @param customers how many they are
     * @param actual purchases that they made
     * @param expected purchases that the model expected of them
     */
    public record Frequency(int repeats, long customers, long actual, double expected) {}

    /**
     * Repeat purchases within a week.
     *
     * @param from its first day
     * @param actual what happened
     * @param expected by MBG/NBD, fitted until the cut
     * @param yardstick by BG/NBD
     * @param before by the models that were live; {@code null} if there were none
     */
    public record Week(LocalDate from, long actual, double expected, double yardstick, Double before) {}

    /** @return purchases that the checked models expected behind the cut */
    public double expectedPurchases() {
        return frequencies.stream().mapToDouble(Frequency::expected).sum();
    }

    /** @return purchases behind the cut */
    public long actualPurchases() {
        return frequencies.stream().mapToLong(Frequency::actual).sum();
    }

    /**
     * @return the error that even a model which knows everything would have on average, as a part of all purchases: the fewer
     *     there are, the more of them is chance. Purchases are taken to be as independent of each other as they can be, so
     *     that it is rather more
     */
    public double errorByChance() {
        double off = frequencies.stream()
                .mapToDouble(group -> Math.sqrt(2 / Math.PI * group.expected()))
                .sum();
        return off / Math.max(1, actualPurchases());
    }

    /** @return whether it does worse than what is live, by more than chance and rounding */
    boolean isWorse() {
        return errorBefore != null && error > errorBefore * 1.02 + 0.002;
    }
}
