package io.rapport.app.operations;

import static io.rapport.testing.Journeys.newId;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.rapport.audit.Actor;
import io.rapport.audit.AuditAction;
import io.rapport.audit.AuditEntry;
import io.rapport.audit.AuditLog;
import io.rapport.audit.AuditRecord;
import io.rapport.testing.Journeys;
import io.rapport.testing.RapportTest;
import io.rapport.testing.Shop;
import java.net.CookieManager;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;

@RapportTest
@DisplayName("The page about the audit log")
class AuditPageTest {

    @LocalServerPort
    private int port;

    @Autowired
    private AuditLog audit;

    @Autowired
    private Shop shop;

    @Autowired
    private Journeys journeys;

    @Autowired
    private JdbcClient jdbc;

    private final HttpClient http =
            HttpClient.newBuilder().cookieHandler(new CookieManager()).build();

    @Test
    @DisplayName("shows who saw a customer and why, in the reader's language; reading it is noted, too")
    void ofOne() throws Exception {
        String customer = newId("c");
        audit.record(
                new AuditRecord(Actor.staff("clara"), AuditAction.READ, "customer-page", customer, "<b>search</b>"));

        Document page = post(customer, "en");

        assertThat(page.select("#entries ~ table td").eachText())
                .contains("staff clara", "saw", "customer-page", customer, "<b>search</b>");
        assertThat(audit.newest(List.of(customer), 10))
                .extracting(AuditEntry::who, AuditEntry::what)
                .first()
                .isEqualTo(tuple(Actor.staff("demo"), "audit-log"));
        assertThat(post("customer:" + customer, "zh-CN").text()).contains("客户 " + customer + " 的记录", "员工 clara", "查看");
    }

    @ParameterizedTest
    @CsvSource({
        "found by name, 按姓名查到",
        "work for the customer, 为客户处理事务",
        "operators' page, 运维页面",
        "task 47, 任务 47",
        "she asked for it, she asked for it"
    })
    @DisplayName("says the program's own occasions in the reader's language, and people's as they wrote them")
    void occasions(String noted, String shown) throws Exception {
        String customer = newId("c");
        audit.record(new AuditRecord(Actor.staff("clara"), AuditAction.READ, "customer-search", customer, noted));

        assertThat(post(customer, "zh-CN").select("td.reason").eachText()).contains(shown);
        assertThat(post(customer, "en").select("td.reason").eachText()).contains(noted);
    }

    @Test
    @DisplayName("shows the newest entries of all, and says when nothing is noted of somebody")
    void ofAll() throws Exception {
        String customer = newId("c");
        audit.record(new AuditRecord(Actor.system("crm"), AuditAction.READ, "customer-api", customer, "api"));

        assertThat(Jsoup.parse(get("demo", "en").body()).text()).contains("system crm", customer);
        assertThat(post(newId("nobody"), "en").text()).contains("Nothing is noted.");
    }

    @Test
    @DisplayName("shows of one customer the imports, too, that made or changed what is known of them")
    void imports() throws Exception {
        String customer = shop.customer();
        long number = 9_000_000_000L + ThreadLocalRandom.current().nextInt(1_000_000);
        audit.record(new AuditRecord(
                Actor.system("crm"), AuditAction.IMPORT, "import.orders", null, AuditLog.occasion(number)));
        assertThat(post(customer, "en").text()).doesNotContain("import " + number);

        jdbc.sql("update rapport.customer set import_id = :import where id = :id")
                .param("import", number)
                .param("id", customer)
                .update();
        assertThat(post(customer, "en").text()).contains("system crm imported import.orders – import " + number);
        jdbc.sql(
                        """
                insert into rapport.consent_entry
                    (customer_id, channel, topic, granted, basis, source, wording, event_seq, recorded_at, import_id)
                values (:id, 'email', 'offers', true, 'consent', 'till', 'Yes', -1, '2024-05-01', :import)""")
                .param("import", number)
                .param("id", customer)
                .update();
        journeys.event("customer.erased", customer, Map.of());
        assertThat(post(customer, "en").text()).doesNotContain("import " + number);
        journeys.pass(Duration.ofMinutes(1));
        journeys.event(
                "customer.registered",
                customer,
                Map.of("firstName", "Bea", "email", customer + "@example.com", "locale", "en", "timeZone", "UTC"));
        assertThat(post(customer, "en").text()).as("of who came back").doesNotContain("import " + number);
    }

    @Test
    @DisplayName("shows of who was merged what was noted under each id, whichever is asked for")
    void merged() throws Exception {
        String survivor = shop.customer();
        String old = shop.customer();
        audit.record(new AuditRecord(Actor.staff("clara"), AuditAction.READ, "customer-page", survivor, "of today"));
        audit.record(new AuditRecord(Actor.staff("fred"), AuditAction.READ, "customer-page", old, "of before"));
        journeys.event("customer.merged", survivor, Map.of("mergedCustomer", old, "reason", "the same person"));

        for (String asked : List.of(survivor, old)) {
            assertThat(post(asked, "en").text()).as(asked).contains("of today", "of before");
        }
    }

    @Test
    @DisplayName("is for administrators alone")
    void administrators() throws Exception {
        assertThat(get("clara", "en").statusCode()).isEqualTo(403);
        assertThat(get("dana", "en").statusCode()).isEqualTo(403);
    }

    private HttpRequest.Builder request(String login, String path, String language) {
        return HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                .header("Accept-Language", language)
                .header(
                        "Authorization",
                        "Basic "
                                + Base64.getEncoder()
                                        .encodeToString((login + ":demo").getBytes(StandardCharsets.UTF_8)));
    }

    private HttpResponse<String> get(String login, String language) throws Exception {
        return http.send(request(login, "/operations/audit", language).build(), BodyHandlers.ofString());
    }

    private Document post(String customer, String language) throws Exception {
        String token = Jsoup.parse(get("demo", language).body())
                .select("input[name=_csrf]")
                .val();
        HttpResponse<String> answer = http.send(
                request("demo", "/operations/audit", language)
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString("_csrf=" + URLEncoder.encode(token, StandardCharsets.UTF_8)
                                + "&customer=" + URLEncoder.encode(customer, StandardCharsets.UTF_8)))
                        .build(),
                BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(303);
        return Jsoup.parse(http.send(
                        request("demo", answer.headers().firstValue("Location").orElseThrow(), language)
                                .build(),
                        BodyHandlers.ofString())
                .body());
    }
}
