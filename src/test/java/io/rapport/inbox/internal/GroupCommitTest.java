package io.rapport.inbox.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.rapport.inbox.EventSubmission;
import io.rapport.inbox.NewEvent;
import io.rapport.inbox.Receipt;
import io.rapport.testing.RapportTest;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

@RapportTest
@DisplayName("Events that come one by one while others are on their way to the disk")
class GroupCommitTest {

    /** So many bring about a second transaction. */
    private static final int CROWD = 4;

    private static final int MANY = 20;

    private final String source = "urn:group:" + UUID.randomUUID();

    private final ExecutorService senders = Executors.newCachedThreadPool();

    @Autowired
    private GroupCommit intake;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private PlatformTransactionManager transactions;

    @AfterEach
    void leave() throws InterruptedException {
        senders.shutdown();
        assertThat(senders.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        jdbc.sql("delete from rapport.inbox_event where source = :source")
                .param("source", source)
                .update();
    }

    @Test
    @DisplayName("share a transaction, and each is a row when its sender is answered")
    void together() throws Exception {
        List<Future<Boolean>> answers = new ArrayList<>();
        whileTheDiskIsSlow(() -> {
            for (int i = 0; i < MANY; i++) {
                String id = "e" + i;
                answers.add(senders.submit(() -> intake.accept(event(id)) == Receipt.ACCEPTED && rows(id) == 1));
            }
            settled(MANY);
        });
        for (Future<Boolean> each : answers) {
            assertThat(each.get(30, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(jdbc.sql("select count(distinct xmin::text) from rapport.inbox_event where source = :source")
                        .param("source", source)
                        .query(Integer.class)
                        .single())
                .as("transactions of %s events", MANY + 1 + CROWD)
                .isLessThan(MANY / 2);
    }

    @Test
    @DisplayName("count once if they are the same")
    void same() throws Exception {
        List<Future<Receipt>> answers = new ArrayList<>();
        whileTheDiskIsSlow(() -> {
            for (int i = 0; i < MANY; i++) {
                answers.add(senders.submit(() -> intake.accept(event("same"))));
            }
            settled(MANY);
        });
        List<Receipt> receipts = new ArrayList<>();
        for (Future<Receipt> each : answers) {
            receipts.add(each.get(30, TimeUnit.SECONDS));
        }
        assertThat(receipts).containsOnlyOnce(Receipt.ACCEPTED).contains(Receipt.DUPLICATE);
        assertThat(receipts).hasSize(MANY).doesNotContain(Receipt.CONFLICT);
        assertThat(rows("same")).isEqualTo(1);
    }

    @Test
    @DisplayName("do not suffer from one among them that the database refuses")
    void refused() throws Exception {
        List<Future<Receipt>> answers = new ArrayList<>();
        List<Future<Receipt>> bad = new ArrayList<>();
        whileTheDiskIsSlow(() -> {
            bad.add(senders.submit(() -> intake.accept(event("no\0text"))));
            for (int i = 0; i < MANY; i++) {
                String id = "e" + i;
                answers.add(senders.submit(() -> intake.accept(event(id))));
            }
            settled(MANY + 1);
        });
        for (Future<Receipt> each : answers) {
            assertThat(each.get(30, TimeUnit.SECONDS)).isEqualTo(Receipt.ACCEPTED);
        }
        assertThatThrownBy(() -> bad.get(0).get(30, TimeUnit.SECONDS))
                .hasCauseInstanceOf(DataIntegrityViolationException.class);
    }

    @Test
    @DisplayName("do not all wait when one transaction hangs: for a crowd a second one goes ahead")
    void crowd() throws Exception {
        whileOneHangs(() -> {
            List<Future<Receipt>> answers = new ArrayList<>();
            for (int i = 0; i < 2 * MANY; i++) {
                String id = "e" + i;
                answers.add(senders.submit(() -> intake.accept(event(id))));
            }
            await(() -> answers.stream().filter(Future::isDone).count() >= MANY);
        });
    }

    /** Both transactions that may be under way at a time wait: the first event alone, and the crowd behind it. */
    private void whileTheDiskIsSlow(Runnable work) {
        whileOneHangs(() -> {
            for (int i = 0; i < CROWD; i++) {
                String id = "crowd" + i;
                senders.submit(() -> intake.accept(event(id)));
            }
            awaitHanging(2);
            work.run();
        });
    }

    /** Others hold keys in an open transaction: the sender of the first event keeps its turn until that ends. */
    private void whileOneHangs(Runnable work) {
        new TransactionTemplate(transactions).executeWithoutResult(open -> {
            hold("first");
            for (int i = 0; i < CROWD; i++) {
                hold("crowd" + i);
            }
            senders.submit(() -> intake.accept(event("first")));
            awaitHanging(1);
            work.run();
            open.setRollbackOnly();
        });
    }

    private void hold(String id) {
        jdbc.sql(
                        """
                insert into rapport.inbox_event
                    (source, id, type, customer_id, partition, data, occurred_at, received_at, due_at, state)
                values (:source, :id, 'customer.confirmed', 'nobody', 0, '{}', now(), now(), now(), 'done')""")
                .param("source", source)
                .param("id", id)
                .update();
    }

    private void awaitHanging(int transactions) {
        await(() -> jdbc.sql("select count(*) from pg_locks where locktype = 'transactionid' and not granted")
                        .query(Integer.class)
                        .single()
                == transactions);
    }

    /** Returns when so many arrivals stand in line. */
    private void settled(int arrivals) {
        await(() -> intake.waiting() == arrivals);
    }

    private static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("in time").isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    private EventSubmission event(String id) {
        return new EventSubmission(
                new NewEvent(source, id, "customer.confirmed", "nobody", null, JsonNodeFactory.instance.objectNode()),
                null);
    }

    private int rows(String id) {
        return jdbc.sql("select count(*) from rapport.inbox_event where source = :source and id = :id")
                .param("source", source)
                .param("id", id)
                .query(Integer.class)
                .single();
    }
}
