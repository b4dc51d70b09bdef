package io.rapport.journey;

import static io.rapport.testing.Eventually.eventually;
import static io.rapport.testing.Journeys.newId;
import static org.assertj.core.api.Assertions.assertThat;
import static org.camunda.bpm.engine.test.assertions.bpmn.BpmnAwareTests.assertThat;

import io.rapport.calendar.BusinessClock;
import io.rapport.customer.Coupon;
import io.rapport.customer.Coupons;
import io.rapport.feedback.Survey;
import io.rapport.feedback.Surveys;
import io.rapport.inbox.EventEffect;
import io.rapport.outbox.Outbox;
import io.rapport.outbox.OutboxMessage;
import io.rapport.testing.JourneyStory;
import io.rapport.testing.Shop;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalTime;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.camunda.bpm.engine.task.Task;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;

@DisplayName("Win-back brings a lapsed customer back, or learns why not")
class WinBackTest extends JourneyStory {

    private static final Set<OutboxMessage.State> UNDER_WAY =
            Set.of(OutboxMessage.State.QUEUED, OutboxMessage.State.CLAIMED, OutboxMessage.State.SENDING);

    @Autowired
    private Coupons coupons;

    @Autowired
    private Surveys surveys;

    @Autowired
    private Outbox outbox;

    @Autowired
    private BusinessClock clock;

    private String customer;

    WinBackTest() {
        super("win-back");
    }

    @BeforeEach
    void aCustomerWhoWantsOffers() {
        // on no weekend, at no night
        journeys.moveTo(Shop.next(DayOfWeek.TUESDAY, LocalTime.of(10, 0)));
        customer = shop.customer();
        journeys.event(
                "consent.granted",
                customer,
                Map.of("channel", "email", "topic", "offers", "source", "test", "wording", "Yes, send me offers."));
    }

    private void lapses() {
        journeys.event(
                "customer.lapsed",
                customer,
                Map.of(
                        "lastOrderAt",
                        clock.instant().minus(Duration.ofDays(100)).toString()));
    }

    private void lapsesFor(String reason) {
        journeys.event(
                "customer.lapsed",
                customer,
                Map.of(
                        "lastOrderAt",
                        clock.instant().minus(Duration.ofDays(100)).toString(),
                        "reason",
                        reason));
    }

    /** The customer lapses, and a week later the offer is decided upon; then it goes out, or not. */
    private void offered() throws InterruptedException {
        lapses();
        afterAWeek();
    }

    private void afterAWeek() throws InterruptedException {
        afterAWeek(OutboxMessage.State.SENT);
    }

    private void afterAWeek(OutboxMessage.State ends) throws InterruptedException {
        // what becomes of the note is known long before: time passes faster here than mails go out
        settled("win-back-note");
        journeys.pass(Duration.ofDays(7).plusHours(1));
        OutboxMessage offer = settled("win-back-offer");
        journeys.settle();
        assertThat(offer.state()).as(offer.why()).isEqualTo(ends);
    }

    private OutboxMessage settled(String name) {
        return eventually(
                name + " is no longer under way",
                () -> outbox.messages(customer).stream()
                        .filter(queued -> queued.message().equals(name))
                        .findFirst()
                        .orElseThrow(),
                message -> !UNDER_WAY.contains(message.state()));
    }

    private List<String> messages() {
        return journeys.messages(customer, "win-back");
    }

    private List<Coupon> coupons() {
        return jdbc
                .sql("select code from rapport.coupon where customer_id = :customer order by issued_at")
                .param("customer", customer)
                .query(String.class)
                .list()
                .stream()
                .map(code -> coupons.find(code).orElseThrow())
                .toList();
    }

    private String outcome() {
        return journeys.outcome("win-back", "customer:" + customer);
    }

    @Test
    @DisplayName("A customer who does not come back gets a note, an offer, its reminder and one last question")
    void lost() throws InterruptedException {
        lapses();
        assertThat(messages()).containsExactly("win-back-note");
        assertThat(coupons()).as("a note without an offer").isEmpty();

        afterAWeek();
        assertThat(messages()).containsExactly("win-back-note", "win-back-offer");
        Coupon coupon = coupons().get(0);
        assertThat(jdbc.sql(
                                """
                        select coupon_code from rapport.outbox_message
                        where customer_id = :customer and message = 'win-back-offer'""")
                        .param("customer", customer)
                        .query(String.class)
                        .single())
                .isEqualTo(coupon.code());

        journeys.pass(Duration.ofDays(10));
        assertThat(messages()).endsWith("win-back-offer");
        journeys.pass(Duration.ofDays(1).plusHours(1));
        assertThat(messages()).as("3 of 14 days left").endsWith("win-back-reminder");
        assertThat(journeys.openTasks("customer:" + customer)).isEmpty();

        journeys.pass(Duration.ofDays(3));
        assertThat(messages()).containsExactly("win-back-note", "win-back-offer", "win-back-reminder", "exit-survey");
        assertThat(outcome()).isEqualTo("lost");
    }

    @Test
    @DisplayName("The answer to the last question is kept, though the journey has ended")
    void exitSurveyAnswered() throws InterruptedException {
        offered();
        journeys.pass(Duration.ofDays(15));
        String survey =
                surveys.find("exit", "customer:" + customer).orElseThrow().id();
        journeys.event("survey.answered", customer, Map.of("surveyId", survey, "score", 2, "comment", "Too dear"));
        assertThat(surveys.find(survey).orElseThrow().score()).isEqualTo(2);
    }

    @ParameterizedTest(name = "worth {0}, reason known: {1} → {2} % for {3} days")
    @CsvSource({
        "0,   false, 10, 14, false",
        "149, true,  10, 14, false",
        "150, false, 15, 21, false",
        "150, true,  10, 21, false",
        "499, false, 15, 21, false",
        "500, false, 20, 30, true",
        "500, true,  10, 30, true",
    })
    @DisplayName("The offer follows the customer's worth, and whether we know what went wrong")
    void offers(double worth, boolean reasonKnown, int percent, int days, boolean call) throws InterruptedException {
        if (worth > 0) {
            shop.order(customer, worth);
        }
        if (reasonKnown) {
            lapsesFor("Shipping takes too long");
        } else {
            lapses();
        }
        afterAWeek();
        Coupon coupon = coupons().get(0);
        assertThat(coupon.percent()).isEqualTo(percent);
        assertThat(Duration.between(coupon.issuedAt(), coupon.expiresAt())).isEqualTo(Duration.ofDays(days));

        journeys.pass(Duration.ofDays(days - 3));
        assertThat(messages()).endsWith("win-back-reminder");
        assertThat(journeys.openTasks("customer:" + customer)).isEqualTo(call ? List.of("win-back-call") : List.of());
    }

    @Test
    @DisplayName("Orders that were sent back do not make a customer valuable")
    void returnedOrdersDoNotCount() throws InterruptedException {
        shop.order(shop.order(customer, 900), customer, "returned");
        offered();
        assertThat(coupons().get(0).percent()).isEqualTo(10);
    }

    @Test
    @DisplayName("A customer of high value is called by retention before the offer ends")
    void highValue() throws InterruptedException {
        shop.order(customer, 700);
        offered();
        journeys.pass(Duration.ofDays(27));
        Task call = journeys.task("customer:" + customer, "win-back-call");
        assertThat(journeys.queue(call)).isEqualTo("retention");
        assertThat(call.getPriority()).isEqualTo(40);
        journeys.complete(call, Map.of("callOutcome", "reached", "lapseReason", "price"));
        assertThat(journeys.instance("win-back", "customer:" + customer)).isWaitingAtExactly("coupon-expired");

        journeys.pass(Duration.ofDays(3));
        assertThat(outcome()).isEqualTo("lost");
    }

    @Test
    @DisplayName("A call that nobody made ends with the offer: the journey goes on and can begin anew")
    void callUndone() throws InterruptedException {
        shop.order(customer, 1_200);
        offered();
        journeys.pass(Duration.ofDays(27));
        Task call = journeys.task("customer:" + customer, "win-back-call");
        assertThat(call.getPriority()).as("the best first").isEqualTo(60);

        journeys.pass(Duration.ofDays(4));
        assertThat(journeys.openTasks("customer:" + customer)).isEmpty();
        assertThat(messages()).endsWith("win-back-reminder", "exit-survey");
        assertThat(outcome()).isEqualTo("lost");
        journeys.pass(Duration.ofDays(60));
        assertThat(lapsesAgain()).isEqualTo(EventEffect.Kind.STARTED);
    }

    @Test
    @DisplayName("An offer that may not be sent leaves no coupon, and nobody is reminded of it")
    void withheld() throws InterruptedException {
        shop.order(customer, 700);
        journeys.event(
                "consent.withdrawn",
                customer,
                Map.of("channel", "email", "topic", "offers", "source", "test", "wording", "No more offers."));
        lapses();
        afterAWeek(OutboxMessage.State.WITHHELD);
        isNotOffered();
    }

    @Test
    @DisplayName("An offer that cannot be sent leaves no coupon either")
    void failed() throws InterruptedException {
        shop.order(customer, 700);
        jdbc.sql("update rapport.customer set email = 'not an address' where id = :id")
                .param("id", customer)
                .update();
        lapses();
        afterAWeek(OutboxMessage.State.FAILED);
        isNotOffered();
    }

    private void isNotOffered() {
        assertThat(coupons()).isEmpty();
        assertThat(outcome()).isEqualTo("not-offered");
        journeys.pass(Duration.ofDays(60));
        assertThat(messages()).containsExactly("win-back-note", "win-back-offer");
        assertThat(journeys.openTasks("customer:" + customer)).isEmpty();
    }

    @Test
    @DisplayName("An offer of which nobody knows whether it went out stands: the customer may have it")
    void nothingHeard() throws InterruptedException {
        lapses();
        settled("win-back-note");
        jdbc.sql("update rapport.customer set email = null where id = :id")
                .param("id", customer)
                .update();
        journeys.pass(Duration.ofDays(7).plusHours(1));
        jdbc.sql(
                        "update rapport.outbox_message set state = 'unknown' where customer_id = :id and message = 'win-back-offer'")
                .param("id", customer)
                .update();
        journeys.pass(Duration.ofDays(8));
        assertThat(journeys.instance("win-back", "customer:" + customer)).isWaitingAtExactly("coupon-expires-soon");
        assertThat(coupons()).hasSize(1);
    }

    @ParameterizedTest(name = "after {0} days, with {1} as the last message")
    @CsvSource({"1, win-back-note", "8, win-back-offer", "36, win-back-reminder"})
    @DisplayName("An order at any time ends it with thanks, and takes an open call off the queue")
    void wonBack(int days, String last) throws InterruptedException {
        shop.order(customer, 700);
        if (days < 7) {
            lapses();
            journeys.pass(Duration.ofDays(days));
        } else {
            offered();
            journeys.pass(Duration.ofDays(days - 7));
        }
        assertThat(messages()).endsWith(last);

        String order = shop.order(customer, 50);
        assertThat(messages()).as("the order's own thanks come first").endsWith(last);
        assertThat(journeys.openTasks("customer:" + customer)).isEmpty();
        journeys.pass(Duration.ofHours(23));
        assertThat(messages()).endsWith(last);
        journeys.pass(Duration.ofHours(2));
        assertThat(outcome()).isEqualTo("won-back");
        assertThat(messages()).endsWith(last, "win-back-thanks");
        assertThat(journeys.isRunning("post-purchase", "order:" + order))
                .as("the order is followed up like any other")
                .isTrue();

        journeys.pass(Duration.ofDays(40));
        assertThat(messages()).as("messages stop").endsWith("win-back-thanks");
    }

    @Test
    @DisplayName("Another customer's order wins nobody back")
    void anothersOrder() {
        lapses();
        shop.order(shop.customer(), 50);
        assertThat(journeys.isRunning("win-back", "customer:" + customer)).isTrue();
    }

    @Test
    @DisplayName("A customer is won back again only 90 days after the last time began")
    void reentry() throws InterruptedException {
        lapses();
        assertThat(lapsesAgain()).as("while it runs").isEqualTo(EventEffect.Kind.REFUSED);

        afterAWeek();
        journeys.pass(Duration.ofDays(15));
        assertThat(outcome()).isEqualTo("lost");
        journeys.pass(Duration.ofDays(67));
        assertThat(lapsesAgain()).as("on day 89").isEqualTo(EventEffect.Kind.REFUSED);
        assertThat(messages()).containsOnlyOnce("win-back-note");

        journeys.pass(Duration.ofDays(2));
        assertThat(lapsesAgain()).as("on day 91").isEqualTo(EventEffect.Kind.STARTED);
        assertThat(messages()).endsWith("exit-survey", "win-back-note");
        assertThat(outcome()).isNull();
    }

    @Test
    @DisplayName("A second time ends with a question of its own, though the first was answered")
    void asksAnew() throws InterruptedException {
        offered();
        journeys.pass(Duration.ofDays(15));
        Survey first = surveys.find("exit", "customer:" + customer).orElseThrow();
        journeys.event("survey.answered", customer, Map.of("surveyId", first.id(), "score", 2));

        journeys.pass(Duration.ofDays(70));
        assertThat(lapsesAgain()).isEqualTo(EventEffect.Kind.STARTED);
        afterAWeek();
        journeys.pass(Duration.ofDays(15));
        Survey second = surveys.find("exit", "customer:" + customer).orElseThrow();
        assertThat(second.id()).isNotEqualTo(first.id());
        assertThat(second.answeredAt()).isNull();
        assertThat(surveys.find(first.id()).orElseThrow().score()).isEqualTo(2);
    }

    private EventEffect.Kind lapsesAgain() {
        String event = newId("e");
        journeys.accept(
                event,
                "customer.lapsed",
                customer,
                Map.of(
                        "lastOrderAt",
                        clock.instant().minus(Duration.ofDays(100)).toString()));
        journeys.settle();
        return journeys.status(event).effects().get(0).kind();
    }

    @Test
    @DisplayName("Erasure ends the journey, and the call that it waits for")
    void erased() throws InterruptedException {
        shop.order(customer, 700);
        offered();
        journeys.pass(Duration.ofDays(28));
        assertThat(journeys.openTasks("customer:" + customer)).containsExactly("win-back-call");
        journeys.event("customer.erased", customer, Map.of());
        assertThat(outcome()).isEqualTo("erased");
        assertThat(journeys.openTasks("customer:" + customer)).isEmpty();
    }
}
