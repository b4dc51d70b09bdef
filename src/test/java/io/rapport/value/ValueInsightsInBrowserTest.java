package io.rapport.value;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import io.rapport.desk.StaffDirectory;
import io.rapport.testing.Chromium;
import io.rapport.testing.OverHttp;
import io.rapport.testing.RapportTest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jsoup.Jsoup;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The page about models of value, in Chromium; with {@code -Dscreenshots=docs/screenshots} its pictures are taken anew. */
@RapportTest
@DisplayName("A manager sees by what customers are scored, and how well it does")
class ValueInsightsInBrowserTest {

    @RegisterExtension
    static final Chromium chromium = new Chromium();

    private static final LocalDate UNTIL = LocalDate.of(2026, 2, 28);
    private static final LocalDate SINCE = UNTIL.minusWeeks(104);
    private static final LocalDate CUT = UNTIL.minusWeeks(34);

    private static ValueFit fit;

    @LocalServerPort
    private int port;

    @Autowired
    private FitTable fits;

    @Autowired
    private JdbcClient jdbc;

    @BeforeAll
    static void fit() {
        BetaGeometric truth = new BetaGeometric(Dropout.AFTER_EACH, 0.8, 8, 0.9, 2.5);
        Random random = new Random(5);
        PurchaseGroups before = new PurchaseGroups();
        PurchaseGroups all = new PurchaseGroups();
        long[] byWeek = new long[104];
        for (int i = 0; i < 2_000; i++) {
            int age = 104 * 7 - random.nextInt(60 * 7);
            List<Integer> days = Generated.repeats(truth, age, random);
            int cutAge = age - 34 * 7;
            List<Integer> known = days.stream().filter(day -> day <= cutAge).toList();
            before.add(known.size(), last(known), cutAge, 1, days.size() - known.size());
            all.add(days.size(), last(days), age, 1, 0);
            days.forEach(day -> byWeek[(104 * 7 - age + day - 1) / 7]++);
        }
        SpendingHistories spending = new SpendingHistories();
        for (int i = 0; i < 1_000; i++) {
            spending.add(2, Generated.gamma(10, 1 / Generated.gamma(4, 1 / 60.0, random), random) / 2);
        }
        FitData data = new FitData(SINCE, CUT, UNTIL, before, all, spending, byWeek);
        fit = ValueFitting.all(data, ValueFitting.all(data, null).orElseThrow()).orElseThrow();
    }

    private static int last(List<Integer> days) {
        return days.isEmpty() ? 0 : days.get(days.size() - 1);
    }

    @AfterEach
    void nothingIsFitted() {
        jdbc.sql("delete from rapport.value_fit").update();
        jdbc.sql(
                        "update rapport.value_run set requested_at = null, outcome = null, outcome_at = null, scored_at = null")
                .update();
    }

    private static void judge(Page page, String what) {
        Chromium.fits(page);
        Chromium.isAccessible(page, what);
        String pictures = System.getProperty("screenshots");
        if (pictures != null) {
            page.screenshot(new Page.ScreenshotOptions()
                    .setPath(Path.of(pictures, "insights-value-" + what + ".png"))
                    .setFullPage(true));
        }
    }

    @ParameterizedTest
    @CsvSource({"1280, en-GB, LIGHT", "1280, zh-CN, DARK", "375, en-GB, DARK", "375, zh-CN, LIGHT"})
    @DisplayName("at a desk and on a phone, in both languages: parameters, plots, their numbers")
    void page(int width, String language, ColorScheme colours) throws Exception {
        fits.live(FitTable.ALL, fit, Instant.parse("2026-03-01T03:00:00Z"));
        fits.keepBack(fit, Instant.parse("2026-03-02T03:00:00Z"));
        jdbc.sql(
                        "update rapport.value_run set outcome = 'kept-back', outcome_at = '2026-03-02T03:00:00Z', scored_at = now()")
                .update();
        String place = (width > 400 ? "desk" : "phone") + "-" + language.substring(0, 2);
        if (System.getProperty("screenshots") != null) {
            Files.createDirectories(Path.of(System.getProperty("screenshots")));
        }
        try (BrowserContext context = chromium.browser()
                        .newContext(new Browser.NewContextOptions()
                                .setViewportSize(width, 800)
                                .setLocale(language)
                                .setColorScheme(colours)
                                .setExtraHTTPHeaders(Map.of("Authorization", OverHttp.basic("demo"))));
                Page page = context.newPage()) {
            List<String> complaints = new ArrayList<>();
            page.onConsoleMessage(message -> complaints.add(message.text()));
            page.setDefaultTimeout(60_000);
            page.navigate("http://localhost:" + port + "/insights");
            assertThat(page.url()).endsWith("/insights/value");
            assertThat(page.locator("svg[role=img]").count()).isEqualTo(2);
            assertThat(page.locator("svg polyline").count()).isEqualTo(6);
            assertThat(page.locator(".attention").count()).isEqualTo(1);
            judge(page, place);

            page.locator("summary").first().click();
            assertThat(page.locator("section[aria-labelledby=by-week] tbody tr").count())
                    .isEqualTo(104);
            page.locator("summary").last().click();
            judge(page, place + "-numbers");

            page.locator("form button").click();
            page.waitForURL("**/insights/value");
            assertThat(jdbc.sql("select requested_at is not null from rapport.value_run")
                            .query(Boolean.class)
                            .single())
                    .isTrue();
            assertThat(complaints).isEmpty();
        }
    }

    @Test
    @DisplayName("managers read, administrators have it fitted, others see nothing")
    void rights(@Autowired StaffDirectory staff) {
        staff.ensureUser("mona", "Mona", "Quastenberg", "mona@example.org", "demo", Set.of(StaffDirectory.MANAGERS));
        OverHttp http = new OverHttp(port);

        var page = http.send(http.as("mona", "/insights/value"));
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(Jsoup.parse(page.body()).select("form"))
                .as("nothing to press")
                .isEmpty();
        assertThat(Jsoup.parse(page.body()).select("[role=status]").text()).contains("No model has been fitted yet");
        assertThat(http.send(http.as("clara", "/insights/value")).statusCode()).isEqualTo(403);
        assertThat(http.send(http.as("mona", "/insights/value")
                                .header("Content-Type", "application/x-www-form-urlencoded")
                                .POST(BodyPublishers.ofString("")))
                        .statusCode())
                .isEqualTo(403);
        assertThat(jdbc.sql("select requested_at is null from rapport.value_run")
                        .query(Boolean.class)
                        .single())
                .isTrue();
    }
}
