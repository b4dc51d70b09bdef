package io.rapport.inbox;

import static io.rapport.inbox.EventStatus.State.DEAD;
import static io.rapport.inbox.EventStatus.State.DISCARDED;
import static io.rapport.inbox.EventStatus.State.DONE;
import static io.rapport.testing.Journeys.newId;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rapport.calendar.BusinessClock;
import io.rapport.customer.Consents;
import io.rapport.database.OperatorDecision;
import io.rapport.database.OperatorDecision.Result;
import io.rapport.inbox.InboxOperations.Page;
import io.rapport.inbox.InboxOperations.Span;
import io.rapport.testing.Journeys;
import io.rapport.testing.RapportTest;
import io.rapport.testing.Shop;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

@RapportTest
@DisplayName("Operators see what was given up and decide about it")
class OperatorsTest {

    private static final OperatorDecision DECISION = new OperatorDecision("demo", "the shop has fixed its export");

    @Autowired
    private Journeys journeys;

    @Autowired
    private Shop shop;

    @Autowired
    private InboxOperations operations;

    @Autowired
    private Consents consents;

    @Autowired
    private BusinessClock clock;

    @Autowired
    private JdbcClient jdbc;

    private Instant start;

    @BeforeEach
    void nothingIsDead() {
        jdbc.sql("update rapport.inbox_event set state = 'discarded' where state = 'dead'")
                .update();
        start = clock.instant();
    }

    @Test
    @DisplayName("Dead letters are listed page by page, the youngest first, each with its reason")
    void pages() {
        String customer = shop.customer();
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            ids.add(0, dead("customer.updated", customer, Map.of("phone", "+49 30 1234 000" + i)));
        }
        Page first = operations.deadLetters(null, null, 2);
        Page second = operations.deadLetters(null, first.next(), 2);
        Page third = operations.deadLetters(null, second.next(), 2);
        List<DeadLetter> all = new ArrayList<>(first.deadLetters());
        all.addAll(second.deadLetters());
        all.addAll(third.deadLetters());
        assertThat(all).extracting(DeadLetter::id).containsExactlyElementsOf(ids);
        assertThat(all).extracting(DeadLetter::reason).containsOnly("given up by the test");
        assertThat(third.next()).isNull();

        assertThat(operations.deadLetters("order.placed", null, 10).deadLetters())
                .isEmpty();
        assertThatThrownBy(() -> operations.deadLetters(null, "x", 10)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    @DisplayName("A replay has an event handled again, by tables and journeys, and is marked")
    void replay() {
        String customer = newId("c");
        String id = dead(
                "customer.registered",
                customer,
                Map.of(
                        "firstName",
                        "Ann",
                        "lastName",
                        "Lee",
                        "email",
                        "a@example.com",
                        "locale",
                        "en",
                        "timeZone",
                        "UTC"));
        Result result = operations.replay(List.of(seq(id)), DECISION);
        assertThat(result).isEqualTo(new Result(1, 0));
        journeys.settle();

        assertThat(journeys.status(id).state()).isEqualTo(DONE);
        assertThat(journeys.messages(customer)).containsExactly("welcome");
        assertThat(jdbc.sql(
                                "select replays || ' ' || replayed_by || ': ' || replay_note from rapport.inbox_event where id = ?")
                        .param(id)
                        .query(String.class)
                        .single())
                .isEqualTo("1 demo: the shop has fixed its export");
        assertThat(operations.decisions(1)).singleElement().satisfies(decided -> {
            assertThat(decided.action()).isEqualTo("replay");
            assertThat(decided.who()).isEqualTo("demo");
            assertThat(decided.note()).isEqualTo(DECISION.note());
            assertThat(decided.events()).isEqualTo(1);
        });
        assertThat(operations.replay(List.of(seq(id)), DECISION))
                .as("of one that is not dead")
                .isEqualTo(new Result(0, 1));
    }

    @Test
    @DisplayName("All dead letters of a time span, of one type if wanted, are replayed at once")
    void replayOfASpan() {
        String customer = shop.customer();
        String one = dead("customer.updated", customer, Map.of("phone", "+49 30 1111 1111"));
        String other = dead("customer.updated", customer, Map.of("phone", "+49 30 2222 2222"));
        String another = dead("customer.confirmed", customer, Map.of());
        Instant end = clock.instant().plusSeconds(1);
        journeys.moveTo(end.plusSeconds(60));
        String later = dead("customer.updated", customer, Map.of("phone", "+49 30 3333 3333"));

        assertThat(operations.replay(new Span(start, end, "customer.updated"), DECISION))
                .isEqualTo(new Result(2, 0));
        journeys.settle();
        assertThat(states(one, other, another, later)).containsExactly(DONE, DONE, DEAD, DEAD);
        assertThat(phone(customer)).isEqualTo("+49 30 2222 2222");
    }

    @Test
    @DisplayName("An event whose data was deleted cannot be replayed")
    void emptied() {
        String customer = shop.customer();
        String id = dead("order.placed", customer, Shop.orderData(newId("o"), 10));
        journeys.event("customer.erased", customer, Map.of());
        assertThat(operations.replay(List.of(seq(id)), DECISION)).isEqualTo(new Result(0, 1));
        assertThat(journeys.status(id).state()).isEqualTo(DEAD);
    }

    @Test
    @DisplayName("What is put away stays so, with the note of who did it")
    void discard() {
        String customer = shop.customer();
        String id = dead("customer.updated", customer, Map.of("phone", "+49 30 1111 1111"));
        assertThat(operations.discard(List.of(seq(id)), DECISION)).isEqualTo(new Result(1, 0));
        journeys.settle();
        assertThat(states(id)).containsExactly(DISCARDED);
        assertThat(operations.decisions(1)).singleElement().satisfies(decided -> assertThat(decided.action())
                .isEqualTo("discard"));
        assertThat(operations.replay(List.of(seq(id)), DECISION)).isEqualTo(new Result(0, 1));
    }

    @Test
    @DisplayName("Nothing is decided without a note")
    void note() {
        assertThatThrownBy(() -> new OperatorDecision("demo", " ")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new OperatorDecision("demo", "x".repeat(501)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    @DisplayName("An order that is put right by its event keeps what was paid back of it")
    void refundsOfAnOrderPutRight() {
        String customer = shop.customer();
        String order = shop.order(customer, 12.5);
        String refund = journeys.event(
                "order.refunded",
                customer,
                Map.of("orderId", order, "refundId", "r-1", "currency", "EUR", "total", 2.5, "reason", "late"));
        jdbc.sql("update rapport.customer_order set total = 0 where id = ?")
                .param(order)
                .update();

        operations.projectAgain(new Span(start, clock.instant().plusSeconds(1), "order.placed"), DECISION);
        journeys.settle();

        assertThat(jdbc.sql("select total from rapport.customer_refund where order_id = ?")
                        .param(order)
                        .query(BigDecimal.class)
                        .list())
                .hasSize(1);
        assertThat(journeys.status(refund).state()).isEqualTo(DONE);
    }

    @Test
    @DisplayName("Done events are brought to the tables again without telling the journeys a second time")
    void projectAgain() {
        String customer = shop.customer();
        String order = shop.order(customer, 12.5);
        List<String> messages = journeys.messages(customer);
        jdbc.sql("update rapport.customer_order set total = 0 where id = ?")
                .param(order)
                .update();
        jdbc.sql("update rapport.customer_order_item set quantity = 9 where order_id = ?")
                .param(order)
                .update();
        jdbc.sql("update rapport.customer set email = 'wrong' where id = ?")
                .param(customer)
                .update();

        Result result = operations.projectAgain(new Span(start, clock.instant().plusSeconds(1), null), DECISION);
        assertThat(result.done()).isGreaterThanOrEqualTo(2);
        journeys.settle();

        assertThat(jdbc.sql("select total from rapport.customer_order where id = ?")
                        .param(order)
                        .query(BigDecimal.class)
                        .single())
                .isEqualByComparingTo("12.50");
        assertThat(jdbc.sql("select max(quantity) from rapport.customer_order_item where order_id = ?")
                        .param(order)
                        .query(Integer.class)
                        .single())
                .isLessThan(9);
        assertThat(jdbc.sql("select email from rapport.customer where id = ?")
                        .param(customer)
                        .query(String.class)
                        .single())
                .isEqualTo(customer + "@example.com");
        assertThat(journeys.messages(customer)).isEqualTo(messages);
        assertThat(jdbc.sql(
                                """
                        select state || ' ' || replays || ' ' || jsonb_array_length(effects) from rapport.inbox_event
                        where customer_id = ? and type = 'customer.registered'""")
                        .param(customer)
                        .query(String.class)
                        .single())
                .as("it is done again and still tells what it did to journeys")
                .isEqualTo("done 1 1");
    }

    @Test
    @DisplayName("An older event that is replayed late does not undo what newer ones said")
    void lateReplay() {
        String customer = shop.customer();
        String profile = dead(
                "customer.updated",
                customer,
                Map.of("phone", "+49 30 1111 1111", "attributes", Map.of("segment", "vip", "referred", true)));
        String granted = dead("consent.granted", customer, consent());
        journeys.event(
                "customer.updated",
                customer,
                Map.of("phone", "+49 30 2222 2222", "attributes", Map.of("segment", "business")));
        journeys.event("consent.withdrawn", customer, consent());

        operations.replay(List.of(seq(profile), seq(granted)), DECISION);
        journeys.settle();
        assertThat(states(profile, granted)).containsExactly(DONE, DONE);
        assertThat(phone(customer)).isEqualTo("+49 30 2222 2222");
        assertThat(jdbc.sql("select attributes::text from rapport.customer where id = ?")
                        .param(customer)
                        .query(String.class)
                        .single())
                .as("what only the older one named is taken, the rest stays")
                .isEqualTo("{\"segment\": \"business\", \"referred\": true}");
        assertThat(consents.granted(customer, "email", "offers")).isFalse();
    }

    @Test
    @DisplayName("The figures tell how the inbox stands")
    void figures() {
        String customer = shop.customer();
        dead("customer.updated", customer, Map.of("phone", "+49 30 2222 2222"));
        InboxFigures before = operations.figures();
        assertThat(before.dead()).isEqualTo(1);

        journeys.accept(newId("e"), "customer.updated", customer, Map.of("phone", "+49 30 1111 1111"));
        journeys.moveTo(clock.instant().plusSeconds(600));
        InboxFigures waiting = operations.figures();
        assertThat(waiting.waiting()).isEqualTo(before.waiting() + 1);
        assertThat(waiting.oldest()).isGreaterThanOrEqualTo(Duration.ofSeconds(600));

        journeys.settle();
        journeys.moveTo(clock.instant().plusSeconds(60));
        assertThat(operations.figures().lastMinute()).isPositive();
        assertThat(operations.figures().waiting()).isEqualTo(before.waiting());
    }

    /** An event that was given up before it did anything. */
    private String dead(String type, String customer, Map<String, Object> data) {
        String id = newId("e");
        journeys.accept(id, type, customer, data);
        jdbc.sql(
                        """
                update rapport.inbox_event set state = 'dead', settled_at = ?, reason = 'given up by the test' where id = ?""")
                .param(java.sql.Timestamp.from(clock.instant()))
                .param(id)
                .update();
        return id;
    }

    private static Map<String, Object> consent() {
        return Map.of("channel", "email", "topic", "offers", "source", "form", "wording", "Send me offers.");
    }

    private long seq(String id) {
        return jdbc.sql("select seq from rapport.inbox_event where id = ?")
                .param(id)
                .query(Long.class)
                .single();
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
}
