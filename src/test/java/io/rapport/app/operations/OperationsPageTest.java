package io.rapport.app.operations;

import static io.rapport.testing.Journeys.newId;
import static org.assertj.core.api.Assertions.assertThat;

import io.rapport.calendar.BusinessClock;
import io.rapport.desk.StaffDirectory;
import io.rapport.desk.StaffMember;
import io.rapport.inbox.CustomerLock;
import io.rapport.inbox.EventStatus;
import io.rapport.testing.Journeys;
import io.rapport.testing.OverHttp;
import io.rapport.testing.RapportTest;
import io.rapport.testing.Shop;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.camunda.bpm.engine.IdentityService;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;

@RapportTest
@DisplayName("The operations page")
class OperationsPageTest {

    @LocalServerPort
    private int port;

    @Autowired
    private BusinessClock clock;

    @Autowired
    private IdentityService identity;

    @Autowired
    private StaffDirectory staff;

    @Autowired
    private Journeys journeys;

    @Autowired
    private Shop shop;

    @Autowired
    private JdbcClient jdbc;

    private final HttpClient http = HttpClient.newHttpClient();
    private String customer;
    private String deadEvent;

    @BeforeEach
    void oneDeadLetter() {
        jdbc.sql("update rapport.inbox_event set state = 'discarded' where state = 'dead'")
                .update();
        customer = shop.customer();
        String order = shop.order(shop.customer(), 10);
        deadEvent = newId("e");
        // an order of somebody else: refused with the reason
        journeys.accept(deadEvent, "order.delivered", customer, Map.of("orderId", order));
        journeys.settle();
        assertThat(journeys.status(deadEvent).state()).isEqualTo(EventStatus.State.DEAD);
    }

    @Test
    @DisplayName("names the queues that have too few members, in which tasks may wait for nobody")
    void shortQueues() throws Exception {
        List<String> leads =
                staff.members("complaints-lead").stream().map(StaffMember::id).toList();
        assertThat(leads).hasSizeGreaterThan(1);
        assertThat(Jsoup.parse(get("/operations").body()).select("#short-queues"))
                .isEmpty();
        leads.stream().skip(1).forEach(lead -> identity.deleteMembership(lead, "complaints-lead"));
        try {
            assertThat(Jsoup.parse(get("/operations", "en-GB").body())
                            .select("#short-queues")
                            .text())
                    .contains("too few members", "add some in Admin")
                    .endsWith(": complaints-lead");
            assertThat(Jsoup.parse(get("/operations", "zh-CN").body())
                            .select("#short-queues")
                            .text())
                    .contains("队列成员不足")
                    .endsWith("complaints-lead");
        } finally {
            leads.stream().skip(1).forEach(lead -> identity.createMembership(lead, "complaints-lead"));
        }
    }

    @Test
    @DisplayName("names the pools of coupons whose codes the shop does not confirm, with what it answered")
    void unconfirmedPools() throws Exception {
        String pool = newId("pool");
        jdbc.sql(
                        """
                insert into rapport.coupon_pool (name, percent, valid_days, alert_below, shop, stock, fault)
                values (:pool, 10, 14, 0, 'webshop', 0, 'webshop answered 401')""")
                .param("pool", pool)
                .update();
        try {
            assertThat(Jsoup.parse(get("/operations", "en-GB").body())
                            .select("#unconfirmed-pools")
                            .text())
                    .startsWith("The shop has not confirmed")
                    .endsWith(": " + pool + " (webshop answered 401)");
            assertThat(Jsoup.parse(get("/operations", "zh-CN").body())
                            .select("#unconfirmed-pools")
                            .text())
                    .contains("尚未得到商店确认", pool);
        } finally {
            jdbc.sql("delete from rapport.coupon_pool where name = :pool")
                    .param("pool", pool)
                    .update();
        }
        assertThat(Jsoup.parse(get("/operations").body()).select("#unconfirmed-pools"))
                .isEmpty();
    }

    @Test
    @DisplayName("shows the figures and each dead letter with its reason, to administrators, without scripts")
    void shows() throws Exception {
        HttpResponse<String> answer = get("/operations");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Security-Policy").orElseThrow())
                .startsWith("default-src 'none'")
                .contains("form-action 'self'", "frame-ancestors 'none'");
        Document page = Jsoup.parse(answer.body());
        assertThat(page.select("script")).isEmpty();
        assertThat(page.select("#dead").text()).isEqualTo("1");
        assertThat(page.select("#waiting").text()).isEqualTo("0");
        assertThat(row(page).text())
                .contains(
                        "order.delivered",
                        customer,
                        "is another customer's; send the event with the subject",
                        deadEvent);
    }

    @Test
    @DisplayName(
            "says in the reader's language why an event was given up; what only the program knows stays English, marked so")
    void reasons() throws Exception {
        assertThat(row(Jsoup.parse(get("/operations", "en-GB").body())).select(".reason[lang=en]"))
                .hasSize(1);
        Element chinese = row(Jsoup.parse(get("/operations", "zh-CN").body()))
                .select(".reason")
                .first();
        assertThat(chinese.hasAttr("lang")).isFalse();
        assertThat(chinese.text()).matches("order:\\S+ 属于另一位客户；请以下单客户为 subject 发送事件");

        jdbc.sql("update rapport.inbox_event set reason = 'PSQLException: no such column' where id = :id")
                .param("id", deadEvent)
                .update();
        Element technical = row(Jsoup.parse(get("/operations", "zh-CN").body()))
                .select(".reason")
                .first();
        assertThat(technical.attr("lang")).isEqualTo("en");
        assertThat(technical.text()).isEqualTo("PSQLException: no such column");
    }

    @Test
    @DisplayName("speaks English or Chinese, as the reader's browser asks, with every word in both")
    void languages() throws Exception {
        Document english = Jsoup.parse(get("/operations", "en-GB").body());
        Document chinese = Jsoup.parse(get("/operations", "zh-CN").body());

        assertThat(english.select("html").attr("lang")).isEqualTo("en");
        assertThat(chinese.select("html").attr("lang")).isEqualTo("zh-CN");
        for (String words :
                new String[] {"h1, h2", "dt", "th", "button", "label:has(span), form.filter label", ".hint"}) {
            List<String> said = english.select(words).eachText();
            assertThat(said).as(words).isNotEmpty();
            assertThat(chinese.select(words).eachText())
                    .as(words)
                    .hasSameSizeAs(said)
                    .doesNotContainAnyElementsOf(said);
        }
        assertThat(chinese.select("[placeholder]").eachAttr("placeholder"))
                .hasSize(4)
                .doesNotContainAnyElementsOf(english.select("[placeholder]").eachAttr("placeholder"));
    }

    @Test
    @DisplayName("shows how many messages wait, and the most overdue")
    void outbox() throws Exception {
        int tomorrow = jdbc.sql(
                        """
                insert into rapport.outbox_message (id, message_id, message, category, customer_id, state, queued_at,
                                                    due_at, expires_at, priority)
                values (gen_random_uuid(), :id, 'usage-tips', 'care', :customer, 'queued', now(),
                        now() + interval '1 day', now() + interval '2 days', 50)""")
                .param("id", "<" + deadEvent + "@example.com>")
                .param("customer", customer)
                .update();

        Document page = Jsoup.parse(get("/operations").body());

        assertThat(Integer.parseInt(page.select("#queued").text())).isGreaterThanOrEqualTo(tomorrow);
        assertThat(page.select("#queued a").attr("href")).contains("state=queued");
        assertThat(page.select("#overdue").text()).matches("\\d+ (s|min|h|d).*");
        jdbc.sql("delete from rapport.outbox_message where customer_id = :customer and message = 'usage-tips'")
                .param("customer", customer)
                .update();
    }

    @Test
    @DisplayName("replays the chosen dead letters with a note, in the operator's name")
    void replays() throws Exception {
        Page page = open();
        HttpResponse<String> answer = page.post(
                "/operations/dead-letters",
                "seq=" + row(page.document).select("input").val() + "&action=replay&note=order+moved");
        assertThat(answer.statusCode()).isEqualTo(303);
        assertThat(journeys.status(deadEvent).state()).isEqualTo(EventStatus.State.WAITING);
        HttpResponse<String> after = follow(answer, "en-GB");
        assertThat(Jsoup.parse(after.body()).select(".outcome").text()).isEqualTo("1 back in the queue.");
        assertThat(after.body()).contains("order moved");
        assertThat(jdbc.sql("select who || ': ' || note from rapport.inbox_audit order by id desc limit 1")
                        .query(String.class)
                        .single())
                .isEqualTo("demo: order moved");
        journeys.settle();
    }

    @Test
    @DisplayName("discards the chosen dead letters with a note")
    void discards() throws Exception {
        Page page = open();
        HttpResponse<String> answer = page.post(
                "/operations/dead-letters",
                "seq=" + row(page.document).select("input").val() + "&action=discard&note=a+test+order");
        assertThat(answer.statusCode()).isEqualTo(303);
        assertThat(journeys.status(deadEvent).state()).isEqualTo(EventStatus.State.DISCARDED);

        HttpResponse<String> again = page.post(
                "/operations/dead-letters",
                "seq=" + row(page.document).select("input").val() + "&action=discard&note=a+test+order");
        assertThat(Jsoup.parse(follow(again, "zh-CN").body()).select(".outcome").text())
                .isEqualTo("0 个已丢弃；1 个保持不变：其间已处理，或数据已删除。");
    }

    /** The page to which a form leads, in the session that it has begun. */
    private HttpResponse<String> follow(HttpResponse<String> answer, String language) throws Exception {
        return http.send(
                HttpRequest.newBuilder(URI.create("http://localhost:" + port)
                                .resolve(answer.headers().firstValue("Location").orElseThrow()))
                        .header("Authorization", basic("demo"))
                        .header("Accept-Language", language)
                        .header("Cookie", OverHttp.session(answer))
                        .build(),
                BodyHandlers.ofString());
    }

    @Test
    @DisplayName("replays the dead letters of a time span")
    void timeSpan() throws Exception {
        String from = Instant.now().minusSeconds(3600).toString().substring(0, 16);
        String to = Instant.now().plusSeconds(3600).toString().substring(0, 16);
        HttpResponse<String> answer = open().post(
                        "/operations/time-span",
                        "from=" + encoded(from) + "&to=" + encoded(to) + "&type=&action=replay&note=all+again");
        assertThat(answer.statusCode()).isEqualTo(303);
        assertThat(journeys.status(deadEvent).state()).isEqualTo(EventStatus.State.WAITING);
        journeys.settle();
    }

    @Test
    @DisplayName("does nothing without a note, or without the page's own token, or for staff")
    void refuses() throws Exception {
        Page page = open();
        String form = "seq=" + row(page.document).select("input").val() + "&action=discard&note=";
        assertThat(page.post("/operations/dead-letters", form).statusCode()).isEqualTo(400);
        assertThat(new Page("demo", page.document, "", "")
                        .post("/operations/dead-letters", form + "x")
                        .statusCode())
                .isEqualTo(403);
        assertThat(new Page("demo", page.document, page.cookie, "forged")
                        .post("/operations/dead-letters", form + "x")
                        .statusCode())
                .isEqualTo(403);
        assertThat(new Page("clara", page.document, page.cookie, page.token)
                        .post("/operations/dead-letters", form + "x")
                        .statusCode())
                .isEqualTo(403);
        assertThat(journeys.status(deadEvent).state()).isEqualTo(EventStatus.State.DEAD);
    }

    @Test
    @DisplayName(
            "shows an event that one journey failed on, with the journey and the reason, and replays it for that alone")
    void oneJourney() throws Exception {
        String failed = newId("e");
        jdbc.sql(
                        """
                with event as (
                    insert into rapport.inbox_event (source, id, type, customer_id, partition, data, occurred_at,
                                                     received_at, due_at, state)
                    values ('urn:test', :id, 'customer.confirmed', :customer, :partition, '{}', now(), now(), now(),
                            'delivering')
                    returning seq)
                insert into rapport.inbox_delivery (event_seq, journey, customer_id, state, attempts, created_at, settled_at,
                                                    reason)
                select seq, 'onboarding', :customer, 'dead', 7, now(), now(), 'the model is broken' from event""")
                .param("id", failed)
                .param("customer", customer)
                .param("partition", CustomerLock.batch(customer, 64))
                .update();
        Page page = open();
        assertThat(page.document.select("#failed-deliveries").text()).isEqualTo("1");
        Element row = page.document.select("form[action$=deliveries] tbody tr").first();
        assertThat(row.text())
                .contains("onboarding", "given up", "customer.confirmed", customer, "the model is broken");

        String form = "id=" + row.select("input").val() + "&action=replay&note=fixed";
        assertThat(page.post("/operations/deliveries", "action=replay&note=fixed")
                        .statusCode())
                .isEqualTo(400);
        assertThat(page.post("/operations/deliveries", form + "&journey=onboarding")
                        .statusCode())
                .isEqualTo(400);
        assertThat(page.post("/operations/deliveries", form).statusCode()).isEqualTo(303);
        journeys.settle();
        assertThat(journeys.status(failed).state()).isEqualTo(EventStatus.State.DONE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/operations", "/operations/addresses", "/studio/messages"})
    @DisplayName("A page that is opened in a second tab leaves the forms of the first one valid")
    void secondTab(String path) throws Exception {
        HttpResponse<String> first = get(path);
        String cookie = first.headers().firstValue("Set-Cookie").orElseThrow();
        String sent = cookie.substring(0, cookie.indexOf(';'));

        HttpResponse<String> second = http.send(
                HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                        .header("Authorization", basic("demo"))
                        .header("Cookie", sent)
                        .build(),
                BodyHandlers.ofString());

        assertThat(second.statusCode()).isEqualTo(200);
        assertThat(second.headers().allValues("Set-Cookie"))
                .as("the browser keeps the cookie of the first tab")
                .isEmpty();
        if (path.startsWith("/operations")) {
            Page old = new Page("demo", null, sent, token(first));
            Page young = new Page("demo", null, sent, token(second));
            String form = "channel=email&address=two.tabs@example.org";
            assertThat(old.post("/operations/addresses", form).statusCode()).isEqualTo(303);
            assertThat(young.post("/operations/addresses", form).statusCode()).isEqualTo(303);
        }
    }

    private static String token(HttpResponse<String> page) {
        return Jsoup.parse(page.body()).select("input[name=_csrf]").first().val();
    }

    @Test
    @DisplayName("Every alert asks for a metric that is there")
    void alerts() throws Exception {
        String metrics = get("/actuator/prometheus").body();
        Matcher names = Pattern.compile("rapport_[a-z_]+(\\{[^}]*\\})?")
                .matcher(String.join(
                        "\n",
                        Files.readAllLines(Path.of("docs/prometheus-alerts.yml")).stream()
                                .filter(line -> line.contains("expr:"))
                                .toList()));
        TreeSet<String> asked = new TreeSet<>();
        while (names.find()) {
            asked.add(names.group());
        }
        assertThat(asked).hasSizeGreaterThan(8).allSatisfy(name -> assertThat(metrics)
                .contains("\n" + name));
    }

    private Element row(Document page) {
        return page.select("tbody tr").stream()
                .filter(row -> row.text().contains(deadEvent))
                .findFirst()
                .orElseThrow();
    }

    @Test
    @DisplayName("moves no clock outside of the demo: there is neither a form nor an address for it")
    void noClock() throws Exception {
        Instant before = clock.instant();
        Page page = open();

        assertThat(page.document.select("#demo-clock")).isEmpty();
        assertThat(page.post("/operations/demo-clock", "to=" + encoded("2099-01-01T09:00"))
                        .statusCode())
                .isEqualTo(404);
        assertThat(Duration.between(before, clock.instant())).isLessThan(Duration.ofMinutes(5));
    }

    private Page open() throws Exception {
        HttpResponse<String> answer = get("/operations");
        Document document = Jsoup.parse(answer.body());
        String cookie = answer.headers().firstValue("Set-Cookie").orElseThrow();
        assertThat(cookie).contains("HttpOnly", "SameSite=Lax");
        return new Page(
                "demo",
                document,
                cookie.substring(0, cookie.indexOf(';')),
                document.select("input[name=_csrf]").first().val());
    }

    private final class Page {

        private final String user;
        private final Document document;
        private final String cookie;
        private final String token;

        Page(String user, Document document, String cookie, String token) {
            this.user = user;
            this.document = document;
            this.cookie = cookie;
            this.token = token;
        }

        HttpResponse<String> post(String path, String form) throws Exception {
            return http.send(
                    HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                            .header("Authorization", basic(user))
                            .header("Content-Type", "application/x-www-form-urlencoded")
                            .header("Cookie", cookie)
                            .POST(HttpRequest.BodyPublishers.ofString(form + "&_csrf=" + encoded(token)))
                            .build(),
                    BodyHandlers.ofString());
        }
    }

    private HttpResponse<String> get(String path) throws Exception {
        return get(path, "en-GB");
    }

    private HttpResponse<String> get(String path, String language) throws Exception {
        return http.send(
                HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                        .header("Authorization", basic("demo"))
                        .header("Accept-Language", language)
                        .build(),
                BodyHandlers.ofString());
    }

    private static String basic(String user) {
        return "Basic " + Base64.getEncoder().encodeToString((user + ":demo").getBytes(StandardCharsets.UTF_8));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
