package io.rapport.audit;

import java.util.Locale;

/**
 * Who does what the audit log notes.
 *
 * @param kind what kind of party
 * @param name the login, or the name of the system; empty for a customer, whom the entry itself is about, and for Rapport
 */
public record Actor(Kind kind, String name) {

    /** The customer whom the entry is about, by a link. */
    public static final Actor CUSTOMER = new Actor(Kind.CUSTOMER, "");

    /** The application itself, such as a command or a nightly job. */
    public static final Actor RAPPORT = new Actor(Kind.RAPPORT, "");

    /** Longest name, in characters. */
    public static final int LONGEST_NAME = 255;

    /** What kind of party somebody is. */
    public enum Kind {
        /** A person with a login. */
        STAFF,
        /** A system with a key. */
        SYSTEM,
        /** A customer, by a link. */
        CUSTOMER,
        /** The application itself. */
        RAPPORT;

        /** @return as it stands in the log */
        String written() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Kind read(String written) {
            return valueOf(written.toUpperCase(Locale.ROOT));
        }
    }

    /** @throws IllegalArgumentException if a member of staff or a system has no name */
    public Actor {
        boolean named = kind == Kind.STAFF || kind == Kind.SYSTEM;
        if (name == null || named == name.isBlank() || name.length() > LONGEST_NAME) {
            throw new IllegalArgumentException("a " + kind.written() + (named ? " needs a name" : " has no name here"));
        }
    }

    /** @param login of a member of staff */
    public static Actor staff(String login) {
        return new Actor(Kind.STAFF, login);
    }

    /** @param system the name of its key */
    public static Actor system(String system) {
        return new Actor(Kind.SYSTEM, system);
    }
}
