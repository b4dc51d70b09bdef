package io.rapport.customer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.rapport.calendar.BusinessClock;
import io.rapport.calendar.WorkingTime;
import io.rapport.database.AdvisoryLocks;
import io.rapport.inbox.EventArchive;
import io.rapport.release.NodesWithoutReleases;
import io.rapport.testing.TestDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.DayOfWeek;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.config.AutowireCapableBeanFactory;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.core.annotation.Order;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

@DisplayName("Customers who changed are evaluated in sets, each by all listeners in their order")
class CustomerChangesTest {

    private static final HikariDataSource DATABASE = TestDatabase.migrated().pool();
    private static final JdbcClient JDBC = JdbcClient.create(DATABASE);
    private static final BusinessClock CLOCK = new BusinessClock(InstantSource.system());

    @AfterAll
    static void close() {
        DATABASE.close();
    }

    private final List<String> calls = new ArrayList<>();
    private final Map<String, ChangeKind> evaluated = new TreeMap<>();
    private final Set<String> broken = new HashSet<>();
    private final Set<String> erased = new TreeSet<>();
    private final JdbcTransactionManager transactions = new JdbcTransactionManager(DATABASE);
    private final ChangedCustomers changed = new ChangedCustomers(JDBC);
    private CustomerChanges changes;

    @Order(CustomerChangeListener.VALUE)
    private final class First implements CustomerChangeListener {
        @Override
        public void changed(List<CustomerChange> some) {
            calls.add("value " + some.size());
            some.forEach(change -> evaluated.put(change.customerId(), change.kind()));
        }
    }

    @Order(CustomerChangeListener.SEGMENTS)
    private final class Last implements CustomerChangeListener {
        @Override
        public void changed(List<CustomerChange> some) {
            calls.add("segments " + some.size());
            some.stream()
                    .map(CustomerChange::customerId)
                    .filter(broken::contains)
                    .findFirst()
                    .ifPresent(id -> {
                        throw new IllegalStateException("cannot evaluate");
                    });
        }

        @Override
        public void erased(Collection<String> customerIds) {
            calls.add("forgotten " + customerIds.size());
            erased.addAll(customerIds);
        }
    }

    @BeforeEach
    void begin() {
        JDBC.sql("delete from rapport.changed_customer").update();
        DefaultListableBeanFactory beans = new DefaultListableBeanFactory();
        beans.setDependencyComparator(org.springframework.core.annotation.AnnotationAwareOrderComparator.INSTANCE);
        beans.registerSingleton("last", new Last());
        beans.registerSingleton("first", new First());
        beans.registerSingleton("jdbc", JDBC);
        beans.registerSingleton("clock", CLOCK);
        changes = new CustomerChanges(
                JDBC,
                NodesWithoutReleases.on(DATABASE),
                transactions,
                beans.getBeanProvider(CustomerChangeListener.class),
                (EventArchive)
                        beans.autowire(EventArchive.class, AutowireCapableBeanFactory.AUTOWIRE_CONSTRUCTOR, false),
                CLOCK,
                new WorkingTime(
                        ZoneOffset.UTC,
                        LocalTime.of(9, 0),
                        LocalTime.of(17, 0),
                        EnumSet.allOf(DayOfWeek.class),
                        Set.of()),
                new SimpleMeterRegistry());
    }

    private static int left() {
        return JDBC.sql("select count(*) from rapport.changed_customer")
                .query(Integer.class)
                .single();
    }

    @Test
    @DisplayName("whatever is noted of a customer between two evaluations is one, after which nothing is due")
    void once() {
        changed.note(List.of("b", "a", "a"), ChangeKind.LIVE);
        changed.note(List.of("a"), ChangeKind.LIVE);

        assertThat(changed.isBusy(ChangeKind.LIVE)).isTrue();
        assertThat(changes.evaluateAll()).isEqualTo(2);

        assertThat(evaluated).containsExactly(entry("a", ChangeKind.LIVE), entry("b", ChangeKind.LIVE));
        assertThat(calls).containsExactly("value 2", "segments 2");
        assertThat(changes.evaluateNext()).isZero();
        assertThat(changed.isBusy(ChangeKind.LIVE)).isFalse();
        assertThat(left()).isZero();
    }

    private static String imported(String id, LocalDate newsFrom) {
        long number = JDBC.sql("select coalesce(max(import_id), 0) + 1 from rapport.quiet_import")
                .query(Long.class)
                .single();
        new QuietImports(JDBC).add(number, newsFrom);
        JDBC.sql("insert into rapport.customer (id, import_id) values (:id, :import)")
                .param("id", id)
                .param("import", number)
                .update();
        return id;
    }

    @Test
    @DisplayName("what days alone change about customers of an import is state until the day from which it is news")
    void quietImports() {
        LocalDate today = LocalDate.ofInstant(CLOCK.instant(), ZoneOffset.UTC);
        String quiet = imported("quiet", today.plusDays(1));
        String over = imported("over", today);
        String ordered = imported("ordered", today.plusDays(1));
        String byOrder = "by-order";
        JDBC.sql("insert into rapport.customer (id) values (:id)")
                .param("id", byOrder)
                .update();
        JDBC.sql(
                        """
                insert into rapport.customer_order (id, customer_id, currency, total, placed_at, import_id)
                select 'quiet-1', :id, 'EUR', 5, '2020-01-01', import_id from rapport.customer where id = :quiet""")
                .param("id", byOrder)
                .param("quiet", quiet)
                .update();
        changed.note(List.of(quiet, over, ordered, byOrder, "others"), ChangeKind.BULK);
        changed.note(List.of(ordered), ChangeKind.LIVE);

        changes.evaluateAll();
        assertThat(evaluated)
                .containsOnly(
                        entry(quiet, ChangeKind.FIRST),
                        entry(byOrder, ChangeKind.FIRST),
                        entry(over, ChangeKind.BULK),
                        entry(ordered, ChangeKind.LIVE),
                        entry("others", ChangeKind.BULK));
    }

    @Test
    @DisplayName(
            "who is noted for the last listeners is evaluated by these alone, also when tried again, but for another reason")
    void someListeners() {
        broken.add("later");
        changed.note(List.of("later", "one", "two"), ChangeKind.LIVE, CustomerChangeListener.SEGMENTS);
        changed.note(List.of("two"), ChangeKind.LIVE);

        changes.evaluateAll();
        assertThat(evaluated).containsOnlyKeys("two");

        broken.clear();
        calls.clear();
        JDBC.sql("update rapport.changed_customer set not_before = clock_timestamp()")
                .update();
        assertThat(changes.evaluateAll()).isEqualTo(1);
        assertThat(calls).containsExactly("segments 1");
    }

    @Test
    @DisplayName(
            "of who is erased, what an evaluation at the same time has kept is forgotten, after all have evaluated")
    void erased() {
        JDBC.sql("insert into rapport.customer (id, erased_at) values ('gone', now()), ('here', null)")
                .update();
        changed.note(List.of("gone", "here", "unknown"), ChangeKind.LIVE, CustomerChangeListener.SEGMENTS);

        changes.evaluateAll();

        assertThat(erased).containsExactly("gone");
        assertThat(calls).containsExactly("segments 3", "forgotten 1");
        JDBC.sql("delete from rapport.customer where id in ('gone', 'here')").update();
    }

    @Test
    @DisplayName("what is state goes before what has just happened, and that before what comes in bulk")
    void kinds() {
        changed.note(List.of("bulk", "live", "state"), ChangeKind.BULK);
        changed.note(List.of("live", "state"), ChangeKind.LIVE);
        changed.note(List.of("state"), ChangeKind.FIRST);

        changes.evaluateAll();

        assertThat(evaluated)
                .containsExactly(
                        entry("bulk", ChangeKind.BULK),
                        entry("live", ChangeKind.LIVE),
                        entry("state", ChangeKind.FIRST));
    }

    @Test
    @DisplayName("an import of many lets who changes just now go first")
    void liveFirst() {
        changed.note(IntStream.range(0, 900).mapToObj(i -> "import" + i).toList(), ChangeKind.FIRST);
        changed.note(List.of("live"), ChangeKind.LIVE);

        changes.evaluateNext();

        assertThat(evaluated).containsKey("live").hasSizeLessThan(900);
    }

    @Test
    @DisplayName(
            "sets follow each other while others are due: who changes after that is evaluated with those who come next")
    void fullSets() {
        changed.note(IntStream.range(0, 900).mapToObj(i -> "many" + i).toList(), ChangeKind.LIVE);

        assertThat(changes.evaluateSome()).isTrue();
        assertThat(evaluated).hasSizeLessThan(900);
        while (changes.evaluateSome()) {
            // the next set
        }
        assertThat(evaluated).hasSize(900);

        changed.note(List.of("few"), ChangeKind.LIVE);
        assertThat(changes.evaluateSome()).as("nobody else is due").isFalse();
        assertThat(evaluated).containsKey("few");
    }

    @Test
    @DisplayName("many changes of one customer are one evaluation, and hide nobody who is due behind them")
    void manyChangesOfOne() {
        JDBC.sql(
                        "insert into rapport.changed_customer (kind, customer_id) select 0, 'busy' from generate_series(1, 2000)")
                .update();
        changed.note(List.of("behind"), ChangeKind.LIVE);

        assertThat(changes.evaluateSome())
                .as("there may be others behind what was read")
                .isTrue();
        assertThat(changes.evaluateSome()).isFalse();
        assertThat(evaluated).containsOnlyKeys("busy", "behind");
        assertThat(calls).containsExactly("value 1", "segments 1", "value 1", "segments 1");
    }

    @Test
    @DisplayName("one who cannot be evaluated stops nobody else, and is tried again later, until it succeeds")
    void broken() {
        List<String> ids =
                IntStream.range(0, 100).mapToObj(i -> "c%02d".formatted(i)).toList();
        broken.add("c37");
        changed.note(ids, ChangeKind.LIVE);

        changes.evaluateAll();

        assertThat(JDBC.sql(
                                "select concat_ws(' ', customer_id, attempts, not_before > clock_timestamp()) from rapport.changed_customer")
                        .query(String.class)
                        .list())
                .containsExactly("c37 1 t");
        assertThat(changed.isBusy(ChangeKind.LIVE)).as("nobody waits for it").isFalse();

        JDBC.sql("update rapport.changed_customer set not_before = clock_timestamp()")
                .update();
        changes.evaluateAll();
        assertThat(JDBC.sql("select attempts from rapport.changed_customer")
                        .query(Integer.class)
                        .single())
                .isEqualTo(2);

        broken.clear();
        evaluated.clear();
        JDBC.sql("update rapport.changed_customer set not_before = clock_timestamp()")
                .update();
        changes.evaluateAll();
        assertThat(evaluated).containsExactly(entry("c37", ChangeKind.LIVE));
        assertThat(left()).isZero();
    }

    @Test
    @DisplayName("whatever is noted while customers are evaluated waits for nobody, and is evaluated next")
    void meanwhile() {
        changed.note(List.of("a"), ChangeKind.LIVE);
        new TransactionTemplate(transactions).executeWithoutResult(status -> {
            JDBC.sql("delete from rapport.changed_customer where customer_id = 'a'")
                    .update();
            elsewhere(
                    "set lock_timeout = '2s'; insert into rapport.changed_customer (kind, customer_id) values (0, 'a')");
        });

        assertThat(left()).isEqualTo(1);
        changes.evaluateAll();
        assertThat(evaluated).containsOnlyKeys("a");
    }

    private static void elsewhere(String sql) {
        try (Connection other = DATABASE.getConnection();
                PreparedStatement statement = other.prepareStatement(sql)) {
            statement.execute();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    @DisplayName("while another node evaluates, this one lets it")
    void oneNode() throws SQLException {
        changed.note(List.of("a"), ChangeKind.LIVE);
        try (Connection other = DATABASE.getConnection()) {
            other.setAutoCommit(false);
            try (PreparedStatement lock = other.prepareStatement("select pg_advisory_xact_lock(?, ?)")) {
                lock.setInt(1, AdvisoryLocks.CUSTOMER_CHANGES);
                lock.setInt(2, AdvisoryLocks.ONLY_ONE);
                lock.execute();
            }
            assertThat(changes.evaluateNext()).isZero();
            other.rollback();
        }
        assertThat(changes.evaluateNext()).isEqualTo(1);
    }
}
