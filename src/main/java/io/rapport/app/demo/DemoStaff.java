package io.rapport.app.demo;

import io.rapport.app.start.DemoLogins;
import io.rapport.desk.LiveStaff;
import io.rapport.desk.SkillKind;
import io.rapport.desk.StaffDirectory;
import io.rapport.desk.StaffFile;
import io.rapport.desk.StaffPerson;
import io.rapport.release.Author;
import io.rapport.release.Release;
import io.rapport.release.ReleaseFile;
import io.rapport.release.ReleaseFiles;
import io.rapport.release.ReleaseOvertaken;
import io.rapport.release.ReleaseRefused;
import io.rapport.release.Releases;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The demo shop's advisers: their logins, and the languages they speak, released as an administrator adds them to the file. */
final class DemoStaff {

    private static final Logger log = LoggerFactory.getLogger(DemoStaff.class);

    private static final String MESSAGE = "The demo shop's advisers and the languages they speak";

    private final StaffDirectory directory;
    private final LiveStaff live;
    private final Releases releases;

    DemoStaff(StaffDirectory directory, LiveStaff live, Releases releases) {
        this.directory = directory;
        this.live = live;
        this.releases = releases;
    }

    /** Makes what is missing; a file that has people or skills already stays as it is. */
    void begin() throws IOException {
        for (DemoLogins.Member member : DemoLogins.ADVISERS) {
            directory.ensureUser(
                    member.id(),
                    member.firstName(),
                    member.lastName(),
                    member.id() + "@example.org",
                    DemoLogins.PASSWORD,
                    Set.of(member.queue(), StaffDirectory.CUSTOMER_EDITORS));
        }
        StaffFile file = live.file();
        if (file.members().isEmpty() && file.skills().values().stream().allMatch(ofKind -> ofKind.isEmpty())) {
            release();
        }
    }

    private void release() throws IOException {
        Author administrator = new Author(DemoLogins.ADMINISTRATOR, true);
        try {
            releases.put(
                    new Releases.Wish(administrator, Release.COMMAND, MESSAGE, false),
                    List.of(ReleaseFile.of(StaffFile.PATH, withAdvisers(liveFile()))),
                    false);
        } catch (ReleaseRefused | ReleaseOvertaken e) {
            // such as with queues of one's own
            log.warn("The demo's advisers speak all languages, since theirs are not taken: {}", e.getMessage());
        }
    }

    private byte[] liveFile() {
        ReleaseFiles files = releases.files(releases.latest(1).get(0).number());
        return files.at(StaffFile.PATH).orElseThrow().bytes();
    }

    /** @return the file about staff, with the demo's people after what it says */
    static byte[] withAdvisers(byte[] file) throws IOException {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        whole.write(file);
        whole.write(CsvText.resource("staff.yaml").getBytes(StandardCharsets.UTF_8));
        return whole.toByteArray();
    }

    /** @return whether what is live is the file about staff that comes with the program, with the demo's people after it */
    static boolean isAll(ReleaseFile shipped, ReleaseFile live) {
        try {
            return shipped.path().equals(StaffFile.PATH)
                    && live.path().equals(StaffFile.PATH)
                    && Arrays.equals(withAdvisers(shipped.bytes()), live.bytes());
        } catch (IOException e) {
            throw new UncheckedIOException("the demo's people cannot be read", e);
        }
    }

    /**
     * @param logins of some staff
     * @param language such as {@code zh}
     * @return those who speak it; all of them where nobody does
     */
    List<String> speaking(List<String> logins, String language) {
        List<String> speaking = logins.stream()
                .filter(login -> live.member(login)
                        .map(StaffPerson::skills)
                        .map(skills -> skills.getOrDefault(SkillKind.LANGUAGE, List.of()))
                        .filter(languages -> languages.contains(language))
                        .isPresent())
                .toList();
        return speaking.isEmpty() ? logins : speaking;
    }
}
