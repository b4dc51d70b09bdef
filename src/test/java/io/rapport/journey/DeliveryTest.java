package io.rapport.journey;

import static io.rapport.testing.Eventually.eventually;
import static io.rapport.testing.Journeys.newId;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.camunda.bpm.engine.test.assertions.bpmn.BpmnAwareTests.assertThat;
import static org.camunda.bpm.engine.test.assertions.bpmn.BpmnAwareTests.task;

import io.rapport.calendar.BusinessClock;
import io.rapport.calendar.WorkingTime;
import io.rapport.customer.Order;
import io.rapport.customer.Orders;
import io.rapport.inbox.EventStatus;
import io.rapport.testing.JourneyStory;
import io.rapport.testing.Shop;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.camunda.bpm.engine.impl.form.validator.FormFieldValidationException;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.camunda.bpm.engine.task.Task;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;

@DisplayName("The customer hears whatever happens to a delivery, and staff chase what is overdue")
class DeliveryTest extends JourneyStory {

    private static final Duration HOUR = Duration.ofHours(1);

    @Autowired
    private Orders orders;

    @Autowired
    private BusinessClock clock;

    @Autowired
    private WorkingTime workingTime;

    private String order;

    DeliveryTest() {
        super("delivery");
    }

    @BeforeEach
    void anOrder() {
        customer = shop.customer();
        order = shop.order(customer, 60);
    }

    private LocalDate inDays(int days) {
        return LocalDate.ofInstant(clock.instant(), workingTime.zone()).plusDays(days);
    }

    private ProcessInstance delivery() {
        return instance("delivery", "order:" + order);
    }

    private ProcessInstance postPurchase() {
        return instance("post-purchase", "order:" + order);
    }

    private Task chase() {
        return task("chase-delivery", delivery());
    }

    /** Nobody delivers in the fourteen days after which an order without a date is overdue. */
    private void isOverdue() {
        journeys.pass(Duration.ofDays(14).plus(HOUR));
    }

    @Test
    @DisplayName(
            "When the order is shipped, then the customer is told when it comes, and the delivery is waited for anew")
    void shipped() {
        LocalDate day = inDays(3);
        journeys.event(
                "order.shipped",
                customer,
                Map.of(
                        "orderId",
                        order,
                        "expectedOn",
                        day.toString(),
                        "carrier",
                        "Example Parcel",
                        "tracking",
                        "EP 1-2.3"));
        assertThat(messages()).containsExactly("order-shipped");
        assertThat(delivery())
                .hasPassedInOrder("delivery-awaited", "order-shipped", "send-shipping-notice", "under-way-again")
                .isWaitingAtExactly("under-way", "wait-for-delivery")
                .isWaitingFor("order.delivered");
        Order known = orders.find(order).orElseThrow();
        assertThat(known.shippedAt()).isNotNull();
        assertThat(known.expectedOn()).isEqualTo(day);
        assertThat(known.carrier()).isEqualTo("Example Parcel");
        assertThat(known.tracking()).isEqualTo("EP 1-2.3");

        shop.order(order, customer, "delivered");
        assertThat(delivery()).isEnded().hasPassedInOrder("wait-for-delivery", "arrived", "delivered");
        assertThat(postPurchase()).isWaitingAtExactly("two-days-passed");
    }

    @Test
    @DisplayName(
            "When the order is delayed, then the customer is told the new day, and nobody chases it before that has passed")
    void delayed() {
        shop.order(order, customer, "shipped", inDays(3));
        shop.order(order, customer, "delayed", inDays(25));
        assertThat(messages()).containsExactly("order-shipped", "order-delayed");

        assertThat(delivery()).hasPassedInOrder("order-shipped", "order-delayed", "send-delay-notice");

        journeys.pass(Duration.ofDays(25));
        assertThat(delivery()).isWaitingAtExactly("under-way", "wait-for-delivery");
        journeys.pass(Duration.ofDays(2));
        assertThat(delivery()).isWaitingAtExactly("under-way", "wait-for-delivery", "chase-delivery");
        assertThat(messages()).containsExactly("order-shipped", "order-delayed", "delivery-overdue");
    }

    @Test
    @DisplayName(
            "When the same shipment or delay comes once more, under another id, then nothing changes and nothing is mailed")
    void toldTwice() {
        Map<String, Object> parcel = Map.of(
                "orderId",
                order,
                "expectedOn",
                inDays(3).toString(),
                "carrier",
                "Example Parcel",
                "tracking",
                "EP 1-2.3");
        journeys.event("order.shipped", customer, parcel);
        String again = journeys.event("order.shipped", customer, parcel);
        assertThat(messages()).containsExactly("order-shipped");
        assertThat(journeys.status(again).state()).isEqualTo(EventStatus.State.DONE);
        assertThat(journeys.status(again).effects()).isEmpty();

        shop.order(order, customer, "delayed", inDays(5));
        shop.order(order, customer, "delayed", inDays(5));
        assertThat(messages()).containsExactly("order-shipped", "order-delayed");

        journeys.pass(Duration.ofDays(8));
        assertThat(messages()).endsWith("order-delayed", "delivery-overdue");
        journeys.event("order.shipped", customer, Map.of("orderId", order));
        assertThat(delivery()).as("what staff work on stays theirs").isWaitingAt("chase-delivery");
        assertThat(messages()).endsWith("order-delayed", "delivery-overdue");
    }

    @Test
    @DisplayName(
            "When another day, carrier or number comes, then the customer is told, also of a day that was said before the last")
    void toldAnew() {
        shop.order(order, customer, "delayed", inDays(5));
        shop.order(order, customer, "delayed", inDays(6));
        shop.order(order, customer, "delayed", inDays(5));
        assertThat(messages()).containsExactly("order-delayed", "order-delayed", "order-delayed");
        journeys.event("order.shipped", customer, Map.of("orderId", order));
        journeys.event("order.shipped", customer, Map.of("orderId", order, "carrier", "Example Parcel"));
        journeys.event("order.shipped", customer, Map.of("orderId", order, "tracking", "EP1"));
        journeys.event("order.shipped", customer, Map.of("orderId", order, "tracking", "EP2"));
        assertThat(messages()).hasSize(7);
    }

    @Test
    @DisplayName("Given a shipment that came before its order, when it comes once more, then the customer is told")
    void toldBeforeTheOrder() {
        String early = newId("o");
        journeys.event("order.shipped", customer, Map.of("orderId", early));
        journeys.event("order.placed", customer, Shop.orderData(early, 20));
        assertThat(messages()).isEmpty();
        journeys.event("order.shipped", customer, Map.of("orderId", early));
        journeys.event("order.shipped", customer, Map.of("orderId", early));
        assertThat(messages()).containsExactly("order-shipped");
    }

    @Test
    @DisplayName(
            "Given a newer day, when an older one comes late, then the newer stands and nobody is told of the older")
    void overtaken() {
        shop.order(order, customer, "delayed", inDays(25));
        jdbc.sql("update rapport.customer_order set expected_told_at = now() + interval '1 hour' where id = :id")
                .param("id", order)
                .update();
        shop.order(order, customer, "delayed", inDays(3));
        assertThat(messages()).containsExactly("order-delayed");
        shop.order(order, customer, "shipped", inDays(3));
        assertThat(orders.find(order).orElseThrow().expectedOn()).isEqualTo(inDays(25));
    }

    @Test
    @DisplayName(
            "Given no date, when 14 days pass, then the customer is told that we look into it, and fulfilment chases it")
    void overdue() {
        journeys.pass(Duration.ofDays(14).minus(HOUR));
        assertThat(delivery()).isNotWaitingAt("chase-delivery").hasNotPassed("delivery-late");
        assertThat(messages()).isEmpty();
        journeys.pass(HOUR.plus(HOUR));

        assertThat(messages()).containsExactly("delivery-overdue");
        assertThat(delivery())
                .hasPassed("delivery-late", "send-overdue-notice", "customer-told", "delivery-overdue")
                .isWaitingAtExactly("under-way", "wait-for-delivery", "chase-delivery");
        assertThat(chase()).hasCandidateGroup("fulfilment");
        assertThat(chase().getPriority()).isEqualTo(50);
    }

    @Test
    @DisplayName(
            "Given an overdue order, when staff find out a new date, then the customer is told, and it is waited for anew")
    void chased() {
        isOverdue();
        LocalDate day = inDays(6);
        journeys.complete(
                chase(),
                Map.of("deliveryOutcome", "on-the-way", "expectedOn", day.toString(), "notes", "Held at customs"));

        assertThat(messages()).containsExactly("delivery-overdue", "order-delayed");
        assertThat(orders.find(order).orElseThrow().expectedOn()).isEqualTo(day);
        assertThat(delivery())
                .hasPassedInOrder("chase-delivery", "is-new-date", "announce-delay")
                .isWaitingAtExactly("under-way", "wait-for-delivery");

        journeys.pass(Duration.ofDays(9));
        assertThat(messages()).as("overdue once more").endsWith("order-delayed", "delivery-overdue");
        assertThat(delivery()).isWaitingAt("chase-delivery");
    }

    @ParameterizedTest(name = "{0} days from today: taken {1}")
    @CsvSource({"-3000, false", "-1, false", "0, true", "365, true", "367, false", "2900000, false"})
    @DisplayName("Given an overdue order, when staff name a new date, then it is from today to a year ahead")
    void newDateWithinAYear(int days, boolean taken) {
        isOverdue();
        Task chase = chase();
        Map<String, Object> answers = Map.of(
                "deliveryOutcome", "on-the-way", "expectedOn", inDays(days).toString());
        if (taken) {
            journeys.complete(chase, answers);
            assertThat(orders.find(order).orElseThrow().expectedOn()).isEqualTo(inDays(days));
        } else {
            assertThatThrownBy(() -> journeys.complete(chase, answers))
                    .isInstanceOf(FormFieldValidationException.class)
                    .hasMessageContaining("(expectedOn) must ");
            assertThat(messages()).containsExactly("delivery-overdue");
        }
    }

    @Test
    @DisplayName(
            "Given an overdue order, when staff name no day or one that cannot be meant, then the field refuses it")
    void chasedWithImpossibleDate() {
        isOverdue();
        assertThatThrownBy(() -> journeys.complete(chase(), Map.of("deliveryOutcome", "sent-again")))
                .isInstanceOf(FormFieldValidationException.class);
        for (String day : List.of("0001-01-01", "9999-12-31", inDays(-5).toString())) {
            assertThatThrownBy(() -> journeys.complete(
                            chase(), Map.of("deliveryOutcome", "on-the-way", "expectedOn", day, "notes", "Customs")))
                    .as(day)
                    .isInstanceOf(FormFieldValidationException.class)
                    .hasMessageContaining("expectedOn");
        }
        assertThat(delivery()).isWaitingAt("chase-delivery").hasNotPassed("is-new-date");
        assertThat(messages()).containsExactly("delivery-overdue");
    }

    @Test
    @DisplayName(
            "Given an overdue order, when staff find no new date, then nobody is told, and the delivery is still waited for")
    void chasedInVain() {
        isOverdue();
        journeys.complete(chase(), Map.of("deliveryOutcome", "cannot-deliver"));
        assertThat(messages()).containsExactly("delivery-overdue");
        assertThat(delivery())
                .hasPassedInOrder("chase-delivery", "is-new-date", "delivery-chased")
                .hasNotPassed("announce-delay")
                .isWaitingAtExactly("under-way", "wait-for-delivery");
    }

    @Test
    @DisplayName("Given an overdue order, when it arrives, is delayed or is cancelled, then it is not chased any more")
    void noLongerChased() {
        isOverdue();
        shop.order(order, customer, "delayed", inDays(4));
        assertThat(delivery()).isWaitingAtExactly("under-way", "wait-for-delivery");

        journeys.pass(Duration.ofDays(7));
        assertThat(delivery()).isWaitingAt("chase-delivery");
        shop.order(order, customer, "delivered");
        assertThat(delivery()).isEnded().hasPassed("delivered");
        assertThat(postPurchase()).isWaitingAtExactly("two-days-passed");

        order = shop.order(customer, 20);
        isOverdue();
        assertThat(delivery()).isWaitingAt("chase-delivery");
        shop.order(order, customer, "cancelled");
        assertThat(delivery()).isEnded().hasNotPassed("delivered", "not-delivered");
        assertThat(postPurchase()).isEnded().hasPassed("cancelled");
    }

    private void payBack(double total) {
        journeys.event(
                "order.refunded",
                customer,
                Map.of("orderId", order, "refundId", newId("r"), "currency", "EUR", "total", total));
    }

    @Test
    @DisplayName(
            "Given an overdue order, when a part of it is paid back, then it is chased still; when all of it is, then no more")
    void paidBack() {
        isOverdue();
        payBack(20);
        assertThat(delivery()).isWaitingAt("chase-delivery");
        payBack(40);
        assertThat(delivery()).isEnded().hasNotPassed("delivered", "not-delivered");
        assertThat(postPurchase()).isEnded().hasPassedInOrder("order-paid-back", "nothing-kept");
    }

    @Test
    @DisplayName(
            "Given an order of which a file says that all was paid back, when it is overdue, then nobody is asked about it")
    void paidBackByFile() {
        jdbc.sql(
                        """
                insert into rapport.customer_refund (order_id, refund_id, refunded_at, currency, total)
                values (:order, 'import', now(), 'EUR', 60)""")
                .param("order", order)
                .update();
        isOverdue();
        assertThat(delivery())
                .hasPassedInOrder("delivery-overdue", "not-chased")
                .hasNotPassed("chase-delivery");
        eventually(
                "the mail that had been requested is withheld",
                () -> jdbc.sql(
                                "select state from rapport.outbox_message where order_id = :order and message = 'delivery-overdue'")
                        .param("order", order)
                        .query(String.class)
                        .list(),
                List.of("withheld")::equals);
    }

    @Test
    @DisplayName("When 30 days pass after the order was due, then the wait ends, and with it the task that nobody did")
    void givenUp() {
        journeys.pass(Duration.ofDays(43));
        assertThat(delivery()).isWaitingAt("chase-delivery");
        journeys.pass(Duration.ofDays(2));
        assertThat(delivery()).isEnded().hasPassedInOrder("given-up", "not-delivered");
        assertThat(postPurchase()).isEnded().hasPassed("not-delivered");
    }

    @Test
    @DisplayName("When the customer is erased, then the carrier's number is deleted")
    void erased() {
        journeys.event(
                "order.shipped", customer, Map.of("orderId", order, "carrier", "Example Parcel", "tracking", "EP123"));
        journeys.event("customer.erased", customer, Map.of());
        assertThat(orders.find(order).map(Order::tracking)).isEmpty();
        assertThat(orders.find(order).map(Order::carrier)).isEmpty();
    }
}
