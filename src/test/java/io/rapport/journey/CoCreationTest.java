package io.rapport.journey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.camunda.bpm.engine.test.assertions.bpmn.BpmnAwareTests.assertThat;

import io.rapport.calendar.BusinessClock;
import io.rapport.feedback.PanelInvitation;
import io.rapport.feedback.PanelRound;
import io.rapport.feedback.PanelRuns;
import io.rapport.feedback.Panels;
import io.rapport.outbox.OutboxMessage;
import io.rapport.testing.JourneyStory;
import io.rapport.testing.Shop;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalTime;
import java.util.List;
import java.util.Map;
import org.camunda.bpm.engine.impl.form.validator.FormFieldValidationException;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.camunda.bpm.engine.task.Task;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@DisplayName("Customers who fit are asked before the shop decides, and told what came of it")
class CoCreationTest extends JourneyStory {

    private static final String SEGMENT = "panel-test";
    private static final String SCHEDULE = "schedule:panel-results";
    private static final Duration TWO_WEEKS = Duration.ofDays(14);

    @Autowired
    private Panels panels;

    @Autowired
    private PanelRuns runs;

    @Autowired
    private BusinessClock clock;

    CoCreationTest() {
        super("co-creation", "panel-results");
    }

    @BeforeEach
    void aSegment() {
        journeys.moveTo(Shop.next(DayOfWeek.TUESDAY, LocalTime.of(10, 0)));
        forget();
        jdbc.sql(
                        """
                insert into rapport.segment (name, definition, state, changed_at)
                values (:segment, 'test', 'ready', now())""")
                .param("segment", SEGMENT)
                .update();
        customer = member();
    }

    @AfterEach
    void forget() {
        for (String table : List.of("panel_invitation", "panel_text", "panel_round")) {
            jdbc.sql("delete from rapport." + table).update();
        }
        jdbc.sql("delete from rapport.segment_member where segment = :segment")
                .param("segment", SEGMENT)
                .update();
        jdbc.sql("delete from rapport.segment where name = :segment")
                .param("segment", SEGMENT)
                .update();
    }

    private String member() {
        String id = shop.customer();
        jdbc.sql(
                        """
                insert into rapport.segment_member (segment, customer_id, since, entered_by)
                values (:segment, :customer, now(), 'definition')""")
                .param("segment", SEGMENT)
                .param("customer", id)
                .update();
        return id;
    }

    private long opened(int most) {
        long round = panels.open(
                "lena",
                SEGMENT,
                most,
                clock.instant().plus(TWO_WEEKS),
                Map.of(
                        "en",
                        new PanelRound.Text("Tins", "Which size?", List.of("50 g", "100 g"), null),
                        "zh",
                        new PanelRound.Text("茶罐", "多大？", List.of("50 克", "100 克"), null)));
        goesOn();
        return round;
    }

    private void goesOn() {
        runs.all();
        journeys.settle();
    }

    private void answered(long round) {
        journeys.event("panel.answered", customer, Map.of("round", round, "choice", 1, "comment", "Small ones"));
    }

    private PanelInvitation invitation() {
        return panels.invitation(customer).orElseThrow();
    }

    private PanelRound.State state(long round) {
        return panels.find(round).orElseThrow().state();
    }

    private ProcessInstance asked() {
        return instance("co-creation", "customer:" + customer);
    }

    private void morning() {
        journeys.event(
                "schedule.panel-results", SCHEDULE, Map.of("at", clock.instant().toString()));
    }

    private Task report() {
        return journeys.task(SCHEDULE, "report-result");
    }

    @Test
    @DisplayName(
            "Given a round, then a member is invited and thanked for the answer; staff write the result, and the customer is told")
    void fromInvitationToResult() {
        long round = opened(10);
        assertThat(asked()).isWaitingAt("wait-for-answer");
        assertThat(state(round)).isEqualTo(PanelRound.State.OPEN);

        answered(round);
        assertThat(asked()).isWaitingAt("wait-for-result");
        assertThat(messages()).containsExactly("panel-invitation", "panel-thanks");
        assertThat(invitation().choice()).isEqualTo(1);

        morning();
        assertThat(journeys.outcome("panel-results", SCHEDULE))
                .as("nobody is to report what still runs")
                .isEqualTo("all-reported");

        journeys.pass(TWO_WEEKS.plusHours(1));
        goesOn();
        assertThat(state(round)).isEqualTo(PanelRound.State.ENDED);
        morning();
        assertThat(report().getName()).isEqualTo("Report the result · panel-results " + round);
        assertThatThrownBy(
                        () -> journeys.complete(report(), Map.of("resultEn", "You want smaller tins: from March on.")))
                .as("it was asked in Chinese, too")
                .isInstanceOf(FormFieldValidationException.class);
        assertThatThrownBy(() -> journeys.complete(
                        report(), Map.of("resultEn", "You want smaller tins: from March on.", "resultZh", "我们")))
                .as("two characters are no result")
                .isInstanceOf(FormFieldValidationException.class);
        journeys.complete(
                report(),
                Map.of("resultEn", "You want smaller tins: from March on.", "resultZh", "三月起推出小罐装，谢谢大家的意见，我们都看了。"));
        assertThat(journeys.openTasks(SCHEDULE)).isEmpty();

        goesOn();
        assertThat(asked()).isEnded();
        assertThat(journeys.outcome("co-creation", "customer:" + customer)).isEqualTo("reported");
        assertThat(messages()).containsExactly("panel-invitation", "panel-thanks", "panel-result");
        assertThat(state(round)).isEqualTo(PanelRound.State.REPORTED);
        assertThat(panels.find(round).orElseThrow().texts().get("zh").result()).contains("三月");

        journeys.event(
                "consent.withdrawn",
                customer,
                Map.of("channel", "email", "topic", "all", "source", "preference page", "wording", "Nothing more."));
        assertThat(invitation().comment())
                .as("who withdraws later has the answer deleted, too")
                .isNull();
    }

    @Test
    @DisplayName("Given an invitation that could not go out, then nobody is reminded of it")
    void notInvited() {
        opened(10);
        assertThat(settled("panel-invitation").state()).isEqualTo(OutboxMessage.State.WITHHELD);
        journeys.pass(Duration.ofDays(8));
        assertThat(asked())
                .hasPassedInOrder("seven-days-silent", "is-invited", "not-reminded")
                .hasNotPassed("send-reminder");
        assertThat(messages()).containsExactly("panel-invitation");
    }

    @Test
    @DisplayName("Given a round that nobody answers, then there is one reminder, and nothing to report")
    void silence() {
        journeys.event(
                "consent.granted",
                customer,
                Map.of("channel", "email", "topic", "offers", "source", "test", "wording", "Yes, send me offers."));
        long round = opened(10);
        assertThat(settled("panel-invitation").state()).isEqualTo(OutboxMessage.State.SENT);
        journeys.pass(Duration.ofDays(8));
        assertThat(messages()).containsExactly("panel-invitation", "panel-reminder");

        journeys.pass(Duration.ofDays(7));
        goesOn();
        assertThat(messages()).containsExactly("panel-invitation", "panel-reminder");
        assertThat(journeys.outcome("co-creation", "customer:" + customer)).isEqualTo("not-answered");
        assertThat(state(round)).isEqualTo(PanelRound.State.UNANSWERED);
        answered(round);
        assertThat(invitation().answeredAt()).as("too late").isNull();
    }

    @Test
    @DisplayName(
            "Given the consent is withdrawn after the answer, then the answer is deleted and the customer left out")
    void withdrawn() {
        long round = opened(10);
        answered(round);
        journeys.event(
                "consent.withdrawn",
                customer,
                Map.of("channel", "email", "topic", "panel", "source", "preference page", "wording", "No more."));

        assertThat(journeys.outcome("co-creation", "customer:" + customer)).isEqualTo("left-out");
        assertThat(invitation().leftAt()).isNotNull();
        assertThat(invitation().comment()).isNull();
        assertThat(invitation().choice()).isNull();
        journeys.pass(TWO_WEEKS.plusHours(1));
        goesOn();
        assertThat(state(round)).as("the only answer is gone").isEqualTo(PanelRound.State.UNANSWERED);
        assertThat(messages()).doesNotContain("panel-result");
    }

    @Test
    @DisplayName("Given another consent is withdrawn, then the customer goes on taking part")
    void otherConsent() {
        long round = opened(10);
        answered(round);
        journeys.event(
                "consent.withdrawn",
                customer,
                Map.of("channel", "email", "topic", "tips", "source", "preference page", "wording", "No tips."));
        assertThat(asked()).isWaitingAt("wait-for-result");
        assertThat(invitation().comment()).isEqualTo("Small ones");
    }

    @Test
    @DisplayName("Given no result is written within 90 days, then nobody waits for it any more")
    void noResult() {
        answered(opened(10));
        journeys.pass(TWO_WEEKS.plusDays(91));
        assertThat(journeys.outcome("co-creation", "customer:" + customer)).isEqualTo("no-result");
    }

    @Test
    @DisplayName("Given a customer was invited, then no round invites them again within 180 days")
    void pause() {
        long first = opened(10);
        journeys.pass(Duration.ofDays(170));
        long second = opened(10);
        assertThat(panels.numbers(List.of(first)).get(first).invited()).isEqualTo(1);
        assertThat(panels.numbers(List.of(second))).isEmpty();

        journeys.pass(Duration.ofDays(11));
        long third = opened(10);
        assertThat(panels.numbers(List.of(third)).get(third).invited()).isEqualTo(1);
        assertThat(asked()).isWaitingAt("wait-for-answer");
    }

    @Test
    @DisplayName("No more are invited than the round says, each by an event of their own that lets others go first")
    void most() {
        for (int i = 0; i < 4; i++) {
            member();
        }
        long round = opened(3);
        assertThat(panels.numbers(List.of(round)).get(round).invited()).isEqualTo(3);
        assertThat(jdbc.sql("select count(*) from rapport.inbox_event where type = 'panel.invited' and priority = 1"
                                + " and source = 'urn:rapport:panel'")
                        .query(Integer.class)
                        .single())
                .isGreaterThanOrEqualTo(3);
    }

    @Test
    @DisplayName("As long as a segment is being built, its round invites nobody")
    void building() {
        jdbc.sql("update rapport.segment set state = 'building' where name = :segment")
                .param("segment", SEGMENT)
                .update();
        long round = opened(3);
        assertThat(state(round)).isEqualTo(PanelRound.State.INVITING);
        assertThat(panels.numbers(List.of(round))).isEmpty();

        jdbc.sql("update rapport.segment set state = 'ready' where name = :segment")
                .param("segment", SEGMENT)
                .update();
        goesOn();
        assertThat(state(round)).isEqualTo(PanelRound.State.OPEN);
        assertThat(asked()).isWaitingAt("wait-for-answer");
    }
}
