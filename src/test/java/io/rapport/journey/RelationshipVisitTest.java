package io.rapport.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.camunda.bpm.engine.test.assertions.bpmn.BpmnAwareTests.assertThat;
import static org.camunda.bpm.engine.test.assertions.bpmn.BpmnAwareTests.task;

import io.rapport.calendar.BusinessClock;
import io.rapport.customer.ContactNotes;
import io.rapport.customer.TimelineEntry;
import io.rapport.customer.TimelineSource;
import io.rapport.desk.AbsenceHandover;
import io.rapport.desk.Absences;
import io.rapport.desk.Adviser;
import io.rapport.desk.Advisers;
import io.rapport.desk.CardSection;
import io.rapport.desk.CardSection.CardRequest;
import io.rapport.desk.MissedVisits;
import io.rapport.desk.Promise;
import io.rapport.desk.Promises;
import io.rapport.desk.VisitFigures;
import io.rapport.journey.internal.VisitCandidates;
import io.rapport.testing.JourneyStory;
import io.rapport.testing.Journeys;
import io.rapport.testing.Shop;
import java.sql.Timestamp;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import java.util.Date;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.camunda.bpm.engine.impl.form.validator.FormFieldValidationException;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.camunda.bpm.engine.task.Task;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
@DisplayName("A person keeps in touch with customers who are close to us, and what is promised is kept")
@Tag("slow")
class RelationshipVisitTest extends JourneyStory {

    @Autowired
    private Advisers advisers;

    @Autowired
    private Absences absences;

    @Autowired
    private AbsenceHandover handover;

    @Autowired
    private Promises promises;

    @Autowired
    private ContactNotes contacts;

    @Autowired
    private List<CardSection> sections;

    @Autowired
    private VisitCandidates beginnings;

    @Autowired
    @Qualifier("promiseTimeline")
    private TimelineSource timeline;

    @Autowired
    private MissedVisits missedVisits;

    @Autowired
    private VisitFigures figures;

    @Autowired
    private BusinessClock clock;

    RelationshipVisitTest() {
        super("relationship-visit", "promise", "visit-beginnings");
    }

    @BeforeEach
    void aCustomer() {
        journeys.moveTo(Shop.next(DayOfWeek.TUESDAY, LocalTime.of(10, 0)));
        customer = shop.customer();
    }

    @AfterEach
    void everybodyIsBack() {
        jdbc.sql("delete from rapport.absence").update();
        jdbc.sql("delete from rapport.act_ru_task where id_ like 'other-%'").update();
        // who has ten of them gets no more
        jdbc.sql("update rapport.act_ru_task set assignee_ = 'nobody-else' where task_def_key_ = 'call-or-visit'")
                .update();
    }

    private ProcessInstance visits() {
        return instance("relationship-visit", "customer:" + customer);
    }

    private void tier(String from, String to) {
        shop.tier(customer, to);
        journeys.event("customer.tier-changed", customer, Map.of("from", from, "to", to, "why", "spends-most"));
    }

    private void named(String adviser) {
        journeys.event(
                "customer.adviser-changed",
                customer,
                adviser == null ? Map.of("by", "lena") : Map.of("adviser", adviser, "by", "lena"));
    }

    private LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    }

    private void absent(String login, int days, String deputy) {
        absences.enter(login, today(), today().plusDays(days), deputy, "lena", clock.instant());
    }

    private Task visit() {
        return task("call-or-visit", visits());
    }

    private static Map<String, Object> outcome(String outcome, Object... more) {
        Map<String, Object> answers =
                new HashMap<>(Map.of("visitChannel", "phone", "visitOutcome", outcome, "note", "Glad about the call"));
        for (int i = 0; i < more.length; i += 2) {
            answers.put((String) more[i], more[i + 1]);
        }
        return answers;
    }

    private Promise promise() {
        List<Promise> all = promises.of(customer, EnumSet.allOf(Promise.State.class), 10);
        assertThat(all).hasSize(1);
        return all.get(0);
    }

    private ProcessInstance keeping(Promise promise) {
        return instance("promise", "promise:" + promise.id());
    }

    @Test
    @DisplayName(
            "Given a visit that is due and an open promise, when another adviser is named, then both are the new adviser's at once")
    void anotherAdviser() {
        named("clara");
        journeys.pass(Duration.ofDays(8));
        journeys.complete(
                visit(),
                outcome(
                        "reached",
                        "promise",
                        "A call",
                        "promisedBy",
                        today().plusDays(90).toString()));
        Task promised = task("keep-promise", keeping(promise()));
        assertThat(promised).isAssignedTo("clara");
        journeys.pass(Duration.ofDays(76));
        assertThat(visit()).isAssignedTo("clara");

        named("conny");
        journeys.pass(Duration.ofHours(72));
        assertThat(visit()).as("it stays due").isAssignedTo("conny");
        assertThat(task("keep-promise", keeping(promise()))).isAssignedTo("conny");
        assertThat(jdbc.sql("select login from rapport.adviser_change where customer_id = :id order by id")
                        .param("id", customer)
                        .query(String.class)
                        .list())
                .containsExactly("clara", "conny");
    }

    /** The customer was close before anybody looked: there was no event of it. */
    private String closeSince(String day) {
        String id = shop.customer();
        shop.tier(id, "intimate");
        jdbc.sql(
                        "update rapport.customer_relationship set tier_since = cast(:day as timestamptz) where customer_id = :id")
                .param("day", day)
                .param("id", id)
                .update();
        return id;
    }

    @Test
    @DisplayName(
            "Given customers who were close before tiers were known, then visits begin for some of them each morning")
    void alreadyClose() {
        customer = closeSince("1990-01-01");
        journeys.event(
                "schedule.close-customers",
                "schedule:close-customers",
                Map.of("at", clock.instant().toString()));

        assertThat(journeys.outcome("visit-beginnings", "schedule:close-customers"))
                .isEqualTo("begun");
        assertThat(visits()).isWaitingAtExactly("until-next", "visit-due");
        assertThat(advisers.of(customer)).isPresent();
    }

    @Test
    @DisplayName(
            "Given many who begin on one morning, then their first calls spread from a week to the rhythm, and the next ones do not come together either")
    void spread() {
        List<String> many =
                IntStream.range(0, 9).mapToObj(n -> closeSince("1980-01-01")).toList();
        beginnings.begin(many.size());
        journeys.settle();
        Set<LocalDate> first = new HashSet<>();
        for (String one : many) {
            first.add(due(one));
        }
        assertThat(first).as("of 9, on 17 working days").hasSizeGreaterThan(3).allSatisfy(day -> assertThat(day)
                .isBetween(today().plusDays(7), today().plusDays(30)));

        journeys.pass(Duration.ofDays(31));
        Set<LocalDate> next = new HashSet<>();
        for (String one : many) {
            journeys.complete(
                    task("call-or-visit", instance("relationship-visit", "customer:" + one)), outcome("reached"));
            next.add(due(one));
        }
        assertThat(next)
                .as("of 9, on 8 or 9 working days")
                .hasSizeGreaterThan(2)
                .allSatisfy(day -> assertThat(day).isBetween(today().plusDays(24), today().plusDays(36)));
    }

    /** @return the day on which the next call to somebody is due */
    private LocalDate due(String id) {
        return LocalDate.ofInstant(
                engine.getManagementService()
                        .createJobQuery()
                        .processInstanceId(
                                instance("relationship-visit", "customer:" + id).getId())
                        .singleResult()
                        .getDuedate()
                        .toInstant(),
                ZoneOffset.UTC);
    }

    @Test
    @DisplayName("Given more such customers than a morning takes, then the others follow on the next, each once")
    void someADay() {
        String first = closeSince("1990-01-02");
        String second = closeSince("1990-01-03");
        assertThat(beginnings.begin(1)).isEqualTo(1);
        journeys.settle();
        assertThat(instance("relationship-visit", "customer:" + first)).isNotNull();
        assertThat(instance("relationship-visit", "customer:" + second)).isNull();

        journeys.pass(Duration.ofDays(1));
        beginnings.begin(1);
        journeys.settle();
        ProcessInstance running = instance("relationship-visit", "customer:" + second);
        assertThat(running).isNotNull();
        assertThat(instance("relationship-visit", "customer:" + first).getId()).isNotEqualTo(running.getId());
        assertThat(jdbc.sql(
                                "select count(*) from rapport.journey where journey = 'relationship-visit' and customer_id = :id")
                        .param("id", first)
                        .query(Integer.class)
                        .single())
                .isEqualTo(1);
    }

    @Test
    @DisplayName(
            "Given one of the best customers for whom nobody is named, then the table gives an adviser, who calls as often as those who are close")
    void rhythm() {
        shop.order(customer, 1_200);
        named(null);
        assertThat(visits()).isWaitingAtExactly("until-next", "visit-due");
        Adviser adviser = advisers.of(customer).orElseThrow();
        assertThat(adviser.namedBy()).isNull();

        journeys.pass(Duration.ofDays(8));
        assertThat(visit()).isAssignedTo(adviser.login()).hasCandidateGroupAssociated("care");
        journeys.complete(visit(), outcome("reached"));
        assertThat(contacts.newest(List.of(customer), clock.instant().plusSeconds(1), 5))
                .singleElement()
                .satisfies(note -> {
                    assertThat(note.note()).isEqualTo("Glad about the call");
                    assertThat(note.outcome()).isEqualTo("reached");
                });
        assertThat(visits()).isWaitingAtExactly("until-next", "visit-due");
        journeys.pass(Duration.ofDays(47));
        assertThat(visits()).isWaitingAtExactly("until-next", "visit-due");
        journeys.pass(Duration.ofDays(26));
        assertThat(visits()).isWaitingAtExactly("until-next", "call-or-visit");
        assertThat(visits()).variables().doesNotContainKeys("note", "promise");
    }

    @ParameterizedTest(name = "{0}, on {1}")
    @CsvSource({
        "not-reached, MONDAY, 3",
        "message-left, TUESDAY, 3",
        "call-back, WEDNESDAY, 5",
        "not-reached, THURSDAY, 4"
    })
    @DisplayName("When the customer is not reached, then it is tried again some days later, when the desk is open")
    void notReached(String outcome, DayOfWeek weekday, int days) {
        named("clara");
        LocalDate called = today().plusDays(8).with(TemporalAdjusters.nextOrSame(weekday));
        journeys.pass(Duration.ofDays(ChronoUnit.DAYS.between(today(), called)));
        journeys.complete(visit(), outcome(outcome));
        assertThat(visits()).isWaitingAtExactly("until-next", "visit-due");
        assertThat(advisers.of(customer).orElseThrow().nextVisitOn()).isEqualTo(today().plusDays(days));
        journeys.pass(Duration.ofDays(days + 3));
        assertThat(visits()).isWaitingAtExactly("until-next", "call-or-visit");
    }

    @Test
    @DisplayName("When a day is agreed upon, then the next task comes on that day; a day of the past is refused")
    void agreedDay() {
        named("clara");
        journeys.pass(Duration.ofDays(8));
        assertThatThrownBy(() -> journeys.complete(
                        visit(),
                        outcome("reached", "nextOn", today().minusDays(3).toString())))
                .isInstanceOf(FormFieldValidationException.class);
        LocalDate next = today().plusDays(90);
        journeys.complete(visit(), outcome("reached", "nextOn", next.toString()));
        journeys.pass(Duration.ofDays(89));
        assertThat(visits()).isWaitingAtExactly("until-next", "visit-due");
        journeys.pass(Duration.ofDays(5));
        assertThat(visits()).isWaitingAtExactly("until-next", "call-or-visit");
    }

    @Test
    @DisplayName(
            "Given an adviser whom staff named, then they get the task, and another adviser the next one; without one it ends")
    void namedByStaff() {
        named("conny");
        assertThat(advisers.of(customer).orElseThrow().namedBy()).isEqualTo("lena");
        journeys.pass(Duration.ofDays(8));
        assertThat(visit()).isAssignedTo("conny");
        named("clara");
        assertThat(visits()).hasPassed("adviser-changes");
        journeys.pass(Duration.ofDays(8));
        assertThat(visit()).isAssignedTo("clara");
        named(null);
        assertThat(advisers.of(customer)).isEmpty();
        assertThat(visits()).isEnded().hasPassed("not-in-person");
    }

    @Test
    @DisplayName(
            "Given a system that names the adviser and does not say who did, then the customer is called all the same")
    void namedBySystem() {
        journeys.event("customer.adviser-changed", customer, Map.of("adviser", "clara"));
        assertThat(advisers.of(customer)).map(Adviser::namedBy).isPresent();
        assertThat(visits()).isWaitingAtExactly("until-next", "visit-due");
    }

    @ParameterizedTest(name = "{0}: {1} to {2} days")
    @CsvSource({"intimate, 24, 36", "face-to-face, 48, 72"})
    @DisplayName("When a customer comes close, then the table gives an adviser, who calls in the tier's rhythm")
    void comesClose(String tier, int least, int most) {
        tier("brand", tier);
        assertThat(advisers.of(customer)).isPresent();
        journeys.pass(Duration.ofDays(8));
        journeys.complete(visit(), outcome("reached"));
        journeys.pass(Duration.ofDays(least - 1));
        assertThat(visits()).isWaitingAtExactly("until-next", "visit-due");
        journeys.pass(Duration.ofDays(most - least + 2));
        assertThat(visits()).isWaitingAtExactly("until-next", "call-or-visit");
    }

    @Test
    @DisplayName("When the tier falls, then calls and visits end, and an open task goes")
    void tierFalls() {
        tier("brand", "face-to-face");
        journeys.pass(Duration.ofDays(8));
        assertThat(visits()).isWaitingAtExactly("until-next", "call-or-visit");
        tier("face-to-face", "distant");
        assertThat(visits()).isEnded().hasPassedInOrder("tier-changes", "not-in-person");
    }

    @Test
    @DisplayName("While the adviser is absent, then the deputy gets the task; of a deputy who is absent the next one")
    void deputies() {
        named("clara");
        absent("clara", 30, "conny");
        absent("conny", 30, "fred");
        journeys.pass(Duration.ofDays(8));
        assertThat(visit()).isAssignedTo("fred");
    }

    @Test
    @DisplayName("Given no deputy, then the task waits in its queue")
    void noDeputy() {
        named("clara");
        absent("clara", 30, null);
        journeys.pass(Duration.ofDays(8));
        assertThat(visit()).isNotAssigned().hasCandidateGroup("care");
    }

    @Test
    @DisplayName(
            "When an absence begins, then open tasks about the adviser's customers go to the deputy, and come back when it ends")
    void handedOver() {
        named("clara");
        journeys.pass(Duration.ofDays(8));
        assertThat(visit()).isAssignedTo("clara");
        absent("clara", 2, "conny");
        handover.handOver();
        assertThat(visit()).isAssignedTo("conny");
        journeys.pass(Duration.ofDays(2));
        handover.handOver();
        assertThat(visit()).as("on the last day").isAssignedTo("conny");
        journeys.pass(Duration.ofDays(1));
        handover.handOver();
        assertThat(visit()).isAssignedTo("clara");
        handover.handOver();
        assertThat(visit()).as("asked again").isAssignedTo("clara");
    }

    @Test
    @DisplayName(
            "Given a task that was made while the adviser was absent, then it comes back as well; what the deputy has begun does not")
    void givenBack() {
        named("clara");
        absent("clara", 20, "conny");
        journeys.pass(Duration.ofDays(8));
        assertThat(visit()).isAssignedTo("conny");
        String begun = visit().getId();
        jdbc.sql(
                        """
                insert into rapport.task_comment (id, task_id, instance_id, author, written_at, message)
                values (:task, :task, :instance, 'conny', :now, 'Rang twice, will try on Monday')""")
                .param("task", begun)
                .param("instance", visits().getId())
                .param("now", Timestamp.from(clock.instant()))
                .update();
        jdbc.sql("delete from rapport.absence").update();
        handover.handOver();
        assertThat(visit()).as("begun").isAssignedTo("conny");

        jdbc.sql("delete from rapport.task_comment where task_id = :task")
                .param("task", begun)
                .update();
        handover.handOver();
        assertThat(visit()).isAssignedTo("clara");
    }

    @Test
    @DisplayName("Given that a lead gave the task to a third person meanwhile, then it stays theirs")
    void leadDecides() {
        named("clara");
        absent("clara", 20, "conny");
        journeys.pass(Duration.ofDays(8));
        engine.getTaskService().setAssignee(visit().getId(), "fred");
        handover.handOver();
        jdbc.sql("delete from rapport.absence").update();
        handover.handOver();
        assertThat(visit()).isAssignedTo("fred");
    }

    @Test
    @DisplayName("Given a deputy who becomes absent as well, then open tasks go on to the next")
    void deputyOfDeputy() {
        named("clara");
        absent("clara", 20, "conny");
        journeys.pass(Duration.ofDays(8));
        absent("conny", 20, "fred");
        handover.handOver();
        assertThat(visit()).isAssignedTo("fred");
    }

    @Test
    @DisplayName(
            "Given a task that cannot be handed over, then the log says so once, the others are handed over, and it follows when it can")
    void cannotBeHandedOver(CapturedOutput log) {
        named("clara");
        journeys.pass(Duration.ofDays(8));
        String stuck = visit().getId();
        customer = shop.customer();
        named("clara");
        journeys.pass(Duration.ofDays(8));
        String other = visit().getId();
        jdbc.sql("alter table rapport.deputy_task add constraint not_this_one check (task_id <> '%s')".formatted(stuck))
                .update();
        try {
            absent("clara", 20, "conny");
            handover.handOver();
            handover.handOver();
            assertThat(assignee(stuck)).isEqualTo("clara");
            assertThat(assignee(other)).isEqualTo("conny");
            assertThat(log.getOut()).containsOnlyOnce("The task " + stuck + " stays with clara");
        } finally {
            jdbc.sql("alter table rapport.deputy_task drop constraint not_this_one")
                    .update();
        }
        handover.handOver();
        assertThat(assignee(stuck)).isEqualTo("conny");
    }

    private String assignee(String task) {
        return engine.getTaskService()
                .createTaskQuery()
                .taskId(task)
                .singleResult()
                .getAssignee();
    }

    @Test
    @DisplayName(
            "Given an adviser who has ten calls and visits to make, then the next customer waits, and comes when one of them is made")
    void tenAtATime() {
        jdbc.sql(
                        """
                insert into rapport.act_ru_task
                    (id_, rev_, name_, task_def_key_, assignee_, priority_, create_time_, suspension_state_)
                select 'other-' || n, 1, 'Call or visit', 'call-or-visit', 'conny', 50, now(), 1
                from generate_series(1, 10) n""")
                .update();
        named("conny");
        journeys.pass(Duration.ofDays(8));
        assertThat(visits()).isWaitingAtExactly("until-next", "no-time-yet");
        VisitFigures.VisitLoad load = load("conny");
        assertThat(load.open()).isGreaterThanOrEqualTo(10);
        assertThat(load.waiting()).isPositive();

        jdbc.sql("delete from rapport.act_ru_task where id_ = 'other-1'").update();
        journeys.pass(Duration.ofDays(4));
        assertThat(visit()).isAssignedTo("conny");
    }

    private void wasCalled(String task) {
        jdbc.sql(
                        """
                insert into rapport.task_submission
                    (task_id, task, journey, instance_id, customer_id, submitted_at, answers)
                values (:id, :task, 'another', 'another', :customer, :now, '{}')""")
                .param("id", Journeys.newId("task"))
                .param("task", task)
                .param("customer", customer)
                .param("now", Timestamp.from(clock.instant()))
                .update();
    }

    @ParameterizedTest
    @ValueSource(strings = {"win-back-call", "call-dissatisfied"})
    @DisplayName(
            "Given a customer whom somebody has called about something else, then the adviser's call waits until that is 14 days ago")
    void calledAnyway(String task) {
        named("clara");
        journeys.pass(Duration.ofDays(6));
        wasCalled(task);
        journeys.pass(Duration.ofDays(14));
        assertThat(visits()).isWaitingAtExactly("until-next", "no-time-yet");

        journeys.pass(Duration.ofDays(4));
        assertThat(visit()).isAssignedTo("clara");
    }

    @Test
    @DisplayName(
            "Given a day that was agreed upon, then the adviser calls on it, though somebody else called a day before")
    void calledAnywayBeforeAnAgreedDay() {
        named("clara");
        journeys.pass(Duration.ofDays(8));
        journeys.complete(
                visit(), outcome("reached", "nextOn", today().plusDays(7).toString()));
        journeys.pass(Duration.ofDays(6));
        wasCalled("win-back-call");
        assertThat(visits()).isWaitingAt("visit-due");

        journeys.pass(Duration.ofDays(4));
        assertThat(visit()).isAssignedTo("clara");
    }

    private VisitFigures.VisitLoad load(String login) {
        return figures.loads(clock.instant(), clock.instant().minus(Duration.ofDays(90))).stream()
                .filter(one -> one.login().equals(login))
                .findAny()
                .orElseThrow();
    }

    @Test
    @DisplayName(
            "When a call or visit is not made until the next one is due, then it is noted as missed, for the timeline and for managers, and due anew")
    void missed() {
        tier("brand", "intimate");
        String adviser = advisers.of(customer).orElseThrow().login();
        int before = load(adviser).missed();
        journeys.pass(Duration.ofDays(8));
        String first = visit().getId();
        journeys.pass(Duration.ofDays(28));
        assertThat(visit().getId()).isEqualTo(first);
        journeys.pass(Duration.ofDays(5));
        assertThat(visits()).hasPassed("next-due", "note-missed", "visit-missed");
        assertThat(visit().getId()).isNotEqualTo(first);
        assertThat(visit().getDueDate()).isAfter(Date.from(clock.instant().minus(Duration.ofDays(5))));
        assertThat(load(adviser).missed()).isEqualTo(before + 1);
        assertThat(entries(missedVisits)).containsExactly("visit.missed");
    }

    private void promised(int days) {
        named("clara");
        journeys.pass(Duration.ofDays(8));
        journeys.complete(
                visit(),
                outcome(
                        "reached",
                        "promise",
                        "Send the sample of the new harvest",
                        "promisedBy",
                        today().plusDays(days).toString()));
    }

    @Test
    @DisplayName("When something is promised, then it is a task that is due on its day, and is known as kept")
    void kept() {
        promised(10);
        Promise promise = promise();
        assertThat(promise.state()).isEqualTo(Promise.State.OPEN);
        Task task = task("keep-promise", keeping(promise));
        assertThat(task).isAssignedTo("clara");
        assertThat(LocalDate.ofInstant(task.getDueDate().toInstant(), ZoneOffset.UTC))
                .isEqualTo(promise.dueOn());
        assertThat(keeping(promise)).variables().containsOnlyKeys("customerId", "promiseId");
        assertThat(task.getName()).isEqualTo("Keep promise · " + customer);
        assertThat(points()).contains("Send the sample of the new harvest");

        journeys.complete(task, Map.of("promiseOutcome", "kept", "notes", ""));
        assertThat(promise().state()).isEqualTo(Promise.State.KEPT);
        assertThat(keeping(promise)).isEnded().hasPassedInOrder("settle-promise", "promise-kept");
        assertThat(points()).doesNotContain("Send the sample of the new harvest");
    }

    @Test
    @DisplayName(
            "When its day passes, then the promise is broken, is owed still, comes before the lead once, and may be kept late")
    void broken() {
        promised(3);
        Promise promise = promise();
        Instant over = promise.dueOn().plusDays(1).atStartOfDay().toInstant(ZoneOffset.UTC);
        journeys.pass(Duration.between(clock.instant(), over.minus(Duration.ofMinutes(1))));
        assertThat(promise().state()).as("on its day").isEqualTo(Promise.State.OPEN);
        assertThat(inQueueOfLead(promise)).isFalse();

        journeys.pass(Duration.ofDays(2));
        assertThat(promise().state()).isEqualTo(Promise.State.BROKEN);
        assertThat(promise().brokenAt()).isBetween(over, over.plus(Duration.ofDays(1)));
        assertThat(promise().settledAt()).as("it is owed").isNull();
        assertThat(keeping(promise)).hasPassed("record-broken").isWaitingAtExactly("keep-promise");
        assertThat(inQueueOfLead(promise)).isTrue();
        Task escalated = task("keep-promise", keeping(promise));
        assertThat(escalated).isAssignedTo("clara");
        assertThat(escalated.getPriority()).isEqualTo(80);
        assertThat(points()).contains("Send the sample of the new harvest");

        journeys.complete(task("keep-promise", keeping(promise)), Map.of("promiseOutcome", "kept", "notes", ""));
        assertThat(promise().state()).isEqualTo(Promise.State.LATE);
        assertThat(contactTimeline()).containsExactly("promise.late", "promise.broken", "promise.made");
    }

    private boolean inQueueOfLead(Promise promise) {
        return jdbc.sql(
                                """
                        select count(*) from rapport.act_ru_identitylink l join rapport.act_ru_task t on t.id_ = l.task_id_
                        where t.proc_inst_id_ = :instance and l.group_id_ = 'complaints-lead'""")
                        .param("instance", keeping(promise).getId())
                        .query(Integer.class)
                        .single()
                > 0;
    }

    private List<String> contactTimeline() {
        return entries(timeline);
    }

    private List<String> entries(TimelineSource source) {
        return source
                .entries(new TimelineSource.TimelineRequest(
                        customer,
                        EnumSet.of(TimelineEntry.Kind.CONTACT),
                        clock.instant().plusSeconds(1),
                        20,
                        Locale.ENGLISH))
                .stream()
                .map(TimelineEntry::what)
                .toList();
    }

    private void giveUp(Promise promise, String explanation) {
        journeys.complete(
                task("keep-promise", keeping(promise)),
                Map.of("promiseOutcome", "given-up", "explanation", explanation, "notes", ""));
    }

    @Test
    @DisplayName(
            "Given a promise that cannot be kept, when the customer was given the reason before its day, then it is given up and never was broken")
    void givenUpInTime() {
        promised(3);
        Promise promise = promise();
        assertThatThrownBy(() -> giveUp(promise, ""))
                .isInstanceOf(FormFieldValidationException.class)
                .hasMessageContaining("What did you say to the customer?");
        giveUp(promise, "Sold out; offered the spring picking instead");
        assertThat(promise().state()).isEqualTo(Promise.State.GIVEN_UP);
        assertThat(promise().explanation()).isEqualTo("Sold out; offered the spring picking instead");
        assertThat(keeping(promise)).isEnded().hasPassed("promise-given-up");
        assertThat(points()).doesNotContain("Send the sample of the new harvest");
        assertThat(contactTimeline()).containsExactly("promise.given-up", "promise.made");
    }

    @Test
    @DisplayName("Given a broken promise, when it is given up, then nothing is owed any more, and both stay known")
    void givenUpLate() {
        promised(3);
        Promise promise = promise();
        journeys.pass(Duration.ofDays(5));
        giveUp(promise, "The potter has closed");
        assertThat(promise().state()).isEqualTo(Promise.State.GIVEN_UP);
        assertThat(promise().brokenAt()).isNotNull();
        assertThat(points()).doesNotContain("Send the sample of the new harvest");
        assertThat(contactTimeline()).containsExactly("promise.given-up", "promise.broken", "promise.made");
    }

    @Test
    @DisplayName("A promise without a day, or a day without a promise, is refused")
    void halfAPromise() {
        named("clara");
        journeys.pass(Duration.ofDays(8));
        assertThatThrownBy(() -> journeys.complete(visit(), outcome("reached", "promise", "A sample")))
                .isInstanceOf(FormFieldValidationException.class)
                .hasMessageContaining("by when you promised");
        assertThatThrownBy(() -> journeys.complete(
                        visit(),
                        outcome("reached", "promisedBy", today().plusDays(3).toString())))
                .isInstanceOf(FormFieldValidationException.class)
                .hasMessageContaining("what you promised");
        assertThat(promises.of(customer, EnumSet.allOf(Promise.State.class), 10))
                .isEmpty();
    }

    @Test
    @DisplayName(
            "When two records turn out to be one customer's, then the adviser and the promises of either are the customer's, until it is undone")
    void merged() {
        promised(10);
        String stays = shop.customer();
        journeys.event("customer.merged", stays, Map.of("mergedCustomer", customer, "reason", "Two accounts"));
        for (String id : List.of(stays, customer)) {
            assertThat(advisers.of(id)).map(Adviser::login).contains("clara");
            assertThat(promises.of(id, EnumSet.allOf(Promise.State.class), 10)).hasSize(1);
        }
        journeys.event("customer.adviser-changed", stays, Map.of("adviser", "conny", "by", "lena"));
        assertThat(advisers.of(customer)).map(Adviser::login).contains("conny");

        journeys.event("customer.merge-undone", stays, Map.of("mergedCustomer", customer, "reason", "Two people"));
        assertThat(advisers.of(customer)).map(Adviser::login).contains("clara");
        assertThat(advisers.of(stays)).map(Adviser::login).contains("conny");
        assertThat(promises.of(stays, EnumSet.allOf(Promise.State.class), 10)).isEmpty();
        assertThat(promise().state()).isEqualTo(Promise.State.OPEN);
    }

    @Test
    @DisplayName("When the customer is erased, then calls and promises end, and neither adviser nor words stay")
    void erased() {
        promised(10);
        List<String> both = List.of(visits().getId(), keeping(promise()).getId());
        assertThat(running(both)).isEqualTo(2);
        journeys.event("customer.erased", customer, Map.of());
        assertThat(running(both)).isZero();
        assertThat(advisers.of(customer)).isEmpty();
        assertThat(promises.of(customer, EnumSet.allOf(Promise.State.class), 10))
                .isEmpty();
    }

    private int running(List<String> instances) {
        return jdbc.sql("select count(*) from rapport.act_ru_execution where id_ in (:instances)")
                .param("instances", instances)
                .query(Integer.class)
                .single();
    }

    private String points() {
        StringBuilder text = new StringBuilder();
        sections.forEach(section -> section.contribute(new CardRequest(customer, null, null, null, Locale.ENGLISH))
                .ifPresent(part ->
                        part.lines().forEach(line -> text.append(line.text()).append('\n'))));
        return text.toString();
    }
}
