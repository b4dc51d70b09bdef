package io.rapport.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.rapport.testing.TestDatabase;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.transaction.support.TransactionTemplate;

@DisplayName("The audit log")
class AuditLogTest {

    private static final TestDatabase DATABASE = TestDatabase.migrated();

    /** Owns everything, and is a superuser besides. */
    private static final JdbcClient OWNER = JdbcClient.create(DATABASE.pool());

    private final AuditLog log = new AuditLog(OWNER);

    private static AuditRecord page(String login, String customer, String why) {
        return new AuditRecord(Actor.staff(login), AuditAction.READ, "customer-page", customer, why);
    }

    @Test
    @DisplayName("says who did what with whose data and why, the newest first, under every id of the customer")
    void newest() {
        log.record(page("clara", "reads-old", "search"));
        log.record(new AuditRecord(Actor.system("crm"), AuditAction.READ, "customer-api", "reads-new", "api"));
        log.record(page("clara", "somebody-else", "search"));

        List<AuditEntry> noted = log.newest(List.of("reads-old", "reads-new"), 10);

        assertThat(noted)
                .extracting(
                        AuditEntry::who, AuditEntry::action, AuditEntry::what, AuditEntry::customerId, AuditEntry::why)
                .containsExactly(
                        tuple(Actor.system("crm"), AuditAction.READ, "customer-api", "reads-new", "api"),
                        tuple(Actor.staff("clara"), AuditAction.READ, "customer-page", "reads-old", "search"));
        assertThat(Duration.between(noted.get(1).at(), noted.get(0).at())).isPositive();
        assertThat(log.newest(List.of("reads-old", "reads-new"), 1)).hasSize(1);
        assertThat(log.newest(3))
                .extracting(AuditEntry::customerId)
                .containsExactly("somebody-else", "reads-new", "reads-old");
    }

    @Test
    @DisplayName("takes the customers of a page of hits at once, and what is about no single customer")
    void several() {
        log.recordAll(List.of(
                page("fred", "hit-1", "search"),
                page("fred", "hit-2", "search"),
                page("fred", "hit-1", "search"),
                new AuditRecord(Actor.RAPPORT, AuditAction.IMPORT, "import.orders", null, "import 17")));
        log.recordAll(List.of());

        assertThat(log.newest(List.of("hit-1"), 10)).hasSize(2);
        assertThat(log.newest(4)).extracting(AuditEntry::customerId).containsExactly(null, "hit-1", "hit-2", "hit-1");
    }

    @Test
    @DisplayName("holds a random name for each customer; once erased, the entries stay and lead to nobody")
    void erased() {
        log.record(page("clara", "erased-4711", "search"));
        String before = OWNER.sql("select string_agg(row_to_json(e)::text, ' ') from rapport.audit_entry e")
                .query(String.class)
                .single();
        long entries = count();
        assertThat(before).doesNotContain("erased-4711");

        log.forget("erased-4711");

        assertThat(count()).isEqualTo(entries);
        assertThat(log.newest(List.of("erased-4711"), 10)).isEmpty();
        assertThat(log.newest(1)).singleElement().satisfies(entry -> {
            assertThat(entry.customerId()).isNull();
            assertThat(entry.who()).isEqualTo(Actor.staff("clara"));
        });
        log.record(page("clara", "erased-4711", "search"));
        assertThat(log.newest(List.of("erased-4711"), 10))
                .as("who comes back is somebody new")
                .hasSize(1);
    }

    @Test
    @DisplayName("notes nothing of a change that is rolled back")
    void rolledBack() {
        DriverManagerDataSource source = new DriverManagerDataSource(DATABASE.jdbcUrl());
        AuditLog joining = new AuditLog(JdbcClient.create(source));
        new TransactionTemplate(new DataSourceTransactionManager(source)).executeWithoutResult(status -> {
            joining.record(page("clara", "rolled-back", "search"));
            status.setRollbackOnly();
        });

        assertThat(log.newest(List.of("rolled-back"), 10)).isEmpty();
    }

    @Test
    @DisplayName("gives a customer one name, also when several people meet them at once for the first time")
    void oneName() throws Exception {
        ExecutorService people = Executors.newFixedThreadPool(8);
        try {
            List<Future<?>> done = IntStream.range(0, 40)
                    .<Future<?>>mapToObj(n ->
                            people.submit(() -> new AuditLog(OWNER).record(page("clara", "met-" + n / 8, "search"))))
                    .toList();
            for (Future<?> each : done) {
                each.get();
            }
        } finally {
            people.shutdownNow();
        }

        assertThat(log.newest(List.of("met-0", "met-1", "met-2", "met-3", "met-4"), 100))
                .hasSize(40);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "update rapport.audit_entry set why = 'nothing'",
                "delete from rapport.audit_entry",
                "truncate rapport.audit_entry",
                "update rapport.%s set why = 'nothing'",
                "delete from rapport.%s",
                "truncate rapport.%s",
            })
    @DisplayName("refuses changes by a trigger, whichever role asks: the owner of the tables, too")
    void unchanged(String statement) {
        log.record(page("clara", "unchanged", "search"));
        String month = "audit_entry_"
                + OWNER.sql("select to_char(now() at time zone 'UTC', 'YYYY_MM')")
                        .query(String.class)
                        .single();

        assertThatThrownBy(() -> OWNER.sql(statement.formatted(month)).update())
                .hasStackTraceContaining("the audit log is written and read, and nothing else");

        assertThat(log.newest(List.of("unchanged"), 1)).singleElement().satisfies(entry -> assertThat(entry.why())
                .isEqualTo("search"));
    }

    @Test
    @DisplayName("has its month ready, and those of a year ahead; made again, they are as they were")
    void months() {
        List<String> before = monthsThere();

        OWNER.sql("select rapport.open_audit_months()").query().listOfRows();

        assertThat(monthsThere()).isEqualTo(before).hasSizeGreaterThanOrEqualTo(13);
        assertThat(OWNER.sql(
                                """
                        select count(*) from generate_series(0, 12) n
                        where to_regclass('rapport.audit_entry_'
                            || to_char(now() at time zone 'UTC' + make_interval(months => n::int), 'YYYY_MM')) is null""")
                        .query(Integer.class)
                        .single())
                .isZero();
    }

    @Test
    @DisplayName("loses the months that are over for long enough, and never one of the last twelve, whatever is asked")
    void dropped() {
        month("audit_entry_2019_12", "2019-12-01", "2020-01-01");
        month("audit_entry_2020_01", "2020-01-01", "2020-02-01");
        OWNER.sql("insert into rapport.audit_entry (at, actor_kind, actor, action, what, why)"
                        + " values ('2020-01-31 23:59:59+00', 'staff', 'old', 'read', 'customer-page', 'search')")
                .update();
        List<String> before = monthsThere();

        assertThat(drop(Instant.parse("2020-01-31T23:59:59Z"))).isEqualTo(1);
        assertThat(monthsThere()).doesNotContain("audit_entry_2019_12").contains("audit_entry_2020_01");
        assertThat(drop(Instant.parse("2999-01-01T00:00:00Z"))).isEqualTo(1);

        assertThat(monthsThere())
                .isEqualTo(before.stream()
                        .filter(name -> name.compareTo("audit_entry_2020_02") > 0)
                        .toList());
    }

    private static int drop(Instant before) {
        return OWNER.sql("select rapport.drop_audit_months(:before)")
                .param("before", Timestamp.from(before))
                .query(Integer.class)
                .single();
    }

    private static void month(String name, String from, String until) {
        OWNER.sql("create table rapport." + name + " partition of rapport.audit_entry for values from ('" + from
                        + " 00:00:00+00') to ('" + until + " 00:00:00+00')")
                .update();
    }

    private static List<String> monthsThere() {
        return OWNER
                .sql("select inhrelid::regclass::text from pg_inherits"
                        + " where inhparent = 'rapport.audit_entry'::regclass order by 1")
                .query(String.class)
                .list()
                .stream()
                .map(name -> name.replace("rapport.", ""))
                .toList();
    }

    private static long count() {
        return OWNER.sql("select count(*) from rapport.audit_entry")
                .query(Long.class)
                .single();
    }

    @Test
    @DisplayName("knows whether the database itself protects it: not from the role that owns the tables")
    void protectedByTheRole() {
        assertThat(log.isProtected()).isFalse();

        OWNER.sql("do $$ begin create role audit_reader login; exception when duplicate_object then null; end $$")
                .update();
        OWNER.sql("grant usage on schema rapport to audit_reader").update();
        OWNER.sql("select rapport.grant_audit_rights('audit_reader')").query().listOfRows();
        AuditLog ofApplication = new AuditLog(JdbcClient.create(new DriverManagerDataSource(
                DATABASE.jdbcUrl().replaceFirst("user=[^&]*", "user=audit_reader"), "audit_reader", "")));

        assertThat(ofApplication.isProtected()).isTrue();
        ofApplication.record(page("clara", "by-the-application", "search"));
        ofApplication.forget("by-the-application");
        assertThat(ofApplication.newest(1)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "called by mary@example.org",
                "she rang from +44 20 7946 0112",
                "her number is 0207/9460112",
                "",
                "   ",
            })
    @DisplayName("takes no reason that would outlive an erasure, and none that is empty")
    void reasons(String typed) {
        assertThatThrownBy(() -> AuditReason.typed(typed)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"the customer asked on 2026-11-29 by phone", "order 4711 arrived twice", "客户来电要求更改"})
    @DisplayName("takes a reason in plain words")
    void plainReasons(String typed) {
        assertThat(AuditReason.typed("  " + typed + " ")).isEqualTo(typed);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Customer Page", "mary@example.org", "1st"})
    @DisplayName("names what was done by a short name, never by data")
    void names(String what) {
        assertThatThrownBy(() -> new AuditRecord(Actor.RAPPORT, AuditAction.READ, what, null, "why"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    @DisplayName("needs a name of staff and systems, and has none of customers")
    void actors() {
        assertThatThrownBy(() -> Actor.staff(" ")).hasMessageContaining("needs a name");
        assertThatThrownBy(() -> new Actor(Actor.Kind.CUSTOMER, "42")).hasMessageContaining("has no name here");
    }
}
