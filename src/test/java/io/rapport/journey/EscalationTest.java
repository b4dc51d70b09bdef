package io.rapport.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.camunda.bpm.engine.test.assertions.bpmn.BpmnAwareTests.assertThat;
import static org.camunda.bpm.engine.test.assertions.bpmn.BpmnAwareTests.task;

import io.rapport.calendar.BusinessClock;
import io.rapport.customer.TimelineEntry;
import io.rapport.customer.TimelineSource;
import io.rapport.desk.EscalationWorker;
import io.rapport.desk.TaskEscalations;
import io.rapport.desk.TaskEscalations.EscalationCount;
import io.rapport.desk.TaskQueues;
import io.rapport.testing.JourneyStory;
import io.rapport.testing.Journeys;
import io.rapport.testing.Shop;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.util.Date;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.camunda.bpm.engine.task.Task;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;

@DisplayName("What staff have not done in time comes before the lead, once, and is known when it never is done")
class EscalationTest extends JourneyStory {

    @Autowired
    private EscalationWorker worker;

    @Autowired
    private TaskEscalations escalations;

    @Autowired
    private TaskQueues queues;

    @Autowired
    @Qualifier("customerWork")
    private TimelineSource timeline;

    @Autowired
    private BusinessClock clock;

    @BeforeEach
    void aWelcomeCallIsDueOnThursday() {
        journeys.moveTo(Shop.next(DayOfWeek.TUESDAY, LocalTime.of(9, 0)));
        customer = Journeys.newId("c");
        journeys.event(
                "customer.registered",
                customer,
                Map.of(
                        "firstName", "Ann",
                        "lastName", "Lee",
                        "email", customer + "@example.com",
                        "locale", "en-GB",
                        "timeZone", "Europe/London",
                        "attributes", Map.of("segment", "vip")));
        journeys.event("customer.confirmed", customer, Map.of());
    }

    private ProcessInstance onboarding() {
        return instance("onboarding", "customer:" + customer);
    }

    private Task call() {
        return task("welcome-call", onboarding());
    }

    /** Time passes, and what is to come before a lead by then does. */
    private void pass(Duration time) {
        journeys.pass(time);
        worker.escalate();
    }

    /** Due on Wednesday at four, after 16 hours of nine a day; the lead is to see it 16 working hours after that, on Friday at two. */
    private void overdue() {
        pass(Duration.ofDays(3).plusHours(6));
    }

    private List<String> queuesOf(Task task) {
        return jdbc.sql(
                        """
                select group_id_ from rapport.act_ru_identitylink
                where task_id_ = :task and type_ = 'candidate' and group_id_ is not null order by group_id_""")
                .param("task", task.getId())
                .query(String.class)
                .list();
    }

    private List<TimelineEntry> timeline() {
        return timeline.entries(new TimelineSource.TimelineRequest(
                customer, EnumSet.of(TimelineEntry.Kind.TASK), clock.instant().plusSeconds(1), 20, Locale.ENGLISH));
    }

    private List<String> whatHappened() {
        return timeline().stream().map(TimelineEntry::what).toList();
    }

    private Optional<String> outcome(String task) {
        return jdbc.sql("select coalesce(outcome, 'open') from rapport.task_escalation where task_id = :task")
                .param("task", task)
                .query(String.class)
                .optional();
    }

    private EscalationCount count() {
        return escalations.counts(clock.instant().minus(Duration.ofDays(90))).stream()
                .filter(count -> count.queue().equals("care") && count.task().equals("welcome-call"))
                .findAny()
                .orElse(new EscalationCount("care", "welcome-call", null, 0, 0, 0, 0));
    }

    @Test
    @DisplayName(
            "Given a task that nobody has done, when it is overdue as long as staff-routing says, then the lead sees it beside its queue, before other work")
    void comesBeforeTheLead() {
        EscalationCount before = count();
        pass(Duration.ofDays(3).plusHours(4));
        assertThat(queuesOf(call())).as("an hour before").containsExactly("care");
        assertThat(call().getPriority()).isEqualTo(45);
        assertThat(whatHappened()).isEmpty();

        pass(Duration.ofHours(2));
        assertThat(queuesOf(call())).containsExactly("care", "complaints-lead");
        assertThat(call().getPriority()).isEqualTo(80);
        assertThat(timeline()).singleElement().satisfies(entry -> {
            assertThat(entry.what()).isEqualTo("task.escalated");
            assertThat(entry.facts())
                    .containsEntry("task", "Welcome call · " + customer)
                    .containsEntry("queue", "Complaints lead");
        });
        assertThat(count().open()).isEqualTo(before.open() + 1);
        assertThat(count().escalated()).isEqualTo(before.escalated() + 1);
    }

    @Test
    @DisplayName("It comes before the lead once: what the lead makes of its priority stays")
    void once() {
        overdue();
        Instant first = escalations.escalatedAt(call().getId()).orElseThrow();
        engine.getTaskService().setPriority(call().getId(), 50);

        pass(Duration.ofDays(1));
        assertThat(call().getPriority()).isEqualTo(50);
        assertThat(escalations.escalatedAt(call().getId())).contains(first);
    }

    @Test
    @DisplayName("When it is done after all, then it is counted as done")
    void doneAfterAll() {
        EscalationCount before = count();
        overdue();
        String id = call().getId();
        journeys.complete(call(), Map.of("callOutcome", "reached", "mattersMost", "quality"));

        assertThat(outcome(id)).contains("done");
        assertThat(count().done()).isEqualTo(before.done() + 1);
        assertThat(whatHappened()).containsExactly("task.done", "task.escalated");
    }

    @Test
    @DisplayName("When its time runs out, then it is known that it was not done, on the timeline and in the count")
    void neverDone() {
        EscalationCount before = count();
        overdue();
        String id = call().getId();
        pass(Duration.ofDays(12));

        assertThat(onboarding()).hasPassed("call-overdue", "not-called");
        assertThat(outcome(id)).contains("undone");
        assertThat(count().undone()).isEqualTo(before.undone() + 1);
        assertThat(count().open()).isEqualTo(before.open());
        assertThat(whatHappened()).containsExactly("task.undone", "task.escalated");
        assertThat(timeline().get(0).facts()).containsEntry("task", "Welcome call · " + customer);
    }

    @Test
    @DisplayName("When its time runs out before the lead was to see it, then it is known all the same")
    void outOfTimeBefore() {
        jdbc.sql(
                        "update rapport.task_escalation set planned_at = planned_at + interval '30 days' where customer_id = :id")
                .param("id", customer)
                .update();
        pass(Duration.ofDays(15));
        assertThat(whatHappened()).containsExactly("task.undone");
    }

    @Test
    @DisplayName("Given a task that is done in time, then nothing is kept")
    void doneInTime() {
        String id = call().getId();
        journeys.complete(call(), Map.of("callOutcome", "reached", "mattersMost", "quality"));
        assertThat(outcome(id)).isEmpty();
        overdue();
        assertThat(whatHappened()).containsExactly("task.done");
    }

    @Test
    @DisplayName("Given a call about an order that comes back, then nobody is to make it any more, and nothing is kept")
    void notNeeded() {
        String order = shop.order(customer, 80);
        shop.order(order, customer, "delivered");
        journeys.pass(Duration.ofDays(7).plusHours(1));
        journeys.event("survey.answered", customer, Map.of("surveyId", survey(order), "score", 1));
        journeys.pass(Duration.ofHours(2));
        String id = task("call-dissatisfied", instance("answer-follow-up", "order:" + order))
                .getId();
        assertThat(outcome(id)).contains("open");

        shop.order(order, customer, "returned");
        assertThat(outcome(id)).isEmpty();
    }

    private String survey(String order) {
        return jdbc.sql("select id from rapport.survey where about = :about")
                .param("about", "order:" + order)
                .query(String.class)
                .single();
    }

    @Test
    @DisplayName("What somebody has claimed stays theirs, and the lead sees it")
    void claimed() {
        engine.getTaskService().setAssignee(call().getId(), "clara");
        overdue();
        assertThat(call()).isAssignedTo("clara");
        assertThat(queuesOf(call())).containsExactly("care", "complaints-lead");
    }

    @Test
    @DisplayName("Given a due date that somebody has moved on, then the lead does not see it before that")
    void dueLater() {
        engine.getTaskService()
                .setDueDate(call().getId(), Date.from(clock.instant().plus(Duration.ofDays(5))));
        overdue();
        assertThat(queuesOf(call())).containsExactly("care");
        pass(Duration.ofDays(2));
        assertThat(queuesOf(call())).containsExactly("care", "complaints-lead");
    }

    @Test
    @DisplayName("Where nobody leads its queue, then its priority rises alone")
    void nobodyLeads() {
        queues.bringBefore(call().getId(), 80, null);
        assertThat(queuesOf(call())).containsExactly("care");
        assertThat(call().getPriority()).isEqualTo(80);
    }
}
