package io.rapport.benchmark;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * A shop's past with known parameters: each customer buys at a rate of their own (gamma), may leave after each purchase with
 * a probability of their own (beta), and spends around a mean of their own (gamma-gamma). The files are as a shop exports
 * them, and the same rows once more in the columns of the tables.
 */
final class PurchaseModel {

    /** Purchases a week: shape and scale of their rate. */
    static final double R = 1.2;

    static final double ALPHA = 9.0;

    /** The probability to leave after a purchase. */
    static final double A = 0.8;

    static final double B = 12.0;

    /** Spend: shape of one purchase, shape and scale of the means. */
    static final double P = 6.0;

    static final double Q = 4.0;
    static final double GAMMA = 16.0;

    private static final double WEEKS = 156;
    private static final Instant END = Instant.parse("2026-03-01T00:00:00Z");
    private static final int ARTICLES = 400;

    private final SplittableRandom random = new SplittableRandom(20260301);
    private final Path folder;
    private long orders;
    private long lines;

    PurchaseModel(Path folder) {
        this.folder = folder;
    }

    long orders() {
        return orders;
    }

    long lines() {
        return lines;
    }

    /** Writes customers.csv and orders.csv, and table-orders.csv and table-lines.csv with the same rows. */
    void write(int customers) throws IOException {
        try (Writer profile = Files.newBufferedWriter(folder.resolve("customers.csv"));
                Writer shop = Files.newBufferedWriter(folder.resolve("orders.csv"));
                Writer order = Files.newBufferedWriter(folder.resolve("table-orders.csv"));
                Writer line = Files.newBufferedWriter(folder.resolve("table-lines.csv"))) {
            profile.write("id,firstName,lastName,email,locale,timeZone,registeredAt\n");
            shop.write("id,customerId,currency,total,placedAt,sku,itemName,quantity,price\n");
            for (int c = 1; c <= customers; c++) {
                double joined = random.nextDouble(WEEKS);
                profile.write("k%d,Hannah,Whitcombe,k%1$d@example.com,en-GB,Europe/London,%s\n".formatted(c, at(joined)));
                double rate = gamma(R) / ALPHA;
                double leaving = beta(A, B);
                double mean = P * GAMMA / gamma(Q);
                for (double week = joined; week < WEEKS; week += -Math.log(1 - random.nextDouble()) / rate) {
                    order(c, week, mean, shop, order, line);
                    if (random.nextDouble() < leaving) {
                        break;
                    }
                }
            }
        }
    }

    private static String at(double week) {
        return END.minus(Duration.ofSeconds((long) ((WEEKS - week) * 7 * 86_400)))
                .truncatedTo(ChronoUnit.SECONDS)
                .toString();
    }

    private void order(int customer, double week, double mean, Writer shop, Writer order, Writer line)
            throws IOException {
        String id = "o" + ++orders;
        int parts = 1 + random.nextInt(4);
        long[] cents = new long[parts];
        long total = 0;
        double spend = Math.max(1, mean * gamma(P) / P);
        for (int i = 0; i < parts; i++) {
            cents[i] = Math.max(1, Math.round(spend * 100 / parts));
            total += cents[i];
        }
        String placed = at(week);
        order.write("%s,k%d,EUR,%s,%s\n".formatted(id, customer, euros(total), placed));
        for (int i = 0; i < parts; i++) {
            lines++;
            int article = random.nextInt(ARTICLES);
            String head = i == 0 ? "k%d,EUR,%s,%s".formatted(customer, euros(total), placed) : ",,,";
            shop.write("%s,%s,A-%d,Article %3$d,1,%s\n".formatted(id, head, article, euros(cents[i])));
            line.write("%s,%d,A-%d,Article %3$d,1,%s,%d\n".formatted(id, i + 1, article, euros(cents[i]), cents[i]));
        }
    }

    private static String euros(long cents) {
        return String.format(Locale.ROOT, "%d.%02d", cents / 100, cents % 100);
    }

    /** Marsaglia and Tsang, 2000. */
    private double gamma(double shape) {
        if (shape < 1) {
            return gamma(shape + 1) * Math.pow(1 - random.nextDouble(), 1 / shape);
        }
        double d = shape - 1.0 / 3;
        double c = 1 / Math.sqrt(9 * d);
        while (true) {
            double x = normal();
            double v = Math.pow(1 + c * x, 3);
            if (v > 0 && Math.log(1 - random.nextDouble()) < x * x / 2 + d - d * v + d * Math.log(v)) {
                return d * v;
            }
        }
    }

    private double normal() {
        return Math.sqrt(-2 * Math.log(1 - random.nextDouble())) * Math.cos(2 * Math.PI * random.nextDouble());
    }

    private double beta(double a, double b) {
        double x = gamma(a);
        return x / (x + gamma(b));
    }
}
