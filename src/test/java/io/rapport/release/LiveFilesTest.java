package io.rapport.release;

import static io.rapport.testing.ReleaseOfStart.wish;
import static org.assertj.core.api.Assertions.assertThat;

import io.rapport.inbox.EventTypes;
import io.rapport.testing.RapportTest;
import io.rapport.testing.ReleaseOfStart;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;

/** What an earlier version of the program let in is live, and stays so: a node that finds fault with it uses it, and says so. */
@RapportTest
@DisplayName("Files of a live release that this version would not let in")
class LiveFilesTest {

    private static final String SEGMENTS = "processes/segments.yaml";
    private static final String DATES = "processes/dates.yaml";
    private static final String TIPS = "messages/usage-tips/en.mjml";

    private static final String BY_PUSH =
            """

              by-push:
                title: {en: By push}
                conditions: {consent: {channel: push, topic: offers}}
            """;

    private static final String MISSPELT =
            """
            asyncapi: 3.0.0
            info: {title: Old, version: 1.0.0}
            components:
              messages:
                test.old:
                  name: test.old
                  title: Old
                  x-rapport: {unmatched: done, ordering: loose}
                  payload:
                    type: object
                    additionalProperties: false
                    properties: {size: {type: integer, minimun: 1}}
            """;

    @Autowired
    private Releases releases;

    @Autowired
    private NodeRelease node;

    @Autowired
    private ReleaseKinds kinds;

    @Autowired
    private EventTypes types;

    @AfterEach
    void asAtTheStart() {
        ReleaseOfStart.again(releases);
    }

    static Stream<Arguments> files() {
        return Stream.of(
                Arguments.of("a segment's title that shows nothing", SEGMENTS, "\\{en: [^,}]+", "{en: '\u200b'"),
                Arguments.of("a segment of a channel that there is no more", SEGMENTS, "\\s*$", BY_PUSH),
                Arguments.of("a segment's name", SEGMENTS, "\\n  repeat-buyers:", "\n  Repeat_buyers:"),
                Arguments.of("a date's title that shows nothing", DATES, "title: Birthday", "title: ''"),
                Arguments.of("a date of another wording", DATES, "repeat: yearly", "repeat: each-year"),
                Arguments.of("a keyword of a schema", "processes/test-old.asyncapi.yaml", "(?s).*", MISSPELT),
                Arguments.of("who leads a queue", "processes/staff.yaml", "lead: complaints-lead", "lead: nobody"),
                Arguments.of("a queue's title", "processes/staff.yaml", "\\{en: Care,", "{en: '',"),
                Arguments.of("a message's template", TIPS, "</mjml>\\s*$", "</mjml>behind the end"),
                Arguments.of("a text's YAML", "processes/win-back.zh.yaml", "\\s*$", "\n\tno: 1\n"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("files")
    @DisplayName("are used, and what is found in them is said, with the file")
    void used(String name, String path, String was, String is) {
        ReleaseFindings findings = new ReleaseFindings();

        Map<ReleaseKind<?>, Object> contents = read(live(path, was, is), path, findings);

        assertThat(contents).isNotEmpty();
        assertThat(findings.list())
                .isNotEmpty()
                .extracting(ReleaseFinding::file)
                .containsOnly(path);
    }

    @Test
    @DisplayName("are used, too, where they are models or tables, which are judged when they are released")
    void models() {
        ReleaseKind<?> kind = kinds.of("processes/win-back.bpmn").orElseThrow();
        for (ReleaseFiles files : List.of(
                live("processes/win-back.bpmn", "sendMessage}", "sendLetter}"),
                live("processes/win-back-offer.dmn", "hitPolicy=\"FIRST\"", "hitPolicy=\"RULE ORDER\""),
                live("forms/welcome-call.form", "\"components\"", "\"parts\""))) {
            assertThat(kind.read(files.only(kind::takes), new ReleaseFindings()))
                    .isNotNull();
        }
    }

    @Test
    @DisplayName("raise what they raised: a date without a title keeps its event type")
    void datesGoOn() {
        loaded(DATES, "title: Birthday", "title: ''");
        assertThat(types.names()).contains("date.birthday");
    }

    @Test
    @DisplayName(
            "keep nothing else out: another message, and segments beside the dates, are released with a warning of them")
    void beside() {
        loaded(TIPS, "</mjml>\\s*$", "</mjml>behind the end");
        released("messages/welcome/en.mjml", "<!-- changed -->", TIPS);

        loaded(DATES, "title: Birthday", "title: ''");
        released(SEGMENTS, "\n# changed\n", DATES);
    }

    private void released(String path, String more, String other) {
        ReleaseFile changed = node.files().at(path).orElseThrow();
        ReleaseOutcome outcome =
                releases.put(wish("another file"), List.of(ReleaseFile.of(path, changed.text() + more)), false);
        assertThat(outcome.made()).isTrue();
        assertThat(outcome.findings()).isNotEmpty().allSatisfy(finding -> {
            assertThat(finding.file()).isEqualTo(other);
            assertThat(finding.error()).isFalse();
        });
    }

    /** The node holds a file that an earlier version let in. */
    private void loaded(String path, String was, String is) {
        ReleaseFiles files = live(path, was, is);
        node.use(node.number(), files, read(files, path, new ReleaseFindings()), List.of());
    }

    /** What each kind of files reads that takes a file: segments are read for their event types, too. */
    private Map<ReleaseKind<?>, Object> read(ReleaseFiles files, String path, ReleaseFindings findings) {
        Map<ReleaseKind<?>, Object> contents = new LinkedHashMap<>();
        for (ReleaseKind<?> kind : kinds.all()) {
            if (kind.takes(path)) {
                Object content = kind.read(files.only(kind::takes), findings);
                assertThat(content).as("%s: %s", kind.name(), findings.list()).isNotNull();
                contents.put(kind, content);
            }
        }
        return contents;
    }

    /** @return what is live, with a file changed */
    private ReleaseFiles live(String path, String was, String is) {
        ReleaseFiles files = node.files();
        String text = files.at(path).map(ReleaseFile::text).orElse("");
        String changed = text.replaceFirst(was, is);
        assertThat(changed).isNotEqualTo(text);
        List<ReleaseFile> all = new ArrayList<>(files.all());
        all.removeIf(file -> file.path().equals(path));
        all.add(ReleaseFile.of(path, changed));
        return ReleaseFiles.of(all);
    }
}
