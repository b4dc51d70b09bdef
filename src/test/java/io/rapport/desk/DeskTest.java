package io.rapport.desk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.rapport.calendar.BusinessClock;
import io.rapport.inbox.Event;
import io.rapport.inbox.EventProjection;
import io.rapport.testing.RapportTest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.camunda.bpm.engine.AuthorizationException;
import org.camunda.bpm.engine.AuthorizationService;
import org.camunda.bpm.engine.BadUserRequestException;
import org.camunda.bpm.engine.FilterService;
import org.camunda.bpm.engine.FormService;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.TaskService;
import org.camunda.bpm.engine.authorization.Permissions;
import org.camunda.bpm.engine.authorization.Resources;
import org.camunda.bpm.engine.filter.Filter;
import org.camunda.bpm.engine.impl.TaskQueryImpl;
import org.camunda.bpm.engine.impl.form.validator.FormFieldValidationException;
import org.camunda.bpm.engine.task.Task;
import org.camunda.bpm.engine.task.TaskQuery;
import org.camunda.bpm.engine.variable.Variables;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A complaint's investigation at the desk: who gets it, until when, and what becomes of what they write. */
@RapportTest
class DeskTest {

    private static final String REASONS = "We are sorry for what happened to you.";
    private static final String SECRET = "Mrs Miller of 5 Elm Street was shouted at";

    @Autowired
    private RuntimeService runtime;

    @Autowired
    private TaskService tasks;

    @Autowired
    private FormService forms;

    @Autowired
    private FilterService filters;

    @Autowired
    private IdentityService identity;

    @Autowired
    private AuthorizationService authorizations;

    @Autowired
    private StaffUpdate start;

    @Autowired
    private LiveStaff live;

    @Autowired
    private List<EventProjection> projections;

    @Autowired
    private StaffDirectory staff;

    @Autowired
    private TaskQueues queues;

    @Autowired
    private UnroutedTasks unrouted;

    @Autowired
    private BusinessClock clock;

    @Autowired
    private JdbcClient jdbc;

    private final List<String> storedFilters = new ArrayList<>();
    private String id;

    @BeforeEach
    void aCustomerComplained() {
        id = UUID.randomUUID().toString();
        jdbc.sql("insert into rapport.customer (id, first_name) values (?, 'Ada')")
                .param(id)
                .update();
        jdbc.sql(
                        """
                insert into rapport.complaint (id, customer_id, channel, text, opened_at)
                values (?, ?, 'email', 'It broke.', now())""")
                .params(id, id)
                .update();
        for (StaffQueue queue : live.queues()) {
            staff.ensureUser("test-" + queue.id(), "Test", "User", null, "test", Set.of(queue.id()));
        }
    }

    @AfterEach
    void noFilterStays() {
        storedFilters.forEach(filters::deleteFilter);
    }

    @AfterEach
    void tidyUp() {
        identity.clearAuthentication();
        clock.moveBy(Duration.ZERO);
        runtime.createProcessInstanceQuery()
                .processInstanceBusinessKey("complaint:" + id)
                .list()
                .forEach(instance -> runtime.deleteProcessInstance(instance.getId(), "end-of-test"));
    }

    @Test
    void theTableGivesEachTaskItsQueuePriorityAndDueDateInBusinessTime() {
        // a Friday afternoon at four: four business hours later is Monday at eleven
        clock.moveTo(Instant.parse("2026-03-06T16:00:00Z"));

        Task task = investigation("critical");

        assertThat(candidates(task)).containsExactly("complaints-lead");
        assertThat(task.getPriority()).isEqualTo(90);
        assertThat(task.getDueDate().toInstant())
                .isBetween(Instant.parse("2026-03-09T11:00:00Z"), Instant.parse("2026-03-09T11:01:00Z"));
    }

    @Test
    void membersOfTheQueueSeeTheTaskAndNobodyElse() {
        Task task = investigation("normal");

        assertThat(seenBy("complaints", task)).isTrue();
        assertThat(seenBy("care", task)).isFalse();
    }

    @Test
    void textsGoToOurTableAndNeverIntoTheEngineNotEvenItsHistory() {
        Task task = investigation("normal");

        as("complaints", () -> {
            tasks.claim(task.getId(), "test-complaints");
            forms.submitTaskForm(
                    task.getId(),
                    Map.of(
                            "findings",
                            SECRET,
                            "rootCause",
                            SECRET,
                            "remedy",
                            "apology",
                            "amount",
                            0,
                            "reasons",
                            REASONS));
            return null;
        });

        assertThat(tasks.createTaskQuery().taskId(task.getId()).count()).isZero();
        Map<String, Object> kept = jdbc.sql(
                        """
                select task, journey, customer_id, submitted_by, answers ->> 'findings' as findings,
                    answers ->> 'remedy' as remedy, f.key_ as form
                from rapport.task_submission join rapport.act_re_camformdef f on f.id_ = form_definition_id
                where task_id = ?""")
                .param(task.getId())
                .query()
                .singleRow();
        assertThat(kept)
                .containsEntry("task", "investigate")
                .containsEntry("journey", "complaint-investigation")
                .containsEntry("customer_id", id)
                .containsEntry("submitted_by", "test-complaints")
                .containsEntry("findings", SECRET)
                .containsEntry("remedy", "apology")
                .containsEntry("form", "investigate");
        assertThat(engineRowsWith("Elm Street")).isEmpty();
    }

    @Test
    void whatStaffWroteGoesWithTheErasedCustomer() {
        Task task = investigation("normal");
        forms.submitTaskForm(
                task.getId(),
                Map.of("findings", SECRET, "rootCause", SECRET, "remedy", "apology", "amount", 0, "reasons", REASONS));

        jdbc.sql(
                        """
                insert into rapport.task_comment (id, task_id, customer_id, author, written_at, message)
                values (:id, :task, :id, 'conny', now(), :secret)""")
                .param("id", id)
                .param("task", task.getId())
                .param("secret", SECRET)
                .update();

        Event erased = new Event(
                0,
                "test",
                id,
                "customer.erased",
                id,
                clock.instant(),
                JsonNodeFactory.instance.objectNode(),
                Set.of(),
                Map.of());
        projections.stream()
                .filter(projection -> projection.takes(erased.type()))
                .forEach(projection -> projection.project(List.of(erased)));

        for (String table : List.of("task_submission", "task_comment")) {
            assertThat(jdbc.sql("select count(*) from rapport." + table + " where customer_id = ?")
                            .param(id)
                            .query(Integer.class)
                            .single())
                    .as(table)
                    .isZero();
        }
    }

    @Test
    void theShortAnswersBecomeVariablesOfTheJourney() {
        Task task = investigation("normal");

        forms.submitTaskForm(
                task.getId(),
                Map.of(
                        "findings",
                        "seen",
                        "rootCause",
                        "known",
                        "remedy",
                        "refund",
                        "amount",
                        100_000,
                        "reasons",
                        REASONS));

        Task approval = task(id, "approve-compensation");
        assertThat(runtime.getVariables(approval.getExecutionId()))
                .containsEntry("remedy", "refund")
                .containsEntry("amount", 100_000.0)
                .doesNotContainKeys("findings", "rootCause");
        assertThat(candidates(approval)).containsExactly("complaints-lead");
    }

    @Test
    void anAnswerThatDoesNotFitTheFormIsRefusedAndNothingHappens() {
        Task task = investigation("normal");

        assertThatThrownBy(() -> forms.submitTaskForm(
                        task.getId(), Map.of("findings", SECRET, "remedy", "a trip to Paris", "approved", true)))
                .isInstanceOf(FormFieldValidationException.class)
                .hasMessageContaining("'approved' is no field of form investigate")
                .hasMessageContaining("(rootCause) must be filled in")
                .hasMessageContaining(
                        "(remedy) must be one of Apology (apology), Repair (repair), Replacement (replacement),"
                                + " Refund (refund), Credit for the next order (credit)")
                .hasMessageNotContaining("Paris");

        assertThat(tasks.createTaskQuery().taskId(task.getId()).count()).isOne();
        assertThat(jdbc.sql("select count(*) from rapport.task_submission where task_id = ?")
                        .param(task.getId())
                        .query(Integer.class)
                        .single())
                .isZero();
    }

    @Test
    void whatTheFormHidesNeedNotBeAnswered() {
        Task task = investigation("normal");
        forms.submitTaskForm(
                task.getId(),
                Map.of("findings", "f", "rootCause", "r", "remedy", "refund", "amount", 100_000, "reasons", REASONS));
        Task approval = task(id, "approve-compensation");

        assertThatThrownBy(() -> forms.submitTaskForm(approval.getId(), Map.of("decision", "change")))
                .hasMessageContaining("(approvedAmount) must be filled in");
        forms.submitTaskForm(approval.getId(), Map.of("decision", "approve"));

        assertThat(tasks.createTaskQuery().taskId(approval.getId()).count()).isZero();
    }

    @Test
    void aTaskWithAFormIsNotCompletedWithoutItNotEvenByAnAdministrator() {
        Task task = investigation("normal");

        assertThatThrownBy(() -> tasks.complete(task.getId()))
                .isInstanceOf(FormFieldValidationException.class)
                .hasMessageContaining("completed by submitting it");
        assertThatThrownBy(() -> tasks.complete(task.getId(), Map.of("remedy", "refund")))
                .hasMessageContaining("completed by submitting it");
        assertThat(tasks.createTaskQuery().taskId(task.getId()).count()).isOne();
    }

    @Test
    void aDelegatedTaskIsResolvedBeforeItsFormIsSubmitted() {
        Task task = investigation("normal");
        tasks.delegateTask(task.getId(), "test-complaints");

        assertThatThrownBy(() -> forms.submitTaskForm(task.getId(), Map.of())).hasMessageContaining("delegated");
    }

    @Test
    void noVariableTakesText() {
        Task task = investigation("normal");

        assertThatThrownBy(() -> tasks.setVariable(task.getId(), "note", SECRET))
                .isInstanceOf(BadUserRequestException.class)
                .hasMessageContaining("variable 'note' must be a number")
                .hasMessageNotContaining("Elm");
        assertThatThrownBy(() -> tasks.setVariableLocal(task.getId(), "note", List.of(SECRET)))
                .hasMessageContaining("The engine holds no text");
        assertThatThrownBy(() -> tasks.setVariable(task.getId(), "note", Map.of("a", SECRET)))
                .hasMessageContaining("The engine holds no text");
        assertThatThrownBy(() -> tasks.setVariable(task.getId(), SECRET, 1))
                .hasMessageContaining("A variable's name must be a short token");
        assertThatThrownBy(() -> tasks.setVariable(
                        task.getId(),
                        "note",
                        Variables.fileValue("a.txt").file(SECRET.getBytes()).create()))
                .hasMessageContaining("documents, files");
        assertThatThrownBy(() -> tasks.setVariable(
                        task.getId(),
                        "note",
                        Variables.serializedObjectValue("[\"" + SECRET + "\"]")
                                .objectTypeName("java.util.ArrayList")
                                .serializationDataFormat("application/json")
                                .create()))
                .hasMessageContaining("documents, files");
        assertThatThrownBy(() -> tasks.setVariable(task.getId(), "note", Variables.stringValue(SECRET, true)))
                .hasMessageContaining("The engine holds no text");

        tasks.setVariable(task.getId(), "note", "a-token");
        tasks.setVariable(task.getId(), "day", new Date());
        assertThat(tasks.getVariable(task.getId(), "note")).isEqualTo("a-token");
        assertThat(runtime.createProcessInstanceQuery()
                        .variableValueLike("note", "%a sentence may be asked for%")
                        .count())
                .isZero();
    }

    @Test
    void neitherCommentsNorAttachmentsNorDescriptionsTakeText() {
        Task task = investigation("normal");

        assertThatThrownBy(() -> tasks.createComment(task.getId(), null, SECRET))
                .isInstanceOf(BadUserRequestException.class)
                .hasMessageContaining("The engine holds no text");
        assertThatThrownBy(() -> tasks.createAttachment("t", task.getId(), null, SECRET, SECRET, "http://a"))
                .hasMessageContaining("The engine holds no text");
        task.setDescription(SECRET);
        assertThatThrownBy(() -> tasks.saveTask(task)).hasMessageContaining("The engine holds no text");
        Task due = tasks.createTaskQuery().taskId(task.getId()).singleResult();
        due.setDueDate(Date.from(clock.instant()));
        tasks.saveTask(due);
    }

    @Test
    void escalationRaisesThePriorityAndNeverLowersIt() {
        investigation("normal");

        assertThat(queues.escalate("complaint:" + id, 75, null).open()).isOne();
        assertThat(task(id, "investigate").getPriority()).isEqualTo(75);
        queues.escalate("complaint:" + id, 10, null);
        assertThat(task(id, "investigate").getPriority()).isEqualTo(75);
    }

    @Test
    void escalationLeavesATaskWithWhoWorksOnItAndShowsItToTheNewQueue() {
        Task task = investigation("normal");
        as("complaints", () -> {
            tasks.claim(task.getId(), "test-complaints");
            return null;
        });

        assertThat(queues.escalate("complaint:" + id, null, "complaints-lead").kept())
                .isOne();
        queues.escalate("complaint:" + id, null, "complaints-lead");

        Task kept = task(id, "investigate");
        assertThat(kept.getAssignee()).isEqualTo("test-complaints");
        assertThat(candidates(kept)).containsExactlyInAnyOrder("complaints", "complaints-lead");
        assertThat(seenBy("complaints-lead", kept)).isTrue();
        as("complaints", () -> {
            forms.submitTaskForm(
                    kept.getId(),
                    Map.of(
                            "findings", "f",
                            "rootCause", "r",
                            "remedy", "apology",
                            "amount", "0",
                            "reasons", "We are sorry for what happened."));
            return null;
        });
        assertThat(tasks.createTaskQuery().taskId(kept.getId()).count()).isZero();
    }

    @Test
    void escalationMovesATaskThatNobodyWorksOn() {
        investigation("normal");

        assertThat(queues.escalate("complaint:" + id, null, "complaints-lead").kept())
                .isZero();

        Task moved = task(id, "investigate");
        assertThat(candidates(moved)).containsExactly("complaints-lead");
        assertThat(seenBy("complaints", moved)).isFalse();
        assertThat(seenBy("complaints-lead", moved)).isTrue();
    }

    @Test
    void escalationLeavesTheTaskWithWhoBelongsToTheNewQueueToo() {
        staff.ensureUser("test-both", "Test", "Both", null, "test", Set.of("complaints", "complaints-lead"));
        Task task = investigation("normal");
        tasks.setAssignee(task.getId(), "test-both");

        queues.escalate("complaint:" + id, null, "complaints-lead");
        queues.escalate("complaint:" + id, null, "complaints-lead");

        assertThat(task(id, "investigate").getAssignee()).isEqualTo("test-both");
    }

    @Test
    void escalationToAQueueThatIsNotThereGoesToTheFallbackQueueAndIsShown() {
        investigation("normal");

        TaskQueues.Escalated escalated = queues.escalate("complaint:" + id, null, "nowhere");

        assertThat(escalated.queue()).isEqualTo("care");
        assertThat(candidates(task(id, "investigate"))).containsExactly("care");
        assertThat(unrouted.open()).anySatisfy(one -> assertThat(one.problem())
                .isEqualTo("it was escalated to the queue 'nowhere', which is not there"));
    }

    @Test
    void eachQueueHasAFilterThatItsMembersAloneSee() {
        List<String> seen = as("care", () -> filterNames());

        assertThat(seen).containsExactlyInAnyOrder("My tasks", "Care");
    }

    @Test
    void aClaimedTaskStaysInTheQueuesFilterAndShowsUnderMyTasks() {
        Task task = investigation("normal");

        List<String> queue = as("complaints", () -> {
            tasks.claim(task.getId(), "test-complaints");
            return inFilter("Complaints");
        });
        List<String> mine = as("complaints", () -> inFilter("My tasks"));

        assertThat(queue).contains(task.getId());
        assertThat(mine).containsExactly(task.getId());
    }

    @Test
    void filtersAndRightsAreMadeOnce() {
        long filtersBefore = filters.createTaskFilterQuery().count();
        long rightsBefore = authorizations.createAuthorizationQuery().count();

        start.apply(live.file());

        assertThat(filtersBefore).isEqualTo(live.queues().size() + 1);
        assertThat(filters.createTaskFilterQuery().count()).isEqualTo(filtersBefore);
        assertThat(authorizations.createAuthorizationQuery().count()).isEqualTo(rightsBefore);
    }

    @Test
    void onlyAdministratorsMakeFilters() {
        assertThatThrownBy(() -> as("care", () -> filters.saveFilter(filters.newTaskFilter("mine"))))
                .isInstanceOf(AuthorizationException.class);
        assertThatThrownBy(() -> as("care", () -> {
                    Filter filter =
                            filters.createTaskFilterQuery().filterName("Care").singleResult();
                    return filters.saveFilter(filter.setName("changed"));
                }))
                .isInstanceOf(AuthorizationException.class);
    }

    @Test
    void filtersKnowWhoAsksAndWhatTimeItIs() {
        Task task = investigation("normal");
        TaskQuery mine = tasks.createTaskQuery()
                .taskCandidateGroupInExpression("${currentUserGroups()}")
                .taskCreatedBeforeExpression("${now()}")
                .processInstanceBusinessKey("complaint:" + id);
        String inMyQueues = stored(mine);
        assertThat(as("complaints", () -> filters.list(inMyQueues))).hasSize(1);
        assertThat(as("care", () -> filters.list(inMyQueues))).isEmpty();

        tasks.setAssignee(task.getId(), "test-complaints");
        TaskQuery claimed = tasks.createTaskQuery()
                .taskAssigneeExpression("${currentUser()}")
                .processInstanceBusinessKey("complaint:" + id);
        String claimedByMe = stored(claimed);
        assertThat(as("complaints", () -> filters.list(claimedByMe))).hasSize(1);
        assertThat(as("care", () -> filters.list(claimedByMe))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ATTACK",
                "${currentUser().getClass()}",
                "${now().time}",
                "${dateTime()}",
                "${S('x')}",
                "${customerFacts}",
                "${sendMessage}",
                "${processEngine}",
                "${execution}",
                "${authenticatedUserId}"
            })
    void aStoredFiltersExpressionReachesNothingElse(String expression) {
        Attack.succeeded = false;
        String filter = stored(tasks.createTaskQuery().taskAssigneeExpression("${currentUser()}"));
        // as one that was there before such filters were refused
        jdbc.sql(
                        "update rapport.act_ru_filter set query_ = replace(query_, '${currentUser()}', :other) where id_ = :id")
                .param("other", expression.replace("ATTACK", attack()))
                .param("id", filter)
                .update();

        assertThatThrownBy(() -> as("care", () -> filters.list(filter))).isInstanceOf(RuntimeException.class);
        assertThat(Attack.succeeded).isFalse();
    }

    /** As an administrator stores it, and everybody may read it, until the test ends. */
    private String stored(TaskQuery query) {
        String stored = filters.saveFilter(
                        filters.newTaskFilter("test " + UUID.randomUUID()).setQuery(query))
                .getId();
        storedFilters.add(stored);
        for (String queue : List.of("complaints", "care")) {
            staff.grant(queue, Resources.FILTER, stored, Permissions.READ);
        }
        return stored;
    }

    @ParameterizedTest
    @ValueSource(strings = {"list", "count", "ids", "single"})
    void expressionsInOrQueriesAreNotRun(String way) {
        Attack.succeeded = false;
        TaskQueryImpl query = (TaskQueryImpl) tasks.createTaskQuery();
        query.or().taskAssigneeExpression(attack()).endOr();

        assertThatThrownBy(() -> as("care", () -> switch (way) {
                    case "list" -> query.list();
                    case "count" -> query.count();
                    case "ids" -> query.listIds();
                    default -> query.singleResult();
                }))
                .isInstanceOf(BadUserRequestException.class)
                .hasMessageContaining("Expressions are forbidden");
        assertThat(Attack.succeeded).isFalse();
    }

    @Test
    void expressionsInAFiltersExtendingQueryAreNotRun() {
        Attack.succeeded = false;
        TaskQuery extending =
                tasks.createTaskQuery().or().taskAssigneeExpression(attack()).endOr();
        String filter = filters.createTaskFilterQuery()
                .filterName("Care")
                .singleResult()
                .getId();

        assertThatThrownBy(() -> as("care", () -> filters.list(filter, extending)))
                .hasMessageContaining("Expressions are forbidden");
        assertThatThrownBy(() -> as("care", () -> filters.listPage(filter, extending, 0, 1)))
                .hasMessageContaining("Expressions are forbidden");
        assertThatThrownBy(() -> as("care", () -> filters.count(filter, extending)))
                .hasMessageContaining("Expressions are forbidden");
        assertThatThrownBy(() -> as("care", () -> filters.singleResult(filter, extending)))
                .hasMessageContaining("Expressions are forbidden");
        assertThat(Attack.succeeded).isFalse();
    }

    @Test
    void orQueriesWithoutExpressionsStillWork() {
        Task task = investigation("normal");

        assertThat(tasks.createTaskQuery()
                        .taskId(task.getId())
                        .or()
                        .taskDefinitionKey("investigate")
                        .taskName("another")
                        .endOr()
                        .count())
                .isOne();
    }

    @Test
    void staffLogInAndAreFoundByTheirQueue() {
        assertThat(staff.authenticate("test-care", "test", "127.0.0.1")).isTrue();
        assertThat(staff.authenticate("test-care", null, "127.0.0.1")).isFalse();
        assertThat(staff.authenticate("nobody", "test", "127.0.0.1")).isFalse();
        assertThat(staff.groups("test-care")).containsExactly("care");
        assertThat(staff.members("care")).contains(new StaffMember("test-care", "Test", null));
    }

    @Test
    void theAdministratorsGroupGetsItsMemberEvenIfTheUserExisted() {
        String login = "admin" + id.replace("-", "");
        staff.ensureUser(login, "Test", "Admin", null, "test", Set.of());
        assertThat(staff.groups(login)).isEmpty();

        staff.ensureAdministrator(login, "Test", "Admin", null, "ignored");
        staff.ensureAdministrator(login, "Test", "Admin", null, "ignored");

        assertThat(staff.groups(login)).containsExactly("camunda-admin");
        assertThat(staff.hasAdministrator()).isTrue();
        assertThat(staff.authenticate(login, "test", "127.0.0.1")).isTrue();
    }

    /** What an attacker would run. */
    public static final class Attack {

        static boolean succeeded;

        public Attack() {
            succeeded = true;
        }
    }

    static String attack() {
        return "${''.getClass().forName('" + Attack.class.getName() + "').newInstance()}";
    }

    private Task investigation(String severity) {
        runtime.startProcessInstanceByKey(
                "complaint-investigation",
                "complaint:" + id,
                Map.of("customerId", id, "complaintId", id, "severity", severity));
        return task(id, "investigate");
    }

    private Task task(String complaint, String key) {
        return tasks.createTaskQuery()
                .processInstanceBusinessKey("complaint:" + complaint)
                .taskDefinitionKey(key)
                .singleResult();
    }

    private List<String> candidates(Task task) {
        return tasks.getIdentityLinksForTask(task.getId()).stream()
                .filter(link -> link.getType().equals("candidate"))
                .map(link -> link.getGroupId())
                .toList();
    }

    private boolean seenBy(String queue, Task task) {
        return as(queue, () -> tasks.createTaskQuery().taskId(task.getId()).count()) == 1;
    }

    private List<String> filterNames() {
        return filters.createTaskFilterQuery().list().stream()
                .map(Filter::getName)
                .toList();
    }

    private List<String> inFilter(String name) {
        String filter =
                filters.createTaskFilterQuery().filterName(name).singleResult().getId();
        List<Task> found = filters.list(filter);
        return found.stream().map(Task::getId).toList();
    }

    private <T> T as(String queue, Supplier<T> work) {
        identity.setAuthentication("test-" + queue, List.of(queue));
        try {
            return work.get();
        } finally {
            identity.clearAuthentication();
        }
    }

    /** Reads every text column of every table of the engine. */
    private List<String> engineRowsWith(String text) {
        Map<String, String> columns = new HashMap<>();
        jdbc.sql(
                        """
                select table_name, string_agg(
                    case data_type when 'bytea' then 'encode(' || column_name || ', ''escape'')'
                        else column_name || '::text' end, ', ') as texts
                from information_schema.columns
                where table_schema = 'rapport' and table_name like 'act\\_%'
                group by table_name""")
                .query((rs, n) -> columns.put(rs.getString(1), rs.getString(2)))
                .list();
        assertThat(columns).hasSizeGreaterThan(30);
        return columns.entrySet().stream()
                .filter(table -> jdbc.sql("select exists (select 1 from rapport." + table.getKey()
                                + " where concat_ws(' ', " + table.getValue() + ") like :text)")
                        .param("text", "%" + text + "%")
                        .query(Boolean.class)
                        .single())
                .map(Map.Entry::getKey)
                .toList();
    }
}
