package io.rapport.release;

/**
 * Who makes a release.
 *
 * @param name login, or {@code system} for what the application does by itself
 * @param administrator whether an administrator's changes take effect, too: groups, members, deputies
 */
public record Author(String name, boolean administrator) {

    /** The application itself, which brings the shipped files at its start. */
    public static final Author SYSTEM = new Author("system", true);
}
