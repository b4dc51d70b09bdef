package io.rapport.inbox.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.rapport.testing.RapportTest;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.annotation.Transactional;

@RapportTest
@Transactional
@DisplayName("The inbox answers its questions by indexes alone, however much waits")
class InboxPlansTest {

    private static final Timestamp NOW = Timestamp.from(Instant.now().plusSeconds(86_400));

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private InboxQueue queue;

    @BeforeEach
    void muchWaits() {
        jdbc.sql(
                        """
                insert into rapport.inbox_event
                    (source, id, type, customer_id, partition, data, occurred_at, received_at, due_at)
                select 'urn:much', n::text, 'customer.updated', 'much-' || n % 6400, n % 64, '{}', now(), now(), now()
                from generate_series(1, 30000) n""")
                .update();
        jdbc.sql("analyze rapport.inbox_event").update();
    }

    @Test
    @DisplayName("What is next in these partitions?")
    void next() {
        assertThat(plan(InboxQueue.NEXT, Map.of("partitions", new Integer[] {1, 2, 3, 4}, "now", NOW, "share", 7)))
                .contains("Index Scan using inbox_event_heads", "using inbox_event_queue")
                .doesNotContain("Seq Scan on inbox_event", "Bitmap", "Sort Method: external");
    }

    @Test
    @DisplayName("Which partitions have work, live work first?")
    void hold() {
        // the index of bulk work holds nothing else, so it may be read in either way
        assertThat(plan(InboxQueue.HOLD, Map.of("last", 63, "now", NOW, "most", 32, "class", 1)))
                .contains("using inbox_event_heads", "inbox_event_bulk")
                .doesNotContain("Seq Scan", "Bitmap Index Scan on inbox_event_heads");
    }

    @Test
    @DisplayName("Who is next of these customers?")
    void callNext() {
        assertThat(plan(
                        InboxQueue.CALL_NEXT,
                        Map.of(
                                "customers",
                                new String[] {"much-1", "much-2"},
                                "seqs",
                                new Long[] {0L, 0L},
                                "now",
                                NOW)))
                .contains("using inbox_event_queue")
                .doesNotContain("Seq Scan", "Bitmap");
    }

    @Test
    @DisplayName("What follows these heads of queues?")
    void following() {
        assertThat(plan(
                        InboxQueue.FOLLOWING,
                        Map.of(
                                "customers",
                                new String[] {"much-1", "much-2"},
                                "seqs",
                                new Long[] {0L, 0L},
                                "now",
                                NOW,
                                "most",
                                23)))
                .contains("using inbox_event_queue")
                .doesNotContain("Seq Scan", "Bitmap");
    }

    @Test
    @DisplayName("A pick reads the same number of pages whether 50 or 5,000 events wait behind one customer's head")
    void behindOneHead() {
        backlog("few", 101, 50, true);
        backlog("many", 102, 5000, true);
        long few = pages(InboxQueue.NEXT, Map.of("partitions", new Integer[] {101}, "now", NOW, "share", 25));
        long many = pages(InboxQueue.NEXT, Map.of("partitions", new Integer[] {102}, "now", NOW, "share", 25));
        assertThat(many).isLessThanOrEqualTo(few + 5).isLessThan(25);
    }

    @Test
    @DisplayName("Each event of a long queue is read once, and the one behind it in the partition found at once")
    void readOnce() {
        backlog("long", 103, 5000, false);
        backlog("other", 103, 1, false);
        assertThat(queue.next(List.of(103), NOW.toInstant(), 25, row -> true))
                .extracting(InboxRows.Row::customerId)
                .contains("long")
                .hasSizeLessThanOrEqualTo(2);
        for (int pick = 0; pick < 4; pick++) {
            queue.next(List.of(103), NOW.toInstant(), 25, row -> true);
        }
        assertThat(queue.next(List.of(103), NOW.toInstant(), 25, row -> true))
                .extracting(InboxRows.Row::customerId)
                .containsExactlyInAnyOrder("long", "other");
        assertThat(jdbc.sql("select count(*) from rapport.inbox_event where partition = 103 and not behind")
                        .query(Integer.class)
                        .single())
                .isEqualTo(2);
    }

    /** In a partition of its own that no customer has. */
    private void backlog(String customer, int partition, int events, boolean seen) {
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

    private long pages(String sql, Map<String, ?> params) {
        String json = String.join(
                "",
                jdbc.sql("explain (analyze, buffers, format json) " + sql)
                        .params(params)
                        .query(String.class)
                        .list());
        Matcher first = Pattern.compile("\"Shared Hit Blocks\": (\\d+)").matcher(json);
        assertThat(first.find()).isTrue();
        return Long.parseLong(first.group(1));
    }

    @Test
    @DisplayName("Which early events do these instances wait for?")
    void wake() {
        jdbc.sql(
                        """
                update rapport.inbox_event
                set state = 'unmatched', refs = array['customer:' || customer_id, 'order:' || id] where source = 'urn:much'""")
                .update();
        jdbc.sql("analyze rapport.inbox_event").update();
        assertThat(plan(
                        UnmatchedEventStore.WAKE,
                        Map.of(
                                "now", NOW,
                                "keys", new String[] {"order:4711", "order:4712"},
                                "types", new String[] {"customer.updated"})))
                .contains("Bitmap Index Scan on inbox_event_unmatched_refs", "actual rows=2")
                .doesNotContain("Seq Scan");
    }

    @Test
    @DisplayName("How long has the oldest been waiting?")
    void oldest() {
        // the index of those tried again holds nothing else, so it may be read in either way
        assertThat(plan(DeadLetters.OLDEST, Map.of("last", 63)))
                .contains("Index Scan using inbox_event_heads", "inbox_event_retrying")
                .doesNotContain("Seq Scan", "Bitmap Index Scan on inbox_event_heads");
    }

    /** How the statement runs; asked with real values. */
    private String plan(String sql, Map<String, ?> params) {
        List<String> lines = jdbc.sql("explain (analyze, costs off, timing off) " + sql)
                .params(params)
                .query(String.class)
                .list();
        return String.join("\n", lines);
    }
}
