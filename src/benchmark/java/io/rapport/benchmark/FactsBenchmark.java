package io.rapport.benchmark;

import io.rapport.inbox.CustomerLock;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.sql.Array;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * What an event of each type costs from the inbox to the tables, in processor time: many at once, and one after the other;
 * with all that is derived of its customer afterwards, and the events that follow from it, such as a change of stage. The events are put into the inbox's table, so that no door is measured; the only journey starts on registrations and
 * waits for a timer. With {@code benchmark.before} an earlier state plays beside the present one, in turns; with
 * {@code benchmark.alone} the present one that takes each event by itself.
 */
final class FactsBenchmark {

    /** Events of which no journey hears, but the first; each builds upon those before it. */
    private static final Map<String, String> TYPES = types();

    /** Put in before they are due, so that the putting is not measured. */
    private static final int HEAD_START_MILLIS = 600;

    /** Long enough for the one before to be done. */
    private static final int APART_MILLIS = 15;

    private static final String WAITING = "select count(*) from rapport.inbox_event where state = 'waiting'";
    private static final String DONE = "select count(*) from rapport.inbox_event where state = 'done'";

    private static final long LONGEST_NANOS = TimeUnit.MINUTES.toNanos(5);
    private static final long LOOK_EVERY_MILLIS = 50;
    private static final int REST_SECONDS = 5;

    private final Lab lab;
    private final Options options;
    private final Map<Side, Watch> watches = new LinkedHashMap<>();
    private final Map<String, Double> raised = new LinkedHashMap<>();
    private int round;

    FactsBenchmark(Lab lab, Options options) {
        this.lab = lab;
        this.options = options;
    }

    private static Map<String, String> types() {
        Map<String, String> types = new LinkedHashMap<>();
        types.put(
                "customer.registered",
                """
                {"firstName":"Hannah","lastName":"Whitcombe","email":"hannah@example.com","locale":"en-GB",\
                "timeZone":"Europe/London"}""");
        types.put("customer.updated", "{\"phone\":\"+44 20 7946 0112\",\"attributes\":{\"segment\":\"business\"}}");
        types.put("customer.confirmed", "{}");
        types.put(
                "consent.granted",
                "{\"channel\":\"email\",\"topic\":\"offers\",\"source\":\"form\",\"wording\":\"Yes, please.\"}");
        types.put("contact.preferred", "{\"pace\":\"less\",\"preferredHour\":19,\"source\":\"page\",\"wording\":\"Less\"}");
        types.put(
                "order.placed",
                """
                {"orderId":"%1$s","currency":"EUR","total":61.7,"items":[\
                {"sku":"TEA","name":"Darjeeling","quantity":2,"price":13.9},\
                {"sku":"POT","name":"Teapot","quantity":1,"price":33.9}]}""");
        types.put("order.shipped", "{\"orderId\":\"%1$s\",\"carrier\":\"Parcel\",\"expectedOn\":\"2026-12-24\"}");
        types.put("order.delayed", "{\"orderId\":\"%1$s\",\"expectedOn\":\"2026-12-28\"}");
        types.put("order.returned", "{\"orderId\":\"%1$s\"}");
        types.put("order.cancelled", "{\"orderId\":\"%1$s\"}");
        types.put(
                "complaint.opened",
                "{\"complaintId\":\"%1$s\",\"orderId\":\"%1$s\",\"channel\":\"web\",\"text\":\"The lid was broken\"}");
        return types;
    }

    /** Runs it; prints the figures, and fails if an event was not done. */
    void run() throws IOException, InterruptedException, SQLException, TimeoutException, GeneralSecurityException {
        List<Side> sides = new ArrayList<>();
        try {
            sides.add(lab.rapport("facts", null, "benchmark-timer"));
            if (options.before() != null) {
                sides.add(lab.rapport("facts_before", options.before(), "benchmark-timer"));
            }
            if (options.alone()) {
                sides.add(lab.titled("one by one", "facts_alone", null, "benchmark-timer", "--rapport.inbox.batch=1"));
            }
            for (Side side : sides) {
                watches.put(side, new Watch(side));
                if (!options.derived()) {
                    noteNobody(side);
                }
            }
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos((long) options.warmup() * sides.size());
            for (int i = 0; i < 2 || System.nanoTime() < end; i++) {
                play(sides, options.facts(), 0);
            }
            for (Side side : sides) {
                side.analyze();
            }
            rest();
            if (options.statements() > 0) {
                Statements.begin(lab.url("postgres"));
            }
            measure(sides, "together", options.facts(), 0);
            if (options.statements() > 0) {
                Statements.show(lab.url("postgres"), options.statements());
            }
            measure(sides, "one after the other", Math.max(1, options.facts() / 5), APART_MILLIS);
        } finally {
            for (Watch watch : watches.values()) {
                watch.close();
            }
            for (Side side : sides) {
                side.close();
            }
        }
    }

    /** Nothing is derived of anybody: neither is it noted of whom it would be. */
    private void noteNobody(Side side) throws SQLException {
        if (notesCustomers(watches.get(side))) {
            side.execute("create rule nobody as on insert to rapport.changed_customer do instead nothing");
        }
    }

    /** What a side costs that has nothing to do: while the last events are waited for, it is part of what an event is said to cost. */
    private void rest() throws InterruptedException {
        for (Watch watch : watches.values()) {
            double before = cpu(watch);
            TimeUnit.SECONDS.sleep(REST_SECONDS);
            System.out.printf(
                    Locale.ROOT,
                    "%s at rest: %.1f processor ms a second%n",
                    watch.side().name(),
                    (cpu(watch) - before) / REST_SECONDS);
        }
    }

    private void measure(List<Side> sides, String how, int events, int apart)
            throws InterruptedException, SQLException, TimeoutException {
        Map<String, List<List<Double>>> figures = new LinkedHashMap<>();
        for (int i = 0; i < options.rounds(); i++) {
            play(sides, events, apart).forEach((type, millis) -> {
                List<List<Double>> rows = figures.computeIfAbsent(type, none -> new ArrayList<>());
                for (int side = 0; side < sides.size(); side++) {
                    if (rows.size() <= side) {
                        rows.add(new ArrayList<>());
                    }
                    rows.get(side).add(millis.get(side));
                }
            });
        }
        System.out.printf("Processor ms an event, application and PostgreSQL (median), %s:%n", how);
        figures.forEach((type, rows) -> {
            StringBuilder line = new StringBuilder(String.format(Locale.ROOT, "%-22s", type));
            for (int side = 0; side < sides.size(); side++) {
                line.append(String.format(
                        Locale.ROOT,
                        "   %s %6.3f",
                        sides.get(side).name(),
                        Options.median(rows.get(side))));
            }
            for (int side = 1; side < sides.size(); side++) {
                line.append(String.format(
                        Locale.ROOT,
                        "   ratio to %s %.2f",
                        sides.get(side).name(),
                        Options.median(rows.get(0)) / Options.median(rows.get(side))));
            }
            if (raised.get(type) > 0) {
                line.append(String.format(
                        Locale.ROOT,
                        "   each raised %.2f more: %.3f an event",
                        raised.get(type),
                        Options.median(rows.get(0)) / (1 + raised.get(type))));
            }
            System.out.println(line);
        });
    }

    /** @return by type, the processor time of an event on each side */
    private Map<String, List<Double>> play(List<Side> sides, int events, int apart)
            throws InterruptedException, SQLException, TimeoutException {
        Map<String, List<Double>> millis = new LinkedHashMap<>();
        String prefix = "f" + ++round + "-";
        for (Map.Entry<String, String> type : TYPES.entrySet()) {
            List<Double> each = new ArrayList<>();
            for (Side side : sides) {
                each.add(process(side, prefix, type.getKey(), type.getValue(), events, apart));
            }
            millis.put(type.getKey(), each);
        }
        return millis;
    }

    private double process(Side side, String prefix, String type, String data, int events, int apart)
            throws InterruptedException, SQLException, TimeoutException {
        Watch watch = watches.get(side);
        long doneBefore = watch.number(DONE);
        String open = open(watch);
        insert(side, prefix, type, data, events, apart);
        TimeUnit.MILLISECONDS.sleep(HEAD_START_MILLIS / 2);
        double before = cpu(watch);
        long deadline = System.nanoTime() + LONGEST_NANOS;
        while (watch.number(open) > 0) {
            if (System.nanoTime() > deadline) {
                throw new TimeoutException(side.name() + " does not come to an end with " + type);
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_EVERY_MILLIS);
        }
        double used = cpu(watch) - before;
        long undone = watch.number("select count(*) from rapport.inbox_event where state <> 'done'");
        if (undone > 0) {
            throw new IllegalStateException(side.name() + ": " + undone + " events are not done, of " + type);
        }
        long done = watch.number(DONE) - doneBefore;
        raised.merge(type, (double) (done - events) / events, Math::max);
        return used / events;
    }

    /** @return how many events wait, and customers who are to be evaluated anew: an earlier state knows none */
    private static String open(Watch watch) throws SQLException {
        return notesCustomers(watch)
                ? "select (" + WAITING + ") + (select count(*) from rapport.changed_customer)"
                : WAITING;
    }

    private static boolean notesCustomers(Watch watch) throws SQLException {
        return watch.number("select count(*) from pg_class where oid = to_regclass('rapport.changed_customer')") > 0;
    }

    private static double cpu(Watch watch) {
        return watch.cpu().toNanos() / 1e6;
    }

    private static void insert(Side side, String prefix, String type, String data, int events, int apart)
            throws SQLException {
        String[] customers = new String[events];
        Integer[] partitions = new Integer[events];
        String[] contents = new String[events];
        for (int i = 0; i < events; i++) {
            customers[i] = prefix + i;
            partitions[i] = CustomerLock.partition(customers[i]);
            contents[i] = data.formatted(customers[i]);
        }
        try (Connection connection = DriverManager.getConnection(side.jdbcUrl());
                PreparedStatement statement = connection.prepareStatement(
                        """
                        insert into rapport.inbox_event
                            (source, id, type, customer_id, partition, data, occurred_at, received_at, due_at)
                        select 'urn:benchmark', ? || e.customer, ?, e.customer, e.partition, e.data::jsonb, now(), now(),
                               now() + (? + e.n * ?) * interval '1 millisecond'
                        from unnest(?::text[], ?::int[], ?::text[]) with ordinality e (customer, partition, data, n)""")) {
            statement.setString(1, type + " ");
            statement.setString(2, type);
            statement.setInt(3, HEAD_START_MILLIS);
            statement.setInt(4, apart);
            statement.setArray(5, array(connection, "text", customers));
            statement.setArray(6, array(connection, "int4", partitions));
            statement.setArray(7, array(connection, "text", contents));
            statement.executeUpdate();
        }
    }

    private static Array array(Connection connection, String type, Object[] values) throws SQLException {
        return connection.createArrayOf(type, values);
    }
}
