package io.rapport.dates;

import static io.rapport.testing.ReleaseOfStart.wish;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rapport.calendar.BusinessClock;
import io.rapport.inbox.DateEvent;
import io.rapport.inbox.EventTypes;
import io.rapport.inbox.ScheduleEvent;
import io.rapport.release.ReleaseFile;
import io.rapport.release.ReleaseRefused;
import io.rapport.release.Releases;
import io.rapport.testing.Journeys;
import io.rapport.testing.Models;
import io.rapport.testing.RapportTest;
import io.rapport.testing.ReleaseOfStart;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@RapportTest
@DisplayName("A release with processes/dates.yaml")
class DatesReleaseTest {

    private static final String DATES = "processes/dates.yaml";

    private static final String CONTRACT =
            """
              contract-ends:
                of: attributes.contractEnd
                repeat: once
                days: -30
                at: '10:00'
                after-downtime: let-go
            """;

    private static final String SCHEDULE =
            """
              month-end: {cron: 0 9 L * *, zone: Europe/Berlin, after-downtime: let-go}
            """;

    @Autowired
    private Releases releases;

    @Autowired
    private EventTypes types;

    @Autowired
    private DueEvents due;

    @Autowired
    private Journeys journeys;

    @Autowired
    private BusinessClock clock;

    private String shipped;

    @BeforeEach
    void shipped() throws IOException {
        shipped = Files.readString(Path.of(DATES));
    }

    @AfterEach
    void asItWas() {
        journeys.now();
        ReleaseOfStart.again(releases);
    }

    private void release(ReleaseFile... files) {
        releases.put(wish("a date of our own"), List.of(files), false);
    }

    /** A further date, before the festivals. */
    private String withContract() {
        return shipped.replace("\nfestivals:", CONTRACT + "\nfestivals:");
    }

    private static ReleaseFile attributes() throws IOException {
        return ReleaseFile.of(
                "processes/contracts.asyncapi.yaml",
                Files.readString(Path.of("src/test/resources/dates/contracts.asyncapi.yaml")));
    }

    @Test
    @DisplayName(
            "brings a date of an attribute that it declares, and the journey that starts with it, without a restart")
    void dateAndJourney() throws IOException {
        String journey = Journeys.newId("contract");
        release(
                attributes(),
                ReleaseFile.of(DATES, withContract()),
                ReleaseFile.of("processes/" + journey + ".bpmn", Models.brief(journey, "date.contract-ends")));
        assertThat(types.dates()).extracting(DateEvent::type).contains("date.birthday", "date.contract-ends");

        Instant midnight = clock.instant().truncatedTo(ChronoUnit.DAYS).plus(60, ChronoUnit.DAYS);
        journeys.moveTo(midnight);
        due.raise();
        String customer = Journeys.newId("c");
        journeys.event(
                "customer.registered",
                customer,
                Map.of(
                        "firstName", "Ada",
                        "email", customer + "@example.com",
                        "locale", "en",
                        "timeZone", "UTC",
                        "attributes",
                                Map.of(
                                        "contractEnd",
                                        clock.instant()
                                                .plus(31, ChronoUnit.DAYS)
                                                .toString()
                                                .substring(0, 10))));
        journeys.moveTo(midnight.plus(1, ChronoUnit.DAYS).plus(10, ChronoUnit.HOURS));
        due.raise();
        journeys.settle();
        assertThat(journeys.outcome(journey, "customer:" + customer)).isEqualTo("done");
    }

    @Test
    @DisplayName("is refused where an entry is wrong, with its place and what to write")
    void wrongEntry() {
        assertThatThrownBy(
                        () -> release(ReleaseFile.of(DATES, withContract().replace("contractEnd", "contractUnknown"))))
                .isInstanceOf(ReleaseRefused.class)
                .hasMessageContaining("dates.contract-ends.of")
                .hasMessageContaining("'attributes.contractUnknown' is no date of customers")
                .hasMessageContaining("format: date");
        assertThat(types.dates()).extracting(DateEvent::type).doesNotContain("date.contract-ends");
    }

    @Test
    @DisplayName("is refused where it takes away a date that a journey starts with")
    void stillStartedWith() {
        assertThatThrownBy(() -> release(ReleaseFile.of(DATES, "# none\n")))
                .isInstanceOf(ReleaseRefused.class)
                .hasMessageContaining("birthday")
                .hasMessageContaining("date.birthday");
    }

    @Test
    @DisplayName("is taken back by a rollback: what it named raises nothing any more")
    void takenBack() {
        release(ReleaseFile.of(DATES, shipped + SCHEDULE));
        assertThat(types.schedules()).extracting(ScheduleEvent::type).contains("schedule.month-end");
        ReleaseOfStart.again(releases);
        assertThat(types.schedules()).extracting(ScheduleEvent::type).doesNotContain("schedule.month-end");
        assertThat(types.names()).doesNotContain("schedule.month-end");
    }
}
