package io.rapport.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.camunda.bpm.engine.test.assertions.bpmn.BpmnAwareTests.assertThat;
import static org.camunda.bpm.engine.test.assertions.bpmn.BpmnAwareTests.processInstanceQuery;
import static org.camunda.bpm.engine.test.assertions.bpmn.BpmnAwareTests.task;

import io.rapport.calendar.BusinessClock;
import io.rapport.channel.ChannelMessage;
import io.rapport.channel.SendResult;
import io.rapport.channel.TaskChannel;
import io.rapport.customer.Consents;
import io.rapport.desk.CardSection;
import io.rapport.desk.CardSection.CardRequest;
import io.rapport.desk.CardSection.Section;
import io.rapport.outbox.Outbox;
import io.rapport.outbox.OutboxMessage;
import io.rapport.outbox.OutboxMessage.State;
import io.rapport.testing.BrokenRows;
import io.rapport.testing.JourneyStory;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.camunda.bpm.engine.task.Task;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;

@DisplayName("Staff bring a message to the customer where no machine can")
class StaffContactTest extends JourneyStory {

    @Autowired
    private Outbox outbox;

    @Autowired
    private TaskChannel channel;

    @Autowired
    private Consents consents;

    @Autowired
    private List<CardSection> sections;

    @Autowired
    private BusinessClock clock;

    StaffContactTest() {
        super("staff-contact");
    }

    @BeforeEach
    void aCustomer() {
        customer = shop.customer();
    }

    private ProcessInstance contact(UUID id) {
        return instance("staff-contact", "contact:" + id);
    }

    /** As the dispatcher leaves a message that goes out on the channel task. */
    private UUID assigned(String message, String orderId) {
        UUID id = row(message, orderId);
        requested(id, message);
        return id;
    }

    private UUID row(String message, String orderId) {
        UUID id = UUID.randomUUID();
        Instant now = clock.instant();
        jdbc.sql(
                        """
                insert into rapport.outbox_message (
                    id, message, category, customer_id, order_id, state, message_id, channel, attempts, queued_at,
                    due_at, expires_at, contacted_at)
                values (:id, :message, 'care', :customer, :order, 'assigned', :id::text, 'task', 1, :now, :now,
                    :expires, :now)""")
                .param("id", id)
                .param("message", message)
                .param("customer", customer)
                .param("order", orderId)
                .param("now", Timestamp.from(now))
                .param("expires", Timestamp.from(now.plus(Duration.ofDays(3))))
                .update();
        return id;
    }

    private void requested(UUID id, String message) {
        journeys.event(
                "contact.requested", customer, Map.of("messageId", id.toString(), "message", message, "kind", "call"));
    }

    private OutboxMessage message(UUID id) {
        return outbox.messages(customer).stream()
                .filter(message -> message.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    private Optional<Section> card(UUID id, String customerId, Locale viewer) {
        return sections.stream()
                .flatMap(section ->
                        section.contribute(new CardRequest(customerId, null, null, id.toString(), viewer)).stream())
                .filter(section ->
                        List.of("What to say", "What to write", "通话内容").contains(section.title()))
                .findFirst();
    }

    private static String text(Section section) {
        return String.join(
                "\n", section.lines().stream().map(CardSection.Line::text).toList());
    }

    @Test
    @DisplayName(
            "Given a message for staff, then a task says what to say, in the customer's language; once said, it is sent")
    void reached() {
        UUID id = assigned("welcome", null);
        assertThat(contact(id)).hasPassed("contact-requested").isWaitingAtExactly("contact-customer");
        Task task = task("contact-customer", contact(id));

        assertThat(task).hasCandidateGroup("care");
        assertThat(task.getDueDate()).isNotNull();
        assertThat(task.getName()).isEqualTo("Contact customer · " + customer);
        Section words = card(id, customer, Locale.ENGLISH).orElseThrow();
        assertThat(words.title()).isEqualTo("What to say");
        assertThat(text(words)).contains("Ann").doesNotContain("/p/");
        assertThat(card(id, customer, Locale.SIMPLIFIED_CHINESE).orElseThrow().title())
                .isEqualTo("通话内容");

        journeys.complete(task, Map.of("contactOutcome", "reached", "notes", "Was glad about it."));

        assertThat(message(id).state()).isEqualTo(State.SENT);
        assertThat(message(id).contactedAt()).isNotNull();
        assertThat(contact(id))
                .isEnded()
                .hasPassedInOrder("contact-customer", "record-contact", "is-reached", "customer-contacted");
    }

    @ParameterizedTest
    @CsvSource({"not-reached, false", "wrong-number, false", "refused, true"})
    @DisplayName(
            "When the message did not come across, then it has failed, with the reason; no contact is counted for it")
    void notReached(String outcome, boolean contact) {
        UUID id = assigned("welcome", null);

        journeys.complete(task("contact-customer", contact(id)), Map.of("contactOutcome", outcome, "notes", ""));

        assertThat(message(id).state()).isEqualTo(State.FAILED);
        assertThat(message(id).rule()).isEqualTo("contact-" + outcome);
        assertThat(message(id).contactedAt() != null).isEqualTo(contact);
        assertThat(contact(id)).isEnded().hasPassedInOrder("record-contact", "is-reached", "customer-not-contacted");
    }

    @Test
    @DisplayName("When the customer wants no such calls, then they are not called about this any more")
    void refused() {
        UUID id = assigned("usage-tips", shop.order(customer, 30));

        journeys.complete(task("contact-customer", contact(id)), Map.of("contactOutcome", "refused", "notes", ""));

        String topic = consents.ledger(customer).get(0).topic();
        assertThat(consents.inForce(customer, "phone", topic)).contains(false);
        assertThat(consents.inForce(customer, "phone", "something-else")).isEmpty();
        assertThat(consents.inForce(customer, "email", topic)).isEmpty();
    }

    @Test
    @DisplayName("Given a task that nobody did, when the message expires, then it is given up, and the task goes")
    void expired() {
        UUID id = assigned("welcome", null);

        journeys.pass(Duration.ofDays(3).plusMinutes(1));

        assertThat(message(id).state()).isEqualTo(State.FAILED);
        assertThat(message(id).rule()).isEqualTo("contact-expired");
        assertThat(contact(id)).isEnded().hasPassedInOrder("contact-expired", "record-expiry", "came-too-late");
    }

    @Test
    @DisplayName("Given several messages to one customer, then they are several tasks; the same message is one")
    void several() {
        UUID one = assigned("welcome", null);
        UUID other = assigned("welcome", null);
        requested(one, "welcome");

        assertThat(contact(one)).isWaitingAtExactly("contact-customer");
        assertThat(contact(other)).isWaitingAtExactly("contact-customer");
        assertThat(processInstanceQuery()
                        .processInstanceBusinessKey("contact:" + one)
                        .count())
                .isOne();
    }

    @Test
    @DisplayName("The engine holds ids and the outcome, and never the words")
    void noWords() {
        UUID id = assigned("welcome", null);

        assertThat(contact(id)).variables().containsOnlyKeys("contactId", "customerId");
    }

    @Test
    @DisplayName("Nobody reads another customer's message by asking for it under a wrong name")
    void notOthers() {
        UUID id = assigned("welcome", null);

        assertThat(card(id, shop.customer(), Locale.ENGLISH)).isEmpty();
    }

    @Test
    @DisplayName("When the customer is erased, then the task goes and the message is withheld")
    void erased() {
        UUID id = assigned("welcome", null);

        journeys.event("customer.erased", customer, Map.of());

        assertThat(journeys.outcome("staff-contact", "contact:" + id)).isEqualTo("erased");
        assertThat(contact(id)).as("what the engine knew of it").isNull();
        assertThat(card(id, customer, Locale.ENGLISH)).isEmpty();
        assertThat(jdbc.sql("select state from rapport.outbox_message where id = :id")
                        .param("id", id)
                        .query(String.class)
                        .single())
                .isEqualTo("withheld");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"57P01, POSTPONED", "08006, POSTPONED", "40P01, POSTPONED", "P0001, RETRY"})
    @DisplayName(
            "What the database fails on is handed over again as the same attempt, so that it is one task in the end")
    void databaseFault(String state, SendResult.Outcome outcome) {
        ChannelMessage message = new ChannelMessage(
                row("welcome", null),
                "<m@shop.example>",
                customer,
                null,
                "",
                null,
                null,
                "en",
                Map.of("message", "welcome"),
                1);
        try (BrokenRows broken = new BrokenRows(
                jdbc,
                "insert on rapport.inbox_event",
                "new.customer_id = '%s'".formatted(customer),
                state,
                "not now")) {
            assertThat(channel.send(message).outcome()).isEqualTo(outcome);
        }

        assertThat(channel.send(message).outcome()).isEqualTo(SendResult.Outcome.ASSIGNED);
        assertThat(channel.send(message).outcome()).isEqualTo(SendResult.Outcome.ASSIGNED);
        journeys.settle();

        assertThat(processInstanceQuery()
                        .processDefinitionKey("staff-contact")
                        .processInstanceBusinessKey("contact:" + message.id())
                        .count())
                .isEqualTo(1);
    }
}
