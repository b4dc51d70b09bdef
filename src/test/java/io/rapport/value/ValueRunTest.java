package io.rapport.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.rapport.calendar.BusinessClock;
import io.rapport.customer.ChangeKind;
import io.rapport.customer.ChangedCustomers;
import io.rapport.customer.CustomerChanges;
import io.rapport.database.AdvisoryLocks;
import io.rapport.database.CopyRows;
import io.rapport.testing.RegisterFixture;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** One story of a shop, in the order of its nights. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@DisplayName("Each night models are fitted on the shop's orders, and all customers are scored by them")
class ValueRunTest {

    private static final BetaGeometric TRUTH = new BetaGeometric(Dropout.AFTER_EACH, 0.8, 8, 0.9, 2.5);
    private static final int CUSTOMERS = 6_000;
    private static final LocalDate TODAY = LocalDate.ofInstant(RegisterFixture.NOON, ZoneOffset.UTC);

    @RegisterExtension
    static final RegisterFixture REGISTERS = new RegisterFixture();

    private static final JdbcClient JDBC = REGISTERS.jdbc();
    private final ValueRun run = REGISTERS.get(ValueRun.class);
    private final CustomerChanges changes = REGISTERS.get(CustomerChanges.class);
    private final ChangedCustomers changed = REGISTERS.get(ChangedCustomers.class);
    private final BusinessClock clock = REGISTERS.clock();

    private record Bought(String customer, LocalDate day, int minor) {}

    @BeforeAll
    static void shop() throws SQLException {
        Random random = new Random(3);
        List<Bought> orders = new ArrayList<>();
        for (int i = 0; i < CUSTOMERS; i++) {
            String customer = "g%05d".formatted(i);
            int age = 104 * 7 - random.nextInt(52 * 7);
            double scale = 1 / Generated.gamma(4, 1 / 60.0, random);
            LocalDate first = TODAY.minusDays(age);
            for (int day : Stream.concat(Stream.of(0), Generated.repeats(TRUTH, age - 1, random).stream())
                    .toList()) {
                int minor = 1 + (int) Math.round(100 * Generated.gamma(5, scale, random));
                orders.add(new Bought(customer, first.plusDays(day), minor));
            }
        }
        insert(orders);
    }

    private static void insert(List<Bought> orders) throws SQLException {
        try (Connection connection = REGISTERS.get(DataSource.class).getConnection()) {
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
                for (Bought order : orders) {
                    rows.value(REGISTERS.newId("order"))
                            .value(order.customer())
                            .value("EUR")
                            .value(order.minor() / 100.0)
                            .value(order.day() + "T10:00:00Z")
                            .end();
                }
            });
            connection.commit();
        }
    }

    private void night() {
        run.request();
        goOn();
    }

    private void goOn() {
        while (run.advance() || changes.evaluateNext() > 0) {
            // the next step, of the run or of what follows from it
        }
    }

    /** For one that runs without those before it. */
    private void onceFitted() {
        if (run.live().isEmpty()) {
            night();
        }
    }

    private static int count(String condition) {
        return JDBC.sql("select count(*) from rapport.customer_value where " + condition)
                .query(Integer.class)
                .single();
    }

    @Test
    @Order(1)
    @DisplayName("before the first fit all are scored by the rule of days, as soon as they are noted")
    void days() {
        changed.noteAll(ChangeKind.FIRST);
        changes.evaluateAll();

        assertThat(count("method = 'days'")).isEqualTo(CUSTOMERS);
        for (int i = 1; i <= 5; i++) {
            assertThat(count("value_class = " + i))
                    .as("class %s, by fifths of those before", i)
                    .isBetween(900, 1_500);
        }
        assertThat(JDBC.sql(
                                """
                        select count(*) from rapport.customer_value v
                        join (select customer_id, count(distinct placed_at::date) as days, sum(total_minor) as spent
                              from rapport.customer_order group by 1) o using (customer_id)
                        where v.order_days = o.days and v.spend_minor = o.spent""")
                        .query(Integer.class)
                        .single())
                .isEqualTo(CUSTOMERS);
        assertThat(run.live()).isEmpty();
    }

    @Test
    @Order(2)
    @DisplayName("the night fits what the purchases were generated by, says how well it does, and scores all")
    void firstNight() {
        night();

        assertThat(run.state().outcome()).contains(FitOutcome.LIVE);
        ValueFit fit = run.live().get(0).fit();
        assertThat(fit.buying().r() / fit.buying().alpha()).isCloseTo(0.1, Percentage.withPercentage(10));
        assertThat(fit.buying().a() / (fit.buying().a() + fit.buying().b())).isCloseTo(0.9 / 3.4, within(0.04));
        assertThat(fit.spending().expectedMean(0, 0)).isCloseTo(100, Percentage.withPercentage(6));
        assertThat(fit.error()).isLessThan(0.15);
        assertThat(fit.errorBefore()).isNull();
        assertThat(fit.weeks()).hasSizeGreaterThan(90);
        assertThat(fit.weeks().stream().mapToLong(ValueFit.Week::actual).sum())
                .isBetween(fit.repeats(), (long) CUSTOMERS * 20);
        assertThat(count("method = 'model'")).isEqualTo(CUSTOMERS);
        for (String fifth : List.of("value_class", "monetary_quintile", "recency_quintile")) {
            for (int i = 1; i <= 5; i++) {
                assertThat(count(fifth + " = " + i)).as("%s %s", fifth, i).isBetween(1_100, 1_300);
            }
        }
    }

    @Test
    @Order(3)
    @DisplayName("a customer's score is the same whether it changed alone or all were scored")
    void alone() {
        onceFitted();
        List<Map<String, Object>> all = scores();
        JDBC.sql("update rapport.customer_value set alive = 0.5, lifetime_minor = 1, value_class = 1, spend_minor = 3")
                .update();
        changed.noteAll(ChangeKind.LIVE);

        changes.evaluateAll();

        assertThat(scores()).isEqualTo(all);

        List<String> versions = versions();
        changed.noteAll(ChangeKind.LIVE);
        changes.evaluateAll();
        ScoringOfAll scoring = REGISTERS.get(ScoringOfAll.class);
        scoring.begin(TODAY);
        assertThat(scoring.next("", TODAY, clock.instant()).moved()).isEmpty();
        assertThat(versions()).as("what stays as it is is not written").isEqualTo(versions);
    }

    private static List<String> versions() {
        return JDBC.sql("select customer_id || ' ' || xmin from rapport.customer_value order by 1")
                .query(String.class)
                .list();
    }

    private static List<Map<String, Object>> scores() {
        List<Map<String, Object>> scores =
                JDBC.sql("select * from rapport.customer_value").query().listOfRows();
        scores.forEach(score -> score.remove("computed_at"));
        scores.sort(Comparator.comparing(score -> score.get("customer_id").toString()));
        return scores;
    }

    @Test
    @Order(4)
    @DisplayName(
            "returned and cancelled orders, and those of the erased, are no purchases; who has none left has no score")
    void kept() {
        onceFitted();
        String one = JDBC.sql("select min(customer_id) from rapport.customer_value where order_days = 1")
                .query(String.class)
                .single();
        String two = JDBC.sql("select min(customer_id) from rapport.customer_value where order_days = 2")
                .query(String.class)
                .single();
        JDBC.sql("update rapport.customer_order set returned_at = placed_at where customer_id = :id")
                .param("id", one)
                .update();
        JDBC.sql(
                        """
                update rapport.customer_order set cancelled_at = placed_at
                where id = (select max(id) from rapport.customer_order where customer_id = :id)""")
                .param("id", two)
                .update();
        changed.note(List.of(one, two), ChangeKind.LIVE);

        changes.evaluateAll();

        ValueScores scores = REGISTERS.get(ValueScores.class);
        assertThat(scores.find(one)).isEmpty();
        assertThat(scores.find(two))
                .hasValueSatisfying(score -> assertThat(score.days()).isEqualTo(1));
        JDBC.sql(
                        """
                update rapport.customer_order set returned_at = null, cancelled_at = null
                where customer_id = any(array[:one, :two])""")
                .param("one", one)
                .param("two", two)
                .update();
        changed.note(List.of(one, two), ChangeKind.LIVE);
        changes.evaluateAll();
    }

    @Test
    @Order(5)
    @DisplayName("the next nights score all anew; who came nearer to the end is noted as one of many")
    void nextNight() {
        onceFitted();
        clock.moveTo(RegisterFixture.NOON.plus(Duration.ofDays(40)));
        double before = alive();

        // due by itself, and broken off in the middle
        assertThat(run.advance()).as("it begins").isTrue();
        assertThat(run.advance()).as("a page").isTrue();
        assertThat(run.state().scoring()).isTrue();
        assertThat(run.state().scored()).isEqualTo(5_000);
        assertThat(run.advance()).as("another node goes on").isTrue();
        assertThat(run.state().scored()).isEqualTo(CUSTOMERS);
        assertThat(alive()).as("nobody bought for forty days").isLessThan(before);
        assertThat(kinds()).containsExactly(ChangeKind.BULK.ordinal());
        assertThat(run.advance()).as("the fit waits until that is evaluated").isFalse();

        changes.evaluateAll();
        while (run.advance()) {
            // fit, and scoring by it
        }

        assertThat(run.state().outcome()).isPresent();
        assertThat(kinds()).as("another model is no news").doesNotContain(ChangeKind.BULK.ordinal());
        goOn();
        assertThat(run.advance()).as("once a day").isFalse();
    }

    private static List<Integer> kinds() {
        return JDBC.sql("select distinct kind from rapport.changed_customer")
                .query(Integer.class)
                .list();
    }

    private static double alive() {
        return JDBC.sql("select avg(alive) from rapport.customer_value")
                .query(Double.class)
                .single();
    }

    @Test
    @Order(6)
    @DisplayName("a fit that does worse than the live one on the same weeks is kept back and reported; that one stays")
    void keptBack() {
        onceFitted();
        clock.moveTo(RegisterFixture.NOON.plus(Duration.ofDays(50)));
        // half of the purchases of the last weeks are called off: less than before, as the live model says and a new
        // fit cannot know
        JDBC.sql(
                        """
                update rapport.customer_order set cancelled_at = placed_at
                where placed_at > :cut and hashtext(id) % 2 = 0""")
                .param("cut", Timestamp.from(RegisterFixture.NOON.minus(Duration.ofDays(34 * 7))))
                .update();
        changed.noteAll(ChangeKind.FIRST);
        changes.evaluateAll();
        JDBC.sql(
                        """
                update rapport.value_fit set content = jsonb_set(content, '{checked,r}', to_jsonb(0.05))
                where state = 'live' and cohort = 'all'""")
                .update();
        StoredFit live = run.live().get(0);

        night();

        assertThat(run.state().outcome()).contains(FitOutcome.KEPT_BACK);
        assertThat(run.live().get(0)).isEqualTo(live);
        assertThat(run.keptBack())
                .hasValueSatisfying(kept ->
                        assertThat(kept.fit().error()).isGreaterThan(kept.fit().errorBefore()));
    }

    @Test
    @Order(7)
    @DisplayName("one node at a time")
    void oneNode() {
        onceFitted();
        run.request();
        new TransactionTemplate(REGISTERS.get(PlatformTransactionManager.class)).executeWithoutResult(status -> {
            JDBC.sql("select pg_advisory_xact_lock(:class, 0)")
                    .param("class", AdvisoryLocks.VALUE_RUN)
                    .query()
                    .listOfRows();
            assertThat(CompletableFuture.supplyAsync(run::advance).join()).isFalse();
        });
        assertThat(JDBC.sql("select requested_at is not null from rapport.value_run")
                        .query(Boolean.class)
                        .single())
                .isTrue();
    }

    @Test
    @Order(8)
    @DisplayName(
            "where many are brought in by a file, fifths of all are found anew on the same day, and nothing of it is news")
    void broughtIn() throws SQLException {
        onceFitted();
        goOn();
        List<Bought> orders = new ArrayList<>();
        List<String> customers = new ArrayList<>();
        for (int i = 0; i < CUSTOMERS / 4; i++) {
            String customer = "h%05d".formatted(i);
            customers.add(customer);
            for (int order = 0; order < 4; order++) {
                orders.add(new Bought(customer, TODAY.minusDays(200 - 40L * order), 9_000_000 + i));
            }
        }
        insert(orders);
        changed.note(customers, ChangeKind.FIRST);
        assertThat(run.advance()).as("it waits until the file is in").isFalse();

        changes.evaluateAll();
        assertThat(count("customer_id like 'h%' and monetary_quintile = 5")).isEqualTo(customers.size());
        assertThat(run.advance()).isTrue();
        while (run.advance()) {
            assertThat(kinds()).doesNotContain(ChangeKind.BULK.ordinal());
        }

        for (int i = 1; i <= 5; i++) {
            assertThat(count("monetary_quintile = " + i)).as("fifth %s", i).isBetween(1_400, 1_600);
        }
        goOn();
        assertThat(run.advance()).as("once").isFalse();
    }
}
