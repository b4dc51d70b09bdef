package io.rapport.inbox;

import static io.rapport.testing.Journeys.newId;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("When too many events wait, the door asks senders to come back later")
class BacklogTest extends AtTheDoor {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    BacklogTest() {
        super("urn:backlog-test");
    }

    @Test
    @DisplayName("429 with Retry-After for single events and batches, until the backlog is processed")
    void tooMany() {
        jdbc.sql(
                        """
                insert into rapport.inbox_event
                    (source, id, type, customer_id, partition, data, occurred_at, received_at, due_at)
                select 'urn:backlog-test:waiting', i::text, 'customer.confirmed', 'backlog', 0, '{}', now(), now(),
                       now() + interval '100 years'
                from generate_series(1, 100001) i""")
                .update();
        try {
            Awaitility.await().atMost(PATIENCE).until(() -> post().status() == 429);
            Door.Answer answer = post();
            assertThat(answer.status()).isEqualTo(429);
            assertThat(answer.type()).startsWith("application/problem+json");
            assertThat(Integer.parseInt(answer.header("Retry-After"))).isBetween(1, 60);
            assertThat(door.post(Door.BATCH, Door.JSON.createArrayNode()).status())
                    .isEqualTo(429);
            // what became of an event is answered as before
            assertThat(door.status("never-sent").status()).isEqualTo(404);
        } finally {
            jdbc.sql("delete from rapport.inbox_event where source = 'urn:backlog-test:waiting'")
                    .update();
            // so that the tests after this one find the door open
            Awaitility.await().atMost(PATIENCE).until(() -> post().status() == 202);
        }
    }

    private Door.Answer post() {
        return door.post(Door.EVENT, door.registered(newId("e"), newId("c")));
    }
}
