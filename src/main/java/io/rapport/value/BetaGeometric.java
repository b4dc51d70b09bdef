package io.rapport.value;

import org.hipparchus.special.Gamma;

/**
 * How customers without a contract buy and stop buying: while active at random with a rate of their own, whose
 * heterogeneity is gamma(r, alpha), and after a purchase they stop with a probability of their own, whose heterogeneity is
 * beta(a, b).
 *
 * <p>{@link Dropout#AFTER_REPEAT} is BG/NBD: Fader, Hardie and Lee, "Counting Your Customers" the Easy Way, Marketing Science
 * 24 (2005); its likelihood is their equation 6, expected purchases equations 9 and 10. Nobody stops after the first
 * purchase, so that who bought once is active for ever. {@link Dropout#AFTER_EACH} is MBG/NBD: Batislam, Denizel and
 * Filiztekin, Empirical Validation and Comparison of Models for Customer Base Analysis, International Journal of Research in
 * Marketing 24 (2007): the first purchase may be the last. Its formulas are those of BG/NBD with b + 1 in place of b.
 *
 * <p>Times are in one unit, here weeks. Pure.
 *
 * @param dropout when a customer may stop
 * @param r shape of the purchase rates
 * @param alpha their scale, in units of time
 * @param a of the probability to stop
 * @param b of the probability to stop
 */
public record BetaGeometric(Dropout dropout, double r, double alpha, double a, double b) {

    private static final double PRECISION = 1e-14;
    private static final int MOST_TERMS = 1_000_000;

    /** @throws IllegalArgumentException if a parameter is not above 0 */
    public BetaGeometric {
        if (!(r > 0 && alpha > 0 && a > 0 && b > 0)) {
            throw new IllegalArgumentException("parameters must be above 0: " + r + " " + alpha + " " + a + " " + b);
        }
    }

    /**
     * The logarithm of the likelihood of all histories (equation 6 there), of which the two terms are added by their
     * logarithms, so that nothing overflows however often somebody bought.
     *
     * @param groups histories
     * @return the sum over all customers
     */
    double logLikelihood(PurchaseGroups groups) {
        double[] ofRepeats = new double[groups.distinctRepeats()];
        double[] stopped = new double[groups.distinctRepeats()];
        double start = r * Math.log(alpha) - Gamma.logGamma(r) - Gamma.logGamma(b) + Gamma.logGamma(a + b);
        for (int i = 0; i < ofRepeats.length; i++) {
            int x = groups.distinctRepeats(i);
            double later = b + x + dropout.shift();
            ofRepeats[i] = start + Gamma.logGamma(r + x) + Gamma.logGamma(later) - Gamma.logGamma(a + later);
            stopped[i] = canHaveStopped(x) ? Math.log(a / (later - 1)) : Double.NEGATIVE_INFINITY;
        }
        double sum = 0;
        for (int i = 0; i < groups.size(); i++) {
            int slot = groups.slot(i);
            double power = r + groups.repeats(i);
            double active = -power * Math.log(alpha + groups.age(i));
            double gone = stopped[slot] - power * Math.log(alpha + groups.recency(i));
            double larger = Math.max(active, gone);
            sum += groups.customers(i)
                    * (ofRepeats[slot] + larger + Math.log1p(Math.exp(Math.min(active, gone) - larger)));
        }
        return sum;
    }

    private boolean canHaveStopped(int repeats) {
        return repeats + dropout.shift() > 0;
    }

    /**
     * The probability that a customer still buys.
     *
     * @param repeats purchases after the first
     * @param recency time from the first to the last purchase
     * @param age time since the first purchase
     * @return from 0 to 1
     */
    public double alive(int repeats, double recency, double age) {
        if (!canHaveStopped(repeats)) {
            return 1;
        }
        double stopped = a / (b + repeats + dropout.shift() - 1);
        return 1 / (1 + stopped * Math.exp((r + repeats) * (Math.log(alpha + age) - Math.log(alpha + recency))));
    }

    /**
     * The purchases to be expected of a customer from now on (equation 10 there).
     *
     * @param repeats purchases after the first
     * @param recency time from the first to the last purchase
     * @param age time since the first purchase
     * @param time to come
     * @return 0 or more
     */
    public double expected(int repeats, double recency, double age, double time) {
        return alive(repeats, recency, age) * expectedOfActive(repeats, age, time);
    }

    /**
     * The purchases after the first to be expected of anybody (equation 9 there).
     *
     * @param time since the first purchase
     * @return 0 or more
     */
    public double expected(double time) {
        double goesOn = dropout == Dropout.AFTER_EACH ? b / (a + b) : 1;
        return goesOn * expectedOfActive(0, 0, time);
    }

    /**
     * The purchases to be expected of who is active now.
     *
     * @param repeats purchases after the first
     * @param age time since the first purchase
     * @param time to come
     * @return 0 or more
     */
    public double expectedOfActive(int repeats, double age, double time) {
        double later = b + repeats + dropout.shift();
        return time <= 0 ? 0 : growth(r + repeats, later, time / (alpha + age + time));
    }

    /**
     * {@code c (1 - (1-z)^p F(p, q; c; z)) / (a - 1)} with {@code c = a + q - 1}, where F is Gauss's hypergeometric function
     * 2F1.
     *
     * <p>The series of F needs tens of thousands of terms as z nears 1. Euler's transformation {@code F(p, q; c; z) =
     * (1-z)^(a-1-p) F(c-p, a-1; c; z)} makes it short and turns the whole into {@code c (1 - (1-z)^(a-1) (1 + (a-1) s)) /
     * (a-1)}, where the factor a - 1 of each term of s has been taken out: so the pole at a = 1 is gone, and {@code expm1}
     * keeps the digits near it. Where a - 1 is larger than p, it is the other way round: the untransformed series is the
     * short one, and a is not near 1.
     */
    private double growth(double p, double q, double z) {
        double c = a + q - 1;
        double e = a - 1;
        double log = Math.log1p(-z);
        if (e > p) {
            return c * (1 - Math.exp(p * log) * (1 + series(p, q, c, p * q / c * z, z))) / e;
        }
        double main = e == 0 ? -log : -Math.expm1(e * log) / e;
        // c times the first term: the later ones are divided by c + 1 and more, so that c may be 0 or below
        return c * main - Math.exp(e * log) * series(c - p, a - 1, c, (c - p) * z, z);
    }

    /** The terms from the first on of a hypergeometric series, given the first; each is made from the one before it. */
    private static double series(double p, double q, double c, double first, double z) {
        double term = first;
        double sum = first;
        for (int n = 1; n < MOST_TERMS; n++) {
            term *= (p + n) * (q + n) / ((c + n) * (n + 1)) * z;
            sum += term;
            if (Math.abs(term) <= PRECISION * Math.abs(sum) && n > -p) {
                break;
            }
        }
        return sum;
    }
}
