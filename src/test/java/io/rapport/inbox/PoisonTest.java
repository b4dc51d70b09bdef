package io.rapport.inbox;

import static io.rapport.inbox.EventStatus.State.DEAD;
import static io.rapport.inbox.EventStatus.State.DONE;
import static io.rapport.inbox.EventStatus.State.WAITING;
import static io.rapport.testing.Eventually.eventually;
import static io.rapport.testing.Journeys.newId;
import static org.assertj.core.api.Assertions.assertThat;

import io.rapport.inbox.internal.EventProcessor;
import io.rapport.testing.Journeys;
import io.rapport.testing.RapportTest;
import io.rapport.testing.Shop;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

@RapportTest
@DisplayName("An event that kills the process is found by the trace it leaves, and parked")
class PoisonTest {

    /** An advisory lock for which work on an order waits while the test holds it. */
    private static final int GATE = 7_301_177;

    @Autowired
    private Journeys journeys;

    @Autowired
    private Shop shop;

    @Autowired
    private EventProcessor processor;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private DataSource connections;

    @Test
    @DisplayName("While a worker works, everybody can see what it has in hand; afterwards nothing is left")
    void inHand() throws Exception {
        String customer = shop.customer();
        String placed = newId("e");
        journeys.accept(placed, "order.placed", customer, Shop.orderData(newId("o"), 10));
        try (Connection gate = connections.getConnection();
                Statement statement = gate.createStatement()) {
            statement.execute("select pg_advisory_lock(" + GATE + ")");
            slowDownOrdersOf(customer);
            CompletableFuture<Integer> work = CompletableFuture.supplyAsync(processor::handleNext);
            try {
                eventually("the event is taken up", () -> inHandOfSomebody(placed));
            } finally {
                statement.execute("select pg_advisory_unlock(" + GATE + ")");
                work.get(30, TimeUnit.SECONDS);
                jdbc.sql("drop function rapport.slow_order() cascade").update();
            }
        }
        assertThat(states(placed)).containsExactly(DONE);
        assertThat(inHandOfSomebody(placed)).isFalse();
    }

    @Test
    @DisplayName("A worker that fails but lives takes its mark back: nothing is held suspect")
    void failureIsNoDeath() {
        String customer = shop.customer();
        String orderId = newId("o");
        String placed = newId("e");
        try (BrokenOrder broken = new BrokenOrder(jdbc, orderId)) {
            journeys.accept(placed, "order.placed", customer, Shop.orderData(orderId, 10));
            journeys.settle();
        }
        assertThat(states(placed)).containsExactly(WAITING);
        assertThat(inHandOfSomebody(placed)).isFalse();
        assertThat(isSuspect(placed)).isFalse();
        journeys.pass(Duration.ofSeconds(2));
        assertThat(states(placed)).containsExactly(DONE);
    }

    @Test
    @DisplayName("Events in whose company a process died are tried alone; the innocent are done")
    void company() {
        List<String> customers = List.of(shop.customer(), shop.customer());
        String one = accepted(customers.get(0));
        String other = accepted(customers.get(1));
        processDiesOver(one, other);

        journeys.settle();
        assertThat(states(one, other)).containsExactly(DONE, DONE);
        assertThat(isSuspect(one)).isTrue();
        assertThat(deaths(one)).isZero();
        assertThat(inHandOfSomebody(one)).isFalse();
    }

    @Test
    @DisplayName("One death over an event alone may be chance: it is tried once more")
    void onceAlone() {
        String event = accepted(shop.customer());
        processDiesOver(event);

        journeys.settle();
        assertThat(states(event)).containsExactly(DONE);
        assertThat(deaths(event)).isEqualTo(1);
    }

    @Test
    @DisplayName("After two deaths over an event alone it is parked with the reason; the customer's later events go on")
    void twiceAlone() {
        String customer = shop.customer();
        String poison = accepted(customer);
        String later = accepted(customer);
        processDiesOver(poison);
        processDiesOver(poison);

        journeys.settle();
        assertThat(states(poison, later)).containsExactly(DEAD, DONE);
        assertThat(journeys.status(poison).reason()).startsWith("parked: the process died 2 times");
    }

    @Test
    @DisplayName("A restart of the database under a worker is no death, however often it happens: nothing is parked")
    void databaseRestarts() {
        String event = accepted(shop.customer());
        processDiesOver(event);
        processDiesOver(event);
        processDiesOver(event);
        jdbc.sql("update rapport.inbox_worker set server_started = server_started - interval '1 hour'"
                        + " where node like 'gone%'")
                .update();

        journeys.settle();
        assertThat(states(event)).containsExactly(DONE);
        assertThat(deaths(event)).isZero();
    }

    @Test
    @DisplayName("A mark of a node that lives is no death: only its connection broke")
    void connectionBreaks() {
        String event = accepted(shop.customer());
        for (int i = 0; i < 3; i++) {
            String node = processDiesOver(event);
            jdbc.sql("insert into rapport.inbox_node (node, seen_at) values (?, clock_timestamp())")
                    .param(node)
                    .update();
        }

        journeys.settle();
        assertThat(states(event)).containsExactly(DONE);
        assertThat(deaths(event)).isZero();
        assertThat(isSuspect(event)).isFalse();
    }

    @Test
    @DisplayName("A node that fell silent has died, though it signed that it lived until then")
    void silent() {
        String event = accepted(shop.customer());
        for (int i = 0; i < 2; i++) {
            String node = processDiesOver(event);
            jdbc.sql(
                            "insert into rapport.inbox_node (node, seen_at) values (?, clock_timestamp() - interval '6 seconds')")
                    .param(node)
                    .update();
        }

        journeys.settle();
        assertThat(states(event)).containsExactly(DEAD);
    }

    @Test
    @DisplayName("An early event that kills the process when a journey takes it is parked too")
    void early() {
        String customer = shop.customer();
        String delivered = newId("e");
        journeys.accept(delivered, "order.delivered", customer, Map.of("orderId", newId("o")));
        journeys.settle();
        assertThat(states(delivered)).containsExactly(WAITING);

        processDiesOver(delivered);
        processDiesOver(delivered);
        journeys.pass(Duration.ofMinutes(6));
        assertThat(states(delivered)).containsExactly(DEAD);
    }

    private String accepted(String customer) {
        String id = newId("e");
        journeys.accept(id, "customer.updated", customer, Map.of("phone", "+49 30 1234 5678"));
        return id;
    }

    /** What a killed process leaves: the mark of a worker of a node that is gone. */
    private String processDiesOver(String... ids) {
        String node = newId("gone");
        jdbc.sql(
                        """
                insert into rapport.inbox_worker (worker, node, seqs, marked_at)
                select :node || '/inbox-1', :node, array_agg(seq), now() from rapport.inbox_event where id = any(:ids)""")
                .param("node", node)
                .param("ids", ids)
                .update();
        return node;
    }

    private void slowDownOrdersOf(String customer) {
        jdbc.sql(
                        """
                create function rapport.slow_order() returns trigger language plpgsql as
                $$ begin perform pg_advisory_xact_lock(%d); return new; end $$"""
                                .formatted(GATE))
                .update();
        jdbc.sql(
                        """
                create trigger slow_order before insert on rapport.customer_order
                for each row when (new.customer_id = '%s') execute function rapport.slow_order()"""
                                .formatted(customer))
                .update();
    }

    private List<EventStatus.State> states(String... ids) {
        return List.of(ids).stream().map(id -> journeys.status(id).state()).toList();
    }

    private boolean inHandOfSomebody(String id) {
        return jdbc.sql(
                        """
                select exists (select from rapport.inbox_worker w join rapport.inbox_event e on e.seq = any(w.seqs)
                               where e.id = ?)""")
                .param(id)
                .query(Boolean.class)
                .single();
    }

    private boolean isSuspect(String id) {
        return jdbc.sql("select suspect from rapport.inbox_event where id = ?")
                .param(id)
                .query(Boolean.class)
                .single();
    }

    private int deaths(String id) {
        return jdbc.sql("select deaths from rapport.inbox_event where id = ?")
                .param(id)
                .query(Integer.class)
                .single();
    }
}
