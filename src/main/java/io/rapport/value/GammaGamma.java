package io.rapport.value;

import org.hipparchus.special.Gamma;

/**
 * What customers spend a purchase: around a mean of their own that does not go by how often they buy. Fader and Hardie, The
 * Gamma-Gamma Model of Monetary Value (2013, brucehardie.com/notes/025). Amounts are in units of money. Pure.
 *
 * @param p shape of the amounts of one customer
 * @param q shape of the customers' means
 * @param gamma their scale
 */
public record GammaGamma(double p, double q, double gamma) {

    /** @throws IllegalArgumentException if a parameter is not above 0 */
    public GammaGamma {
        if (!(p > 0 && q > 0 && gamma > 0)) {
            throw new IllegalArgumentException("parameters must be above 0: " + p + " " + q + " " + gamma);
        }
    }

    /**
     * The logarithm of the likelihood of all mean amounts (equation 1a there).
     *
     * @param spending of customers
     * @return the sum over all customers
     */
    double logLikelihood(SpendingHistories spending) {
        double[] ofPurchases = new double[spending.most() + 1];
        boolean[] known = new boolean[ofPurchases.length];
        double start = q * Math.log(gamma) - Gamma.logGamma(q);
        double sum = 0;
        for (int i = 0; i < spending.size(); i++) {
            int x = spending.purchases(i);
            double shape = p * x;
            if (!known[x]) {
                known[x] = true;
                ofPurchases[x] = start + Gamma.logGamma(shape + q) - Gamma.logGamma(shape) + shape * Math.log(x);
            }
            sum += ofPurchases[x]
                    + (shape - 1) * spending.logMean(i)
                    - (shape + q) * Math.log(gamma + x * spending.mean(i));
        }
        return sum;
    }

    /**
     * What a purchase of the customer is expected to come to (equation 5 there): between what they spent and what all spend,
     * nearer to the former the more purchases are known.
     *
     * @param purchases how many amounts are known, 0 or more
     * @param mean of these
     * @return the mean; infinite or below 0 if q is not above 1 and no amount is known
     */
    public double expectedMean(int purchases, double mean) {
        return (gamma + purchases * mean) * p / (p * purchases + q - 1);
    }

    /** @return whether the mean of all customers is finite */
    public boolean hasMean() {
        return q > 1;
    }
}
