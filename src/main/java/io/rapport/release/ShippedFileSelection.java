package io.rapport.release;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Decides which of the files that come with the program are taken at a start: those of things that are live as this program,
 * or an earlier one, had brought them, and that were never live before. What somebody has changed, or let go, stays as it is.
 *
 * @param newer files to release, with what they take the place of
 * @param kept files that differ from what is live and are not taken
 */
record ShippedFileSelection(List<Kept> newer, List<Kept> kept) {

    /**
     * A shipped file that differs from what is live.
     *
     * @param source what brought it
     * @param file the file
     * @param live the path of what is live instead; null if nothing is
     */
    record Kept(String source, ReleaseFile file, String live) {}

    /**
     * @param shipped files by source, the one that counts more last
     * @param before by source, what it ever brought: hashes by path
     * @param live what is live
     * @param ids what makes a file the same file
     * @param wasLive whether a content was ever live as one of its ids
     */
    static ShippedFileSelection of(
            Map<String, List<ReleaseFile>> shipped,
            Map<String, Map<String, Set<String>>> before,
            ReleaseFiles live,
            Function<ReleaseFile, Set<String>> ids,
            BiPredicate<ReleaseFile, Set<String>> wasLive) {
        List<Kept> newer = new ArrayList<>();
        List<Kept> kept = new ArrayList<>();
        overlaid(shipped, ids).forEach((file, source) -> {
            Set<String> own = ids.apply(file);
            Optional<ReleaseFile> there = live.current().stream()
                    .filter(other -> other.path().equals(file.path()) || !Collections.disjoint(ids.apply(other), own))
                    .findFirst();
            if (there.isPresent() && there.get().hash().equals(file.hash())) {
                return;
            }
            boolean untouched = there.map(ReleaseFile::hash)
                    .map(hash -> before.values().stream()
                            .flatMap(brought -> brought.values().stream())
                            .anyMatch(hashes -> hashes.contains(hash)))
                    .orElseGet(() -> before.values().stream().noneMatch(brought -> brought.containsKey(file.path())));
            (untouched && !wasLive.test(file, own) ? newer : kept)
                    .add(new Kept(source, file, there.map(ReleaseFile::path).orElse(null)));
        });
        return new ShippedFileSelection(newer, kept);
    }

    /** The files with their source; of two that are the same file, that of the source that counts more. */
    private static Map<ReleaseFile, String> overlaid(
            Map<String, List<ReleaseFile>> shipped, Function<ReleaseFile, Set<String>> ids) {
        Map<ReleaseFile, String> all = new LinkedHashMap<>();
        shipped.forEach((source, files) -> {
            List<Set<String>> over = files.stream().map(ids).toList();
            all.keySet()
                    .removeIf(file -> over.stream().anyMatch(own -> !Collections.disjoint(own, ids.apply(file)))
                            || files.stream().anyMatch(other -> other.path().equals(file.path())));
            files.forEach(file -> all.put(file, source));
        });
        return all;
    }

    /** @return the same without those of the kept files for which this is so */
    ShippedFileSelection without(Predicate<Kept> expected) {
        return new ShippedFileSelection(
                newer, kept.stream().filter(expected.negate()).toList());
    }

    /** @return the files to release */
    List<ReleaseFile> taken() {
        return newer.stream().map(Kept::file).toList();
    }

    /** @return all that differ from what is live */
    List<Kept> all() {
        return Stream.concat(kept.stream(), newer.stream()).toList();
    }

    /** @return the files that are kept out, as they would be taken by a command */
    Collection<ReleaseFile> keptFiles() {
        return kept.stream().map(Kept::file).toList();
    }
}
