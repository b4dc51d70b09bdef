package io.rapport.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.rapport.feedback.Complaint;
import io.rapport.feedback.Complaints;
import io.rapport.feedback.Surveys;
import io.rapport.inbox.EventEffect;
import io.rapport.inbox.EventStatus;
import io.rapport.inbox.Inbox;
import io.rapport.testing.JourneyStory;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.camunda.bpm.engine.TaskService;
import org.camunda.bpm.engine.impl.form.validator.FormFieldValidationException;
import org.camunda.bpm.engine.task.Task;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

@DisplayName("What a customer answers about an order is seen to, by the answer that stands in the end")
class AnswerFollowUpTest extends JourneyStory {

    private static final Duration SETTLED = Duration.ofMinutes(61);

    @Autowired
    private Inbox inbox;

    @Autowired
    private Surveys surveys;

    @Autowired
    private Complaints complaints;

    @Autowired
    private TaskService tasks;

    private String customer;
    private String order;

    AnswerFollowUpTest() {
        super("answer-follow-up");
    }

    @BeforeEach
    void asked() {
        customer = shop.customer();
        order = shop.order(customer, 80);
        shop.order(order, customer, "delivered");
        journeys.pass(Duration.ofDays(7).plusHours(1));
    }

    private List<String> messages() {
        return journeys.messages(customer, "answer-follow-up");
    }

    private List<String> openTasks() {
        return journeys.openTasks("order:" + order);
    }

    private String outcome() {
        return journeys.outcome("answer-follow-up", "order:" + order);
    }

    private void tell(String type, int score) {
        String survey =
                surveys.find("satisfaction", "order:" + order).orElseThrow().id();
        journeys.event(type, customer, Map.of("surveyId", survey, "score", score));
    }

    private void answer(int score) {
        tell("survey.answered", score);
    }

    private void change(int score) {
        tell("survey.amended", score);
    }

    @ParameterizedTest(name = "score {0}")
    @ValueSource(ints = {4, 5})
    @DisplayName("Who gives 4 or 5 is invited to review, once the answer has settled")
    void satisfied(int score) {
        answer(score);
        assertThat(messages()).as("the answer may still change").isEmpty();
        journeys.pass(SETTLED);
        assertThat(messages()).containsExactly("review-invitation");
        assertThat(openTasks()).isEmpty();
        assertThat(outcome()).isEqualTo("followed-up");
    }

    @Test
    @DisplayName("Who gives 3 is left in peace")
    void neitherNor() {
        answer(3);
        journeys.pass(SETTLED);
        assertThat(openTasks()).isEmpty();
        assertThat(messages()).isEmpty();
        assertThat(outcome()).isEqualTo("followed-up");
    }

    @ParameterizedTest(name = "score {0}")
    @ValueSource(ints = {1, 2})
    @DisplayName("Who gives 1 or 2 is called by care")
    void dissatisfied(int score) {
        answer(score);
        journeys.pass(SETTLED);
        Task call = journeys.task("order:" + order, "call-dissatisfied");
        assertThat(journeys.queue(call)).isEqualTo("care");
        assertThat(messages()).isEmpty();

        journeys.complete(call, Map.of("callOutcome", "not-reached"));
        assertThat(outcome()).isEqualTo("followed-up");
        assertThat(complaints.open(customer)).isEmpty();
    }

    @Test
    @DisplayName("5 that becomes 1 within the hour gets a call and no invitation, and staff see the answer that stands")
    void changedBeforeItSettled() {
        answer(5);
        journeys.pass(Duration.ofMinutes(20));
        change(1);
        journeys.pass(SETTLED);
        assertThat(messages()).isEmpty();
        Task call = journeys.task("order:" + order, "call-dissatisfied");
        assertThat(tasks.getVariable(call.getId(), "score")).isEqualTo(1);
    }

    @Test
    @DisplayName("1 that becomes 5 within the hour calls nobody")
    void changedForTheBetter() {
        answer(1);
        change(5);
        journeys.pass(SETTLED);
        assertThat(openTasks()).isEmpty();
        assertThat(messages()).containsExactly("review-invitation");
    }

    @Test
    @DisplayName("5 that becomes 1 days later calls somebody, as the mail promised")
    void changedLater() {
        answer(5);
        journeys.pass(Duration.ofDays(6));
        assertThat(messages()).containsExactly("review-invitation");

        change(1);
        journeys.pass(SETTLED);
        assertThat(openTasks()).containsExactly("call-dissatisfied");
        assertThat(messages()).as("nobody is invited twice").containsExactly("review-invitation");
    }

    @ParameterizedTest(name = "from {0}")
    @ValueSource(ints = {3, 4, 5})
    @DisplayName("A change after everything has ended still calls somebody")
    void changedMuchLater(int before) {
        answer(before);
        journeys.pass(Duration.ofDays(29));
        change(2);
        journeys.pass(SETTLED);
        assertThat(openTasks()).containsExactly("call-dissatisfied");
    }

    @Test
    @DisplayName("Who was called about 2 is not called again for making it 1, nor for making it 4")
    void unhappyBefore() {
        answer(2);
        journeys.pass(SETTLED);
        journeys.complete(journeys.task("order:" + order, "call-dissatisfied"), Map.of("callOutcome", "not-reached"));

        change(1);
        journeys.pass(SETTLED);
        assertThat(openTasks()).isEmpty();
        assertThat(outcome()).isEqualTo("noted");
        change(4);
        journeys.pass(SETTLED);
        assertThat(openTasks()).isEmpty();
        assertThat(messages()).isEmpty();
    }

    @Test
    @DisplayName("An answer that comes when nobody waits for it any more is seen to like any other")
    void lateAnswer() {
        journeys.pass(Duration.ofDays(20));
        assertThat(journeys.outcome("satisfaction", "order:" + order)).isEqualTo("no-answer");
        answer(1);
        journeys.pass(SETTLED);
        assertThat(openTasks()).containsExactly("call-dissatisfied");
    }

    @Test
    @DisplayName("A call that nobody made in 14 days is no longer one")
    void callUndone() {
        answer(1);
        journeys.pass(Duration.ofDays(13));
        assertThat(openTasks()).containsExactly("call-dissatisfied");
        journeys.pass(Duration.ofDays(2));
        assertThat(openTasks()).isEmpty();
        assertThat(outcome()).isEqualTo("not-called");
    }

    @Test
    @DisplayName("An order returned while care should call takes the call off the queue")
    void returnedWhileCallIsOpen() {
        answer(1);
        journeys.pass(SETTLED);
        assertThat(openTasks()).containsExactly("call-dissatisfied");
        shop.order(order, customer, "returned");
        assertThat(openTasks()).isEmpty();
        assertThat(outcome()).isEqualTo("returned");
    }

    @Test
    @DisplayName("A complaint that the customer makes on the phone goes through the inbox and starts its own journey")
    void complaintFromTheCall() {
        answer(1);
        journeys.pass(SETTLED);
        journeys.complete(
                journeys.task("order:" + order, "call-dissatisfied"),
                Map.of(
                        "callOutcome",
                        "reached",
                        "dissatisfiedWith",
                        "quality",
                        "complaintWanted",
                        true,
                        "complaintText",
                        "The lid does not close"));

        List<Complaint> open = complaints.open(customer);
        assertThat(open).hasSize(1);
        Complaint complaint = open.get(0);
        assertThat(complaint.text()).isEqualTo("The lid does not close");
        assertThat(complaint.channel()).isEqualTo("phone");
        assertThat(complaint.orderId()).isEqualTo(order);
        assertThat(complaint.number()).isNotNull();
        assertThat(journeys.isRunning("complaint", "complaint:" + complaint.id()))
                .isTrue();
        assertThat(journeys.openTasks("complaint:" + complaint.id())).containsExactly("investigate");
        assertThat(journeys.messages(customer, "complaint")).containsExactly("complaint-acknowledgement");

        EventStatus event = inbox.status("urn:rapport:desk", complaint.id()).orElseThrow();
        assertThat(event.state()).isEqualTo(EventStatus.State.DONE);
        assertThat(event.effects())
                .extracting(EventEffect::kind, EventEffect::journey)
                .containsExactly(tuple(EventEffect.Kind.STARTED, "complaint"));
        assertThat(outcome()).isEqualTo("complaint-opened");
    }

    @Test
    @DisplayName("A complaint without the customer's words is refused, and nothing happens")
    void complaintWithoutWords() {
        answer(2);
        journeys.pass(SETTLED);
        Task call = journeys.task("order:" + order, "call-dissatisfied");
        assertThatThrownBy(() -> journeys.complete(
                        call, new HashMap<>(Map.of("callOutcome", "reached", "complaintWanted", true))))
                .isInstanceOf(FormFieldValidationException.class)
                .hasMessageContaining("complaint");
        assertThat(openTasks()).containsExactly("call-dissatisfied");
        assertThat(complaints.open(customer)).isEmpty();
    }
}
