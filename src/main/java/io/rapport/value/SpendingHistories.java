package io.rapport.value;

import java.util.Arrays;

/** How many repeat purchases customers paid for and what they came to on average, in units of money. */
final class SpendingHistories {

    private int size;
    private int most;
    private int[] purchases = new int[1024];
    private double[] means = new double[1024];
    private double[] logMeans = new double[1024];

    /**
     * Adds a customer.
     *
     * @param count purchases, 1 or more
     * @param mean of them, above 0
     */
    void add(int count, double mean) {
        if (size == purchases.length) {
            purchases = Arrays.copyOf(purchases, size * 2);
            means = Arrays.copyOf(means, size * 2);
            logMeans = Arrays.copyOf(logMeans, size * 2);
        }
        purchases[size] = count;
        means[size] = mean;
        logMeans[size] = Math.log(mean);
        most = Math.max(most, count);
        size++;
    }

    int size() {
        return size;
    }

    int most() {
        return most;
    }

    int purchases(int customer) {
        return purchases[customer];
    }

    double mean(int customer) {
        return means[customer];
    }

    double logMean(int customer) {
        return logMeans[customer];
    }
}
