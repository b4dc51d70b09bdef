package io.rapport.imports;

import static io.rapport.testing.Journeys.newId;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rapport.testing.Eventually;
import io.rapport.testing.RapportTest;
import io.rapport.testing.StaffBrowser;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;

@RapportTest
@DisplayName("/api/imports")
class ImportsOverHttpTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    @LocalServerPort
    private int port;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private ImportWorker worker;

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                .header("X-API-Key", "demo-key");
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofString());
    }

    private HttpResponse<String> post(String query, String file, String... headers) throws Exception {
        HttpRequest.Builder request = request("/api/imports" + query)
                .header("Content-Type", "text/csv; charset=UTF-8")
                .POST(BodyPublishers.ofString(file));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return send(request);
    }

    private JsonNode over(HttpResponse<String> accepted) {
        String location = accepted.headers().firstValue("Location").orElseThrow();
        return Eventually.eventually(
                "the import is over",
                () -> JSON.readTree(send(request(location)).body()),
                job -> List.of("done", "failed").contains(job.path("state").asText()));
    }

    @Test
    @DisplayName("takes the day from which on it is news what days change about the customers, and says it again")
    void newsFrom() throws Exception {
        String id = newId("h");
        LocalDate day = LocalDate.now().plusMonths(6);
        JsonNode job = over(post("?kind=customers&newsFrom=" + day, "id,firstName\n%s,Ada\n".formatted(id)));
        assertThat(job.path("newsFrom").asText()).isEqualTo(day.toString());
        assertThat(jdbc.sql(
                                "select q.news_from from rapport.customer c join rapport.quiet_import q on q.import_id = c.import_id where c.id = ?")
                        .param(id)
                        .query(LocalDate.class)
                        .single())
                .isEqualTo(day);

        assertThat(detail(post("?kind=customers&newsFrom=tomorrow", "id\nX\n")))
                .isEqualTo("newsFrom: send a day, such as 2027-01-15.");
        for (String never : List.of(LocalDate.now().minusDays(3).toString(), "9999-12-31", "%2B10000-01-01")) {
            assertThat(detail(post("?kind=customers&newsFrom=" + never, "id\nX\n")))
                    .as(never)
                    .startsWith("newsFrom: send a day from today on and within a year");
        }
    }

    private static String detail(HttpResponse<String> refused) throws IOException {
        assertThat(refused.statusCode()).isEqualTo(400);
        return JSON.readTree(refused.body()).path("detail").asText();
    }

    @Test
    @DisplayName("refuses a parameter that there is not, with those that there are, and two mappings at once")
    void otherParameters() throws Exception {
        assertThat(detail(post("?kind=customers&newsfrom=2027-01-15", "id\nX\n")))
                .isEqualTo("newsfrom: there is no such parameter. Known here: kind, mapping, dryRun, newsFrom.");
        assertThat(detail(send(request("/api/events?source=s&id=1&Id=2"))))
                .isEqualTo("Id: there is no such parameter. Known here: source, id.");
        assertThat(detail(send(request("/api/customers/nobody?sort=name"))))
                .isEqualTo("sort: there is no such parameter. Known here: kind, before, most.");
        assertThat(detail(post(
                        "?kind=customers&mapping=shopify",
                        "id\nX\n",
                        "Import-Mapping",
                        Base64.getEncoder().encodeToString("like: shopify".getBytes(StandardCharsets.UTF_8)))))
                .startsWith("Send either the parameter mapping");
    }

    @Test
    @DisplayName("stores a file, answers 202 with an id, and says by that what became of it")
    void accepted() throws Exception {
        String id = newId("h");
        long events = jdbc.sql("select count(*) from rapport.inbox_event")
                .query(Long.class)
                .single();
        HttpResponse<String> accepted =
                post("?kind=customers", "id,firstName,phone\n%s,Ada,\n%1$s-2,Bea,no number\n".formatted(id));
        assertThat(accepted.statusCode()).isEqualTo(202);
        assertThat(JSON.readTree(accepted.body()).path("kind").asText()).isEqualTo("customers");
        JsonNode job = over(accepted);
        assertThat(job.path("state").asText()).isEqualTo("done");
        assertThat(job.path("sender").asText()).isEqualTo("demo");
        assertThat(List.of(
                        job.path("rows").asInt(),
                        job.path("taken").asInt(),
                        job.path("leftOut").asInt()))
                .containsExactly(2, 1, 1);
        assertThat(job.path("bytesRead").asLong()).isEqualTo(job.path("bytes").asLong());
        assertThat(job.path("faults").get(0).path("column").asText()).isEqualTo("phone");
        assertThat(job.toString()).as("what stands there is in the file alone").doesNotContain("no number");
        assertThat(jdbc.sql("select first_name from rapport.customer where id = ?")
                        .param(id)
                        .query(String.class)
                        .single())
                .isEqualTo("Ada");
        assertThat(jdbc.sql("select count(*) from rapport.inbox_event")
                        .query(Long.class)
                        .single())
                .as("no event")
                .isEqualTo(events);
        HttpResponse<String> faults =
                send(request("/api/imports/" + job.path("id").asText() + "/faults"));
        assertThat(faults.headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("text/csv"));
        assertThat(faults.body()).contains(id + "-2,Bea,no number,3,phone,no number,\"Write it in international form");
        assertThat(jdbc.sql(
                                "select concat_ws(' ', actor_kind, actor, action, what) from rapport.audit_entry where why = ?"
                                        + " order by id")
                        .param("import " + job.path("id").asText())
                        .query(String.class)
                        .list())
                .as("who brought it in, and who read the rows")
                .containsExactly("system demo import import.customers", "system demo read import-faults");
        assertThat(JSON.readTree(send(request("/api/imports")).body()).findValuesAsText("id"))
                .contains(job.path("id").asText());
    }

    @Test
    @DisplayName("shows each system its own imports, and nobody else's rows")
    void ownImports() throws Exception {
        JsonNode job = over(post("?kind=customers", "id,phone\n%s,no number\n".formatted(newId("h"))));
        String id = job.path("id").asText();
        assertThat(send(loader("/api/imports/" + id)).statusCode()).isEqualTo(404);
        HttpResponse<String> faults = send(loader("/api/imports/" + id + "/faults"));
        assertThat(faults.statusCode()).isEqualTo(404);
        assertThat(faults.body()).doesNotContain("no number");
        HttpResponse<String> all = send(loader("/api/imports"));
        assertThat(all.statusCode()).isEqualTo(200);
        assertThat(JSON.readTree(all.body()).findValuesAsText("id")).doesNotContain(id);
        assertThat(send(request("/api/imports/" + id + "/faults")).body()).contains("no number");
    }

    private HttpRequest.Builder loader(String path) {
        return HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                .header("X-API-Key", "loader-key");
    }

    @Test
    @DisplayName("shows a key of operators those of all systems, with what is wrong and where, and no rows")
    void allImports() throws Exception {
        JsonNode job = over(post("?kind=customers", "id,phone\n%s,no number\n".formatted(newId("h"))));
        String id = job.path("id").asText();
        JsonNode listed = JSON.readTree(send(watch("/api/imports/all")).body()).get(0);
        assertThat(listed.path("id").asText()).isEqualTo(id);
        assertThat(listed.path("sender").asText()).isEqualTo("demo");
        assertThat(listed.has("faults")).isFalse();

        JsonNode report = JSON.readTree(send(watch("/api/imports/all/" + id)).body());
        assertThat(report).isEqualTo(job);
        assertThat(report.path("faults").get(0).path("line").asInt()).isEqualTo(2);
        assertThat(report.toString()).doesNotContain("no number");
        assertThat(send(watch("/api/imports/all/" + id + "/faults")).statusCode())
                .isEqualTo(404);
        assertThat(send(watch("/api/imports/all/none")).statusCode()).isEqualTo(404);
    }

    private HttpRequest.Builder watch(String path) {
        return HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                .header("X-API-Key", "watch-key");
    }

    @Test
    @DisplayName("show operators on a page what was left out and where, in their language, and no rows")
    void onThePage() throws Exception {
        LocalDate day = LocalDate.now().plusMonths(6);
        JsonNode job = over(post("?kind=customers&newsFrom=" + day, "id,phone\n%s,no number\n".formatted(newId("h"))));
        String id = job.path("id").asText();
        Document list = new StaffBrowser(port, "demo", "zh-CN").page("/operations/imports");
        assertThat(list.select("tbody tr").first().select("td").eachText())
                .startsWith(id, "客户", "已完成", "demo")
                .endsWith("0", "0", "1");

        Document report = new StaffBrowser(port, "demo", "en-GB").page("/operations/imports/" + id);
        assertThat(report.select("#one").text()).isEqualTo("Import " + id);
        assertThat(report.select("main").text())
                .contains("2 phone Write it in international form")
                .contains("What days change is news from " + day)
                .doesNotContain("no number");
        assertThat(new StaffBrowser(port, "demo", "en-GB")
                        .get("/operations/imports/none")
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    @DisplayName("show operators who read Chinese in Chinese what is wrong with a row, and with a file")
    void inChinese() throws Exception {
        JsonNode row = over(post(
                "?kind=customers",
                "id,email,Tel: home\n%s,ada,no number\n".formatted(newId("h")),
                "Import-Mapping",
                base64("customers: {columns: {phone: \"Tel: home\"}}")));
        Document report = new StaffBrowser(port, "demo", "zh-CN")
                .page("/operations/imports/" + row.path("id").asText());
        assertThat(report.select("td.reason").first().wholeText())
                .isEqualTo("email：请填写邮箱地址，如 hannah@example.com，或留空。\n"
                        + "Tel: home：请按国际格式填写，如 +44 20 7946 0112，或在映射中写明 phonePrefix。");
        assertThat(report.select("main [lang=en]")).isEmpty();

        JsonNode file = over(post("?kind=orders", "id,id\n1,2\n"));
        Document refused = new StaffBrowser(port, "demo", "zh-CN")
                .page("/operations/imports/" + file.path("id").asText());
        assertThat(refused.select("main p").eachText()).contains("列“id”出现了 2 次：请给每列不同的名称，以便明确哪一列是 id。");
        assertThat(refused.select("main [lang=en]")).isEmpty();
    }

    private static String base64(String mapping) {
        return Base64.getEncoder().encodeToString(mapping.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    @DisplayName("takes a mapping by name or in a header, and tries a file without keeping anything")
    void mappingAndTrial() throws Exception {
        String id = newId("h");
        String mapping = base64("customers: {columns: {id: Nr, firstName: Name}}");
        JsonNode trial =
                over(post("?kind=customers&dryRun=true", "Nr,Name\n" + id + ",Ada\n", "Import-Mapping", mapping));
        assertThat(trial.path("taken").asInt()).isEqualTo(1);
        assertThat(trial.path("dryRun").asBoolean()).isTrue();
        assertThat(jdbc.sql("select count(*) from rapport.customer where id = ?")
                        .param(id)
                        .query(Integer.class)
                        .single())
                .isZero();
        JsonNode named = over(post("?kind=customers&mapping=shopify", "Customer ID,First Name\n" + id + ",Ada\n"));
        assertThat(named.path("taken").asInt()).isEqualTo(1);
    }

    @Test
    @DisplayName("refuses what is no import, in words")
    void refused() throws Exception {
        assertThat(post("?kind=invoices", "id\n").statusCode()).isEqualTo(400);
        assertThat(post("", "id\n").body())
                .contains("Send kind=, one of customers, orders, consents, points, coupons.");
        assertThat(post("?kind=orders&mapping=shopware", "id\n").body()).contains("The mapping is wrong");
        assertThat(post("?kind=orders", "id\n", "Import-Mapping", "not base64!").statusCode())
                .isEqualTo(400);
        assertThat(post("?kind=orders", "id\n", "Content-Encoding", "gzip").statusCode())
                .isEqualTo(415);
        assertThat(send(request("/api/imports?kind=orders")
                                .header("Content-Type", "application/json")
                                .POST(BodyPublishers.ofString("{}")))
                        .statusCode())
                .isEqualTo(415);
        assertThat(send(request("/api/imports/0")).statusCode()).isEqualTo(404);
        assertThat(send(request("/api/imports/x/faults")).statusCode()).isEqualTo(404);
        assertThat(send(HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/api/imports")))
                        .statusCode())
                .isEqualTo(401);
    }

    @Test
    @DisplayName("goes on after a restart of the node that holds the file")
    void restart() throws Exception {
        String id = newId("h");
        worker.stop();
        HttpResponse<String> accepted;
        try {
            accepted = post("?kind=customers", "id,firstName\n" + id + ",Ada\n");
            String location = accepted.headers().firstValue("Location").orElseThrow();
            assertThat(JSON.readTree(send(request(location)).body())
                            .path("state")
                            .asText())
                    .isEqualTo("waiting");
        } finally {
            worker.start();
        }
        assertThat(over(accepted).path("taken").asInt()).isEqualTo(1);
        assertThat(files()).as("the file has gone with its job").isEmpty();
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(worker.storage().path("x").getParent())) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> !name.equals("storage-name"))
                    .toList();
        }
    }

    @Test
    @DisplayName("keeps nothing of a file whose sender breaks off")
    void brokenOff() throws Exception {
        long jobs = jdbc.sql("select count(*) from rapport.import_job")
                .query(Long.class)
                .single();
        try (Socket socket = new Socket("localhost", port)) {
            socket.getOutputStream()
                    .write(("POST /api/imports?kind=customers HTTP/1.1\r\nHost: localhost\r\nX-API-Key: demo-key\r\n"
                                    + "Content-Type: text/csv\r\nContent-Length: 100000\r\n\r\nid\n1\n")
                            .getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().flush();
            Eventually.eventually("the file is on its way", this::files, files -> files.stream()
                    .anyMatch(file -> file.endsWith(".part")));
        }
        Eventually.eventually("nothing of it is left", this::files, List::isEmpty);
        assertThat(jdbc.sql("select count(*) from rapport.import_job")
                        .query(Long.class)
                        .single())
                .isEqualTo(jobs);
    }

    @Test
    @DisplayName("says of a file whose node is gone that it is to be sent again")
    void interrupted() throws Exception {
        ImportJobs jobs = new ImportJobs(jdbc);
        long id = jobs.insert(
                new ImportJobs.Asked(ImportKind.ORDERS, null, false, null, "demo", "another-node", "gone.csv", 10));
        jdbc.sql("update rapport.import_job set updated_at = now() - interval '1 hour' where id = ?")
                .param(id)
                .update();
        JsonNode job = JSON.readTree(send(request("/api/imports/" + id)).body());
        assertThat(job.path("state").asText()).isEqualTo("interrupted");
        assertThat(job.path("detail").asText()).contains("send the file again");
    }

    @Test
    @DisplayName("names a parameter that it cannot read, as a problem")
    void unreadableParameter() throws Exception {
        HttpResponse<String> answer = post("?kind=customers&dryRun=maybe", "id\nX\n");
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(JSON.readTree(answer.body()).path("detail").asText()).isEqualTo("dryRun: send true or false.");
    }
}
