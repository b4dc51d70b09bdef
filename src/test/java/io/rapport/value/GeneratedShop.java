package io.rapport.value;

import io.rapport.database.CopyRows;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import javax.sql.DataSource;

/** Orders of many customers in a database, as a model says that they buy. */
final class GeneratedShop {

    private static final BetaGeometric TRUTH = new BetaGeometric(Dropout.AFTER_EACH, 0.8, 8, 0.9, 2.5);

    private static final int DAYS = 104 * 7;

    private GeneratedShop() {}

    /** An order of a day. */
    record Bought(String customer, LocalDate day, int minor) {}

    /**
     * Two years of customers who first bought in the first of them.
     *
     * @param prefix of their ids, which are numbered from 0
     * @param customers how many
     * @param today the day after the last orders
     */
    static List<Bought> orders(String prefix, int customers, LocalDate today, Random random) {
        List<Bought> orders = new ArrayList<>();
        for (int i = 0; i < customers; i++) {
            int age = DAYS - random.nextInt(DAYS / 2);
            double scale = 1 / Generated.gamma(4, 1 / 60.0, random);
            LocalDate first = today.minusDays(age);
            for (int day : Stream.concat(Stream.of(0), Generated.repeats(TRUTH, age - 1, random).stream())
                    .toList()) {
                int minor = 1 + (int) Math.round(100 * Generated.gamma(5, scale, random));
                orders.add(new Bought(prefix + "%05d".formatted(i), first.plusDays(day), minor));
            }
        }
        return orders;
    }

    /** Makes customers, those that there are not, and their orders, which nobody is noted for. */
    static void insert(DataSource database, List<Bought> orders) throws SQLException {
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            List<String> customers =
                    orders.stream().map(Bought::customer).distinct().toList();
            try (var statement = connection.createStatement()) {
                statement.execute("create temporary table copied (id text) on commit drop");
                CopyRows.into(connection, "copied (id)", rows -> {
                    for (String customer : customers) {
                        rows.value(customer).end();
                    }
                });
                statement.execute("insert into rapport.customer (id) select id from copied on conflict do nothing");
            }
            CopyRows.into(connection, "rapport.customer_order (id, customer_id, currency, total, placed_at)", rows -> {
                int number = 0;
                for (Bought order : orders) {
                    rows.value(order.customer() + "-" + number++)
                            .value(order.customer())
                            .value("EUR")
                            .value(order.minor() / 100.0)
                            .value(order.day() + "T10:00:00Z")
                            .end();
                }
            });
            connection.commit();
            // as autovacuum would within a minute
            try (var statement = connection.createStatement()) {
                statement.execute("analyze rapport.customer, rapport.customer_order");
            }
            connection.commit();
        }
    }
}
