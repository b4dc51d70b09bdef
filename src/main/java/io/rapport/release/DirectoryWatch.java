package io.rapport.release;

import io.rapport.release.ReleaseStart.Refused;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Releases changed files of a directory while the application runs, for those who design. It reads the directory at
 * intervals, which works on every file system, and reads it once it has stopped changing, so that a file that is half saved is
 * nobody's fault. What is refused stays out, until it passes with what changes next; the log and the page of releases say why.
 */
final class DirectoryWatch implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(DirectoryWatch.class);

    private final Path directory;
    private final ShippedFiles shipped;
    private final Releases releases;
    private final ReleaseStart start;
    private final ScheduledExecutorService timer;
    private final Map<String, ReleaseFile> released;
    private Map<String, ReleaseFile> read;
    private Map<Path, Stamp> readAt;
    private Map<Path, Stamp> seen;

    private record Stamp(FileTime modified, long size) {}

    DirectoryWatch(Path directory, ShippedFiles shipped, Releases releases, ReleaseStart start) {
        this.directory = directory;
        this.shipped = shipped;
        this.releases = releases;
        this.start = start;
        this.readAt = stamps();
        this.seen = readAt;
        this.read = files();
        this.released = new TreeMap<>(read);
        this.timer = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "models-watch");
            thread.setDaemon(true);
            return thread;
        });
    }

    void every(Duration interval) {
        timer.scheduleWithFixedDelay(
                this::checkSafely, interval.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS);
        LOG.info(
                "Files in {} are released when they change",
                directory.toAbsolutePath().normalize());
    }

    private void checkSafely() {
        try {
            check();
        } catch (RuntimeException e) {
            // an exception would end the timer; the next check may find the directory whole again
            LOG.warn("The files in {} could not be released: {}", directory, e.toString());
        }
    }

    /** Releases what has changed, and not since the last check. */
    void check() {
        Map<Path, Stamp> now = stamps();
        boolean settled = now.equals(seen);
        seen = now;
        if (!settled || now.equals(readAt)) {
            return;
        }
        Map<String, ReleaseFile> before = read;
        Map<String, ReleaseFile> files = files();
        readAt = now;
        read = files;
        try {
            if (start.isRefused()) {
                start.ship();
            }
            start.refusedSince(release(different(before, files), files));
        } catch (ReleaseOvertaken e) {
            // the next check tries the same again
            readAt = Map.of();
            read = before;
        }
    }

    /**
     * Releases all that is not released yet, or at least what has just changed.
     *
     * @return why something stays out
     */
    private Refused release(Set<String> changed, Map<String, ReleaseFile> files) {
        Set<String> open = different(released, files);
        Refused refused = tried(open, files);
        return refused.findings().isEmpty() || changed.equals(open) ? refused : refused.and(tried(changed, files));
    }

    private Refused tried(Set<String> paths, Map<String, ReleaseFile> files) {
        if (paths.isEmpty()) {
            return Refused.NOTHING;
        }
        try {
            put(paths, files);
            return Refused.NOTHING;
        } catch (ReleaseRefused e) {
            LOG.warn("The files in {} have changed, and what is live stays as it was. {}", directory, e.getMessage());
            return Refused.of(e);
        }
    }

    private void put(Set<String> paths, Map<String, ReleaseFile> files) {
        List<String> gone =
                paths.stream().filter(path -> !files.containsKey(path)).toList();
        Map<String, ReleaseFile> below = new HashMap<>();
        if (!gone.isEmpty()) {
            shipped.bySource().get(Release.JAR).forEach(file -> below.put(file.path(), file));
        }
        List<ReleaseFile> put = new ArrayList<>();
        paths.stream().filter(files::containsKey).map(files::get).forEach(put::add);
        gone.stream().filter(below::containsKey).map(below::get).forEach(put::add);
        releases.release(
                new Releases.Wish(Author.SYSTEM, Release.DIRECTORY, "Files in the directory changed", false), edit -> {
                    edit.putKnown(put);
                    gone.stream().filter(path -> !below.containsKey(path)).forEach(edit::drop);
                });
        released.keySet().removeAll(gone);
        paths.stream().filter(files::containsKey).forEach(path -> released.put(path, files.get(path)));
    }

    /** @return the paths of what is new, other or gone */
    private static Set<String> different(Map<String, ReleaseFile> before, Map<String, ReleaseFile> now) {
        Set<String> paths = new TreeSet<>(before.keySet());
        paths.addAll(now.keySet());
        paths.removeIf(path -> Objects.equals(before.get(path), now.get(path)));
        return paths;
    }

    private Map<String, ReleaseFile> files() {
        Map<String, ReleaseFile> files = new TreeMap<>();
        ShippedFiles.read(directory).forEach(file -> files.put(file.path(), file));
        return files;
    }

    private Map<Path, Stamp> stamps() {
        Map<Path, Stamp> stamps = new TreeMap<>();
        for (String folder : ShippedFiles.FOLDERS) {
            if (!Files.isDirectory(directory.resolve(folder))) {
                continue;
            }
            try (Stream<Path> paths = Files.walk(directory.resolve(folder), 6)) {
                for (Path path : (Iterable<Path>) paths.filter(Files::isRegularFile)::iterator) {
                    try {
                        BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
                        stamps.put(path, new Stamp(attributes.lastModifiedTime(), attributes.size()));
                    } catch (NoSuchFileException e) {
                        // an editor replaces it just now: the next check sees the new one
                        stamps.remove(path);
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException("cannot read the files in " + directory, e);
            }
        }
        return stamps;
    }

    /** Stops watching. */
    @Override
    public void close() {
        timer.shutdownNow();
    }
}
