package io.rapport.app.customers;

import static org.assertj.core.api.Assertions.assertThat;

import io.rapport.calendar.BusinessClock;
import io.rapport.desk.Absence;
import io.rapport.desk.Absences;
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
import java.util.stream.Collectors;
import org.camunda.bpm.engine.IdentityService;
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
@DisplayName("/customers/absences")
class AbsencesOverHttpTest {

    @LocalServerPort
    private int port;

    @Autowired
    private Absences absences;

    @Autowired
    private BusinessClock clock;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private IdentityService identity;

    private String language = "en";

    private final HttpClient http =
            HttpClient.newBuilder().cookieHandler(new CookieManager()).build();

    @AfterEach
    void everybodyIsBack() {
        jdbc.sql("delete from rapport.absence").update();
    }

    private LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    }

    private HttpRequest.Builder request(String login, String path) {
        return HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/customers/absences" + path))
                .header("Accept-Language", language)
                .header(
                        "Authorization",
                        "Basic "
                                + Base64.getEncoder()
                                        .encodeToString((login + ":demo").getBytes(StandardCharsets.UTF_8)));
    }

    private HttpResponse<String> get(String login) throws Exception {
        return http.send(request(login, "").build(), BodyHandlers.ofString());
    }

    private HttpResponse<String> post(String login, String path, Map<String, String> fields) throws Exception {
        Document form = Jsoup.parse(get(login).body());
        Map<String, String> all = new LinkedHashMap<>(fields);
        form.select("input[name=_csrf]").stream().findFirst().ifPresent(token -> all.put("_csrf", token.val()));
        return http.send(
                request(login, path)
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString(all.entrySet().stream()
                                .map(field -> field.getKey() + "="
                                        + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                                .collect(Collectors.joining("&"))))
                        .build(),
                BodyHandlers.ofString());
    }

    private Map<String, String> absence(String login, String deputy) {
        return Map.of(
                "login",
                login,
                "firstDay",
                today().toString(),
                "lastDay",
                today().plusDays(7).toString(),
                "deputy",
                deputy);
    }

    private List<Absence> entered() {
        return absences.from(today());
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({"dana, 403", "shop, 403", "fred, 200", "clara, 200", "lena, 200", "demo, 200"})
    @DisplayName("is for who sees customers")
    void matrix(String login, int status) throws Exception {
        assertThat(get(login).statusCode()).isEqualTo(status);
        assertThat(http.send(request(login, "").POST(BodyPublishers.noBody()).build(), BodyHandlers.ofString())
                        .statusCode())
                .as("without a token")
                .isEqualTo(403);
    }

    @Test
    @DisplayName("refuses a field that the form has not, and names it")
    void unasked() throws Exception {
        Map<String, String> fields = new LinkedHashMap<>(absence("clara", "leo"));
        fields.put("zz", "1");
        HttpResponse<String> answer = post("clara", "", fields);
        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(Jsoup.parse(answer.body()).select(".faults li").eachText())
                .containsExactly("zz: this form has no such field. Leave it out.");
        assertThat(entered()).isEmpty();
    }

    @Test
    @DisplayName("takes somebody's own absence with the deputy, shows it, and takes it back")
    void own() throws Exception {
        assertThat(post("clara", "", absence("clara", "leo")).statusCode()).isEqualTo(303);
        assertThat(entered()).singleElement().satisfies(absence -> {
            assertThat(absence.login()).isEqualTo("clara");
            assertThat(absence.deputy()).isEqualTo("leo");
            assertThat(absence.enteredBy()).isEqualTo("clara");
        });
        Document page = Jsoup.parse(get("fred").body());
        assertThat(page.text()).contains("clara", "absent now", "Deputy: leo");
        assertThat(page.select("form[action$=remove]"))
                .as("not fred's to remove")
                .isEmpty();

        long id = entered().get(0).id();
        post("fred", "/" + id + "/remove", Map.of());
        assertThat(entered()).hasSize(1);
        assertThat(post("clara", "/" + id + "/remove", Map.of()).statusCode()).isEqualTo(303);
        assertThat(entered()).isEmpty();
    }

    @Test
    @DisplayName("takes another one's absence from leads and administrators alone")
    void others() throws Exception {
        HttpResponse<String> refused = post("fred", "", absence("clara", ""));
        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(Jsoup.parse(refused.body()).select(".faults").text()).contains("for others a lead enters it");
        assertThat(entered()).isEmpty();
        assertThat(post("lena", "", absence("clara", "")).statusCode()).isEqualTo(303);
        assertThat(post("demo", "", absence("fred", "")).statusCode()).isEqualTo(303);
        assertThat(entered()).extracting(Absence::login).containsExactlyInAnyOrder("clara", "fred");
    }

    @Test
    @DisplayName("refuses what meets another absence of the same person, and names that one; days beside it are taken")
    void overlapping() throws Exception {
        post("clara", "", absence("clara", "leo"));
        Map<String, String> meets = new LinkedHashMap<>(absence("clara", "lena"));
        meets.put("firstDay", today().plusDays(7).toString());
        meets.put("lastDay", today().plusDays(9).toString());
        HttpResponse<String> refused = post("clara", "", meets);
        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(Jsoup.parse(refused.body()).select(".faults li").text())
                .contains("clara is absent from", "the deputy is leo", "remove that absence first");
        assertThat(entered()).hasSize(1);

        meets.put("firstDay", today().plusDays(8).toString());
        assertThat(post("clara", "", meets).statusCode()).isEqualTo(303);
        assertThat(post("fred", "", absence("fred", "")).statusCode())
                .as("another person")
                .isEqualTo(303);
        assertThat(entered()).hasSize(3);
    }

    @Test
    @DisplayName("refuses two who would be deputies of each other, and says from which day nobody would be there")
    void eachOther() throws Exception {
        assertThat(post("demo", "", absence("leo", "lena")).statusCode()).isEqualTo(303);
        HttpResponse<String> refused = post("demo", "", absence("lena", "leo"));
        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(Jsoup.parse(refused.body()).select(".faults li").text())
                .contains("would be absent as well", "Choose somebody who is there");
        assertThat(entered()).extracting(Absence::login).containsExactly("leo");

        identity.createMembership("fred", "complaints-lead");
        try {
            assertThat(post("demo", "", absence("lena", "fred")).statusCode())
                    .as("somebody who is there")
                    .isEqualTo(303);
            assertThat(absences.present("leo", today().plusDays(1))).contains("fred");
        } finally {
            identity.deleteMembership("fred", "complaints-lead");
        }
    }

    @ParameterizedTest(name = "in {0}")
    @CsvSource({
        "en, conny does not see the tasks of clara, Choose lena or leo",
        "zh, conny 看不到 clara 的任务, 请选择 lena 或 leo"
    })
    @DisplayName(
            "refuses a deputy who is in other queues, and names who can be chosen: who is in the same ones, or leads them")
    void otherQueues(String read, String fault, String choices) throws Exception {
        language = read;
        HttpResponse<String> refused = post("clara", "", absence("clara", "conny"));
        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(Jsoup.parse(refused.body()).select(".faults li").text()).contains(fault, choices);
        assertThat(entered()).isEmpty();

        assertThat(choices("clara"))
                .as("what clara may choose")
                .contains("lena", "leo")
                .doesNotContain("conny", "clara");
        assertThat(choices("lena")).as("what a lead may choose, for anybody").contains("conny", "clara", "fred");
        assertThat(post("clara", "", absence("clara", "leo")).statusCode()).isEqualTo(303);
    }

    @Test
    @DisplayName(
            "says that nobody can be chosen where nobody else is in the queues; the absence is taken without a deputy")
    void noColleague() throws Exception {
        identity.deleteMembership("leo", "complaints-lead");
        try {
            HttpResponse<String> refused = post("lena", "", absence("lena", "conny"));
            assertThat(refused.statusCode()).isEqualTo(422);
            assertThat(Jsoup.parse(refused.body()).select(".faults li").text())
                    .contains("nobody else works in the same queues", "Leave the usual deputy");
            assertThat(post("lena", "", absence("lena", "")).statusCode()).isEqualTo(303);
        } finally {
            identity.createMembership("leo", "complaints-lead");
        }
    }

    @ParameterizedTest(name = "in {0}")
    @CsvSource({"en, conny does not see the tasks of Care", "zh, conny 看不到以下队列的任务：客户关怀"})
    @DisplayName("says beside an absence what of the tasks its deputy does not see, as somebody who left a queue since")
    void notSeen(String read, String said) throws Exception {
        language = read;
        absences.enter("clara", today(), today().plusDays(7), "conny", "clara", clock.instant());
        absences.enter("ming", today(), today().plusDays(7), "leo", "ming", clock.instant());
        assertThat(Jsoup.parse(get("clara").body()).select("li").eachText())
                .filteredOn(line -> line.startsWith("clara"))
                .singleElement()
                .satisfies(line -> assertThat(line).contains(said));
        assertThat(Jsoup.parse(get("clara").body()).select("li").eachText())
                .filteredOn(line -> line.startsWith("ming"))
                .singleElement()
                .satisfies(line -> assertThat(line).doesNotContain("does not see", "看不到"));
    }

    private List<String> choices(String login) throws Exception {
        return Jsoup.parse(get(login).body()).select("#deputy option").eachAttr("value");
    }

    @Test
    @DisplayName("says the days that it takes: two years ahead at most")
    void limits() throws Exception {
        Map<String, String> forYears = new LinkedHashMap<>(absence("clara", ""));
        forYears.put("lastDay", today().plusYears(2).plusDays(1).toString());
        HttpResponse<String> refused = post("clara", "", forYears);
        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(Jsoup.parse(refused.body()).select(".faults li").text())
                .contains("choose a day from today to two years ahead");
    }

    @Test
    @DisplayName("refuses days that are none, end before they begin, or are over, and a deputy who does not work here")
    void faults() throws Exception {
        HttpResponse<String> refused = post(
                "clara",
                "",
                Map.of(
                        "login", "clara",
                        "firstDay", "tomorrow",
                        "lastDay", today().minusDays(1).toString(),
                        "deputy", "clara"));
        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(Jsoup.parse(refused.body()).select(".faults a").eachAttr("href"))
                .containsExactly("#firstDay", "#lastDay", "#deputy");
        assertThat(entered()).isEmpty();
    }
}
