package io.rapport.imports;

import com.zaxxer.hikari.HikariDataSource;
import io.rapport.inbox.AttributeType;
import io.rapport.testing.RegisterFixture;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Brings files into the registers of a test, as a node does. */
final class ImportFixture {

    private final JdbcClient jdbc;
    private final HikariDataSource database;

    ImportFixture(RegisterFixture registers) {
        this.jdbc = registers.jdbc();
        this.database = registers.get(HikariDataSource.class);
    }

    JdbcClient jdbc() {
        return jdbc;
    }

    /** @return the job of a file of the tests' resources */
    ImportJob file(ImportKind kind, String name, String mapping) {
        return run(kind, Path.of("src/test/resources/import", name), mapping, false);
    }

    /** @return the job of a text */
    ImportJob text(ImportKind kind, String text) {
        return text(kind, text, null, false);
    }

    ImportJob text(ImportKind kind, String text, String mapping, boolean dryRun) {
        try {
            Path file = Files.createTempFile("import", ".csv");
            try {
                Files.writeString(file, text, StandardCharsets.UTF_8);
                return run(kind, file, mapping, dryRun);
            } finally {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    ImportJob run(ImportKind kind, Path file, String mapping, boolean dryRun) {
        ImportJobs jobs = new ImportJobs(jdbc);
        try {
            long id = jobs.insert(new ImportJobs.Asked(
                    kind, mapping, dryRun, null, "test", "test", file.toString(), Files.size(file)));
            run(jobs.work(id), file);
            return jobs.find(id).orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void run(ImportJobs.Work work, Path file) {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            new ImportRun(
                            connection,
                            Map.of("expectedOrders", AttributeType.NUMBER, "referred", AttributeType.YES_NO),
                            Set.of("offers", "tips", "surveys"),
                            RegisterFixture.NOON,
                            () -> false)
                    .run(work, file);
            statement.execute("discard temp");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** @return the file of faults of a job */
    String faults(ImportJob job) {
        StringWriter out = new StringWriter();
        FaultRows.write(jdbc, job.id(), out);
        return out.toString();
    }

    /** @return the lines of faults: where, which column, and the fix */
    static List<String> faultLines(ImportJob job) {
        return job.faults().stream()
                .map(fault -> fault.line() + " " + fault.column() + ": " + fault.fix())
                .toList();
    }

    List<String> rows(String sql, Object... parameters) {
        return jdbc.sql(sql).params(parameters).query(String.class).list();
    }
}
