package io.rapport.release;

import io.rapport.database.RoundTrip;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * The release that this node holds. It follows what is live; what it cannot load keeps it from all work, and it says which
 * file and why.
 */
@Component
public final class NodeRelease {

    private static final Logger LOG = LoggerFactory.getLogger(NodeRelease.class);

    private final ReleaseStore store;
    private final ReleaseKinds kinds;
    private final StartingFiles starting;
    private final Object loading = new Object();

    private volatile Held held;
    private volatile String fault;
    private volatile boolean behind;
    private volatile Runnable caller = () -> {};

    /**
     * @param number 0 before the first release
     * @param findings what this node found in it when it loaded it
     */
    private record Held(long number, ReleaseFiles files, List<ReleaseFinding> findings) {}

    NodeRelease(ReleaseStore store, ReleaseKinds kinds, StartingFiles starting) {
        this.store = store;
        this.kinds = kinds;
        this.starting = starting;
    }

    /** @return the number of the release that this node holds; 0 if it holds none yet */
    public long number() {
        Held now = held;
        return now == null ? 0 : now.number();
    }

    /** @return its files */
    public ReleaseFiles files() {
        Held now = held;
        return now == null ? ReleaseFiles.of(List.of()) : now.files();
    }

    /**
     * @return what this version of the program finds in what is live, though an earlier one, or another node, let it pass:
     *     it is used as far as it can be; empty where this node made the release, whose own warnings say it
     */
    public List<ReleaseFinding> findings() {
        Held now = held;
        return now == null ? List.of() : now.findings();
    }

    /** @return why this node cannot load what is live, with the file; empty if it can */
    public Optional<String> fault() {
        return Optional.ofNullable(fault);
    }

    Object lock() {
        return loading;
    }

    /** @return whether this node takes work: it holds what is live, as far as it knows */
    public boolean takesWork() {
        return !behind && fault == null;
    }

    /** @return whether this node holds what is live now; where it does not, it is made to load it */
    public boolean isCurrent() {
        return isCurrent(store.live());
    }

    /**
     * Asks what is live together with other queries, for {@link #isCurrent(long)}.
     *
     * @param number gets the number of the release
     */
    public RoundTrip.Query live(LongConsumer number) {
        return ReleaseStore.live(number);
    }

    /**
     * @param live what a query has just said
     * @return as {@link #isCurrent()}
     */
    public boolean isCurrent(long live) {
        if (takesWork() && live == number()) {
            return true;
        }
        behind = true;
        caller.run();
        return false;
    }

    void onBehind(Runnable call) {
        caller = call;
    }

    /**
     * Has what is live stay as it is until the caller's transaction ends, so that a unit of work is done under one release.
     * To be called before anything else is locked.
     *
     * @throws ReleaseNotLoaded if this node does not hold what is live; it loads it meanwhile, and the same work may be done
     *     then
     */
    public void hold() {
        hold(List.of());
    }

    /**
     * The same, with queries of the caller's in the same round trip, behind what holds. Where another release turns out to be
     * live, what they answered is void.
     *
     * @param then what the work begins with
     * @throws ReleaseNotLoaded as there
     */
    public void hold(List<RoundTrip.Query> then) {
        if (TransactionSynchronizationManager.isSynchronizationActive()) {
            for (TransactionSynchronization found : TransactionSynchronizationManager.getSynchronizations()) {
                if (found instanceof HeldUntilEnd) {
                    if (!then.isEmpty()) {
                        store.run(then);
                    }
                    return;
                }
            }
        }
        long live = store.holdLive(then);
        if (live != number() || fault != null) {
            behind = true;
            caller.run();
            throw new ReleaseNotLoaded(
                    fault().orElse("Release " + live + " is live, and this node is about to load it."));
        }
        if (TransactionSynchronizationManager.isSynchronizationActive()) {
            TransactionSynchronizationManager.registerSynchronization(new HeldUntilEnd());
        }
    }

    /** Says that the transaction holds what is live already. */
    private static final class HeldUntilEnd implements TransactionSynchronization {}

    /**
     * Loads what is live, if that is another release than the one that this node holds.
     *
     * @return whether it holds it now
     */
    public boolean follow() {
        long live = store.live();
        if (live == number() && fault == null) {
            behind = false;
            return true;
        }
        synchronized (loading) {
            return live == number() && fault == null || load(store.live());
        }
    }

    private boolean load(long number) {
        if (number == 0) {
            return true;
        }
        Release release = store.find(number).orElseThrow();
        Set<String> unknown = new TreeSet<>(release.needs());
        unknown.removeAll(kinds.offers());
        if (!unknown.isEmpty()) {
            return cannot(
                    number,
                    "this version of the program does not know: " + String.join(", ", unknown)
                            + "; start a newer one on this node");
        }
        ReleaseFiles files = store.files(number, files().all());
        Map<ReleaseKind<?>, Object> contents = new LinkedHashMap<>();
        List<ReleaseFinding> found = new ArrayList<>();
        for (ReleaseKind<?> kind : kinds.all()) {
            Object content = content(kind, files, found);
            if (content == null) {
                String why = found.stream()
                        .filter(ReleaseFinding::error)
                        .map(ReleaseFinding::text)
                        .reduce((first, last) -> last)
                        .orElse("the files of the kind " + kind.name() + " cannot be read");
                return cannot(number, why);
            }
            contents.put(kind, content);
        }
        // it is live: what newer rules find in it keeps nothing out
        found.replaceAll(ReleaseFinding::asWarning);
        found.forEach(finding -> LOG.warn("release {}, which is live: {}", number, finding.text()));
        use(number, files, contents, found);
        LOG.info("Release {} is loaded: {} by {}, {}", number, release.source(), release.by(), release.message());
        return true;
    }

    private Object content(ReleaseKind<?> kind, ReleaseFiles files, List<ReleaseFinding> found) {
        ReleaseFiles own = files.only(kind::takes);
        ReleaseFiles before =
                held == null ? starting.of(kind).orElse(null) : held.files().only(kind::takes);
        boolean inUse = before != null && own.isSameAs(before);
        if (inUse && held != null) {
            return kind.live();
        }
        ReleaseFindings findings = new ReleaseFindings();
        try {
            // what the start has read is read once more for what is to be said of it
            Object read = kind.read(own, findings);
            return inUse ? kind.live() : read;
        } catch (RuntimeException e) {
            LOG.error("The files of the kind {} cannot be read", kind.name(), e);
            findings.error(kind.name(), "", "they cannot be read: " + e, "release files that can be read");
            return null;
        } finally {
            found.addAll(findings.list());
        }
    }

    private boolean cannot(long number, String why) {
        String message = "Release " + number + " cannot be loaded: " + why;
        if (!message.equals(fault)) {
            LOG.error("{}. This node takes no work until it can", message);
        }
        fault = message;
        return false;
    }

    /** The caller holds the lock. */
    void use(long number, ReleaseFiles files, Map<ReleaseKind<?>, Object> contents, List<ReleaseFinding> findings) {
        contents.forEach((kind, content) -> use(kind, content, number));
        held = new Held(number, files, List.copyOf(findings));
        fault = null;
        behind = false;
    }

    private static <T> void use(ReleaseKind<T> kind, Object content, long number) {
        kind.use(kind.type().cast(content), number);
    }
}
