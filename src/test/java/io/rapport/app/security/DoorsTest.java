package io.rapport.app.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.rapport.desk.StaffDirectory;
import io.rapport.testing.RapportTest;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.actuate.health.HealthEndpointGroups;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Who may pass which door, tried over HTTP at the running application. */
@RapportTest
@Tag("slow")
class DoorsTest {

    private static final String EVENT = "/api/events?source=s&id=1";
    private static final String NEW_ADMINISTRATOR =
            """
            {"profile":{"id":"mallory","firstName":"M","lastName":"M","email":""},"credentials":{"password":"x"}}""";

    private final HttpClient http = HttpClient.newHttpClient();

    @LocalServerPort
    private int port;

    @Autowired
    private MeterRegistry metrics;

    @Autowired
    private StaffDirectory staff;

    @Autowired
    private HealthEndpointGroups health;

    @Test
    void theApiAsksForAKeyWithAProblemThatNamesTheWay() throws Exception {
        HttpResponse<String> answer = send(get(EVENT));

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.headers().firstValue("WWW-Authenticate"))
                .hasValueSatisfying(value -> assertThat(value).startsWith("Bearer"));
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(answer.body())
                .contains("\"type\":\"urn:rapport:problem:no-valid-key\"")
                .contains("\"status\":401")
                .contains("X-API-Key");
    }

    @Test
    void theApiTakesAKeyInEitherHeader() throws Exception {
        // 404: the door is open, and there is no such event
        assertThat(send(get(EVENT).header("Authorization", "Bearer demo-key")).statusCode())
                .isEqualTo(404);
        assertThat(send(get(EVENT).header("X-API-Key", "demo-key")).statusCode())
                .isEqualTo(404);
    }

    @Test
    void aWrongKeyIsRefusedAndCounted() throws Exception {
        double before =
                metrics.get("rapport.api.refused").tag("key", "wrong").counter().count();

        assertThat(send(get(EVENT).header("Authorization", "Bearer demo-kez")).statusCode())
                .isEqualTo(401);

        assertThat(metrics.get("rapport.api.refused")
                        .tag("key", "wrong")
                        .counter()
                        .count())
                .isEqualTo(before + 1);
    }

    @ParameterizedTest
    @CsvSource({
        "/nothing, , en-GB, 403, There is nothing here that your login may see",
        "/nothing, , zh-CN, 403, 此处没有您的账号可以查看的内容",
        "/operations, clara, en-GB, 403, It is for members of: camunda-admin",
        "/operations, stranger, en-GB, 401, Please log in",
        "/customers/x, stranger, zh-CN, 401, 请登录后再试",
        "/operations/nothing, demo, zh-CN, 404, 此地址没有任何内容",
        "/p/a/b, , en-GB, 404, This link does not work any more",
    })
    void aBrowserIsToldInThePersonsLanguageWhatIsWrong(
            String path, String login, String language, int status, String words) throws Exception {
        HttpRequest.Builder request = get(path).header("Accept", "text/html").header("Accept-Language", language);
        HttpResponse<String> answer =
                send(login == null ? request : request.header("Authorization", basic(login, "demo")));

        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.body())
                .contains("<html lang=\"" + (language.equals("zh-CN") ? language : "en") + "\"", words)
                .doesNotContain("Whitelabel", "Exception");
    }

    /** Before anybody is asked who they are: of a form that is too large no field can be read. */
    @ParameterizedTest
    @CsvSource({
        "/customers/panel, en-GB, What was sent is too large",
        "/operations/dead-letters, zh-CN, 提交的内容过多",
        "/studio/segments, en-GB, Shorten it",
        "/login, zh-CN, 请缩短后重新提交",
        "/p/a, en-GB, what you typed still stands there",
    })
    void aFormThatIsTooLargeIsRefusedWithWhatToDo(String path, String language, String words) throws Exception {
        for (String form : List.of("note=" + "x".repeat(3_000_000), "a=1&".repeat(20_000))) {
            HttpResponse<String> answer = send(HttpRequest.newBuilder(uri(path))
                    .header("Content-Type", "application/x-www-form-urlencoded")
                    .header("Accept", "text/html")
                    .header("Accept-Language", language)
                    .POST(BodyPublishers.ofString(form)));
            assertThat(answer.statusCode())
                    .as("%s, %s characters", path, form.length())
                    .isEqualTo(413);
            assertThat(answer.body()).contains(words);
        }
    }

    @Test
    void theBrowsersPictureIsThereForAll() throws Exception {
        assertThat(send(get("/favicon.ico")).statusCode()).isEqualTo(200);
    }

    @Test
    void aPersonsLoginOpensNoApi() throws Exception {
        assertThat(send(get(EVENT).header("Authorization", basic("demo", "demo")))
                        .statusCode())
                .isEqualTo(401);
    }

    @Test
    void theEnginesRestApiAsksForALogin() throws Exception {
        assertThat(send(get("/engine-rest/process-definition")).statusCode()).isEqualTo(401);
        staff.ensureUser("forgetful", "For", "Getful", null, "right", Set.of());
        assertThat(send(get("/engine-rest/process-definition").header("Authorization", basic("forgetful", "wrong")))
                        .statusCode())
                .isEqualTo(401);
        assertThat(send(get("/engine-rest/process-definition").header("Authorization", "Bearer demo-key"))
                        .statusCode())
                .isEqualTo(401);
    }

    @Test
    void theEnginesRestApiShowsToEachWhatTheyMaySee() throws Exception {
        HttpResponse<String> administrator =
                send(get("/engine-rest/user").header("Authorization", basic("demo", "demo")));
        HttpResponse<String> staff = send(get("/engine-rest/user").header("Authorization", basic("clara", "demo")));

        assertThat(administrator.statusCode()).isEqualTo(200);
        assertThat(administrator.body()).contains("\"rita\"");
        assertThat(staff.statusCode()).isEqualTo(403);
        assertThat(staff.body()).contains("Your account may not GET here").doesNotContain("rita");
    }

    @Test
    void staffMayNotDeploy() throws Exception {
        HttpResponse<String> answer = send(deployment().header("Authorization", basic("clara", "demo")));

        assertThat(answer.statusCode()).isEqualTo(403);
    }

    @Test
    void aPageOfAnotherSiteMayNotUseAnAdministratorsLogin() throws Exception {
        HttpRequest.Builder request = deployment().header("Authorization", basic("demo", "demo"));

        assertThat(send(request.copy().header("Origin", "https://evil.example")).statusCode())
                .isEqualTo(403);
        assertThat(send(request.copy().header("Sec-Fetch-Site", "cross-site")).statusCode())
                .isEqualTo(403);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/camunda/api/admin/setup/default/user/create",
                "/camunda/api/admin/setup/",
                "/camunda/api/admin/%73etup/default/user/create",
                "/camunda/api/admin/%2573etup/default/user/create",
                "/camunda/api/admin//setup/default/user/create",
                "/camunda/api//admin/setup/default/user/create",
                "/camunda/api/admin;x=y/setup/default/user/create",
                "/camunda/api/admin/setup;x=y/default/user/create",
                "/camunda/api/admin/./setup/default/user/create",
                "/camunda/api/admin/auth/../setup/default/user/create",
                "/camunda/api/admin/auth/%2e%2e/setup/default/user/create",
                "/camunda/api/admin%2fsetup/default/user/create",
                "/camunda/api/admin/SETUP/default/user/create",
                "/camunda//api/admin/setup/default/user/create",
                "/desk/..;/camunda/api/admin/setup/default/user/create",
            })
    void nobodyMakesThemselvesAdministratorByTheWebAppsSetup(String path) throws Exception {
        int status = statusOf("POST " + path, NEW_ADMINISTRATOR);

        assertThat(status).isIn(400, 403);
        assertThat(send(get("/engine-rest/user/mallory/profile").header("Authorization", basic("demo", "demo")))
                        .statusCode())
                .isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/camunda/app/admin/default/setup/",
                "/camunda/app/admin/default/setup",
                "/camunda/app/admin/x/%73etup/"
            })
    void theSetupPageIsShut(String path) throws Exception {
        assertThat(statusOf("GET " + path, "")).isEqualTo(403);
    }

    @Test
    void theWebAppsOpenWithTheirOwnLoginAndHeaders() throws Exception {
        HttpResponse<String> tasklist = send(get("/camunda/app/tasklist/default/"));

        assertThat(tasklist.statusCode()).isEqualTo(200);
        assertThat(tasklist.headers().allValues("Content-Security-Policy"))
                .singleElement()
                .satisfies(policy -> assertThat(policy).contains("nonce-"));
        assertThat(send(get("/camunda/api/admin/auth/user/default")).statusCode())
                .isEqualTo(404);
        assertThat(send(get("/camunda/api/engine/engine/default/task")).statusCode())
                .isEqualTo(401);
    }

    @Test
    void theBareAddressLeadsToTheTasks() throws Exception {
        HttpResponse<String> answer = send(get("/"));

        assertThat(answer.statusCode()).isEqualTo(302);
        assertThat(answer.headers().firstValue("Location")).contains("/camunda/app/tasklist/default/");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/", "/camunda", "/camunda/", "/camunda/app", "/camunda/app/tasklist", "/camunda/app/admin"})
    void noRedirectLeadsToTheHostThatSomebodyNames(String path) throws Exception {
        String answer = answerTo("GET " + path, "evil.example", "");

        assertThat(answer).doesNotContain("evil.example");
    }

    @ParameterizedTest
    @CsvSource({
        "/engine-rest/process-definition/key/onboarding/xml, demo",
        "/engine-rest/task?taskDefinitionKey=none, demo",
        "/engine-rest/user/demo/profile, demo",
        "/engine-rest/filter?itemCount=true, demo",
        "/api/openapi, dana",
        "/api/openapi.yaml, dana",
        "/studio/messages, dana",
        "/operations, demo",
        "/mailbox, demo",
        "/customers, clara",
    })
    void noLinkLeadsToTheHostThatSomebodyNames(String path, String login) throws Exception {
        String answer =
                answerTo("GET " + path + " HTTP/1.1\r\nAuthorization: " + basic(login, "demo"), "evil.example", "");

        assertThat(answer).contains(" 200 ").doesNotContain("evil.example");
    }

    @Test
    void aLinkOfTheEnginesApiLeadsToThePublicAddress() throws Exception {
        String answer = answerTo(
                "OPTIONS /engine-rest/filter HTTP/1.1\r\nAuthorization: " + basic("demo", "demo"), "evil.example", "");

        assertThat(answer).contains("\"href\":\"http://localhost:").doesNotContain("evil.example");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/engine-rest;x/task",
                "/engine-rest/task;x=y/1",
                "/engine-rest/%3b/task",
                "/camunda/api/..;/engine-rest/task",
                "/camunda/api/engine/engine/default/task/..;/user",
                "/camunda/app/tasklist;jsessionid=1/default/",
                "/engine-rest/task/./1",
                "/engine-rest/task/../user",
                "/engine-rest/task/%2e%2e/user",
                "/engine-rest//user",
                "/engine-rest/task%2fx",
                "/engine-rest/task%5cx",
                "/p;x/abc",
            })
    void pathsThatCanBeReadInTwoWaysAreBadRequests(String path) throws Exception {
        assertThat(statusOf("GET " + path, "")).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/engine-rest/task", "/operations", "/studio", "/customers", "/actuator/info", "/api/openapi"})
    void nulCharactersInALoginAreBadRequests(String path) throws Exception {
        for (HttpResponse<String> answer : List.of(
                send(get(path).header("Authorization", basic("de\0mo", "demo"))),
                send(get(path).header("Authorization", basic("demo", "de\0mo"))))) {
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
            assertThat(answer.body()).contains("NUL characters");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/engine-rest/task", "/actuator/info", "/api/openapi"})
    void nulCharactersInAParameterAreBadRequestsWhereNoPageCleansThem(String path) throws Exception {
        HttpResponse<String> answer = send(get(path + "?q=%00").header("Authorization", basic("demo", "demo")));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        assertThat(answer.body()).contains("NUL characters");
    }

    @Test
    void monitoringReadsTheMetricsByATokenOfItsOwnThatOpensNothingElse() throws Exception {
        String token = "Bearer metrics-token-for-tests";

        HttpResponse<String> answer = send(get("/actuator/prometheus").header("Authorization", token));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("rapport_api_refused_total");

        assertThat(send(get("/actuator/prometheus").header("Authorization", token + "x"))
                        .statusCode())
                .isEqualTo(401);
        assertThat(send(get("/actuator/prometheus").header("Authorization", "Bearer demo-key"))
                        .statusCode())
                .isEqualTo(401);
        for (String path : List.of("/actuator/info", "/actuator", "/operations", "/engine-rest/task", EVENT)) {
            assertThat(send(get(path).header("Authorization", token)).statusCode())
                    .as(path)
                    .isEqualTo(401);
        }
    }

    @Test
    void aNodeWithoutItsDatabaseGetsNoTrafficButIsNotStartedAnew() {
        assertThat(health.get("readiness").isMember("db")).isTrue();
        assertThat(health.get("readiness").isMember("readinessState")).isTrue();
        assertThat(health.get("liveness").isMember("db")).isFalse();
    }

    @Test
    void whetherItLivesIsToldToEverybodyAndNothingMore() throws Exception {
        assertThat(send(get("/actuator/health/liveness")).body()).isEqualTo("{\"status\":\"UP\"}");
        assertThat(send(get("/actuator/health/readiness")).body()).isEqualTo("{\"status\":\"UP\"}");
        assertThat(send(get("/actuator/health")).body()).matches("\\{\"status\":\"UP\"(,\"groups\":\\[[^]]*])?}");
        assertThat(send(get("/actuator/health/db")).statusCode()).isEqualTo(401);
        assertThat(send(get("/actuator")).statusCode()).isEqualTo(401);
        assertThat(send(get("/actuator/info")).statusCode()).isEqualTo(401);
        assertThat(send(get("/actuator/prometheus")).statusCode()).isEqualTo(401);
    }

    @Test
    void administratorsReadTheMetrics() throws Exception {
        HttpResponse<String> answer = send(get("/actuator/prometheus").header("Authorization", basic("demo", "demo")));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("rapport_api_refused_total");
        assertThat(send(get("/actuator/prometheus").header("Authorization", basic("clara", "demo")))
                        .statusCode())
                .isEqualTo(403);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/mailbox", "/mailbox/messages.json", "/operations", "/operations/x"})
    void administrationAsksForAnAdministrator(String path) throws Exception {
        assertThat(send(get(path)).statusCode()).isEqualTo(401);
        assertThat(send(get(path).header("Authorization", basic("clara", "demo")))
                        .statusCode())
                .isEqualTo(403);
    }

    @Test
    void administratorsReadTheMailbox() throws Exception {
        HttpResponse<String> page = send(get("/mailbox").header("Authorization", basic("demo", "demo")));
        HttpResponse<String> mails = send(get("/mailbox/messages.json").header("Authorization", basic("demo", "demo")));

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
                .startsWith("default-src 'none'");
        assertThat(mails.statusCode()).isEqualTo(200);
        assertThat(mails.body()).startsWith("[");
    }

    @Test
    void whatIsNotNamedIsDenied() throws Exception {
        assertThat(send(get("/anything")).statusCode()).isEqualTo(403);
        assertThat(send(get("/error")).statusCode()).isEqualTo(403);
        assertThat(send(HttpRequest.newBuilder(uri("/desk/x")).POST(BodyPublishers.noBody()))
                        .statusCode())
                .isEqualTo(403);
    }

    private HttpRequest.Builder deployment() {
        String body = "--b\r\nContent-Disposition: form-data; name=\"deployment-name\"\r\n\r\nx\r\n"
                + "--b\r\nContent-Disposition: form-data; name=\"x.txt\"; filename=\"x.txt\"\r\n"
                + "Content-Type: text/plain\r\n\r\nx\r\n--b--\r\n";
        return HttpRequest.newBuilder(uri("/engine-rest/deployment/create"))
                .header("Content-Type", "multipart/form-data; boundary=b")
                .POST(BodyPublishers.ofString(body));
    }

    private HttpRequest.Builder get(String path) {
        return HttpRequest.newBuilder(uri(path)).GET();
    }

    private URI uri(String path) {
        return URI.create("http://localhost:" + port + path);
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return http.send(request.build(), BodyHandlers.ofString());
    }

    private int statusOf(String methodAndPath, String body) throws IOException {
        return Integer.parseInt(answerTo(methodAndPath, "localhost", body).split(" ")[1]);
    }

    /** Over a bare socket, since clients tidy odd paths up. */
    private String answerTo(String methodAndPath, String host, String body) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            String request = (methodAndPath.contains("HTTP/1.1") ? methodAndPath : methodAndPath + " HTTP/1.1")
                    + "\r\nHost: " + host + "\r\nConnection: close\r\n"
                    + "Content-Type: application/json\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static String basic(String user, String password) {
        return "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
    }
}
