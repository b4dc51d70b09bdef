package io.rapport.testing;

import static io.rapport.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.rapport.outbox.Outbox;
import io.rapport.outbox.OutboxMessage;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.history.HistoricProcessInstance;
import org.camunda.bpm.engine.impl.persistence.entity.ExecutionEntity;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.camunda.bpm.engine.test.assertions.bpmn.AbstractAssertions;
import org.camunda.bpm.model.bpmn.instance.EndEvent;
import org.camunda.bpm.model.bpmn.instance.camunda.CamundaProperty;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Stories about one journey, with a shop and a movable clock. What the diagram does they say in camunda-bpm-assert's own
 * words ({@code assertThat(instance).isWaitingAt(…)}); helpers are for what those cannot say: events that come in, time
 * that passes, messages that were queued.
 *
 * <p>What holds for every story of a model is checked here once: each task that nobody works on stands in one queue, each completed instance
 * is registered with the outcome that its end event names, and each flow node was reached.
 */
@RapportTest
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class JourneyStory {

    private static final Set<OutboxMessage.State> UNDER_WAY =
            Set.of(OutboxMessage.State.QUEUED, OutboxMessage.State.CLAIMED, OutboxMessage.State.SENDING);

    @Autowired
    protected Journeys journeys;

    @Autowired
    protected Shop shop;

    @Autowired
    protected JdbcClient jdbc;

    @Autowired
    private FlowNodeCoverage coverage;

    @Autowired
    private Outbox outbox;

    @Autowired
    protected ProcessEngine engine;

    /** Whom the story is about. */
    protected String customer;

    private final List<String> models;
    private Set<String> beforeAll;
    private Set<String> beforeEach;

    /** @param models keys of the processes that the stories must cover; none where they are about something else */
    protected JourneyStory(String... models) {
        this.models = List.of(models);
    }

    @BeforeEach
    final void assertOnThisEngine() {
        AbstractAssertions.init(engine);
    }

    @AfterEach
    final void assertOnNoEngine() {
        AbstractAssertions.reset();
    }

    /** @return names of the messages that the models of these stories queued for the customer, oldest first */
    protected List<String> messages() {
        return journeys.messages(customer, models.toArray(String[]::new));
    }

    /**
     * Waits until it is known what became of a message, and lets journeys hear of it: time passes faster here than mails go out.
     *
     * @param name of a message that was queued for the customer, the newest of that name
     * @return the message, no longer under way
     */
    protected final OutboxMessage settled(String name) {
        OutboxMessage message = eventually(
                name + " is no longer under way",
                () -> outbox.messages(customer).stream()
                        .filter(queued -> queued.message().equals(name))
                        .findFirst()
                        .orElseThrow(),
                queued -> !UNDER_WAY.contains(queued.state()));
        journeys.settle();
        return message;
    }

    /**
     * @param journey a process's key
     * @param about what the instance is about, its business key
     * @return the running instance, or else the one that ended last; null if there was none
     */
    protected final ProcessInstance instance(String journey, String about) {
        return engine
                .getHistoryService()
                .createHistoricProcessInstanceQuery()
                .processDefinitionKey(journey)
                .processInstanceBusinessKey(about)
                .list()
                .stream()
                .max(Comparator.comparing(
                        HistoricProcessInstance::getEndTime, Comparator.nullsLast(Comparator.naturalOrder())))
                .map(JourneyStory::known)
                .orElse(null);
    }

    /** What other tests left behind is theirs. */
    @BeforeAll
    final void noteWhatEnded() {
        beforeAll = instances();
    }

    @BeforeEach
    final void noteWhatIsThere() {
        beforeEach = instances();
    }

    private Set<String> instances() {
        return ofModels("select instance_id from rapport.journey where journey in (:models)")
                .query(String.class)
                .set();
    }

    /** One that somebody works on may be shown to a second queue. */
    @AfterEach
    final void eachUnassignedTaskStandsInOneQueue() {
        record Open(String instance, String task, int queues) {}
        assertThat(ofModels(
                                """
                        select t.proc_inst_id_ as instance, t.task_def_key_ as task, (
                            select count(*) from rapport.act_ru_identitylink l
                            where l.task_id_ = t.id_ and l.type_ = 'candidate' and l.group_id_ is not null) as queues
                        from rapport.act_ru_task t
                        join rapport.act_re_procdef d on d.id_ = t.proc_def_id_ and d.key_ in (:models)
                        where t.assignee_ is null""")
                        .query(Open.class)
                        .list())
                .filteredOn(open -> !beforeEach.contains(open.instance()))
                .allSatisfy(open -> assertThat(open.queues()).isOne());
    }

    @AfterAll
    final void eachEndIsRegisteredAsItsEndEventSays() {
        record End(String instance, String definition, String about, String event, String outcome) {}
        for (End end : ofModels(
                        """
                select i.id_ as instance, i.proc_def_id_ as definition, j.business_key as about, a.act_id_ as event,
                    case when j.ended_at is not null then j.outcome end as outcome
                from rapport.journey j
                join rapport.act_hi_procinst i on i.id_ = j.instance_id and i.state_ = 'COMPLETED'
                join rapport.act_hi_actinst a on a.proc_inst_id_ = i.id_ and a.act_type_ like '%EndEvent'
                where j.journey in (:models)""")
                .query(End.class)
                .list()) {
            if (beforeAll.contains(end.instance())) {
                continue;
            }
            EndEvent event = engine.getRepositoryService()
                    .getBpmnModelInstance(end.definition())
                    .getModelElementById(end.event());
            outcomes(event).forEach(named -> assertThat(end.outcome())
                    .as("registered for the instance about %s that ended at %s", end.about(), end.event())
                    .isEqualTo(named));
        }
    }

    @AfterAll
    final void everyFlowNodeWasReached() {
        for (String model : models) {
            assertThat(coverage.missing(model))
                    .as("flow nodes of %s that no test reached", model)
                    .isEmpty();
        }
    }

    private JdbcClient.StatementSpec ofModels(String sql) {
        return jdbc.sql(sql).param("models", models.isEmpty() ? List.of("") : models);
    }

    private static List<String> outcomes(EndEvent event) {
        return event.getModelInstance().getModelElementsByType(CamundaProperty.class).stream()
                .filter(property -> property.getCamundaName().equals("outcome"))
                .filter(property -> property.getParentElement()
                        .getParentElement()
                        .getParentElement()
                        .equals(event))
                .map(CamundaProperty::getCamundaValue)
                .toList();
    }

    /** bpm-assert finds everything by the id, whether the instance runs or has ended. */
    private static ProcessInstance known(HistoricProcessInstance history) {
        ExecutionEntity instance = new ExecutionEntity();
        instance.setId(history.getId());
        instance.setProcessInstanceId(history.getId());
        instance.setProcessDefinitionId(history.getProcessDefinitionId());
        instance.setBusinessKey(history.getBusinessKey());
        return instance;
    }
}
