package io.rapport.release;

import io.rapport.calendar.BusinessClock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Sees to what is live when a node starts, before it takes requests or work: loads it, and brings in what the program ships
 * and nobody has changed. What does not fit into what is live stays out, and the node starts; only a first release must
 * fit.
 */
@Component
public final class ReleaseStart implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(ReleaseStart.class);

    /** Nodes that start at once may overtake each other; each of them finds less to do then. */
    private static final int TRIES = 5;

    private final Releases releases;
    private final ReleaseStore store;
    private final ReleaseKinds kinds;
    private final NodeRelease node;
    private final ShippedFiles shipped;
    private final ObjectProvider<ShippedFileAddition> additions;
    private final TransactionTemplate transaction;
    private final BusinessClock clock;

    private volatile boolean running;
    private volatile Refused refused = Refused.NOTHING;
    private volatile Refused refusedSince = Refused.NOTHING;

    /**
     * Why files are not live.
     *
     * @param findings none if they are
     * @param complete whether nothing more can be found once these are fixed
     */
    public record Refused(List<ReleaseFinding> findings, boolean complete) {

        static final Refused NOTHING = new Refused(List.of(), true);

        static Refused of(ReleaseRefused refused) {
            return new Refused(refused.findings(), refused.complete());
        }

        /** @return these and others, each once */
        Refused and(Refused others) {
            Set<ReleaseFinding> all = new LinkedHashSet<>(findings);
            all.addAll(others.findings);
            return new Refused(List.copyOf(all), complete && others.complete);
        }
    }

    ReleaseStart(
            Releases releases,
            ReleaseStore store,
            ReleaseKinds kinds,
            NodeRelease node,
            ShippedFiles shipped,
            ObjectProvider<ShippedFileAddition> additions,
            PlatformTransactionManager transactions,
            BusinessClock clock) {
        this.releases = releases;
        this.store = store;
        this.kinds = kinds;
        this.node = node;
        this.shipped = shipped;
        this.additions = additions;
        this.transaction = new TransactionTemplate(transactions);
        this.clock = clock;
    }

    @Override
    public int getPhase() {
        // before the web server and all workers, which start last
        return 0;
    }

    @Override
    public void start() {
        running = true;
        if (node.follow()) {
            ship();
        }
    }

    /**
     * Brings in what the program ships, as at a start.
     *
     * @throws ReleaseRefused if nothing was ever released, and the shipped files do not pass
     */
    void ship() {
        for (int attempt = 1; ; attempt++) {
            try {
                shipOnce();
                return;
            } catch (ReleaseOvertaken e) {
                if (attempt == TRIES) {
                    throw e;
                }
                LOG.info("{}", e.getMessage());
            }
        }
    }

    private void shipOnce() {
        Map<String, List<ReleaseFile>> files = ofKinds(shipped.bySource());
        node.follow();
        boolean first = node.number() == 0;
        ShippedFileSelection selection = selection(files);
        refused = Refused.NOTHING;
        try {
            releases.release(wish(first, files), edit -> edit.put(selection.taken()));
            Instant now = clock.realInstant();
            transaction.executeWithoutResult(status -> files.forEach((source, all) -> store.ship(source, all, now)));
        } catch (ReleaseRefused e) {
            if (first) {
                throw e;
            }
            refused = Refused.of(e);
            LOG.error("The shipped files do not fit into what is live, which stays as it is. {}", e.getMessage());
        }
        selection
                .kept()
                .forEach(file -> LOG.warn(
                        "{} of the {} is not taken: {}",
                        file.file().path(),
                        file.source(),
                        file.live() == null
                                ? "somebody has let it go"
                                : "what is live (" + file.live() + ") was changed since, or is newer"));
    }

    private static Releases.Wish wish(boolean first, Map<String, List<ReleaseFile>> files) {
        String source = files.containsKey(Release.DIRECTORY) ? Release.DIRECTORY : Release.JAR;
        return new Releases.Wish(
                Author.SYSTEM,
                source,
                first ? "The files that come with the program" : "The program's newer files",
                false);
    }

    private ShippedFileSelection selection(Map<String, List<ReleaseFile>> files) {
        Map<String, Map<String, Set<String>>> before = new LinkedHashMap<>();
        files.keySet().forEach(source -> before.put(source, store.shipped(source)));
        return ShippedFileSelection.of(files, before, node.files(), kinds::ids, store::wasLive)
                .without(this::isAddedTo);
    }

    private boolean isAddedTo(ShippedFileSelection.Kept kept) {
        Optional<ReleaseFile> live = Optional.ofNullable(kept.live()).flatMap(node.files()::at);
        return live.isPresent() && additions.stream().anyMatch(addition -> addition.isAll(kept.file(), live.get()));
    }

    private Map<String, List<ReleaseFile>> ofKinds(Map<String, List<ReleaseFile>> bySource) {
        Map<String, List<ReleaseFile>> known = new LinkedHashMap<>();
        bySource.forEach((source, files) -> known.put(
                source,
                files.stream().filter(file -> kinds.of(file.path()).isPresent()).collect(Collectors.toList())));
        return known;
    }

    /**
     * @return the shipped files that differ from what this node has live, because somebody changed it or let it go, since the
     *     start, too, or because the start found that they do not fit; with the path of what is live instead, empty if nothing
     *     is
     */
    public Map<ReleaseFile, String> notTaken() {
        Map<ReleaseFile, String> files = new LinkedHashMap<>();
        kept().forEach(file -> files.put(file.file(), file.live() == null ? "" : file.live()));
        return files;
    }

    private List<ShippedFileSelection.Kept> kept() {
        // a node that could not load what is live has nothing to compare with
        if (node.number() == 0) {
            return List.of();
        }
        ShippedFileSelection selection = selection(ofKinds(shipped.bySource()));
        return isRefused() ? selection.all() : selection.kept();
    }

    /**
     * @return why shipped files were not taken that nobody had changed, and why changes in a directory that is watched are
     *     not; without findings if they were, or are no more
     */
    public Refused refused() {
        boolean still =
                isRefused() && !selection(ofKinds(shipped.bySource())).newer().isEmpty();
        return still ? refused.and(refusedSince) : refusedSince;
    }

    /** @return whether shipped files did not fit when they were last tried together */
    boolean isRefused() {
        return !refused.findings().isEmpty();
    }

    /** @param since why what has changed in the directory since the start is not live */
    void refusedSince(Refused since) {
        refusedSince = since;
    }

    /**
     * Releases shipped files, whatever is live.
     *
     * @param paths of some of {@link #notTaken}; all of them if it is empty
     * @return what became of it
     * @throws ReleaseRefused if one of the paths is none of {@link #notTaken}, or something found in it keeps it out
     */
    public ReleaseOutcome take(Releases.Wish wish, List<String> paths) {
        Map<String, ReleaseFile> open = new LinkedHashMap<>();
        kept().forEach(kept -> open.put(kept.file().path(), kept.file()));
        ReleaseFindings findings = new ReleaseFindings();
        paths.stream()
                .filter(path -> !open.containsKey(path))
                .forEach(path -> findings.error(
                        path,
                        "",
                        "it is no file of the program that differs from what is live",
                        open.isEmpty() ? "there is nothing to take" : "choose of " + String.join(", ", open.keySet())));
        if (findings.hasErrors()) {
            throw new ReleaseRefused(findings.list());
        }
        List<ReleaseFile> files = open.values().stream()
                .filter(file -> paths.isEmpty() || paths.contains(file.path()))
                .toList();
        return releases.release(wish, ReleaseAction.TAKE_SHIPPED, edit -> edit.put(files));
    }

    @Override
    public void stop() {
        running = false;
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
