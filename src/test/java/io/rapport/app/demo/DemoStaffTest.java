package io.rapport.app.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.rapport.calendar.BusinessClock;
import io.rapport.desk.AdviserChoice;
import io.rapport.desk.LiveStaff;
import io.rapport.desk.StaffDirectory;
import io.rapport.desk.StaffFile;
import io.rapport.release.ReleaseFile;
import io.rapport.release.Releases;
import io.rapport.testing.RapportTest;
import io.rapport.testing.Shop;
import java.io.IOException;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@RapportTest
@DisplayName("The demo's advisers speak languages, and customers get one who speaks theirs")
class DemoStaffTest {

    @Autowired
    private StaffDirectory directory;

    @Autowired
    private LiveStaff live;

    @Autowired
    private Releases releases;

    @Autowired
    private AdviserChoice choice;

    @Autowired
    private Shop shop;

    @Autowired
    private BusinessClock clock;

    @Test
    @DisplayName("Chinese customers have Ming, German ones Clara or Nora; a start that goes on releases nothing anew")
    void languages() throws IOException {
        DemoStaff staff = new DemoStaff(directory, live, releases);
        staff.begin();
        long number = releases.latest(1).get(0).number();
        staff.begin();
        assertThat(releases.latest(1).get(0).number()).isEqualTo(number);

        ReleaseFile live = releases.files(number).at(StaffFile.PATH).orElseThrow();
        ReleaseFile shipped = releases.files(number - 1).at(StaffFile.PATH).orElseThrow();
        assertThat(DemoStaff.isAll(shipped, live)).as("nothing to warn of").isTrue();
        assertThat(DemoStaff.isAll(ReleaseFile.of(StaffFile.PATH, new byte[] {'#', '\n'}), live))
                .as("somebody has changed what the program brings")
                .isFalse();

        assertThat(advisers("en")).containsExactly("clara", "ming", "nora");
        assertThat(advisers("zh")).containsExactly("ming");
        assertThat(advisers("de")).containsExactly("clara", "nora");
        List<String> there = List.of("clara", "nora");
        assertThat(staff.speaking(there, "zh")).as("Ming is away").isEqualTo(there);
        assertThat(staff.speaking(List.of("clara", "ming"), "zh")).containsExactly("ming");
        assertThat(directory.authenticate("ming", "demo", "127.0.0.1"))
                .as("the file has not made the login, whose password nobody would know")
                .isTrue();
    }

    /** @return who cares for some customers of a language */
    private TreeSet<String> advisers(String language) {
        TreeSet<String> logins = new TreeSet<>();
        IntStream.range(0, 6).forEach(n -> choice.assign(shop.customer(), "care", language, clock.instant())
                .ifPresent(logins::add));
        return logins;
    }
}
