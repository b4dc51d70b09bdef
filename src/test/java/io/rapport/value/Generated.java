package io.rapport.value;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Customers who buy as a model says. */
final class Generated {

    private Generated() {}

    /**
     * Generates histories of customers who first bought at some day of the first half of a time.
     *
     * @param model by which they buy
     * @param customers how many
     * @param weeks how long the time is
     * @return histories, days of several purchases merged
     */
    static PurchaseGroups purchases(BetaGeometric model, int customers, int weeks, Random random) {
        PurchaseGroups groups = new PurchaseGroups();
        for (int i = 0; i < customers; i++) {
            int age = weeks * 7 - random.nextInt(weeks * 7 / 2);
            List<Integer> days = repeats(model, age, random);
            groups.add(days.size(), days.isEmpty() ? 0 : days.get(days.size() - 1), age, 1, 0);
        }
        return groups;
    }

    /**
     * Generates what one customer buys.
     *
     * @param model by which they buy
     * @param age days since the first purchase
     * @return days after the first purchase on which they bought again, each once
     */
    static List<Integer> repeats(BetaGeometric model, int age, Random random) {
        List<Integer> days = new ArrayList<>();
        double rate = gamma(model.r(), 1 / model.alpha(), random);
        double stops = beta(model.a(), model.b(), random);
        boolean active = model.dropout() == Dropout.AFTER_REPEAT || random.nextDouble() >= stops;
        int last = 0;
        double at = 0;
        while (active) {
            at += -Math.log(1 - random.nextDouble()) / rate * 7;
            if (!(at <= age)) {
                break;
            }
            int day = (int) Math.round(at);
            if (day > last) {
                days.add(day);
                last = day;
            }
            active = random.nextDouble() >= stops;
        }
        return days;
    }

    static double beta(double a, double b, Random random) {
        double one = gamma(a, 1, random);
        double other = gamma(b, 1, random);
        return one / (one + other);
    }

    /** By Marsaglia and Tsang (2000). */
    static double gamma(double shape, double scale, Random random) {
        if (shape < 1) {
            return gamma(shape + 1, scale, random) * Math.pow(random.nextDouble(), 1 / shape);
        }
        double d = shape - 1 / 3.0;
        double c = 1 / Math.sqrt(9 * d);
        while (true) {
            double x = random.nextGaussian();
            double v = Math.pow(1 + c * x, 3);
            if (v > 0 && Math.log(random.nextDouble()) < 0.5 * x * x + d - d * v + d * Math.log(v)) {
                return d * v * scale;
            }
        }
    }
}
