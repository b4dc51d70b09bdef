package io.rapport.publicpages;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rapport.calendar.BusinessClock;
import io.rapport.feedback.PanelRound;
import io.rapport.inbox.Inbox;
import io.rapport.link.LinkSecrets;
import io.rapport.link.Links;
import io.rapport.link.Links.Purpose;
import io.rapport.template.Brand;
import io.rapport.template.MessageCatalogue;
import io.rapport.testing.Journeys;
import io.rapport.testing.RapportTest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What customers see and do behind the links in our mails, without an account. */
@RapportTest
@Tag("slow")
class LinkPagesTest {

    /** As the test application has it in {@code rapport.link-secrets-before}. */
    private static final String EARLIER_SECRET = "only-for-tests-before-0123456789abcdef0123456789";

    @Autowired
    private Links links;

    @Autowired
    private MessageCatalogue catalogue;

    @Autowired
    private Inbox inbox;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private ObjectMapper json;

    @Autowired
    private BusinessClock clock;

    @Autowired
    private FormStamp stamps;

    @Autowired
    private Journeys journeys;

    @LocalServerPort
    private int port;

    private final HttpClient browser = HttpClient.newHttpClient();

    @AfterEach
    void setTheClockBack() {
        clock.moveBy(Duration.ZERO);
    }

    @ParameterizedTest
    @EnumSource(Purpose.class)
    void showsAPageAndChangesNothingHoweverOftenItIsLookedAt(Purpose purpose) {
        String customer = customer("en-GB");
        URI link = link(purpose, customer, about(purpose));

        for (int i = 0; i < 3; i++) {
            HttpResponse<String> page = get(link, "");
            assertThat(page.statusCode()).isEqualTo(200);
            assertThat(page.body()).contains("<html lang=\"en\"").doesNotContain("<script");
            assertThat(page.body().contains("<form method=\"post\""))
                    .as("a statement is there to be read, and asks nothing")
                    .isEqualTo(purpose != Purpose.STATEMENT);
        }

        assertThat(events(customer)).isEmpty();
    }

    @Test
    void doesNothingWithWhatIsSentToAStatement() {
        String customer = customer("en-GB");
        URI link = link(Purpose.STATEMENT, customer, null);

        HttpResponse<String> answer = post(link, "List-Unsubscribe=One-Click&act=off&score=1");

        assertThat(answer.statusCode()).as("nothing was done").isEqualTo(422);
        assertThat(answer.body()).contains("You have no points yet.");
        assertThat(events(customer)).isEmpty();
    }

    @Test
    void takesAnAnswerToThePanelWithTheConsentToTakePartAlone() {
        String customer = customer("en-GB");
        URI link = link(Purpose.PANEL, customer, null);
        assertThat(get(link, "").body()).contains("Tins", "Which size?", "100 g", "Yes, I take part");

        HttpResponse<String> without = tap(link, "choice=2&comment=Small+ones");
        assertThat(without.statusCode()).isEqualTo(422);
        assertThat(without.body()).contains("without it we must not keep your answer", "Small ones");
        assertThat(tap(link, "choice=3&consent=yes").statusCode())
                .as("there is no third choice")
                .isEqualTo(422);
        HttpResponse<String> both = tap(link, "choice=1&choice=2&consent=yes");
        assertThat(both.statusCode()).as("two choices").isEqualTo(422);
        assertThat(both.body()).contains("A field came twice, with different values");
        assertThat(events(customer)).isEmpty();

        HttpResponse<String> with = tap(link, "choice=2&comment=Small+ones&consent=yes");
        assertThat(with.statusCode()).isEqualTo(200);
        assertThat(with.body()).contains("We have your answer", "100 g");
        assertThat(jdbc.sql(
                                "select type || ' ' || data::text from rapport.inbox_event where customer_id = ? order by seq")
                        .param(customer)
                        .query(String.class)
                        .list())
                .satisfiesExactly(
                        consent -> assertThat(consent)
                                .contains("consent.granted", "\"panel\"", "text of November 2026", "I can withdraw"),
                        answer -> assertThat(answer).contains("panel.answered", "\"choice\": 2", "Small ones"));
    }

    @Test
    void takesNoAnswerOfWhichOneOfTwoWouldBeTaken() {
        String customer = customer("en-GB");
        URI link = link(Purpose.SURVEY, customer, "S-both");
        HttpResponse<String> both = tap(link, "score=1&score=5");
        assertThat(both.statusCode()).isEqualTo(422);
        assertThat(both.body()).contains("A field came twice, with different values");
        assertThat(events(customer)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "en-GB, Pacific/Auckland, 14 December 2036",
        "en-GB, Pacific/Honolulu, 14 December 2036",
        "zh-CN, Asia/Shanghai, 2036年12月14日"
    })
    void namesTheLastDayOfARoundToEverybodyAsStaffChoseIt(String locale, String zone, String day) {
        String customer = customer(locale);
        URI link = link(Purpose.PANEL, customer, null);
        jdbc.sql("update rapport.customer set time_zone = ? where id = ?")
                .params(zone, customer)
                .update();
        jdbc.sql("update rapport.panel_round set ends_at = ?"
                        + " where id = (select round_id from rapport.panel_invitation where customer_id = ?)")
                .params(Timestamp.from(PanelRound.endOf(LocalDate.of(2036, 12, 14))), customer)
                .update();
        assertThat(get(link, "").body()).contains(day);
    }

    @Test
    void takesNoAnswerToThePanelWhenTheRoundIsOver() {
        String customer = customer("en-GB");
        URI link = link(Purpose.PANEL, customer, null);
        jdbc.sql(
                        "update rapport.panel_round set opened_at = now() - interval '9 days', ends_at = now() - interval '1 day'"
                                + " where id = (select round_id from rapport.panel_invitation where customer_id = ?)")
                .param(customer)
                .update();

        assertThat(get(link, "").body()).contains("This round is over").doesNotContain("<form");
        assertThat(tap(link, "choice=2&consent=yes").body()).contains("This round is over");
        assertThat(events(customer)).isEmpty();
    }

    @Test
    void keepsTheAddressOfThePageToItself() {
        HttpResponse<String> page = get(link(Purpose.CONFIRM, customer("en-GB"), null), "");

        assertThat(page.headers().firstValue("Content-Security-Policy")).hasValueSatisfying(policy -> assertThat(policy)
                .startsWith("default-src 'none'; style-src 'self'; form-action 'self'")
                .contains("frame-ancestors 'none'"));
        assertThat(page.headers().firstValue("Referrer-Policy")).hasValue("no-referrer");
        assertThat(page.headers().firstValue("X-Robots-Tag")).hasValue("noindex, nofollow");
        assertThat(page.headers().allValues("Cache-Control")).containsExactly("no-store");
        assertThat(page.headers().firstValue("Set-Cookie")).isEmpty();
    }

    @Test
    void speaksTheCustomersLanguageNotTheBrowsers() {
        HttpResponse<String> page = get(link(Purpose.SURVEY, customer("zh-CN"), "S-zh"), "");

        assertThat(page.body()).contains("<html lang=\"zh-CN\"", "您对这次的订单满意吗？", "非常满意", "叶与壶");
    }

    @Test
    void saysInItsHeadersWhichLanguageThePageIsIn() {
        for (Purpose purpose : Purpose.values()) {
            for (String locale : List.of("zh-CN", "en-GB")) {
                URI link = link(purpose, customer(locale), about(purpose));
                for (String browsers : List.of("fr-FR", "zh-CN", "en-US")) {
                    for (HttpResponse<String> page : List.of(
                            exchange(HttpRequest.newBuilder(link)
                                    .header("Accept-Language", browsers)
                                    .build()),
                            exchange(HttpRequest.newBuilder(link)
                                    .header("Accept-Language", browsers)
                                    .header("Content-Type", "application/x-www-form-urlencoded")
                                    .POST(BodyPublishers.ofString("List-Unsubscribe=One-Click"))
                                    .build()))) {
                        assertThat(page.headers().allValues("Content-Language"))
                                .as("%s for %s, asked in %s", purpose, locale, browsers)
                                .containsExactly(locale.equals("zh-CN") ? "zh-CN" : "en");
                    }
                }
            }
        }
        for (String browsers : List.of("fr-FR", "zh-TW")) {
            HttpResponse<String> dead = exchange(HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/p/x"))
                    .header("Accept-Language", browsers)
                    .build());
            assertThat(dead.headers().allValues("Content-Language"))
                    .containsExactly(
                            Jsoup.parse(dead.body()).selectFirst("html").attr("lang"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/p", "/p/", "/P/", "/P/abc", "/p/abc/", "/p/abc/def", "/p/%20"})
    void showsThePageOfADeadLinkAtEveryAddressThatBeginsAsOne(String path) {
        URI address = URI.create("http://localhost:" + port + path);

        for (HttpResponse<String> page : List.of(get(address, ""), post(address, "x=y"))) {
            assertThat(page.statusCode()).isEqualTo(404);
            assertThat(page.body()).contains("This link does not work any more");
            assertThat(page.headers().firstValue("Referrer-Policy")).hasValue("no-referrer");
        }
    }

    @Test
    void confirmsTheAddressOnce() {
        String customer = customer("en-GB");
        URI link = link(Purpose.CONFIRM, customer, null);

        HttpResponse<String> first = tap(link, "");
        HttpResponse<String> second = tap(link, "");

        assertThat(first.body()).contains("Your e-mail address is confirmed.");
        assertThat(second.statusCode()).isEqualTo(200);
        assertThat(second.body()).contains("We have that already");
        assertThat(get(link, "").body()).contains("We have that already");
        assertThat(events(customer)).extracting(RecordedEvent::type).containsExactly("customer.confirmed");
    }

    @ParameterizedTest
    @CsvSource({"en-GB, This link is for an earlier address", "zh-CN, 此链接对应的是以前的邮箱地址"})
    void confirmsNoOtherAddressThanTheOneThatTheMailWentTo(String locale, String title) {
        String customer = customer(locale);
        URI old = link(Purpose.CONFIRM, customer, null);
        URI nameless = local(links.link(Purpose.CONFIRM, UUID.randomUUID(), customer, null, null));
        address(customer, "new@example.com");

        for (HttpResponse<String> page : List.of(get(old, ""), tap(old, ""), get(nameless, ""), tap(nameless, ""))) {
            assertThat(page.statusCode()).isEqualTo(410);
            assertThat(page.body()).contains(title).doesNotContain("example.com", "<form");
        }
        assertThat(events(customer)).isEmpty();

        address(customer, "ADA@example.com");
        assertThat(get(old, "").body())
                .as("the same address in another spelling")
                .contains("<form");
        assertThat(tap(old, "").statusCode()).isEqualTo(200);
        assertThat(events(customer)).singleElement().satisfies(event -> assertThat(
                        event.data().path("email").asText())
                .isEqualTo("ADA@example.com"));
    }

    @Test
    void hasNoAddressToReadInTheLinkThatConfirmsIt() {
        URI link = links.bound(Purpose.CONFIRM, UUID.randomUUID(), "42", "ada@example.com");
        String token = link.getPath().substring(link.getPath().lastIndexOf('/') + 1);

        assertThat(new String(Base64.getUrlDecoder().decode(token), StandardCharsets.ISO_8859_1))
                .doesNotContain("ada", "example");
        assertThat(link.toString()).hasSizeLessThan(210);
    }

    @Test
    void takesOneTapForASurveyWhoseScoreStandsInTheLink() {
        String customer = customer("en-GB");
        String survey = UUID.randomUUID().toString();
        URI link = link(Purpose.SURVEY, customer, survey);

        assertThat(get(link, "?score=4").body()).containsPattern("value=\"4\"\\s+checked");
        HttpResponse<String> page = tap(link, "score=4&comment=Lovely%20%3Cb%3Etea%3C%2Fb%3E");
        HttpResponse<String> reminder = tap(link(Purpose.SURVEY, customer, survey), "score=1");

        assertThat(page.body()).contains("We have your answer");
        assertThat(reminder.body()).as("the other mail about the same survey").contains("We have an answer already");
        assertThat(reminder.statusCode()).as("nothing was taken").isEqualTo(422);
        RecordedEvent event = events(customer).get(0);
        assertThat(events(customer)).hasSize(1);
        assertThat(event.type()).isEqualTo("survey.answered");
        assertThat(event.data().path("score").asInt()).isEqualTo(4);
        assertThat(event.data().path("surveyId").asText()).isEqualTo(survey);
        assertThat(event.data().path("comment").asText()).isEqualTo("Lovely <b>tea</b>");
    }

    @ParameterizedTest
    @CsvSource({
        "satisfaction, en-GB",
        "satisfaction, zh-CN",
        "complaint-handling, en-GB",
        "complaint-handling, zh-CN",
        "exit, en-GB",
        "exit, zh-CN",
    })
    void asksWhatTheMailAskedOnTheSameScale(String kind, String locale) {
        URI link = local(links.link(Purpose.SURVEY, UUID.randomUUID(), customer(locale), "S-" + kind + locale, kind));
        Brand brand = catalogue.brand();
        Brand.SurveyTexts survey =
                brand.survey(kind, brand.nearest(Locale.forLanguageTag(locale))).orElseThrow();

        Document page = Jsoup.parse(get(link, "").body());

        assertThat(page.selectFirst("h1").text()).isEqualTo(survey.question());
        assertThat(page.select("label.choice").eachText())
                .containsExactly(
                        "5 " + survey.answers().get(4),
                        "4 " + survey.answers().get(3),
                        "3 " + survey.answers().get(2),
                        "2 " + survey.answers().get(1),
                        "1 " + survey.answers().get(0));
    }

    @Test
    void asksInGeneralWordsWhereTheKindOfTheLinkIsNotInUseAnyMore() {
        URI link = local(links.link(Purpose.SURVEY, UUID.randomUUID(), customer("en-GB"), "S-old", "no-such-kind"));

        assertThat(get(link, "").body()).contains("How satisfied are you?", "Very dissatisfied");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "score=0", "score=6", "score=abc", "score=4.5", "score=-1", "comment=hello"})
    void asksAgainForAScoreThatIsNone(String form) {
        String customer = customer("en-GB");

        HttpResponse<String> page = tap(link(Purpose.SURVEY, customer, "S-" + customer), form);

        assertThat(page.statusCode()).isEqualTo(422);
        assertThat(page.body()).contains("Please choose one of the five.");
        assertThat(events(customer)).isEmpty();
    }

    @Test
    void escapesWhatWasTypedWhenItAsksAgain() {
        String page = tap(
                        link(Purpose.SURVEY, customer("en-GB"), "S-escape"),
                        "comment=%3C%2Ftextarea%3E%3Cscript%3Ealert(1)%3C%2Fscript%3E")
                .body();

        assertThat(page).contains("&lt;script&gt;").doesNotContain("<script");
        assertThat(get(link(Purpose.SURVEY, customer("en-GB"), "S-escape"), "?score=%22%3E%3Cscript%3E")
                        .body())
                .doesNotContain("<script");
    }

    @Test
    void hearsWhetherOurAnswerToAComplaintIsAccepted() {
        String customer = customer("en-GB");
        URI link = link(Purpose.COMPLAINT_ANSWER, customer, "C77");

        assertThat(get(link, "?accepted=false").body()).containsPattern("value=\"false\"\\s+checked");
        assertThat(tap(link, "accepted=perhaps").statusCode()).isEqualTo(422);
        assertThat(tap(link, "accepted=false").body()).contains("We have your answer");
        assertThat(tap(link, "accepted=true").body()).contains("We have an answer already");

        assertThat(events(customer)).singleElement().satisfies(event -> {
            assertThat(event.type()).isEqualTo("complaint.answered");
            assertThat(event.data().path("accepted").asBoolean(true)).isFalse();
            assertThat(event.data().path("complaintId").asText()).isEqualTo("C77");
        });
    }

    @Test
    void takesARequestAboutDataForTheCustomersOnce() {
        String customer = customer("en-GB");
        URI link = link(Purpose.DATA_REQUEST, customer, null);
        String export = jdbc.sql("select id from rapport.data_request where customer_id = ?")
                .param(customer)
                .query(String.class)
                .single();

        assertThat(get(link, "").body())
                .contains("Did you make a request about your data?", "To have a copy of your data, of ")
                .contains("name=\"request." + export + "\"");
        assertThat(tap(link, "request." + export + "=yes").body()).contains("We know now that the request is yours");
        assertThat(tap(link, "request." + export + "=yes").body()).contains("We have that already");

        assertThat(events(customer)).singleElement().satisfies(event -> {
            assertThat(event.type()).isEqualTo("data-request.confirmed");
            assertThat(event.data().path("requestId").asText()).isEqualTo(export);
        });
    }

    @Test
    void takesOfSeveralRequestsThoseThatTheCustomerTicks() {
        String customer = customer("en-GB");
        URI link = link(Purpose.DATA_REQUEST, customer, null);
        String erasure = dataRequest(customer, "erasure");

        assertThat(get(link, "").body())
                .contains(
                        "To have a copy of your data, of ", "To have all your data erased, of ", "It cannot be undone.")
                .doesNotContain("checked");
        HttpResponse<String> none = tap(link, "");
        assertThat(none.statusCode()).isEqualTo(422);
        assertThat(none.body()).contains("Please tick at least one request.");
        assertThat(tap(link, "request.R-other=yes").statusCode()).isEqualTo(422);
        assertThat(events(customer)).isEmpty();

        String export = jdbc.sql("select id from rapport.data_request where customer_id = ? and request = 'export'")
                .param(customer)
                .query(String.class)
                .single();
        assertThat(tap(link, "request." + export + "=yes").statusCode()).isEqualTo(200);
        assertThat(events(customer)).singleElement().satisfies(event -> assertThat(
                        event.data().path("requestId").asText())
                .isEqualTo(export)
                .isNotEqualTo(erasure));
    }

    @Test
    void callsOffAnErasureByItsButtonAlone() {
        String customer = customer("en-GB");
        URI link = link(Purpose.ERASURE_WITHDRAWAL, customer, null);
        dataRequest(customer, "export");

        assertThat(get(link, "").body()).contains("Do you want to keep your data with us?", "Keep my data");
        assertThat(events(customer)).as("a mail scanner follows every link").isEmpty();
        assertThat(tap(link, "").body()).contains("The erasure is called off");
        assertThat(tap(link, "").body()).contains("We have that already");
        String erasure = jdbc.sql("select id from rapport.data_request where customer_id = ? and request = 'erasure'")
                .param(customer)
                .query(String.class)
                .single();
        assertThat(events(customer)).singleElement().satisfies(event -> {
            assertThat(event.type()).isEqualTo("data-request.withdrawn");
            assertThat(event.data().path("requestId").asText()).isEqualTo(erasure);
        });
        jdbc.sql("update rapport.data_request set settled_at = now(), outcome = 'withdrawn' where id = ?")
                .param(erasure)
                .update();
        String next = dataRequest(customer, "erasure");
        jdbc.sql("update rapport.data_request set received_at = now() + interval '5 seconds' where id = ?")
                .param(next)
                .update();
        assertThat(tap(link, "").body()).as("a mail of before it").contains("We have that already");
        assertThat(events(customer)).hasSize(1);
        address(customer, "new@example.com");
        assertThat(get(link, "").statusCode())
                .as("the mail went to another address")
                .isEqualTo(410);
    }

    @Test
    void leadsFromTheOldIdOfWhoWasMergedToTheRequestsOfWhoStays() {
        String old = customer("en-GB");
        URI link = link(Purpose.ERASURE_WITHDRAWAL, old, null);
        String survivor = customer("en-GB");
        journeys.event("customer.merged", survivor, Map.of("mergedCustomer", old, "reason", "the same person"));

        assertThat(get(link, "").body()).contains("Do you want to keep your data with us?");
        assertThat(tap(link, "").body()).contains("The erasure is called off");
        assertThat(events(survivor)).extracting(RecordedEvent::type).contains("data-request.withdrawn");
    }

    @Test
    void handsOutTheDataAsAFileByItsButtonAlone() {
        String customer = customer("en-GB");
        URI link = link(Purpose.DATA_EXPORT, customer, null);

        HttpResponse<String> shown = get(link, "");
        assertThat(shown.body())
                .contains("Download to read (HTML)", "Download for programs (JSON)")
                .doesNotContain("ada@example.com", "Lovelace");
        HttpResponse<String> read = tap(link, "format=html");
        assertThat(read.statusCode()).isEqualTo(200);
        assertThat(read.headers().firstValue("Content-Disposition"))
                .hasValue("attachment; filename=\"personal-data.html\"");
        assertThat(read.headers().allValues("Cache-Control")).containsExactly("no-store");
        assertThat(read.body()).contains("<h1>Your personal data</h1>", "ada@example.com");
        HttpResponse<String> program = tap(link, "format=json");
        assertThat(program.headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("application/json"));
        assertThat(program.body()).contains("\"email\" : \"ada@example.com\"");
        assertThat(tap(link, "format=pdf").statusCode()).isEqualTo(422);
        assertThat(events(customer)).as("to take away changes nothing").isEmpty();
    }

    @Test
    void handsOutNothingAtAnAddressThatIsTheCustomersNoMore() {
        String customer = customer("en-GB");
        URI link = link(Purpose.DATA_EXPORT, customer, null);
        address(customer, "new@example.com");

        assertThat(get(link, "").statusCode()).isEqualTo(410);
        assertThat(tap(link, "format=json").statusCode()).isEqualTo(410);
    }

    @Test
    void doesNotCountWhatAProgramSendsThatChecksMails() {
        for (Purpose purpose : EnumSet.complementOf(EnumSet.of(Purpose.STATEMENT))) {
            String customer = customer("en-GB");
            URI link = link(purpose, customer, about(purpose));
            String everything = "score=1&accepted=true&phone=%2B44%2020%207946%200112&act=off&comment=x";

            assertThat(post(link, "").statusCode()).as("%s, empty", purpose).isEqualTo(422);
            HttpResponse<String> unseen = post(link, everything);
            String stamp =
                    Jsoup.parse(get(link, "").body()).select("input[name=seen]").attr("value");
            HttpResponse<String> hasty = post(link, everything + "&seen=" + stamp);

            assertThat(unseen.statusCode())
                    .as("nothing was done, and so it is not said to be")
                    .isEqualTo(422);
            assertThat(unseen.body()).contains("Please tap once more", "<form method=\"post\"");
            if (purpose == Purpose.SURVEY || purpose == Purpose.COMPLAINT_ANSWER) {
                assertThat(hasty.body())
                        .as("%s, a quick finger", purpose)
                        .contains("We have your answer")
                        .doesNotContain("Please tap once more");
                assertThat(events(customer)).as("%s", purpose).hasSize(1);
            } else {
                assertThat(hasty.statusCode()).isEqualTo(422);
                assertThat(hasty.body()).contains("Please tap once more", "<form method=\"post\"");
                assertThat(events(customer)).as("%s", purpose).isEmpty();
            }
        }
    }

    @Test
    void thanksWithTheAnswerAndTheWayToChangeIt() {
        URI survey = link(Purpose.SURVEY, customer("en-GB"), UUID.randomUUID().toString());
        Document thanks = Jsoup.parse(
                tap(survey, "score=4&comment=A%20%3Cb%3Eword%3C%2Fb%3E").body());

        assertThat(thanks.select(".answer").text()).isEqualTo("Your answer: 4 – Satisfied");
        assertThat(thanks.select(".comment").text()).isEqualTo("A <b>word</b>");
        assertThat(thanks.select(".after a").attr("href")).isEqualTo(survey.getPath());
        assertThat(thanks.select(".after a").text()).isEqualTo("Change my answer");

        URI offer = link(Purpose.COMPLAINT_ANSWER, customer("zh-CN"), "C79");
        assertThat(Jsoup.parse(tap(offer, "accepted=false").body())
                        .select(".answer")
                        .text())
                .isEqualTo("您的回答：否，我不接受");
    }

    @Test
    void keepsWhatWasChosenWhenItAsksForAnotherTap() {
        URI survey = link(Purpose.SURVEY, customer("en-GB"), "S-hasty");

        assertThat(post(survey, "score=4&comment=Lovely").body())
                .containsPattern("value=\"4\"\\s+checked")
                .contains("Lovely");
    }

    @Test
    void letsTheNewestAnswerToASurveyCountShouldTheFirstNotBeTheCustomers() {
        String customer = customer("en-GB");
        String survey = UUID.randomUUID().toString();
        URI link = link(Purpose.SURVEY, customer, survey);
        tap(link, "score=1");

        Document page = Jsoup.parse(get(link, "?score=5").body());
        assertThat(page.select("h1").text()).isEqualTo("We have an answer already");
        assertThat(page.select("input[name=change]")).hasSize(1);
        assertThat(page.select("input[checked]").attr("value")).isEqualTo("5");
        assertThat(tap(link, "score=9&change=yes").statusCode()).isEqualTo(422);
        assertThat(tap(link, "score=5&change=yes").body()).contains("We have your answer");

        assertThat(events(customer))
                .extracting(RecordedEvent::type)
                .containsExactly("survey.answered", "survey.amended");
        assertThat(events(customer).get(1).data().path("score").asInt()).isEqualTo(5);
    }

    @Test
    void takesNoAnswerByAFormFromBeforeTheOneThatItHasAndSaysSo() {
        String customer = customer("en-GB");
        URI link = link(Purpose.SURVEY, customer, UUID.randomUUID().toString());
        tap(link, "score=4&comment=Fine");

        HttpResponse<String> same = tap(link, "score=4&comment=Fine");
        assertThat(same.statusCode()).as("what holds already").isEqualTo(200);
        assertThat(same.body()).contains("We have your answer");
        HttpResponse<String> other = tap(link, "score=2");
        assertThat(other.statusCode()).isEqualTo(422);
        assertThat(other.body()).contains("We have an answer already");
        for (String nonsense : List.of("score=9", "", "score=abc")) {
            HttpResponse<String> answer = tap(link, nonsense);
            assertThat(answer.statusCode()).isEqualTo(422);
            assertThat(Jsoup.parse(answer.body()).select("input[name=change]"))
                    .as("the next tap counts")
                    .hasSize(1);
        }
        assertThat(events(customer)).hasSize(1);
    }

    @Test
    void takesTheAnswerThatWasGivenLastHoweverOftenTheSameFormIsSent() {
        String customer = customer("en-GB");
        URI link = link(Purpose.SURVEY, customer, UUID.randomUUID().toString());
        tap(link, "score=1");
        String token = link.getPath().substring(link.getPath().lastIndexOf('/') + 1);
        String form = "&change=yes&seen=" + stamps.make(token, clock.instant().minusSeconds(5));

        for (int score : new int[] {4, 5, 5, 4}) {
            HttpResponse<String> answer = post(link, "score=" + score + form);
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).contains("Your answer: " + score);
        }

        assertThat(events(customer))
                .extracting(event -> event.data().path("score").asInt())
                .containsExactly(1, 4, 5, 4);

        URI offer = link(Purpose.COMPLAINT_ANSWER, customer, "C-" + customer);
        tap(offer, "accepted=true");
        assertThat(tap(offer, "accepted=true").statusCode()).isEqualTo(200);
        assertThat(tap(offer, "accepted=false").statusCode()).isEqualTo(422);
        assertThat(events(customer)).hasSize(5);
    }

    @Test
    void confirmsAnAddressAgainAfterOthersInBetween() {
        String customer = customer("en-GB");
        URI link = link(Purpose.CONFIRM, customer, null);
        for (int round = 0; round < 3; round++) {
            assertThat(tap(link, "").body()).contains("Your e-mail address is confirmed.");
            journeys.settle();
            assertThat(confirmed(customer)).as("round %d", round).isTrue();
            address(customer, "other@example.com");
            address(customer, "ada@example.com");
            jdbc.sql("update rapport.customer set confirmed_at = null where id = ?")
                    .params(customer)
                    .update();
        }
    }

    private boolean confirmed(String customer) {
        return jdbc.sql("select confirmed_at is not null from rapport.customer where id = ?")
                .params(customer)
                .query(Boolean.class)
                .single();
    }

    @Test
    void takesAProfileCorrectedBeforeTheFirstIsWorkedOff() {
        String customer = customer("en-GB");
        URI link = link(Purpose.PROFILE, customer, null);
        tap(link, "phone=%2B44%2020%207946%200112");
        tap(link, "phone=%2B44%2020%207946%200112");
        tap(link, "phone=%2B44%2020%207946%200113");

        assertThat(events(customer))
                .extracting(event -> event.data().path("phone").asText())
                .containsExactly("+44 20 7946 0112", "+44 20 7946 0113");
    }

    @Test
    void hearsWhoThinksAgainAboutOurAnswerToAComplaint() {
        String customer = customer("en-GB");
        URI link = link(Purpose.COMPLAINT_ANSWER, customer, "C78");
        tap(link, "accepted=true");

        assertThat(tap(link, "accepted=false&change=yes").body()).contains("We have your answer");

        assertThat(events(customer))
                .extracting(RecordedEvent::type)
                .containsOnly("complaint.answered")
                .hasSize(2);
        assertThat(events(customer).get(1).data().path("accepted").asBoolean(true))
                .isFalse();
    }

    @Test
    void answersMailProgramsWithoutCookieOrRedirectAndGetChangesNothing() {
        String customer = customer("en-GB");
        URI link = link(Purpose.UNSUBSCRIBE, customer, "offers");

        assertThat(get(link, "?List-Unsubscribe=One-Click").body()).contains("No more e-mails about offers?");
        assertThat(events(customer)).isEmpty();
        HttpResponse<String> answer = post(link, "List-Unsubscribe=One-Click");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Set-Cookie")).isEmpty();
        assertThat(answer.headers().firstValue("Location")).isEmpty();
        assertThat(post(link, "List-Unsubscribe=One-Click").statusCode())
                .as("a second time")
                .isEqualTo(200);
        // only the opt-out has one click
        URI confirm = link(Purpose.CONFIRM, customer, null);
        assertThat(post(confirm, "List-Unsubscribe=One-Click").body()).contains("Please tap once more");
    }

    @Test
    void asksNobodyForASecondNameWhoHasTheOne() {
        String customer = customer("en-GB");
        jdbc.sql("update rapport.customer set first_name = 'Sukarno', last_name = null where id = ?")
                .params(customer)
                .update();

        assertThat(get(link(Purpose.PROFILE, customer, null), "").body())
                .contains("name=\"phone\"")
                .doesNotContain("name=\"firstName\"", "name=\"lastName\"");
    }

    @Test
    void asksForWhatIsMissingInTheProfileAndForNothingElse() {
        String customer = customer("en-GB");
        URI link = link(Purpose.PROFILE, customer, null);

        assertThat(get(link, "").body())
                .contains("<span>Phone</span>", "name=\"phone\"", "<span>Birthday</span>", "name=\"birthday\"")
                .doesNotContain("name=\"firstName\"", "Ada");
        HttpResponse<String> wrong = tap(link, "phone=12345&birthday=2999-01-01");
        assertThat(wrong.statusCode()).isEqualTo(422);
        assertThat(wrong.body()).contains("country code", "a date in the past", "value=\"12345\"");
        assertThat(tap(link, "").statusCode()).isEqualTo(422);
        assertThat(tap(link, "phone=%2B44%2020%207946%200112&firstName=Mallory").body())
                .contains("We have saved your details.");

        assertThat(events(customer)).singleElement().satisfies(event -> {
            assertThat(event.type()).isEqualTo("customer.updated");
            assertThat(event.data().toString()).isEqualTo("{\"phone\":\"+44 20 7946 0112\"}");
        });
    }

    @Test
    void letsPeopleGoWithOneClickOfTheirMailProgram() {
        String customer = customer("en-GB");
        URI link = link(Purpose.UNSUBSCRIBE, customer, "offers");

        HttpResponse<String> answer = post(link, "List-Unsubscribe=One-Click");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("You will get no more e-mails from us about offers.");
        assertThat(events(customer)).singleElement().satisfies(event -> {
            assertThat(event.type()).isEqualTo("consent.withdrawn");
            assertThat(event.data().path("channel").asText()).isEqualTo("email");
            assertThat(event.data().path("topic").asText()).isEqualTo("offers");
            assertThat(event.data().path("wording").asText()).isEqualTo("No more e-mails about offers?");
        });
    }

    @ParameterizedTest
    @CsvSource({
        "sms, No more text messages about offers?, You will get no more text messages from us about offers.",
        "phone, No more calls about offers?, You will get no more calls from us about offers.",
        "post, No more letters about offers?, You will get no more letters from us about offers.",
    })
    void letsPeopleGoOnTheChannelThatTheLinkCameBy(String channel, String question, String done) {
        String customer = customer("en-GB");
        URI link = local(links.link(Purpose.UNSUBSCRIBE, UUID.randomUUID(), customer, "offers", channel));

        assertThat(get(link, "").body()).contains(question).doesNotContain("e-mails about");
        assertThat(tap(link, "").body()).contains(done);

        assertThat(events(customer)).singleElement().satisfies(event -> {
            assertThat(event.type()).isEqualTo("consent.withdrawn");
            assertThat(event.data().path("channel").asText()).isEqualTo(channel);
            assertThat(event.data().path("topic").asText()).isEqualTo("offers");
            assertThat(event.data().path("wording").asText()).isEqualTo(question);
        });
    }

    @Test
    void letsPeopleGoByAMailFromBeforeTheSecretWasChanged() {
        String customer = customer("en-GB");
        Links before = new Links(new LinkSecrets(EARLIER_SECRET, List.of()), URI.create("https://x.example"), clock);
        Links strangers =
                new Links(new LinkSecrets("a-strangers-".repeat(4), List.of()), URI.create("https://x.example"), clock);
        URI old = local(before.link(Purpose.UNSUBSCRIBE, UUID.randomUUID(), customer, "offers", null));
        URI forged = local(strangers.link(Purpose.UNSUBSCRIBE, UUID.randomUUID(), customer, "offers", null));

        assertThat(post(forged, "List-Unsubscribe=One-Click").statusCode()).isEqualTo(404);
        assertThat(events(customer)).isEmpty();
        assertThat(get(old, "").body()).contains("No more e-mails about offers?");
        assertThat(post(old, "List-Unsubscribe=One-Click").body())
                .contains("You will get no more e-mails from us about offers.");

        assertThat(events(customer)).extracting(RecordedEvent::type).containsExactly("consent.withdrawn");
    }

    @Test
    void understandsMailProgramsThatSendTheirOneClickInParts() {
        String customer = customer("en-GB");
        String body = "--x\r\nContent-Disposition: form-data; name=\"List-Unsubscribe\"\r\n\r\nOne-Click\r\n--x--\r\n";

        HttpResponse<String> answer = exchange(HttpRequest.newBuilder(link(Purpose.UNSUBSCRIBE, customer, "tips"))
                .header("Content-Type", "multipart/form-data; boundary=x")
                .POST(BodyPublishers.ofString(body))
                .build());

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(events(customer)).extracting(RecordedEvent::type).containsExactly("consent.withdrawn");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "List-Unsubscribe=One-Click\r\n",
                "List-Unsubscribe=One-Click\n",
                "List-Unsubscribe=One-Click%0D%0A",
                " List-Unsubscribe=One-Click ",
                "list-unsubscribe=one-click",
                "List-Unsubscribe=One-Click&seen=",
            })
    void understandsTheOneClickHoweverItIsWritten(String body) {
        String customer = customer("en-GB");

        HttpResponse<String> answer = post(link(Purpose.UNSUBSCRIBE, customer, "tips"), body);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(events(customer)).extracting(RecordedEvent::type).containsExactly("consent.withdrawn");
    }

    @ParameterizedTest
    @CsvSource({
        "multipart/form-data; boundary=x, en-GB",
        "multipart/form-data, en-GB",
        "multipart/mixed, zh-CN",
        "multipart/form-data; boundary=other, zh-CN",
        "text/plain, en-GB",
        "'multipart/form-data; boundary=\"', en-GB",
    })
    void understandsAOneClickWhosePartsAreBroken(String type, String locale) {
        String part = "--x\r\nContent-Disposition: form-data; name=\"List-Unsubscribe\"\r\n\r\nOne-Click";
        for (String body : List.of(
                part,
                part + "\r\n",
                part + "\r\n--x",
                (part + "\r\n--x--\r\n").replace("\r", ""),
                part + "\r\n--x--\r\n",
                "--x\nContent-Disposition: form-data; name=List-Unsubscribe\nOne-Click\n",
                "--x\r\n\r\nList-Unsubscribe=One-Click\r\n--x--",
                "List-Unsubscribe=One-Click")) {
            String customer = customer(locale);

            HttpResponse<String> answer = post(link(Purpose.UNSUBSCRIBE, customer, "tips"), type, body);

            assertThat(answer.statusCode()).as("%s %s", type, body).isEqualTo(200);
            assertThat(events(customer)).extracting(RecordedEvent::type).containsExactly("consent.withdrawn");
        }
    }

    @ParameterizedTest
    @EnumSource(value = Purpose.class, mode = EnumSource.Mode.EXCLUDE, names = "STATEMENT")
    void asksAgainForAFormWhosePartsAreBroken(Purpose purpose) {
        for (String type : List.of("multipart/form-data; boundary=x", "multipart/form-data", "multipart/")) {
            for (String body : List.of(
                    "",
                    "--x",
                    "--x\r\nContent-Disposition: form-data; name=\"List-Unsubscribe\"\r\n\r\nTwo-Clicks",
                    "--x\r\nContent-Disposition: form-data; name=\"score\"\r\n\r\n4\r\n",
                    "\u0000\u0001")) {
                String customer = customer("zh-CN");
                URI link = link(purpose, customer, about(purpose));

                HttpResponse<String> answer = post(link, type, body);

                assertThat(answer.statusCode())
                        .as("%s %s %s", purpose, type, body)
                        .isEqualTo(422);
                assertThat(answer.body()).contains("<html lang=\"zh-CN\"", "请再点一次");
                assertThat(events(customer)).isEmpty();
            }
        }
        URI link = link(purpose, customer("en-GB"), about(purpose));
        HttpResponse<String> read = exchange(HttpRequest.newBuilder(link)
                .header("Content-Type", "multipart/form-data")
                .build());
        assertThat(read.statusCode()).isEqualTo(200);
    }

    @Test
    void takesACommentWithoutTheCharactersThatNoDatabaseKeeps() {
        String customer = customer("en-GB");
        URI survey = link(Purpose.SURVEY, customer, UUID.randomUUID().toString());

        assertThat(get(survey, "?score=4&comment=a%00b").statusCode()).isEqualTo(200);
        assertThat(tap(survey, "score=4&comment=Love%00ly%0D%0A%1Btea%00").statusCode())
                .isEqualTo(200);

        assertThat(events(customer)).singleElement().satisfies(event -> assertThat(
                        event.data().path("comment").asText())
                .isEqualTo("Lovely\r\ntea"));
    }

    @ParameterizedTest
    @CsvSource({
        "open, en-GB, 'We have looked into your complaint twice, so this answer is our final one.', so our last answer is final",
        "open, zh-CN, 因此这是我们的最终答复, 最近一次答复为最终答复",
        "accepted, en-GB, 'A \"no\" does not open it again', so our last answer is final",
        "silent, zh-CN, 不会再次受理, 最近一次答复为最终答复",
    })
    void promisesNoThirdLookAtAComplaint(String state, String locale, String before, String after) {
        URI link = complaintHeardTwice(state, customer(locale));

        assertThat(Jsoup.parse(get(link, "?accepted=false").body()).text()).contains(before);
        assertThat(Jsoup.parse(tap(link, "accepted=false").body()).text())
                .contains(after)
                .doesNotContain("look at what you told us again", "会重新考虑");
    }

    @Test
    void thanksForAYesToTheSecondAnswerAsToTheFirst() {
        assertThat(tap(complaintHeardTwice("open", customer("en-GB")), "accepted=true")
                        .body())
                .contains("We have your answer, and do what we offered.");
    }

    /** A second offer was made about it, after a "no" to the first. */
    private URI complaintHeardTwice(String state, String customer) {
        String complaint = "twice-" + UUID.randomUUID();
        boolean open = state.equals("open");
        jdbc.sql("insert into rapport.complaint (id, customer_id, channel, text, opened_at, reopened_at, accepted,"
                        + " closed_at, outcome) values (:id, :customer, 'email', 'Cold', :at, :at, :accepted, :closed,"
                        + " :outcome)")
                .param("id", complaint)
                .param("customer", customer)
                .param("at", Timestamp.from(clock.instant().minus(Duration.ofDays(9))))
                .param("accepted", state.equals("accepted") ? true : null, Types.BOOLEAN)
                .param("closed", open ? null : Timestamp.from(clock.instant()), Types.TIMESTAMP)
                .param("outcome", open ? null : state, Types.VARCHAR)
                .update();
        for (int offer = 1; offer <= 2; offer++) {
            jdbc.sql("insert into rapport.complaint_offer (complaint_id, no, offered_at) values (?, ?, now())")
                    .params(complaint, offer)
                    .update();
        }
        return local(links.link(Purpose.COMPLAINT_ANSWER, UUID.randomUUID(), customer, complaint, "2"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "List-Unsubscribe", "List-Unsubscribe=Two-Clicks", "One-Click"})
    void doesNotAnswerWithSuccessWhereItHasDoneNothing(String body) {
        String customer = customer("en-GB");

        HttpResponse<String> answer = post(link(Purpose.UNSUBSCRIBE, customer, "tips"), body);

        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(events(customer)).isEmpty();
    }

    @Test
    void letsPeopleGoAgainByAnOldMailAfterTheyHadComeBack() {
        String customer = customer("en-GB");
        URI link = link(Purpose.UNSUBSCRIBE, customer, "offers");
        tap(link, "");
        assertThat(get(link, "").body()).contains("You are unsubscribed");
        journeys.settle();
        assertThat(get(link, "").body()).contains("You are unsubscribed");

        ledger(customer, true);
        assertThat(get(link, "").body()).contains("No more e-mails about offers?");
        tap(link, "");

        assertThat(events(customer))
                .extracting(RecordedEvent::type)
                .containsOnly("consent.withdrawn")
                .hasSize(2);
    }

    @Test
    void asksToComeBackWhenTheDatabaseDoesNotDoItsPart() {
        // no database takes this character: a fault of its like any other
        URI link = link(Purpose.UNSUBSCRIBE, "c\u0000", "tips");

        for (HttpResponse<String> answer : List.of(get(link, ""), post(link, "List-Unsubscribe=One-Click"))) {
            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.headers().firstValue("Retry-After")).contains("60");
            assertThat(answer.headers().firstValue("Referrer-Policy")).hasValue("no-referrer");
            assertThat(answer.body())
                    .contains("We cannot do that just now", "Nothing has changed")
                    .doesNotContain("Exception", "Whitelabel");
        }
    }

    @Test
    void saysNothingAboutAnybodyBehindADeadLink() {
        String customer = customer("en-GB");
        URI link = link(Purpose.CONFIRM, customer, null);
        String forged = link.toString().substring(0, link.toString().length() - 2) + "xx";

        HttpResponse<String> unknown = get(URI.create(forged), "");
        HttpResponse<String> unknownPost = tap(URI.create(forged), "");
        clock.moveBy(Purpose.CONFIRM.lifetime().plusMinutes(1));
        HttpResponse<String> expired = get(link, "");
        HttpResponse<String> expiredPost = tap(link, "");

        assertThat(List.of(unknown.statusCode(), unknownPost.statusCode())).containsOnly(404);
        assertThat(List.of(expired.statusCode(), expiredPost.statusCode())).containsOnly(410);
        assertThat(expired.body()).contains("This link does not work any more").isEqualTo(unknown.body());
        assertThat(events(customer)).isEmpty();
    }

    @Test
    void isDeadForWhoWasErased() {
        String customer = customer("en-GB");
        URI link = link(Purpose.CONFIRM, customer, null);
        jdbc.sql("update rapport.customer set erased_at = now() where id = ?")
                .params(customer)
                .update();

        for (HttpResponse<String> page : List.of(get(link, ""), tap(link, ""))) {
            assertThat(page.statusCode()).isEqualTo(410);
            assertThat(page.body()).contains("Your details were erased").doesNotContain("latest e-mail", "<form");
        }
        assertThat(events(customer)).isEmpty();
    }

    /** An event as the inbox has it. */
    private record RecordedEvent(String type, JsonNode data) {}

    private List<RecordedEvent> events(String customer) {
        List<RecordedEvent> events = new ArrayList<>();
        jdbc.sql("select type, data::text as data from rapport.inbox_event where customer_id = ? order by seq")
                .params(customer)
                .query()
                .listOfRows()
                .forEach(row -> events.add(read(row)));
        return events;
    }

    private RecordedEvent read(Map<String, Object> row) {
        try {
            return new RecordedEvent((String) row.get("type"), json.readTree((String) row.get("data")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String customer(String locale) {
        String id = "links-" + UUID.randomUUID();
        jdbc.sql("insert into rapport.customer (id, first_name, last_name, email, locale, time_zone, registered_at)"
                        + " values (?, 'Ada', 'Lovelace', 'ada@example.com', ?, 'Europe/London', now())")
                .params(id, locale)
                .update();
        return id;
    }

    private void address(String customer, String email) {
        jdbc.sql("update rapport.customer set email = ? where id = ?")
                .params(email, customer)
                .update();
    }

    private void ledger(String customer, boolean granted) {
        jdbc.sql("insert into rapport.consent_entry"
                        + " (customer_id, channel, topic, granted, source, wording, event_seq, recorded_at)"
                        + " select ?, 'email', 'offers', ?, 'test', 'test', nextval('rapport.inbox_seq'), now()")
                .params(customer, granted)
                .update();
    }

    private String dataRequest(String customer, String request) {
        String id = "R-" + UUID.randomUUID();
        jdbc.sql("insert into rapport.data_request (id, customer_id, request, received_at, due_at)"
                        + " values (?, ?, ?, now(), now() + interval '1 month')")
                .params(id, customer, request)
                .update();
        return id;
    }

    private static String about(Purpose purpose) {
        return switch (purpose) {
            case SURVEY -> UUID.randomUUID().toString();
            case COMPLAINT_ANSWER -> "C1";
            case UNSUBSCRIBE -> "tips";
            case UNDO -> "email.tips=unknown;pace=normal";
            default -> null;
        };
    }

    private URI link(Purpose purpose, String customer, String about) {
        if (purpose == Purpose.DATA_REQUEST) {
            dataRequest(customer, "export");
        }
        if (purpose == Purpose.PANEL) {
            panel(customer);
        }
        if (purpose == Purpose.ERASURE_WITHDRAWAL) {
            dataRequest(customer, "erasure");
        }
        if (Links.isBound(purpose)) {
            return local(links.bound(purpose, UUID.randomUUID(), customer, "ada@example.com"));
        }
        String kind = purpose == Purpose.SURVEY ? "satisfaction" : null;
        return local(links.link(purpose, UUID.randomUUID(), customer, about, kind));
    }

    /** The customer is invited to a round that has begun. */
    private void panel(String customer) {
        jdbc.sql(
                        """
                with round as (
                    insert into rapport.panel_round (segment, most, opened_by, opened_at, ends_at, state)
                    values ('panel-candidates', 1, 'lena', now(), now() + interval '9 days', 'open') returning id),
                text as (
                    insert into rapport.panel_text (round_id, language, title, question, choices)
                    select id, 'en', 'Tins', 'Which size?', array['50 g', '100 g'] from round)
                insert into rapport.panel_invitation (id, round_id, customer_id, invited_at)
                select ?, id, ?, now() from round""")
                .params(UUID.randomUUID().toString(), customer)
                .update();
    }

    private URI local(URI link) {
        return URI.create("http://localhost:" + port + link.getPath());
    }

    private HttpResponse<String> get(URI link, String query) {
        return exchange(HttpRequest.newBuilder(URI.create(link + query)).build());
    }

    /** Somebody has read the page and taps its button. */
    private HttpResponse<String> tap(URI link, String form) {
        String token = link.getPath().substring(link.getPath().lastIndexOf('/') + 1);
        String seen = stamps.make(token, clock.instant().minusSeconds(5));
        return post(link, (form.isEmpty() ? "" : form + "&") + "seen=" + seen);
    }

    private HttpResponse<String> post(URI link, String form) {
        return post(link, "application/x-www-form-urlencoded", form);
    }

    private HttpResponse<String> post(URI link, String type, String form) {
        return exchange(HttpRequest.newBuilder(link)
                .header("Content-Type", type)
                .POST(BodyPublishers.ofString(form))
                .build());
    }

    private HttpResponse<String> exchange(HttpRequest request) {
        try {
            return browser.send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
