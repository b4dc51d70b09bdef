package io.rapport.segment;

import static io.rapport.testing.ReleaseOfStart.wish;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rapport.customer.CustomerChanges;
import io.rapport.inbox.EventTypes;
import io.rapport.release.Author;
import io.rapport.release.Release;
import io.rapport.release.ReleaseFile;
import io.rapport.release.ReleaseFinding;
import io.rapport.release.ReleaseOutcome;
import io.rapport.release.ReleaseRefused;
import io.rapport.release.Releases;
import io.rapport.testing.Journeys;
import io.rapport.testing.Models;
import io.rapport.testing.RapportTest;
import io.rapport.testing.ReleaseOfStart;
import io.rapport.testing.Shop;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

@RapportTest
@DisplayName("A release with processes/segments.yaml")
class SegmentReleaseTest {

    private static final String VIPS =
            """
              vips:
                title: {en: Vips, zh: 贵宾}
                conditions:
                  all:
                    - attribute: {name: test-vip, is: true}
                    - orders: {at-least: 1, in: 30 days}
            """;

    @Autowired
    private Releases releases;

    @Autowired
    private EventTypes types;

    @Autowired
    private Segments segments;

    @Autowired
    private SegmentBuild build;

    @Autowired
    private CustomerChanges changes;

    @Autowired
    private Journeys journeys;

    @Autowired
    private Shop shop;

    @Autowired
    private JdbcClient jdbc;

    private String shipped;

    @BeforeEach
    void shipped() throws IOException {
        shipped = Files.readString(Path.of(SegmentFile.PATH));
    }

    @AfterEach
    void asItWas() {
        ReleaseOfStart.again(releases);
        buildAll();
    }

    private void buildAll() {
        while (build.advance()) {
            // the next page
        }
    }

    private void release(ReleaseFile... files) {
        releases.put(wish("segments of our own"), List.of(files), false);
    }

    private String vip() {
        String id = Journeys.newId("vip");
        journeys.event(
                "customer.registered",
                id,
                Map.of(
                        "firstName",
                        "Ada",
                        "email",
                        id + "@example.com",
                        "locale",
                        "en",
                        "timeZone",
                        "Europe/London",
                        "attributes",
                        Map.of("test-vip", true)));
        return id;
    }

    @Test
    @DisplayName("asks its author first where changed conditions move customers, and where a segment leaves")
    void asks() {
        release(ReleaseFile.of(SegmentFile.PATH, shipped + VIPS));
        buildAll();
        shop.order(vip(), 20);
        changes.evaluateAll();

        assertThat(asked(shipped + VIPS.replace("at-least: 1", "at-least: 5")))
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.rule()).isEqualTo(ReleaseFinding.MOVES);
                    assertThat(finding.place()).isEqualTo("segments.vips");
                    assertThat(finding.problem())
                            .matches("0 customers would come into it and [1-9]\\d* leave it; then 0 are in it");
                });
        assertThat(asked(shipped)).extracting(ReleaseFinding::place).containsExactly("segments.vips");
        assertThat(types.names()).contains("segment.entered.vips");
    }

    @ParameterizedTest
    @ValueSource(strings = {Release.MODELER, Release.COMMAND})
    @DisplayName("says with what a person releases, by the Modeler or a command, how many customers move by it")
    void saidWithTheRelease(String source) {
        release(ReleaseFile.of(SegmentFile.PATH, shipped + VIPS));
        buildAll();
        shop.order(vip(), 20);
        changes.evaluateAll();

        ReleaseOutcome outcome = releases.put(
                new Releases.Wish(new Author("dana", false), source, "Only the best", false),
                List.of(ReleaseFile.of(SegmentFile.PATH, shipped + VIPS.replace("at-least: 1", "at-least: 5"))),
                false);

        assertThat(outcome.made()).isTrue();
        assertThat(outcome.findings())
                .filteredOn(finding -> finding.rule().equals(ReleaseFinding.MOVES))
                .singleElement()
                .satisfies(finding -> assertThat(finding.problem())
                        .matches("0 customers would come into it and [1-9]\\d* leave it; then 0 are in it"));
        assertThat(outcome.live().warnings()).as("kept").isEqualTo(outcome.findings());
    }

    private List<ReleaseFinding> asked(String file) {
        ReleaseOutcome outcome = releases.put(
                new Releases.Wish(new Author("dana", false), Release.COMMAND, "Ask me first", false, true),
                List.of(ReleaseFile.of(SegmentFile.PATH, file)),
                false);
        assertThat(outcome.made()).isFalse();
        return outcome.findings().stream().filter(ReleaseFinding::asksFirst).toList();
    }

    @Test
    @DisplayName(
            "brings a segment with its two event types, and the journey that starts when somebody enters it and waits until"
                    + " they leave, without a restart")
    void journeyOfSegment() {
        String before = vip();
        shop.order(before, 20);
        String journey = Journeys.newId("vip-care");
        release(
                ReleaseFile.of(SegmentFile.PATH, shipped + VIPS),
                ReleaseFile.of(
                        "processes/" + journey + ".bpmn",
                        Models.waiting(journey, "segment.entered.vips", "segment.left.vips", "once")));
        assertThat(types.names()).contains("segment.entered.vips", "segment.left.vips", "segment.left.repeat-buyers");
        buildAll();
        changes.evaluateAll();
        journeys.settle();
        assertThat(segments.isIn(before, "vips")).isTrue();
        assertThat(journeys.isRunning(journey, "customer:" + before))
                .as("state is no news")
                .isFalse();

        String later = vip();
        String order = shop.order(later, 20);
        changes.evaluateAll();
        journeys.settle();
        assertThat(segments.of(later, Locale.CHINESE))
                .extracting(Segments.Membership::title)
                .containsExactly("贵宾");
        assertThat(journeys.isRunning(journey, "customer:" + later)).isTrue();

        journeys.event("order.cancelled", later, Map.of("orderId", order));
        changes.evaluateAll();
        journeys.settle();
        assertThat(segments.isIn(later, "vips")).isFalse();
        assertThat(journeys.outcome(journey, "customer:" + later)).isEqualTo("heard");
    }

    @Test
    @DisplayName("has customers judged for the events that its conditions ask for, and for nothing else")
    void eventsAskedFor() {
        String confirmed =
                """
                  confirmed-vips:
                    title: {en: Confirmed}
                    conditions:
                      all:
                        - attribute: {name: test-vip, is: true}
                        - known: [confirmed-email]
                """;
        String before = vip();
        String later = vip();
        changes.evaluateAll();

        journeys.event("customer.confirmed", before, Map.of());
        journeys.event("contact.preferred", before, Map.of("pace", "less", "source", "page", "wording", "Less"));
        assertThat(isNoted(before)).as("no segment asks for it").isFalse();

        release(ReleaseFile.of(SegmentFile.PATH, shipped + confirmed));
        buildAll();
        assertThat(segments.isIn(before, "confirmed-vips"))
                .as("what was known before is found when the segment is built")
                .isTrue();
        journeys.event("contact.preferred", later, Map.of("pace", "less", "source", "page", "wording", "Less"));
        assertThat(isNoted(later)).isFalse();
        journeys.event("customer.confirmed", later, Map.of());
        assertThat(isNoted(later)).isTrue();
        changes.evaluateAll();
        assertThat(segments.isIn(later, "confirmed-vips")).isTrue();
    }

    private boolean isNoted(String customer) {
        return jdbc.sql("select exists (select from rapport.changed_customer where customer_id = :customer)")
                .param("customer", customer)
                .query(Boolean.class)
                .single();
    }

    @Test
    @DisplayName("is refused where a condition is wrong, with line, field and what to write, and nothing of it is live")
    void wrong() {
        assertThatThrownBy(() -> release(
                        ReleaseFile.of(SegmentFile.PATH, shipped + VIPS.replace("in: 30 days", "in: one month"))))
                .isInstanceOf(ReleaseRefused.class)
                .hasMessageContaining("segments.vips.conditions.all[2].orders.in")
                .hasMessageContaining("line " + (shipped.lines().count() + 6))
                .hasMessageContaining("'one month' is no window")
                .hasMessageContaining("such as 60 days");
        assertThat(types.names()).doesNotContain("segment.entered.vips");
        assertThat(segments.all(Locale.ENGLISH))
                .extracting(Segments.Segment::name)
                .doesNotContain("vips");
    }

    @Test
    @DisplayName("is warned of names that nobody uses, and reads which there are")
    void unknownNames() {
        String unsure =
                """
                  unsure:
                    title: {en: Unsure}
                    conditions:
                      all:
                        - newest-score: {at-least: 5, of: satisfacton}
                        - newest-score: {at-least: 4, of: satisfaction}
                        - consent: {channel: email, topic: ofers}
                        - consent: {channel: email, topic: all, is: unsaid}
                        - attribute: {name: shoe-size, at-least: 40}
                        - not:
                            date: {of: attributes.renewal, in-next: 14 days}
                """;
        ReleaseOutcome outcome = releases.put(
                new Releases.Wish(new Author("dana", false), Release.COMMAND, "What would be", true, false),
                List.of(ReleaseFile.of(SegmentFile.PATH, shipped + unsure)),
                false);

        assertThat(outcome.findings())
                .filteredOn(finding -> finding.place().equals("segments.unsure"))
                .allMatch(finding -> !finding.error() && finding.file().equals(SegmentFile.PATH))
                .extracting(finding -> finding.problem() + ": " + finding.fix())
                .satisfiesExactly(
                        survey -> assertThat(survey)
                                .startsWith("no message asks the survey 'satisfacton' (did you mean 'satisfaction'?)")
                                .contains("complaint-handling, exit, satisfaction"),
                        topic -> assertThat(topic)
                                .startsWith("no message has the topic 'ofers' (did you mean 'offers'?)")
                                .contains("offers, "),
                        attribute -> assertThat(attribute).startsWith("no attribute 'shoe-size' is declared"),
                        date -> assertThat(date).startsWith("no attribute 'renewal' is declared as a date"));
    }

    @Test
    @DisplayName("is refused where it takes away a segment that a journey starts with")
    void stillStartedWith() {
        String journey = Journeys.newId("buyers");
        release(ReleaseFile.of(
                "processes/" + journey + ".bpmn", Models.brief(journey, "segment.entered.repeat-buyers")));

        assertThatThrownBy(() -> release(ReleaseFile.of(SegmentFile.PATH, "# none\n")))
                .isInstanceOf(ReleaseRefused.class)
                .hasMessageContaining(journey)
                .hasMessageContaining("segment.entered.repeat-buyers");
    }

    @Test
    @DisplayName("is refused where it takes away a segment that the contact policy asks for")
    void stillAskedFor() throws IOException {
        String policy = Files.readString(Path.of("processes/contact-policy.dmn"))
                .replaceFirst(
                        "typeRef=\"boolean\">(\\s*)<text>complaintOpen</text>",
                        "typeRef=\"boolean\">$1<text>segment_repeat_buyers</text>");
        release(ReleaseFile.of("processes/contact-policy.dmn", policy));

        assertThatThrownBy(() -> release(ReleaseFile.of(SegmentFile.PATH, "# none\n")))
                .isInstanceOf(ReleaseRefused.class)
                .hasMessageContaining("contact-policy")
                .hasMessageContaining("there is no segment repeat-buyers");
    }

    @Test
    @DisplayName("with a journey that names a segment which is not there is refused")
    void unknownSegment() {
        String journey = Journeys.newId("nobody");
        assertThatThrownBy(() -> release(ReleaseFile.of(
                        "processes/" + journey + ".bpmn", Models.brief(journey, "segment.entered.nobody"))))
                .isInstanceOf(ReleaseRefused.class)
                .hasMessageContaining("segment.entered.nobody");
    }
}
