package io.rapport.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.ConsoleMessage;
import com.microsoft.playwright.Page;
import io.rapport.testing.Chromium;
import io.rapport.testing.Journeys;
import io.rapport.testing.OverHttp;
import io.rapport.testing.RapportTest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

@RapportTest
@DisplayName("On a phone, in both languages")
class PagesOnAPhoneTest {

    private static final int WIDTH = 375;

    private static final Map<String, Page> PHONES = new HashMap<>();

    @RegisterExtension
    static final Chromium chromium = new Chromium();

    @Autowired
    private Journeys journeys;

    @LocalServerPort
    private int port;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/operations",
                "/operations/messages",
                "/operations/releases",
                "/operations/addresses",
                "/operations/legal-holds",
                "/operations/imports",
                "/operations/staff",
                "/operations/nothing",
                "/studio/messages",
                "/studio/messages/survey-reminder",
                "/mailbox",
                "/customers",
                "/insights/value",
                "/insights/relationships",
                "/api/events/catalogue"
            })
    @DisplayName("a page of staff's fits the width, and the browser complains of nothing")
    void fits(String path) {
        journeys.event(
                "customer.registered",
                Journeys.newId("phone"),
                Map.of(
                        "firstName", "Ada",
                        "lastName", "Lovelace",
                        "email", "ada.with.a.long.name.in.her.address@example.com",
                        "locale", "en-GB",
                        "timeZone", "Europe/London"));
        for (String language : List.of("en-GB", "zh-CN")) {
            Page page = phone(language);
            List<String> complaints = new ArrayList<>();
            Consumer<ConsoleMessage> listener = message -> complaints.add(message.text());
            page.onConsoleMessage(listener);
            int status = page.navigate("http://localhost:" + port + path).status();

            Chromium.fits(page);
            complaints.removeIf(complaint -> status == 404 && complaint.contains("404"));
            assertThat(complaints).isEmpty();
            page.offConsoleMessage(listener);
        }
    }

    @AfterAll
    static void hangUp() {
        PHONES.values().forEach(Page::close);
        PHONES.clear();
    }

    /** One for all pages, which share much. */
    private static Page phone(String language) {
        return PHONES.computeIfAbsent(
                language,
                any -> chromium.newPage(new Browser.NewPageOptions()
                        .setViewportSize(WIDTH, 720)
                        .setLocale(language)
                        .setExtraHTTPHeaders(Map.of("Authorization", OverHttp.basic("demo")))));
    }
}
