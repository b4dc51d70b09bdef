package io.rapport.publicpages;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import io.rapport.link.Links;
import io.rapport.link.Links.Purpose;
import io.rapport.loyalty.LoyaltyLedger;
import io.rapport.loyalty.PointRedemptions;
import io.rapport.loyalty.PointRedemptions.Paid;
import io.rapport.testing.Chromium;
import io.rapport.testing.Journeys;
import io.rapport.testing.RapportTest;
import io.rapport.testing.Screen;
import io.rapport.testing.Shop;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

@RapportTest
@DisplayName("The statement of points")
@Tag("slow")
class StatementInBrowserTest {

    @RegisterExtension
    static final Chromium chromium = new Chromium();

    @Autowired
    private Links links;

    @Autowired
    private Journeys journeys;

    @Autowired
    private Shop shop;

    @Autowired
    private LoyaltyLedger ledger;

    @Autowired
    private PointRedemptions redemptions;

    @LocalServerPort
    private int port;

    private String customer(String locale) {
        String customer = shop.customer();
        journeys.event("customer.updated", customer, Map.of("locale", locale));
        return customer;
    }

    private Page open(Screen screen, Purpose purpose, String customer) {
        Page page = chromium.context(screen.context()).newPage();
        page.navigate("http://localhost:" + port
                + links.link(purpose, UUID.randomUUID(), customer, null, null).getPath());
        return page;
    }

    @ParameterizedTest
    @CsvSource({
        "DESK, You have 590 points., Your level: Silver, Paid with points",
        "PHONE, 您有 590 积分。, 您的等级：银牌, 积分支付",
    })
    @DisplayName(
            "says what there is, what expires next, and what happened, in the customer's language; it fits each width")
    void statement(Screen screen, String balance, String level, String paid) {
        String customer = customer(screen.language());
        ledger.award(shop.order(customer, 600));
        ledger.bonus(customer, 50, "gift:" + customer, 3);
        String given = redemptions
                .hold("till", Journeys.newId("k"), customer, 300, "o", Paid.NOT_IN_TOTAL)
                .redemption()
                .id();
        redemptions.cancel("till", given);
        String spent = redemptions
                .hold("till", Journeys.newId("k"), customer, 60, "o", Paid.NOT_IN_TOTAL)
                .redemption()
                .id();
        redemptions.confirm("till", spent, null, Paid.NOT_IN_TOTAL);

        Page page = open(screen, Purpose.STATEMENT, customer);

        assertThat(page.locator(".lead").innerText()).isEqualTo(balance);
        assertThat(page.locator("main").innerText()).contains(level, paid).doesNotContain("Lee", "300");
        assertThat(page.locator(".statement tbody .number").allInnerTexts())
                .as("one line for what was paid from two lots, none for what was given back")
                .containsExactly("\u221260", "+50", "+600");
        assertThat(page.locator(".note").count()).isEqualTo(1);
        assertThat(page.locator("main").innerText())
                .as("dates as the customer's mails write them")
                .containsPattern(
                        screen == Screen.DESK ? "\\d{1,2} [A-Z][a-z]+ 20\\d\\d" : "20\\d\\d年\\d{1,2}月\\d{1,2}日");
        Chromium.judge(page, "statement", "");
        page.context().close();
    }

    @Test
    @DisplayName("is one tap from the preference page, for who ever had points")
    void fromThePreferences() {
        String customer = customer("en-GB");
        Page none = open(Screen.PHONE, Purpose.PREFERENCES, customer);
        assertThat(none.getByText("See your points").count()).isZero();
        none.context().close();
        ledger.bonus(customer, 50, "gift:" + customer, null);
        Page page = open(Screen.PHONE, Purpose.PREFERENCES, customer);
        page.getByText("See your points").click();
        assertThat(page.locator("h1").innerText()).isEqualTo("Your points");
        assertThat(page.locator(".lead").innerText()).isEqualTo("You have 50 points.");
        page.context().close();
    }

    @Test
    @DisplayName("says so to who has none")
    void none() {
        Page page = open(Screen.PHONE, Purpose.STATEMENT, customer("en-GB"));
        assertThat(page.locator(".lead").innerText()).startsWith("You have no points yet.");
        assertThat(page.locator(".statement").count()).isZero();
        page.context().close();
    }
}
