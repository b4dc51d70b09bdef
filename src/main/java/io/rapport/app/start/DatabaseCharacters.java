package io.rapport.app.start;

import io.rapport.app.embedded.StartRefused;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks what the database knows of characters, before the first migration. In another encoding than UTF-8 it cannot keep
 * everybody's name; with a locale that knows only the letters A to Z it keeps names and finds them, but does not know that
 * other letters have a large and a small form.
 */
final class DatabaseCharacters {

    private static final Logger LOG = LoggerFactory.getLogger(DatabaseCharacters.class);

    private static final String FIX =
            "Make it anew (create database … template template0 encoding 'UTF8' locale 'C.UTF-8', or another locale that"
                    + " ends with UTF-8) and move the data there by pg_dump and pg_restore.";

    private static final String LETTERS =
            """
            select d.datctype, current_database(), pg_catalog.lower('ÄП') = 'äп'
            from pg_catalog.pg_database d where d.datname = current_database()""";

    private static final String ENCODING =
            """
            select pg_catalog.pg_encoding_to_char(encoding), current_database() from pg_catalog.pg_database
            where datname = current_database()""";

    private DatabaseCharacters() {}

    /**
     * Checks the database.
     *
     * @param connection to it
     * @throws StartRefused if its encoding is another one than UTF-8; nothing was changed
     * @throws SQLException if the database cannot be read
     */
    static void check(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            try (ResultSet row = statement.executeQuery(ENCODING)) {
                row.next();
                if (!row.getString(1).equals("UTF8")) {
                    throw new StartRefused(
                            "The database " + row.getString(2) + " has the encoding " + row.getString(1)
                                    + ", in which not every name can be written. Nothing in it was touched.",
                            FIX);
                }
            }
            try (ResultSet row = statement.executeQuery(LETTERS)) {
                row.next();
                if (!row.getBoolean(3)) {
                    LOG.warn(
                            "The database {} has the character type {}, which knows the letters A to Z alone: who searches"
                                    + " for a name in another alphabet must write large letters large. {}",
                            row.getString(2),
                            row.getString(1),
                            FIX);
                }
            }
        }
    }
}
