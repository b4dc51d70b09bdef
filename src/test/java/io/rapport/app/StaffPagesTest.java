package io.rapport.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.rapport.app.mailbox.Mailbox;
import io.rapport.feedback.PanelRound;
import io.rapport.feedback.Panels;
import io.rapport.testing.Journeys;
import io.rapport.testing.RapportTest;
import io.rapport.testing.Shop;
import io.rapport.testing.StaffBrowser;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/** Walks over all pages that controllers have for staff: one that is added is walked over, too. */
@RapportTest
@DisplayName("Every page of staff")
@Tag("slow")
class StaffPagesTest {

    private static final List<String> FOLDERS =
            List.of("/customers", "/operations", "/insights", "/studio", "/mailbox", "/api/events/catalogue");

    private static final Pattern WORD = Pattern.compile("(?<![\\w.:@/{-])[A-Za-z]{3,}(?![\\w.:@/}-])");

    /** Names, and words that both languages write so. */
    private static final Set<String> NAMES = Set.of(
            "Rapport",
            "JSON",
            "HTML",
            "UTC",
            "SMS",
            "MJML",
            "CloudEvent",
            "Cockpit",
            "Admin",
            "Tasklist",
            "MBG",
            "NBD",
            "Gamma",
            "YAML",
            "Accept",
            "text",
            "POST",
            "null",
            "subject",
            "data",
            "Message",
            "DMN",
            "XML",
            "BPMN",
            "customer",
            "startable",
            "staff",
            "UUID",
            "Camunda",
            "Modeler",
            "welcome",
            "care");

    @LocalServerPort
    private int port;

    @Autowired
    private RequestMappingHandlerMapping requestMappingHandlerMapping;

    @Autowired
    private Shop shop;

    @Autowired
    private Journeys journeys;

    @Autowired
    private Panels panels;

    @Autowired
    private Mailbox mailbox;

    @Autowired
    private JdbcClient jdbc;

    private final Map<String, String> ids = new LinkedHashMap<>();

    @BeforeEach
    void somethingToSee() {
        String customer = Journeys.newId("c");
        journeys.event(
                "customer.registered",
                customer,
                Map.of(
                        "firstName", "小明",
                        "lastName", "王",
                        "email", customer + "@example.com",
                        "locale", "zh-CN",
                        "timeZone", "Asia/Shanghai"));
        shop.order(customer, 12.5);
        long round = panels.open(
                "clara",
                "panel-candidates",
                10,
                Instant.parse("2099-01-01T00:00:00Z"),
                Map.of(
                        "en", new PanelRound.Text("Tins", "Which size?", List.of("50 g", "100 g"), null),
                        "zh", new PanelRound.Text("茶罐", "多大？", List.of("50 克", "100 克"), null)));
        String message = jdbc.sql("select id::text from rapport.outbox_message where customer_id = ? limit 1")
                .param(customer)
                .query(String.class)
                .single();
        ids.put("/customers/panel/", String.valueOf(round));
        ids.put("/customers/", customer);
        ids.put("/operations/messages/", message);
        ids.put(
                "/operations/imports/",
                jdbc.sql(
                                """
                        insert into rapport.import_job (kind, state, dry_run, sender, bytes)
                        values ('orders', 'done', true, 'shop', 0) returning id::text""")
                        .query(String.class)
                        .single());
        ids.put("/studio/messages/", "welcome");
        ids.put("/studio/segments/", "repeat-buyers");
        ids.put(
                "/mailbox/",
                mailbox.newest("", 1).stream()
                        .map(mail -> mail.id())
                        .findFirst()
                        .orElse("none"));
    }

    @AfterEach
    void forget() {
        jdbc.sql("delete from rapport.panel_text").update();
        jdbc.sql("delete from rapport.panel_round").update();
    }

    /** The paths of all pages, with something that is there at each place of a path; and what is not there. */
    private List<String> pages() {
        Set<String> paths = new TreeSet<>();
        requestMappingHandlerMapping.getHandlerMethods().forEach((mapping, method) -> {
            boolean isPage =
                    ModelAndView.class.isAssignableFrom(method.getMethod().getReturnType())
                            && mapping.getMethodsCondition().getMethods().contains(RequestMethod.GET);
            if (isPage) {
                mapping.getPatternValues().stream()
                        .filter(path -> FOLDERS.stream().anyMatch(path::startsWith))
                        .filter(path -> !path.endsWith("/"))
                        // what a variable must look like is nothing of the path
                        .map(path -> path.replaceAll("\\{(\\w+):.*}}", "{$1}"))
                        .forEach(path -> paths.addAll(filledIn(path)));
            }
        });
        // what is not there, and what may not be seen
        paths.addAll(List.of("/operations/nothing", "/customers/panel/nothing", "/studio/nothing"));
        assertThat(paths).hasSizeGreaterThan(25);
        return List.copyOf(paths);
    }

    private List<String> filledIn(String path) {
        int place = path.indexOf('{');
        if (place < 0) {
            return List.of(path);
        }
        if (path.equals("/customers/{id}/actions/{action}")) {
            List<String> actions = new ArrayList<>();
            for (String action : List.of(
                    "contact",
                    "complaint",
                    "profile",
                    "consent",
                    "restriction",
                    "journey",
                    "points",
                    "adviser",
                    "unknown")) {
                actions.add("/customers/" + ids.get("/customers/") + "/actions/" + action);
            }
            return actions;
        }
        String before = path.substring(0, place);
        String after = path.substring(path.indexOf('}') + 1);
        assertThat(ids).as("say in this test what is at the place of " + path).containsKey(before);
        assertThat(after).as("say in this test how to open " + path).doesNotContain("{");
        return List.of(before + ids.get(before) + after, before + "123456789" + after);
    }

    private Document open(StaffBrowser browser, String path) {
        HttpResponse<String> answer = browser.get(path);
        assertThat(answer.statusCode()).as(path).isIn(200, 400, 404);
        return Jsoup.parse(answer.body());
    }

    @Test
    @DisplayName("has the button that logs out, in its header")
    void logOut() {
        StaffBrowser demo = new StaffBrowser(port, "demo", "en-GB");
        for (String path : pages()) {
            assertThat(open(demo, path)
                            .select("header form.log-out input[name=_csrf]")
                            .val())
                    .as(path)
                    .isNotEmpty();
        }
    }

    @Test
    @DisplayName("has one header and one first heading")
    void oneHeader() {
        StaffBrowser demo = new StaffBrowser(port, "demo", "en-GB");
        for (String path : pages()) {
            Document page = open(demo, path);
            assertThat(page.select("body > header")).as(path).hasSize(1);
            assertThat(page.select("h1")).as(path).hasSize(1);
            assertThat(page.select("main")).as(path).hasSize(1);
        }
    }

    @Test
    @DisplayName("says nothing of what was done because a link says so")
    void madeUpLinks() {
        StaffBrowser demo = new StaffBrowser(port, "demo", "en-GB");
        String madeUp = "?done=segmentout&did=replayed&outcome=made&test=SENT&event=&form=&fault=Call%20this%20number"
                + "&left=7&times=1&error=Call%20this%20number&message=Call%20this%20number";
        for (String path : pages()) {
            assertThat(open(demo, path + madeUp)
                            .select("[role=status], .outcome, .done")
                            .eachText())
                    .as(path)
                    .isEqualTo(open(demo, path)
                            .select("[role=status], .outcome, .done")
                            .eachText());
        }
    }

    @Test
    @DisplayName("has forms that are not sent in the name of somebody else who has logged in meanwhile")
    void anotherLogin() {
        StaffBrowser browser = new StaffBrowser(port, "demo", "en-GB");
        Map<String, Document> forms = new LinkedHashMap<>();
        for (String path : pages()) {
            Document page = open(browser, path);
            page.select("form[method=post]:not(.log-out)")
                    .forEach(form -> forms.putIfAbsent(form.attr("action"), page));
        }
        assertThat(forms).hasSizeGreaterThan(15);
        browser.logIn("lena");
        forms.forEach((action, page) -> {
            HttpResponse<String> answer =
                    browser.submit(page, "form[method=post][action=\"" + action + "\"]", Map.of());
            assertThat(Jsoup.parse(answer.body()).select("h1").text())
                    .as(action)
                    .isEqualTo("The form is not sent yet");
        });
    }

    @Test
    @DisplayName("speaks Chinese to who reads it: titles, labels, headings, buttons, empty lists")
    void chinese() {
        StaffBrowser demo = new StaffBrowser(port, "demo", "zh-CN");
        Map<String, Set<String>> left = new LinkedHashMap<>();
        for (String path : pages()) {
            Document page = open(demo, path);
            assertThat(page.select("html").attr("lang")).as(path).startsWith("zh");
            Set<String> english = english(page);
            if (!english.isEmpty()) {
                left.put(path, english);
            }
        }
        assertThat(left).isEmpty();
    }

    /** Words that are English where a page speaks itself; what is code, or says that it is English, is left out. */
    private static Set<String> english(Document page) {
        Set<String> said = new TreeSet<>();
        // the subject of a mail is the customer's
        said.add(page.title().replace(page.select(".subject").text(), ""));
        for (Element marked : page.select("[placeholder], [aria-label], [title]")) {
            if (marked.closest("[lang=en], svg") == null) {
                said.add(marked.attr("placeholder"));
                said.add(marked.attr("aria-label"));
            }
        }
        page.select("[lang=en], code, pre, bdi, time, textarea, svg, .log-out span, option, #address, .subject")
                .remove();
        page.select(
                        "title, h1, h2, h3, th, dt, label, legend, button, summary, caption, p, nav a, .hint, .empty, small")
                .forEach(element -> said.add(element.text()));
        return said.stream()
                .flatMap(text -> WORD.matcher(text).results().map(MatchResult::group))
                .filter(word -> !NAMES.contains(word))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
