package io.rapport.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.camunda.bpm.engine.test.assertions.bpmn.BpmnAwareTests.assertThat;
import static org.camunda.bpm.engine.test.assertions.bpmn.BpmnAwareTests.task;
import static org.camunda.bpm.engine.test.assertions.bpmn.BpmnAwareTests.taskService;

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
import org.camunda.bpm.engine.impl.form.validator.FormFieldValidationException;
import org.camunda.bpm.engine.runtime.ProcessInstance;
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

    private ProcessInstance followUp() {
        return instance("answer-follow-up", "order:" + order);
    }

    private Task call() {
        return task("call-dissatisfied", followUp());
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
    @DisplayName("When the customer gives 4 or 5, then they are invited to review, once the answer has settled")
    void satisfied(int score) {
        answer(score);
        assertThat(followUp()).as("the answer may still change").isWaitingAtExactly("answer-settled");
        assertThat(messages()).isEmpty();
        journeys.pass(SETTLED);
        assertThat(messages()).containsExactly("review-invitation");
        assertThat(followUp())
                .isEnded()
                .hasPassedInOrder(
                        "survey-answered",
                        "answer-known",
                        "answer-settled",
                        "how-satisfied",
                        "send-review-invitation",
                        "followed-up")
                .hasNotPassed("call-dissatisfied");
    }

    @Test
    @DisplayName("When the customer gives 3, then nothing follows")
    void neitherNor() {
        answer(3);
        journeys.pass(SETTLED);
        assertThat(messages()).isEmpty();
        assertThat(followUp())
                .isEnded()
                .hasPassed("followed-up")
                .hasNotPassed("send-review-invitation", "call-dissatisfied");
    }

    @ParameterizedTest(name = "score {0}")
    @ValueSource(ints = {1, 2})
    @DisplayName("When the customer gives 1 or 2, then care calls")
    void dissatisfied(int score) {
        answer(score);
        journeys.pass(SETTLED);
        assertThat(followUp())
                .isWaitingAtExactly("call-dissatisfied")
                .task("call-dissatisfied")
                .hasCandidateGroup("care");
        assertThat(messages()).isEmpty();

        journeys.complete(call(), Map.of("callOutcome", "not-reached"));
        assertThat(followUp())
                .isEnded()
                .hasPassedInOrder("call-dissatisfied", "is-complaint-wanted", "followed-up")
                .hasNotPassed("open-complaint");
        assertThat(complaints.open(customer)).isEmpty();
    }

    @Test
    @DisplayName(
            "Given 5, when it becomes 1 within the hour, then care calls, sees the answer that stands, and nobody is invited")
    void changedBeforeItSettled() {
        answer(5);
        journeys.pass(Duration.ofMinutes(20));
        change(1);
        journeys.pass(SETTLED);
        assertThat(messages()).isEmpty();
        assertThat(followUp()).isWaitingAtExactly("call-dissatisfied");
        assertThat(taskService().getVariable(call().getId(), "score")).isEqualTo(1);
    }

    @Test
    @DisplayName("Given 1, when it becomes 5 within the hour, then nobody calls")
    void changedForTheBetter() {
        answer(1);
        change(5);
        journeys.pass(SETTLED);
        assertThat(followUp()).isEnded().hasNotPassed("call-dissatisfied");
        assertThat(messages()).containsExactly("review-invitation");
    }

    @Test
    @DisplayName("Given 5, when it becomes 1 days later, then care calls, as the mail promised")
    void changedLater() {
        answer(5);
        journeys.pass(Duration.ofDays(6));
        assertThat(messages()).containsExactly("review-invitation");

        change(1);
        journeys.pass(SETTLED);
        assertThat(followUp()).isWaitingAtExactly("call-dissatisfied");
        assertThat(messages()).as("nobody is invited twice").containsExactly("review-invitation");
    }

    @ParameterizedTest(name = "from {0}")
    @ValueSource(ints = {3, 4, 5})
    @DisplayName("Given 3 or more, when it becomes 2 after everything has ended, then care still calls")
    void changedMuchLater(int before) {
        answer(before);
        journeys.pass(Duration.ofDays(29));
        change(2);
        journeys.pass(SETTLED);
        assertThat(followUp()).isWaitingAtExactly("call-dissatisfied");
    }

    @Test
    @DisplayName("Given a call about 2, when it becomes 1 or 4, then nobody calls again")
    void unhappyBefore() {
        answer(2);
        journeys.pass(SETTLED);
        journeys.complete(call(), Map.of("callOutcome", "not-reached"));

        change(1);
        journeys.pass(SETTLED);
        assertThat(followUp()).isEnded().hasPassedInOrder("answer-changed", "has-turned", "nothing-to-do");
        change(4);
        journeys.pass(SETTLED);
        assertThat(followUp()).isEnded().hasNotPassed("call-dissatisfied");
        assertThat(messages()).isEmpty();
    }

    @Test
    @DisplayName(
            "Given a survey that nobody waits for any more, when the answer comes, then it is followed up like any other")
    void lateAnswer() {
        journeys.pass(Duration.ofDays(20));
        assertThat(instance("satisfaction", "order:" + order)).isEnded().hasPassed("no-answer");
        answer(1);
        journeys.pass(SETTLED);
        assertThat(followUp()).isWaitingAtExactly("call-dissatisfied");
    }

    @Test
    @DisplayName("Given a call that nobody made, when 14 days pass, then the task goes")
    void callUndone() {
        answer(1);
        journeys.pass(Duration.ofDays(13));
        assertThat(followUp()).isWaitingAtExactly("call-dissatisfied");
        journeys.pass(Duration.ofDays(2));
        assertThat(followUp()).isEnded().hasPassedInOrder("call-overdue", "not-called");
    }

    @Test
    @DisplayName("Given an open call, when the order is returned, then the task goes")
    void returnedWhileCallIsOpen() {
        answer(1);
        journeys.pass(SETTLED);
        assertThat(followUp()).isWaitingAtExactly("call-dissatisfied");
        shop.order(order, customer, "returned");
        assertThat(followUp()).isEnded().hasPassedInOrder("order-returned", "returned");
    }

    @Test
    @DisplayName(
            "Given a call, when the customer complains on the phone, then the complaint starts its own journey through the inbox")
    void complaintFromTheCall() {
        answer(1);
        journeys.pass(SETTLED);
        journeys.complete(
                call(),
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
        assertThat(instance("complaint", "complaint:" + complaint.id())).isWaitingAtExactly("resolve-complaint");
        assertThat(instance("complaint-investigation", "complaint:" + complaint.id()))
                .isWaitingAtExactly("investigate");
        assertThat(journeys.messages(customer, "complaint")).containsExactly("complaint-acknowledgement");

        EventStatus event = inbox.status("urn:rapport:desk", complaint.id()).orElseThrow();
        assertThat(event.state()).isEqualTo(EventStatus.State.DONE);
        assertThat(event.effects())
                .extracting(EventEffect::kind, EventEffect::journey)
                .containsExactly(tuple(EventEffect.Kind.STARTED, "complaint"));
        assertThat(followUp()).isEnded().hasPassedInOrder("is-complaint-wanted", "open-complaint", "complaint-opened");
    }

    @Test
    @DisplayName("Given a call, when a complaint lacks the customer's words, then it is refused, and the task stays")
    void complaintWithoutWords() {
        answer(2);
        journeys.pass(SETTLED);
        Task call = call();
        assertThatThrownBy(() -> journeys.complete(
                        call, new HashMap<>(Map.of("callOutcome", "reached", "complaintWanted", true))))
                .isInstanceOf(FormFieldValidationException.class)
                .hasMessageContaining("complaint");
        assertThat(followUp()).isWaitingAtExactly("call-dissatisfied");
        assertThat(complaints.open(customer)).isEmpty();
    }
}
