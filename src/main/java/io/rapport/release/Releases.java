package io.rapport.release;

import io.rapport.calendar.BusinessClock;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Makes releases: a set of files, checked as a whole, switched in one transaction. */
@Component
public final class Releases {

    private static final Logger LOG = LoggerFactory.getLogger(Releases.class);

    private final ReleaseStore store;
    private final ReleaseKinds kinds;
    private final NodeRelease node;
    private final ObjectProvider<NeededByWork> work;
    private final ShippedFiles shipped;
    private final TransactionTemplate transaction;
    private final BusinessClock clock;

    Releases(
            ReleaseStore store,
            ReleaseKinds kinds,
            NodeRelease node,
            ObjectProvider<NeededByWork> work,
            ShippedFiles shipped,
            PlatformTransactionManager transactions,
            BusinessClock clock) {
        this.store = store;
        this.kinds = kinds;
        this.node = node;
        this.work = work;
        this.shipped = shipped;
        this.transaction = new TransactionTemplate(transactions);
        this.clock = clock;
    }

    /**
     * Who wants a release, and how.
     *
     * @param author who makes it
     * @param source one of {@link Release}'s
     * @param message why
     * @param preview whether to say only what it would change, and what would be found
     * @param asks whether to do the same where people, queues, groups or segments leave with it, or customers move, so that the
     *     author is asked first
     * @param base the number of the release that was live when the author saw what it would change; then it is made on top of
     *     that one alone. {@code null} if the author saw nothing, and it is made whatever is live
     */
    public record Wish(Author author, String source, String message, boolean preview, boolean asks, Long base) {

        /** Those who read what is found in a release: before it is live, or with it. */
        private static final Set<String> PEOPLE = Set.of(Release.COMMAND, Release.MODELER, Release.PAGE);

        /** One whose author has seen nothing of it. */
        public Wish(Author author, String source, String message, boolean preview, boolean asks) {
            this(author, source, message, preview, asks, null);
        }

        /** One whose author is not asked. */
        public Wish(Author author, String source, String message, boolean preview) {
            this(author, source, message, preview, false);
        }

        /** Whether a person reads what is found: before it is live, or with the release. */
        boolean isRead() {
            return preview || asks || PEOPLE.contains(source);
        }
    }

    /** @return the latest releases, the live one first */
    public List<Release> latest(int most) {
        return store.list(most);
    }

    /** @return the release of the number */
    public Optional<Release> find(long number) {
        return store.find(number);
    }

    /**
     * A file of a release.
     *
     * @param path where it stood
     * @param ids what made it the same file wherever it lay
     * @param retired whether it stayed for what was under way alone
     * @param hash SHA-256 of its bytes, in hexadecimal digits
     */
    public record Entry(String path, List<String> ids, boolean retired, String hash) {}

    /** @return what a release consisted of, also where its contents are kept no longer */
    public List<Entry> entries(long number) {
        return store.entries(number);
    }

    /** @return the oldest release that can be released again */
    public long oldestKept() {
        return store.oldestKept();
    }

    /**
     * @param number of a release
     * @return its files, those retired included
     * @throws ReleaseNotKept if their contents are kept no longer
     */
    public ReleaseFiles files(long number) {
        return store.files(number, node.files().all());
    }

    /** @return what makes a file the same file wherever it lies, such as {@code process onboarding} */
    public Set<String> ids(ReleaseFile file) {
        return kinds.ids(file);
    }

    /**
     * Releases files: those that are live, with these in their places.
     *
     * @param files with their path, or by name alone where that says enough
     * @param prune whether what is live and not among the files goes, or is the program's again where the program ships it
     * @throws ReleaseRefused if something found in it keeps it out
     * @throws ReleaseOvertaken if another release came between, or since the wish's base
     * @throws ReleaseNotLoaded if this node cannot load what is live
     */
    public ReleaseOutcome put(Wish wish, Collection<ReleaseFile> files, boolean prune) {
        return release(wish, edit -> {
            edit.put(files);
            if (prune) {
                edit.prune(files, shipped.ofJar());
            }
        });
    }

    /**
     * Releases what is live without some of it.
     *
     * @param keys such as {@code process onboarding} or {@code message welcome}; the first word only where it is needed
     * @throws ReleaseRefused if something found in it keeps it out
     * @throws ReleaseOvertaken if another release came between, or since the wish's base
     * @throws ReleaseNotLoaded if this node cannot load what is live
     */
    public ReleaseOutcome retire(Wish wish, Collection<String> keys) {
        return release(wish, ReleaseAction.RETIRE, edit -> edit.retire(keys));
    }

    /**
     * Releases an earlier set of files again; event types stay as they are. It is never refused for what it takes back.
     *
     * @param number of the release
     * @throws IllegalArgumentException if there is none of this number
     * @throws ReleaseNotKept if its files are kept no longer
     * @throws ReleaseRefused if something found in it keeps it out
     * @throws ReleaseOvertaken if another release came between, or since the wish's base
     * @throws ReleaseNotLoaded if this node cannot load what is live
     */
    public ReleaseOutcome again(Wish wish, long number) {
        if (store.find(number).isEmpty()) {
            throw new IllegalArgumentException("there is no release " + number);
        }
        ReleaseFiles earlier = files(number);
        return release(wish, ReleaseAction.ROLLBACK, number, edit -> edit.again(earlier, wish.author()));
    }

    /** Lets go what has left and is needed no longer by what is under way. */
    void tidy() {
        if (node.takesWork() && node.files().all().stream().anyMatch(ReleaseFile::retired)) {
            release(
                    new Wish(Author.SYSTEM, Release.SYSTEM, "What had left is needed no longer", false),
                    ReleaseAction.TIDY,
                    edit -> {});
        }
    }

    ReleaseOutcome release(Wish wish, Consumer<ReleaseEdit> change) {
        return release(wish, ReleaseAction.DEPLOY, change);
    }

    ReleaseOutcome release(Wish wish, ReleaseAction action, Consumer<ReleaseEdit> change) {
        return release(wish, action, null, change);
    }

    private synchronized ReleaseOutcome release(
            Wish wish, ReleaseAction action, Long rolledBackTo, Consumer<ReleaseEdit> change) {
        if (!node.follow()) {
            throw new ReleaseNotLoaded(node.fault().orElse("This node does not hold what is live."));
        }
        long before = node.number();
        if (wish.base() != null && wish.base() != before) {
            throw new ReleaseOvertaken(before);
        }
        ReleaseFiles live = node.files();
        ReleaseFindings findings = new ReleaseFindings();
        ReleaseEdit edit = new ReleaseEdit(kinds, live, findings);
        change.accept(edit);
        ReleaseFiles next = edit.result(this::needed);
        List<ReleaseOutcome.Difference> changes = next.changesFrom(live).stream()
                .map(path -> ReleaseOutcome.Difference.of(path, live, next))
                .toList();
        refuse(findings, false);
        if (changes.isEmpty() && kinds.all().stream().allMatch(kind -> kind.isInForce(next))) {
            return new ReleaseOutcome(store.find(before).orElse(null), false, changes, findings.list());
        }
        Map<ReleaseKind<?>, Object> contents = new LinkedHashMap<>();
        Candidate candidate =
                candidate(before + 1, wish, action == ReleaseAction.ROLLBACK, next, live, contents, findings);
        refuse(findings, false);
        if (candidate != null) {
            for (ReleaseKind<?> kind : kinds.all()) {
                kind.check(candidate, findings);
            }
            refuse(findings, true);
        }
        if (wish.preview() || wish.asks() && findings.list().stream().anyMatch(ReleaseFinding::asksFirst)) {
            return new ReleaseOutcome(store.find(before).orElse(null), false, changes, findings.list());
        }
        Release release = new Release(
                before + 1,
                clock.realInstant(),
                wish.author().name(),
                wish.source(),
                action,
                rolledBackTo,
                wish.message(),
                kinds.needs(candidate),
                findings.list());
        synchronized (node.lock()) {
            transaction.executeWithoutResult(status -> {
                long now = store.lockLive();
                if (now != before) {
                    throw new ReleaseOvertaken(now);
                }
                store.insert(release);
                List<String> paths = candidate.changes();
                store.end(paths, release.number());
                paths.forEach(
                        path -> next.at(path).ifPresent(file -> store.begin(file, kinds.ids(file), release.number())));
                kinds.all().forEach(kind -> kind.apply(candidate));
                store.makeLive(release.number());
            });
            node.use(release.number(), next, contents, List.of());
        }
        kinds.all().forEach(kind -> follow(kind, candidate));
        findings.list().forEach(finding -> LOG.warn("released, but look at {}", finding.text()));
        LOG.info(
                "Release {} is live, by {} ({}, {}): {}; {} files changed",
                release.number(),
                release.by(),
                release.source(),
                action.key(),
                release.message(),
                changes.size());
        return new ReleaseOutcome(release, true, changes, findings.list());
    }

    private static void follow(ReleaseKind<?> kind, Candidate candidate) {
        try {
            kind.released(candidate);
        } catch (RuntimeException e) {
            LOG.warn("release {} is live; what was to follow for {} is left out", candidate.number(), kind.name(), e);
        }
    }

    private static void refuse(ReleaseFindings findings, boolean complete) {
        if (findings.hasErrors()) {
            throw new ReleaseRefused(findings.list(), complete);
        }
    }

    private Set<String> needed() {
        Set<String> needed = new TreeSet<>();
        work.forEach(part -> needed.addAll(part.needed()));
        return needed;
    }

    /**
     * What was wrong already in a file that stays as it is, and is used all the same, is no reason to keep the others out: newer
     * rules find it, or the files are read together.
     *
     * @return null if the files cannot be read; then there is an error
     */
    private static Object read(ReleaseKind<?> kind, ReleaseFiles next, ReleaseFiles live, ReleaseFindings findings) {
        ReleaseFindings found = new ReleaseFindings();
        Object content = kind.read(next, found);
        Set<String> changed = Set.copyOf(next.changesFrom(live));
        if (content != null && found.list().stream().anyMatch(finding -> isOfAnother(finding, changed))) {
            ReleaseFindings known = new ReleaseFindings();
            kind.read(live, known);
            found.list()
                    .forEach(finding -> findings.add(
                            isOfAnother(finding, changed) && known.list().contains(finding)
                                    ? finding.asWarning()
                                    : finding));
        } else {
            found.list().forEach(findings::add);
        }
        return content;
    }

    private static boolean isOfAnother(ReleaseFinding finding, Set<String> changed) {
        return finding.error() && !changed.contains(finding.file());
    }

    /** @return null if a kind cannot read its files; then there is an error */
    private Candidate candidate(
            long number,
            Wish wish,
            boolean rollback,
            ReleaseFiles next,
            ReleaseFiles live,
            Map<ReleaseKind<?>, Object> contents,
            ReleaseFindings findings) {
        Map<Class<?>, Object> now = new LinkedHashMap<>();
        Map<Class<?>, Object> then = new LinkedHashMap<>();
        boolean whole = true;
        for (ReleaseKind<?> kind : kinds.all()) {
            ReleaseFiles own = next.only(kind::takes);
            ReleaseFiles ownLive = live.only(kind::takes);
            Object content =
                    own.isSameAs(ownLive) && live.all().size() > 0 ? kind.live() : read(kind, own, ownLive, findings);
            whole &= content != null;
            contents.put(kind, content);
            now.put(kind.type(), content);
            then.put(kind.type(), kind.live());
        }
        return whole
                ? new Candidate(
                        number,
                        wish.author(),
                        wish.message(),
                        wish.preview(),
                        wish.isRead(),
                        rollback,
                        next,
                        live,
                        now,
                        then)
                : null;
    }
}
