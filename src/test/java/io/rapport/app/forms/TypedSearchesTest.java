package io.rapport.app.forms;

import static io.rapport.testing.Journeys.newId;
import static org.assertj.core.api.Assertions.assertThat;

import io.rapport.testing.Journeys;
import io.rapport.testing.RapportTest;
import io.rapport.testing.StaffBrowser;
import java.net.http.HttpResponse;
import java.util.Map;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;

@RapportTest
@ExtendWith(OutputCaptureExtension.class)
@DisplayName("What staff type to find somebody")
class TypedSearchesTest {

    @LocalServerPort
    private int port;

    @Autowired
    private Journeys journeys;

    private final String name = "Wunderlich" + newId("x").replaceAll("[^a-z0-9]", "");

    @BeforeEach
    void somebody() {
        String id = newId("found");
        journeys.event(
                "customer.registered",
                id,
                Map.of(
                        "firstName", "Ottilie",
                        "lastName", name,
                        "email", id + "@example.com",
                        "locale", "en-GB",
                        "timeZone", "Europe/London"));
    }

    private static HttpResponse<String> search(StaffBrowser browser, String typed) {
        return browser.submit(browser.page("/customers"), "form.search", Map.of("q", typed));
    }

    @Test
    @DisplayName("stands in no URL and no log, and the page of the results can be loaded anew")
    void reload(CapturedOutput log) {
        StaffBrowser clara = new StaffBrowser(port, "clara", "en-GB");
        HttpResponse<String> answer = search(clara, name);
        String page = StaffBrowser.location(answer);

        assertThat(page).matches("/customers\\?search=[0-9a-f-]{36}");
        for (int time = 0; time < 2; time++) {
            Document results = clara.page(page);
            assertThat(results.select(".found li").text()).contains("Ottilie " + name);
            assertThat(results.select("#q").val()).isEqualTo(name);
        }
        assertThat(log.getAll()).doesNotContain(name);
    }

    @Test
    @DisplayName("is nobody else's: another session finds nothing under its id, and is asked to type again")
    void others() {
        StaffBrowser clara = new StaffBrowser(port, "clara", "en-GB");
        String page = StaffBrowser.location(search(clara, name));
        for (StaffBrowser other :
                new StaffBrowser[] {new StaffBrowser(port, "clara", "en-GB"), new StaffBrowser(port, "fred", "en-GB")
                }) {
            Document empty = other.page(page);
            assertThat(empty.text()).doesNotContain(name).contains("This search is over");
        }
        assertThat(new StaffBrowser(port, "clara", "zh-CN").page(page).text()).contains("此次搜索已失效");
        assertThat(clara.page("/customers").text()).doesNotContain("This search is over");
    }

    @Test
    @DisplayName("stays for the newest twenty searches of a session")
    void newest() {
        StaffBrowser clara = new StaffBrowser(port, "clara", "en-GB");
        String first = StaffBrowser.location(search(clara, name));
        String second = StaffBrowser.location(search(clara, name));
        for (int i = 0; i < 19; i++) {
            search(clara, "nobody of that name");
        }
        assertThat(clara.page(first).text()).contains("This search is over");
        assertThat(clara.page(second).select(".found li")).isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "/operations/addresses, address, ann.lee@example.com",
        "/operations/legal-holds, customer, ann-lee",
        "/operations/audit, customer, ann-lee"
    })
    @DisplayName("on operators' pages is kept in the same way")
    void operators(String path, String field, String typed) {
        StaffBrowser demo = new StaffBrowser(port, "demo", "en-GB");
        HttpResponse<String> answer = demo.submit(demo.page(path), "form.search", Map.of(field, typed));
        assertThat(StaffBrowser.location(answer)).matches(path + "\\?search=[0-9a-f-]{36}");
        Document page = demo.follow(answer);
        if (field.equals("address")) {
            assertThat(page.select("h2#address").text()).isEqualTo(typed);
        } else {
            assertThat(page.text()).doesNotContain("This search is over");
        }
        assertThat(new StaffBrowser(port, "demo", "en-GB")
                        .page(StaffBrowser.location(answer))
                        .text())
                .contains("This search is over")
                .doesNotContain(typed);
    }
}
