package io.rapport.app.availability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import io.rapport.link.Links;
import io.rapport.link.Links.Purpose;
import io.rapport.testing.RapportTest;
import java.net.CookieManager;
import java.net.HttpCookie;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Base64;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;

@RapportTest
@ExtendWith(OutputCaptureExtension.class)
@DisplayName("While the database gives no connection")
@Tag("slow")
class DatabaseAwayTest {

    private static final String BASIC =
            "Basic " + Base64.getEncoder().encodeToString("demo:demo".getBytes(StandardCharsets.UTF_8));

    @LocalServerPort
    private int port;

    @Autowired
    private HikariDataSource pool;

    @Autowired
    private Links links;

    private final CookieManager cookies = new CookieManager();
    private final HttpClient http =
            HttpClient.newBuilder().cookieHandler(cookies).build();
    private long patience;

    @BeforeEach
    void takeTheDatabaseAway() throws Exception {
        patience = pool.getConnectionTimeout();
        // the shortest that the pool takes: each request waits as long, some for several connections
        pool.setConnectionTimeout(250);
        logIn();
        administer("alter database %1$s with allow_connections false");
        administer("select pg_terminate_backend(pid) from pg_stat_activity where datname = '%1$s'");
        // the pool does not try those that were used within half a second, and the tests before may have used many
        pool.getHikariPoolMXBean().softEvictConnections();
    }

    @AfterEach
    void giveItBack() throws Exception {
        administer("alter database %1$s with allow_connections true");
        pool.setConnectionTimeout(patience);
        await().atMost(Duration.ofSeconds(20))
                .ignoreExceptionsInstanceOf(SQLException.class)
                .until(() -> {
                    try (Connection connection = pool.getConnection()) {
                        return connection.isValid(1);
                    }
                });
    }

    @Test
    @DisplayName("each door answers 503 in its own form, and metrics what is known, with no stack in the log")
    void doors(CapturedOutput log) throws Exception {
        String link = links.link(Purpose.PREFERENCES, UUID.randomUUID(), "away-1", null, null)
                .getPath();
        HttpResponse<String> page = get("/operations", "Authorization", BASIC, "Accept", "text/html");
        unavailable(page);
        assertThat(page.body()).contains("cannot reach its database", "try again in a minute");
        unavailable(get("/studio", "Authorization", BASIC, "Accept", "text/html"));
        unavailable(get(link, "Accept", "text/html"));

        HttpResponse<String> rest = get("/engine-rest/task", "Authorization", BASIC);
        unavailable(rest);
        assertThat(rest.headers().firstValue("Content-Type").orElseThrow()).startsWith("application/json");
        assertThat(rest.body())
                .startsWith("{\"type\":\"DatabaseUnavailable\",\"message\":\"The database does not answer.");

        for (String resource : new String[] {
            "/camunda/api/engine/engine/default/task",
            "/camunda/api/engine/engine/default/task/count",
            "/camunda/api/cockpit/plugin/base/default/process-definition/statistics",
            "/camunda/api/admin/auth/user/default",
            "/desk/tasks/1/card"
        }) {
            HttpResponse<String> answer = get(resource);
            assertThat(answer.body()).as(resource).doesNotContain("Exception", "SQL");
            if (answer.statusCode() != 200) {
                unavailable(answer);
            }
        }

        HttpResponse<String> event = get("/api/events?source=/shop&id=1", "X-API-Key", "demo-key");
        unavailable(event);
        assertThat(event.headers().firstValue("Content-Type").orElseThrow()).startsWith("application/problem+json");

        long begin = System.nanoTime();
        HttpResponse<String> metrics = get("/actuator/prometheus", "Authorization", "Bearer metrics-token-for-tests");
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(2));
        assertThat(metrics.statusCode()).isEqualTo(200);
        assertThat(metrics.body())
                .contains(
                        "rapport_inbox_size{state=\"dead\"} NaN",
                        "rapport_journey_jobs_failed NaN",
                        "rapport_database_up ");
        assertThat(log.getAll()).doesNotContain("Servlet.service()");
        assertThat(log.getAll().lines().filter(line -> line.contains("-exec-")))
                .as("what requests have logged")
                .isNotEmpty()
                .noneMatch(line -> line.contains(" ERROR "));
    }

    private static void unavailable(HttpResponse<String> answer) {
        assertThat(answer.statusCode())
                .as(answer.request().uri() + ": " + answer.body())
                .isEqualTo(503);
        assertThat(answer.headers().firstValue("Retry-After")).as("Retry-After").isPresent();
    }

    private void logIn() throws Exception {
        get("/camunda/app/tasklist/default/");
        String token = cookies.getCookieStore().getCookies().stream()
                .filter(cookie -> cookie.getName().equals("XSRF-TOKEN"))
                .map(HttpCookie::getValue)
                .findFirst()
                .orElseThrow();
        HttpResponse<String> answer = http.send(
                HttpRequest.newBuilder(uri("/camunda/api/admin/auth/user/default/login/tasklist"))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .header("X-XSRF-TOKEN", token)
                        .POST(BodyPublishers.ofString("username=demo&password=demo"))
                        .build(),
                BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(200);
    }

    private HttpResponse<String> get(String path, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return http.send(request.build(), BodyHandlers.ofString());
    }

    private URI uri(String path) {
        return URI.create("http://localhost:" + port + path);
    }

    /** From another database of the same server, which stays. */
    private void administer(String statement) throws SQLException {
        String url = pool.getJdbcUrl();
        String name = url.replaceFirst(".*/([^/?]+)(\\?.*)?$", "$1");
        try (Connection connection = DriverManager.getConnection(
                        url.replace("/" + name, "/postgres"), pool.getUsername(), pool.getPassword());
                Statement sql = connection.createStatement()) {
            sql.execute(statement.formatted(name));
        }
    }
}
