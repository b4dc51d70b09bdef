package io.rapport.app.operations;

import static org.assertj.core.api.Assertions.assertThat;

import io.rapport.audit.Actor;
import io.rapport.audit.AuditAction;
import io.rapport.audit.AuditLog;
import io.rapport.customer.CustomerMerges;
import io.rapport.testing.Journeys;
import io.rapport.testing.RapportTest;
import io.rapport.testing.Shop;
import java.net.CookieManager;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

@RapportTest
@DisplayName("The page about customers who were or may be merged")
class MergesPageTest {

    @LocalServerPort
    private int port;

    @Autowired
    private Shop shop;

    @Autowired
    private Journeys journeys;

    @Autowired
    private CustomerMerges merges;

    @Autowired
    private AuditLog audit;

    private static final String LOGIN =
            "Basic " + Base64.getEncoder().encodeToString("demo:demo".getBytes(StandardCharsets.UTF_8));

    private final HttpClient http = HttpClient.newBuilder()
            .followRedirects(HttpClient.Redirect.NORMAL)
            .cookieHandler(new CookieManager())
            .build();

    @Test
    @DisplayName("merges two customers with a reason, shows who did it and why, and takes it back")
    void mergeAndUndo() throws Exception {
        String ann = shop.customer();
        String anna = shop.customer();
        HttpResponse<String> answer =
                post("", Map.of("customer", "customer:" + ann, "merged", anna, "note", "same phone number"));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(Jsoup.parse(answer.body()).select(".outcome").text()).contains("Taken");
        journeys.settle();
        assertThat(page("en").select(".outcome"))
                .as("a page that is loaded anew")
                .isEmpty();
        assertThat(merges.current(anna)).isEqualTo(ann);
        assertThat(page("en").text()).contains(ann, anna, "demo", "same phone number");
        assertThat(audit.newest(List.of(anna), 1)).singleElement().satisfies(entry -> {
            assertThat(entry.who()).isEqualTo(Actor.staff("demo"));
            assertThat(entry.action()).isEqualTo(AuditAction.MERGE);
        });
        assertThat(post("/undo", Map.of("merged", anna, "note", "mother and daughter"))
                        .statusCode())
                .isEqualTo(200);
        journeys.settle();
        assertThat(merges.current(anna)).isEqualTo(anna);
        assertThat(merges.of(Set.of(anna))).singleElement().satisfies(merge -> {
            assertThat(merge.undoneBy()).isEqualTo("demo");
            assertThat(merge.undoneWhy()).isEqualTo("mother and daughter");
        });
    }

    @Test
    @DisplayName("offers no undo of a merge whose customer is erased: there is nothing to go back to")
    void erased() throws Exception {
        String ann = shop.customer();
        String anna = shop.customer();
        journeys.event("customer.merged", ann, Map.of("mergedCustomer", anna, "reason", "the same person"));
        assertThat(page("en").select("input[name=merged][value=" + anna + "]")).hasSize(1);

        journeys.event("customer.erased", ann, Map.of());

        assertThat(page("en").text()).contains(anna);
        assertThat(page("en").select("input[name=merged][value=" + anna + "]")).isEmpty();
    }

    @Test
    @DisplayName("shows pairs to be decided; two persons are not proposed again")
    void proposals() throws Exception {
        String ann = shop.customer();
        String anna = shop.customer();
        for (String customer : List.of(ann, anna)) {
            journeys.event(
                    "customer.updated",
                    customer,
                    Map.of("identities", List.of(Map.of("system", "shopify", "id", "of-" + ann))));
        }
        Document page = page("en");
        String row = page.select("tr[id^=proposal]").stream()
                .filter(found -> found.text().contains(anna))
                .findFirst()
                .orElseThrow()
                .id();
        HttpResponse<String> answer =
                post("/dismiss", Map.of("proposal", row.substring("proposal-".length()), "note", "two persons"));
        assertThat(Jsoup.parse(answer.body()).select(".outcome").text()).contains("two");
        assertThat(page("zh-CN").select("tr[id^=proposal]").text()).doesNotContain(anna);
        assertThat(page("zh-CN").text()).contains("客户合并");
    }

    @Test
    @DisplayName("says what is wrong: nobody has the id, no reason, merged already")
    void faults() throws Exception {
        String ann = shop.customer();
        assertThat(post("", Map.of("customer", ann, "merged", "nobody-" + ann, "note", "x")))
                .satisfies(answer -> assertThat(answer.statusCode()).isEqualTo(400))
                .satisfies(answer -> assertThat(answer.body()).contains("no customer has this id"));
        assertThat(post("", Map.of("customer", ann, "merged", ann, "note", "x")).statusCode())
                .isEqualTo(400);
        assertThat(post("", Map.of("customer", ann, "merged", shop.customer(), "note", " "))
                        .statusCode())
                .isEqualTo(400);
        assertThat(post("/undo", Map.of("merged", ann, "note", "x")).statusCode())
                .isEqualTo(400);
        assertThat(post("", Map.of("customer", ann, "merged", shop.customer(), "note", "she is ann@example.com")))
                .satisfies(answer -> assertThat(answer.statusCode()).isEqualTo(400))
                .satisfies(answer -> assertThat(answer.body()).contains("no e-mail address"));
    }

    private Document page(String language) throws Exception {
        return Jsoup.parse(get(language).body());
    }

    private HttpResponse<String> get(String language) throws Exception {
        return http.send(
                request("").header("Accept-Language", language).GET().build(), HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> post(String path, Map<String, String> fields) throws Exception {
        HttpResponse<String> page = get("en");
        StringBuilder form = new StringBuilder("_csrf="
                + encoded(Jsoup.parse(page.body())
                        .select("input[name=_csrf]")
                        .first()
                        .val()));
        fields.forEach(
                (name, value) -> form.append('&').append(name).append('=').append(encoded(value)));
        return http.send(
                request(path)
                        .header("Accept-Language", "en")
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(HttpRequest.BodyPublishers.ofString(form.toString()))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/operations/merges" + path))
                .header("Authorization", LOGIN);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
