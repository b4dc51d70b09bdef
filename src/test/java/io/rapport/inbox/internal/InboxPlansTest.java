package io.rapport.inbox.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.rapport.testing.RapportTest;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Map;
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
                .contains("Index Scan using inbox_event_waiting", "using inbox_event_queue")
                .doesNotContain("Seq Scan on inbox_event", "Bitmap");
    }

    @Test
    @DisplayName("Which early events do these instances wait for?")
    void hasten() {
        jdbc.sql(
                        """
                update rapport.inbox_event
                set state = 'early', refs = array['customer:' || customer_id, 'order:' || id] where source = 'urn:much'""")
                .update();
        jdbc.sql("analyze rapport.inbox_event").update();
        assertThat(plan(
                        EarlyStore.HASTEN,
                        Map.of(
                                "now", NOW,
                                "keys", new String[] {"order:4711", "order:4712"},
                                "types", new String[] {"customer.updated"})))
                .contains("Bitmap Index Scan on inbox_event_early_refs", "actual rows=2")
                .doesNotContain("Seq Scan");
    }

    @Test
    @DisplayName("How long has the oldest been waiting?")
    void oldest() {
        assertThat(plan(DeadLetters.OLDEST, Map.of("last", 63)))
                .contains("Index Scan using inbox_event_waiting")
                .doesNotContain("Seq Scan", "Bitmap");
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
