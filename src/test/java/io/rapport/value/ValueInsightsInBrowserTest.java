package io.rapport.value;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import io.rapport.calendar.BusinessClock;
import io.rapport.customer.Moves;
import io.rapport.desk.StaffDirectory;
import io.rapport.language.Sentences;
import io.rapport.testing.Chromium;
import io.rapport.testing.OverHttp;
import io.rapport.testing.RapportTest;
import io.rapport.testing.Screen;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jsoup.Jsoup;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The page about models of value, in Chromium; with {@code -Dscreenshots=docs/screenshots} its pictures are taken anew. */
@RapportTest
@DisplayName("A manager sees by what customers are scored, and how well it does")
@Tag("slow")
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
    private FitCandidates candidates;

    @Autowired
    private BusinessClock clock;

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
                        """
                update rapport.value_run
                set requested_at = null, requested_by = null, outcome = null, outcome_at = null, scored_at = null""")
                .update();
    }

    private static FittedModels models() {
        return new FittedModels(fit, Map.of());
    }

    /** @return the candidate of whom it is counted who would move */
    private FitCandidate waiting(boolean worse) {
        fits.await(models(), "dora", clock.instant());
        if (worse) {
            jdbc.sql("update rapport.value_fit set state = 'kept-back' where state = 'candidate'")
                    .update();
        }
        FitCandidate candidate = candidates.find().orElseThrow();
        candidates.begin(candidate, new Quintiles(null, null, null, null), "");
        candidates.count(
                candidate,
                1_234,
                List.of(
                        Moves.of(FitCandidate.CLASS, "3", "4", 210),
                        Moves.of(FitCandidate.ALIVE, "60", "55", 300),
                        Moves.of("tier", "brand", "face-to-face", 20),
                        Moves.of("stage", "active", "at-risk", 12),
                        new Moves("segment", "lapsing-best-customers", "out", "in", 7)),
                true);
        return candidates.find().orElseThrow();
    }

    private BrowserContext reader(Screen screen) {
        return chromium.context(screen.context("demo"));
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("at a desk and on a phone, in both languages: parameters, plots, their numbers")
    void page(Screen screen) {
        fits.live(models(), Instant.parse("2026-03-01T03:00:00Z"));
        jdbc.sql(
                        "update rapport.value_run set outcome = 'live', outcome_at = '2026-03-01T03:00:00Z', scored_at = now()")
                .update();
        try (BrowserContext context = reader(screen);
                Page page = context.newPage()) {
            List<String> complaints = new ArrayList<>();
            page.onConsoleMessage(message -> complaints.add(message.text()));
            page.navigate("http://localhost:" + port + "/insights");
            assertThat(page.url()).endsWith("/insights/value");
            assertThat(page.locator("svg[role=img]").count()).isEqualTo(2);
            assertThat(page.locator("svg polyline").count()).isEqualTo(6);
            assertThat(page.locator("#waits").count()).isZero();
            Chromium.fits(page);
            assertThat(page.locator(".verdict").innerText()).startsWith(screen == Screen.PHONE ? "可以。" : "Yes.");
            assertThat(page.locator("section[aria-labelledby=trust] p").allInnerTexts())
                    .anySatisfy(text -> assertThat(text)
                            .contains(
                                    "%,d".formatted(Math.round(fit.expectedPurchases())),
                                    "%,d".formatted(fit.actualPurchases())));
            assertThat(
                            (Boolean)
                                    page.evaluate(
                                            """
                            [...document.querySelectorAll('.newest-last')].every(plot =>
                                plot.querySelector('svg').getBoundingClientRect().right
                                    <= plot.getBoundingClientRect().right + 1)"""))
                    .as("the newest weeks are seen without scrolling")
                    .isTrue();

            page.locator("summary").first().click();
            assertThat(page.locator("section[aria-labelledby=by-week] tbody tr").count())
                    .isEqualTo(104);
            page.locator("summary").last().click();
            Chromium.judge(page, "insights-value", "numbers");

            page.locator("form[action$='/insights/value'] button").click();
            page.waitForURL("**/insights/value");
            assertThat(jdbc.sql("select requested_by from rapport.value_run")
                            .query(String.class)
                            .single())
                    .isEqualTo("demo");
            assertThat(complaints).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "0.2,  Yes. In the weeks, zh: 可以。在未参与",
        "0.21, With care. In the weeks, zh: 谨慎使用。",
        "0.4,  With care. In the weeks, zh: 谨慎使用。",
        "0.41, Not for amounts. In the weeks, zh: 金额不可信。"
    })
    @DisplayName("by how far the models were off the page says whether amounts may be relied on")
    void verdict(double error, String english, String chinese) {
        assertThat(trust(error, Locale.ENGLISH)).startsWith(english);
        assertThat(trust(error, Locale.SIMPLIFIED_CHINESE)).startsWith(chinese.substring(4));
    }

    private static String trust(double error, Locale locale) {
        return new Sentences("insights/value")
                .say("trust." + FitTrust.of(error).name().toLowerCase(Locale.ROOT), locale, "x", "y", "z");
    }

    @Test
    @DisplayName("of few purchases chance alone is part of the error")
    void chance() {
        assertThat(fit.errorByChance()).isBetween(0.005, 0.1).isLessThan(fit.error() + 0.05);
    }

    @ParameterizedTest
    @CsvSource({
        "DESK, 'Closeness: 20 of 1,234 customers would move.', 'Value class: 210 of 1,234 customers would move.',"
                + " no journey starts, 7 customers would enter, Although it did worse",
        "PHONE, '亲近程度：1,234 位客户中有 20 位会变动。', '价值等级：1,234 位客户中有 210 位会变动。'," + " 不会启动任何流程, 7 位客户会进入, 表现较差仍启用的原因"
    })
    @DisplayName(
            "a candidate stands beside the live fit, with who would move; one that does worse is made live with a reason")
    void candidate(Screen screen, String closeness, String valueClass, String silent, String segments, String why) {
        fits.live(models(), clock.instant().minusSeconds(90_000));
        FitCandidate candidate = waiting(true);
        try (BrowserContext context = reader(screen);
                Page page = context.newPage()) {
            List<String> complaints = new ArrayList<>();
            page.onConsoleMessage(message -> complaints.add(message.text()));
            page.navigate("http://localhost:" + port + "/insights/value");
            assertThat(page.locator("svg[role=img]").count()).isEqualTo(4);
            assertThat(page.locator("#waits .attention").count()).isEqualTo(1);
            assertThat(page.locator("#waits").innerText()).contains("dora", closeness, valueClass, silent, segments);
            page.locator("#waits summary").click();
            assertThat(page.locator("#waits details tbody tr").count()).isEqualTo(5);
            Chromium.judge(page, "insights-value", "candidate");

            page.fill("#reason", "We sell other things now");
            page.locator("form[action$='/live'] button").click();
            page.waitForURL("**/insights/value");
            assertThat(candidates.find().orElseThrow().all().decision().reason())
                    .isEqualTo("We sell other things now");
            assertThat(page.locator("form[action$='/live']").count())
                    .as("once is enough")
                    .isZero();

            fits.makeLive();
            page.reload();
            assertThat(page.locator("#waits").count()).isZero();
            assertThat(page.locator("main").innerText()).contains(why, "We sell other things now");
            assertThat(candidate.worse()).isTrue();
            assertThat(complaints).isEmpty();
        }
    }

    @Test
    @DisplayName("what is discarded, has been overtaken or is not there any more is said, and changes nothing")
    void decisions() {
        fits.live(models(), clock.instant().minusSeconds(90_000));
        FitCandidate candidate = waiting(false);
        try (BrowserContext context = reader(Screen.DESK);
                Page page = context.newPage();
                Page other = context.newPage()) {
            String url = "http://localhost:" + port + "/insights/value";
            page.navigate(url);
            other.navigate(url);
            assertThat(page.locator("#reason").count()).isZero();

            // the night makes another one live
            jdbc.sql("update rapport.value_fit set state = 'former' where state = 'live'")
                    .update();
            fits.live(models(), clock.instant());
            page.locator("form[action$='/live'] button").click();
            assertThat(page.locator(".said").innerText()).contains("was not made live", "fitted anew");
            assertThat(page.locator("#waits .attention").innerText()).contains("Orders have overtaken it");
            assertThat(jdbc.sql("select requested_by from rapport.value_run")
                            .query(String.class)
                            .single())
                    .isEqualTo("demo");
            Chromium.isAccessible(page, "overtaken");

            page.locator("form[action$='/discard'] button").click();
            assertThat(page.locator(".said").innerText()).contains("Nothing has changed for customers");
            assertThat(page.locator("#waits").count()).isZero();

            other.locator("form[action$='/live'] button").click();
            assertThat(other.locator(".said").innerText()).contains("nothing was changed");
            assertThat(candidates.find()).isEmpty();
            assertThat(candidate.state()).isEqualTo(FitCandidate.State.WAITING);
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
        FitCandidate candidate = waiting(true);
        page = http.send(http.as("mona", "/insights/value"));
        assertThat(Jsoup.parse(page.body()).select("#waits").text()).contains("Value class: 210 of 1,234");
        assertThat(Jsoup.parse(page.body()).select("form")).isEmpty();
        for (String what : List.of("/live", "/discard")) {
            assertThat(http.send(http.as("mona", "/insights/value" + what)
                                    .header("Content-Type", "application/x-www-form-urlencoded")
                                    .POST(BodyPublishers.ofString("candidate=" + candidate.id() + "&reason=mine")))
                            .statusCode())
                    .isEqualTo(403);
        }
        assertThat(candidates.find()).contains(candidate);
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
