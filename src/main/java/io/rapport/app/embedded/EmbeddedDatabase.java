package io.rapport.app.embedded;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A PostgreSQL server that the application starts and stops, with its data kept in a directory. It is set to lose nothing
 * that was committed, and starts again by itself after the application or the machine was killed, and while the
 * application runs after the server alone was.
 */
public final class EmbeddedDatabase implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(EmbeddedDatabase.class);

    /** Recovery after a crash may take its time; nothing else makes a start slow. */
    private static final Duration START_PATIENCE = Duration.ofMinutes(2);

    private static final long POLL_MILLIS = 50;

    /** At the second check at which it is gone, the server is started again. */
    private static final long WATCH_EVERY_MILLIS = 2_000;

    private static final long LONGEST_PAUSE_MILLIS = 16_000;

    static final String USER = "postgres";

    private final Path home;
    private final Path directory;
    private final Path logFile;
    private final int port;
    private final FileChannel lock;

    // both guarded by this
    private EmbeddedPostgres postgres;
    private boolean closed;

    private EmbeddedDatabase(Path home, Path directory, Path logFile, EmbeddedPostgres postgres, FileChannel lock) {
        this.home = home;
        this.directory = directory;
        this.logFile = logFile;
        this.postgres = postgres;
        this.port = postgres.getPort();
        this.lock = lock;
    }

    /**
     * Starts the server; the first time it makes the database.
     *
     * @param data where the server's data ({@code postgres/}), programs and log are kept; made if missing
     * @param wishedPort the port to listen on; when it is busy another one is taken
     * @return the running server, accepting connections
     * @throws StartRefused if it cannot start, with the reason and the end of its log
     */
    public static EmbeddedDatabase start(Path data, int wishedPort) {
        Path home = data.toAbsolutePath().normalize();
        Path directory = home.resolve("postgres");
        Path logFile = home.resolve("postgres.log");
        FileChannel lock = null;
        try {
            DataDirectory.make(home);
            lock = lock(home);
            new Postmaster(directory).clearLeftover();
            setAsideUnfinished(directory);
            startAfresh(logFile);
            EmbeddedPostgres postgres;
            try {
                postgres = launch(home, directory, Ports.freeOr(wishedPort), logFile);
            } catch (PortTaken e) {
                postgres = launch(home, directory, Ports.freeOr(0), logFile);
            }
            Files.writeString(finishedMark(directory), "made by Rapport\n");
            EmbeddedDatabase database = new EmbeddedDatabase(home, directory, logFile, postgres, lock);
            if (wishedPort != 0 && database.port() != wishedPort) {
                log.info("Port {} is taken: PostgreSQL listens on {}", wishedPort, database.port());
            }
            Thread watch = new Thread(database::watch, "postgres-watch");
            watch.setDaemon(true);
            watch.start();
            return database;
        } catch (StartRefused e) {
            release(lock);
            throw e;
        } catch (IOException | RuntimeException e) {
            release(lock);
            throw new StartRefused(
                    "The embedded PostgreSQL cannot start in " + directory + ": " + e.getMessage() + ending(logFile),
                    "Fix what the log names (" + logFile
                            + "), or set SPRING_DATASOURCE_URL to use a PostgreSQL of yours.",
                    e);
        }
    }

    /** Until it is closed: the server may be killed, by the system for its memory or by hand. */
    private synchronized void watch() {
        boolean missed = false;
        long pause = WATCH_EVERY_MILLIS;
        try {
            wait(pause);
            while (!closed) {
                boolean gone = isGone();
                boolean inVain = gone && missed && !startAgain();
                missed = gone;
                pause = inVain ? Math.min(2 * pause, LONGEST_PAUSE_MILLIS) : WATCH_EVERY_MILLIS;
                wait(pause);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean isGone() {
        try {
            return new Postmaster(directory).running().isEmpty();
        } catch (IOException unreadable) {
            return false;
        }
    }

    /**
     * The dead server's file stays: by it PostgreSQL refuses to start while sessions of the dead one still work on the
     * data, and then it is tried again. The address stays, too, since the pool knows no other.
     *
     * @return whether it runs
     */
    private boolean startAgain() {
        log.warn("PostgreSQL has ended, and nobody asked it to; it is started again on port {}", port);
        try {
            postgres.close();
            startAfresh(logFile);
            postgres = launch(home, directory, port, logFile);
            log.info("PostgreSQL is back on port {}", port);
            return true;
        } catch (IOException | RuntimeException e) {
            log.error(
                    "PostgreSQL did not start again and will be tried again: {} Its log is {}",
                    e.getMessage(),
                    logFile);
            return false;
        }
    }

    /** The library waits to the end of its patience even when the server has given up; the log says so sooner. */
    private static EmbeddedPostgres launch(Path home, Path directory, int port, Path logFile) throws IOException {
        FutureTask<EmbeddedPostgres> launch = new FutureTask<>(() -> run(home, directory, port, logFile));
        Thread launcher = new Thread(launch, "postgres-launcher");
        launcher.setDaemon(true);
        launcher.start();
        while (true) {
            try {
                EmbeddedPostgres postgres = launch.get(POLL_MILLIS, TimeUnit.MILLISECONDS);
                if (!isServerOf(directory, postgres)) {
                    postgres.close();
                    throw new PortTaken();
                }
                return postgres;
            } catch (TimeoutException stillStarting) {
                String log = Files.readString(logFile);
                if (log.contains("pg_ctl: could not start server")) {
                    giveUp(launcher, launch);
                    throw log.contains("could not bind") ? new PortTaken() : new IOException("the server gave up.");
                }
            } catch (ExecutionException e) {
                throw new IOException(e.getCause().getMessage(), e.getCause());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted while PostgreSQL was starting", e);
            }
        }
    }

    /** Ends the library's wait, so that it lets go of the directory. */
    private static void giveUp(Thread launcher, FutureTask<EmbeddedPostgres> launch) throws IOException {
        launcher.interrupt();
        try {
            launch.get(START_PATIENCE.toSeconds(), TimeUnit.SECONDS).close();
        } catch (ExecutionException | TimeoutException nothingToClose) {
            log.debug("The launcher ended without a server", nothingToClose);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** When another server was faster to take the port, it is that one which answers there. */
    private static boolean isServerOf(Path directory, EmbeddedPostgres postgres) throws IOException {
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("show data_directory")) {
            row.next();
            return Path.of(row.getString(1)).toRealPath().equals(directory.toRealPath());
        } catch (SQLException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private static EmbeddedPostgres run(Path home, Path directory, int port, Path logFile) throws IOException {
        ProcessBuilder.Redirect toLog = ProcessBuilder.Redirect.appendTo(logFile.toFile());
        return EmbeddedPostgres.builder()
                // not in the temporary directory, which may be swept while the server runs
                .setOverrideWorkingDirectory(home.resolve("postgres-programs").toFile())
                .setDataDirectory(directory)
                .setCleanDataDirectory(false)
                // the library's hook would stop the server beside Spring's, under the feet of open connections
                .setRegisterShutdownHook(false)
                .setPort(port)
                .setPGStartupWait(START_PATIENCE)
                // the same rules for text on every machine, whatever its locale
                .setLocaleConfig("locale", "C")
                .setLocaleConfig("lc-ctype", CharacterType.find())
                .setLocaleConfig("locale-provider", "builtin")
                .setLocaleConfig("builtin-locale", "C.UTF-8")
                // the library is made for tests and turns both off
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("listen_addresses", "127.0.0.1")
                .setServerConfig("unix_socket_directories", "")
                .setServerConfig("timezone", "UTC")
                .setServerConfig("max_connections", "100")
                .setServerConfig("shared_buffers", "128MB")
                .setServerConfig("log_min_messages", "warning")
                .setOutputRedirector(toLog)
                .setErrorRedirector(toLog)
                .start();
    }

    /** @return the JDBC address, user included; the server trusts this machine's users and listens on loopback alone */
    public String jdbcUrl() {
        return jdbcUrl(port);
    }

    static String jdbcUrl(int port) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/postgres";
    }

    /** @return the port on which it listens */
    public int port() {
        return port;
    }

    /** @return the database's user */
    public String user() {
        return USER;
    }

    /** Stops the server and waits until it has written everything and gone. */
    @Override
    public synchronized void close() throws IOException {
        closed = true;
        notifyAll();
        Optional<ProcessHandle> server = new Postmaster(directory).running();
        postgres.close();
        boolean gone = server.map(Postmaster::awaitEnd).orElse(true);
        if (gone) {
            log.info("PostgreSQL has stopped");
        } else {
            log.warn("PostgreSQL (process {}) is still stopping", server.get().pid());
        }
        release(lock);
    }

    /** Between the check of the port and the server's start somebody else took it. */
    private static final class PortTaken extends IOException {

        private static final long serialVersionUID = 1L;

        PortTaken() {
            super("another server took the port.");
        }
    }

    /** The system gives the lock back however the application ends, so that a second application never takes over. */
    private static FileChannel lock(Path home) throws IOException {
        FileChannel channel =
                FileChannel.open(home.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock held;
        try {
            held = channel.tryLock();
        } catch (OverlappingFileLockException inThisProcess) {
            held = null;
        }
        if (held == null) {
            channel.close();
            throw new StartRefused(
                    "Another Rapport is running with its data in " + home + ".",
                    "Stop it first, or give this one another directory by rapport.data-dir.");
        }
        return channel;
    }

    private static void release(FileChannel lock) {
        if (lock != null) {
            try {
                lock.close();
            } catch (IOException e) {
                log.debug("The lock could not be closed", e);
            }
        }
    }

    /** A directory without the mark was never started: making it was cut off, and the server would refuse it. */
    private static void setAsideUnfinished(Path directory) throws IOException {
        if (Files.exists(directory) && !Files.exists(finishedMark(directory))) {
            Path unfinished = directory.resolveSibling("postgres-unfinished-"
                    + Files.getLastModifiedTime(directory).toMillis());
            Files.move(directory, unfinished);
            log.warn("The database in {} was never finished; it is kept as {}", directory, unfinished.getFileName());
        }
    }

    private static Path finishedMark(Path directory) {
        return directory.resolve("rapport-made");
    }

    /** The log is about one run, and the former one's is kept beside it. */
    private static void startAfresh(Path logFile) throws IOException {
        if (Files.exists(logFile)) {
            Files.move(logFile, logFile.resolveSibling("postgres-before.log"), StandardCopyOption.REPLACE_EXISTING);
        }
        Files.createFile(logFile);
    }

    private static String ending(Path logFile) {
        try {
            List<String> lines = Files.readAllLines(logFile, StandardCharsets.UTF_8);
            List<String> last = lines.subList(Math.max(0, lines.size() - 8), lines.size());
            return last.isEmpty() ? "" : "\nThe end of its log:\n  " + String.join("\n  ", last);
        } catch (IOException unreadable) {
            return "";
        }
    }
}
