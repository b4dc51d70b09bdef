package io.rapport.inbox;

import static io.rapport.testing.Journeys.newId;
import static org.assertj.core.api.Assertions.assertThat;

import io.rapport.inbox.internal.EventProcessor;
import io.rapport.testing.Journeys;
import io.rapport.testing.RapportTest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

@RapportTest
@DisplayName("Workers side by side")
class WorkersTest {

    private static final int CUSTOMERS = 12;
    private static final int EVENTS = 15;
    private static final int WORKERS = 4;

    @Autowired
    private Journeys journeys;

    @Autowired
    private EventProcessor processor;

    @Autowired
    private JdbcClient jdbc;

    @Test
    @DisplayName("take each event once, and each customer's in their order")
    void orderPerCustomer() throws Exception {
        journeys.settle();
        List<String> customers = new ArrayList<>();
        for (int i = 0; i < CUSTOMERS; i++) {
            customers.add(newId("c"));
        }
        // the customers' events are mixed, as they come in
        for (int n = 0; n < EVENTS; n++) {
            for (String customer : customers) {
                journeys.accept(
                        newId("e"),
                        n % 2 == 0 ? "consent.granted" : "consent.withdrawn",
                        customer,
                        Map.of("channel", "email", "topic", "offers", "source", "form " + n, "wording", "As shown"));
            }
        }

        ExecutorService workers = Executors.newFixedThreadPool(WORKERS);
        try {
            int taken = 0;
            for (Future<Integer> worker : workers.invokeAll(Collections.nCopies(WORKERS, work(customers)))) {
                taken += worker.get();
            }
            assertThat(taken).as("events taken by all workers").isEqualTo(CUSTOMERS * EVENTS);
        } finally {
            workers.shutdown();
        }

        for (String customer : customers) {
            assertThat(jdbc.sql("select source from rapport.consent_entry where customer_id = :customer order by seq")
                            .param("customer", customer)
                            .query(String.class)
                            .list())
                    .containsExactlyElementsOf(IntStream.range(0, EVENTS)
                            .mapToObj(n -> "form " + n)
                            .toList());
        }
    }

    private Callable<Integer> work(List<String> customers) {
        return () -> {
            int taken = 0;
            while (waiting(customers) > 0) {
                taken += processor.handleNext();
            }
            return taken;
        };
    }

    private long waiting(List<String> customers) {
        return jdbc.sql(
                        "select count(*) from rapport.inbox_event where state = 'waiting' and customer_id in (:customers)")
                .param("customers", customers)
                .query(Long.class)
                .single();
    }
}
