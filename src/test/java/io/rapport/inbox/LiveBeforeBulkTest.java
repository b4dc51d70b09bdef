package io.rapport.inbox;

import static io.rapport.inbox.EventStatus.State.DONE;
import static io.rapport.inbox.EventStatus.State.WAITING;
import static io.rapport.inbox.Priority.BULK;
import static io.rapport.inbox.Priority.LIVE;
import static io.rapport.testing.Journeys.newId;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.rapport.calendar.BusinessClock;
import io.rapport.inbox.internal.EventProcessor;
import io.rapport.inbox.internal.InboxQueue;
import io.rapport.testing.Journeys;
import io.rapport.testing.RapportTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

@RapportTest
@DisplayName("What is live goes before what is bulk, and nobody's backlog holds others up")
@Tag("slow")
class LiveBeforeBulkTest {

    /** So many batches does a live event wait for at the most: the one that is under way, and its own. */
    private static final int SOON = 2;

    @Autowired
    private Journeys journeys;

    @Autowired
    private Inbox inbox;

    @Autowired
    private InboxOperations operations;

    @Autowired
    private EventProcessor processor;

    @Autowired
    private InboxQueue queue;

    @Autowired
    private BusinessClock clock;

    @Autowired
    private ObjectMapper json;

    @Autowired
    private JdbcClient jdbc;

    @BeforeEach
    void nothingWaits() {
        journeys.settle();
    }

    @AfterEach
    void backToNow() {
        jdbc.sql("delete from rapport.inbox_event where state = 'waiting' and source = 'urn:test'")
                .update();
        journeys.now();
    }

    private String tell(Priority priority, String customer, String phone) {
        String id = newId("e");
        inbox.acceptAll(List.of(delivery(priority, customer, phone, id)));
        return id;
    }

    private EventSubmission delivery(Priority priority, String customer, String phone, String id) {
        return new EventSubmission(
                new NewEvent(
                        "urn:test",
                        id,
                        "customer.updated",
                        customer,
                        clock.instant(),
                        json.valueToTree(Map.of("phone", phone))),
                null,
                priority);
    }

    private void anImport(Priority priority, int customers) {
        List<EventSubmission> events = new ArrayList<>();
        for (int i = 0; i < customers; i++) {
            events.add(delivery(priority, newId("c"), "+49 30 1234 5678", newId("e")));
        }
        inbox.acceptAll(events);
    }

    private void work(int batches) {
        for (int i = 0; i < batches; i++) {
            processor.handleNext();
        }
    }

    private List<EventStatus.State> states(String... ids) {
        return List.of(ids).stream().map(id -> journeys.status(id).state()).toList();
    }

    private String phone(String customer) {
        return jdbc.sql("select phone from rapport.customer where id = ?")
                .param(customer)
                .query(String.class)
                .single();
    }

    @Test
    @DisplayName("A live event behind hundreds of bulk ones is done within two batches")
    void live() {
        anImport(BULK, 600);
        String live = tell(LIVE, newId("c"), "+49 30 1111 1111");
        work(SOON);
        assertThat(states(live)).containsExactly(DONE);
        assertThat(operations.figures().waiting()).isGreaterThan(200);
        assertThat(operations.figures().oldestLive()).isEqualTo(Duration.ZERO);
    }

    @Test
    @DisplayName("Bulk fills what live leaves of a batch")
    void bulkFills() {
        anImport(BULK, 100);
        tell(LIVE, newId("c"), "+49 30 1111 1111");
        assertThat(processor.handleNext()).isGreaterThan(1);
    }

    @Test
    @DisplayName("A live event takes the customer's bulk ones before it along, in their order")
    void lifted() {
        // so many that those of its own partition last, whichever that is
        anImport(BULK, 1500);
        String customer = newId("c");
        String first = tell(BULK, customer, "+49 30 1111 1111");
        String second = tell(BULK, customer, "+49 30 2222 2222");
        String live = tell(LIVE, customer, "+49 30 3333 3333");
        String last = tell(BULK, customer, "+49 30 4444 4444");
        work(3 * SOON);
        assertThat(states(first, second, live)).containsExactly(DONE, DONE, DONE);
        assertThat(states(last)).as("what comes after it is bulk as before").containsExactly(WAITING);
        assertThat(phone(customer)).isEqualTo("+49 30 3333 3333");
        journeys.settle();
        assertThat(phone(customer)).isEqualTo("+49 30 4444 4444");
    }

    @Test
    @DisplayName("The same when the bulk ones were read before the live one came")
    void liftedLater() {
        anImport(BULK, 600);
        String customer = newId("c");
        List<String> bulk = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            bulk.add(tell(BULK, customer, "+49 30 1111 111" + i));
        }
        work(SOON);
        String live = tell(LIVE, customer, "+49 30 3333 3333");
        work(7 * SOON);
        assertThat(states(live)).containsExactly(DONE);
        assertThat(phone(customer)).isEqualTo("+49 30 3333 3333");
    }

    @Test
    @DisplayName("The age of the oldest live event is measured by itself, also while it stands behind bulk ones")
    void ages() {
        journeys.moveTo(clock.instant());
        tell(BULK, newId("c"), "+49 30 1111 1111");
        journeys.moveTo(clock.instant().plusSeconds(600));
        assertThat(operations.figures().oldest()).isGreaterThanOrEqualTo(Duration.ofSeconds(600));
        assertThat(operations.figures().oldestLive()).isZero();
        tell(LIVE, newId("c"), "+49 30 1111 1111");
        journeys.moveTo(clock.instant().plusSeconds(60));
        assertThat(operations.figures().oldestLive()).isBetween(Duration.ofSeconds(59), Duration.ofSeconds(61));
    }

    @Test
    @DisplayName("Customers of one partition take turns: a newcomer does not wait for one customer's long backlog")
    void turns() {
        String busy = newId("c");
        List<EventSubmission> backlog = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            backlog.add(delivery(LIVE, busy, "+49 30 " + (1_000_000 + i), newId("e")));
        }
        inbox.acceptAll(backlog);
        work(10);
        String neighbour = newId("c");
        while (CustomerLock.batch(neighbour, 64) != CustomerLock.batch(busy, 64)) {
            neighbour = newId("c");
        }
        String event = tell(LIVE, neighbour, "+49 30 1111 1111");
        work(SOON);
        assertThat(states(event)).containsExactly(DONE);
        journeys.settle();
        assertThat(phone(busy)).as("in their order to the last").isEqualTo("+49 30 1000499");
    }

    @Test
    @DisplayName("A customer's withdrawal behind 3,000 live events of theirs is done with the 121st batch, in its turn")
    void longQueue() {
        String busy = newId("c");
        List<EventSubmission> backlog = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            backlog.add(delivery(LIVE, busy, "+49 30 " + (1_000_000 + i), newId("e")));
        }
        inbox.acceptAll(backlog);
        String withdrawn = newId("e");
        journeys.accept(
                withdrawn,
                "consent.withdrawn",
                busy,
                Map.of("channel", "email", "topic", "offers", "source", "test", "wording", "No"));
        work(20);
        assertThat(states(withdrawn)).containsExactly(WAITING);
        assertThat(phone(busy)).isEqualTo("+49 30 1000999");
        work(1);
        assertThat(states(withdrawn)).containsExactly(DONE);
    }

    @Test
    @DisplayName("Events of one customer fill what others leave of a batch, and take nobody's place")
    void followers() {
        String busy = newId("c");
        List<String> own = new ArrayList<>();
        for (int i = 0; i < 80; i++) {
            own.add(tell(LIVE, busy, "+49 30 " + (1_000_000 + i)));
        }
        String second = newId("c");
        String first = tell(LIVE, second, "+49 30 1111 1111");
        String next = tell(BULK, second, "+49 30 2222 2222");
        assertThat(processor.handleNext()).isEqualTo(50);
        assertThat(states(first, own.get(0), own.get(48), own.get(49))).containsExactly(DONE, DONE, DONE, WAITING);
        assertThat(states(next)).as("what is bulk does not follow what is live").containsExactly(WAITING);
    }

    @Test
    @DisplayName("Whose earlier event was taken away by hand is not forgotten")
    void byHand() {
        String customer = newId("c");
        String first = tell(LIVE, customer, "+49 30 1111 1111");
        String second = tell(LIVE, customer, "+49 30 2222 2222");
        jdbc.sql("update rapport.inbox_event set behind = true where id = ?")
                .param(second)
                .update();
        jdbc.sql("update rapport.inbox_event set state = 'discarded', settled_at = now() where id = ?")
                .param(first)
                .update();
        assertThat(queue.callForgotten(clock.instant())).isEqualTo(1);
        journeys.settle();
        assertThat(states(second)).containsExactly(DONE);
    }
}
