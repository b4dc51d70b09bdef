package io.rapport.benchmark;

import com.zaxxer.hikari.HikariDataSource;
import io.rapport.journey.internal.V1__Engine_schema;
import io.rapport.release.NodesWithoutReleases;
import io.rapport.segment.SegmentLab;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.flywaydb.core.Flyway;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The shipped segments among many customers: what building them costs, what one customer's change does, and what one day's
 * passing does, each beside the customers whom it concerns and beside an aggregation of the same orders by SQL.
 */
final class SegmentBenchmark {

    private static final int CHUNK = 50_000;
    private static final int ORDERS_EACH = 10;
    private static final int SET = 200;
    private static final int SETS = 50;
    private static final Instant NOW = Instant.parse("2026-03-03T11:00:00Z");

    private static final String CUSTOMERS =
            """
            insert into rapport.customer (id, first_name, last_name, email, locale, registered_at)
            select 'b' || i, 'Ann', 'Lee' || i, 'mail' || i || '@example.com', 'en-GB', timestamptz '2024-01-01'
            from generate_series(%d, %d) i""";

    private static final String ORDERS =
            """
            insert into rapport.customer_order (id, customer_id, currency, total, placed_at)
            select 'A-' || (i::bigint * 10 + n), 'b' || i, 'EUR', 5 + h %% 40,
                   timestamptz '2026-03-03' - (h %% 900) * interval '1 day' - (h %% 86400) * interval '1 second'
            from generate_series(%d, %d) i, generate_series(0, %d) n,
                 lateral (select abs(hashint8(i::bigint * 10 + n)) as h) r""";

    /** What each customer's orders come to, as a keyed table: what any way of judging them does at least. */
    private static final String RIVAL =
            """
            create table pg_temp.rival as
            select customer_id, count(*) as orders, max(placed_at) as newest, sum(total_minor) as spent,
                   count(*) filter (where placed_at >= timestamptz '2025-03-04') as orders_of_year
            from rapport.customer_order where not former group by customer_id;
            alter table pg_temp.rival add primary key (customer_id);
            drop table pg_temp.rival""";

    private final Lab lab;
    private final Options options;

    SegmentBenchmark(Lab lab, Options options) {
        this.lab = lab;
        this.options = options;
    }

    void run() throws SQLException, IOException {
        String url = lab.database("segments");
        Flyway.configure()
                .javaMigrations(new V1__Engine_schema())
                .dataSource(url, null, null)
                .schemas("rapport")
                .locations("classpath:db/migration")
                .load()
                .migrate();
        try (HikariDataSource pool = new HikariDataSource()) {
            pool.setJdbcUrl(url);
            pool.setMaximumPoolSize(4);
            JdbcClient jdbc = JdbcClient.create(pool);
            fill(jdbc);
            try (SegmentLab segments = new SegmentLab(pool, NodesWithoutReleases.on(pool), NOW)) {
                measure(jdbc, segments);
            }
        }
    }

    private void fill(JdbcClient jdbc) {
        for (int i = 1; i <= options.customers(); i += CHUNK) {
            int last = Math.min(options.customers(), i + CHUNK - 1);
            jdbc.sql(CUSTOMERS.formatted(i, last)).update();
            jdbc.sql(ORDERS.formatted(i, last, ORDERS_EACH - 1)).update();
        }
        jdbc.sql("truncate rapport.changed_customer").update();
        jdbc.sql("vacuum analyze").update();
    }

    private void measure(JdbcClient jdbc, SegmentLab segments) {
        double rival = seconds(() -> jdbc.sql(RIVAL).update());
        print("orders aggregated by SQL", rival, options.customers());
        double build = seconds(segments::build);
        print("all segments built", build, options.customers());
        System.out.printf(Locale.ROOT, "%-34s %8.1f × the aggregation%n", "", build / rival);
        System.out.println(segments.sizes());
        jdbc.sql("vacuum analyze rapport.segment_member").update();

        Random random = new Random(7);
        List<List<String>> sets = new ArrayList<>();
        for (int i = 0; i < 2 * SETS; i++) {
            sets.add(random.ints(SET, 1, options.customers() + 1)
                    .mapToObj(id -> "b" + id)
                    .distinct()
                    .toList());
        }
        sets.subList(0, SETS).forEach(segments::judge);
        print("changes of customers, 200 a set", seconds(() -> sets.subList(SETS, 2 * SETS).forEach(segments::judge)), SET * SETS);
        print("changes of customers, one by one", seconds(() -> sets.get(0).forEach(id -> segments.judge(List.of(id)))), SET);

        int[] concerned = {0};
        double found = seconds(() -> concerned[0] = segments.pass());
        print("a day passes: who is concerned", found, concerned[0]);
        print("a day passes: they are judged", seconds(segments::evaluate), concerned[0]);
        System.out.println(segments.sizes());
    }

    private static void print(String what, double seconds, int customers) {
        System.out.printf(
                Locale.ROOT,
                "%-34s %8.2f s   %8.4f ms a customer   (%d)%n",
                what,
                seconds,
                seconds * 1000 / Math.max(1, customers),
                customers);
    }

    private static double seconds(Runnable work) {
        long begin = System.nanoTime();
        work.run();
        return (System.nanoTime() - begin) / 1e9;
    }
}
