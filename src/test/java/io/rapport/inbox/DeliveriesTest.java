package io.rapport.inbox;

import static io.rapport.inbox.EventStatus.State.DEAD;
import static io.rapport.inbox.EventStatus.State.DONE;
import static io.rapport.inbox.EventStatus.State.WAITING;
import static io.rapport.testing.Journeys.newId;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import io.rapport.calendar.BusinessClock;
import io.rapport.database.AdvisoryLocks;
import io.rapport.database.OperatorDecision;
import io.rapport.database.OperatorDecision.Result;
import io.rapport.database.Retention;
import io.rapport.inbox.internal.EventProcessor;
import io.rapport.testing.BrokenRows;
import io.rapport.testing.Journeys;
import io.rapport.testing.Models;
import io.rapport.testing.RapportTest;
import io.rapport.testing.Shop;
import io.rapport.testing.TestModels;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/** Beside the shipped win-back journey two more start on customer.lapsed; both then wait for customer.updated. */
@RapportTest
@DisplayName("A journey that fails on an event fails alone")
@Tag("slow")
class DeliveriesTest {

    private static final String JOURNEYS = "insert or update on rapport.journey";

    private static final OperatorDecision DECISION = new OperatorDecision("demo", "the model is fixed");

    @Autowired
    private TestModels models;

    @Autowired
    private Journeys journeys;

    @Autowired
    private Shop shop;

    @Autowired
    private InboxOperations operations;

    @Autowired
    private OpenDeliveries openDeliveries;

    @Autowired
    private Retention retention;

    @Autowired
    private BusinessClock clock;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private EventProcessor processor;

    @Autowired
    private CustomerLock lock;

    @Autowired
    private TransactionTemplate transaction;

    private final String failing = newId("failing");
    private final String healthy = newId("healthy");
    private final List<BrokenRows> broken = new ArrayList<>();
    private String customer;
    private String key;

    @BeforeEach
    void twoMoreJourneys() {
        models.deploy(Map.of(
                failing, Models.waiting(failing, "customer.lapsed", "customer.updated", "while-not-running"),
                healthy, Models.waiting(healthy, "customer.lapsed", "customer.updated", "while-not-running")));
        customer = shop.customer();
        key = "customer:" + customer;
    }

    @AfterEach
    void takeAway() {
        fix();
        journeys.pass(Duration.ofHours(1));
    }

    private void breakJourney(String journey) {
        broken.add(BrokenRows.journey(jdbc, journey, customer));
    }

    private void fix() {
        broken.forEach(BrokenRows::close);
        broken.clear();
    }

    private String tell(String type, Map<String, Object> data) {
        String id = newId("e");
        journeys.accept(id, type, customer, data);
        journeys.settle();
        return id;
    }

    private String lapse() {
        return tell("customer.lapsed", Map.of("lastOrderAt", "2026-01-01T00:00:00Z"));
    }

    private String update(String phone) {
        return tell("customer.updated", Map.of("phone", phone));
    }

    private List<EventStatus.State> states(String... ids) {
        return List.of(ids).stream().map(id -> journeys.status(id).state()).toList();
    }

    private String phone() {
        return jdbc.sql("select phone from rapport.customer where id = ?")
                .param(customer)
                .query(String.class)
                .single();
    }

    private long instances(String journey) {
        return jdbc.sql("select count(*) from rapport.journey where journey = :journey and business_key = :key")
                .param("journey", journey)
                .param("key", key)
                .query(Long.class)
                .single();
    }

    private List<String> deliveries() {
        return jdbc.sql(
                        """
                select d.journey || ' ' || e.type || ' ' || d.state from rapport.inbox_delivery d
                join rapport.inbox_event e on e.seq = d.event_seq
                where d.customer_id = :customer and d.state in ('open', 'dead') order by d.journey, d.event_seq""")
                .param("customer", customer)
                .query(String.class)
                .list();
    }

    @Test
    @DisplayName("Two workers that find it at the same moment make one try of it, however it ends")
    void oneTry() throws Exception {
        String tries = "rapport." + newId("tries").replace('-', '_');
        jdbc.sql("create sequence " + tries).update();
        ExecutorService workers = Executors.newFixedThreadPool(2);
        try {
            broken.add(new BrokenRows(
                    jdbc,
                    JOURNEYS,
                    "new.journey = '%s' and new.customer_id = '%s' and nextval('%s') > 0"
                            .formatted(failing, customer, tries),
                    "P0001",
                    "this journey is broken"));
            lapse();
            journeys.moveTo(clock.instant().plus(Duration.ofHours(1)));
            long before = tries(tries);

            List<Future<Integer>> both = transaction.execute(status -> {
                lock.take(customer);
                List<Future<Integer>> started =
                        List.of(workers.submit(processor::handleUnmatched), workers.submit(processor::handleUnmatched));
                Awaitility.await()
                        .until(() -> started.stream().filter(Future::isDone).count() + waitingForPartitions() == 2);
                return started;
            });
            for (Future<Integer> one : both) {
                one.get(30, TimeUnit.SECONDS);
            }

            assertThat(tries(tries) - before).isEqualTo(1);
            assertThat(jdbc.sql("select attempts from rapport.inbox_delivery where journey = :journey")
                            .param("journey", failing)
                            .query(Integer.class)
                            .single())
                    .isEqualTo(2);
        } finally {
            workers.shutdown();
            fix();
            jdbc.sql("drop sequence " + tries).update();
        }
    }

    private long tries(String sequence) {
        return jdbc.sql("select last_value from " + sequence).query(Long.class).single();
    }

    private long waitingForPartitions() {
        return jdbc.sql(
                        "select count(*) from pg_locks where locktype = 'advisory' and classid = :class and not granted")
                .param("class", AdvisoryLocks.PARTITIONS)
                .query(Long.class)
                .single();
    }

    @Test
    @DisplayName("The tables and the other journeys have the event at once, and once; it says who is missing")
    void alone() {
        breakJourney(failing);
        String lapsed = lapse();

        assertThat(journeys.isRunning("win-back", key)).isTrue();
        assertThat(journeys.isRunning(healthy, key)).isTrue();
        assertThat(journeys.isRunning(failing, key)).isFalse();
        assertThat(jdbc.sql("select lapsed_at is not null from rapport.customer where id = ?")
                        .param(customer)
                        .query(Boolean.class)
                        .single())
                .as("what is known of a customer does not wait for a model")
                .isTrue();
        EventStatus status = journeys.status(lapsed);
        assertThat(status.state()).isEqualTo(WAITING);
        assertThat(status.attempts()).isEqualTo(1);
        assertThat(status.reason()).contains(failing, "this journey is broken");
        assertThat(status.effects()).extracting(EventEffect::journey).containsExactlyInAnyOrder("win-back", healthy);

        fix();
        journeys.pass(Duration.ofSeconds(2));
        assertThat(journeys.status(lapsed).state()).isEqualTo(DONE);
        assertThat(journeys.status(lapsed).effects())
                .extracting(EventEffect::journey)
                .containsExactlyInAnyOrder("win-back", healthy, failing);
        assertThat(List.of(instances("win-back"), instances(healthy), instances(failing)))
                .containsExactly(1L, 1L, 1L);
    }

    @Test
    @DisplayName(
            "The customer's later events go on; those that the failing journey would hear wait behind it, in order")
    void strictWithinTheJourney() {
        breakJourney(failing);
        String lapsed = lapse();
        String updated = update("+49 30 1111 1111");
        String confirmed = tell("customer.confirmed", Map.of());

        assertThat(phone()).isEqualTo("+49 30 1111 1111");
        assertThat(journeys.outcome(healthy, key)).isEqualTo("heard");
        assertThat(states(lapsed, updated, confirmed)).containsExactly(WAITING, WAITING, DONE);
        assertThat(journeys.status(updated).reason()).contains(failing, "waits for its turn");
        assertThat(deliveries()).containsExactly(failing + " customer.lapsed open", failing + " customer.updated open");

        fix();
        journeys.pass(Duration.ofSeconds(2));
        assertThat(states(lapsed, updated)).containsExactly(DONE, DONE);
        assertThat(journeys.outcome(failing, key))
                .as("it started on the first and heard the second")
                .isEqualTo("heard");
        assertThat(deliveries()).isEmpty();
    }

    @Test
    @DisplayName("What the failing journey would start on waits, too, though others take it")
    void startsBehind() {
        breakJourney(failing);
        String first = lapse();
        update("+49 30 1111 1111");
        String second = lapse();
        assertThat(journeys.isRunning(healthy, key)).as("it has started again").isTrue();
        assertThat(states(first, second)).containsExactly(WAITING, WAITING);

        fix();
        journeys.pass(Duration.ofSeconds(2));
        assertThat(states(first, second)).containsExactly(DONE, DONE);
        assertThat(instances(failing)).isEqualTo(2);
    }

    @Test
    @DisplayName("After seven tries it is given up for that journey alone, shown, and what waits behind it goes on")
    void givenUp() {
        breakJourney(failing);
        String lapsed = lapse();
        String updated = update("+49 30 1111 1111");
        for (Duration pause : FailingEventsTest.PAUSES) {
            assertThat(states(lapsed, updated)).containsExactly(WAITING, WAITING);
            journeys.pass(pause);
        }
        EventStatus dead = journeys.status(lapsed);
        assertThat(dead.state()).isEqualTo(DEAD);
        assertThat(dead.attempts()).isEqualTo(7);
        assertThat(dead.reason()).contains(failing, "this journey is broken");
        assertThat(dead.settledAt()).isNotNull();
        assertThat(dead.effects()).extracting(EventEffect::journey).containsExactlyInAnyOrder("win-back", healthy);
        assertThat(states(updated)).containsExactly(DONE);
        assertThat(deliveries()).containsExactly(failing + " customer.lapsed dead");

        // as long as somebody may replay it, nothing of it is deleted
        journeys.moveTo(clock.instant().plus(Duration.ofDays(91)));
        retention.run("events");
        assertThat(states(lapsed)).containsExactly(DEAD);
    }

    @Test
    @DisplayName("Releases that do not repair it use up none of its tries, and the one that does is followed at once")
    void triedByReleases() {
        breakJourney(failing);
        lapse();
        journeys.pass(FailingEventsTest.PAUSES.get(0));
        int tries = shown().attempts();
        for (int release = 1; release <= 10; release++) {
            openDeliveries.tryAgain(List.of(failing));
            journeys.settle();
        }
        assertThat(shown().attempts()).isEqualTo(tries);
        assertThat(shown().at()).isAfter(clock.instant());

        fix();
        openDeliveries.tryAgain(List.of(failing));
        journeys.settle();

        assertThat(instances(failing)).isOne();
    }

    private void giveUp() {
        for (Duration pause : FailingEventsTest.PAUSES) {
            journeys.pass(pause);
        }
    }

    private FailedDelivery shown() {
        return operations.failedDeliveries(1000).stream()
                .filter(delivery -> delivery.customerId().equals(customer))
                .findFirst()
                .orElseThrow();
    }

    @Test
    @DisplayName("Operators see journey, event, reason and what waits behind it, also while it is tried again")
    void shownToOperators() {
        long before = operations.figures().failed();
        breakJourney(failing);
        String lapsed = lapse();
        update("+49 30 1111 1111");
        FailedDelivery delivery = shown();
        assertThat(delivery.journey()).isEqualTo(failing);
        assertThat(delivery.eventId()).isEqualTo(lapsed);
        assertThat(delivery.type()).isEqualTo("customer.lapsed");
        assertThat(delivery.givenUp()).isFalse();
        assertThat(delivery.at()).isAfter(clock.instant());
        assertThat(delivery.behind()).isEqualTo(1);
        assertThat(delivery.reason()).contains("this journey is broken");
        assertThat(operations.figures().failed()).isEqualTo(before + 1);
    }

    @Test
    @DisplayName("What was given up is replayed for that journey alone, once its model is fixed")
    void replayed() {
        breakJourney(failing);
        String lapsed = lapse();
        giveUp();
        assertThat(shown().givenUp()).isTrue();
        fix();
        assertThat(operations.replayDeliveries(List.of(shown().id()), DECISION)).isEqualTo(new Result(1, 0));
        journeys.settle();

        assertThat(states(lapsed)).containsExactly(DONE);
        assertThat(journeys.isRunning(failing, key)).isTrue();
        assertThat(List.of(instances("win-back"), instances(healthy))).containsExactly(1L, 1L);
        assertThat(operations.decisions(1)).singleElement().satisfies(decided -> {
            assertThat(decided.action()).isEqualTo("replay");
            assertThat(decided.note()).isEqualTo(DECISION.note());
        });
    }

    @Test
    @DisplayName("All that a journey failed on is replayed at once, or put away at once")
    void byJourney() {
        breakJourney(failing);
        String first = lapse();
        giveUp();
        update("+49 30 1111 1111");
        String second = lapse();
        assertThat(operations.discardDeliveries("no-such-journey", DECISION)).isEqualTo(new Result(0, 0));
        fix();
        assertThat(operations.replayDeliveries(failing, DECISION)).isEqualTo(new Result(2, 0));
        journeys.settle();
        assertThat(states(first, second)).containsExactly(DONE, DONE);
        assertThat(instances(failing))
                .as("while the first runs it does not start again")
                .isEqualTo(1);
    }

    @Test
    @DisplayName("What is put away lets the ones behind it go on")
    void discarded() {
        breakJourney(failing);
        String lapsed = lapse();
        String updated = update("+49 30 1111 1111");
        assertThat(operations.discardDeliveries(List.of(shown().id()), DECISION))
                .isEqualTo(new Result(1, 0));
        journeys.settle();
        assertThat(states(lapsed, updated)).containsExactly(DONE, DONE);
        assertThat(deliveries()).isEmpty();
    }

    @Test
    @DisplayName("An instance that was called belongs to the journey that called it")
    void called() {
        String order = shop.order(customer, 10);
        shop.order(order, customer, "delivered");
        journeys.pass(Duration.ofDays(8));
        String survey = jdbc.sql("select id from rapport.survey where about = :about")
                .param("about", "order:" + order)
                .query(String.class)
                .single();
        breakJourney("satisfaction");
        String answered = tell("survey.answered", Map.of("surveyId", survey, "score", 3));

        assertThat(deliveries()).containsExactly("post-purchase survey.answered open");
        assertThat(jdbc.sql("select score from rapport.survey where id = ?")
                        .param(survey)
                        .query(Integer.class)
                        .single())
                .isEqualTo(3);
        fix();
        journeys.pass(Duration.ofMinutes(1));
        assertThat(states(answered)).containsExactly(DONE);
    }

    @Test
    @DisplayName("Erasure does not wait: it ends what runs and lets go of what was still to come")
    void erased() {
        breakJourney(failing);
        String lapsed = lapse();
        String updated = update("+49 30 1111 1111");
        String erased = tell("customer.erased", Map.of());

        assertThat(states(lapsed, updated, erased)).containsExactly(DONE, DONE, DONE);
        assertThat(deliveries()).isEmpty();
        assertThat(journeys.isRunning(healthy, key)).isFalse();
        assertThat(jdbc.sql("select data::text from rapport.inbox_event where customer_id = ?")
                        .param(customer)
                        .query(String.class)
                        .list())
                .containsOnly("{}");
    }

    @Test
    @DisplayName("A journey that fails on the erasure itself holds nothing of it up")
    void failsOnErasure() {
        String farewell = newId("farewell");
        models.deploy(farewell, Models.waiting(farewell, "customer.erased", "customer.updated", "once"));
        lapse();
        breakJourney(farewell);
        String erased = tell("customer.erased", Map.of());
        assertThat(List.of(journeys.isRunning(healthy, key), journeys.isRunning("onboarding", key)))
                .containsExactly(false, false);
        assertThat(jdbc.sql("select erased_at is not null and email is null from rapport.customer where id = ?")
                        .param(customer)
                        .query(Boolean.class)
                        .single())
                .isTrue();
        assertThat(journeys.status(erased).reason()).contains(farewell);
        assertThat(deliveries()).containsExactly(farewell + " customer.erased open");
    }

    @Test
    @DisplayName("What nobody takes but a journey that is behind stays unmatched for others, and is not lost for it")
    void early() {
        String order = newId("o");
        String waits = newId("waits");
        models.deploy(
                waits,
                Models.waiting(waits, "order.placed", "order.delivered", "once")
                        .replace("name=\"about\" value=\"customer\"", "name=\"about\" value=\"order\""));
        breakJourney(waits);
        String placed = tell("order.placed", Shop.orderData(order, 10));
        String other = newId("o");
        String delivered = tell("order.delivered", Map.of("orderId", other));
        assertThat(states(placed, delivered)).containsExactly(WAITING, WAITING);
        assertThat(deliveries()).containsExactly(waits + " order.placed open", waits + " order.delivered open");

        // the shipped journey begins to wait for it and takes it; the failing one is still to take it
        tell("order.placed", Shop.orderData(other, 10));
        assertThat(journeys.status(delivered).effects())
                .extracting(EventEffect::kind, EventEffect::businessKey)
                .containsExactly(tuple(EventEffect.Kind.ADVANCED, "order:" + other));
        assertThat(states(delivered)).containsExactly(WAITING);

        fix();
        // on a busy machine the second try came before, and the third is five seconds later
        journeys.pass(Duration.ofSeconds(10));
        assertThat(states(placed, delivered)).containsExactly(DONE, DONE);
        assertThat(journeys.isRunning(waits, "order:" + order)).isTrue();
    }

    @Test
    @DisplayName("Where nothing fails, no delivery is ever written")
    void hotPath() {
        long before = jdbc.sql("select count(*) from rapport.inbox_delivery")
                .query(Long.class)
                .single();
        lapse();
        update("+49 30 1111 1111");
        assertThat(journeys.outcome(failing, key)).isEqualTo("heard");
        assertThat(jdbc.sql("select count(*) from rapport.inbox_delivery")
                        .query(Long.class)
                        .single())
                .isEqualTo(before);
    }

    @Test
    @DisplayName("A journey that kills the process is given up alone; the tables and the other journeys have the event")
    void poison() {
        breakJourney(failing);
        String lapsed = lapse();
        fix();
        String node = newId("gone");
        jdbc.sql(
                        """
                insert into rapport.inbox_worker (worker, node, seqs, marked_at)
                select :node || n, :node, array[d.id], now() from rapport.inbox_delivery d, generate_series(1, 2) n
                where d.customer_id = :customer and d.journey = :journey""")
                .param("node", node)
                .param("customer", customer)
                .param("journey", failing)
                .update();
        journeys.pass(Duration.ofSeconds(2));
        assertThat(states(lapsed)).containsExactly(DEAD);
        assertThat(journeys.status(lapsed).reason()).contains(failing, "the process died 2 times");
        assertThat(journeys.isRunning(healthy, key)).isTrue();
        assertThat(journeys.isRunning(failing, key)).isFalse();
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"57P01", "57P03", "08006", "53100", "25006"})
    @DisplayName(
            "What the database says of itself uses up none of its tries, and it takes the event when that is mended")
    void databaseFault(String state) {
        breakJourney(failing);
        String lapsed = lapse();
        fix();
        assertThat(tries()).containsExactly(1);

        try (BrokenRows away = new BrokenRows(jdbc, JOURNEYS, ofTheFailing(), state, "not now")) {
            failByTheDatabase();
        }
        assertThat(tries()).containsExactly(1);

        journeys.pass(Duration.ofSeconds(11));
        assertThat(states(lapsed)).containsExactly(DONE);
        assertThat(tries()).containsExactly(1);
        assertThat(instances(failing)).isEqualTo(1);
    }

    @Test
    @DisplayName("Nor does a connection that ends in the middle of it, nor one that ends before it was taken apart")
    void connectionEnds() {
        breakJourney(failing);
        String lapsed = lapse();
        fix();
        try (BrokenRows away = BrokenRows.endOfConnection(jdbc, JOURNEYS, ofTheFailing())) {
            failByTheDatabase();
        }
        assertThat(tries()).containsExactly(1);
        journeys.pass(Duration.ofSeconds(11));
        assertThat(states(lapsed)).containsExactly(DONE);

        String updated = newId("e");
        journeys.accept(updated, "customer.updated", customer, Map.of("phone", "+44 20 7946 0113"));
        try (BrokenRows away = BrokenRows.endOfConnection(jdbc, JOURNEYS, ofTheFailing())) {
            failByTheDatabase();
        }
        assertThat(journeys.status(updated).state()).isEqualTo(WAITING);
        assertThat(journeys.status(updated).attempts()).isZero();
        journeys.pass(Duration.ofSeconds(11));
        assertThat(states(updated)).containsExactly(DONE);
        assertThat(tries()).as("only the first event was ever taken apart").containsExactly(1);
    }

    private String ofTheFailing() {
        return "new.journey = '%s' and new.customer_id = '%s'".formatted(failing, customer);
    }

    /** As the workers do, which pause between two rounds. */
    private void failByTheDatabase() {
        for (int i = 0; i < 3; i++) {
            journeys.moveTo(clock.instant().plusSeconds(11));
            assertThatThrownBy(() -> journeys.settle()).isInstanceOf(RuntimeException.class);
        }
    }

    /** How often it was tried in vain to bring the customer's events to the failing journey, by event. */
    private List<Integer> tries() {
        return jdbc.sql(
                        """
                select attempts from rapport.inbox_delivery
                where customer_id = :customer and journey = :journey order by event_seq""")
                .param("customer", customer)
                .param("journey", failing)
                .query(Integer.class)
                .list();
    }
}
