package io.rapport.outbox;

import static io.rapport.testing.Eventually.eventually;
import static io.rapport.testing.Journeys.newId;
import static org.assertj.core.api.Assertions.assertThat;

import io.rapport.customer.Addressee;
import io.rapport.customer.Customers;
import io.rapport.inbox.internal.EventCatalogue;
import io.rapport.outbox.OutboxMessage.State;
import io.rapport.template.MessageCatalogue;
import io.rapport.template.RenderedMessage;
import io.rapport.testing.Journeys;
import io.rapport.testing.RapportTest;
import io.rapport.testing.Shop;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

@RapportTest
@DisplayName("An event that was taken in and is not processed yet")
class WaitingNewsTest {

    @Autowired
    private Journeys journeys;

    @Autowired
    private Shop shop;

    @Autowired
    private Outbox outbox;

    @Autowired
    private TransactionTemplate transaction;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private EventCatalogue catalogue;

    @Autowired
    private MessageCatalogue messages;

    @Autowired
    private MessageContext context;

    @Autowired
    private Customers customers;

    private String customer;

    @BeforeEach
    void atNoon() {
        // a Wednesday on which nobody has a holiday
        journeys.moveTo(Instant.parse("2031-03-12T12:00:00Z"));
        customer = shop.customer();
    }

    @Test
    @DisplayName("holds what it may forbid: a withdrawal, from the moment it was received")
    void withdrawal() throws InterruptedException {
        journeys.event("consent.granted", customer, said("tips"));
        journeys.accept(newId("e"), "consent.withdrawn", customer, said("tips"));

        UUID tips = queue(OutboxRequest.toCustomer("usage-tips", customer));
        assertThat(evaluated(tips, message -> message.rule() != null).rule()).isEqualTo("news-waiting");
        assertThat(message(tips).state()).isEqualTo(State.QUEUED);

        // woken by it, though its time has not come
        journeys.settle();
        OutboxMessage over = evaluated(tips, message -> message.state() != State.QUEUED);
        assertThat(over.state()).isEqualTo(State.WITHHELD);
        assertThat(over.rule()).isEqualTo("opted-out");
    }

    @Test
    @DisplayName("holds nothing that it cannot forbid: a receipt goes, whatever the customer wants no more of")
    void receipt() throws InterruptedException {
        journeys.accept(newId("e"), "consent.withdrawn", customer, said("all"));

        UUID welcome = queue(OutboxRequest.toCustomer("welcome", customer));
        assertThat(evaluated(welcome, message -> message.state() == State.SENT).rule())
                .isEqualTo("allowed");
    }

    @Test
    @DisplayName("holds messages about the order that it calls off, and no other's")
    void orders() throws InterruptedException {
        String kept = shop.order(customer, 10);
        String returned = shop.order(customer, 10);
        journeys.accept(newId("e"), "order.returned", customer, Map.of("orderId", returned));

        UUID aboutKept = queue(OutboxRequest.toCustomer("usage-tips", customer).about(kept, null, null, null));
        UUID aboutReturned =
                queue(OutboxRequest.toCustomer("usage-tips", customer).about(returned, null, null, null));
        assertThat(evaluated(aboutKept, message -> message.state() == State.SENT)
                        .state())
                .isEqualTo(State.SENT);
        assertThat(evaluated(aboutReturned, message -> message.rule() != null).rule())
                .isEqualTo("news-waiting");

        journeys.settle();
        OutboxMessage over = evaluated(aboutReturned, message -> message.state() != State.QUEUED);
        assertThat(over.rule()).isEqualTo("order-stopped");
    }

    @Test
    @DisplayName("lets go what it held as soon as it is given up, and not when the message's time comes")
    void givenUp() throws InterruptedException {
        String another = shop.order(shop.customer(), 10);
        journeys.accept(newId("e"), "order.returned", customer, Map.of("orderId", another));
        UUID thanks = queue(OutboxRequest.toCustomer("order-thanks", customer).about(another, null, null, null));
        assertThat(evaluated(thanks, message -> message.rule() != null).rule()).isEqualTo("news-waiting");

        // another customer's order: it dies, and says nothing about this one
        journeys.settle();
        assertThat(evaluated(thanks, message -> message.state() != State.QUEUED).state())
                .isEqualTo(State.SENT);
    }

    @Test
    @DisplayName("stops the thanks for an order that came back or was cancelled, and not what confirms just that")
    void thanks() throws InterruptedException {
        for (String end : new String[] {"returned", "cancelled"}) {
            String order = shop.order(customer, 10);
            journeys.accept(newId("e"), "order." + end, customer, Map.of("orderId", order));

            UUID thanks =
                    queue(OutboxRequest.toCustomer("order-thanks", customer).about(order, null, null, null));
            assertThat(evaluated(thanks, message -> message.rule() != null).rule())
                    .isEqualTo("news-waiting");
            String confirmation = end.equals("returned") ? "return-confirmation" : "order-cancelled";
            UUID early = queue(OutboxRequest.toCustomer(confirmation, customer).about(order, null, null, null));
            assertThat(evaluated(early, message -> message.state() != State.QUEUED)
                            .state())
                    .isEqualTo(State.SENT);

            journeys.settle();
            OutboxMessage over = evaluated(thanks, message -> message.state() != State.QUEUED);
            assertThat(over.state()).isEqualTo(State.WITHHELD);
            assertThat(over.rule()).isEqualTo("order-stopped");
            UUID late = queue(OutboxRequest.toCustomer("order-thanks", customer).about(order, null, null, null));
            assertThat(evaluated(late, message -> message.state() != State.QUEUED)
                            .rule())
                    .isEqualTo("order-stopped");
        }
    }

    @Test
    @DisplayName(
            "stops the thanks for an order of which all is paid back, and holds them only until a part of it is known")
    void refunds() throws InterruptedException {
        String order = shop.order(customer, 10);
        journeys.accept(newId("e"), "order.refunded", customer, refund(order, "R1", 4));
        UUID thanks = queue(OutboxRequest.toCustomer("order-thanks", customer).about(order, null, null, null));
        assertThat(evaluated(thanks, message -> message.rule() != null).rule()).isEqualTo("news-waiting");
        journeys.settle();
        assertThat(evaluated(thanks, message -> message.state() != State.QUEUED).state())
                .isEqualTo(State.SENT);

        journeys.accept(newId("e"), "order.refunded", customer, refund(order, "R2", 6));
        UUID tips = queue(OutboxRequest.toCustomer("usage-tips", customer).about(order, null, null, null));
        assertThat(evaluated(tips, message -> message.rule() != null).rule()).isEqualTo("news-waiting");
        journeys.settle();
        assertThat(evaluated(tips, message -> message.state() != State.QUEUED).rule())
                .isEqualTo("order-stopped");
    }

    private static Map<String, Object> refund(String order, String refund, int total) {
        return Map.of("orderId", order, "refundId", refund, "currency", "EUR", "total", total);
    }

    @Test
    @DisplayName(
            "is waited for by what asks to confirm an address, so that nobody is asked for what they have confirmed")
    void confirmation() throws InterruptedException {
        UUID before = queue(OutboxRequest.toCustomer("confirm-reminder", customer));
        assertThat(evaluated(before, message -> message.state() == State.SENT)).isNotNull();
        assertThat(written(before, Locale.ENGLISH)).contains("Confirm my address");

        journeys.accept(newId("e"), "customer.confirmed", customer, Map.of());
        UUID welcome = queue(OutboxRequest.toCustomer("welcome", customer));
        assertThat(evaluated(welcome, message -> message.rule() != null).rule()).isEqualTo("news-waiting");
        journeys.settle();
        assertThat(evaluated(welcome, message -> message.state() == State.SENT)).isNotNull();
        assertThat(written(welcome, Locale.ENGLISH))
                .contains("Your e-mail address is confirmed")
                .doesNotContain("lease confirm", "Confirm my address");
        assertThat(written(welcome, Locale.SIMPLIFIED_CHINESE))
                .contains("您的邮箱已确认")
                .doesNotContain("请确认", "确认邮箱");
        assertThat(written(before, Locale.ENGLISH))
                .contains("nothing is left to do")
                .doesNotContain("Confirm my address");
        assertThat(written(before, Locale.SIMPLIFIED_CHINESE))
                .contains("您已确认邮箱")
                .doesNotContain("请确认");
    }

    /** The message as it would be written now. */
    private String written(UUID id, Locale locale) {
        OutboxMessage message = message(id);
        RenderedMessage written = messages.render(
                message.message(),
                locale,
                context.toCustomer(
                        message,
                        messages.definition(message.message()),
                        null,
                        customers.find(customer).orElseThrow(),
                        null,
                        locale,
                        "https://shop.example"));
        return written.subject() + "\n" + written.html() + "\n" + written.text();
    }

    @Test
    @DisplayName("stops the journey's own thanks when order and return come in together, with others in between")
    void thanksOfTheJourney() {
        for (String end : new String[] {"returned", "cancelled"}) {
            String order = newId("o");
            journeys.accept(newId("e"), "order.placed", customer, Shop.orderData(order, 10));
            journeys.accept(newId("e"), "consent.granted", customer, said("tips"));
            journeys.accept(newId("e"), "order." + end, customer, Map.of("orderId", order));
            journeys.settle();

            List<OutboxMessage> about = eventually(
                    "all about the order is done",
                    () -> outbox.messages(customer).stream()
                            .filter(message -> order.equals(message.orderId()))
                            .toList(),
                    messages -> messages.size() > 1
                            && messages.stream()
                                    .allMatch(message ->
                                            message.state() == State.SENT || message.state() == State.WITHHELD));
            assertThat(about)
                    .filteredOn(message -> message.state() == State.SENT)
                    .extracting(OutboxMessage::message)
                    .containsExactly(end.equals("returned") ? "return-confirmation" : "order-cancelled");
            assertThat(about)
                    .filteredOn(message -> message.message().equals("order-thanks"))
                    .extracting(OutboxMessage::rule)
                    .containsOnly("order-stopped");
        }
    }

    @Test
    @DisplayName("holds everything for a customer whom it erases")
    void erasure() throws InterruptedException {
        journeys.accept(newId("e"), "customer.erased", customer, Map.of());

        UUID welcome = queue(OutboxRequest.toCustomer("welcome", customer));
        assertThat(evaluated(welcome, message -> message.rule() != null).rule()).isEqualTo("news-waiting");

        journeys.settle();
        assertThat(evaluated(welcome, message -> message.state() != State.QUEUED)
                        .rule())
                .isEqualTo("erased");
    }

    @Test
    @DisplayName("is news to the database by the same types as to the code that asks it")
    void sameTypes() {
        transaction.executeWithoutResult(status -> {
            for (String type : catalogue.names()) {
                jdbc.sql(
                                """
                                insert into rapport.inbox_event
                                    (source, id, type, customer_id, partition, data, occurred_at, received_at, due_at)
                                values ('test', :id, :type, :customer, 0, '{"orderId": "O-1"}', now(), now(), now())""")
                        .param("id", newId("e"))
                        .param("type", type)
                        .param("customer", customer)
                        .update();
            }
            assertThat(jdbc.sql(
                                    "select split_part(about, ' ', 1) from rapport.contact_news where customer_id = :customer")
                            .param("customer", customer)
                            .query(String.class)
                            .list())
                    .containsExactlyInAnyOrderElementsOf(Addressee.NEWS);
            status.setRollbackOnly();
        });
    }

    private static Map<String, Object> said(String topic) {
        return Map.of("channel", "email", "topic", topic, "source", "form", "wording", "as shown");
    }

    private UUID queue(OutboxRequest request) {
        return transaction.execute(status -> outbox.enqueue(request));
    }

    private OutboxMessage evaluated(UUID id, Predicate<OutboxMessage> until) {
        return eventually(
                "the message is so, and nobody's work",
                () -> message(id),
                message -> until.test(message) && message.state() != State.CLAIMED && message.state() != State.SENDING);
    }

    private OutboxMessage message(UUID id) {
        return outbox.messages(customer).stream()
                .filter(message -> message.id().equals(id))
                .findFirst()
                .orElseThrow();
    }
}
