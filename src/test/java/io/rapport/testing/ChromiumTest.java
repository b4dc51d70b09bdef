package io.rapport.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("Pages are judged")
class ChromiumTest {

    @RegisterExtension
    static final Chromium chromium = new Chromium();

    private static String page(int pale, String paleRow) {
        String rows = IntStream.range(0, 40)
                .mapToObj(row ->
                        row == pale ? paleRow : "<tr><td>" + row + "<td><a href='#" + row + "'>week " + row + "</a>")
                .collect(Collectors.joining());
        return "<!doctype html><html lang=en><title>Weeks</title><style>.pale{color:#ddd;background:#fff}</style>"
                + "<main><h1>Weeks</h1><table><thead><tr><th>No<th>Week</thead><tbody>" + rows
                + "</table></main></html>";
    }

    @Test
    @DisplayName(
            "with rows that are alike once: a late row that looks different, says nothing or lacks a text is found, and the page stays as it was")
    void alike() {
        try (Page page = chromium.newPage(new Browser.NewPageOptions())) {
            page.setContent(page(-1, ""));
            Chromium.isAccessible(page, "all alike");
            assertThat(page.locator("[data-alike]").count()).isZero();

            page.setContent(page(33, "<tr class=pale><td>33<td><a href='#33'>week 33</a>"));
            assertThatThrownBy(() -> Chromium.isAccessible(page, "pale"))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("color-contrast");

            page.setContent(page(33, "<tr><td>33<td><a href='#33'></a>"));
            assertThatThrownBy(() -> Chromium.isAccessible(page, "without words"))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("link-name");
        }
    }

    @Test
    @DisplayName("the page to which a tab goes on is judged as well")
    void goesOn() {
        try (Page page = chromium.newPage(new Browser.NewPageOptions())) {
            page.setContent(page(-1, ""));
            Chromium.isAccessible(page, "all alike");

            page.navigate(
                    "data:text/html,<!doctype html><html lang=en><title>Next</title><main><h1>Next</h1><a href=x></a></main>");
            assertThatThrownBy(() -> Chromium.isAccessible(page, "next"))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("link-name");
        }
    }

    @Test
    @DisplayName(
            "a page that fits a desk and no phone, or whose tables do not, is found at a desk, and stays as wide as it was")
    void fits() {
        try (Page page = chromium.context(Screen.DESK.context()).newPage()) {
            page.setContent("<p style='width:40rem'>wide</p>");
            assertThatThrownBy(() -> Chromium.fits(page))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("PHONE");
            page.setContent("<p style='max-width:40rem'>narrow</p>");
            Chromium.fits(page);
            page.setContent(
                    "<div style='overflow-x:auto'><table><tr><th style='min-width:20rem'>Segment<th>Taken out</table>"
                            + "</div>");
            assertThatThrownBy(() -> Chromium.fits(page))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContainingAll("PHONE", "Taken out");
            assertThat(page.viewportSize().width).isEqualTo(Screen.DESK.width());
        }
    }
}
