package io.rapport.value;

import io.rapport.value.ModelFitting.Fitted;
import io.rapport.value.ValueFit.Frequency;
import io.rapport.value.ValueFit.Week;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Fits the models on what happened until a cut, checks them on what happened behind it beside those that are live, and fits
 * them anew on all. Pure.
 */
final class ValueFitting {

    /** A cohort that was not there so many days before the cut has shown too little of how it stops. */
    private static final int YOUNGEST_COHORT_DAYS = 182;

    private ValueFitting() {}

    /**
     * Fits models for all customers.
     *
     * @param data of the shop
     * @param live what customers are scored by now; {@code null} if nothing is live
     * @return the fit; empty if the data do not determine the parameters
     */
    static Optional<ValueFit> all(FitData data, ValueFit live) {
        return fit(data, data.before(), data.all(), data.spending(), live == null ? null : live.checked(), true);
    }

    /**
     * Fits models of purchases for each year of first purchases that has enough customers, and does better behind the cut
     * than the models for all.
     *
     * @param data of the shop
     * @param general the fit for all customers
     * @param leastRepeaters so many customers who bought again each needs
     * @return by year
     */
    static Map<Integer, ValueFit> cohorts(FitData data, ValueFit general, int leastRepeaters) {
        Map<Integer, ValueFit> cohorts = new TreeMap<>();
        LocalDate today = data.until().plusDays(1);
        for (int year = data.since().getYear(); year <= data.cut().getYear(); year++) {
            LocalDate first = LocalDate.ofYearDay(year, 1);
            LocalDate last = first.plusYears(1).minusDays(1);
            if (ChronoUnit.DAYS.between(last, data.cut()) < YOUNGEST_COHORT_DAYS) {
                break;
            }
            PurchaseGroups before = data.before().ofAge(days(last, data.cut()), days(first, data.cut()));
            PurchaseGroups all = data.all().ofAge(days(last, today), days(first, today));
            if (before.allRepeaters() >= leastRepeaters) {
                int key = year;
                fit(data, before, all, null, general.checked(), false)
                        .filter(cohort -> cohort.error() < cohort.errorBefore())
                        .ifPresent(cohort -> cohorts.put(key, cohort));
            }
        }
        return cohorts;
    }

    private static int days(LocalDate from, LocalDate to) {
        return Math.toIntExact(ChronoUnit.DAYS.between(from, to));
    }

    private static Optional<ValueFit> fit(
            FitData data,
            PurchaseGroups before,
            PurchaseGroups all,
            SpendingHistories spending,
            BetaGeometric live,
            boolean plotted) {
        Optional<Fitted<BetaGeometric>> checked = ModelFitting.purchases(before, Dropout.AFTER_EACH);
        Optional<Fitted<BetaGeometric>> yardstick = ModelFitting.purchases(before, Dropout.AFTER_REPEAT);
        Optional<Fitted<BetaGeometric>> buying = ModelFitting.purchases(all, Dropout.AFTER_EACH);
        if (checked.isEmpty() || yardstick.isEmpty() || buying.isEmpty()) {
            return Optional.empty();
        }
        Optional<Fitted<GammaGamma>> amounts = spending == null ? Optional.empty() : ModelFitting.spending(spending);
        double weeks = data.holdoutWeeks();
        List<Frequency> expected = Holdout.byFrequency(checked.get().model(), before, weeks);
        List<Frequency> byYardstick = Holdout.byFrequency(yardstick.get().model(), before, weeks);
        List<Frequency> byLive = live == null ? null : Holdout.byFrequency(live, before, weeks);
        return Optional.of(new ValueFit(
                data.since(),
                data.cut(),
                data.until(),
                before.allCustomers(),
                before.allRepeaters(),
                before.allRepeats(),
                buying.get().model(),
                buying.get().logLikelihood(),
                checked.get().model(),
                checked.get().logLikelihood(),
                yardstick.get().model(),
                yardstick.get().logLikelihood(),
                amounts.map(Fitted::model).orElse(null),
                amounts.map(Fitted::logLikelihood).orElse(0.0),
                Holdout.error(expected),
                Holdout.error(byYardstick),
                byLive == null ? null : Holdout.error(byLive),
                expected,
                byYardstick,
                byLive,
                plotted ? weeks(data, checked.get().model(), yardstick.get().model(), live) : List.of()));
    }

    private static List<Week> weeks(FitData data, BetaGeometric checked, BetaGeometric yardstick, BetaGeometric live) {
        int count = data.actualByWeek().length;
        double[] expected = Holdout.expectedByWeek(checked, data.before(), count);
        double[] byYardstick = Holdout.expectedByWeek(yardstick, data.before(), count);
        double[] byLive = live == null ? null : Holdout.expectedByWeek(live, data.before(), count);
        List<Week> weeks = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            weeks.add(new Week(
                    data.since().plusWeeks(i),
                    data.actualByWeek()[i],
                    expected[i],
                    byYardstick[i],
                    byLive == null ? null : byLive[i]));
        }
        return weeks;
    }
}
