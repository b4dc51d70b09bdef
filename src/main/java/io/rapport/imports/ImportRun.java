package io.rapport.imports;

import io.rapport.customer.Consents;
import io.rapport.customer.CustomerImport;
import io.rapport.customer.CustomerImport.NotTaken;
import io.rapport.customer.CustomerImport.Outcome;
import io.rapport.customer.ImportedConsent;
import io.rapport.customer.ImportedCustomer;
import io.rapport.customer.ImportedOrder;
import io.rapport.database.DatabaseFaults;
import io.rapport.imports.ImportItems.Chunk;
import io.rapport.inbox.AttributeType;
import io.rapport.loyalty.CouponsImport;
import io.rapport.loyalty.ImportedCoupon;
import io.rapport.loyalty.ImportedPoints;
import io.rapport.loyalty.PointsImport;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/**
 * Brings one file in, from where an earlier run of the same job stopped. It reads in the caller's thread and writes in
 * another: while some thousand rows are written, the next ones are read and checked. Each such chunk is one transaction with
 * the progress of the job, so that whatever breaks off goes on behind it.
 */
final class ImportRun {

    private static final Logger LOG = LoggerFactory.getLogger(ImportRun.class);

    /** A mapping that fits nothing should not fill the table of faults. */
    private static final int ALL_WRONG = 1_000;

    private static final int MOST_ATTEMPTS = 60;
    private static final long LONGEST_PAUSE_MILLIS = 2_000;

    private final Connection connection;
    private final ImportJobs jobs;
    private final CustomerImport tables;
    private final PointsImport points;
    private final CouponsImport coupons;
    private final Map<String, AttributeType> types;
    private final Set<String> topics;
    private final Instant now;
    private final BooleanSupplier stopped;

    /**
     * @param connection that nobody else uses meanwhile, without a transaction
     * @param types of the attributes of customers that are declared
     * @param topics that messages have; empty if that is not known here
     * @param now what comes after it has not happened yet
     * @param stopped whether to stop between two chunks
     */
    ImportRun(
            Connection connection,
            Map<String, AttributeType> types,
            Set<String> topics,
            Instant now,
            BooleanSupplier stopped)
            throws SQLException {
        this.connection = connection;
        this.jobs = new ImportJobs(JdbcClient.create(new SingleConnectionDataSource(connection, true)));
        this.tables = new CustomerImport(connection);
        this.points = new PointsImport(connection, tables);
        this.coupons = new CouponsImport(connection);
        this.types = types;
        this.topics = topics;
        this.now = now;
        this.stopped = stopped;
    }

    /** Takes the items of one kind. */
    private interface Taking<T> {

        Outcome take(List<T> values) throws SQLException;
    }

    /**
     * Brings the file in.
     *
     * @return whether the job has ended; false if it was stopped, or the database went away
     * @throws SQLException if the database cannot be used
     */
    boolean run(ImportJobs.Work work, Path path) throws SQLException {
        try {
            Mapping mapping = Mapping.read(work.mapping(), work.kind());
            try (CsvFile file = new CsvFile(path, mapping)) {
                HeaderRow head = HeaderRow.of(file.head(), work.kind(), mapping);
                RejectedItems untaken = new RejectedItems(work.kind(), head);
                jobs.begin(work.id(), file);
                boolean whole =
                        switch (work.kind()) {
                            case CUSTOMERS ->
                                run(
                                        work,
                                        untaken,
                                        file,
                                        new CustomerItemReader(head, mapping, types, now),
                                        this::customers);
                            case ORDERS ->
                                run(work, untaken, file, new OrderItemReader(head, mapping, now), (Taking<
                                                ImportedOrder>)
                                        tables::orders);
                            case CONSENTS ->
                                run(work, untaken, file, new ConsentItemReader(head, mapping, now), (Taking<
                                                ImportedConsent>)
                                        tables::consents);
                            case POINTS ->
                                run(work, untaken, file, new PointItemReader(head, mapping, now), (Taking<
                                                ImportedPoints>)
                                        points::take);
                            case COUPONS ->
                                run(work, untaken, file, new CouponItemReader(head, mapping, now), (Taking<
                                                ImportedCoupon>)
                                        coupons::take);
                        };
                if (whole) {
                    jobs.end(work.id(), null);
                }
                return whole;
            }
        } catch (FileRefused refused) {
            jobs.end(work.id(), refused.getMessage());
            return true;
        } catch (IOException e) {
            LOG.error("The file of import {} cannot be read", work.id(), e);
            jobs.end(work.id(), "The file cannot be read on the server. Send it again.");
            return true;
        } catch (SQLException e) {
            if (DatabaseFaults.isUnavailable(e)) {
                throw e;
            }
            LOG.error("Import {} failed with SQLSTATE {}", work.id(), e.getSQLState(), e);
            jobs.end(
                    work.id(),
                    DatabaseFaults.isConflict(e)
                            ? "Others hold rows of the file for too long. What is committed stays; send the file again."
                            : "The database refused rows behind record "
                                    + jobs.work(work.id()).records() + " (SQLSTATE " + e.getSQLState()
                                    + "). What is committed stays.");
            return true;
        }
    }

    private Outcome customers(List<ImportedCustomer> rows) throws SQLException {
        return tables.customers(rows);
    }

    private <T> boolean run(
            ImportJobs.Work work, RejectedItems untaken, CsvFile file, ItemReader<T> reader, Taking<T> taking)
            throws SQLException {
        ExecutorService writer = Executors.newSingleThreadExecutor(task -> new Thread(task, "import-writer"));
        Future<Counts> writing = null;
        Counts counts = new Counts(0, 0, 0);
        ImportItems<T> items = new ImportItems<>(file, reader, work.records());
        boolean more = true;
        try {
            while (more && !stopped.getAsBoolean()) {
                Chunk<T> chunk = items.chunk();
                more = chunk != null;
                counts = counts.plus(await(writing));
                writing = null;
                if (counts.isHopeless()) {
                    throw new FileRefused("None of the first " + counts.leftOut()
                            + " could be taken: does the mapping fit the file? See its faults.");
                }
                if (more) {
                    writing = writer.submit(() -> write(work, untaken, chunk, taking));
                }
            }
            await(writing);
            writing = null;
            return !more;
        } finally {
            if (writing != null) {
                // the connection is not the caller's again before
                quietly(writing);
            }
            writer.shutdown();
        }
    }

    private static void quietly(Future<Counts> writing) {
        try {
            await(writing);
        } catch (SQLException | RuntimeException e) {
            LOG.debug("A chunk failed beside what is reported", e);
        }
    }

    private static Counts await(Future<Counts> writing) throws SQLException {
        if (writing == null) {
            return new Counts(0, 0, 0);
        }
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return writing.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (ExecutionException e) {
                    if (e.getCause() instanceof SQLException sql) {
                        throw sql;
                    }
                    throw e.getCause() instanceof RuntimeException own ? own : new IllegalStateException(e.getCause());
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private record Counts(int taken, int unchanged, int leftOut) {

        Counts plus(Counts other) {
            return new Counts(taken + other.taken, unchanged + other.unchanged, leftOut + other.leftOut);
        }

        boolean isHopeless() {
            return taken == 0 && unchanged == 0 && leftOut >= ALL_WRONG;
        }
    }

    /** Gives way: who works on the same rows for customers of today has them first. */
    private <T> Counts write(ImportJobs.Work work, RejectedItems untaken, Chunk<T> chunk, Taking<T> taking)
            throws SQLException {
        for (int attempt = 1; true; attempt++) {
            try {
                connection.setAutoCommit(false);
                Counts counts = writeOnce(work, untaken, chunk, taking);
                connection.commit();
                connection.setAutoCommit(true);
                return counts;
            } catch (SQLException e) {
                undo(e);
                if (attempt >= MOST_ATTEMPTS || !DatabaseFaults.isConflict(e)) {
                    throw e;
                }
                pause(attempt);
            }
        }
    }

    private void undo(SQLException failure) throws SQLException {
        try {
            connection.rollback();
            connection.setAutoCommit(true);
        } catch (SQLException gone) {
            failure.addSuppressed(gone);
            throw failure;
        }
    }

    private static void pause(int attempt) {
        try {
            TimeUnit.MILLISECONDS.sleep(Math.min(LONGEST_PAUSE_MILLIS, 100L * attempt));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private <T> Counts writeOnce(ImportJobs.Work work, RejectedItems untaken, Chunk<T> chunk, Taking<T> taking)
            throws SQLException {
        try (Statement statement = connection.createStatement()) {
            // progress and rows are one transaction: what a crash of the database takes back is read again
            statement.execute("set local lock_timeout = '500ms'; set local synchronous_commit = off");
        }
        tables.begin(work.id());
        List<ImportItem<T>> right =
                chunk.items().stream().filter(item -> item.value() != null).toList();
        List<T> values = right.stream().map(ImportItem::value).toList();
        Savepoint before = work.dryRun() ? connection.setSavepoint() : null;
        DryRun dryRun = before == null ? DryRun.NONE : DryRun.of(tables, values);
        Outcome outcome = taking.take(values.stream().filter(dryRun::isNew).toList());
        if (before != null) {
            connection.rollback(before);
            recordDryRun(values);
            dryRun.remember(tables);
        }
        List<ImportItem<?>> leftOut = new ArrayList<>();
        for (ImportItem<T> item : chunk.items()) {
            if (item.value() == null) {
                leftOut.add(item);
            } else if (dryRun.isDifferent(item.value())) {
                leftOut.add(untaken.of(item, NotTaken.DIFFERENT));
            } else if (outcome.refused().containsKey(item.first())) {
                leftOut.add(untaken.of(item, outcome.refused().get(item.first())));
            }
        }
        FaultRows.insert(connection, work.id(), leftOut);
        Counts counts = new Counts(
                outcome.taken(),
                right.size() - outcome.taken() - outcome.refused().size() - dryRun.different(),
                leftOut.size());
        jobs.progress(
                work.id(),
                chunk.last(),
                chunk.bytesRead(),
                new ImportJobs.Progress(
                        counts.taken(),
                        counts.unchanged(),
                        counts.leftOut(),
                        outcome.made(),
                        outcome.unknown() + unknownTopics(values)));
        return counts;
    }

    private int unknownTopics(List<?> values) {
        return topics.isEmpty()
                ? 0
                : (int) values.stream()
                        .filter(ImportedConsent.class::isInstance)
                        .map(ImportedConsent.class::cast)
                        .filter(consent -> !consent.topic().equals(Consents.ALL) && !topics.contains(consent.topic()))
                        .count();
    }

    private void recordDryRun(List<?> values) throws SQLException {
        List<ImportedCustomer> customers = values.stream()
                .filter(ImportedCustomer.class::isInstance)
                .map(ImportedCustomer.class::cast)
                .toList();
        if (!customers.isEmpty()) {
            tables.recordDryRun(customers);
        }
    }
}
