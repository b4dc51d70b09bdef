package io.rapport.journey;

import static io.rapport.testing.Eventually.eventually;
import static io.rapport.testing.Journeys.newId;
import static java.time.DayOfWeek.MONDAY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.camunda.bpm.engine.test.assertions.bpmn.BpmnAwareTests.assertThat;
import static org.camunda.bpm.engine.test.assertions.bpmn.BpmnAwareTests.claim;
import static org.camunda.bpm.engine.test.assertions.bpmn.BpmnAwareTests.task;

import io.rapport.calendar.BusinessClock;
import io.rapport.contactpolicy.Suppression;
import io.rapport.contactpolicy.SuppressionIncidents;
import io.rapport.contactpolicy.SuppressionKey;
import io.rapport.database.OperatorDecision;
import io.rapport.desk.CardSection;
import io.rapport.desk.StaffDirectory;
import io.rapport.desk.StaffMember;
import io.rapport.desk.StaffQueue;
import io.rapport.feedback.AnswerEffects;
import io.rapport.feedback.Complaint;
import io.rapport.feedback.ComplaintOffers;
import io.rapport.feedback.ComplaintRepeat;
import io.rapport.feedback.Complaints;
import io.rapport.feedback.Investigation;
import io.rapport.feedback.Offer;
import io.rapport.feedback.Reply;
import io.rapport.inbox.EventEffect;
import io.rapport.inbox.EventStatus;
import io.rapport.inbox.InboxOperations;
import io.rapport.journey.internal.Compensations;
import io.rapport.outbox.MessageFacts;
import io.rapport.outbox.Outbox;
import io.rapport.outbox.OutboxMessage;
import io.rapport.testing.JourneyStory;
import io.rapport.testing.Journeys;
import io.rapport.testing.Shop;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.camunda.bpm.engine.AuthorizationException;
import org.camunda.bpm.engine.impl.form.validator.FormFieldValidationException;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.camunda.bpm.engine.task.Task;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

@DisplayName("Complaint handling takes a complaint through the stages of ISO 10002")
@Tag("slow")
class ComplaintTest extends JourneyStory {

    private static final String SLOW = "The parcel came two weeks late";

    @Autowired
    private Complaints complaints;

    @Autowired
    private ComplaintOffers complaintOffers;

    @Autowired
    private MessageFacts facts;

    @Autowired
    private AnswerEffects answers;

    @Autowired
    private Outbox outbox;

    @Autowired
    private Compensations compensations;

    @Autowired
    private StaffDirectory staff;

    @Autowired
    private InboxOperations operations;

    @Autowired
    private List<CardSection> cardSections;

    @Autowired
    private SuppressionKey suppressionKey;

    @Autowired
    private SuppressionIncidents incidents;

    @Autowired
    private BusinessClock clock;

    /** The desk has just opened, for a whole working week: Monday to Friday, nine hours a day. */
    private Instant monday;

    ComplaintTest() {
        super("complaint", "complaint-resolution", "complaint-investigation", "complaint-reopening");
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

    private ProcessInstance complaint(String id) {
        return instance("complaint", "complaint:" + id);
    }

    private ProcessInstance resolution(String id) {
        return instance("complaint-resolution", "complaint:" + id);
    }

    private ProcessInstance investigation(String id) {
        return instance("complaint-investigation", "complaint:" + id);
    }

    private ProcessInstance reopening(String id) {
        return instance("complaint-reopening", "complaint:" + id);
    }

    private Task investigateTask(String id) {
        return task("investigate", investigation(id));
    }

    private Task approveTask(String id) {
        return task("approve-compensation", investigation(id));
    }

    private void investigate(String id, String remedy, Object amount) {
        investigate(investigateTask(id), remedy, amount);
    }

    private void investigate(Task task, String remedy, Object amount) {
        journeys.complete(
                task,
                Map.of(
                        "findings",
                        "The carrier lost it for a week",
                        "rootCause",
                        "No alert on parcels that stand still",
                        "remedy",
                        remedy,
                        "amount",
                        amount,
                        "reasons",
                        "The carrier lost your parcel for a week, which should not happen."));
    }

    private void replies(String id, boolean accepted) {
        journeys.event("complaint.answered", customer, Map.of("complaintId", id, "accepted", accepted));
    }

    /** What the customer card of a complaint says. */
    private Stream<CardSection.Line> cardLines(String id, Locale locale) {
        CardSection.CardRequest request = new CardSection.CardRequest(customer, null, id, null, locale);
        return cardSections.stream()
                .flatMap(section -> section.contribute(request).stream())
                .flatMap(section -> section.lines().stream());
    }

    /** Logins of the staff who are notified of a complaint. */
    private List<String> notified(String message, String id) {
        return jdbc.sql(
                        """
                select staff_id from rapport.outbox_message
                where complaint_id = :complaint and message = :message and customer_id is null order by staff_id""")
                .param("complaint", id)
                .param("message", message)
                .query(String.class)
                .list();
    }

    /** What a message to staff about a complaint can say of something. */
    private Map<String, Object> said(String message, String id, Locale locale, String about) {
        OutboxMessage mail = new OutboxMessage(
                UUID.randomUUID(),
                message,
                "internal",
                null,
                "leo",
                null,
                id,
                null,
                null,
                "complaint-resolution",
                null,
                OutboxMessage.State.QUEUED,
                null,
                0,
                monday,
                monday,
                monday,
                null,
                "en",
                null,
                "email",
                50,
                null,
                null,
                null,
                null,
                List.of());
        return said(mail, locale, about);
    }

    private Map<String, Object> said(OutboxMessage mail, Locale locale, String about) {
        Map<String, Object> said = new HashMap<>();
        ((Map<?, ?>) facts.context(mail, locale, ZoneOffset.UTC).get(about))
                .forEach((name, value) -> said.put((String) name, value));
        return said;
    }

    @Test
    @DisplayName(
            "When a customer complains, then it is numbered and acknowledged, investigated, answered, accepted and closed")
    void happyPath() {
        String id = complains();
        assertThat(complaint(id))
                .hasPassedInOrder("complaint-opened", "register-complaint", "is-told-before", "assess-severity")
                .hasPassedInOrder("assess-severity", "allow-time", "send-acknowledgement")
                .isWaitingAtExactly("resolve-complaint");
        assertThat(register(id).number()).matches("C-\\d{4}-\\d{6}");
        assertThat(messages()).containsExactly("complaint-acknowledgement");
        assertThat(investigation(id)).isWaitingAtExactly("investigate");

        investigate(id, "apology", 0);
        assertThat(messages()).containsExactly("complaint-acknowledgement", "complaint-answer");
        assertThat(investigation(id))
                .isEnded()
                .hasPassedInOrder("investigate", "look-up-limit", "is-above-limit", "compensation-settled", "decided")
                .hasNotPassed("approve-compensation");
        assertThat(resolution(id))
                .hasPassedInOrder("investigate-complaint", "make-offer", "send-answer")
                .isWaitingAtExactly("wait-for-reply")
                .isWaitingFor("complaint.answered");

        replies(id, true);
        assertThat(resolution(id))
                .isEnded()
                .hasPassedInOrder("is-accepted", "close-accepted", "send-handling-survey", "accepted");
        assertThat(complaint(id)).isEnded().hasPassedInOrder("resolve-complaint", "is-resolved", "closed");
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
    @DisplayName("When an investigation lacks findings and cause, then it is refused, and the task stays")
    void findingsAreNeeded() {
        String id = complains();
        Task investigate = investigateTask(id);
        assertThatThrownBy(() -> journeys.complete(investigate, Map.of("remedy", "apology", "amount", 0)))
                .isInstanceOf(FormFieldValidationException.class);
        assertThat(investigation(id)).isWaitingAtExactly("investigate");
    }

    @Test
    @DisplayName("Given an answer, when the customer stays silent for 7 days, then they are taken to be content")
    void silence() {
        String id = complains();
        investigate(id, "apology", 0);
        settled("complaint-answer");
        assertThat(resolution(id)).hasPassed("answer-sent").isWaitingAtExactly("wait-for-reply");
        journeys.pass(Duration.ofDays(7).minusHours(1));
        assertThat(complaint(id)).isWaitingAtExactly("resolve-complaint");
        journeys.pass(Duration.ofHours(2));
        assertThat(resolution(id))
                .isEnded()
                .hasPassedInOrder("seven-days-silent", "send-closing", "close-silent", "silent");
        assertThat(complaint(id)).isEnded().hasPassed("closed");
        assertThat(register(id).outcome()).isEqualTo("silent");
        assertThat(messages())
                .as("anyone who is silent learns how to say no still, and who can help outside")
                .endsWith("complaint-closed")
                .doesNotContain("complaint-handling-survey");
    }

    @Test
    @DisplayName("When the same complaint comes again, then nothing starts")
    void once() {
        String id = complains();
        String again = journeys.event(
                "complaint.opened", customer, Map.of("complaintId", id, "text", SLOW, "channel", "email"));
        assertThat(journeys.status(again).effects())
                .extracting(EventEffect::kind)
                .containsExactly(EventEffect.Kind.REFUSED);
        assertThat(messages()).containsExactly("complaint-acknowledgement");
    }

    @Test
    @DisplayName(
            "When the customer is erased, then the journey and its investigation end, and the words leave the register")
    void erased() {
        String id = complains();
        journeys.event("customer.erased", customer, Map.of());
        assertThat(journeys.isRunning("complaint", "complaint:" + id)).isFalse();
        assertThat(journeys.outcome("complaint", "complaint:" + id)).isEqualTo("erased");
        assertThat(journeys.isRunning("complaint-investigation", "complaint:" + id))
                .isFalse();
        assertThat(register(id).text()).isEmpty();
        assertThat(register(id).outcome()).isEqualTo("erased");
    }

    @Nested
    @DisplayName("An answer that does not reach the customer")
    class NotDelivered {

        /** An answer of which it is known that its mail is not with the customer. */
        private String answeredInVain(String why) {
            return answeredInVain(why, "soft", "", "");
        }

        private String answeredInVain(String why, String kind, String cause, String status) {
            String id = complains();
            settled("complaint-acknowledgement");
            switch (why) {
                case "suppressed" ->
                    incidents.suppress(
                            suppressionKey.hash("email", customer + "@example.com"),
                            "email",
                            Suppression.Reason.HARD_BOUNCE,
                            clock.instant(),
                            null);
                case "no address" -> address(null);
                case "failed" -> address("not an address");
                default -> {}
            }
            investigate(id, "credit", 20);
            if (why.equals("no address")) {
                assertThat(resolution(id)).isWaitingAtExactly("wait-for-reply");
                journeys.pass(Duration.ofDays(3).plusMinutes(1));
            }
            OutboxMessage answer = settled("complaint-answer");
            if (why.equals("came back")) {
                Map<String, Object> bounce = new HashMap<>();
                bounce.put("messageId", answer.id().toString());
                bounce.put("channel", "email");
                bounce.put("kind", kind);
                bounce.put("cause", cause);
                bounce.put("status", status);
                bounce.values().removeIf(""::equals);
                journeys.event("message.bounced", customer, bounce);
            }
            return id;
        }

        private void address(String email) {
            jdbc.sql("update rapport.customer set email = :email where id = :customer")
                    .param("email", email)
                    .param("customer", customer)
                    .update();
        }

        private Task bringTask(String id) {
            return task("bring-answer", resolution(id));
        }

        @ParameterizedTest(name = "{0}")
        @CsvSource({
            "suppressed, answer-withheld",
            "no address, answer-withheld",
            "failed,     answer-failed",
            "came back,  answer-came-back"
        })
        @DisplayName(
                "becomes a task of the complaints' queue, with the reason; seven days count from when it is brought")
        void brought(String why, String passed) {
            String id = answeredInVain(why);
            assertThat(resolution(id)).hasPassed(passed, "not-delivered").isWaitingAtExactly("bring-answer");
            assertThat(bringTask(id)).hasCandidateGroup("complaints");
            assertThat(register(id).closedAt()).isNull();
            boolean sent = why.equals("came back");
            assertThat(card(id, Locale.ENGLISH))
                    .anyMatch(line -> line.contains(sent ? "The answer came back" : "The answer was not sent"));
            assertThat(card(id, Locale.SIMPLIFIED_CHINESE)).anyMatch(line -> line.contains(sent ? "答复被退回" : "答复未能发送"));

            journeys.pass(Duration.ofDays(10));
            assertThat(resolution(id)).as("nobody has it").isWaitingAtExactly("bring-answer");
            journeys.complete(bringTask(id), Map.of("delivery", "phone"));
            journeys.pass(Duration.ofDays(7).minusHours(1));
            assertThat(resolution(id)).hasPassed("is-brought").isWaitingAtExactly("wait-for-reply");
            journeys.pass(Duration.ofHours(2));
            assertThat(resolution(id)).isEnded().hasPassed("silent");
        }

        @Test
        @DisplayName("says on the card why, in the reader's language")
        void reason() {
            String id = answeredInVain("suppressed");
            OutboxMessage answer = settled("complaint-answer");
            assertThat(cardLines(id, Locale.ENGLISH))
                    .anySatisfy(line -> assertThat(line.text()).isNotBlank().isEqualTo(answer.why()));
            assertThat(cardLines(id, Locale.SIMPLIFIED_CHINESE))
                    .anySatisfy(line -> assertThat(line.text()).contains("该地址已停发"));
        }

        @ParameterizedTest(name = "{0}, {1}, {2}: {3}")
        @CsvSource({
            "hard, address, 5.1.1, there is no such address, 该地址不存在",
            "soft, '',      5.2.2, the mailbox takes no mail just now, 邮箱暂时无法收信",
            "soft, sender,  '',    the provider of the mailbox refused mail from us, 邮箱服务商拒收",
            "soft, system,  4.4.1, a fault of a server or of the network, 服务器或网络故障",
            "hard, '',      '',    it cannot be delivered to this address, 无法送达该地址",
            "soft, '',      '',    it could not be delivered this time, 这次未能送达",
        })
        @DisplayName("and came back: says on the card what the bounce is about, with the code that it came with")
        void causeOfABounce(String kind, String cause, String status, String english, String chinese) {
            String id = answeredInVain("came back", kind, cause, status);
            assertThat(cardLines(id, Locale.ENGLISH)).anySatisfy(line -> {
                assertThat(line.label()).contains("The answer came back");
                assertThat(line.text()).startsWith(english).endsWith(status);
            });
            assertThat(cardLines(id, Locale.SIMPLIFIED_CHINESE))
                    .anySatisfy(line -> assertThat(line.text()).startsWith(chinese));
        }

        @Test
        @DisplayName("is taken as answered when the customer replies while staff still try")
        void repliesMeanwhile() {
            String id = answeredInVain("came back");
            replies(id, true);
            assertThat(resolution(id))
                    .isEnded()
                    .hasPassed("replied-meanwhile", "replied", "accepted")
                    .hasNotPassed("is-brought");
            assertThat(register(id).outcome()).isEqualTo("accepted");
        }

        @Test
        @DisplayName("and whom nobody can reach, is closed so, not as silent; a later no opens it once more")
        void notReached() {
            String id = answeredInVain("suppressed");
            journeys.complete(bringTask(id), Map.of("delivery", "not-reached"));
            assertThat(resolution(id)).isEnded().hasPassed("close-not-reached", "not-reached");
            assertThat(complaint(id)).isEnded().hasPassed("closed");
            assertThat(register(id).outcome()).isEqualTo("not-reached");

            replies(id, false);
            assertThat(register(id).closedAt()).isNull();
            assertThat(investigateTask(id)).hasCandidateGroup("complaints-lead");
        }

        @Test
        @DisplayName("for two days has its seven days of silence from the moment it is sent")
        void sentLater() {
            String id = complains();
            settled("complaint-acknowledgement");
            address(null);
            investigate(id, "apology", 0);
            journeys.pass(Duration.ofDays(2));
            address(customer + "@example.com");
            journeys.pass(Duration.ofHours(6));
            settled("complaint-answer");
            assertThat(resolution(id)).hasPassed("answer-sent");
            journeys.pass(Duration.ofDays(6));
            assertThat(resolution(id)).as("eight days after it was written").isWaitingAtExactly("wait-for-reply");
            journeys.pass(Duration.ofDays(1).plusHours(1));
            assertThat(resolution(id)).isEnded().hasPassed("silent");
        }

        private List<String> card(String id, Locale locale) {
            return cardLines(id, locale).map(CardSection.Line::label).toList();
        }
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
            // words have other senses at a tea shop
            "0,    email,  The tea tastes of smoke,        normal,   40, complaints,      50",
            "0,    email,  It tastes burnt and flat,       normal,   40, complaints,      50",
            "0,    email,  这款红茶有股烟味,                  normal,   40, complaints,      50",
            "0,    email,  Nobody was hurt but it is late, normal,   40, complaints,      50",
            "0,    email,  Tastes of smoke. The kettle caught fire., critical, 8, complaints-lead, 90",
            "0,    email,  Smoke came out of the plug,     critical, 8,  complaints-lead, 90",
        })
        @DisplayName("follows the channel, the money and words of harm, and decides queue and priority")
        void rules(double total, String channel, String words, String severity, int hours, String queue, int priority) {
            String order = total == 0 ? null : shop.order(customer, total);
            String id = shop.complaint(customer, channel, words, order);
            assertThat(register(id).severity()).isEqualTo(severity);
            assertThat(register(id).workingHours()).isEqualTo(hours);
            Task investigate = investigateTask(id);
            assertThat(investigate).hasCandidateGroup(queue);
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
        @DisplayName("being normal, who is close to us comes before good customers, and sooner")
        void close() {
            shop.tier(customer, "face-to-face");
            String id = complains();
            assertThat(register(id).severity()).isEqualTo("normal");
            assertThat(investigateTask(id).getPriority()).isEqualTo(65);
        }

        @Test
        @DisplayName("being normal, a good customer still comes first")
        void valued() {
            shop.order(customer, 600);
            shop.order(customer, 400);
            String id = complains();
            assertThat(register(id).severity()).isEqualTo("normal");
            assertThat(investigateTask(id).getPriority()).isEqualTo(60);
        }
    }

    @Nested
    @DisplayName("Compensation")
    class Compensation {

        @Test
        @DisplayName("up to the limit: then nobody else decides")
        void withinLimit() {
            String id = complains();
            investigate(id, "credit", 50);
            assertThat(messages()).endsWith("complaint-answer");
            assertThat(register(id).amount()).isEqualByComparingTo("50");
        }

        @ParameterizedTest(name = "{0}, {1}: without the lead {2}")
        @CsvSource({
            "intimate,     100,    true",
            "face-to-face, 100,    true",
            "face-to-face, 100.01, false",
            "brand,        50.01,  false",
        })
        @DisplayName("follows how close the customer is: more may be given at once to those who are")
        void byTier(String tier, double amount, boolean alone) {
            shop.tier(customer, tier);
            String id = complains();
            investigate(id, "credit", amount);
            if (alone) {
                assertThat(messages()).endsWith("complaint-answer");
            } else {
                assertThat(approveTask(id)).hasCandidateGroup("complaints-lead");
            }
        }

        @Test
        @DisplayName("above the limit: then the lead approves")
        void approved() {
            String id = complains();
            investigate(id, "refund", 50.01);
            Task approve = approveTask(id);
            assertThat(approve).hasCandidateGroup("complaints-lead");
            assertThat(approve.getPriority()).isEqualTo(75);
            assertThat(messages()).doesNotContain("complaint-answer");

            journeys.complete(approve, Map.of("decision", "approve"));
            assertThat(investigation(id))
                    .isEnded()
                    .hasPassedInOrder("is-above-limit", "approve-compensation", "is-approved", "decided");
            assertThat(messages()).endsWith("complaint-answer");
            assertThat(register(id).amount()).isEqualByComparingTo("50.01");
        }

        @ParameterizedTest(name = "{0}")
        @ValueSource(strings = {"no order", "an order that is not known"})
        @DisplayName("that is a refund is never without the lead where nothing is known to be paid")
        void refundOfNothing(String about) {
            String id = shop.complaint(customer, "email", SLOW, about.equals("no order") ? null : newId("o"));
            investigate(id, "refund", 0.01);
            assertThat(investigation(id)).isWaitingAtExactly("approve-compensation");
            assertThat(messages()).doesNotContain("complaint-answer");
        }

        @Test
        @DisplayName("is changed by the lead, and the customer is offered the lead's amount")
        void changed() {
            String id = complains();
            investigate(id, "refund", 200);
            journeys.complete(
                    approveTask(id), Map.of("decision", "change", "approvedAmount", 120, "note", "Half was used"));
            assertThat(messages()).endsWith("complaint-answer");
            assertThat(register(id).amount()).isEqualByComparingTo("120");
        }

        @Test
        @DisplayName("is not changed without an amount")
        void changedToNothing() {
            String id = complains();
            investigate(id, "refund", 200);
            Task approve = approveTask(id);
            assertThatThrownBy(() -> journeys.complete(approve, Map.of("decision", "change")))
                    .isInstanceOf(FormFieldValidationException.class)
                    .hasMessageContaining("approvedAmount");
        }

        @Test
        @DisplayName("is refused, investigated again, and decided anew")
        void refused() {
            String id = complains();
            investigate(id, "refund", 200);
            journeys.complete(approveTask(id), Map.of("decision", "refuse", "note", "Too much"));
            assertThat(investigation(id))
                    .hasPassedInOrder("approve-compensation", "is-approved", "before-investigation")
                    .isWaitingAtExactly("investigate");
            assertThat(messages()).doesNotContain("complaint-answer");

            investigate(id, "refund", 150);
            assertThat(investigation(id)).isWaitingAtExactly("approve-compensation");
            journeys.complete(approveTask(id), Map.of("decision", "refuse", "note", "Still too much"));
            investigate(id, "credit", 40);
            assertThat(messages()).endsWith("complaint-answer");
            assertThat(register(id).amount()).isEqualByComparingTo("40");
        }

        @Test
        @DisplayName("has a wider limit where somebody came to harm, and is decided faster above it")
        void criticalLimit() {
            String id = shop.complaint(customer, "email", "The kettle gave me a burn", null);
            investigate(id, "credit", 300);
            assertThat(messages()).endsWith("complaint-answer");

            String second = shop.complaint(customer, "email", "It burned me again", null);
            investigate(second, "credit", 301);
            assertThat(approveTask(second).getPriority()).isEqualTo(90);
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
            claim(investigateTask(id), "conny");

            journeys.pass(days(2, 1));
            assertThat(investigateTask(id).getPriority()).isEqualTo(50);
            journeys.pass(Duration.ofHours(2));
            assertThat(investigateTask(id).getPriority()).isEqualTo(75);
            assertThat(investigateTask(id))
                    .hasCandidateGroupAssociated("complaints")
                    .isAssignedTo("conny");

            assertThat(resolution(id)).hasPassedInOrder("half-time-used", "raise-priority", "priority-raised");

            journeys.moveTo(monday.plus(days(3, 4)));
            journeys.pass(Duration.ofHours(2));
            assertThat(investigateTask(id))
                    .as("anyone who works on it is not robbed of it")
                    .isAssignedTo("conny");
            assertThat(notified("complaint-at-risk", id)).contains("leo");
            assertThat(alerted(id)).isEmpty();
            assertThat(resolution(id)).hasPassedInOrder("most-time-used", "hand-to-lead", "lead-in-charge");

            journeys.moveTo(monday.plus(days(4, 3)));
            journeys.pass(Duration.ofHours(2));
            assertThat(alerted(id)).contains("leo").doesNotHaveDuplicates();
            assertThat(messages()).as("the customer is told of the delay").endsWith("complaint-delayed");
            assertThat(resolution(id))
                    .hasPassedInOrder("all-time-used", "alert-lead", "send-delay", "delay-told")
                    .isWaitingAtExactly("investigate-complaint");
            Task investigate = investigateTask(id);
            assertThat(link(id)).endsWith("/camunda/app/tasklist/default/#/?task=" + investigate.getId());
            assertThat(investigate.getName())
                    .as("staff and customer call it alike")
                    .endsWith(register(id).number());

            investigate(id, "apology", 0);
            replies(id, true);
            assertThat(complaint(id)).as("late, but answered").isEnded().hasPassed("closed");
        }

        @Test
        @DisplayName("hand a task that nobody works on over to the lead at four fifths")
        void unclaimed() {
            String id = complains();
            journeys.pass(days(3, 6));
            assertThat(investigateTask(id)).hasCandidateGroup("complaints-lead");
            assertThat(notified("complaint-at-risk", id))
                    .as("the task in the queue says it")
                    .isEmpty();
        }

        @Test
        @DisplayName("are those of its severity: somebody hurt is answered the same day")
        void criticalDeadlines() {
            String id = shop.complaint(customer, "phone", "My hand was injured", null);
            journeys.pass(Duration.ofHours(7));
            assertThat(alerted(id)).isEmpty();
            journeys.pass(Duration.ofHours(2));
            assertThat(alerted(id)).contains("leo").doesNotHaveDuplicates();
            assertThat(investigateTask(id).getPriority()).as("never lowered").isEqualTo(90);
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
            assertThat(investigation(id)).isWaitingAtExactly("approve-compensation");
        }

        @Test
        @DisplayName("keep the complaint with the lead when it is investigated anew")
        void escalationLasts() {
            String id = complains();
            investigate(id, "refund", 200);
            journeys.pass(days(4, 5));
            journeys.complete(approveTask(id), Map.of("decision", "refuse", "note", "Too much"));
            assertThat(investigateTask(id)).hasCandidateGroup("complaints-lead");
            assertThat(investigateTask(id).getPriority()).isGreaterThanOrEqualTo(75);
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

        private String link(String id) {
            return String.valueOf(
                    said("complaint-overdue", id, Locale.ENGLISH, "task").get("link"));
        }

        private List<String> alerted(String id) {
            return notified("complaint-overdue", id);
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
            assertThat(resolution(id))
                    .hasPassedInOrder("is-accepted", "is-reopened", "reopen-complaint", "send-reopened")
                    .isWaitingAtExactly("investigate-complaint");
            Task investigate = investigateTask(id);
            assertThat(investigate).hasCandidateGroup("complaints-lead");
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
            assertThat(complaint(id)).isEnded().hasPassed("closed");
            assertThat(register(id).outcome()).isEqualTo("accepted");
            assertThat(messages())
                    .containsExactly(
                            "complaint-acknowledgement",
                            "complaint-answer",
                            "complaint-reopened",
                            "complaint-answer",
                            "complaint-handling-survey");
        }

        @Test
        @DisplayName("and stays silent at the second answer, is taken to be content with that one")
        void silentAtTheSecond() {
            String id = rejected();
            investigate(id, "credit", 20);
            settled("complaint-answer");
            journeys.pass(Duration.ofDays(7).plusHours(1));
            assertThat(complaint(id)).isEnded().hasPassed("closed");
            assertThat(register(id).outcome()).isEqualTo("silent");
            assertThat(complaintIn("complaint-closed"))
                    .as("no mail promises a third investigation")
                    .containsEntry("reopensUntil", null);
            assertThat(answers.of(id, 2)).isEqualTo(AnswerEffects.AnswerEffect.STAYS_CLOSED);
        }

        private Map<String, Object> complaintIn(String message) {
            OutboxMessage mail = outbox.messages(customer).stream()
                    .filter(sent -> sent.message().equals(message))
                    .findFirst()
                    .orElseThrow();
            return said(mail, Locale.ENGLISH, "complaint");
        }

        @Test
        @DisplayName("nor the second one, learns who can help outside the company; the complaint stays unresolved")
        void unresolved() {
            String id = rejected();
            investigate(id, "credit", 20);
            replies(id, false);
            assertThat(resolution(id))
                    .isEnded()
                    .hasPassedInOrder("reopen-complaint", "is-reopened", "send-unresolved", "close-unresolved");
            assertThat(complaint(id)).isEnded().hasPassed("unresolved");
            assertThat(register(id).outcome()).isEqualTo("unresolved");
            assertThat(register(id).rootCause()).isNotBlank();
            assertThat(messages()).endsWith("complaint-answer", "complaint-unresolved");
        }
    }

    @Nested
    @DisplayName("An answer of the customer")
    class Answers {

        private void replies(String id, Integer offer, boolean accepted) {
            Map<String, Object> data = new HashMap<>(Map.of("complaintId", id, "accepted", accepted));
            if (offer != null) {
                data.put("offer", offer);
            }
            journeys.event("complaint.answered", customer, data);
        }

        private List<Reply.Effect> effects(String id) {
            return complaintOffers.replies(id).stream().map(Reply::effect).toList();
        }

        /** What became of the mails comes in meanwhile. */
        private void nothingIsLeft() {
            eventually("no event waits or died", () -> {
                journeys.settle();
                return jdbc.sql(
                                        """
                        select count(*) from rapport.inbox_event
                        where customer_id = :customer and state <> 'done'""")
                                .param("customer", customer)
                                .query(Integer.class)
                                .single()
                        == 0;
            });
        }

        @ParameterizedTest(name = "{0} were made, it names number {1}")
        @CsvSource({"0, 2", "1, 2", "1, 7", "2, 3"})
        @DisplayName("to an offer that was never made is refused, and counts for no other")
        void offerNeverMade(int made, int named) {
            String id = complains();
            for (int offer = 1; offer <= made; offer++) {
                investigate(id, "credit", offer);
                if (offer < made) {
                    replies(id, offer, false);
                }
            }
            String event = journeys.event(
                    "complaint.answered", customer, Map.of("complaintId", id, "accepted", true, "offer", named));
            assertThat(journeys.status(event).state()).isEqualTo(EventStatus.State.DEAD);
            assertThat(journeys.status(event).reason())
                    .contains("never got an answer " + named + " of ours", "without offer for the newest answer");
            assertThat(complaint(id)).isWaitingAtExactly("resolve-complaint");
            assertThat(register(id).accepted()).isNull();
            assertThat(effects(id)).doesNotContain(Reply.Effect.ACCEPTS).hasSize(Math.max(0, made - 1));
        }

        @ParameterizedTest(name = "naming the offer: {0}")
        @ValueSource(booleans = {true, false})
        @DisplayName("that is a repeated no is not taken for the answer to the next offer")
        void repeatedNo(boolean named) {
            String id = complains();
            investigate(id, "apology", 0);
            replies(id, named ? 1 : null, false);
            replies(id, named ? 1 : null, false);
            nothingIsLeft();

            investigate(id, "credit", 20);
            journeys.pass(Duration.ofMinutes(5));
            assertThat(complaint(id)).isWaitingAtExactly("resolve-complaint");
            assertThat(register(id).accepted()).isNull();
            assertThat(messages()).endsWith("complaint-answer").doesNotContain("complaint-unresolved");
            assertThat(effects(id)).containsExactly(Reply.Effect.COUNTS, Reply.Effect.NOTED);
        }

        @Test
        @DisplayName("to an earlier offer changes nothing, and the register says so")
        void earlierOffer() {
            String id = complains();
            investigate(id, "apology", 0);
            replies(id, 1, false);
            investigate(id, "credit", 20);
            replies(id, 1, false);
            assertThat(complaint(id)).isWaitingAtExactly("resolve-complaint");
            assertThat(effects(id)).containsExactly(Reply.Effect.COUNTS, Reply.Effect.LATE);
            replies(id, 2, true);
            assertThat(complaint(id)).isEnded().hasPassed("closed");
            nothingIsLeft();
        }

        @Test
        @DisplayName("that is no after a yes opens the closed complaint once more, for the lead")
        void noAfterYes() {
            String id = complains();
            investigate(id, "apology", 0);
            replies(id, 1, true);
            assertThat(register(id).outcome()).isEqualTo("accepted");

            journeys.pass(Duration.ofDays(80));
            replies(id, 1, false);
            nothingIsLeft();
            assertThat(register(id).closedAt()).isNull();
            assertThat(register(id).accepted()).isFalse();
            assertThat(investigateTask(id)).hasCandidateGroup("complaints-lead");
            assertThat(messages()).endsWith("complaint-reopened");

            investigate(id, "credit", 20);
            replies(id, 2, true);
            assertThat(reopening(id)).isEnded().hasPassed("closed");
            assertThat(effects(id)).containsExactly(Reply.Effect.COUNTS, Reply.Effect.REOPENS, Reply.Effect.COUNTS);
        }

        @Test
        @DisplayName("that is no after seven days of silence opens it, too, and may end unresolved")
        void noAfterSilence() {
            String id = complains();
            investigate(id, "apology", 0);
            settled("complaint-answer");
            journeys.pass(Duration.ofDays(8));
            assertThat(register(id).outcome()).isEqualTo("silent");
            replies(id, 1, false);
            investigate(id, "credit", 20);
            replies(id, 2, false);
            assertThat(reopening(id)).isEnded().hasPassed("unresolved");
            assertThat(messages()).endsWith("complaint-unresolved");
            nothingIsLeft();
        }

        @Test
        @DisplayName("that is no once more, after two offers, names who can help outside")
        void heardTwice() {
            String id = complains();
            investigate(id, "apology", 0);
            replies(id, 1, false);
            investigate(id, "credit", 20);
            replies(id, 2, true);
            replies(id, 2, false);
            assertThat(reopening(id)).isEnded().hasPassed("not-reopened");
            assertThat(register(id).outcome()).isEqualTo("unresolved");
            assertThat(messages()).endsWith("complaint-unresolved");

            replies(id, 2, true);
            assertThat(register(id).outcome()).as("the offer still stands").isEqualTo("accepted");
            nothingIsLeft();
        }

        @Test
        @DisplayName("that comes more than 90 days after the close is kept and changes nothing")
        void muchTooLate() {
            String id = complains();
            investigate(id, "apology", 0);
            replies(id, 1, true);
            journeys.pass(Duration.ofDays(91));
            replies(id, 1, false);
            assertThat(register(id).outcome()).isEqualTo("accepted");
            assertThat(effects(id)).endsWith(Reply.Effect.LATE);
            nothingIsLeft();
        }
    }

    @Nested
    @DisplayName("The register")
    class Register {

        @Test
        @DisplayName("keeps every investigation, decision and offer")
        void keepsAll() {
            String id = complains();
            investigate(id, "refund", 200);
            journeys.complete(approveTask(id), Map.of("decision", "refuse", "note", "Too much"));
            investigate(id, "refund", 150);
            journeys.complete(
                    approveTask(id), Map.of("decision", "change", "approvedAmount", "120.5", "note", "Half was used"));
            replies(id, false);
            investigate(id, "credit", 130);

            List<Investigation> found = complaintOffers.investigations(id);
            assertThat(found).extracting(Investigation::decision).containsExactly("refuse", "change", null);
            assertThat(found).extracting(Investigation::note).containsExactly("Too much", "Half was used", null);
            assertThat(found.get(0).amount()).isEqualByComparingTo("200");
            assertThat(found.get(1).decidedAmount()).isEqualByComparingTo("120.5");
            List<Offer> offers = complaintOffers.offers(id);
            assertThat(offers).extracting(Offer::remedy).containsExactly("refund", "credit");
            assertThat(offers.get(0).amount()).isEqualByComparingTo("120.5");
            assertThat(offers).allSatisfy(offer -> assertThat(offer.reasons()).contains("lost your parcel"));
        }

        @Test
        @DisplayName("joins what is reported twice about one order to the first, and its customer reads so")
        void toldTwice() {
            String order = shop.order(customer, 40);
            String first = shop.complaint(customer, "email", SLOW, order);
            String second = shop.complaint(customer, "web", "I wrote before: where is it?", order);
            assertThat(complaint(second)).isEnded().hasPassed("joined");
            assertThat(register(second).outcome()).isEqualTo("duplicate");
            assertThat(register(second).sameAs()).isEqualTo(first);
            assertThat(complaints.joined(first)).extracting(Complaint::id).containsExactly(second);
            assertThat(complaint(second))
                    .hasPassedInOrder("register-complaint", "is-told-before", "send-joined", "join-complaint", "joined")
                    .hasNotPassed("resolve-complaint");
            assertThat(messages()).containsExactly("complaint-acknowledgement", "complaint-joined");
        }

        @Test
        @DisplayName("joins nothing that speaks of harm, and nothing that was answered already")
        void notJoined() {
            String order = shop.order(customer, 40);
            String first = shop.complaint(customer, "email", SLOW, order);
            String harm = shop.complaint(customer, "web", "And the kettle burned my hand", order);
            assertThat(register(harm).severity()).isEqualTo("critical");
            investigate(first, "apology", 0);
            investigate(harm, "apology", 0);
            String later = shop.complaint(customer, "web", "It is still not here", order);
            assertThat(investigation(later)).isWaitingAtExactly("investigate");
        }
    }

    @Nested
    @DisplayName("A complaint that no journey can handle, or that comes once more, has an end that staff see")
    class NotTaken {

        private String send(String id, String by, Map<String, Object> data) {
            Map<String, Object> all = new HashMap<>(Map.of("complaintId", id, "channel", "email"));
            all.putAll(data);
            return journeys.event("complaint.opened", by, all);
        }

        private List<String> complaintsQueue() {
            List<String> logins = staff.members("complaints").stream()
                    .map(StaffMember::id)
                    .sorted()
                    .toList();
            assertThat(logins).isNotEmpty();
            return logins;
        }

        private void isRefused(String event, String id, String cause) {
            assertThat(journeys.status(event).state()).isEqualTo(EventStatus.State.DEAD);
            assertThat(notified("complaint-refused", id)).isEqualTo(complaintsQueue());
            assertThat(complaints.refusal(id).orElseThrow().cause().id()).isEqualTo(cause);
        }

        @Test
        @DisplayName("of an erased customer: its queue is notified, once, by the number that the sending system knows")
        void erased() {
            journeys.event("customer.erased", customer, Map.of());
            String id = newId("k");

            String event = send(id, customer, Map.of("text", SLOW));

            isRefused(event, id, "erased");
            assertThat(complaints.find(id)).isEmpty();
            long seq = jdbc.sql("select seq from rapport.inbox_event where id = ?")
                    .param(event)
                    .query(Long.class)
                    .single();
            assertThat(said("complaint-refused", id, Locale.ENGLISH, "refusal"))
                    .containsOnlyKeys("id", "source", "cause", "on")
                    .containsEntry("id", id)
                    .containsEntry("cause", "erased");
            assertThat(jdbc.sql("select data::text from rapport.inbox_event where seq = ?")
                            .param(seq)
                            .query(String.class)
                            .single())
                    .isEqualTo("{}");
        }

        @Test
        @DisplayName("of another customer's number or order: its queue is notified of what is wrong, once")
        void others() {
            String order = shop.order(customer, 40);
            String id = complains();
            String other = shop.customer();

            isRefused(send(id, other, Map.of("text", SLOW)), id, "other-customer");
            assertThat(register(id).customerId()).isEqualTo(customer);

            String about = newId("k");
            String event = send(about, other, Map.of("text", SLOW, "orderId", order));
            isRefused(event, about, "order");
            assertThat(complaints.find(about)).isEmpty();

            operations.replay(
                    List.of(jdbc.sql("select seq from rapport.inbox_event where id = ?")
                            .param(event)
                            .query(Long.class)
                            .single()),
                    new OperatorDecision("olga", "tried again"));
            journeys.settle();
            assertThat(journeys.status(event).state()).isEqualTo(EventStatus.State.DEAD);
            assertThat(notified("complaint-refused", about))
                    .as("not a second time")
                    .isEqualTo(complaintsQueue());
        }

        @Test
        @DisplayName("under its own number with the same words: nothing new")
        void sameWords() {
            String id = complains();

            String event = send(id, customer, Map.of("text", SLOW));

            assertThat(journeys.status(event).state()).isEqualTo(EventStatus.State.DONE);
            assertThat(complaints.repeats(id)).isEmpty();
            assertThat(notified("complaint-repeated", id)).isEmpty();
            assertThat(investigation(id)).isWaitingAtExactly("investigate");
        }

        @Test
        @DisplayName(
                "under its own number with other words, while it is open: they stand on the card, no matter who works on it"
                        + " is notified, otherwise the queue")
        void otherWords() {
            String id = complains();
            send(id, customer, Map.of("text", "And now the lid is broken, too."));
            assertThat(notified("complaint-repeated", id)).isEqualTo(complaintsQueue());

            engine.getTaskService().setAssignee(investigateTask(id).getId(), "leo");
            String third = send(id, customer, Map.of("text", "Nobody calls.", "remedySought", "A call"));

            assertThat(journeys.status(third).state()).isEqualTo(EventStatus.State.DONE);
            assertThat(notified("complaint-repeated", id))
                    .hasSize(complaintsQueue().size() + 1)
                    .contains("leo");
            assertThat(complaints.repeats(id))
                    .extracting(ComplaintRepeat::text)
                    .containsExactly("And now the lid is broken, too.", "Nobody calls.");
            assertThat(register(id).text()).isEqualTo(SLOW);
            assertThat(card(id, Locale.ENGLISH)).contains("And now the lid is broken, too.", "Nobody calls. · A call");
            assertThat(card(id, Locale.SIMPLIFIED_CHINESE)).contains("Nobody calls. · A call");
            assertThat(investigation(id)).isWaitingAtExactly("investigate");

            journeys.event("customer.erased", customer, Map.of());
            assertThat(complaints.repeats(id)).isEmpty();
        }

        @Test
        @DisplayName(
                "under the number of a closed one with other words: its queue is notified; with the same, nothing new")
        void closed() {
            String id = complains();
            investigate(id, "apology", 0);
            replies(id, true);

            String same = send(id, customer, Map.of("text", SLOW));
            assertThat(journeys.status(same).state()).isEqualTo(EventStatus.State.DONE);
            assertThat(notified("complaint-refused", id)).isEmpty();

            isRefused(send(id, customer, Map.of("text", "It is broken again.")), id, "closed");
            assertThat(register(id).outcome()).isEqualTo("accepted");
        }

        private List<String> card(String id, Locale locale) {
            return cardLines(id, locale).map(CardSection.Line::text).toList();
        }
    }

    @Nested
    @DisplayName("Four eyes")
    class FourEyes {

        private String proposed(String by) {
            String id = complains();
            Task investigate = investigateTask(id);
            as(by, () -> investigate(investigate, "refund", 200));
            return id;
        }

        private void as(String user, Runnable work) {
            engine.getIdentityService().setAuthentication(user, List.of("complaints", "complaints-lead"));
            try {
                work.run();
            } finally {
                engine.getIdentityService().clearAuthentication();
            }
        }

        @Test
        @DisplayName("Nobody claims, is given or completes the approval of what they proposed")
        void notTheirOwn() {
            String id = proposed("leo");
            Task approve = approveTask(id);
            assertThatThrownBy(() -> as("leo", () -> claim(approve, "leo")))
                    .isInstanceOf(AuthorizationException.class)
                    .hasMessageContaining("somebody else decides");
            assertThatThrownBy(() -> engine.getTaskService().setAssignee(approve.getId(), "leo"))
                    .isInstanceOf(AuthorizationException.class);
            assertThatThrownBy(() -> engine.getTaskService().delegateTask(approve.getId(), "leo"))
                    .isInstanceOf(AuthorizationException.class);
            assertThatThrownBy(() -> as("leo", () -> journeys.complete(approve, Map.of("decision", "approve"))))
                    .isInstanceOf(AuthorizationException.class);
            assertThat(messages()).doesNotContain("complaint-answer");

            as("lena", () -> claim(approve, "lena"));
            as("lena", () -> journeys.complete(approve, Map.of("decision", "approve")));
            assertThat(messages()).endsWith("complaint-answer");
        }

        @Test
        @DisplayName("Where nobody else is in the queue, the refusal says whom to ask, and operators see the queue")
        void nobodyElse() {
            String id = proposed("leo");
            Task approve = approveTask(id);
            assertThat(staff.shortOfMembers()).extracting(StaffQueue::id).doesNotContain("complaints-lead");
            List<String> others = staff.members("complaints-lead").stream()
                    .map(StaffMember::id)
                    .filter(member -> !member.equals("leo"))
                    .toList();
            others.forEach(member -> engine.getIdentityService().deleteMembership(member, "complaints-lead"));
            try {
                assertThatThrownBy(() -> as("leo", () -> claim(approve, "leo")))
                        .isInstanceOf(AuthorizationException.class)
                        .hasMessageContaining("ask an administrator to add a member to complaints-lead");
                assertThat(staff.shortOfMembers()).extracting(StaffQueue::id).containsExactly("complaints-lead");
            } finally {
                others.forEach(member -> engine.getIdentityService().createMembership(member, "complaints-lead"));
            }
        }

        @Test
        @DisplayName("A refusal goes back to anyone who proposed, with a reason")
        void backToTheAuthor() {
            String id = proposed("conny");
            Task approve = approveTask(id);
            assertThatThrownBy(() -> journeys.complete(approve, Map.of("decision", "refuse")))
                    .isInstanceOf(FormFieldValidationException.class)
                    .hasMessageContaining("(note) must be filled in");
            as("leo", () -> journeys.complete(approve, Map.of("decision", "refuse", "note", "Too much")));
            assertThat(investigateTask(id)).isAssignedTo("conny");
        }
    }

    @Nested
    @DisplayName("Amounts")
    class Amounts {

        private String about(double total, String currency) {
            String order = Journeys.newId("o");
            Map<String, Object> data = new HashMap<>(Shop.orderData(order, total));
            data.put("currency", currency);
            journeys.event("order.placed", customer, data);
            return shop.complaint(customer, "email", SLOW, order);
        }

        private void refused(String id, String remedy, Object amount, String why) {
            assertThatThrownBy(() -> investigate(id, remedy, amount))
                    .isInstanceOf(FormFieldValidationException.class)
                    .hasMessageContaining("(amount) must be " + why);
        }

        @Test
        @DisplayName("are held against the order and what the lead may approve")
        void limits() {
            String id = about(61.70, "EUR");
            refused(id, "refund", "61.71", "at most 61.70 EUR, what was paid for the order");
            refused(id, "credit", "900", "at most 500.00 EUR, the most that the lead of complaints may approve");
            investigate(id, "credit", 400);
            Task approve = approveTask(id);
            assertThatThrownBy(() -> journeys.complete(
                            approve, Map.of("decision", "change", "approvedAmount", "99999", "note", "More")))
                    .hasMessageContaining("(approvedAmount) must be at most 400.00 EUR, the amount proposed");
            assertThat(register(id).amount()).isEqualByComparingTo("400");
        }

        @Test
        @DisplayName("of refunds on all complaints about an order are together at most what was paid")
        void refundedOnce() {
            String first = about(61.70, "EUR");
            String order = register(first).orderId();
            investigate(first, "refund", 40);
            String second = shop.complaint(customer, "email", "And the lid is broken", order);
            String left =
                    "at most 21.70 EUR, what is left of the 61.70 EUR paid for the order after refunds of 40.00 EUR";
            refused(second, "refund", "21.71", left);
            replies(first, true);
            refused(second, "refund", "21.71", left);
            investigate(second, "refund", 21.70);

            String third = shop.complaint(customer, "email", "I want more", order);
            refused(third, "refund", "0.01", "at most 0.00 EUR");
            investigate(third, "credit", 5);
        }

        @Test
        @DisplayName("of a refund that was accepted are spent, also when the complaint is opened once more")
        void acceptedThenReopened() {
            String id = about(100, "EUR");
            String order = register(id).orderId();
            investigate(id, "refund", 50);
            replies(id, true);
            journeys.pass(Duration.ofDays(10));
            replies(id, false);
            String left =
                    "at most 50.00 EUR, what is left of the 100.00 EUR paid for the order after refunds of 50.00 EUR";
            refused(id, "refund", "100", left);
            assertThat(card(id))
                    .containsEntry("Refunds accepted on this complaint", "€50.00")
                    .containsEntry("Left to refund", "€50.00");
            investigate(id, "refund", 30);
            replies(id, true);

            String second = shop.complaint(customer, "email", "And the lid is broken", order);
            refused(second, "refund", "20.01", "at most 20.00 EUR");
            assertThat(card(second))
                    .containsEntry("Refunds on other complaints about it", "€80.00")
                    .containsEntry("Left to refund", "€20.00");
        }

        private Map<String, String> card(String id) {
            return cardLines(id, Locale.UK)
                    .collect(Collectors.toMap(
                            CardSection.Line::label, CardSection.Line::text, (one, other) -> one + "; " + other));
        }

        @Test
        @DisplayName("of refunds count while the lead decides, not after a refusal or the customer's no")
        void refundsInTheMaking() {
            String order = shop.order(customer, 500);
            String first = shop.complaint(customer, "email", SLOW, order);
            // speaks of harm, so that it is not joined to the first
            String second = shop.complaint(customer, "email", "The kettle burned my hand", order);
            investigate(first, "refund", 400);
            refused(second, "refund", "100.01", "at most 100.00 EUR");
            journeys.complete(approveTask(first), Map.of("decision", "refuse", "note", "Too much"));
            investigate(second, "refund", 300);
            refused(first, "refund", "200.01", "at most 200.00 EUR");
            replies(second, false);
            investigate(first, "refund", 500);
            refused(second, "refund", "0.01", "at most 0.00 EUR");
        }

        @Test
        @DisplayName("are never another customer's: the complaint about a foreign order is refused")
        void foreignOrder() {
            String order = shop.order(shop.customer(), 77.30);
            String id = newId("k");
            String event = journeys.event(
                    "complaint.opened",
                    customer,
                    Map.of("complaintId", id, "channel", "email", "text", SLOW, "orderId", order));
            assertThat(journeys.status(event).state()).isEqualTo(EventStatus.State.DEAD);
            assertThat(journeys.status(event).reason())
                    .contains("order:" + order + " is another customer's", "or without orderId")
                    .doesNotContain("77.3");
            assertThat(complaints.find(id)).isEmpty();
            assertThat(messages()).isEmpty();
        }

        @Test
        @DisplayName("of an order that comes later count if it is this customer's")
        void orderToldLater() {
            String own = newId("o");
            String foreign = newId("o");
            String mine = shop.complaint(customer, "email", SLOW, own);
            String other = shop.complaint(customer, "email", SLOW, foreign);
            journeys.event("order.placed", customer, Shop.orderData(own, 61.70));
            journeys.event("order.placed", shop.customer(), Shop.orderData(foreign, 77.30));
            assertThat(compensations.paid(register(mine)))
                    .hasValueSatisfying(paid -> assertThat(paid).isEqualByComparingTo("61.70"));
            assertThat(compensations.paid(register(other))).isEmpty();
            investigate(other, "refund", 20);
            assertThat(investigation(other)).isWaitingAtExactly("approve-compensation");
        }

        @ParameterizedTest(name = "{0}")
        @ValueSource(strings = {"1e9", "12,50", "1.000,00", "-5", "12.345", "€5", "５"})
        @DisplayName("are read as they stand, or refused at the field")
        void strict(String typed) {
            String id = about(61.70, "EUR");
            assertThatThrownBy(() -> investigate(id, "credit", typed))
                    .isInstanceOf(FormFieldValidationException.class)
                    .hasMessageContaining(
                            typed.equals("12.345")
                                    ? "(amount) must have at most 2 decimals, for EUR has no more"
                                    : "(amount) must be an amount in digits");
        }

        @Test
        @DisplayName("in another currency are held against limits by the rate of the day")
        void currencies() {
            String yuan = about(5_000, "CNY");
            assertThat(register(yuan).severity())
                    .as("5,000 yuan are about 640 euros")
                    .isEqualTo("high");
            investigate(yuan, "refund", 900);
            assertThat(messages())
                    .as("900 yuan are about 115 euros, within the limit of 150")
                    .endsWith("complaint-answer");

            journeys.pass(Duration.ofDays(200));
            customer = shop.customer();
            String small = about(900, "CNY");
            assertThat(register(small).severity())
                    .as("900 yuan are not 900 euros")
                    .isEqualTo("normal");
        }

        @Test
        @DisplayName("in a currency without a rate go to the lead")
        void noRate() {
            String id = about(12.345, "BHD");
            assertThat(register(id).severity()).isEqualTo("normal");
            investigate(id, "refund", 12.345);
            assertThat(investigation(id)).isWaitingAtExactly("approve-compensation");
        }
    }
}
