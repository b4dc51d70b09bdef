package io.rapport.imports;

import io.rapport.customer.QuietImports;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The table of files that are brought in, and of the rows that were left out. */
final class ImportJobs {

    /** A node says twice a minute that it is there; who did not for so long is gone, with the files that it held. */
    private static final String GONE = "interval '5 minutes'";

    private static final int MOST_SHOWN = 100;

    private static final String VIEW =
            """
            select j.*, n.news_from, j.state in ('waiting', 'running') and j.updated_at < clock_timestamp() - %s as gone
            from rapport.import_job j left join rapport.import_news n on n.import_id = j.id"""
                    .formatted(GONE);

    private final JdbcClient jdbc;

    /** @param jdbc whose statements take part in the caller's transaction */
    ImportJobs(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * What is asked for.
     *
     * @param mapping its text or name; {@code null}: none
     * @param newsFrom from which day on it is news what days change about its customers; {@code null}: at once
     * @param storage the directory that holds the file; {@code null}: the command reads its own
     * @param file its name there, or on the command line
     */
    record Asked(
            ImportKind kind,
            String mapping,
            boolean dryRun,
            LocalDate newsFrom,
            String sender,
            String storage,
            String file,
            long bytes) {}

    /** What a node is to do next. @param records that are done already */
    record Work(long id, ImportKind kind, String mapping, boolean dryRun, String file, long bytes, long records) {}

    long insert(Asked asked) {
        long id = jdbc.sql(
                        """
                insert into rapport.import_job (kind, dry_run, sender, mapping, storage, file, bytes)
                values (:kind, :dryRun, :sender, :mapping, :storage, :file, :bytes) returning id""")
                .param("kind", asked.kind().word())
                .param("dryRun", asked.dryRun())
                .param("sender", asked.sender())
                .param("mapping", asked.mapping())
                .param("storage", asked.storage())
                .param("file", asked.file())
                .param("bytes", asked.bytes())
                .query(Long.class)
                .single();
        if (asked.newsFrom() != null && !asked.dryRun()) {
            new QuietImports(jdbc).add(id, asked.newsFrom());
        }
        return id;
    }

    /** @return the oldest job whose file is here */
    Optional<Work> next(String storage) {
        return jdbc.sql(
                        """
                select * from rapport.import_job where storage = :storage and state in ('waiting', 'running')
                order by id limit 1""")
                .param("storage", storage)
                .query(ImportJobs::work)
                .optional();
    }

    Work work(long id) {
        return jdbc.sql("select * from rapport.import_job where id = :id")
                .param("id", id)
                .query(ImportJobs::work)
                .single();
    }

    private static Work work(ResultSet rs, int row) throws SQLException {
        return new Work(
                rs.getLong("id"),
                ImportKind.of(rs.getString("kind")).orElseThrow(),
                rs.getString("mapping"),
                rs.getBoolean("dry_run"),
                rs.getString("file"),
                rs.getLong("bytes"),
                rs.getLong("records"));
    }

    List<String> files(String storage) {
        return jdbc.sql(
                        "select file from rapport.import_job where storage = :storage and state in ('waiting', 'running')")
                .param("storage", storage)
                .query(String.class)
                .list();
    }

    /** Says that the node is there whose directory holds the files. */
    void keepAlive(String storage) {
        jdbc.sql(
                        """
                update rapport.import_job set updated_at = clock_timestamp()
                where storage = :storage and state in ('waiting', 'running')""")
                .param("storage", storage)
                .update();
    }

    void begin(long id, CsvFile file) {
        jdbc.sql(
                        """
                update rapport.import_job
                set state = 'running', started_at = coalesce(started_at, clock_timestamp()), updated_at = clock_timestamp(),
                    head = :head, charset = :charset, separator = :separator
                where id = :id""")
                .param("head", file.head().toArray(String[]::new))
                .param("charset", file.charset().name())
                .param("separator", String.valueOf(file.separator()))
                .param("id", id)
                .update();
    }

    /**
     * What came of some records.
     *
     * @param made customers of whom nothing was known
     * @param unknown what names a topic or a lot that nobody knows
     */
    record Progress(int taken, int unchanged, int leftOut, int made, int unknown) {}

    /** Adds what came of some records to the job, in the transaction in which they were taken. */
    void progress(long id, long records, long bytesRead, Progress progress) {
        jdbc.sql(
                        """
                update rapport.import_job
                set records = :records, bytes_read = least(:read, bytes), taken = taken + :taken,
                    unchanged = unchanged + :unchanged, left_out = left_out + :leftOut,
                    customers_made = customers_made + :made, unknown_names = unknown_names + :unknown,
                    updated_at = clock_timestamp()
                where id = :id""")
                .param("records", records)
                .param("read", bytesRead)
                .param("taken", progress.taken())
                .param("unchanged", progress.unchanged())
                .param("leftOut", progress.leftOut())
                .param("made", progress.made())
                .param("unknown", progress.unknown())
                .param("id", id)
                .update();
    }

    /** @param detail why it failed; {@code null}: it is done */
    void end(long id, String detail) {
        jdbc.sql(
                        """
                update rapport.import_job
                set state = case when :detail::text is null then 'done' else 'failed' end, detail = :detail,
                    bytes_read = case when :detail::text is null then bytes else bytes_read end,
                    ended_at = clock_timestamp(), updated_at = clock_timestamp()
                where id = :id""")
                .param("detail", detail)
                .param("id", id)
                .update();
    }

    /** @return the job with the first of its faults */
    Optional<ImportJob> find(long id) {
        return jdbc.sql(VIEW + " where j.id = :id")
                .param("id", id)
                .query(ImportJobs::view)
                .optional()
                .map(job -> job.with(faults(id)));
    }

    /** @param id as somebody typed it */
    Optional<ImportJob> find(String id) {
        return id.matches("[0-9]{1,18}") ? find(Long.parseLong(id)) : Optional.empty();
    }

    /** Those of all systems. */
    List<ImportJob> newest(int most) {
        return jdbc.sql(VIEW + " order by j.id desc limit :most")
                .param("most", most)
                .query(ImportJobs::view)
                .list();
    }

    /** @param sender whose they are */
    List<ImportJob> newest(String sender, int most) {
        return jdbc.sql(VIEW + " where j.sender = :sender order by j.id desc limit :most")
                .param("sender", sender)
                .param("most", most)
                .query(ImportJobs::view)
                .list();
    }

    private List<ImportJob.RowReport> faults(long id) {
        return jdbc.sql(
                        """
                select line, wrong, value, fix from rapport.import_fault where import_id = :id order by n limit :most""")
                .param("id", id)
                .param("most", MOST_SHOWN)
                .query((rs, row) -> new ImportJob.RowReport(
                        rs.getLong("line"), rs.getString("wrong"), rs.getString("value"), rs.getString("fix")))
                .list();
    }

    private static ImportJob view(ResultSet rs, int row) throws SQLException {
        boolean gone = rs.getBoolean("gone");
        return new ImportJob(
                rs.getLong("id"),
                rs.getString("kind"),
                gone ? "interrupted" : rs.getString("state"),
                rs.getBoolean("dry_run"),
                rs.getObject("news_from", LocalDate.class),
                rs.getString("sender"),
                rs.getLong("bytes"),
                rs.getLong("bytes_read"),
                rs.getLong("records"),
                rs.getLong("taken"),
                rs.getLong("unchanged"),
                rs.getLong("left_out"),
                rs.getLong("customers_made"),
                rs.getLong("unknown_names"),
                rs.getString("charset"),
                rs.getString("separator"),
                gone
                        ? "What read the file is gone. What is committed stays; send the file again for the rest."
                        : rs.getString("detail"),
                instant(rs, "created_at"),
                instant(rs, "started_at"),
                instant(rs, "ended_at"),
                null);
    }

    private static Instant instant(ResultSet rs, String column) throws SQLException {
        Timestamp value = rs.getTimestamp(column);
        return value == null ? null : value.toInstant();
    }
}
