package io.rapport.segment;

import io.rapport.release.Candidate;
import io.rapport.release.ReleaseFile;
import io.rapport.release.ReleaseFiles;
import io.rapport.release.ReleaseFinding;
import io.rapport.release.ReleaseFindings;
import io.rapport.release.ReleaseKind;
import java.util.List;
import java.util.Optional;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/**
 * Segments as a file of a release: {@code processes/segments.yaml}. Which event types they raise, the kind of the event types
 * reads from the same file.
 */
@Component
@Order(30)
final class SegmentKind implements ReleaseKind<SegmentFile> {

    static final String NAME = "segments";

    private static final String FILE = "segments.yaml";

    private final LiveSegments live;
    private final SegmentStore store;

    SegmentKind(LiveSegments live, SegmentStore store) {
        this.live = live;
        this.store = store;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Class<SegmentFile> type() {
        return SegmentFile.class;
    }

    @Override
    public boolean takes(String path) {
        return path.equals(SegmentFile.PATH);
    }

    @Override
    public Optional<String> place(ReleaseFile file, ReleaseFiles files) {
        return file.path().equals(FILE) ? Optional.of(SegmentFile.PATH) : Optional.empty();
    }

    @Override
    public SegmentFile live() {
        return live.file();
    }

    @Override
    public SegmentFile read(ReleaseFiles files, ReleaseFindings findings) {
        Optional<ReleaseFile> file = files.at(SegmentFile.PATH);
        if (file.isEmpty()) {
            return SegmentFile.NONE;
        }
        SegmentFileReader.Read read = SegmentFileReader.read(file.get().bytes());
        List<SegmentFinding> wrong = read.findings();
        wrong.forEach(finding -> findings.add(ofRelease(finding)));
        return wrong.isEmpty() ? read.file() : null;
    }

    private static ReleaseFinding ofRelease(SegmentFinding finding) {
        return new ReleaseFinding(
                true,
                SegmentFile.PATH,
                finding.where(),
                finding.problem(),
                finding.fix(),
                "segment",
                null,
                finding.line(),
                0);
    }

    @Override
    public boolean isInForce(ReleaseFiles files) {
        SegmentFile file = read(files.only(this::takes), new ReleaseFindings());
        return file == null || store.isApplied(file);
    }

    @Override
    public void apply(Candidate candidate) {
        store.apply(candidate.content(SegmentFile.class));
    }

    @Override
    public void use(SegmentFile content, long release) {
        live.load(content);
    }
}
