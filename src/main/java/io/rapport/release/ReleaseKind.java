package io.rapport.release;

import java.util.Optional;
import java.util.Set;

/**
 * A kind of file of a release, such as messages: which files it takes, what they mean, and what becomes of them when a
 * release is switched. One bean a kind, in the room that knows what the files mean; their order ({@code @Order}) is the order
 * in which they are read, checked and taken into use.
 *
 * @param <T> what the files are read into; it never changes
 */
public interface ReleaseKind<T> {

    /** @return for people, such as {@code event types} */
    String name();

    /** @return what the files are read into; other kinds ask a {@link Candidate} for it */
    Class<T> type();

    /**
     * @param path of a file, such as {@code messages/welcome/en.mjml}
     * @return whether it is of this kind
     */
    boolean takes(String path);

    /**
     * Where a file belongs that came by its name alone, as the Modeler sends it.
     *
     * @param file its path is the name
     * @param live the files that are live
     * @return its path; empty if the kind does not know it by its name
     */
    default Optional<String> place(ReleaseFile file, ReleaseFiles live) {
        return Optional.empty();
    }

    /**
     * What makes a file the same file wherever it lies and however it is called.
     *
     * @param file one that the kind takes, perhaps broken
     * @return such as {@code process onboarding}; several, if several things stand in it. Never empty
     */
    default Set<String> ids(ReleaseFile file) {
        return Set.of(file.path());
    }

    /**
     * @param path of a file of the kind
     * @return whether it never goes, nor back to an earlier content by a rollback
     */
    default boolean onlyGrows(String path) {
        return false;
    }

    /**
     * Says which files of an earlier release are released again, where its author may not bring back all of them: a rollback is
     * not refused for that.
     *
     * @param earlier files of this kind that were live
     * @param now files of this kind that are live
     * @param author who goes back
     * @param findings where to say what stays as it is
     * @return the files of this kind that are released
     */
    default ReleaseFiles again(ReleaseFiles earlier, ReleaseFiles now, Author author, ReleaseFindings findings) {
        return earlier;
    }

    /** @return what is in use on this node */
    T live();

    /**
     * Reads the files of the kind, all of them. Nothing is changed by it. What has not changed may be taken from
     * {@link #live}.
     *
     * @param files of this kind alone
     * @param findings where to say what is wrong; errors refuse a release that is to be made. A release that is live already is
     *     taken into use as long as there is a content, whatever is said of it
     * @return the content; null if they cannot be used at all, and then there is an error that says why
     */
    T read(ReleaseFiles files, ReleaseFindings findings);

    /**
     * Holds a release that is to be made against what the other kinds read, and against what it takes the place of.
     *
     * @param candidate the release
     * @param findings where to say what is wrong
     */
    default void check(Candidate candidate, ReleaseFindings findings) {}

    /**
     * @param files that are live, of all kinds
     * @return whether they are what this program works by, also in tables of the kind's own; a release that changes nothing is
     *     made nevertheless where they are not
     */
    default boolean isInForce(ReleaseFiles files) {
        return true;
    }

    /**
     * @param candidate a release
     * @return names of what it needs of this program, such as {@code step sendMessage}
     */
    default Set<String> needs(Candidate candidate) {
        return Set.of();
    }

    /** @return names of what this program has, of those that {@link #needs} may name */
    default Set<String> offers() {
        return Set.of();
    }

    /**
     * Writes what a release changes in tables of the kind's own, on the node that makes the release and in the transaction that
     * makes it. It is called for every release, and compares for itself what is to be changed.
     *
     * @param candidate the release
     */
    default void apply(Candidate candidate) {}

    /**
     * Does what a release has follow, on the node that made it: once it is live everywhere, and in transactions of its own. It may
     * be lost with the node, and must do no harm by that.
     *
     * @param candidate the release, which is live now
     */
    default void released(Candidate candidate) {}

    /**
     * Takes a content into use on this node: quickly, and without anything that may fail.
     *
     * @param content that {@link #read} gave
     * @param release its number
     */
    void use(T content, long release);
}
