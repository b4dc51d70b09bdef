package io.rapport.app.studio;

import static io.rapport.testing.Eventually.eventually;
import static io.rapport.testing.Journeys.newId;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.rapport.app.mailbox.CapturedMail;
import io.rapport.app.mailbox.Mailbox;
import io.rapport.audit.Actor;
import io.rapport.audit.AuditEntry;
import io.rapport.audit.AuditLog;
import io.rapport.desk.StaffDirectory;
import io.rapport.release.ReleaseFile;
import io.rapport.release.ReleaseRefused;
import io.rapport.release.Releases;
import io.rapport.template.MessageCatalogue;
import io.rapport.testing.Journeys;
import io.rapport.testing.OverHttp;
import io.rapport.testing.RapportTest;
import io.rapport.testing.ReleaseOfStart;
import io.rapport.testing.Shop;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;

@RapportTest
@DisplayName("The studio")
class StudioTest {

    private static final String DESIGNER = "dana";
    private static final String ADMINISTRATOR = "demo";

    @LocalServerPort
    private int port;

    @Autowired
    private AuditLog audit;

    @Autowired
    private Journeys journeys;

    @Autowired
    private Shop shop;

    @Autowired
    private StaffDirectory staff;

    @Autowired
    private Mailbox mailbox;

    @Autowired
    private MessageCatalogue catalogue;

    @Autowired
    private Releases releases;

    @Autowired
    private JdbcClient jdbc;

    private final HttpClient http = HttpClient.newHttpClient();

    @Nested
    @DisplayName("shows")
    class Shows {

        @Test
        @DisplayName("every message with what it is, to designers and administrators, without scripts")
        void list() throws Exception {
            for (String user : List.of(DESIGNER, ADMINISTRATOR)) {
                HttpResponse<String> answer = get(user, "/studio/messages", "en");
                Document page = Jsoup.parse(answer.body());

                assertThat(answer.statusCode()).isEqualTo(200);
                assertThat(answer.headers()
                                .firstValue("Content-Security-Policy")
                                .orElseThrow())
                        .startsWith("default-src 'none'")
                        .doesNotContain("script-src");
                assertThat(answer.headers().firstValue("Cache-Control").orElseThrow())
                        .contains("no-store");
                assertThat(page.select("script")).isEmpty();
                assertThat(page.select("#messages tbody tr")).hasSameSizeAs(catalogue.names());
                assertThat(row(page, "win-back-offer").text())
                        .isEqualTo("win-back-offer promotional offers email, sms en, zh-CN 30");
                assertThat(page.select(".faults")).isEmpty();
            }
            assertThat(get(DESIGNER, "/studio", "en").headers().firstValue("Location"))
                    .contains("/studio/messages");
        }

        @Test
        @DisplayName("its own words in the reader's language")
        void chinese() throws Exception {
            Document page = Jsoup.parse(
                    get(DESIGNER, "/studio/messages", "zh-TW,zh;q=0.9").body());

            assertThat(page.selectFirst("html").attr("lang")).isEqualTo("zh-CN");
            assertThat(page.selectFirst("h1").text()).isEqualTo("工作室 · 消息");
            assertThat(row(page, "win-back-offer").text()).contains("推广");
        }

        @Test
        @DisplayName("a message in desktop and phone width, in frames that can do nothing")
        void message() throws Exception {
            Document page = Jsoup.parse(
                    get(DESIGNER, "/studio/messages/win-back-offer", "en").body());

            assertThat(page.select("script")).isEmpty();
            assertThat(page.select("iframe")).extracting(Element::className).containsExactly("desktop", "phone");
            assertThat(page.select("iframe")).allSatisfy(frame -> {
                assertThat(frame.hasAttr("sandbox")).isTrue();
                assertThat(frame.attr("sandbox")).isEmpty();
                Document mail = Jsoup.parse(frame.attr("srcdoc"));
                assertThat(mail.selectFirst("head > *").attr("http-equiv")).isEqualTo("Content-Security-Policy");
                assertThat(mail.selectFirst("head > *").attr("content")).startsWith("default-src 'none'");
                assertThat(mail.text()).contains("We would like you back", "TEA-7KQ4");
            });
            assertThat(page.select("#subject").text()).isEqualTo("15% off, if you would like to come back");
            assertThat(page.select("#preheader").text()).startsWith("Your own code");
            assertThat(page.select("#text").text()).contains("Unsubscribe: https://");
            assertThat(page.select(".sms").text()).startsWith("Leaf & Kettle: 15% off");
            assertThat(page.select("#sms ~ .hint").text()).contains("1 SMS: ", "of GSM-7");
            assertThat(page.select(".tabs > a")).extracting(Element::text).containsExactly("en", "zh-CN");
        }

        @Test
        @DisplayName("each language it is written in")
        void locales() throws Exception {
            Document page = Jsoup.parse(get(DESIGNER, "/studio/messages/win-back-offer?locale=zh-CN", "en")
                    .body());

            assertThat(page.select("#subject").text()).startsWith("广告");
            assertThat(page.select(".tabs > a[aria-current]").text()).isEqualTo("zh-CN");
            assertThat(page.select("#sms ~ .hint").text()).contains("2 SMS: ", "of UCS-2");
        }

        @Test
        @DisplayName("nothing for an unknown message")
        void unknown() throws Exception {
            for (String name :
                    List.of("nothing", "..%2fapplication", "%24%7B7*7%7D", "__%24%7BT(java.lang.Runtime)%7D__")) {
                HttpResponse<String> answer = get(DESIGNER, "/studio/messages/" + name, "en");
                assertThat(answer.statusCode()).as(name).isBetween(400, 404);
                assertThat(answer.body()).doesNotContain("49");
            }
        }

        @Test
        @DisplayName("what kept files from being released, with file, line and fix, while the old stay in use")
        void faults() throws Exception {
            String good = Files.readString(Path.of("messages/welcome/en.mjml"));
            List<ReleaseFile> broken = List.of(
                    ReleaseFile.of(
                            "messages/welcome/en.mjml",
                            good.replace("<mj-include path=\"greeting\" />", "{{ customer.nickname }}")),
                    ReleaseFile.of("messages/test-half/en.mjml", good));
            assertThatThrownBy(() -> releases.put(ReleaseOfStart.wish("broken"), broken, false))
                    .isInstanceOf(ReleaseRefused.class);
            try {
                Document page =
                        Jsoup.parse(get(DESIGNER, "/studio/messages", "en").body());
                assertThat(page.select(".faults tbody tr")).hasSize(2);
                assertThat(page.select(".faults tbody tr").get(0).text())
                        .contains("test-half/message.yaml there is none create it");
                assertThat(page.select(".faults tbody tr").get(1).text())
                        .containsPattern("welcome/en\\.mjml:\\d+ ")
                        .contains("the variable 'customer.nickname' is missing", "fix the name");
                Document chinese =
                        Jsoup.parse(get(DESIGNER, "/studio/messages", "zh-CN").body());
                assertThat(chinese.select(".faults tbody tr").get(0).text())
                        .isEqualTo("test-half/message.yaml 没有此文件 请在消息的模板旁创建");
                assertThat(chinese.select(".faults tbody tr").get(1).text())
                        .contains("无法生成消息“welcome”[en]：变量“customer.nickname”缺失或不可读取", "请更正名称");
                assertThat(chinese.select(".faults [lang=en]")).isEmpty();
                assertThat(page.select("#messages tbody tr")).hasSameSizeAs(catalogue.names());
                Document welcome = Jsoup.parse(
                        get(DESIGNER, "/studio/messages/welcome", "en").body());
                assertThat(welcome.select(".faults tbody tr")).hasSize(2);
                assertThat(welcome.select("#text").text()).contains("Hi Ada");
            } finally {
                releases.put(
                        ReleaseOfStart.wish("good"),
                        List.of(ReleaseFile.of("messages/welcome/en.mjml", good + "\n")),
                        false);
                ReleaseOfStart.again(releases);
            }
            assertThat(catalogue.faults()).isEmpty();
        }
    }

    @Nested
    @DisplayName("with a real customer's data")
    class Customers {

        @Test
        @DisplayName("shows administrators the message as the customer would get it, and puts each preview on record")
        void preview() throws Exception {
            String customer = customer("Edda", "Holm", "en-GB");
            String order = shop.order(customer, 38);
            journeys.settle();
            HttpResponse<String> answer =
                    open(ADMINISTRATOR, "order-thanks").post("/customer", "customerId=" + customer);
            Document page = Jsoup.parse(answer.body());
            Document mail = Jsoup.parse(page.selectFirst("iframe.phone").attr("srcdoc"));

            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(mail.text()).contains("Hi Edda", order);
            assertThat(page.select(".whose").text()).contains("As customer " + customer + " (en)");
            assertThat(jdbc.sql("select who, message, customer_id from rapport.message_preview where customer_id = ?")
                            .param(customer)
                            .query()
                            .listOfRows())
                    .containsExactly(Map.of("who", "demo", "message", "order-thanks", "customer_id", customer));
            assertThat(audit.newest(List.of(customer), 10))
                    .extracting(AuditEntry::who, AuditEntry::what, AuditEntry::why)
                    .containsExactly(tuple(Actor.staff("demo"), "message-preview", "message order-thanks"));
            Document list =
                    Jsoup.parse(get(ADMINISTRATOR, "/studio/messages", "en").body());
            assertThat(list.select("#previews ~ table").text()).contains("demo order-thanks " + customer);
        }

        @Test
        @DisplayName("makes no link that works, and says what is the sample's")
        void harmless() throws Exception {
            String customer = customer("静", "陈", "zh-CN");
            HttpResponse<String> answer =
                    open(ADMINISTRATOR, "win-back-offer").post("/customer", "customerId=customer%3A" + customer);
            Document page = Jsoup.parse(answer.body());
            Document mail = Jsoup.parse(page.selectFirst("iframe.desktop").attr("srcdoc"));

            assertThat(mail.text()).contains("陈静，您好");
            assertThat(mail.select("a[href*=/p/]")).isEmpty();
            assertThat(mail.select("a[href*=unsubscribe]").attr("href")).endsWith("/sample/unsubscribe");
            assertThat(page.select(".whose").text()).contains("from the sample: coupon, links");
        }

        @Test
        @DisplayName("has no way to run what the customer's name is")
        void hostile() throws Exception {
            String customer = customer("\"></iframe><script>alert(1)</script>", "{{ brand.site }}", "en-GB");
            Document page = Jsoup.parse(open(ADMINISTRATOR, "welcome")
                    .post("/customer", "customerId=" + customer)
                    .body());

            assertThat(page.select("script")).isEmpty();
            assertThat(page.select("iframe")).hasSize(2).allSatisfy(frame -> assertThat(
                            Jsoup.parse(frame.attr("srcdoc")).select("script"))
                    .isEmpty());
        }

        @Test
        @DisplayName("is for administrators and the group customer-preview; designers see the sample alone")
        void allowed() throws Exception {
            String customer = customer("Edda", "Holm", "en-GB");
            Document page =
                    Jsoup.parse(get(DESIGNER, "/studio/messages/welcome", "en").body());
            assertThat(page.select("input[name=customerId]")).isEmpty();
            assertThat(open(DESIGNER, "welcome")
                            .post("/customer", "customerId=" + customer)
                            .statusCode())
                    .isEqualTo(403);
            assertThat(previews(customer)).isZero();

            staff.ensureUser("viv", "Viv", "Ross", null, "demo", Set.of(StaffDirectory.CUSTOMER_PREVIEW));
            assertThat(Jsoup.parse(get("viv", "/studio/messages/welcome", "en").body())
                            .select("input[name=customerId]"))
                    .hasSize(1);
            assertThat(open("viv", "welcome")
                            .post("/customer", "customerId=" + customer)
                            .statusCode())
                    .isEqualTo(200);
            assertThat(previews(customer)).isEqualTo(1);
        }

        @Test
        @DisplayName("shows nothing of unknown and erased customers")
        void erased() throws Exception {
            String erased = customer("Edda", "Holm", "en-GB");
            journeys.event("customer.erased", erased, Map.of());
            journeys.settle();

            for (String nobody : List.of(erased, "nobody", "")) {
                HttpResponse<String> answer = open(ADMINISTRATOR, "welcome").post("/customer", "customerId=" + nobody);
                assertThat(answer.statusCode()).isEqualTo(404);
                assertThat(answer.body()).contains("There is no such customer").doesNotContain("Edda");
            }
        }

        @Test
        @DisplayName("takes the id from a form alone: addresses end up in logs and histories")
        void noAddress() throws Exception {
            String customer = customer("Edda", "Holm", "en-GB");
            assertThat(get(ADMINISTRATOR, "/studio/messages/welcome?customerId=" + customer, "en")
                            .body())
                    .doesNotContain("Edda");
            assertThat(get(ADMINISTRATOR, "/studio/messages/welcome/customer?customerId=" + customer, "en")
                            .statusCode())
                    .isEqualTo(405);
        }

        private int previews(String customer) {
            return jdbc.sql("select count(*) from rapport.message_preview where customer_id = ?")
                    .param(customer)
                    .query(Integer.class)
                    .single();
        }
    }

    @Nested
    @DisplayName("sends a test")
    class Tests {

        @Test
        @DisplayName("to the address of anyone who asks, marked, past the outbox, with links that do nothing")
        void send() throws Exception {
            String login = designer(true);
            int queued = outbox();
            HttpResponse<String> answer =
                    open(login, "win-back-offer").post("/test", "locale=zh-CN&to=other%40example.com&email=x%40y.z");

            assertThat(answer.statusCode()).isEqualTo(303);
            assertThat(answer.headers().firstValue("Location"))
                    .contains("/studio/messages/win-back-offer?locale=zh-CN");
            await(() -> !mailbox.newest(login + "@example.org", 2).isEmpty());
            List<CapturedMail> mails = mailbox.newest(login + "@example.org", 2);
            assertThat(mails).singleElement().satisfies(mail -> {
                assertThat(mail.subject()).startsWith("[Test] 广告");
                assertThat(mail.to()).doesNotContain("other");
                assertThat(mail.from()).contains("hello@leafandkettle.example");
                assertThat(mail.text()).contains("TEA-8MX2");
                assertThat(Jsoup.parse(mail.html()).select("a[href*=/p/]")).isEmpty();
            });
            assertThat(mailbox.newest("other@example.com", 1)).isEmpty();
            assertThat(outbox()).isEqualTo(queued);
            assertThat(outcome(login, answer)).isEqualTo("Sent to you, with [Test] in the subject.");
        }

        @Test
        @DisplayName("five times within five minutes, not more")
        void limited() throws Exception {
            String login = designer(true);
            Page page = open(login, "welcome");
            for (int i = 0; i < 5; i++) {
                assertThat(outcome(login, page.post("/test", ""))).startsWith("Sent to you");
            }
            assertThat(outcome(login, page.post("/test", ""))).startsWith("That were five tests");
            assertThat(mailbox.newest(login + "@example.org", 10)).hasSize(5);
        }

        @Test
        @DisplayName("to nobody when the login has no address")
        void noAddress() throws Exception {
            String login = designer(false);
            assertThat(outcome(login, open(login, "welcome").post("/test", "")))
                    .startsWith("Your login has no e-mail address");
        }

        @Test
        @DisplayName("once a form: one that is sent again sends no second mail")
        void once() throws Exception {
            String login = designer(true);
            Page page = open(login, "welcome");
            String form = "form=" + UUID.randomUUID();
            assertThat(outcome(login, page.post("/test", form))).startsWith("Sent to you");
            assertThat(outcome(login, page.post("/test", form))).startsWith("This form was sent before");
            assertThat(mailbox.newest(login + "@example.org", 10)).hasSize(1);
        }

        /** What the page says to which a form leads, in the session that it has begun. */
        private String outcome(String login, HttpResponse<String> answer) throws Exception {
            return Jsoup.parse(http.send(
                                    HttpRequest.newBuilder(uri(answer.headers()
                                                    .firstValue("Location")
                                                    .orElseThrow()))
                                            .header("Authorization", basic(login))
                                            .header("Accept-Language", "en")
                                            .header("Cookie", OverHttp.session(answer))
                                            .build(),
                                    BodyHandlers.ofString())
                            .body())
                    .select(".outcome")
                    .text();
        }

        private int outbox() {
            return jdbc.sql("select count(*) from rapport.outbox_message where message = 'win-back-offer'")
                    .query(Integer.class)
                    .single();
        }

        private String designer(boolean reachable) {
            String login = newId("des");
            staff.ensureUser(
                    login,
                    "Des",
                    "Igner",
                    reachable ? login + "@example.org" : null,
                    "demo",
                    Set.of(StaffDirectory.DESIGNERS));
            return login;
        }
    }

    @Nested
    @DisplayName("is shut")
    class Shut {

        @Test
        @DisplayName("to others: staff of queues, systems, and anyone who has no login")
        void others() throws Exception {
            for (String path : List.of("/studio", "/studio/messages", "/studio/messages/welcome")) {
                assertThat(get("clara", path, "en").statusCode()).isEqualTo(403);
                assertThat(get("shop", path, "en").statusCode()).isEqualTo(403);
                assertThat(http.send(HttpRequest.newBuilder(uri(path)).build(), BodyHandlers.ofString())
                                .statusCode())
                        .isEqualTo(401);
            }
        }

        @Test
        @DisplayName("to forms of other pages and other sites")
        void forged() throws Exception {
            Page page = open(DESIGNER, "welcome");
            assertThat(new Page(DESIGNER, "welcome", page.cookie, "forged")
                            .post("/test", "")
                            .statusCode())
                    .isEqualTo(403);
            assertThat(new Page(DESIGNER, "welcome", "", "").post("/test", "").statusCode())
                    .isEqualTo(403);
            assertThat(http.send(
                                    page.request("/test", "")
                                            .header("Origin", "https://evil.example")
                                            .build(),
                                    BodyHandlers.ofString())
                            .statusCode())
                    .isEqualTo(403);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {"https://evil.example", "//evil.example", "%0d%0aLocation:%20https://evil.example", "zh-CN"})
        @DisplayName("to addresses that a request brings along: it leads back to its own pages only")
        void redirects(String address) throws Exception {
            HttpResponse<String> answer = http.send(
                    open(DESIGNER, "welcome")
                            .request(
                                    "/test?next=" + address + "&url=" + address,
                                    "locale=" + address + "&next=" + address)
                            .header("X-Forwarded-Host", "evil.example")
                            .build(),
                    BodyHandlers.ofString());

            assertThat(answer.statusCode()).isEqualTo(303);
            assertThat(answer.headers().allValues("Location")).singleElement().satisfies(location -> assertThat(
                            location)
                    .matches("/studio/messages/welcome\\?locale=(en|zh-CN)"));
            for (String path : List.of("/", "/studio", "/p/token", "/operations")) {
                HttpResponse<String> page = get(ADMINISTRATOR, path + "?url=" + address + "&next=" + address, "en");
                assertThat(page.headers().allValues("Location"))
                        .allSatisfy(location -> assertThat(location).doesNotContain("evil"));
            }
        }
    }

    private String customer(String firstName, String lastName, String locale) {
        String id = newId("c");
        journeys.event(
                "customer.registered",
                id,
                Map.of(
                        "firstName",
                        firstName,
                        "lastName",
                        lastName,
                        "email",
                        id + "@example.com",
                        "locale",
                        locale,
                        "timeZone",
                        "Europe/London"));
        journeys.settle();
        return id;
    }

    private static Element row(Document page, String name) {
        return page.select("#messages tbody tr").stream()
                .filter(row -> row.selectFirst("a").text().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static void await(BooleanSupplier condition) {
        eventually("it happens", condition::getAsBoolean);
    }

    private HttpResponse<String> get(String user, String path, String language) throws Exception {
        return http.send(
                HttpRequest.newBuilder(uri(path))
                        .header("Authorization", basic(user))
                        .header("Accept-Language", language)
                        .build(),
                BodyHandlers.ofString());
    }

    /** A message's page as a browser has it, with the token of its forms. */
    private Page open(String user, String message) throws Exception {
        HttpResponse<String> answer = get(user, "/studio/messages/" + message, "en");
        String cookie = answer.headers().firstValue("Set-Cookie").orElseThrow();
        assertThat(cookie).contains("HttpOnly", "SameSite=Lax", "Path=/");
        return new Page(
                user,
                message,
                cookie.substring(0, cookie.indexOf(';')),
                Jsoup.parse(answer.body()).select("input[name=_csrf]").first().val());
    }

    private final class Page {

        private final String user;
        private final String message;
        private final String cookie;
        private final String token;

        Page(String user, String message, String cookie, String token) {
            this.user = user;
            this.message = message;
            this.cookie = cookie;
            this.token = token;
        }

        HttpRequest.Builder request(String action, String form) {
            return HttpRequest.newBuilder(uri("/studio/messages/" + message + action))
                    .header("Authorization", basic(user))
                    .header("Accept-Language", "en")
                    .header("Content-Type", "application/x-www-form-urlencoded")
                    .header("Cookie", cookie)
                    .POST(BodyPublishers.ofString(form + "&_csrf=" + URLEncoder.encode(token, StandardCharsets.UTF_8)));
        }

        HttpResponse<String> post(String action, String form) throws Exception {
            return http.send(request(action, form).build(), BodyHandlers.ofString());
        }
    }

    private URI uri(String path) {
        return URI.create("http://localhost:" + port + path);
    }

    private static String basic(String user) {
        return "Basic " + Base64.getEncoder().encodeToString((user + ":demo").getBytes(StandardCharsets.UTF_8));
    }
}
