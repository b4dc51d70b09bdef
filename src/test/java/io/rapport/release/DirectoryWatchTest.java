package io.rapport.release;

import static org.assertj.core.api.Assertions.assertThat;

import io.rapport.calendar.BusinessClock;
import io.rapport.release.ReleaseStart.Refused;
import io.rapport.testing.OverHttp;
import io.rapport.testing.RapportTest;
import io.rapport.testing.ReleaseOfStart;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.mock.env.MockEnvironment;
import org.springframework.transaction.PlatformTransactionManager;

@RapportTest
@DisplayName("While files of a directory are being written")
class DirectoryWatchTest {

    private static final String MESSAGE = "messages/welcome/en.mjml";
    private static final String FORM = "forms/welcome-call.form";

    @TempDir
    private Path directory;

    @Autowired
    private Releases releases;

    @Autowired
    private NodeRelease node;

    @Autowired
    private ReleaseStore store;

    @Autowired
    private ReleaseKinds kinds;

    @Autowired
    private PlatformTransactionManager transactions;

    @Autowired
    private BusinessClock clock;

    @Autowired
    private ReleaseStart startOfApplication;

    @LocalServerPort
    private int port;

    private ShippedFiles shippedFrom;
    private ReleaseStart start;
    private DirectoryWatch watch;

    @BeforeEach
    void begin() throws Exception {
        Files.createDirectories(directory.resolve("messages/welcome"));
        Files.createDirectories(directory.resolve("processes"));
        Files.createDirectories(directory.resolve("forms"));
        shippedFrom = new ShippedFiles(new MockEnvironment().withProperty("rapport.models", directory.toString()));
        start = new ReleaseStart(
                releases,
                store,
                kinds,
                node,
                shippedFrom,
                new StaticListableBeanFactory().getBeanProvider(ShippedFileAddition.class),
                transactions,
                clock);
        watch = new DirectoryWatch(directory, shippedFrom, releases, start);
    }

    @AfterEach
    void asAtTheStart() {
        watch.close();
        ReleaseOfStart.again(releases);
    }

    private void write(String file, String text) throws Exception {
        Files.writeString(directory.resolve(file), text);
    }

    private String live() {
        return node.files().at(MESSAGE).orElseThrow().text();
    }

    private void settle() {
        watch.check();
        watch.check();
    }

    /** A question that no release had before: what was live once is not taken again at a start. */
    private static String form(String question) throws Exception {
        return Files.readString(Path.of(FORM)).replace("Outcome of the call", question);
    }

    private String liveForm() {
        return node.files().at(FORM).orElseThrow().text();
    }

    private static String welcome(String greeting) throws Exception {
        return Files.readString(Path.of(MESSAGE)).replace("Welcome. Put the kettle on.", greeting);
    }

    @Test
    @DisplayName("a changed file is released once it has stopped changing")
    void released() throws Exception {
        write(MESSAGE, welcome("Good morning."));
        watch.check();
        assertThat(live()).as("the file may be half saved").contains("Put the kettle on");
        watch.check();
        assertThat(live()).contains("Good morning.");
        assertThat(releases.latest(1).get(0).source()).isEqualTo(Release.DIRECTORY);
    }

    @Test
    @DisplayName("what is refused leaves what is live as it is, until it is fixed")
    void refused() throws Exception {
        write(MESSAGE, welcome("{{ customer.nickname }}"));
        watch.check();
        watch.check();
        assertThat(live()).contains("Put the kettle on");
        write(MESSAGE, welcome("Good evening, at last."));
        watch.check();
        watch.check();
        assertThat(live()).contains("Good evening, at last.");
    }

    @Test
    @DisplayName("a file that is deleted again leaves the jar's, and notes and what editors leave are nobody's fault")
    void deleted() throws Exception {
        write(MESSAGE, welcome("Good morning."));
        write("processes/notes.md", "nothing of a release");
        write("processes/.onboarding.bpmn.swp", "an editor's");
        watch.check();
        watch.check();
        assertThat(live()).contains("Good morning.");
        Files.delete(directory.resolve(MESSAGE));
        watch.check();
        watch.check();
        assertThat(live()).contains("Put the kettle on");
    }

    @Test
    @DisplayName("why a change is refused is shown until the change fits, and then all that waited for it is released")
    void shownUntilFixed() throws Exception {
        write(MESSAGE, welcome("{{ customer.nickname }}"));
        write(FORM, form("How did the call go"));
        settle();
        assertThat(start.refused().findings()).isNotEmpty().allMatch(finding -> finding.file()
                .equals(MESSAGE));
        assertThat(start.refused().complete())
                .as("what cannot be read keeps the rest from being checked")
                .isFalse();
        assertThat(liveForm()).contains("Outcome of the call");

        write(MESSAGE, welcome("Good night."));
        settle();
        assertThat(start.refused().findings()).isEmpty();
        assertThat(start.refused().complete()).isTrue();
        assertThat(live()).contains("Good night.");
        assertThat(liveForm()).contains("How did the call go");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"en, More may be found when this is fixed", "zh-CN, 修正后可能还会发现其他问题"})
    @DisplayName("the page says so where more may be found once it is fixed")
    void moreMayBeFound(String language, String said) {
        ReleaseFindings findings = new ReleaseFindings();
        findings.error(MESSAGE, "line 3", "it is empty", "write it");
        startOfApplication.refusedSince(new Refused(findings.list(), false));
        try {
            OverHttp http = new OverHttp(port);
            Element section = Jsoup.parse(
                            http.send(http.as("demo", "/operations/releases").header("Accept-Language", language))
                                    .body())
                    .getElementById("refused")
                    .parent();
            assertThat(section.text()).contains(said, MESSAGE);
        } finally {
            startOfApplication.refusedSince(Refused.NOTHING);
        }
    }

    @Test
    @DisplayName("a file that fits by itself is released while another is still refused, which stays shown")
    void oneOfTwo() throws Exception {
        write(MESSAGE, welcome("{{ customer.nickname }}"));
        settle();
        write(FORM, form("How went the call"));
        settle();
        assertThat(liveForm()).contains("How went the call");
        assertThat(start.refused().findings()).isNotEmpty().allMatch(finding -> finding.file()
                .equals(MESSAGE));

        Files.delete(directory.resolve(MESSAGE));
        settle();
        assertThat(start.refused().findings()).isEmpty();
        assertThat(live()).contains("Put the kettle on");
    }

    @Test
    @DisplayName(
            "what did not fit at the start is shown until the directory fits, and then the rest of it is released, too")
    void ofTheStart() throws Exception {
        String question = "Outcome " + UUID.randomUUID();
        write(MESSAGE, welcome("{{ customer.nickname }}"));
        write(FORM, form(question));
        start.ship();
        watch.close();
        watch = new DirectoryWatch(directory, shippedFrom, releases, start);
        assertThat(start.refused().findings()).isNotEmpty().allMatch(finding -> finding.file()
                .equals(MESSAGE));
        assertThat(liveForm()).doesNotContain(question);

        String greeting = "Good day " + UUID.randomUUID();
        write(MESSAGE, welcome(greeting));
        settle();
        assertThat(start.refused().findings()).isEmpty();
        assertThat(live()).contains(greeting);
        assertThat(liveForm()).contains(question);
    }

    @Test
    @DisplayName("what did not fit at the start is shown no longer once the same files are live")
    void fitsSince() throws Exception {
        write(MESSAGE, welcome("{{ customer.nickname }}"));
        start.ship();
        assertThat(start.refused().findings()).isNotEmpty();
        Files.delete(directory.resolve(MESSAGE));
        assertThat(start.refused().findings()).isEmpty();
    }
}
