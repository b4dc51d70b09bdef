package io.rapport.segment;

import io.rapport.release.ReleaseFile;
import io.rapport.release.ReleaseFiles;
import io.rapport.release.StartingFiles;
import java.util.stream.Collectors;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/** The segments that are live on this node: what {@code processes/segments.yaml} of the live release says. */
@Component
class LiveSegments {

    private volatile SegmentFile file;

    @Autowired
    LiveSegments(StartingFiles files) {
        this(files.read(SegmentKind.NAME, SegmentFile.PATH::equals, LiveSegments::read));
    }

    /** @param file what is live */
    LiveSegments(SegmentFile file) {
        this.file = file;
    }

    private static SegmentFile read(ReleaseFiles files) {
        ReleaseFile file = files.at(SegmentFile.PATH).orElse(null);
        if (file == null) {
            return SegmentFile.NONE;
        }
        SegmentFileReader.Read read = SegmentFileReader.read(file.bytes());
        if (!read.understood()) {
            throw new IllegalStateException(SegmentFile.PATH + " cannot be used: "
                    + read.findings().stream()
                            .map(finding -> finding.where() + ": " + finding.problem() + "; " + finding.fix())
                            .collect(Collectors.joining("\n", "\n", "")));
        }
        return read.file();
    }

    SegmentFile file() {
        return file;
    }

    void load(SegmentFile content) {
        file = content;
    }
}
