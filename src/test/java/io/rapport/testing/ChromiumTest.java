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

@DisplayName("Of a long table the rows that are alike are judged once, and each other one")
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
    @DisplayName("a late row that looks different, says nothing or lacks a text is found, and the page stays as it was")
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
}
