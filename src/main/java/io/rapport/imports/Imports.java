package io.rapport.imports;

import io.rapport.audit.Actor;
import io.rapport.audit.AuditAction;
import io.rapport.audit.AuditLog;
import io.rapport.audit.AuditRecord;
import io.rapport.database.AdvisoryLocks;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Map;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/** Brings files in on one connection, for a command that has no server. */
public final class Imports implements AutoCloseable {

    private static final String COMMAND_LINE = "command-line";

    private final Connection connection;
    private final JdbcClient jdbc;

    /** @param connection of the database, for this alone */
    public Imports(Connection connection) {
        this.connection = connection;
        this.jdbc = JdbcClient.create(new SingleConnectionDataSource(connection, true));
    }

    /**
     * Waits for nobody: one file at a time is brought into a database.
     *
     * @return whether it is this connection's turn; it stays so until it is closed
     * @throws SQLException if the database cannot be asked
     */
    public boolean tryBegin() throws SQLException {
        return tryLock(connection);
    }

    static boolean tryLock(Connection connection) throws SQLException {
        return lock(connection, "select pg_try_advisory_lock(?, ?)");
    }

    private static boolean lock(Connection connection, String sql) throws SQLException {
        try (PreparedStatement ask = connection.prepareStatement(sql)) {
            ask.setInt(1, AdvisoryLocks.IMPORTS);
            ask.setInt(2, AdvisoryLocks.ONLY_ONE);
            try (ResultSet answer = ask.executeQuery()) {
                answer.next();
                return answer.getBoolean(1);
            }
        }
    }

    /**
     * Brings a file in, or says what would come of it.
     *
     * @param kind what it is about
     * @param file where it is
     * @param mapping its text, or the name of one that comes with the program; {@code null}: none
     * @param dryRun whether nothing is kept but the faults
     * @param newsFrom from which day on it is news what days change about its customers; {@code null}: at once
     * @return the job, which has ended
     * @throws FileRefused if news cannot begin on that day
     * @throws SQLException if the database cannot be used
     * @throws IOException if the file cannot be read
     */
    public ImportJob run(ImportKind kind, Path file, String mapping, boolean dryRun, LocalDate newsFrom)
            throws SQLException, IOException {
        Instant now = jdbc.sql("select clock_timestamp()")
                .query(Timestamp.class)
                .single()
                .toInstant();
        if (newsFrom != null && !NewsFrom.isRight(newsFrom, now)) {
            throw new FileRefused("--news-from: " + NewsFrom.FIX);
        }
        ImportJobs jobs = new ImportJobs(jdbc);
        long id = jobs.insert(new ImportJobs.Asked(
                kind,
                mapping,
                dryRun,
                newsFrom,
                COMMAND_LINE,
                null,
                file.getFileName().toString(),
                Files.size(file)));
        new AuditLog(jdbc).record(noted(Actor.RAPPORT, AuditAction.IMPORT, kind, id));
        new ImportRun(connection, Map.of(), Set.of(), now, () -> false).run(jobs.work(id), file);
        return jobs.find(id).orElseThrow();
    }

    /**
     * Lets the next one begin. The connection may go to others then: neither the turn nor temporary tables go with it.
     *
     * @throws SQLException if the database does not answer; then it has forgotten both
     */
    @Override
    public void close() throws SQLException {
        release(connection);
    }

    static void release(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            lock(connection, "select pg_advisory_unlock(?, ?)");
            statement.execute("discard temp");
        }
    }

    /** @return who did something with a file, for the audit log: about no customer in particular */
    static AuditRecord noted(Actor who, AuditAction action, ImportKind kind, long id) {
        return new AuditRecord(
                who,
                action,
                action == AuditAction.READ ? "import-faults" : "import." + kind.word(),
                null,
                AuditLog.occasion(id));
    }

    /**
     * Writes the rows that were left out, as they were, each with what is wrong.
     *
     * @param job of which
     * @param out where to
     */
    public void writeFaults(ImportJob job, Writer out) {
        FaultRows.write(jdbc, job.id(), out);
    }

    /**
     * Checks a mapping before anything is sent.
     *
     * @param mapping its text or name
     * @throws FileRefused naming what is wrong in it
     */
    public static void check(String mapping) {
        for (ImportKind kind : ImportKind.values()) {
            Mapping.read(mapping, kind);
        }
    }
}
