package io.rapport.app.start;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The rights of the database role that the application works with, where the tables belong to another one ({@code
 * spring.flyway.user}): it reads and writes rows, makes nothing, and only inserts into the audit log and reads it
 * (docs/adr/0076).
 */
final class ApplicationRole {

    private static final Logger log = LoggerFactory.getLogger(ApplicationRole.class);

    /** {@code %1$s} is the role. What no row of ours is kept in stays as the owner has it. */
    private static final List<String> GRANTS = List.of(
            "grant usage on schema rapport to %1$s",
            "grant select, insert, update, delete on all tables in schema rapport to %1$s",
            "grant usage, select on all sequences in schema rapport to %1$s",
            "grant execute on all functions in schema rapport to %1$s",
            "revoke insert, update, delete on rapport.flyway_schema_history from %1$s");

    private final DataSource application;

    /** @param application connections as the application has them */
    ApplicationRole(DataSource application) {
        this.application = application;
    }

    /**
     * Gives the application's role its rights, in one transaction. Nothing is done where it is the migrations' role itself.
     *
     * @param owner a connection of the role that migrates
     * @throws SQLException if they cannot be given
     */
    void grant(Connection owner) throws SQLException {
        String role;
        try (Connection connection = application.getConnection()) {
            role = currentUser(connection);
        }
        if (role.equals(currentUser(owner))) {
            return;
        }
        boolean committing = owner.getAutoCommit();
        owner.setAutoCommit(false);
        try (Statement statement = owner.createStatement()) {
            for (String grant : GRANTS) {
                statement.execute(grant.formatted(statement.enquoteIdentifier(role, true)));
            }
            grantAudit(owner, role);
            owner.commit();
            log.info("The database role {} has its rights to the tables, which belong to another role", role);
        } catch (SQLException e) {
            owner.rollback();
            throw e;
        } finally {
            owner.setAutoCommit(committing);
        }
    }

    /** Takes back what the rights to all tables would allow. */
    private static void grantAudit(Connection owner, String role) throws SQLException {
        try (PreparedStatement grant = owner.prepareStatement("select rapport.grant_audit_rights(?::name)")) {
            grant.setString(1, role);
            grant.execute();
        }
    }

    private static String currentUser(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select current_user")) {
            row.next();
            return row.getString(1);
        }
    }
}
