package io.rapport.release;

import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/** A set of files, in order of their paths. It never changes. */
public final class ReleaseFiles {

    private final SortedMap<String, ReleaseFile> byPath;

    private ReleaseFiles(SortedMap<String, ReleaseFile> byPath) {
        this.byPath = Collections.unmodifiableSortedMap(byPath);
    }

    /**
     * @param files of two at one path the last counts
     * @return the set
     */
    public static ReleaseFiles of(Collection<ReleaseFile> files) {
        SortedMap<String, ReleaseFile> byPath = new TreeMap<>();
        files.forEach(file -> byPath.put(file.path(), file));
        return new ReleaseFiles(byPath);
    }

    /** @return all files, those that have left and are still needed included */
    public List<ReleaseFile> all() {
        return List.copyOf(byPath.values());
    }

    /** @return the files that new work may use */
    public List<ReleaseFile> current() {
        return byPath.values().stream().filter(file -> !file.retired()).toList();
    }

    /**
     * @param path of a file
     * @return the file, if the set has it
     */
    public Optional<ReleaseFile> at(String path) {
        return Optional.ofNullable(byPath.get(path));
    }

    /**
     * @param wanted by their paths
     * @return those of the files
     */
    public ReleaseFiles only(Predicate<String> wanted) {
        return of(byPath.values().stream()
                .filter(file -> wanted.test(file.path()))
                .toList());
    }

    /** @return whether both hold the same files with the same contents */
    boolean isSameAs(ReleaseFiles other) {
        return byPath.equals(other.byPath);
    }

    /**
     * @param earlier another set
     * @return the paths of what is new, gone or different in this one, in order
     */
    public List<String> changesFrom(ReleaseFiles earlier) {
        TreeMap<String, ReleaseFile> paths = new TreeMap<>(earlier.byPath);
        paths.putAll(byPath);
        return paths.keySet().stream()
                .filter(path -> {
                    ReleaseFile now = byPath.get(path);
                    return now == null || !now.isSameAs(earlier.byPath.get(path));
                })
                .toList();
    }
}
