package io.rapport.app.security;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import io.rapport.testing.Chromium;
import io.rapport.testing.RapportTest;
import io.rapport.testing.Screen;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.test.web.server.LocalServerPort;

/** The login page in Chromium, judged by axe-core. With {@code -Dscreenshots=DIR} pictures of it are taken. */
@RapportTest
@DisplayName("By keyboard alone, at a desk and on a phone, in both languages, staff")
@Tag("slow")
class LoginInBrowserTest {

    private static final int MOST_STOPS = 40;

    @RegisterExtension
    static final Chromium chromium = new Chromium();

    @LocalServerPort
    private int port;

    @ParameterizedTest
    @EnumSource
    @DisplayName("log in after a slip, come to the page that they wanted, and log out")
    void logInAndOut(Screen screen) {
        try (BrowserContext context = chromium.context(screen.context());
                Page page = context.newPage()) {
            List<String> complaints = new ArrayList<>();
            page.onConsoleMessage(message -> {
                // a status that is not 200 is said there, too
                if (!message.text().contains("the server responded with a status of 422")) {
                    complaints.add(message.text());
                }
            });
            page.navigate("http://localhost:" + port + "/customers/absences");
            page.waitForURL(url -> url.contains("/login?to="));
            Chromium.fits(page);
            assertThat(page.evaluate("document.activeElement.id")).isEqualTo("username");
            page.keyboard().type("clara");
            page.keyboard().press("Tab");
            page.keyboard().type("damo");
            page.keyboard().press("Enter");

            page.locator("[role=alert]").waitFor();
            Chromium.judge(page, "login", "wrong");
            assertThat(page.evaluate("document.activeElement.id")).isEqualTo("password");
            assertThat(page.url()).endsWith("/login");
            page.keyboard().type("demo");
            page.keyboard().press("Enter");

            page.waitForURL("**/customers/absences");
            page.navigate("http://localhost:" + port + "/customers");
            Chromium.fits(page);
            tabTo(page, ".log-out button");
            page.keyboard().press("Enter");
            page.waitForURL(url -> url.endsWith("/login?out"));
            Chromium.fits(page);
            assertThat(page.locator("[role=status]").innerText()).isNotBlank();
            assertThat(complaints).isEmpty();
        }
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
}
