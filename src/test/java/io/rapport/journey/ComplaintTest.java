package io.rapport.journey;

import static io.rapport.testing.Journeys.newId;
import static java.time.DayOfWeek.MONDAY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.camunda.bpm.engine.test.assertions.bpmn.BpmnAwareTests.assertThat;

import io.rapport.feedback.Complaint;
import io.rapport.feedback.Complaints;
import io.rapport.inbox.Effect;
import io.rapport.testing.JourneyStory;
import io.rapport.testing.Shop;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.util.List;
import java.util.Map;
import org.camunda.bpm.engine.impl.form.validator.FormFieldValidationException;
import org.camunda.bpm.engine.task.Task;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;

@DisplayName("Complaint handling takes a complaint through the stages of ISO 10002")
class ComplaintTest extends JourneyStory {

    private static final String SLOW = "The parcel came two weeks late";

    @Autowired
    private Complaints complaints;

    private String customer;

    /** The desk has just opened, for a whole working week: Monday to Friday, nine hours a day. */
    private Instant monday;

    ComplaintTest() {
        super("complaint", "complaint-investigation");
    }

    @BeforeEach
    void aCustomerOnMondayMorning() {
        monday = Shop.next(MONDAY, LocalTime.of(9, 0));
        journeys.moveTo(monday);
        customer = shop.customer();
    }

    private String complains() {
        return shop.complaint(customer, "email", SLOW, null);
    }

    private Complaint register(String id) {
        return complaints.find(id).orElseThrow();
    }

    private Task task(String id, String task) {
        return journeys.task("complaint:" + id, task);
    }

    private String outcome(String id) {
        return journeys.outcome("complaint", "complaint:" + id);
    }

    private void investigate(String id, String remedy, double amount) {
        journeys.complete(
                task(id, "investigate"),
                Map.of(
                        "findings",
                        "The carrier lost it for a week",
                        "rootCause",
                        "No alert on parcels that stand still",
                        "remedy",
                        remedy,
                        "amount",
                        amount));
    }

    private void replies(String id, boolean accepted) {
        journeys.event("complaint.answered", customer, Map.of("complaintId", id, "accepted", accepted));
    }

    private List<String> messages() {
        return journeys.messages(customer, "complaint", "complaint-investigation");
    }

    @Test
    @DisplayName("A complaint is numbered and acknowledged at once, investigated, answered, accepted and closed")
    void happyPath() {
        String id = complains();
        assertThat(register(id).number()).matches("C-\\d{4}-\\d{6}");
        assertThat(messages()).containsExactly("complaint-acknowledgement");
        assertThat(journeys.openTasks("complaint:" + id)).containsExactly("investigate");

        investigate(id, "apology", 0);
        assertThat(messages()).containsExactly("complaint-acknowledgement", "complaint-answer");
        assertThat(journeys.instance("complaint", "complaint:" + id))
                .isWaitingAtExactly("wait-for-reply")
                .isWaitingFor("complaint.answered");

        replies(id, true);
        assertThat(outcome(id)).isEqualTo("closed");
        assertThat(messages()).endsWith("complaint-answer", "complaint-handling-survey");
        Complaint closed = register(id);
        assertThat(closed.outcome()).isEqualTo("accepted");
        assertThat(closed.closedAt()).isNotNull();
        assertThat(closed.findings()).isEqualTo("The carrier lost it for a week");
        assertThat(closed.rootCause()).isEqualTo("No alert on parcels that stand still");
        assertThat(closed.remedy()).isEqualTo("apology");
        assertThat(closed.accepted()).isTrue();
    }

    @Test
    @DisplayName("An investigation without findings and cause is refused")
    void findingsAreNeeded() {
        String id = complains();
        Task investigate = task(id, "investigate");
        assertThatThrownBy(() -> journeys.complete(investigate, Map.of("remedy", "apology", "amount", 0)))
                .isInstanceOf(FormFieldValidationException.class);
        assertThat(journeys.openTasks("complaint:" + id)).containsExactly("investigate");
    }

    @Test
    @DisplayName("A customer who stays silent for 7 days is taken to be content")
    void silence() {
        String id = complains();
        investigate(id, "apology", 0);
        journeys.pass(Duration.ofDays(7).minusHours(1));
        assertThat(outcome(id)).isNull();
        journeys.pass(Duration.ofHours(2));
        assertThat(outcome(id)).isEqualTo("closed");
        assertThat(register(id).outcome()).isEqualTo("silent");
        assertThat(messages()).endsWith("complaint-handling-survey");
    }

    @Test
    @DisplayName("The same complaint told again starts nothing")
    void once() {
        String id = complains();
        String again = newId("e");
        journeys.accept(
                again, "complaint.opened", customer, Map.of("complaintId", id, "text", SLOW, "channel", "email"));
        journeys.settle();
        assertThat(journeys.status(again).effects()).extracting(Effect::kind).containsExactly(Effect.Kind.REFUSED);
        assertThat(messages()).containsExactly("complaint-acknowledgement");
    }

    @Test
    @DisplayName("Erasure ends the journey and its investigation, and takes the words out of the register")
    void erased() {
        String id = complains();
        journeys.event("customer.erased", customer, Map.of());
        assertThat(outcome(id)).isEqualTo("erased");
        assertThat(journeys.openTasks("complaint:" + id)).isEmpty();
        assertThat(journeys.isRunning("complaint-investigation", "complaint:" + id))
                .isFalse();
        assertThat(register(id).text()).isEmpty();
        assertThat(register(id).outcome()).isEqualTo("erased");
    }

    @Nested
    @DisplayName("Severity")
    class Severity {

        @ParameterizedTest(name = "{3}: {1} about an order of {0}, \"{2}\"")
        @CsvSource({
            // the order's total, 0 for none; channel; words; severity; working hours; queue; priority
            "0,    email,  It came two weeks late,         normal,   40, complaints,      50",
            "499,  web,    The colour is not as shown,     normal,   40, complaints,      50",
            "500,  web,    The colour is not as shown,     high,     16, complaints,      70",
            "0,    social, It came two weeks late,         high,     16, complaints,      70",
            "0,    letter, It came two weeks late,         high,     16, complaints,      70",
            "0,    email,  The kettle gave me a burn,      critical, 8,  complaints-lead, 90",
            "20,   phone,  'It sparked, then caught fire', critical, 8,  complaints-lead, 90",
            "0,    social, My son had to go to hospital,   critical, 8,  complaints-lead, 90",
            "0,    web,    杯子碎了，孩子的手被割伤,          critical, 8,  complaints-lead, 90",
            "0,    phone,  喝完之后过敏去了急诊,              critical, 8,  complaints-lead, 90",
            "0,    phone,  打了三次客服电话都没有人接,         normal,   40, complaints,      50",
        })
        @DisplayName("follows the channel, the money and words of harm, and decides queue and priority")
        void rules(double total, String channel, String words, String severity, int hours, String queue, int priority) {
            String order = total == 0 ? null : shop.order(customer, total);
            String id = shop.complaint(customer, channel, words, order);
            assertThat(register(id).severity()).isEqualTo(severity);
            assertThat(register(id).workingHours()).isEqualTo(hours);
            Task investigate = task(id, "investigate");
            assertThat(journeys.queue(investigate)).isEqualTo(queue);
            assertThat(investigate.getPriority()).isEqualTo(priority);
        }

        @Test
        @DisplayName("is high when we disappointed the customer in the last 90 days")
        void again() {
            complains();
            journeys.pass(Duration.ofDays(89));
            assertThat(register(complains()).severity()).isEqualTo("high");
        }

        @Test
        @DisplayName("forgets complaints that are older than 90 days")
        void longAgo() {
            complains();
            journeys.pass(Duration.ofDays(91));
            assertThat(register(complains()).severity()).isEqualTo("normal");
        }

        @Test
        @DisplayName("is critical at the third complaint within 90 days, about an order of 1,000")
        void losingTheCustomer() {
            String order = shop.order(customer, 1_000);
            complains();
            complains();
            String third = shop.complaint(customer, "email", SLOW, order);
            assertThat(register(third).severity()).isEqualTo("critical");
        }

        @Test
        @DisplayName("does not count other customers' complaints")
        void othersDoNotCount() {
            complains();
            customer = shop.customer();
            assertThat(register(complains()).severity()).isEqualTo("normal");
        }

        @Test
        @DisplayName("being normal, a good customer still comes first")
        void valued() {
            shop.order(customer, 600);
            shop.order(customer, 400);
            String id = complains();
            assertThat(register(id).severity()).isEqualTo("normal");
            assertThat(task(id, "investigate").getPriority()).isEqualTo(60);
        }
    }

    @Nested
    @DisplayName("Compensation")
    class Compensation {

        @Test
        @DisplayName("up to the limit needs nobody else")
        void withinLimit() {
            String id = complains();
            investigate(id, "credit", 50);
            assertThat(messages()).endsWith("complaint-answer");
            assertThat(register(id).amount()).isEqualByComparingTo("50");
        }

        @Test
        @DisplayName("above the limit is approved by the lead")
        void approved() {
            String id = complains();
            investigate(id, "refund", 50.01);
            Task approve = task(id, "approve-compensation");
            assertThat(journeys.queue(approve)).isEqualTo("complaints-lead");
            assertThat(approve.getPriority()).isEqualTo(75);
            assertThat(messages()).doesNotContain("complaint-answer");

            journeys.complete(approve, Map.of("decision", "approve"));
            assertThat(messages()).endsWith("complaint-answer");
            assertThat(register(id).amount()).isEqualByComparingTo("50.01");
        }

        @Test
        @DisplayName("is changed by the lead, and the customer is offered the lead's amount")
        void changed() {
            String id = complains();
            investigate(id, "refund", 200);
            journeys.complete(
                    task(id, "approve-compensation"),
                    Map.of("decision", "change", "approvedAmount", 120, "note", "Half was used"));
            assertThat(messages()).endsWith("complaint-answer");
            assertThat(register(id).amount()).isEqualByComparingTo("120");
            assertThat(engine.getRuntimeService()
                            .getVariable(
                                    journeys.instance("complaint", "complaint:" + id)
                                            .getId(),
                                    "amount"))
                    .isEqualTo(120);
        }

        @Test
        @DisplayName("is not changed without an amount")
        void changedToNothing() {
            String id = complains();
            investigate(id, "refund", 200);
            Task approve = task(id, "approve-compensation");
            assertThatThrownBy(() -> journeys.complete(approve, Map.of("decision", "change")))
                    .isInstanceOf(FormFieldValidationException.class)
                    .hasMessageContaining("approvedAmount");
        }

        @Test
        @DisplayName("is refused, investigated again, and decided anew")
        void refused() {
            String id = complains();
            investigate(id, "refund", 200);
            journeys.complete(task(id, "approve-compensation"), Map.of("decision", "refuse", "note", "Too much"));
            assertThat(journeys.openTasks("complaint:" + id)).containsExactly("investigate");
            assertThat(messages()).doesNotContain("complaint-answer");

            investigate(id, "refund", 150);
            assertThat(journeys.openTasks("complaint:" + id)).containsExactly("approve-compensation");
            journeys.complete(task(id, "approve-compensation"), Map.of("decision", "refuse"));
            investigate(id, "credit", 40);
            assertThat(messages()).endsWith("complaint-answer");
            assertThat(register(id).amount()).isEqualByComparingTo("40");
        }

        @Test
        @DisplayName("has a wider limit where somebody came to harm, and is decided faster above it")
        void criticalLimit() {
            String id = shop.complaint(customer, "email", "The kettle gave me a burn", null);
            investigate(id, "refund", 300);
            assertThat(messages()).endsWith("complaint-answer");

            String second = shop.complaint(customer, "email", "It burned me again", null);
            investigate(second, "refund", 301);
            assertThat(task(second, "approve-compensation").getPriority()).isEqualTo(90);
        }
    }

    @Nested
    @DisplayName("Deadlines, in business time,")
    class Deadlines {

        @Test
        @DisplayName("raise the priority at half, hand over to the lead at four fifths and alert the lead at the end")
        void escalation() {
            // 40 working hours from Monday 9:00: 20 are used on Wednesday 11:00, 32 on Thursday 14:00, 40 on Friday
            // 13:00
            String id = complains();
            assertThat(register(id).dueAt()).isBetween(monday.plus(days(4, 4)), monday.plus(days(4, 5)));
            journeys.claim(task(id, "investigate"), "conny");

            journeys.pass(days(2, 1));
            assertThat(task(id, "investigate").getPriority()).isEqualTo(50);
            journeys.pass(Duration.ofHours(2));
            assertThat(task(id, "investigate").getPriority()).isEqualTo(75);
            assertThat(journeys.queue(task(id, "investigate"))).isEqualTo("complaints");
            assertThat(task(id, "investigate")).isAssignedTo("conny");

            journeys.moveTo(monday.plus(days(3, 4)));
            journeys.pass(Duration.ofHours(2));
            assertThat(journeys.queue(task(id, "investigate"))).isEqualTo("complaints-lead");
            assertThat(task(id, "investigate"))
                    .as("conny does not belong to the lead's queue")
                    .isNotAssigned();
            assertThat(alerted(id)).isEmpty();

            journeys.moveTo(monday.plus(days(4, 3)));
            journeys.pass(Duration.ofHours(2));
            assertThat(alerted(id)).contains("leo").doesNotHaveDuplicates();

            investigate(id, "apology", 0);
            replies(id, true);
            assertThat(outcome(id)).as("late, but answered").isEqualTo("closed");
        }

        @Test
        @DisplayName("are those of its severity: somebody hurt is answered the same day")
        void criticalDeadlines() {
            String id = shop.complaint(customer, "phone", "My hand was injured", null);
            journeys.pass(Duration.ofHours(7));
            assertThat(alerted(id)).isEmpty();
            journeys.pass(Duration.ofHours(2));
            assertThat(alerted(id)).contains("leo").doesNotHaveDuplicates();
            assertThat(task(id, "investigate").getPriority())
                    .as("never lowered")
                    .isEqualTo(90);
        }

        @Test
        @DisplayName("do not run at night and at the weekend")
        void nights() {
            journeys.moveTo(monday.plus(days(4, 8)));
            String id = shop.complaint(customer, "phone", "My hand was injured", null);
            journeys.pass(days(2, 15));
            assertThat(alerted(id)).as("Monday 8:00, one hour used").isEmpty();
            journeys.pass(Duration.ofHours(9));
            assertThat(alerted(id)).as("Monday 17:00").contains("leo");
        }

        @Test
        @DisplayName("also press for the lead's approval")
        void approvalIsEscalated() {
            String id = complains();
            investigate(id, "refund", 200);
            journeys.pass(days(4, 5));
            assertThat(alerted(id)).contains("leo").doesNotHaveDuplicates();
            assertThat(journeys.openTasks("complaint:" + id)).containsExactly("approve-compensation");
        }

        @Test
        @DisplayName("keep the complaint with the lead when it is investigated anew")
        void escalationLasts() {
            String id = complains();
            investigate(id, "refund", 200);
            journeys.pass(days(4, 5));
            journeys.complete(task(id, "approve-compensation"), Map.of("decision", "refuse", "note", "Too much"));
            assertThat(journeys.queue(task(id, "investigate"))).isEqualTo("complaints-lead");
            assertThat(task(id, "investigate").getPriority()).isGreaterThanOrEqualTo(75);
        }

        @Test
        @DisplayName("end with the investigation")
        void answeredInTime() {
            String id = complains();
            investigate(id, "apology", 0);
            journeys.pass(days(4, 5));
            assertThat(alerted(id)).isEmpty();
        }

        private static Duration days(int days, int hours) {
            return Duration.ofDays(days).plusHours(hours);
        }

        private List<String> alerted(String id) {
            return jdbc.sql(
                            """
                    select staff_id from rapport.outbox_message
                    where complaint_id = :complaint and message = 'complaint-overdue' order by staff_id""")
                    .param("complaint", id)
                    .query(String.class)
                    .list();
        }
    }

    @Nested
    @DisplayName("A customer who does not accept the answer")
    class NotAccepted {

        private String rejected() {
            String id = complains();
            investigate(id, "apology", 0);
            journeys.pass(Duration.ofDays(1));
            replies(id, false);
            return id;
        }

        @Test
        @DisplayName("is heard once more, by the lead, with the time allowed anew")
        void reopened() {
            String id = rejected();
            Task investigate = task(id, "investigate");
            assertThat(journeys.queue(investigate)).isEqualTo("complaints-lead");
            assertThat(investigate.getPriority()).isEqualTo(80);
            Complaint reopened = register(id);
            assertThat(reopened.reopenedAt()).isNotNull();
            assertThat(reopened.closedAt()).isNull();
            // 40 working hours from Tuesday 9:00 end on Monday 13:00
            assertThat(reopened.dueAt())
                    .isBetween(
                            monday.plus(Duration.ofDays(7).plusHours(4)),
                            monday.plus(Duration.ofDays(7).plusHours(5)));
        }

        @Test
        @DisplayName("and accepts the second answer, is asked how it was handled")
        void acceptsTheSecond() {
            String id = rejected();
            investigate(id, "credit", 150);
            replies(id, true);
            assertThat(outcome(id)).isEqualTo("closed");
            assertThat(register(id).outcome()).isEqualTo("accepted");
            assertThat(messages())
                    .containsExactly(
                            "complaint-acknowledgement",
                            "complaint-answer",
                            "complaint-answer",
                            "complaint-handling-survey");
        }

        @Test
        @DisplayName("and stays silent at the second answer, is taken to be content with that one")
        void silentAtTheSecond() {
            String id = rejected();
            investigate(id, "credit", 20);
            journeys.pass(Duration.ofDays(7).plusHours(1));
            assertThat(outcome(id)).isEqualTo("closed");
            assertThat(register(id).outcome()).isEqualTo("silent");
        }

        @Test
        @DisplayName("nor the second one, learns who can help outside the company; the complaint stays unresolved")
        void unresolved() {
            String id = rejected();
            investigate(id, "credit", 20);
            replies(id, false);
            assertThat(outcome(id)).isEqualTo("unresolved");
            assertThat(register(id).outcome()).isEqualTo("unresolved");
            assertThat(register(id).rootCause()).isNotBlank();
            assertThat(messages()).endsWith("complaint-answer", "complaint-unresolved");
        }
    }
}
