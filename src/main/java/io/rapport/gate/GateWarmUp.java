package io.rapport.gate;

import io.rapport.journey.table.RelationshipTableReader;
import io.rapport.release.Author;
import io.rapport.release.NodeRelease;
import io.rapport.release.Release;
import io.rapport.release.ReleaseFile;
import io.rapport.release.ReleaseOutcome;
import io.rapport.release.Releases;
import io.rapport.release.Releases.Wish;
import io.rapport.release.StartingFiles;
import java.io.ByteArrayOutputStream;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * Tries a deployment that changes nothing, once a node is ready: what is live is loaded at a start and not checked, so that
 * the first to deploy would wait for all that is used for the first time, and the Modeler waits five seconds. Nothing is
 * released by it.
 */
@Component
final class GateWarmUp {

    private static final Logger LOG = LoggerFactory.getLogger(GateWarmUp.class);

    private static final byte[] NOTHING_MORE = {'\n'};

    private final Releases releases;
    private final NodeRelease node;
    private final StartingFiles starting;

    GateWarmUp(Releases releases, NodeRelease node, StartingFiles starting) {
        this.releases = releases;
        this.node = node;
        this.starting = starting;
    }

    @EventListener(ApplicationReadyEvent.class)
    void begin() {
        // the first start has checked all that is shipped
        if (starting.isFirst() || !node.takesWork()) {
            return;
        }
        Thread thread = new Thread(this::tryOut, "gate-warm-up");
        thread.setDaemon(true);
        thread.start();
    }

    /** @return how many files were checked */
    int tryOut() {
        try {
            long begun = System.nanoTime();
            ReleaseOutcome outcome = releases.put(
                    new Wish(Author.SYSTEM, Release.SYSTEM, "So that the first deployment is quick", true),
                    files(),
                    false);
            LOG.debug("Checks of deployments are warm after {} ms", (System.nanoTime() - begun) / 1_000_000);
            return outcome.changes().size();
        } catch (RuntimeException e) {
            // what is live may not keep to newer rules, and a node may end meanwhile; neither matters here
            LOG.debug("Checks of deployments were left as they are", e);
            return 0;
        }
    }

    /** The largest model and form, since what they use, others use; and the smallest table, since a table is asked for each case. */
    private List<ReleaseFile> files() {
        Comparator<ReleaseFile> size = Comparator.comparingInt(file -> file.bytes().length);
        return Stream.of(
                        of(FileKind.BPMN).max(size),
                        // a preview of those about the relationship counts customers
                        of(FileKind.DMN)
                                .filter(file -> RelationshipTableReader.read(file.bytes())
                                        .isEmpty())
                                .min(size),
                        of(FileKind.FORM).max(size))
                .flatMap(Optional::stream)
                .map(GateWarmUp::changed)
                .toList();
    }

    private Stream<ReleaseFile> of(FileKind kind) {
        return node.files().current().stream().filter(file -> FileKind.of(file.path()) == kind);
    }

    private static ReleaseFile changed(ReleaseFile file) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        content.writeBytes(file.bytes());
        content.writeBytes(NOTHING_MORE);
        return ReleaseFile.of(file.path(), content.toByteArray());
    }
}
