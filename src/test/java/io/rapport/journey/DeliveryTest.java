package io.rapport.journey;

import static io.rapport.testing.Journeys.newId;
import static org.assertj.core.api.Assertions.assertThat;
import static org.camunda.bpm.engine.test.assertions.bpmn.BpmnAwareTests.assertThat;

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
import org.assertj.core.api.Assertions;
import org.camunda.bpm.engine.impl.form.validator.FormFieldValidationException;
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

    private String customer;
    private String order;

    DeliveryTest() {
        super("delivery");
    }

    @BeforeEach
    void anOrder() {
        customer = shop.customer();
        order = shop.order(customer, 60);
    }

    private List<String> messages() {
        return journeys.messages(customer, "delivery");
    }

    private LocalDate inDays(int days) {
        return LocalDate.ofInstant(clock.instant(), workingTime.zone()).plusDays(days);
    }

    private void isAwaited() {
        assertThat(journeys.instance("delivery", "order:" + order)).isWaitingAt("wait-for-delivery");
    }

    @Test
    @DisplayName("Shipped: the customer is told when it comes, with whom and by which number")
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
        isAwaited();
        Order known = orders.find(order).orElseThrow();
        assertThat(known.shippedAt()).isNotNull();
        assertThat(known.expectedOn()).isEqualTo(day);
        assertThat(known.carrier()).isEqualTo("Example Parcel");
        assertThat(known.tracking()).isEqualTo("EP 1-2.3");

        shop.order(order, customer, "delivered");
        assertThat(journeys.outcome("delivery", "order:" + order)).isEqualTo("delivered");
        assertThat(journeys.instance("post-purchase", "order:" + order)).isWaitingAtExactly("two-days-passed");
    }

    @Test
    @DisplayName("Delayed: the customer is told the new day, and nobody is troubled before it has passed")
    void delayed() {
        shop.order(order, customer, "shipped", inDays(3));
        shop.order(order, customer, "delayed", inDays(25));
        assertThat(messages()).containsExactly("order-shipped", "order-delayed");

        journeys.pass(Duration.ofDays(25));
        assertThat(journeys.openTasks("order:" + order)).isEmpty();
        journeys.pass(Duration.ofDays(2));
        assertThat(journeys.openTasks("order:" + order)).containsExactly("chase-delivery");
        assertThat(messages()).containsExactly("order-shipped", "order-delayed", "delivery-overdue");
    }

    @Test
    @DisplayName("The same shipment or delay told once more, under another id, changes nothing and is not mailed again")
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
        String again = newId("e");
        journeys.accept(again, "order.shipped", customer, parcel);
        journeys.settle();
        assertThat(messages()).containsExactly("order-shipped");
        assertThat(journeys.status(again).state()).isEqualTo(EventStatus.State.DONE);
        assertThat(journeys.status(again).effects()).isEmpty();

        shop.order(order, customer, "delayed", inDays(5));
        shop.order(order, customer, "delayed", inDays(5));
        assertThat(messages()).containsExactly("order-shipped", "order-delayed");

        journeys.pass(Duration.ofDays(8));
        assertThat(messages()).endsWith("order-delayed", "delivery-overdue");
        journeys.event("order.shipped", customer, Map.of("orderId", order));
        assertThat(journeys.openTasks("order:" + order))
                .as("what staff work on stays theirs")
                .containsExactly("chase-delivery");
        assertThat(messages()).endsWith("order-delayed", "delivery-overdue");
    }

    @Test
    @DisplayName("Another day, carrier or number is news, and so is a day that was said before the last one")
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
    @DisplayName("A shipment that was told before its order reached nobody: told once more, it is mailed")
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
    @DisplayName("A delay that a newer one has overtaken is not mailed when it comes at last")
    void overtakenDelay() {
        shop.order(order, customer, "delayed", inDays(25));
        jdbc.sql("update rapport.customer_order set expected_told_at = now() + interval '1 hour' where id = :id")
                .param("id", order)
                .update();
        shop.order(order, customer, "delayed", inDays(3));
        assertThat(messages()).containsExactly("order-delayed");
    }

    @Test
    @DisplayName("The newest fact says when it comes, however late an older one is told")
    void newestDate() {
        shop.order(order, customer, "delayed", inDays(25));
        jdbc.sql("update rapport.customer_order set expected_told_at = now() + interval '1 hour' where id = :id")
                .param("id", order)
                .update();
        shop.order(order, customer, "shipped", inDays(3));
        assertThat(orders.find(order).orElseThrow().expectedOn()).isEqualTo(inDays(25));
    }

    @Test
    @DisplayName("Overdue: the customer is told that we look into it, and fulfilment chases it")
    void overdue() {
        journeys.pass(Duration.ofDays(14).minus(HOUR));
        assertThat(journeys.openTasks("order:" + order)).isEmpty();
        assertThat(messages()).isEmpty();
        journeys.pass(HOUR.plus(HOUR));

        assertThat(messages()).containsExactly("delivery-overdue");
        Task chase = journeys.task("order:" + order, "chase-delivery");
        assertThat(journeys.queue(chase)).isEqualTo("fulfilment");
        assertThat(chase.getPriority()).isEqualTo(50);
        isAwaited();
    }

    @Test
    @DisplayName("The date that staff find out goes to the customer, and is waited for anew")
    void chased() {
        journeys.pass(Duration.ofDays(14).plus(HOUR));
        LocalDate day = inDays(6);
        journeys.complete(
                journeys.task("order:" + order, "chase-delivery"),
                Map.of("deliveryOutcome", "on-the-way", "expectedOn", day.toString(), "notes", "Held at customs"));

        assertThat(messages()).containsExactly("delivery-overdue", "order-delayed");
        assertThat(orders.find(order).orElseThrow().expectedOn()).isEqualTo(day);
        assertThat(journeys.openTasks("order:" + order)).isEmpty();
        isAwaited();

        journeys.pass(Duration.ofDays(9));
        assertThat(messages()).as("overdue once more").endsWith("order-delayed", "delivery-overdue");
        assertThat(journeys.openTasks("order:" + order)).containsExactly("chase-delivery");
    }

    @Test
    @DisplayName("Who says that it is on its way says when it comes")
    void chasedWithoutDate() {
        journeys.pass(Duration.ofDays(14).plus(HOUR));
        Task chase = journeys.task("order:" + order, "chase-delivery");
        Assertions.assertThatThrownBy(() -> journeys.complete(chase, Map.of("deliveryOutcome", "sent-again")))
                .isInstanceOf(FormFieldValidationException.class);
        assertThat(journeys.openTasks("order:" + order)).containsExactly("chase-delivery");
    }

    @ParameterizedTest(name = "{0} days from today: taken {1}")
    @CsvSource({"-3000, false", "-1, false", "0, true", "365, true", "367, false", "2900000, false"})
    @DisplayName("The new date is a day from today to a year ahead")
    void newDateWithinAYear(int days, boolean taken) {
        journeys.pass(Duration.ofDays(14).plus(HOUR));
        Task chase = journeys.task("order:" + order, "chase-delivery");
        Map<String, Object> answers = Map.of(
                "deliveryOutcome", "on-the-way", "expectedOn", inDays(days).toString());
        if (taken) {
            journeys.complete(chase, answers);
            assertThat(orders.find(order).orElseThrow().expectedOn()).isEqualTo(inDays(days));
        } else {
            Assertions.assertThatThrownBy(() -> journeys.complete(chase, answers))
                    .isInstanceOf(FormFieldValidationException.class)
                    .hasMessageContaining("(expectedOn) must ");
            assertThat(messages()).containsExactly("delivery-overdue");
        }
    }

    @Test
    @DisplayName("A day that cannot be meant is refused to staff as to the carrier, and the task stays")
    void chasedWithImpossibleDate() {
        journeys.pass(Duration.ofDays(14).plus(HOUR));
        Task chase = journeys.task("order:" + order, "chase-delivery");
        for (String day : List.of("0001-01-01", "9999-12-31", inDays(-5).toString())) {
            Assertions.assertThatThrownBy(() -> journeys.complete(
                            chase, Map.of("deliveryOutcome", "on-the-way", "expectedOn", day, "notes", "Customs")))
                    .as(day)
                    .isInstanceOf(FormFieldValidationException.class)
                    .hasMessageContaining("expectedOn");
        }
        assertThat(journeys.openTasks("order:" + order)).containsExactly("chase-delivery");
        assertThat(messages()).containsExactly("delivery-overdue");
    }

    @Test
    @DisplayName("Without a new date there is nothing to tell; the delivery is still waited for")
    void chasedInVain() {
        journeys.pass(Duration.ofDays(14).plus(HOUR));
        journeys.complete(
                journeys.task("order:" + order, "chase-delivery"), Map.of("deliveryOutcome", "cannot-deliver"));
        assertThat(messages()).containsExactly("delivery-overdue");
        isAwaited();
    }

    @Test
    @DisplayName("What has arrived, is delayed or is cancelled need not be chased any more: the task goes")
    void noLongerChased() {
        journeys.pass(Duration.ofDays(14).plus(HOUR));
        shop.order(order, customer, "delayed", inDays(4));
        assertThat(journeys.openTasks("order:" + order)).isEmpty();

        journeys.pass(Duration.ofDays(7));
        assertThat(journeys.openTasks("order:" + order)).containsExactly("chase-delivery");
        shop.order(order, customer, "delivered");
        assertThat(journeys.openTasks("order:" + order)).isEmpty();
        assertThat(journeys.instance("post-purchase", "order:" + order)).isWaitingAtExactly("two-days-passed");

        String other = shop.order(customer, 20);
        journeys.pass(Duration.ofDays(14).plus(HOUR));
        assertThat(journeys.openTasks("order:" + other)).containsExactly("chase-delivery");
        shop.order(other, customer, "cancelled");
        assertThat(journeys.openTasks("order:" + other)).isEmpty();
        assertThat(journeys.outcome("post-purchase", "order:" + other)).isEqualTo("cancelled");
    }

    @Test
    @DisplayName("The wait ends 30 days after the order was due, with the task that nobody did")
    void givenUp() {
        journeys.pass(Duration.ofDays(43));
        assertThat(journeys.openTasks("order:" + order)).containsExactly("chase-delivery");
        journeys.pass(Duration.ofDays(2));
        assertThat(journeys.outcome("delivery", "order:" + order)).isEqualTo("not-delivered");
        assertThat(journeys.outcome("post-purchase", "order:" + order)).isEqualTo("not-delivered");
        assertThat(journeys.openTasks("order:" + order)).isEmpty();
    }

    @Test
    @DisplayName("Erasure takes the carrier's number away")
    void erased() {
        journeys.event(
                "order.shipped", customer, Map.of("orderId", order, "carrier", "Example Parcel", "tracking", "EP123"));
        journeys.event("customer.erased", customer, Map.of());
        assertThat(orders.find(order).map(Order::tracking)).isEmpty();
        assertThat(orders.find(order).map(Order::carrier)).isEmpty();
    }
}
