package io.rapport.app.customers;

import static io.rapport.testing.Journeys.newId;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rapport.audit.AuditLog;
import io.rapport.calendar.BusinessClock;
import io.rapport.desk.StaffDirectory;
import io.rapport.testing.Journeys;
import io.rapport.testing.OverHttp;
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
import java.sql.Timestamp;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.select.Elements;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;

@RapportTest
@DisplayName("The page about customers")
@Tag("slow")
class CustomersPageTest {

    @LocalServerPort
    private int port;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private Journeys journeys;

    @Autowired
    private Shop shop;

    @Autowired
    private StaffDirectory staff;

    @Autowired
    private BusinessClock clock;

    @Autowired
    private AuditLog audit;

    @AfterEach
    void setTheClockBack() {
        clock.moveBy(Duration.ZERO);
    }

    /** A browser with cookies of its own, and a login that it sends along, or none. */
    private final class Browser {

        private final CookieManager cookies = new CookieManager();
        private final HttpClient client =
                HttpClient.newBuilder().cookieHandler(cookies).build();
        private final String user;

        Browser(String user) {
            this.user = user;
        }

        HttpResponse<String> get(String path, String language) {
            return send(request(path).header("Accept-Language", language).GET());
        }

        Document page(String path) {
            HttpResponse<String> answer = get(path, "en-GB");
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            return Jsoup.parse(answer.body());
        }

        HttpResponse<String> post(String path, String form) {
            return send(request(path)
                    .header("Content-Type", "application/x-www-form-urlencoded")
                    .header("Accept-Language", "en-GB")
                    .POST(BodyPublishers.ofString(form)));
        }

        /** As a person does: on the page's form, which carries the page's token. */
        HttpResponse<String> search(String typed) {
            String token =
                    page("/customers").select("input[name=_csrf]").first().val();
            HttpResponse<String> answer = post("/customers", "q=" + encoded(typed) + "&_csrf=" + encoded(token));
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(303);
            return get(answer.headers().firstValue("Location").orElseThrow(), "en-GB");
        }

        private HttpRequest.Builder request(String path) {
            HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                    .header("Accept", "text/html");
            return user == null ? request : request.header("Authorization", OverHttp.basic(user));
        }

        HttpResponse<String> send(HttpRequest.Builder request) {
            try {
                return client.send(request.build(), BodyHandlers.ofString());
            } catch (java.io.IOException e) {
                throw new java.io.UncheckedIOException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static String fact(Document page, String section, String label) {
        return page.select("section[aria-labelledby=" + section + "] .facts div").stream()
                .filter(fact -> fact.select("dt").text().equals(label))
                .map(fact -> fact.select("dd").text())
                .findFirst()
                .orElse(null);
    }

    @ParameterizedTest
    @CsvSource({
        "care, 200",
        "complaints, 200",
        "complaints-lead, 200",
        "fulfilment, 200",
        "retention, 200",
        "camunda-admin, 200",
        "designers, 403",
        "customer-preview, 403",
        "systems, 403",
        "care systems, 403",
        "designers care, 200",
        "'', 403",
    })
    @DisplayName("is for who works a queue, and for administrators; a program or a designer sees no customer")
    void roles(String groups, int status) {
        String user = newId("role");
        staff.ensureUser(user, "R", "R", null, "demo", groups.isEmpty() ? Set.of() : Set.of(groups.split(" ")));
        String customer = shop.customer();
        Browser browser = new Browser(user);

        assertThat(browser.get("/customers", "en").statusCode()).isEqualTo(status);
        assertThat(browser.get("/customers/" + customer, "en").statusCode()).isEqualTo(status);
        // without the page's token nobody searches
        assertThat(browser.post("/customers", "q=lee").statusCode()).isEqualTo(403);
        if (status == 403) {
            assertThat(browser.get("/customers/" + customer, "en").body()).doesNotContain("Lee");
        } else {
            assertThat(browser.search(customer).statusCode()).isEqualTo(200);
        }
    }

    @Test
    @DisplayName("leads to the login page without a login, and takes no key of a system")
    void noLogin() {
        Browser nobody = new Browser(null);

        for (String path : List.of("/customers", "/customers/x")) {
            HttpResponse<String> answer = nobody.get(path, "en");
            assertThat(answer.statusCode()).isEqualTo(302);
            assertThat(answer.headers().firstValue("Location")).hasValue("/login?to=" + encoded(path));
        }
        assertThat(nobody.send(HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/customers"))
                                .header("Authorization", "Bearer demo-key"))
                        .statusCode())
                .isEqualTo(401);
    }

    @Test
    @DisplayName("asks for no second login of who has logged in to the Tasklist")
    void oneLogin() {
        Browser browser = new Browser(null);
        browser.get("/camunda/app/tasklist/default/", "en");
        HttpResponse<String> login = browser.send(HttpRequest.newBuilder(
                        URI.create("http://localhost:" + port + "/camunda/api/admin/auth/user/default/login/tasklist"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header(
                        "X-XSRF-TOKEN",
                        browser.cookies.getCookieStore().getCookies().stream()
                                .filter(cookie -> cookie.getName().equals("XSRF-TOKEN"))
                                .findFirst()
                                .orElseThrow()
                                .getValue())
                .POST(BodyPublishers.ofString("username=clara&password=demo")));
        assertThat(login.statusCode()).as(login.body()).isEqualTo(200);

        assertThat(browser.search(shop.customer()).body()).contains("Ann Lee");
        assertThat(browser.post("/customers", "q=lee").statusCode())
                .as("without its token")
                .isEqualTo(403);
    }

    @Test
    @DisplayName("refuses a form of another site, and is kept by no cache")
    void otherSites() {
        Browser clara = new Browser("clara");
        String token =
                clara.page("/customers").select("input[name=_csrf]").first().val();

        assertThat(clara.send(clara.request("/customers")
                                .header("Content-Type", "application/x-www-form-urlencoded")
                                .header("Origin", "https://evil.example")
                                .POST(BodyPublishers.ofString("q=lee&_csrf=" + encoded(token))))
                        .statusCode())
                .isEqualTo(403);
        HttpResponse<String> page = clara.get("/customers/" + shop.customer(), "en");
        assertThat(page.headers().firstValue("Cache-Control").orElseThrow()).contains("no-store");
        assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
                .startsWith("default-src 'none'");
        assertThat(page.headers().firstValue("Referrer-Policy")).contains("no-referrer");
    }

    @Test
    @DisplayName("finds by what is typed, which is in no address, and says by what")
    void found() {
        String customer = newId("find");
        journeys.event(
                "customer.registered",
                customer,
                Map.of(
                        "firstName", "Ottilie",
                        "lastName", "<b>Wunderlichkeit</b>",
                        "email", customer + "@example.com",
                        "phone", "+49 30 5550199",
                        "locale", "de-DE",
                        "timeZone", "Europe/Berlin"));

        HttpResponse<String> answer = new Browser("clara").search("wunderlichk");

        assertThat(answer.uri().toString()).doesNotContain("wunderlich");
        Document page = Jsoup.parse(answer.body());
        Element hit = page.select(".found li").first();
        assertThat(hit.select("a").attr("href")).isEqualTo("/customers/" + customer);
        assertThat(hit.text()).contains("Ottilie <b>Wunderlichkeit</b>", customer + "@example.com", "by name");
        assertThat(page.select("#found").text()).isEqualTo("1 customer");
        assertThat(Jsoup.parse(new Browser("clara").search("qqqxqqq").body())
                        .select("#found")
                        .text())
                .isEqualTo("Nobody found");
    }

    @Test
    @DisplayName("finds who complained by the complaint's number")
    void complaint() {
        String customer = shop.customer();
        String id = shop.complaint(customer, "email", "The lid is broken", null);
        String number = Jsoup.parse(
                        new Browser("clara").get("/customers/" + customer, "en").body())
                .select("section[aria-labelledby=complaints] b")
                .text();
        assertThat(number).startsWith("C-");
        String short_ = number.replaceFirst("-0*(\\d+)$", "-$1").toLowerCase();

        for (String typed : new String[] {number, short_, id}) {
            assertThat(Jsoup.parse(new Browser("clara").search(typed).body())
                            .select(".found li")
                            .text())
                    .as(typed)
                    .contains("Ann Lee", "by complaint");
        }
    }

    @Test
    @DisplayName("shows who the customer is, what happened, what runs and what comes next")
    void picture() {
        String customer = shop.customer();
        String order = shop.order(customer, 12.5);
        journeys.event(
                "consent.granted",
                customer,
                Map.of("channel", "email", "topic", "offers", "source", "till", "wording", "Yes, send me offers"));
        clock.moveBy(Duration.ofMinutes(5));
        shop.order(order, customer, "delivered");
        shop.complaint(customer, "phone", "The lid is broken", order);
        journeys.event("customer.updated", customer, Map.of("phone", "+44 20 7946 0112"));
        clock.moveBy(Duration.ofMinutes(6));
        journeys.event(
                "order.refunded",
                customer,
                Map.of("orderId", order, "refundId", "R1", "currency", "EUR", "total", 2.5));
        journeys.event("customer.restricted", customer, Map.of("reason", "contests the birthday"));
        Document page = new Browser("clara").page("/customers/" + customer);

        assertThat(page.select("h1").text()).isEqualTo("Ann Lee " + customer);
        assertThat(fact(page, "profile", "E-mail")).startsWith(customer + "@example.com · not confirmed");
        assertThat(fact(page, "profile", "Birthday")).isEqualTo("28 Feb 1990");
        assertThat(fact(page, "profile", "Last 12 months")).isEqualTo("€10.00");
        assertThat(fact(page, "permissions", "offers · e-mail")).startsWith("yes, by consent");
        assertThat(page.select("section[aria-labelledby=orders] .what").text()).contains(order);
        assertThat(page.select("section[aria-labelledby=orders] dl").text()).contains("Refunded €2.50");
        assertThat(fact(page, "profile", "Use of data"))
                .startsWith("restricted since")
                .endsWith("contests the birthday");
        assertThat(page.select("section[aria-labelledby=now]").text())
                .contains("Investigate", "Complaint", "Comes next", "complaint ");
        assertThat(page.select(".timeline > li .what b").eachText())
                .contains(
                        "Registered",
                        "Profile changed",
                        "Order placed",
                        "Order delivered",
                        "Consent given",
                        "Complained",
                        "Journey started",
                        "Message sent");
        assertThat(page.select(".timeline > li").text()).contains("The lid is broken", "Yes, send me offers");

        Document orders = new Browser("clara").page("/customers/" + customer + "?kind=order&kind=consent");
        assertThat(orders.select(".timeline > li .what b").eachText())
                .containsExactly("Refunded", "Order delivered", "Consent given", "Order placed");
        assertThat(orders.select("input[name=kind][checked]").eachAttr("value")).containsExactly("order", "consent");
    }

    @Test
    @DisplayName("says what was taken out of the profile, and calls a complaint of ours by its number")
    void takenAway() {
        String customer = shop.customer();
        journeys.event("customer.updated", customer, Collections.singletonMap("phone", null));
        journeys.event(
                "complaint.opened",
                customer,
                Map.of("complaintId", "staff-" + UUID.randomUUID(), "channel", "phone", "text", "The lid is broken"));
        Document page = new Browser("clara").page("/customers/" + customer);

        assertThat(page.select(".timeline > li").text()).contains("Profile changed", "Taken away phone");
        assertThat(page.select("section[aria-labelledby=profile]").text()).doesNotContain("Phone");
        String number = page.select("section[aria-labelledby=complaints] b").text();
        assertThat(number).startsWith("C-");
        assertThat(page.select("section[aria-labelledby=now]").text()).contains("complaint " + number);
        assertThat(page.select(".timeline > li").text()).contains("complaint " + number);
        assertThat(page.text()).doesNotContain("staff-");
    }

    @Test
    @DisplayName("keeps that the use of data was restricted once, after it is allowed again")
    void restrictedOnce() {
        String customer = shop.customer();
        journeys.event("customer.restricted", customer, Map.of("reason", "contests the birthday"));
        clock.moveBy(Duration.ofMinutes(5));
        journeys.event("customer.restriction-lifted", customer, Map.of("reason", "the birthday is right"));

        Elements timeline = new Browser("clara").page("/customers/" + customer).select(".timeline > li");

        assertThat(timeline.select(".what b").eachText())
                .containsSubsequence("Use of data allowed again", "Use of data restricted");
        assertThat(timeline.text()).contains("contests the birthday", "the birthday is right");
    }

    @Test
    @DisplayName("has each word of consent, given and withdrawn, with where it was said and on which ground")
    void consents() {
        String customer = shop.customer();
        journeys.event("consent.granted", customer, consent("till", "Yes, send me offers"));
        clock.moveBy(Duration.ofMinutes(5));
        journeys.event("consent.withdrawn", customer, consent("unsubscribe link", "No more offers"));

        Elements english = new Browser("clara")
                .page("/customers/" + customer + "?kind=consent")
                .select(".timeline > li");
        assertThat(english.select(".what b").eachText()).containsExactly("Consent withdrawn", "Consent given");
        assertThat(english.get(0).text())
                .contains("Basis consent", "Where unsubscribe link in a mail", "Wording No more offers");
        assertThat(english.get(1).text()).contains("Where till", "Wording Yes, send me offers");

        Elements chinese = Jsoup.parse(new Browser("clara")
                        .get("/customers/" + customer + "?kind=consent", "zh")
                        .body())
                .select(".timeline > li");
        assertThat(chinese.select(".what b").eachText()).containsExactly("撤回同意", "同意");
        assertThat(chinese.get(0).text()).contains("依据 同意", "来源 邮件中的退订链接");
    }

    private static Map<String, Object> consent(String source, String wording) {
        return Map.of("channel", "email", "topic", "offers", "source", source, "wording", wording);
    }

    @Test
    @DisplayName("goes back in time by parts, of which none leaves anything out or shows it twice")
    void parts() {
        String customer = shop.customer();
        for (int i = 0; i < 60; i++) {
            clock.moveBy(Duration.ofMinutes(i));
            journeys.event(
                    i % 2 == 0 ? "consent.granted" : "consent.withdrawn",
                    customer,
                    Map.of("channel", "email", "topic", "tips", "source", "no " + i, "wording", "w"));
        }
        Browser clara = new Browser("clara");
        Document first = clara.page("/customers/" + customer + "?kind=consent");
        String older = first.select(".pages a").last().attr("href");
        Document second = clara.page(older);

        assertThat(first.select(".timeline > li")).hasSize(50);
        assertThat(second.select(".timeline > li")).hasSize(10);
        assertThat(second.text()).contains("no 9", "no 0").doesNotContain("no 10 ");
        assertThat(second.select(".pages a").eachText()).containsExactly("Newest");
    }

    @Test
    @DisplayName("parts that are read one after the other hold every entry once, also where many are of one moment")
    void oneMoment() throws Exception {
        String customer = shop.customer();
        for (int i = 0; i < 3; i++) {
            shop.order(customer, 10 + i);
        }
        clock.moveBy(Duration.ofMinutes(3));
        shop.order(customer, 20);
        // as a shop writes them that knows days alone
        jdbc.sql("update rapport.customer_order set placed_at = ? where customer_id = ? and total < 20")
                .params(Timestamp.from(clock.instant().minusSeconds(999)), customer)
                .update();
        List<String> whole = new ArrayList<>();
        JsonNode all = new ObjectMapper().readTree(api("crm-key", customer + "?kind=order&most=200", 200));
        all.path("timeline").forEach(entry -> whole.add(entry.toString()));
        assertThat(all.has("next")).as("what is not known is absent").isFalse();
        assertThat(all.toString()).doesNotContain(":null");

        List<String> parts = new ArrayList<>();
        String before = "";
        do {
            JsonNode part = new ObjectMapper().readTree(api("crm-key", customer + "?kind=order&most=1" + before, 200));
            assertThat(part.path("timeline")).as("a part that was announced").isNotEmpty();
            part.path("timeline").forEach(entry -> parts.add(entry.toString()));
            before = part.has("next") ? "&before=" + part.path("next").asText() : null;
        } while (before != null);
        assertThat(parts).containsExactlyInAnyOrderElementsOf(whole).hasSize(4);
    }

    @ParameterizedTest
    @CsvSource({
        "/customers/nobody-of-this-id, 404, No such customer",
        "/customers/nobody?kind=weather, 400, kind: there is no such kind of entry",
        "/customers/nobody?before=yesterday, 400, before: this is no moment",
        "/customers/nobody?before=%2B999999999-12-31T00:00:00Z, 400, before: this is no moment",
        "/customers/nobody?kind=%00, 400, NUL characters",
    })
    @DisplayName("says what is wrong with an address, and what to do")
    void wrongAddress(String path, int status, String words) {
        HttpResponse<String> answer = new Browser("clara").get(path, "en-GB");

        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.body()).contains(words);
    }

    @Test
    @DisplayName("and a system whose key may read customers get the same picture, and each reading is in the audit log")
    void systems() throws Exception {
        String customer = shop.customer();
        String order = shop.order(customer, 12.5);
        journeys.event(
                "order.refunded",
                customer,
                Map.of("orderId", order, "refundId", "R1", "currency", "EUR", "total", 2.5));
        journeys.event("customer.restricted", customer, Map.of());
        new Browser("clara").page("/customers/" + customer);
        new Browser("clara").search(customer);

        JsonNode picture = new ObjectMapper().readTree(api("crm-key", customer, 200));
        assertThat(picture.at("/id").asText()).isEqualTo(customer);
        assertThat(picture.at("/profile/lastName").asText()).isEqualTo("Lee");
        assertThat(picture.at("/contacts/0/address").asText()).isEqualTo(customer + "@example.com");
        assertThat(picture.at("/orders/0/id").asText()).isEqualTo(order);
        assertThat(picture.at("/orders/0/refunds/0/id").asText()).isEqualTo("R1");
        assertThat(picture.at("/bought/total").decimalValue()).isEqualByComparingTo("10");
        assertThat(picture.at("/profile/restrictedSince").isTextual()).isTrue();
        assertThat(picture.at("/timeline").findValuesAsText("what"))
                .contains(
                        "customer.registered",
                        "order.placed",
                        "order.refunded",
                        "customer.restricted",
                        "journey.started");
        assertThat(picture.at("/upcoming").findValuesAsText("what")).contains("journey.running", "timer.waiting");

        assertThat(audit.newest(List.of(customer), 10).stream()
                        .map(entry -> entry.who().name() + " " + entry.what()))
                .containsExactly("crm customer-api", "clara customer-search", "clara customer-page");
        assertThat(api("crm-key", "nobody-of-this-id", 404)).contains("no-such-customer");
        assertThat(api("crm-key", customer + "?kind=weather", 400)).contains("use profile, order");
        for (String never : List.of("now", "%2B999999999-12-31T00:00:00Z")) {
            assertThat(api("crm-key", customer + "?before=" + never, 400)).contains("2026-03-11T09:30:00Z");
        }
        assertThat(api("crm-key", customer + "?most=1000", 400)).contains("take 1 to 200");
        assertThat(api("crm-key", customer + "?most=x", 400)).contains("most: send a whole number");
        assertThat(api("import-key", customer, 403)).contains("customers:read");
    }

    private String api(String key, String path, int status) throws Exception {
        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/api/customers/" + path))
                                .header("Authorization", "Bearer " + key)
                                .build(),
                        BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        return answer.body();
    }

    @Test
    @DisplayName(
            "says on the page, the timeline and to systems which segments a customer is in and was in, and the loyalty level")
    void segmentsAndLevel() throws Exception {
        String ann = shop.customer();
        jdbc.sql("insert into rapport.segment_member (segment, customer_id, since, entered_by)"
                        + " values ('repeat-buyers', :id, now(), 'change')")
                .param("id", ann)
                .update();
        jdbc.sql(
                        "insert into rapport.segment_change (customer_id, segment, entered, at) values"
                                + " (:id, 'repeat-buyers', true, now()), (:id, 'no-more-there', false, now() - interval '1 day')")
                .param("id", ann)
                .update();
        Document page = new Browser("clara").page("/customers/" + ann);
        assertThat(page.select("section[aria-labelledby=segments]").text()).contains("Repeat buyers");
        assertThat(page.select(".timeline > li").text())
                .contains("Entered a segment", "Repeat buyers", "Left a segment", "no-more-there");
        assertThat(fact(page, "profile", "Loyalty level")).isEqualTo("Bronze");

        String document = api("crm-key", ann, 200);
        assertThat(document).contains("\"level\":\"bronze\"", "\"name\":\"repeat-buyers\"", "segment.entered");
    }

    @Test
    @DisplayName(
            "leads from the old id of who was merged to the one who stayed, and says so, on the page, in the search, to systems")
    void merged() throws Exception {
        String ann = shop.customer();
        String anna = shop.customer();
        String order = shop.order(anna, 12.5);
        journeys.event(
                "customer.updated",
                anna,
                Map.of("identities", List.of(Map.of("system", "shopify", "id", "s-" + anna))));
        Map<String, Object> who = Map.of("mergedCustomer", anna, "reason", "moved, new address");
        journeys.event("customer.merged", ann, who);
        Browser clara = new Browser("clara");
        Document page = clara.page("/customers/" + anna);

        assertThat(page.select("h1 code").text()).isEqualTo(ann);
        assertThat(page.select("#merged").text())
                .isEqualTo(anna + " was merged into this customer, " + ann + ". Use " + ann + " from now on.");
        assertThat(fact(page, "profile", "Merged into this customer")).isEqualTo(anna);
        assertThat(fact(page, "profile", "Identity")).isEqualTo("shopify · s-" + anna);
        assertThat(page.select("section[aria-labelledby=orders] .what").text()).contains(order);
        assertThat(page.select(".timeline > li").text())
                .contains("Merged with another record of the same person", "moved, new address");
        assertThat(clara.page("/customers/" + ann).select("#merged")).isEmpty();
        for (String typed : List.of(anna, order)) {
            assertThat(Jsoup.parse(clara.search(typed).body())
                            .select(".found li")
                            .text())
                    .as(typed)
                    .contains(ann)
                    .doesNotContain(anna);
        }

        JsonNode picture = new ObjectMapper().readTree(api("crm-key", anna, 200));
        assertThat(picture.at("/id").asText()).isEqualTo(ann);
        assertThat(picture.at("/notice").asText())
                .isEqualTo("Customer " + anna + " was merged into customer " + ann + ". Use the id " + ann
                        + " from now on.");
        assertThat(picture.at("/mergedIds/0").asText()).isEqualTo(anna);
        assertThat(picture.at("/identities/0/id").asText()).isEqualTo("s-" + anna);
        assertThat(new ObjectMapper().readTree(api("crm-key", ann, 200)).hasNonNull("notice"))
                .isFalse();

        journeys.event("customer.merge-undone", ann, who);
        Document apart = clara.page("/customers/" + anna);
        assertThat(apart.select("h1 code").text()).isEqualTo(anna);
        assertThat(apart.select("#merged")).isEmpty();
        assertThat(apart.select(".timeline > li").text()).contains("Merge undone");
    }

    @Test
    @DisplayName("shows nothing of who was erased")
    void erased() {
        String customer = shop.customer();
        journeys.event("customer.erased", customer, Map.of());

        assertThat(new Browser("clara").get("/customers/" + customer, "en").statusCode())
                .isEqualTo(404);
        assertThat(Jsoup.parse(new Browser("clara").search(customer).body()).select(".found li"))
                .isEmpty();
    }

    @Test
    @DisplayName(
            "shows to nobody who came back under the id what was kept of who was erased: neither page, system nor search")
    void cameBack() throws Exception {
        String customer = shop.customer();
        String merged = shop.customer();
        String order = shop.order(customer, 12.5);
        String complaint = newId("k");
        journeys.event(
                "complaint.opened",
                customer,
                Map.of("complaintId", complaint, "orderId", order, "channel", "phone", "text", "Lid"));
        journeys.event(
                "consent.granted",
                customer,
                Map.of("channel", "email", "topic", "offers", "source", "shop", "wording", "The old sentence."));
        journeys.event(
                "data-request.received",
                customer,
                Map.of("requestId", newId("d"), "request", "erasure", "channel", "phone"));
        journeys.event("customer.merged", customer, Map.of("mergedCustomer", merged, "reason", "the same person"));
        String number = jdbc.sql("select number from rapport.complaint where id = :id")
                .param("id", complaint)
                .query(String.class)
                .single();
        journeys.event("customer.erased", customer, Map.of());
        journeys.pass(Duration.ofMinutes(1));
        journeys.event(
                "customer.registered",
                customer,
                Map.of("firstName", "Bea", "email", customer + "-2@example.com", "locale", "en-GB", "timeZone", "UTC"));

        Browser clara = new Browser("clara");
        Document page = clara.page("/customers/" + customer);
        assertThat(page.text()).contains("Bea").doesNotContain(number, "The old sentence.", merged, order);
        assertThat(page.select("section[aria-labelledby=complaints] li")).isEmpty();
        JsonNode picture = new ObjectMapper().readTree(api("crm-key", customer + "?most=200", 200));
        assertThat(picture.at("/complaints")).isEmpty();
        assertThat(picture.at("/consents")).isEmpty();
        assertThat(picture.at("/mergedIds")).isEmpty();
        assertThat(picture.at("/timeline").findValuesAsText("what"))
                .contains("customer.registered")
                .doesNotContain(
                        "complaint.opened",
                        "complaint.closed",
                        "consent.granted",
                        "consent.withdrawn",
                        "data-request.received",
                        "data-request.settled",
                        "customer.merged",
                        "order.placed")
                .noneMatch(what -> what.equals("message.withheld") || what.equals("journey.ended"));
        for (String before : List.of(number, complaint, merged, order)) {
            assertThat(Jsoup.parse(clara.search(before).body()).select(".found li"))
                    .as(before)
                    .isEmpty();
        }
        assertThat(clara.get("/customers/" + merged, "en").statusCode()).isEqualTo(404);
        api("crm-key", merged, 404);
        assertThat(Jsoup.parse(clara.search(customer).body()).select(".found li"))
                .hasSize(1);

        String another = newId("k");
        journeys.event(
                "complaint.opened", customer, Map.of("complaintId", another, "channel", "phone", "text", "Spout"));
        picture = new ObjectMapper().readTree(api("crm-key", customer, 200));
        assertThat(picture.at("/complaints").findValuesAsText("id")).containsExactly(another);

        String third = newId("third");
        journeys.event(
                "customer.registered",
                third,
                Map.of("firstName", "Bea", "email", third + "@example.com", "locale", "en-GB", "timeZone", "UTC"));
        journeys.event("customer.merged", third, Map.of("mergedCustomer", customer, "reason", "the same person"));
        picture = new ObjectMapper().readTree(api("crm-key", third + "?most=200", 200));
        assertThat(picture.at("/complaints").findValuesAsText("id")).containsExactly(another);
        assertThat(picture.at("/mergedIds")).extracting(JsonNode::asText).containsExactly(customer);
        assertThat(picture.at("/timeline").findValuesAsText("what"))
                .as("of the one before nothing comes along with the id")
                .containsOnlyOnce("complaint.opened", "customer.merged")
                .doesNotContain(
                        "complaint.closed",
                        "data-request.received",
                        "data-request.settled",
                        "order.placed",
                        "message.withheld");
        for (String before : List.of(number, complaint, merged, order)) {
            assertThat(Jsoup.parse(clara.search(before).body()).select(".found li"))
                    .as(before)
                    .isEmpty();
        }
    }

    @Test
    @DisplayName(
            "says of who never said anything nothing once a merge is undone that had brought another one's consent")
    void consentOfAnUndoneMerge() throws Exception {
        String ann = shop.customer();
        String anna = shop.customer();
        journeys.event(
                "consent.granted",
                anna,
                Map.of("channel", "email", "topic", "offers", "source", "shop", "wording", "Yes."));
        Map<String, Object> who = Map.of("mergedCustomer", anna, "reason", "the same person");
        journeys.event("customer.merged", ann, who);
        assertThat(new ObjectMapper()
                        .readTree(api("crm-key", ann, 200))
                        .at("/consents/0/granted")
                        .asBoolean())
                .isTrue();
        journeys.event("customer.merge-undone", ann, who);

        JsonNode picture = new ObjectMapper().readTree(api("crm-key", ann, 200));
        assertThat(picture.at("/consents")).isEmpty();
        assertThat(picture.at("/timeline").findValuesAsText("what"))
                .contains("customer.separated")
                .doesNotContain("consent.granted");
        assertThat(fact(new Browser("clara").page("/customers/" + ann), "permissions", "Offers · E-mail"))
                .isNull();
        assertThat(new ObjectMapper()
                        .readTree(api("crm-key", anna, 200))
                        .at("/consents/0/granted")
                        .asBoolean())
                .isTrue();
    }

    @Test
    @DisplayName("keeps each confirmation of an address at its moment, also when another address followed")
    void confirmations() throws Exception {
        String customer = shop.customer();
        journeys.event("customer.confirmed", customer, Map.of("email", customer + "@example.com"));
        journeys.event("customer.updated", customer, Map.of("email", customer + "-2@example.com"));
        assertThat(whatHappened(customer)).containsOnlyOnce("customer.confirmed");
        journeys.event("customer.confirmed", customer, Map.of("email", customer + "-2@example.com"));
        assertThat(whatHappened(customer))
                .filteredOn("customer.confirmed"::equals)
                .hasSize(2);

        // events go by their age, and the confirmation that holds stays
        jdbc.sql(
                        "delete from rapport.inbox_delivery where event_seq in (select seq from rapport.inbox_event where customer_id = :id)")
                .param("id", customer)
                .update();
        jdbc.sql("delete from rapport.inbox_event where customer_id = :id and type = 'customer.confirmed'")
                .param("id", customer)
                .update();
        assertThat(whatHappened(customer))
                .filteredOn("customer.confirmed"::equals)
                .hasSize(1);
    }

    private List<String> whatHappened(String customer) throws Exception {
        return new ObjectMapper()
                .readTree(api("crm-key", customer + "?most=200", 200))
                .at("/timeline")
                .findValuesAsText("what");
    }

    @Test
    @DisplayName("speaks Chinese to who reads it, and nothing else")
    void chinese() {
        String customer = newId("zh");
        journeys.event(
                "customer.registered",
                customer,
                Map.of(
                        "firstName",
                        "小明",
                        "lastName",
                        "王",
                        "email",
                        customer + "@example.com",
                        "locale",
                        "zh-CN",
                        "timeZone",
                        "Asia/Shanghai"));
        HttpResponse<String> answer = new Browser("clara").get("/customers/" + customer, "zh-CN");
        Document page = Jsoup.parse(answer.body());

        assertThat(page.select("html").attr("lang")).isEqualTo("zh-CN");
        assertThat(page.select("h1").text()).startsWith("王小明");
        page.select("code, h1, time, section[aria-labelledby=profile] dd").remove();
        assertThat(page.text().replace("Rapport", "").replace("UTC", "").replace(customer, ""))
                .doesNotContainPattern("[A-Za-z]{3,}");
    }
}
