package io.rapport.value;

import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * Where fifths of all customers end. Who stands at a border belongs to the lower fifth, so that equals are together.
 *
 * @param recency last days of purchase, as days since 1970; {@code null} while there are too few customers to compare
 * @param frequency days with purchases
 * @param monetary what was spent
 * @param lifetime what is expected
 */
record Quintiles(double[] recency, double[] frequency, double[] monetary, double[] lifetime) {

    /** Fewer customers than that are not divided: each is in the middle. */
    static final int FEWEST = 20;

    /** Where nothing is known of the others. */
    static final Quintiles NONE = new Quintiles(null, null, null, null);

    private static final int MIDDLE = 3;

    /**
     * @param scores of many customers, one at least
     * @return where their fifths end
     */
    static Quintiles of(List<CustomerScore> scores) {
        return new Quintiles(
                borders(scores, score -> score.lastDay().toEpochDay()),
                borders(scores, CustomerScore::days),
                borders(scores, CustomerScore::spentMinor),
                borders(scores, CustomerScore::lifetimeMinor));
    }

    private static double[] borders(List<CustomerScore> scores, ToDoubleFunction<CustomerScore> value) {
        double[] sorted = scores.stream().mapToDouble(value).sorted().toArray();
        double[] borders = new double[4];
        for (int i = 0; i < borders.length; i++) {
            borders[i] = sorted[Math.max(0, (int) Math.ceil(sorted.length * (i + 1) / 5.0) - 1)];
        }
        return borders;
    }

    /**
     * @param borders four, ascending; {@code null} if unknown
     * @param value any
     * @return 1 for the lowest fifth to 5 for the highest
     */
    static int of(double[] borders, double value) {
        if (borders == null) {
            return MIDDLE;
        }
        int fifth = 1;
        for (double border : borders) {
            fifth += value > border ? 1 : 0;
        }
        return fifth;
    }
}
