package io.rapport.app.customers;

import static org.assertj.core.api.Assertions.assertThat;

import io.rapport.calendar.BusinessClock;
import io.rapport.feedback.PanelRound;
import io.rapport.feedback.Panels;
import io.rapport.testing.RapportTest;
import java.net.CookieManager;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;

@RapportTest
@DisplayName("/customers/panel")
class PanelOverHttpTest {

    @LocalServerPort
    private int port;

    @Autowired
    private Panels panels;

    @Autowired
    private BusinessClock clock;

    @Autowired
    private JdbcClient jdbc;

    private final HttpClient http =
            HttpClient.newBuilder().cookieHandler(new CookieManager()).build();

    @AfterEach
    void forget() {
        jdbc.sql("delete from rapport.panel_invitation").update();
        jdbc.sql("delete from rapport.panel_text").update();
        jdbc.sql("delete from rapport.panel_round").update();
    }

    private HttpRequest.Builder request(String login, String path, String language) {
        return HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/customers/panel" + path))
                .header("Accept-Language", language)
                .header(
                        "Authorization",
                        "Basic "
                                + Base64.getEncoder()
                                        .encodeToString((login + ":demo").getBytes(StandardCharsets.UTF_8)));
    }

    private HttpResponse<String> get(String login, String path, String language) throws Exception {
        return http.send(request(login, path, language).build(), BodyHandlers.ofString());
    }

    private HttpResponse<String> post(String login, Map<String, String> fields) throws Exception {
        return post(login, fields, "");
    }

    private HttpResponse<String> post(String login, Map<String, String> fields, String more) throws Exception {
        Document form = Jsoup.parse(get("demo", "", "en").body());
        Map<String, String> all = new LinkedHashMap<>(fields);
        form.select("input[name=_csrf]").stream().findFirst().ifPresent(token -> all.put("_csrf", token.val()));
        return http.send(
                request(login, "", "en")
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString(all.entrySet().stream()
                                .map(field -> field.getKey() + "="
                                        + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                                .collect(Collectors.joining("&", "", more))))
                        .build(),
                BodyHandlers.ofString());
    }

    private Map<String, String> round() {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("title", "The tins of our teas");
        fields.put("titleZh", "茶罐的大小");
        fields.put("question", "Which size would suit you best?");
        fields.put("questionZh", "多大的茶罐最适合您？");
        fields.put("choices", "50 g\r\n100 g\r\n\r\n250 g");
        fields.put("choicesZh", "50 克\n100 克\n250 克");
        fields.put("segment", "panel-candidates");
        fields.put("most", "100");
        fields.put(
                "until",
                LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC)
                        .plusDays(14)
                        .toString());
        return fields;
    }

    @ParameterizedTest(name = "{0}: reads {1}, opens {2}")
    @CsvSource({"dana, 403, 403", "shop, 403, 403", "fred, 200, 403", "clara, 200, 303", "demo, 200, 303"})
    @DisplayName("is for who sees customers; who may change what is known of them opens rounds")
    void matrix(String login, int reads, int opens) throws Exception {
        assertThat(get(login, "", "en").statusCode()).isEqualTo(reads);
        assertThat(post(login, round()).statusCode()).isEqualTo(opens);
        assertThat(http.send(
                                request(login, "", "en")
                                        .POST(BodyPublishers.noBody())
                                        .build(),
                                BodyHandlers.ofString())
                        .statusCode())
                .as("without a token")
                .isEqualTo(403);
    }

    @Test
    @DisplayName("takes a round in both languages, and shows it with its choices")
    void opens() throws Exception {
        assertThat(post("clara", round()).statusCode()).isEqualTo(303);
        PanelRound round = panels.newest(1).get(0);
        assertThat(round.segment()).isEqualTo("panel-candidates");
        assertThat(round.openedBy()).isEqualTo("clara");
        assertThat(round.lastDay()).hasToString(round().get("until"));
        assertThat(round.texts().get("zh").choices()).containsExactly("50 克", "100 克", "250 克");
        assertThat(jdbc.sql("select count(*) from rapport.audit_entry where what = 'panel.opened'")
                        .query(Integer.class)
                        .single())
                .isPositive();

        assertThat(Jsoup.parse(get("fred", "", "en").body()).text()).contains("The tins of our teas", "being invited");
        assertThat(Jsoup.parse(get("fred", "", "zh-CN").body()).text()).contains("茶罐的大小", "邀请中");
        assertThat(get("clara", "/999999", "en").statusCode()).isEqualTo(404);
    }

    @Test
    @DisplayName("shows what was answered without who answered")
    void answers() throws Exception {
        post("clara", round());
        long id = panels.newest(1).get(0).id();
        String customer = "panel-" + UUID.randomUUID();
        jdbc.sql(
                        """
                insert into rapport.panel_invitation (id, round_id, customer_id, invited_at, answered_at, choice, comment)
                values (:id, :round, :id, now(), now(), 2, 'Small <b>ones</b> please')""")
                .param("id", customer)
                .param("round", id)
                .update();
        String page = get("fred", "/" + id, "en").body();
        assertThat(Jsoup.parse(page).text())
                .contains("1 invited, 1 answered, 0 left", "50 g: 0", "100 g: 1", "Small <b>ones</b> please");
        assertThat(page).doesNotContain(customer);
    }

    @Test
    @DisplayName("refuses a field that is sent twice and one that the form has not, and names them")
    void unasked() throws Exception {
        Map<String, String> fields = round();
        fields.put("zz", "1");
        HttpResponse<String> unknown = post("clara", fields);
        assertThat(unknown.statusCode()).isEqualTo(422);
        assertThat(Jsoup.parse(unknown.body()).select(".faults li").eachText())
                .containsExactly("zz: this form has no such field. Leave it out.");

        Map<String, String> twice = round();
        twice.put("title", "one");
        HttpResponse<String> answer = post("clara", twice, "&title=other");
        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(Jsoup.parse(answer.body()).select(".faults li").eachText())
                .containsExactly(
                        "Title in English: it was sent more than once, and only one can be kept. Send it once.");
        assertThat(panels.newest(1)).isEmpty();
    }

    @ParameterizedTest(name = "{0} = \"{1}\" → {2}")
    @CsvSource({
        "title, '', title",
        "question, '', question",
        "choices, only one, choices",
        "choicesZh, '50 克', choicesZh",
        "titleZh, '', titleZh",
        "segment, nobody, segment",
        "most, 0, most",
        "most, many, most",
        "until, 2020-01-01, until",
        "until, soon, until"
    })
    @DisplayName("names what is wrong with its field, and opens nothing")
    void faults(String field, String value, String fault) throws Exception {
        Map<String, String> fields = round();
        fields.put(field, value);
        HttpResponse<String> answer = post("clara", fields);
        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(Jsoup.parse(answer.body()).select(".faults a").eachAttr("href"))
                .contains("#" + fault);
        assertThat(panels.newest(1)).isEmpty();
    }

    @Test
    @DisplayName("keeps what was typed where something else is wrong")
    void keepsWhatWasTyped() throws Exception {
        Map<String, String> fields = round();
        fields.put("most", "0");
        Document page = Jsoup.parse(post("clara", fields).body());
        for (String field : List.of("title", "titleZh")) {
            assertThat(page.getElementById(field).val()).isEqualTo(fields.get(field));
        }
        for (String field : List.of("question", "questionZh", "choices", "choicesZh")) {
            assertThat(page.getElementById(field).wholeText().strip().lines())
                    .containsExactlyElementsOf(fields.get(field).lines().toList());
        }
    }

    @Test
    @DisplayName(
            "takes nothing for text that shows nothing, and no choices that look the same; the faults come as on the page")
    void nothingToSee() throws Exception {
        Map<String, String> fields = round();
        fields.put("title", "\u200b");
        fields.put("question", "\u3000\u2800\u200b");
        fields.put("choices", "50 g\n\u200b50  G\n\u200b");
        fields.put("choicesZh", "５０ 克\n50 克");
        fields.put("most", "0");
        fields.put("until", "2020-01-01");
        Document page = Jsoup.parse(post("clara", fields).body());
        assertThat(page.select(".faults a").eachAttr("href"))
                .containsExactly("#title", "#question", "#choices", "#choicesZh", "#most", "#until");
        assertThat(page.select(".faults").text())
                .contains("Question in English: write what you ask, in at most 500 characters")
                .contains(
                        "Choices in English: write two to six lines of at most 120 characters, no two alike, or none");
        assertThat(panels.newest(1)).isEmpty();
    }
}
