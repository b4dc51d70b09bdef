package io.rapport.publicpages;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ReducedMotion;
import io.rapport.calendar.BusinessClock;
import io.rapport.customer.Consents;
import io.rapport.customer.Preferences;
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
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/**
 * The public pages as people meet them: in Chromium, on a narrow phone, without scripts, by finger and by keyboard. With
 * {@code -Dscreenshots=docs/screenshots} the pictures of the documentation are taken anew.
 */
@RapportTest
@DisplayName("On a phone and without scripts, the preference page")
@Tag("slow")
class PreferencePageInBrowserTest {

    /** WCAG 2.2, 2.5.8 asks for 24; a finger likes more. */
    private static final int TARGET = 44;

    @RegisterExtension
    static final Chromium chromium = new Chromium();

    @Autowired
    private Links links;

    @Autowired
    private Consents consents;

    @Autowired
    private Preferences preferences;

    @Autowired
    private Journeys journeys;

    @Autowired
    private BusinessClock clock;

    @LocalServerPort
    private int port;

    private String customer;

    @AfterEach
    void setTheClockBack() {
        clock.moveBy(Duration.ZERO);
    }

    private Page open(Purpose purpose, String about, String locale) {
        customer = Journeys.newId("phone");
        journeys.event(
                "customer.registered",
                customer,
                Map.of(
                        "firstName", "Ada",
                        "lastName", "Lovelace",
                        "email", "ada@example.com",
                        "locale", locale,
                        "timeZone", "Europe/London"));
        String path =
                links.link(purpose, UUID.randomUUID(), customer, about, null).getPath();
        Page page = chromium.context(
                        Screen.PHONE.context().setJavaScriptEnabled(false).setReducedMotion(ReducedMotion.REDUCE))
                .newPage();
        page.navigate("http://localhost:" + port + path);
        return page;
    }

    private static void fits(Page page) {
        Chromium.fits(page);
        Chromium.onEachScreen(page, screen -> assertThat((List<?>) page.evaluate(
                        """
                                least => [...document.querySelectorAll('button, .choice, select, .after a')]
                                    .filter(target => target.getBoundingClientRect().height < least)
                                    .map(target => target.innerText)""",
                        TARGET))
                .as("too low for a finger, " + screen)
                .isEmpty());
    }

    /** Somebody reads the page. */
    private void read() {
        clock.moveBy(Duration.ofSeconds(3));
    }

    /** And then the next one. */
    private void readOn() {
        clock.moveBy(Duration.ofSeconds(6));
    }

    @ParameterizedTest
    @ValueSource(strings = {"en-GB", "zh-CN"})
    @DisplayName("fits each width, with targets for fingers")
    void fitsAndIsPictured(String locale) {
        Page page = open(Purpose.PREFERENCES, null, locale);

        fits(page);
        Chromium.picture(page, "preferences", "");
    }

    @Test
    @DisplayName("turns a topic off by one tap and a save, and back on by Undo")
    void byFinger() {
        Page page = open(Purpose.PREFERENCES, null, "en-GB");
        read();
        page.locator("fieldset.topic").nth(1).locator("label").click();
        page.getByText("Less often").click();
        page.locator("#hour").selectOption("19");
        page.locator("button[value=save]").click();

        assertThat(page.locator("h1").innerText()).isEqualTo("Saved");
        assertThat(page.locator(".changes li").allInnerTexts())
                .containsExactly("Tips by e-mail: off", "How often: Less often", "Best time: 19:00");
        fits(page);
        journeys.settle();
        assertThat(consents.inForce(customer, "email", "tips")).hasValue(false);
        assertThat(preferences.of(customer).preferredHour()).isEqualTo(19);

        readOn();
        page.locator("button.quiet").click();
        assertThat(page.locator("h1").innerText()).isEqualTo("Taken back");
        journeys.settle();
        assertThat(consents.inForce(customer, "email", "tips")).isEmpty();
        page.locator(".after a").click();
        assertThat(page.locator("#hour").inputValue()).isEqualTo("none");
    }

    @Test
    @DisplayName("can be used by keyboard alone, and shows where the focus is")
    void byKeyboard() {
        Page page = open(Purpose.PREFERENCES, null, "en-GB");
        read();
        page.keyboard().press("Tab");
        page.keyboard().press("Tab");
        Locator focused = page.locator("input:focus");
        assertThat(focused.getAttribute("name")).isEqualTo("is.email.tips");
        assertThat((String) page.evaluate("getComputedStyle(document.activeElement).outlineStyle"))
                .isEqualTo("solid");
        page.keyboard().press("Space");
        page.keyboard().press("Enter");

        page.getByText("Saved").waitFor();
        assertThat(page.locator(".changes li").allInnerTexts()).containsExactly("Tips by e-mail: off");
        readOn();
        page.keyboard().press("Tab");
        page.keyboard().press("Enter");
        page.getByText("Taken back").waitFor();
    }

    @Test
    @DisplayName("asks who is faster than anybody reads to tap once more, and then does it")
    void tooFast() {
        Page page = open(Purpose.PREFERENCES, null, "en-GB");
        clock.moveBy(Duration.ofSeconds(-60));
        page.locator("button[value=off]").click();
        assertThat(page.locator("[role=status]").innerText()).startsWith("Please tap once more");

        read();
        page.locator("button[value=off]").click();
        assertThat(page.locator("h1").innerText()).isEqualTo("Saved");
    }

    @Test
    @DisplayName("stands behind the opt-out, whose own page takes one tap")
    void fromTheOptOut() {
        Page page = open(Purpose.UNSUBSCRIBE, "offers", "zh-CN");
        fits(page);
        read();
        page.locator("button").click();
        assertThat(page.locator("h1").innerText()).isEqualTo("您已退订");
        fits(page);

        page.locator(".after a").click();
        assertThat(page.locator("h1").innerText()).isEqualTo("您希望收到我们的哪些消息？");
    }
}
