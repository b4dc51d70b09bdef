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
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.camunda.bpm.engine.RepositoryService;
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
    private static final String PROCESS = "process ";

    private final Releases releases;
    private final NodeRelease node;
    private final StartingFiles starting;
    private final RepositoryService repository;

    GateWarmUp(Releases releases, NodeRelease node, StartingFiles starting, RepositoryService repository) {
        this.releases = releases;
        this.node = node;
        this.starting = starting;
        this.repository = repository;
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
            List<ReleaseFile> files = files();
            // as they are, since the answer to that compares the engine's deployments with what is live
            check(files);
            int checked = 0;
            // one at a time: a deployment that comes meanwhile waits for one of them at the most
            for (ReleaseFile file : files) {
                checked += check(List.of(changed(file))).changes().size();
                parse(file);
            }
            LOG.info("Deployments are warm: {} files were tried in {} ms", checked, millisSince(begun));
            return checked;
        } catch (RuntimeException e) {
            // what is live may not keep to newer rules, and a node may end meanwhile; neither matters here
            LOG.debug("Deployments were left as they are", e);
            return 0;
        }
    }

    private ReleaseOutcome check(List<ReleaseFile> files) {
        return releases.put(
                new Wish(Author.SYSTEM, Release.SYSTEM, "So that the first deployment is quick", true), files, false);
    }

    /** The engine parses a model that is live when it is first used, as it does one that is deployed. */
    private void parse(ReleaseFile file) {
        node.files().at(file.path()).map(releases::ids).stream()
                .flatMap(Set::stream)
                .filter(id -> id.startsWith(PROCESS))
                .map(id -> repository
                        .createProcessDefinitionQuery()
                        .processDefinitionKey(id.substring(PROCESS.length()))
                        .latestVersion()
                        .singleResult())
                .filter(Objects::nonNull)
                .forEach(definition -> repository.getProcessDefinition(definition.getId()));
    }

    private static long millisSince(long begun) {
        return (System.nanoTime() - begun) / 1_000_000;
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
