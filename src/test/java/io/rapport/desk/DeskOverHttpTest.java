package io.rapport.desk;

import static io.rapport.testing.Eventually.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rapport.audit.Actor;
import io.rapport.audit.AuditLog;
import io.rapport.calendar.BusinessClock;
import io.rapport.testing.Journeys;
import io.rapport.testing.RapportTest;
import java.io.IOException;
import java.io.OutputStream;
import java.net.CookieManager;
import java.net.HttpCookie;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoField;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.camunda.bpm.engine.FilterService;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.TaskService;
import org.camunda.bpm.engine.task.Task;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The desk as staff, and those who would like to be staff, meet it: over HTTP. */
@RapportTest
@Tag("slow")
class DeskOverHttpTest {

    private static final String SECRET = "Mrs Miller of 7 Oak Street was shouted at";
    private static final String WEB_APP = "/camunda/api/engine/engine/default";
    private static final String ENGINE_REST = "/engine-rest";
    private static final DateTimeFormatter ENGINE_TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSZ");

    @LocalServerPort
    private int port;

    @Autowired
    private AuditLog audit;

    @Autowired
    private StaffDirectory staff;

    @Autowired
    private LiveStaff live;

    @Autowired
    private RuntimeService runtime;

    @Autowired
    private BusinessClock clock;

    @Autowired
    private TaskService tasks;

    @Autowired
    private FilterService filters;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private PlatformTransactionManager transactions;

    private final ObjectMapper json = new ObjectMapper();
    private String id;
    private String task;

    @BeforeEach
    void aComplaintIsToBeInvestigated() {
        for (StaffQueue queue : live.queues()) {
            staff.ensureUser("http-" + queue.id(), "Test", "User", null, "test", Set.of(queue.id()));
        }
        staff.ensureUser("http-designer", "Test", "Designer", null, "test", Set.of(StaffDirectory.DESIGNERS));
        id = UUID.randomUUID().toString();
        jdbc.sql(
                        """
                insert into rapport.customer (id, first_name, last_name, email, phone, locale, time_zone)
                values (?, 'Ada', '<b>Lovelace</b>', 'ada@example.com', '+44 20 7946 0000', 'en-GB', 'Europe/London')""")
                .param(id)
                .update();
        jdbc.sql(
                        """
                insert into rapport.customer_order (id, customer_id, currency, total, placed_at, delivered_at)
                values (?, ?, 'EUR', 2500, now() - interval '10 days', now())""")
                .params(id, id)
                .update();
        jdbc.sql(
                        """
                insert into rapport.complaint (id, customer_id, order_id, channel, text, opened_at)
                values (?, ?, ?, 'email', 'It broke.', now())""")
                .params(id, id, id)
                .update();
        runtime.startProcessInstanceByKey(
                "complaint-investigation",
                "complaint:" + id,
                Map.of("customerId", id, "complaintId", id, "orderId", id, "severity", "normal"));
        task = tasks.createTaskQuery()
                .processInstanceBusinessKey("complaint:" + id)
                .singleResult()
                .getId();
    }

    @AfterEach
    void tidyUp() {
        runtime.createProcessInstanceQuery()
                .processInstanceBusinessKey("complaint:" + id)
                .list()
                .forEach(instance -> runtime.deleteProcessInstance(instance.getId(), "end-of-test"));
    }

    @Test
    void theEnginesApiIsForThoseWhoLogIn() {
        assertThat(new Caller().get(ENGINE_REST + "/task").statusCode()).isEqualTo(401);
        // no login of another test: after a wrong password the engine makes its owner wait
        assertThat(new Caller()
                        .basic("http-stranger", "wrong")
                        .get(ENGINE_REST + "/task")
                        .statusCode())
                .isEqualTo(401);
    }

    @Test
    void theEnginesApiShowsEachOneTheirOwnTasksOnly() {
        assertThat(basic("complaints").get(ENGINE_REST + "/task").body()).contains(task);
        assertThat(basic("care").get(ENGINE_REST + "/task").body()).doesNotContain(task);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/task", "/task/count"})
    void expressionsSmuggledIntoATaskQueryAreRefused(String query) {
        DeskTest.Attack.succeeded = false;
        Object attack = Map.of("orQueries", List.of(Map.of("assigneeExpression", DeskTest.attack())));

        assertRefused(basic("care").post(ENGINE_REST + query, attack));
        assertRefused(webApp("care").post(WEB_APP + query, attack));
        assertThat(DeskTest.Attack.succeeded).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"list", "count", "singleResult"})
    void expressionsSmuggledIntoAFiltersQueryAreRefused(String way) {
        DeskTest.Attack.succeeded = false;
        String filter = "/filter/"
                + filters.createTaskFilterQuery()
                        .filterName("Care")
                        .singleResult()
                        .getId()
                + "/" + way;
        Object attack = Map.of("orQueries", List.of(Map.of("assigneeExpression", DeskTest.attack())));

        assertRefused(basic("care").post(ENGINE_REST + filter, attack));
        assertRefused(webApp("care").post(WEB_APP + filter, attack));
        assertThat(DeskTest.Attack.succeeded).isFalse();
    }

    @Test
    void staffNeitherMakeFiltersNorDeploy() {
        Object filter = Map.of("resourceType", "Task", "name", "mine", "query", Map.of());

        assertThat(basic("care").post(ENGINE_REST + "/filter/create", filter).statusCode())
                .isEqualTo(403);
        assertThat(deploy(basic("care")).statusCode()).isEqualTo(403);
    }

    @ParameterizedTest
    @CsvSource({
        "assigneeExpression, ${execution.id}",
        "assigneeExpression, ${now()}",
        "assigneeExpression, ${currentUser(}",
        "dueBeforeExpression, tomorrow",
        "dueBeforeExpression, ${currentUser()}",
        "candidateGroupsExpression, ${foo}"
    })
    void filtersWhoseExpressionCannotBeEvaluatedAreRefusedWhenTheyAreStored(String criterion, String expression)
            throws JsonProcessingException {
        Caller administrator = new Caller().basic("demo", "demo");
        Object filter = Map.of("resourceType", "Task", "name", "broken", "query", Map.of(criterion, expression));
        HttpResponse<String> made = administrator.post(ENGINE_REST + "/filter/create", filter);
        assertThat(made.statusCode()).as(made.body()).isEqualTo(400);
        assertThat(json.readTree(made.body()).path("message").asText()).contains("write ${");
    }

    @Test
    void aStoredFilterThatCannotBeEvaluatedIsTheRequestsFault() throws JsonProcessingException {
        Caller administrator = new Caller().basic("demo", "demo");
        Object filter = Map.of(
                "resourceType",
                "Task",
                "name",
                "soon broken",
                "query",
                Map.of("assigneeExpression", "${currentUser()}"));
        HttpResponse<String> made = administrator.post(ENGINE_REST + "/filter/create", filter);
        assertThat(made.statusCode()).as(made.body()).isEqualTo(200);
        String id = json.readTree(made.body()).path("id").asText();
        try {
            jdbc.sql("update rapport.act_ru_filter set query_ = :query where id_ = :id")
                    .param("query", "{\"taskAssigneeExpression\":\"${foo}\"}")
                    .param("id", id)
                    .update();
            for (String way : List.of("count", "list")) {
                HttpResponse<String> asked = administrator.get(ENGINE_REST + "/filter/" + id + "/" + way);
                assertThat(asked.statusCode()).as(asked.body()).isEqualTo(400);
                assertThat(json.readTree(asked.body()).path("message").asText()).contains("${currentUserGroups()}");
            }
        } finally {
            filters.deleteFilter(id);
        }
    }

    @Test
    void designersAreToldWhatTheyMay() throws JsonProcessingException {
        HttpResponse<String> refused =
                new Caller().basic("http-designer", "test").post(ENGINE_REST + "/task", Map.of());
        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(json.readTree(refused.body()).path("message").asText())
                .contains("Designers deploy")
                .contains("retire");
    }

    @Test
    void designersDeploy() throws JsonProcessingException {
        HttpResponse<String> deployed = deploy(new Caller().basic("http-designer", "test"));

        assertThat(deployed.statusCode()).as(deployed.body()).isEqualTo(200);
        assertThat(json.readTree(deployed.body()).path("id").asText()).isNotBlank();
    }

    @Test
    void nobodyClaimsOrCompletesTheApprovalOfTheirOwnProposal() {
        staff.ensureUser("http-other-lead", "Test", "User", null, "test", Set.of("complaints-lead"));
        tasks.addCandidateGroup(task, "complaints-lead");
        Caller lead = basic("complaints-lead");
        assertThat(lead.post(ENGINE_REST + "/task/" + task + "/claim", Map.of("userId", "http-complaints-lead"))
                        .statusCode())
                .isEqualTo(204);
        HttpResponse<String> proposed = lead.post(
                ENGINE_REST + "/task/" + task + "/submit-form",
                variables(Map.of(
                        "findings",
                        "f",
                        "rootCause",
                        "r",
                        "remedy",
                        "refund",
                        "amount",
                        "1000",
                        "reasons",
                        "We are sorry for what happened.")));
        assertThat(proposed.statusCode()).as(proposed.body()).isEqualTo(204);
        String approval = tasks.createTaskQuery()
                .processInstanceBusinessKey("complaint:" + id)
                .singleResult()
                .getId();

        for (String door : List.of(ENGINE_REST, WEB_APP)) {
            Caller same = door.equals(WEB_APP) ? webApp("complaints-lead") : lead;
            HttpResponse<String> claim =
                    same.post(door + "/task/" + approval + "/claim", Map.of("userId", "http-complaints-lead"));
            HttpResponse<String> complete =
                    same.post(door + "/task/" + approval + "/submit-form", variables(Map.of("decision", "approve")));
            assertThat(List.of(claim.statusCode(), complete.statusCode()))
                    .as(door + claim.body() + complete.body())
                    .containsOnly(403);
            assertThat(claim.body()).contains("somebody else decides").doesNotContain("审批");
        }
        Caller other = new Caller().basic("http-other-lead", "test");
        assertThat(other.post(ENGINE_REST + "/task/" + approval + "/claim", Map.of("userId", "http-other-lead"))
                        .statusCode())
                .isEqualTo(204);
        assertThat(other.post(
                                ENGINE_REST + "/task/" + approval + "/submit-form",
                                variables(Map.of("decision", "approve")))
                        .statusCode())
                .isEqualTo(204);
    }

    @Test
    void staffClaimFillInTheFormAndCompleteInTheTasklist() {
        Caller worker = webApp("complaints");

        assertThat(worker.post(WEB_APP + "/task/" + task + "/claim", Map.of("userId", "http-complaints"))
                        .statusCode())
                .isEqualTo(204);
        HttpResponse<String> unfit = worker.post(
                WEB_APP + "/task/" + task + "/submit-form", variables(Map.of("findings", SECRET, "other", 1)));
        HttpResponse<String> fit = worker.post(
                WEB_APP + "/task/" + task + "/submit-form",
                variables(Map.of(
                        "findings",
                        SECRET,
                        "rootCause",
                        "r",
                        "remedy",
                        "apology",
                        "amount",
                        0,
                        "reasons",
                        "We are sorry for what happened.")));

        assertThat(unfit.statusCode()).isEqualTo(400);
        assertThat(unfit.body())
                .contains("'other' is no field of form investigate", "(rootCause) must be filled in")
                .doesNotContain("Miller", "Cannot submit", task);
        assertThat(fit.statusCode()).as(fit.body()).isEqualTo(204);
        assertThat(tasks.createTaskQuery().taskId(task).count()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "POST, /complete, '{}'",
        "POST, /complete, '{\"variables\": {\"remedy\": {\"value\": \"apology\"}}}'",
        "POST, /resolve, '{\"variables\": {\"remedy\": {\"value\": \"apology\"}}}'",
        "POST, /bpmnError, '{\"errorCode\": \"x\"}'",
        "POST, /bpmnEscalation, '{\"escalationCode\": \"x\"}'",
        "PUT, /variables/note, '{\"value\": \"Mrs Miller of Oak Street\", \"type\": \"String\"}'",
        "PUT, /localVariables/customerId, '{\"value\": \"another\", \"type\": \"String\"}'",
        "POST, /localVariables, '{\"modifications\": {\"customerId\": {\"value\": \"another\"}}}'",
        "DELETE, /variables/customerId, ''",
        "POST, /identity-links, '{\"groupId\": \"care\", \"type\": \"candidate\"}'",
        "POST, /assignee, '{\"userId\": \"http-care\"}'",
        "POST, /delegate, '{\"userId\": \"http-care\"}'",
        "DELETE, '', ''",
    })
    void staffHaveNoWayAroundTheForm(String method, String path, String body) {
        for (Map.Entry<String, Caller> door : Map.of(WEB_APP, webApp("complaints"), ENGINE_REST, basic("complaints"))
                .entrySet()) {
            HttpResponse<String> answer = door.getValue().send(method, door.getKey() + "/task/" + task + path, body);

            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(403);
            assertThat(answer.body())
                    .contains("\"message\":\"Your account may not " + method + " here.")
                    .doesNotContain("Miller");
        }
        assertThat(tasks.createTaskQuery().taskId(task).count()).isOne();
        assertThat(tasks.getVariableLocal(task, "customerId")).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "PUT, /task/{task}/localVariables/customerId, '{\"value\": \"another\", \"type\": \"String\"}'",
        "PUT, /task/{task}/variables/customerId, '{\"value\": \"another\", \"type\": \"String\"}'",
        "PUT, /task/{task}/variables/complaintId, '{\"value\": \"another\", \"type\": \"String\"}'",
        "PUT, /task/{task}/variables/orderId, '{\"value\": \"another\", \"type\": \"String\"}'",
        "POST, /task/{task}/variables, '{\"modifications\": {\"customerId\": {\"value\": \"another\"}}}'",
        "POST, /task/{task}/variables, '{\"deletions\": [\"customerId\"]}'",
        "DELETE, /task/{task}/variables/customerId, ''",
        "PUT, /process-instance/{instance}/variables/customerId, '{\"value\": \"another\", \"type\": \"String\"}'",
        "POST, /process-instance/{instance}/variables, '{\"modifications\": {\"orderId\": {\"value\": \"x\"}}}'",
        "DELETE, /process-instance/{instance}/variables/orderId, ''",
        "PUT, /execution/{instance}/localVariables/customerId, '{\"value\": \"another\", \"type\": \"String\"}'",
        "POST, /process-instance/{instance}/modification, '{\"instructions\": [{\"type\": \"startBeforeActivity\", \"activityId\": \"investigate\", \"variables\": {\"customerId\": {\"value\": \"another\", \"type\": \"String\", \"local\": false}}}]}'",
        "POST, /process-instance/{instance}/modification, '{\"instructions\": [{\"type\": \"startBeforeActivity\", \"activityId\": \"investigate\", \"variables\": {\"customerId\": {\"value\": \"another\", \"type\": \"String\", \"local\": true}}}]}'",
    })
    void notEvenAnAdministratorMakesAJourneyOneOfAnotherCustomer(String method, String path, String body) {
        String instance = tasks.createTaskQuery().taskId(task).singleResult().getProcessInstanceId();

        HttpResponse<String> answer = new Caller()
                .basic("demo", "demo")
                .send(method, ENGINE_REST + path.replace("{task}", task).replace("{instance}", instance), body);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        assertThat(answer.body()).contains("stays as it was at the start");
        assertThat(runtime.getVariables(instance))
                .containsEntry("customerId", id)
                .containsEntry("complaintId", id)
                .containsEntry("orderId", id);
    }

    @Test
    void whoseCardItIsComesFromTheRegisterNotFromAVariable() throws JsonProcessingException {
        String other = UUID.randomUUID().toString();
        jdbc.sql(
                        """
                insert into rapport.customer (id, first_name, last_name, email, locale, time_zone)
                values (?, 'Grace', 'Hopper', 'grace@example.com', 'en-GB', 'Europe/London')""")
                .param(other)
                .update();
        jdbc.sql("update rapport.act_ru_variable set text_ = ? where name_ in ('customerId', 'complaintId', 'orderId')"
                        + " and text_ = ?")
                .params(other, id)
                .update();

        String card = webApp("complaints").get("/desk/tasks/" + task + "/card").body();

        assertThat(json.readTree(card).at("/customer/name").asText()).isEqualTo("Ada <b>Lovelace</b>");
        assertThat(card).contains("It broke.").doesNotContain("Grace");
    }

    @Test
    void staffClaimForThemselvesAlone() {
        Caller worker = webApp("complaints");

        HttpResponse<String> forAnother =
                worker.post(WEB_APP + "/task/" + task + "/claim", Map.of("userId", "http-complaints-lead"));
        assertThat(forAnother.statusCode()).isEqualTo(403);
        assertThat(forAnother.body()).contains("claim a task for themselves");

        assertThat(worker.post(WEB_APP + "/task/" + task + "/claim", Map.of("userId", "http-complaints"))
                        .statusCode())
                .isEqualTo(204);
        assertThat(worker.post(WEB_APP + "/task/" + task + "/unclaim", Map.of()).statusCode())
                .isEqualTo(204);
    }

    @Test
    void staffSetAFollowUpDateByTheWholeTaskAsTheTasklistSendsItAndChangeNothingElse() throws JsonProcessingException {
        Caller worker = webApp("complaints");
        String path = WEB_APP + "/task/" + task;
        worker.post(path + "/claim", Map.of("userId", "http-complaints"));
        Instant due = clock.instant().plus(Duration.ofDays(2)).with(ChronoField.MILLI_OF_SECOND, 123);
        tasks.setDueDate(task, Date.from(due));
        Map<String, Object> whole = whole(worker, path);
        whole.put("followUp", ahead(Duration.ofDays(300)));
        // the Tasklist's own field for a date ends with the second
        whole.computeIfPresent("due", (field, date) -> date.toString().replace(".123", ".000"));

        HttpResponse<String> followUp = worker.send("PUT", path, json.writeValueAsString(whole));
        assertThat(followUp.statusCode()).as(followUp.body()).isEqualTo(204);
        Task saved = tasks.createTaskQuery().taskId(task).singleResult();
        assertThat(saved.getFollowUpDate()).isNotNull();
        assertThat(saved.getDueDate().toInstant()).isEqualTo(due.truncatedTo(ChronoUnit.MILLIS));

        Map<String, Object> others = new java.util.LinkedHashMap<>();
        others.put("name", "Mine");
        others.put("description", "d");
        others.put("priority", 99);
        others.put("assignee", "http-complaints-lead");
        others.put("owner", "http-care");
        others.put("due", ahead(Duration.ofDays(300)));
        others.put("tenantId", "another");
        others.put("parentTaskId", "another");
        others.put("caseInstanceId", "another");
        for (Map.Entry<String, Object> other : others.entrySet()) {
            Map<String, Object> changed = new java.util.LinkedHashMap<>(whole);
            changed.put(other.getKey(), other.getValue());
            HttpResponse<String> answer = worker.send("PUT", path, json.writeValueAsString(changed));
            assertThat(answer.statusCode()).as(other.getKey()).isEqualTo(403);
            assertThat(answer.body()).contains("follow-up date, and nothing else");
        }
    }

    @Test
    void aFollowUpDateIsAheadAndWithinAYear() throws JsonProcessingException {
        Caller worker = basic("complaints");
        String path = ENGINE_REST + "/task/" + task;
        Map<String, Object> whole = whole(worker, path);
        for (Duration unfit : List.of(Duration.ofDays(-10_000), Duration.ofDays(10_000))) {
            whole.put("followUp", ahead(unfit));
            HttpResponse<String> answer = worker.send("PUT", path, json.writeValueAsString(whole));
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
            assertThat(answer.body()).contains("followUp: take a day from today on, at most 366 days ahead.");
        }
        for (Duration fit : List.of(Duration.ofHours(2), Duration.ofDays(365))) {
            whole.put("followUp", ahead(fit));
            HttpResponse<String> answer = worker.send("PUT", path, json.writeValueAsString(whole));
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(204);
        }
    }

    private Map<String, Object> whole(Caller worker, String path) throws JsonProcessingException {
        Map<String, Object> whole = new java.util.LinkedHashMap<>();
        json.readTree(worker.getAsTheTasklist(path).body())
                .fields()
                .forEachRemaining(
                        field -> whole.put(field.getKey(), json.convertValue(field.getValue(), Object.class)));
        whole.keySet().removeAll(Set.of("_links", "_embedded"));
        return whole;
    }

    private String ahead(Duration time) {
        return clock.instant()
                .plus(time)
                .atOffset(ZoneOffset.UTC)
                .format(DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSZ"));
    }

    @ParameterizedTest
    @ValueSource(strings = {ENGINE_REST, WEB_APP})
    void whatAColleagueHasClaimedNobodyElseClaimsSubmitsOrPutsBack(String door) {
        staff.ensureUser("http-colleague", "Test", "User", null, "test", Set.of("complaints"));
        String path = door + "/task/" + task;
        Caller owner = door.equals(WEB_APP) ? webApp("complaints") : basic("complaints");
        Caller colleague = door.equals(WEB_APP)
                ? new Caller().login("http-colleague", "test")
                : new Caller().basic("http-colleague", "test");
        Map<String, Object> form = variables(Map.of(
                "findings",
                "f",
                "rootCause",
                "r",
                "remedy",
                "apology",
                "amount",
                0,
                "reasons",
                "We are sorry for it."));
        assertThat(owner.post(path + "/claim", Map.of("userId", "http-complaints"))
                        .statusCode())
                .isEqualTo(204);

        for (HttpResponse<String> refused : List.of(
                colleague.post(path + "/claim", Map.of("userId", "http-colleague")),
                colleague.post(path + "/submit-form", form),
                colleague.post(path + "/submit-form", variables(Map.of("findings", "f"))),
                colleague.post(path + "/unclaim", Map.of()))) {
            assertThat(refused.statusCode()).as(refused.body()).isEqualTo(409);
            assertThat(refused.body())
                    .contains(
                            "\"type\":\"TaskAlreadyClaimedException\"",
                            "'http-complaints' has claimed this task. Ask them or an administrator to unclaim it");
        }
        assertThat(tasks.createTaskQuery().taskId(task).singleResult().getAssignee())
                .isEqualTo("http-complaints");

        assertThat(owner.post(path + "/unclaim", Map.of()).statusCode()).isEqualTo(204);
        assertThat(colleague.post(path + "/submit-form", form).statusCode())
                .as("what nobody has, a member of the queue completes")
                .isEqualTo(204);
    }

    @Test
    void theLeadOfATasksQueueAndAdministratorsPutItBack() {
        String path = ENGINE_REST + "/task/" + task;
        Map<String, Object> claim = Map.of("userId", "http-complaints");
        basic("complaints").post(path + "/claim", claim);
        assertThat(basic("complaints-lead").post(path + "/unclaim", Map.of()).statusCode())
                .as("not in the lead's queue yet")
                .isEqualTo(403);
        tasks.addCandidateGroup(task, "complaints-lead");
        assertThat(basic("complaints-lead").post(path + "/unclaim", Map.of()).statusCode())
                .isEqualTo(204);
        basic("complaints").post(path + "/claim", claim);
        assertThat(new Caller()
                        .basic("demo", "demo")
                        .post(path + "/unclaim", Map.of())
                        .statusCode())
                .isEqualTo(204);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "POST | /task/{id}/claim | { | The body is no JSON that can be read: it ends before it is complete: line 1, column 2.",
                "POST | /task/{id}/claim | [] | The body cannot be read: send an object with fields in { }.",
                "POST | /task/{id}/submit-form | {\"variables\": []} | /variables cannot be read: send an object with fields in { } there.",
                "POST | /task/{id}/claim | {\"userId\": {}} | /userId cannot be read: send a text in quotes there.",
                "PUT | /task/{id} | {\"followUp\": \"tomorrow\"} | /followUp cannot be read: send a date and time such as",
                "PUT | /task/{id} | {\"priority\": \"high\"} | /priority cannot be read: send a number there.",
                "POST | /task | {\"sorting\": {}} | /sorting cannot be read: send a list in [ ] there.",
            })
    void whatCannotBeReadIsNamedWithItsPlace(String method, String path, String body, String message) {
        String asked = path.replace("{id}", task);
        for (HttpResponse<String> answer : List.of(
                basic("complaints").send(method, ENGINE_REST + asked, body),
                webApp("complaints").send(method, WEB_APP + asked, body))) {
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
            assertThat(answer.body()).contains("\"type\":\"InvalidRequest\"", message);
        }
    }

    @Test
    void whatAnAdministratorNamesAndIsNotThereIsABadRequest() {
        Caller administrator = new Caller().basic("demo", "demo");
        for (HttpResponse<String> answer : List.of(
                administrator.send("PUT", ENGINE_REST + "/task/" + task, "{\"tenantId\": \"another\"}"),
                administrator.send(
                        "PUT", ENGINE_REST + "/process-instance/never-was/variables/number", "{\"value\": 1}"))) {
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        }
    }

    @Test
    void theTasksOfOtherQueuesAreRefusedAtTheDoor() {
        for (String path : List.of("", "/form", "/form-variables", "/deployed-form", "/comment", "/identity-links")) {
            assertThat(webApp("care").get(WEB_APP + "/task/" + task + path).statusCode())
                    .as(path)
                    .isEqualTo(403);
        }
        assertThat(basic("care")
                        .post(ENGINE_REST + "/task/" + task + "/claim", Map.of("userId", "http-care"))
                        .statusCode())
                .isEqualTo(403);
    }

    @ParameterizedTest
    @CsvSource({
        "GET, '', ''",
        "GET, /form, ''",
        "GET, /form-variables, ''",
        "GET, /deployed-form, ''",
        "GET, /rendered-form, ''",
        "GET, /identity-links, ''",
        "GET, /comment, ''",
        "GET, /comment/c, ''",
        "POST, /comment/create, '{\"message\": \"a\"}'",
        "PUT, /comment, '{\"id\": \"c\", \"message\": \"a\"}'",
        "DELETE, /comment/c, ''",
        "PUT, '', '{}'",
        "POST, /claim, '{\"userId\": \"http-complaints\"}'",
        "POST, /unclaim, ''",
        "POST, /submit-form, '{\"variables\": {}}'",
    })
    void aTaskThatIsDoneOrNeverWasIsNotFoundWhateverIsAskedOfIt(String method, String path, String body) {
        runtime.deleteProcessInstance(
                tasks.createTaskQuery().taskId(task).singleResult().getProcessInstanceId(), "done");

        for (HttpResponse<String> answer : List.of(
                basic("complaints").send(method, ENGINE_REST + "/task/" + task + path, body),
                webApp("complaints").send(method, WEB_APP + "/task/" + task + path, body),
                new Caller().basic("demo", "demo").send(method, ENGINE_REST + "/task/never-was" + path, body))) {
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(404);
            assertThat(answer.body()).contains("\"type\":\"InvalidRequest\"", "done already, or never was");
        }
    }

    @Test
    void aTaskThatIsDoneWhileAnotherRequestIsReadIsNotFoundThere() throws Exception {
        Caller worker = basic("complaints");
        String path = ENGINE_REST + "/task/" + task + "/submit-form";
        worker.post(ENGINE_REST + "/task/" + task + "/claim", Map.of("userId", "http-complaints"));
        String form = json.writeValueAsString(variables(Map.of(
                "findings",
                "f",
                "rootCause",
                "r",
                "remedy",
                "apology",
                "amount",
                0,
                "reasons",
                "We are sorry for it.")));

        try (Socket second = new Socket("localhost", port)) {
            OutputStream request = second.getOutputStream();
            byte[] body = form.getBytes(StandardCharsets.UTF_8);
            request.write(("POST " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                            + "Content-Type: application/json\r\nContent-Length: " + body.length + "\r\n"
                            + "Authorization: " + basic("complaints").authorization + "\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            request.flush();
            eventually("the second click is let in, and read", DeskOverHttpTest::isRead);
            assertThat(worker.send("POST", path, form).statusCode()).isEqualTo(204);
            request.write(body);
            request.flush();

            assertThat(new String(second.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .startsWith("HTTP/1.1 404")
                    .contains("\"type\":\"InvalidRequest\"", "done already, or never was");
        }
    }

    /** Whether a request was let in that has not been read to its end. */
    private static boolean isRead() {
        return Thread.getAllStackTraces().values().stream()
                .flatMap(Arrays::stream)
                .anyMatch(frame -> frame.getClassName().endsWith(".EngineApiFilter")
                        && frame.getMethodName().equals("toEngine"));
    }

    @Test
    void aTaskThatIsDoneWhileItIsAskedWhoseItIsIsNotFound() {
        String instance = tasks.createTaskQuery().taskId(task).singleResult().getProcessInstanceId();
        CompletableFuture<HttpResponse<String>> second = new TransactionTemplate(transactions).execute(status -> {
            jdbc.sql("lock table rapport.act_ru_identitylink in access exclusive mode")
                    .update();
            CompletableFuture<HttpResponse<String>> asked =
                    CompletableFuture.supplyAsync(() -> basic("complaints").get(ENGINE_REST + "/task/" + task));
            eventually("it is asked whose the task is", () -> jdbc.sql(
                            """
                    select exists (select from pg_locks
                                   where not granted and relation = 'rapport.act_ru_identitylink'::regclass)""")
                    .query(Boolean.class)
                    .single());
            runtime.deleteProcessInstance(instance, "done");
            return asked;
        });

        assertDoneMeanwhile(second.join());
    }

    private static void assertDoneMeanwhile(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(404);
        assertThat(answer.body()).contains("\"type\":\"InvalidRequest\"", "done already, or never was");
    }

    @Test
    void aDoubleClickFindsTheTaskDone() {
        Caller worker = basic("complaints");
        String path = ENGINE_REST + "/task/" + task;
        worker.post(path + "/claim", Map.of("userId", "http-complaints"));
        Map<String, Object> form = variables(Map.of(
                "findings",
                "f",
                "rootCause",
                "r",
                "remedy",
                "apology",
                "amount",
                0,
                "reasons",
                "We are sorry for it."));

        List<CompletableFuture<Integer>> clicks = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            clicks.add(CompletableFuture.supplyAsync(
                    () -> basic("complaints").post(path + "/submit-form", form).statusCode()));
        }
        List<Integer> answers = clicks.stream().map(CompletableFuture::join).toList();

        assertThat(answers).containsOnlyOnce(204).allMatch(status -> Set.of(204, 404, 409, 503)
                .contains(status));
    }

    @ParameterizedTest
    @CsvSource({
        "POST, /task, 'null'",
        "POST, /task, '{\"sorting\": [null]}'",
        "POST, /task, '{\"orQueries\": [null]}'",
        "POST, /task, '{\"nameLike\": \"a\\u0000\"}'",
        "PUT, /task/{id}, 'null'",
        "POST, /task/{id}/claim, 'null'",
        "POST, /task/{id}/submit-form, 'null'",
        "POST, /task/{id}/submit-form, '{\"variables\": {\"findings\": null}}'",
        "POST, /task/{id}/submit-form, '{\"variables\": {\"findings\": {\"value\": \"a\\u0000b\"}}}'",
        "POST, /task/{id}/submit-form, '{\"variables\": {\"findings\": {\"value\": \"a\"}, \"findings\": {\"value\": \"b\"}}}'",
        "GET, /task?nameLike=a%00, ''",
    })
    void nullNulAndFieldsThatStandTwiceAreBadRequestsThatTellNothingOfTheInside(
            String method, String path, String body) {
        String asked = path.replace("{id}", task);
        for (HttpResponse<String> answer : List.of(
                basic("complaints").send(method, ENGINE_REST + asked, body),
                webApp("complaints").send(method, WEB_APP + asked, body))) {
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
            assertThat(answer.body())
                    .contains("\"type\":\"InvalidRequest\"")
                    .containsAnyOf(
                            "null is not allowed", "NUL characters", "A field stands twice at /variables/findings")
                    .doesNotContainIgnoringCase("sql")
                    .doesNotContain("Cannot invoke");
        }
    }

    @Test
    void whatTheEngineFailsAtIsNotToldOutside() {
        HttpResponse<String> answer = new Caller()
                .basic("demo", "demo")
                .post(
                        ENGINE_REST + "/group/create",
                        Map.of("id", "tooLong", "name", "a name longer than its column ".repeat(20), "type", "x"));

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(500);
        assertThat(answer.body())
                .contains("\"type\":\"InternalError\"", "The server's log says why")
                .doesNotContainIgnoringCase("sql")
                .doesNotContainIgnoringCase("insert")
                .doesNotContain("###", "Exception", "longer than its column");
    }

    @Test
    void aChosenPasswordHasALeastLength() {
        String chooserId = Journeys.newId("chooser");
        staff.ensureUser(chooserId, "Test", "User", null, "test", Set.of("care"));
        Caller chooser = new Caller().basic(chooserId, "test");
        String own = ENGINE_REST + "/user/" + chooserId + "/credentials";

        for (String unfit : List.of("\"a\"", "\"123456789\"", "null")) {
            HttpResponse<String> answer =
                    chooser.send("PUT", own, "{\"password\": " + unfit + ", \"authenticatedUserPassword\": \"test\"}");
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
            assertThat(answer.body()).contains("password: take at least 10 characters");
        }
        HttpResponse<String> made = new Caller()
                .basic("demo", "demo")
                .post(
                        ENGINE_REST + "/user/create",
                        Map.of(
                                "profile",
                                Map.of("id", "httpShort", "firstName", "A", "lastName", "B"),
                                "credentials",
                                Map.of("password", "short")));
        assertThat(made.statusCode()).as(made.body()).isEqualTo(400);
        assertThat(made.body()).contains("password: take at least 10 characters");

        String fit = "{\"password\": \"ten-or-more\", \"authenticatedUserPassword\": \"test\"}";
        assertThat(chooser.send("PUT", own, fit).statusCode()).isEqualTo(204);
        assertThat(new Caller()
                        .basic(chooserId, "ten-or-more")
                        .get(ENGINE_REST + "/task")
                        .statusCode())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {ENGINE_REST, WEB_APP})
    @DisplayName("a comment is kept beside the engine, answered as the engine does, and shown on the customer card")
    void comments(String door) throws JsonProcessingException {
        Caller worker = door.equals(WEB_APP) ? webApp("complaints") : basic("complaints");
        String path = door + "/task/" + task + "/comment";

        HttpResponse<String> created = worker.post(path + "/create", Map.of("message", SECRET));

        assertThat(created.statusCode()).as(created.body()).isEqualTo(200);
        JsonNode comment = json.readTree(created.body());
        String instance = tasks.createTaskQuery().taskId(task).singleResult().getProcessInstanceId();
        assertThat(comment.fieldNames())
                .toIterable()
                .containsExactly(
                        "links",
                        "id",
                        "userId",
                        "time",
                        "taskId",
                        "message",
                        "removalTime",
                        "rootProcessInstanceId",
                        "processInstanceId");
        assertThat(comment.path("userId").asText()).isEqualTo("http-complaints");
        assertThat(comment.path("taskId").asText()).isEqualTo(task);
        assertThat(comment.path("message").asText()).isEqualTo(SECRET);
        assertThat(comment.path("processInstanceId").asText()).isEqualTo(instance);
        assertThat(comment.path("rootProcessInstanceId").asText()).isEqualTo(instance);
        assertThat(OffsetDateTime.parse(comment.path("time").asText(), ENGINE_TIME))
                .isCloseTo(OffsetDateTime.now(), within(5, ChronoUnit.MINUTES));
        assertThat(OffsetDateTime.parse(comment.path("removalTime").asText(), ENGINE_TIME))
                .as("with the history of the task")
                .isAfter(OffsetDateTime.now().plusDays(30));
        assertThat(comment.at("/links/0/href").asText())
                .endsWith(path + "/" + comment.path("id").asText());

        JsonNode listed = json.readTree(worker.getAsTheTasklist(path).body());
        assertThat(listed).hasSize(1);
        assertThat(listed.path(0).path("message").asText()).isEqualTo(SECRET);
        assertThat(json.readTree(worker.get(path + "/" + comment.path("id").asText())
                                .body())
                        .path("message")
                        .asText())
                .isEqualTo(SECRET);
        JsonNode shown = json.readTree(webApp("complaints")
                        .get("/desk/tasks/" + task + "/card")
                        .body())
                .path("comments");
        assertThat(shown).hasSize(1);
        assertThat(shown.path(0).path("by").asText()).isEqualTo("http-complaints");
        assertThat(shown.path(0).path("message").asText()).isEqualTo(SECRET);
        assertThat(jdbc.sql("select count(*) from rapport.act_hi_comment")
                        .query(Integer.class)
                        .single())
                .isZero();
    }

    @Test
    @DisplayName("who wrote a comment changes and deletes it; an administrator deletes it, and all of a task")
    void changesOfComments() throws JsonProcessingException {
        Caller author = basic("complaints");
        Caller administrator = new Caller().basic("demo", "demo");
        tasks.addCandidateGroup(task, "complaints-lead");
        Caller colleague = basic("complaints-lead");
        String path = ENGINE_REST + "/task/" + task + "/comment";
        String first = comment(author, path, "Called, no answer.");
        Map<String, String> change = Map.of("id", first, "message", "Called twice, no answer.");

        for (Caller other : List.of(colleague, administrator)) {
            HttpResponse<String> refused = other.send("PUT", path, json.writeValueAsString(change));
            assertThat(refused.statusCode()).as(refused.body()).isEqualTo(403);
            assertThat(refused.body()).contains("Only who wrote a comment changes it");
        }
        assertThat(colleague.send("DELETE", path + "/" + first, "").statusCode())
                .isEqualTo(403);
        assertThat(author.send("DELETE", path, "").statusCode()).isEqualTo(403);
        HttpResponse<String> changed = author.send("PUT", path, json.writeValueAsString(change));
        assertThat(changed.statusCode()).as(changed.body()).isEqualTo(204);
        assertThat(messages(author, path)).containsExactly("Called twice, no answer.");

        assertThat(author.send("DELETE", path + "/" + first, "").statusCode()).isEqualTo(204);
        assertThat(author.send("DELETE", path + "/" + first, "").statusCode()).isEqualTo(404);
        assertThat(author.get(path + "/" + first).statusCode()).isEqualTo(404);
        assertThat(author.send("PUT", path, json.writeValueAsString(change)).statusCode())
                .isEqualTo(404);

        String second = comment(author, path, "Two");
        comment(colleague, path, "Three");
        comment(colleague, path, "Four");
        assertThat(messages(author, path)).containsExactly("Four", "Three", "Two");
        assertThat(administrator.send("DELETE", path + "/" + second, "").statusCode())
                .isEqualTo(204);
        assertThat(messages(author, path)).containsExactly("Four", "Three");
        assertThat(administrator.send("DELETE", path, "").statusCode()).isEqualTo(204);
        assertThat(messages(author, path)).isEmpty();
    }

    @Test
    @DisplayName("a comment is text of a bounded length, without characters that no keyboard writes")
    void whatACommentMayBe() throws JsonProcessingException {
        Caller worker = basic("complaints");
        String path = ENGINE_REST + "/task/" + task + "/comment";
        String other = UUID.randomUUID().toString();
        Map<String, String> faults = Map.of(
                "",
                "message: send the comment as JSON",
                "{",
                "it ends before it is complete",
                "[]",
                "message: send the comment as JSON",
                "{\"message\": 7}",
                "message: send the comment as JSON",
                "{\"message\": \" \\n\"}",
                "message: the comment is empty",
                "{\"message\": \"" + "x".repeat(4001) + "\"}",
                "at most 4,000 characters, this one has 4,001",
                "{\"message\": \"a\\u0000b\"}",
                "NUL characters (U+0000) are not allowed at /message",
                "{\"message\": \"a\", \"processInstanceId\": \"" + other + "\"}",
                "processInstanceId: this is not the instance of the task");
        faults.forEach((body, fault) -> {
            HttpResponse<String> answer = worker.send("POST", path + "/create", body);
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
            assertThat(answer.body()).contains(fault);
        });
        assertThat(worker.send("POST", path + "/create", "{\"message\": \"" + "x".repeat(70_000) + "\"}")
                        .statusCode())
                .isEqualTo(413);
        assertThat(messages(worker, path)).isEmpty();

        comment(worker, path, " Called.\u001b\u0007\r\nNo answer\t\u009b<b>yet</b>. 好的 😀 ");
        comment(worker, path, "😀".repeat(4000));

        assertThat(messages(worker, path)).containsExactly("😀".repeat(4000), "Called.\nNo answer\t<b>yet</b>. 好的 😀");
    }

    @Test
    @DisplayName("anyone who may not see a task neither reads nor writes its comments")
    void commentsOfOtherQueues() throws JsonProcessingException {
        String path = "/task/" + task + "/comment";
        String written = comment(basic("complaints"), ENGINE_REST + path, SECRET);
        for (String[] asked : new String[][] {
            {"GET", path, ""},
            {"GET", path + "/" + written, ""},
            {"POST", path + "/create", "{\"message\": \"a\"}"},
            {"PUT", path, "{\"id\": \"" + written + "\", \"message\": \"a\"}"},
            {"DELETE", path + "/" + written, ""},
        }) {
            for (HttpResponse<String> answer : List.of(
                    basic("care").send(asked[0], ENGINE_REST + asked[1], asked[2]),
                    basic("designer").send(asked[0], ENGINE_REST + asked[1], asked[2]),
                    webApp("care").send(asked[0], WEB_APP + asked[1], asked[2]))) {
                assertThat(answer.statusCode()).as(asked[0] + asked[1]).isEqualTo(403);
                assertThat(answer.body()).doesNotContain(SECRET);
            }
        }
        assertThat(messages(basic("complaints"), ENGINE_REST + path)).containsExactly(SECRET);
    }

    @Test
    @DisplayName("a page of another site writes no comment with the session of the web apps")
    void commentsNeedTheSessionsToken() throws JsonProcessingException {
        Caller worker = webApp("complaints");
        String path = WEB_APP + "/task/" + task + "/comment";
        String own = comment(worker, path, "Mine");
        worker.forgetToken();

        assertThat(worker.post(path + "/create", Map.of("message", "Forged")).statusCode())
                .isEqualTo(403);
        assertThat(worker.send("DELETE", path + "/" + own, "").statusCode()).isEqualTo(403);
        assertThat(messages(worker, path)).containsExactly("Mine");
    }

    @Test
    @DisplayName("comments go when the history of their task goes")
    void commentsEndWithTheHistory() throws JsonProcessingException {
        String path = ENGINE_REST + "/task/" + task + "/comment";
        comment(basic("complaints"), path, "Old");
        jdbc.sql("update rapport.task_comment set remove_at = now() - interval '1 year' where task_id = ?")
                .param(task)
                .update();

        comment(basic("complaints"), path, "New");

        assertThat(messages(basic("complaints"), path)).containsExactly("New");
    }

    private String comment(Caller author, String path, String message) throws JsonProcessingException {
        HttpResponse<String> answer = author.post(path + "/create", Map.of("message", message));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return json.readTree(answer.body()).path("id").asText();
    }

    private List<String> messages(Caller reader, String path) throws JsonProcessingException {
        HttpResponse<String> answer = reader.get(path);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        List<String> messages = new ArrayList<>();
        json.readTree(answer.body())
                .forEach(comment -> messages.add(comment.path("message").asText()));
        return messages;
    }

    @Test
    void nobodyTakesATasksLastQueueAway() {
        Caller administrator = new Caller().basic("demo", "demo");
        String links = ENGINE_REST + "/task/" + task + "/identity-links";
        Object queue = Map.of("groupId", "complaints", "type", "candidate");

        HttpResponse<String> answer = administrator.post(links + "/delete", queue);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        assertThat(answer.body()).contains("A task is always in a queue");

        administrator.post(links, Map.of("groupId", "complaints-lead", "type", "candidate"));
        assertThat(administrator.post(links + "/delete", queue).statusCode()).isEqualTo(204);
        assertThat(administrator
                        .send("DELETE", ENGINE_REST + "/group/complaints-lead", "")
                        .statusCode())
                .isEqualTo(400);
    }

    @Test
    void whatTheEngineDoesNotHoldIsABadRequestHoweverItIsSent() {
        Caller administrator = new Caller().basic("demo", "demo");
        String instance = tasks.createTaskQuery().taskId(task).singleResult().getProcessInstanceId();
        String upload =
                """
                --b\r
                Content-Disposition: form-data; name="data"; filename="x"\r
                Content-Type: application/octet-stream\r
                \r
                rO0ABXQAAXg=\r
                --b\r
                Content-Disposition: form-data; name="valueType"\r
                Content-Type: text/plain\r
                \r
                Bytes\r
                --b--\r
                """;
        for (String owner : List.of("/task/" + task + "/variables", "/process-instance/" + instance + "/variables")) {
            HttpResponse<String> file = administrator.send(
                    "POST", ENGINE_REST + owner + "/x/data", upload, "multipart/form-data; boundary=b");
            assertThat(file.statusCode()).as(file.body()).isEqualTo(400);

            HttpResponse<String> serialized = administrator.send(
                    "POST",
                    ENGINE_REST + owner,
                    """
                    {"modifications": {"x": {"type": "Object", "value": "rO0ABXQAAXg=", "valueInfo":
                      {"objectTypeName": "java.lang.String", "serializationDataFormat": "application/json"}}}}""");
            assertThat(serialized.statusCode()).as(serialized.body()).isEqualTo(400);
            assertThat(serialized.body()).contains("The engine holds no");
        }
    }

    @Test
    void theCardTellsWhoTheTaskIsAbout() throws JsonProcessingException {
        HttpResponse<String> answer = webApp("complaints").get("/desk/tasks/" + task + "/card");

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Cache-Control")).hasValue("no-store");
        JsonNode card = json.readTree(answer.body());
        assertThat(card.path("why").asText())
                .isEqualTo("Complaint " + id + " of normal severity needs an investigation.");
        JsonNode customer = card.path("customer");
        assertThat(customer.path("name").asText()).isEqualTo("Ada <b>Lovelace</b>");
        assertThat(customer.path("email").asText()).isEqualTo("ada@example.com");
        assertThat(customer.path("speaks").asText()).isEqualTo("English (United Kingdom)");
        assertThat(customer.path("level").asText()).isEqualTo("Gold");
        assertThat(customer.path("value").asInt()).isEqualTo(2500);
        assertThat(customer.path("currency").asText()).isEqualTo("EUR");
        assertThat(card.path("orders")).hasSize(1);
        assertThat(card.path("orders").path(0).path("state").asText()).isEqualTo("delivered");
        assertThat(card.path("contacts")).isEmpty();
    }

    @Test
    void theCardIsNotedInTheAuditLogForWhoSawIt() {
        webApp("complaints").get("/desk/tasks/" + task + "/card");

        assertThat(audit.newest(List.of(id), 10)).singleElement().satisfies(noted -> {
            assertThat(noted.who()).isEqualTo(Actor.staff("http-complaints"));
            assertThat(noted.what()).isEqualTo("customer-card");
            assertThat(noted.why()).isEqualTo("task " + task);
        });
    }

    @Test
    void theCardSpeaksChinese() throws JsonProcessingException {
        JsonNode card = json.readTree(webApp("complaints")
                .reads("zh-CN")
                .get("/desk/tasks/" + task + "/card")
                .body());

        assertThat(card.path("why").asText()).isEqualTo("投诉 " + id + "（严重程度：一般）需要调查。");
        assertThat(card.path("customer").path("level").asText()).isEqualTo("金牌");
        assertThat(card.path("orders").path(0).path("state").asText()).isEqualTo("已送达");
    }

    @Test
    void theCardSaysThatATaskCameBeforeTheLeadAndWhatToDo() throws JsonProcessingException {
        assertThat(overdue("en")).isEmpty();
        jdbc.sql(
                        """
                insert into rapport.task_escalation (task_id, task, customer_id, queue, planned_at, escalated_at)
                values (:task, 'investigate', :id, 'complaints', '2026-03-06T10:00Z', '2026-03-06T10:00Z')""")
                .param("task", task)
                .param("id", id)
                .update();

        assertThat(overdue("en")).contains("came before the lead on Mar 6, 2026", "Do it yourself");
        assertThat(overdue("zh-CN")).contains("2026年3月6日起提请主管关注");
    }

    private String overdue(String language) throws JsonProcessingException {
        return json.readTree(webApp("complaints")
                        .reads(language)
                        .get("/desk/tasks/" + task + "/card")
                        .body())
                .path("overdue")
                .asText("");
    }

    @Test
    void theCardShowsWhatColleaguesChoseInTheReadersLanguage() throws JsonProcessingException {
        jdbc.sql(
                        """
                insert into rapport.task_submission
                    (task_id, task, journey, instance_id, customer_id, submitted_by, submitted_at, form_definition_id,
                     answers)
                select :id, 'welcome-call', 'onboarding', 'i', :id, 'eve', now(), id_,
                    '{"callOutcome": "declined", "mattersMost": null, "notes": null}'
                from rapport.act_re_camformdef where key_ = 'welcome-call' order by version_ desc limit 1""")
                .param("id", id)
                .update();

        assertThat(chosen("en")).isEqualTo("Outcome of the call: Did not want to talk");
        assertThat(chosen("zh-CN")).isEqualTo("通话结果: 不愿通话");
    }

    private String chosen(String language) throws JsonProcessingException {
        JsonNode chosen = json.readTree(webApp("complaints")
                        .reads(language)
                        .get("/desk/tasks/" + task + "/card")
                        .body())
                .at("/contacts/0/chosen");
        assertThat(chosen).hasSize(1);
        return chosen.path(0).path("label").asText() + ": "
                + chosen.path(0).path("value").asText();
    }

    @Test
    void theCardShowsWhatColleaguesDidBefore() throws JsonProcessingException {
        jdbc.sql(
                        """
                insert into rapport.task_submission
                    (task_id, task, journey, instance_id, customer_id, submitted_by, submitted_at, answers)
                values (?, 'welcome-call', 'onboarding', 'i', ?, 'eve', now(), '{"notes": "Likes blue.", "mood": "x"}')""")
                .params(id, id)
                .update();

        JsonNode contact = json.readTree(webApp("complaints")
                        .get("/desk/tasks/" + task + "/card")
                        .body())
                .path("contacts")
                .path(0);

        assertThat(contact.path("task").asText()).isEqualTo("welcome-call");
        assertThat(contact.path("by").asText()).isEqualTo("eve");
        assertThat(contact.path("note").asText()).isEqualTo("Likes blue.");
    }

    @Test
    void theCardShowsWhatTheCustomerAllowsAndWishes() throws JsonProcessingException {
        jdbc.sql(
                        """
                insert into rapport.consent_entry
                    (customer_id, channel, topic, granted, basis, source, wording, event_seq, recorded_at)
                select ?, 'email', 'offers', true, 'consent', 'registration form', 'Yes, <b>send</b> me offers.',
                       least(min(event_seq), 0) - 1, '2026-03-11T09:30:00Z' from rapport.consent_entry""")
                .param(id)
                .update();
        jdbc.sql("insert into rapport.contact_preference (customer_id, pace, preferred_hour) values (?, 'less', 19)")
                .param(id)
                .update();

        assertThat(permissions("en"))
                .containsExactly(
                        "Wishes: less often · best at 19:00, the customer’s time",
                        "Mar 11, 2026: offers by email: yes (consent) · registration form:"
                                + " “Yes, <b>send</b> me offers.”");
        assertThat(permissions("zh")).first().asString().isEqualTo("意愿: 少一些 · 最好在客户当地时间 19:00");
        assertThat(permissions("zh")).last().asString().contains("优惠信息", "电子邮件").doesNotContain("offers（", "email");
    }

    private List<String> permissions(String locale) throws JsonProcessingException {
        JsonNode card = json.readTree(webApp("complaints")
                .reads(locale)
                .get("/desk/tasks/" + task + "/card")
                .body());
        List<String> lines = new ArrayList<>();
        for (JsonNode section : card.path("sections")) {
            if (section.path("title").asText().matches("What the customer allows|客户的许可")) {
                section.path("lines")
                        .forEach(line -> lines.add(line.path("label").asText() + ": "
                                + line.path("text").asText()));
            }
        }
        return lines;
    }

    @ParameterizedTest
    @CsvSource({"Asia/Shanghai, false", "Mars/Phobos, true", ", true"})
    void theCardSaysWhetherTheCustomersClockIsKnown(String zone, boolean assumed) throws JsonProcessingException {
        jdbc.sql("update rapport.customer set time_zone = :zone where id = :id")
                .param("zone", zone)
                .param("id", id)
                .update();

        JsonNode card = json.readTree(
                webApp("complaints").get("/desk/tasks/" + task + "/card").body());

        assertThat(card.at("/customer/timeZone").asText()).isEqualTo(assumed ? "UTC" : zone);
        assertThat(card.at("/customer/timeZoneAssumed").asBoolean()).isEqualTo(assumed);
        assertThat(webApp("complaints")
                        .get("/camunda/app/tasklist/custom/rapport-customer-card.js")
                        .body())
                .contains("customer.timeZoneAssumed");
    }

    @Test
    void theCardOfAnErasedCustomerSaysNothingOfThem() throws JsonProcessingException {
        jdbc.sql("update rapport.customer set erased_at = now() where id = ?")
                .param(id)
                .update();

        JsonNode card = json.readTree(
                webApp("complaints").get("/desk/tasks/" + task + "/card").body());

        assertThat(card.path("customer").isNull()).isTrue();
        assertThat(card.path("orders")).isEmpty();
    }

    @Test
    void theCardIsForThoseWhoMaySeeTheTask() {
        String card = "/desk/tasks/" + task + "/card";

        assertThat(new Caller().get(card).statusCode()).isEqualTo(401);
        assertThat(basic("complaints").get(card).statusCode()).as("no session").isEqualTo(401);
        assertThat(webApp("care").get(card).statusCode()).isEqualTo(404);
        assertThat(webApp("complaints").get("/desk/tasks/nothing/card").statusCode())
                .isEqualTo(404);
    }

    @Test
    void theTasklistComesWithOurCardAndChinese() {
        Caller browser = new Caller();

        assertThat(browser.get("/camunda/app/tasklist/scripts/config.js").body())
                .contains("custom/rapport-customer-card");
        assertThat(browser.get("/camunda/app/tasklist/custom/rapport-customer-card.js")
                        .body())
                .contains("tasklist.task.action");
        assertThat(browser.get("/camunda/app/tasklist/locales/zh.json").body()).contains("认领");
        assertThat(browser.get("/camunda/app/tasklist/styles/user-styles.css").body())
                .contains(".rapport-card");
    }

    private static void assertRefused(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isGreaterThanOrEqualTo(400);
        // for a single result the engine's API has a sentence of its own for whatever is wrong with a query
        assertThat(answer.body())
                .containsAnyOf("Expressions are forbidden in the or-queries", "not returns a valid single result");
    }

    private HttpResponse<String> deploy(Caller caller) {
        String boundary = "b-o-u-n-d-a-r-y";
        String body = "--" + boundary
                + "\r\nContent-Disposition: form-data; name=\"deployment-name\"\r\n\r\na-form\r\n--" + boundary
                + "\r\nContent-Disposition: form-data; name=\"f\"; filename=\"a.form\"\r\n\r\n"
                + "{\"type\": \"default\", \"id\": \"a-form\", \"components\": []}\r\n--" + boundary + "--\r\n";
        return caller.send(
                "POST", ENGINE_REST + "/deployment/create", body, "multipart/form-data; boundary=" + boundary);
    }

    private static Map<String, Object> variables(Map<String, Object> values) {
        Map<String, Object> typed = new java.util.HashMap<>();
        values.forEach((name, value) -> typed.put(name, Map.of("value", value)));
        return Map.of("variables", typed);
    }

    private Caller basic(String queue) {
        return new Caller().basic("http-" + queue, "test");
    }

    private Caller webApp(String queue) {
        return new Caller().login("http-" + queue, "test");
    }

    /** A browser or a program, with cookies of its own. */
    private final class Caller {

        private final CookieManager cookies = new CookieManager();
        private final HttpClient client =
                HttpClient.newBuilder().cookieHandler(cookies).build();
        private String authorization;
        private String accept;
        private String language;

        Caller basic(String user, String password) {
            authorization = "Basic "
                    + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
            return this;
        }

        Caller reads(String languages) {
            language = languages;
            return this;
        }

        Caller login(String user, String password) {
            get("/camunda/app/tasklist/default/");
            HttpResponse<String> answer = send(
                    "POST",
                    "/camunda/api/admin/auth/user/default/login/tasklist",
                    "username=" + user + "&password=" + password,
                    "application/x-www-form-urlencoded");
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            // the login made a new session; its token comes with the next page
            get("/camunda/app/tasklist/default/");
            return this;
        }

        HttpResponse<String> get(String path) {
            return send("GET", path, "");
        }

        void forgetToken() {
            cookies.getCookieStore().getCookies().stream()
                    .filter(cookie -> cookie.getName().equals("XSRF-TOKEN"))
                    .toList()
                    .forEach(cookie -> cookies.getCookieStore().remove(null, cookie));
        }

        HttpResponse<String> getAsTheTasklist(String path) {
            accept = "application/hal+json, application/json;q=0.5";
            return get(path);
        }

        HttpResponse<String> post(String path, Object body) {
            try {
                return send("POST", path, json.writeValueAsString(body));
            } catch (JsonProcessingException e) {
                throw new IllegalArgumentException(e);
            }
        }

        HttpResponse<String> send(String method, String path, String body) {
            return send(method, path, body, "application/json");
        }

        HttpResponse<String> send(String method, String path, String body, String type) {
            try {
                return client.send(
                        request(
                                method,
                                path,
                                body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body),
                                type),
                        BodyHandlers.ofString());
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }

        private HttpRequest request(String method, String path, BodyPublisher body, String type) {
            HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                    .header("Content-Type", type)
                    .method(method, body);
            if (accept != null) {
                request.header("Accept", accept);
            }
            if (language != null) {
                request.header("Accept-Language", language);
            }
            if (authorization != null) {
                request.header("Authorization", authorization);
            }
            cookies.getCookieStore().getCookies().stream()
                    .filter(cookie -> cookie.getName().equals("XSRF-TOKEN"))
                    .map(HttpCookie::getValue)
                    .forEach(token -> request.header("X-XSRF-TOKEN", token));
            return request.build();
        }
    }
}
