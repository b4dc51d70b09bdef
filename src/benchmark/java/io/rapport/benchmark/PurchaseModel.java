package io.rapport.benchmark;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * A shop's past with known parameters: each customer buys at a rate of their own (gamma), may leave after each purchase with
 * a probability of their own (beta), and spends around a mean of their own (gamma-gamma). In five years that is ten orders a
 * customer, of two and a half lines each. The files are as a shop exports them, and the same rows once more in the columns of
 * the tables.
 */
final class PurchaseModel {

    /** Purchases a week: shape and scale of their rate. */
    static final double R = 1.2;

    static final double ALPHA = 9.6;

    /** The probability to leave after a purchase. */
    static final double A = 0.8;

    static final double B = 12.0;

    /** Spend: shape of one purchase, shape and scale of the means. */
    static final double P = 6.0;

    static final double Q = 4.0;
    static final double GAMMA = 16.0;

    private static final double WEEKS = 260;
    private static final Instant END = Instant.parse("2026-03-01T00:00:00Z");
    private static final int ARTICLES = 400;

    private final SplittableRandom random = new SplittableRandom(20260301);
    private long orders;
    private long lines;

    /**
     * An order.
     *
     * @param customer whose, a number from 1 on
     * @param placed an instant
     * @param cents what each line costs
     * @param articles of the lines
     */
    record Order(String id, int customer, String placed, long[] cents, int[] articles) {

        long total() {
            return Arrays.stream(cents).sum();
        }

        /** Writes it as a row of the table's columns id, customer_id, currency, total, placed_at. */
        void write(Writer table) throws IOException {
            table.append(id).append(",k").append(String.valueOf(customer)).append(",EUR,");
            euros(total(), table);
            table.append(',').append(placed).append('\n');
        }
    }

    /** Where the past is written to: each customer before their orders. */
    interface Past {

        /** @param registered an instant */
        void customer(int number, String registered) throws IOException;

        void order(Order order) throws IOException;
    }

    long orders() {
        return orders;
    }

    long lines() {
        return lines;
    }

    /** Writes customers.csv and orders.csv, and table-orders.csv and table-lines.csv with the same rows. */
    void write(int customers, Path folder) throws IOException {
        try (ExportedFiles files = new ExportedFiles(folder)) {
            play(customers, files);
        }
    }

    /** Has all of it happen. */
    void play(int customers, Past past) throws IOException {
        for (int c = 1; c <= customers; c++) {
            double joined = random.nextDouble(WEEKS);
            past.customer(c, at(joined));
            double rate = gamma(R) / ALPHA;
            double leaving = beta(A, B);
            double mean = P * GAMMA / gamma(Q);
            for (double week = joined; week < WEEKS; week += -Math.log(1 - random.nextDouble()) / rate) {
                past.order(order(c, week, mean));
                if (random.nextDouble() < leaving) {
                    break;
                }
            }
        }
    }

    private static String at(double week) {
        return END.minus(Duration.ofSeconds((long) ((WEEKS - week) * 7 * 86_400)))
                .truncatedTo(ChronoUnit.SECONDS)
                .toString();
    }

    private Order order(int customer, double week, double mean) {
        int parts = 1 + random.nextInt(4);
        long[] cents = new long[parts];
        int[] articles = new int[parts];
        double spend = Math.max(1, mean * gamma(P) / P);
        for (int i = 0; i < parts; i++) {
            cents[i] = Math.max(1, Math.round(spend * 100 / parts));
            articles[i] = random.nextInt(ARTICLES);
        }
        lines += parts;
        return new Order("o" + ++orders, customer, at(week), cents, articles);
    }

    private static void euros(long cents, Writer to) throws IOException {
        long rest = cents % 100;
        to.append(String.valueOf(cents / 100)).append(rest < 10 ? ".0" : ".").append(String.valueOf(rest));
    }

    /** The past as a shop exports it, and as rows of the tables. */
    private static final class ExportedFiles implements Past, AutoCloseable {

        private final Writer profile;
        private final Writer shop;
        private final Writer table;
        private final Writer tableLines;

        ExportedFiles(Path folder) throws IOException {
            profile = Files.newBufferedWriter(folder.resolve("customers.csv"));
            shop = Files.newBufferedWriter(folder.resolve("orders.csv"));
            table = Files.newBufferedWriter(folder.resolve("table-orders.csv"));
            tableLines = Files.newBufferedWriter(folder.resolve("table-lines.csv"));
            profile.write("id,firstName,lastName,email,locale,timeZone,registeredAt\n");
            shop.write("id,customerId,currency,total,placedAt,sku,itemName,quantity,price\n");
        }

        @Override
        public void customer(int number, String registered) throws IOException {
            profile.write("k" + number + ",Hannah,Whitcombe,k" + number + "@example.com,en-GB,Europe/London," + registered
                    + "\n");
        }

        @Override
        public void order(Order order) throws IOException {
            order.write(table);
            for (int i = 0; i < order.cents().length; i++) {
                String article = "A-" + order.articles()[i] + ",Article " + order.articles()[i] + ",1,";
                shop.append(order.id());
                if (i == 0) {
                    shop.append(",k").append(String.valueOf(order.customer())).append(",EUR,");
                    euros(order.total(), shop);
                    shop.append(',').append(order.placed()).append(',');
                } else {
                    shop.append(",,,,,");
                }
                shop.append(article);
                euros(order.cents()[i], shop);
                shop.append('\n');
                tableLines.append(order.id()).append(',').append(String.valueOf(i + 1)).append(',').append(article);
                euros(order.cents()[i], tableLines);
                tableLines.append(',').append(String.valueOf(order.cents()[i])).append('\n');
            }
        }

        @Override
        public void close() throws IOException {
            try (profile;
                    shop;
                    table;
                    tableLines) {
                // each is written to the end
            }
        }
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
