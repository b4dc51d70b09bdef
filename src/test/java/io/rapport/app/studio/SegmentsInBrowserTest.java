package io.rapport.app.studio;

import static io.rapport.testing.Journeys.newId;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import io.rapport.audit.AuditEntry;
import io.rapport.audit.AuditLog;
import io.rapport.segment.SegmentRuns;
import io.rapport.segment.Segments;
import io.rapport.testing.Chromium;
import io.rapport.testing.OverHttp;
import io.rapport.testing.RapportTest;
import io.rapport.testing.Screen;
import io.rapport.testing.Shop;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The page about segments as people meet it: in Chromium, at a desk and on a phone, judged by axe-core. With
 * {@code -Dscreenshots=docs/screenshots} pictures are taken.
 */
@RapportTest
@DisplayName("The page about segments")
@Tag("slow")
class SegmentsInBrowserTest {

    private static final String WRONG =
            """
            segments:
              one:
                title: {en: One}
                conditions:
                  orders: {at-least: two, in: 90 days}
            """;

    @RegisterExtension
    static final Chromium chromium = new Chromium();

    @LocalServerPort
    private int port;

    @Autowired
    private Shop shop;

    @Autowired
    private Segments segments;

    @Autowired
    private SegmentRuns runs;

    @Autowired
    private AuditLog audit;

    @Autowired
    private JdbcClient jdbc;

    private String buyer;

    @BeforeEach
    void buyer() {
        runs.all();
        buyer = shop.customer();
        shop.order(buyer, 20);
        shop.order(buyer, 30);
        jdbc.sql(
                        """
                insert into rapport.segment_member (segment, customer_id, since, entered_by)
                values ('repeat-buyers', :customer, now() + interval '1 hour', 'change')""")
                .param("customer", buyer)
                .update();
        for (int day = 0; day < 14; day++) {
            jdbc.sql(
                            """
                    insert into rapport.segment_count (segment, day, members) values ('repeat-buyers', :day, :members)
                    on conflict (segment, day) do update set members = excluded.members""")
                    .param("day", LocalDate.of(2026, 1, 1).plusDays(day))
                    .param("members", 100 + day * day)
                    .update();
        }
    }

    private static void judge(Page page, String what) {
        Chromium.judge(page, "segments", what);
    }

    @ParameterizedTest
    @CsvSource({
        "DESK, demo, Repeat buyers, Count",
        "PHONE, dana, 复购客户, 计数",
    })
    @DisplayName(
            "shows sizes and trends, one segment, and what a draft would mean, at a desk and on a phone, in both languages")
    void shows(Screen screen, String login, String title, String count) {
        try (BrowserContext context = chromium.context(screen.context(login));
                Page page = context.newPage()) {
            page.navigate("http://localhost:" + port + "/studio/segments");
            judge(page, "list");
            page.locator("#segments a", new Page.LocatorOptions().setHasText(title))
                    .click();
            page.locator("#members").waitFor();
            judge(page, "one");
            assertThat(page.locator("svg.plot title").textContent()).contains(title, "100 (2026-01-01)");
            assertThat(page.locator("#members-shown").count()).isEqualTo(login.equals("demo") ? 1 : 0);

            page.navigate("http://localhost:" + port + "/studio/segments");
            page.locator("button", new Page.LocatorOptions().setHasText(count)).click();
            page.locator("#effects").waitFor();
            judge(page, "draft");
            assertThat(page.locator("#effects tbody tr").count())
                    .isEqualTo(segments.all(Locale.ENGLISH).size());
            page.locator("#draft").fill(WRONG);
            page.locator("button", new Page.LocatorOptions().setHasText(count)).click();
            page.locator(".faults").waitFor();
            judge(page, "wrong");
            assertThat(page.locator(".faults td").first().textContent())
                    .isEqualTo((screen == Screen.PHONE ? "第 5 行，" : "line 5, ")
                            + "segments.one.conditions.orders.at-least");
            if (screen == Screen.PHONE) {
                assertThat(page.locator(".faults tbody").textContent())
                        .as("in one language")
                        .doesNotContainPattern("\\b(is|write|the)\\b");
            }
            assertThat(page.locator("#draft").inputValue()).isEqualTo(WRONG);
        }
    }

    @Test
    @DisplayName(
            "shows members to who may see customers, and says so in the audit log; who draws journeys sees numbers")
    void sample() {
        OverHttp http = new OverHttp(port);
        String path = "/studio/segments/repeat-buyers";

        Document ofDesigner = Jsoup.parse(http.send(http.as("dana", path).GET()).body());
        assertThat(ofDesigner.select("#members").text()).isNotEmpty();
        assertThat(ofDesigner.text()).doesNotContain(buyer);
        assertThat(audit.newest(List.of(buyer), 9)).isEmpty();

        Document ofAdministrator =
                Jsoup.parse(http.send(http.as("demo", path).GET()).body());
        assertThat(ofAdministrator.select("#members-shown a").eachText()).contains(buyer);
        assertThat(audit.newest(List.of(buyer), 9)).extracting(AuditEntry::what).contains("segment-sample");
        Document ofManager = Jsoup.parse(http.send(http.as("mira", path).GET()).body());
        assertThat(ofManager.select("#members").text()).isNotEmpty();
        assertThat(ofManager.select("header nav a").eachAttr("href"))
                .as("where a manager may go, and nowhere else")
                .containsExactly("/insights/relationships");
        assertThat(ofManager.text()).doesNotContain(buyer);
        assertThat(http.send(http.as("mira", "/insights/relationships").GET()).body())
                .contains("href=\"/studio/segments\"");
        assertThat(http.send(http.as("fred", path).GET()).statusCode()).isEqualTo(403);
        assertThat(http.send(http.as("demo", "/studio/segments/" + newId("none"))
                                .GET())
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    @DisplayName(
            "on the customer's page an editor takes the customer out of a segment, with a reason, and puts them back")
    void byHand() {
        try (BrowserContext context =
                        chromium.context(Screen.PHONE.context("clara").setLocale("en-GB"));
                Page page = context.newPage()) {
            page.navigate("http://localhost:" + port + "/customers/" + buyer);
            page.locator(".segments summary").first().click();
            judge(page, "customer");
            page.locator(".segments input[name=why]").first().fill("Asked for no more offers");
            page.locator(".segments details button").first().click();
            page.locator(".done").waitFor();
            assertThat(segments.isIn(buyer, "repeat-buyers")).isFalse();
            assertThat(page.locator(".segments .out").textContent())
                    .contains("Repeat buyers", "by clara: Asked for no more offers");
            judge(page, "customer-out");

            page.locator(".segments .out button").click();
            page.locator(".done").waitFor();
            assertThat(segments.isIn(buyer, "repeat-buyers")).isTrue();
        }
        OverHttp http = new OverHttp(port);
        Document ofFred = Jsoup.parse(
                http.send(http.as("fred", "/customers/" + buyer).GET()).body());
        assertThat(ofFred.select(".segments").text()).contains("Repeat buyers");
        assertThat(ofFred.select(".segments form")).isEmpty();
    }
}
