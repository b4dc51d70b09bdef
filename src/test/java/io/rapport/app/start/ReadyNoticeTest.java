package io.rapport.app.start;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.mock.env.MockEnvironment;

@ExtendWith(OutputCaptureExtension.class)
@DisplayName("With a mail server of its own, the start")
class ReadyNoticeTest {

    @ParameterizedTest
    @CsvSource({
        "http://localhost:8080, which customers cannot reach",
        "https://127.0.0.1, which customers cannot reach",
        "hello.example.com, which customers cannot reach",
        "http://192.0.2.7, by https alone"
    })
    @DisplayName("warns of links that customers cannot follow safely")
    void warns(String url, String warning, CapturedOutput log) {
        say(url);

        assertThat(log.getOut()).contains("The links in mails lead to " + url, warning, "rapport.public-url");
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://192.0.2.7", "https://192.0.2.7/hello"})
    @DisplayName("says nothing of links that are in order")
    void inOrder(String url, CapturedOutput log) {
        say(url);

        assertThat(log.getOut()).contains("Rapport is ready at " + url).doesNotContain("The links in mails");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @DisplayName("warns where one database role owns the audit log and works with it")
    void oneRole(boolean isProtected, CapturedOutput log) {
        say("https://192.0.2.7", isProtected);

        assertThat(log.getOut().contains("The audit log is protected by a trigger alone"))
                .isEqualTo(!isProtected);
        assertThat(log.getOut().contains("spring.flyway.user")).isEqualTo(!isProtected);
    }

    @Test
    @DisplayName("of the demo shop names each page with the logins that see it, advisers and manager included")
    void demo() {
        String notice = ReadyNotice.demoNotice("http://localhost:8080", true, "nowhere", "postgresql://x");

        assertThat(notice)
                .contains("ming (care), nora (care)", "/customers ", "/insights   (login mira, ", "/operations ");
        assertThat(ReadyNotice.demoNotice("http://localhost:8080", false, "nowhere", "postgresql://x"))
                .as("without the shop there are no such logins")
                .doesNotContain("ming", "nora");
    }

    private static void say(String url) {
        say(url, true);
    }

    private static void say(String url, boolean auditProtected) {
        new ReadyNotice(new MockEnvironment().withProperty("rapport.public-url", url), null, null, () -> auditProtected)
                .say();
    }
}
