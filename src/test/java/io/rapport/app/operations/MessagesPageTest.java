package io.rapport.app.operations;

import static io.rapport.testing.Eventually.eventually;
import static io.rapport.testing.Journeys.newId;
import static org.assertj.core.api.Assertions.assertThat;

import io.rapport.contactpolicy.PolicyFacts;
import io.rapport.contactpolicy.PolicyVocabulary;
import io.rapport.contactpolicy.Suppression;
import io.rapport.contactpolicy.SuppressionDecisions;
import io.rapport.contactpolicy.Suppressions;
import io.rapport.outbox.Outbox;
import io.rapport.outbox.OutboxMessage;
import io.rapport.outbox.OutboxMessage.State;
import io.rapport.testing.Journeys;
import io.rapport.testing.OverHttp;
import io.rapport.testing.RapportTest;
import io.rapport.testing.ShippedTables;
import io.rapport.testing.Shop;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.PropertyResourceBundle;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;

@RapportTest
@DisplayName("The operators' pages about messages")
class MessagesPageTest {

    @LocalServerPort
    private int port;

    @Autowired
    private Journeys journeys;

    @Autowired
    private Shop shop;

    @Autowired
    private Outbox outbox;

    @Autowired
    private PolicyFacts policyFacts;

    @Autowired
    private Suppressions suppressions;

    @Autowired
    private SuppressionDecisions addressDecisions;

    @Autowired
    private JdbcClient jdbc;

    private final HttpClient http = HttpClient.newHttpClient();
    private String customer;
    private OutboxMessage message;

    @BeforeEach
    void aMessage() throws Exception {
        customer = shop.customer();
        message = eventually(
                "the message is sent", () -> outbox.messages(customer).get(0), newest -> newest.state() == State.SENT);
    }

    @Test
    @DisplayName("tell one message's whole story without anything personal")
    void story() throws Exception {
        jdbc.sql(
                        """
                insert into rapport.outbox_delivery_log (message_id, at, outcome, channel, rule, why)
                values (:id, now(), 'deferred', 'email', 'quiet-hours', 'quiet-hours: it is 23:10 there')""")
                .param("id", message.id())
                .update();
        journeys.event(
                "message.bounced",
                customer,
                Map.of("messageId", message.id().toString(), "channel", "email", "kind", "soft", "status", "4.2.2"));
        HttpResponse<String> answer = get("/operations/messages/" + message.id(), "en");
        assertThat(answer.statusCode()).isEqualTo(200);
        Document page = Jsoup.parse(answer.body());
        assertThat(page.select("script")).isEmpty();
        assertThat(page.select("#state").text()).isEqualTo("sent");
        assertThat(page.select("#why").text()).contains(message.why().substring(0, 20));
        assertThat(page.select("main").text())
                .contains("welcome", "onboarding", message.messageId(), message.instanceId(), customer)
                .contains("put off", "it is 23:10 there", "bounced", "4.2.2")
                .doesNotContain("@example.com", "Ann", "Lee");
    }

    @ParameterizedTest
    @CsvSource({"zh-CN, 已发送, zh-CN", "zh-TW, 已发送, zh-CN", "en-GB, sent, en", "de, sent, en"})
    @DisplayName("are in Chinese for readers of Chinese, else in English")
    void languages(String reader, String state, String language) throws Exception {
        Document page =
                Jsoup.parse(get("/operations/messages/" + message.id(), reader).body());
        assertThat(page.select("#state").text()).isEqualTo(state);
        assertThat(page.select("html").attr("lang")).isEqualTo(language);
    }

    @Test
    @DisplayName("have each word in both languages, for all states, channels and categories that there are")
    void words() throws Exception {
        TreeSet<String> words = keys("operations/messages.properties");
        assertThat(keys("operations/messages_zh.properties")).isEqualTo(words);
        for (State state : State.values()) {
            assertThat(words).contains("state." + state.name().toLowerCase(Locale.ROOT));
        }
        policyFacts.vocabulary().facts().forEach((fact, values) -> {
            assertThat(words).containsAnyOf("input." + fact, fact);
            // what is not so is not kept, and neither is what nobody said; topics are the company's own
            values.stream()
                    .filter(value -> !value.equals(false) && !value.equals("") && !fact.equals("topic"))
                    .forEach(value -> assertThat(words)
                            .containsAnyOf(
                                    "input." + fact + "." + value,
                                    fact + "." + value,
                                    value.equals(true) ? "yes" : "no such word"));
        });
        PolicyVocabulary.waits().forEach(wait -> assertThat(words).contains("input.waitFor." + wait));
    }

    @Test
    @DisplayName("explain each rule that is shipped in Chinese")
    void reasons() throws Exception {
        TreeSet<String> reasons = keys("operations/reasons_zh.properties");
        Matcher rules = Pattern.compile("then-rule\">\\s*<text>\"([a-z-]+)\"").matcher(ShippedTables.text());
        assertThat(rules.results().map(rule -> rule.group(1)).filter(rule -> !rule.equals("permitted")))
                .hasSizeGreaterThan(15)
                .allSatisfy(rule -> assertThat(reasons).contains(rule));
        assertThat(reasons).contains("guard-rail", "table-fault", "refused", "given-up", "contact-refused");
    }

    @Test
    @DisplayName("say in Chinese why, with what it was decided by, and keep the stored reason beneath")
    void chineseReason() throws Exception {
        jdbc.sql(
                        """
                update rapport.outbox_message set state = 'queued', due_at = now() + interval '1 day',
                    rule = 'cap-category', why = 'cap-category: enough of it',
                    inputs = '{"category": "care", "channel": "email", "consent": "granted", "cap": "category",
                               "counted": "care 3 of 3 in 7 days; total 3 of 4 in 7 days", "reachable": true,
                               "zone": "UTC", "zoneAssumed": true, "localTime": "12:00", "waitFor": "cap",
                               "table": "contact-timing:1"}'
                where id = :id""")
                .param("id", message.id())
                .update();

        Document chinese =
                Jsoup.parse(get("/operations/messages/" + message.id(), "zh-CN").body());
        assertThat(chinese.select("#why").text()).isEqualTo("客户在限定时间内收到的同类消息已达上限。");
        assertThat(chinese.select(".why .original").text()).isEqualTo("cap-category: enough of it");
        assertThat(chinese.select("#zone").text()).contains("客户没有登记时区", "UTC");
        assertThat(chinese.select(".inputs").text())
                .contains("类别 关怀", "渠道 电子邮件", "同意情况 已同意", "有可用地址 是")
                .contains("关怀：7 天内 3/3 条; 合计：7 天内 3/4 条");
        assertThat(chinese.select("table.found, .facts").text()).contains("电子邮件");

        Document english =
                Jsoup.parse(get("/operations/messages/" + message.id(), "en").body());
        assertThat(english.select("#why").text()).isEqualTo("cap-category: enough of it");
        assertThat(english.select(".original")).isEmpty();
        assertThat(english.select("#zone").text()).contains("no time zone on file", "UTC");
        assertThat(english.select(".inputs").text()).contains("Care: 3 of 3 in 7 days; all together: 3 of 4 in 7 days");
    }

    @Test
    @DisplayName("leave the words of a company's own rule as they are")
    void ownRule() throws Exception {
        jdbc.sql(
                        """
                update rapport.outbox_message set rule = 'no-tips-by-sms', why = 'no-tips-by-sms: 短信不发小贴士'
                where id = :id""")
                .param("id", message.id())
                .update();

        Document page =
                Jsoup.parse(get("/operations/messages/" + message.id(), "zh-CN").body());
        assertThat(page.select("#why").text()).isEqualTo("no-tips-by-sms: 短信不发小贴士");
        assertThat(page.select("#zone, .why .original")).isEmpty();
    }

    private static TreeSet<String> keys(String name) throws Exception {
        return new TreeSet<>(new PropertyResourceBundle(
                        MessagesPageTest.class.getClassLoader().getResourceAsStream(name))
                .keySet());
    }

    @Test
    @DisplayName("find messages by customer, message, Message-ID, order, state, rule and time, and count them")
    void search() throws Exception {
        assertThat(found("customer=" + customer)).hasSize(1);
        assertThat(found("customer=customer:" + customer + "&state=sent")).hasSize(1);
        assertThat(found("customer=" + customer + "&state=failed")).isEmpty();
        assertThat(found("message=" + message.id())).hasSize(1);
        assertThat(found("message=" + encoded(message.messageId()))).hasSize(1);
        assertThat(found("customer=" + customer + "&rule=" + message.rule())).hasSize(1);
        assertThat(found("customer=" + customer + "&rule=no-such-rule")).isEmpty();
        assertThat(found("customer=" + customer + "&from=2001-01-01T00:00&to=2001-01-02T00:00"))
                .isEmpty();
        String order = shop.order(customer, 10);
        assertThat(found("order=" + order)).hasSize(1);
        Document counted = Jsoup.parse(
                get("/operations/messages?customer=" + customer, "en").body());
        assertThat(counted.select(".counts li")).isNotEmpty();
    }

    private List<String> found(String query) throws Exception {
        HttpResponse<String> answer = get("/operations/messages?" + query, "en");
        assertThat(answer.statusCode()).isEqualTo(200);
        return Jsoup.parse(answer.body()).select("table.found tbody tr").eachText();
    }

    @Test
    @DisplayName("lead from page to page where there are many")
    void pages() throws Exception {
        jdbc.sql(
                        """
                insert into rapport.outbox_message (id, message, category, customer_id, state, message_id, queued_at,
                                                    due_at, expires_at, settled_at)
                select gen_random_uuid(), 'welcome', 'transactional', :customer, 'sent', '<' || gen_random_uuid() || '@x>',
                       now() - n * interval '1 minute', now(), now(), now()
                from generate_series(1, 60) n""")
                .param("customer", customer)
                .update();
        Document first = Jsoup.parse(
                get("/operations/messages?customer=" + customer, "en").body());
        assertThat(first.select("table.found tbody tr")).hasSize(50);
        Document second = Jsoup.parse(
                get(first.select("a[href*=after]").attr("href"), "en").body());
        assertThat(second.select("table.found tbody tr")).hasSize(11);
        assertThat(second.select("a[href*=after]")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"message=x", "state=gone", "from=yesterday", "after=x", "after=2026-01-01T00:00:00Z_x"})
    @DisplayName("say what is wrong with a question that cannot be answered")
    void faults(String query) throws Exception {
        HttpResponse<String> answer = get("/operations/messages?" + query, "en");
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(Jsoup.parse(answer.body()).select("main h2 + p").text()).isNotBlank();
    }

    @Test
    @DisplayName("know no message that there is not, and show nothing to staff")
    void notThere() throws Exception {
        assertThat(get("/operations/messages/00000000-0000-0000-0000-000000000000", "en")
                        .statusCode())
                .isEqualTo(404);
        assertThat(get("/operations/messages/" + message.id(), "en", "clara").statusCode())
                .isEqualTo(403);
    }

    @Test
    @DisplayName("find an address, suppress it and lift that again, with a note and never by an address in a URL")
    void addresses() throws Exception {
        String address = newId("ada") + "@example.com";
        String form = "channel=email&address=" + encoded(address);
        Form page = form("/operations/addresses");
        assertThat(follow(page.post("/operations/addresses", form)).select("#free"))
                .hasSize(1);
        assertThat(page.post("/operations/addresses/add", form + "&note=").statusCode())
                .isEqualTo(400);
        assertThat(suppressions.find("email", address)).isEmpty();

        Document added = follow(page.post("/operations/addresses/add", form + "&note=asked+by+phone"));
        assertThat(suppressions.find("email", address)).map(Suppression::reason).contains(Suppression.Reason.MANUAL);
        assertThat(added.select("table").text()).contains("By an operator", "asked by phone", "demo");
        assertThat(added.select("form[method=get], a[href*=example]")).isEmpty();

        page.post("/operations/addresses/lift", form + "&reason=MANUAL&note=came+back");
        assertThat(suppressions.find("email", address)).isEmpty();
        assertThat(addressDecisions.of("email", address)).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource({"sent, SENT, It is settled.", "failed, FAILED, It is settled.", "again, SENT, It is back in the queue."
    })
    @DisplayName("settle a message of which nobody knows whether it was sent, with a note")
    void settle(String action, State state, String outcome) throws Exception {
        jdbc.sql("update rapport.outbox_message set state = 'unknown' where id = :id")
                .param("id", message.id())
                .update();
        String path = "/operations/messages/" + message.id();
        Form page = form(path);
        assertThat(page.post(path + "/settle", "action=" + action + "&note=").statusCode())
                .isEqualTo(400);
        HttpResponse<String> answer = page.post(path + "/settle", "action=" + action + "&note=seen+in+the+log");
        Document after = follow(answer);
        assertThat(after.select(".outcome").text()).isEqualTo(outcome);
        assertThat(after.select("main").text()).contains("demo: seen in the log");
        eventually(
                "the message is " + state,
                () -> outbox.messages(customer).get(0).state() == state);
        assertThat(follow(page.post(path + "/settle", "action=sent&note=again"))
                        .select(".outcome")
                        .text())
                .startsWith("It was left as it is");
    }

    @Test
    @DisplayName("take no decision without the page's token")
    void token() throws Exception {
        Form page = form("/operations/addresses");
        assertThat(new Form(page.cookie, "forged")
                        .post("/operations/addresses/add", "channel=email&address=a%40example.com&note=x")
                        .statusCode())
                .isEqualTo(403);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "channel=fax&address=a%40example.com",
                "channel=email&address=nobody",
                "channel=sms&address=a%40b",
                "channel=sms&address=020+7946+0112"
            })
    @DisplayName("refuse what is no address, without repeating it")
    void noAddress(String form) throws Exception {
        HttpResponse<String> answer = form("/operations/addresses").post("/operations/addresses", form);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).doesNotContain("nobody", "7946");
    }

    /** The page to which a form leads, in the session that it has begun. */
    private Document follow(HttpResponse<String> answer) throws Exception {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(303);
        return Jsoup.parse(http.send(
                        request(answer.headers().firstValue("Location").orElseThrow(), "en", "demo")
                                .header("Cookie", OverHttp.session(answer))
                                .build(),
                        BodyHandlers.ofString())
                .body());
    }

    private Form form(String path) throws Exception {
        HttpResponse<String> answer = get(path, "en");
        String cookie = answer.headers().firstValue("Set-Cookie").orElseThrow();
        return new Form(
                cookie.substring(0, cookie.indexOf(';')),
                Jsoup.parse(answer.body()).select("input[name=_csrf]").first().val());
    }

    private final class Form {

        private final String cookie;
        private final String token;

        Form(String cookie, String token) {
            this.cookie = cookie;
            this.token = token;
        }

        HttpResponse<String> post(String path, String form) throws Exception {
            return http.send(
                    request(path, "en", "demo")
                            .header("Content-Type", "application/x-www-form-urlencoded")
                            .header("Cookie", cookie)
                            .POST(HttpRequest.BodyPublishers.ofString(form + "&_csrf=" + encoded(token)))
                            .build(),
                    BodyHandlers.ofString());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/operations/messages?customer=%00{customer}",
                "/operations/messages?rule=%00&order=%1B%00&customer={customer}%00",
            })
    @DisplayName("search without the characters that no database keeps")
    void strayCharactersInASearch(String path) throws Exception {
        HttpResponse<String> answer = get(path.replace("{customer}", customer), "en");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains(message.id().toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/operations?type=%00",
                "/operations?after=%00",
                "/mailbox?to=%00",
                "/studio/messages/welcome/customer?customerId=%00",
            })
    @DisplayName("and the other pages for staff do not fail at such characters")
    void strayCharactersOnOtherPages(String path) throws Exception {
        assertThat(get(path, "en").statusCode()).isLessThan(500);
    }

    private HttpResponse<String> get(String path, String language) throws Exception {
        return get(path, language, "demo");
    }

    private HttpResponse<String> get(String path, String language, String user) throws Exception {
        return http.send(request(path, language, user).build(), BodyHandlers.ofString());
    }

    private HttpRequest.Builder request(String path, String language, String user) {
        String login = Base64.getEncoder().encodeToString((user + ":demo").getBytes(StandardCharsets.UTF_8));
        return HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                .header("Authorization", "Basic " + login)
                .header("Accept-Language", language);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
