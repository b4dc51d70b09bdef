package io.rapport.app.customers;

import static io.rapport.testing.Journeys.newId;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.rapport.audit.AuditEntry;
import io.rapport.audit.AuditLog;
import io.rapport.customer.ContactNote;
import io.rapport.customer.ContactNotes;
import io.rapport.testing.Journeys;
import io.rapport.testing.RapportTest;
import io.rapport.testing.Shop;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.CookieManager;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.select.Elements;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

@RapportTest
@DisplayName("The forms on which staff do something for a customer")
@Tag("slow")
class CustomerActionsOverHttpTest {

    @LocalServerPort
    private int port;

    @Autowired
    private Shop shop;

    @Autowired
    private Journeys journeys;

    @Autowired
    private ContactNotes contacts;

    @Autowired
    private AuditLog audit;

    private final HttpClient http =
            HttpClient.newBuilder().cookieHandler(new CookieManager()).build();

    private String customer;

    @BeforeEach
    void register() {
        customer = shop.customer();
    }

    @ParameterizedTest(name = "{0}: contact {1}, complaint {2}, profile {3}, consent {4}, journey {5}")
    @CsvSource({
        "'',    401, 401, 401, 401, 401",
        // draws journeys, and sees no customer
        "dana,  403, 403, 403, 403, 403",
        // is a program
        "shop,  403, 403, 403, 403, 403",
        // works a queue
        "fred,  200, 200, 404, 404, 404",
        // works a queue, and is a member of customer-editors
        "clara, 200, 200, 200, 200, 200",
        // is an administrator
        "demo,  200, 200, 200, 200, 200",
    })
    @DisplayName(
            "are for who sees customers; profile, consent, use of data and journeys for customer-editors and administrators")
    void matrix(String login, int contact, int complaint, int profile, int consent, int journey) throws Exception {
        Map<String, Integer> expected = new LinkedHashMap<>();
        expected.put("contact", contact);
        expected.put("complaint", complaint);
        expected.put("profile", profile);
        expected.put("consent", consent);
        expected.put("restriction", consent);
        expected.put("adviser", consent);
        expected.put("journey", journey);
        for (Map.Entry<String, Integer> action : expected.entrySet()) {
            assertThat(get(login, action.getKey(), "en").statusCode())
                    .as(action.getKey())
                    .isEqualTo(action.getValue());
            // no token: nobody's form does anything
            assertThat(http.send(
                                    request(login, action.getKey(), "en")
                                            .POST(BodyPublishers.noBody())
                                            .build(),
                                    BodyHandlers.ofString())
                            .statusCode())
                    .as("POST " + action.getKey())
                    .isIn(401, 403);
        }
        assertThat(audit.newest(List.of(customer), 20))
                .as("seeing a form is noted, and nothing else was done")
                .hasSize((int) expected.values().stream()
                        .filter(status -> status == 200)
                        .count())
                .allSatisfy(entry -> assertThat(entry.what()).isEqualTo("customer-form"));
    }

    @Test
    @DisplayName("no key of a system opens them")
    void keys() throws Exception {
        for (String key : List.of("demo-key", "crm-key", "import-key")) {
            assertThat(http.send(
                                    HttpRequest.newBuilder(uri("contact"))
                                            .header("Authorization", "Bearer " + key)
                                            .build(),
                                    BodyHandlers.ofString())
                            .statusCode())
                    .as(key)
                    .isEqualTo(401);
        }
    }

    private Elements status(String page, String language) throws Exception {
        HttpResponse<String> answer = http.send(
                authorized("fred", URI.create("http://localhost:" + port).resolve(page), language)
                        .build(),
                BodyHandlers.ofString());
        return Jsoup.parse(answer.body()).select("[role=status]");
    }

    @Test
    @DisplayName("are said to be saved for as long as they are not, but have the page come again three times alone")
    void stillSaving() throws Exception {
        String page = post(
                        "fred",
                        "contact",
                        Map.of("channel", "phone", "direction", "inbound", "outcome", "reached", "note", "x"))
                .headers()
                .firstValue("Location")
                .orElseThrow();
        for (int time = 0; time < 3; time++) {
            assertThat(status(page, "en").text()).contains("It is being saved");
        }
        assertThat(status(page, "zh-CN").text()).contains("仍在保存");
        assertThat(status(page, "en").text()).isEmpty();
        journeys.settle();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"?done=profile", "?done=contact&form=", "?done=profile&form=4d0e8c1c-0000-4000-8000-000000000000"
            })
    @DisplayName("are not said to be done by an address that anybody can write")
    void notDone(String query) throws Exception {
        HttpResponse<String> answer = http.send(
                authorized("fred", URI.create("http://localhost:" + port + "/customers/" + customer + query), "en")
                        .build(),
                BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(Jsoup.parse(answer.body()).select("[role=status]")).isEmpty();
    }

    @Test
    @DisplayName("note a call, and lead back to the customer, whose page says so")
    void contact() throws Exception {
        HttpResponse<String> answer = post(
                "fred",
                "contact",
                Map.of("channel", "phone", "direction", "inbound", "outcome", "reached", "note", "Parcel came. 谢谢！"));

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(303);
        String page = answer.headers().firstValue("Location").orElseThrow();
        assertThat(page).isEqualTo("/customers/" + customer);
        HttpResponse<String> early = http.send(
                authorized("fred", URI.create("http://localhost:" + port).resolve(page), "en")
                        .build(),
                BodyHandlers.ofString());
        assertThat(Jsoup.parse(early.body()).select("[role=status]").text())
                .as("what is not handled yet is not said to be done")
                .contains("It is being saved")
                .doesNotContain("The contact is noted");
        assertThat(early.headers().firstValue("Refresh"))
                .as("the page comes again by itself")
                .hasValue("2; url=/customers/" + customer);
        journeys.settle();
        assertThat(contacts.newest(List.of(customer), Instant.parse("2999-01-01T00:00:00Z"), 10))
                .extracting(ContactNote::note, ContactNote::by)
                .containsExactly(tuple("Parcel came. 谢谢！", "fred"));
        Document shown = Jsoup.parse(http.send(
                        authorized(
                                        "fred",
                                        URI.create("http://localhost:" + port).resolve(page),
                                        "en")
                                .build(),
                        BodyHandlers.ofString())
                .body());
        assertThat(shown.text())
                .contains("The contact is noted", "Parcel came.")
                .doesNotContain("It is being saved");
        assertThat(status(page, "en").text()).as("a page that is loaded anew").isEmpty();
        assertThat(shown.select("a[href$=/actions/contact]")).hasSize(1);
        assertThat(shown.select("a[href$=/actions/profile]")).isEmpty();
        assertThat(audit.newest(List.of(customer), 10))
                .extracting(AuditEntry::what)
                .contains("contact.noted");
    }

    @Test
    @DisplayName(
            "come back with what was typed where something is missing, and name the field in the reader's language")
    void faults() throws Exception {
        HttpResponse<String> answer =
                post("clara", "profile", Map.of("phone", "020 7946", "lastName", "<i>Lee</i>", "reason", "said so"));

        assertThat(answer.statusCode()).isEqualTo(422);
        Document page = Jsoup.parse(answer.body());
        assertThat(page.select("[role=alert]").text()).contains("Phone: with country code");
        assertThat(page.select("#phone").val()).isEqualTo("020 7946");
        assertThat(page.select("#phone").attr("aria-invalid")).isEqualTo("true");
        assertThat(page.select("#lastName").val()).isEqualTo("<i>Lee</i>");
        assertThat(page.select("i")).isEmpty();
        Document chinese = Jsoup.parse(get("clara", "profile", "zh-CN").body());
        assertThat(chinese.select("html").attr("lang")).isEqualTo("zh-CN");
        assertThat(chinese.select("h1").text()).isEqualTo("修改资料");
        assertThat(chinese.select("#email").val()).as("as the profile is").isEqualTo(customer + "@example.com");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "en | Data request | Request: choose one | In the customer's words: at most 2,000 characters"
                        + " | Why: write why | such as what is to be corrected (at most 2,000 characters)",
                "zh-CN | 数据请求 | 请求内容: 请选择一项 | 客户原话: 最多 2,000 个字符 | 原因: 请写明原因 | 例如需要更正的内容 (最多 2,000 个字符)"
            })
    @DisplayName(
            "name of a journey's start event the label and the reason in the reader's language, in the page's order")
    void faultsOfAStart(String language, String journey, String choice, String limit, String reason, String hint)
            throws Exception {
        String start = "journey?journey=data-request";
        Document form = Jsoup.parse(get("clara", start, language).body());
        assertThat(form.select("h2").text()).isEqualTo(journey);
        assertThat(form.select("[id=data.details-hint]").text()).isEqualTo(hint);
        assertThat(form.select("[id=data.details]").attr("maxlength")).isEqualTo("2000");

        HttpResponse<String> answer =
                post("clara", start, language, Map.of("data.details", "x".repeat(2_001), "reason", "asked by phone"));
        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(Jsoup.parse(answer.body()).select(".faults li").eachText()).containsExactly(choice, limit);

        HttpResponse<String> without = post("clara", start, language, Map.of("reason", "\u200b\u3000"));
        assertThat(Jsoup.parse(without.body()).select(".faults li").eachText())
                .hasSize(2)
                .first()
                .isEqualTo(choice);
        assertThat(Jsoup.parse(without.body()).select(".faults li").last().text())
                .startsWith(reason);

        HttpResponse<String> all = post(
                "clara",
                start,
                language,
                Map.of("data.details", "x".repeat(2_001), "day", "2999-01-01", "reason", "call +44 20 7946 0112"));
        assertThat(Jsoup.parse(all.body()).select(".faults li a").eachAttr("href"))
                .as("everything at once")
                .containsExactly("#data.request", "#data.details", "#day", "#reason");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "en | journey?journey=data-request | data.request=access&data.request=erasure&reason=asked"
                        + " | Request: it was sent more than once, and only one can be kept. Send it once.",
                "en | journey?journey=data-request | data.request=access&data.foo=1&reason=asked"
                        + " | data.foo: this form has no such field. Leave it out.",
                "zh-CN | journey?journey=data-request | data.request=access&data.requestId=R1&reason=asked"
                        + " | data.requestId：此表单没有该字段。请删除。",
                "zh-CN | journey?journey=data-request | data.request=access&reason=a&reason=b | 原因：发送了多次，只能保留一项。请只发送一次。",
                "en | contact | channel=phone&direction=inbound&outcome=reached&note=a&note=b"
                        + " | What was said: it was sent more than once, and only one can be kept. Send it once.",
                "en | contact | channel=phone&direction=inbound&outcome=reached&note=a&by=leo"
                        + " | by: this form has no such field. Leave it out.",
                "en | profile | phone=%2B49305550142&reason=asked&tier=gold"
                        + " | tier: this form has no such field. Leave it out.",
                "en | points | points=5&points=50&reason=asked"
                        + " | Points: it was sent more than once, and only one can be kept. Send it once.",
            })
    @DisplayName("take no field twice and none that they have not: each is named, and nothing is done")
    void oddFields(String language, String action, String fields, String fault) throws Exception {
        HttpResponse<String> answer = post("clara", action, language, fields);

        assertThat(answer.statusCode()).isEqualTo(422);
        Document page = Jsoup.parse(answer.body());
        assertThat(page.select(".faults li").eachText()).containsExactly(fault);
        journeys.settle();
        assertThat(audit.newest(List.of(customer), 20))
                .allSatisfy(entry -> assertThat(entry.what()).isEqualTo("customer-form"));
    }

    @Test
    @DisplayName("ask for fields that they take, and for no others")
    void fieldsOfPages() throws Exception {
        journeys.event(
                "data-request.received",
                customer,
                Map.of("requestId", newId("R"), "request", "erasure", "channel", "phone"));
        for (StaffAction action : StaffAction.values()) {
            boolean journey = action == StaffAction.JOURNEY;
            Set<String> asked =
                    Set.copyOf(Jsoup.parse(get("clara", action.path() + (journey ? "?journey=data-request" : ""), "en")
                                    .body())
                            .select("form[method=post] [name]")
                            .eachAttr("name"));
            Set<String> taken = new HashSet<>(action.fields());
            taken.addAll(Set.of("form", "_csrf"));
            if (action == StaffAction.PROFILE) {
                action.fields().stream()
                        .filter(name -> !name.equals("reason"))
                        .forEach(name -> taken.add(StaffForm.SHOWN + name));
            }
            if (journey) {
                asked.stream().filter(name -> name.startsWith("data.")).forEach(taken::add);
            }
            assertThat(asked).as(action.path()).isEqualTo(taken);
        }
    }

    @Test
    @DisplayName("have a label for each field, and offer what the catalogue knows")
    void labels() throws Exception {
        for (String action : List.of("contact", "complaint", "profile", "consent")) {
            Document page = Jsoup.parse(get("clara", action, "en").body());
            assertThat(page.select("input:not([type=hidden]), select, textarea"))
                    .as(action)
                    .isNotEmpty()
                    .allSatisfy(field -> assertThat(
                                    page.select("label[for=" + field.id() + "]").text())
                            .as(field.id())
                            .isNotBlank());
            assertThat(page.select("option").eachText()).as(action).doesNotContain("");
        }
        assertThat(Jsoup.parse(get("clara", "consent", "en").body())
                        .select("#topic option")
                        .eachAttr("value"))
                .contains("all", "offers");
        assertThat(Jsoup.parse(get("clara", "consent", "zh-CN").body())
                        .select("#topic option[value=greetings], #topic option[value=offers]")
                        .eachText())
                .containsExactly("关怀问候", "优惠信息");
    }

    @Test
    @DisplayName("say what somebody else changed in a profile while the form was open, and keep what was typed")
    void changedElsewhere() throws Exception {
        Document open = Jsoup.parse(get("clara", "profile", "en").body());
        String phone = open.select("[name=shown.phone]").val();
        assertThat(phone).isEqualTo(open.select("#phone").val());
        post("leo", "profile", Map.of("phone", "+493055500199", "reason", "new number"));
        journeys.settle();
        Map<String, String> typed =
                Map.of("shown.phone", phone, "phone", "+493055500142", "shown.firstName", "Ann", "reason", "said so");

        Document page = Jsoup.parse(post("clara", "profile", typed).body());

        assertThat(page.select(".faults li").eachText())
                .anySatisfy(text -> assertThat(text).startsWith("The profile was changed while this form was open."))
                .contains("Phone is “+493055500199” meanwhile; the form has what you typed.");
        assertThat(page.select("#phone").val()).isEqualTo("+493055500142");
        assertThat(page.select("[name=shown.phone]").val()).isEqualTo("+493055500199");
    }

    @Test
    @DisplayName("name an adviser who works here, whom the page then shows; anybody else is refused")
    void adviser() throws Exception {
        HttpResponse<String> refused =
                post("clara", "adviser", Map.of("adviser", "nobody-of-that-name", "reason", "asked for her"));
        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(Jsoup.parse(refused.body()).select(".faults").text()).contains("Adviser: choose one");

        HttpResponse<String> answer = post("clara", "adviser", Map.of("adviser", "conny", "reason", "asked for her"));
        assertThat(answer.statusCode()).isEqualTo(303);
        journeys.settle();
        Document page = Jsoup.parse(http.send(
                        authorized("clara", URI.create("http://localhost:" + port + "/customers/" + customer), "en")
                                .build(),
                        BodyHandlers.ofString())
                .body());
        assertThat(page.text()).contains("Adviser conny, named by clara");
    }

    @Test
    @DisplayName("call an erasure off while there is one to call off, for who may change what is known of customers")
    void withdrawal() throws Exception {
        assertThat(get("clara", "withdrawal", "en").statusCode()).isEqualTo(404);
        assertThat(page("clara", "en").select("a[href$=/actions/withdrawal]")).isEmpty();
        String request = newId("R");
        journeys.event(
                "data-request.received",
                customer,
                Map.of("requestId", request, "request", "erasure", "channel", "phone"));

        assertThat(get("fred", "withdrawal", "en").statusCode()).isEqualTo(404);
        assertThat(page("fred", "en").select("a[href$=/actions/withdrawal]")).isEmpty();
        assertThat(page("clara", "zh-CN").select("a[href$=/actions/withdrawal]").text())
                .isEqualTo("取消删除");
        Document form = Jsoup.parse(get("clara", "withdrawal", "en").body());
        assertThat(form.select("#request option[selected]").val())
                .as("there is one alone")
                .isEqualTo(request);
        HttpResponse<String> refused =
                post("clara", "withdrawal", Map.of("request", "another", "reason", "stays after all"));
        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(Jsoup.parse(refused.body()).select(".faults").text())
                .contains("Request: choose a request for an erasure that has not happened");

        HttpResponse<String> answer =
                post("clara", "withdrawal", Map.of("request", request, "reason", "stays after all"));
        assertThat(answer.statusCode()).isEqualTo(303);
        journeys.settle();
        assertThat(page("clara", "en").text()).contains("withdrawn by the customer");
        assertThat(page("clara", "en").select("a[href$=/actions/withdrawal]")).isEmpty();
    }

    private Document page(String login, String language) throws Exception {
        return Jsoup.parse(http.send(
                        authorized(login, URI.create("http://localhost:" + port + "/customers/" + customer), language)
                                .build(),
                        BodyHandlers.ofString())
                .body());
    }

    @Test
    @DisplayName("are not there for a customer who is not")
    void unknown() throws Exception {
        customer = "nobody-of-that-id";

        assertThat(get("clara", "contact", "en").statusCode()).isEqualTo(404);
        assertThat(get("clara", "nothing", "en").statusCode()).isEqualTo(404);
    }

    @Test
    @DisplayName("speak both languages to the last word")
    void bothLanguages() throws IOException {
        assertThat(keys("/customers/actions_zh.properties")).isEqualTo(keys("/customers/actions.properties"));
    }

    private static Set<String> keys(String bundle) throws IOException {
        Properties texts = new Properties();
        try (InputStreamReader in = new InputStreamReader(
                CustomerActionsOverHttpTest.class.getResourceAsStream(bundle), StandardCharsets.UTF_8)) {
            texts.load(in);
        }
        return texts.stringPropertyNames();
    }

    private URI uri(String action) {
        return URI.create("http://localhost:" + port + "/customers/" + customer + "/actions/" + action);
    }

    private HttpRequest.Builder request(String login, String action, String language) {
        return authorized(login, uri(action), language);
    }

    private static HttpRequest.Builder authorized(String login, URI page, String language) {
        HttpRequest.Builder request = HttpRequest.newBuilder(page).header("Accept-Language", language);
        return login.isEmpty()
                ? request
                : request.header(
                        "Authorization",
                        "Basic "
                                + Base64.getEncoder()
                                        .encodeToString((login + ":demo").getBytes(StandardCharsets.UTF_8)));
    }

    private HttpResponse<String> get(String login, String action, String language) throws Exception {
        return http.send(request(login, action, language).build(), BodyHandlers.ofString());
    }

    private HttpResponse<String> post(String login, String action, Map<String, String> fields) throws Exception {
        return post(login, action, "en", fields);
    }

    private HttpResponse<String> post(String login, String action, String language, Map<String, String> fields)
            throws Exception {
        return post(login, action, language, encoded(fields));
    }

    /** Sends fields along with those others of the form that nobody fills in. */
    private HttpResponse<String> post(String login, String action, String language, String fields) throws Exception {
        Document form = Jsoup.parse(get(login, action, "en").body());
        Map<String, String> own = new LinkedHashMap<>();
        form.select("input[type=hidden]").forEach(hidden -> own.put(hidden.attr("name"), hidden.val()));
        own.keySet().removeIf(name -> ("&" + fields).contains("&" + name + "="));
        return http.send(
                request(login, action, language)
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString(fields + "&" + encoded(own)))
                        .build(),
                BodyHandlers.ofString());
    }

    private static String encoded(Map<String, String> fields) {
        return fields.entrySet().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }
}
