package io.rapport.loyalty;

import static io.rapport.testing.ReleaseOfStart.wish;
import static org.assertj.core.api.Assertions.assertThat;

import io.rapport.release.Author;
import io.rapport.release.Release;
import io.rapport.release.ReleaseFile;
import io.rapport.release.ReleaseFinding;
import io.rapport.release.ReleaseOutcome;
import io.rapport.release.Releases;
import io.rapport.testing.Journeys;
import io.rapport.testing.RapportTest;
import io.rapport.testing.ReleaseOfStart;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@RapportTest
@DisplayName("A release with another table of loyalty levels")
class LevelReleaseTest {

    private static final String FILE = "processes/loyalty-level.dmn";

    @Autowired
    private Releases releases;

    @Autowired
    private LoyaltyLedger ledger;

    @Autowired
    private LevelsByTable levels;

    @Autowired
    private Journeys journeys;

    @AfterEach
    void asItWas() {
        ReleaseOfStart.again(releases);
        evaluate();
    }

    private void evaluate() {
        while (levels.advance()) {
            // on with the next
        }
    }

    private static ReleaseFile silverFrom(int points) throws IOException {
        return ReleaseFile.of(
                FILE,
                Files.readString(Path.of(FILE)).replace("<text>&gt;= 500</text>", "<text>&gt;= " + points + "</text>"));
    }

    @Test
    @DisplayName("says first how many members rise, raises them when it is live, and takes that back with itself")
    void asksRaisesAndTakesBack() throws IOException {
        String member = Journeys.newId("member");
        journeys.event(
                "customer.registered",
                member,
                Map.of(
                        "firstName",
                        "Ada",
                        "email",
                        member + "@example.com",
                        "locale",
                        "en",
                        "timeZone",
                        "Europe/London"));
        ledger.bonus(member, 437, "gift:" + member, 24);
        evaluate();
        assertThat(ledger.level(member)).contains("bronze");

        ReleaseOutcome asked = releases.put(
                new Releases.Wish(new Author("dana", false), Release.COMMAND, "Silver sooner", false, true),
                List.of(silverFrom(436)),
                false);
        assertThat(asked.made()).isFalse();
        assertThat(asked.findings())
                .filteredOn(ReleaseFinding::asksFirst)
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.place()).isEqualTo("decision loyalty-level");
                    assertThat(finding.problem())
                            .matches(
                                    "[1-9]\\d* of \\d+ members would change level: .*bronze → silver \\([1-9]\\d*\\).*");
                    assertThat(finding.fix()).contains("loyalty.level-changed is raised");
                });
        assertThat(ledger.level(member)).contains("bronze");

        releases.put(wish("silver sooner"), List.of(silverFrom(436)), false);
        evaluate();
        assertThat(ledger.level(member)).contains("silver");

        releases.put(wish("a mistake"), List.of(silverFrom(500)), false);
        evaluate();
        assertThat(ledger.level(member)).contains("bronze");
    }
}
