package io.rapport.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.ConsoleMessage;
import com.microsoft.playwright.Page;
import io.rapport.release.ReleaseFile;
import io.rapport.release.Releases;
import io.rapport.testing.Chromium;
import io.rapport.testing.Journeys;
import io.rapport.testing.RapportTest;
import io.rapport.testing.ReleaseOfStart;
import io.rapport.testing.Screen;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

@RapportTest
@DisplayName("At a desk and on a phone, in both languages")
@Tag("slow")
class PagesOnAPhoneTest {

    private static final Map<Screen, Page> PAGES = new EnumMap<>(Screen.class);

    @RegisterExtension
    static final Chromium chromium = new Chromium();

    @Autowired
    private Journeys journeys;

    @Autowired
    private Releases releases;

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
                "/operations/audit",
                "/operations/merges",
                "/operations/nothing",
                "/studio/messages",
                "/studio/messages/survey-reminder",
                "/studio/segments",
                "/mailbox",
                "/customers",
                "/insights/value",
                "/insights/relationships",
                "/api/events/catalogue"
            })
    @DisplayName("a page of staff's fits each width, and the browser complains of nothing")
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
        fitsEveryScreen(path);
    }

    @Test
    @DisplayName("so does what an earlier release would change, with whom a table would move")
    void earlierRelease() throws IOException {
        String path = "processes/relationship-tier.dmn";
        String changed = Files.readString(Path.of(path)).replace("<text>&gt;= 2</text>", "<text>&gt;= 3</text>");
        releases.put(ReleaseOfStart.wish("Stricter"), List.of(ReleaseFile.of(path, changed)), false);
        try {
            fitsEveryScreen("/operations/releases/again?number=1");
            assertThat(page(Screen.PHONE).locator("#foreseen").textContent()).contains(path);
        } finally {
            ReleaseOfStart.again(releases);
        }
    }

    private void fitsEveryScreen(String path) {
        for (Screen screen : Screen.values()) {
            Page page = page(screen);
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
    static void close() {
        PAGES.values().forEach(Page::close);
        PAGES.clear();
    }

    /** One for all pages, which share much. */
    private static Page page(Screen screen) {
        return PAGES.computeIfAbsent(
                screen, any -> chromium.context(screen.context("demo")).newPage());
    }
}
