package io.rapport.template;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes up changed files of a messages folder while the application runs, for those who write messages. It reads the
 * folder at intervals, which works on every file system, and reads it once it has stopped changing, so that a file that
 * is half saved is nobody's fault. What is broken stays out; the catalogue says why.
 */
public final class MessageWatch implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(MessageWatch.class);

    private final MessageCatalogue catalogue;
    private final Path folder;
    private final ScheduledExecutorService timer;
    private Map<String, Stamp> read;
    private Map<String, Stamp> seen;

    private record Stamp(FileTime modified, long size) {}

    /**
     * @param catalogue what to renew; it was loaded from this folder
     * @param folder    to watch
     */
    MessageWatch(MessageCatalogue catalogue, Path folder) {
        this.catalogue = catalogue;
        this.folder = folder;
        this.read = stamps();
        this.seen = read;
        this.timer = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "messages-watch");
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * Watches a folder until it is closed.
     *
     * @param catalogue loaded from this location
     * @param location  such as {@code file:messages/}
     * @param interval  between two checks
     * @throws IllegalArgumentException when the location is no folder that could change
     */
    public static MessageWatch start(MessageCatalogue catalogue, String location, Duration interval) {
        if (!location.startsWith("file:") || interval.isNegative()) {
            throw new IllegalArgumentException("rapport.messaging.reload (" + interval
                    + ") wants rapport.messaging.templates to be a folder, such as file:messages/, not " + location
                    + "; set it so, or take reload out");
        }
        Path folder = Path.of(location.substring("file:".length()).replaceFirst("^///", "/"));
        MessageWatch watch = new MessageWatch(catalogue, folder);
        watch.timer.scheduleWithFixedDelay(
                watch::checkSafely, interval.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS);
        log.info("Messages are read again when a file in {} changes", folder.toAbsolutePath());
        return watch;
    }

    private void checkSafely() {
        try {
            check();
        } catch (RuntimeException e) {
            // an exception would end the timer; the next check may find the folder whole again
            log.warn("The messages in {} could not be checked: {}", folder, e.toString());
        }
    }

    /** Reads the folder again if it has changed, and not since the last check. */
    void check() {
        Map<String, Stamp> now = stamps();
        boolean settled = now.equals(seen);
        seen = now;
        if (!settled || now.equals(read)) {
            return;
        }
        boolean renewed = catalogue.renew(folder);
        read = now;
        if (renewed) {
            log.info("The messages in {} are read again and in use", folder);
        } else {
            log.warn(
                    "The messages in {} have changed, but cannot be used; those from before stay in use:\n{}",
                    folder,
                    catalogue.faults().stream().map(fault -> "- " + fault).collect(Collectors.joining("\n")));
        }
    }

    private SortedMap<String, Stamp> stamps() {
        SortedMap<String, Stamp> stamps = new TreeMap<>();
        try (Stream<Path> paths = Files.walk(folder, 2)) {
            for (Path path : (Iterable<Path>) paths.filter(MessageSources::concerns)::iterator) {
                try {
                    BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
                    stamps.put(path.toString(), new Stamp(attributes.lastModifiedTime(), attributes.size()));
                } catch (NoSuchFileException e) {
                    // an editor replaces it just now: the next check sees the new one
                    stamps.remove(path.toString());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot check the messages in " + folder, e);
        }
        return stamps;
    }

    /** Stops watching. */
    @Override
    public void close() {
        timer.shutdownNow();
    }
}
