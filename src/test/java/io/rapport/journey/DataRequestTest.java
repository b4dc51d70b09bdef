package io.rapport.journey;

import static io.rapport.testing.Eventually.eventually;
import static io.rapport.testing.Journeys.newId;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.camunda.bpm.engine.test.assertions.bpmn.BpmnAwareTests.assertThat;

import io.rapport.app.mailbox.Mailbox;
import io.rapport.calendar.BusinessClock;
import io.rapport.contactpolicy.PolicyFacts;
import io.rapport.contactpolicy.Suppression;
import io.rapport.contactpolicy.SuppressionIncidents;
import io.rapport.contactpolicy.SuppressionKey;
import io.rapport.customer.Consents;
import io.rapport.customer.Restrictions;
import io.rapport.customer.TimelineEntry;
import io.rapport.customer.TimelineEntry.Kind;
import io.rapport.customer.TimelineSource;
import io.rapport.customer.TimelineSource.TimelineRequest;
import io.rapport.database.RoundTrip;
import io.rapport.desk.CardSection;
import io.rapport.desk.CardSection.CardRequest;
import io.rapport.inbox.EventStatus;
import io.rapport.privacy.DataRequest;
import io.rapport.privacy.DataRequests;
import io.rapport.testing.AskedFacts;
import io.rapport.testing.JourneyStory;
import io.rapport.testing.Shop;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.camunda.bpm.engine.task.Task;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

@DisplayName("What customers request about their data is answered within the month that the law allows")
@Tag("slow")
class DataRequestTest extends JourneyStory {

    @Autowired
    private DataRequests requests;

    @Autowired
    private Consents consents;

    @Autowired
    private Restrictions restrictions;

    @Autowired
    private PolicyFacts facts;

    @Autowired
    private RoundTrip roundTrip;

    @Autowired
    private List<CardSection> sections;

    @Autowired
    private List<TimelineSource> timelines;

    @Autowired
    private BusinessClock clock;

    @Autowired
    private SuppressionKey suppressionKey;

    @Autowired
    private SuppressionIncidents incidents;

    @Autowired
    private Mailbox mailbox;

    private String request;

    DataRequestTest() {
        super("data-request");
    }

    @BeforeEach
    void aCustomer() {
        journeys.moveTo(Shop.next(DayOfWeek.TUESDAY, LocalTime.of(10, 0)));
        customer = shop.customer();
        request = newId("R");
    }

    private String asksFor(String what) {
        Map<String, Object> data = new HashMap<>(Map.of("requestId", request, "request", what, "channel", "web"));
        if (what.equals("correction")) {
            data.put("details", "I moved");
        }
        return journeys.event("data-request.received", customer, data);
    }

    /** The customer uses the link of the identity check; LinkPagesTest shows how it is made. */
    private void confirms() {
        journeys.event("data-request.confirmed", customer, Map.of("requestId", request));
    }

    /** The check goes out at once, by a thread of the dispatcher; days later it would be withheld, since it expires. */
    private void untilCheckIsOut() {
        eventually(
                "the check of the identity is out",
                () -> jdbc.sql("select count(*) from rapport.outbox_message where customer_id = :customer"
                                + " and message = 'data-request-check' and state in ('queued', 'claimed', 'sending')")
                        .param("customer", customer)
                        .query(Integer.class)
                        .single(),
                underWay -> underWay == 0);
    }

    private void nobodyConfirms(Duration time) {
        untilCheckIsOut();
        journeys.pass(time);
    }

    private void staffFindOut(String identity) {
        nobodyConfirms(Duration.ofDays(5));
        Task task = journeys.task("request:" + request, "check-identity");
        journeys.complete(task, Map.of("identity", identity, "notes", "Called the number on file"));
    }

    private ProcessInstance dataRequest() {
        return instance("data-request", "request:" + request);
    }

    private DataRequest register() {
        return requests.find(request).orElseThrow();
    }

    private String outcome() {
        return journeys.outcome("data-request", "request:" + request);
    }

    @Test
    @DisplayName(
            "Nothing is done before the customer confirms that the request is theirs; then the export goes out as a link")
    void export() {
        asksFor("export");
        assertThat(dataRequest()).isWaitingAtExactly("wait-for-identity");
        assertThat(messages()).containsExactly("data-request-check");
        assertThat(register().identifiedAt()).isNull();
        assertThat(register().dueAt())
                .as("a month by the customer's calendar")
                .isEqualTo(register()
                        .receivedAt()
                        .atZone(ZoneId.of("Europe/London"))
                        .plusMonths(1)
                        .toInstant());

        confirms();
        untilSettled();
        assertThat(register().outcome()).as("when it is out").isEqualTo("exported");
        untilItStaysOut();
        assertThat(dataRequest())
                .isEnded()
                .hasPassedInOrder("identified", "is-export", "send-export", "wait-for-delivery", "request-answered")
                .hasNotPassed("deliver-answer");
        assertThat(messages()).containsExactly("data-request-check", "data-export");
        assertThat(outcome()).isEqualTo("answered");
        assertThat(identifiedBy()).isEqualTo("link");

        comesBack("data-export", "hard");
        assertThat(register().outcome()).as("much later").isEqualTo("exported");
    }

    private String identifiedBy() {
        return jdbc.sql("select coalesce(identified_by, 'nobody') from rapport.data_request where id = :id")
                .param("id", request)
                .query(String.class)
                .single();
    }

    @Test
    @DisplayName("Who does not use the link is asked by staff: theirs goes on, another's is refused")
    void byStaff() {
        asksFor("export");
        staffFindOut("confirmed");
        assertThat(identifiedBy()).isEqualTo("staff");
        assertThat(register().identifiedAt())
                .as("when they found out")
                .isBetween(clock.instant().minusSeconds(60), clock.instant());
        untilSettled();
        untilItStaysOut();
        assertThat(dataRequest()).isEnded().hasPassed("not-confirmed", "check-identity", "request-answered");

        request = newId("R");
        asksFor("erasure");
        staffFindOut("refused");
        assertThat(dataRequest()).isEnded().hasPassed("request-refused").hasNotPassed("erase-customer");
        assertThat(register().outcome()).isEqualTo("refused");
        assertThat(identifiedBy()).isEqualTo("nobody");
        assertThat(journeys.messages(customer, "data-request")).doesNotContain("data-erasure");
    }

    @Test
    @DisplayName("Who confirms while staff already check goes on at once, and the task is gone")
    void confirmedLate() {
        asksFor("export");
        nobodyConfirms(Duration.ofDays(6));
        assertThat(dataRequest()).isWaitingAtExactly("check-identity");

        confirms();
        untilSettled();
        untilItStaysOut();

        assertThat(dataRequest()).isEnded().hasPassed("confirmed-late", "request-answered");
        assertThat(journeys.openTasks("request:" + request)).isEmpty();
        assertThat(messages()).containsExactly("data-request-check", "data-export");
        assertThat(register().outcome()).isEqualTo("exported");
        assertThat(identifiedBy()).isEqualTo("link");
    }

    @Test
    @DisplayName("A correction is staff's, and the customer reads when it is done")
    void correction() {
        asksFor("correction");
        confirms();
        assertThat(dataRequest()).isWaitingAtExactly("handle-request").hasNotPassed("stop-messages");
        journeys.complete(journeys.task("request:" + request, "handle-request"), Map.of("whatWasDone", "corrected"));
        untilSettled();
        untilItStaysOut();
        assertThat(dataRequest()).isEnded().hasPassed("send-answer", "request-answered");
        assertThat(messages()).endsWith("data-request-done");
        assertThat(register().outcome()).isEqualTo("answered");
    }

    @Test
    @DisplayName("From an objection on nothing goes out but what is owed, whatever is still to do")
    void objection() {
        journeys.event(
                "consent.granted",
                customer,
                Map.of("channel", "email", "topic", "offers", "source", "test", "wording", "Yes, send me offers."));
        asksFor("objection");
        assertThat(granted()).as("before it is confirmed").isTrue();
        confirms();
        assertThat(dataRequest()).isWaitingAtExactly("handle-request").hasPassed("stop-messages");
        assertThat(granted()).isFalse();
        for (String channel : List.of("email", "sms", "phone", "post", "webhook")) {
            assertThat(Consents.inForce(consents.ledgerToBe(customer), channel, "tips"))
                    .as(channel)
                    .hasValue(false);
        }
        Task task = journeys.task("request:" + request, "handle-request");
        for (String other : List.of("corrected", "restricted")) {
            assertThatThrownBy(() -> journeys.complete(task, Map.of("whatWasDone", other)))
                    .as(other)
                    .hasStackTraceContaining("the customer objected");
        }
        journeys.complete(task, Map.of("whatWasDone", "stopped"));
        untilSettled();
        untilItStaysOut();
        assertThat(outcome()).isEqualTo("answered");
        assertThat(messages()).endsWith("data-request-done");
    }

    @Test
    @DisplayName(
            "Who handles a request sees on the card and on the timeline what is requested, in which words and until when")
    void seen() {
        asksFor("correction");
        confirms();
        assertThat(sections.stream()
                        .flatMap(section ->
                                section
                                        .contribute(new CardRequest(customer, null, null, null, Locale.ENGLISH))
                                        .stream())
                        .filter(section -> section.title().equals("Request about personal data")))
                .singleElement()
                .satisfies(section -> assertThat(section.lines())
                        .extracting(CardSection.Line::text)
                        .contains("correction", "I moved"));
        TimelineRequest all = new TimelineRequest(
                customer, EnumSet.allOf(Kind.class), clock.instant().plusSeconds(9), 50, Locale.ENGLISH);
        assertThat(timelines.stream().flatMap(source -> source.entries(all).stream()))
                .anySatisfy(entry -> {
                    assertThat(entry.what()).isEqualTo("data-request.received");
                    assertThat(entry.facts())
                            .containsEntry("request", "correction")
                            .containsKey("due");
                });
    }

    @Test
    @DisplayName("A request under an id that is known, for something else, is no silent repetition")
    void sameId() {
        asksFor("export");
        EventStatus status = journeys.status(asksFor("erasure"));
        assertThat(status.reason()).contains("a data request of this id is known");
        assertThat(register().request()).isEqualTo("export");
    }

    @Test
    @DisplayName("A restriction holds at once and leaves the consents for the time after it")
    void restriction() {
        journeys.event(
                "consent.granted",
                customer,
                Map.of("channel", "email", "topic", "offers", "source", "test", "wording", "Yes, send me offers."));
        asksFor("restriction");
        assertThat(restrictions.of(customer)).as("before it is confirmed").isEmpty();
        confirms();
        assertThat(dataRequest()).isWaitingAtExactly("handle-request").hasPassed("stop-messages");
        assertThat(restrictions.of(customer)).hasValueSatisfying(restriction -> assertThat(restriction.reason())
                .isEqualTo("requested by the customer"));
        assertThat(granted()).isTrue();
        journeys.complete(journeys.task("request:" + request, "handle-request"), Map.of("whatWasDone", "restricted"));
        untilSettled();
        untilItStaysOut();
        assertThat(outcome()).isEqualTo("answered");
    }

    private boolean granted() {
        return Consents.inForce(consents.ledgerToBe(customer), "email", "offers")
                .orElse(false);
    }

    @Test
    @DisplayName("A request is refused with a reason that the customer reads, and noted as refused once that is out")
    void refused() {
        asksFor("correction");
        confirms();
        Task task = journeys.task("request:" + request, "handle-request");
        assertThatThrownBy(() -> journeys.complete(task, Map.of("whatWasDone", "refused")))
                .as("without a reason")
                .isInstanceOf(RuntimeException.class);
        assertThatThrownBy(() -> journeys.complete(
                        task,
                        Map.of(
                                "whatWasDone", "refused",
                                "refusalReason", "already-right",
                                "refusalText", "See <b>www.example.com</b>")))
                .as("what no customer should read")
                .isInstanceOf(RuntimeException.class);
        assertThat(dataRequest()).isWaitingAtExactly("handle-request");
        journeys.complete(
                task,
                Map.of(
                        "whatWasDone", "refused",
                        "refusalReason", "already-right",
                        "refusalText", "It stands so on the invoice."));
        assertThat(register().refusal()).isEqualTo("already-right");
        untilSettled();
        untilItStaysOut();
        assertThat(dataRequest())
                .isEnded()
                .hasPassed("is-refused", "send-refusal")
                .hasNotPassed("send-answer");
        assertThat(messages()).endsWith("data-request-refused");
        assertThat(register().outcome()).isEqualTo("refused");
        assertThat(mailbox.newest(customer + "@example.com", 5)).anySatisfy(mail -> assertThat(mail.text())
                .contains(
                        "to have your data corrected",
                        "We have checked it: what we hold is right.",
                        "It stands so on the invoice.",
                        "complain to the data protection authority"));
    }

    @ParameterizedTest(name = "{0}, and then {1}: {2}")
    @CsvSource({
        "answer-withheld, post, exported",
        "answer-failed, handed-over, exported",
        "answer-not-heard-of, not-reached, not-delivered"
    })
    @DisplayName("An answer that does not go out leaves the request open, and staff bring it to the customer")
    void notDelivered(String why, String delivery, String outcome) {
        asksFor("export");
        untilCheckIsOut();
        switch (why) {
            case "answer-withheld" ->
                incidents.suppress(
                        suppressionKey.hash("email", customer + "@example.com"),
                        "email",
                        Suppression.Reason.HARD_BOUNCE,
                        clock.instant(),
                        null);
            case "answer-failed" -> address("not an address");
            default -> address(null);
        }
        staffFindOut("confirmed");
        if (why.equals("answer-not-heard-of")) {
            journeys.pass(Duration.ofDays(3));
        }
        eventually("staff have a task", this::isTaskOpen, open -> open);
        assertThat(dataRequest()).isWaitingAtExactly("deliver-answer").hasPassed(why);
        assertThat(register().settledAt()).as("nobody has it").isNull();
        journeys.complete(journeys.task("request:" + request, "deliver-answer"), Map.of("delivery", delivery));
        assertThat(dataRequest()).isEnded().hasPassed("answer-delivered");
        assertThat(register().outcome()).isEqualTo(outcome);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"hard", "soft"})
    @DisplayName("An answer that comes back opens the request again, and staff bring it to the customer")
    void cameBack(String kind) {
        asksFor("export");
        confirms();
        untilSettled();
        comesBack("data-export", kind);

        assertThat(dataRequest()).isWaitingAtExactly("deliver-answer").hasPassed("answer-came-back");
        assertThat(register().settledAt()).as("nobody has it").isNull();
        assertThat(requests.open(customer)).extracting(DataRequest::id).containsExactly(request);
        assertThat(timeline()).contains("data-request.returned").doesNotContain("data-request.settled");

        journeys.complete(journeys.task("request:" + request, "deliver-answer"), Map.of("delivery", "post"));
        assertThat(dataRequest()).isEnded().hasPassed("answer-delivered").hasNotPassed("request-answered");
        assertThat(register().outcome()).isEqualTo("exported");
        assertThat(timeline()).contains("data-request.returned", "data-request.settled");
    }

    private void comesBack(String message, String kind) {
        String id = jdbc.sql(
                        "select id from rapport.outbox_message where customer_id = :customer and message = :message")
                .param("customer", customer)
                .param("message", message)
                .query(String.class)
                .single();
        String bounce =
                journeys.event("message.bounced", customer, Map.of("messageId", id, "channel", "email", "kind", kind));
        assertThat(journeys.status(bounce).state()).isEqualTo(EventStatus.State.DONE);
    }

    private List<String> timeline() {
        TimelineRequest all = new TimelineRequest(
                customer, EnumSet.of(Kind.CONTACT), clock.instant().plusSeconds(9), 50, Locale.ENGLISH);
        return timelines.stream()
                .flatMap(source -> source.entries(all).stream())
                .map(TimelineEntry::what)
                .toList();
    }

    private void address(String email) {
        jdbc.sql("update rapport.customer set email = :email where id = :customer")
                .param("email", email)
                .param("customer", customer)
                .update();
    }

    private boolean isTaskOpen() {
        journeys.settle();
        return !journeys.openTasks("request:" + request).isEmpty();
    }

    /** The answer goes out by the real mail server. */
    private void untilSettled() {
        eventually("the request is settled", this::settledMeanwhile, settled -> settled);
    }

    /** A server gives up within five days. */
    private void untilItStaysOut() {
        assertThat(dataRequest()).isWaitingAtExactly("does-it-come-back");
        journeys.pass(Duration.ofDays(5));
    }

    private boolean settledMeanwhile() {
        journeys.settle();
        return register().settledAt() != null;
    }

    private void untilNoticeIsOut() {
        eventually(
                "the notice is out",
                () -> {
                    journeys.settle();
                    return engine.getHistoryService()
                                    .createHistoricActivityInstanceQuery()
                                    .processInstanceId(dataRequest().getId())
                                    .activityId("time-is-over")
                                    .count()
                            > 0;
                },
                out -> out);
    }

    @Test
    @DisplayName("An erasure is announced, with what the law has us keep, and done a day after the notice is out")
    void erasure() {
        asksFor("erasure");
        confirms();
        untilNoticeIsOut();
        journeys.pass(Duration.ofHours(23));
        assertThat(erased()).as("the customer can still call it off").isFalse();
        journeys.pass(Duration.ofHours(2));
        assertThat(erased()).isTrue();
        assertThat(messages()).endsWith("data-erasure");
        assertThat(jdbc.sql(
                                "select state from rapport.outbox_message where customer_id = :customer and message = 'data-erasure'")
                        .param("customer", customer)
                        .query(String.class)
                        .single())
                .as("it was out before")
                .isEqualTo("sent");
        assertThat(outcome()).isEqualTo("erased");
        assertThat(register().outcome()).as("that it was answered is known").isEqualTo("erased");
        assertThat(dataRequest()).as("what the engine knew of it").isNull();
    }

    @Test
    @DisplayName(
            "From the moment that an erasure is the customer's wish nothing goes out but what is under way, until it is called off")
    void keptBackUntilErased() {
        asksFor("erasure");
        assertThat(restrictedForThePolicy()).as("anybody may have asked").isFalse();
        confirms();
        assertThat(restrictedForThePolicy()).isTrue();
        untilNoticeIsOut();
        String version = contactVersion();
        journeys.event("data-request.withdrawn", customer, Map.of("requestId", request));
        assertThat(restrictedForThePolicy()).isFalse();
        assertThat(contactVersion()).as("messages are decided about anew").isNotEqualTo(version);
        assertThat(restrictions.of(customer))
                .as("it was no restriction of theirs")
                .isEmpty();
    }

    private boolean restrictedForThePolicy() {
        return AskedFacts.of(customer, facts, roundTrip)
                .of(customer)
                .get("restricted")
                .equals(true);
    }

    private String contactVersion() {
        return jdbc.sql("select version::text from rapport.contact_version where subject = :subject")
                .param("subject", "customer:" + customer)
                .query(String.class)
                .single();
    }

    @Test
    @DisplayName("Who calls an erasure off in time is not erased; afterwards there is nothing to call off")
    void calledOff() {
        asksFor("erasure");
        confirms();
        untilNoticeIsOut();
        journeys.event("data-request.withdrawn", customer, Map.of("requestId", request));
        assertThat(dataRequest()).isEnded().hasPassed("erasure-called-off", "request-withdrawn");
        assertThat(register().outcome()).isEqualTo("withdrawn");
        assertThat(outcome()).isEqualTo("withdrawn");
        journeys.pass(Duration.ofDays(3));
        assertThat(erased()).isFalse();

        request = newId("R");
        asksFor("export");
        String late = journeys.event("data-request.withdrawn", customer, Map.of("requestId", request));
        assertThat(journeys.status(late).reason()).contains("only an erasure that has not happened yet");
    }

    @Test
    @DisplayName("Who calls it off at once, before it is known that the notice is out, is not erased either")
    void calledOffEarly() {
        asksFor("erasure");
        confirms();
        journeys.event("data-request.withdrawn", customer, Map.of("requestId", request));
        eventually("the request is withdrawn", this::settledMeanwhile, settled -> settled);
        assertThat(register().outcome()).isEqualTo("withdrawn");
        assertThat(erased()).isFalse();
    }

    @Test
    @DisplayName("Who calls it off while nobody knows yet who asked is asked nothing any more")
    void calledOffBeforeIdentified() {
        asksFor("erasure");
        nobodyConfirms(Duration.ofDays(5));
        assertThat(dataRequest()).isWaitingAtExactly("check-identity");
        journeys.event("data-request.withdrawn", customer, Map.of("requestId", request));
        assertThat(dataRequest()).isEnded().hasPassed("request-withdrawn");
        assertThat(journeys.openTasks("request:" + request)).isEmpty();
        assertThat(register().outcome()).isEqualTo("withdrawn");
        assertThat(identifiedBy()).isEqualTo("nobody");
        assertThat(messages())
                .as("whoever called it off, the customer reads it")
                .containsExactly("data-request-check", "data-erasure-withdrawn");
        assertThat(erased()).isFalse();
    }

    @Test
    @DisplayName("The time to call an erasure off ends where the law's time ends")
    void erasureInTime() {
        asksFor("erasure");
        Instant due = register().dueAt();
        nobodyConfirms(Duration.between(clock.instant(), due.minus(Duration.ofHours(3))));
        journeys.complete(
                journeys.task("request:" + request, "check-identity"),
                Map.of("identity", "confirmed", "notes", "Called the number on file"));
        untilNoticeIsOut();
        assertThat(erased()).isFalse();
        journeys.pass(Duration.between(clock.instant(), due.plusSeconds(1)));
        assertThat(erased()).isTrue();
        assertThat(register().settledAt()).isBeforeOrEqualTo(due.plusSeconds(1));
    }

    @Test
    @DisplayName("Whatever else an erased customer asked for is settled with that")
    void erasedMeanwhile() {
        asksFor("correction");
        confirms();
        journeys.event("customer.erased", customer, Map.of());
        assertThat(register().outcome()).isEqualTo("erased");
        assertThat(register().details()).isNull();
    }

    @Test
    @DisplayName("A notice that cannot go out holds an erasure up for two days, and not for ever")
    void noticeLost() {
        address(null);
        asksFor("erasure");
        confirms();
        journeys.pass(Duration.ofDays(1));
        assertThat(dataRequest()).isWaitingAtExactly("wait-until-sent");
        assertThat(erased()).isFalse();
        journeys.pass(Duration.ofDays(1));
        assertThat(erased()).isTrue();
        assertThat(outcome()).isEqualTo("erased");
    }

    private boolean erased() {
        return jdbc.sql("select erased_at is not null and email is null from rapport.customer where id = :id")
                .param("id", customer)
                .query(Boolean.class)
                .single();
    }

    @Test
    @DisplayName("A week before the time allowed is over, the queue is reminded; the request goes on")
    void deadline() {
        asksFor("correction");
        confirms();
        Instant due = register().dueAt();
        journeys.pass(
                Duration.between(clock.instant(), due.minus(Duration.ofDays(7)).minusSeconds(60)));
        assertThat(dataRequest()).hasNotPassed("remind-queue");
        journeys.pass(Duration.ofMinutes(2));
        assertThat(dataRequest()).hasPassed("remind-queue", "queue-reminded").isWaitingAt("handle-request");
        assertThat(jdbc.sql(
                                "select distinct staff_id from rapport.outbox_message where message = 'data-request-due' and instance_id = :instance")
                        .param("instance", dataRequest().getId())
                        .query(String.class)
                        .list())
                .isNotEmpty();
    }

    @Test
    @DisplayName("Of a request that is answered, and waits only whether the answer comes back, nobody is reminded")
    void reminderOfWhatIsSettled() {
        asksFor("correction");
        untilCheckIsOut();
        confirms();
        Instant due = register().dueAt();
        journeys.pass(Duration.between(clock.instant(), due.minus(Duration.ofDays(8))));
        journeys.complete(journeys.task("request:" + request, "handle-request"), Map.of("whatWasDone", "corrected"));
        untilSettled();
        journeys.pass(Duration.ofDays(2));
        assertThat(dataRequest())
                .isWaitingAt("does-it-come-back")
                .hasPassed("is-open", "nothing-to-remind-of")
                .hasNotPassed("remind-queue");
        journeys.pass(Duration.ofDays(3));
        assertThat(dataRequest()).isEnded();
    }

    @Test
    @DisplayName("The same request twice is one; one that is another customer's is refused")
    void once() {
        asksFor("export");
        asksFor("export");
        assertThat(messages()).containsOnlyOnce("data-request-check");

        customer = shop.customer();
        String event = asksFor("erasure");
        assertThat(journeys.status(event).state()).isEqualTo(EventStatus.State.DEAD);
        assertThat(journeys.status(event).reason()).contains("another customer's");
        assertThat(messages()).isEmpty();
    }
}
