package io.rapport.desk;

import io.rapport.release.Candidate;
import io.rapport.release.ReleaseFile;
import io.rapport.release.ReleaseFiles;
import io.rapport.release.ReleaseFinding;
import io.rapport.release.ReleaseFindings;
import io.rapport.release.ReleaseKind;
import java.util.Optional;
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
        update.conflicts(next).forEach(finding -> findings.add(ofRelease(finding)));
    }

    private static ReleaseFinding ofRelease(StaffFinding finding) {
        String line = finding.line() > 0 ? "line " + finding.line() : "";
        String place =
                line.isEmpty() || finding.place().isEmpty() ? line + finding.place() : line + ", " + finding.place();
        return new ReleaseFinding(
                finding.isError(),
                finding.file(),
                place,
                finding.problem(),
                finding.fix(),
                "staff",
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
