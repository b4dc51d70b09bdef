package io.rapport.app.customers;

import static io.rapport.testing.Journeys.newId;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import io.rapport.calendar.BusinessClock;
import io.rapport.testing.Chromium;
import io.rapport.testing.Journeys;
import io.rapport.testing.RapportTest;
import io.rapport.testing.Screen;
import io.rapport.testing.Shop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/**
 * The page about customers as staff meet it: in Chromium, at a desk and on a phone, with the keyboard alone, judged by
 * axe-core. With {@code -Dscreenshots=docs/screenshots} the pictures of the documentation are taken anew.
 */
@RapportTest
@DisplayName("By keyboard alone, at a desk and on a phone, in both languages, staff")
@Tag("slow")
class CustomersInBrowserTest {

    private static final int MOST_STOPS = 40;

    @RegisterExtension
    static final Chromium chromium = new Chromium();

    @LocalServerPort
    private int port;

    @Autowired
    private Journeys journeys;

    @Autowired
    private Shop shop;

    @Autowired
    private BusinessClock clock;

    @AfterEach
    void setTheClockBack() {
        clock.moveBy(Duration.ZERO);
    }

    private String customer(String first, String last) {
        String id = newId("browser");
        journeys.event(
                "customer.registered",
                id,
                Map.of(
                        "firstName", first,
                        "lastName", last,
                        "email", id + ".with.a.long.name.in.the.address@example.com",
                        "phone", "+49 30 5550142",
                        "birthday", "1990-02-28",
                        "locale", "de-DE",
                        "timeZone", "Europe/Berlin"));
        String order = shop.order(id, 61.7);
        journeys.event(
                "consent.granted",
                id,
                Map.of("channel", "email", "topic", "offers", "source", "till", "wording", "Yes, send me offers"));
        clock.moveBy(Duration.ofHours(3));
        shop.order(order, id, "delivered");
        shop.complaint(id, "phone", "The lid of the teapot arrived broken, and nobody answers the phone.", order);
        return id;
    }

    /** Presses Tab until what is meant has the focus. */
    private static void tabTo(Page page, String selector) {
        for (int i = 0; i < MOST_STOPS; i++) {
            page.keyboard().press("Tab");
            if ((Boolean) page.evaluate("s => document.activeElement.matches(s)", selector)) {
                return;
            }
        }
        throw new AssertionError("the keyboard does not reach " + selector);
    }

    private static void judge(Page page, String what) {
        Chromium.judge(page, "customers", what);
    }

    @ParameterizedTest
    @CsvSource({
        "DESK, Ottokar, Quittenbaum, ttenbau",
        "PHONE, 鑫龖, 欧阳, 龖",
    })
    @DisplayName("find a customer, see what is known and filter the timeline")
    void byKeyboard(Screen screen, String first, String last, String typed) {
        String id = customer(first, last);
        try (BrowserContext context = chromium.context(screen.context("clara"));
                Page page = context.newPage()) {
            List<String> complaints = new ArrayList<>();
            page.onConsoleMessage(message -> complaints.add(message.text()));
            page.navigate("http://localhost:" + port + "/customers");
            judge(page, "empty");
            // the field has the focus from the beginning
            assertThat(page.evaluate("document.activeElement.id")).isEqualTo("q");

            page.keyboard().type(typed);
            page.keyboard().press("Enter");
            page.locator(".found a").first().waitFor();
            judge(page, "found");
            assertThat(page.url()).matches(".*/customers\\?search=[0-9a-f-]{36}");

            tabTo(page, ".found a[href$='" + id + "']");
            page.keyboard().press("Enter");
            page.locator("#name").waitFor();
            judge(page, "customer");
            assertThat(page.locator(".timeline > li").count()).isGreaterThan(6);

            tabTo(page, "input[value=order]");
            page.keyboard().press("Space");
            tabTo(page, ".kinds button");
            page.keyboard().press("Enter");
            page.waitForURL("**kind=order**");
            assertThat(page.locator(".timeline > li.order").count()).isEqualTo(2);
            assertThat(page.locator(".timeline > li").count()).isEqualTo(2);

            page.goBack();
            page.goBack();
            page.locator(".found a[href$='" + id + "']").waitFor();
            page.reload();
            page.locator(".found a[href$='" + id + "']").waitFor();
            assertThat(page.locator("#q").inputValue()).isEqualTo(typed);
            assertThat(complaints).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("note a call from the customer's page, and every form there is as usable")
    void noteACall(Screen screen) {
        String id = shop.customer();
        try (BrowserContext context = chromium.context(screen.context("clara"));
                Page page = context.newPage()) {
            String customer = "http://localhost:" + port + "/customers/" + id;
            journeys.event(
                    "data-request.received",
                    id,
                    Map.of("requestId", newId("R"), "request", "erasure", "channel", "phone"));
            for (String action : List.of("complaint", "profile", "consent", "restriction", "journey", "withdrawal")) {
                page.navigate(customer + "/actions/" + action);
                judge(page, action);
            }
            page.navigate(customer);

            tabTo(page, "a[href$='/actions/contact']");
            page.keyboard().press("Enter");
            page.locator("#channel").waitFor();
            tabTo(page, "#channel");
            page.keyboard().press("ArrowDown");
            tabTo(page, "#direction");
            page.keyboard().press("ArrowDown");
            tabTo(page, "#outcome");
            page.keyboard().press("ArrowDown");
            tabTo(page, "#note");
            page.keyboard().type("Wants the pot in blue.");
            judge(page, "contact");
            tabTo(page, "main button");
            page.keyboard().press("Enter");

            page.waitForURL(customer);
            Locator status = page.locator("[role=status]");
            String saving = status.innerText();
            assertThat(saving).isNotBlank();
            journeys.settle();
            // until then the page comes again by itself, and would go away while it is judged
            page.waitForCondition(() -> !status.innerText().equals(saving));
            judge(page, "done");
            try (Page saved = context.newPage()) {
                saved.navigate(customer);
                assertThat(saved.locator(".timeline > li.contact").first().innerText())
                        .contains("Wants the pot in blue.", "clara");
            }
        }
    }
}
