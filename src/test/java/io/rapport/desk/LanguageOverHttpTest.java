package io.rapport.desk;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.rapport.feedback.Complaints;
import io.rapport.outbox.MessageFacts;
import io.rapport.release.Author;
import io.rapport.release.Release;
import io.rapport.release.ReleaseFile;
import io.rapport.release.Releases;
import io.rapport.testing.Journeys;
import io.rapport.testing.OverHttp;
import io.rapport.testing.RapportTest;
import io.rapport.testing.Shop;
import java.net.CookieManager;
import java.net.HttpCookie;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.camunda.bpm.engine.FilterService;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.TaskService;
import org.camunda.bpm.engine.filter.Filter;
import org.camunda.bpm.engine.identity.User;
import org.camunda.bpm.engine.impl.IdentityServiceImpl;
import org.camunda.bpm.engine.task.Task;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

@RapportTest
@DisplayName("The engine's API answers staff in their language")
class LanguageOverHttpTest {

    private static final String APPROVAL = "forms/approve-compensation.form";
    private static final String HAN = "(?s).*\\p{IsHan}.*";
    private static final String HAL = "application/hal+json, application/json;q=0.5";

    /** A page of the Tasklist, as browsers name it; administrators have their language there alone. */
    private static final String TASKLIST = "http://localhost/camunda/app/tasklist/default/";

    @Autowired
    private Journeys journeys;

    @Autowired
    private Shop shop;

    @Autowired
    private TaskService tasks;

    @Autowired
    private FilterService filters;

    @Autowired
    private ReaderLanguage reader;

    @Autowired
    private MessageFacts facts;

    @Autowired
    private Releases releases;

    @Autowired
    private IdentityService identity;

    @Autowired
    private Complaints complaints;

    @LocalServerPort
    private int port;

    private final ObjectMapper json = new ObjectMapper();
    private Task task;
    private String number;

    @BeforeEach
    void aComplaintIsToBeInvestigated() {
        String customer = shop.customer();
        String complaint = shop.complaint(customer, "email", "The lid is broken.", shop.order(customer, 40));
        task = journeys.task("complaint:" + complaint, "investigate");
        number = task.getName().substring("Investigate · ".length());
    }

    @AfterEach
    void noProfileSpeaks() {
        reader.choose("conny", null);
    }

    @Test
    @DisplayName("A task, its journey and its queue are called in it, as JSON and as HAL, by itself and in lists")
    void names() {
        String chinese = "调查投诉 · " + number;
        for (String path : List.of("/task/" + task.getId(), "/task?taskDefinitionKey=investigate")) {
            for (String accept : List.of("application/json", HAL)) {
                JsonNode answer = get("conny", "zh-CN,en", accept, path);
                assertThat(answer.findValuesAsText("name"))
                        .as(path + accept)
                        .contains(chinese)
                        .noneMatch(name -> name.startsWith("Investigate"));
            }
        }
        JsonNode hal = get("conny", "zh-CN", HAL, "/task/" + task.getId());
        assertThat(hal.at("/_embedded/processDefinition/0/name").asText()).isEqualTo("投诉调查");
        assertThat(hal.findValues("group").get(0).get(0).path("name").asText()).isEqualTo("投诉处理");

        JsonNode english = get("conny", "en-GB", HAL, "/task/" + task.getId());
        assertThat(english.path("name").asText()).isEqualTo("Investigate · " + number);
        assertThat(english.at("/_embedded/processDefinition/0/name").asText()).isEqualTo("Complaint investigation");
        assertThat(english.findValues("group").get(0).get(0).path("name").asText())
                .isEqualTo("Complaints");
    }

    @Test
    @DisplayName("It is that of the profile, else the browser's, else English")
    void whose() {
        String path = "/task/" + task.getId();
        assertThat(get("conny", null, HAL, path).path("name").asText()).startsWith("Investigate");
        assertThat(get("conny", "fr, zh;q=0.5", HAL, path).path("name").asText())
                .startsWith("调查投诉");
        reader.choose("conny", Locale.CHINESE);
        assertThat(get("conny", "en-GB", HAL, path).path("name").asText()).startsWith("调查投诉");
        reader.choose("conny", Locale.ENGLISH);
        assertThat(get("conny", "zh-CN", HAL, path).path("name").asText()).startsWith("Investigate");
        reader.choose("conny", Locale.FRENCH);
        assertThat(get("conny", "zh-CN", HAL, path).path("name").asText())
                .as("a profile's language that is not offered")
                .startsWith("调查投诉");
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"en-GB", "zh-CN"})
    @DisplayName("A follow-up date is set and cleared by the whole task as the Tasklist got it, and the name stays")
    void followUp(String language) {
        String stored = task.getName();
        for (String date : new String[] {"2026-12-24T10:00:00.000+0000", null}) {
            // as cam-tasklist-task-meta.js: all but what HAL adds
            ObjectNode sent = (ObjectNode) get("conny", language, HAL, "/task/" + task.getId());
            sent.remove(List.of("_embedded", "_links"));
            sent.put(
                    "followUp",
                    date == null
                            ? null
                            : Shop.next(java.time.DayOfWeek.MONDAY, java.time.LocalTime.NOON)
                                    .toString()
                                    .replace("Z", ".000+0000"));
            HttpResponse<String> answer =
                    send("conny", language, HAL, "PUT", "/engine-rest/task/" + task.getId(), sent.toString(), null);

            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(204);
            Task now = tasks.createTaskQuery().taskId(task.getId()).singleResult();
            assertThat(now.getFollowUpDate() == null).isEqualTo(date == null);
            assertThat(now.getName()).isEqualTo(stored);
        }
    }

    @Test
    @DisplayName("Another name than the one that is shown is a change, and refused as in English")
    void renamed() {
        for (String user : List.of("conny", "demo")) {
            ObjectNode sent = (ObjectNode) get("conny", "zh-CN", HAL, "/task/" + task.getId());
            sent.remove(List.of("_embedded", "_links"));
            sent.put("name", "请先看这里");
            assertThat(send(user, "zh-CN", HAL, "PUT", "/engine-rest/task/" + task.getId(), sent.toString(), TASKLIST)
                            .statusCode())
                    .isIn(400, 403);
        }
        assertThat(tasks.createTaskQuery().taskId(task.getId()).singleResult().getName())
                .isEqualTo(task.getName());
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"en-GB, Complaints, My tasks", "zh-CN, 投诉处理, 我的任务"})
    @DisplayName("Filters are called in it; one that an administrator saves from its dialog keeps the stored name")
    void filtersBySavedName(String language, String queue, String mine) throws JsonProcessingException {
        assertThat(names(get("conny", language, HAL, "/filter?resourceType=Task")))
                .containsExactlyInAnyOrder(queue, mine);

        Filter stored = filters.createTaskFilterQuery().list().stream()
                .filter(filter -> filter.getName().equals("Complaints"))
                .findFirst()
                .orElseThrow();
        ObjectNode shown = (ObjectNode) json.readTree(
                send("demo", language, HAL, "GET", "/engine-rest/filter/" + stored.getId(), null, TASKLIST)
                        .body());
        assertThat(shown.path("name").asText()).isEqualTo(queue);
        assertThat(shown.at("/properties/description").asText().matches(HAN)).isEqualTo(language.startsWith("zh"));
        // as cam-tasklist-filter-modal.js
        ((ObjectNode) shown.path("properties")).put("color", "#123456");
        shown.remove(List.of("owner", "itemCount"));
        HttpResponse<String> saved =
                send("demo", language, HAL, "PUT", "/engine-rest/filter/" + stored.getId(), shown.toString(), TASKLIST);

        assertThat(saved.statusCode()).as(saved.body()).isEqualTo(204);
        Filter after = filters.getFilter(stored.getId());
        assertThat(after.getName()).isEqualTo(stored.getName());
        assertThat(after.getProperties())
                .containsEntry("description", stored.getProperties().get("description"))
                .containsEntry("color", "#123456");
        filters.saveFilter(after.setProperties(stored.getProperties()));
    }

    private List<String> names(JsonNode filters) {
        List<String> names = new ArrayList<>();
        filters.forEach(filter -> names.add(filter.path("name").asText()));
        return names;
    }

    @Test
    @DisplayName("A form asks in it, and says in it what is wrong")
    void form() {
        JsonNode form = get("conny", "zh-CN", "application/json", "/task/" + task.getId() + "/deployed-form");
        assertThat(form.findValuesAsText("label")).contains("调查结果", "退款").allSatisfy(label -> assertThat(label)
                .matches(HAN));
        assertThat(form.findValuesAsText("key")).contains("findings", "rootCause");
        assertThat(get("conny", "en", "application/json", "/task/" + task.getId() + "/deployed-form")
                        .toString())
                .contains("Findings")
                .doesNotMatch(HAN);

        HttpResponse<String> refused = send(
                "conny",
                "zh-CN",
                HAL,
                "POST",
                "/engine-rest/task/" + task.getId() + "/submit-form",
                "{\"variables\": {\"amount\": {\"value\": \"1e9\"}, \"reasons\": {\"value\": \"短\"},"
                        + " \"remedy\": {\"value\": \"perhaps\"}}}",
                null);
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body())
                .contains("“调查结果”必须填写", "“金额”必须是仅含数字的金额", "“告知客户的理由”至少需要 20 个字符")
                .containsPattern("必须是以下之一：“[^”]+”、.*“退款”")
                .doesNotContain("must be", "refund", "Cannot submit", task.getId());
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"en-GB, refund", "zh-CN, 退款"})
    @DisplayName(
            "What is chosen in a form is stored as what it stands for; the next form shows it in the reader's language, and"
                    + " takes it back as that")
    void submittedAndShown(String language, String shown) throws Exception {
        String form = Files.readString(Path.of(APPROVAL));
        try {
            // a field that nobody can change, whose words stand in the texts alone
            release(APPROVAL, asTextField(form, "remedy"));
            String customer = shop.customer();
            String expensive = shop.complaint(customer, "email", "The pot is broken.", shop.order(customer, 900));
            Task investigation = journeys.task("complaint:" + expensive, "investigate");
            submit(
                    "conny",
                    language,
                    investigation,
                    """
                    {"findings": {"value": "It was packed loosely."}, "rootCause": {"value": "Packaging"},
                     "remedy": {"value": "refund"}, "amount": {"value": "600"},
                     "reasons": {"value": "The pot was packed loosely; you get all of it back."}}""");

            Task approval = journeys.task("complaint:" + expensive, "approve-compensation");
            JsonNode variables =
                    get("leo", language, "application/json", "/task/" + approval.getId() + "/form-variables");
            assertThat(variables.at("/remedy/value").asText()).isEqualTo(shown);
            assertThat(tasks.getVariable(approval.getId(), "remedy")).isEqualTo("refund");

            submit(
                    "leo",
                    language,
                    approval,
                    "{\"decision\": {\"value\": \"approve\"}, \"remedy\": {\"value\": \"" + shown + "\"}}");
            assertThat(tasks.createTaskQuery().taskId(approval.getId()).count()).isZero();
            assertThat(complaints.find(expensive).orElseThrow().remedy()).isEqualTo("refund");
        } finally {
            release(APPROVAL, form);
        }
    }

    private String asTextField(String form, String key) throws JsonProcessingException {
        ObjectNode root = (ObjectNode) json.readTree(form);
        for (JsonNode component : root.path("components")) {
            if (component.path("key").asText().equals(key)) {
                ((ObjectNode) component).put("type", "textfield").remove("values");
            }
        }
        return root.toString();
    }

    private void submit(String user, String language, Task of, String variables) {
        HttpResponse<String> answer = send(
                user,
                language,
                HAL,
                "POST",
                "/engine-rest/task/" + of.getId() + "/submit-form",
                "{\"variables\": " + variables + "}",
                null);
        assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 204);
    }

    @Test
    @DisplayName("The language of a member in staff.yaml is the Tasklist's, whatever the browser asks for")
    void memberOfTheFile() throws Exception {
        String staff = Files.readString(Path.of(StaffFile.PATH));
        try {
            release(StaffFile.PATH, staff + "members:\n  mei: {first-name: Mei, locale: zh, groups: [complaints]}\n");
            ((IdentityServiceImpl) identity).saveUser(withPassword("mei"), true);

            JsonNode hal = get("mei", "en-GB", HAL, "/task/" + task.getId());
            assertThat(hal.path("name").asText()).isEqualTo("调查投诉 · " + number);
            assertThat(names(get("mei", "en-GB", HAL, "/filter?resourceType=Task")))
                    .containsExactlyInAnyOrder("投诉处理", "我的任务");
            assertThat(config("mei")).contains("\"availableLocales\":[\"zh\"]", "\"fallbackLocale\":\"zh\"");

            release(StaffFile.PATH, staff + "members:\n  mei: {first-name: Mei, locale: en, groups: [complaints]}\n");
            assertThat(get("mei", "zh-CN", HAL, "/task/" + task.getId())
                            .path("name")
                            .asText())
                    .startsWith("Investigate");
        } finally {
            release(StaffFile.PATH, staff);
            identity.deleteUser("mei");
        }
    }

    private void release(String path, String content) {
        releases.put(
                new Releases.Wish(new Author("demo", true), Release.COMMAND, "a test", false),
                List.of(ReleaseFile.of(path, content)),
                false);
    }

    private User withPassword(String login) {
        User user = identity.createUserQuery().userId(login).singleResult();
        user.setPassword("demo");
        return user;
    }

    /** The configuration that the Tasklist loads, once somebody has logged in to it. */
    private String config(String login) throws Exception {
        CookieManager cookies = new CookieManager();
        HttpClient browser = HttpClient.newBuilder()
                .cookieHandler(cookies)
                .followRedirects(HttpClient.Redirect.NORMAL)
                .build();
        String root = "http://localhost:" + port;
        browser.send(
                HttpRequest.newBuilder(URI.create(root + "/camunda/app/tasklist/default/"))
                        .build(),
                HttpResponse.BodyHandlers.discarding());
        String token = cookies.getCookieStore().getCookies().stream()
                .filter(cookie -> cookie.getName().equals("XSRF-TOKEN"))
                .map(HttpCookie::getValue)
                .findFirst()
                .orElseThrow();
        HttpResponse<String> in = browser.send(
                HttpRequest.newBuilder(URI.create(root + "/camunda/api/admin/auth/user/default/login/tasklist"))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .header("X-XSRF-TOKEN", token)
                        .POST(HttpRequest.BodyPublishers.ofString("username=" + login + "&password=demo"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(in.statusCode()).as(in.body()).isEqualTo(200);
        return browser.send(
                        HttpRequest.newBuilder(URI.create(root + "/camunda/app/tasklist/scripts/config.js"))
                                .header("Accept-Language", "en-GB")
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
    }

    @Test
    @DisplayName("Who may not do something is told so in it")
    void refusals() {
        assertThat(send("conny", "zh-CN", HAL, "GET", "/engine-rest/task/nothing", null, null)
                        .body())
                .contains("该任务已完成或不存在");
        tasks.claim(task.getId(), "demo");
        HttpResponse<String> claimed = send(
                "conny",
                "zh-CN",
                HAL,
                "POST",
                "/engine-rest/task/" + task.getId() + "/claim",
                "{\"userId\":\"conny\"}",
                null);
        assertThat(claimed.body()).contains("该任务已由“demo”认领").doesNotContain("has claimed");
        assertThat(send(
                                "conny",
                                "en",
                                HAL,
                                "POST",
                                "/engine-rest/task/" + task.getId() + "/claim",
                                "{\"userId\":\"conny\"}",
                                null)
                        .body())
                .contains("'demo' has claimed this task")
                .doesNotMatch(HAN);
    }

    @Test
    @DisplayName("Tasks are found by what their reader sees, by what is stored, and by the number behind it")
    void search() {
        String filter = filters.createTaskFilterQuery().list().stream()
                .filter(one -> one.getName().equals("Complaints"))
                .findFirst()
                .orElseThrow()
                .getId();
        for (String wanted : List.of("%调查%", "%" + number + "%", "Investigate%")) {
            for (String query : List.of(
                    "{\"nameLike\": \"" + wanted + "\"}", "{\"orQueries\": [{\"nameLike\": \"" + wanted + "\"}]}")) {
                assertThat(found(filter, query)).as(query).contains(task.getId());
            }
        }
        assertThat(found(filter, "{\"nameLike\": \"%催办%\"}")).doesNotContain(task.getId());
        assertThat(found(filter, "{\"processDefinitionName\": \"投诉调查\"}")).contains(task.getId());
        assertThat(found(filter, "{\"processDefinitionNameLike\": \"%配送%\"}")).doesNotContain(task.getId());
        assertThat(found(filter, "{\"nameLike\": \"%调查%\", \"assignee\": \"nobody\"}"))
                .as("the other criteria still hold")
                .isEmpty();
    }

    private List<String> found(String filter, String query) {
        HttpResponse<String> answer = send(
                "conny",
                "zh-CN",
                "application/json",
                "POST",
                "/engine-rest/filter/" + filter + "/list?firstResult=0&maxResults=1000",
                query,
                null);
        assertThat(answer.statusCode()).as(query + answer.body()).isEqualTo(200);
        try {
            return json.readTree(answer.body()).findValuesAsText("id");
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    @DisplayName("The diagram is labelled in it; what goes back into deployments stays as it was deployed")
    void diagram() {
        String model = "/process-definition/" + task.getProcessDefinitionId() + "/xml";
        String chinese = get("conny", "zh-CN", "application/json", model)
                .path("bpmn20Xml")
                .asText();
        assertThat(chinese).contains("name=\"调查投诉\"", "name=\"超出上限？\"").doesNotContain("name=\"Above limit?\"");
        assertThat(get("conny", "zh-CN", "application/json", "/process-definition/" + task.getProcessDefinitionId())
                        .path("name")
                        .asText())
                .isEqualTo("投诉调查");

        String deployed = get("demo", "zh-CN", "application/json", model)
                .path("bpmn20Xml")
                .asText();
        assertThat(deployed).contains("name=\"Above limit?\"").doesNotMatch(HAN);
        assertThat(send("demo", "zh-CN", "application/json", "GET", "/engine-rest" + model, null, TASKLIST)
                        .body())
                .as("an administrator in the Tasklist")
                .contains("超出上限？");
    }

    @Test
    @DisplayName("Pages and mails follow the profile, too; without one, pages follow the browser")
    void pagesAndMails() {
        assertThat(send("demo", "en", "text/html", "GET", "/operations", null, null)
                        .body())
                .contains("<html lang=\"en\"");
        reader.choose("demo", Locale.CHINESE);
        try {
            assertThat(send("demo", "en", "text/html", "GET", "/operations", null, null)
                            .body())
                    .contains("<html lang=\"zh-CN\"");
            assertThat(send("demo", "en", "text/html", "GET", "/operations/nothing", null, null)
                            .body())
                    .contains("此地址没有任何内容");
            assertThat(facts.staff("demo").orElseThrow().locale()).isEqualTo(Locale.CHINESE);
            assertThat(facts.staff("conny").orElseThrow().locale()).isEqualTo(Locale.ENGLISH);
        } finally {
            reader.choose("demo", null);
        }
    }

    private JsonNode get(String user, String language, String accept, String path) {
        HttpResponse<String> answer = send(user, language, accept, "GET", "/engine-rest" + path, null, null);
        assertThat(answer.statusCode()).as(path + answer.body()).isEqualTo(200);
        try {
            return json.readTree(answer.body());
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    private HttpResponse<String> send(
            String user, String language, String accept, String method, String path, String body, String page) {
        OverHttp http = new OverHttp(port);
        HttpRequest.Builder request = body == null
                ? http.as(user, path).method(method, HttpRequest.BodyPublishers.noBody())
                : http.json(user, method, path, body);
        request.header("Accept", accept);
        if (language != null) {
            request.header("Accept-Language", language);
        }
        if (page != null) {
            request.header("Referer", page);
        }
        return http.send(request);
    }
}
