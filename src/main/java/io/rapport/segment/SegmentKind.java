package io.rapport.segment;

import io.rapport.release.Candidate;
import io.rapport.release.ReleaseFile;
import io.rapport.release.ReleaseFiles;
import io.rapport.release.ReleaseFinding;
import io.rapport.release.ReleaseFindings;
import io.rapport.release.ReleaseKind;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.springframework.beans.factory.ObjectProvider;
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
    private final ObjectProvider<SegmentPreviews> previews;

    SegmentKind(LiveSegments live, SegmentStore store, ObjectProvider<SegmentPreviews> previews) {
        this.live = live;
        this.store = store;
        this.previews = previews;
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
        read.findings().forEach(finding -> findings.add(ofRelease(finding)));
        return read.understood() ? read.file() : null;
    }

    private static ReleaseFinding ofRelease(SegmentFinding finding) {
        return new ReleaseFinding(
                true,
                SegmentFile.PATH,
                finding.where(),
                finding.problem(),
                finding.fix(),
                ReleaseFinding.SEGMENT,
                null,
                finding.line(),
                0);
    }

    @Override
    public void check(Candidate candidate, ReleaseFindings findings) {
        SegmentFile next = candidate.content(SegmentFile.class);
        SegmentFile before = live.file();
        if (next.equals(before)) {
            return;
        }
        before.segments().keySet().stream()
                .filter(name -> !next.segments().containsKey(name))
                .forEach(name -> findings.add(warning(
                        "segments." + name,
                        "the segment leaves, with all who are in it",
                        "put it back in the file if that is not meant",
                        ReleaseFinding.LEAVES)));
        if (candidate.isCounted() && !findings.hasErrors() && !next.segments().isEmpty()) {
            moves(candidate, before, next, findings);
        }
    }

    /** Says how many a changed definition would take in or let go; who has yet to be judged by an old one is no part of it. */
    private void moves(Candidate candidate, SegmentFile before, SegmentFile next, ReleaseFindings findings) {
        Map<String, String> known = before.fingerprints();
        Map<String, String> meant = next.fingerprints();
        SegmentPreviews.DraftEffects effects = previews.getObject()
                .of(candidate.files().at(SegmentFile.PATH).orElseThrow().text(), Locale.ENGLISH);
        if (effects.tooLong()) {
            findings.add(warning(
                    "",
                    "how many customers would move could not be counted in time",
                    "release it if it is meant in any case, or ask again when the database has less to do",
                    ReleaseFinding.MOVES));
        }
        effects.effects().stream()
                .filter(effect -> known.containsKey(effect.name())
                        && !known.get(effect.name()).equals(meant.get(effect.name())))
                .filter(effect -> effect.coming() + effect.leaving() > 0)
                .forEach(effect -> findings.add(warning(
                        "segments." + effect.name(),
                        effect.coming() + " customers would come into it and " + effect.leaving() + " leave it; then "
                                + effect.members() + " are in it",
                        "release it if that is meant; what a changed definition finds is recorded without events",
                        ReleaseFinding.MOVES)));
    }

    private static ReleaseFinding warning(String place, String problem, String fix, String rule) {
        return new ReleaseFinding(false, SegmentFile.PATH, place, problem, fix, rule, null, 0, 0);
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
