package io.rapport.app.security;

import static io.rapport.testing.Journeys.newId;
import static org.assertj.core.api.Assertions.assertThat;

import io.rapport.customer.ContactNote;
import io.rapport.customer.ContactNotes;
import io.rapport.desk.LoginFailures;
import io.rapport.desk.StaffDirectory;
import io.rapport.testing.Journeys;
import io.rapport.testing.OverHttp;
import io.rapport.testing.RapportTest;
import io.rapport.testing.Shop;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.CookieManager;
import java.net.HttpCookie;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;

@RapportTest
@DisplayName("The login page")
@Tag("slow")
class LoginPageTest {

    private static final String WHOAMI = "/camunda/api/admin/auth/user/default";
    private static final String ENGINE = "/camunda/api/engine/engine/default";

    @LocalServerPort
    private int port;

    @Autowired
    private StaffDirectory staff;

    @Autowired
    private Shop shop;

    @Autowired
    private Journeys journeys;

    @Autowired
    private ContactNotes contacts;

    /** A browser with cookies of its own, which follows no redirect by itself. */
    private final class Browser {

        private final CookieManager cookies = new CookieManager();
        private final HttpClient client =
                HttpClient.newBuilder().cookieHandler(cookies).build();
        private String language = "en-GB";

        HttpRequest.Builder request(String path) {
            return HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                    .header("Accept", "text/html,application/xhtml+xml,*/*;q=0.8")
                    .header("Accept-Language", language);
        }

        HttpResponse<String> get(String path) {
            return send(request(path));
        }

        Document page(String path) {
            HttpResponse<String> answer = get(path);
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            return Jsoup.parse(answer.body());
        }

        HttpResponse<String> post(String path, Map<String, String> fields) {
            return send(request(path)
                    .header("Content-Type", "application/x-www-form-urlencoded")
                    .POST(BodyPublishers.ofString(fields.entrySet().stream()
                            .map(field -> encoded(field.getKey()) + "=" + encoded(field.getValue()))
                            .collect(Collectors.joining("&")))));
        }

        /** Sends the form of a page as it stands there, with what somebody fills in. */
        HttpResponse<String> submit(Document page, String selector, Map<String, String> filledIn) {
            Element form = page.selectFirst(selector);
            Map<String, String> fields = new LinkedHashMap<>();
            form.select("input, select, textarea").forEach(field -> fields.put(field.attr("name"), field.val()));
            fields.putAll(filledIn);
            return post(form.attr("action"), fields);
        }

        HttpResponse<String> logIn(Document loginPage, String user, String password) {
            return submit(loginPage, "form", Map.of("username", user, "password", password));
        }

        HttpResponse<String> logIn(String user) {
            return logIn(page("/login"), user, "demo");
        }

        String cookie(String name) {
            return cookies.getCookieStore().getCookies().stream()
                    .filter(cookie -> cookie.getName().equals(name))
                    .map(HttpCookie::getValue)
                    .findFirst()
                    .orElse(null);
        }

        /** As when the server has forgotten it after half an hour. */
        void loseTheSession() {
            cookies.getCookieStore().getCookies().stream()
                    .filter(cookie -> cookie.getName().equals("JSESSIONID"))
                    .toList()
                    .forEach(cookie -> cookies.getCookieStore().remove(null, cookie));
            assertThat(cookie("JSESSIONID")).isNull();
        }

        HttpResponse<String> send(HttpRequest.Builder request) {
            try {
                return client.send(request.build(), BodyHandlers.ofString());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static String location(HttpResponse<String> answer) {
        return answer.headers().firstValue("Location").orElse(null);
    }

    @ParameterizedTest
    @CsvSource({
        "/customers, clara",
        "/customers/absences?day=1&x=%E9%BE%8D, clara",
        "/operations/messages?state=FAILED, demo",
        "/insights/value, mira",
        "/studio/messages, dana",
        "/mailbox?to=a%40example.com, demo",
        "/api/events/catalogue, dana",
    })
    @DisplayName("stands before our pages, and leads back to the page that was asked for")
    void leadsBack(String path, String login) {
        Browser browser = new Browser();
        HttpResponse<String> asked = browser.get(path);
        assertThat(asked.statusCode()).isEqualTo(302);
        assertThat(location(asked)).isEqualTo("/login?to=" + encoded(path));
        assertThat(asked.headers().firstValue("WWW-Authenticate"))
                .as("no window of the browser")
                .isEmpty();
        assertThat(browser.cookie("JSESSIONID")).as("asking makes no session").isNull();

        HttpResponse<String> answer = browser.logIn(browser.page(location(asked)), login, "demo");

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(303);
        assertThat(location(answer)).isEqualTo(path);
        assertThat(browser.get(path).statusCode()).isEqualTo(200);
    }

    @Test
    @DisplayName("is for browsers: programs are asked for HTTP Basic, and a login that is sent along goes before it")
    void programs() {
        Browser browser = new Browser();
        for (String path : List.of("/customers", "/operations", "/insights", "/studio", "/mailbox")) {
            for (String accept : List.of("application/json", "*/*", "")) {
                HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + path));
                HttpResponse<String> answer =
                        browser.send(accept.isEmpty() ? request : request.header("Accept", accept));
                assertThat(answer.statusCode()).as(path + " " + accept).isEqualTo(401);
                assertThat(answer.headers().firstValue("WWW-Authenticate").orElseThrow())
                        .startsWith("Basic realm=");
            }
            HttpResponse<String> wrong =
                    browser.send(browser.request(path).header("Authorization", OverHttp.basic(newId("nobody"))));
            assertThat(wrong.statusCode()).as(path).isEqualTo(401);
            assertThat(wrong.headers().firstValue("WWW-Authenticate").orElseThrow())
                    .startsWith("Basic realm=");
        }
        for (String path : List.of("/engine-rest/task", "/actuator/info", "/releases")) {
            HttpResponse<String> answer = browser.get(path);
            assertThat(answer.statusCode()).as(path).isEqualTo(401);
            assertThat(answer.headers().firstValue("WWW-Authenticate").orElseThrow())
                    .as(path)
                    .startsWith("Basic realm=");
        }
        // who is logged in here and sends another login along is the other
        assertThat(browser.logIn("mira").statusCode()).isEqualTo(303);
        assertThat(browser.get("/operations").statusCode()).isEqualTo(403);
        assertThat(browser.send(browser.request("/operations").header("Authorization", OverHttp.basic("demo")))
                        .statusCode())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "//evil.example",
                "/\\evil.example",
                "/%5cevil.example",
                "/%2f%2fevil.example",
                "https://evil.example/customers",
                "javascript:alert(1)",
                "/customers/..//evil.example",
                "/customers/x\r\nLocation: https://evil.example",
                "/engine-rest/user",
                "/logout",
            })
    @DisplayName("leads to no other site")
    void noOtherSite(String to) {
        Browser browser = new Browser();
        Document page = browser.page("/login?to=" + encoded(to));
        assertThat(page.select("input[name=to]").val()).isEmpty();
        assertThat(page.html()).doesNotContain("evil.example", "alert(1)");

        HttpResponse<String> answer =
                browser.submit(page, "form", Map.of("username", "clara", "password", "demo", "to", to));

        assertThat(answer.statusCode()).isEqualTo(303);
        assertThat(location(answer)).isEqualTo("/camunda/app/tasklist/default/");
        assertThat(answer.headers().map().keySet()).doesNotContain("Refresh");
    }

    @ParameterizedTest
    @CsvSource({
        "clara, /camunda/app/tasklist/default/",
        "demo, /camunda/app/tasklist/default/",
        "dana, /studio/messages",
        "mira, /insights",
    })
    @DisplayName("leads those who asked for no page to where they work")
    void firstPages(String login, String path) {
        Browser browser = new Browser();
        assertThat(location(browser.logIn(login))).isEqualTo(path);
        assertThat(browser.get(path).statusCode()).isIn(200, 302);
    }

    @Test
    @DisplayName("logs in for the web apps, too; one that logs out has logged out of both, whichever it was")
    void oneLogin() {
        Browser browser = new Browser();
        browser.logIn("clara");
        assertThat(browser.get(WHOAMI).body()).contains("\"userId\":\"clara\"");
        assertThat(browser.page("/login").select("[role=status]").text()).contains("clara");

        Document customers = browser.page("/customers");
        assertThat(customers.select("form.log-out").text()).contains("clara", "Log out");
        HttpResponse<String> out = browser.submit(customers, "form.log-out", Map.of());
        assertThat(out.statusCode()).isEqualTo(303);
        assertThat(location(out)).isEqualTo("/login?out");
        assertThat(browser.page("/login?out").select("[role=status]").text()).contains("logged out");
        assertThat(browser.get(WHOAMI).statusCode()).isEqualTo(404);
        assertThat(browser.get("/customers").statusCode()).isEqualTo(302);

        browser.logIn("clara");
        browser.get("/camunda/app/tasklist/default/");
        assertThat(browser.send(browser.request(WHOAMI + "/logout")
                                .header("X-XSRF-TOKEN", browser.cookie("XSRF-TOKEN"))
                                .POST(BodyPublishers.noBody()))
                        .statusCode())
                .isEqualTo(200);
        assertThat(browser.get("/customers").statusCode()).isEqualTo(302);
    }

    @Test
    @DisplayName("is left by a button that no page has which was opened by HTTP Basic")
    void noSession() {
        Browser browser = new Browser();
        browser.logIn("demo");
        for (String path : List.of(
                "/customers",
                "/operations",
                "/insights/value",
                "/studio/messages",
                "/mailbox",
                "/api/events/catalogue")) {
            assertThat(browser.page(path).select("form.log-out")).as(path).isNotEmpty();
            assertThat(Jsoup.parse(browser.send(browser.request(path).header("Authorization", OverHttp.basic("demo")))
                                    .body())
                            .select("form.log-out"))
                    .as(path)
                    .isEmpty();
        }
    }

    @Test
    @DisplayName("makes a session of a new id: one that somebody else knew before opens nothing")
    void newSession() {
        Browser browser = new Browser();
        browser.get("/camunda/app/tasklist/default/");
        String planted = browser.cookie("JSESSIONID");
        assertThat(planted).isNotNull();

        HttpResponse<String> answer = browser.logIn("clara");

        assertThat(browser.cookie("JSESSIONID")).isNotNull().isNotEqualTo(planted);
        assertThat(answer.headers().allValues("Set-Cookie"))
                .filteredOn(cookie -> cookie.startsWith("JSESSIONID="))
                .singleElement()
                .satisfies(cookie -> assertThat(cookie).contains("HttpOnly", "SameSite=Lax", "Path=/"));
        Browser other = new Browser();
        assertThat(other.send(other.request("/customers").header("Cookie", "JSESSIONID=" + planted))
                        .statusCode())
                .isEqualTo(302);
    }

    @Test
    @DisplayName("answers a wrong password and an unknown login alike, and writes what was typed nowhere")
    @ExtendWith(OutputCaptureExtension.class)
    void wrong(CapturedOutput log) {
        String known = newId("known");
        staff.ensureUser(known, "Test", "User", null, "right", Set.of("care"));
        String secret = "typed-" + newId("secret");
        Browser browser = new Browser();

        HttpResponse<String> wrong = browser.logIn(browser.page("/login?to=/customers"), known, secret);
        HttpResponse<String> unknown = browser.logIn(browser.page("/login?to=/customers"), newId("known"), secret);

        for (HttpResponse<String> answer : List.of(wrong, unknown)) {
            assertThat(answer.statusCode()).isEqualTo(422);
            assertThat(answer.body()).doesNotContain(secret);
            assertThat(answer.headers().firstValue("Cache-Control").orElseThrow())
                    .contains("no-store");
            Document page = Jsoup.parse(answer.body());
            assertThat(page.select("[role=alert]").text()).contains("do not fit together");
            assertThat(page.select("#password").attr("aria-describedby")).isEqualTo("fault");
            assertThat(page.select("input[name=to]").val()).isEqualTo("/customers");
        }
        assertThat(Jsoup.parse(wrong.body()).select("[role=alert]").text())
                .isEqualTo(Jsoup.parse(unknown.body()).select("[role=alert]").text());
        assertThat(log.getAll()).doesNotContain(secret);
        assertThat(browser.get("/customers").statusCode()).isEqualTo(302);

        assertThat(Jsoup.parse(browser.logIn(browser.page("/login"), known, "").body())
                        .select("[role=alert]")
                        .text())
                .contains("Enter your login and your password");
        assertThat(browser.logIn(browser.page("/login"), "a\0b", "x").statusCode())
                .isEqualTo(422);
        // a right one from the address is none
        HttpResponse<String> query = browser.post(
                "/login?username=" + known + "&password=right",
                Map.of(
                        "_csrf",
                        browser.page("/login").select("input[name=_csrf]").val()));
        assertThat(location(query)).isEqualTo("/login");
        assertThat(browser.get("/customers").statusCode()).isEqualTo(302);
    }

    @Test
    @DisplayName(
            "counts wrong passwords with those of HTTP Basic and of the Tasklist's form, and says when to try again")
    void tooOften() {
        String login = newId("guessed");
        staff.ensureUser(login, "Test", "User", null, "right", Set.of("care"));
        Browser browser = new Browser();
        Document page = browser.page("/login?to=/customers");
        for (int i = 0; i < LoginFailures.LIMIT; i++) {
            assertThat(browser.logIn(page, login, "wrong").statusCode()).isEqualTo(422);
        }

        HttpResponse<String> refused = browser.logIn(page, login, "right");

        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(Integer.parseInt(refused.headers().firstValue("Retry-After").orElseThrow()))
                .isBetween(1, (int) LoginFailures.WINDOW.toSeconds());
        assertThat(Jsoup.parse(refused.body()).select("[role=alert]").text())
                .matches("Too many wrong passwords for this login from here. Try again in 1\\d minutes\\.");
        browser.language = "zh-CN";
        assertThat(Jsoup.parse(browser.logIn(page, login, "right").body())
                        .select("[role=alert]")
                        .text())
                .contains("输错密码的次数过多");
        assertThat(browser.logIn(page, "demo", "demo").statusCode())
                .as("another login from there")
                .isEqualTo(303);
    }

    @Test
    @DisplayName("takes no form of another site, neither to log in nor to log out")
    void otherSites() {
        Browser browser = new Browser();
        Document page = browser.page("/login");
        assertThat(browser.post("/login", Map.of("username", "clara", "password", "demo"))
                        .statusCode())
                .isEqualTo(403);
        assertThat(browser.submit(page, "form", Map.of("username", "clara", "password", "demo", "_csrf", "x"))
                        .statusCode())
                .isEqualTo(403);
        String form = "username=clara&password=demo&_csrf="
                + encoded(page.select("input[name=_csrf]").val());
        assertThat(browser.send(browser.request("/login")
                                .header("Content-Type", "application/x-www-form-urlencoded")
                                .header("Origin", "https://evil.example")
                                .POST(BodyPublishers.ofString(form)))
                        .statusCode())
                .isEqualTo(403);
        assertThat(browser.cookie("JSESSIONID")).isNull();

        browser.logIn("clara");
        assertThat(browser.post("/logout", Map.of()).statusCode()).isEqualTo(403);
        assertThat(browser.get("/logout").statusCode()).isEqualTo(405);
        assertThat(browser.get("/customers").statusCode()).isEqualTo(200);
        // the session alone sends no form
        assertThat(browser.post("/customers", Map.of("q", "lee")).statusCode()).isEqualTo(403);
    }

    @Test
    @DisplayName("keeps what was written when the session ended meanwhile: after the login one button sends it, once")
    void keptForm() {
        String customer = shop.customer();
        String note = "She said: \"the blue one\" & <b>nothing</b> else.\r\n谢谢！";
        String path = "/customers/" + customer + "/actions/contact";
        Browser browser = new Browser();
        browser.logIn("fred");
        Document form = browser.page(path);
        browser.loseTheSession();

        HttpResponse<String> asked = browser.submit(
                form,
                "form[action$=/actions/contact]",
                Map.of("channel", "phone", "direction", "inbound", "outcome", "reached", "note", note));
        assertThat(asked.statusCode()).isEqualTo(200);
        assertThat(asked.headers().firstValue("WWW-Authenticate")).isEmpty();
        Document login = Jsoup.parse(asked.body());
        assertThat(login.select("[role=status]").text()).contains("What you wrote is kept");
        HttpResponse<String> wrong = browser.logIn(login, "fred", "wrong");
        assertThat(wrong.statusCode()).isEqualTo(422);

        assertThat(Jsoup.parse(wrong.body()).select("[role=status]").text()).contains("What you wrote is kept");

        HttpResponse<String> answer = browser.logIn(Jsoup.parse(wrong.body()), "fred", "demo");
        assertThat(answer.statusCode()).isEqualTo(200);
        Document unsent = Jsoup.parse(answer.body());
        assertThat(unsent.select("h2").text()).contains("customer " + customer);
        assertThat(unsent.select("dt").eachText()).contains("What was said").doesNotContain("form");
        assertThat(unsent.select("dd").eachText()).contains("She said: \"the blue one\" & <b>nothing</b> else. 谢谢！");
        assertThat(unsent.text()).contains("You are logged in as fred", "nothing of it is saved yet");
        for (HttpResponse<String> page : List.of(asked, wrong, answer)) {
            assertThat(page.headers().firstValue("Cache-Control").orElseThrow()).contains("no-store");
        }
        assertThat(unsent.select("a").attr("href")).isEqualTo("/customers");
        journeys.settle();
        assertThat(notes(customer)).isEmpty();

        for (int i = 0; i < 2; i++) {
            HttpResponse<String> sent = browser.submit(unsent, "form", Map.of());
            assertThat(sent.statusCode()).as(sent.body()).isEqualTo(303);
            assertThat(location(sent)).isEqualTo("/customers/" + customer);
        }
        journeys.settle();
        assertThat(notes(customer)).singleElement().satisfies(noted -> {
            assertThat(noted.note().replace("\r\n", "\n")).isEqualTo(note.replace("\r\n", "\n"));
            assertThat(noted.by()).isEqualTo("fred");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"/customers", "/operations", "/insights/value", "/studio/messages", "/mailbox"})
    @DisplayName("leaves the session as it is from page to page, so that those opened at the same time are all there")
    void sessionStays(String path) {
        Browser browser = new Browser();
        browser.logIn("demo");
        String session = browser.cookie("JSESSIONID");

        assertThat(browser.get(path).statusCode()).isLessThan(400);

        assertThat(browser.cookie("JSESSIONID")).isEqualTo(session);
    }

    @Test
    @DisplayName("does not send what one wrote in the name of another, who logged in in another tab: it asks first")
    void anotherLogin() {
        String customer = shop.customer();
        Map<String, String> call =
                Map.of("channel", "phone", "direction", "inbound", "outcome", "reached", "note", "The lid is broken.");
        Browser browser = new Browser();
        browser.logIn("clara");
        Document form = browser.page("/customers/" + customer + "/actions/contact");
        browser.logIn("leo");

        HttpResponse<String> answer = browser.submit(form, "form[action$=/actions/contact]", call);

        assertThat(answer.statusCode()).isEqualTo(200);
        Document unsent = Jsoup.parse(answer.body());
        assertThat(unsent.text()).contains("You are logged in as leo", "nothing of it is saved yet");
        journeys.settle();
        assertThat(notes(customer)).isEmpty();
        browser.logIn("clara");
        assertThat(Jsoup.parse(browser.submit(unsent, "form", Map.of()).body()).text())
                .as("the page that asks is one's own, too")
                .contains("You are logged in as clara");
        assertThat(browser.submit(form, "form[action$=/actions/contact]", call).statusCode())
                .isEqualTo(303);
        journeys.settle();
        assertThat(notes(customer)).extracting(ContactNote::by).containsExactly("clara");
    }

    @Test
    @DisplayName("shows what was written on other pages by the names that they have for it")
    void namesOfFields() {
        Browser browser = new Browser();
        browser.logIn("clara");
        Document form = browser.page("/customers/panel");
        browser.language = "zh-CN";
        browser.logIn("lena");

        Document unsent = Jsoup.parse(
                browser.submit(form, "main form", Map.of("title", "The tins", "segment", "panel-candidates"))
                        .body());

        assertThat(unsent.select("h2").text()).isEqualTo("客户共创");
        assertThat(unsent.select("dt").eachText()).contains("英文标题", "邀请对象").doesNotContain("form", "title");
    }

    private List<ContactNote> notes(String customer) {
        return contacts.newest(List.of(customer), Instant.parse("2999-01-01T00:00:00Z"), 10);
    }

    @Test
    @DisplayName("keeps no form that is not the page's own")
    void foreignForm() {
        Browser browser = new Browser();
        browser.page("/login");
        assertThat(browser.post("/customers", Map.of("q", "lee")).statusCode()).isEqualTo(403);
        // a program that sends one is asked as before
        String token = browser.page("/login").select("input[name=_csrf]").val();
        HttpResponse<String> program =
                browser.send(HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/customers"))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString("q=lee&_csrf=" + encoded(token))));
        assertThat(program.statusCode()).isEqualTo(401);
        assertThat(program.headers().firstValue("WWW-Authenticate").orElseThrow())
                .startsWith("Basic");
    }

    private static final String RIGHT = "right-and-long";
    private static final String NEW = "new-and-long-enough";

    private Browser loggedIn(String login, String password) {
        Browser browser = new Browser();
        assertThat(browser.logIn(browser.page("/login"), login, password).statusCode())
                .isEqualTo(303);
        assertThat(browser.get("/customers").statusCode()).isEqualTo(200);
        return browser;
    }

    /** As the Tasklist's own form does. */
    private Browser loggedInToTasklist(String login, String password) {
        Browser browser = new Browser();
        browser.get("/camunda/app/tasklist/default/");
        assertThat(browser.send(browser.request(WHOAMI + "/login/tasklist")
                                .header("X-XSRF-TOKEN", browser.cookie("XSRF-TOKEN"))
                                .header("Content-Type", "application/x-www-form-urlencoded")
                                .POST(BodyPublishers.ofString("username=" + login + "&password=" + password)))
                        .statusCode())
                .isEqualTo(200);
        assertThat(browser.get(ENGINE + "/task/count").statusCode()).isEqualTo(200);
        return browser;
    }

    private static void isLoggedOut(Browser browser) {
        assertThat(browser.get(ENGINE + "/task/count").statusCode())
                .as("web apps")
                .isEqualTo(401);
        assertThat(browser.get(WHOAMI).statusCode()).as("web apps").isEqualTo(404);
        assertThat(browser.get("/customers").statusCode()).as("pages").isEqualTo(302);
    }

    private void byAdministrator(String method, String path, String body) {
        Browser programs = new Browser();
        assertThat(programs.send(HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/engine-rest" + path))
                                .header("Authorization", OverHttp.basic("demo"))
                                .header("Content-Type", "application/json")
                                .method(method, BodyPublishers.ofString(body)))
                        .statusCode())
                .isEqualTo(204);
    }

    private static String passwordChange(String password, String own) {
        return "{\"password\":\"" + password + "\",\"authenticatedUserPassword\":\"" + own + "\"}";
    }

    @Test
    @DisplayName("is asked again once an administrator has set a new password, for our pages and for the web apps")
    void newPassword() {
        String login = newId("renewed");
        staff.ensureUser(login, "Test", "User", null, RIGHT, Set.of("care"));
        Browser pages = loggedIn(login, RIGHT);
        Browser tasklist = loggedInToTasklist(login, RIGHT);
        Browser other = loggedIn("clara", "demo");

        byAdministrator("PUT", "/user/" + login + "/credentials", passwordChange(NEW, "demo"));

        assertThat(pages.get("/customers").statusCode()).isEqualTo(302);
        isLoggedOut(pages);
        isLoggedOut(tasklist);
        assertThat(other.get("/customers").statusCode()).isEqualTo(200);
        loggedIn(login, NEW);
        loggedInToTasklist(login, NEW);
    }

    @Test
    @DisplayName("is asked again once the account was deleted, and of one that was made anew under the same login")
    void deletedAccount() {
        String login = newId("gone");
        staff.ensureUser(login, "Test", "User", null, RIGHT, Set.of("care"));
        Browser deleted = loggedIn(login, RIGHT);
        Browser madeAnew = loggedIn(login, RIGHT);
        Browser tasklist = loggedInToTasklist(login, RIGHT);

        byAdministrator("DELETE", "/user/" + login, "");
        isLoggedOut(deleted);
        staff.ensureUser(login, "Test", "User", null, RIGHT, Set.of("care"));

        isLoggedOut(deleted);
        isLoggedOut(madeAnew);
        isLoggedOut(tasklist);
        loggedIn(login, RIGHT);
    }

    @Test
    @DisplayName("is not asked of who changes the own password, there; their other sessions end")
    void ownPassword() {
        String login = newId("own");
        staff.ensureUser(login, "Test", "User", null, RIGHT, Set.of("care"));
        Browser here = loggedInToTasklist(login, RIGHT);
        Browser elsewhere = loggedIn(login, RIGHT);

        here.get("/camunda/app/tasklist/default/");
        assertThat(here.send(here.request(ENGINE + "/user/" + login + "/credentials")
                                .header("X-XSRF-TOKEN", here.cookie("XSRF-TOKEN"))
                                .header("Content-Type", "application/json")
                                .PUT(BodyPublishers.ofString(passwordChange(NEW, RIGHT))))
                        .statusCode())
                .isEqualTo(204);

        assertThat(here.get("/customers").statusCode()).isEqualTo(200);
        assertThat(here.get(ENGINE + "/task/count").statusCode()).isEqualTo(200);
        isLoggedOut(elsewhere);
    }

    @ParameterizedTest
    @CsvSource({
        "/user/create, '{\"profile\":{\"id\":\"müller\"},\"credentials\":{\"password\":\"long-enough-1\"}}', a login has the letters",
        "/user/create, '{\"profile\":{\"id\":\"a b\"},\"credentials\":{\"password\":\"long-enough-1\"}}', a login has the letters",
        "/user/create, '{\"profile\":{\"id\":\"<b>\"},\"credentials\":{\"password\":\"long-enough-1\"}}', a login has the letters",
        "/group/create, '{\"id\":\"x/y\",\"name\":\"X\",\"type\":\"WORKFLOW\"}', the id of a group has the letters",
    })
    @DisplayName(
            "is made by administrators of letters that the engine takes; others are refused, and it is said which are not")
    void letters(String path, String body, String said) {
        HttpResponse<String> answer = new Browser()
                .send(HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/engine-rest" + path))
                        .header("Authorization", OverHttp.basic("demo"))
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(body)));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        assertThat(answer.body()).contains(said);
    }

    @Test
    @DisplayName("is left by who may not see a page: it says who is logged in, and leads to another login")
    void notForThem() {
        Browser browser = new Browser();
        browser.logIn("mira");
        HttpResponse<String> answer = browser.get("/customers");
        assertThat(answer.statusCode()).isEqualTo(403);
        Document page = Jsoup.parse(answer.body());
        assertThat(page.text()).contains("You are logged in as mira");
        assertThat(page.select("a[href=/login]")).hasSize(1);
        assertThat(page.text())
                .contains("It is for members of: a queue, camunda-admin")
                .doesNotContain("too long");
        assertThat(Jsoup.parse(browser.get("/studio/messages").body()).text()).contains("designers");
        browser.language = "zh-CN";
        assertThat(Jsoup.parse(browser.get("/customers").body()).text()).contains("任一队列");
    }

    @Test
    @DisplayName("does not tell who sends a form that was open for too long to reload: what was typed would be gone")
    void tokenGone() {
        Browser browser = new Browser();
        browser.logIn("clara");
        HttpResponse<String> answer = browser.post("/customers", Map.of("q", "lee", "_csrf", "old"));
        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(Jsoup.parse(answer.body()).text())
                .contains("open for too long", "in another tab, copy it over")
                .doesNotContain("members of");
    }

    @ParameterizedTest
    @CsvSource({
        "en-GB, en, Log in",
        "zh-CN, zh-CN, 登录",
        "'zh-TW,zh;q=0.9', zh-CN, 登录",
        "fr, en, Log in",
    })
    @DisplayName("speaks the browser's language")
    void languages(String accepted, String lang, String title) {
        Browser browser = new Browser();
        browser.language = accepted;
        assertThat(browser.get("/login").headers().firstValue("Content-Language"))
                .hasValue(lang);
        Document page = browser.page("/login");
        assertThat(page.select("html").attr("lang")).isEqualTo(lang);
        assertThat(page.select("h1").text()).isEqualTo(title);
        assertThat(page.select("label[for=username]").text()).isNotBlank();
        assertThat(page.select("#username").attr("autocomplete")).isEqualTo("username");
        assertThat(page.select("#password").attr("autocomplete")).isEqualTo("current-password");
    }

    @Test
    @DisplayName("has each sentence in both languages")
    void sentences() throws IOException {
        assertThat(keys("/login/texts_zh.properties")).isEqualTo(keys("/login/texts.properties"));
    }

    private static Set<Object> keys(String file) throws IOException {
        Properties texts = new Properties();
        try (InputStreamReader reader =
                new InputStreamReader(LoginPageTest.class.getResourceAsStream(file), StandardCharsets.UTF_8)) {
            texts.load(reader);
        }
        return texts.keySet();
    }
}
