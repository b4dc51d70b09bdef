package io.rapport.app.operations;

import static io.rapport.testing.Journeys.newId;
import static org.assertj.core.api.Assertions.assertThat;

import io.rapport.audit.AuditEntry;
import io.rapport.audit.AuditLog;
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
import java.util.Base64;
import java.util.List;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

@RapportTest
@DisplayName("The page about legal holds")
class LegalHoldsPageTest {

    @LocalServerPort
    private int port;

    @Autowired
    private Shop shop;

    @Autowired
    private AuditLog audit;

    private final HttpClient http =
            HttpClient.newBuilder().cookieHandler(new CookieManager()).build();

    @Test
    @DisplayName("sets a hold on a customer and ends it, each with who and why, on the page and in the audit log")
    void setAndEnd() throws Exception {
        String customer = shop.customer();
        Document none = page(post("", customer, "", "en"));
        assertThat(none.text()).contains("There was no hold on this customer.", "Set a hold");

        Document set = page(post("/set", "customer:" + customer, "case 7 O 12", "en"));
        assertThat(set.select(".outcome").text()).isEqualTo("The hold is set.");
        assertThat(set.select("#one ~ table td").eachText()).contains("demo", "case 7 O 12", "in force");
        assertThat(set.select("#in-force ~ table td.customer").eachText()).contains(customer);
        assertThat(page(post("/set", customer, "another", "zh-CN"))
                        .select(".outcome")
                        .text())
                .isEqualTo("保留此前已生效，保持不变。");

        Document ended = page(post("/end", customer, "settled", "en"));
        assertThat(ended.select(".outcome").text()).startsWith("The hold has ended.");
        assertThat(ended.select("#one ~ table td").eachText()).contains("settled");
        assertThat(ended.select("#in-force ~ table td.customer").eachText()).doesNotContain(customer);
        assertThat(audit.newest(List.of(customer), 10))
                .extracting(AuditEntry::what)
                .containsExactly("legal-hold.end", "legal-hold.set");
    }

    @Test
    @DisplayName("takes no hold without a reason, with an address in it, or on nobody")
    void refused() throws Exception {
        String customer = shop.customer();
        assertThat(post("/set", customer, "", "en").statusCode()).isEqualTo(400);
        assertThat(post("/set", customer, "ask ann@example.com", "en").statusCode())
                .isEqualTo(400);
        HttpResponse<String> nobody = post("/set", newId("nobody"), "case", "en");
        assertThat(nobody.statusCode()).isEqualTo(400);
        assertThat(nobody.body()).contains("there is no customer of this id");
        assertThat(page(post("/end", customer, "case", "en")).text()).contains("No hold was in force.");
    }

    @Test
    @DisplayName("is for administrators alone")
    void administrators() throws Exception {
        assertThat(get("clara", "en").statusCode()).isEqualTo(403);
        assertThat(get("dana", "en").statusCode()).isEqualTo(403);
    }

    private HttpRequest.Builder request(String login, String path, String language) {
        return HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/operations/legal-holds" + path))
                .header("Accept-Language", language)
                .header(
                        "Authorization",
                        "Basic "
                                + Base64.getEncoder()
                                        .encodeToString((login + ":demo").getBytes(StandardCharsets.UTF_8)));
    }

    private HttpResponse<String> get(String login, String language) throws Exception {
        return http.send(request(login, "", language).build(), BodyHandlers.ofString());
    }

    private HttpResponse<String> post(String path, String customer, String note, String language) throws Exception {
        String token = Jsoup.parse(get("demo", language).body())
                .select("input[name=_csrf]")
                .val();
        HttpResponse<String> answer = http.send(
                request("demo", path, language)
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString("_csrf=" + encoded(token) + "&customer=" + encoded(customer)
                                + "&note=" + encoded(note)))
                        .build(),
                BodyHandlers.ofString());
        String page = answer.headers().firstValue("Location").orElse(null);
        return page == null
                ? answer
                : http.send(
                        request("demo", page.substring("/operations/legal-holds".length()), language)
                                .build(),
                        BodyHandlers.ofString());
    }

    private static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }

    private static Document page(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return Jsoup.parse(answer.body());
    }
}
