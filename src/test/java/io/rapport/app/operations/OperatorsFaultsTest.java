package io.rapport.app.operations;

import static org.assertj.core.api.Assertions.assertThat;

import io.rapport.testing.RapportTest;
import io.rapport.testing.StaffBrowser;
import java.net.http.HttpResponse;
import java.util.Map;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.web.server.LocalServerPort;

@RapportTest
@DisplayName("What operators send that is not as it must be")
class OperatorsFaultsTest {

    private static final Map<String, String> FIELDS = Map.of(
            "customer", "nobody",
            "merged", "nobody",
            "channel", "email",
            "address", "ann@example.com",
            "action", "replay",
            "note", "");

    @LocalServerPort
    private int port;

    private static void assertSays(HttpResponse<String> answer, String title, String back, String page) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        Document fault = Jsoup.parse(answer.body());
        assertThat(fault.title()).startsWith(title);
        assertThat(fault.select("main h2").text()).isEqualTo(title);
        assertThat(fault.select("main h2 + p").text()).isNotBlank();
        assertThat(fault.select("main a").text()).isEqualTo(back);
        assertThat(fault.select("main a").attr("href")).isEqualTo(page);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "/operations/dead-letters, /operations",
        "/operations/merges/undo, /operations/merges",
        "/operations/legal-holds/set, /operations/legal-holds",
        "/operations/addresses/add, /operations/addresses",
        "/operations/messages/00000000-0000-0000-0000-000000000000/settle, /operations/messages"
    })
    @DisplayName("as a form does nothing, says so in the reader's language, and leads back to the page of the form")
    void forms(String form, String page) {
        StaffBrowser english = new StaffBrowser(port, "demo", "en-GB");
        assertSays(english.post(english.page(page), form, FIELDS), "Nothing was done", "Back", page);
        StaffBrowser chinese = new StaffBrowser(port, "demo", "zh-CN");
        HttpResponse<String> answer = chinese.post(chinese.page(page), form, FIELDS);
        assertSays(answer, "未执行任何操作", "返回", page);
        assertThat(Jsoup.parse(answer.body()).select("main [lang=en]")).isEmpty();
    }

    @Test
    @DisplayName("and cannot even be read is said in the same way")
    void unreadable() {
        StaffBrowser demo = new StaffBrowser(port, "demo", "en-GB");
        assertSays(
                demo.post(
                        demo.page("/operations/merges"),
                        "/operations/merges/dismiss",
                        Map.of("proposal", "the first", "note", "two persons")),
                "Nothing was done",
                "Back",
                "/operations/merges");
    }

    @Test
    @DisplayName("as a link is said not to be shown")
    void links() {
        StaffBrowser demo = new StaffBrowser(port, "demo", "en-GB");
        assertSays(demo.get("/operations/messages?state=gone"), "This cannot be shown", "Back", "/operations/messages");
    }
}
