package io.rapport.benchmark;

import io.rapport.calendar.BusinessClock;
import io.rapport.customer.CustomerSearch;
import io.rapport.customer.TimelineEntry.Kind;
import io.rapport.customer.TimelineSource;
import io.rapport.customer.TimelineSource.TimelineRequest;
import io.rapport.inbox.EventArchive;
import io.rapport.journey.internal.V1__Engine_schema;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/**
 * Searches as the page does, among many customers, each beside a lookup by key on the same connection; and the part of a
 * timeline that is read from orders, consents and points. Names are drawn from Chinese and German ones as often as they
 * are borne; a tenth of the customers has one that several thousand others have, too.
 */
final class SearchBenchmark {

    private static final int CHUNK = 50_000;
    private static final int ORDERS_EACH = 10;
    private static final int TRIES = 200;
    private static final int WARM_UP = 50;
    /** What the page asks for: twenty, and whether there are more. */
    private static final int PAGE = 21;
    private static final double NANOS = 1e6;

    private static final String CUSTOMERS =
            """
            insert into rapport.customer (id, first_name, last_name, email, phone, locale, time_zone, registered_at)
            select 'b' || i,
                   case when i %% 2 = 0 then g.zh[1 + (h %% 40)] || case when h %% 3 > 0 then g.zh[1 + (h / 7 %% 40)] else '' end
                        else g.de[1 + (h %% 12)] end,
                   case when i %% 2 = 0 then g.family[1 + least((h / 11 %% 100) * (h / 13 %% 100) / 400, 24)]
                        else g.begin[1 + (h / 5 %% 20)] || g.middle[1 + (h / 3 %% 20)] || g.ending[1 + (h / 17 %% 15)] end,
                   'mail' || h || '.' || i || '@example.com',
                   '+49 1' || (50 + h %% 30) || ' ' || (1000000 + (h * 7919) %% 8999999),
                   'en-GB', 'Europe/London', timestamptz '2016-01-01' + (h %% 5000000) * interval '1 minute'
            from generate_series(%d, %d) i,
                 lateral (select abs(hashint4(i)::bigint) as h) r,
                 (select array['伟','芳','娜','秀','敏','静','丽','强','磊','军','洋','勇','艳','杰','娟','涛','明','超','兰','霞',
                               '平','刚','桂','英','华','玉','萍','红','云','建','国','文','志','海','晓','春','梅','鹏','飞','龙'] as zh,
                         array['王','李','张','刘','陈','杨','黄','赵','吴','周','徐','孙','马','朱','胡','郭','何','林','高','罗',
                               '郑','梁','谢','宋','唐'] as family,
                         array['Anna','Lukas','Sophie','Jürgen','Käthe','Paul','Marie','Jonas','Grete','Ömer','Lena','Otto'] as de,
                         array['Müll','Schm','Hoff','Becke','Schult','Wagn','Fisch','Web','Koch','Bau','Richt','Klei','Wolf',
                               'Schröd','Neum','Schwarz','Zimmer','Brau','Krüg','Hart'] as begin,
                         array['er','id','mann','n','ze','in','a','el','ow','is','un','ol','am','et','or','ig','us','ert','ha','ib'] as middle,
                         array['','er','mann','berg','hausen','stein','dorf','feld','bach','meier','huber','son','ski','ner','ler'] as ending) g""";

    private static final String ORDERS =
            """
            insert into rapport.customer_order (id, customer_id, currency, total, placed_at)
            select 'A-' || (i::bigint * 10 + n), 'b' || i, 'EUR', 20 + n, timestamptz '2016-01-01' + (i %% 5000 + n * 37) * interval '1 day'
            from generate_series(%d, %d) i, generate_series(0, %d) n""";

    private final Lab lab;
    private final Options options;

    SearchBenchmark(Lab lab, Options options) {
        this.lab = lab;
        this.options = options;
    }

    /** Runs it; prints the times of each search and their ratios to a lookup by key. */
    void run() throws SQLException {
        String url = lab.database("search");
        Flyway.configure()
                .javaMigrations(new V1__Engine_schema())
                .dataSource(url, null, null)
                .schemas("rapport")
                .locations("classpath:db/migration")
                .load()
                .migrate();
        fill(url);
        try (Connection connection = DriverManager.getConnection(url)) {
            measure(connection);
        }
    }

    private void fill(String url) throws SQLException {
        long begin = System.nanoTime();
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            for (int i = 1; i <= options.customers(); i += CHUNK) {
                int last = Math.min(options.customers(), i + CHUNK - 1);
                statement.execute(CUSTOMERS.formatted(i, last));
                // what follows from orders elsewhere is not searched
                statement.execute("set session_replication_role = replica");
                statement.execute(ORDERS.formatted(i, last, ORDERS_EACH - 1));
                statement.execute("set session_replication_role = origin");
            }
            double seconds = (System.nanoTime() - begin) / 1e9;
            System.out.printf(
                    Locale.ROOT,
                    "%d customers and %d orders in %.0f s, search rows among them%n",
                    options.customers(),
                    options.customers() * ORDERS_EACH,
                    seconds);
            statement.execute("vacuum analyze");
        }
    }

    /** @return what stands with one customer, so that it is found */
    private static String one(JdbcClient jdbc, String what, String of) {
        return jdbc.sql("select " + what + " from rapport.customer where " + of + " limit 1")
                .query(String.class)
                .single();
    }

    private void measure(Connection connection) {
        DataSource source = new SingleConnectionDataSource(connection, true);
        try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext()) {
            context.registerBean(JdbcClient.class, () -> JdbcClient.create(source));
            context.registerBean(BusinessClock.class, () -> new BusinessClock(InstantSource.system()));
            context.register(EventArchive.class, CustomerSearch.class, timeline());
            context.refresh();
            CustomerSearch search = context.getBean(CustomerSearch.class);
            TimelineSource timeline = context.getBean(TimelineSource.class);
            JdbcClient jdbc = context.getBean(JdbcClient.class);
            double key = median(() -> jdbc.sql("select * from rapport.customer where id = :id")
                    .param("id", "b77")
                    .query()
                    .listOfRows());
            System.out.printf(Locale.ROOT, "%-34s %8.3f ms%n", "a customer by key", key);
            Map<String, String> typed = new LinkedHashMap<>();
            typed.put("one Chinese character", "王");
            String given = one(jdbc, "first_name", "last_name = '王' and length(first_name) = 2");
            typed.put("two Chinese characters", given);
            typed.put("a whole Chinese name", "王" + given);
            typed.put("one letter", "m");
            typed.put("a common German piece", "mann");
            typed.put("a rare German piece", one(jdbc, "substr(last_name, 2)", "last_name like 'Schr_d%berg'"));
            typed.put("a German piece of nobody", "ottenbau");
            typed.put("two words", "anna müll");
            typed.put("the end of a phone number", phoneEnd(jdbc, 4));
            typed.put("the phone number", phoneEnd(jdbc, 7));
            typed.put("the beginning of a mail address", "mail12345");
            typed.put("an order's number", "A-770");
            typed.forEach((what, text) -> {
                int found = search.find(text, PAGE).size();
                double millis = median(() -> search.find(text, PAGE));
                System.out.printf(
                        Locale.ROOT, "%-34s %8.3f ms   %5.1f × by key   (%d found)%n", what, millis, millis / key, found);
            });
            double millis = median(() -> timeline.entries(new TimelineRequest(
                    "b77", EnumSet.allOf(Kind.class), Instant.parse("2200-01-01T00:00:00Z"), 51, Locale.ENGLISH)));
            System.out.printf(
                    Locale.ROOT, "%-34s %8.3f ms   %5.1f × by key%n", "a timeline of one room", millis, millis / key);
        }
    }

    private static Class<?> timeline() {
        try {
            return Class.forName("io.rapport.customer.internal.CustomerTimeline");
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException("the customers' timeline has another name by now", e);
        }
    }

    private static String phoneEnd(JdbcClient jdbc, int digits) {
        String phone = jdbc.sql("select phone from rapport.customer where id = 'b78'")
                .query(String.class)
                .single();
        return phone.substring(phone.length() - digits);
    }

    private static double median(Supplier<?> what) {
        List<Double> millis = new ArrayList<>();
        for (int i = 0; i < WARM_UP + TRIES; i++) {
            long begin = System.nanoTime();
            what.get();
            if (i >= WARM_UP) {
                millis.add((System.nanoTime() - begin) / NANOS);
            }
        }
        return Options.median(millis);
    }
}
