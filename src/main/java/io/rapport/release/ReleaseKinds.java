package io.rapport.release;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/** The kinds of files that this program knows, in their order. Asked for late: kinds know rooms that know releases. */
@Component
final class ReleaseKinds {

    /** A few sets of files have no more. */
    private static final int MOST_KNOWN = 5_000;

    private final ObjectProvider<ReleaseKind<?>> kinds;
    private final Map<ReleaseFile, Set<String>> known = new ConcurrentHashMap<>();
    private volatile List<ReleaseKind<?>> sorted;

    ReleaseKinds(ObjectProvider<ReleaseKind<?>> kinds) {
        this.kinds = kinds;
    }

    List<ReleaseKind<?>> all() {
        if (sorted == null) {
            sorted = kinds.orderedStream().collect(Collectors.toUnmodifiableList());
        }
        return sorted;
    }

    Optional<ReleaseKind<?>> of(String path) {
        for (ReleaseKind<?> kind : all()) {
            if (kind.takes(path)) {
                return Optional.of(kind);
            }
        }
        return Optional.empty();
    }

    Set<String> ids(ReleaseFile file) {
        if (known.size() > MOST_KNOWN) {
            known.clear();
        }
        return known.computeIfAbsent(
                file, some -> of(some.path()).map(kind -> kind.ids(some)).orElse(Set.of(some.path())));
    }

    /** What this program knows. */
    Set<String> offers() {
        Set<String> offers = new TreeSet<>();
        for (ReleaseKind<?> kind : all()) {
            offers.add("files: " + kind.name());
            offers.addAll(kind.offers());
        }
        return offers;
    }

    Set<String> needs(Candidate candidate) {
        Set<String> needs = new TreeSet<>();
        for (ReleaseKind<?> kind : all()) {
            if (candidate.files().all().stream().anyMatch(file -> kind.takes(file.path()))) {
                needs.add("files: " + kind.name());
            }
            needs.addAll(kind.needs(candidate));
        }
        return needs;
    }
}
