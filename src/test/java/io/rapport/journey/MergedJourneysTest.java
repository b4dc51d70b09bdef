package io.rapport.journey;

import static io.rapport.testing.Eventually.eventually;
import static io.rapport.testing.Journeys.newId;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rapport.contactpolicy.Suppressions;
import io.rapport.customer.ContactVersions;
import io.rapport.customer.Customers;
import io.rapport.customer.Orders;
import io.rapport.database.RoundTrip;
import io.rapport.inbox.CustomerAliases;
import io.rapport.inbox.CustomerLock;
import io.rapport.inbox.EventEffect;
import io.rapport.inbox.EventStatus;
import io.rapport.inbox.Receipt;
import io.rapport.journey.step.Facts;
import io.rapport.testing.Journeys;
import io.rapport.testing.RapportTest;
import io.rapport.testing.Shop;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.dao.OptimisticLockingFailureException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

@RapportTest
@DisplayName("Customers are merged while their journeys run and their events wait")
class MergedJourneysTest {

    @Autowired
    private Journeys journeys;

    @Autowired
    private Shop shop;

    @Autowired
    private Customers customers;

    @Autowired
    private Orders orders;

    @Autowired
    private CustomerAliases aliases;

    @Autowired
    private Suppressions suppressions;

    @Autowired
    private CustomerLock lock;

    @Autowired
    private ContactVersions versions;

    @Autowired
    private RoundTrip roundTrip;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private ApplicationContext context;

    @Autowired
    private PlatformTransactionManager transactions;

    /** Who stays, and who goes. */
    private String ann;

    private String anna;

    @BeforeEach
    void twoCustomers() {
        ann = shop.customer();
        anna = shop.customer();
    }

    private static Map<String, Object> merged(String customer) {
        return Map.of("mergedCustomer", customer, "reason", "the same person");
    }

    private void merge() {
        journeys.event("customer.merged", ann, merged(anna));
    }

    private void undo() {
        journeys.event("customer.merge-undone", ann, merged(anna));
    }

    private List<String> effects(String event) {
        return journeys.status(event).effects().stream()
                .filter(effect -> effect.kind() != EventEffect.Kind.REFUSED)
                .map(EventEffect::businessKey)
                .sorted()
                .toList();
    }

    private static List<String> about(String... customers) {
        return Stream.of(customers).map(id -> "customer:" + id).sorted().toList();
    }

    private String customerOf(String event) {
        return jdbc.sql("select customer_id from rapport.inbox_event where id = :id")
                .param("id", event)
                .query(String.class)
                .single();
    }

    @Test
    @DisplayName("an event under either id reaches the instances of both, which go on as they are")
    void bothGoOn() {
        merge();
        String confirmed = journeys.event("customer.confirmed", anna, Map.of());
        assertThat(customerOf(confirmed)).isEqualTo(ann);
        assertThat(effects(confirmed)).isEqualTo(about(ann, anna));
        assertThat(journeys.isRunning("onboarding", "customer:" + anna)).isTrue();
    }

    @Test
    @DisplayName("after the undo an event reaches the instances of its own customer alone")
    void apartAgain() {
        merge();
        undo();
        String confirmed = journeys.event("customer.confirmed", anna, Map.of());
        assertThat(customerOf(confirmed)).isEqualTo(anna);
        assertThat(effects(confirmed)).isEqualTo(about(anna));
    }

    @Test
    @DisplayName("what waits under the old id is handled for who stays, in order, and nothing is lost")
    void waiting() {
        String before = newId("o");
        String between = newId("o");
        String after = newId("o");
        journeys.accept(newId("e"), "order.placed", anna, Shop.orderData(before, 10));
        journeys.accept(newId("e"), "customer.merged", ann, merged(anna));
        journeys.accept(newId("e"), "order.placed", anna, Shop.orderData(between, 10));
        journeys.accept(newId("e"), "order.placed", ann, Shop.orderData(after, 10));
        journeys.settle();
        assertThat(orders.latest(ann, 10))
                .extracting(order -> order.id())
                .containsExactlyInAnyOrder(before, between, after);
        for (String order : List.of(before, between, after)) {
            assertThat(journeys.isRunning("post-purchase", "order:" + order)).isTrue();
        }
        journeys.event("order.delivered", anna, Map.of("orderId", before));
        assertThat(orders.find(before).orElseThrow().deliveredAt()).isNotNull();
    }

    @Test
    @DisplayName(
            "an event that comes later under the old id waits in the queue of who stays; a delayed one comes to it, too")
    void later() {
        merge();
        String event = newId("e");
        journeys.accept(event, "customer.confirmed", anna, Map.of());
        assertThat(customerOf(event)).isEqualTo(ann);
        // the same event again is the same, under either id
        assertThat(journeys.accept(event, "customer.confirmed", anna, Map.of())).isEqualTo(Receipt.DUPLICATE);
        journeys.settle();
        assertThat(journeys.status(event).state()).isEqualTo(EventStatus.State.DONE);
    }

    @Test
    @DisplayName("an event that was written under the old id while the merge was on its way moves to who stays")
    void straggler() {
        merge();
        String event = newId("e");
        journeys.accept(event, "customer.confirmed", anna, Map.of());
        jdbc.sql("update rapport.inbox_event set customer_id = :id, partition = :partition where id = :event")
                .param("id", anna)
                .param("partition", CustomerLock.partition(anna))
                .param("event", event)
                .update();
        journeys.settle();
        assertThat(journeys.status(event).state()).isEqualTo(EventStatus.State.DONE);
        assertThat(effects(event)).isEqualTo(about(ann, anna));
    }

    @Test
    @DisplayName("a journey that takes a customer once in a while takes the two as one")
    void reentry() {
        Map<String, Object> lapsed =
                Map.of("lastOrderAt", Instant.now().minus(Duration.ofDays(100)).toString());
        journeys.event("customer.lapsed", anna, lapsed);
        assertThat(journeys.isRunning("win-back", "customer:" + anna)).isTrue();
        merge();
        String again = journeys.event("customer.lapsed", ann, lapsed);
        assertThat(journeys.status(again).effects())
                .filteredOn(effect -> effect.journey().equals("win-back"))
                .extracting(EventEffect::kind)
                .containsExactly(EventEffect.Kind.REFUSED);
        undo();
        String apart = journeys.event("customer.lapsed", ann, lapsed);
        assertThat(effects(apart)).contains("customer:" + ann);
    }

    @Test
    @DisplayName("a journey that began under the old id writes to who stays")
    void writes() {
        journeys.event("customer.erased", ann, Map.of());
        ann = shop.customer();
        merge();
        int before = journeys.messages(ann).size();
        journeys.pass(Duration.ofDays(8));
        assertThat(journeys.messages(ann)).hasSizeGreaterThan(before);
        assertThat(jdbc.sql("select count(*) from rapport.outbox_message where customer_id = :id")
                        .param("id", anna)
                        .query(Integer.class)
                        .single())
                .isZero();
    }

    @Test
    @DisplayName("what expressions ask about the old id is answered of who stays")
    void facts() {
        shop.order(ann, 61.7);
        journeys.event(
                "contact.noted",
                ann,
                Map.of(
                        "channel", "phone",
                        "direction", "outbound",
                        "outcome", "reached",
                        "note", "Likes the blue pot.",
                        "by", "clara"));
        merge();
        jdbc.sql("insert into rapport.segment_member (segment, customer_id, since, entered_by)"
                        + " values ('repeat-buyers', :customer, now(), 'change')")
                .param("customer", ann)
                .update();

        Map<String, Object> answers = answers(anna);
        assertThat(answers).hasSizeGreaterThan(15).isEqualTo(answers(ann));
        assertThat(answers).containsEntry("segmentFacts.isIn", true).containsEntry("customerFacts.ordered", true);
    }

    private Map<String, Object> answers(String customer) {
        Map<String, Object> answers = new TreeMap<>();
        context.getBeansWithAnnotation(Facts.class).forEach((name, facts) -> Stream.of(
                        facts.getClass().getMethods())
                .filter(question -> question.getParameterCount() > 0
                        && question.getParameters()[0].getName().equals("customerId"))
                .forEach(question -> answers.put(name + "." + question.getName(), answer(facts, question, customer))));
        return answers;
    }

    private static Object answer(Object facts, Method question, String customer) {
        Object[] values = Stream.of(question.getParameters())
                .map(parameter -> parameter.getName().equals("customerId")
                        ? customer
                        : parameter.getType() == int.class
                                ? (Object) 30
                                : parameter.getType() == boolean.class ? (Object) false : "repeat-buyers")
                .toArray();
        try {
            return question.invoke(facts, values);
        } catch (InvocationTargetException notKnown) {
            return notKnown.getCause().getMessage();
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(question + " cannot be asked", e);
        }
    }

    @Test
    @DisplayName("an erasure under the old id ends the journeys of both")
    void erasure() {
        merge();
        journeys.event("customer.erased", anna, Map.of());
        assertThat(journeys.isRunning("onboarding", "customer:" + ann)).isFalse();
        assertThat(journeys.isRunning("onboarding", "customer:" + anna)).isFalse();
        assertThat(customers.find(anna).orElseThrow().isErased()).isTrue();
        // nobody writes to an address that only the merged one had
        assertThat(suppressions.entries("email", anna + "@example.com")).isNotEmpty();
        assertThat(suppressions.entries("email", ann + "@example.com")).isNotEmpty();
    }

    @Test
    @DisplayName(
            "the register leads from who stays to the instances of both, so that timers and tasks take that one's lock")
    void register() {
        merge();
        assertThat(jdbc.sql("select distinct customer_id from rapport.journey where business_key in (:keys)")
                        .param("keys", about(ann, anna))
                        .query(String.class)
                        .list())
                .containsExactly(ann);
        undo();
        assertThat(jdbc.sql("select distinct customer_id from rapport.journey where business_key = :key")
                        .param("key", "customer:" + anna)
                        .query(String.class)
                        .list())
                .containsExactly(anna);
    }

    @Test
    @DisplayName("who waits for the lock of a customer that is merged meanwhile tries again with what holds then")
    void lockOfAMerged() throws Exception {
        TransactionTemplate transaction = new TransactionTemplate(transactions);
        // in one partition the lock is the same, and nobody is late
        ann = newId("locked");
        do {
            anna = newId("locked");
        } while (CustomerLock.partition(ann) == CustomerLock.partition(anna));
        CountDownLatch held = new CountDownLatch(1);
        CompletableFuture<Void> other = CompletableFuture.runAsync(() -> {
            await(held);
            transaction.executeWithoutResult(status -> lock.take(anna));
        });
        transaction.executeWithoutResult(status -> {
            lock.take(List.of(ann, anna));
            held.countDown();
            waitsForLock();
            aliases.merge(anna, ann);
        });
        assertThatThrownBy(() -> other.get(30, TimeUnit.SECONDS))
                .hasCauseInstanceOf(OptimisticLockingFailureException.class);
        // who comes later takes the locks of both
        transaction.executeWithoutResult(status -> lock.take(anna));
        jdbc.sql("delete from rapport.inbox_alias where customer_id = :id")
                .param("id", anna)
                .update();
    }

    @Test
    @DisplayName("a merge and a worker that decides about messages to the two do not wait for each other")
    void messagesInHand() throws Exception {
        TransactionTemplate transaction = new TransactionTemplate(transactions);
        List<String> subjects = List.of(ContactVersions.customer(ann), ContactVersions.customer(anna));
        jdbc.sql(
                        """
                insert into rapport.outbox_message
                    (id, message, category, customer_id, channel, priority, state, message_id, queued_at, due_at, expires_at)
                values (gen_random_uuid(), 'welcome', 'service', :customer, 'task', 50, 'withheld', :id, now(), now(), now())""")
                .param("customer", anna)
                .param("id", newId("m"))
                .update();
        journeys.accept(newId("e"), "customer.merged", ann, merged(anna));
        CompletableFuture<Void> merge = transaction.execute(status -> {
            // as a worker does that defers a message: what it was decided by stays so until the decision is written
            Map<String, String> read = new HashMap<>();
            roundTrip.run(List.of(ContactVersions.read(subjects, read)));
            assertThat(versions.hold(read)).containsAll(subjects);
            CompletableFuture<Void> started = CompletableFuture.runAsync(journeys::settle);
            waitsForLock();
            // would wait for the merge, if that had the messages in hand before it waits for this decision
            jdbc.sql("update rapport.outbox_message set why = 'later' where customer_id = :customer")
                    .param("customer", anna)
                    .update();
            return started;
        });
        merge.get(30, TimeUnit.SECONDS);
        assertThat(aliases.current(anna)).isEqualTo(ann);
    }

    static IntStream seeds() {
        return IntStream.range(0, 2);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    @DisplayName("merged and separated in any order, with events that wait and journeys that run: nothing is lost")
    void anyOrder(int seed) {
        Random random = new Random(seed);
        List<String> ids = List.of(ann, anna, shop.customer());
        Map<String, String> into = new HashMap<>();
        Map<String, String> cameTo = new HashMap<>();
        for (int round = 0; round < 6; round++) {
            String when = "seed " + seed + ", round " + round;
            waits(ids.get(random.nextInt(ids.size())), into, cameTo);
            String one = ids.get(random.nextInt(ids.size()));
            String other = ids.get(random.nextInt(ids.size()));
            boolean separates = into.containsKey(one);
            String survivor = current(into, separates ? one : other);
            if (separates) {
                journeys.accept(newId("e"), "customer.merge-undone", survivor, merged(one));
            } else if (!survivor.equals(one)) {
                journeys.accept(newId("e"), "customer.merged", survivor, merged(one));
            }
            waits(ids.get(random.nextInt(ids.size())), into, cameTo);
            journeys.settle();
            if (separates) {
                into.remove(one);
            } else if (!survivor.equals(one)) {
                into.put(one, survivor);
            }
            cameTo.forEach((order, customer) -> {
                assertThat(orders.find(order).orElseThrow().customerId())
                        .as(when)
                        .isEqualTo(current(into, customer));
                assertThat(journeys.isRunning("post-purchase", "order:" + order))
                        .as(when)
                        .isTrue();
            });
        }
        assertThat(jdbc.sql(
                                """
                        select type || ' ' || state || coalesce(': ' || reason, '') from rapport.inbox_event
                        where customer_id in (:ids) and state in ('waiting', 'dead', 'delivering')""")
                        .param("ids", ids)
                        .query(String.class)
                        .list())
                .isEmpty();
        // an event under any id that leads to a customer by now reaches the journeys of all of them
        for (String survivor : ids.stream().filter(id -> !into.containsKey(id)).toList()) {
            List<String> all = ids.stream()
                    .filter(id -> current(into, id).equals(survivor))
                    .toList();
            String reached = journeys.event("customer.confirmed", all.get(random.nextInt(all.size())), Map.of());
            assertThat(effects(reached)).as("seed " + seed).isEqualTo(about(all.toArray(String[]::new)));
        }
    }

    private void waits(String id, Map<String, String> into, Map<String, String> cameTo) {
        String order = newId("o");
        journeys.accept(newId("e"), "order.placed", id, Shop.orderData(order, 10));
        cameTo.put(order, current(into, id));
    }

    private static String current(Map<String, String> into, String id) {
        return into.containsKey(id) ? current(into, into.get(id)) : id;
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await(30, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void waitsForLock() {
        eventually(
                "somebody waits for the lock",
                () -> jdbc.sql(
                                        """
                                select count(distinct w.pid) from pg_locks w join pg_locks own on own.pid = w.pid
                                where not w.granted
                                  and own.database = (select oid from pg_database where datname = current_database())""")
                                .query(Integer.class)
                                .single()
                        > 0);
    }
}
