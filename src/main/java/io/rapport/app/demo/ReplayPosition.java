package io.rapport.app.demo;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Properties;

/**
 * How far the demo has been played, kept beside the embedded database, so that what was cut off goes on where it was, and the
 * clock stands after a restart where it stood.
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
     * @return whether a replay, or a move of the clock, has begun and not come to its end: it runs, or goes on at the next start,
     *     and what comes into the database meanwhile lives through the days that are played
     */
    public boolean isUnderWay() {
        return read().filter(reached -> !reached.finished()).isPresent();
    }

    /**
     * A place in what is played.
     *
     * @param start the moment from which the recording counts back: that of the first start
     * @param from until when all was played before
     * @param began what the clock showed when this began
     * @param until where it ends: {@code start} for the past, which ends when the clock has come to the real time
     * @param reached what the clock showed last
     * @param ahead how far ahead of the real time it stands since it has ended; zero before
     * @param finished whether it has ended
     */
    record Position(
            Instant start,
            Instant from,
            Instant began,
            Instant until,
            Instant reached,
            Duration ahead,
            boolean finished) {

        /** @return the place at which the replay of the past begins */
        static Position ofThePast(Instant now, Duration length) {
            Instant opened = now.minus(length);
            return new Position(now, opened, opened, now, opened, Duration.ZERO, false);
        }

        /** @return the place at which the clock's move begins, once this has ended, or was given up */
        Position movedOn(Instant now, Instant target) {
            return new Position(start, finished ? until : from, now, target, now, Duration.ZERO, false);
        }

        Position reached(Instant moment) {
            return new Position(start, from, began, until, moment, ahead, finished);
        }

        Position finished(Instant moment, Duration howFarAhead) {
            return new Position(start, from, began, until, moment, howFarAhead, true);
        }

        /** @return whether the clock is moved, and not the past replayed */
        boolean isMove() {
            return until.isAfter(start);
        }
    }

    Optional<Position> read() {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        Properties text = new Properties();
        try (Reader in = Files.newBufferedReader(file)) {
            text.load(in);
            Instant start = Instant.parse(text.getProperty("start", ""));
            return Optional.of(new Position(
                    start,
                    moment(text, "from", start),
                    moment(text, "began", start),
                    moment(text, "until", start),
                    moment(text, "reached", start),
                    Duration.parse(text.getProperty("ahead", Duration.ZERO.toString())),
                    Boolean.parseBoolean(text.getProperty("finished"))));
        } catch (IOException e) {
            throw new UncheckedIOException("the demo's bookmark cannot be read", e);
        }
    }

    /** A demo that was replayed by an earlier build has no place but its start. */
    private static Instant moment(Properties text, String name, Instant start) {
        return Instant.parse(text.getProperty(name, start.toString()));
    }

    void write(Position place) {
        Properties text = new Properties();
        text.setProperty("start", place.start().toString());
        text.setProperty("from", place.from().toString());
        text.setProperty("began", place.began().toString());
        text.setProperty("until", place.until().toString());
        text.setProperty("reached", place.reached().toString());
        text.setProperty("ahead", place.ahead().toString());
        text.setProperty("finished", Boolean.toString(place.finished()));
        Path beside = file.resolveSibling(file.getFileName() + ".new");
        try {
            try (Writer out = Files.newBufferedWriter(beside)) {
                text.store(out, "How far the demo has been played");
            }
            Files.move(beside, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException("the demo's bookmark cannot be written", e);
        }
    }
}
