package io.rapport.inbox.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.rapport.testing.QueryPlan;
import io.rapport.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

@DisplayName("The inbox answers its questions by indexes alone, however much waits")
@Tag("slow")
class InboxPlansTest {

    private static final Timestamp NOW = Timestamp.from(Instant.now().plusSeconds(86_400));

    /** Partitions that no customer has. */
    private static final int FEW = 101;

    private static final int MANY = 102;
    private static final int LONG = 103;

    private static TestDatabase database;
    private static JdbcClient jdbc;

    /** Of the whole table, before the tests that change rows. */
    private static int allPages;

    @BeforeAll
    static void muchWaits() {
        database = TestDatabase.migrated();
        jdbc = JdbcClient.create(database.dataSource());
        jdbc.sql(
                        """
                insert into rapport.inbox_event
                    (source, id, type, customer_id, partition, data, occurred_at, received_at, due_at, state, refs)
                select 'urn:much', n::text, 'customer.updated', 'much-' || n % 6400, n % 64, '{}', now(), now(), now(),
                    case when n % 2 = 0 then 'unmatched' else 'waiting' end,
                    case when n % 2 = 0 then array['customer:much-' || n % 6400, 'order:' || n] end
                from generate_series(1, 60000) n""")
                .update();
        backlog("few", FEW, 50, true);
        backlog("many", MANY, 5000, true);
        backlog("long", LONG, 5000, false);
        backlog("other", LONG, 1, false);
        jdbc.sql("vacuum analyze rapport.inbox_event").update();
        allPages = jdbc.sql("select relpages from pg_catalog.pg_class where oid = 'rapport.inbox_event'::regclass")
                .query(Integer.class)
                .single();
    }

    private static void backlog(String customer, int partition, int events, boolean seen) {
        jdbc.sql(
                        """
                insert into rapport.inbox_event
                    (source, id, type, customer_id, partition, data, occurred_at, received_at, due_at, behind)
                select 'urn:much:' || :customer, n::text, 'customer.updated', :customer, :partition, '{}', now(), now(),
                       now(), :seen and n > 1
                from generate_series(1, :events) n""")
                .param("customer", customer)
                .param("partition", partition)
                .param("events", events)
                .param("seen", seen)
                .update();
    }

    @Test
    @DisplayName("What is next in these partitions?")
    void next() {
        assertReadsLittle(InboxQueue.NEXT, Map.of("partitions", new Integer[] {1, 2, 3, 4}, "now", NOW, "share", 7));
    }

    @Test
    @DisplayName("Which partitions have work, live work first? A session makes the plan when it first asks")
    void hold() throws SQLException {
        Map<String, ?> asked = Map.of("last", 63, "now", NOW, "most", 32, "class", 1);
        try (Connection session = database.dataSource().getConnection()) {
            JdbcClient client = JdbcClient.create(new SingleConnectionDataSource(session, true));
            QueryPlan.of(client, PartitionLocks.HOLD, asked);
            QueryPlan plan = QueryPlan.of(client, PartitionLocks.HOLD, asked);
            assertThat(plan.pages()).as(plan.text()).isLessThan(allPages / 2);
        }
    }

    @Test
    @DisplayName("Who is next of these customers?")
    void callNext() {
        assertReadsLittle(
                InboxQueue.CALL_NEXT,
                Map.of("customers", new String[] {"much-1", "much-3"}, "seqs", new Long[] {0L, 0L}, "now", NOW));
    }

    @Test
    @DisplayName("What follows these heads of queues?")
    void following() {
        assertReadsLittle(
                InboxQueue.FOLLOWING,
                Map.of(
                        "customers",
                        new String[] {"much-1", "much-3"},
                        "seqs",
                        new Long[] {0L, 0L},
                        "now",
                        NOW,
                        "most",
                        23));
    }

    @Test
    @DisplayName("A pick reads the same number of pages whether 50 or 5,000 events wait behind one customer's head")
    void behindOneHead() {
        int few = pick(FEW).pages();
        int many = pick(MANY).pages();
        assertThat(many).isLessThanOrEqualTo(few + 5).isLessThan(allPages / 20);
    }

    private static QueryPlan pick(int partition) {
        return QueryPlan.of(
                jdbc, InboxQueue.NEXT, Map.of("partitions", new Integer[] {partition}, "now", NOW, "share", 25));
    }

    @Test
    @DisplayName("Each event of a long queue is read once, and the one behind it in the partition found at once")
    void readOnce() {
        InboxJson json = new InboxJson(new ObjectMapper());
        // neither the catalogue nor the release is asked when events are picked
        InboxQueue queue = new InboxQueue(jdbc, new InboxRows(json, null));
        assertThat(next(queue)).contains("long").hasSizeLessThanOrEqualTo(2);
        for (int pick = 0; pick < 4; pick++) {
            next(queue);
        }
        assertThat(next(queue)).containsExactlyInAnyOrder("long", "other");
        assertThat(jdbc.sql("select count(*) from rapport.inbox_event where partition = :partition and not behind")
                        .param("partition", LONG)
                        .query(Integer.class)
                        .single())
                .isEqualTo(2);
    }

    private static List<String> next(InboxQueue queue) {
        return queue.next(List.of(LONG), NOW.toInstant(), 25, row -> true).rows().stream()
                .map(InboxRows.Row::customerId)
                .toList();
    }

    @Test
    @DisplayName("Which early events do these instances wait for?")
    void wake() {
        QueryPlan plan = assertReadsLittle(
                UnmatchedEventStore.WAKE,
                Map.of(
                        "now", NOW,
                        "keys", new String[] {"order:4712", "order:4714"},
                        "types", new String[] {"customer.updated"}));
        assertThat(plan.text()).as("the rows found").contains("actual rows=2");
    }

    @Test
    @DisplayName("How long has the oldest been waiting?")
    void oldest() {
        // a hundred events of each partition, so its pages say nothing
        assertThat(QueryPlan.of(jdbc, DeadLetters.OLDEST, Map.of("last", 63)).text())
                .doesNotContain("Seq Scan");
    }

    private static QueryPlan assertReadsLittle(String sql, Map<String, ?> params) {
        QueryPlan plan = QueryPlan.of(jdbc, sql, params);
        assertThat(plan.text()).doesNotContain("Seq Scan");
        assertThat(plan.pages()).as(plan.text()).isLessThan(allPages / 2);
        return plan;
    }
}
