package io.rapport.outbox.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.rapport.mail.ScriptedSmtpServer;
import io.rapport.outbox.OutboxMessage.State;
import io.rapport.outbox.OutboxRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

@Timeout(120)
@DisplayName("Sending among many customers and many older messages")
class OutboxPlansTest {

    @RegisterExtension
    static final OutboxFixture messaging = new OutboxFixture();

    @Test
    @DisplayName("reads no table from end to end, be it capped or not")
    void indexes() throws InterruptedException {
        fill();
        Map<String, Long> before = wholeReads();
        try (ScriptedSmtpServer server = new ScriptedSmtpServer()) {
            messaging.start(server.port());
            List<UUID> mails = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                String customer = messaging.customer();
                messaging.consent(customer, "offers", true);
                mails.add(messaging.welcome(customer));
                mails.add(messaging.outbox.enqueue(OutboxRequest.toCustomer("first-order-nudge", customer)));
            }
            mails.forEach(id -> messaging.await(id, State.SENT));
            // a connection reports its figures when it is used a second after it last did
            TimeUnit.MILLISECONDS.sleep(1200);
            messaging.await(messaging.welcome(messaging.customer()), State.SENT);
            TimeUnit.MILLISECONDS.sleep(300);

            assertThat(wholeReads()).isEqualTo(before);
            messaging.stop();
        }
    }

    private static void fill() throws InterruptedException {
        sql(
                """
                insert into rapport.customer (id, email, locale, time_zone, registered_at)
                select 'many-' || n, 'many' || n || '@example.com', 'en-GB', 'Europe/London', now()
                from generate_series(1, 3000) n""");
        sql(
                """
                insert into rapport.outbox_message (id, message, category, customer_id, state, message_id,
                    queued_at, due_at, expires_at, contacted_at)
                select gen_random_uuid(), 'x', 'care', 'many-' || n % 3000 + 1, 'sent', 'many-' || n, now(), now(), now(), now()
                from generate_series(1, 9000) n""");
        sql(
                """
                insert into rapport.inbox_event
                    (source, id, type, customer_id, partition, data, occurred_at, received_at, due_at, state)
                select 'test', 'many-' || n, 'customer.updated', 'many-' || n, 0, '{}', now(), now(), now(), 'done'
                from generate_series(1, 3000) n""");
        for (String table : List.of("outbox_message", "contact_version", "customer", "inbox_event")) {
            sql("analyze rapport." + table);
        }
        TimeUnit.MILLISECONDS.sleep(1200);
        sql("perform pg_stat_force_next_flush()");
    }

    private static void sql(String statement) {
        messaging.jdbc.sql("do $do$ begin " + statement + "; end $do$").update();
    }

    /** @return how often each table was read from end to end */
    private static Map<String, Long> wholeReads() {
        Map<String, Long> reads = new TreeMap<>();
        messaging
                .jdbc
                .sql(
                        """
                select relname, seq_scan from pg_stat_user_tables
                where schemaname = 'rapport' and relname in ('outbox_message', 'contact_version', 'customer', 'inbox_event')""")
                .query(row -> {
                    reads.put(row.getString("relname"), row.getLong("seq_scan"));
                });
        return reads;
    }
}
