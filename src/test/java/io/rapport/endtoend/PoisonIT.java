package io.rapport.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("An event that kills the process each time")
class PoisonIT {

    @TempDir
    Path folder;

    @Test
    @DisplayName("is parked after two deaths, and what comes after it goes on")
    void parked() {
        RapportProcess rapport = new RapportProcess(folder, Map.of(), "--rapport.demo=false");
        try {
            rapport.start();
            // anyone who works on this order does not come back: the process is killed meanwhile
            rapport.execute(
                    """
                    create function rapport.poison() returns trigger language plpgsql as
                    $$ begin perform pg_sleep(3600); return new; end $$;
                    create trigger poison before insert on rapport.customer_order
                    for each row when (new.id = 'poison') execute function rapport.poison()""");
            assertThat(
                            rapport.event(
                                    event(
                                            "poison",
                                            "order.placed",
                                            """
                    {"orderId": "poison", "currency": "EUR", "total": 1,
                     "items": [{"sku": "P", "name": "Poison", "quantity": 1, "price": 1}]}""")))
                    .isEqualTo(202);
            String node = "none";
            for (int death = 1; death <= 2; death++) {
                node = nodeThatHasPoisonInHand(rapport, node);
                if (death == 1) {
                    assertThat(rapport.event(event("later", "customer.updated", "{\"phone\": \"+49 30 1234 5678\"}")))
                            .isEqualTo(202);
                }
                rapport.killHard();
                rapport.start();
            }
            rapport.await("what came after it is done", () -> rapport.stateOf("urn:test", "later")
                    .equals("done"));
            assertThat(rapport.query("select state, deaths, reason from rapport.inbox_event where id = 'poison'"))
                    .singleElement()
                    .satisfies(row -> assertThat(row).startsWith("dead|2|parked: the process died 2 times"));
            assertThat(rapport.query("select count(*) from rapport.inbox_worker where seqs <> '{}'"))
                    .containsExactly("0");
        } finally {
            rapport.close();
        }
    }

    /** Waits for a start of the application other than the one that died with it: what that left behind says the same. */
    private static String nodeThatHasPoisonInHand(RapportProcess rapport, String died) {
        String query =
                """
                select w.node from rapport.inbox_worker w join rapport.inbox_event e on e.seq = any(w.seqs)
                where e.id = 'poison' and w.node <> '%s'"""
                        .formatted(died);
        rapport.await("the event is in hand", () -> rapport.query(query).size() == 1);
        return rapport.query(query).get(0);
    }

    private static String event(String id, String type, String data) {
        return """
                {"specversion": "1.0", "id": "%s", "source": "urn:test", "type": "%s", "subject": "customer:p1", "data": %s}"""
                .formatted(id, type, data);
    }
}
