package io.rapport.app.demo;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.Optional;
import java.util.Properties;

/**
 * How far the replay has come, kept beside the embedded database, so that a replay that was cut off goes on where it was.
 *
 * @param file where it is kept
 */
public record ReplayPosition(Path file) {

    /**
     * @param data the data directory, {@code rapport.data-dir}
     * @return what is kept there
     */
    public static ReplayPosition in(Path data) {
        return new ReplayPosition(data.resolve("demo-replay"));
    }

    /**
     * @return whether a replay has begun and not come to its end: it runs, or goes on at the next start, and what comes
     *     into the database meanwhile lives through the days that are replayed
     */
    public boolean isUnderWay() {
        return read().filter(reached -> !reached.finished()).isPresent();
    }

    /**
     * A place in the replay.
     *
     * @param start the moment from which the recording counts back
     * @param reached what the replay's clock showed last
     * @param finished whether the replay has ended
     */
    record Position(Instant start, Instant reached, boolean finished) {}

    Optional<Position> read() {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        Properties text = new Properties();
        try (Reader in = Files.newBufferedReader(file)) {
            text.load(in);
            return Optional.of(new Position(
                    Instant.parse(text.getProperty("start", "")),
                    Instant.parse(text.getProperty("reached", "")),
                    Boolean.parseBoolean(text.getProperty("finished"))));
        } catch (IOException e) {
            throw new UncheckedIOException("the demo's bookmark cannot be read", e);
        }
    }

    void write(Position place) {
        Properties text = new Properties();
        text.setProperty("start", place.start().toString());
        text.setProperty("reached", place.reached().toString());
        text.setProperty("finished", Boolean.toString(place.finished()));
        Path beside = file.resolveSibling(file.getFileName() + ".new");
        try {
            try (Writer out = Files.newBufferedWriter(beside)) {
                text.store(out, "How far the demo's replay has come");
            }
            Files.move(beside, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException("the demo's bookmark cannot be written", e);
        }
    }
}
