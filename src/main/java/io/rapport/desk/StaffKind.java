package io.rapport.desk;

import io.rapport.release.Author;
import io.rapport.release.Candidate;
import io.rapport.release.ReleaseFile;
import io.rapport.release.ReleaseFiles;
import io.rapport.release.ReleaseFinding;
import io.rapport.release.ReleaseFindings;
import io.rapport.release.ReleaseKind;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/** Queues and people as a file of a release: {@code processes/staff.yaml}. */
@Component
@Order(20)
final class StaffKind implements ReleaseKind<StaffFile> {

    /** What {@link LiveStaff} begins with is asked for by this name. */
    static final String NAME = "queues and people";

    private static final String FILE = "staff.yaml";

    private final LiveStaff live;
    private final StaffUpdate update;

    StaffKind(LiveStaff live, StaffUpdate update) {
        this.live = live;
        this.update = update;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Class<StaffFile> type() {
        return StaffFile.class;
    }

    @Override
    public boolean takes(String path) {
        return path.equals(StaffFile.PATH);
    }

    @Override
    public Optional<String> place(ReleaseFile file, ReleaseFiles files) {
        return file.path().equals(FILE) ? Optional.of(StaffFile.PATH) : Optional.empty();
    }

    @Override
    public StaffFile live() {
        return live.file();
    }

    @Override
    public StaffFile read(ReleaseFiles files, ReleaseFindings findings) {
        Optional<ReleaseFile> file = files.at(StaffFile.PATH);
        if (file.isEmpty()) {
            // a release of before there was such a file
            return live.file();
        }
        StaffFileReader.Read read =
                StaffFileReader.read(StaffFile.PATH, file.get().bytes());
        read.findings().forEach(finding -> findings.add(ofRelease(finding)));
        return read.staff();
    }

    /** Who is no administrator brings back queues and skills; who is who stays as it is. */
    @Override
    public ReleaseFiles again(ReleaseFiles earlier, ReleaseFiles now, Author author, ReleaseFindings findings) {
        Optional<ReleaseFile> before = earlier.at(StaffFile.PATH);
        Optional<ReleaseFile> present = now.at(StaffFile.PATH);
        if (present.isEmpty()) {
            return earlier;
        }
        if (before.isEmpty()) {
            findings.warning(
                    StaffFile.PATH,
                    "",
                    "the earlier release did not have this file, so it stays as it is",
                    "take out of it what is not wanted any more");
            return now;
        }
        StaffFile then =
                StaffFileReader.read(StaffFile.PATH, before.get().bytes()).staff();
        if (author.administrator()
                || then != null && then.reservedChanges(live.file()).isEmpty()) {
            return earlier;
        }
        Optional<StaffRollback.Merged> merged =
                StaffRollback.merge(before.get().bytes(), present.get().bytes());
        if (merged.isEmpty()) {
            findings.warning(
                    StaffFile.PATH,
                    "",
                    "the queues of the earlier file do not go together with who is who now, so the file stays as it is",
                    "let an administrator bring back the earlier one");
            return now;
        }
        Set<String> stayed = merged.get().stayed();
        findings.warning(
                StaffFile.PATH,
                "",
                "queues and skills are the earlier ones; groups, members and who leads a queue stay as they are"
                        + (stayed.isEmpty() ? "" : ", and with them the queues " + String.join(", ", stayed)),
                "let an administrator bring back the earlier ones, if they are to change, too");
        return ReleaseFiles.of(
                List.of(ReleaseFile.of(StaffFile.PATH, merged.get().content())));
    }

    @Override
    public void check(Candidate candidate, ReleaseFindings findings) {
        if (!candidate.changes().contains(StaffFile.PATH)) {
            return;
        }
        if (candidate.files().at(StaffFile.PATH).isEmpty()) {
            findings.error(
                    StaffFile.PATH,
                    "",
                    "without this file there is no queue",
                    "leave it, and take out of it what is not wanted any more");
            return;
        }
        StaffFile next = candidate.content(StaffFile.class);
        if (!candidate.author().administrator()) {
            next.reservedChanges(candidate.contentBefore(StaffFile.class))
                    .forEach(finding -> findings.add(ofRelease(finding)));
        }
        if (next.fallback() == null) {
            next.fallbackQueue()
                    .ifPresent(queue -> findings.add(ofRelease(new StaffFinding(
                            StaffFile.PATH,
                            0,
                            "",
                            "a task that cannot be routed goes to the first queue, " + queue.id(),
                            "write fallback: and the id of the queue that is to get it, at the top of the file",
                            false))));
        }
        update.departures(next).forEach(finding -> findings.add(ofRelease(finding, ReleaseFinding.LEAVES)));
        update.conflicts(next).forEach(finding -> findings.add(ofRelease(finding)));
        update.administrators(next).forEach(finding -> findings.add(ofRelease(finding)));
    }

    private static ReleaseFinding ofRelease(StaffFinding finding) {
        return ofRelease(finding, "staff");
    }

    private static ReleaseFinding ofRelease(StaffFinding finding, String rule) {
        String line = finding.line() > 0 ? "line " + finding.line() : "";
        String place =
                line.isEmpty() || finding.place().isEmpty() ? line + finding.place() : line + ", " + finding.place();
        return new ReleaseFinding(
                finding.isError(),
                finding.file(),
                place,
                finding.problem(),
                finding.fix(),
                rule,
                null,
                finding.line(),
                0);
    }

    @Override
    public void apply(Candidate candidate) {
        if (candidate.changes().contains(StaffFile.PATH)) {
            update.apply(candidate.content(StaffFile.class));
        }
    }

    @Override
    public void use(StaffFile content, long release) {
        live.load(content);
    }
}
