package io.rapport.app.insights;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import io.rapport.desk.StaffDirectory;
import io.rapport.testing.Chromium;
import io.rapport.testing.Journeys;
import io.rapport.testing.OverHttp;
import io.rapport.testing.RapportTest;
import io.rapport.testing.Screen;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Element;
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

@RapportTest
@DisplayName("Managers see how many customers stand where, and whom a changed table would move")
@Tag("slow")
class RelationshipInsightsTest {

    @RegisterExtension
    static final Chromium chromium = new Chromium();

    @LocalServerPort
    private int port;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private StaffDirectory staff;

    @BeforeEach
    void somebody() {
        staff.ensureUser("mira", "Mira", "Haas", "mira@example.org", "demo", Set.of(StaffDirectory.MANAGERS));
        String customer = Journeys.newId("ins");
        jdbc.sql("insert into rapport.customer (id, registered_at) values (:id, now())")
                .param("id", customer)
                .update();
        jdbc.sql(
                        """
                insert into rapport.customer_relationship (customer_id, tier, tier_since, tier_why, stage, stage_since,
                    stage_why, stage_orders, evaluated_by)
                values (:id, 'brand', now(), 'buys-regularly', 'at-risk', now(), 'doubtful', 3, 'test')""")
                .param("id", customer)
                .update();
        jdbc.sql(
                        """
                insert into rapport.relationship_month (month, kind, old, new, moves)
                values (date_trunc('month', now())::date, 'stage', 'active', 'at-risk', 1)
                on conflict do nothing""")
                .update();
    }

    @Test
    @DisplayName("By adviser they see for how many customers each cares, and how many calls and visits were not made")
    void visits() {
        String customer = Journeys.newId("ins");
        jdbc.sql("insert into rapport.customer (id, registered_at) values (:id, now())")
                .param("id", customer)
                .update();
        String adviser = Journeys.newId("adv");
        jdbc.sql("insert into rapport.adviser (customer_id, login, since) values (:id, :login, now())")
                .param("id", customer)
                .param("login", adviser)
                .update();
        jdbc.sql(
                        """
                insert into rapport.missed_visit (customer_id, login, at)
                select :id, :login, now() - d * interval '1 day' from unnest(array[1, 30, 100]) d""")
                .param("id", customer)
                .param("login", adviser)
                .update();
        OverHttp http = new OverHttp(port);
        assertThat(http.send(http.as("mira", "/insights/relationships").header("Accept-Language", "en"))
                        .body())
                .contains("Not made in 90 days")
                .satisfies(page -> assertThat(cells(page, adviser)).containsExactly("1", "0", "0", "", "0", "2"));
    }

    /** @return what stands in the row of that heading */
    private static List<String> cells(String page, String heading) {
        return Jsoup.parse(page).select("tr:has(> th:containsOwn(" + heading + ")) > td").stream()
                .map(Element::text)
                .toList();
    }

    @Test
    @DisplayName(
            "By task and queue they see how many came before a lead, how many of these were done, and how many never")
    void escalations() {
        String task = Journeys.newId("task");
        jdbc.sql(
                        """
                insert into rapport.task_escalation (task_id, task, queue, planned_at, escalated_at, ended_at, outcome)
                select :task || n, :task, 'care', now(), at, ended, outcome
                from (values (1, now(), null, null),
                             (2, now() - interval '100 days', null, null),
                             (3, now() - interval '2 days', now(), 'done'),
                             (4, now() - interval '2 days', now(), 'undone'),
                             (5, null, now(), 'undone'),
                             (6, now() - interval '2 days', now(), 'cancelled'),
                             (7, now() - interval '100 days', now() - interval '95 days', 'done'),
                             (8, null, null, null)) e (n, at, ended, outcome)""")
                .param("task", task)
                .update();
        try {
            OverHttp http = new OverHttp(port);
            assertThat(http.send(http.as("mira", "/insights/relationships").header("Accept-Language", "en"))
                            .body())
                    .contains("Tasks not done in time")
                    .satisfies(page -> assertThat(cells(page, task)).containsExactly("Care", "2", "4", "1", "2"));
            assertThat(http.send(http.as("mira", "/insights/relationships").header("Accept-Language", "zh"))
                            .body())
                    .contains("未按时完成的任务", ">客户关怀</td>");
        } finally {
            jdbc.sql("delete from rapport.task_escalation where task = :task")
                    .param("task", task)
                    .update();
        }
    }

    @Test
    @DisplayName("Tasks have their names in the reader's language, also where a browser names a region")
    void escalationsInChinese() {
        String id = Journeys.newId("task");
        jdbc.sql(
                        """
                insert into rapport.task_escalation (task_id, task, definition_id, queue, planned_at, escalated_at)
                select :id, 'investigate', id_, 'fulfilment', now(), now() from rapport.act_re_procdef
                where key_ = 'complaint-investigation' order by version_ desc limit 1""")
                .param("id", id)
                .update();
        try {
            OverHttp http = new OverHttp(port);
            assertThat(http.send(http.as("mira", "/insights/relationships").header("Accept-Language", "zh-CN,zh;q=0.9"))
                            .body())
                    .satisfies(page -> assertThat(cells(page, "调查投诉")).contains("订单履约"));
        } finally {
            jdbc.sql("delete from rapport.task_escalation where task_id = :id")
                    .param("id", id)
                    .update();
        }
    }

    @ParameterizedTest
    @CsvSource({"DESK, do not add up, at risk", "PHONE, 与上方数字之和不一致, 有流失风险"})
    @DisplayName("at a desk and on a phone, in both languages, without a fault of accessibility")
    void inBrowser(Screen screen, String sum, String stage) {
        try (BrowserContext context = chromium.context(screen.context("demo"));
                Page page = context.newPage()) {
            page.navigate("http://localhost:" + port + "/insights/relationships");
            assertThat(page.locator("main").innerText()).contains(sum, stage);
            assertThat(
                            (Boolean)
                                    page.evaluate(
                                            "[...document.querySelectorAll('.table')].every(one => one.scrollWidth <= one.clientWidth || getComputedStyle(one).overflowX === 'auto')"))
                    .as("all columns can be seen")
                    .isTrue();
            Chromium.judge(page, "relationships", "");
            page.fill("#table", "nothing of the kind");
            page.click("main button");
            assertThat(page.locator("[role=status]").innerText()).contains("relationship-tier");
            Chromium.judge(page, "relationships", "refused");
        }
    }

    @Test
    @DisplayName(
            "A changed table is previewed: how many would move, from where to where, and that no journey starts by it")
    void preview() throws Exception {
        String changed = Files.readString(Path.of("processes/relationship-tier.dmn"))
                .replace("<text>&gt;= 3</text>", "<text>&gt;= 5</text>")
                .replace("<text>&gt;= 2</text>", "<text>&gt;= 4</text>");
        try (BrowserContext context = chromium.context(Screen.DESK.context("mira"));
                Page page = context.newPage()) {
            page.navigate("http://localhost:" + port + "/insights/relationships");
            page.fill("#table", changed);
            page.click("main button");
            assertThat(page.locator("[role=status]").innerText())
                    .containsPattern("Closeness: \\d+ of \\d+ customers would move")
                    .contains("from brand to distant", "no journey starts");
        }
    }

    @ParameterizedTest
    @CsvSource({"clara, 403", "mira, 200", "demo, 200"})
    @DisplayName("for managers and administrators alone")
    void rights(String user, int status) {
        OverHttp http = new OverHttp(port);
        HttpResponse<String> answer = http.send(http.as(user, "/insights/relationships"));
        assertThat(answer.statusCode()).isEqualTo(status);
    }
}
