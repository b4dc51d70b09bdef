package io.rapport.publicpages;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import io.rapport.calendar.BusinessClock;
import io.rapport.feedback.PanelRound;
import io.rapport.feedback.Panels;
import io.rapport.link.Links;
import io.rapport.link.Links.Purpose;
import io.rapport.testing.Chromium;
import io.rapport.testing.Journeys;
import io.rapport.testing.RapportTest;
import io.rapport.testing.Screen;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;

@RapportTest
@DisplayName("The page of a round of the panel")
class PanelInBrowserTest {

    @RegisterExtension
    static final Chromium chromium = new Chromium();

    @Autowired
    private Links links;

    @Autowired
    private Panels panels;

    @Autowired
    private Journeys journeys;

    @Autowired
    private BusinessClock clock;

    @Autowired
    private JdbcClient jdbc;

    @LocalServerPort
    private int port;

    @AfterEach
    void forget() {
        for (String table : List.of("panel_invitation", "panel_text", "panel_round")) {
            jdbc.sql("delete from rapport." + table).update();
        }
    }

    private String invited(String locale) {
        String customer = Journeys.newId("c");
        journeys.event(
                "customer.registered",
                customer,
                Map.of(
                        "firstName",
                        "Ann",
                        "email",
                        customer + "@example.com",
                        "locale",
                        locale,
                        "timeZone",
                        "Europe/London"));
        long round = panels.open(
                "lena",
                "panel-candidates",
                1,
                clock.instant().plus(Duration.ofDays(9)),
                Map.of(
                        "en",
                        new PanelRound.Text("The tins", "Which size?", List.of("50 g", "100 g"), null),
                        "zh",
                        new PanelRound.Text("茶罐的大小", "多大？", List.of("50 克", "100 克"), null)));
        jdbc.sql(
                        """
                insert into rapport.panel_invitation (id, round_id, customer_id, invited_at)
                values (:id, :round, :customer, now())""")
                .param("id", UUID.randomUUID().toString())
                .param("round", round)
                .param("customer", customer)
                .update();
        return customer;
    }

    @ParameterizedTest
    @CsvSource({"DESK, The tins, 'Yes, I take part'", "PHONE, 茶罐的大小, 我参加这次客户共创"})
    @DisplayName("asks in the customer's language, fits each width, and can be used by everybody")
    void asks(Screen screen, String title, String consent) {
        String customer = invited(screen.language());
        Page page = chromium.context(screen.context()).newPage();
        page.navigate("http://localhost:" + port
                + links.link(Purpose.PANEL, UUID.randomUUID(), customer, null, null)
                        .getPath());

        assertThat(page.locator("h1").innerText()).isEqualTo(title);
        assertThat(page.locator("main").innerText()).contains(consent).doesNotContain("Ann");
        assertThat(page.locator("input[name=choice]").count()).isEqualTo(2);
        Chromium.judge(page, "panel", "");
        page.context().close();
    }
}
