package io.rapport.release;

import java.util.List;
import java.util.Map;

/** A release that is to be made, as the kinds of files see it. */
public final class Candidate {

    private final long number;
    private final Author author;
    private final String message;
    private final boolean preview;
    private final boolean counted;
    private final boolean rollback;
    private final ReleaseFiles files;
    private final ReleaseFiles before;
    private final Map<Class<?>, Object> contents;
    private final Map<Class<?>, Object> contentsBefore;

    Candidate(
            long number,
            Author author,
            String message,
            boolean preview,
            boolean counted,
            boolean rollback,
            ReleaseFiles files,
            ReleaseFiles before,
            Map<Class<?>, Object> contents,
            Map<Class<?>, Object> contentsBefore) {
        this.number = number;
        this.author = author;
        this.message = message;
        this.preview = preview;
        this.counted = counted;
        this.rollback = rollback;
        this.files = files;
        this.before = before;
        this.contents = contents;
        this.contentsBefore = contentsBefore;
    }

    /** @return the number that it gets */
    public long number() {
        return number;
    }

    /** @return who makes it */
    public Author author() {
        return author;
    }

    /** @return why, in the author's words */
    public String message() {
        return message;
    }

    /** @return whether it is not made, and somebody only asks what it would change */
    public boolean isPreview() {
        return preview;
    }

    /**
     * @return whether a person reads what is found in it: then kinds count the customers who would move by it, and say so by
     *     {@link ReleaseFinding#MOVES}
     */
    public boolean isCounted() {
        return counted;
    }

    /** @return whether it is an earlier set released again, which is never refused for the change that it makes */
    public boolean isRollback() {
        return rollback;
    }

    /** @return its files, of all kinds */
    public ReleaseFiles files() {
        return files;
    }

    /** @return the files that are live now */
    public ReleaseFiles before() {
        return before;
    }

    /** @return the paths of what is new, gone or different, in order */
    public List<String> changes() {
        return files.changesFrom(before);
    }

    /**
     * @param type that a kind reads into
     * @return what it read from this release's files
     * @throws IllegalArgumentException if no kind reads into the type
     */
    public <T> T content(Class<T> type) {
        return of(contents, type);
    }

    /**
     * @param type that a kind reads into
     * @return what is in use now
     * @throws IllegalArgumentException if no kind reads into the type
     */
    public <T> T contentBefore(Class<T> type) {
        return of(contentsBefore, type);
    }

    /**
     * @param type that a kind may read into
     * @param otherwise what holds where no kind does
     * @return what was read from this release's files, or the other
     */
    public <T> T content(Class<T> type, T otherwise) {
        return contents.containsKey(type) ? of(contents, type) : otherwise;
    }

    private static <T> T of(Map<Class<?>, Object> contents, Class<T> type) {
        Object content = contents.get(type);
        if (content == null) {
            throw new IllegalArgumentException("no kind of file is read into " + type.getName());
        }
        return type.cast(content);
    }
}
