package io.rapport.benchmark;

import io.rapport.app.imports.ImportCommand;
import io.rapport.inbox.CustomerLock;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.postgresql.PGConnection;

/**
 * Brings a generated past in, beside the best that psql does with the same rows and tables: {@code COPY} into tables without
 * a log, then {@code INSERT … SELECT … ORDER BY … ON CONFLICT}, with all indexes and triggers. Then events of today are worked
 * on, alone and while an import runs.
 */
final class ImportBenchmark {

    private static final String TEMPLATE = "import_empty";
    private static final int WARM_UP = 20_000;
    private static final long LONGEST_NANOS = TimeUnit.MINUTES.toNanos(10);

    private static final List<String> PSQL_CUSTOMERS = List.of(
            """
            create unlogged table staged_customer (id text, first_name text, last_name text, email text, locale text,
                time_zone text, registered_at timestamptz)""",
            "customers.csv:staged_customer",
            """
            insert into rapport.customer (id, first_name, last_name, email, locale, time_zone, registered_at)
            select * from staged_customer order by id on conflict (id) do nothing""");

    private static final List<String> PSQL_ORDERS = List.of(
            "create unlogged table staged_order (id text, customer_id text, currency text, total numeric, placed_at timestamptz)",
            "table-orders.csv:staged_order",
            """
            create unlogged table staged_line (order_id text, line smallint, sku text, name text, quantity int,
                price numeric, amount_minor bigint)""",
            "table-lines.csv:staged_line",
            """
            insert into rapport.customer_order (id, customer_id, currency, total, placed_at)
            select * from staged_order order by id on conflict (id) do nothing""",
            """
            insert into rapport.customer_order_item (order_id, line, sku, name, quantity, price, amount_minor)
            select * from staged_line order by order_id, line on conflict (order_id, line) do nothing""");

    private final Lab lab;
    private final Options options;
    private final Path folder;

    ImportBenchmark(Lab lab, Options options) {
        this.lab = lab;
        this.options = options;
        this.folder = lab.home().resolve("import");
    }

    /** Runs it; prints the figures, and fails if rows were left out. */
    void run() throws IOException, InterruptedException, SQLException, TimeoutException, GeneralSecurityException {
        Files.createDirectories(folder);
        PurchaseModel model = new PurchaseModel();
        model.write(options.customers(), folder);
        lab.rapport(TEMPLATE, null, "benchmark-timer").close();
        warmUp();
        System.out.printf(
                "%d customers, %d orders, %d lines%n", options.customers(), model.orders(), model.lines());
        List<List<Double>> rapport = List.of(new ArrayList<>(), new ArrayList<>());
        List<List<Double>> psql = List.of(new ArrayList<>(), new ArrayList<>());
        for (int round = 1; round <= options.rounds(); round++) {
            String other = copy("import_psql");
            psql.get(0).add(seconds(() -> psql(other, PSQL_CUSTOMERS)));
            psql.get(1).add(seconds(() -> psql(other, PSQL_ORDERS)));
            String own = copy("import_rapport");
            rapport.get(0).add(seconds(() -> bringIn(own, "customers")));
            rapport.get(1).add(seconds(() -> bringIn(own, "orders")));
            compare(own, other);
        }
        print("customers", options.customers(), rapport.get(0), psql.get(0));
        print("orders with lines", model.orders(), rapport.get(1), psql.get(1));
        System.out.printf(Locale.ROOT, "Heap at the most: %d MB%n", peak() / 1_000_000);
        live();
    }

    /** The compiler's time is a server's, and not that of each row. */
    private void warmUp() throws IOException, SQLException {
        Path small = Files.createDirectories(folder.resolve("warm-up"));
        new PurchaseModel().write(Math.min(options.customers(), WARM_UP), small);
        String url = copy("import_warm_up");
        for (String kind : List.of("customers", "orders")) {
            bringIn(url, kind, small);
        }
    }

    private static void print(String what, long rows, List<Double> own, List<Double> other) {
        double mine = rows / Options.median(own);
        double theirs = rows / Options.median(other);
        System.out.printf(
                Locale.ROOT, "%-18s Rapport %8.0f/s   psql %8.0f/s   ratio %.2f%n", what, mine, theirs, mine / theirs);
    }

    private static long peak() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                .map(MemoryPoolMXBean::getPeakUsage)
                .mapToLong(usage -> usage.getUsed())
                .sum();
    }

    /** Something that takes a time. */
    private interface Work {

        void run() throws IOException, SQLException;
    }

    private static double seconds(Work work) throws IOException, SQLException {
        long begin = System.nanoTime();
        work.run();
        return (System.nanoTime() - begin) / 1e9;
    }

    private String copy(String name) throws SQLException {
        try (Connection connection = DriverManager.getConnection(lab.url("postgres"));
                Statement statement = connection.createStatement()) {
            statement.execute("drop database if exists " + name);
            statement.execute("create database " + name + " template " + TEMPLATE);
            statement.execute("checkpoint");
        }
        return lab.url(name);
    }

    private void psql(String url, List<String> script) throws SQLException, IOException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            for (String step : script) {
                if (step.contains(".csv:")) {
                    String[] copy = step.split(":");
                    String head = copy[0].startsWith("table-") ? "" : ", header";
                    try (InputStream in = Files.newInputStream(folder.resolve(copy[0]))) {
                        connection
                                .unwrap(PGConnection.class)
                                .getCopyAPI()
                                .copyIn("copy " + copy[1] + " from stdin with (format csv" + head + ")", in, 1 << 16);
                    }
                } else {
                    statement.execute(step);
                }
            }
        }
    }

    private void bringIn(String url, String kind) {
        bringIn(url, kind, folder);
    }

    private static void bringIn(String url, String kind, Path folder) {
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        int code = ImportCommand.command()
                .run(
                        new PrintStream(said, true, StandardCharsets.UTF_8),
                        "--spring.datasource.url=" + url,
                        "--" + kind,
                        folder.resolve(kind + ".csv").toString());
        if (code != 0) {
            throw new IllegalStateException(said.toString(StandardCharsets.UTF_8));
        }
    }

    private static void compare(String own, String other) throws SQLException {
        for (String table : List.of("customer", "customer_order", "customer_order_item")) {
            long here = number(own, "select count(*) from rapport." + table);
            long there = number(other, "select count(*) from rapport." + table);
            if (here != there) {
                throw new IllegalStateException(table + ": " + here + " rows and not " + there);
            }
        }
    }

    private static long number(String url, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    /** Events a second without an import and with one, in turns. */
    private void live() throws IOException, InterruptedException, SQLException, TimeoutException, GeneralSecurityException {
        copy("import_live");
        try (Side side = lab.rapport("import_live", null, "benchmark-timer")) {
            events(side, "warm");
            List<Double> alone = new ArrayList<>();
            List<Double> beside = new ArrayList<>();
            for (int round = 1; round <= options.rounds(); round++) {
                alone.add(events(side, "alone" + round));
                side.execute("truncate rapport.customer_order_item, rapport.customer_order cascade");
                Thread importing = new Thread(() -> {
                    bringIn(side.jdbcUrl(), "customers");
                    bringIn(side.jdbcUrl(), "orders");
                });
                importing.start();
                TimeUnit.MILLISECONDS.sleep(500);
                beside.add(events(side, "beside" + round));
                boolean all = importing.isAlive();
                System.out.printf(
                        Locale.ROOT, "  round %d: alone %.0f, beside an import %.0f%n", round, alone.get(round - 1), beside.get(round - 1));
                importing.join();
                System.out.println(all ? "The import ran meanwhile" : "The import ended before the events: give it more customers");
            }
            System.out.printf(
                    Locale.ROOT,
                    "events a second    alone %8.0f   beside an import %8.0f   ratio %.2f%n",
                    Options.median(alone),
                    Options.median(beside),
                    Options.median(beside) / Options.median(alone));
        }
    }

    private double events(Side side, String prefix) throws SQLException, InterruptedException, TimeoutException {
        int events = options.journeys();
        try (Connection connection = DriverManager.getConnection(side.jdbcUrl());
                PreparedStatement insert = connection.prepareStatement(
                        """
                        insert into rapport.inbox_event
                            (source, id, type, customer_id, partition, data, occurred_at, received_at, due_at)
                        select 'urn:benchmark', customer, 'customer.updated', customer, partition,
                               '{"phone":"+44 20 7946 0112","attributes":{"segment":"business"}}', now(), now(), now()
                        from unnest(?::text[], ?::int[]) e (customer, partition)""")) {
            String[] customers = new String[events];
            Integer[] partitions = new Integer[events];
            for (int i = 0; i < events; i++) {
                customers[i] = prefix + "-" + i;
                partitions[i] = CustomerLock.partition(customers[i]);
            }
            insert.setArray(1, connection.createArrayOf("text", customers));
            insert.setArray(2, connection.createArrayOf("int4", partitions));
            insert.executeUpdate();
        }
        long begin = System.nanoTime();
        while (side.number("select count(*) from rapport.inbox_event where state = 'waiting'") > 0) {
            if (System.nanoTime() - begin > LONGEST_NANOS) {
                throw new TimeoutException("the events do not come to an end");
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
        return events / ((System.nanoTime() - begin) / 1e9);
    }
}
