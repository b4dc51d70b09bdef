package io.rapport.inbox;

import static io.rapport.testing.Journeys.newId;
import static org.assertj.core.api.Assertions.assertThat;

import io.rapport.inbox.EventStatus.State;
import io.rapport.testing.Journeys;
import io.rapport.testing.RapportTest;
import io.rapport.testing.Shop;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@RapportTest
@DisplayName("Who has just handed in an event can wait until it is handled")
class EventProgressTest {

    private static final String SOURCE = "urn:test";
    private static final Duration LONG = Duration.ofSeconds(20);

    @Autowired
    private EventProgress progress;

    @Autowired
    private Journeys journeys;

    @Autowired
    private Shop shop;

    private String accepted() {
        String id = newId("progress");
        journeys.accept(id, "customer.updated", shop.customer(), Map.of("phone", "+44 20 7946 0112"));
        return id;
    }

    @Test
    @DisplayName("and goes on as soon as it is")
    void handled() {
        String id = accepted();
        CompletableFuture<Void> handling = CompletableFuture.runAsync(journeys::settle);
        long begin = System.nanoTime();
        assertThat(progress.await(SOURCE, id, LONG)).contains(State.DONE);
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(LONG);
        handling.join();
    }

    @Test
    @DisplayName("but no longer than was meant")
    void notHandled() {
        String id = accepted();
        assertThat(progress.await(SOURCE, id, Duration.ofMillis(30))).contains(State.WAITING);
        journeys.settle();
        assertThat(progress.of(SOURCE, id)).contains(State.DONE);
    }

    @Test
    @DisplayName("and does not wait for one that never came in")
    void unknown() {
        assertThat(progress.await(SOURCE, newId("none"), LONG)).isEmpty();
    }
}
